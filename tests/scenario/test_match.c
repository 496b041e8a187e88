/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "server/clock.h"
#include "shared/fixed.h"
#include "shared/foresee.h"
#include "shared/world.h"
#include "tests/support/stage.h"
#include "tests/unit/suite.h"

static struct stage stage;

/* One room with two people and nobody else, bots would shoot them; and without
 * walls, so that one finds the other. */
static void duel(struct actor **a, struct actor **b)
{
    stage_open(&stage);
    stage_edit_rules(&stage, "UPDATE mode SET bots = 0; DELETE FROM wall");
    *a = actor_join(&stage, "duel", "Ann");
    *b = actor_join(&stage, "duel", "Ben");
    stage_run(&stage, 3);
}

/* The entity of `other` as `viewer` has it. */
static const struct entity *seen_by(
        const struct actor *viewer, const struct actor *other)
{
    return &viewer->client.state.entity[other->client.welcome.slot];
}

START_TEST(two_players_see_each_other_move)
{
    struct actor *a, *b;

    duel(&a, &b);
    int32_t before = seen_by(b, a)->x;
    const struct rules *rules = &a->client.rules.rules;
    uint8_t away = before > rules->width / 2 ? BUTTON_LEFT : BUTTON_RIGHT;
    actor_press(a, away, 0);
    stage_run(&stage, TICK_HZ);
    int32_t moved = seen_by(b, a)->x - before, far = 10 * UNIT;
    ck_assert_int_gt(away == BUTTON_RIGHT ? moved : -moved, far);
    ck_assert_int_eq(seen_by(b, a)->x, actor_body(a)->x);
    ck_assert_int_eq(seen_by(b, a)->y, actor_body(a)->y);
    stage_close(&stage);
}
END_TEST

START_TEST(every_tick_reaches_every_player)
{
    struct actor *a, *b;

    duel(&a, &b);
    unsigned before = b->frames;
    stage_run(&stage, 300);
    ck_assert_uint_eq(b->frames - before, 300);
    ck_assert_uint_eq(b->keyframes, 1);
    ck_assert_uint_eq(a->broken + b->broken + a->lost + b->lost, 0);
    stage_close(&stage);
}
END_TEST

static uint16_t aim_at(const struct entity *from, const struct entity *to)
{
    return fixed_angle(to->x - from->x, to->y - from->y);
}

