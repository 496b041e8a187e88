/* SPDX-License-Identifier: MIT
 *
 * rules: what rules cost: an effect, a statement of a script, a script run,
 * what hostile scripts make of a tick, and the stock rules compiled.
 *
 * Usage: rules
 */
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/db.h"
#include "server/rulebook.h"
#include "server/rules_file.h"
#include "server/scripts.h"
#include "server/scripts_check.h"
#include "shared/effect.h"
#include "shared/event.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/bench/counter.h"
#include "tests/golden/arena.h"

static struct rules rules;
static struct world world, began;
static struct input input[MAX_PLAYERS];

static double since_ns(double start)
{
    return counter_ns() - start;
}

/* A match in play, of players who stand apart and do nothing. */
static void open_match(unsigned players)
{
    rules.max_players = (uint8_t)players;
    sim_start(&world, &rules, 1);
    for (unsigned i = 0; i < players; i++) {
        sim_join(&world, &rules, (uint8_t)i, false);
    }
    sim_step(&world, &rules, input);
}

/* ---- effects ---- */

/* What events of a kind cost that so many effects wait for; `applies`: whether
 * their conditions hold. */
static double event_ns(enum rules_op op, int effects, bool applies)
{
    enum { ROUNDS = 2000, EVENTS = 256 };
    static struct events events;

    arena_empty(&rules, 2000, 1200);
    for (int i = 0; i < effects; i++) {
        struct rules_effect *effect =
                arena_effect(&rules, EVENT_HIT, op, WHO_TARGET, 1);
        effect->if_role = 0;
        effect->if_team = applies ? TEAM_OTHER : TEAM_SAME;
    }
    open_match(16);
    double start = counter_ns();
    for (int round = 0; round < ROUNDS; round++) {
        events_init(&events, &world, &rules);
        for (int i = 0; i < EVENTS; i++) {
            event_post(&events, EVENT_HIT, (uint8_t)(i % 16),
                    (uint8_t)((i + 1) % 16));
        }
        events.effort = 0;
        events_run(&events);
    }
    return since_ns(start) / (ROUNDS * EVENTS);
}

static void show_effects(void)
{
    static const struct {
        const char *name;
        enum rules_op op;
        bool applies;
    } kinds[] = {{"score", OP_SCORE, true}, {"heal", OP_HEAL, true},
            {"push", OP_PUSH, true}, {"freeze", OP_FREEZE, true},
            {"damage", OP_DAMAGE, true}, {"role", OP_ROLE, true},
            {"none: its conditions do not hold", OP_SCORE, false}};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        double one = event_ns(kinds[i].op, 1, kinds[i].applies);
        double many = event_ns(kinds[i].op, 33, kinds[i].applies);
        printf("effect %-33s %6.1f ns, with its event %6.1f ns\n",
                kinds[i].name, (many - one) / 32, one);
    }
}

static double step_ns(int effects)
{
    enum { TICKS = 20000 };

    arena_deathmatch(&rules);
    for (int i = 0; i < effects; i++) {
        arena_effect(&rules, (enum rules_event)(i % EVENT_COUNT), OP_SCORE,
                WHO_ACTOR, 1)
                ->if_alone = true; // so that none of them changes the game
    }
    open_match(16);
    double start = counter_ns();
    for (int i = 0; i < TICKS; i++) {
        sim_step(&world, &rules, input);
    }
    return since_ns(start) / TICKS;
}

static void show_steps(void)
{
    printf("step of 16 who stand: %.0f ns with 1 effect, %.0f ns with 113\n",
            step_ns(0), step_ns(112));
}

/* ---- scripts ---- */

static struct scripts *scripts;
static struct scripts_state state;
static struct scripts_result result;

static void run_script(const char *sql)
{
    const char *texts[MAX_SCRIPTS] = {sql};

    memset(&state, 0, sizeof(state));
    world.call_count = 1;
    world.call[0] = (struct script_call){
            .script = 0, .actor = 0, .target = 1, .thing = NO_THING, .n = 7};
    scripts_begin_tick(scripts, SCRIPTS_TICK_NS);
    scripts_run_texts(scripts, texts, &rules, &world, &state, &result);
}

static double script_us(const char *sql, int times)
{
    double start = counter_ns();
    for (int i = 0; i < times; i++) {
        run_script(sql);
    }
    return since_ns(start) / times / 1000;
}

static void show_script(const char *sql)
{
    double first = script_us(sql, 1);
    double each = script_us(sql, 2000);
    printf("script %8.1f us, the first time %6.1f us, %5u steps: %s%s\n", each,
            first, result.steps, sql, result.failed ? " FAILED" : "");
}

static void show_scripts(void)
{
    char ten[2000] = "";
    const char *one = "UPDATE player SET vx = vx * 0.9 WHERE slot = :actor";

    arena_deathmatch(&rules);
    rules.script_count = 1;
    arena_name(rules.script[0].id, "bench");
    open_match(128);
    show_script("SELECT 1");
    show_script(one);
    for (size_t i = 0, len = 0; i < 10; i++) {
        len += (size_t)snprintf(ten + len, sizeof(ten) - len, "%s;", one);
    }
    run_script(ten);
    printf("statement %5.2f us, one more such in a script\n",
            (script_us(ten, 2000) - script_us(one, 2000)) / 9);
    show_script("UPDATE player SET score = score + 1 "
                "WHERE dist(x, y, 1000, 600) < 300");
    show_script("UPDATE player SET role = 'fighter' WHERE slot = (SELECT slot "
                "FROM player WHERE alive ORDER BY random() LIMIT 1)");
    show_script("INSERT INTO say (slot, text) SELECT slot, 'you lead by ' || "
                "score FROM player ORDER BY score DESC LIMIT 1");
    show_script("UPDATE player SET frozen = 1");
}

