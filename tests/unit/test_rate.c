/* SPDX-License-Identifier: MIT */
#include "server/rate.h"

#include "tests/unit/suite.h"

START_TEST(a_burst_passes_and_then_one_at_a_time)
{
    struct rate rate = {0};
    for (unsigned i = 0; i < 5; i++) {
        ck_assert(rate_allows(&rate, 1000, 100, 5));
    }
    ck_assert(!rate_allows(&rate, 1000, 100, 5));
    ck_assert(!rate_allows(&rate, 1099, 100, 5));
    ck_assert(rate_allows(&rate, 1100, 100, 5));
    ck_assert(!rate_allows(&rate, 1100, 100, 5));
}
END_TEST

START_TEST(what_was_refused_does_not_count)
{
    struct rate rate = {0};
    for (unsigned i = 0; i < 1000; i++) {
        rate_allows(&rate, 1000, 100, 5);
    }
    ck_assert(rate_allows(&rate, 1100, 100, 5));
}
END_TEST

START_TEST(a_long_rest_earns_no_more_than_the_burst)
{
    struct rate rate = {0};
    unsigned passed = 0;
    for (unsigned i = 0; i < 100; i++) {
        passed += rate_allows(&rate, 1000000000, 100, 7);
    }
    ck_assert_uint_eq(passed, 7);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, a_burst_passes_and_then_one_at_a_time);
    tcase_add_test(tc, what_was_refused_does_not_count);
    tcase_add_test(tc, a_long_rest_earns_no_more_than_the_burst);
}

SUITE("rate", add_tests)
