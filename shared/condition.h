/* SPDX-License-Identifier: MIT
 *
 * condition: what happened, and whether an effect is about that.
 */
#ifndef SHARED_CONDITION_H
#define SHARED_CONDITION_H

#include "shared/base.h"

struct rules;
struct rules_effect;
struct world;

struct event {
    uint8_t kind;          // enum rules_event
    uint8_t actor, target; // slots, or NO_SLOT
    uint8_t thing, into;   // 0..MAX_THINGS-1, or NO_THING
    uint8_t what;          // TIMER: its index; EXTINCT: a role
    uint8_t depth;
};

/* Whether all conditions of `effect`, which waits for such an event, hold. What
 * is asked of somebody or something that the event is not about does not. */
bool condition_holds(const struct world *world, const struct rules *rules,
        const struct event *event, const struct rules_effect *effect);

/* Whether the players in both slots are on one side. */
bool event_same_side(const struct world *world, uint8_t a, uint8_t b);

#endif
