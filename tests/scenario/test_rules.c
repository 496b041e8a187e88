/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/rulebook.h"
#include "server/stats.h"
#include "server/worker.h"
#include "shared/world.h"
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

START_TEST(an_edit_reaches_a_running_match_without_a_disconnect)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 30);
    int32_t speed = a->client.rules.rules.role[0].speed;
    unsigned frames = a->frames;
    stage_edit_rules(&stage, "UPDATE role SET speed = speed * 1.5");
    stage_run(&stage, 30);
    ck_assert_int_gt(a->client.rules.rules.role[0].speed, speed);
    ck_assert_uint_eq(a->frames - frames, 30);
    ck_assert_uint_eq(a->client.notice.kind, NOTICE_RULES_CHANGED);
}
END_TEST

START_TEST(an_edit_of_another_mode_is_not_announced)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 2);
    char sql[200];
    snprintf(sql, sizeof(sql),
            "UPDATE role SET speed = speed * 1.5 WHERE mode <> '%s'",
            a->client.rules.rules.mode);
    stage_edit_rules(&stage, sql);
    stage_run(&stage, 2);
    ck_assert_uint_eq(a->notices, 0);
}
END_TEST

START_TEST(a_faster_role_runs_faster)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 2);
    stage_edit_rules(&stage, "UPDATE role SET speed = 60");
    stage_run(&stage, 2);
    int32_t limit = a->client.rules.rules.role[0].speed;
    for (unsigned t = 0; t < 60; t++) {
        actor_press(a, t < 30 ? BUTTON_LEFT : BUTTON_RIGHT, 0);
        stage_run(&stage, 1);
        ck_assert_int_le(abs(actor_body(a)->vx), limit);
    }
}
END_TEST

START_TEST(players_are_told_what_is_wrong_and_play_on)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 10);
    struct order order = {.kind = ORDER_RULES,
            .report = calloc(1, sizeof(struct rules_report))};
    ck_assert_ptr_nonnull(order.report);
    order.report->count = 1;
    order.report->problem[0] = (struct rules_problem){.table = "mode",
            .row = "tag",
            .sentence = "has no role with starts = 1"};
    worker_obey(stage.worker, &order, stage.now_ns);
    unsigned frames = a->frames;
    stage_run(&stage, 30);
    ck_assert_uint_eq(a->frames - frames, 30);
    ck_assert_uint_eq(a->client.notice.kind, NOTICE_RULES_WRONG);
    ck_assert_ptr_nonnull(strstr(
            a->client.notice.text, "mode (tag): has no role with starts = 1"));
}
END_TEST

START_TEST(a_removed_mode_is_played_on_where_it_is_being_played)
{
    struct actor *a = actor_connect(&stage, "tuba", "tag");
    struct msg_join join = {.name = "Ann", .encodings = 1};
    actor_send_join(a, &join);
    stage_run(&stage, 10);
    ck_assert_str_eq(a->client.rules.rules.mode, "tag");
    unsigned frames = a->frames;
    stage_edit_rules(&stage, "DELETE FROM mode WHERE id = 'tag'");
    stage_run(&stage, 30);
    ck_assert_uint_eq(a->frames - frames, 30);
    ck_assert_uint_eq(a->client.notice.kind, NOTICE_RULES_WRONG);
}
END_TEST

START_TEST(a_mode_for_fewer_players_sends_nobody_away)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    unsigned limit = a->client.welcome.player_limit;
    for (unsigned i = 1; i + 1 < limit; i++) {
        actor_join(&stage, "tuba", "Guest");
    }
    stage_edit_rules(&stage, "UPDATE mode SET max_players = 2, bots = 0");
    stage_run(&stage, 30);
    for (unsigned i = 0; i < stage.actor_count; i++) {
        ck_assert_uint_ge(stage.actor[i]->frames, 30);
    }
    struct actor *last =
            actor_join(&stage, "tuba", "Last"); // its size is that of its birth
    ck_assert(last->client.welcome_seen);
    struct actor *small = actor_join(&stage, "lute", "Ann");
    ck_assert_uint_eq(small->client.welcome.player_limit, 2);
}
END_TEST

START_TEST(more_bots_than_there_are_seats_fill_the_seats)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    unsigned limit = a->client.welcome.player_limit, bots = 0;
    stage_edit_rules(&stage, "UPDATE mode SET max_players = 128, bots = 100");
    stage_run(&stage, 30);
    for (unsigned i = 0; i < MAX_PLAYERS; i++) {
        bots += a->client.seat[i].bot;
    }
    ck_assert_uint_eq(bots, limit - 1);
    ck_assert_uint_eq(a->broken + a->lost, 0);
}
END_TEST

