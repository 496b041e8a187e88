/* SPDX-License-Identifier: MIT */
#include "server/scripts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/rulebook.h"
#include "server/sandbox.h"
#include "server/scripts_tables.h"
#include "shared/effect.h"
#include "shared/event.h"
#include "shared/round.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/thing.h"
#include "shared/world.h"

#define KEPT 32 // scripts that stay understood

/* When statements are stopped, in tenths of a tick's time. The rest is for what
 * cannot be: a sort, the effects of what was done, the copy put back. */
#define STOP_TENTHS 7

/* A script as text and as what became of it. It is known by its text: after a
 * change of rules most scripts are still the same. */
struct kept {
    char *sql; // NULL: free
    struct sandbox_script *script;
    uint64_t used; // by the count of runs
};

struct scripts {
    struct sandbox *sandbox;
    uint64_t tick_ns; // for this tick,
    uint64_t left_ns; // of which so much is left
    uint64_t runs;
    struct kept kept[KEPT];
    struct world before; // the script that runs now
    struct events events;
};

/* One call of a script, while it runs. */
struct run {
    struct scripts *scripts;
    const struct rules *rules;
    struct script_call call;
    struct scripts_room room;
    struct sandbox_budget budget;
    char error[SANDBOX_SENTENCE];
    unsigned statement; // that failed, from 1; 0: none in particular
};

struct scripts *scripts_create(void)
{
    struct scripts *scripts = calloc(1, sizeof(*scripts));

    if (!scripts) {
        return NULL;
    }
    scripts->sandbox = sandbox_create(&scripts_world);
    if (!scripts->sandbox) {
        free(scripts);
        return NULL;
    }
    scripts_begin_tick(scripts, SCRIPTS_TICK_NS);
    return scripts;
}

static void forget(struct kept *kept)
{
    sandbox_finish(kept->script);
    free(kept->sql);
    *kept = (struct kept){0};
}

void scripts_destroy(struct scripts *scripts)
{
    if (!scripts) {
        return;
    }
    for (unsigned i = 0; i < KEPT; i++) {
        forget(&scripts->kept[i]);
    }
    sandbox_destroy(scripts->sandbox);
    free(scripts);
}

void scripts_begin_tick(struct scripts *scripts, uint64_t tick_ns)
{
    scripts->tick_ns = tick_ns;
    scripts->left_ns = tick_ns / 10 * STOP_TENTHS;
}

/* ---- understanding, once ---- */

/* Where the script is kept, or what can go for it. */
static struct kept *place_for(struct scripts *scripts, const char *sql)
{
    struct kept *oldest = &scripts->kept[0];

    for (unsigned i = 0; i < KEPT; i++) {
        struct kept *kept = &scripts->kept[i];
        if (kept->sql && strcmp(kept->sql, sql) == 0) {
            return kept;
        }
        if (kept->used < oldest->used) {
            oldest = kept;
        }
    }
    return oldest;
}

static struct sandbox_script *understand(
        struct scripts *scripts, const char *sql, char *error)
{
    struct kept *kept = place_for(scripts, sql);
    int at;

    if (!kept->sql || strcmp(kept->sql, sql) != 0) {
        forget(kept);
        kept->script = sandbox_prepare(scripts->sandbox, sql, error, &at);
        kept->sql = kept->script ? strdup(sql) : NULL;
        if (!kept->sql) {
            forget(kept);
            return NULL;
        }
    }
    kept->used = ++scripts->runs;
    return kept->script;
}

/* ---- the copy ---- */

/* Entities beyond the limit are nobody's. What scripts have changed can be read
 * off the copy: a journal of them is the difference of the two worlds. */
static void copy_world(struct world *to, const struct world *from)
{
    size_t head = offsetof(struct world, entity) +
                  from->entity_limit * sizeof(from->entity[0]);
    size_t tail = offsetof(struct world, secret_rng);

    memcpy(to, from, head);
    memcpy((uint8_t *)to + tail, (const uint8_t *)from + tail,
            sizeof(*from) - tail);
}

