/* SPDX-License-Identifier: MIT
 *
 * effect: what the rules make of what happens.
 *
 * All conditions of an event's effects are judged on the state before it, then
 * the effects are done in their order: roles can swap.
 */
#ifndef SHARED_EFFECT_H
#define SHARED_EFFECT_H

#include "shared/base.h"
#include "shared/rules.h"

struct events;

/* What all effects of a tick may cost, in steps of about 10 ns; those beyond
 * are not done. Far more than rules need that do not set each other off. */
#define EFFORT_MAX 40000

/* Does the effects of all events posted, and of those that come of it. */
void events_run(struct events *events);

/* Runs an EACH event, `what` as in struct event: for all players in turn, or
 * for the living alone. */
void events_each(struct events *events, enum rules_event kind, uint8_t what,
        bool living);

/* Picks holders for roles that START picks and nobody has. */
void events_keep_picks(struct events *events);

#endif
