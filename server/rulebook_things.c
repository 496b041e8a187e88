/* SPDX-License-Identifier: MIT
 *
 * What is there besides players, what goes off by itself, what the server runs,
 * and what bots are up to.
 */
#include <stdio.h>
#include <string.h>

#include "server/db.h"
#include "server/rulebook_inside.h"
#include "server/scripts_check.h"

/* X(column, member, unit, low, high) */
#define THING_NUMBERS(X)               \
    X(radius, radius, WHOLE, 1, 2000)  \
    X(mass, mass, MASS, 0.1, 100)      \
    X(friction, drag, FRICTION, 0, 30) \
    X(bounce, bounce, SHARE, 0, 1)

// clang-format off
#define IN_KIND(column, member, unit, low, high) \
    RULES_COLUMN(column, rules_kind, member, unit, low, high),

static const char thing_query[] =
    "SELECT " THING_NUMBERS(RULES_TEXT) "home_after, id, body, tint, spot "
    "FROM thing WHERE mode = ?1 ORDER BY rowid";
static const char timer_query[] =
    "SELECT first, every, id FROM timer WHERE mode = ?1 ORDER BY rowid";
static const char script_query[] =
    "SELECT id, sql FROM script WHERE mode = ?1 ORDER BY rowid";
static const char habit_query[] =
    "SELECT seq, if_role, if_carry, does, role, thing, goal, whose FROM habit "
    "WHERE mode = ?1 ORDER BY seq";
// clang-format on

static const struct rules_column thing_numbers[] = {THING_NUMBERS(IN_KIND)};

static const struct rules_column home_after =
        RULES_COLUMN(home_after, rules_kind, home_after, TIME, 0.1, 600);
static const struct rules_column first =
        RULES_COLUMN(first, rules_timer, first, TIME, 0.1, 3600);
static const struct rules_column every =
        RULES_COLUMN(every, rules_timer, every, TIME, 0.1, 3600);

static const char *const body_words[] = {
#define X(name, doc) #name,
        RULES_BODIES(X)
#undef X
};

static const char *const doing_words[] = {
#define X(name, doc) #name,
        RULES_DOINGS(X)
#undef X
};

static const char *const team_words[] = {"", "same", "other"};

/* The row is the mode and its key in column `at`. */
static void name_row(struct rules_reader *in, int at)
{
    snprintf(in->row, sizeof(in->row), "%s, %.*s", in->rules->mode, ID_BYTES,
            db_text(in->stmt, at));
}

/* ---- things ---- */

static void read_thing(struct rules_reader *in, struct rules_kind *kind)
{
    int at = ARRAY_LEN(thing_numbers);

    name_row(in, at + 1);
    rules_read_numbers(in, thing_numbers, ARRAY_LEN(thing_numbers), kind);
    rules_read_optional(in, at, &home_after, kind);
    rules_read_id(in, at + 1, "id", kind->id);
    kind->body = rules_read_word(
            in, at + 2, "body", body_words, ARRAY_LEN(body_words));
    kind->tint = rulebook_read_tint(in, at + 3);
    if (strcmp(db_text(in->stmt, at + 4), "spawn") == 0) {
        rules_report_add(in->report, rules_here(in, "spot"),
                "players appear there; things need a name of their own");
    }
}

static void read_kinds(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "thing", thing_query, rules->mode);
    while (rules_next_of(
            in, rulebook_of_mode(in), rules->kind_count, MAX_KINDS)) {
        read_thing(in, &rules->kind[rules->kind_count++]);
    }
}

/* ---- timers ---- */

static void read_timers(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "timer", timer_query, rules->mode);
    while (rules_next_of(
            in, rulebook_of_mode(in), rules->timer_count, MAX_TIMERS)) {
        struct rules_timer *timer = &rules->timer[rules->timer_count++];
        name_row(in, 2);
        rules_read_number(in, 0, &first, timer);
        rules_read_optional(in, 1, &every, timer);
        rules_read_id(in, 2, "id", timer->id);
    }
}

/* ---- scripts ---- */

