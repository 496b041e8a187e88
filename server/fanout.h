/* SPDX-License-Identifier: MIT
 *
 * fanout: the state frames of one room and tick, each encoded once.
 *
 * Everybody who reads one encoding, stands on one baseline and has one view
 * gets the same bytes; what nobody asks for is not encoded. At most
 * FANOUT_DELTAS distinct baselines are encoded on per room and tick, and at
 * most FANOUT_FAR frames for those who are behind, so that a crowd of slow
 * clients costs no more than a handful. A worker has one, for one room after
 * another. Owned by its worker; thread: the worker's.
 */
#ifndef SERVER_FANOUT_H
#define SERVER_FANOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/delta.h"
#include "shared/view.h"

struct fanout;
struct history;
struct rules;
struct snapshot;

#define FANOUT_DELTAS 4
#define FANOUT_FAR    16 // keyframes, and deltas over more than FANOUT_NEAR
#define FANOUT_NEAR   3  // ticks; those who get every third frame keep up

/* A frame with its WebSocket header; valid until the next one is asked for. */
struct frame {
    const uint8_t *bytes;
    size_t len;
    bool is_key;
};

/* What a client reads, and where it stands. */
struct reader {
    uint8_t encoding; // enum encoding
    uint32_t sent;    // tick of the baseline
    struct view from; // what it saw then
    struct view to;   // what it is to see now
};

struct fanout *fanout_create(void);         // NULL without memory
void fanout_destroy(struct fanout *fanout); // NULL is allowed

/* Turns to the state `now` of a room with this history, stepped under these
 * rules; all are borrowed until the next call. What was framed before is void.
 */
void fanout_begin(struct fanout *fanout, const struct history *history,
        const struct rules *rules, const struct snapshot *now);

/* The keyframe of that encoding and view; NULL when FANOUT_FAR others were
 * encoded already: skip this client, it will be served a later tick. */
const struct frame *fanout_key(
        struct fanout *fanout, const struct reader *reader);

/* The delta from what the reader has; the keyframe when that is too old, is
 * forgotten or is no past; NULL when too many others were encoded already. The
 * place of the baseline that nearly everybody stands on, the tick before, is
 * never given away. */
const struct frame *fanout_delta(
        struct fanout *fanout, const struct reader *reader);

/* What was encoded since the last call. */
struct fanout_effort {
    unsigned frames;
    uint64_t ns; // by the clock
};
struct fanout_effort fanout_effort(struct fanout *fanout);

#endif
