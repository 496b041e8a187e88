/* SPDX-License-Identifier: MIT */
#include "server/scripts_inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int32_t cell_in(const struct cell *to, double unit)
{
    return (int32_t)lround(to->real * unit);
}

static bool is_number(const struct cell *cell)
{
    return cell->type == CELL_INT || cell->type == CELL_REAL;
}

const char *cell_shown(const struct cell *cell, char text[48])
{
    switch (cell->type) {
    case CELL_INT:
        snprintf(text, 48, "%lld", (long long)cell->n);
        break;
    case CELL_REAL:
        snprintf(text, 48, "%.6g", cell->real);
        break;
    case CELL_TEXT:
        snprintf(text, 48, "'%.*s'", cell->len < 40 ? (int)cell->len : 40,
                cell->text);
        break;
    case CELL_BLOB:
        return "a blob";
    default:
        return "NULL";
    }
    return text;
}

bool cell_within(const struct cell *to, double low, double high,
        const char *unit, char error[SANDBOX_SENTENCE])
{
    char text[48];

    if (is_number(to) && to->real >= low && to->real <= high) {
        return true;
    }
    snprintf(error, SANDBOX_SENTENCE, "%s is not within %.6g..%.6g%s%s",
            cell_shown(to, text), low, high, unit[0] ? " " : "", unit);
    return false;
}

static bool is_whole(const struct cell *to)
{
    return is_number(to) && to->real == floor(to->real);
}

bool cell_is_one_of(
        const struct cell *to, int low, int high, char error[SANDBOX_SENTENCE])
{
    char text[48];

    if (is_whole(to) && to->real >= low && to->real <= high) {
        return true;
    }
    snprintf(error, SANDBOX_SENTENCE, "%s is not one of %d..%d",
            cell_shown(to, text), low, high);
    return false;
}

static bool is_player(void *arg, int64_t slot)
{
    return slot >= 0 && slot < world_of(arg)->player_limit &&
           has_player(arg, (int)slot);
}

bool cell_read_slot(void *arg, const struct cell *to, uint8_t *slot,
        char error[SANDBOX_SENTENCE])
{
    char text[48];

    if (to->type == CELL_NULL) {
        *slot = NO_SLOT;
        return true;
    }
    if (is_whole(to) && to->real == (double)to->n && is_player(arg, to->n)) {
        *slot = (uint8_t)to->n;
        return true;
    }
    snprintf(error, SANDBOX_SENTENCE, "%s is no player's slot",
            cell_shown(to, text));
    return false;
}

/* With all digits, unlike what has a unit. */
bool cell_read_memo(
        const struct cell *to, int32_t *memo, char error[SANDBOX_SENTENCE])
{
    char text[48];

    if (is_number(to) && to->real >= INT32_MIN && to->real <= INT32_MAX) {
        *memo = cell_in(to, 1);
        return true;
    }
    snprintf(error, SANDBOX_SENTENCE, "%s is not within %d..%d",
            cell_shown(to, text), INT32_MIN, INT32_MAX);
    return false;
}

struct cell cell_slot(uint8_t slot)
{
    return slot == NO_SLOT ? cell_null() : cell_int(slot);
}

struct cell cell_until(void *arg, uint32_t tick)
{
    int32_t ticks = (int32_t)(tick - world_of(arg)->match.tick);
    return cell_real((double)ticks / TICK_HZ);
}

uint32_t cell_tick(void *arg, const struct cell *seconds)
{
    return world_of(arg)->match.tick + (uint32_t)cell_in(seconds, TICK_HZ);
}

bool cell_is_id(const struct cell *cell, const char *id)
{
    return cell->type == CELL_TEXT && strlen(id) == cell->len &&
           memcmp(cell->text, id, cell->len) == 0;
}

bool cell_unknown(void *arg, const struct cell *to, const char *what,
        char error[SANDBOX_SENTENCE])
{
    struct scripts_room *room = arg;
    char text[48];

    room->unknown = to->type == CELL_TEXT;
    snprintf(error, SANDBOX_SENTENCE, "this mode has no %s %s", what,
            cell_shown(to, text));
    return false;
}
