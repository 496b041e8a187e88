/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "shared/world.h"
#include "tests/support/stage.h"
#include "tests/unit/suite.h"

static struct stage stage;

START_TEST(after_a_restart_everybody_is_back_in_the_same_seat)
{
    uint8_t token[6][TOKEN_BYTES], slot[6];

    stage_open(&stage);
    for (unsigned i = 0; i < 6; i++) {
        struct actor *a = actor_join(&stage, "tuba", "Ann");
        memcpy(token[i], a->client.welcome.token, TOKEN_BYTES);
        slot[i] = a->client.welcome.slot;
    }
    stage_run(&stage, 3 * TICK_HZ);
    stage_restart(&stage);
    for (unsigned i = 6; i-- > 0;) {
        struct actor *a = actor_resume(&stage, "tuba", token[i]);
        stage_run(&stage, 1);
        ck_assert(a->client.welcome.resumed);
        ck_assert_uint_eq(a->client.welcome.slot, slot[i]);
    }
    stage_close(&stage);
}
END_TEST

START_TEST(the_match_goes_on_from_at_most_a_second_ago)
{
    uint8_t token[TOKEN_BYTES];

    stage_open(&stage);
    stage_edit_rules(&stage, "UPDATE mode SET bots = 8");
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    memcpy(token, a->client.welcome.token, TOKEN_BYTES);
    stage_run(&stage, 60 * TICK_HZ);
    int score[MAX_PLAYERS];
    uint32_t tick = a->client.state.match.tick;
    uint16_t limit = a->client.state.player_limit;
    int deaths = 0, deaths_after = 0;
    for (uint16_t i = 0; i < limit; i++) {
        score[i] = a->client.state.entity[i].score;
        deaths += a->client.state.entity[i].deaths;
    }
    stage_restart(&stage);
    a = actor_resume(&stage, "tuba", token);
    stage_run(&stage, 1);
    ck_assert_uint_ge(a->client.state.match.tick + TICK_HZ, tick);
    ck_assert_uint_eq(a->client.state.player_limit, limit);
    for (uint16_t i = 0; i < limit; i++) {
        ck_assert_int_le(abs(a->client.state.entity[i].score - score[i]), 2);
        deaths_after += a->client.state.entity[i].deaths;
    }
    ck_assert_int_gt(deaths, 0);
    ck_assert_int_gt(deaths_after, 0);
    ck_assert_uint_eq(a->broken + a->lost, 0);
    stage_close(&stage);
}
END_TEST

START_TEST(a_client_with_the_state_of_before_takes_the_new_one)
{
    uint8_t token[TOKEN_BYTES];
    struct client before;

    stage_open(&stage);
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    memcpy(token, a->client.welcome.token, TOKEN_BYTES);
    stage_run(&stage, 100);
    before = a->client;
    stage_restart(&stage);
    a = actor_connect(&stage, "tuba", "");
    a->client = before; // its page stayed open
    a->client.state.entity = a->client.entities[a->client.current];
    struct msg_join join = {.resumes = true, .encodings = 1};
    memcpy(join.token, token, TOKEN_BYTES);
    actor_send_join(a, &join);
    unsigned frames = a->frames;
    stage_run(&stage, 30);
    ck_assert_uint_eq(a->frames - frames, 30);
    ck_assert_uint_eq(a->lost + a->broken, 0);
    stage_close(&stage);
}
END_TEST

/* A checkpoint is of before the edit: as if it was made while all was down. */
START_TEST(a_room_goes_on_under_the_rules_of_today)
{
    uint8_t token[TOKEN_BYTES];

    stage_open(&stage);
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    memcpy(token, a->client.welcome.token, TOKEN_BYTES);
    uint16_t limit = a->client.welcome.player_limit;
    uint8_t slot = a->client.welcome.slot;
    stage_run(&stage, 2 * TICK_HZ);
    stage_edit_rules(&stage, "UPDATE mode SET max_players = 2, bots = 0;"
                             "UPDATE role SET hp = 7");
    stage_restart(&stage);
    a = actor_resume(&stage, "tuba", token);
    stage_run(&stage, 2);
    ck_assert(a->client.welcome.resumed);
    ck_assert_uint_eq(a->client.welcome.slot, slot);
    ck_assert_uint_eq(a->client.welcome.player_limit, limit);
    ck_assert_uint_eq(a->client.rules.rules.role[0].hp, 7);
    ck_assert_uint_le(actor_body(a)->hp, 7);
    ck_assert_uint_eq(a->broken + a->lost, 0);
    stage_close(&stage);
}
END_TEST

