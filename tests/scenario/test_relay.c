/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "server/session.h"
#include "server/stats.h"
#include "shared/delta.h"
#include "shared/sim_hash.h"
#include "tests/support/stage.h"
#include "tests/unit/suite.h"

static struct stage stage;

static struct actor *join_as(const char *mode, const char *name, bool spectates)
{
    struct msg_join join = {.encodings = stage.encodings, .sim_hash = SIM_HASH};
    struct actor *actor = actor_connect(&stage, "tuba", mode);

    snprintf(join.name, sizeof(join.name), "%s", name);
    join.spectate = spectates;
    actor_send_join(actor, &join);
    ck_assert(actor->client.welcome_seen);
    return actor;
}

static struct actor *ann, *bob, *eve;

static void open_room(const char *sql)
{
    stage_open(&stage);
    stage_edit_rules(&stage, sql);
    ann = join_as("relay", "Ann", false);
    bob = join_as("relay", "Bob", false);
    eve = join_as("relay", "Eve", false);
    stage_run(&stage, 4);
}

static void setup(void)
{
    open_room("");
}

static void teardown(void)
{
    ck_assert_uint_eq(ann->broken + bob->broken + eve->broken, 0);
    stage_close(&stage);
}

static void relay_bytes(
        struct actor *actor, uint8_t to, const uint8_t *bytes, uint16_t len)
{
    uint8_t out[MAX_MESSAGE];
    struct msg_relay msg = {to, bytes, len};

    actor_send(actor, out, proto_put_relay_up(out, sizeof(out), &msg));
}

static void relay(struct actor *actor, uint8_t to, const char *text)
{
    relay_bytes(actor, to, (const uint8_t *)text, (uint16_t)strlen(text));
}

static uint8_t slot_of(const struct actor *actor)
{
    return actor->client.welcome.slot;
}

START_TEST(all_hear_what_was_said_in_one_order)
{
    char expected[64];
    relay(ann, RELAY_TO_ALL, "knock");
    relay(bob, RELAY_TO_ALL, "who");
    relay(ann, RELAY_TO_ALL, "me");
    ck_assert_str_eq(eve->heard, ""); // it leaves with the tick
    stage_run(&stage, 1);
    snprintf(expected, sizeof(expected), "%u:knock %u:who %u:me ", slot_of(ann),
            slot_of(bob), slot_of(ann));
    ck_assert_str_eq(eve->heard, expected);
    snprintf(expected, sizeof(expected), "%u:who ", slot_of(bob));
    ck_assert_str_eq(ann->heard, expected);
    stage_run(&stage, 5);
    ck_assert_uint_eq(eve->relays, 3);
}
END_TEST

START_TEST(one_player_hears_what_is_for_it)
{
    relay(ann, slot_of(eve), "psst");
    relay(ann, 15, "nobody sits there");
    stage_run(&stage, 2);
    ck_assert_uint_eq(eve->relays, 1);
    ck_assert_uint_eq(ann->relays + bob->relays, 0);
}
END_TEST

START_TEST(a_team_hears_its_own)
{
    struct actor *all[4] = {ann, bob, eve, NULL};
    stage_edit_rules(&stage, "UPDATE mode SET teams = 2 WHERE id = 'relay'");
    all[3] = join_as("relay", "Dan", false);
    stage_run(&stage, 4);
    relay(ann, RELAY_TO_TEAM, "ours");
    stage_run(&stage, 1);
    unsigned heard = 0;
    for (unsigned i = 1; i < 4; i++) {
        bool mate = actor_body(all[i])->team == actor_body(ann)->team;
        ck_assert_uint_eq(all[i]->relays, mate);
        heard += all[i]->relays;
    }
    ck_assert_uint_eq(heard, 1); // of four people two are a team
    ck_assert_uint_eq(ann->relays, 0);
}
END_TEST

START_TEST(without_teams_the_team_is_all)
{
    relay(ann, RELAY_TO_TEAM, "ours");
    stage_run(&stage, 1);
    ck_assert_uint_eq(bob->relays + eve->relays, 2);
}
END_TEST

START_TEST(spectators_listen_and_are_told_when_they_speak)
{
    struct actor *watcher = join_as("relay", "", true);
    relay(ann, RELAY_TO_ALL, "hello");
    relay(watcher, RELAY_TO_ALL, "hello");
    stage_run(&stage, 2);
    ck_assert_uint_eq(watcher->relays, 1);
    ck_assert_uint_eq(watcher->notices, 1);
    ck_assert_uint_eq(bob->relays, 1);
    ck_assert_str_eq(watcher->client.notice.text,
            "spectators have no messages passed on");
}
END_TEST

