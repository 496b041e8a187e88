/* SPDX-License-Identifier: MIT */
#include "server/stats.h"

#include <string.h>

#include "server/clock.h"
#include "tests/unit/suite.h"

// every test runs in a process of its own, so each starts from zeros
static char page[32768];

static void ck_has_line(const char *line)
{
    size_t len = strlen(line);

    for (const char *at = page; (at = strstr(at, line)); at++) {
        if ((at == page || at[-1] == '\n') && at[len] == '\n') {
            return;
        }
    }
    ck_abort_msg("no line '%s' in:\n%s", line, page);
}

START_TEST(counters_add_up_and_gauges_go_both_ways)
{
    stats_add(STAT_INPUTS, 2);
    stats_add(STAT_INPUTS, 40);
    stats_add(STAT_PLAYERS, 5);
    stats_add(STAT_PLAYERS, -2);
    stats_set(STAT_RULES_VERSION, 7);
    ck_assert_uint_eq(stats_render(page, sizeof(page)), strlen(page));
    ck_assert_int_eq(stats_get(STAT_INPUTS), 42);
    ck_has_line("roomcast_inputs_total 42");
    ck_has_line("# TYPE roomcast_inputs_total counter");
    ck_has_line("roomcast_players 3");
    ck_has_line("# TYPE roomcast_players gauge");
    ck_has_line("roomcast_rules_version 7");
}
END_TEST

START_TEST(every_number_of_the_table_is_on_the_page)
{
    stats_render(page, sizeof(page));
#define X(name, type, metric, help)         \
    ck_has_line("# HELP " metric " " help); \
    ck_has_line(metric " 0");
    STATS(X)
#undef X
}
END_TEST

START_TEST(lateness_is_a_cumulative_histogram_in_seconds)
{
    stats_tick_lateness(0);
    stats_tick_lateness(NS_PER_MS / 10);     // on the bound: within
    stats_tick_lateness(NS_PER_MS / 10 + 1); // beyond it
    stats_tick_lateness(3 * NS_PER_MS);
    stats_tick_lateness(NS_PER_S);
    stats_render(page, sizeof(page));
    ck_has_line("# TYPE roomcast_tick_lateness_seconds histogram");
    ck_has_line("roomcast_tick_lateness_seconds_bucket{le=\"0.0001\"} 2");
    ck_has_line("roomcast_tick_lateness_seconds_bucket{le=\"0.0002\"} 3");
    ck_has_line("roomcast_tick_lateness_seconds_bucket{le=\"0.002\"} 3");
    ck_has_line("roomcast_tick_lateness_seconds_bucket{le=\"0.005\"} 4");
    ck_has_line("roomcast_tick_lateness_seconds_bucket{le=\"0.1\"} 4");
    ck_has_line("roomcast_tick_lateness_seconds_bucket{le=\"+Inf\"} 5");
    ck_has_line("roomcast_tick_lateness_seconds_count 5");
    ck_has_line("roomcast_tick_lateness_seconds_sum 1.003200001");
}
END_TEST

START_TEST(times_are_seconds)
{
    stats_encode_time(1500);
    stats_script_time(2 * NS_PER_MS);
    stats_script_time(NS_PER_S);
    stats_render(page, sizeof(page));
    ck_has_line("# TYPE roomcast_script_seconds_total counter");
    ck_has_line("roomcast_script_seconds_total 1.002000000");
    ck_has_line("roomcast_encode_seconds_total 0.000001500");
}
END_TEST

START_TEST(page_that_does_not_fit_is_no_page)
{
    size_t len = stats_render(page, sizeof(page));

    ck_assert_uint_gt(len, 0);
    ck_assert_uint_eq(stats_render(page, len), 0); // no room for the NUL
    ck_assert_uint_eq(stats_render(page, len + 1), len);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, counters_add_up_and_gauges_go_both_ways);
    tcase_add_test(tc, every_number_of_the_table_is_on_the_page);
    tcase_add_test(tc, lateness_is_a_cumulative_histogram_in_seconds);
    tcase_add_test(tc, times_are_seconds);
    tcase_add_test(tc, page_that_does_not_fit_is_no_page);
}

SUITE("stats", add_tests)
