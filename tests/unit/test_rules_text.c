/* SPDX-License-Identifier: MIT */
#include "server/rules_text.h"

#include "server/db.h"
#include "server/rulebook.h"
#include "server/rules_file.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static char error[1024];
static struct db *db;

static struct db *open_text(const char *text)
{
    struct db *opened = rules_file_from_text(
            scratch_source("assets"), text, error, sizeof(error));
    ck_assert_msg(opened, "%s", error);
    return opened;
}

static void setup(void)
{
    db = open_text(NULL);
}

static void teardown(void)
{
    db_close(db);
}

static char *read_text(struct db *from)
{
    char *text = rules_text_read(from, error, sizeof(error));
    ck_assert_msg(text, "%s", error);
    return text;
}

static void edit(const char *sql)
{
    ck_assert_msg(db_exec(db, sql), "%s: %s", sql, db_error(db));
}

/* A file made of its text has the same text, rows and hash. */
static void assert_round_trip(void)
{
    char *text = read_text(db);
    struct db *other = open_text(text);
    char *again = read_text(other);

    ck_assert_str_eq(again, text);
    ck_assert_uint_eq(rules_text_hash(again), rules_text_hash(text));
    db_close(other);
    free(again);
    free(text);
}

START_TEST(a_file_is_made_of_its_text_again)
{
    assert_round_trip();
}
END_TEST

START_TEST(a_line_is_a_row)
{
    char *text = read_text(db);
    ck_assert_ptr_eq(
            strstr(text, "INSERT INTO mod (id, title, version, "), text);
    ck_assert_says(text, "\nINSERT INTO role (mode, id, starts, hp, speed, ");
    int64_t lines = 0, rows = 0;
    for (const char *c = text; *c; c++) {
        lines += *c == '\n';
    }
    for (unsigned i = 0; rules_table(i); i++) {
        char sql[64];
        snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s",
                rules_table(i)->name);
        rows += db_number(db, sql);
    }
    ck_assert_int_eq(lines, rows);
    free(text);
}
END_TEST

START_TEST(any_text_reads_back_as_it_was)
{
    static const char *const texts[] = {
            "''",
            "'it''s'",
            "'two' || char(10) || 'lines, (brackets); and ''quotes'''",
            "'~' || char(10) || '^|`@$#&'",
            "char(10)",
            "'a' || char(0) || 'b'",
            "'carriage' || char(13, 10, 9) || 'return'",
            "'sm' || char(248) || 'rrebr' || char(248, 128512)",
            "'replace(''x'', ''~'', char(10))'",
            "'NULL'",
            "'1 / 2.0'",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        char sql[256];
        snprintf(sql, sizeof(sql), "UPDATE mod SET notes = %s", texts[i]);
        edit(sql);
        assert_round_trip();
    }
}
END_TEST

START_TEST(any_number_reads_back_to_its_last_bit)
{
    static const char *const numbers[] = {"0.1", "230.0 / 7", "1.0 / 3", "1000",
            "0", "-0.0", "2.2250738585072014e-308", "299.99999999999994",
            "0.30000000000000004", "123.45678901234567"};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        char sql[256];
        snprintf(sql, sizeof(sql), "UPDATE role SET speed = %s", numbers[i]);
        edit(sql);
        assert_round_trip();
    }
}
END_TEST

START_TEST(what_compares_equal_after_a_round_trip_is_equal)
{
    edit("UPDATE role SET speed = 1000.0 / (rowid + 2)");
    char *text = read_text(db);
    struct db *other = open_text(text);
    struct db_stmt *a = db_prepare(db, "SELECT speed FROM role ORDER BY rowid");
    struct db_stmt *b =
            db_prepare(other, "SELECT speed FROM role ORDER BY rowid");
    unsigned rows = 0;
    while (db_step(a) == DB_ROW) {
        ck_assert_int_eq(db_step(b), DB_ROW);
        ck_assert(db_real(a, 0) == db_real(b, 0));
        rows++;
    }
    ck_assert_uint_gt(rows, 10);
    db_finish(a);
    db_finish(b);
    db_close(other);
    free(text);
}
END_TEST

START_TEST(any_change_of_a_row_is_another_hash)
{
    static const char *const edits[] = {
            "UPDATE mod SET notes = notes || '!' WHERE rowid = 1",
            "UPDATE role SET speed = speed + 0.001 WHERE rowid = 1",
            "UPDATE habit SET seq = seq + 100",
            "DELETE FROM effect WHERE id = (SELECT max(id) FROM effect)",
            // the order of roles is their order in the game
            "UPDATE role SET rowid = 1000 WHERE rowid = 1",
    };
    char *text = read_text(db);
    uint64_t before = rules_text_hash(text);
    free(text);
    for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
        edit(edits[i]);
        text = read_text(db);
        uint64_t now = rules_text_hash(text);
        ck_assert_msg(now != before, "%s", edits[i]);
        before = now;
        free(text);
    }
}
END_TEST

