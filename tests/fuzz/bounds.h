/* SPDX-License-Identifier: MIT
 *
 * bounds: what holds in every state that a decoder lets through.
 */
#ifndef TESTS_FUZZ_BOUNDS_H
#define TESTS_FUZZ_BOUNDS_H

#include <stdbool.h>

#include "shared/world.h"

static inline bool bounds_hold_of(const struct snapshot *snap, uint16_t slot)
{
    const struct entity *e = &snap->entity[slot];
    enum entity_kind here = slot_kind(snap->player_limit, slot);
    return e->kind == ENTITY_NONE ||
           (e->kind == here && e->team <= MAX_TEAMS && e->type < MAX_ROLES &&
                   (e->owner < snap->player_limit || e->owner == NO_SLOT) &&
                   (e->foe < snap->player_limit || e->foe == NO_SLOT) &&
                   e->x >= -PLACE_MAX && e->x <= PLACE_MAX &&
                   e->y >= -PLACE_MAX && e->y <= PLACE_MAX);
}

static inline bool bounds_hold(const struct snapshot *snap)
{
    for (uint16_t i = 0; i < snap->entity_limit; i++) {
        if (!bounds_hold_of(snap, i)) {
            return false;
        }
    }
    return snap->match.phase < PHASE_COUNT;
}

#endif
