/* SPDX-License-Identifier: MIT
 *
 * event: what happens in a tick, to players above all.
 */
#ifndef SHARED_EVENT_H
#define SHARED_EVENT_H

#include "shared/base.h"
#include "shared/condition.h"
#include "shared/geom.h"
#include "shared/rules.h"

struct world;

/* An effect can cause the next event, so deep, and one tick has so many. What
 * is beyond happens, but has no effects. */
#define EVENT_DEPTH 4
#define EVENTS_MAX  1024

/* The events of one tick, and what else it goes by. */
struct events {
    struct world *world;
    const struct rules *rules;
    bool in_step;         // and not between two
    struct posts posts;   // what is solid in this tick
    bool is_over, is_won; // a rule ended the round; it has said who won
    uint8_t winner;       // as in match.winner
    uint8_t depth;        // of the event whose effects are being done, from 1
    uint32_t effort;      // of effects so far
    uint16_t done, count;
    struct event item[EVENTS_MAX];
    // of the EACH event that goes on: effects that were done to all, and the
    // teams that had theirs, a bit each
    bool once[MAX_EFFECTS];
    uint8_t teams[MAX_EFFECTS];
};

/* Borrows both until the tick is over. */
void events_init(
        struct events *events, struct world *world, const struct rules *rules);

/* Whether anybody waits for such an event now; outside of play nothing happens
 * but that people come. */
bool event_may_happen(const struct events *events, enum rules_event kind);

/* Makes an event happen; events_run() (shared/effect) does its effects. */
void event_post(struct events *events, enum rules_event kind, uint8_t actor,
        uint8_t target);
void event_post_full(struct events *events, const struct event *event);

/* Takes hit points from the player in `slot`, who may die of it, on behalf of
 * `by`, or of NO_SLOT. Nobody is hurt outside of play or under its guard. */
void event_hurt(
        struct events *events, uint8_t slot, uint8_t by, int32_t points);

/* The player in `slot` dies, guarded or not, unless it is out of play. */
void event_kill(struct events *events, uint8_t slot, uint8_t by);

/* A new body for the player in `slot`, who drops what it carries. */
void event_spawn(struct events *events, uint8_t slot);

#endif