START_TEST(all_tables_that_modders_write_are_in_it_with_their_keys)
{
    struct db_stmt *stmt = db_prepare(db,
            "SELECT s.name, max(p.pk) FROM sqlite_schema AS s, "
            "pragma_table_info(s.name) AS p WHERE s.type = 'table' AND "
            "s.name NOT IN ('events', 'ops', 'words') AND "
            "s.name NOT LIKE 'sqlite_%' GROUP BY s.name");
    unsigned tables = 0;

    while (db_step(stmt) == DB_ROW) {
        const char *name = db_text(stmt, 0);
        int i = rules_table_index(name, strlen(name));
        ck_assert_msg(i >= 0, "%s", name);
        ck_assert_int_eq(rules_table((unsigned)i)->keys, db_int(stmt, 1));
        tables++;
    }
    db_finish(stmt);
    ck_assert_uint_gt(tables, 0);
    ck_assert_ptr_null(rules_table(tables));
    ck_assert_ptr_nonnull(rules_table(tables - 1));
}
END_TEST

START_TEST(rows_are_put_back_in_place_of_whatever_is_there)
{
    char *text = read_text(db);
    edit("PRAGMA foreign_keys = OFF; DELETE FROM mode WHERE id = 'tag';"
         "UPDATE role SET hp = 1; DELETE FROM effect; BEGIN IMMEDIATE");
    ck_assert_msg(
            rules_text_apply(db, text, error, sizeof(error)), "%s", error);
    edit("COMMIT");
    char *again = read_text(db);
    ck_assert_str_eq(again, text);
    // and the triggers watch again
    ck_assert(!db_exec(db, "UPDATE role SET weapon = 'none'"));
    ck_assert_says(db_error(db), "role.weapon: no such weapon");
    free(again);
    free(text);
}
END_TEST

START_TEST(rows_that_do_not_fit_change_nothing)
{
    char *text = read_text(db);
    edit("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
    ck_assert(!rules_text_apply(db,
            "INSERT INTO mod (id, title) VALUES ('a', 'A');\n"
            "INSERT INTO mod (id, hat) VALUES ('b', 'B');\n",
            error, sizeof(error)));
    ck_assert_says(error, "no column named hat");
    ck_assert(!db_in_transaction(db));
    char *again = read_text(db);
    ck_assert_str_eq(again, text);
    free(again);
    free(text);
}
END_TEST

START_TEST(text_of_an_older_server_gets_what_is_usual)
{
    struct db *other =
            open_text("INSERT INTO mod (id, title) VALUES ('a', 'A');\n"
                      "INSERT INTO map (id, mod, width, height) "
                      "VALUES ('m', 'a', 400, 300);\n");
    ck_assert_int_eq(
            db_number(other, "SELECT count(*) FROM map WHERE width = 400 AND "
                             "sight IS NULL"),
            1);
    db_close(other);
}
END_TEST

START_TEST(more_rows_than_can_be_kept_are_refused)
{
    edit("INSERT INTO mod (id, title, notes) WITH RECURSIVE n (i) AS (SELECT 1 "
         "UNION ALL SELECT i + 1 FROM n WHERE i < 40) "
         "SELECT 'many' || i, 'Many', hex(zeroblob(30000)) FROM n");
    ck_assert_ptr_null(rules_text_read(db, error, sizeof(error)));
    ck_assert_says(error, "longer than 2 MB");
    struct rules_report report;
    ck_assert_ptr_null(rulebook_load(db, 1, &report));
    ck_assert_says(report.problem[0].sentence, "longer than 2 MB");
}
END_TEST

START_TEST(a_table_that_is_gone_is_named)
{
    edit("DROP TABLE habit");
    ck_assert_ptr_null(rules_text_read(db, error, sizeof(error)));
    ck_assert_says(error, "table habit cannot be read");
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_file_is_made_of_its_text_again);
    tcase_add_test(tc, a_line_is_a_row);
    tcase_add_test(tc, any_text_reads_back_as_it_was);
    tcase_add_test(tc, any_number_reads_back_to_its_last_bit);
    tcase_add_test(tc, what_compares_equal_after_a_round_trip_is_equal);
    tcase_add_test(tc, any_change_of_a_row_is_another_hash);
    tcase_add_test(tc, all_tables_that_modders_write_are_in_it_with_their_keys);
    tcase_add_test(tc, rows_are_put_back_in_place_of_whatever_is_there);
    tcase_add_test(tc, rows_that_do_not_fit_change_nothing);
    tcase_add_test(tc, text_of_an_older_server_gets_what_is_usual);
    tcase_add_test(tc, more_rows_than_can_be_kept_are_refused);
    tcase_add_test(tc, a_table_that_is_gone_is_named);
}

SUITE("rules_text", add_tests)
