/* SPDX-License-Identifier: MIT
 *
 * fanout: the state frames of one room and tick, each encoded once.
 *
 * Everybody on one baseline gets the same bytes. At most FANOUT_DELTAS distinct
 * baselines are encoded per room and tick, so that a crowd of slow clients
 * costs no more than a handful. A worker has one, for one room after another.
 * Owned by its worker; thread: the worker's.
 */
#ifndef SERVER_FANOUT_H
#define SERVER_FANOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "server/session.h"

struct fanout;
struct history;
struct snapshot;

#define FANOUT_DELTAS 4

struct fanout *fanout_create(void);         // NULL without memory
void fanout_destroy(struct fanout *fanout); // NULL is allowed

/* Turns to the state `now` of a room with this history; both are borrowed until
 * the next call. What was framed before is void. */
void fanout_begin(struct fanout *fanout, const struct history *history,
        const struct snapshot *now);

/* The framed keyframe. */
const struct outgoing *fanout_key(struct fanout *fanout);

/* The framed delta on tick `baseline`; the keyframe when that is too old, is
 * forgotten or is no past; NULL when FANOUT_DELTAS others were encoded already:
 * skip this client, it will be served a later tick. The place of the baseline
 * that nearly everybody stands on, the tick before, is never given away. */
const struct outgoing *fanout_delta(struct fanout *fanout, uint32_t baseline);

/* Whether this frame of the current room and tick is its keyframe. */
bool fanout_is_key(const struct fanout *fanout, const struct outgoing *frame);

#endif
