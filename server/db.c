/* SPDX-License-Identifier: MIT */
#include "server/db.h"

#include <errno.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/disk.h"
#include "server/heap.h"

#define MAX_VALUE  (4 * 1024 * 1024) // longest text or blob, bytes
#define ERROR_TEXT 256

struct db {
    sqlite3 *handle;
    sqlite3_stmt *data_version; // prepared when first asked
    // NULL: everything may be done
    const char *(*judge)(enum db_act act, const char *what);
    char refusal[ERROR_TEXT]; // its first about this statement, or ""
    uint64_t deadline_ns;     // of what is distrusted
    int code;                 // of the latest failure
    char error[ERROR_TEXT];
};

struct db_stmt {
    struct db *db;
    sqlite3_stmt *handle;
    bool failed; // in a bind: the step will say so
};

/* Remembers a failure, so that what is called after it does not hide it. */
static void note(struct db *db, int code)
{
    const char *why = sqlite3_errmsg(db->handle);

    if (db->judge && db->refusal[0]) {
        why = db->refusal;
    } else if ((code & 0xff) == SQLITE_INTERRUPT) {
        why = "it takes longer than it may";
    } else if (db->judge && (code & 0xff) == SQLITE_NOMEM) {
        why = "it needs more memory than it may have";
    }
    db->code = code;
    snprintf(db->error, sizeof(db->error), "%s", why);
}

/* ---- connections ---- */

static void explain_open(const char *path, sqlite3 *handle, int code,
        char *error, size_t error_cap)
{
    int system = handle ? sqlite3_system_errno(handle) : 0;

    if (system != 0 && (code == SQLITE_CANTOPEN || code == SQLITE_PERM ||
                               code == SQLITE_READONLY)) {
        disk_explain(path, system, error, error_cap);
    } else {
        snprintf(error, error_cap, "%s: %s", path,
                handle ? sqlite3_errmsg(handle) : "out of memory");
    }
}

/* Files come from outside: what their schema says is not to be trusted. */
static bool set_up(struct db *db, enum db_open_mode mode)
{
    sqlite3 *handle = db->handle;

    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, DB_PATIENCE_MS);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, MAX_VALUE);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    return db_exec(db, mode == DB_READ ? "PRAGMA query_only = ON"
                                       : "PRAGMA foreign_keys = ON");
}

struct db *db_open(
        const char *path, enum db_open_mode mode, char *error, size_t error_cap)
{
    struct db *db = calloc(1, sizeof(*db));
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

    heap_install();
    if (!db) {
        snprintf(error, error_cap, "%s: out of memory", path);
        return NULL;
    }
    if (mode == DB_CREATE) {
        flags |= SQLITE_OPEN_CREATE;
    }
    int code = sqlite3_open_v2(path, &db->handle, flags, NULL);
    if (code != SQLITE_OK || !set_up(db, mode)) {
        explain_open(path, db->handle, code & 0xff, error, error_cap);
        db_close(db);
        return NULL;
    }
    return db;
}

void db_close(struct db *db)
{
    if (!db) {
        return;
    }
    sqlite3_finalize(db->data_version);
    sqlite3_close(db->handle);
    free(db);
}

const char *db_error(struct db *db)
{
    return db->error;
}

bool db_has_failed(struct db *db)
{
    return db->code != SQLITE_OK;
}