static double copy_ns(void)
{
    enum { TIMES = 100000 };
    double start = counter_ns();
    for (int i = 0; i < TIMES; i++) {
        memcpy(&began, &world, sizeof(world));
        __asm__ volatile("" : : "r"(&began) : "memory");
    }
    return since_ns(start) / TIMES;
}

/* ---- the worst ---- */

#define NUMBERS \
    "WITH RECURSIVE z (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM z) "

static const char *const worst[] = {
        NUMBERS "SELECT count(*) FROM z",
        "SELECT count(*) FROM entity a, entity b, entity c, entity d",
        "SELECT 1 FROM player a, (SELECT 1 FROM player LIMIT 19) ORDER BY "
        "random()",
        "SELECT 1 FROM player a, (SELECT 1 FROM player LIMIT 15) ORDER BY "
        "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' || "
        "random()",
        "SELECT sum(a.players + a.alive) FROM room a, player b, player c",
        NUMBERS "SELECT sum(sin(i) * pow(i, 1.5) * tan(exp(sin(i)))) FROM z",
        "UPDATE player SET alive = 0; UPDATE player SET alive = 1;"
        "UPDATE player SET alive = 0; UPDATE player SET alive = 1;"
        "UPDATE player SET alive = 0; UPDATE player SET alive = 1;"
        "UPDATE player SET alive = 0; UPDATE player SET alive = 1",
        "WITH a AS (SELECT x FROM player), b AS (SELECT a.x FROM a, a c, a d), "
        "e AS (SELECT b.x FROM b, b c, b d), f AS (SELECT e.x FROM e, e c, e d)"
        ", g AS (SELECT f.x FROM f, f c, f d) SELECT * FROM g, g h, g i",
};

/* A tick of a worker whose rooms all run the same script. */
static double tick_us(const char *sql)
{
    const char *texts[MAX_SCRIPTS];
    double start = counter_ns();

    for (unsigned i = 0; i < MAX_SCRIPTS; i++) {
        texts[i] = sql;
    }
    for (unsigned i = 0; i < MAX_CALLS; i++) {
        world.call[i] = (struct script_call){
                .script = (uint8_t)(i % MAX_SCRIPTS), .actor = 0, .target = 1};
    }
    world.call_count = MAX_CALLS;
    memset(&state, 0, sizeof(state));
    scripts_begin_tick(scripts, SCRIPTS_TICK_NS);
    scripts_run_texts(scripts, texts, &rules, &world, &state, &result);
    return since_ns(start) / 1000;
}

static void show_worst(void)
{
    rules.script_count = MAX_SCRIPTS;
    for (int i = 0; i < 100; i++) { // whoever dies sets off all of them
        arena_effect(&rules, EVENT_DEATH, OP_PUSH, WHO_ALL, 1);
    }
    for (size_t i = 0; i < ARRAY_LEN(worst); i++) {
        double most = 0, sum = 0;
        for (int tick = 0; tick < 100; tick++) {
            double us = tick_us(worst[i]);
            most = us > most ? us : most;
            sum += us;
        }
        printf("hostile tick %6.0f us, at most %6.0f us of %u: %.60s\n",
                sum / 100, most, SCRIPTS_TICK_NS / 1000, worst[i]);
    }
}

/* ---- memory ---- */

static double used_kb(void)
{
    return (double)mallinfo2().uordblks / 1024;
}

static void show_memory(void)
{
    char sql[200];
    double before = used_kb();

    scripts = scripts_create();
    printf("memory %7.1f kB a worker", used_kb() - before);
    before = used_kb();
    for (int i = 0; i < 32; i++) {
        snprintf(sql, sizeof(sql),
                "UPDATE player SET vx = vx * 0.9, score = score + %d "
                "WHERE slot = :actor AND alive",
                i);
        run_script(sql);
    }
    printf(", and %.1f kB for each of up to 32 scripts it has seen; %zu bytes "
           "a room\n",
            (used_kb() - before) / 32, sizeof(struct scripts_state));
}

/* ---- compiling ---- */

static struct rulebook *load(struct db *db)
{
    static struct rules_report report;
    struct rulebook *book = rulebook_load(db, 1, &report);

    if (!book) {
        fprintf(stderr, "rules: %s\n", report.problem[0].sentence);
        exit(1);
    }
    return book;
}

static void show_compiling(void)
{
    enum { TIMES = 50 };
    char error[256];
    int at;
    struct db *db = rules_file_from_text(ASSETS, NULL, error, sizeof(error));

    if (!db) {
        fprintf(stderr, "rules: %s\n", error);
        exit(1);
    }
    double before = used_kb();
    struct rulebook *book = load(db);
    printf("stock rules: %u modes, %.0f kB", rulebook_mode_count(book),
            used_kb() - before);
    double start = counter_ns();
    for (int i = 0; i < TIMES; i++) {
        rulebook_unref(load(db));
    }
    printf(", compiled in %.2f ms\n", since_ns(start) / TIMES / 1e6);
    rulebook_unref(book);
    db_close(db);
    start = counter_ns();
    for (int i = 0; i < 1000; i++) {
        scripts_check("UPDATE player SET vx = 0 WHERE slot = :actor", error,
                sizeof(error), &at);
    }
    printf("check of a script %.0f us\n", since_ns(start) / 1000 / 1000);
}

int main(void)
{
    show_effects();
    show_steps();
    show_compiling(); // before anything else has SQLite's memory
    arena_deathmatch(&rules);
    open_match(128);
    rules.script_count = 1;
    show_memory();
    show_scripts();
    printf("copy of a world: %.0f ns, %zu bytes\n", copy_ns(), sizeof(world));
    show_worst();
    scripts_destroy(scripts);
    return 0;
}
