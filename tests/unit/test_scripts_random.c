/* SPDX-License-Identifier: MIT
 *
 * Statements that nobody would write, by the thousand: each is done or undone,
 * and the match goes on from it. Those that choose by chance choose the same
 * from the same seed.
 */
#include "tests/unit/lab.h"

#include <stdarg.h>
#include <stdio.h>

#include "server/scripts_tables.h"
#include "shared/rng.h"

#define STATEMENTS 4000

static struct lab lab;

static struct {
    uint64_t rng;
    char sql[4000];
    size_t len;
} text;

static unsigned below(unsigned n)
{
    return rng_below(&text.rng, n);
}

static void put(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(
            text.sql + text.len, sizeof(text.sql) - text.len, format, args);
    va_end(args);
    text.len += (size_t)len;
    ck_assert_uint_lt(text.len, sizeof(text.sql));
}

#define ONE_OF(words) words[below(ARRAY_LEN(words))]

static const struct sandbox_table *any_table(void)
{
    return scripts_world.table[below(scripts_world.table_count)];
}

static void put_column(const struct sandbox_table *table)
{
    put("%s", table->column[below(table->column_count)].name);
}

static void put_value(void)
{
    static const char *const values[] = {"0", "1", "2", "-1", "0.5", "7", "100",
            "600.25", "1999", "1e9", "-1e300", "9e999", "NULL", "'zombie'",
            "'flag'", "'ball'", "'zone'", "''", "x'00'", ":actor", ":target",
            ":thing", ":n", "random()", "random(3)", "random(2000)"};
    put("%s", ONE_OF(values));
}

/* Of a row of `table`. */
static void put_expression(const struct sandbox_table *table, int depth)
{
    static const char *const operators[] = {"+", "-", "*", "/", "%", "||", "=",
            "<", ">=", "<>", "IS", "AND", "OR", "&", "<<"};
    static const char *const functions[] = {"abs", "min", "max", "round",
            "sqrt", "count", "coalesce", "upper", "sign", "typeof"};
    const struct sandbox_table *other = any_table();

    switch (depth > 2 ? below(2) : below(6)) {
    case 0:
        put_value();
        break;
    case 1:
        put_column(table);
        break;
    case 2:
    case 3:
        put("(");
        put_expression(table, depth + 1);
        put(" %s ", ONE_OF(operators));
        put_expression(table, depth + 1);
        put(")");
        break;
    case 4:
        put("%s(", ONE_OF(functions));
        put_expression(table, depth + 1);
        put(below(2) ? ", 1)" : ")");
        break;
    default:
        put("(SELECT ");
        put_expression(other, depth + 1);
        put(" FROM %s%s)", other->name, below(2) ? " ORDER BY random()" : "");
    }
}

static void put_where(const struct sandbox_table *table)
{
    if (below(3) > 0) {
        put(" WHERE ");
        put_expression(table, 1);
    }
}

static void put_insert(void)
{
    const struct sandbox_table *from = any_table();

    if (below(3) == 0) {
        put("INSERT INTO say (slot, text) SELECT ");
    } else {
        put("INSERT INTO thing (kind, x) SELECT 'ball', ");
        put_expression(from, 2);
        put(" FROM %s LIMIT %u", from->name, below(4));
        return;
    }
    put_expression(from, 2);
    put(", ");
    put_expression(from, 2);
    put(" FROM %s LIMIT 2", from->name);
}

/* A value that the column may well take, or any. */
static void put_good_value(
        const struct sandbox_table *table, const struct sandbox_column *column)
{
    switch (below(4)) {
    case 0:
        put_expression(table, 1);
        break;
    case 1:
        put("%s", column->name);
        break;
    default:
        put("%s", strcmp(column->type, "TEXT") == 0
                          ? (below(2) ? "'zombie'" : "'ball'")
                          : (below(2) ? "random(2)" : "random(100)"));
    }
}

static void put_update(void)
{
    const struct sandbox_table *table = any_table();

    put("UPDATE %s SET ", table->name);
    for (unsigned more = below(3) + 1; more > 0; more--) {
        const struct sandbox_column *column;
        do {
            column = &table->column[below(table->column_count)];
        } while (!column->set && below(50) > 0);
        put("%s = ", column->name);
        put_good_value(table, column);
        put(more > 1 ? ", " : "");
    }
    put_where(table);
}

static void put_statement(void)
{
    const char *from = below(2) ? "thing" : "entity";

    switch (below(8)) {
    case 0:
        put_insert();
        break;
    case 1:
        put("DELETE FROM %s", from);
        put_where(sandbox_find_table(&scripts_world, from));
        break;
    default:
        put_update();
    }
    put(";");
}

static void put_script(uint64_t seed)
{
    text.rng = seed;
    text.len = 0;
    for (unsigned more = below(3) + 1; more > 0; more--) {
        put_statement();
    }
}

