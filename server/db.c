/* SPDX-License-Identifier: MIT */
#include "server/db.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/disk.h"

#define MAX_VALUE  (4 * 1024 * 1024) // longest text or blob, bytes
#define ERROR_TEXT 256

struct db {
    sqlite3 *handle;
    sqlite3_stmt *data_version; // prepared when first asked
    int code;                   // of the latest failure
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
    db->code = code;
    snprintf(db->error, sizeof(db->error), "%s", sqlite3_errmsg(db->handle));
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

const void *db_blob(struct db_stmt *stmt, int column, size_t *len)
{
    const void *bytes = sqlite3_column_blob(stmt->handle, column);
    *len = (size_t)sqlite3_column_bytes(stmt->handle, column);
    return bytes;
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
