/* SPDX-License-Identifier: MIT
 *
 * rules_kept through its user, the journal: versions in rooms.db, what rooms
 * play under, and starts that have nothing else to go on with.
 */
#include "server/rules_kept.h"

#include <sys/stat.h>

#include "server/buf.h"
#include "server/clock.h"
#include "server/db.h"
#include "server/journal.h"
#include "server/queue.h"
#include "server/rules_file.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static char error[1024];
static char assets[2 * SCRATCH_PATH], stock[2 * SCRATCH_PATH];
static struct journal *journal;
static uint64_t now_ns;
static struct rules_report report;

/* What on_rules was told last. */
static struct {
    unsigned calls;
    struct rulebook *book;
    unsigned problems;
} told;

static void on_rules(void *arg, const struct rules_news *news)
{
    (void)arg;
    rulebook_unref(told.book);
    told.calls++;
    told.book = news->book;
    told.problems = news->report->count;
    free(news->report);
}

static void open_journal(void)
{
    const struct journal_config config = {.data = scratch,
            .assets = assets,
            .on_rules = on_rules,
            .layout = 7};
    journal = journal_create(&config, error, sizeof(error));
    ck_assert_msg(journal, "%s", error);
}

static void close_journal(void)
{
    journal_destroy(journal);
    journal = NULL;
}

static void make_stock(void)
{
    scratch_make();
    snprintf(assets, sizeof(assets), "%s", scratch_source("assets"));
    snprintf(stock, sizeof(stock), "%s", scratch_path("stock.db"));
    ck_assert_msg(rules_file_prepare(stock, assets, error, sizeof(error)), "%s",
            error);
}

static void setup(void)
{
    scratch_make();
    scratch_copy(stock, "rules.db");
    now_ns = 100 * NS_PER_S;
    open_journal();
}

static void teardown(void)
{
    close_journal();
    rulebook_unref(told.book);
    told.book = NULL;
    scratch_remove();
}

/* A second later. */
static void next_round(void)
{
    now_ns += NS_PER_S;
    journal_run_due(journal, now_ns);
}

static void edit(const char *sql)
{
    ck_assert_str_eq(scratch_shell("rules.db", sql), "");
}

static const char *rooms(const char *sql)
{
    return scratch_shell("rooms.db", sql);
}

/* Reads the rules as a start does; they must be those of the file. */
static uint32_t first_version(void)
{
    struct rulebook *book = journal_first_rules(journal, &report);
    ck_assert_ptr_nonnull(book);
    ck_assert_uint_eq(report.count, 0);
    uint32_t version = rulebook_version(book);
    rulebook_unref(book);
    told.calls = 0;
    return version;
}

/* Starts with rules.db as it is, which is wrong; the version it goes on with,
 * or 0. */
static uint32_t start_on_kept(const char *says)
{
    open_journal();
    struct rulebook *book = journal_first_rules(journal, &report);
    uint32_t version = book ? rulebook_version(book) : 0;
    rulebook_unref(book);
    ck_assert_uint_gt(report.count, 0);
    ck_assert_says(report.problem[0].sentence, says);
    told.calls = 0;
    return version;
}

/* ---- versions ---- */

START_TEST(every_version_is_kept_with_its_rows_and_what_differs)
{
    first_version();
    edit("UPDATE role SET speed = 300 WHERE mode = 'tag' AND id = 'it';");
    next_round();
    ck_assert_ptr_nonnull(rulebook_diff(told.book));
    next_round();
    ck_assert_str_eq(rooms("SELECT version, changes, length(text) > 10000 "
                           "FROM rules_history;"),
            "1||1\n2|role.speed (tag, it): 265 -> 300|1\n");
}
END_TEST

START_TEST(the_same_rows_again_are_a_new_version_of_the_same_hash)
{
    first_version();
    edit("UPDATE role SET speed = 300 WHERE mode = 'tag' AND id = 'it';");
    next_round();
    edit("UPDATE role SET speed = 265 WHERE mode = 'tag' AND id = 'it';");
    next_round();
    next_round();
    ck_assert_str_eq(
            rooms("SELECT count(*), count(DISTINCT hash) FROM rules_history; "
                  "SELECT hash = (SELECT hash FROM rules_history WHERE "
                  "version = 1) FROM rules_history WHERE version = 3;"),
            "3|2\n1\n");
}
END_TEST

