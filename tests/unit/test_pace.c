/* SPDX-License-Identifier: MIT */
#include "server/pace.h"

#include "tests/unit/suite.h"

static struct pace pace;
static uint64_t written;

static void setup(void)
{
    pace = (struct pace){0};
    written = 5000; // a greeting, which is in no window
    pace_measure(&pace, written, 1000, false);
}

/* A window in which the client cost so much a second. */
static void spend(uint32_t rate, uint32_t budget, bool has_cells)
{
    written += (uint64_t)rate * PACE_SECONDS;
    pace_measure(&pace, written, budget, has_cells);
}

static unsigned frames_in(uint32_t from, uint32_t to)
{
    unsigned count = 0;
    for (uint32_t tick = from, sent = from - 1; tick < to; tick++) {
        if (pace_is_due(&pace, tick, sent)) {
            sent = tick;
            count++;
        }
    }
    return count;
}

START_TEST(the_greeting_costs_no_level)
{
    ck_assert_uint_eq(pace.level, PACE_30);
    spend(1000, 1000, false);
    ck_assert_uint_eq(pace.level, PACE_30);
}
END_TEST

START_TEST(over_the_budget_it_goes_down_level_by_level)
{
    static const unsigned FRAMES[] = {30, 15, 10};
    for (unsigned i = 0; i < 2; i++) {
        ck_assert_uint_eq(frames_in(600, 630), FRAMES[i]);
        spend(1001, 1000, false);
        ck_assert_uint_eq(pace.level, i + 1);
    }
    ck_assert_uint_eq(frames_in(600, 630), 10);
    spend(5000, 1000, false);
    ck_assert_uint_eq(pace.level, PACE_10);
}
END_TEST

START_TEST(where_there_are_cells_it_goes_down_to_its_own)
{
    for (unsigned i = 0; i < 10; i++) {
        spend(2000, 1000, true);
    }
    ck_assert_uint_eq(pace.level, PACE_CELL);
    ck_assert_int_eq(pace_reach(&pace), VIEW_CELL);
    spend(1000, 1000, false); // the map has none any more
    ck_assert_uint_eq(pace.level, PACE_10);
    ck_assert_int_eq(pace_reach(&pace), VIEW_BLOCK);
}
END_TEST

START_TEST(it_goes_up_only_when_that_surely_fits)
{
    spend(1001, 1000, false);
    spend(460, 1000, false); // twice that is more than nine tenths
    ck_assert_uint_eq(pace.level, PACE_15);
    spend(450, 1000, false);
    ck_assert_uint_eq(pace.level, PACE_30);
    spend(900, 1000, false);
    ck_assert_uint_eq(pace.level, PACE_30);
}
END_TEST

/* Whatever a frame more costs at most: no swinging back and forth. */
START_TEST(a_steady_match_settles_on_one_level)
{
    static const unsigned HZ[] = {30, 15, 10};
    for (uint32_t per_frame = 10; per_frame < 100; per_frame++) {
        unsigned changes = 0;
        setup();
        for (unsigned i = 0; i < 20; i++) {
            uint8_t before = pace.level;
            spend(per_frame * HZ[pace.level], 1000, false);
            changes += pace.level != before;
        }
        ck_assert_uint_le(changes, 2);
    }
}
END_TEST

START_TEST(all_of_a_level_get_the_same_ticks)
{
    struct pace other = {.level = PACE_15};
    pace.level = PACE_15;
    for (uint32_t tick = 700; tick < 720; tick++) {
        // one got its last frame at an odd tick: a moment later they agree
        ck_assert(pace_is_due(&pace, tick, tick - 1 - tick % 2) ==
                  (tick % 2 == 0));
        ck_assert(pace_is_due(&other, tick, tick - 1) == (tick % 2 == 0));
    }
}
END_TEST

START_TEST(who_was_passed_over_is_served_at_any_tick)
{
    pace.level = PACE_10;
    ck_assert(!pace_is_due(&pace, 601, 600));
    ck_assert(!pace_is_due(&pace, 602, 600));
    ck_assert(pace_is_due(&pace, 603, 600));
    ck_assert(pace_is_due(&pace, 604, 600));
}
END_TEST

START_TEST(no_budget_is_no_limit)
{
    spend(1001, 1000, false);
    spend(1000000, 0, false);
    ck_assert_uint_eq(pace.level, PACE_30);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, NULL);
    tcase_add_test(tc, the_greeting_costs_no_level);
    tcase_add_test(tc, over_the_budget_it_goes_down_level_by_level);
    tcase_add_test(tc, where_there_are_cells_it_goes_down_to_its_own);
    tcase_add_test(tc, it_goes_up_only_when_that_surely_fits);
    tcase_add_test(tc, a_steady_match_settles_on_one_level);
    tcase_add_test(tc, all_of_a_level_get_the_same_ticks);
    tcase_add_test(tc, who_was_passed_over_is_served_at_any_tick);
    tcase_add_test(tc, no_budget_is_no_limit);
}

SUITE("pace", add_tests)
