/* SPDX-License-Identifier: MIT
 *
 * list, export: what mods there are, and one of them as a file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/rules_cmd_inside.h"
#include "server/rules_text.h"

/* ---- list ---- */

static void put_text(const char *before, const char *name, const char *value)
{
    printf("%s\"%s\":", before, name);
    cmd_put_json(value);
}

static struct db_stmt *ask(struct db *db, const char *sql, const char *key)
{
    struct db_stmt *stmt = db_prepare(db, sql);

    db_bind_text(stmt, 1, key);
    return stmt;
}

static void list_maps(struct db *db, const char *mode, bool json)
{
    struct db_stmt *stmt = ask(db,
            "SELECT map FROM mode_map WHERE mode = ? ORDER BY seq, rowid",
            mode);

    for (unsigned i = 0; db_step(stmt) == DB_ROW; i++) {
        if (json) {
            printf("%s", i > 0 ? "," : "");
            cmd_put_json(db_text(stmt, 0));
        } else {
            printf("%s%s", i > 0 ? ", " : "", db_text(stmt, 0));
        }
    }
    db_finish(stmt);
}

static void list_modes(struct db *db, const char *mod, bool json)
{
    struct db_stmt *stmt = ask(db,
            "SELECT id, title, about, listed FROM mode WHERE mod = ? "
            "ORDER BY seq, rowid",
            mod);

    for (unsigned i = 0; db_step(stmt) == DB_ROW; i++) {
        if (json) {
            printf("%s", i > 0 ? "," : "");
            put_text("{", "id", db_text(stmt, 0));
            put_text(",", "title", db_text(stmt, 1));
            put_text(",", "about", db_text(stmt, 2));
            printf(",\"listed\":%s,\"maps\":[",
                    db_int(stmt, 3) ? "true" : "false");
        } else {
            printf("  %-20s %s%s, on ", db_text(stmt, 0), db_text(stmt, 1),
                    db_int(stmt, 3) ? "" : " (not listed)");
        }
        list_maps(db, db_text(stmt, 0), json);
        printf("%s", json ? "]}" : "\n");
    }
    db_finish(stmt);
}

static bool list_mods(struct db *db, bool json)
{
    struct db_stmt *stmt = db_prepare(db,
            "SELECT id, title, version, author, notes FROM mod ORDER BY rowid");
    enum db_step step;

    for (unsigned i = 0; (step = db_step(stmt)) == DB_ROW; i++) {
        const char *id = db_text(stmt, 0), *author = db_text(stmt, 3);
        if (json) {
            printf("%s", i > 0 ? ",\n" : "");
            put_text("{", "id", id);
            put_text(",", "title", db_text(stmt, 1));
            put_text(",", "version", db_text(stmt, 2));
            put_text(",", "author", author);
            put_text(",", "notes", db_text(stmt, 4));
            printf(",\"modes\":[");
        } else {
            const char *version = db_text(stmt, 2);
            printf("%s ", id);
            cmd_put_plain(version, strlen(version));
            printf(": %s%s", db_text(stmt, 1), author[0] ? ", by " : "");
            cmd_put_plain(author, strlen(author));
            printf("\n");
        }
        list_modes(db, id, json);
        printf("%s", json ? "]}" : "");
    }
    db_finish(stmt);
    return step == DB_DONE;
}

int cmd_list(const struct rules_cmd *cmd)
{
    struct db *db = cmd_open_rules(cmd, DB_READ);

    if (!db) {
        return CMD_WRONG;
    }
    printf("%s", cmd->json ? "[" : "");
    bool ok = list_mods(db, cmd->json);
    printf("%s", cmd->json ? "]\n" : "");
    int code = ok ? CMD_GOOD : cmd_fail_db(db, "rules.db");
    db_close(db);
    return code;
}

/* ---- export ---- */

#define VALUE_BYTES (3 << 16) // a value of SQL, its longest

#define OF_MODS  "id = ?1"
#define OF_MOD   "mod = ?1"
#define OF_MAPS  "map IN (SELECT id FROM map WHERE mod = ?1)"
#define OF_MODES "mode IN (SELECT id FROM mode WHERE mod = ?1)"

/* In the order of rules_table(). */
static const char *which_rows(const char *table)
{
    static const struct {
        const char *table, *which;
    } tables[] = {
            {"mod", OF_MODS},
            {"weapon", OF_MOD},
            {"map", OF_MOD},
            {"mode", OF_MOD},
            {"wall", OF_MAPS},
            {"spot", OF_MAPS},
            {"mode_map", OF_MODES " OR " OF_MAPS},
    };

    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (strcmp(tables[i].table, table) == 0) {
            return tables[i].which;
        }
    }
    return OF_MODES;
}

/* Ids that are only numbers are made anew where it is installed. */
static bool is_number(const char *table, int column)
{
    return column == 0 &&
           (strcmp(table, "wall") == 0 || strcmp(table, "spot") == 0 ||
                   strcmp(table, "effect") == 0);
}

