/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "server/clock.h"
#include "server/queue.h"
#include "server/stats.h"
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

START_TEST(a_seat_is_not_held_for_who_never_looked)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 2);
    uint8_t slot = b->client.welcome.slot;
    actor_cut(b);
    struct actor *c = actor_join(&stage, "tuba", "Cut");
    c->stalled = true;
    stage_run(&stage, 30);
    actor_cut(c);
    stage_run(&stage, 1);
    ck_assert(a->client.seat[slot].taken && !a->client.seat[slot].bot);
    const struct roster_seat *seat = &a->client.seat[c->client.welcome.slot];
    ck_assert(!seat->taken || seat->bot);
}
END_TEST

START_TEST(coming_and_going_does_not_fill_a_room_with_nobody)
{
    struct actor *first = actor_join(&stage, "tuba", "x");
    unsigned limit = first->client.welcome.player_limit;
    stage_run(&stage, 2);
    for (unsigned i = 0; i < 2 * limit; i++) {
        struct actor *brief = actor_join(&stage, "tuba", "brief");
        ck_assert(brief->client.welcome_seen);
        stage_run(&stage, 3);
        actor_cut(brief);
        stage_run(&stage, 3);
    }
    struct actor *honest = actor_join(&stage, "tuba", "honest");
    ck_assert(honest->client.welcome_seen);
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
    stage_run(&stage, 11 * TICK_HZ);
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

static void say(struct actor *actor, const char *text)
{
    struct msg_say msg;
    uint8_t out[256];

    snprintf(msg.text, sizeof(msg.text), "%s", text);
    actor_send(actor, out, proto_put_say(out, sizeof(out), &msg));
}

START_TEST(a_spectator_is_heard_as_nobody_in_particular)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *watcher = actor_spectate(&stage, "tuba");
    say(watcher, "nice shot");
    stage_run(&stage, 1);
    ck_assert_str_eq(a->client.chat.text, "nice shot");
    ck_assert_str_eq(a->client.chat.name, "spectator");
    ck_assert_uint_eq(a->client.chat.slot, NO_SLOT);
}
END_TEST

START_TEST(two_rooms_do_not_hear_each_other)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "lute", "Ann");
    say(a, "hello");
    stage_run(&stage, 30);
    ck_assert_uint_eq(a->chats, 1);
    ck_assert_uint_eq(b->chats, 0);
    ck_assert_str_eq(b->client.welcome.room, "lute");
    // each is the first of that name where it is
    ck_assert_str_eq(a->client.seat[a->client.welcome.slot].name, "Ann");
    ck_assert_str_eq(b->client.seat[b->client.welcome.slot].name, "Ann");
    ck_assert_uint_eq(a->frames, 30);
    ck_assert_uint_eq(b->frames, 30);
    ck_assert_uint_eq(a->broken + a->lost + b->broken + b->lost, 0);
}
END_TEST

START_TEST(a_token_of_another_room_opens_no_seat_here)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_resume(&stage, "lute", a->client.welcome.token);
    ck_assert(b->client.welcome_seen);
    ck_assert(!b->client.welcome.resumed);
}
END_TEST

START_TEST(a_room_name_of_32_characters_is_kept_whole)
{
    static const char NAME[] = "abcdefghijklmnopqrstuvwxyz012345";
    struct actor *a = actor_join(&stage, NAME, "Ann");
    ck_assert_str_eq(a->client.welcome.room, NAME);
}
END_TEST

/* What the lobby was told last of the room "tuba". */
static struct room_report last_report(void)
{
    struct room_report report, last = {.id = ""};

    while (queue_pop(stage.reports, &report)) {
        if (strcmp(report.id, "tuba") == 0) {
            last = report;
        }
    }
    ck_assert_str_eq(last.id, "tuba");
    return last;
}

