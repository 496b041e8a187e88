/* SPDX-License-Identifier: MIT */
#include "server/journal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "server/buf.h"
#include "server/clock.h"
#include "server/db.h"
#include "server/queue.h"
#include "server/rulebook.h"
#include "server/rules_file.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

#define LAYOUT 7

static char error[1024];
static struct journal *journal;
static uint64_t now_ns;
static struct rules_report report;

/* What on_rules was told, latest last; a test looks, then forgets. */
static struct {
    unsigned calls;
    struct rulebook *book;
    struct rules_report report;
} told;

static void on_rules(void *arg, const struct rules_news *news)
{
    (void)arg;
    rulebook_unref(told.book);
    told.calls++;
    told.book = news->book;
    told.report = *news->report;
    free(news->report);
}

static struct journal *open_as(uint32_t layout)
{
    const struct journal_config config = {
            .data = scratch, .on_rules = on_rules, .layout = layout};
    return journal_create(&config, error, sizeof(error));
}

static void open_journal(void)
{
    journal = open_as(LAYOUT);
    ck_assert_msg(journal, "%s", error);
}

static void close_journal(void)
{
    journal_destroy(journal);
    journal = NULL;
}

/* The rules as they come with the server, made once for all tests. */
static char stock[2 * SCRATCH_PATH];

