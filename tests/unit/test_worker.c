/* SPDX-License-Identifier: MIT */
#include "server/worker.h"

#include <string.h>

#include "server/buf.h"
#include "server/clock.h"
#include "server/journal.h"
#include "server/log.h"
#include "server/queue.h"
#include "server/stats.h"
#include "tests/unit/stock.h"

#define START NS_PER_S

static struct rulebook *book;
static struct queue *reports, *journal;
static struct worker *worker;
static unsigned closes;

static void setup(void)
{
    log_setup(LOG_ERROR, false);
    book = stock_rules();
    reports = queue_create(2048, sizeof(struct room_report));
    journal = queue_create(256, sizeof(struct journal_record));
    ck_assert(reports && journal);
    const struct worker_config config = {.index = 3,
            .rules = book,
            .origin = "",
            .reports = reports,
            .journal = journal,
            .seed = 1};
    worker = worker_create(&config);
    ck_assert_ptr_nonnull(worker);
}

static void teardown(void)
{
    struct journal_record record = {0};

    worker_destroy(worker);
    while (queue_pop(journal, &record)) {
        buf_unref(record.state);
    }
    queue_destroy(journal);
    queue_destroy(reports);
    rulebook_unref(book);
}

/* ---- a peer that takes everything and says nothing ---- */

static bool take(void *socket, const uint8_t *bytes, size_t len)
{
    (void)socket, (void)bytes, (void)len;
    return true;
}

static bool never_busy(void *socket)
{
    (void)socket;
    return false;
}

static void count_close(void *socket)
{
    (void)socket;
    closes++;
}

static struct session *connect_to(const char *room, uint16_t refusal)
{
    static const struct link LINK = {
            .write = take, .busy = never_busy, .close = count_close};
    struct arrival arrival = {.refusal = refusal};

    snprintf(arrival.room, sizeof(arrival.room), "%s", room);
    struct session *session = worker_connect(worker, &LINK, &arrival, START);
    ck_assert_ptr_nonnull(session);
    return session;
}

/* ---- orders and reports ---- */

static void open_room(const char *id, struct buf *state)
{
    struct order order = {.kind = ORDER_ROOM, .state = state};

    snprintf(order.arrival.room, sizeof(order.arrival.room), "%s", id);
    worker_obey(worker, &order, START);
}

/* Takes all reports; the last one is left in `last`. */
static unsigned take_reports(struct room_report *last)
{
    unsigned count = 0;

    while (queue_pop(reports, last)) {
        count++;
    }
    return count;
}

/* Of states, and of rooms that ended; the last one is left in `last`. */
static unsigned take_records(struct journal_record *last)
{
    struct journal_record record = {0};
    unsigned count = 0;

    while (queue_pop(journal, &record)) {
        buf_unref(record.state);
        if (!record.is_note) {
            *last = record;
            count++;
        }
    }
    return count;
}

static uint64_t run(uint64_t first_ns, unsigned ticks)
{
    while (ticks-- > 0) {
        first_ns = worker_run_due(worker, first_ns);
    }
    return first_ns;
}

/* ---- time ---- */

START_TEST(a_tick_that_is_not_due_does_not_run)
{
    uint64_t next = worker_run_due(worker, START);
    ck_assert_uint_eq(next, START + NS_PER_TICK);
    ck_assert_uint_eq(worker_run_due(worker, next - 1), next);
    ck_assert_int_eq(stats_get(STAT_TICKS), 1);
    worker_run_due(worker, next);
    ck_assert_int_eq(stats_get(STAT_TICKS), 2);
}
END_TEST

START_TEST(late_ticks_are_skipped_and_counted)
{
    open_room("tuba", NULL);
    uint64_t due = worker_run_due(worker, START);
    uint64_t late = due + 5 * NS_PER_TICK + NS_PER_MS;
    uint64_t next = worker_run_due(worker, late);
    ck_assert_uint_eq(next, due + 6 * NS_PER_TICK);
    ck_assert_int_eq(stats_get(STAT_TICKS), 2);
    ck_assert_int_eq(stats_get(STAT_TICKS_SKIPPED), 5);
    ck_assert_int_eq(stats_get(STAT_TICKS_LATE), 1);
    worker_run_due(worker, next);
    ck_assert_int_eq(stats_get(STAT_TICKS_LATE), 1);
}
END_TEST

