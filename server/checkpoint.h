/* SPDX-License-Identifier: MIT
 *
 * checkpoint: a whole room as bytes, to go on from later.
 *
 * The public state is a keyframe (shared/delta) and the foresight that those
 * leave out, hash included; beside it stand what is secret, who sat where and
 * had been where, the rules it was played under, and what scripts keep. Written
 * and read by the same layout only, which its first number names; what a layout
 * got later stands behind the rest, and is 0 where it is missing.
 */
#ifndef SERVER_CHECKPOINT_H
#define SERVER_CHECKPOINT_H

#include <stddef.h>
#include <stdint.h>

struct rules;
struct seats;
struct world;

#define CHECKPOINT_LAYOUT 3
#define CHECKPOINT_BYTES  (128 * 1024) // longest, bytes

/* Returns the length written, at most `cap`, or 0 when it does not fit. Thread:
 * any. */
size_t checkpoint_write(uint8_t *out, size_t cap, struct world *world,
        const struct rules *rules, const struct seats *seats);

/* Returns NULL, or what is wrong, a static sentence; then the structs are
 * garbage. Creates `seats`, all 0 before, for the caller to destroy, also when
 * something is wrong. Every person is away in the seats it fills, since
 * `now_ns`, which is monotonic. `rules` are those it was played under. Thread:
 * any. */
const char *checkpoint_read(const uint8_t *in, size_t len, uint64_t now_ns,
        struct world *world, struct rules *rules, struct seats *seats);

#endif
