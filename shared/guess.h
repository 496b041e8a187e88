/* SPDX-License-Identifier: MIT
 *
 * guess: what both encodings take somebody new to be, before a frame says how
 * he is otherwise.
 */
#ifndef SHARED_GUESS_H
#define SHARED_GUESS_H

#include <stdint.h>

struct entity;
struct snapshot;

/* A player who enters, or spawns again; `before` is what the slot held. */
struct entity guess_player(
        const struct entity *before, uint16_t slot, uint32_t tick);

/* A shot that leaves its owner, whom `now` has as he is by now. */
struct entity guess_shot(const struct snapshot *now, uint8_t owner);

/* A thing that comes, or lies anew where `before` does: mostly it was dropped
 * there. */
struct entity guess_thing(const struct entity *before, uint32_t tick);

#endif
