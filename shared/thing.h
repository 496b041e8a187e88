/* SPDX-License-Identifier: MIT
 *
 * thing: what is there besides players and shots: where, and whose.
 *
 * Thing i of a world is that of stand i of its rules, and home is where the
 * stand has it; what is beyond the stands is a script's, has no home, and is
 * gone for good when others would go home. Of a thing that lies about anywhere
 * else `home_after` runs, as its back_at says. Nothing here is an event. Places
 * `i` are 0..MAX_THINGS-1, those of nothing are NO_THING.
 */
#ifndef SHARED_THING_H
#define SHARED_THING_H

#include "shared/base.h"

struct entity;
struct posts;
struct rules;
struct world;

/* Whether it is a thing, and not away. */
bool thing_is_there(const struct entity *thing);

/* The same, and nobody carries it. */
bool thing_lies(const struct entity *thing);

/* Whether a disc of radius `r` at (x, y), in 1/256 u, is in it or touches it,
 * if it is there. */
bool thing_touches(const struct entity *thing, int32_t x, int32_t y, int32_t r);

/* All begin anew, and scripts' own are gone. */
void things_place(struct world *world, const struct rules *rules);

/* Before anything moves: drops what its carrier has left, brings home or back
 * whose time it is, and starts the time of what lies about. */
void things_wake(struct world *world, const struct rules *rules);

/* All that is solid. */
void things_posts(
        struct world *world, const struct rules *rules, struct posts *posts);

/* The player in `slot` carries it from now on. False when it cannot: it is
 * dead, carries another, or this is none to be carried, away, or someone's. */
bool thing_carry(struct world *world, const struct rules *rules, uint8_t i,
        uint8_t slot);

/* The first that the player in `slot` carries, of that kind or of any
 * (NO_THING); or NO_THING. */
uint8_t thing_carried(const struct world *world, uint8_t slot, uint8_t kind);

/* All that the player in `slot` carries lies where it stands. */
void things_drop(struct world *world, const struct rules *rules, uint8_t slot);

/* Takes it home, out of anybody's hands; no matter if it is away. */
void thing_home(struct world *world, const struct rules *rules, uint8_t i);

/* It is away, and comes back home in `ticks`; 0: with the next bout. */
void thing_take(struct world *world, const struct rules *rules, uint8_t i,
        uint32_t ticks);

/* The radius of all of that kind that are there grows by `n` u. */
void things_grow(struct world *world, uint8_t kind, int32_t n);

/* A new thing for a script, at (x, y) in 1/256 u, of `team` or nobody's (0).
 * NO_THING when all places are taken, or there is no such kind. */
uint8_t thing_spawn(struct world *world, const struct rules *rules,
        uint8_t kind, int32_t x, int32_t y, uint8_t team);

/* Goes on under `now` where `old` ruled: things keep their kind by its id, and
 * vanish with it; what stands anew is placed. */
void things_change_rules(
        struct world *world, const struct rules *old, const struct rules *now);

#endif
