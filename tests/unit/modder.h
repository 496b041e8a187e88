/* SPDX-License-Identifier: MIT
 *
 * modder: rules.db as somebody edits it with the sqlite3 shell, and what the
 * server makes of it.
 */
#ifndef TESTS_UNIT_MODDER_H
#define TESTS_UNIT_MODDER_H

#include <stdarg.h>
#include <sys/stat.h>

#include "server/db.h"
#include "server/rulebook.h"
#include "server/rules_file.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static char error[1024];
static struct rules_report report;

/* The rules as they come with the server, made once for all tests. */
static char stock[2 * SCRATCH_PATH];

static inline void make_stock(void)
{
    scratch_make();
    snprintf(stock, sizeof(stock), "%s", scratch_path("stock.db"));
    ck_assert_msg(rules_file_prepare(stock, scratch_source("assets"), error,
                          sizeof(error)),
            "%s", error);
}

static inline void make_rules(void)
{
    scratch_make();
    scratch_copy(stock, "rules.db");
}

/* NULL with a report when it cannot be used. */
static inline struct rulebook *load(void)
{
    struct db *db =
            db_open(scratch_path("rules.db"), DB_READ, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    struct rulebook *book = rulebook_load(db, 1, &report);
    db_close(db);
    ck_assert_int_eq(book == NULL, report.count > 0);
    return book;
}

/* All problems of the latest load, a line each. */
static inline const char *problems(void)
{
    static char said[MAX_PROBLEMS * PROBLEM_TEXT + 1];
    size_t len = 0;

    said[0] = '\0';
    for (unsigned i = 0; i < report.count && i < MAX_PROBLEMS; i++) {
        char text[PROBLEM_TEXT];
        rules_problem_text(&report.problem[i], text, sizeof(text));
        len += (size_t)snprintf(said + len, sizeof(said) - len, "%s\n", text);
        ck_assert_uint_lt(len, sizeof(said));
    }
    return said;
}

static inline struct rulebook *must_load(void)
{
    struct rulebook *book = load();
    ck_assert_msg(book, "%s", problems());
    return book;
}

static inline uint64_t hash_now(void)
{
    struct rulebook *book = must_load();
    uint64_t hash = rulebook_hash(book);
    rulebook_unref(book);
    return hash;
}

/* Every way in which the rules could be refused names where and why. */
static inline void expect_problem(const char *part)
{
    struct rulebook *book = load();
    ck_assert_msg(!book, "no problem where '%s' was due", part);
    ck_assert_says(problems(), part);
}

/* Edits as a modder would; the shell must have nothing to say against it. */
static inline void edit_file(const char *name, const char *sql)
{
    const char *answer = scratch_shell(name, sql);
    ck_assert_str_eq(answer, "");
}

static inline void edit(const char *sql)
{
    edit_file("rules.db", sql);
}

/* Edits as somebody who knows better. */
static inline void force(const char *sql)
{
    char whole[2048];
    snprintf(whole, sizeof(whole),
            "PRAGMA ignore_check_constraints = ON;\n%s\n", sql);
    edit(whole);
}

static inline void drop_triggers(const char *name)
{
    char drops[8192];
    snprintf(drops, sizeof(drops), "%s",
            scratch_shell(name, "SELECT 'DROP TRIGGER ' || name || ';' "
                                "FROM sqlite_schema WHERE type = 'trigger';"));
    edit_file(name, drops);
}

/* So many rows i = 1, 2, ... */
#define MANY(count, insert)                                            \
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n " \
    "LIMIT " #count ") INSERT INTO " insert " FROM n;"

