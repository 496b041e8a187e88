/* SPDX-License-Identifier: MIT
 *
 * area: who comes into things, stays in them, and leaves.
 *
 * All of it is seen by where a tick began and where its motion ended; nothing
 * is remembered. Who or what is new in a tick is looked at from the next one on
 * and counts as having been elsewhere, so that a flag that drops is entered by
 * who stands there; but not by who dropped it.
 */
#ifndef SHARED_AREA_H
#define SHARED_AREA_H

#include "shared/base.h"

struct events;
struct places;
struct rules;
struct world;

/* Where things were when the tick began. */
struct area_places {
    int32_t x[MAX_THINGS], y[MAX_THINGS], r[MAX_THINGS]; // r: 0 for not there
};

/* Where they are now; nothing if the rules know of none. */
void areas_look(const struct world *world, const struct rules *rules,
        struct area_places *was);

/* Makes ENTER, IN, EXIT and REACH happen. */
void areas_step(struct events *events, const struct places *players_were,
        const struct area_places *was);

#endif