/* Whether the simulation, and whoever reads frames, can go on from here. */
static bool is_sound(struct world *world)
{
    struct snapshot snap = world_snapshot(world);
    bool sound = snapshot_match_is_valid(&snap) && snapshot_is_sayable(&snap);

    for (uint16_t i = 0; i < world->entity_limit && sound; i++) {
        sound = snapshot_entity_is_valid(&snap, i);
    }
    return sound;
}

/* ---- running ---- */

static struct cell param_cell(uint8_t value, uint8_t none)
{
    return value == none ? cell_null() : cell_int(value);
}

/* Statement by statement, each with all that happens by it. */
static enum sandbox_end run_statements(
        struct run *run, struct sandbox_script *script)
{
    const struct cell param[PARAM_COUNT] = {
            [PARAM_ACTOR] = param_cell(run->call.actor, NO_SLOT),
            [PARAM_TARGET] = param_cell(run->call.target, NO_SLOT),
            [PARAM_THING] = param_cell(run->call.thing, NO_THING),
            [PARAM_N] = cell_int(run->call.n),
    };

    for (unsigned i = 0; i < sandbox_statements(script); i++) {
        enum sandbox_end end = sandbox_run(
                script, i, &run->room, param, &run->budget, run->error);
        if (end != SANDBOX_DONE) {
            run->statement = sandbox_statements(script) > 1 ? i + 1 : 0;
            return end;
        }
        things_posts(run->room.world, run->rules, &run->room.events->posts);
        events_run(run->room.events);
    }
    return SANDBOX_DONE;
}

/* What is carried is where its carrier is. */
static void carry_along(struct world *world)
{
    for (uint8_t i = 0; i < MAX_THINGS; i++) {
        struct entity *thing = world_thing(world, i);
        if (thing && thing_is_there(thing) &&
                thing->owner < world->player_limit) {
            thing->x = world->entity[thing->owner].x;
            thing->y = world->entity[thing->owner].y;
            thing->vx = 0;
            thing->vy = 0;
        }
    }
}

/* What else follows from what a script did, if the game can go on from it. */
static enum sandbox_end go_on(struct run *run)
{
    struct world *world = run->room.world;

    carry_along(world);
    round_settle(run->room.events);
    sim_roles_were(world, world_living_roles(&run->scripts->before));
    if (!is_sound(world)) {
        snprintf(run->error, sizeof(run->error),
                "it leaves the room as no game can go on from");
        return SANDBOX_FAILED;
    }
    return SANDBOX_DONE;
}

static enum sandbox_end run_script(struct run *run, const char *sql)
{
    struct scripts *scripts = run->scripts;
    struct world *world = run->room.world;
    unsigned said = run->room.said, unsaid = run->room.unsaid;
    struct sandbox_script *script = understand(scripts, sql, run->error);

    if (!script) {
        return SANDBOX_FAILED;
    }
    copy_world(&scripts->before, world);
    events_init(&scripts->events, world, run->rules);
    enum sandbox_end end = run_statements(run, script);
    if (end == SANDBOX_DONE) {
        end = go_on(run);
    }
    if (end != SANDBOX_DONE) {
        copy_world(world, &scripts->before);
        run->room.said = said;
        run->room.unsaid = unsaid;
    }
    return end;
}

static void report(struct run *run, struct scripts_state *state, bool to_blame,
        struct scripts_result *result)
{
    uint8_t script = run->call.script;
    char statement[32] = "";

    state->failures[script] = (uint8_t)(state->failures[script] + to_blame);
    bool off = state->failures[script] >= SCRIPTS_PATIENCE;
    if (result->failed && !off) {
        return; // one a tick is enough to read
    }
    if (run->statement > 0) {
        snprintf(
                statement, sizeof(statement), ", statement %u", run->statement);
    }
    result->failed = true;
    result->unknown = run->room.unknown;
    result->script = script;
    result->switched_off = off;
    snprintf(result->error, sizeof(result->error),
            "script.sql (%s, %s)%s: %s%s", run->rules->mode,
            run->rules->script[script].id, statement, run->error,
            off ? "; it is switched off in this room until the rules change"
                : "");
}

