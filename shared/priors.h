/* SPDX-License-Identifier: MIT
 *
 * priors: how likely each decision of a replica frame is before the first one.
 *
 * Every frame starts from these odds, so that it depends on no other frame; a
 * large one soon learns better for itself. They were counted in matches
 * (tests/bench/priors.c); other numbers make other frames, so both sides of the
 * wire need the same, and they count as part of the simulation.
 */
#ifndef SHARED_PRIORS_H
#define SHARED_PRIORS_H

#include "shared/coder.h"
#include "shared/world.h"

/* What stands in a slot, by its number. */
enum sort { SORT_PLAYER, SORT_THING, SORT_SHOT, SORTS };

#define AIM_SPEEDS 4 // of how fast a player turned
#define BENDS      256

/* What is foreseen of an entity: that it stands, moves, comes or goes. */
enum outlook { STANDS, MOVES, COMES, GOES, OUTLOOKS };
#define SURPRISES 4 // slots that came out otherwise so far, or more

/* How much is known of an entity: all but what is said; nothing, it is new; not
 * much, as others come out otherwise than foreseen, too. */
enum familiarity { FAMILIAR, UNFAMILIAR, ADRIFT, FAMILIARITIES };

/* Of one number that was missed: whether it was, how many bits by, the sign. */
#define MISS_ODDS(name, type) struct odds name[8 * sizeof(type) + 2];

enum miss_group {
    GROUP_MOTION, // vx, vy, x, y
    GROUP_LOOK,   // aim, buttons, turn, bends, fine, lag
    GROUP_FIGHT,  // ready_at, hp, foe
    GROUP_REST,
    GROUP_COUNT
};

struct entity_priors {
    struct odds group[GROUP_COUNT];
    struct odds along; // it went as much further as it was faster
    ENTITY_FIELDS(MISS_ODDS)
    FORESIGHT_FIELDS(MISS_ODDS)
};

struct match_priors {
    struct odds any;
    MATCH_FIELDS(MISS_ODDS)
};

/* How a turn changes, by its speed and how it changed before: at all, to less
 * and not to more, by more than 1, by how much beyond that. */
struct turn_priors {
    struct odds changed[BENDS][AIM_SPEEDS];
    struct odds back[BENDS][AIM_SPEEDS];
    struct odds far[4][AIM_SPEEDS];
    struct odds by[8];
};

struct sudden_priors {
    struct odds changed[AIM_SPEEDS], back[AIM_SPEEDS], far[AIM_SPEEDS], by[8];
};

/* All members are arrays of struct odds, so that the whole is one, too. */
struct priors {
    struct odds stepwise; // of a gap: each tick is said

    // inputs
    struct odds pressed[2][2][2]; // [alive][fires][moves]: buttons changed
    struct odds fired[2];         // [fires]: FIRE is among them
    struct odds steered[2];       // [FIRE is]: the way is
    struct odds way[16][16];      // [before][highest bits of the new one]
    struct turn_priors turn;      // while the buttons stay the same
    struct sudden_priors sudden;  // as they change: the past says less
    struct odds lag[10];

    // what came out otherwise
    struct odds wrong[SORTS][OUTLOOKS][SURPRISES]; // so many so far
    struct odds gone[SORTS];
    struct odds same[SORTS];     // still the body that was foreseen
    struct odds more[SORTS][2];  // [first]: somebody in an empty slot
    struct odds skip[SORTS][10]; // empty slots before it
    struct odds owner[8];        // of a new shot
    struct entity_priors entity[SORTS][FAMILIARITIES];
    struct match_priors match[2]; // [new]
};

void priors_start(struct priors *out);

#endif
