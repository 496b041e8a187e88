/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "server/stats.h"
#include "shared/view.h"
#include "tests/support/stage.h"
#include "tests/unit/suite.h"

#define CROWD 12

enum { FAR = 250 * UNIT }; // further than the cell of 200 u goes

static struct stage stage;
static struct actor *crowd[CROWD];

static void open_with(uint32_t budget, const char *edit)
{
    stage_open_budget(&stage, budget);
    stage_edit_rules(&stage, edit);
    for (unsigned i = 0; i < CROWD; i++) {
        crowd[i] = actor_join(&stage, "tuba", "Crowd");
    }
}

/* Everybody turns, aims and shoots all the time, each in its own way. */
static void play(unsigned ticks)
{
    for (unsigned t = 0; t < ticks; t++) {
        for (unsigned i = 0; i < CROWD; i++) {
            unsigned turn = (t + 7 * i) / (5 + i % 4);
            uint8_t buttons = (uint8_t)(1u << turn % 4);
            if ((t + i) % 11 < 2) {
                buttons |= BUTTON_FIRE;
            }
            actor_press(crowd[i], buttons, (uint16_t)(turn * 4099 + t * 523));
        }
        stage_run(&stage, 1);
    }
}

static void expect_everybody_well(void)
{
    for (unsigned i = 0; i < CROWD; i++) {
        ck_assert_ptr_nonnull(crowd[i]->session);
        ck_assert_uint_eq(crowd[i]->broken + crowd[i]->lost, 0);
        ck_assert_uint_eq(crowd[i]->keyframes, 1);
    }
}

/* Bytes and frames a second of one of them while all play on. */
static void watch(const struct actor *actor, unsigned seconds, unsigned *bytes,
        unsigned *frames)
{
    size_t total = actor->total;
    unsigned count = actor->frames;
    play(seconds * TICK_HZ);
    *bytes = (unsigned)(actor->total - total) / seconds;
    *frames = (actor->frames - count) / seconds;
}

/* What such a match costs each of them, bytes a second. */
static unsigned full_cost(const char *edit)
{
    unsigned bytes, frames;
    open_with(0, edit);
    play(4 * TICK_HZ);
    watch(crowd[0], 10, &bytes, &frames);
    stage_close(&stage);
    return bytes;
}

START_TEST(without_a_budget_everybody_gets_every_frame)
{
    unsigned bytes, frames;
    open_with(0, "");
    play(10 * TICK_HZ);
    watch(crowd[0], 10, &bytes, &frames);
    ck_assert_uint_eq(frames, TICK_HZ);
    ck_assert_int_eq(stats_get(STAT_FRAMES_SPARED), 0);
    expect_everybody_well();
    stage_close(&stage);
}
END_TEST

START_TEST(over_the_budget_fewer_frames_come_and_all_share_them)
{
    unsigned full = full_cost(""), bytes, frames;
    open_with(full * 4 / 5, "");
    play(10 * TICK_HZ);
    int64_t sent = stats_get(STAT_FRAMES_SENT);
    int64_t encoded = stats_get(STAT_ENCODED);
    watch(crowd[0], 10, &bytes, &frames);
    ck_assert_uint_lt(frames, TICK_HZ);
    ck_assert_uint_ge(frames, 10);
    ck_assert_uint_lt(bytes, full);
    ck_assert_int_gt(stats_get(STAT_FRAMES_SPARED), 0);
    ck_assert_int_gt(stats_get(STAT_PACED), 0);
    // nobody has an encoding of its own: at most one for each level and tick
    sent = stats_get(STAT_FRAMES_SENT) - sent;
    encoded = stats_get(STAT_ENCODED) - encoded;
    ck_assert_int_le(encoded, INT64_C(10) * (TICK_HZ + 15 + 10));
    ck_assert_int_gt(sent, encoded * 4);
    expect_everybody_well();
    stage_close(&stage);
    ck_assert_int_eq(stats_get(STAT_PACED), 0);
}
END_TEST

START_TEST(what_cannot_be_met_ends_at_ten_frames_a_second)
{
    unsigned bytes, frames;
    open_with(100, "");
    play(12 * TICK_HZ);
    watch(crowd[3], 6, &bytes, &frames);
    ck_assert_uint_eq(frames, 10);
    expect_everybody_well();
    stage_close(&stage);
}
END_TEST

START_TEST(when_it_gets_quiet_every_frame_comes_again)
{
    static const char EDIT[] = "UPDATE mode SET bots = 0";
    unsigned full = full_cost(EDIT), bytes, frames;
    open_with(full * 3 / 4, EDIT);
    play(12 * TICK_HZ);
    watch(crowd[3], 4, &bytes, &frames);
    ck_assert_uint_lt(frames, TICK_HZ);
    for (unsigned i = 0; i < CROWD; i++) {
        actor_press(crowd[i], 0, 0);
    }
    stage_run(&stage, 20 * TICK_HZ);
    unsigned before = crowd[3]->frames;
    stage_run(&stage, TICK_HZ);
    ck_assert_uint_eq(crowd[3]->frames - before, TICK_HZ);
    ck_assert_int_eq(stats_get(STAT_PACED), 0);
    expect_everybody_well();
    stage_close(&stage);
}
END_TEST

START_TEST(where_the_map_has_cells_there_are_fewer_of_them)
{
    unsigned bytes, frames, seen = 0;
    open_with(100, "UPDATE map SET sight = 200");
    play(20 * TICK_HZ);
    watch(crowd[3], 4, &bytes, &frames);
    ck_assert_uint_eq(frames, 10);
    for (unsigned i = 0; i < CROWD; i++) {
        const struct entity *other =
                &crowd[3]->client.state.entity[crowd[i]->client.welcome.slot];
        const struct entity *self = actor_body(crowd[3]);
        if (view_is_seen(other)) {
            ck_assert_int_le(abs(other->x - self->x), FAR);
            ck_assert_int_le(abs(other->y - self->y), FAR);
            seen++;
        }
    }
    ck_assert_uint_ge(seen, 1); // itself
    expect_everybody_well();
    stage_close(&stage);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, without_a_budget_everybody_gets_every_frame);
    tcase_add_test(tc, over_the_budget_fewer_frames_come_and_all_share_them);
    tcase_add_test(tc, what_cannot_be_met_ends_at_ten_frames_a_second);
    tcase_add_test(tc, when_it_gets_quiet_every_frame_comes_again);
    tcase_add_test(tc, where_the_map_has_cells_there_are_fewer_of_them);
}

SUITE("budget", add_tests)
