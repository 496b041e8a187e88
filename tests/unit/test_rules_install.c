/* SPDX-License-Identifier: MIT */
#include "server/rules_install.h"

#include "server/clock.h"
#include "server/db.h"
#include "server/rulebook.h"
#include "server/rules_file.h"
#include "server/rules_text.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static char error[1024];
static struct db *db;
static char *before;

static void setup(void)
{
    db = rules_file_from_text(
            scratch_source("assets"), NULL, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    before = rules_text_read(db, error, sizeof(error));
    ck_assert_msg(before, "%s", error);
}

static void teardown(void)
{
    free(before);
    db_close(db);
}

static bool run(const char *sql)
{
    ck_assert(db_exec(db, "BEGIN IMMEDIATE"));
    error[0] = '\0';
    return rules_install_run(db, "mod.sql", sql, error, sizeof(error));
}

static void assert_untouched(const char *sql)
{
    ck_assert_msg(!db_in_transaction(db), "%s", sql);
    char *after = rules_text_read(db, error, sizeof(error));
    ck_assert_msg(after && strcmp(after, before) == 0, "%s", sql);
    free(after);
}

static void assert_refused(const char *sql, const char *says)
{
    uint64_t start = clock_now_ns();
    ck_assert_msg(!run(sql), "%.200s", sql);
    ck_assert_uint_lt(clock_now_ns() - start, (RULES_INSTALL_S + 7) * NS_PER_S);
    ck_assert_msg(says_one_of(error, says), "%.200s: '%s' does not say '%s'",
            sql, error, says);
    ck_assert_msg(strncmp(error, "mod.sql:", 8) == 0, "%s", error);
    assert_untouched(sql);
}

START_TEST(a_mod_of_all_it_may_do_goes_in)
{
    static const char sql[] =
            "\xef\xbb\xbf-- a mod\n"
            "INSERT INTO mod (id, title) VALUES ('ours', 'Ours');\n"
            "INSERT INTO mode (id, mod, title) VALUES ('melee', 'ours', 'M');\n"
            "INSERT INTO role (mode, id, speed) VALUES ('melee', 'one', 200)\n"
            "  RETURNING id;\n"
            "INSERT INTO mode_map (mode, map) SELECT 'melee', id FROM map\n"
            "  WHERE id IN ('yard', 'grove');\n"
            "WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i\n"
            "  WHERE n < 5) INSERT INTO map (id, mod, width, height)\n"
            "  SELECT 'm' || n, 'ours', 400 + n, 300 FROM i;\n"
            "INSERT OR IGNORE INTO effect (mode, event, op, n)\n"
            "  SELECT 'melee', events.id, 'score', 1 FROM events\n"
            "  WHERE id = 'touch';\n"
            "UPDATE role SET hp = round(hp * 1.1) WHERE mode LIKE 'mele_';\n"
            "UPDATE map SET width = floor(width + 10 * cos(0)) "
            "  WHERE id GLOB 'm[1-5]' AND instr(id, 'm') = 1;\n"
            "DELETE FROM map WHERE id = 'm5';\n"
            "/* the end";
    ck_assert_msg(run(sql), "%s", error);
    struct rules_report report;
    struct rulebook *book = rulebook_load(db, 1, &report);
    ck_assert_msg(book, "%s", report.problem[0].sentence);
    ck_assert_ptr_nonnull(rulebook_find_map(book, "melee", "grove"));
    ck_assert_uint_eq(rulebook_find(book, "melee")->role[0].hp, 110);
    rulebook_unref(book);
    ck_assert(db_exec(db, "COMMIT"));
}
END_TEST

static const struct {
    const char *sql, *says;
} hostile[] = {
        // files, settings, tables
        {"ATTACH '/tmp/x.db' AS x;", ":1:1: a mod opens no files"},
        {"DETACH main", "a mod opens no files"},
        {"PRAGMA user_version = 9;", "a mod sets no PRAGMA"},
        {"PRAGMA writable_schema = ON;", "a mod sets no PRAGMA"},
        {"SELECT * FROM pragma_table_info('mod');", "a mod "},
        {"VACUUM INTO '/tmp/x.db';", "VACUUM"},
        {"SELECT load_extension('/tmp/x.so');", "load_extension"},
        {"SELECT writefile('/tmp/x', 'x');", "no such function: writefile"},
        {"SELECT readfile('/etc/passwd');", "no such function: readfile"},
        {"CREATE TABLE t (a);", "a mod changes rows"},
        {"CREATE TEMP TABLE t (a);", "a mod changes rows"},
        {"CREATE VIEW v AS SELECT 1;", "a mod changes rows"},
        {"CREATE TRIGGER t AFTER INSERT ON mod BEGIN DELETE FROM mode; END;",
                "a mod changes rows"},
        {"CREATE INDEX i ON mod (title);", "a mod changes rows"},
        {"CREATE VIRTUAL TABLE v USING fts5(a);", "a mod changes rows"},
        {"DROP TABLE wall;", "a mod changes rows"},
        {"DROP TRIGGER mode_change;", "a mod changes rows"},
        {"DROP VIEW problem;", "a mod changes rows"},
        {"ALTER TABLE mod ADD COLUMN x;", "a mod changes rows"},
        {"REINDEX;", "a mod changes rows"},
        {"ANALYZE;", "a mod changes rows"},
        {"UPDATE sqlite_schema SET sql = '';", "sqlite_"},
        {"DELETE FROM sqlite_schema;", "sqlite_"},
        {"SELECT sql FROM sqlite_schema;", "reads only the tables"},
        {"DELETE FROM ops;", "ops is the server's own"},
        {"UPDATE events SET has_target = 1;", "events is the server's own"},
        {"INSERT INTO words VALUES ('a', 'b', 'c');", "words is the server's"},
        {"INSERT INTO problem VALUES (1);", "problem"},
        {"SELECT * FROM json_each('[1]');", "a mod "},
        // transactions
        {"BEGIN;", "leave out BEGIN, COMMIT"},
        {"COMMIT;", "leave out BEGIN, COMMIT"},
        {"ROLLBACK;", "leave out BEGIN, COMMIT"},
        {"SAVEPOINT a;", "leave out BEGIN, COMMIT"},
        {"RELEASE a;", "leave out BEGIN, COMMIT"},
        {"INSERT OR ROLLBACK INTO mod (id, title) VALUES ('base', 'B');",
                "mod.id: there is such a row already"},
        // the shell's
        {".shell touch /tmp/x", ":1:1: this is a command of the sqlite3 shell"},
        {"SELECT 1;\n\n  .read /etc/passwd\n", ":3:3: this is a command of"},
        {".", "this is a command of the sqlite3 shell"},
        // without end
        {"WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i) "
         "SELECT count(*) FROM i;",
                "it takes longer than it may"},
        {"INSERT INTO mod (id, title) WITH RECURSIVE i (n) AS (SELECT 1 UNION "
         "ALL SELECT n + 1 FROM i) SELECT 'm' || n, 'M' FROM i;",
                "it "},
        {"SELECT count(*) FROM wall a, wall b, wall c, wall d, wall e;",
                "it takes longer than it may"},
        {"WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i) "
         "SELECT n, 'a rather long text to be sorted' || n FROM i ORDER BY 2;",
                "it "},
        // large
        {"SELECT printf('%1000000000d', 1);", "may not use printf()"},
        {"SELECT zeroblob(1000000000);", "may not use zeroblob()"},
        {"SELECT hex(randomblob(1000000));", "may not use"},
        {"SELECT replace('aaaa', 'a', 'b');", "may not use replace()"},
        {"SELECT 1 WHERE 'a' LIKE '%aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaa%';",
                "LIKE or GLOB pattern too complex"},
        {"WITH RECURSIVE i (s) AS (SELECT 'aaaaaaaa' UNION ALL SELECT s || s "
         "FROM i WHERE length(s) < 30000) SELECT a.s GLOB "
         "'*[a-z][a-z][a-z][a-z][a-z][a-z][a-z][a-z][a-z]b' FROM i AS a, wall, "
         "wall AS b, wall AS c;",
                "it takes longer than it may"},
        {"SELECT 'a' MATCH 'b';", "a mod may not use operator MATCH"},
        {"SELECT '{}' -> 'a';", "a mod may not use operator ->"},
        {"SELECT trim('abc', 'ac');", "may not use trim()"},
        {"SELECT group_concat(x) FROM wall;", "may not use group_concat()"},
        {"WITH RECURSIVE i (s) AS (SELECT 'aaaaaaaa' UNION ALL SELECT s || s "
         "FROM i) SELECT max(length(s)) FROM i;",
                "string or blob too big"},
        {"SELECT random();", "may not use random()"},
        {"SELECT ?1;", "variable"},
        {"SELECT :a;", "variable"},
        // mistakes
        {"INSERT INTO mode (id, mod, title) VALUES ('m', 'mine', 'M');",
                ":1:1: mode.mod: no such mod; insert it into table mod first"},
        {"INSERT INTO mod (id, title) VALUES ('a', 'A');\n"
         "  INSERT INTO role (mode, id) VALUES ('chess', 'king');",
                ":2:3: role.mode: no such mode; see table mode"},
        {"UPDATE role SET speed = 9000;", ":1:1: role.speed: 0..1000 u/s"},
        {"UPDATE role SET speed = 'fast';", "cannot store TEXT value in REAL"},
        {"UPDATE role SET speed = NULL;", "role.speed: it is empty"},
        {"INSERT INTO mod (id, title) VALUES ('base', 'B');",
                "mod.id: there is such a row already; if it is of an older"},
        {"INSERT INTO mode (id, mod, title) VALUES ('tag', 'base', 'T');",
                "mode.id: there is such a row already"},
        {"INSERT INTO effect (mode, event, op) VALUES ('tag', 'sneeze', "
         "'kill');",
                "effect.event: no such event; see table events"},
        {"SELECT 1;\nINSERT INTO effect (mode, event, op, arg)\n"
         "VALUES ('tag', 'touch', 'kill', NULL), "
         "('tag', 'touch', 'script', 'crown');\nINSERT INTO script (mode, id, "
         "sql) VALUES ('tag', 'crown', 'SELECT 1');",
                ":2:1: effect.arg: mode tag has no script 'crown'; insert it "
                "first"},
        {"INSERT INTO effect (mode, event, op, if_role) VALUES "
         "('tag', 'touch', 'kill', 'it') RETURNING id;"
         "INSERT INTO effect (mode, event, op, if_role) VALUES "
         "('tag', 'touch', 'kill', 'king');",
                "effect.if_role: mode tag has no role 'king'; insert it first"},
        {"UPDATE effect SET event = 'timer', if_timer = 'noon', "
         "if_other = NULL, who = 'actor' WHERE mode = 'tag';",
                "effect.if_timer: mode tag has no timer 'noon'; insert it "
                "first"},
        {"INSERT INTO habit (mode, seq, does, thing) "
         "VALUES ('tag', 90, 'fetch', 'it');",
                "habit.thing: mode tag has no thing 'it'; insert it first"},
        {"DELETE FROM weapon WHERE id = 'blaster';",
                "weapon: a role still has it"},
        {"INSERT INTO mod (id, title) VALUES ('a', 'A');\nUPDATE rolle SET "
         "speed = 1;",
                "no such table: rolle"},
        {"UPDATE role\nSET sped = 1;", "no such column: sped"},
        {"INSERT INTO mod VALUES ('unended", "unrecognized token"},
        {"INSERT INTO mod (id, title) VALUES ('a', '\xc3\xa9\xc3\xa9') "
         "garbage;",
                ":1:48: near \"garbage\": syntax error"},
        {"<html>Not found</html>", ":1:1: near \"<\": syntax error"},
};

START_TEST(it_is_refused_with_a_place_and_a_sentence)
{
    assert_refused(hostile[_i].sql, hostile[_i].says);
}
END_TEST

START_TEST(what_came_before_a_mistake_is_not_done_either)
{
    assert_refused("DELETE FROM effect; DELETE FROM mod WHERE id = 'race';\n"
                   "UPDATE role SET hp = 1;\nUPDATE role SET hp = 0;",
            ":3:1: role.hp: 1..10000 hp");
}
END_TEST

/* `count` times `piece`, between a beginning and an end. */
static char *repeat(
        const char *begin, const char *piece, size_t count, const char *end)
{
    size_t len = strlen(piece);
    char *text = malloc(strlen(begin) + count * len + strlen(end) + 1);
    char *at = stpcpy(text, begin);

    for (size_t i = 0; i < count; i++) {
        memcpy(at, piece, len);
        at += len;
    }
    memcpy(at, end, strlen(end) + 1);
    return text;
}

static void assert_repeated(const char *begin, const char *piece, size_t count,
        const char *end, const char *says)
{
    char *sql = repeat(begin, piece, count, end);
    assert_refused(sql, says);
    free(sql);
}

START_TEST(deep_and_long_statements_are_refused)
{
    // SQLite's parser has a stack that grows since 3.46
    assert_repeated("SELECT ", "(", 50000, "1",
            "parser stack overflow|incomplete input");
    assert_repeated("SELECT 1", "+1", 50000, ";", "Expression tree is too");
    assert_repeated("SELECT 1", " UNION SELECT 1", 5000, ";", "too many terms");
    assert_repeated("UPDATE mod SET notes = '", "a", 500000, "';",
            "string or blob too big");
    assert_repeated("SELECT abs(", "abs(", 500, "1", "");
    assert_repeated(
            "SELECT coalesce(1", ",1", 5000, ");", "too many arguments");
}
END_TEST

START_TEST(subqueries_that_double_are_stopped)
{
    char sql[8192];
    int len = snprintf(sql, sizeof(sql), "WITH a0 AS (SELECT 1 AS n)");
    for (int i = 1; i < 60; i++) {
        len += snprintf(sql + len, sizeof(sql) - (size_t)len,
                ", a%d AS (SELECT x.n FROM a%d AS x, a%d AS y)", i, i - 1,
                i - 1);
    }
    snprintf(sql + len, sizeof(sql) - (size_t)len, " SELECT n FROM a59;");
    assert_refused(sql, "");
}
END_TEST

START_TEST(effects_that_cause_each_other_are_rows_like_any)
{
    ck_assert_msg(run("INSERT INTO effect (mode, event, op, who) VALUES "
                      "('deathmatch', 'death', 'respawn', 'target'), "
                      "('deathmatch', 'spawn', 'kill', 'actor');"),
            "%s", error);
    struct rules_report report;
    struct rulebook *book = rulebook_load(db, 1, &report);
    ck_assert_msg(book, "%s", report.problem[0].sentence);
    rulebook_unref(book);
}
END_TEST

START_TEST(afterwards_everything_may_be_done_again)
{
    assert_refused("CREATE TABLE t (a);", "");
    ck_assert(db_exec(db, "CREATE TABLE t (a); DROP TABLE t; BEGIN; "
                          "SELECT printf('%100000d', 1); ROLLBACK"));
    ck_assert_int_eq(db_number(db, "SELECT 1 WHERE 'a' LIKE 'A'"), 1);
}
END_TEST

/* ---- the file ---- */

static const char *refuse_file(const char *name)
{
    ck_assert_ptr_null(
            rules_install_read(scratch_path(name), error, sizeof(error)));
    ck_assert_says(error, name);
    return error;
}

START_TEST(files_that_are_no_mods_are_told_apart)
{
    scratch_make();
    FILE *file = fopen(scratch_path("huge.sql"), "w");
    ck_assert_int_eq(ftruncate(fileno(file), 100 << 20), 0); // all holes
    fclose(file);
    ck_assert_says(refuse_file("huge.sql"), "it is longer than 1 MB");
    file = fopen(scratch_path("nul.sql"), "w");
    fwrite("SELECT 1;\0DROP", 1, 14, file);
    fclose(file);
    ck_assert_says(refuse_file("nul.sql"), "it is no SQL text");
    ck_assert_says(refuse_file("none.sql"), "there is no such file");
    ck_assert_ptr_null(rules_install_read(scratch, error, sizeof(error)));
    ck_assert_says(error, "irectory");
    ck_assert_ptr_null(rules_install_read("/dev/zero", error, sizeof(error)));
    ck_assert_says(error, "it is longer than 1 MB");
    scratch_remove();
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_mod_of_all_it_may_do_goes_in);
    tcase_add_loop_test(tc, it_is_refused_with_a_place_and_a_sentence, 0,
            ARRAY_LEN(hostile));
    tcase_add_test(tc, what_came_before_a_mistake_is_not_done_either);
    tcase_add_test(tc, deep_and_long_statements_are_refused);
    tcase_add_test(tc, subqueries_that_double_are_stopped);
    tcase_add_test(tc, effects_that_cause_each_other_are_rows_like_any);
    tcase_add_test(tc, afterwards_everything_may_be_done_again);
    tcase_add_test(tc, files_that_are_no_mods_are_told_apart);
}

SUITE("rules_install", add_tests)
