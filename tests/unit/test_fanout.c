/* SPDX-License-Identifier: MIT */
#include "server/fanout.h"

#include <string.h>

#include "server/history.h"
#include "shared/rules.h"
#include "shared/world.h"
#include "shared/ws.h"
#include "tests/unit/suite.h"

#define FIRST 50
#define NOW   100

static struct rules rules;
static struct world world = {.player_limit = 2, .entity_limit = 8};
static struct history *history;
static struct fanout *fanout;

/* A player who is elsewhere every tick, by no rule that predicts it. */
static void turn_to(uint32_t tick)
{
    world.match.tick = tick;
    world.entity[0] = (struct entity){
            .kind = ENTITY_PLAYER, .x = (int32_t)(tick * tick), .hp = 100};
    struct snapshot now = world_snapshot(&world);
    history_put(history, &now);
    fanout_begin(fanout, history, &rules, &now);
}

static void setup(void)
{
    history = history_create(2, 8);
    fanout = fanout_create();
    ck_assert(history && fanout);
    for (uint32_t tick = FIRST; tick <= NOW; tick++) {
        turn_to(tick);
    }
}

static void teardown(void)
{
    fanout_destroy(fanout);
    history_destroy(history);
}

static const struct frame *key(void)
{
    return fanout_key(fanout, &(struct reader){.sent = 0});
}

static const struct frame *delta_on(uint32_t tick)
{
    return fanout_delta(fanout, &(struct reader){.sent = tick});
}

/* What a frame holds once the WebSocket header before it is read. */
static const uint8_t *frame_of(const struct frame *out, size_t *len)
{
    const uint8_t *at = out->bytes;
    size_t head = at[1] < 126 ? 2 : 4;

    ck_assert_uint_eq(at[0], 0x80 | WS_BINARY);
    ck_assert_uint_le(at[1], 126);
    *len = out->len - head;
    return at + head;
}

/* Decodes against the state of `baseline`, whole if that is NULL, and compares
 * with the world. */
static void expect_now(const struct frame *out, const struct snapshot *baseline)
{
    struct entity entity[8];
    struct snapshot now = world_snapshot(&world), got = now;
    size_t len;
    const uint8_t *frame = frame_of(out, &len);

    got.entity = entity;
    ck_assert_int_eq(delta_decode(frame, len, baseline, &got), DELTA_OK);
    ck_assert_uint_eq(snapshot_hash(&got), snapshot_hash(&now));
}

START_TEST(a_delta_on_any_tick_up_to_the_gap_leads_to_now)
{
    struct entity entity[8];
    struct snapshot baseline = {.entity = entity};
    for (uint32_t gap = 1; gap <= MAX_GAP; gap++) {
        turn_to(NOW + gap); // a new tick: all places are free again
        uint32_t tick = world.match.tick - gap;
        const struct frame *frame = delta_on(tick);
        ck_assert(!frame->is_key);
        ck_assert(history_get(history, tick, &baseline));
        expect_now(frame, &baseline);
    }
}
END_TEST

START_TEST(the_keyframe_needs_no_baseline_and_is_encoded_once)
{
    const struct frame *whole = key();
    ck_assert(whole->is_key);
    expect_now(whole, NULL);
    ck_assert_ptr_eq(key(), whole);
}
END_TEST

START_TEST(a_baseline_past_the_gap_takes_the_keyframe)
{
    ck_assert(!delta_on(NOW - MAX_GAP)->is_key);
    ck_assert(delta_on(NOW - MAX_GAP - 1)->is_key);
}
END_TEST

START_TEST(a_baseline_that_is_no_past_takes_the_keyframe)
{
    ck_assert(delta_on(NOW)->is_key);
    ck_assert(delta_on(NOW + 1)->is_key);
    ck_assert(delta_on(UINT32_MAX)->is_key);
}
END_TEST

START_TEST(a_forgotten_baseline_takes_the_keyframe_and_no_place)
{
    struct history *blank = history_create(2, 8);
    struct snapshot now = world_snapshot(&world);
    ck_assert_ptr_nonnull(blank);
    history_put(blank, &now);
    fanout_begin(fanout, blank, &rules, &now);
    for (uint32_t gap = 1; gap <= MAX_GAP; gap++) {
        ck_assert(delta_on(NOW - gap)->is_key);
    }
    history_destroy(blank);
}
END_TEST

START_TEST(a_fifth_baseline_waits_and_the_tick_before_never_does)
{
    const struct frame *frame[FANOUT_DELTAS];
    for (uint32_t i = 0; i < FANOUT_DELTAS; i++) {
        frame[i] = delta_on(NOW - 10 + i);
    }
    ck_assert_ptr_nonnull(frame[FANOUT_DELTAS - 2]);
    ck_assert_ptr_null(frame[FANOUT_DELTAS - 1]);
    ck_assert_ptr_nonnull(delta_on(NOW - 1));
    ck_assert_ptr_eq(delta_on(NOW - 10), frame[0]);
    ck_assert_ptr_eq(delta_on(NOW - 9), frame[1]);
}
END_TEST

START_TEST(nothing_of_one_room_is_sent_to_another)
{
    struct world other = {.player_limit = 2, .entity_limit = 8};
    struct history *its = history_create(2, 8);
    ck_assert_ptr_nonnull(its);
    key();
    delta_on(NOW - 1);
    for (uint32_t tick = NOW - 1; tick <= NOW; tick++) {
        other.match.tick = tick;
        struct snapshot now = world_snapshot(&other);
        history_put(its, &now);
        fanout_begin(fanout, its, &rules, &now);
    }
    world = other;
    expect_now(key(), NULL);
    struct entity entity[8];
    struct snapshot baseline = {.entity = entity};
    ck_assert(history_get(its, NOW - 1, &baseline));
    expect_now(delta_on(NOW - 1), &baseline);
    history_destroy(its);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_delta_on_any_tick_up_to_the_gap_leads_to_now);
    tcase_add_test(tc, the_keyframe_needs_no_baseline_and_is_encoded_once);
    tcase_add_test(tc, a_baseline_past_the_gap_takes_the_keyframe);
    tcase_add_test(tc, a_baseline_that_is_no_past_takes_the_keyframe);
    tcase_add_test(tc, a_forgotten_baseline_takes_the_keyframe_and_no_place);
    tcase_add_test(tc, a_fifth_baseline_waits_and_the_tick_before_never_does);
    tcase_add_test(tc, nothing_of_one_room_is_sent_to_another);
}

SUITE("fanout", add_tests)
