/* SPDX-License-Identifier: MIT */
#include "server/sandbox.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/heap.h"
#include "server/sql_functions.h"
#include "shared/base.h"

/* What a script may use to be understood, and each run of a statement. A sort
 * is one step that no look interrupts: RUN_BYTES keeps short what it sorts. */
#define PREPARE_BYTES    (INT64_C(512) * 1024)
#define PREPARE_REQUESTS 20000
#define RUN_BYTES        (INT64_C(128) * 1024)
#define RUN_REQUESTS     INT64_MAX // what asks, takes a step too
#define LOOK_STEPS       100       // between looks at the clock
#define LIKE_BYTES       64        // of a text or pattern of LIKE and GLOB

struct sandbox {
    sqlite3 *handle;
    struct sandbox_here here;
    char refusal[SANDBOX_SENTENCE]; // by authorize(), "" for none
    struct sandbox_budget *budget;  // of what runs now
    bool no_time;
};

struct sandbox_script {
    struct sandbox *sandbox;
    unsigned count;
    sqlite3_stmt *stmt[SANDBOX_STATEMENTS];
    // which of the world's parameters each wants, by SQLite's numbers from 1
    uint8_t param[SANDBOX_STATEMENTS][SANDBOX_PARAMS];
};

/* ---- what is allowed ---- */

static const struct {
    int id, value;
} bounds[] = {
        {SQLITE_LIMIT_LENGTH, 1000}, // of a text or a row, bytes
        {SQLITE_LIMIT_SQL_LENGTH, 4000},
        {SQLITE_LIMIT_COLUMN, 64},
        {SQLITE_LIMIT_EXPR_DEPTH, 40},
        {SQLITE_LIMIT_COMPOUND_SELECT, 8},
        {SQLITE_LIMIT_VDBE_OP, 2500},
        {SQLITE_LIMIT_FUNCTION_ARG, 8},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_VARIABLE_NUMBER, SANDBOX_PARAMS},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
};

static const struct {
    int id, on;
} switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        // a plan stays when parameters change
        {SQLITE_DBCONFIG_ENABLE_QPSG, 1},
};

#define ONLY "a script can only SELECT, INSERT, UPDATE and DELETE"

/* Beside SQLite's harmless ones those that are added below. */
static bool is_function(const char *name)
{
    return sqlite3_stricmp("random", name) == 0 ||
           sqlite3_stricmp("dist", name) == 0 || sql_function_is_harmless(name);
}

static int refuse(struct sandbox *sandbox, const char *format, const char *a,
        const char *b)
{
    if (sandbox->refusal[0] == '\0') { // the first is what it is about
        snprintf(sandbox->refusal, sizeof(sandbox->refusal), format, a, b);
    }
    return SQLITE_DENY;
}

/* SQLite's own. A query's come by their names too, and are not forbidden. */
static bool is_inside(const char *name)
{
    return sqlite3_strnicmp(name, "sqlite_", 7) == 0 ||
           sqlite3_strnicmp(name, "pragma_", 7) == 0;
}

static int judge_read(struct sandbox *sandbox, const char *name)
{
    return is_inside(name)
                   ? refuse(sandbox, "there is no table %.40s%s", name, "")
                   : SQLITE_OK;
}

static int judge_write(struct sandbox *sandbox, int action, const char *name,
        const char *column)
{
    const struct sandbox_table *table =
            sandbox_find_table(sandbox->here.world, name);

    if (!table) {
        return refuse(sandbox, "there is no table %.40s%s", name, "");
    }
    if (action == SQLITE_INSERT && !table->add) {
        return refuse(sandbox, "%s: rows cannot be added%s", name, "");
    }
    if (action == SQLITE_DELETE && !table->remove) {
        return refuse(sandbox, "%s: rows cannot be deleted%s", name, "");
    }
    for (unsigned i = 0; action == SQLITE_UPDATE && i < table->column_count;
            i++) {
        if (sqlite3_stricmp(table->column[i].name, column) == 0) {
            return table->column[i].set
                           ? SQLITE_OK
                           : refuse(sandbox, "%s.%s is only to be read", name,
                                     table->column[i].name);
        }
    }
    return SQLITE_OK;
}

