/* SPDX-License-Identifier: MIT
 *
 * event: what happened in a tick, and what the rules make of it.
 *
 * All conditions of an event's effects are judged on the state before it, then
 * the effects are done in their order: roles can swap. An effect can cause the
 * next event, EVENT_DEPTH deep, and one tick has EVENTS_MAX at most; what is
 * beyond happens, but has no effects.
 */
#ifndef SHARED_EVENT_H
#define SHARED_EVENT_H

#include "shared/base.h"
#include "shared/rules.h"

struct world;

#define EVENT_DEPTH 4
#define EVENTS_MAX  1024

struct event {
    uint8_t kind;          // enum rules_event
    uint8_t actor, target; // slots, or NO_SLOT
    uint8_t thing, into;   // 0..MAX_THINGS-1, or NO_THING
    uint8_t what;          // TIMER: its index; EXTINCT: a role
    uint8_t depth;
};

/* The events of one tick. */
struct events {
    struct world *world;
    const struct rules *rules;
    uint8_t depth; // of the event whose effects are being done, from 1
    uint16_t done, count;
    struct event item[EVENTS_MAX];
};

/* Borrows both until the tick is over. */
void events_init(
        struct events *events, struct world *world, const struct rules *rules);

/* Makes an event happen; events_run() does its effects, and theirs. */
void event_post(struct events *events, enum rules_event kind, uint8_t actor,
        uint8_t target);
void event_post_full(struct events *events, const struct event *event);
void events_run(struct events *events);

/* Takes hit points from the player in `slot`, who may die of it, on behalf of
 * `by`, or of NO_SLOT. Nobody is hurt outside of play or under its guard. */
void event_hurt(
        struct events *events, uint8_t slot, uint8_t by, int32_t points);

/* A new body for the player in `slot`. */
void event_spawn(struct events *events, uint8_t slot);

/* Picks holders for roles that START picks and nobody has. */
void events_keep_picks(struct events *events);

/* Whether the players in both slots are on one side. */
bool event_same_side(const struct world *world, uint8_t a, uint8_t b);

#endif
