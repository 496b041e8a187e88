/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <string.h>

#include "shared/client.h"
#include "shared/delta.h"
#include "shared/rng.h"
#include "tests/golden/arena.h"

/* A server with no network: the world, and what the client was sent last. */
static struct world world;
static struct rules rules;
static struct entity sent_entities[MAX_ENTITIES];
static struct snapshot sent;
static struct input input[MAX_PLAYERS];
static struct client client;
static uint8_t bytes[65536];
static size_t len;

static void start(unsigned players)
{
    arena_deathmatch(&rules);
    rules.max_players = (uint8_t)(players < 2 ? 2 : players);
    sim_start(&world, &rules, 3);
    for (unsigned i = 0; i < players; i++) {
        sim_join(&world, &rules, (uint8_t)i, i > 0);
    }
    client_init(&client);
}

static enum client_event take(void)
{
    ck_assert_uint_gt(len, 0);
    return client_read(&client, bytes, len);
}

static enum client_event welcome(uint8_t slot)
{
    struct msg_welcome msg = {
            .slot = slot,
            .token = "0123456789abcdef",
            .room = "yard",
            .tick = world.match.tick,
            .tick_hz = TICK_HZ,
            .encoding = ENCODING_PLAIN,
            .player_limit = world.player_limit,
            .entity_limit = world.entity_limit,
    };
    len = proto_put_welcome(bytes, sizeof(bytes), &msg);
    return take();
}

static enum client_event send_rules(void)
{
    struct msg_rules msg = {.tick = world.match.tick, .rules = rules};
    len = proto_put_rules(bytes, sizeof(bytes), &msg);
    return take();
}

static void step(void)
{
    for (uint16_t i = 1; i < world.player_limit; i++) {
        input[i] = sim_bot_input(&world, &rules, (uint8_t)i);
    }
    sim_step(&world, &rules, input);
}

/* Puts a frame against the last one, or whole; what was put counts as sent. */
static void put_frame(bool whole)
{
    struct snapshot now = world_snapshot(&world);
    len = delta_encode(bytes, sizeof(bytes), whole ? NULL : &sent, &now);
    ck_assert_uint_gt(len, 0);
    memcpy(sent_entities, world.entity, sizeof(sent_entities));
    sent = now;
    sent.entity = sent_entities;
}

static enum client_event send_frame(bool whole)
{
    put_frame(whole);
    return take();
}

static bool is_in_step(void)
{
    struct snapshot now = world_snapshot(&world);
    return client.state_seen &&
           snapshot_hash(&client.state) == snapshot_hash(&now);
}

static void enter(unsigned players)
{
    start(players);
    ck_assert_int_eq(welcome(0), CLIENT_WELCOME);
    ck_assert_int_eq(send_rules(), CLIENT_RULES);
    step();
    ck_assert_int_eq(send_frame(true), CLIENT_STATE);
}

START_TEST(it_follows_a_match_to_the_end)
{
    uint64_t seed = 5;
    enter(16);
    for (unsigned frames = 0; frames < 500; frames++) {
        for (uint32_t gap = 1 + rng_below(&seed, 4); gap > 0; gap--) {
            step();
        }
        ck_assert_int_eq(send_frame(rng_below(&seed, 50) == 0), CLIENT_STATE);
        ck_assert(is_in_step());
    }
}
END_TEST

START_TEST(nothing_counts_before_the_welcome)
{
    start(4);
    step();
    ck_assert_int_eq(send_rules(), CLIENT_IGNORED);
    ck_assert_int_eq(send_frame(true), CLIENT_IGNORED);
    ck_assert_int_eq(welcome(0), CLIENT_WELCOME);
    ck_assert(!client.rules_seen && !client.state_seen);
}
END_TEST

START_TEST(a_lost_frame_is_told_and_mended_by_a_keyframe)
{
    enter(4);
    step();
    put_frame(false); // and lost
    step();
    ck_assert_int_eq(send_frame(false), CLIENT_LOST);
    step();
    ck_assert_int_eq(send_frame(false), CLIENT_LOST);
    uint32_t stands = client.state.match.tick;
    ck_assert_uint_eq(stands + 3, world.match.tick);
    step();
    ck_assert_int_eq(send_frame(true), CLIENT_STATE);
    ck_assert(is_in_step());
    step();
    ck_assert_int_eq(send_frame(false), CLIENT_STATE);
}
END_TEST

START_TEST(a_broken_frame_leaves_the_state_as_it_was)
{
    enter(16);
    step();
    put_frame(false);
    uint32_t hash = snapshot_hash(&client.state);
    ck_assert_int_eq(client_read(&client, bytes, len - 1), CLIENT_BROKEN);
    ck_assert_uint_eq(snapshot_hash(&client.state), hash);
    ck_assert_int_eq(take(), CLIENT_STATE);
    ck_assert(is_in_step());
}
END_TEST

