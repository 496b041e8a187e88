/* SPDX-License-Identifier: MIT */
#include "server/pace.h"

/* What a level may cost at most, in parts of the one below it: every second
 * tick instead of every third is 3 / 2, nine cells instead of five are 9 / 5.
 */
static const struct {
    uint32_t up, down;
} ratios[] = {
        [PACE_15] = {2, 1},
        [PACE_10] = {3, 2},
        [PACE_PLUS] = {9, 5},
        [PACE_CELL] = {5, 1},
};

static bool fits_above(uint8_t level, uint64_t bytes, uint64_t most)
{
    return bytes * ratios[level].up * 10 <= most * ratios[level].down * 9;
}

void pace_measure(
        struct pace *pace, uint64_t written, uint32_t budget, bool has_cells)
{
    uint8_t last = has_cells ? PACE_CELL : PACE_10;
    uint64_t bytes = written - pace->written;
    uint64_t most = (uint64_t)budget * PACE_SECONDS;

    if (budget == 0 || pace->level > last) {
        pace->level = budget == 0 ? PACE_30 : last;
    } else if (pace->has_begun && bytes > most && pace->level < last) {
        pace->level++;
    } else if (pace->has_begun && pace->level > PACE_30 &&
               fits_above(pace->level, bytes, most)) {
        pace->level--;
    }
    pace->has_begun = true;
    pace->written = written;
}

bool pace_is_due(const struct pace *pace, uint32_t tick, uint32_t sent)
{
    uint32_t every = pace->level < PACE_10 ? pace->level + 1u : 3;

    // who was passed over at its own tick need not wait for the next
    return tick % every == 0 || tick - sent > every;
}

enum view_reach pace_reach(const struct pace *pace)
{
    if (pace->level < PACE_PLUS) {
        return VIEW_BLOCK;
    }
    return pace->level == PACE_PLUS ? VIEW_PLUS : VIEW_CELL;
}