START_TEST(what_players_never_notice_is_a_version_too)
{
    first_version();
    edit("UPDATE mod SET notes = 'mine' WHERE id = 'base';");
    next_round();
    ck_assert_uint_eq(rulebook_version(told.book), 2);
}
END_TEST

static void add_versions(unsigned count, const char *text)
{
    char sql[400];
    snprintf(sql, sizeof(sql),
            "WITH RECURSIVE i (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM i "
            "WHERE n < %u) INSERT INTO rules_history (version, hash, "
            "loaded_at, text) SELECT n, n, 0, %s FROM i;",
            count, text);
    ck_assert_str_eq(rooms(sql), "");
}

START_TEST(only_the_latest_versions_are_kept)
{
    first_version();
    close_journal();
    add_versions(250, "'x'");
    open_journal();
    ck_assert_uint_eq(first_version(), 251);
    ck_assert_str_eq(rooms("SELECT count(*), min(version), max(version) "
                           "FROM rules_history;"),
            "200|52|251\n");
}
END_TEST

START_TEST(long_ones_make_way_for_the_latest)
{
    first_version();
    close_journal();
    add_versions(90, "hex(zeroblob(500000))");
    open_journal();
    ck_assert_uint_eq(first_version(), 91);
    ck_assert_str_eq(
            rooms("SELECT count(*) BETWEEN 60 AND 68, sum(length(text)) <= "
                  "(64 << 20), max(version) FROM rules_history;"),
            "1|1|91\n");
}
END_TEST

static void keep_number(void *arg, const struct rules_version *version)
{
    uint32_t *sum = arg;
    *sum = *sum * 10 + version->version;
}

