/* SPDX-License-Identifier: MIT
 *
 * The mode itself, its roles and their weapons. A column of numbers stands in
 * one table: its name, the member of the struct it becomes, its unit and its
 * range, which are those of the schema. The query, the checks and the
 * conversion all follow from that row.
 */
#include "server/rulebook_compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/db.h"
#include "server/rulebook_inside.h"

/* ---- columns ---- */

/* X(column, member, unit, low, high) */
#define MODE_NUMBERS(X)                              \
    X(teams, teams, COUNT, 0, 4)                     \
    X(friendly_fire, friendly_fire, COUNT, 0, 1)     \
    X(bouts, bouts, COUNT, 0, 1)                     \
    X(time_limit, time_limit, TIME, 10, 3600)        \
    X(warmup, warmup, TIME, 0, 60)                   \
    X(overtime, overtime, TIME, 0, 600)              \
    X(respawn, respawn, TIME, 0, 60)                 \
    X(friction, drag, FRICTION, 0, 30)               \
    X(bounce, bounce, SHARE, 0, 1)                   \
    X(min_players, min_players, COUNT, 1, 128)       \
    X(max_players, max_players, COUNT, 2, 128)       \
    X(bots, bots, COUNT, 0, 128)                     \
    X(bot_skill, bot_skill, SKILL, 0, 1)             \
    X(bot_courage, bot_courage, SKILL, 0, 1)         \
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

// clang-format off
#define IN_RULES(column, member, unit, low, high) \
    RULES_COLUMN(column, rules, member, unit, low, high),
#define IN_ROLE(column, member, unit, low, high) \
    RULES_COLUMN(column, rules_role, member, unit, low, high),
#define IN_WEAPON(column, member, unit, low, high) \
    RULES_COLUMN(column, rules_weapon, member, unit, low, high),

static const char mode_query[] =
    "SELECT " MODE_NUMBERS(RULES_TEXT) "score_limit, bot_error, id, mod, "
    "title, about, win FROM mode WHERE id = ?1";
static const char role_query[] =
    "SELECT " ROLE_NUMBERS(RULES_TEXT) "id, weapon, tint, hint FROM role "
    "WHERE mode = ?1 ORDER BY rowid";
static const char weapon_query[] =
    "SELECT " WEAPON_NUMBERS(RULES_TEXT) "id, mod FROM weapon "
    "WHERE id IN (SELECT weapon FROM role WHERE mode = ?1) ORDER BY id";
// clang-format on

static const struct rules_column mode_numbers[] = {MODE_NUMBERS(IN_RULES)};
static const struct rules_column role_numbers[] = {ROLE_NUMBERS(IN_ROLE)};
static const struct rules_column weapon_numbers[] = {WEAPON_NUMBERS(IN_WEAPON)};

static const struct rules_column score_limit =
        RULES_COLUMN(score_limit, rules, score_limit, POINTS, 1, 30000);
static const struct rules_column bot_error =
        RULES_COLUMN(bot_error, rules, bot_error, ANGLE, 0, 45);

static const char *const win_words[] = {"most", "least"};

/* ---- weapons and roles ---- */

struct rules_place rulebook_of_mode(const struct rules_reader *in)
{
    return (struct rules_place){"mode", in->rules->mode, "", in->rules->mod};
}

static void set_mod(struct rules_reader *in, const char *mod)
{
    snprintf(in->mod, sizeof(in->mod), "%.*s", ID_BYTES, mod);
}

static void read_weapons(struct rules_reader *in)
{
    struct rules *rules = in->rules;
    int at = ARRAY_LEN(weapon_numbers);

    rules_ask(in, "weapon", weapon_query, rules->mode);
    while (rules_next_of(
            in, rulebook_of_mode(in), rules->weapon_count, MAX_WEAPONS)) {
        struct rules_weapon *weapon = &rules->weapon[rules->weapon_count++];
        snprintf(in->row, sizeof(in->row), "%s", db_text(in->stmt, at));
        set_mod(in, db_text(in->stmt, at + 1));
        rules_read_id(in, at, "id", weapon->id);
        rules_read_numbers(
                in, weapon_numbers, ARRAY_LEN(weapon_numbers), weapon);
    }
    set_mod(in, rules->mod);
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
uint32_t rulebook_read_tint(struct rules_reader *in, int at)
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
    int at = ARRAY_LEN(role_numbers);

    rules_ask(in, "role", role_query, rules->mode);
    while (rules_next_of(
            in, rulebook_of_mode(in), rules->role_count, MAX_ROLES)) {
        struct rules_role *role = &rules->role[rules->role_count++];
        snprintf(in->row, sizeof(in->row), "%s, %.*s", rules->mode, ID_BYTES,
                db_text(in->stmt, at));
        rules_read_id(in, at, "id", role->id);
        rules_read_numbers(in, role_numbers, ARRAY_LEN(role_numbers), role);
        role->weapon = read_weapon_of(in, at + 1);
        role->tint = rulebook_read_tint(in, at + 2);
        rules_read_text(in, at + 3, "hint", role->hint, 0, HINT_BYTES);
    }
}

/* ---- the mode ---- */

/* 0 stands for what the skill says, so who aims truly is off by the least. */
static void read_bot_error(struct rules_reader *in, int at)
{
    rules_read_optional(in, at, &bot_error, in->rules);
    if (!db_is_null(in->stmt, at) && in->rules->bot_error == 0) {
        in->rules->bot_error = 1;
    }
}

/* False when there is nothing to go on with. */
static bool read_mode(struct rules_reader *in, const char *id)
{
    struct rules *rules = in->rules;
    int at = ARRAY_LEN(mode_numbers);

    rules_ask(in, "mode", mode_query, id);
    if (!rules_next(in)) {
        return false;
    }
    snprintf(in->row, sizeof(in->row), "%s", id);
    set_mod(in, db_text(in->stmt, at + 3));
    rules_read_id(in, at + 3, "mod", rules->mod);
    rules_read_numbers(in, mode_numbers, ARRAY_LEN(mode_numbers), rules);
    rules_read_optional(in, at, &score_limit, rules);
    read_bot_error(in, at + 1);
    if (rules->bots > rules->max_players) {
        rules->bots = rules->max_players;
    }
    bool is_named = rules_read_id(in, at + 2, "id", rules->mode);
    rules_read_text(in, at + 4, "title", rules->title, 1, TITLE_BYTES);
    rules_read_text(in, at + 5, "about", rules->about, 0, HINT_BYTES);
    rules->win =
            rules_read_word(in, at + 6, "win", win_words, ARRAY_LEN(win_words));
    rules_stop(in);
    return is_named;
}

bool rulebook_compile(struct rules_queries *queries, const char *mode,
        struct rules *out, char *sql[MAX_SCRIPTS], struct rules_report *report)
{
    struct rules_reader in = {
            .queries = queries, .rules = out, .report = report};

    memset(out, 0, sizeof(*out));
    if (!read_mode(&in, mode)) {
        return false;
    }
    read_weapons(&in);
    read_roles(&in);
    rulebook_read_things(&in, sql);
    rulebook_read_habits(&in);
    rulebook_read_effects(&in);
    return true;
}

void rulebook_compile_map(struct rules_queries *queries, const char *map,
        const struct rules *earlier, struct rules *out,
        struct rules_report *report)
{
    struct rules_reader in = {
            .queries = queries, .rules = out, .report = report};

    set_mod(&in, out->mod);
    snprintf(out->map, sizeof(out->map), "%s", map);
    rulebook_read_map(&in, earlier);
}
