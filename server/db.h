/* SPDX-License-Identifier: MIT
 *
 * db: SQLite, narrowed to what the server does with it.
 *
 * No other file knows sqlite3.h but server/heap and server/sandbox, which have
 * no file. A connection belongs to one thread. Texts and blobs of a row are
 * borrowed until the next db_step() or db_reset(). A lock that another
 * connection holds is waited for, for DB_PATIENCE_MS.
 */
#ifndef SERVER_DB_H
#define SERVER_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_stmt;

#define DB_PATIENCE_MS 100

/* DB_READ never changes what is in the file, but finishes a rollback that a
 * crashed writer left, if it may. */
enum db_open_mode { DB_READ, DB_WRITE, DB_CREATE };

/* Opens `path`. On failure returns NULL and writes a sentence that says what to
 * do into `error`. What is in the file is not looked at yet. */
struct db *db_open(const char *path, enum db_open_mode mode, char *error,
        size_t error_cap);
void db_close(struct db *db); // NULL is allowed

/* About the latest failure, if one came since the latest db_exec() began. */
bool db_has_failed(struct db *db);
const char *db_error(struct db *db);
bool db_is_busy(struct db *db);    // trying again may help
bool db_is_damaged(struct db *db); // the file is no sound database
bool db_is_mistake(struct db *db); // the statement and the tables disagree

/* Runs any number of statements. Rows are not looked at. */
bool db_exec(struct db *db, const char *sql);

/* The same; on failure `*at` is the offset of what was wrong. */
bool db_exec_script(struct db *db, const char *sql, size_t *at);

/* Ends a transaction, if there is one, without any of it. */
void db_rollback(struct db *db);
bool db_in_transaction(struct db *db);

/* Waits so long for a lock, instead of DB_PATIENCE_MS. */
void db_wait(struct db *db, int patience_ms);

/* Rows are what is written, and nothing follows from it: for who puts back what
 * was there before. */
void db_set_triggers(struct db *db, bool on);

/* The first column of the first row of `sql`, or -1. */
int64_t db_number(struct db *db, const char *sql);

/* NULL on error. Finalised by db_finish(), NULL allowed; a NULL statement binds
 * nothing and steps into DB_ERROR. */
struct db_stmt *db_prepare(struct db *db, const char *sql);
void db_finish(struct db_stmt *stmt);

/* Parameters count from 1. Text and blobs are copied. */
void db_bind_int(struct db_stmt *stmt, int at, int64_t value);
void db_bind_text(struct db_stmt *stmt, int at, const char *text);
void db_bind_blob(struct db_stmt *stmt, int at, const void *bytes, size_t len);
/* All columns of the current row of another, in their order. */
void db_bind_row(struct db_stmt *stmt, struct db_stmt *row);

enum db_step { DB_ROW, DB_DONE, DB_ERROR };
enum db_step db_step(struct db_stmt *stmt);
void db_reset(struct db_stmt *stmt);

/* Columns count from 0. */
int64_t db_int(struct db_stmt *stmt, int column);
double db_real(struct db_stmt *stmt, int column);
const char *db_text(struct db_stmt *stmt, int column); // "" for NULL
bool db_is_null(struct db_stmt *stmt, int column);
bool db_is_number(struct db_stmt *stmt, int column);
bool db_is_whole(struct db_stmt *stmt, int column); // a number, in integers
int db_columns(struct db_stmt *stmt);
const char *db_column_name(struct db_stmt *stmt, int column);
const void *db_blob(struct db_stmt *stmt, int column, size_t *len);

/* From here on a statement that has not ended after so long fails, and so does
 * one with a text beyond 64 KiB; 0: none does. For who reads views that others
 * have written. */
void db_hurry(struct db *db, uint64_t budget_ns);

/* What a stranger's statement is about to do; found out as its text is read. */
enum db_act {
    DB_ACT_READ,  // `what`: a table
    DB_ACT_WRITE, // `what`: a table
    DB_ACT_CALL,  // `what`: a function
    DB_ACT_TRANSACTION,
    DB_ACT_PRAGMA,
    DB_ACT_ATTACH,
    DB_ACT_SCHEMA
};

/* From here on `judge` looks at what statements do and returns NULL, or a
 * sentence about why they may not, which db_error() repeats; what the file's
 * own triggers do in their wake is its business. Time, nesting and the length
 * of a value are bounded; so is the memory of SQLite in the whole process: for
 * programs of one thread. Until db_trust(). */
void db_distrust(struct db *db,
        const char *(*judge)(enum db_act act, const char *what),
        uint64_t budget_ns);
void db_trust(struct db *db);

/* Differs from before when another connection has committed a change; -1 on
 * error. */
int64_t db_data_version(struct db *db);

/* True when the path now leads to another file, or to none. */
bool db_has_moved(struct db *db);

#endif