static void assert_sound(void)
{
    struct snapshot snap = world_snapshot(&lab.world);
    ck_assert_msg(snapshot_match_is_valid(&snap), "%s", text.sql);
    ck_assert_msg(snapshot_is_sayable(&snap), "%s", text.sql);
    for (uint16_t i = 0; i < snap.entity_limit; i++) {
        ck_assert_msg(snapshot_entity_is_valid(&snap, i), "%s", text.sql);
    }
    for (uint16_t i = 0; i < lab.world.player_limit; i++) {
        const struct entity *player = &lab.world.entity[i];
        ck_assert_msg(player->kind == ENTITY_NONE ||
                              player->hp <= lab.rules.role[player->type].hp,
                "%s", text.sql);
    }
}

/* Some ticks of bots, so that nothing gets stuck that a script left. */
static void play_on(void)
{
    for (int tick = 0; tick < 5; tick++) {
        for (uint16_t i = 0; i < lab.world.player_limit; i++) {
            lab.input[i] = sim_bot_input(&lab.world, &lab.rules, (uint8_t)i);
        }
        sim_step(&lab.world, &lab.rules, lab.input);
    }
}

START_TEST(a_room_outlives_whatever_is_said)
{
    unsigned done = 0;
    lab_open(&lab);
    for (uint16_t i = 3; i < lab.world.player_limit; i++) {
        sim_join(&lab.world, &lab.rules, (uint8_t)i, true);
    }
    for (unsigned i = 0; i < STATEMENTS; i++) {
        put_script(i);
        if (lab_run(&lab, text.sql)) {
            done++;
        } else {
            ck_assert_msg(lab_is_untouched(&lab), "%s: %s", text.sql,
                    lab.result.error);
        }
        assert_sound();
        play_on();
        assert_sound();
    }
    // or else nothing has been shown
    ck_assert_uint_gt(done, STATEMENTS / 10);
    ck_assert_uint_lt(done, STATEMENTS);
    lab_close(&lab);
}
END_TEST

/* ---- chance of their own ---- */

#define X(name, type) &&a->name == b->name
static bool is_same_match(const struct match *a, const struct match *b)
{
    return true MATCH_FIELDS(X);
}

static bool is_same_entity(const struct entity *a, const struct entity *b)
{
    return true ENTITY_FIELDS(X) FORESIGHT_FIELDS(X);
}
#undef X

static bool is_same_bot(const struct bot *a, const struct bot *b)
{
    return a->active == b->active && a->target == b->target &&
           a->aim == b->aim && a->error == b->error &&
           a->think_at == b->think_at && a->buttons == b->buttons;
}

static bool is_same_call(
        const struct script_call *a, const struct script_call *b)
{
    return a->script == b->script && a->actor == b->actor &&
           a->target == b->target && a->thing == b->thing && a->n == b->n;
}

/* The public and the secret of it, down to what nobody uses. */
static bool is_same_world(const struct world *a, const struct world *b)
{
    bool same = is_same_match(&a->match, &b->match) &&
                a->player_limit == b->player_limit &&
                a->entity_limit == b->entity_limit &&
                a->secret_rng == b->secret_rng &&
                memcmp(a->past, b->past, sizeof(a->past)) == 0 &&
                memcmp(a->spot, b->spot, sizeof(a->spot)) == 0 &&
                memcmp(a->memo, b->memo, sizeof(a->memo)) == 0 &&
                a->room_memo.a == b->room_memo.a &&
                a->room_memo.b == b->room_memo.b && a->lost == b->lost &&
                a->call_count == b->call_count &&
                a->call_later == b->call_later;
    for (unsigned i = 0; i < MAX_ENTITIES; i++) {
        same = same && is_same_entity(&a->entity[i], &b->entity[i]);
    }
    for (unsigned i = 0; i < MAX_PLAYERS; i++) {
        same = same && is_same_bot(&a->bot[i], &b->bot[i]);
    }
    for (unsigned i = 0; i < MAX_CALLS; i++) {
        same = same && is_same_call(&a->call[i], &b->call[i]);
    }
    return same;
}

START_TEST(the_same_seed_chooses_the_same)
{
    static struct world first;
    const char *sql = "UPDATE player SET score = random(1000), "
                      "x = 100 + random(500); "
                      "UPDATE player SET role = 'zombie' WHERE slot = "
                      "(SELECT slot FROM player ORDER BY random() LIMIT 1)";
    lab_open(&lab);
    ck_assert(lab_run(&lab, sql));
    first = lab.world;
    lab_close(&lab);
    lab_open(&lab);
    ck_assert(lab_run(&lab, sql));
    ck_assert(is_same_world(&first, &lab.world));
    lab_close(&lab);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_room_outlives_whatever_is_said);
    tcase_add_test(tc, the_same_seed_chooses_the_same);
}

SUITE("scripts_random", add_tests)
