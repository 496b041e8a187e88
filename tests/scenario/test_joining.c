/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "server/clock.h"
#include "server/queue.h"
#include "server/worker.h"
#include "shared/delta.h"
#include "shared/sim_hash.h"
#include "tests/support/stage.h"
#include "tests/unit/suite.h"

static struct stage stage;

static void setup(void)
{
    stage_open(&stage);
}

static void teardown(void)
{
    stage_close(&stage);
}

START_TEST(a_late_joiner_gets_a_full_snapshot)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 100);
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 2);
    ck_assert_uint_eq(b->keyframes, 1);
    ck_assert_uint_eq(
            snapshot_hash(&a->client.state), snapshot_hash(&b->client.state));
    ck_assert_str_eq(b->client.seat[a->client.welcome.slot].name, "Ann");
}
END_TEST

START_TEST(two_of_one_name_get_two_names)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 2);
    ck_assert_str_eq(b->client.seat[a->client.welcome.slot].name, "Ann");
    ck_assert_str_eq(b->client.seat[b->client.welcome.slot].name, "Ann 2");
}
END_TEST

START_TEST(who_comes_back_with_a_token_has_the_old_seat)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 10);
    uint8_t slot = a->client.welcome.slot;
    actor_cut(a);
    stage_run(&stage, 30);
    ck_assert(b->client.seat[slot].taken);
    ck_assert(!b->client.seat[slot].online);
    struct actor *back = actor_resume(&stage, "tuba", a->client.welcome.token);
    stage_run(&stage, 2);
    ck_assert_uint_eq(back->client.welcome.slot, slot);
    ck_assert(back->client.welcome.resumed);
    ck_assert_str_eq(b->client.seat[slot].name, "Ann");
    ck_assert(b->client.seat[slot].online);
}
END_TEST

START_TEST(a_token_works_once)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 2);
    actor_cut(a);
    actor_resume(&stage, "tuba", a->client.welcome.token);
    struct actor *thief = actor_resume(&stage, "tuba", a->client.welcome.token);
    stage_run(&stage, 2);
    ck_assert(thief->client.welcome_seen);
    ck_assert(!thief->client.welcome.resumed);
    ck_assert_uint_ne(thief->client.welcome.slot, a->client.welcome.slot);
}
END_TEST

START_TEST(a_seat_resumed_elsewhere_is_closed_here)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 2);
    struct actor *second =
            actor_resume(&stage, "tuba", a->client.welcome.token);
    stage_run(&stage, 2);
    ck_assert_uint_eq(a->close_code, CLOSE_TAKEN_OVER);
    ck_assert_uint_eq(second->client.welcome.slot, a->client.welcome.slot);
    ck_assert_uint_gt(second->frames, 0);
}
END_TEST

START_TEST(a_seat_is_held_for_a_minute_and_then_free)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 2);
    uint8_t slot = a->client.welcome.slot;
    actor_cut(a);
    stage_run(&stage, 59 * TICK_HZ);
    ck_assert(b->client.seat[slot].taken && !b->client.seat[slot].bot);
    stage_run(&stage, 2 * TICK_HZ);
    ck_assert(!b->client.seat[slot].taken || b->client.seat[slot].bot);
}
END_TEST

START_TEST(who_leaves_for_good_frees_the_seat_at_once)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    uint8_t out[16];
    stage_run(&stage, 2);
    actor_send(a, out, proto_put_leave(out, sizeof(out)));
    stage_run(&stage, 2);
    ck_assert_uint_eq(a->close_code, WS_CODE_NORMAL);
    const struct roster_seat *seat = &b->client.seat[a->client.welcome.slot];
    ck_assert(!seat->taken || seat->bot);
}
END_TEST

START_TEST(a_full_room_says_so)
{
    unsigned limit = 0;
    struct actor *last = actor_join(&stage, "tuba", "x");
    limit = last->client.welcome.player_limit;
    for (unsigned i = 1; i < limit; i++) {
        last = actor_join(&stage, "tuba", "x");
        ck_assert(last->client.welcome_seen);
    }
    last = actor_join(&stage, "tuba", "x");
    ck_assert_uint_eq(last->close_code, CLOSE_FULL);
    ck_assert_str_eq(last->close_reason, "this room is full");
}
END_TEST

