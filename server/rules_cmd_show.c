/* SPDX-License-Identifier: MIT
 *
 * show: a mode's rules in words, from its rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/rules_cmd_inside.h"

#define INDENT 10 // of what is said about a row

static struct db_stmt *ask(struct db *db, const char *sql, const char *key)
{
    struct db_stmt *stmt = db_prepare(db, sql);

    db_bind_text(stmt, 1, key);
    return stmt;
}

/* ---- columns ---- */

/* Whether a value is what a column has when nothing is said. */
static bool is_usual(
        struct db *db, const char *table, struct db_stmt *row, int at)
{
    struct db_stmt *stmt = db_prepare(
            db, "SELECT dflt_value FROM pragma_table_info(?) WHERE name = ?");

    db_bind_text(stmt, 1, table);
    db_bind_text(stmt, 2, db_column_name(row, at));
    bool has = db_step(stmt) == DB_ROW && !db_is_null(stmt, 0);
    const char *usual = has ? db_text(stmt, 0) : "";
    bool same =
            db_is_null(row, at) ? !has
            : db_is_number(row, at)
                    ? has && strtod(usual, NULL) == db_real(row, at)
                    : has && strlen(usual) == strlen(db_text(row, at)) + 2 &&
                              strncmp(usual + 1, db_text(row, at),
                                      strlen(db_text(row, at))) == 0;
    db_finish(stmt);
    return same;
}

/* What stands in the first lines already. */
static bool is_said(const char *table, const char *column)
{
    static const char *const said[] = {"id", "mod", "seq", "title", "about"};

    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        if (strcmp(column, said[i]) == 0) {
            return strcmp(table, "mode") == 0;
        }
    }
    return strcmp(table, "weapon") == 0 && strcmp(column, "mod") == 0;
}

/* `: name value, name value` of the unusual columns from `first` on. */
static void say_columns(
        struct db *db, const char *table, struct db_stmt *row, int first)
{
    const char *before = ": ";

    for (int i = first; i < db_columns(row); i++) {
        const char *name = db_column_name(row, i);
        if (is_said(table, name) || is_usual(db, table, row, i)) {
            continue;
        }
        if (db_is_number(row, i)) {
            printf("%s%s %g", before, name, db_real(row, i));
        } else {
            const char *text = db_is_null(row, i) ? "NULL" : db_text(row, i);
            printf("%s%s ", before, name);
            cmd_put_plain(text, strlen(text));
        }
        before = ", ";
    }
    printf("\n");
}

/* Rows of one table, each under its id, which is the first column. */
static void say_rows(struct db *db, const char *title, const char *table,
        const char *sql, const char *mode)
{
    struct db_stmt *row = ask(db, sql, mode);

    while (db_step(row) == DB_ROW) {
        printf("%-*s%s", INDENT, title, db_text(row, 0));
        say_columns(db, table, row, 1);
    }
    db_finish(row);
}

/* ---- effects ---- */

/* How much of a doc of table ops is to be said: what it has in brackets is for
 * who writes effects, and without teams nothing is theirs. */
static const char *end_of(const char *doc, bool teams)
{
    const char *bracket = strstr(doc, " (");
    const char *team = teams ? NULL : strstr(doc, ", and its team");
    const char *end = bracket ? bracket : doc + strlen(doc);

    return team && team < end ? team : end;
}

/* A doc of table ops up to `end`, with `who`, `n` and `arg` replaced by what
 * they are. */
static void say_op(const char *doc, const char *end, const char *who,
        const char *n, const char *arg)
{
    const struct {
        const char *word, *is;
    } words[] = {{"who", who}, {"n", n}, {"arg", arg},
            {"points", strcmp(n, "1") == 0 ? "point" : "points"}};

    while (doc < end) {
        size_t len = strspn(doc, "abcdefghijklmnopqrstuvwxyz");
        const char *is = NULL;
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
            if (len == strlen(words[i].word) &&
                    strncmp(doc, words[i].word, len) == 0) {
                is = words[i].is;
            }
        }
        if (is) {
            printf("%s", is);
        } else {
            printf("%.*s", (int)(len ? len : 1), doc);
        }
        doc += len ? len : 1;
    }
}

static const struct {
    const char *column, *words; // %s: the value
} conditions[] = {
        {"if_role", "actor is %s"},
        {"if_other", "target is %s"},
        {"if_team", "of %s team"},
        {"if_thing", "thing is %s"},
        {"if_into", "into %s"},
        {"if_timer", "timer %s"},
        {"if_carry", "actor carries %s"},
        {"if_in", "actor is in %s"},
        {"if_out", "actor is in no %s"},
};

/* The words of condition `i`, which are others for some effects. */
static const char *words_of(struct db_stmt *row, int i)
{
    const char *column = conditions[i].column;
    bool alone = db_int(row, 12) && !db_int(row, 13); // a target, but no teams

    if (strcmp(column, "if_role") == 0 && db_int(row, 11)) {
        return "role is %s";
    }
    if (strcmp(column, "if_team") == 0 && alone) {
        return strcmp(db_text(row, i), "same") == 0 ? "target is the actor"
                                                    : "target is not the actor";
    }
    return conditions[i].words;
}