static int judge_call(struct sandbox *sandbox, const char *name)
{
    char shown[SQL_FUNCTION_SHOWN];

    if (is_function(name)) {
        return SQLITE_OK;
    }
    sql_function_show(name, shown);
    return refuse(sandbox, "scripts have no %s%s", shown, "");
}

/* Called for all that a statement would do, as its text is read. */
static int authorize(void *arg, int action, const char *a, const char *b,
        const char *database, const char *inside)
{
    struct sandbox *sandbox = arg;
    (void)database;
    (void)inside;

    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        return judge_read(sandbox, a);
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return judge_write(sandbox, action, a, b ? b : "");
    case SQLITE_FUNCTION:
        return judge_call(sandbox, b);
    default:
        return refuse(sandbox, ONLY "%s%s", "", "");
    }
}

/* Whether a run has to end. */
static bool is_spent(struct sandbox *sandbox)
{
    const struct sandbox_budget *budget = sandbox->budget;

    sandbox->no_time = clock_thread_ns() >= budget->stop_ns;
    return budget->steps < 0 || sandbox->no_time;
}

/* Called every LOOK_STEPS; true ends the statement. */
static int look(void *arg)
{
    struct sandbox *sandbox = arg;

    if (!sandbox->budget) { // nothing runs: a text is understood
        return 0;
    }
    sandbox->budget->steps -= LOOK_STEPS;
    return is_spent(sandbox);
}

/* ---- functions ---- */

static void random_whole(sqlite3_context *to, int argc, sqlite3_value **argv)
{
    const struct sandbox_here *here = sqlite3_user_data(to);
    (void)argc;
    (void)argv;

    sqlite3_result_int64(to, (sqlite3_int64)here->world->random(here->room));
}

/* What is behind the point of n does not count: widths are no whole numbers. */
static void random_below(sqlite3_context *to, int argc, sqlite3_value **argv)
{
    const struct sandbox_here *here = sqlite3_user_data(to);
    int type = sqlite3_value_type(argv[0]);
    double n = sqlite3_value_double(argv[0]);
    (void)argc;

    if ((type != SQLITE_INTEGER && type != SQLITE_FLOAT) || !(n >= 1) ||
            n > INT32_MAX) {
        sqlite3_result_error(
                to, "random(n): n is a number from 1 to 2147483647", -1);
        return;
    }
    // of 64 bits, so no result is more likely than another by as much as 2^-32
    uint64_t drawn = here->world->random(here->room);
    sqlite3_result_int64(to, (sqlite3_int64)(drawn % (uint64_t)n));
}

static void distance(sqlite3_context *to, int argc, sqlite3_value **argv)
{
    double at[4] = {0};

    for (int i = 0; i < argc && i < 4; i++) {
        if (sqlite3_value_type(argv[i]) == SQLITE_NULL) {
            return; // NULL
        }
        at[i] = sqlite3_value_double(argv[i]);
    }
    sqlite3_result_double(to, hypot(at[2] - at[0], at[3] - at[1]));
}

/* Reads arguments that are texts and short; of NULL comes NULL. SQLite's own
 * LIKE and GLOB take a quarter of a millisecond for the longest texts of a
 * script, in one step that no look interrupts. */
static bool read_short(sqlite3_context *to, int argc, sqlite3_value **argv,
        const char *text[3])
{
    for (int i = 0; i < argc && i < 3; i++) {
        if (sqlite3_value_type(argv[i]) == SQLITE_NULL) {
            return false;
        }
        text[i] = (const char *)sqlite3_value_text(argv[i]);
        if (!text[i]) {
            sqlite3_result_error_nomem(to);
            return false;
        }
        if (sqlite3_value_bytes(argv[i]) > LIKE_BYTES) {
            sqlite3_result_error(
                    to, "LIKE and GLOB take texts of up to 64 bytes here", -1);
            return false;
        }
    }
    return true;
}