START_TEST(a_newcomer_may_take_a_seat_left_long_ago)
{
    struct actor *first = actor_join(&stage, "tuba", "x");
    unsigned limit = first->client.welcome.player_limit;
    for (unsigned i = 1; i < limit; i++) {
        actor_join(&stage, "tuba", "x");
    }
    actor_cut(first);
    stage_run(&stage, 5 * TICK_HZ);
    struct actor *early = actor_join(&stage, "tuba", "early");
    ck_assert_uint_eq(early->close_code, CLOSE_FULL);
    stage_run(&stage, 6 * TICK_HZ);
    struct actor *late = actor_join(&stage, "tuba", "late");
    ck_assert(late->client.welcome_seen);
}
END_TEST

START_TEST(a_page_of_another_simulation_is_told_to_reload)
{
    struct msg_join join = {
            .encodings = 1u << ENCODING_PLAIN, .sim_hash = SIM_HASH ^ 1u};
    struct actor *a = actor_connect(&stage, "tuba", "");
    actor_send_join(a, &join);
    ck_assert_uint_eq(a->close_code, CLOSE_VERSION);
}
END_TEST

START_TEST(an_unknown_mode_is_refused_with_a_sentence)
{
    struct msg_join join = {.encodings = 1u << ENCODING_PLAIN};
    struct actor *a = actor_connect(&stage, "tuba", "no-such-mode");
    actor_send_join(a, &join);
    ck_assert_uint_eq(a->close_code, CLOSE_NO_ROOM);
    ck_assert_str_eq(a->close_reason, close_sentence(CLOSE_NO_ROOM));
}
END_TEST

START_TEST(who_never_joins_is_closed)
{
    struct actor *silent = actor_arrive(&stage, "tuba", "");
    struct actor *shy = actor_connect(&stage, "tuba", "");
    stage_run(&stage, 7 * TICK_HZ);
    ck_assert_ptr_null(silent->session);
    ck_assert_uint_eq(shy->close_code, CLOSE_JOIN_LATE);
}
END_TEST

START_TEST(a_spectator_gets_frames_and_no_seat)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *watcher = actor_spectate(&stage, "tuba");
    stage_run(&stage, 100);
    ck_assert_uint_eq(watcher->client.welcome.slot, NO_SLOT);
    ck_assert_uint_eq(watcher->frames, 100);
    ck_assert_uint_eq(snapshot_hash(&watcher->client.state),
            snapshot_hash(&a->client.state));
}
END_TEST

static bool room_was_closed(const void *what)
{
    struct room_report report;
    (void)what;
    while (queue_pop(stage.reports, &report)) {
        if (report.closed) {
            return true;
        }
    }
    return false;
}

START_TEST(an_empty_room_ends_after_a_minute)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 2);
    actor_cut(a);
    stage_run(&stage, 55 * TICK_HZ);
    ck_assert(!room_was_closed(NULL));
    ck_assert(stage_run_until(&stage, 10 * TICK_HZ, room_was_closed, NULL));
}
END_TEST

START_TEST(a_hundred_joins_at_once_all_succeed)
{
    stage_edit_rules(&stage, "UPDATE mode SET max_players = 128");
    struct actor *actor[100];
    for (unsigned i = 0; i < 100; i++) {
        actor[i] = actor_join(&stage, "big", "Guest");
    }
    stage_run(&stage, 3);
    for (unsigned i = 0; i < 100; i++) {
        ck_assert_uint_ge(actor[i]->frames, 3);
        ck_assert_uint_eq(snapshot_hash(&actor[i]->client.state),
                snapshot_hash(&actor[0]->client.state));
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_late_joiner_gets_a_full_snapshot);
    tcase_add_test(tc, two_of_one_name_get_two_names);
    tcase_add_test(tc, who_comes_back_with_a_token_has_the_old_seat);
    tcase_add_test(tc, a_token_works_once);
    tcase_add_test(tc, a_seat_resumed_elsewhere_is_closed_here);
    tcase_add_test(tc, a_seat_is_held_for_a_minute_and_then_free);
    tcase_add_test(tc, who_leaves_for_good_frees_the_seat_at_once);
    tcase_add_test(tc, a_full_room_says_so);
    tcase_add_test(tc, a_newcomer_may_take_a_seat_left_long_ago);
    tcase_add_test(tc, a_page_of_another_simulation_is_told_to_reload);
    tcase_add_test(tc, an_unknown_mode_is_refused_with_a_sentence);
    tcase_add_test(tc, who_never_joins_is_closed);
    tcase_add_test(tc, a_spectator_gets_frames_and_no_seat);
    tcase_add_test(tc, an_empty_room_ends_after_a_minute);
    tcase_add_test(tc, a_hundred_joins_at_once_all_succeed);
}

SUITE("joining", add_tests)
