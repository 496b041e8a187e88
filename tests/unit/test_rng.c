/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/rng.h"

START_TEST(numbers_are_those_of_splitmix64)
{
    // the first three of the authors' own program for this seed
    uint64_t state = 1234567;
    ck_assert_uint_eq(rng_next(&state), 6457827717110365317u);
    ck_assert_uint_eq(rng_next(&state), 3203168211198807973u);
    ck_assert_uint_eq(rng_next(&state), 9817491932198370423u);
}
END_TEST

START_TEST(the_state_alone_decides_what_follows)
{
    uint64_t state = 99;
    rng_next(&state);
    uint64_t copy = state;
    ck_assert_uint_eq(rng_next(&state), rng_next(&copy));
    ck_assert_uint_eq(state, copy);
}
END_TEST

START_TEST(below_is_below_and_even)
{
    uint64_t state = 7;
    unsigned count[6] = {0};
    for (unsigned i = 0; i < 60000; i++) {
        count[rng_below(&state, 6)]++;
    }
    for (unsigned i = 0; i < 6; i++) {
        ck_assert_uint_ge(count[i], 9600);
        ck_assert_uint_le(count[i], 10400);
    }
}
END_TEST

START_TEST(below_takes_the_smallest_and_the_greatest_n)
{
    uint64_t state = 7;
    uint32_t most = 0;
    for (unsigned i = 0; i < 1000; i++) {
        ck_assert_uint_eq(rng_below(&state, 1), 0);
        uint32_t n = rng_below(&state, UINT32_MAX);
        ck_assert_uint_lt(n, UINT32_MAX);
        most = n > most ? n : most;
    }
    ck_assert_uint_gt(most, UINT32_MAX / 100 * 99);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, numbers_are_those_of_splitmix64);
    tcase_add_test(tc, the_state_alone_decides_what_follows);
    tcase_add_test(tc, below_is_below_and_even);
    tcase_add_test(tc, below_takes_the_smallest_and_the_greatest_n);
}

SUITE("rng", add_tests)
