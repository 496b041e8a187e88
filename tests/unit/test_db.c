/* SPDX-License-Identifier: MIT */
#include "server/db.h"

#include <sys/stat.h>

#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static char error[512];

static struct db *open_new(const char *name)
{
    struct db *db =
            db_open(scratch_path(name), DB_CREATE, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    return db;
}

static struct db *open_as(const char *name, enum db_open_mode mode)
{
    struct db *db = db_open(scratch_path(name), mode, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    return db;
}

START_TEST(what_is_bound_comes_back)
{
    struct db *db = open_new("a.db");
    size_t len;

    ck_assert(db_exec(db, "CREATE TABLE t (i, x, b, n)"));
    struct db_stmt *put =
            db_prepare(db, "INSERT INTO t VALUES (?, ?, ?, NULL)");
    db_bind_int(put, 1, INT64_MIN);
    db_bind_text(put, 2, "sm\u00f8rrebr\u00f8d");
    db_bind_blob(put, 3, "\0\1", 2);
    ck_assert_int_eq(db_step(put), DB_DONE);
    db_finish(put);
    struct db_stmt *get = db_prepare(db, "SELECT i, x, b, n FROM t");
    ck_assert_int_eq(db_step(get), DB_ROW);
    ck_assert_int_eq(db_int(get, 0), INT64_MIN);
    ck_assert_str_eq(db_text(get, 1), "sm\u00f8rrebr\u00f8d");
    ck_assert_mem_eq(db_blob(get, 2, &len), "\0\1", 2);
    ck_assert_uint_eq(len, 2);
    ck_assert(db_is_null(get, 3));
    ck_assert_str_eq(db_text(get, 3), "");
    ck_assert(db_is_number(get, 0) && !db_is_number(get, 1));
    ck_assert_int_eq(db_step(get), DB_DONE);
    db_finish(get);
    db_close(db);
}
END_TEST

START_TEST(a_missing_file_is_named)
{
    ck_assert_ptr_null(
            db_open(scratch_path("none.db"), DB_READ, error, sizeof(error)));
    ck_assert_says(error, "none.db: there is no such file");
}
END_TEST

START_TEST(an_error_outlives_the_calls_after_it)
{
    struct db *db = open_new("a.db");

    ck_assert_ptr_null(db_prepare(db, "SELECT * FROM nowhere"));
    ck_assert(db_exec(db, "SELECT 1"));
    ck_assert_says(db_error(db), "no such table: nowhere");
    ck_assert_int_eq(db_step(NULL), DB_ERROR);
    db_finish(NULL);
    db_close(db);
}
END_TEST

START_TEST(a_reader_cannot_write)
{
    struct db *writer = open_new("a.db");
    ck_assert(db_exec(writer, "CREATE TABLE t (i)"));
    struct db *reader = open_as("a.db", DB_READ);

    ck_assert(!db_exec(reader, "INSERT INTO t VALUES (1)"));
    ck_assert_int_eq(db_number(writer, "SELECT count(*) FROM t"), 0);
    db_close(reader);
    db_close(writer);
}
END_TEST

START_TEST(a_lock_of_another_is_busy_not_broken)
{
    struct db *one = open_new("a.db");
    struct db *two = open_as("a.db", DB_WRITE);

    ck_assert(db_exec(one, "CREATE TABLE t (i); BEGIN EXCLUSIVE"));
    ck_assert(!db_exec(two, "INSERT INTO t VALUES (1)"));
    ck_assert(db_is_busy(two) && !db_is_damaged(two));
    ck_assert_int_eq(db_data_version(two), -1);
    db_rollback(one);
    ck_assert(db_exec(two, "INSERT INTO t VALUES (1)"));
    db_close(one);
    db_close(two);
}
END_TEST

START_TEST(a_file_of_noise_is_damaged_not_busy)
{
    FILE *file = fopen(scratch_path("a.db"), "w");
    for (int i = 0; i < 4096; i++) {
        fputc(i * 7 % 251, file);
    }
    fclose(file);
    struct db *db = open_as("a.db", DB_WRITE);

    ck_assert_int_eq(db_number(db, "PRAGMA user_version"), -1);
    ck_assert(db_is_damaged(db) && !db_is_busy(db));
    db_close(db);
}
END_TEST

START_TEST(a_script_stops_where_it_is_wrong)
{
    static const char sql[] =
            "CREATE TABLE t (i);\n-- a comment\nINSERT INTO u "
            "VALUES (1);\nCREATE TABLE v (i);";
    struct db *db = open_new("a.db");
    size_t at;

    ck_assert(!db_exec_script(db, sql, &at));
    // at the statement, or, where SQLite knows better, at the name in it
    ck_assert_uint_ge(at, strstr(sql, "INSERT") - sql);
    ck_assert_uint_le(at, strstr(sql, "u VALUES") - sql);
    ck_assert_int_eq(db_number(db, "SELECT count(*) FROM sqlite_schema"), 1);
    db_close(db);
}
END_TEST

START_TEST(the_data_version_moves_only_by_others_commits)
{
    struct db *one = open_new("a.db");
    struct db *two = open_as("a.db", DB_WRITE);

    ck_assert(db_exec(two, "CREATE TABLE t (i)"));
    int64_t before = db_data_version(one);
    ck_assert(db_exec(one, "INSERT INTO t VALUES (1)"));
    ck_assert_int_eq(db_data_version(one), before);
    ck_assert(db_exec(two, "BEGIN; INSERT INTO t VALUES (2); ROLLBACK"));
    ck_assert_int_eq(db_data_version(one), before);
    ck_assert(db_exec(two, "INSERT INTO t VALUES (2)"));
    ck_assert_int_ne(db_data_version(one), before);
    db_close(one);
    db_close(two);
}
END_TEST

START_TEST(a_replaced_or_removed_file_has_moved)
{
    struct db *db = open_new("a.db");
    db_close(open_new("b.db"));

    ck_assert(db_exec(db, "CREATE TABLE t (i)"));
    ck_assert(!db_has_moved(db));
    ck_assert_int_eq(rename(scratch_path("b.db"), scratch_path("a.db")), 0);
    ck_assert(db_has_moved(db));
    db_close(db);
    db = open_as("a.db", DB_READ);
    ck_assert(!db_has_moved(db));
    ck_assert_int_eq(unlink(scratch_path("a.db")), 0);
    ck_assert(db_has_moved(db));
    db_close(db);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, scratch_make, scratch_remove);
    tcase_add_test(tc, what_is_bound_comes_back);
    tcase_add_test(tc, a_missing_file_is_named);
    tcase_add_test(tc, an_error_outlives_the_calls_after_it);
    tcase_add_test(tc, a_reader_cannot_write);
    tcase_add_test(tc, a_lock_of_another_is_busy_not_broken);
    tcase_add_test(tc, a_file_of_noise_is_damaged_not_busy);
    tcase_add_test(tc, a_script_stops_where_it_is_wrong);
    tcase_add_test(tc, the_data_version_moves_only_by_others_commits);
    tcase_add_test(tc, a_replaced_or_removed_file_has_moved);
}

SUITE("db", add_tests)
