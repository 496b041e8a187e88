/* SPDX-License-Identifier: MIT
 *
 * A mode's map: its size, its walls, where players spawn and things stand.
 */
#include <stdio.h>
#include <string.h>

#include "server/db.h"
#include "server/rulebook_inside.h"

/* X(column, member, unit, low, high) */
#define MAP_NUMBERS(X)                          \
    X(width, width, LENGTH, 200, MAX_MAP_UNITS) \
    X(height, height, LENGTH, 200, MAX_MAP_UNITS)

#define WALL_NUMBERS(X)               \
    X(x, x, LENGTH, 0, MAX_MAP_UNITS) \
    X(y, y, LENGTH, 0, MAX_MAP_UNITS) \
    X(w, w, LENGTH, 1, MAX_MAP_UNITS) \
    X(h, h, LENGTH, 1, MAX_MAP_UNITS)

#define SPOT_NUMBERS(X)               \
    X(x, x, LENGTH, 0, MAX_MAP_UNITS) \
    X(y, y, LENGTH, 0, MAX_MAP_UNITS) \
    X(team, team, COUNT, 0, MAX_TEAMS)

// clang-format off
#define IN_RULES(column, member, unit, low, high) \
    RULES_COLUMN(column, rules, member, unit, low, high),
#define IN_WALL(column, member, unit, low, high) \
    RULES_COLUMN(column, rules_wall, member, unit, low, high),
#define IN_SPOT(column, member, unit, low, high) \
    RULES_COLUMN(column, rules_spot, member, unit, low, high),
#define IN_STAND(column, member, unit, low, high) \
    RULES_COLUMN(column, rules_stand, member, unit, low, high),

static const char map_query[] =
    "SELECT " MAP_NUMBERS(RULES_TEXT) "sight, mod FROM map WHERE id = ?1";
static const char wall_query[] =
    "SELECT " WALL_NUMBERS(RULES_TEXT) "id FROM wall WHERE map = ?1 "
    "ORDER BY id";
static const char spot_query[] =
    "SELECT " SPOT_NUMBERS(RULES_TEXT) "name FROM spot "
    "WHERE map = ?1 AND name = 'spawn' ORDER BY id";
static const char stand_query[] =
    "SELECT " SPOT_NUMBERS(RULES_TEXT) "name, thing.id FROM spot "
    "JOIN thing ON thing.spot = spot.name "
    "WHERE spot.map = ?1 AND thing.mode = ?2 ORDER BY spot.id, thing.rowid";
// clang-format on

static const struct rules_column map_numbers[] = {MAP_NUMBERS(IN_RULES)};
static const struct rules_column wall_numbers[] = {WALL_NUMBERS(IN_WALL)};
static const struct rules_column spot_numbers[] = {SPOT_NUMBERS(IN_SPOT)};
static const struct rules_column stand_numbers[] = {SPOT_NUMBERS(IN_STAND)};

static const struct rules_column sight =
        RULES_COLUMN(sight, rules, sight, LENGTH, 128, MAX_MAP_UNITS);

static struct rules_place of_map(const struct rules_reader *in)
{
    return (struct rules_place){"map", in->rules->map, "", in->mod};
}

/* In the words of the view `problem`: numbers of rows say nothing to who has a
 * mod's file, and those of one that was only checked are gone again. */
static void name_wall(struct rules_reader *in)
{
    snprintf(in->row, sizeof(in->row), "%s: %g x %g at %g, %g", in->rules->map,
            db_real(in->stmt, 2), db_real(in->stmt, 3), db_real(in->stmt, 0),
            db_real(in->stmt, 1));
}

static void name_spot(struct rules_reader *in)
{
    snprintf(in->row, sizeof(in->row), "%s: %.*s at %g, %g", in->rules->map,
            ID_BYTES, db_text(in->stmt, ARRAY_LEN(spot_numbers)),
            db_real(in->stmt, 0), db_real(in->stmt, 1));
}

/* False when there is no such map. Its mod is in->mod from here on. */
static bool read_size(struct rules_reader *in)
{
    struct rules *rules = in->rules;
    int at = ARRAY_LEN(map_numbers);

    rules_ask(in, "map", map_query, rules->map);
    if (!rules_next(in)) {
        rules_report_add(in->report, rulebook_of_mode(in),
                "mode_map sends it to map %s, which does not exist",
                rules->map);
        return false;
    }
    snprintf(in->row, sizeof(in->row), "%s", rules->map);
    rules_read_id(in, at + 1, "mod", in->mod);
    rules_read_numbers(in, map_numbers, ARRAY_LEN(map_numbers), rules);
    rules_read_optional(in, at, &sight, rules);
    rules_stop(in);
    return true;
}

static void read_walls(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "wall", wall_query, rules->map);
    while (rules_next_of(in, of_map(in), rules->wall_count, MAX_WALLS)) {
        name_wall(in);
        rules_read_numbers(in, wall_numbers, ARRAY_LEN(wall_numbers),
                &rules->wall[rules->wall_count++]);
    }
}

static void read_spots(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "spot", spot_query, rules->map);
    while (rules_next_of(in, of_map(in), rules->spot_count, MAX_SPOTS)) {
        name_spot(in);
        rules_read_numbers(in, spot_numbers, ARRAY_LEN(spot_numbers),
                &rules->spot[rules->spot_count++]);
    }
}

/* A map is the same to every mode, but for what stands there. */
static void copy_map(struct rules *rules, const struct rules *earlier)
{
    rules->width = earlier->width;
    rules->height = earlier->height;
    rules->sight = earlier->sight;
    rules->wall_count = earlier->wall_count;
    memcpy(rules->wall, earlier->wall, sizeof(rules->wall));
    rules->spot_count = earlier->spot_count;
    memcpy(rules->spot, earlier->spot, sizeof(rules->spot));
}

static void read_stands(struct rules_reader *in)
{
    struct rules *rules = in->rules;
    int at = ARRAY_LEN(stand_numbers);
    char both[sizeof(in->row)];
    const struct rules_place place = {"mode_map", both, "", rules->mod};

    snprintf(both, sizeof(both), "%s, %s", rules->mode, rules->map);
    rules_ask(in, "spot", stand_query, rules->map);
    db_bind_text(in->stmt, 2, rules->mode);
    in->cut |= 1u << NAMED_THING; // who is missing, has been told of there
    while (rules_next(in)) {
        if (rules->stand_count == MAX_THINGS) {
            rules_report_add(in->report, place,
                    "more than %d things of this mode would stand on map %s",
                    MAX_THINGS, rules->map);
            rules_stop(in);
            break;
        }
        struct rules_stand *stand = &rules->stand[rules->stand_count++];
        name_spot(in);
        rules_read_numbers(in, stand_numbers, ARRAY_LEN(stand_numbers), stand);
        stand->kind = rules_read_name(in, at + 1, "name", NAMED_THING);
    }
}

void rulebook_read_map(struct rules_reader *in, const struct rules *earlier)
{
    if (earlier) {
        copy_map(in->rules, earlier);
    } else if (read_size(in)) {
        read_walls(in);
        read_spots(in);
    } else {
        return;
    }
    if (in->rules->kind_count > 0) {
        read_stands(in);
    }
}
