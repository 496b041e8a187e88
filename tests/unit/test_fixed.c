/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <math.h>

#include "shared/fixed.h"

#define TURN 65536
#define HALF 32768
#define PI   3.14159265358979323846

START_TEST(quarters_are_exact)
{
    ck_assert_int_eq(fixed_cos(0), FIXED_ONE);
    ck_assert_int_eq(fixed_sin(0), 0);
    ck_assert_int_eq(fixed_cos(TURN / 4), 0);
    ck_assert_int_eq(fixed_sin(TURN / 4), FIXED_ONE);
    ck_assert_int_eq(fixed_cos(HALF), -FIXED_ONE);
    ck_assert_int_eq(fixed_sin(HALF), 0);
    ck_assert_int_eq(fixed_cos(TURN / 4 * 3), 0);
    ck_assert_int_eq(fixed_sin(TURN / 4 * 3), -FIXED_ONE);
}
END_TEST

START_TEST(cosine_and_sine_are_close_to_the_real_ones)
{
    for (int a = 0; a < TURN; a++) {
        double real = 2 * PI * a / TURN;
        ck_assert_double_eq_tol(fixed_cos((uint16_t)a), TURN * cos(real), 8);
        ck_assert_double_eq_tol(fixed_sin((uint16_t)a), TURN * sin(real), 8);
    }
}
END_TEST

START_TEST(left_mirrors_right)
{
    for (int a = 0; a < TURN; a++) {
        uint16_t mirrored = (uint16_t)(HALF - a);
        ck_assert_int_eq(fixed_cos((uint16_t)a), -fixed_cos(mirrored));
        ck_assert_int_eq(fixed_sin((uint16_t)a), fixed_sin(mirrored));
    }
}
END_TEST

START_TEST(an_angle_points_where_its_vector_does)
{
    for (int a = 0; a < TURN; a += 7) {
        for (int length = 100; length <= 1000000; length *= 10) {
            double real = 2 * PI * a / TURN;
            int64_t x = llround(length * 1000.0 * cos(real));
            int64_t y = llround(length * 1000.0 * sin(real));
            int16_t off = (int16_t)(uint16_t)(fixed_angle(x, y) - a);
            ck_assert_int_le(abs(off), TURN / 1024);
        }
    }
}
END_TEST

START_TEST(an_angle_is_defined_for_every_vector)
{
    ck_assert_uint_eq(fixed_angle(0, 0), 0);
    ck_assert_uint_eq(fixed_angle(5, 0), 0);
    ck_assert_uint_eq(fixed_angle(0, 5), TURN / 4);
    ck_assert_uint_eq(fixed_angle(-5, 0), HALF);
    ck_assert_uint_eq(fixed_angle(0, -5), HALF + TURN / 4);
    ck_assert_uint_eq(fixed_angle(INT64_MIN, INT64_MIN), HALF + TURN / 8);
    ck_assert_uint_eq(fixed_angle(INT64_MAX, 0), 0);
    ck_assert_uint_eq(fixed_angle(INT64_MAX, 1), 0);
}
END_TEST

START_TEST(products_round_toward_zero)
{
    ck_assert_int_eq(fixed_mul(3, FIXED_ONE / 2), 1);
    ck_assert_int_eq(fixed_mul(-3, FIXED_ONE / 2), -1);
    ck_assert_int_eq(fixed_mul(-1, FIXED_ONE - 1), 0);
    ck_assert_int_eq(fixed_mul(INT32_MIN, FIXED_ONE), INT32_MIN);
}
END_TEST

START_TEST(a_part_rounded_up_never_stands_still_nor_passes_the_whole)
{
    for (int v = -50; v <= 50; v++) {
        for (int share = 1; share <= 20; share++) {
            int part = fixed_part_up(v, share, 20);
            ck_assert(part * 20 * (v < 0 ? -1 : 1) >= abs(v) * share);
            ck_assert_int_le(abs(part), abs(v));
            ck_assert_int_eq(part, -fixed_part_up(-v, share, 20));
        }
    }
}
END_TEST

START_TEST(a_square_root_is_the_integer_part)
{
    for (uint64_t root = 0; root <= UINT32_MAX; root += root / 3 + 1) {
        uint64_t square = root * root;
        ck_assert_uint_eq(fixed_sqrt(square), root);
        ck_assert_uint_eq(fixed_sqrt(square + 2 * root), root);
        if (root > 0) {
            ck_assert_uint_eq(fixed_sqrt(square - 1), root - 1);
        }
    }
    ck_assert_uint_eq(fixed_sqrt(UINT64_MAX), UINT32_MAX);
}
END_TEST

START_TEST(clamp_keeps_what_is_within)
{
    ck_assert_int_eq(fixed_clamp(5, 0, 10), 5);
    ck_assert_int_eq(fixed_clamp(-5, 0, 10), 0);
    ck_assert_int_eq(fixed_clamp(15, 0, 10), 10);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, quarters_are_exact);
    tcase_add_test(tc, cosine_and_sine_are_close_to_the_real_ones);
    tcase_add_test(tc, left_mirrors_right);
    tcase_add_test(tc, an_angle_points_where_its_vector_does);
    tcase_add_test(tc, an_angle_is_defined_for_every_vector);
    tcase_add_test(tc, products_round_toward_zero);
    tcase_add_test(
            tc, a_part_rounded_up_never_stands_still_nor_passes_the_whole);
    tcase_add_test(tc, a_square_root_is_the_integer_part);
    tcase_add_test(tc, clamp_keeps_what_is_within);
}

SUITE("fixed", add_tests)
