/* SPDX-License-Identifier: MIT
 *
 * push: things that move: a ball that players push about, a flag on its way.
 *
 * A ball is a body of some mass, a player one of mass 1: who runs into it hands
 * on momentum, and is held up as much. It loses its drag, and bounces off walls
 * and solid things as its kind says. However fast it and they are, it goes on
 * in strides that no wall, no player and no other ball is too thin for.
 */
#ifndef SHARED_PUSH_H
#define SHARED_PUSH_H

struct places;
struct posts;
struct rules;
struct world;

/* One tick of all pushed things, and then of all that is carried; `was` holds
 * where players were when the tick began. */
void things_move(struct world *world, const struct rules *rules,
        const struct posts *posts, const struct places *was);

#endif
