/* SPDX-License-Identifier: MIT
 *
 * sandbox: SQL of strangers, over tables that somebody else has in memory.
 *
 * A statement can read and change those tables within what their columns
 * allow, compute with a few functions, and nothing else: it reaches no file, no
 * schema, no clock, no other connection. What it may use of memory and time is
 * bounded, from the moment its text is read. Everything that is not named here
 * is refused.
 *
 * Only this, server/sandbox_table, server/heap and server/db know sqlite3.h. A
 * sandbox is of one thread.
 */
#ifndef SERVER_SANDBOX_H
#define SERVER_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "server/sandbox_table.h"

#define SANDBOX_STATEMENTS 32 // a script
#define SANDBOX_PARAMS     8

struct sandbox;
struct sandbox_script;

struct sandbox *sandbox_create(const struct sandbox_world *world); // or NULL
void sandbox_destroy(struct sandbox *sandbox); // after its scripts; NULL too

/* Understands `sql`, one statement or several. NULL with a sentence in `error`
 * and in `*at` the offset of what is wrong, or -1. Costs at most some
 * milliseconds. */
struct sandbox_script *sandbox_prepare(struct sandbox *sandbox, const char *sql,
        char error[SANDBOX_SENTENCE], int *at);
void sandbox_finish(struct sandbox_script *script); // NULL is allowed

unsigned sandbox_statements(const struct sandbox_script *script);

enum sandbox_end {
    SANDBOX_DONE,
    SANDBOX_FAILED,   // it said why
    SANDBOX_RAN_OVER, // the steps or memory of a run
    SANDBOX_NO_TIME   // the clock, which others may have used up
};

/* What is left of a run. */
struct sandbox_budget {
    int64_t steps;    // of SQLite's machine
    uint64_t stop_ns; // by clock_thread_ns()
};

/* Runs statement `i` of a script on `room`. `param` are the values of the
 * world's parameters. Unless it is DONE there is a sentence in `error`, and
 * what it changed so far is changed. */
enum sandbox_end sandbox_run(struct sandbox_script *script, unsigned i,
        void *room, const struct cell *param, struct sandbox_budget *budget,
        char error[SANDBOX_SENTENCE]);

#endif