static void like(sqlite3_context *to, int argc, sqlite3_value **argv)
{
    const char *text[3] = {"", "", ""}; // pattern, text, escape

    if (read_short(to, argc, argv, text)) {
        uint8_t escape = (uint8_t)text[2][0];
        sqlite3_result_int(to, sqlite3_strlike(text[0], text[1], escape) == 0);
    }
}

static void glob(sqlite3_context *to, int argc, sqlite3_value **argv)
{
    const char *text[3] = {"", "", ""}; // pattern, text

    if (read_short(to, argc, argv, text)) {
        sqlite3_result_int(to, sqlite3_strglob(text[0], text[1]) == 0);
    }
}

static bool add_functions(struct sandbox *sandbox)
{
    sqlite3 *handle = sandbox->handle;
    const int pure = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    const struct {
        const char *name;
        int argc, flags;
        void (*call)(sqlite3_context *to, int argc, sqlite3_value **argv);
    } functions[] = {
            {"random", 0, SQLITE_UTF8, random_whole},
            {"random", 1, SQLITE_UTF8, random_below},
            {"dist", 4, pure, distance},
            {"like", 2, pure, like},
            {"like", 3, pure, like},
            {"glob", 2, pure, glob},
    };
    int code = SQLITE_OK;

    for (size_t i = 0; i < ARRAY_LEN(functions) && code == SQLITE_OK; i++) {
        code = sqlite3_create_function(handle, functions[i].name,
                functions[i].argc, functions[i].flags, &sandbox->here,
                functions[i].call, NULL, NULL);
    }
    return code == SQLITE_OK;
}

/* ---- the connection ---- */

static bool set_up(struct sandbox *sandbox)
{
    sqlite3 *handle = sandbox->handle;

    // all memory by way of server/heap
    sqlite3_db_config(handle, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0);
    if (!sandbox_add_tables(handle, &sandbox->here) ||
            !add_functions(sandbox) ||
            sqlite3_exec(handle,
                    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -64;"
                    "PRAGMA cache_spill = OFF; PRAGMA max_page_count = 16",
                    NULL, NULL, NULL) != SQLITE_OK) {
        return false;
    }
    for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
        sqlite3_db_config(handle, switches[i].id, switches[i].on, NULL);
    }
    for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
        sqlite3_limit(handle, bounds[i].id, bounds[i].value);
    }
    sqlite3_set_authorizer(handle, authorize, sandbox);
    sqlite3_progress_handler(handle, LOOK_STEPS, look, sandbox);
    return true;
}

struct sandbox *sandbox_create(const struct sandbox_world *world)
{
    struct sandbox *sandbox = calloc(1, sizeof(*sandbox));

    heap_install();
    if (!sandbox) {
        return NULL;
    }
    sandbox->here.world = world;
    int code = sqlite3_open_v2(":memory:", &sandbox->handle,
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
            NULL);
    if (code != SQLITE_OK || !set_up(sandbox)) {
        sandbox_destroy(sandbox);
        return NULL;
    }
    return sandbox;
}

void sandbox_destroy(struct sandbox *sandbox)
{
    if (sandbox) {
        sqlite3_close(sandbox->handle);
        free(sandbox);
    }
}

/* ---- understanding ---- */

/* Where the next statement itself begins, behind blanks and comments. */
static int skip_blank(const char *sql, int at)
{
    while (true) {
        at += (int)strspn(sql + at, " \t\r\n\f;");
        const char *end = NULL;
        if (strncmp(sql + at, "--", 2) == 0) {
            end = strchr(sql + at, '\n');
        } else if (strncmp(sql + at, "/*", 2) == 0) {
            end = strstr(sql + at + 2, "*/");
            end = end ? end + 2 : NULL;
        } else {
            return at;
        }
        at = end ? (int)(end - sql) : (int)strlen(sql);
    }
}

/* What else SQLite knows to do is not all asked of authorize(). */
static bool is_allowed_word(const char *sql)
{
    static const char *const words[] = {
            "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"};
    size_t len = strspn(sql, "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i]) == len &&
                sqlite3_strnicmp(sql, words[i], (int)len) == 0) {
            return true;
        }
    }
    return false;
}

