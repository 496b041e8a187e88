/* SPDX-License-Identifier: MIT
 *
 * lab: a room to run scripts on.
 *
 * 2000 x 1200 u with a wall from (900, 0) to (940, 200), two teams, roles
 * fighter (100 hp) and zombie (150 hp), kinds flag, zone and ball. Thing 0 is
 * team 1's flag at (300, 300), thing 1 a zone at (1000, 600). In slots 0, 1 and
 * 2 stand players of teams 1, 2 and 1 at (100, 600), (500, 600), (1500, 600).
 * Who kills somebody of the other team gets a point. The round is on.
 *
 * A script is called with actor 0, target 1, thing 0 and n 7.
 */
#ifndef TESTS_UNIT_LAB_H
#define TESTS_UNIT_LAB_H

#include <string.h>

#include "server/scripts.h"
#include "server/scripts_check.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/golden/arena.h"
#include "tests/unit/suite.h"

struct lab {
    struct rules rules;
    struct world world, before; // before the latest run
    struct input input[MAX_PLAYERS];
    struct scripts *scripts;
    struct scripts_state state;
    struct scripts_result result;
    const char *sql[MAX_SCRIPTS];
};

static inline void lab_kind(
        struct rules *rules, const char *id, enum rules_body body, int radius)
{
    struct rules_kind *kind = &rules->kind[rules->kind_count++];
    arena_name(kind->id, id);
    kind->body = (uint8_t)body;
    kind->radius = (uint16_t)radius;
    kind->mass = 256;
}

static inline void lab_rules(struct rules *rules)
{
    arena_empty(rules, 2000, 1200);
    arena_name(rules->mode, "lab");
    arena_wall(rules, 900, 0, 40, 200);
    rules->teams = 2;
    struct rules_role *zombie = &rules->role[rules->role_count++];
    *zombie = rules->role[0];
    arena_name(zombie->id, "zombie");
    zombie->hp = 150;
    zombie->starts = false;
    lab_kind(rules, "flag", BODY_CARRIED, 12);
    lab_kind(rules, "zone", BODY_AREA, 100);
    lab_kind(rules, "ball", BODY_PUSHED, 16);
    rules->stand[rules->stand_count++] =
            (struct rules_stand){arena_u(300), arena_u(300), 0, 1};
    rules->stand[rules->stand_count++] =
            (struct rules_stand){arena_u(1000), arena_u(600), 1, 0};
    arena_effect(rules, EVENT_DEATH, OP_SCORE, WHO_ACTOR, 1)->if_team =
            TEAM_OTHER;
    for (unsigned i = 0; i < MAX_SCRIPTS; i++) {
        arena_name(rules->script[i].id, i ? "other" : "boom");
    }
    rules->script_count = MAX_SCRIPTS;
    ck_assert_ptr_null(rules_check(rules));
}

static inline void lab_open(struct lab *lab)
{
    static const int16_t x[] = {100, 500, 1500};

    memset(lab, 0, sizeof(*lab));
    lab_rules(&lab->rules);
    sim_start(&lab->world, &lab->rules, 1);
    for (uint8_t i = 0; i < 3; i++) {
        sim_join(&lab->world, &lab->rules, i, false);
    }
    sim_step(&lab->world, &lab->rules, lab->input);
    ck_assert_uint_eq(lab->world.match.phase, PHASE_PLAY);
    for (uint8_t i = 0; i < 3; i++) {
        struct entity *player = &lab->world.entity[i];
        player->x = arena_u(x[i]);
        player->y = arena_u(600);
        player->team = (uint8_t)(1 + i % 2);
    }
    lab->scripts = scripts_create();
    ck_assert_ptr_nonnull(lab->scripts);
}

static inline void lab_close(struct lab *lab)
{
    scripts_destroy(lab->scripts);
}

/* Asks for script `i` once more. */
static inline void lab_call(struct lab *lab, uint8_t i)
{
    lab->world.call[lab->world.call_count++] = (struct script_call){
            .script = i, .actor = 0, .target = 1, .thing = 0, .n = 7};
}

/* More than what a run may do takes, sanitizers or not: the count of its steps
 * and bytes decides, never the machine. */
#define LAB_TICK_NS (20 * (uint64_t)SCRIPTS_TICK_NS)

/* Runs what was asked for, in a tick of its own. */
static inline void lab_tick_in(struct lab *lab, uint64_t tick_ns)
{
    memcpy(&lab->before, &lab->world, sizeof(lab->world));
    scripts_begin_tick(lab->scripts, tick_ns);
    scripts_run_texts(lab->scripts, lab->sql, &lab->rules, &lab->world,
            &lab->state, &lab->result);
}

static inline void lab_tick(struct lab *lab)
{
    lab_tick_in(lab, LAB_TICK_NS);
}

/* Runs `sql` as a script that never failed before. Whether it did not now. */
static inline bool lab_run(struct lab *lab, const char *sql)
{
    memset(&lab->state, 0, sizeof(lab->state));
    lab->sql[0] = sql;
    lab->world.call_count = 0;
    lab_call(lab, 0);
    lab_tick(lab);
    return !lab->result.failed;
}

static inline bool lab_is_untouched(const struct lab *lab)
{
    return memcmp(&lab->before, &lab->world, sizeof(lab->world)) == 0;
}

static inline void lab_must_run(struct lab *lab, const char *sql)
{
    ck_assert_msg(lab_run(lab, sql), "%s: %s", sql, lab->result.error);
}

/* `sql` fails with a sentence that has `why` in it, and nothing has happened.
 */
static inline void lab_must_refuse(
        struct lab *lab, const char *sql, const char *why)
{
    ck_assert_msg(!lab_run(lab, sql), "%s: it was done", sql);
    ck_assert_msg(strstr(lab->result.error, why) != NULL, "%s: %s", sql,
            lab->result.error);
    ck_assert_msg(lab_is_untouched(lab), "%s: it left traces", sql);
    ck_assert_uint_eq(lab->result.said, 0);
}

static inline struct entity *lab_player(struct lab *lab, uint8_t slot)
{
    return &lab->world.entity[slot];
}

static inline struct entity *lab_thing(struct lab *lab, uint8_t i)
{
    return world_thing(&lab->world, i);
}

#endif
