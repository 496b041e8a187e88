/* SPDX-License-Identifier: MIT
 *
 * round: when play begins, what is on the clock, and who has won.
 *
 * A round waits for min_players and the warm-up, then counts until its time is
 * up, somebody has the points, or a rule ends it; while the best are level it
 * goes on for `overtime`. With rules->bouts it is several: who dies is out
 * until one side is left, and BOUT_PAUSE later all begin anew, but for their
 * scores.
 */
#ifndef SHARED_ROUND_H
#define SHARED_ROUND_H

#include "shared/base.h"

struct events;
struct rules;
struct world;

#define RESULTS_TICKS (6 * TICK_HZ)
#define BOUT_PAUSE    (3 * TICK_HZ)

/* Begins the round or bout whose time it is, and brings back who has waited
 * for that. */
void round_open(struct events *events);

/* Runs the timers that go off in this tick. */
void round_timers(struct events *events);

/* Runs EXTINCT and LAST, and ends the bout or the round if it is over. `roles`
 * are those that somebody living had when the tick began. */
void round_close(struct events *events, uint32_t roles);

/* Ends the round if a rule said so between two ticks. */
void round_settle(const struct events *events);

/* Ends the round at once; `winner` as in match.winner. */
void round_end(struct world *world, uint8_t winner);

/* Who leads, as in match.winner: NO_SLOT if the best are level. */
uint8_t round_leader(const struct world *world, const struct rules *rules);

/* Whether who comes in now has to wait for the next bout. */
bool round_is_closed(const struct world *world, const struct rules *rules);

/* Goes on under `now` where `old` ruled. */
void round_change_rules(
        struct world *world, const struct rules *old, const struct rules *now);

#endif