START_TEST(a_tagged_player_becomes_the_tagger)
{
    struct actor *watcher = actor_connect(&stage, "tuba", "tag");
    struct msg_join join = {.spectate = true, .encodings = 1};
    actor_send_join(watcher, &join);
    uint8_t it[2] = {NO_SLOT, NO_SLOT};
    unsigned changes = 0;
    for (unsigned t = 0; t < 60 * TICK_HZ; t++) {
        stage_run(&stage, 1);
        const struct client *client = &watcher->client;
        unsigned taggers = 0;
        uint8_t role = rules_role_index(&client->rules.rules, "it");
        for (uint16_t i = 0; i < client->state.player_limit; i++) {
            if (client->state.entity[i].kind == ENTITY_PLAYER &&
                    client->state.entity[i].type == role) {
                taggers++;
                it[1] = (uint8_t)i;
            }
        }
        ck_assert_uint_le(taggers, 1);
        changes += it[0] != NO_SLOT && it[0] != it[1];
        it[0] = it[1];
    }
    ck_assert_uint_gt(changes, 2);
}
END_TEST

/* ---- scripts ---- */

/* Once a second every player is counted. */
#define COUNTING(sql)                                                       \
    "UPDATE mode SET bots = 0, score_limit = NULL WHERE id = 'deathmatch';" \
    "INSERT INTO timer (mode, id, first, every)"                            \
    "  VALUES ('deathmatch', 'clock', 1, 1);"                               \
    "INSERT INTO script (mode, id, sql)"                                    \
    "  VALUES ('deathmatch', 'count', '" sql "');"                          \
    "INSERT INTO effect (mode, event, seq, if_timer, op, who, n, arg)"      \
    "  VALUES ('deathmatch', 'timer', 1, 'clock', 'script', 'all', 1,"      \
    "  'count');"

START_TEST(what_a_script_writes_is_in_the_frame_of_the_same_tick)
{
    stage_edit_rules(&stage, COUNTING("UPDATE player SET score = score + :n;"));
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 1);
    uint32_t bout_at = a->client.state.match.bout_at;
    for (unsigned t = 0; t < 5 * TICK_HZ; t++) {
        stage_run(&stage, 1);
        int seconds = (int)(a->client.state.match.tick - bout_at) / TICK_HZ;
        ck_assert_int_eq(actor_body(a)->score, seconds);
        ck_assert_int_eq(actor_body(b)->score, seconds);
    }
    ck_assert_uint_eq(a->broken + a->lost + b->broken + b->lost, 0);
}
END_TEST

START_TEST(what_a_script_says_is_told_under_the_modes_title)
{
    stage_edit_rules(&stage,
            COUNTING("INSERT INTO say (text) SELECT count(*) || '' play'' FROM "
                     "player; INSERT INTO say (slot, text) VALUES (1, ''you "
                     "are second'');"));
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 2 * TICK_HZ);
    ck_assert_str_eq(a->client.notice.text, "Deathmatch: 2 play");
    ck_assert_uint_eq(a->client.notice.kind, NOTICE_INFO);
    ck_assert_str_eq(b->client.notice.text, "Deathmatch: you are second");
    ck_assert_uint_eq(b->notices, UINT64_C(2) * a->notices);
}
END_TEST

START_TEST(a_script_that_talks_all_the_time_is_cut_short)
{
    stage_edit_rules(&stage, COUNTING("INSERT INTO say (text) VALUES (''a''), "
                                      "(''b''), (''c''), "
                                      "(''d''), (''e''), (''f''), (''g''), "
                                      "(''h'');") "UPDATE timer SET first = "
                                                  "0.1, every = 0.1");
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 10 * TICK_HZ);
    ck_assert_uint_gt(a->notices, 100);
    ck_assert_uint_le(a->notices, 120); // ten a second, twenty at once
}
END_TEST

START_TEST(an_edit_of_nothing_but_a_script_takes_effect_at_the_next_tick)
{
    stage_edit_rules(&stage, COUNTING("UPDATE player SET score = 5;"));
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 2 * TICK_HZ);
    ck_assert_int_eq(actor_body(a)->score, 5);
    unsigned frames = a->frames;
    stage_edit_rules(&stage, COUNTING("UPDATE player SET score = 9;"));
    stage_run(&stage, TICK_HZ);
    ck_assert_int_eq(actor_body(a)->score, 9);
    ck_assert_uint_eq(a->client.notice.kind, NOTICE_RULES_CHANGED);
    ck_assert_uint_eq(a->frames - frames, TICK_HZ);
}
END_TEST

/* ... and that sixteen times, ten times a second. */
#define SIXTEEN_TIMES                                              \
    "UPDATE timer SET first = 0.1, every = 0.1;"                   \
    "INSERT INTO effect (mode, event, seq, if_timer, op, who, n,"  \
    "  arg)"                                                       \
    "  WITH RECURSIVE n (i) AS"                                    \
    "    (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 16)"    \
    "  SELECT 'deathmatch', 'timer', i, 'clock', 'script', 'all'," \
    "    1, 'count' FROM n;"

/* For one room there is hardly the time, for eleven there is not. */
static const char BUSY[] =
        COUNTING("WITH RECURSIVE n (i) AS"
                 "  (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700)"
                 "UPDATE player SET score = score + 1"
                 "  WHERE (SELECT count(*) FROM n) > 0;") SIXTEEN_TIMES;