START_TEST(a_little_late_is_not_counted_and_shifts_nothing)
{
    uint64_t due = worker_run_due(worker, START);
    uint64_t next = worker_run_due(worker, due + 4 * NS_PER_MS);
    ck_assert_uint_eq(next, due + NS_PER_TICK);
    ck_assert_int_eq(stats_get(STAT_TICKS_LATE), 0);
    ck_assert_int_eq(stats_get(STAT_TICKS_SKIPPED), 0);
}
END_TEST

/* ---- what the lobby and the journal hear ---- */

START_TEST(a_room_is_reported_and_saved_once_a_second)
{
    struct room_report report;
    struct journal_record record = {0};
    open_room("tuba", NULL);
    ck_assert_uint_eq(take_reports(&report), 1);
    uint64_t now = run(START, TICK_HZ);
    ck_assert_uint_eq(take_reports(&report), 1);
    ck_assert_uint_eq(take_records(&record), 1);
    run(now, 10 * TICK_HZ);
    ck_assert_uint_eq(take_reports(&report), 10);
    ck_assert_uint_eq(take_records(&record), 10);
    ck_assert_str_eq(report.id, "tuba");
    ck_assert_uint_eq(report.worker, 3);
    ck_assert_str_eq(record.room, "tuba");
    ck_assert(!record.closed);
}
END_TEST

START_TEST(rooms_are_not_saved_all_in_one_tick)
{
    struct journal_record record = {0};
    char id[8];
    for (unsigned i = 0; i < TICK_HZ; i++) {
        snprintf(id, sizeof(id), "room%u", i);
        open_room(id, NULL);
    }
    uint64_t now = START;
    for (unsigned t = 0; t < TICK_HZ; t++) {
        now = worker_run_due(worker, now);
        ck_assert_uint_eq(take_records(&record), 1);
    }
}
END_TEST

START_TEST(a_room_whose_name_is_32_characters_is_found_again)
{
    struct room_report report;
    static const char NAME[] = "abcdefghijklmnopqrstuvwxyz012345";
    ck_assert_uint_eq(strlen(NAME), ID_BYTES);
    open_room(NAME, NULL);
    ck_assert_uint_eq(take_reports(&report), 1);
    ck_assert_str_eq(report.id, NAME);
    open_room(NAME, NULL);
    ck_assert_uint_eq(take_reports(&report), 0);
}
END_TEST

START_TEST(an_empty_room_is_reported_closed_and_its_state_forgotten)
{
    struct room_report report;
    struct journal_record record = {0};
    open_room("tuba", NULL);
    run(START, 62 * TICK_HZ);
    take_reports(&report);
    take_records(&record);
    ck_assert(report.closed);
    ck_assert_str_eq(report.id, "tuba");
    ck_assert(record.closed);
    ck_assert_int_eq(stats_get(STAT_ROOMS), 0);
}
END_TEST

START_TEST(a_state_that_cannot_be_read_opens_no_room)
{
    struct room_report report;
    struct buf *state = buf_create(5);
    ck_assert_ptr_nonnull(state);
    memcpy(state->bytes, "dream", 5);
    state->len = 5;
    open_room("tuba", state);
    ck_assert_uint_eq(take_reports(&report), 0);
    ck_assert_int_eq(stats_get(STAT_ROOMS), 0);
}
END_TEST

START_TEST(no_more_than_1024_rooms_are_opened)
{
    char id[16];
    for (unsigned i = 0; i < 1030; i++) {
        snprintf(id, sizeof(id), "room%u", i);
        open_room(id, NULL);
    }
    ck_assert_int_eq(stats_get(STAT_ROOMS), 1024);
}
END_TEST

/* ---- who never joined ---- */