/* Where that offset is, as editors count: lines and characters from 1. */
static void find(const char *sql, int at, unsigned *line, unsigned *column)
{
    *line = 1;
    *column = 1;
    for (int i = 0; i < at; i++) {
        bool goes_on = ((uint8_t)sql[i] & 0xc0) == 0x80; // a character
        *column = sql[i] == '\n' ? 1 : *column + !goes_on;
        *line += sql[i] == '\n';
    }
}

/* The more is wrong already, the less it matters whether these run too; to find
 * out takes its time. */
static void check_statements(struct rules_reader *in, const char *sql)
{
    unsigned line, column;
    char error[160];
    int at;

    if (in->report->count >= MAX_PROBLEMS ||
            scripts_check(sql, error, sizeof(error), &at)) {
        return;
    }
    if (at < 0) {
        rules_report_add(in->report, rules_here(in, "sql"), "%s", error);
        return;
    }
    find(sql, at, &line, &column);
    rules_report_add(in->report, rules_here(in, "sql"), "%u:%u: %s", line,
            column, error);
}

static char *read_statements(struct rules_reader *in, int at)
{
    const char *sql = db_text(in->stmt, at);
    size_t len = strlen(sql);

    if (len < 1 || len > MAX_SCRIPT_BYTES) {
        rules_report_add(in->report, rules_here(in, "sql"),
                "it has to be 1..%d bytes", MAX_SCRIPT_BYTES);
        return NULL;
    }
    check_statements(in, sql);
    char *copy = strdup(sql);
    if (!copy) {
        rules_report_add(in->report, rules_here(in, "sql"), "out of memory");
    }
    return copy;
}

static void read_scripts(struct rules_reader *in, char *sql[MAX_SCRIPTS])
{
    struct rules *rules = in->rules;

    rules_ask(in, "script", script_query, rules->mode);
    while (rules_next_of(
            in, rulebook_of_mode(in), rules->script_count, MAX_SCRIPTS)) {
        uint8_t i = rules->script_count++;
        name_row(in, 0);
        rules_read_id(in, 0, "id", rules->script[i].id);
        sql[i] = read_statements(in, 1);
    }
}

void rulebook_read_things(struct rules_reader *in, char *sql[MAX_SCRIPTS])
{
    read_kinds(in);
    read_timers(in);
    read_scripts(in, sql);
}

/* ---- habits ---- */

static void must_have(
        struct rules_reader *in, const char *column, bool needs, bool has)
{
    if (needs && !has) {
        rules_report_add(in->report, rules_here(in, column),
                "it is empty, and what bots do here needs it");
    } else if (has && !needs) {
        rules_report_add(in->report, rules_here(in, column),
                "what bots do here takes none; leave it NULL");
    }
}

static void read_habit(struct rules_reader *in, struct rules_habit *habit)
{
    name_row(in, 0);
    habit->if_role = rules_read_name(in, 1, "if_role", NAMED_ROLE);
    habit->if_carry = rules_read_name(in, 2, "if_carry", NAMED_THING);
    habit->does =
            rules_read_word(in, 3, "does", doing_words, ARRAY_LEN(doing_words));
    habit->role = rules_read_name(in, 4, "role", NAMED_ROLE);
    habit->kind = rules_read_name(in, 5, "thing", NAMED_THING);
    habit->goal = rules_read_name(in, 6, "goal", NAMED_THING);
    habit->whose =
            rules_read_word(in, 7, "whose", team_words, ARRAY_LEN(team_words));

    uint8_t does = habit->does;
    bool to_thing =
            does == DOES_FETCH || does == DOES_STAY || does == DOES_PUSH;
    must_have(in, "thing", to_thing, habit->kind != NO_THING);
    must_have(in, "goal", does == DOES_PUSH, habit->goal != NO_THING);
    must_have(in, "role",
            habit->role != ROLE_ANY && !to_thing && does != DOES_FIGHT,
            habit->role != ROLE_ANY);
}

void rulebook_read_habits(struct rules_reader *in)
{
    struct rules *rules = in->rules;

    rules_ask(in, "habit", habit_query, rules->mode);
    while (rules_next_of(
            in, rulebook_of_mode(in), rules->habit_count, MAX_HABITS)) {
        read_habit(in, &rules->habit[rules->habit_count++]);
    }
}
