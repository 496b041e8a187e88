/* SPDX-License-Identifier: MIT
 *
 * spawn: where players appear, and on whose side.
 */
#ifndef SHARED_SPAWN_H
#define SHARED_SPAWN_H

#include "shared/base.h"

struct rules;
struct world;

/* The team with the fewest players, the first of them; 0 without teams. */
uint8_t spawn_team(const struct world *world, const struct rules *rules);

/* Gives the player in `slot` a new body in its present role, at a spot of its
 * team far from those who are not on its side; which one is a secret. */
void spawn_player(struct world *world, const struct rules *rules, uint8_t slot);

#endif
