/* SPDX-License-Identifier: MIT */
#include "server/rules_cmd_inside.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "server/rulebook.h"
#include "server/rules_diff.h"
#include "server/rules_file.h"
#include "server/rules_text.h"
#include "server/text.h"

#define PATIENCE_MS 2000 // with another program's lock

int cmd_fail(int code, const char *format, ...)
{
    va_list args;

    fflush(stdout);
    fprintf(stderr, "roomcast: ");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n");
    return code;
}

int cmd_fail_db(struct db *db, const char *what)
{
    if (db_is_busy(db)) {
        return cmd_fail(CMD_WRONG,
                "%s: another program keeps it locked; end its transaction, or "
                "it itself, and try again",
                what);
    }
    return cmd_fail(CMD_WRONG, "%s: %s", what, db_error(db));
}

/* Brings rules.db up to date, or makes it; it belongs to whom its directory
 * does, when root asks: the server is somebody else. */
static bool prepare(const struct rules_cmd *cmd, const char *path, char *error,
        size_t error_cap)
{
    bool is_new = access(path, F_OK) != 0;
    struct stat st;

    if (!disk_need_dir(cmd->data, error, error_cap) ||
            !rules_file_prepare(path, cmd->assets, error, error_cap)) {
        return false;
    }
    if (is_new && geteuid() == 0 && stat(cmd->data, &st) == 0 &&
            chown(path, st.st_uid, st.st_gid) != 0) {
        disk_explain(path, errno, error, error_cap);
        return false;
    }
    return true;
}

/* False, and it was said why, for a file that is only read and not of today. */
static bool is_of_today(struct db *db, const char *path)
{
    int64_t format = db_number(db, "PRAGMA user_version");

    if (format < 1 || format >= RULES_FORMAT ||
            db_number(db, "PRAGMA application_id") != RULES_APPLICATION) {
        return true; // or else reading its tables says what it is
    }
    cmd_fail(CMD_WRONG,
            "%s: its format is %d and this program reads %d: start the server "
            "once, which brings it up to date",
            path, (int)format, RULES_FORMAT);
    return false;
}

struct db *cmd_open_rules(const struct rules_cmd *cmd, enum db_open_mode mode)
{
    char path[DISK_PATH], error[1024];

    if (!disk_join(path, cmd->data, "rules.db")) {
        cmd_fail(CMD_WRONG, "%s: this path is too long", cmd->data);
        return NULL;
    }
    if (mode == DB_READ && access(path, F_OK) != 0) {
        cmd_fail(CMD_WRONG,
                "%s: there is no such file: is --data the server's directory?",
                path);
        return NULL;
    }
    if (mode != DB_READ && !prepare(cmd, path, error, sizeof(error))) {
        cmd_fail(CMD_WRONG, "%s", error);
        return NULL;
    }
    struct db *db = db_open(path, mode, error, sizeof(error));
    if (!db) {
        cmd_fail(CMD_WRONG, "%s", error);
        return NULL;
    }
    db_wait(db, PATIENCE_MS); // the server may be reading it just now
    if (!is_of_today(db, path)) {
        db_close(db);
        return NULL;
    }
    return db;
}

struct db *cmd_open_rooms(const struct rules_cmd *cmd, bool *failed)
{
    char path[DISK_PATH], error[1024];

    *failed = false;
    if (!disk_join(path, cmd->data, "rooms.db") || access(path, F_OK) != 0) {
        return NULL;
    }
    struct db *db = db_open(path, DB_READ, error, sizeof(error));
    int64_t columns = db ? db_number(db, "SELECT count(*) FROM "
                                         "pragma_table_info('rules_history')")
                         : -1;
    if (db && columns >= 0 && columns < 5) { // an older server's: no texts yet
        db_close(db);
        return NULL;
    }
    if (columns < 0) {
        *failed = true;
        cmd_fail(CMD_WRONG, "%s", db ? db_error(db) : error);
        db_close(db);
        return NULL;
    }
    return db;
}

