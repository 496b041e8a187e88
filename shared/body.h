/* SPDX-License-Identifier: MIT
 *
 * body: one player's own motion.
 *
 * The velocity first, then the position by exactly that velocity, then what
 * walls say: whoever runs freely at full speed is where its velocity predicts.
 */
#ifndef SHARED_BODY_H
#define SHARED_BODY_H

#include "shared/base.h"
#include "shared/geom.h"

struct entity;
struct posts;
struct rules;

/* Fastest along one axis, 1/256 u per tick. */
#define BODY_SPEED_MAX (MAX_SPEED * UNIT / TICK_HZ)

/* Closer than this is in touch: what was pushed apart just now still is. */
#define TOUCH_GAP UNIT

bool body_is_alive(const struct entity *entity); // a player, and not dead

/* The player as a disc with no way to go, within the map. */
struct disc body_disc(const struct entity *player, const struct rules *rules);

/* One tick of its own among walls and `posts`, which may be NULL: it steers by
 * `buttons` unless it is frozen, and moves. The dead lie still. */
void body_step(struct entity *player, const struct rules *rules,
        const struct posts *posts, uint8_t buttons, uint32_t now);

/* Moves by (dx, dy), as walls and posts let it, and adds (vx, vy) to its
 * velocity. */
struct shove {
    int32_t dx, dy; // at once
    int32_t vx, vy; // gained
};
void body_shove(struct entity *player, const struct rules *rules,
        const struct posts *posts, const struct shove *by);

/* What is left of a velocity that nobody drives, a tick later: with any drag it
 * comes to rest, with none it lasts. */
int32_t body_coast(int32_t v, uint16_t drag);

/* A velocity along one axis, within BODY_SPEED_MAX. */
int16_t body_velocity(int32_t v);

#endif
