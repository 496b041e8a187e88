/* SPDX-License-Identifier: MIT
 *
 * A column of numbers stands in one table below: its name, the member of the
 * struct it becomes, its unit and its range, which are those of the schema. The
 * query, the checks and the conversion all follow from that row.
 */
#include "server/rulebook_compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/db.h"
#include "server/rules_reader.h"
#include "shared/wire.h"

/* ---- columns ---- */

/* X(column, member, unit, low, high) */
#define MODE_NUMBERS(X)                              \
    X(teams, teams, COUNT, 0, 4)                     \
    X(friendly_fire, friendly_fire, COUNT, 0, 1)     \
    X(time_limit, time_limit, TIME, 10, 3600)        \
    X(respawn, respawn, TIME, 0, 60)                 \
    X(friction, drag, FRICTION, 0, 30)               \
    X(bounce, bounce, SHARE, 0, 1)                   \
    X(max_players, max_players, COUNT, 2, 128)       \
    X(bots, bots, COUNT, 0, 128)                     \
    X(bot_skill, bot_skill, SKILL, 0, 1)             \
    X(relay_bytes, relay_bytes, COUNT, 0, MAX_RELAY) \
    X(relay_rate, relay_rate, COUNT, 1, 120)         \
    X(listed, listed, COUNT, 0, 1)

#define ROLE_NUMBERS(X)               \
    X(starts, starts, COUNT, 0, 1)    \
    X(hp, hp, HP, 1, 10000)           \
    X(speed, speed, SPEED, 0, 1000)   \
    X(accel, accel, ACCEL, 10, 20000) \
    X(radius, radius, LENGTH, 4, 200)

