/* SPDX-License-Identifier: MIT */
#include "server/rules_install.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/db.h"
#include "server/disk.h"
#include "server/rules_text.h"
#include "server/sql_functions.h"
#include "shared/base.h"

/* ---- the file ---- */

static bool take(FILE *file, const char *path, char *bytes, char *error,
        size_t error_cap)
{
    size_t len = fread(bytes, 1, RULES_INSTALL_BYTES + 1, file);

    if (ferror(file)) {
        disk_explain(path, errno, error, error_cap);
        return false;
    }
    if (len > RULES_INSTALL_BYTES) {
        snprintf(error, error_cap,
                "%s: it is longer than %d MB, and no mod needs that: take out "
                "what are no rules",
                path, RULES_INSTALL_BYTES >> 20);
        return false;
    }
    if (memchr(bytes, '\0', len)) {
        snprintf(error, error_cap,
                "%s: it has bytes of 0, so it is no SQL text", path);
        return false;
    }
    bytes[len] = '\0';
    return true;
}

char *rules_install_read(const char *path, char *error, size_t error_cap)
{
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(path, "rb");
    char *bytes = malloc(RULES_INSTALL_BYTES + 1);

    if (!file) {
        disk_explain(path, errno, error, error_cap);
    } else if (!bytes) {
        snprintf(error, error_cap, "out of memory");
    }
    bool ok = file && bytes && take(file, path, bytes, error, error_cap);
    if (file && !is_stdin) {
        fclose(file);
    }
    if (!ok) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

/* ---- what it may do ---- */

static bool is_in(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(word, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static const char *judge(enum db_act act, const char *what)
{
    static const char *const words[] = {"events", "ops", "words", "problem"};
    static char sentence[160];
    char shown[SQL_FUNCTION_SHOWN];
    bool is_rules = rules_table_index(what, strlen(what)) >= 0;
    bool is_words = is_in(what, words, ARRAY_LEN(words));

    switch (act) {
    case DB_ACT_READ:
        if (is_rules || is_words) {
            return NULL;
        }
        snprintf(sentence, sizeof(sentence),
                "a mod reads only the tables of the rules, not %.60s", what);
        return sentence;
    case DB_ACT_WRITE:
        if (is_rules) {
            return NULL;
        }
        if (is_words) {
            snprintf(sentence, sizeof(sentence),
                    "%.60s is the server's own: a mod may only read it", what);
            return sentence;
        }
        break;
    case DB_ACT_CALL:
        if (sql_function_is_harmless(what)) {
            return NULL;
        }
        sql_function_show(what, shown);
        snprintf(sentence, sizeof(sentence), "a mod may not use %s", shown);
        return sentence;
    case DB_ACT_TRANSACTION:
        return "leave out BEGIN, COMMIT, ROLLBACK and SAVEPOINT: a mod goes in "
               "as a whole or not at all";
    case DB_ACT_PRAGMA:
        return "a mod sets no PRAGMA";
    case DB_ACT_ATTACH:
        return "a mod opens no files: leave out ATTACH and DETACH";
    case DB_ACT_SCHEMA:
        break;
    }
    return "a mod changes rows: it creates, alters and drops no tables, views "
           "or triggers";
}

/* ---- running it ---- */

static void find_place(
        const char *sql, size_t at, unsigned *line, unsigned *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < at; i++) {
        if (sql[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)sql[i] & 0xc0) != 0x80) {
            ++*column;
        }
    }
}

/* Whether `at` is a dot at which a line begins. */
static bool is_dot_command(const char *sql, size_t at)
{
    if (sql[at] != '.') {
        return false;
    }
    while (at > 0 && (sql[at - 1] == ' ' || sql[at - 1] == '\t')) {
        at--;
    }
    return at == 0 || sql[at - 1] == '\n';
}

static const char *after(const char *text, const char *prefix)
{
    size_t len = strlen(prefix);

    return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

/* SQLite's word for it, in those of who has to mend it. */
static void explain(
        const char *why, const char *sql, size_t at, char *out, size_t cap)
{
    const char *what;

    if (is_dot_command(sql, at)) {
        snprintf(out, cap,
                "this is a command of the sqlite3 shell; a mod is SQL alone");
    } else if ((what = after(why, "CHECK constraint failed: "))) {
        snprintf(out, cap, "%s", what);
    } else if ((what = after(why, "UNIQUE constraint failed: "))) {
        snprintf(out, cap,
                "%s: there is such a row already; if it is of an older release "
                "of this mod, remove that first: roomcast rules remove MOD",
                what);
    } else if ((what = after(why, "NOT NULL constraint failed: "))) {
        snprintf(out, cap, "%s: it is empty; give it a value", what);
    } else if (after(why, "FOREIGN KEY constraint failed")) {
        snprintf(out, cap, "a row names another one that is not there");
    } else {
        snprintf(out, cap, "%s", why);
    }
}

/* Says which name a row has there, and its mode has no such `what`. */
static void find_name(struct db *db, const char *table, const char *column,
        const char *what, char *out, size_t cap)
{
    char sql[400];
    bool is_arg = strcmp(column, "arg") == 0; // which means what its op says

    snprintf(sql, sizeof(sql),
            "SELECT mode, %s FROM %s AS r WHERE %s IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM %s WHERE mode = r.mode AND id = r.%s)%s%s%s",
            column, table, column, what, column,
            is_arg ? " AND op IN (SELECT id FROM ops WHERE arg = '" : "",
            is_arg ? what : "", is_arg ? "')" : "");
    struct db_stmt *stmt = db_prepare(db, sql);
    if (db_step(stmt) == DB_ROW) {
        snprintf(out, cap,
                "%s.%s: mode %.32s has no %s '%.60s'; insert it first", table,
                column, db_text(stmt, 0), what, db_text(stmt, 1));
    }
    db_finish(stmt);
}

/* A trigger cannot say which name it was that it has not found. So the
 * statement is done once more past the triggers, and what it wrote is looked
 * at; all of it is rolled back in the end. */
static void name_what_is_missing(
        struct db *db, const char *statement, char *sentence, size_t cap)
{
    char table[33], column[33], what[33];

    if (sscanf(sentence, "%32[a-z_].%32[a-z_]: this mode has no such %32[a-z]",
                table, column, what) != 3 ||
            !db_in_transaction(db)) {
        return;
    }
    db_trust(db);
    db_exec(db, "PRAGMA defer_foreign_keys = ON");
    db_set_triggers(db, false);
    db_distrust(db, judge, RULES_INSTALL_S * NS_PER_S);
    struct db_stmt *again = db_prepare(db, statement);
    enum db_step step;
    do {
        step = db_step(again);
    } while (step == DB_ROW);
    db_finish(again);
    db_trust(db);
    db_set_triggers(db, true);
    if (step == DB_DONE) {
        find_name(db, table, column, what, sentence, cap);
    }
}

static void report(struct db *db, const char *name, const char *sql, size_t at,
        char *error, size_t error_cap)
{
    char sentence[400];
    unsigned line, column;

    explain(db_error(db), sql, at, sentence, sizeof(sentence));
    name_what_is_missing(db, sql + at, sentence, sizeof(sentence));
    find_place(sql, at, &line, &column);
    snprintf(error, error_cap, "%s:%u:%u: %s", name, line, column, sentence);
    for (char *c = error; *c; c++) {
        if ((unsigned char)*c < ' ') {
            *c = ' '; // of what it quotes
        }
    }
}

bool rules_install_run(struct db *db, const char *name, const char *sql,
        char *error, size_t error_cap)
{
    static const char mark[] = "\xef\xbb\xbf"; // of UTF-8, that editors leave
    const char *begin = after(sql, mark);
    size_t at;

    sql = begin ? begin : sql;
    db_distrust(db, judge, RULES_INSTALL_S * NS_PER_S);
    bool ok = db_exec_script(db, sql, &at);
    if (!ok) {
        report(db, name, sql, at, error, error_cap);
    } else if (!db_in_transaction(db)) {
        snprintf(error, error_cap, "%s: it ended the transaction it was run in",
                name);
        ok = false;
    }
    db_trust(db);
    if (!ok) {
        db_rollback(db);
    }
    return ok;
}
