/* SPDX-License-Identifier: MIT */
#include "server/stream.h"

#include <string.h>

#include "server/fanout.h"
#include "server/history.h"
#include "shared/rules.h"
#include "shared/world.h"
#include "tests/unit/suite.h"

#define SLOTS (2 + MAX_THINGS + 6) // of two players, their things and shots

static struct rules rules;
static struct world world = {.player_limit = 2, .entity_limit = SLOTS};
static struct history *history;
static struct fanout *fanout;
static struct stream stream;

static void turn_to(uint32_t tick)
{
    world.match.tick = tick;
    struct snapshot now = world_snapshot(&world);
    history_put(history, &now);
    fanout_begin(fanout, history, &rules, &now);
}

static void setup(void)
{
    history = history_create(2, SLOTS);
    fanout = fanout_create();
    stream_init(&stream, ENCODING_PLAIN, 100);
    for (uint32_t tick = 90; tick <= 101; tick++) {
        turn_to(tick);
    }
}

static void teardown(void)
{
    fanout_destroy(fanout);
    history_destroy(history);
}

START_TEST(a_newcomer_gets_a_keyframe_first_and_deltas_then)
{
    const struct frame *frame = stream_frame(&stream, fanout, 101);
    ck_assert(frame->is_key);
    stream_sent(&stream, 101);
    turn_to(102);
    frame = stream_frame(&stream, fanout, 102);
    ck_assert_ptr_nonnull(frame);
    ck_assert(!frame->is_key);
}
END_TEST

START_TEST(two_clients_on_one_baseline_share_the_bytes)
{
    struct stream other;
    stream_init(&other, ENCODING_PLAIN, 100);
    stream_sent(&stream, 100);
    stream_sent(&other, 100);
    ck_assert_ptr_eq(stream_frame(&stream, fanout, 101),
            stream_frame(&other, fanout, 101));
}
END_TEST

START_TEST(what_was_never_sent_cannot_be_confirmed)
{
    stream_sent(&stream, 105);
    ck_assert(!stream_confirm(&stream, 106));
    ck_assert(stream_confirm(&stream, 104));
    ck_assert(!stream_confirm(&stream, 104));
    ck_assert(!stream_confirm(&stream, 99));
}
END_TEST

START_TEST(nothing_is_sent_past_the_gap)
{
    for (uint32_t tick = 102; tick <= 100 + MAX_GAP; tick++) {
        turn_to(tick);
        ck_assert_ptr_nonnull(stream_frame(&stream, fanout, tick));
        stream_sent(&stream, tick);
    }
    turn_to(101 + MAX_GAP);
    ck_assert_ptr_null(stream_frame(&stream, fanout, 101 + MAX_GAP));
    stream_confirm(&stream, 100 + MAX_GAP);
    ck_assert_ptr_nonnull(stream_frame(&stream, fanout, 101 + MAX_GAP));
}
END_TEST

START_TEST(who_confirmed_everything_is_served_however_long_that_took)
{
    stream_sent(&stream, 100);
    turn_to(500);
    const struct frame *frame = stream_frame(&stream, fanout, 500);
    ck_assert(frame->is_key);
    stream_sent(&stream, 500);
    turn_to(501);
    ck_assert_ptr_null(stream_frame(&stream, fanout, 501));
    ck_assert(stream_confirm(&stream, 500));
    ck_assert_ptr_nonnull(stream_frame(&stream, fanout, 501));
}
END_TEST

START_TEST(a_resync_gives_one_keyframe_a_second)
{
    stream_sent(&stream, 100);
    stream_resync(&stream, 100);
    ck_assert(stream_frame(&stream, fanout, 101)->is_key);
    stream_sent(&stream, 101);
    stream_resync(&stream, 101);
    turn_to(102);
    ck_assert(!stream_frame(&stream, fanout, 102)->is_key);
    stream_resync(&stream, 100 + TICK_HZ);
    ck_assert(stream_frame(&stream, fanout, 102)->is_key);
}
END_TEST

START_TEST(who_lost_the_state_behind_the_gap_gets_the_keyframe_it_asks_for)
{
    uint32_t tick = 101 + MAX_GAP;
    stream_sent(&stream, 100 + MAX_GAP);
    turn_to(tick);
    ck_assert_ptr_null(stream_frame(&stream, fanout, tick));
    stream_resync(&stream, tick);
    ck_assert(stream_frame(&stream, fanout, tick)->is_key);
    stream_sent(&stream, tick);
    turn_to(tick + 1);
    ck_assert_ptr_null(stream_frame(&stream, fanout, tick + 1));
    ck_assert(stream_confirm(&stream, tick));
    ck_assert_ptr_nonnull(stream_frame(&stream, fanout, tick + 1));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_newcomer_gets_a_keyframe_first_and_deltas_then);
    tcase_add_test(tc, two_clients_on_one_baseline_share_the_bytes);
    tcase_add_test(tc, what_was_never_sent_cannot_be_confirmed);
    tcase_add_test(tc, nothing_is_sent_past_the_gap);
    tcase_add_test(
            tc, who_confirmed_everything_is_served_however_long_that_took);
    tcase_add_test(tc, a_resync_gives_one_keyframe_a_second);
    tcase_add_test(tc,
            who_lost_the_state_behind_the_gap_gets_the_keyframe_it_asks_for);
}

SUITE("stream", add_tests)