/* A mod that has some of everything: thieves carry bags into their van. */
static inline void add_heist(const char *name)
{
    edit_file(name,
            "INSERT INTO mod (id, title) VALUES ('ours', 'Ours');"
            "INSERT INTO mode (id, mod, title, teams, about, warmup, overtime,"
            "  min_players, bouts, bot_courage, bot_error) VALUES"
            "  ('heist', 'ours', 'Heist', 2, 'Get the bags.', 5, 60, 4, 1, "
            "0.75,"
            "    9);"
            "INSERT INTO map (id, mod, width, height) VALUES"
            "  ('bank', 'ours', 800, 600), ('mint', 'ours', 700, 500);"
            "INSERT INTO wall (map, x, y, w, h) VALUES ('bank', 300, 0, 20, "
            "400),"
            "  ('mint', 10, 20, 30, 40);"
            "INSERT INTO spot (id, map, name, team, x, y) VALUES"
            "  (9001, 'bank', 'spawn', 0, 50, 50), (9002, 'bank', 'bag', 1, 9, "
            "8),"
            "  (9003, 'bank', 'van', 2, 700, 500), (9004, 'bank', 'bag', 2, 7, "
            "6),"
            "  (9005, 'mint', 'spawn', 0, 99, 99), (9006, 'mint', 'bag', 0, 5, "
            "4),"
            "  (9007, 'mint', 'van', 1, 300, 300);"
            "INSERT INTO mode_map (mode, map, seq) VALUES ('heist', 'bank', 1),"
            "  ('heist', 'mint', 2);"
            "INSERT INTO role (mode, id, hint) VALUES"
            "  ('heist', 'thief', 'Grab it!'), ('heist', 'guard', '');"
            "INSERT INTO thing (mode, id, spot, body, radius, mass, friction,"
            "  bounce, home_after, tint) VALUES"
            "  ('heist', 'bag', 'bag', 'carried', 12, 1, 1, 0.6, 20, "
            "'#000000'),"
            "  ('heist', 'van', 'van', 'area', 80, 1, 1, 0.6, NULL, NULL),"
            "  ('heist', 'crate', NULL, 'pushed', 2000, 2.5, 3, 1, 0.1, NULL);"
            "INSERT INTO timer (mode, id, first, every) VALUES"
            "  ('heist', 'alarm', 10, 0.5), ('heist', 'dawn', 3600, NULL);"
            "INSERT INTO script (mode, id, sql) VALUES"
            "  ('heist', 'shuffle', 'UPDATE player SET hp = 50;');"
            "INSERT INTO habit (mode, seq, if_role, if_carry, does, role, "
            "thing,"
            "  goal, whose) VALUES"
            "  ('heist', 2, 'thief', NULL, 'fetch', NULL, 'bag', NULL, "
            "'other'),"
            "  ('heist', 1, NULL, 'bag', 'stay', NULL, 'van', NULL, 'same'),"
            "  ('heist', 3, NULL, NULL, 'push', NULL, 'crate', 'van', NULL),"
            "  ('heist', 4, 'guard', NULL, 'catch', 'thief', NULL, NULL, NULL);"
            "INSERT INTO effect (mode, event, seq, if_role, if_alive, if_thing,"
            "  if_into, if_timer, if_carry, if_in, if_out, if_alone, op, who, "
            "n,"
            "  arg) VALUES"
            "  ('heist', 'enter', 1, 'thief', 1, 'bag', NULL, NULL, NULL, NULL,"
            "    'van', 1, 'carry', 'actor', NULL, NULL),"
            "  ('heist', 'reach', 1, NULL, 0, 'bag', 'van', NULL, 'bag', 'van',"
            "    NULL, 0, 'team_score', 'friends', -3, NULL),"
            "  ('heist', 'reach', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
            "    NULL, 0, 'home', 'actor', NULL, NULL),"
            "  ('heist', 'timer', 1, NULL, NULL, NULL, NULL, 'dawn', NULL, "
            "NULL,"
            "    NULL, 0, 'script', 'foes', -7, 'shuffle'),"
            "  ('heist', 'timer', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
            "    NULL, 0, 'grow', 'actor', -5, 'van'),"
            "  ('heist', 'extinct', 1, 'guard', NULL, NULL, NULL, NULL, NULL,"
            "    NULL, NULL, 0, 'win', 'actor', NULL, 'thief'),"
            "  ('heist', 'last', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
            "    NULL, 0, 'win', 'actor', NULL, NULL);");
}

/* For tests that all begin with that mod: into the rules that make_rules()
 * copies. */
static inline void make_stock_with_heist(void)
{
    make_stock();
    add_heist("stock.db");
}

/* The same file without its own guards, made once for all tests; the effects
 * of the heist are 91..97. */
static char blind_file[2 * SCRATCH_PATH];

static inline void make_files(void)
{
    make_stock_with_heist();
    snprintf(blind_file, sizeof(blind_file), "%s", scratch_path("blind.db"));
    scratch_copy(stock, "blind.db");
    drop_triggers("blind.db");
    edit_file("blind.db",
            "DROP VIEW problem; CREATE VIEW problem (in_mod, in_table, in_row,"
            " in_column, sentence) AS SELECT 1, 2, 3, 4, 5 WHERE 0;"
            "UPDATE effect SET id = -id WHERE mode <> 'heist';"
            "UPDATE effect SET id = 90 + place FROM (SELECT id AS was,"
            " row_number() OVER (ORDER BY id) AS place FROM effect"
            " WHERE mode = 'heist') WHERE id = was;");
}

static inline void blind(void)
{
    scratch_copy(blind_file, "rules.db");
}

/* Whether the server takes the rules after an edit, which is undone. */
static inline bool is_taken(struct db *db, const char *sql)
{
    ck_assert_msg(db_exec(db, "BEGIN") && db_exec(db, sql), "%s", sql);
    struct rulebook *book = rulebook_load(db, 1, &report);
    db_rollback(db);
    rulebook_unref(book);
    return book != NULL;
}

/* rules.db for such edits, without constraints. */
static inline struct db *open_loose(void)
{
    struct db *db =
            db_open(scratch_path("rules.db"), DB_WRITE, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    ck_assert(db_exec(db,
            "PRAGMA foreign_keys = OFF;"
            "PRAGMA ignore_check_constraints = ON;"
            "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY"));
    return db;
}

#endif