START_TEST(a_mode_that_does_not_relay_says_so_once_a_second)
{
    struct actor *a = actor_join(&stage, "viola", "A");
    struct actor *b = actor_join(&stage, "viola", "B");
    stage_run(&stage, 2);
    for (unsigned i = 0; i < TICK_HZ; i++) {
        relay(a, RELAY_TO_ALL, "hello");
        stage_run(&stage, 1);
    }
    ck_assert_uint_eq(a->notices, 1);
    ck_assert_str_eq(a->client.notice.text,
            "this mode passes no messages on (its relay_bytes is 0)");
    ck_assert_uint_eq(b->relays, 0);
    ck_assert_uint_eq(a->close_code, 0);
}
END_TEST

START_TEST(what_is_too_long_is_dropped_with_a_notice)
{
    static const uint8_t bytes[MAX_RELAY];
    uint16_t longest = ann->client.rules.rules.relay_bytes;
    ck_assert_uint_eq(longest, 512);
    relay_bytes(ann, RELAY_TO_ALL, bytes, longest);
    relay_bytes(ann, RELAY_TO_ALL, bytes, longest + 1);
    relay_bytes(ann, RELAY_TO_ALL, bytes, MAX_RELAY);
    stage_run(&stage, 2);
    ck_assert_uint_eq(bob->relays, 1);
    ck_assert_uint_eq(ann->notices, 1);
    ck_assert_uint_eq(ann->close_code, 0);
}
END_TEST

START_TEST(a_flood_is_cut_to_its_rate)
{
    int64_t dropped = stats_get(STAT_RELAY_DROPPED);
    size_t rate = ann->client.rules.rules.relay_rate;
    for (unsigned tick = 0; tick < 10 * TICK_HZ; tick++) {
        for (unsigned i = 0; i < 3; i++) {
            relay(ann, RELAY_TO_ALL, "x");
        }
        stage_run(&stage, 1);
    }
    ck_assert_uint_ge(bob->relays, 10 * rate);
    ck_assert_uint_le(bob->relays, 11 * rate + 1); // a second's worth at once
    ck_assert_uint_ge(ann->notices, 8);
    ck_assert_uint_le(ann->notices, 10);
    ck_assert_int_eq(stats_get(STAT_RELAY_DROPPED) - dropped,
            INT64_C(30) * TICK_HZ - bob->relays);
    ck_assert_uint_eq(bob->notices, 0);
}
END_TEST

START_TEST(a_message_to_a_slot_that_cannot_be_ends_the_connection)
{
    relay(ann, MAX_PLAYERS, "hello");
    stage_run(&stage, 1);
    ck_assert_uint_eq(ann->close_code, 1007);
}
END_TEST

START_TEST(a_burst_of_all_arrives_whole_and_in_order)
{
    char text[513], expected[32];
    size_t rate = ann->client.rules.rules.relay_rate;
    memset(text, '.', sizeof(text));
    text[512] = '\0';
    for (size_t i = 0; i < rate; i++) { // 46 KB: more than is held at once
        snprintf(expected, sizeof(expected), "%05zu", i);
        memcpy(text, expected, 5);
        relay(ann, RELAY_TO_ALL, text);
        relay(bob, RELAY_TO_ALL, text);
        relay(eve, RELAY_TO_ALL, text);
    }
    stage_run(&stage, 1);
    ck_assert_uint_eq(ann->relays, 2 * rate);
    ck_assert_uint_eq(eve->relays, 2 * rate);
    for (unsigned i = 0; i < 6; i++) { // what fits in `heard`
        snprintf(expected, sizeof(expected), "%u:%05u",
                slot_of(i % 2 ? bob : ann), i / 2);
        ck_assert_mem_eq(eve->heard + (size_t)i * 515, expected, 7);
    }
}
END_TEST

/* The others send the most that is allowed until that one is let go. Returns
 * the bytes written to it. */
static size_t drown(struct actor *one)
{
    static const uint8_t bytes[512];
    size_t before = one->total;

    for (unsigned tick = 0; tick < 30 * TICK_HZ && !one->server_closes;
            tick++) {
        relay_bytes(ann, RELAY_TO_ALL, bytes, sizeof(bytes));
        relay_bytes(eve, RELAY_TO_ALL, bytes, sizeof(bytes));
        stage_run(&stage, 1);
    }
    return one->total - before;
}

START_TEST(who_reads_nothing_is_let_go_within_the_bound)
{
    bob->stalled = true;
    size_t sent = drown(bob);
    actor_read(bob);
    ck_assert_uint_eq(bob->close_code, CLOSE_TOO_SLOW);
    ck_assert_uint_le(sent, UNCONFIRMED_BYTES + 256);
    ck_assert_uint_ge(sent, UNCONFIRMED_BYTES / 2);
}
END_TEST

