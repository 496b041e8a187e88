/* SPDX-License-Identifier: MIT */
#include "server/rules_file.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/db.h"
#include "server/disk.h"
#include "server/log.h"
#include "server/rulebook.h"
#include "server/rules_text.h"

// tables that others refer to are made anew; triggers look after their rows
#define BEGIN "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE"

/* ---- scripts ---- */

static unsigned line_of(const char *text, size_t at)
{
    unsigned line = 1;

    for (size_t i = 0; i < at; i++) {
        line += text[i] == '\n';
    }
    return line;
}

static bool run_file(
        struct db *db, const char *path, char *error, size_t error_cap)
{
    char *sql = disk_read(path, error, error_cap);
    size_t at;

    if (!sql) {
        return false;
    }
    bool ok = db_exec_script(db, sql, &at);
    if (!ok) {
        snprintf(error, error_cap, "%s:%u: %s", path, line_of(sql, at),
                db_error(db));
    }
    free(sql);
    return ok;
}

/* Which format a file of the schema leads to: 2 for 2NN, 1 for those below. */
static int64_t format_of(const char *name)
{
    long number = strtol(name, NULL, 10);

    return number < 200 ? 1 : number / 100;
}

/* Runs what a file of format `have` lacks; 0 for all. */
static bool run_folder(struct db *db, const char *assets, const char *name,
        int64_t have, char *error, size_t error_cap)
{
    char folder[DISK_PATH], path[DISK_PATH];
    struct disk_list list;
    bool ok = true;

    if (!disk_join(folder, assets, name)) {
        snprintf(error, error_cap, "%s: this path is too long", assets);
        return false;
    }
    if (!disk_list(&list, folder, ".sql", error, error_cap)) {
        return false;
    }
    for (size_t i = 0; i < list.count && ok; i++) {
        if (format_of(list.name[i]) <= have) {
            continue;
        }
        ok = disk_join(path, folder, list.name[i]) &&
             run_file(db, path, error, error_cap);
    }
    disk_list_free(&list);
    return ok;
}

static bool must_exec(
        struct db *db, const char *sql, char *error, size_t error_cap)
{
    if (db_exec(db, sql)) {
        return true;
    }
    snprintf(error, error_cap, "the rules could not be written: %s",
            db_error(db));
    return false;
}

/* ---- a new file ---- */

/* Rules that the server itself would refuse are no start. */
static bool must_load(struct db *db, char *error, size_t error_cap)
{
    char text[PROBLEM_TEXT];
    struct rules_report *report = malloc(sizeof(*report));
    struct rulebook *book = report ? rulebook_load(db, 0, report) : NULL;

    if (report && !book) {
        rules_problem_text(&report->problem[0], text, sizeof(text));
        snprintf(error, error_cap, "the rules that come with the server: %s",
                text);
    }
    bool ok = book != NULL;
    rulebook_unref(book);
    free(report);
    return ok;
}

static bool fill(
        struct db *db, const char *assets, char *error, size_t error_cap)
{
    return must_exec(db, "PRAGMA temp_store = MEMORY; " BEGIN, error,
                   error_cap) &&
           run_folder(db, assets, "schema", 0, error, error_cap) &&
           run_folder(db, assets, "rules", 0, error, error_cap) &&
           must_exec(db, "COMMIT", error, error_cap) &&
           must_load(db, error, error_cap);
}

static bool fill_from_text(struct db *db, const char *assets, const char *text,
        char *error, size_t error_cap)
{
    return must_exec(
                   db, "PRAGMA foreign_keys = OFF; " BEGIN, error, error_cap) &&
           run_folder(db, assets, "schema", 0, error, error_cap) &&
           rules_text_apply(db, text, error, error_cap) &&
           must_exec(db, "COMMIT; PRAGMA foreign_keys = ON", error, error_cap);
}

struct db *rules_file_from_text(
        const char *assets, const char *text, char *error, size_t error_cap)
{
    struct db *db = db_open(":memory:", DB_CREATE, error, error_cap);
    bool ok = db && (text ? fill_from_text(db, assets, text, error, error_cap)
                          : fill(db, assets, error, error_cap));

    if (!ok) {
        db_close(db);
        return NULL;
    }
    return db;
}

static void remove_half_made(const char *path)
{
    char journal[DISK_PATH + 16];

    snprintf(journal, sizeof(journal), "%s-journal", path);
    unlink(journal);
    unlink(path);
}

static bool create(
        const char *path, const char *assets, char *error, size_t error_cap)
{
    char half[DISK_PATH];

    // its own name: another server may be about to find out that it is second
    int len = snprintf(half, sizeof(half), "%s.new-%ld", path, (long)getpid());
    if (len < 0 || len >= (int)sizeof(half)) {
        snprintf(error, error_cap, "%s: this path is too long", path);
        return false;
    }
    remove_half_made(half);
    struct db *db = db_open(half, DB_CREATE, error, error_cap);
    bool ok = db && fill(db, assets, error, error_cap);
    db_close(db);
    if (ok && !disk_rename(half, path)) {
        disk_explain(path, errno, error, error_cap);
        ok = false;
    }
    if (!ok) {
        remove_half_made(half);
    }
    return ok;
}

/* ---- an old file ---- */

/* 0 when it is none of ours, or cannot be read: whoever reads it says why. */
static int64_t format_here(struct db *db)
{
    return db_number(db, "PRAGMA application_id") == RULES_APPLICATION
                   ? db_number(db, "PRAGMA user_version")
                   : 0;
}

static bool is_old(const char *path)
{
    char error[256];
    struct db *db = db_open(path, DB_READ, error, sizeof(error));
    int64_t format = db ? format_here(db) : 0;

    db_close(db);
    return format >= 1 && format < RULES_FORMAT;
}

/* Another server may have been quicker: what there is to do is found out under
 * the lock. */
static bool upgrade(struct db *db, const char *assets, char *why, size_t cap)
{
    if (!must_exec(db, BEGIN, why, cap)) {
        return false;
    }
    int64_t have = format_here(db);
    bool ok = have >= 1 && run_folder(db, assets, "schema", have, why, cap) &&
              must_exec(db, "COMMIT", why, cap);
    if (ok) {
        log_line(LOG_INFO, "rules", "brought from format %lld to %d",
                (long long)have, RULES_FORMAT);
    }
    db_rollback(db);
    return ok;
}

/* What to do about an upgrade that failed; `db` is NULL if it did not open. */
static const char *advice(struct db *db)
{
    if (db && !db_has_failed(db)) {
        return "--assets names the directory that has it";
    }
    if (db && db_is_mistake(db)) {
        return "mend that with sqlite3, or move the file away";
    }
    return "let this server write it, and its directory, for one start";
}

bool rules_file_prepare(
        const char *path, const char *assets, char *error, size_t error_cap)
{
    char why[512] = "it changed meanwhile";

    if (access(path, F_OK) != 0) {
        return create(path, assets, error, error_cap);
    }
    if (!is_old(path)) {
        return true;
    }
    struct db *db = db_open(path, DB_WRITE, why, sizeof(why));
    bool ok = db && upgrade(db, assets, why, sizeof(why));
    if (!ok) {
        snprintf(error, error_cap,
                "%s: it is of an older format and has to be brought up to "
                "date, but %s; %s",
                path, why, advice(db));
    }
    db_close(db);
    return ok;
}