#define WEAPON_NUMBERS(X)                 \
    X(damage, damage, HP, 0, 10000)       \
    X(speed, speed, SPEED, 50, 3000)      \
    X(radius, radius, LENGTH, 1, 100)     \
    X(cooldown, cooldown, TIME, 0.05, 30) \
    X(life, life, TIME, 0.05, 10)         \
    X(pellets, pellets, COUNT, 1, 16)     \
    X(spread, spread, ANGLE, 0, 180)      \
    X(knockback, knockback, SPEED, -1000, 1000)

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
// the X-lists as text for a SELECT, and as arrays of struct rules_column
#define AS_TEXT(column, member, unit, low, high) #column ", "
#define IN_RULES(column, member, unit, low, high) \
    {#column, UNIT_##unit, low, high, FIELD(rules, member)},
#define IN_ROLE(column, member, unit, low, high) \
    {#column, UNIT_##unit, low, high, FIELD(rules_role, member)},
#define IN_WEAPON(column, member, unit, low, high) \
    {#column, UNIT_##unit, low, high, FIELD(rules_weapon, member)},
#define IN_WALL(column, member, unit, low, high) \
    {#column, UNIT_##unit, low, high, FIELD(rules_wall, member)},
#define IN_SPOT(column, member, unit, low, high) \
    {#column, UNIT_##unit, low, high, FIELD(rules_spot, member)},


static const char mode_query[] =
    "SELECT " MODE_NUMBERS(AS_TEXT) "score_limit, id, title, win FROM mode "
    "WHERE id = ?1";
static const char role_query[] =
    "SELECT " ROLE_NUMBERS(AS_TEXT) "id, weapon, tint FROM role "
    "WHERE mode = ?1 ORDER BY rowid";
static const char weapon_query[] =
    "SELECT " WEAPON_NUMBERS(AS_TEXT) "id FROM weapon "
    "WHERE id IN (SELECT weapon FROM role WHERE mode = ?1) ORDER BY id";
static const char effect_query[] =
    "SELECT id, event, if_role, if_other, if_team, op, who, n, arg FROM effect "
    "WHERE mode = ?1 ORDER BY seq, id";
static const char mode_map_query[] =
    "SELECT map FROM mode_map WHERE mode = ?1 ORDER BY seq, rowid LIMIT 1";
static const char map_query[] =
    "SELECT " MAP_NUMBERS(AS_TEXT) "sight FROM map WHERE id = ?1";
static const char wall_query[] =
    "SELECT " WALL_NUMBERS(AS_TEXT) "id FROM wall WHERE map = ?1 ORDER BY id";
static const char spot_query[] =
    "SELECT " SPOT_NUMBERS(AS_TEXT) "id FROM spot "
    "WHERE map = ?1 AND name = 'spawn' ORDER BY id";
// clang-format on

static const struct rules_column mode_numbers[] = {MODE_NUMBERS(IN_RULES)};
static const struct rules_column role_numbers[] = {ROLE_NUMBERS(IN_ROLE)};
static const struct rules_column weapon_numbers[] = {WEAPON_NUMBERS(IN_WEAPON)};
static const struct rules_column map_numbers[] = {MAP_NUMBERS(IN_RULES)};
static const struct rules_column wall_numbers[] = {WALL_NUMBERS(IN_WALL)};
static const struct rules_column spot_numbers[] = {SPOT_NUMBERS(IN_SPOT)};

static const struct rules_column score_limit = {
        "score_limit", UNIT_POINTS, 1, 30000, FIELD(rules, score_limit)};

static const struct rules_column sight = {
        "sight", UNIT_LENGTH, 128, MAX_MAP_UNITS, FIELD(rules, sight)};

// effect.n, by op; those without a name have none
#define AMOUNT(unit, low, high)                             \
    {                                                       \
        "n", UNIT_##unit, low, high, FIELD(rules_effect, n) \
    }
static const struct rules_column amounts[OP_COUNT] = {
        [OP_SCORE] = AMOUNT(POINTS, -1000, 1000),
        [OP_DAMAGE] = AMOUNT(HP, 1, 10000),
        [OP_HEAL] = AMOUNT(HP, 1, 10000),
        [OP_PUSH] = AMOUNT(SPEED, -1000, 1000),
        [OP_FREEZE] = AMOUNT(TIME, 0, 60),
};

/* ---- words ---- */

static const char *const event_words[] = {
#define X(name, parts, doc) #name,
        RULES_EVENTS(X)
#undef X
};

static const char *const op_words[] = {
#define X(name, unit, low, high, arg, doc) #name,
        RULES_OPS(X)
#undef X
};

static const char *const who_words[] = {"actor", "target", "all"};
static const char *const team_words[] = {"", "same", "other"};
static const char *const win_words[] = {"most", "least"};

/* ---- weapons and roles ---- */

static struct rules_place of_mode(const struct rules *rules)
{
    return (struct rules_place){"mode", rules->mode, ""};
}

static struct rules_place of_map(const struct rules *rules)
{
    return (struct rules_place){"map", rules->map, ""};
}

static void read_weapons(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "weapon", weapon_query, rules->mode);
    while (rules_next_of(
            in, of_mode(rules), rules->weapon_count, MAX_WEAPONS)) {
        struct rules_weapon *weapon = &rules->weapon[rules->weapon_count++];
        int at = ARRAY_LEN(weapon_numbers);
        snprintf(in->row, sizeof(in->row), "%s", db_text(in->stmt, at));
        rules_read_id(in, at, "id", weapon->id);
        rules_read_numbers(
                in, weapon_numbers, ARRAY_LEN(weapon_numbers), weapon);
    }
}

static uint8_t read_weapon_of(struct rules_reader *in, int at)
{
    uint8_t weapon = NO_WEAPON;

    if (!db_is_null(in->stmt, at)) {
        const char *id = db_text(in->stmt, at);
        weapon = rules_weapon_index(in->rules, id);
        if (weapon == NO_WEAPON) {
            rules_report_add(in->report, rules_here(in, "weapon"),
                    "there is no weapon '%.60s'", id);
        }
    }
    return weapon;
}

/* 0 is nobody's colour, so black becomes the darkest that is one. */
static uint32_t read_tint(struct rules_reader *in, int at)
{
    const char *text = db_text(in->stmt, at);

    if (db_is_null(in->stmt, at)) {
        return 0;
    }
    if (strlen(text) != 7 || text[0] != '#' ||
            strspn(text + 1, "0123456789abcdefABCDEF") != 6) {
        rules_report_add(in->report, rules_here(in, "tint"),
                "'%.60s' is not a colour such as '#ff8800'", text);
        return 0;
    }
    unsigned long tint = strtoul(text + 1, NULL, 16);
    return tint ? (uint32_t)tint : 1;
}

static void read_roles(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "role", role_query, rules->mode);
    while (rules_next_of(in, of_mode(rules), rules->role_count, MAX_ROLES)) {
        struct rules_role *role = &rules->role[rules->role_count++];
        int at = ARRAY_LEN(role_numbers);
        snprintf(in->row, sizeof(in->row), "%s, %.*s", rules->mode, ID_BYTES,
                db_text(in->stmt, at));
        rules_read_id(in, at, "id", role->id);
        rules_read_numbers(in, role_numbers, ARRAY_LEN(role_numbers), role);
        role->weapon = read_weapon_of(in, at + 1);
        role->tint = read_tint(in, at + 2);
    }
}

/* ---- effects ---- */

static uint8_t find_role(const struct rules *rules, const char *id)
{
    for (uint8_t i = 0; i < rules->role_count; i++) {
        if (rules_same_id(rules->role[i].id, id)) {
            return i;
        }
    }
    return ROLE_ANY;
}

/* ROLE_ANY for NULL; 0 with a problem for a role that is not there. */
static uint8_t read_role_of(struct rules_reader *in, int at, const char *column)
{
    const char *id = db_text(in->stmt, at);

    if (db_is_null(in->stmt, at)) {
        return ROLE_ANY;
    }
    uint8_t role = find_role(in->rules, id);
    if (role == ROLE_ANY) {
        rules_report_add(in->report, rules_here(in, column),
                "mode %s has no role '%.60s'", in->rules->mode, id);
        return 0;
    }
    return role;
}

static void read_amount(
        struct rules_reader *in, int at, struct rules_effect *effect)
{
    const struct rules_column *amount = &amounts[effect->op];

    if (amount->name) {
        rules_read_number(in, at, amount, effect);
    } else if (!db_is_null(in->stmt, at)) {
        rules_report_add(in->report, rules_here(in, "n"),
                "this op takes none; leave it NULL");
    }
}

static void read_arg(
        struct rules_reader *in, int at, struct rules_effect *effect)
{
    bool needs_role = effect->op == OP_ROLE || effect->op == OP_PICK;
    bool is_null = db_is_null(in->stmt, at);

    if (needs_role && is_null) {
        rules_report_add(in->report, rules_here(in, "arg"),
                "it is empty; this op needs a role of this mode");
    } else if (needs_role) {
        effect->arg = read_role_of(in, at, "arg");
    } else if (!is_null) {
        rules_report_add(in->report, rules_here(in, "arg"),
                "this op takes none; leave it NULL");
    }
}

static void read_effect(struct rules_reader *in, struct rules_effect *effect)
{
    *effect = rules_any_effect();
    effect->event = rules_read_word(
            in, 1, "event", event_words, ARRAY_LEN(event_words));
    effect->if_role = read_role_of(in, 2, "if_role");
    effect->if_other = read_role_of(in, 3, "if_other");
    effect->if_team = rules_read_word(
            in, 4, "if_team", team_words, ARRAY_LEN(team_words));
    effect->op = rules_read_word(in, 5, "op", op_words, ARRAY_LEN(op_words));
    effect->who =
            rules_read_word(in, 6, "who", who_words, ARRAY_LEN(who_words));
    read_amount(in, 7, effect);
    read_arg(in, 8, effect);
}

static void read_effects(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "effect", effect_query, rules->mode);
    while (rules_next_of(
            in, of_mode(rules), rules->effect_count, MAX_EFFECTS)) {
        snprintf(in->row, sizeof(in->row), "%lld: %s, %.*s",
                (long long)db_int(in->stmt, 0), rules->mode, ID_BYTES / 2,
                db_text(in->stmt, 1));
        read_effect(in, &rules->effect[rules->effect_count++]);
    }
    rules_index(rules);
}

/* ---- the map ---- */

static void read_map_size(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "map", map_query, rules->map);
    if (rules_next(in)) {
        snprintf(in->row, sizeof(in->row), "%s", rules->map);
        int at = ARRAY_LEN(map_numbers);
        rules_read_numbers(in, map_numbers, ARRAY_LEN(map_numbers), rules);
        if (!db_is_null(in->stmt, at)) {
            rules_read_number(in, at, &sight, rules);
        }
        rules_stop(in);
    } else {
        rules_report_add(in->report, of_mode(rules),
                "mode_map sends it to map %s, which does not exist",
                rules->map);
    }
}

static void read_walls(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "wall", wall_query, rules->map);
    while (rules_next_of(in, of_map(rules), rules->wall_count, MAX_WALLS)) {
        snprintf(in->row, sizeof(in->row), "%lld of %s",
                (long long)db_int(in->stmt, ARRAY_LEN(wall_numbers)),
                rules->map);
        rules_read_numbers(in, wall_numbers, ARRAY_LEN(wall_numbers),
                &rules->wall[rules->wall_count++]);
    }
}