bool db_is_busy(struct db *db)
{
    int code = db->code & 0xff;
    return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

bool db_is_damaged(struct db *db)
{
    int code = db->code & 0xff;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

bool db_is_mistake(struct db *db)
{
    int code = db->code & 0xff;
    return code == SQLITE_ERROR || code == SQLITE_CONSTRAINT;
}

/* ---- whole statements ---- */

/* Runs one prepared statement to its end. */
static bool run(struct db *db, sqlite3_stmt *stmt)
{
    int code;

    do {
        code = sqlite3_step(stmt);
    } while (code == SQLITE_ROW);
    if (code != SQLITE_DONE) {
        note(db, code);
    }
    sqlite3_finalize(stmt);
    return code == SQLITE_DONE;
}

/* Where the statement itself begins, behind blanks and comments. */
static size_t skip_blank(const char *sql, size_t at)
{
    while (true) {
        at += strspn(sql + at, " \t\r\n");
        if (strncmp(sql + at, "--", 2) != 0) {
            return at;
        }
        at += strcspn(sql + at, "\n");
    }
}

bool db_exec_script(struct db *db, const char *sql, size_t *at)
{
    *at = 0;
    db->code = SQLITE_OK;
    while (sql[*at]) {
        sqlite3_stmt *stmt;
        const char *rest;
        db->refusal[0] = '\0';
        int code = sqlite3_prepare_v2(db->handle, sql + *at, -1, &stmt, &rest);
        if (code != SQLITE_OK) {
            int offset = sqlite3_error_offset(db->handle);
            note(db, code);
            *at = offset >= 0 ? *at + (size_t)offset : skip_blank(sql, *at);
            return false;
        }
        if (stmt && !run(db, stmt)) {
            *at = skip_blank(sql, *at);
            return false;
        }
        *at = (size_t)(rest - sql);
    }
    return true;
}

bool db_exec(struct db *db, const char *sql)
{
    size_t at;
    return db_exec_script(db, sql, &at);
}

void db_rollback(struct db *db)
{
    if (!sqlite3_get_autocommit(db->handle)) {
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

void db_wait(struct db *db, int patience_ms)
{
    sqlite3_busy_timeout(db->handle, patience_ms);
}

bool db_in_transaction(struct db *db)
{
    return !sqlite3_get_autocommit(db->handle);
}

void db_set_triggers(struct db *db, bool on)
{
    sqlite3_db_config(
            db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, (int)on, NULL);
}

int64_t db_number(struct db *db, const char *sql)
{
    struct db_stmt *stmt = db_prepare(db, sql);
    int64_t number = db_step(stmt) == DB_ROW ? db_int(stmt, 0) : -1;

    db_finish(stmt);
    return number;
}

/* ---- statements ---- */

struct db_stmt *db_prepare(struct db *db, const char *sql)
{
    struct db_stmt *stmt = calloc(1, sizeof(*stmt));

    if (!stmt) {
        db->code = SQLITE_NOMEM;
        snprintf(db->error, sizeof(db->error), "out of memory");
        return NULL;
    }
    stmt->db = db;
    int code = sqlite3_prepare_v2(db->handle, sql, -1, &stmt->handle, NULL);
    if (code != SQLITE_OK) {
        note(db, code);
        free(stmt);
        return NULL;
    }
    return stmt;
}

void db_finish(struct db_stmt *stmt)
{
    if (stmt) {
        sqlite3_finalize(stmt->handle);
        free(stmt);
    }
}

static void bound(struct db_stmt *stmt, int code)
{
    if (code != SQLITE_OK) {
        note(stmt->db, code);
        stmt->failed = true;
    }
}

void db_bind_int(struct db_stmt *stmt, int at, int64_t value)
{
    if (stmt) {
        bound(stmt, sqlite3_bind_int64(stmt->handle, at, value));
    }
}

void db_bind_text(struct db_stmt *stmt, int at, const char *text)
{
    if (stmt) {
        bound(stmt, sqlite3_bind_text(
                            stmt->handle, at, text, -1, SQLITE_TRANSIENT));
    }
}

void db_bind_blob(struct db_stmt *stmt, int at, const void *bytes, size_t len)
{
    if (stmt) {
        bound(stmt, sqlite3_bind_blob64(
                            stmt->handle, at, bytes, len, SQLITE_TRANSIENT));
    }
}

void db_bind_row(struct db_stmt *stmt, struct db_stmt *row)
{
    int columns = stmt && row ? sqlite3_column_count(row->handle) : 0;

    for (int i = 0; i < columns; i++) {
        bound(stmt, sqlite3_bind_value(stmt->handle, i + 1,
                            sqlite3_column_value(row->handle, i)));
    }
}

enum db_step db_step(struct db_stmt *stmt)
{
    if (!stmt || stmt->failed) {
        return DB_ERROR;
    }
    int code = sqlite3_step(stmt->handle);
    if (code == SQLITE_ROW) {
        return DB_ROW;
    }
    if (code == SQLITE_DONE) {
        return DB_DONE;
    }
    note(stmt->db, code);
    return DB_ERROR;
}

void db_reset(struct db_stmt *stmt)
{
    if (stmt) {
        sqlite3_reset(stmt->handle);
        stmt->failed = false;
    }
}

int64_t db_int(struct db_stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt->handle, column);
}

double db_real(struct db_stmt *stmt, int column)
{
    return sqlite3_column_double(stmt->handle, column);
}

const char *db_text(struct db_stmt *stmt, int column)
{
    const unsigned char *text = sqlite3_column_text(stmt->handle, column);
    return text ? (const char *)text : "";
}

bool db_is_null(struct db_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL;
}

bool db_is_number(struct db_stmt *stmt, int column)
{
    int type = sqlite3_column_type(stmt->handle, column);
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

bool db_is_whole(struct db_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt->handle, column) == SQLITE_INTEGER;
}

int db_columns(struct db_stmt *stmt)
{
    return stmt ? sqlite3_column_count(stmt->handle) : 0;
}

const char *db_column_name(struct db_stmt *stmt, int column)
{
    return sqlite3_column_name(stmt->handle, column);
}

const void *db_blob(struct db_stmt *stmt, int column, size_t *len)
{
    const void *bytes = sqlite3_column_blob(stmt->handle, column);
    *len = (size_t)sqlite3_column_bytes(stmt->handle, column);
    return bytes;
}

/* ---- statements of strangers ---- */

// A call of a function is one step, however long its texts are: what is in a
// hurry has short ones, and looks at the clock often.
#define SHORT_VALUE (64 * 1024)
#define LOOK_STEPS  100 // of SQLite's machine, between looks at the clock
#define HEAP_BYTES  (64 << 20)

static const struct {
    int id, value;
} bounds[] = {
        {SQLITE_LIMIT_LENGTH, SHORT_VALUE},
        {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
        {SQLITE_LIMIT_EXPR_DEPTH, 100},
        {SQLITE_LIMIT_COMPOUND_SELECT, 50},
        {SQLITE_LIMIT_VDBE_OP, 100000},
        {SQLITE_LIMIT_FUNCTION_ARG, 16},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 0},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 20},
};

static enum db_act act_of(int action)
{
    switch (action) {
    case SQLITE_READ:
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return DB_ACT_READ;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return DB_ACT_WRITE;
    case SQLITE_FUNCTION:
        return DB_ACT_CALL;
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return DB_ACT_TRANSACTION;
    case SQLITE_PRAGMA:
        return DB_ACT_PRAGMA;
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return DB_ACT_ATTACH;
    default:
        return DB_ACT_SCHEMA;
    }
}

/* Called as a statement is prepared; `in` is the trigger or view that asks. */
static int authorize(void *arg, int action, const char *a, const char *b,
        const char *database, const char *in)
{
    struct db *db = arg;
    enum db_act act = act_of(action);
    const char *what = act == DB_ACT_CALL ? b : a;
    (void)database;

    // of a row that is only counted no column is read; it may be a subquery's
    bool counts = action == SQLITE_READ && b && b[0] == '\0';
    if ((in && act <= DB_ACT_CALL) || action == SQLITE_SELECT ||
            action == SQLITE_RECURSIVE || counts) {
        return SQLITE_OK;
    }
    const char *refusal = db->judge(act, what ? what : "");
    if (refusal && !db->refusal[0]) {
        snprintf(db->refusal, sizeof(db->refusal), "%s", refusal);
    }
    return refusal ? SQLITE_DENY : SQLITE_OK;
}

static int look_at_clock(void *arg)
{
    const struct db *db = arg;
    return clock_now_ns() > db->deadline_ns;
}

void db_hurry(struct db *db, uint64_t budget_ns)
{
    db->deadline_ns = clock_now_ns() + budget_ns;
    sqlite3_progress_handler(
            db->handle, LOOK_STEPS, budget_ns > 0 ? look_at_clock : NULL, db);
    sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH,
            budget_ns > 0 ? SHORT_VALUE : MAX_VALUE);
}

void db_distrust(struct db *db,
        const char *(*judge)(enum db_act act, const char *what),
        uint64_t budget_ns)
{
    for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
        sqlite3_limit(db->handle, bounds[i].id, bounds[i].value);
    }
    sqlite3_hard_heap_limit64(HEAP_BYTES);
    db->judge = judge;
    db->refusal[0] = '\0';
    sqlite3_set_authorizer(db->handle, authorize, db);
    db_hurry(db, budget_ns);
}

void db_trust(struct db *db)
{
    sqlite3_set_authorizer(db->handle, NULL, NULL);
    sqlite3_hard_heap_limit64(0);
    for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
        sqlite3_limit(db->handle, bounds[i].id, INT_MAX); // the library's own
    }
    db_hurry(db, 0);
    db->judge = NULL;
}

/* ---- what others do to the file ---- */

int64_t db_data_version(struct db *db)
{
    if (!db->data_version) {
        int code = sqlite3_prepare_v2(
                db->handle, "PRAGMA data_version", -1, &db->data_version, NULL);
        if (code != SQLITE_OK) {
            note(db, code);
            return -1;
        }
    }
    int code = sqlite3_step(db->data_version);
    int64_t version =
            code == SQLITE_ROW ? sqlite3_column_int64(db->data_version, 0) : -1;
    if (code != SQLITE_ROW) {
        note(db, code);
    }
    sqlite3_reset(db->data_version);
    return version;
}

bool db_has_moved(struct db *db)
{
    int moved = 0;
    sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}