/* Walks towards `prey` and shoots at it until it is dead. */
static bool hunt(struct actor *hunter, struct actor *prey, unsigned ticks)
{
    for (unsigned t = 0; t < ticks; t++) {
        const struct entity *me = actor_body(hunter);
        const struct entity *it = seen_by(hunter, prey);
        uint8_t buttons = BUTTON_FIRE;
        buttons |= it->x > me->x ? BUTTON_RIGHT : BUTTON_LEFT;
        buttons |= it->y > me->y ? BUTTON_DOWN : BUTTON_UP;
        actor_press(hunter, buttons, aim_at(me, it));
        stage_run(&stage, 1);
        if (seen_by(hunter, prey)->hp == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(a_shot_player_dies_scores_for_the_other_and_respawns)
{
    struct actor *a, *b;

    duel(&a, &b);
    ck_assert(hunt(a, b, 1000));
    actor_press(a, 0, 0);
    ck_assert_uint_eq(seen_by(b, b)->deaths, 1);
    ck_assert_uint_eq(seen_by(b, b)->foe, a->client.welcome.slot);
    ck_assert_int_eq(seen_by(b, a)->score, 1);
    uint32_t born = actor_body(b)->born;
    stage_run(&stage, a->client.rules.rules.respawn + 2);
    ck_assert_uint_gt(actor_body(b)->hp, 0);
    ck_assert_uint_gt(actor_body(b)->born, born);
    stage_close(&stage);
}
END_TEST

START_TEST(prediction_agrees_with_the_server)
{
    static struct foresight foresight;
    struct actor *a, *b;
    unsigned wrong = 0;

    duel(&a, &b);
    actor_press(a, BUTTON_RIGHT | BUTTON_DOWN, 0);
    for (unsigned t = 0; t < 200; t++) {
        actor_press(a, t % 37 < 20 ? BUTTON_RIGHT : BUTTON_UP, 0);
        stage_run(&stage, 1);
        // what it will be once the input just sent has been applied
        uint32_t next = a->client.state.match.tick + 1;
        actor_read(a);
        struct entity predicted;
        a->sends_inputs = false;
        uint8_t out[64];
        size_t len = client_put_input(
                &a->client, out, sizeof(out), next, next - 1, &a->input);
        actor_send(a, out, len);
        foresee_state(&foresight, &a->client);
        foresee_until(&foresight, &a->client, next);
        predicted = *foresee_own(&foresight, next);
        stage_run(&stage, 1);
        a->sends_inputs = true;
        const struct entity *real = actor_body(a);
        wrong += predicted.x != real->x || predicted.y != real->y ||
                 predicted.vx != real->vx || predicted.vy != real->vy;
    }
    ck_assert_uint_eq(wrong, 0);
    stage_close(&stage);
}
END_TEST

START_TEST(what_one_says_everybody_reads)
{
    struct actor *a, *b;
    struct msg_say say = {.text = "good game"};
    uint8_t out[256];

    duel(&a, &b);
    actor_send(a, out, proto_put_say(out, sizeof(out), &say));
    stage_run(&stage, 1);
    ck_assert_str_eq(b->client.chat.text, "good game");
    ck_assert_str_eq(b->client.chat.name, "Ann");
    ck_assert_uint_eq(a->chats, 1);
    stage_close(&stage);
}
END_TEST

START_TEST(who_talks_too_fast_is_told_and_not_heard)
{
    struct actor *a, *b;
    struct msg_say say = {.text = "spam"};
    uint8_t out[256];

    duel(&a, &b);
    for (unsigned i = 0; i < 50; i++) {
        actor_send(a, out, proto_put_say(out, sizeof(out), &say));
    }
    stage_run(&stage, 1);
    ck_assert_uint_eq(b->chats, 5);
    ck_assert_uint_gt(a->notices, 0);
    stage_close(&stage);
}
END_TEST

START_TEST(bots_fill_a_room_and_make_way_for_people)
{
    stage_open(&stage);
    stage_edit_rules(&stage, "UPDATE mode SET bots = 4");
    struct actor *a = actor_join(&stage, "den", "Ann");
    stage_run(&stage, 3);
    unsigned bots = 0;
    for (unsigned i = 0; i < MAX_PLAYERS; i++) {
        bots += a->client.seat[i].bot;
    }
    ck_assert_uint_eq(bots, 3);
    for (unsigned i = 0; i < 5; i++) {
        actor_join(&stage, "den", "Guest");
    }
    stage_run(&stage, 3);
    bots = 0;
    for (unsigned i = 0; i < MAX_PLAYERS; i++) {
        bots += a->client.seat[i].bot;
    }
    ck_assert_uint_eq(bots, 0);
    stage_close(&stage);
}
END_TEST

START_TEST(bots_fight)
{
    stage_open(&stage);
    stage_edit_rules(&stage, "UPDATE mode SET bots = 8");
    struct actor *watcher = actor_spectate(&stage, "arena");
    stage_run(&stage, 60 * TICK_HZ);
    unsigned deaths = 0;
    for (unsigned i = 0; i < watcher->client.state.player_limit; i++) {
        deaths += watcher->client.state.entity[i].deaths;
    }
    ck_assert_uint_gt(deaths, 3);
    ck_assert_uint_eq(watcher->broken + watcher->lost, 0);
    stage_close(&stage);
}
END_TEST

/* Runs until the next TIMING; how late it says the server is. */
static unsigned told_lateness(struct actor *actor)
{
    actor->client.timing.tick = 0;
    while (actor->client.timing.tick == 0) {
        stage_run(&stage, 1);
    }
    return actor->client.timing.late_ms;
}

START_TEST(how_late_the_server_was_is_told_once)
{
    struct actor *a, *b;

    duel(&a, &b);
    actor_press(a, 0, 0);
    stage_run(&stage, TICK_HZ);
    ck_assert_uint_eq(told_lateness(a), 0);
    stage.now_ns += 25 * NS_PER_MS; // the next tick starts late
    stage_run(&stage, 1);
    stage.now_ns -= 25 * NS_PER_MS; // the others do not
    ck_assert_uint_eq(told_lateness(a), 25);
    ck_assert_uint_eq(told_lateness(a), 0);
    stage_close(&stage);
}
END_TEST

/* How many TIMINGs come in so many ticks. */
static unsigned timings_in(struct actor *actor, unsigned ticks)
{
    unsigned count = 0;
    while (ticks-- > 0) {
        uint32_t before = actor->client.timing.tick;
        stage_run(&stage, 1);
        count += actor->client.timing.tick != before;
    }
    return count;
}

START_TEST(how_early_inputs_come_is_told_when_that_changes)
{
    struct actor *a, *b;

    duel(&a, &b);
    a->lead = 3;
    stage_run(&stage, 2 * TICK_HZ);
    ck_assert_int_eq(a->client.timing.lead, 2);
    unsigned steady = timings_in(a, 20 * TICK_HZ);
    ck_assert_uint_ge(steady, 10); // every two seconds
    ck_assert_uint_le(steady, 11);
    a->lead = 6;
    stage_run(&stage, TICK_HZ);
    ck_assert_int_eq(a->client.timing.lead, 5);
    timings_in(a, TICK_HZ);
    a->lead = -3;
    stage_run(&stage, 2); // late: at once
    ck_assert_int_lt(a->client.timing.lead, 0);
    ck_assert_uint_le(timings_in(a, 3 * TICK_HZ), 18); // but not every tick
    stage_close(&stage);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, two_players_see_each_other_move);
    tcase_add_test(tc, every_tick_reaches_every_player);
    tcase_add_test(tc, a_shot_player_dies_scores_for_the_other_and_respawns);
    tcase_add_test(tc, prediction_agrees_with_the_server);
    tcase_add_test(tc, what_one_says_everybody_reads);
    tcase_add_test(tc, who_talks_too_fast_is_told_and_not_heard);
    tcase_add_test(tc, bots_fill_a_room_and_make_way_for_people);
    tcase_add_test(tc, bots_fight);
    tcase_add_test(tc, how_late_the_server_was_is_told_once);
    tcase_add_test(tc, how_early_inputs_come_is_told_when_that_changes);
}

SUITE("match", add_tests)
