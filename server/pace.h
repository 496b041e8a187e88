/* SPDX-License-Identifier: MIT
 *
 * pace: how much of the state a client gets, to stay within a byte budget.
 *
 * What was written to it is looked at once a window. Over the budget it goes a
 * level down: to every second frame, to every third, and where the map has
 * cells to fewer of them. Frames that are left out are the same for all on a
 * level (those of odd ticks, those not divisible by three), so that the others
 * still share what they get. It goes up a level once what that would cost at
 * most is within nine tenths of the budget. Pure; owned by its room.
 */
#ifndef SERVER_PACE_H
#define SERVER_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base.h"
#include "shared/view.h"

/* 30, 15 and 10 frames a second; then 10 of fewer cells. */
enum pace_level { PACE_30, PACE_15, PACE_10, PACE_PLUS, PACE_CELL };

#define PACE_SECONDS 2
#define PACE_WINDOW  (PACE_SECONDS * TICK_HZ) // ticks

struct pace {
    uint8_t level;    // enum pace_level
    bool has_begun;   // a window: the greeting is in none
    uint64_t written; // to the client by then, bytes
};

/* At the end of a window: `written` bytes went to the client so far, `budget`
 * a second is what it may cost, 0 for any. `has_cells`: there are levels below
 * PACE_10. */
void pace_measure(
        struct pace *pace, uint64_t written, uint32_t budget, bool has_cells);

/* Whether the frame of `tick` is one for a client that got its last at `sent`.
 */
bool pace_is_due(const struct pace *pace, uint32_t tick, uint32_t sent);

/* How many cells it sees, where there are any. */
enum view_reach pace_reach(const struct pace *pace);

#endif