/* Counts the seconds of the bout, in a player's memory and in the room's. */
#define COUNTS                                                               \
    "UPDATE mode SET bots = 0 WHERE id = 'deathmatch';"                      \
    "INSERT INTO timer (mode, id, first, every)"                             \
    "  VALUES ('deathmatch', 'clock', 1, 1);"                                \
    "INSERT INTO script (mode, id, sql) VALUES ('deathmatch', 'count', '"    \
    "  UPDATE player SET a = a + 1; UPDATE room SET b = b - 1;"              \
    "  INSERT INTO say (text)"                                               \
    "    SELECT p.a || '' '' || r.b FROM player p, room r WHERE slot = 0');" \
    "INSERT INTO effect (mode, event, if_timer, op, who, arg)"               \
    "  VALUES ('deathmatch', 'timer', 'clock', 'script', 'all', 'count');"

static void expect_seconds(const struct actor *a)
{
    char text[64];
    const struct match *match = &a->client.state.match;
    int seconds = (int)((match->tick - match->bout_at) / TICK_HZ);
    snprintf(text, sizeof(text), "Deathmatch: %d %d", seconds, -seconds);
    ck_assert_int_gt(seconds, 2);
    ck_assert_str_eq(a->client.notice.text, text);
}

START_TEST(what_scripts_keep_waits_for_who_comes_back)
{
    uint8_t token[TOKEN_BYTES];

    stage_open(&stage);
    stage_edit_rules(&stage, COUNTS);
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 3 * TICK_HZ + 5);
    expect_seconds(a);
    memcpy(token, a->client.welcome.token, TOKEN_BYTES);
    actor_cut(a);
    stage_run(&stage, 3 * TICK_HZ);
    a = actor_resume(&stage, "tuba", token);
    memcpy(token, a->client.welcome.token, TOKEN_BYTES);
    stage_run(&stage, 2 * TICK_HZ);
    expect_seconds(a);
    stage_restart(&stage);
    a = actor_resume(&stage, "tuba", token);
    stage_run(&stage, 2 * TICK_HZ);
    ck_assert(a->client.welcome.resumed);
    expect_seconds(a);
    stage_close(&stage);
}
END_TEST

START_TEST(a_room_whose_mode_is_gone_is_made_anew)
{
    uint8_t token[TOKEN_BYTES];

    stage_open(&stage);
    struct actor *a = actor_connect(&stage, "tuba", "tag");
    struct msg_join join = {.name = "Ann", .encodings = 1};
    actor_send_join(a, &join);
    memcpy(token, a->client.welcome.token, TOKEN_BYTES);
    stage_run(&stage, 2 * TICK_HZ);
    stage_edit_rules(&stage, "DELETE FROM mode WHERE id = 'tag'");
    stage_restart(&stage);
    a = actor_resume(&stage, "tuba", token);
    stage_run(&stage, 2);
    ck_assert(!a->client.welcome.resumed);
    ck_assert_str_ne(a->client.rules.rules.mode, "tag");
    ck_assert_uint_lt(a->client.state.match.tick, TICK_HZ);
    stage_close(&stage);
}
END_TEST

START_TEST(who_does_not_come_back_after_a_restart_loses_the_seat)
{
    stage_open(&stage);
    stage_edit_rules(&stage, "UPDATE mode SET bots = 0");
    actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 2 * TICK_HZ);
    stage_restart(&stage);
    struct actor *watcher = actor_spectate(&stage, "tuba");
    stage_run(&stage, 59 * TICK_HZ);
    ck_assert(watcher->client.seat[0].taken && !watcher->client.seat[0].online);
    stage_run(&stage, 2 * TICK_HZ);
    ck_assert(!watcher->client.seat[0].taken);
    stage_close(&stage);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, after_a_restart_everybody_is_back_in_the_same_seat);
    tcase_add_test(tc, the_match_goes_on_from_at_most_a_second_ago);
    tcase_add_test(tc, a_client_with_the_state_of_before_takes_the_new_one);
    tcase_add_test(tc, a_room_goes_on_under_the_rules_of_today);
    tcase_add_test(tc, what_scripts_keep_waits_for_who_comes_back);
    tcase_add_test(tc, a_room_whose_mode_is_gone_is_made_anew);
    tcase_add_test(tc, who_does_not_come_back_after_a_restart_loses_the_seat);
}

SUITE("restart", add_tests)