/* Lines stay lines, for who reads it. False when it is too long. */
static bool export_value(struct db_stmt *row, int at, char *scratch)
{
    size_t len = 0;
    bool is_text = !db_is_null(row, at) && !db_is_number(row, at);
    const char *bytes = is_text ? db_text(row, at) : "";

    if (is_text) {
        db_blob(row, at, &len);
    }
    if (!strchr(bytes, '\n') || strlen(bytes) != len) {
        bool fits = rules_text_value(row, at, scratch, VALUE_BYTES) > 0;
        printf("%s", fits ? scratch : "NULL");
        return fits;
    }
    putchar('\'');
    for (const char *c = bytes; *c; c++) {
        printf(*c == '\'' ? "''" : "%c", *c);
    }
    putchar('\'');
    return true;
}

static void export_head(const char *table, struct db_stmt *row)
{
    int columns = db_columns(row);
    const char *before = "";

    printf("\nINSERT INTO %s (", table);
    for (int i = 0; i < columns; i++) {
        if (!is_number(table, i)) {
            printf("%s%s", before, db_column_name(row, i));
            before = ", ";
        }
    }
    printf(") VALUES\n");
}

static bool export_table(
        struct db *db, const char *table, const char *mod, char *scratch)
{
    char sql[256];
    enum db_step step;

    snprintf(sql, sizeof(sql), "SELECT * FROM %s WHERE %s ORDER BY rowid",
            table, which_rows(table));
    struct db_stmt *row = ask(db, sql, mod);
    unsigned count = 0;
    bool fits = true;
    while ((step = db_step(row)) == DB_ROW) {
        if (count++ == 0) {
            export_head(table, row);
        } else {
            printf(",\n");
        }
        const char *before = "  (";
        for (int i = 0; i < db_columns(row); i++) {
            if (!is_number(table, i)) {
                printf("%s", before);
                fits = export_value(row, i, scratch) && fits;
                before = ", ";
            }
        }
        printf(")");
    }
    printf("%s", count > 0 ? ";\n" : "");
    db_finish(row);
    return fits && step == DB_DONE;
}

/* The mods whose weapons and maps its modes need, as a comment. */
static void export_needs(struct db *db, const char *mod)
{
    struct db_stmt *stmt = ask(db,
            "SELECT w.mod FROM mode AS m JOIN role AS r ON r.mode = m.id "
            "JOIN weapon AS w ON w.id = r.weapon "
            "WHERE m.mod = ?1 AND w.mod <> ?1 "
            "UNION SELECT p.mod FROM mode AS m "
            "JOIN mode_map AS mm ON mm.mode = m.id "
            "JOIN map AS p ON p.id = mm.map WHERE m.mod = ?1 AND p.mod <> ?1 "
            "UNION SELECT m.mod FROM map AS p "
            "JOIN mode_map AS mm ON mm.map = p.id "
            "JOIN mode AS m ON m.id = mm.mode WHERE p.mod = ?1 AND m.mod <> ?1",
            mod);

    while (db_step(stmt) == DB_ROW) {
        printf("-- It needs mod %s.\n", db_text(stmt, 0));
    }
    db_finish(stmt);
}

static bool export_mod(struct db *db, const char *mod)
{
    char *scratch = malloc(VALUE_BYTES);
    bool ok = scratch;

    printf("-- Mod %s: roomcast rules install FILE\n", mod);
    export_needs(db, mod);
    printf("\n-- It takes the place of an older release of itself.\n"
           "DELETE FROM mod WHERE id = '%s';\n",
            mod);
    for (unsigned i = 0; ok && rules_table(i); i++) {
        ok = export_table(db, rules_table(i)->name, mod, scratch);
    }
    free(scratch);
    return ok;
}

int cmd_export(const struct rules_cmd *cmd)
{
    struct db *db = cmd_open_rules(cmd, DB_READ);
    int code = CMD_WRONG;

    if (!db) {
        return code;
    }
    struct db_stmt *stmt =
            ask(db, "SELECT id FROM mod WHERE id = ?", cmd->word[1]);
    enum db_step step = db_step(stmt);
    if (step == DB_DONE) {
        cmd_fail(CMD_WRONG, "there is no mod \"%s\": see roomcast rules list",
                cmd->word[1]);
    } else if (step == DB_ROW && export_mod(db, db_text(stmt, 0))) {
        code = CMD_GOOD;
    } else if (db_has_failed(db)) {
        cmd_fail_db(db, "rules.db");
    } else {
        cmd_fail(CMD_WRONG,
                "a text of mod \"%s\" is longer than %d bytes of SQL; make it "
                "shorter",
                cmd->word[1], VALUE_BYTES);
    }
    db_finish(stmt);
    db_close(db);
    return code;
}