START_TEST(who_confirms_what_its_full_socket_holds_back_is_let_go)
{
    bob->choked = true; // it goes on confirming, as fast as it can
    size_t sent = drown(bob);
    ck_assert_uint_eq(bob->close_code, CLOSE_TOO_SLOW);
    ck_assert_uint_le(sent, UNCONFIRMED_BYTES + 256);
}
END_TEST

START_TEST(the_others_hear_on_while_one_reads_nothing)
{
    unsigned before = eve->relays;
    bob->stalled = true;
    drown(bob);
    unsigned during = eve->relays - before;
    ck_assert_uint_gt(during, 200);
    relay(ann, RELAY_TO_ALL, "still there");
    stage_run(&stage, 1);
    ck_assert_uint_eq(eve->relays - before, during + 1);
    ck_assert_uint_eq(eve->lost, 0);
}
END_TEST

START_TEST(who_confirms_frames_without_decoding_them_stays)
{
    uint8_t out[16];
    bob->sends_inputs = false; // the relay is all it uses
    for (unsigned tick = 0; tick < 60 * TICK_HZ; tick++) {
        relay(ann, RELAY_TO_ALL, "x");
        if (tick % 15 == 0) {
            struct msg_confirm msg = {bob->client.state.match.tick};
            actor_send(bob, out, proto_put_confirm(out, sizeof(out), &msg));
        }
        stage_run(&stage, 1);
    }
    ck_assert_uint_eq(bob->close_code, 0);
    ck_assert_uint_eq(bob->relays, UINT64_C(60) * TICK_HZ);
}
END_TEST

START_TEST(the_last_words_of_who_leaves_are_heard_before_it_goes)
{
    uint8_t out[8];
    relay(ann, RELAY_TO_ALL, "bye");
    actor_send(ann, out, proto_put_leave(out, sizeof(out)));
    actor_read(bob); // before the tick that tells who is here
    ck_assert_uint_eq(bob->relays, 1);
    ck_assert(bob->client.seat[slot_of(ann)].online);
    stage_run(&stage, 2);
    ck_assert_uint_eq(bob->relays, 1);
    ck_assert(!bob->client.seat[slot_of(ann)].taken);
}
END_TEST

START_TEST(relaying_follows_an_edit_of_its_rules)
{
    stage_edit_rules(&stage, "UPDATE mode SET relay_bytes = 4, relay_rate = 1 "
                             "WHERE id = 'relay'");
    relay(ann, RELAY_TO_ALL, "12345");
    relay(ann, RELAY_TO_ALL, "1234");
    relay(ann, RELAY_TO_ALL, "1234");
    stage_run(&stage, 2);
    ck_assert_uint_eq(bob->relays, 1);
}
END_TEST

START_TEST(an_idle_relay_room_costs_little)
{
    stage_run(&stage, 10); // acquainted
    size_t before = bob->total;
    stage_run(&stage, 10 * TICK_HZ);
    ck_assert_uint_le((bob->total - before) / 10, 400); // bytes a second
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, all_hear_what_was_said_in_one_order);
    tcase_add_test(tc, one_player_hears_what_is_for_it);
    tcase_add_test(tc, a_team_hears_its_own);
    tcase_add_test(tc, without_teams_the_team_is_all);
    tcase_add_test(tc, spectators_listen_and_are_told_when_they_speak);
    tcase_add_test(tc, a_mode_that_does_not_relay_says_so_once_a_second);
    tcase_add_test(tc, what_is_too_long_is_dropped_with_a_notice);
    tcase_add_test(tc, a_flood_is_cut_to_its_rate);
    tcase_add_test(tc, a_message_to_a_slot_that_cannot_be_ends_the_connection);
    tcase_add_test(tc, a_burst_of_all_arrives_whole_and_in_order);
    tcase_add_test(tc, who_reads_nothing_is_let_go_within_the_bound);
    tcase_add_test(tc, who_confirms_what_its_full_socket_holds_back_is_let_go);
    tcase_add_test(tc, the_others_hear_on_while_one_reads_nothing);
    tcase_add_test(tc, who_confirms_frames_without_decoding_them_stays);
    tcase_add_test(tc, the_last_words_of_who_leaves_are_heard_before_it_goes);
    tcase_add_test(tc, relaying_follows_an_edit_of_its_rules);
    tcase_add_test(tc, an_idle_relay_room_costs_little);
}

SUITE("relay", add_tests)