/* Why a statement was not understood, for who wrote it. */
static void explain(
        struct sandbox *sandbox, int code, char error[SANDBOX_SENTENCE])
{
    const char *why = sqlite3_errmsg(sandbox->handle);
    // without words of its own SQLite has run out of room for them
    bool is_deep = strstr(why, "parser stack") || strstr(why, "too large") ||
                   strcmp(why, sqlite3_errstr(code)) == 0;

    if (sandbox->refusal[0]) {
        snprintf(error, SANDBOX_SENTENCE, "%s", sandbox->refusal);
    } else if (is_deep || code == SQLITE_NOMEM || code == SQLITE_TOOBIG) {
        snprintf(error, SANDBOX_SENTENCE,
                "this is too long or nested too deeply; make several simple "
                "statements of it");
    } else if (strstr(why, "virtual table")) { // ON CONFLICT, RETURNING
        snprintf(error, SANDBOX_SENTENCE,
                "the tables of a room have no ON CONFLICT and no RETURNING");
    } else {
        snprintf(error, SANDBOX_SENTENCE, "%s", why);
    }
}

static bool name_params(struct sandbox_script *script, sqlite3_stmt *stmt,
        char error[SANDBOX_SENTENCE])
{
    const struct sandbox_world *world = script->sandbox->here.world;
    int count = sqlite3_bind_parameter_count(stmt);

    for (int i = 0; i < count; i++) {
        const char *name = sqlite3_bind_parameter_name(stmt, i + 1);
        unsigned found = 0;
        while (found < world->param_count &&
                (!name || strcmp(world->param[found], name) != 0)) {
            found++;
        }
        if (found == world->param_count) {
            size_t len = (size_t)snprintf(error, SANDBOX_SENTENCE,
                    "there is no parameter %.40s, only", name ? name : "?");
            for (unsigned p = 0; p < world->param_count; p++) {
                len += (size_t)snprintf(error + len, SANDBOX_SENTENCE - len,
                        " %s", world->param[p]);
            }
            return false;
        }
        script->param[script->count][i] = (uint8_t)found;
    }
    return true;
}

/* Takes over `stmt`. */
static bool add_statement(struct sandbox_script *script, sqlite3_stmt *stmt,
        char error[SANDBOX_SENTENCE])
{
    if (script->count == SANDBOX_STATEMENTS) {
        snprintf(error, SANDBOX_SENTENCE, "a script has at most %d statements",
                SANDBOX_STATEMENTS);
    } else if (name_params(script, stmt, error)) {
        script->stmt[script->count++] = stmt;
        return true;
    }
    sqlite3_finalize(stmt);
    return false;
}

/* Reads one statement from `*at` on, and moves `*at` behind it, or to what is
 * wrong with it. */
static bool read_statement(struct sandbox_script *script, const char *sql,
        int *at, char error[SANDBOX_SENTENCE])
{
    struct sandbox *sandbox = script->sandbox;
    sqlite3_stmt *stmt = NULL;
    const char *rest = NULL;

    if (!is_allowed_word(sql + *at)) {
        snprintf(error, SANDBOX_SENTENCE, ONLY);
        return false;
    }
    int code = sqlite3_prepare_v3(sandbox->handle, sql + *at, -1,
            SQLITE_PREPARE_PERSISTENT, &stmt, &rest);
    if (code != SQLITE_OK) {
        int offset = sqlite3_error_offset(sandbox->handle);
        explain(sandbox, code, error);
        *at += offset > 0 ? offset : 0;
        return false;
    }
    if (!add_statement(script, stmt, error)) {
        return false;
    }
    *at = skip_blank(sql, (int)(rest - sql));
    return true;
}

/* Reads all of them; what they keep is within the share, too. */
static bool read_statements(struct sandbox_script *script, const char *sql,
        int *at, char error[SANDBOX_SENTENCE])
{
    bool is_good = true;

    *at = skip_blank(sql, 0);
    script->sandbox->refusal[0] = '\0';
    heap_limit(PREPARE_BYTES, PREPARE_REQUESTS);
    while (is_good && sql[*at]) {
        is_good = read_statement(script, sql, at, error);
    }
    heap_unlimit();
    if (is_good && script->count == 0) {
        snprintf(error, SANDBOX_SENTENCE, "there is no statement in it");
        is_good = false;
    }
    return is_good;
}