START_TEST(rooms_of_busy_scripts_have_about_as_much_time_each)
{
    struct actor *actor[11];
    char room[8];
    int least = INT16_MAX, most = 0;
    stage_edit_rules(&stage, BUSY);
    for (unsigned i = 0; i < ARRAY_LEN(actor); i++) {
        snprintf(room, sizeof(room), "room%u", i);
        actor[i] = actor_join(&stage, room, "Ann");
    }
    stage_run(&stage, 8 * TICK_HZ);
    for (unsigned i = 0; i < ARRAY_LEN(actor); i++) {
        int score = actor_body(actor[i])->score;
        least = score < least ? score : least;
        most = score > most ? score : most;
    }
    ck_assert_int_gt(INT64_C(3) * least, most);
}
END_TEST

START_TEST(the_time_scripts_take_is_on_the_page_of_metrics)
{
    static char page[65536];
    double before, after;
    const char *name = "\nroomcast_script_seconds_total ";
    stats_render(page, sizeof(page));
    before = strtod(strstr(page, name) + strlen(name), NULL);
    stage_edit_rules(&stage, COUNTING("UPDATE player SET score = 5;"));
    actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 3 * TICK_HZ);
    stats_render(page, sizeof(page));
    after = strtod(strstr(page, name) + strlen(name), NULL);
    ck_assert_double_gt(after, before);
    ck_assert_double_lt(after, before + 0.015); // 5 ms a tick at most
}
END_TEST

START_TEST(a_script_that_fails_is_switched_off_until_it_is_mended)
{
    int64_t failures = stats_get(STAT_SCRIPT_FAILURES);
    int64_t off = stats_get(STAT_SCRIPTS_OFF);
    stage_edit_rules(&stage,
            COUNTING("UPDATE player SET score = 3; UPDATE player SET hp = "
                     "99999;"));
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 3 * TICK_HZ - 5);
    ck_assert_uint_eq(a->notices, 0); // twice may be bad luck
    stage_run(&stage, 7 * TICK_HZ);
    ck_assert_int_eq(stats_get(STAT_SCRIPT_FAILURES) - failures, 3);
    ck_assert_int_eq(stats_get(STAT_SCRIPTS_OFF) - off, 1);
    ck_assert_uint_eq(a->notices, 1);
    ck_assert_uint_eq(a->client.notice.kind, NOTICE_RULES_WRONG);
    ck_assert_msg(
            strstr(a->client.notice.text,
                    "script.sql (deathmatch, count), statement 2") != NULL,
            "%s", a->client.notice.text);
    ck_assert_int_eq(actor_body(a)->score, 0); // as if it had never begun
    stage_edit_rules(&stage, COUNTING("UPDATE player SET score = 3;"));
    stage_run(&stage, 2 * TICK_HZ);
    ck_assert_int_eq(actor_body(a)->score, 3);
    ck_assert_uint_eq(a->broken + a->lost, 0);
}
END_TEST

START_TEST(a_script_that_is_switched_off_stays_so_on_the_next_map)
{
    int64_t failures = stats_get(STAT_SCRIPT_FAILURES);
    stage_edit_rules(&stage, "UPDATE mode SET time_limit = 10;" COUNTING(
                                     "UPDATE player SET hp = 99999;"));
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, TICK_HZ);
    char map[ID_BYTES + 1];
    memcpy(map, a->client.rules.rules.map, sizeof(map));
    stage_run(&stage, 25 * TICK_HZ);
    ck_assert_str_ne(a->client.rules.rules.map, map);
    ck_assert_int_eq(stats_get(STAT_SCRIPT_FAILURES) - failures, 3);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, an_edit_reaches_a_running_match_without_a_disconnect);
    tcase_add_test(tc, an_edit_of_another_mode_is_not_announced);
    tcase_add_test(tc, a_faster_role_runs_faster);
    tcase_add_test(tc, players_are_told_what_is_wrong_and_play_on);
    tcase_add_test(tc, a_removed_mode_is_played_on_where_it_is_being_played);
    tcase_add_test(tc, a_mode_for_fewer_players_sends_nobody_away);
    tcase_add_test(tc, more_bots_than_there_are_seats_fill_the_seats);
    tcase_add_test(tc, a_tagged_player_becomes_the_tagger);
    tcase_add_test(tc, what_a_script_writes_is_in_the_frame_of_the_same_tick);
    tcase_add_test(tc, what_a_script_says_is_told_under_the_modes_title);
    tcase_add_test(tc, a_script_that_talks_all_the_time_is_cut_short);
    tcase_add_test(
            tc, an_edit_of_nothing_but_a_script_takes_effect_at_the_next_tick);
    tcase_add_test(tc, rooms_of_busy_scripts_have_about_as_much_time_each);
    tcase_add_test(tc, the_time_scripts_take_is_on_the_page_of_metrics);
    tcase_add_test(tc, a_script_that_fails_is_switched_off_until_it_is_mended);
    tcase_add_test(tc, a_script_that_is_switched_off_stays_so_on_the_next_map);
}

SUITE("rules", add_tests)
