/* SPDX-License-Identifier: MIT
 *
 * scripts: the SQL of mods, run against a live room, and kept from harm.
 *
 * To a script the room is tables: `entity` (all that is there), `player`,
 * `thing`, `team`, `room`, to read and to change within the bounds that the
 * simulation sets, and `say`, which tells players a sentence. It sees nothing
 * else: no file, no schema, no clock; `random()` draws from the room's secret
 * generator. What all scripts of a worker use of one tick is bounded; the world
 * is copied before each, and is that copy again when it fails, runs over, or
 * leaves something that the simulation does not expect.
 *
 * One for each worker, with a connection of its own that has no file; thread:
 * the worker's.
 */
#ifndef SERVER_SCRIPTS_H
#define SERVER_SCRIPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "server/scripts_room.h"
#include "shared/base.h"

struct rulebook;
struct rules;
struct scripts;
struct world;

#define SCRIPTS_TICK_NS  5000000 // of a worker, for all scripts of a tick
#define SCRIPTS_STEPS    20000   // of SQLite's machine, in a run of a script
#define SCRIPTS_PATIENCE 3       // failures until a script is switched off

/* Steps that all scripts of a room may take a tick, in the long run, and how
 * far ahead of that they may get: none lives on what is meant for others. */
#define SCRIPTS_ROOM_STEPS 8000
#define SCRIPTS_ROOM_BURST (30 * SCRIPTS_ROOM_STEPS)

/* Of what they say, a room passes on so much. */
#define SCRIPTS_SAY_NS    100000000 // between two sentences
#define SCRIPTS_SAY_BURST 20        // at once

struct scripts *scripts_create(void);          // NULL without memory
void scripts_destroy(struct scripts *scripts); // NULL is allowed

/* A new tick of the worker begins: all scripts together have `tick_ns` of the
 * thread's CPU time, which in a server are SCRIPTS_TICK_NS. */
void scripts_begin_tick(struct scripts *scripts, uint64_t tick_ns);

/* What a room keeps about its scripts; all 0 in the beginning, and again when
 * its rules change. */
struct scripts_state {
    uint8_t failures[MAX_SCRIPTS]; // SCRIPTS_PATIENCE: switched off
    uint32_t ahead;                // steps, of SCRIPTS_ROOM_STEPS a tick
    uint32_t tick;                 // when that was so
};

/* What became of the calls of one script; a run that failed counts as both. */
struct scripts_tally {
    uint8_t runs, failed, left_out;
};

struct scripts_result {
    unsigned said;
    struct scripts_line say[SAY_MAX + 1]; // the last is not to be told
    unsigned unsaid;                      // so many were left out
    bool failed;       // a script did, and the world is as before it
    bool unknown;      // as it named what its mode does not have
    uint8_t script;    // which
    bool switched_off; // for good, in this room
    char error[320];   // script.sql (mode, id): what, and what to do
    unsigned left_out; // were not run: too many, or the time for them was up
    struct scripts_tally tally[MAX_SCRIPTS];
    uint64_t took_ns; // of that
    uint32_t steps;   // of SQLite's machine
};

/* Runs the scripts that the latest sim_step() of `world` asked for, in their
 * order. `rules` are of `book`. */
void scripts_run(struct scripts *scripts, struct rulebook *book,
        const struct rules *rules, struct world *world,
        struct scripts_state *state, struct scripts_result *result);

/* The same for whoever has the scripts' texts elsewhere, by their index. */
void scripts_run_texts(struct scripts *scripts, const char *const *sql,
        const struct rules *rules, struct world *world,
        struct scripts_state *state, struct scripts_result *result);

#endif
