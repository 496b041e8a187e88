/* SPDX-License-Identifier: MIT
 *
 * shot: what players fire at each other.
 *
 * A shot flies straight and alone until it meets a wall, a solid thing, or a
 * player who is not its owner's friend, or fades at `ready_at`. It meets
 * players where they stood `lag` ticks ago, which is where its owner sees them:
 * lag compensation, but for shots that fly (Bernier 2001, "Latency Compensating
 * Methods in Client/Server In-game Protocol Design and Optimization", has it
 * for those that do not).
 */
#ifndef SHARED_SHOT_H
#define SHARED_SHOT_H

#include "shared/base.h"

struct events;
struct input;
struct places;

/* Moves every shot by one tick; `was` holds where players were when the tick
 * began, so that no one slips past between two ticks. */
void shots_fly(struct events *events, const struct places *was);

/* Fires the weapon of the player in `slot` as `input` says, if it has one and
 * is ready. Pellets spread evenly: nobody rolls a die. */
void shot_fire(struct events *events, uint8_t slot, const struct input *input);

#endif