static void read_spots(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "spot", spot_query, rules->map);
    while (rules_next_of(in, of_map(rules), rules->spot_count, MAX_SPOTS)) {
        snprintf(in->row, sizeof(in->row), "%lld of %s",
                (long long)db_int(in->stmt, ARRAY_LEN(spot_numbers)),
                rules->map);
        rules_read_numbers(in, spot_numbers, ARRAY_LEN(spot_numbers),
                &rules->spot[rules->spot_count++]);
    }
}

static void read_map(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "mode_map", mode_map_query, rules->mode);
    if (!rules_next(in)) {
        rules_report_add(
                in->report, of_mode(rules), "no map; insert one into mode_map");
        return;
    }
    snprintf(in->row, sizeof(in->row), "%s", rules->mode);
    bool is_named = rules_read_id(in, 0, "map", rules->map);
    rules_stop(in);
    if (!is_named) {
        return;
    }
    read_map_size(in);
    read_walls(in);
    read_spots(in);
}

/* ---- the mode ---- */

static void read_title(struct rules_reader *in, int at)
{
    const char *title = db_text(in->stmt, at);
    size_t len = strlen(title);

    if (len < 1 || len > TITLE_BYTES ||
            !wire_is_text((const uint8_t *)title, len)) {
        rules_report_add(in->report, rules_here(in, "title"),
                "it has to be 1..%d bytes of UTF-8, no control characters",
                TITLE_BYTES);
        title = in->rules->mode;
    }
    snprintf(in->rules->title, sizeof(in->rules->title), "%.*s", TITLE_BYTES,
            title);
}

