/* SPDX-License-Identifier: MIT
 *
 * check, install, remove: mods come and go, whole or not at all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/rulebook.h"
#include "server/rules_cmd_inside.h"
#include "server/rules_file.h"
#include "server/rules_install.h"
#include "server/scripts_try.h"

#define ERROR_BYTES 1024

/* ---- check ---- */

static bool is_database(const char *path)
{
    static const char magic[] = "SQLite format 3";
    char begin[sizeof(magic)] = "";
    FILE *file = strcmp(path, "-") == 0 ? NULL : fopen(path, "rb");
    size_t len = file ? fread(begin, 1, sizeof(begin), file) : 0;

    if (file) {
        fclose(file);
    }
    return len == sizeof(begin) && memcmp(begin, magic, sizeof(magic)) == 0;
}

static int check_database(const char *path)
{
    char error[ERROR_BYTES];
    struct db *db = db_open(path, DB_READ, error, sizeof(error));
    struct rulebook *book = db ? cmd_load(db, path) : NULL;

    if (!db) {
        cmd_fail(CMD_WRONG, "%s", error);
    }
    if (book) {
        printf("%s: these rules can be played by: %u modes\n", path,
                rulebook_mode_count(book));
    }
    bool ok = book;
    rulebook_unref(book);
    db_close(db);
    return ok ? CMD_GOOD : CMD_WRONG;
}

/* The rules of this server in memory, or those it would begin with. */
static struct db *copy_rules(const struct rules_cmd *cmd)
{
    char path[DISK_PATH], error[ERROR_BYTES];
    char *text = NULL;

    if (disk_join(path, cmd->data, "rules.db") && access(path, F_OK) == 0) {
        struct db *db = cmd_open_rules(cmd, DB_READ);
        text = db ? cmd_read_text(db, path) : NULL;
        db_close(db);
        if (!text) {
            return NULL;
        }
    }
    struct db *copy =
            rules_file_from_text(cmd->assets, text, error, sizeof(error));
    if (!copy) {
        cmd_fail(CMD_WRONG, "%s", error);
    }
    free(text);
    return copy;
}

/* ---- install ---- */

static const char *name_of(const char *path)
{
    return strcmp(path, "-") == 0 ? "stdin" : path;
}

static void warn(const char *name, const char *sentence)
{
    fprintf(stderr, "%s: warning: %s\n", name, sentence);
}

/* Of what would do, but fail when it is played. */
static void try_scripts(struct rulebook *book, const char *name)
{
    fflush(stdout);
    for (unsigned i = 0; i < rulebook_mode_count(book); i++) {
        scripts_try(book, rulebook_mode(book, i), warn, name);
    }
}

/* Runs a mod on `db` and, with `keep`, commits it. */
static int install_into(
        struct db *db, const char *path, const char *sql, bool keep)
{
    char error[ERROR_BYTES], done[DISK_PATH + 32];
    char *before = cmd_begin(db) ? cmd_read_text(db, "rules.db") : NULL;
    int code = CMD_WRONG;

    if (before &&
            !rules_install_run(db, name_of(path), sql, error, sizeof(error))) {
        fprintf(stderr, "%s\n", error);
        cmd_fail(CMD_WRONG, "so nothing was changed");
    } else if (before && keep) {
        snprintf(done, sizeof(done), "%s is installed", name_of(path));
        code = cmd_commit(db, before, done);
    } else if (before) {
        struct rulebook *book = cmd_load(db, name_of(path));
        if (book) {
            cmd_say_diff(before, rulebook_text(book), false);
            try_scripts(book, name_of(path));
            printf("%s: it would do\n", name_of(path));
            code = CMD_GOOD;
        }
        rulebook_unref(book);
    }
    db_rollback(db);
    free(before);
    return code;
}

static int run_mod(const struct rules_cmd *cmd, bool keep)
{
    const char *path = cmd->word[1];
    char error[ERROR_BYTES];
    char *sql = rules_install_read(path, error, sizeof(error));

    if (!sql) {
        return cmd_fail(CMD_WRONG, "%s", error);
    }
    struct db *db = keep ? cmd_open_rules(cmd, DB_WRITE) : copy_rules(cmd);
    int code = db ? install_into(db, path, sql, keep) : CMD_WRONG;
    db_close(db);
    free(sql);
    return code;
}