/* Of a file that is not only locked: what is left to do about it. */
static void fail_for_good(const char *name, const char *why)
{
    cmd_fail(CMD_WRONG,
            "%s: %s; if it is beyond repair, move it away: roomcast rules "
            "rollback makes a new one",
            name, why);
}

bool cmd_begin(struct db *db)
{
    if (db_exec(db, "BEGIN IMMEDIATE")) {
        return true;
    }
    if (db_is_damaged(db)) {
        fail_for_good("rules.db", db_error(db));
    } else {
        cmd_fail_db(db, "rules.db");
    }
    return false;
}

void cmd_say_problems(const char *name, const struct rules_report *report)
{
    char text[PROBLEM_TEXT];

    fflush(stdout);
    for (unsigned i = 0; i < report->count && i < MAX_PROBLEMS; i++) {
        const struct rules_problem *problem = &report->problem[i];
        rules_problem_text(problem, text, sizeof(text));
        // without a table it is about the file, whose name is said
        fprintf(stderr, "%s: %s\n", name,
                problem->table[0] ? text : problem->sentence);
    }
    if (report->count > MAX_PROBLEMS) {
        fprintf(stderr, "%s: and %u more\n", name,
                report->count - MAX_PROBLEMS);
    }
}

struct rulebook *cmd_load(struct db *db, const char *name)
{
    struct rules_report *report = malloc(sizeof(*report));
    struct rulebook *book = report ? rulebook_load(db, 0, report) : NULL;

    if (!book && report) {
        cmd_say_problems(name, report);
    }
    free(report);
    return book;
}

int cmd_commit(struct db *db, const char *before, const char *done)
{
    struct rulebook *book = cmd_load(db, "rules.db");
    int code = CMD_GOOD;

    if (!book) {
        code = cmd_fail(CMD_WRONG, "so nothing was changed");
    } else if (!db_exec(db, "COMMIT")) {
        code = cmd_fail_db(db, "rules.db");
    }
    if (code == CMD_GOOD &&
            cmd_say_diff(before, rulebook_text(book), false) == 0) {
        printf("%s; the rules were like that already\n", done);
    } else if (code == CMD_GOOD) {
        printf("%s; a running server follows within two seconds\n", done);
    }
    db_rollback(db);
    rulebook_unref(book);
    return code;
}

size_t cmd_say_diff(const char *before, const char *after, bool all)
{
    struct rules_diff *diff = rules_diff_create(before, after);
    size_t count = diff ? rules_diff_count(diff) : 0;
    size_t parts = 0;
    char line[RULES_LINE];

    for (size_t i = 0; i < count; i++) {
        if (!all && rules_diff_is_part(diff, i)) {
            parts++;
            continue;
        }
        rules_diff_line(diff, i, line);
        printf("%s\n", line);
    }
    if (parts > 0) {
        printf("with %zu rows that are parts of these\n", parts);
    }
    rules_diff_destroy(diff);
    return count;
}

void cmd_put_json(const char *text)
{
    size_t cap = 6 * strlen(text) + 3;
    char *bytes = malloc(cap);

    if (bytes) {
        struct text json = text_in(bytes, cap);
        text_put_json(&json, text);
        fputs(bytes, stdout);
        free(bytes);
    }
}

void cmd_put_plain(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        uint8_t byte = (uint8_t)text[i];
        uint8_t next = i + 1 < len ? (uint8_t)text[i + 1] : 0;
        bool is_long = byte == 0xc2 && next >= 0x80 && next < 0xa0; // U+0080..
        i += is_long;
        bool is_command =
                is_long || byte == 0x7f || (byte < ' ' && byte != '\t');
        putchar(is_command ? '?' : byte);
    }
}

void cmd_time(int64_t at, char out[32])
{
    time_t seconds = (time_t)at;
    struct tm tm;

    gmtime_r(&seconds, &tm);
    strftime(out, 32, "%Y-%m-%d %H:%M:%S", &tm);
}

char *cmd_read_text(struct db *db, const char *name)
{
    char error[256];
    char *text = rules_text_read(db, error, sizeof(error));

    if (!text && db_is_busy(db)) {
        cmd_fail_db(db, name);
    } else if (!text) {
        fail_for_good(name, error);
    }
    return text;
}