START_TEST(messages_land_in_their_structs)
{
    enter(2);
    struct msg_roster roster = {
            2, {{1, true, true, true, "Bob"}, {0, true, true, false, "Ada"}}};
    len = proto_put_roster(bytes, sizeof(bytes), &roster);
    ck_assert_int_eq(take(), CLIENT_ROSTER);
    ck_assert_str_eq(client.seat[0].name, "Ada");
    roster = (struct msg_roster){1, {{1, false, false, false, ""}}};
    len = proto_put_roster(bytes, sizeof(bytes), &roster);
    ck_assert_int_eq(take(), CLIENT_ROSTER);
    ck_assert(!client.seat[1].taken);
    ck_assert_msg(client.seat[0].taken, "a seat that did not change stays");

    len = proto_put_chat(
            bytes, sizeof(bytes), &(struct msg_chat){0, "A", "hi"});
    ck_assert_int_eq(take(), CLIENT_CHAT);
    ck_assert_str_eq(client.chat.text, "hi");
    len = proto_put_pong(bytes, sizeof(bytes), &(struct msg_pong){8, 9});
    ck_assert_int_eq(take(), CLIENT_PONG);
    ck_assert_uint_eq(client.pong.number, 8);
    len = proto_put_timing(
            bytes, sizeof(bytes), &(struct msg_timing){.tick = 7, .lead = -2});
    ck_assert_int_eq(take(), CLIENT_TIMING);
    ck_assert_int_eq(client.timing.lead, -2);
    len = proto_put_notice(
            bytes, sizeof(bytes), &(struct msg_notice){1, "new rules"});
    ck_assert_int_eq(take(), CLIENT_NOTICE);
    ck_assert_str_eq(client.notice.text, "new rules");
}
END_TEST

START_TEST(a_ballot_is_open_until_it_is_over_or_another_welcome_comes)
{
    struct msg_ballot ballot = {
            900, 1, 2, {{"tag", "Tag", "yard", 3}, {"tag", "Tag", "hall", 4}}};
    enter(2);
    ck_assert_uint_eq(client.ballot.count, 0);
    ck_assert_uint_eq(client.ballot.mine, NO_CHOICE);
    for (unsigned round = 0; round < 2; round++) {
        len = proto_put_ballot(bytes, sizeof(bytes), &ballot);
        ck_assert_int_eq(take(), CLIENT_BALLOT);
        ck_assert_uint_eq(client.ballot.count, 2);
        ck_assert_uint_eq(client.ballot.mine, 1);
        ck_assert_uint_eq(client.ballot.choice[1].votes, 4);
        if (round == 0) {
            ck_assert_int_eq(welcome(0), CLIENT_WELCOME);
            ck_assert_uint_eq(client.ballot.count, 0);
            ck_assert_uint_eq(client.ballot.mine, NO_CHOICE);
        }
    }
    ballot = (struct msg_ballot){.until = 900, .mine = NO_CHOICE};
    len = proto_put_ballot(bytes, sizeof(bytes), &ballot);
    ck_assert_int_eq(take(), CLIENT_BALLOT);
    ck_assert_uint_eq(client.ballot.count, 0);
}
END_TEST

START_TEST(messages_of_later_versions_are_ignored_and_nonsense_is_not)
{
    enter(2);
    ck_assert_int_eq(client_read(&client, (const uint8_t *)"\x92\x63\xa1x", 4),
            CLIENT_IGNORED);
    ck_assert_int_eq(client_read(&client, (const uint8_t *)"\x92\x04", 2),
            CLIENT_BROKEN);
    ck_assert_int_eq(
            client_read(&client, (const uint8_t *)"\x00", 1), CLIENT_BROKEN);
    ck_assert_int_eq(
            client_read(&client, (const uint8_t *)"", 0), CLIENT_BROKEN);
}
END_TEST

START_TEST(any_bytes_at_all_do_no_harm)
{
    uint64_t seed = 6;
    enter(8);
    step();
    for (unsigned round = 0; round < 20000; round++) {
        size_t some = rng_below(&seed, 64);
        for (size_t i = 0; i < some; i++) {
            bytes[i] = (uint8_t)rng_next(&seed);
        }
        bytes[0] = (uint8_t)(rng_below(&seed, 2) ? 0x90 + rng_below(&seed, 16)
                                                 : rng_below(&seed, 32));
        bytes[1] = (uint8_t)rng_below(&seed, 12);
        client_read(&client, bytes, some);
    }
}
END_TEST

START_TEST(an_input_confirms_the_latest_state)
{
    enter(2);
    struct input in = {BUTTON_FIRE, 1000, 0};
    struct msg_input msg;
    uint32_t tick = client.state.match.tick;
    len = client_put_input(
            &client, bytes, sizeof(bytes), tick + 3, tick - 1, &in);
    ck_assert_ptr_null(proto_get_input(bytes, len, &msg));
    ck_assert_uint_eq(msg.tick, tick + 3);
    ck_assert_uint_eq(msg.seen, tick - 1);
    ck_assert_uint_eq(msg.decoded, tick);
    ck_assert_uint_eq(msg.buttons, BUTTON_FIRE);
    ck_assert_uint_eq(msg.aim, 1000);
    ck_assert_uint_eq(client.sent[(tick + 3) % CLIENT_INPUTS].lag, 4);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, it_follows_a_match_to_the_end);
    tcase_add_test(tc, nothing_counts_before_the_welcome);
    tcase_add_test(tc, a_lost_frame_is_told_and_mended_by_a_keyframe);
    tcase_add_test(tc, a_broken_frame_leaves_the_state_as_it_was);
    tcase_add_test(tc, messages_land_in_their_structs);
    tcase_add_test(
            tc, a_ballot_is_open_until_it_is_over_or_another_welcome_comes);
    tcase_add_test(
            tc, messages_of_later_versions_are_ignored_and_nonsense_is_not);
    tcase_add_test(tc, any_bytes_at_all_do_no_harm);
    tcase_add_test(tc, an_input_confirms_the_latest_state);
}

SUITE("client", add_tests)