static void say_conditions(struct db *db, int64_t id)
{
    struct db_stmt *row = db_prepare(db,
            "SELECT if_role, if_other, if_team, if_thing, if_into, if_timer, "
            "if_carry, if_in, if_out, if_alive, if_alone, has_role, "
            "has_target, teams FROM effect JOIN events ON events.id = event "
            "JOIN mode ON mode.id = mode WHERE effect.id = ?");
    const char *before = ", if ";

    db_bind_int(row, 1, id);
    if (db_step(row) != DB_ROW) {
        db_finish(row);
        return;
    }
    for (int i = 0; i < (int)(sizeof(conditions) / sizeof(conditions[0]));
            i++) {
        if (!db_is_null(row, i)) {
            const char *words = words_of(row, i);
            const char *value = strchr(words, '%');
            printf("%s%.*s%s%s", before, (int)strcspn(words, "%"), words,
                    value ? db_text(row, i) : "", value ? value + 2 : "");
            before = " and ";
        }
    }
    if (!db_is_null(row, 9)) {
        printf("%sactor is %s", before, db_int(row, 9) ? "alive" : "dead");
        before = " and ";
    }
    if (db_int(row, 10)) {
        printf("%sno foe is in it", before);
    }
    db_finish(row);
}

static void say_effects(struct db *db, const char *mode)
{
    struct db_stmt *row = ask(db,
            "SELECT effect.id, event, ops.doc, words.doc, effect.n, "
            "effect.arg, mode.teams FROM effect JOIN mode ON mode.id = mode "
            "JOIN events ON events.id = event "
            "JOIN ops ON ops.id = op LEFT JOIN words "
            "ON in_column = 'effect.who' AND words.id = who "
            "WHERE mode = ? ORDER BY events.rowid, effect.seq, effect.id",
            mode);

    while (db_step(row) == DB_ROW) {
        char n[32] = "n";
        if (!db_is_null(row, 4)) {
            snprintf(n, sizeof(n), "%g", db_real(row, 4));
        }
        const char *doc = db_text(row, 2);
        printf("%-*s%s", INDENT, "effect", db_text(row, 1));
        say_conditions(db, db_int(row, 0));
        printf(": ");
        say_op(doc, end_of(doc, db_int(row, 6) > 0), db_text(row, 3), n,
                db_is_null(row, 5) ? "arg" : db_text(row, 5));
        printf("\n");
    }
    db_finish(row);
}

/* ---- the mode ---- */

static void say_words(
        struct db *db, const char *title, const char *sql, const char *mode)
{
    struct db_stmt *row = ask(db, sql, mode);

    for (unsigned i = 0; db_step(row) == DB_ROW; i++) {
        if (i == 0) {
            printf("%-*s", INDENT, title);
        }
        printf("%s%s", i > 0 ? ", " : "", db_text(row, 0));
    }
    printf("\n");
    db_finish(row);
}

/* SQL, each of its lines indented. */
static void say_scripts(struct db *db, const char *mode)
{
    struct db_stmt *row = ask(db,
            "SELECT id, sql FROM script WHERE mode = ? ORDER BY rowid", mode);

    while (db_step(row) == DB_ROW) {
        printf("%-*s%s:\n", INDENT, "script", db_text(row, 0));
        const char *at = db_text(row, 1);
        while (*at) {
            size_t len = strcspn(at, "\n");
            printf("%-*s  ", INDENT, "");
            cmd_put_plain(at, len);
            printf("\n");
            at += len + (at[len] == '\n');
        }
    }
    db_finish(row);
}

static void say_mode(struct db *db, const char *mode)
{
    struct db_stmt *row = ask(
            db, "SELECT id, title, about, mod, * FROM mode WHERE id = ?", mode);

    if (db_step(row) == DB_ROW) {
        printf("%s: %s, of mod %s\n", db_text(row, 0), db_text(row, 1),
                db_text(row, 3));
        printf("%s%s", db_text(row, 2), db_text(row, 2)[0] ? "\n" : "");
    }
    db_finish(row);
    say_words(db, "maps",
            "SELECT map FROM mode_map WHERE mode = ? "
            "ORDER BY seq, rowid",
            mode);
    say_rows(db, "mode", "mode", "SELECT * FROM mode WHERE id = ?", mode);
    say_rows(db, "role", "role",
            "SELECT id, starts, hp, speed, accel, radius, weapon, tint, hint "
            "FROM role WHERE mode = ? ORDER BY rowid",
            mode);
    say_rows(db, "weapon", "weapon",
            "SELECT * FROM weapon WHERE id IN "
            "(SELECT weapon FROM role WHERE mode = ?)",
            mode);
    say_rows(db, "thing", "thing",
            "SELECT id, spot, body, radius, mass, friction, bounce, "
            "home_after, tint FROM thing WHERE mode = ? ORDER BY rowid",
            mode);
    say_rows(db, "timer", "timer",
            "SELECT id, first, every FROM timer WHERE mode = ? ORDER BY rowid",
            mode);
    say_effects(db, mode);
    say_rows(db, "bots", "habit",
            "SELECT does, if_role, if_carry, role, thing, goal, whose "
            "FROM habit WHERE mode = ? ORDER BY seq",
            mode);
    say_scripts(db, mode);
}

int cmd_show(const struct rules_cmd *cmd)
{
    struct db *db = cmd_open_rules(cmd, DB_READ);
    int code = CMD_GOOD;

    if (!db) {
        return CMD_WRONG;
    }
    struct db_stmt *stmt =
            ask(db, "SELECT id FROM mode WHERE id = ?", cmd->word[1]);
    enum db_step step = db_step(stmt);
    db_finish(stmt);
    if (step == DB_ERROR) {
        code = cmd_fail_db(db, "rules.db");
    } else if (step == DB_DONE) {
        code = cmd_fail(CMD_WRONG,
                "there is no mode \"%s\": see roomcast rules list",
                cmd->word[1]);
    } else {
        say_mode(db, cmd->word[1]);
    }
    db_close(db);
    return code;
}
