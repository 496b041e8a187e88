/* SPDX-License-Identifier: MIT
 *
 * shot: what players fire at each other.
 *
 * A shot flies straight and alone until it meets a wall or a player who is not
 * its owner's friend, or fades at `ready_at`.
 */
#ifndef SHARED_SHOT_H
#define SHARED_SHOT_H

#include "shared/base.h"

struct events;
struct places;

/* Moves every shot by one tick; `was` holds where players were when the tick
 * began, so that no one slips past between two ticks. */
void shots_fly(struct events *events, const struct places *was);

/* Fires the weapon of the player in `slot` along `aim`, 1/65536 turn, if it has
 * one and is ready. Pellets spread evenly: nobody rolls a die. */
void shot_fire(struct events *events, uint8_t slot, uint16_t aim);

#endif