START_TEST(who_is_lost_before_joining_counts_as_arrived)
{
    struct room_report report;
    open_room("tuba", NULL);
    session_gone(connect_to("tuba", 0), START);
    session_gone(connect_to("tuba", 0), START);
    run(START, TICK_HZ);
    take_reports(&report);
    ck_assert_uint_eq(report.arrivals, 2);
}
END_TEST

START_TEST(who_could_not_be_taken_counts_as_arrived_unless_refused)
{
    struct room_report report;
    struct arrival arrival = {.room = "tuba"};
    open_room("tuba", NULL);
    worker_miss(worker, &arrival);
    arrival.refusal = CLOSE_FULL;
    worker_miss(worker, &arrival);
    run(START, TICK_HZ);
    take_reports(&report);
    ck_assert_uint_eq(report.arrivals, 1);
}
END_TEST

START_TEST(a_room_that_never_came_to_be_is_reported_closed)
{
    struct room_report report;
    session_gone(connect_to("tuba", 0), START);
    ck_assert_uint_eq(take_reports(&report), 1);
    ck_assert(report.closed);
    ck_assert_str_eq(report.id, "tuba");
}
END_TEST

START_TEST(who_was_refused_at_the_door_is_not_reported)
{
    struct room_report report;
    session_gone(connect_to("", CLOSE_CROWDED), START);
    ck_assert_uint_eq(take_reports(&report), 0);
}
END_TEST

START_TEST(a_silent_peer_is_let_go_after_five_seconds)
{
    struct session *session = connect_to("tuba", 0);
    uint64_t now = run(START, 5 * TICK_HZ - 8);
    ck_assert_uint_eq(closes, 0);
    run(now, 20);
    ck_assert_uint_eq(closes, 1);
    session_gone(session, START);
}
END_TEST

/* ---- the end ---- */

START_TEST(a_drain_saves_every_room_and_closes_every_session)
{
    struct journal_record record = {0};
    struct session *session[2] = {connect_to("tuba", 0), connect_to("lute", 0)};
    open_room("tuba", NULL);
    open_room("lute", NULL);
    worker_drain(worker);
    ck_assert_uint_eq(take_records(&record), 2);
    ck_assert_uint_eq(closes, 2);
    worker_drain(worker);
    ck_assert_uint_eq(closes, 2);
    session_gone(session[0], START);
    session_gone(session[1], START);
}
END_TEST

START_TEST(a_destroyed_worker_leaves_no_number_behind)
{
    open_room("tuba", NULL);
    connect_to("tuba", 0);
    run(START, TICK_HZ);
    worker_destroy(worker);
    worker = NULL;
    ck_assert_int_eq(stats_get(STAT_ROOMS), 0);
    ck_assert_int_eq(stats_get(STAT_CONNECTIONS), 0);
    ck_assert_int_eq(stats_get(STAT_PLAYERS), 0);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_tick_that_is_not_due_does_not_run);
    tcase_add_test(tc, late_ticks_are_skipped_and_counted);
    tcase_add_test(tc, a_little_late_is_not_counted_and_shifts_nothing);
    tcase_add_test(tc, a_room_is_reported_and_saved_once_a_second);
    tcase_add_test(tc, rooms_are_not_saved_all_in_one_tick);
    tcase_add_test(tc, a_room_whose_name_is_32_characters_is_found_again);
    tcase_add_test(
            tc, an_empty_room_is_reported_closed_and_its_state_forgotten);
    tcase_add_test(tc, a_state_that_cannot_be_read_opens_no_room);
    tcase_add_test(tc, no_more_than_1024_rooms_are_opened);
    tcase_add_test(tc, who_is_lost_before_joining_counts_as_arrived);
    tcase_add_test(tc, who_could_not_be_taken_counts_as_arrived_unless_refused);
    tcase_add_test(tc, a_room_that_never_came_to_be_is_reported_closed);
    tcase_add_test(tc, who_was_refused_at_the_door_is_not_reported);
    tcase_add_test(tc, a_silent_peer_is_let_go_after_five_seconds);
    tcase_add_test(tc, a_drain_saves_every_room_and_closes_every_session);
    tcase_add_test(tc, a_destroyed_worker_leaves_no_number_behind);
}

SUITE("worker", add_tests)