struct sandbox_script *sandbox_prepare(struct sandbox *sandbox, const char *sql,
        char error[SANDBOX_SENTENCE], int *at)
{
    struct sandbox_script *script = calloc(1, sizeof(*script));

    *at = -1;
    if (!script) {
        snprintf(error, SANDBOX_SENTENCE, "out of memory");
        return NULL;
    }
    script->sandbox = sandbox;
    if (!read_statements(script, sql, at, error)) {
        sandbox_finish(script);
        return NULL;
    }
    *at = -1;
    return script;
}

void sandbox_finish(struct sandbox_script *script)
{
    if (!script) {
        return;
    }
    for (unsigned i = 0; i < script->count; i++) {
        sqlite3_finalize(script->stmt[i]);
    }
    free(script);
}

unsigned sandbox_statements(const struct sandbox_script *script)
{
    return script->count;
}

/* ---- running ---- */

static void bind(const struct sandbox_script *script, unsigned i,
        const struct cell *param)
{
    sqlite3_stmt *stmt = script->stmt[i];
    int count = sqlite3_bind_parameter_count(stmt);

    for (int p = 0; p < count; p++) {
        const struct cell *cell = &param[script->param[i][p]];
        if (cell->type == CELL_INT) {
            sqlite3_bind_int64(stmt, p + 1, cell->n);
        } else {
            sqlite3_bind_null(stmt, p + 1);
        }
    }
}

static enum sandbox_end end_of(
        struct sandbox *sandbox, int code, char error[SANDBOX_SENTENCE])
{
    if (code == SQLITE_DONE) {
        return SANDBOX_DONE;
    }
    if (code == SQLITE_INTERRUPT && sandbox->no_time) {
        snprintf(error, SANDBOX_SENTENCE,
                "no time was left for it in this tick");
        return SANDBOX_NO_TIME;
    }
    if (code == SQLITE_INTERRUPT) {
        snprintf(error, SANDBOX_SENTENCE,
                "it takes too long; read fewer rows, or do it more rarely");
        return SANDBOX_RAN_OVER;
    }
    if (code == SQLITE_NOMEM) {
        snprintf(error, SANDBOX_SENTENCE,
                "it needs too much memory; sort and gather fewer rows");
        return SANDBOX_RAN_OVER;
    }
    if (code == SQLITE_TOOBIG) {
        snprintf(error, SANDBOX_SENTENCE,
                "a text in it became longer than 1000 bytes");
        return SANDBOX_FAILED;
    }
    snprintf(error, SANDBOX_SENTENCE, "%s",
            sandbox->here.error[0] ? sandbox->here.error
                                   : sqlite3_errmsg(sandbox->handle));
    return SANDBOX_FAILED;
}

enum sandbox_end sandbox_run(struct sandbox_script *script, unsigned i,
        void *room, const struct cell *param, struct sandbox_budget *budget,
        char error[SANDBOX_SENTENCE])
{
    struct sandbox *sandbox = script->sandbox;
    sqlite3_stmt *stmt = script->stmt[i];
    int64_t steps = budget->steps;
    int code;

    sandbox->here.room = room;
    sandbox->here.error[0] = '\0';
    sandbox->budget = budget;
    sandbox->no_time = false;
    bind(script, i, param);
    heap_limit(RUN_BYTES, RUN_REQUESTS);
    // short statements never come to a look
    code = is_spent(sandbox) ? SQLITE_INTERRUPT : SQLITE_ROW;
    while (code == SQLITE_ROW) {
        code = sqlite3_step(stmt);
    }
    heap_unlimit();
    enum sandbox_end end = end_of(sandbox, code & 0xff, error);
    sqlite3_reset(stmt);
    // also what was done since the last look
    budget->steps =
            steps - sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
    sandbox->budget = NULL;
    sandbox->here.room = NULL;
    return end;
}
