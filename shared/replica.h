/* SPDX-License-Identifier: MIT
 *
 * replica: state frames for clients that run the game themselves.
 *
 * Both ends step the public state of the baseline by sim_step(), and the frame
 * holds only what that could not know: first the inputs that changed, then, of
 * the state it leads to, the fields that came out otherwise (chance drawn in
 * secret, who came and went). What is foreseen costs next to nothing; a shot,
 * from the tick after it was fired until it hits, nothing at all. Everything is
 * a yes or no, coded by how likely it is there (shared/coder). A frame is a
 * pure function of (rules, baseline, now) as delta's is, shared by everybody on
 * the baseline; nothing is learnt from one frame for the next.
 */
#ifndef SHARED_REPLICA_H
#define SHARED_REPLICA_H

#include "shared/delta.h"
#include "shared/world.h"

struct rules;

/* The world that is stepped; what it held before does not matter. Threads and
 * clients each have their own. */
struct replica {
    struct world world;
    struct entity before[MAX_ENTITIES]; // of the step, in a frame of several
};

/* Like delta_encode(). A gap of several ticks is stepped with the inputs of its
 * last one, and mostly ends elsewhere: that costs more than to say what was
 * pressed in each. */
size_t replica_encode(struct replica *replica, uint8_t *out, size_t cap,
        const struct rules *rules, const struct snapshot *base,
        const struct snapshot *now);

/* The same given the states between: gap - 1 of them, in their order, with the
 * limits of both, or NULL. Much shorter, and takes as long as gap frames. */
struct replica_way {
    const struct snapshot *base, *between, *now;
};
size_t replica_encode_way(struct replica *replica, uint8_t *out, size_t cap,
        const struct rules *rules, const struct replica_way *way);

/* The first byte: the gap, or FRAME_KEY, in the low five bits; above it the low
 * two bits of the tick; the highest is 0. A delta's tick is its baseline's plus
 * the gap, so `known` is the tick of the state that the reader has (anything
 * for a keyframe). Of a frame that does not follow it `baseline` is another
 * tick, and decoding it is DELTA_BASELINE. */
bool replica_read_head(const uint8_t *frame, size_t len, uint32_t known,
        struct delta_head *out);

/* Like delta_decode(), with the rules that held when the frame was made: those
 * of the latest RULES message before it. A delta that makes no sense is
 * DELTA_HASH, since on a wrong baseline none does; after that all deltas are to
 * be passed over until a keyframe, as four ticks on one would seem to fit. */
enum delta_result replica_decode(struct replica *replica, const uint8_t *frame,
        size_t len, const struct rules *rules, const struct snapshot *base,
        struct snapshot *now);

#endif