/* Runs one call within what is left of the tick. Who comes when others have
 * used most of it is not to blame for the rest being short. */
static void run_call(struct run *run, const char *sql,
        struct scripts_state *state, struct scripts_result *result)
{
    struct scripts *scripts = run->scripts;
    uint64_t began_ns = clock_thread_ns();

    run->statement = 0;
    run->room.unknown = false;
    run->budget =
            (struct sandbox_budget){SCRIPTS_STEPS, began_ns + scripts->left_ns};
    enum sandbox_end end = run_script(run, sql);
    uint64_t took_ns = clock_thread_ns() - began_ns;
    scripts->left_ns -= took_ns < scripts->left_ns ? took_ns : scripts->left_ns;
    uint32_t steps = (uint32_t)(SCRIPTS_STEPS - run->budget.steps);
    result->took_ns += took_ns;
    result->steps += steps;
    state->ahead += steps;
    result->tally[run->call.script].runs++;
    if (end != SANDBOX_DONE) {
        result->tally[run->call.script].failed++;
        bool to_blame =
                end != SANDBOX_NO_TIME || took_ns >= scripts->tick_ns / 2;
        report(run, state, to_blame, result);
    }
}

/* What a room took in earlier ticks counts less with each that passes. */
static void forgive(struct scripts_state *state, uint32_t tick)
{
    uint64_t steps = (uint64_t)(tick - state->tick) * SCRIPTS_ROOM_STEPS;

    state->ahead -= steps < state->ahead ? (uint32_t)steps : state->ahead;
    state->tick = tick;
}

/* Whether there is time for one more; a room that has had more than its part is
 * told so. */
static bool has_time(struct run *run, struct scripts_state *state,
        struct scripts_result *result)
{
    if (state->ahead >= SCRIPTS_ROOM_BURST) {
        run->statement = 0;
        snprintf(run->error, sizeof(run->error),
                "the scripts of this room take too long together; this one was "
                "left out");
        report(run, state, false, result);
        return false;
    }
    return run->scripts->left_ns > 0;
}

void scripts_run_texts(struct scripts *scripts, const char *const *sql,
        const struct rules *rules, struct world *world,
        struct scripts_state *state, struct scripts_result *result)
{
    struct run run = {
            .scripts = scripts,
            .rules = rules,
            .room = {world, rules, &scripts->events, false, 0, 0, result->say},
    };

    memset(result, 0, sizeof(*result));
    forgive(state, world->match.tick);
    result->left_out = world->calls_dropped;
    world->calls_dropped = 0;
    // what these set off in turn is due after the next step
    for (uint8_t i = 0; i < world->call_count && i < MAX_CALLS; i++) {
        run.call = world->call[i];
        uint8_t script = run.call.script;
        if (script >= rules->script_count ||
                state->failures[script] >= SCRIPTS_PATIENCE) {
            continue;
        }
        if (has_time(&run, state, result)) {
            run_call(&run, sql[script], state, result);
        } else {
            result->left_out++;
            result->tally[script].left_out++;
        }
    }
    result->said = run.room.said;
    result->unsaid = run.room.unsaid;
}

void scripts_run(struct scripts *scripts, struct rulebook *book,
        const struct rules *rules, struct world *world,
        struct scripts_state *state, struct scripts_result *result)
{
    const char *sql[MAX_SCRIPTS];

    for (unsigned i = 0; i < rules->script_count && i < MAX_SCRIPTS; i++) {
        sql[i] = rulebook_script(book, rules, i);
    }
    scripts_run_texts(scripts, sql, rules, world, state, result);
}
