/* SPDX-License-Identifier: MIT
 *
 * delta: what changed between two snapshots, as the bytes of a state frame.
 *
 * A frame is a pure function of (baseline, now): it holds nothing about who
 * reads it, so all clients on one baseline share its bytes, and a frame that
 * was not sent leaves nothing behind. This is the `plain` encoding; shared/
 * PROTOCOL.md has every bit of it. Positions are predicted along the velocity,
 * so that what moves freely costs one bit.
 */
#ifndef SHARED_DELTA_H
#define SHARED_DELTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct snapshot;

enum encoding { ENCODING_PLAIN, ENCODING_REPLICA, ENCODING_COUNT };

#define MAX_FRAME  32768 // longest frame: a keyframe of MAX_ENTITIES, bytes
#define MAX_GAP    30    // ticks from baseline to now in a delta
#define HASH_EVERY 32    // a frame of a tick divisible by this carries the hash

/* Encodes `now` against `base`, or whole when base is NULL. Returns its length,
 * 0 if it did not fit into `cap`. Both snapshots have the same limits and
 * base->match.tick < now->match.tick <= base's + MAX_GAP. */
size_t delta_encode(uint8_t *out, size_t cap, const struct snapshot *base,
        const struct snapshot *now);

/* The first byte of a state frame is FRAME_KEY, or a delta's gap, 1..MAX_GAP;
 * MessagePack arrays begin at 0x90. */
enum frame_kind { FRAME_DELTA = 1, FRAME_KEY = 31 };

struct delta_head {
    uint8_t kind;      // enum frame_kind
    uint32_t tick;     // of the state in this frame
    uint32_t baseline; // of the state it builds on; same as tick in a keyframe
};

/* Reads only the first bytes. False when it is not a state frame. */
bool delta_read_head(const uint8_t *frame, size_t len, struct delta_head *out);

enum delta_result {
    DELTA_OK,
    DELTA_BROKEN,   // these bytes are not a frame: a bug or an attack
    DELTA_BASELINE, // built on another tick than base's: ask for a keyframe
    DELTA_HASH,     // decoded, but not what the server has: ask for a keyframe
};

/* Decodes into `now`, whose entity array and limits the caller has set; `base`
 * is NULL when there is none yet. On anything but DELTA_OK `now` is garbage:
 * decode into a staging copy. `base` and `now` must not share entities. */
enum delta_result delta_decode(const uint8_t *frame, size_t len,
        const struct snapshot *base, struct snapshot *now);

#endif
