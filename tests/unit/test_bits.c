/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <string.h>

#include "shared/bits.h"
#include "shared/rng.h"

static const uint32_t samples[] = {0, 1, 2, 3, 7, 8, 255, 256, 65535, 65536,
        0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};

START_TEST(bits_stand_highest_first)
{
    uint8_t bytes[2];
    struct bits_out out;
    bits_out_init(&out, bytes, sizeof(bytes));
    bits_put(&out, 1, 1);
    bits_put(&out, 2, 3);
    bits_put(&out, 0x2b, 6);
    ck_assert_uint_eq(bits_out_done(&out), 2);
    ck_assert_uint_eq(bytes[0], 0xaa); // 1 010 1010|11
    ck_assert_uint_eq(bytes[1], 0xc0);
}
END_TEST

START_TEST(golomb_codes_are_the_published_ones)
{
    uint8_t bytes[4];
    struct bits_out out;
    bits_out_init(&out, bytes, sizeof(bytes));
    bits_put_golomb(&out, 0, 0);  // 1
    bits_put_golomb(&out, 3, 0);  // 00100
    bits_put_golomb(&out, 5, 2);  // 010 01
    bits_put_signed(&out, -1, 0); // as 1: 010
    bits_put_signed(&out, 1, 0);  // as 2: 011
    ck_assert_uint_eq(bits_out_done(&out), 3);
    ck_assert_uint_eq(bytes[0], 0x91); // 1 00100 01
    ck_assert_uint_eq(bytes[1], 0x29); // 0 01 010 01
    ck_assert_uint_eq(bytes[2], 0x80); // 1
}
END_TEST

START_TEST(every_number_comes_back_in_every_order)
{
    for (unsigned k = 0; k <= 16; k++) {
        uint8_t bytes[256];
        struct bits_out out;
        struct bits_in in;
        bits_out_init(&out, bytes, sizeof(bytes));
        for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
            bits_put_golomb(&out, samples[i], k);
            bits_put_signed(&out, (int32_t)samples[i], k);
            bits_put(&out, samples[i], 32);
        }
        bits_in_init(&in, bytes, bits_out_done(&out));
        for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
            ck_assert_uint_eq(bits_get_golomb(&in, k), samples[i]);
            ck_assert_int_eq(bits_get_signed(&in, k), (int32_t)samples[i]);
            ck_assert_uint_eq(bits_get(&in, 32), samples[i]);
        }
        ck_assert(bits_in_done(&in));
    }
}
END_TEST

START_TEST(what_does_not_fit_fails_and_writes_nothing_beyond)
{
    uint8_t bytes[3] = {0, 0, 0x5a};
    struct bits_out out;
    bits_out_init(&out, bytes, 2);
    bits_put(&out, 0x7fff, 15);
    bits_put(&out, 3, 2);
    bits_put(&out, 0, 1);
    ck_assert_uint_eq(bits_out_done(&out), 0);
    ck_assert_uint_eq(bytes[2], 0x5a);
}
END_TEST

START_TEST(reading_past_the_end_fails_for_good)
{
    const uint8_t bytes[] = {0xff};
    struct bits_in in;
    bits_in_init(&in, bytes, sizeof(bytes));
    ck_assert_uint_eq(bits_get(&in, 7), 0x7f);
    ck_assert_uint_eq(bits_get(&in, 2), 0);
    ck_assert_uint_eq(bits_get(&in, 1), 0);
    ck_assert(!bits_in_done(&in));
}
END_TEST

START_TEST(a_code_above_32_bits_fails)
{
    static const uint8_t too_long[] = {
            0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff};
    static const uint8_t too_big[] = {0, 0, 0, 0, 0x80, 0x40, 0, 0, 0, 0, 0, 0};
    struct bits_in in;
    bits_in_init(&in, too_long, sizeof(too_long));
    ck_assert_uint_eq(bits_get_golomb(&in, 0), 0);
    ck_assert(in.failed);
    bits_in_init(&in, too_big, sizeof(too_big));
    ck_assert_uint_eq(bits_get_golomb(&in, 1), 0);
    ck_assert(in.failed);
}
END_TEST

START_TEST(only_zero_padding_may_be_left)
{
    static const uint8_t ones[] = {0x81};
    static const uint8_t zeros[] = {0x80};
    static const uint8_t whole[] = {0x80, 0x00};
    struct bits_in in;
    bits_in_init(&in, ones, sizeof(ones));
    bits_get(&in, 1);
    ck_assert(!bits_in_done(&in));
    bits_in_init(&in, zeros, sizeof(zeros));
    bits_get(&in, 1);
    ck_assert(bits_in_done(&in));
    bits_in_init(&in, whole, sizeof(whole));
    bits_get(&in, 1);
    ck_assert_msg(!bits_in_done(&in), "a byte that nobody asked for");
}
END_TEST

START_TEST(any_bytes_can_be_read)
{
    uint64_t seed = 3;
    for (unsigned round = 0; round < 20000; round++) {
        uint8_t bytes[12];
        struct bits_in in;
        uint64_t noise = rng_next(&seed);
        size_t len = rng_below(&seed, sizeof(bytes) + 1);
        memset(bytes, 0, sizeof(bytes));
        memcpy(bytes + (noise & 3), &noise, sizeof(noise));
        bits_in_init(&in, bytes, len);
        while (!in.failed) {
            bits_get_signed(&in, rng_below(&seed, 17));
        }
        ck_assert_uint_le(in.at, 8 * len);
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, bits_stand_highest_first);
    tcase_add_test(tc, golomb_codes_are_the_published_ones);
    tcase_add_test(tc, every_number_comes_back_in_every_order);
    tcase_add_test(tc, what_does_not_fit_fails_and_writes_nothing_beyond);
    tcase_add_test(tc, reading_past_the_end_fails_for_good);
    tcase_add_test(tc, a_code_above_32_bits_fails);
    tcase_add_test(tc, only_zero_padding_may_be_left);
    tcase_add_test(tc, any_bytes_can_be_read);
}

SUITE("bits", add_tests)