START_TEST(versions_are_found_by_number_and_by_what_they_are_not)
{
    struct rules_version version;
    uint32_t all = 0;

    first_version();
    edit("UPDATE role SET hp = 50;");
    next_round();
    edit("UPDATE role SET hp = 60;");
    next_round();
    next_round();
    struct db *db =
            db_open(scratch_path("rooms.db"), DB_READ, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    ck_assert(rules_kept_latest(db, &version));
    ck_assert_uint_eq(version.version, 3);
    uint64_t hash = version.hash;
    ck_assert(rules_kept_before(db, UINT32_MAX, hash, &version));
    ck_assert_uint_eq(version.version, 2);
    ck_assert(rules_kept_before(db, UINT32_MAX, hash + 1, &version));
    ck_assert_uint_eq(version.version, 3);
    ck_assert(rules_kept_find(db, 9, &version));
    ck_assert_uint_eq(version.version, 0);
    ck_assert_ptr_null(rules_kept_text(db, 9));
    char *text = rules_kept_text(db, 2);
    ck_assert_ptr_nonnull(text);
    free(text);
    ck_assert(rules_kept_list(db, keep_number, &all));
    ck_assert_uint_eq(all, 321);
    db_close(db);
}
END_TEST

START_TEST(a_file_of_the_first_format_goes_on)
{
    struct journal_record record = {.tick = 10, .state = buf_create(1)};
    ck_assert_uint_eq(first_version(), 1);
    snprintf(record.room, sizeof(record.room), "tuba");
    ck_assert(queue_push(journal_queue(journal), &record));
    next_round();
    close_journal();
    ck_assert_str_eq(rooms("DROP TABLE match_rules;"
                           "ALTER TABLE rules_history DROP COLUMN text;"
                           "ALTER TABLE rules_history DROP COLUMN changes;"
                           "PRAGMA user_version = 1;"),
            "");
    open_journal();
    ck_assert_uint_eq(first_version(), 1); // and now its rows are kept
    ck_assert_str_eq(rooms("SELECT version, text IS NOT NULL FROM "
                           "rules_history; SELECT id, tick FROM room; "
                           "SELECT count(*) FROM match_rules; "
                           "PRAGMA user_version;"),
            "1|1\ntuba|10\n0\n2\n");
}
END_TEST

START_TEST(a_view_without_end_is_told_and_costs_five_seconds)
{
    first_version();
    edit("DROP VIEW problem; CREATE VIEW problem (in_mod, in_table, in_row, "
         "in_column, sentence) AS WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL "
         "SELECT n + 1 FROM i) SELECT '', '', '', '', n FROM i WHERE n < 0;");
    uint64_t start = clock_now_ns();
    next_round();
    ck_assert_uint_lt(clock_now_ns() - start, 15 * NS_PER_S);
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_ptr_null(told.book);
    ck_assert_uint_eq(told.problems, 1);
}
END_TEST

/* One step of SQLite's machine, which no look at the clock interrupts. */
START_TEST(a_view_with_one_long_step_is_told_at_once)
{
    first_version();
    edit("DROP VIEW problem; CREATE VIEW problem (in_mod, in_table, in_row, "
         "in_column, sentence) AS SELECT '', '', '', '', "
         "instr(hex(zeroblob(1000000)), hex(zeroblob(500000)) || '1') "
         "FROM mode;");
    uint64_t start = clock_now_ns();
    next_round();
    ck_assert_uint_lt(clock_now_ns() - start, 15 * NS_PER_S);
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_ptr_null(told.book);
    ck_assert_uint_eq(told.problems, 1);
}
END_TEST

/* The file of another user, whom the server is not. */
static void become(uid_t uid)
{
    ck_assert(geteuid() != 0 || uid == 0 || seteuid(uid) == 0);
    ck_assert(uid != 0 || seteuid(0) == 0 || getuid() != 0);
}

START_TEST(a_file_that_may_only_be_read_is_followed)
{
    close_journal();
    ck_assert_int_eq(chmod(scratch_path("rules.db"), 0444), 0);
    ck_assert_int_eq(chmod(scratch, 0777), 0);
    unlink(scratch_path("rooms.db"));
    unlink(scratch_path("lock"));
    become(65534);
    open_journal();
    ck_assert_uint_eq(first_version(), 1);
    become(0);
    ck_assert_int_eq(chmod(scratch_path("rules.db"), 0644), 0);
    edit("UPDATE role SET speed = 300;");
    ck_assert_int_eq(chmod(scratch_path("rules.db"), 0444), 0);
    become(65534);
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_ptr_nonnull(told.book);
    close_journal();
    become(0);
}
END_TEST

/* ---- what rooms play under ---- */

static void note(const char *room, uint32_t tick, uint32_t version)
{
    struct journal_record record = {
            .is_note = true, .tick = tick, .rules = version};
    snprintf(record.room, sizeof(record.room), "%s", room);
    snprintf(record.mode, sizeof(record.mode), "tag");
    snprintf(record.map, sizeof(record.map), "yard");
    ck_assert(queue_push(journal_queue(journal), &record));
}

static void end_room(const char *room)
{
    struct journal_record record = {.closed = true};
    snprintf(record.room, sizeof(record.room), "%s", room);
    ck_assert(queue_push(journal_queue(journal), &record));
}

static const char *notes(void)
{
    return rooms("SELECT room, tick, version, mode, map FROM match_rules "
                 "ORDER BY room, tick;");
}

START_TEST(what_a_room_plays_under_is_noted_until_it_ends)
{
    note("tuba", 1, 1);
    note("tuba", 40, 2);
    note("tuba", 41, 3);
    note("oboe", 1, 3);
    next_round();
    ck_assert_str_eq(notes(), "oboe|1|3|tag|yard\ntuba|1|1|tag|yard\n"
                              "tuba|40|2|tag|yard\ntuba|41|3|tag|yard\n");
    note("tuba", 50, 4);
    end_room("tuba");
    note("tuba", 1, 5); // another of that name
    next_round();
    ck_assert_str_eq(notes(), "oboe|1|3|tag|yard\ntuba|1|5|tag|yard\n");
    end_room("tuba");
    end_room("oboe");
    next_round();
    ck_assert_str_eq(notes(), "");
}
END_TEST

/* ---- starts ---- */

START_TEST(a_start_with_wrong_rules_goes_on_with_the_last_accepted)
{
    first_version();
    edit("UPDATE role SET speed = 300 WHERE mode = 'tag';");
    next_round();
    uint64_t hash = rulebook_hash(told.book);
    close_journal();
    edit("UPDATE role SET starts = 0 WHERE mode = 'tag';");
    open_journal();
    struct rulebook *book = journal_first_rules(journal, &report);
    ck_assert_ptr_nonnull(book);
    ck_assert_uint_eq(report.count, 1);
    ck_assert_uint_eq(rulebook_version(book), 2);
    ck_assert_uint_eq(rulebook_hash(book), hash);
    ck_assert_int_eq(rulebook_find(book, "tag")->role[0].speed, 2560);
    rulebook_unref(book);
}
END_TEST

START_TEST(it_goes_on_looking_at_the_file_that_was_wrong)
{
    first_version();
    close_journal();
    edit("UPDATE role SET starts = 0 WHERE mode = 'tag';");
    ck_assert_uint_eq(start_on_kept("no role has starts = 1"), 1);
    next_round();
    ck_assert_uint_eq(told.calls, 0); // it was said
    edit("UPDATE role SET starts = 1 WHERE mode = 'tag' AND id = 'runner';");
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_ptr_null(told.book); // mended: the same as those in use
    ck_assert_uint_eq(told.problems, 0);
    edit("UPDATE role SET speed = 200 WHERE mode = 'tag';");
    next_round();
    ck_assert_uint_eq(rulebook_version(told.book), 2);
}
END_TEST

START_TEST(a_start_with_noise_or_without_the_file_goes_on_too)
{
    first_version();
    close_journal();
    FILE *file = fopen(scratch_path("rules.db"), "r+");
    fputs("this is no database any more", file);
    fclose(file);
    ck_assert_uint_eq(start_on_kept("file is not a database"), 1);
    close_journal();
    ck_assert_int_eq(unlink(scratch_path("rules.db")), 0);
    ck_assert_uint_eq(start_on_kept("the file is gone"), 1);
    scratch_copy(stock, "rules.db");
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_uint_eq(told.problems, 0);
}
END_TEST

START_TEST(a_start_beside_an_editor_goes_on_too)
{
    first_version();
    close_journal();
    struct db *editor =
            db_open(scratch_path("rules.db"), DB_WRITE, error, sizeof(error));
    ck_assert(db_exec(editor, "BEGIN EXCLUSIVE; UPDATE role SET speed = 300"));
    ck_assert_uint_eq(start_on_kept("another program has it locked"), 1);
    ck_assert(db_exec(editor, "COMMIT"));
    db_close(editor);
    next_round();
    ck_assert_uint_eq(rulebook_version(told.book), 2);
}
END_TEST

START_TEST(rows_that_went_bad_are_nothing_to_go_on_with)
{
    first_version();
    close_journal();
    rooms("UPDATE rules_history SET text = replace(text, '265', '999');");
    edit("UPDATE role SET starts = 0;");
    ck_assert_uint_eq(start_on_kept("no role has starts = 1"), 0);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_unchecked_fixture(tc, make_stock, scratch_remove);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, every_version_is_kept_with_its_rows_and_what_differs);
    tcase_add_test(tc, the_same_rows_again_are_a_new_version_of_the_same_hash);
    tcase_add_test(tc, what_players_never_notice_is_a_version_too);
    tcase_add_test(tc, only_the_latest_versions_are_kept);
    tcase_add_test(tc, long_ones_make_way_for_the_latest);
    tcase_add_test(tc, versions_are_found_by_number_and_by_what_they_are_not);
    tcase_add_test(tc, a_file_of_the_first_format_goes_on);
    tcase_add_test(tc, a_view_without_end_is_told_and_costs_five_seconds);
    tcase_add_test(tc, a_view_with_one_long_step_is_told_at_once);
    tcase_add_test(tc, a_file_that_may_only_be_read_is_followed);
    tcase_add_test(tc, what_a_room_plays_under_is_noted_until_it_ends);
    tcase_add_test(tc, a_start_with_wrong_rules_goes_on_with_the_last_accepted);
    tcase_add_test(tc, it_goes_on_looking_at_the_file_that_was_wrong);
    tcase_add_test(tc, a_start_with_noise_or_without_the_file_goes_on_too);
    tcase_add_test(tc, a_start_beside_an_editor_goes_on_too);
    tcase_add_test(tc, rows_that_went_bad_are_nothing_to_go_on_with);
}

SUITE("rules_kept", add_tests)