static void make_stock(void)
{
    scratch_make();
    snprintf(stock, sizeof(stock), "%s", scratch_path("stock.db"));
    ck_assert_msg(rules_file_prepare(stock, scratch_source("assets"), error,
                          sizeof(error)),
            "%s", error);
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

/* ---- rooms ---- */

static void hand_over(const char *room, uint32_t tick, size_t len, int fill)
{
    struct journal_record record = {.tick = tick, .state = buf_create(len)};
    ck_assert_ptr_nonnull(record.state);
    snprintf(record.room, sizeof(record.room), "%s", room);
    snprintf(record.mode, sizeof(record.mode), "deathmatch");
    memset(record.state->bytes, fill, len);
    record.state->len = len;
    ck_assert(queue_push(journal_queue(journal), &record));
}

static void hand_over_end(const char *room)
{
    struct journal_record record = {.closed = true};
    snprintf(record.room, sizeof(record.room), "%s", room);
    ck_assert(queue_push(journal_queue(journal), &record));
}

/* A second later. */
static void next_round(void)
{
    now_ns += NS_PER_S;
    journal_run_due(journal, now_ns);
}

/* What a restart gives back: "id mode len first-byte" a room. */
static char restored[4096];

static void remember(
        void *arg, const char *id, const char *mode, struct buf *state)
{
    size_t len = strlen(restored);
    (void)arg;
    snprintf(restored + len, sizeof(restored) - len, "%s %s %zu %d\n", id, mode,
            state->len, state->len > 0 ? state->bytes[0] : -1);
    buf_unref(state);
}

static const char *restore(void)
{
    restored[0] = '\0';
    ck_assert_msg(
            journal_restore(journal, remember, NULL, error, sizeof(error)),
            "%s", error);
    return restored;
}

static const char *restart(void)
{
    close_journal();
    open_journal();
    return restore();
}

START_TEST(rooms_come_back_as_they_were_handed_over)
{
    hand_over("tuba", 10, 3000, 7);
    hand_over("oboe", 11, 0, 0);
    next_round();
    ck_assert_str_eq(
            restart(), "oboe deathmatch 0 -1\ntuba deathmatch 3000 7\n");
}
END_TEST

START_TEST(the_latest_checkpoint_of_a_room_counts)
{
    hand_over("tuba", 10, 100, 1);
    hand_over("tuba", 11, 100, 2);
    next_round();
    hand_over("tuba", 12, 100, 3);
    hand_over("oboe", 12, 100, 9);
    hand_over("tuba", 13, 100, 4);
    next_round();
    ck_assert_str_eq(
            restart(), "oboe deathmatch 100 9\ntuba deathmatch 100 4\n");
}
END_TEST

START_TEST(a_closed_room_is_forgotten_and_may_open_again)
{
    hand_over("tuba", 10, 100, 1);
    hand_over("oboe", 10, 100, 1);
    next_round();
    hand_over_end("tuba");
    hand_over("oboe", 11, 100, 2);
    hand_over_end("oboe");
    hand_over("oboe", 1, 50, 3);
    next_round();
    ck_assert_str_eq(restart(), "oboe deathmatch 50 3\n");
}
END_TEST

START_TEST(it_commits_once_a_second)
{
    next_round();
    hand_over("tuba", 10, 100, 1);
    now_ns += NS_PER_S / 2;
    ck_assert_uint_eq(journal_run_due(journal, now_ns), now_ns + NS_PER_S / 2);
    ck_assert_str_eq(
            scratch_shell("rooms.db", "SELECT count(*) FROM room;"), "0\n");
    now_ns += NS_PER_S / 2;
    journal_run_due(journal, now_ns);
    ck_assert_str_eq(scratch_shell("rooms.db", "SELECT id, tick FROM room;"),
            "tuba|10\n");
}
END_TEST

START_TEST(what_is_queued_at_the_end_is_committed)
{
    hand_over("tuba", 10, 100, 1);
    ck_assert_str_eq(restart(), "tuba deathmatch 100 1\n");
}
END_TEST

START_TEST(its_thread_commits_and_ends)
{
    ck_assert(journal_start(journal));
    hand_over("tuba", 10, 100, 1);
    ck_assert_str_eq(restart(), "tuba deathmatch 100 1\n");
}
END_TEST

START_TEST(kill_dash_nine_loses_no_committed_room)
{
    int ready[2];
    char byte;
    close_journal();
    ck_assert_int_eq(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        open_journal();
        hand_over("tuba", 10, 5000, 5);
        next_round();
        if (write(ready[1], "x", 1) == 1) {
            pause();
        }
        _exit(1);
    }
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    open_journal();
    ck_assert_str_eq(restore(), "tuba deathmatch 5000 5\n");
}
END_TEST

/* ---- what cannot be trusted ---- */

START_TEST(a_row_that_went_bad_is_kept_aside)
{
    hand_over("oboe", 10, 100, 1);
    hand_over("tuba", 10, 100, 2);
    hand_over("viola", 10, 100, 3);
    next_round();
    close_journal();
    scratch_shell("rooms.db",
            "UPDATE room SET state = zeroblob(100) WHERE id = 'tuba';"
            "UPDATE room SET mode = 'tag' WHERE id = 'viola';");
    open_journal();
    ck_assert_str_eq(restore(), "oboe deathmatch 100 1\n");
    ck_assert_str_eq(
            scratch_shell("rooms.db", "SELECT id, length(state), reason FROM "
                                      "room_set_aside; SELECT id FROM room;"),
            "tuba|100|checksum\nviola|100|checksum\noboe\n");
}
END_TEST

START_TEST(checkpoints_of_another_layout_are_kept_aside)
{
    hand_over("tuba", 10, 100, 2);
    next_round();
    close_journal();
    journal = open_as(LAYOUT + 1);
    ck_assert_str_eq(restore(), "");
    ck_assert_str_eq(scratch_shell("rooms.db",
                             "SELECT id, layout, reason FROM room_set_aside;"),
            "tuba|7|layout\n");
}
END_TEST

static void overwrite(const char *name, long from, const char *bytes)
{
    FILE *file = fopen(scratch_path(name), "r+");
    ck_assert_ptr_nonnull(file);
    fseek(file, from, SEEK_SET);
    fputs(bytes, file);
    fclose(file);
}

START_TEST(a_damaged_file_is_kept_and_play_goes_on)
{
    hand_over("tuba", 10, 100, 2);
    next_round();
    close_journal();
    overwrite("rooms.db", 0, "this is no database any more");
    open_journal();
    ck_assert_str_eq(restore(), "");
    ck_assert(journal_is_healthy(journal));
    ck_assert_int_eq(access(scratch_path("rooms.db.damaged-1"), F_OK), 0);
    hand_over("oboe", 10, 100, 3);
    ck_assert_str_eq(restart(), "oboe deathmatch 100 3\n");
}
END_TEST

START_TEST(what_can_be_read_of_a_damaged_file_is_saved)
{
    hand_over("oboe", 10, 100, 1);
    hand_over("tuba", 10, 100, 2);
    rulebook_unref(journal_first_rules(journal, &report));
    next_round();
    close_journal();
    scratch_shell("rooms.db", "PRAGMA journal_mode = DELETE;");
    // the index of the ids only: a page in which no row is
    const char *page = scratch_shell("rooms.db",
            "SELECT (rootpage - 1) * 4096 FROM sqlite_schema "
            "WHERE name = 'sqlite_autoindex_room_1';");
    overwrite("rooms.db", strtol(page, NULL, 10), "garbage");
    open_journal();
    ck_assert_str_eq(
            restore(), "oboe deathmatch 100 1\ntuba deathmatch 100 2\n");
    struct rulebook *book = journal_first_rules(journal, &report);
    ck_assert_uint_eq(rulebook_version(book), 1);
    rulebook_unref(book);
    ck_assert_int_eq(access(scratch_path("rooms.db.damaged-1"), F_OK), 0);
}
END_TEST

START_TEST(somebody_elses_file_is_left_alone)
{
    close_journal();
    unlink(scratch_path("rooms.db"));
    scratch_shell("rooms.db", "CREATE TABLE diary (day, secret);");
    ck_assert_ptr_null(open_as(LAYOUT));
    ck_assert_says(error, "these are not this server's rooms");
    ck_assert_str_eq(scratch_shell("rooms.db", ".tables"), "diary\n");
}
END_TEST

START_TEST(a_second_server_is_refused)
{
    ck_assert_ptr_null(open_as(LAYOUT));
    ck_assert_says(error, "another roomcast uses this directory");
    restart(); // the first was not disturbed
}
END_TEST

START_TEST(a_directory_that_cannot_be_is_explained)
{
    const struct journal_config config = {
            .data = "/dev/null/data", .on_rules = on_rules};
    ck_assert_ptr_null(journal_create(&config, error, sizeof(error)));
    ck_assert_says(error, "/dev/null/data: ");
}
END_TEST

START_TEST(a_foreign_directory_names_both_users)
{
    const struct journal_config config = {
            .data = scratch, .on_rules = on_rules};
    if (geteuid() != 0) {
        return; // only root can become somebody else
    }
    close_journal();
    ck_assert_int_eq(seteuid(12345), 0);
    ck_assert_ptr_null(journal_create(&config, error, sizeof(error)));
    ck_assert_int_eq(seteuid(0), 0);
    ck_assert_says(error, "permission denied");
    ck_assert_says(error, "belongs to root (uid 0) and this runs as uid 12345");
}
END_TEST

/* ---- a disk that refuses ---- */

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(a_full_disk_costs_nothing_but_time)
{
    signal(SIGXFSZ, SIG_IGN);
    hand_over("tuba", 10, 100, 1);
    next_round();
    limit_files(65536);
    hand_over("tuba", 11, 100000, 2);
    next_round();
    ck_assert(!journal_is_healthy(journal));
    hand_over("tuba", 12, 100000, 3);
    hand_over("oboe", 12, 100, 4);
    next_round();
    ck_assert(!journal_is_healthy(journal));
    ck_assert_str_eq(scratch_shell("rooms.db", "SELECT id, tick FROM room;"),
            "tuba|10\n"); // what was committed still is
    limit_files(RLIM_INFINITY);
    next_round();
    ck_assert(journal_is_healthy(journal));
    ck_assert_str_eq(
            restart(), "oboe deathmatch 100 4\ntuba deathmatch 100000 3\n");
}
END_TEST

START_TEST(what_is_written_together_is_written_whole_or_not_at_all)
{
    hand_over("oboe", 10, 100, 1);
    hand_over("tuba", 10, 5000000, 2); // more than SQLite is allowed to take
    hand_over("viola", 10, 100, 3);
    next_round();
    ck_assert(!journal_is_healthy(journal));
    ck_assert_str_eq(
            scratch_shell("rooms.db", "SELECT count(*) FROM room;"), "0\n");
    hand_over("tuba", 11, 100, 2);
    next_round();
    ck_assert(journal_is_healthy(journal));
    ck_assert_str_eq(
            scratch_shell("rooms.db", "SELECT count(*) FROM room;"), "3\n");
}
END_TEST

START_TEST(with_nothing_new_the_disk_is_left_in_peace)
{
    rulebook_unref(journal_first_rules(journal, &report));
    hand_over("tuba", 10, 100, 1);
    next_round();
    struct db *other =
            db_open(scratch_path("rooms.db"), DB_READ, error, sizeof(error));
    int64_t before = db_data_version(other);
    next_round();
    ck_assert_int_eq(db_data_version(other), before);
    hand_over("tuba", 11, 100, 1);
    next_round();
    ck_assert_int_ne(db_data_version(other), before);
    db_close(other);
}
END_TEST

START_TEST(a_lock_of_another_program_is_waited_out)
{
    struct db *other =
            db_open(scratch_path("rooms.db"), DB_WRITE, error, sizeof(error));
    ck_assert_msg(other, "%s", error);
    ck_assert(db_exec(other, "BEGIN IMMEDIATE"));
    hand_over("tuba", 10, 100, 1);
    next_round();
    ck_assert(!journal_is_healthy(journal));
    db_rollback(other);
    next_round();
    ck_assert(journal_is_healthy(journal));
    db_close(other);
    ck_assert_str_eq(restart(), "tuba deathmatch 100 1\n");
}
END_TEST

START_TEST(a_file_that_was_deleted_is_made_again)
{
    hand_over("tuba", 10, 100, 1);
    next_round();
    ck_assert_int_eq(unlink(scratch_path("rooms.db")), 0);
    hand_over("tuba", 11, 100, 2);
    next_round();
    ck_assert(journal_is_healthy(journal));
    ck_assert_str_eq(restart(), "tuba deathmatch 100 2\n");
}
END_TEST

/* ---- rules ---- */

static void edit(const char *sql)
{
    const char *answer = scratch_shell("rules.db", sql);
    ck_assert_str_eq(answer, "");
}

/* Reads the rules as a start does, and forgets what was told before. */
static uint32_t first_version(void)
{
    struct rulebook *book = journal_first_rules(journal, &report);
    ck_assert_ptr_nonnull(book);
    uint32_t version = rulebook_version(book);
    rulebook_unref(book);
    told.calls = 0;
    return version;
}

/* The problem told last, in words. */
static const char *problem(void)
{
    static char text[PROBLEM_TEXT];
    rules_problem_text(&told.report.problem[0], text, sizeof(text));
    return text;
}

START_TEST(an_edit_is_told_within_a_second)
{
    ck_assert_uint_eq(first_version(), 1);
    next_round();
    ck_assert_uint_eq(told.calls, 0);
    edit("UPDATE role SET speed = 300 WHERE mode = 'tag';");
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_ptr_nonnull(told.book);
    ck_assert_uint_eq(told.report.count, 0);
    ck_assert_uint_eq(rulebook_version(told.book), 2);
    ck_assert_int_eq(rulebook_find(told.book, "tag")->role[0].speed, 2560);
    next_round();
    ck_assert_uint_eq(told.calls, 1);
}
END_TEST

START_TEST(a_commit_that_changes_nothing_is_not_told)
{
    first_version();
    edit("UPDATE role SET speed = speed; VACUUM;");
    next_round();
    ck_assert_uint_eq(told.calls, 0);
}
END_TEST

START_TEST(a_wrong_edit_is_explained_and_its_end_too)
{
    first_version();
    edit("UPDATE role SET starts = 0 WHERE mode = 'tag';");
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_ptr_null(told.book);
    ck_assert_str_eq(problem(),
            "mod base: mode (tag): no role has starts = 1, so nobody could "
            "join");
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    edit("UPDATE role SET starts = 1 WHERE mode = 'tag' AND id = 'runner';");
    next_round();
    ck_assert_uint_eq(told.calls, 2);
    ck_assert_ptr_null(told.book); // the rules are those in use
    ck_assert_uint_eq(told.report.count, 0);
}
END_TEST

START_TEST(a_version_survives_a_restart_and_then_grows)
{
    ck_assert_uint_eq(first_version(), 1);
    edit("UPDATE role SET speed = 300;");
    next_round();
    ck_assert_uint_eq(rulebook_version(told.book), 2);
    next_round();
    restart();
    ck_assert_uint_eq(first_version(), 2);
    close_journal();
    edit("UPDATE role SET speed = 200;");
    open_journal();
    ck_assert_uint_eq(first_version(), 3);
    ck_assert_str_eq(
            scratch_shell("rooms.db", "SELECT version FROM rules_history;"),
            "1\n2\n3\n");
}
END_TEST

START_TEST(a_version_grows_although_the_disk_refuses)
{
    first_version();
    next_round();
    struct db *other =
            db_open(scratch_path("rooms.db"), DB_WRITE, error, sizeof(error));
    ck_assert(db_exec(other, "BEGIN IMMEDIATE"));
    edit("UPDATE role SET speed = 300;");
    next_round();
    ck_assert_uint_eq(rulebook_version(told.book), 2);
    ck_assert(!journal_is_healthy(journal));
    db_close(other);
    next_round();
    ck_assert(journal_is_healthy(journal));
    restart();
    ck_assert_uint_eq(first_version(), 2);
}
END_TEST

START_TEST(a_deleted_file_is_told_once_and_found_again)
{
    first_version();
    ck_assert_int_eq(
            rename(scratch_path("rules.db"), scratch_path("away.db")), 0);
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_str_eq(problem(), "rules.db: the file is gone; put it back");
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_int_eq(
            rename(scratch_path("away.db"), scratch_path("rules.db")), 0);
    next_round();
    ck_assert_uint_eq(told.calls, 2);
    ck_assert_uint_eq(told.report.count, 0);
}
END_TEST

START_TEST(players_are_not_told_where_a_file_is_that_cannot_be_opened)
{
    first_version();
    ck_assert_int_eq(
            rename(scratch_path("rules.db"), scratch_path("away.db")), 0);
    ck_assert_int_eq(mkdir(scratch_path("rules.db"), 0755), 0);
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_str_eq(problem(), "rules.db: the file cannot be opened; the "
                                "server's log says why");
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_int_eq(rmdir(scratch_path("rules.db")), 0);
    ck_assert_int_eq(
            rename(scratch_path("away.db"), scratch_path("rules.db")), 0);
    next_round();
    ck_assert_uint_eq(told.report.count, 0);
}
END_TEST

START_TEST(a_replaced_file_is_read)
{
    first_version();
    scratch_copy(scratch_path("rules.db"), "new.db");
    scratch_shell("new.db", "UPDATE role SET speed = 300;");
    ck_assert_int_eq(
            rename(scratch_path("new.db"), scratch_path("rules.db")), 0);
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_ptr_nonnull(told.book);
}
END_TEST

START_TEST(a_file_copied_over_is_read_though_it_counts_the_same)
{
    scratch_copy(scratch_path("rules.db"), "other.db");
    edit("UPDATE role SET speed = 300;");
    scratch_shell("other.db", "UPDATE role SET speed = 310;");
    first_version();
    // it has as many commits behind it as the one it replaces
    scratch_copy(scratch_path("other.db"), "rules.db");
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_ptr_nonnull(told.book);
    ck_assert_int_eq(rulebook_find(told.book, "")->role[0].speed, 2645);
}
END_TEST

START_TEST(noise_in_place_of_the_file_is_told_once)
{
    first_version();
    overwrite("rules.db", 0, "this is no database any more");
    next_round();
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_says(problem(), "it cannot be read: file is not a database");
}
END_TEST

START_TEST(a_locked_file_is_waited_for_and_told_after_five_seconds)
{
    first_version();
    struct db *editor =
            db_open(scratch_path("rules.db"), DB_WRITE, error, sizeof(error));
    ck_assert(db_exec(editor, "BEGIN EXCLUSIVE; UPDATE role SET speed = 300"));
    for (unsigned second = 0; second < 5; second++) {
        next_round();
        ck_assert_uint_eq(told.calls, 0);
    }
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert_says(problem(), "another program keeps it locked");
    next_round();
    ck_assert_uint_eq(told.calls, 1);
    ck_assert(db_exec(editor, "COMMIT"));
    db_close(editor);
    next_round();
    ck_assert_uint_eq(told.calls, 2);
    ck_assert_ptr_nonnull(told.book);
}
END_TEST

START_TEST(rules_that_are_wrong_at_the_start_are_reported)
{
    edit("UPDATE role SET starts = 0 WHERE mode IN ('deathmatch', 'tag');");
    ck_assert_ptr_null(journal_first_rules(journal, &report));
    ck_assert_uint_eq(report.count, 2);
}
END_TEST

static int rules_wake;

static void wake_test(void *arg, const struct rules_news *news)
{
    uint64_t one = 1;
    on_rules(arg, news);
    ck_assert_int_eq(write(rules_wake, &one, sizeof(one)), sizeof(one));
}

START_TEST(its_thread_tells_of_an_edit_within_two_seconds)
{
    const struct journal_config config = {
            .data = scratch, .on_rules = wake_test, .layout = LAYOUT};
    struct pollfd wait = {.events = POLLIN};
    close_journal();
    wait.fd = rules_wake = eventfd(0, EFD_CLOEXEC);
    journal = journal_create(&config, error, sizeof(error));
    ck_assert_msg(journal, "%s", error);
    first_version();
    ck_assert(journal_start(journal));
    edit("UPDATE role SET speed = 300;");
    ck_assert_int_eq(poll(&wait, 1, 2000), 1);
    close_journal(); // joins the thread: what it wrote is ours to read
    ck_assert_ptr_nonnull(told.book);
    close(rules_wake);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 30);
    tcase_add_unchecked_fixture(tc, make_stock, scratch_remove);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, rooms_come_back_as_they_were_handed_over);
    tcase_add_test(tc, the_latest_checkpoint_of_a_room_counts);
    tcase_add_test(tc, a_closed_room_is_forgotten_and_may_open_again);
    tcase_add_test(tc, it_commits_once_a_second);
    tcase_add_test(tc, what_is_queued_at_the_end_is_committed);
    tcase_add_test(tc, its_thread_commits_and_ends);
    tcase_add_test(tc, kill_dash_nine_loses_no_committed_room);
    tcase_add_test(tc, a_row_that_went_bad_is_kept_aside);
    tcase_add_test(tc, checkpoints_of_another_layout_are_kept_aside);
    tcase_add_test(tc, a_damaged_file_is_kept_and_play_goes_on);
    tcase_add_test(tc, what_can_be_read_of_a_damaged_file_is_saved);
    tcase_add_test(tc, somebody_elses_file_is_left_alone);
    tcase_add_test(tc, a_second_server_is_refused);
    tcase_add_test(tc, a_directory_that_cannot_be_is_explained);
    tcase_add_test(tc, a_foreign_directory_names_both_users);
    tcase_add_test(tc, a_full_disk_costs_nothing_but_time);
    tcase_add_test(tc, what_is_written_together_is_written_whole_or_not_at_all);
    tcase_add_test(tc, with_nothing_new_the_disk_is_left_in_peace);
    tcase_add_test(tc, a_lock_of_another_program_is_waited_out);
    tcase_add_test(tc, a_file_that_was_deleted_is_made_again);
    tcase_add_test(tc, an_edit_is_told_within_a_second);
    tcase_add_test(tc, a_commit_that_changes_nothing_is_not_told);
    tcase_add_test(tc, a_wrong_edit_is_explained_and_its_end_too);
    tcase_add_test(tc, a_version_survives_a_restart_and_then_grows);
    tcase_add_test(tc, a_version_grows_although_the_disk_refuses);
    tcase_add_test(tc, a_deleted_file_is_told_once_and_found_again);
    tcase_add_test(
            tc, players_are_not_told_where_a_file_is_that_cannot_be_opened);
    tcase_add_test(tc, a_replaced_file_is_read);
    tcase_add_test(tc, a_file_copied_over_is_read_though_it_counts_the_same);
    tcase_add_test(tc, noise_in_place_of_the_file_is_told_once);
    tcase_add_test(tc, a_locked_file_is_waited_for_and_told_after_five_seconds);
    tcase_add_test(tc, rules_that_are_wrong_at_the_start_are_reported);
    tcase_add_test(tc, its_thread_tells_of_an_edit_within_two_seconds);
}

SUITE("journal", add_tests)