START_TEST(whoever_comes_counts_once_however_it_goes)
{
    uint8_t out[16];
    actor_join(&stage, "tuba", "Stays");
    struct actor *leaver = actor_join(&stage, "tuba", "Leaves");
    struct actor *cut = actor_join(&stage, "tuba", "Cut");
    struct actor *shy = actor_connect(&stage, "tuba", "");
    struct actor *old = actor_connect(&stage, "tuba", "");
    struct msg_join join = {.encodings = 1, .sim_hash = SIM_HASH ^ 1u};
    actor_send_join(old, &join);
    stage_run(&stage, 2);
    ck_assert_uint_eq(old->close_code, CLOSE_VERSION);
    actor_send(leaver, out, proto_put_leave(out, sizeof(out)));
    actor_cut(cut);
    actor_cut(shy);
    stage_run(&stage, 2 * TICK_HZ);
    ck_assert_ptr_null(leaver->session);
    struct room_report report = last_report();
    ck_assert_uint_eq(report.arrivals, 5);
    ck_assert_uint_eq(report.players, 2); // Cut may come back
}
END_TEST

START_TEST(who_is_on_the_way_out_is_not_counted_as_behind)
{
    actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 10);
    int64_t skipped = stats_get(STAT_FRAMES_SKIPPED);
    actor_send_frame(b, WS_CLOSE, "\x03\xe8", 2);
    ck_assert(b->server_closes);
    worker_run_due(stage.worker, stage.now_ns += NS_PER_TICK);
    ck_assert_int_eq(stats_get(STAT_FRAMES_SKIPPED), skipped);
}
END_TEST

START_TEST(nobody_joins_while_the_server_goes_down)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *late = actor_connect(&stage, "tuba", "");
    struct actor *silent = actor_arrive(&stage, "tuba", "");
    worker_drain(stage.worker);
    struct msg_join join = {.encodings = 1};
    uint8_t out[64];
    size_t len = proto_put_join(out, sizeof(out), &join);
    // the stage would not send to who is closing; a socket might still
    late->server_closes = false;
    actor_send(late, out, len);
    late->server_closes = true;
    actor_read(a);
    actor_read(late);
    ck_assert_uint_eq(a->close_code, WS_CODE_GOING_AWAY);
    ck_assert_uint_eq(late->close_code, WS_CODE_GOING_AWAY);
    ck_assert(!late->client.welcome_seen);
    ck_assert(silent->server_closes);
    stage_run(&stage, 2);
    ck_assert_ptr_null(late->session);
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
    tcase_add_test(tc, a_seat_is_not_held_for_who_never_looked);
    tcase_add_test(tc, coming_and_going_does_not_fill_a_room_with_nobody);
    tcase_add_test(tc, who_leaves_for_good_frees_the_seat_at_once);
    tcase_add_test(tc, a_full_room_says_so);
    tcase_add_test(tc, a_newcomer_may_take_a_seat_left_long_ago);
    tcase_add_test(tc, a_page_of_another_simulation_is_told_to_reload);
    tcase_add_test(tc, an_unknown_mode_is_refused_with_a_sentence);
    tcase_add_test(tc, who_never_joins_is_closed);
    tcase_add_test(tc, a_spectator_gets_frames_and_no_seat);
    tcase_add_test(tc, a_spectator_is_heard_as_nobody_in_particular);
    tcase_add_test(tc, two_rooms_do_not_hear_each_other);
    tcase_add_test(tc, a_token_of_another_room_opens_no_seat_here);
    tcase_add_test(tc, a_room_name_of_32_characters_is_kept_whole);
    tcase_add_test(tc, whoever_comes_counts_once_however_it_goes);
    tcase_add_test(tc, who_is_on_the_way_out_is_not_counted_as_behind);
    tcase_add_test(tc, nobody_joins_while_the_server_goes_down);
    tcase_add_test(tc, an_empty_room_ends_after_a_minute);
    tcase_add_test(tc, a_hundred_joins_at_once_all_succeed);
}

SUITE("joining", add_tests)