/* False when there is nothing to go on with. */
static bool read_mode(struct rules_reader *in, const char *id)
{
    struct rules *rules = in->rules;

    rules_ask(in, "mode", mode_query, id);
    if (!rules_next(in)) {
        return false;
    }
    int at = ARRAY_LEN(mode_numbers);
    snprintf(in->row, sizeof(in->row), "%s", id);
    rules_read_numbers(in, mode_numbers, ARRAY_LEN(mode_numbers), rules);
    if (!db_is_null(in->stmt, at)) {
        rules_read_number(in, at, &score_limit, rules);
    }
    if (rules->bots > rules->max_players) {
        rules->bots = rules->max_players;
    }
    bool is_named = rules_read_id(in, at + 1, "id", rules->mode);
    read_title(in, at + 2);
    rules->win =
            rules_read_word(in, at + 3, "win", win_words, ARRAY_LEN(win_words));
    rules_stop(in);
    return is_named;
}

void rulebook_compile(struct db *db, const char *mode, struct rules *out,
        struct rules_report *report)
{
    struct rules_reader in = {.db = db, .rules = out, .report = report};

    memset(out, 0, sizeof(*out));
    if (read_mode(&in, mode)) {
        read_weapons(&in);
        read_roles(&in);
        read_effects(&in);
        read_map(&in);
    }
}