int cmd_check(const struct rules_cmd *cmd)
{
    return is_database(cmd->word[1]) ? check_database(cmd->word[1])
                                     : run_mod(cmd, false);
}

int cmd_install(const struct rules_cmd *cmd)
{
    if (is_database(cmd->word[1])) {
        return cmd_fail(CMD_WRONG,
                "%s: this is a database, and install takes a mod's .sql; to "
                "play by these rules, put the file in the place of "
                "%s/rules.db",
                cmd->word[1], cmd->data);
    }
    return run_mod(cmd, true);
}

/* ---- remove ---- */

static bool is_named(const struct rules_cmd *cmd, const char *mod)
{
    for (unsigned i = 1; i < cmd->words; i++) {
        if (strcmp(cmd->word[i], mod) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_mod(struct db *db, const char *mod)
{
    struct db_stmt *stmt = db_prepare(db, "SELECT 1 FROM mod WHERE id = ?");

    db_bind_text(stmt, 1, mod);
    bool has = db_step(stmt) == DB_ROW;
    db_finish(stmt);
    if (!has) {
        cmd_fail(CMD_WRONG, "there is no mod \"%s\": see roomcast rules list",
                mod);
    }
    return has;
}

/* Says who else needs something of a mod; whether it is so. */
static bool is_needed(
        const struct rules_cmd *cmd, struct db *db, const char *mod)
{
    static const char sql[] =
            "SELECT 'weapon', w.id, m.id, m.mod FROM weapon AS w "
            "JOIN role AS r ON r.weapon = w.id JOIN mode AS m ON m.id = r.mode "
            "WHERE w.mod = ?1 AND m.mod <> ?1 "
            "UNION SELECT 'map', p.id, m.id, m.mod FROM map AS p "
            "JOIN mode_map AS mm ON mm.map = p.id "
            "JOIN mode AS m ON m.id = mm.mode "
            "WHERE p.mod = ?1 AND m.mod <> ?1";
    struct db_stmt *stmt = db_prepare(db, sql);
    bool needed = false;

    db_bind_text(stmt, 1, mod);
    while (db_step(stmt) == DB_ROW) {
        if (!is_named(cmd, db_text(stmt, 3))) {
            cmd_fail(CMD_WRONG,
                    "mod %s has %s %s, which mode %s of mod %s needs: remove "
                    "that too, or change that mode first",
                    mod, db_text(stmt, 0), db_text(stmt, 1), db_text(stmt, 2),
                    db_text(stmt, 3));
            needed = true;
        }
    }
    db_finish(stmt);
    return needed;
}

static bool run_for(struct db *db, const char *sql, const char *mod)
{
    struct db_stmt *stmt = db_prepare(db, sql);

    db_bind_text(stmt, 1, mod);
    bool ok = db_step(stmt) == DB_DONE;
    db_finish(stmt);
    if (!ok) {
        cmd_fail_db(db, mod);
    }
    return ok;
}

/* All modes go first: they may need each other's weapons and maps. */
static bool delete_mods(const struct rules_cmd *cmd, struct db *db)
{
    bool ok = true;

    for (unsigned i = 1; i < cmd->words && ok; i++) {
        ok = run_for(db, "DELETE FROM mode WHERE mod = ?", cmd->word[i]);
    }
    for (unsigned i = 1; i < cmd->words && ok; i++) {
        ok = run_for(db, "DELETE FROM mod WHERE id = ?", cmd->word[i]);
    }
    return ok;
}

static int remove_from(const struct rules_cmd *cmd, struct db *db)
{
    char *before = cmd_begin(db) ? cmd_read_text(db, "rules.db") : NULL;
    bool ok = before;

    for (unsigned i = 1; i < cmd->words && ok; i++) {
        ok = has_mod(db, cmd->word[i]);
    }
    for (unsigned i = 1; i < cmd->words && ok; i++) {
        ok = !is_needed(cmd, db, cmd->word[i]);
    }
    int code = ok && delete_mods(cmd, db) ? cmd_commit(db, before, "removed")
                                          : CMD_WRONG;
    db_rollback(db);
    free(before);
    return code;
}

int cmd_remove(const struct rules_cmd *cmd)
{
    struct db *db = cmd_open_rules(cmd, DB_WRITE);
    int code = db ? remove_from(cmd, db) : CMD_WRONG;

    db_close(db);
    return code;
}
