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
struct rules;

/* Fastest along one axis, 1/256 u per tick. */
#define BODY_SPEED_MAX (MAX_SPEED * UNIT / TICK_HZ)

bool body_is_alive(const struct entity *entity); // a player, and not dead

/* The player as a disc with no way to go, within the map. */
struct disc body_disc(const struct entity *player, const struct rules *rules);

/* One tick of its own: it steers by `buttons` unless it is frozen, and moves.
 * The dead lie still. */
void body_step(struct entity *player, const struct rules *rules,
        uint8_t buttons, uint32_t now);

/* Moves by (dx, dy), as walls let it, and adds (vx, vy) to its velocity. */
void body_shove(struct entity *player, const struct rules *rules, int32_t dx,
        int32_t dy, int32_t vx, int32_t vy);

#endif
