/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <string.h>

#include "shared/coder.h"
#include "shared/rng.h"

#define CONTEXTS 40

static uint8_t bytes[1 << 16];
static struct odds odds[CONTEXTS];
static uint64_t seed;

static uint32_t below(uint32_t n)
{
    return rng_below(&seed, n);
}

static void even_odds(void)
{
    for (size_t i = 0; i < CONTEXTS; i++) {
        odds[i] = (struct odds){32768, 0};
    }
}

static void any_odds(uint64_t from)
{
    for (size_t i = 0; i < CONTEXTS; i++) {
        odds[i].one = (uint16_t)(32 + rng_below(&from, 65473));
        odds[i].seen = (uint16_t)rng_below(&from, ODDS_SEEN_MAX + 1);
    }
}

/* One thing after another, as `from` has it: put when `coder` encodes, and
 * looked for when it decodes. */
static void run(struct coder *coder, unsigned count, uint64_t from)
{
    for (unsigned i = 0; i < count; i++) {
        uint32_t any = (uint32_t)rng_next(&from) >> rng_below(&from, 32);
        unsigned width = 1 + rng_below(&from, 32);
        uint32_t low = any & (uint32_t)((UINT64_C(1) << width) - 1);
        int32_t small = (int32_t)((int64_t)low - (INT64_C(1) << (width - 1)));
        bool reads = coder->in != NULL;
        bool rare = rng_below(&from, 50) == 0;
        bool bit = coder_bit(coder, &odds[0], !reads && rare);
        uint32_t raw = coder_raw(coder, reads ? 0 : low, width);
        uint32_t number = coder_number(coder, odds + 1, width, reads ? 0 : low);
        int32_t value = coder_signed(coder, odds + 1, width, reads ? 0 : small);
        ck_assert_int_eq(bit, rare);
        ck_assert_uint_eq(raw, low);
        ck_assert_uint_eq(number, low);
        ck_assert_int_eq(value, small);
    }
}

static size_t encode(unsigned count, uint64_t from)
{
    struct coder coder;
    any_odds(from);
    coder_encode(&coder, bytes, sizeof(bytes));
    run(&coder, count, from);
    return coder_finish(&coder);
}

START_TEST(everything_comes_back)
{
    seed = (uint64_t)_i;
    for (unsigned round = 0; round < 500; round++) {
        uint64_t from = rng_next(&seed);
        unsigned count = below(40);
        size_t len = encode(count, from);
        ck_assert_uint_ne(len, SIZE_MAX);
        struct coder coder;
        any_odds(from);
        coder_decode(&coder, bytes, len);
        run(&coder, count, from);
        ck_assert(coder_done(&coder));
    }
}
END_TEST

START_TEST(nothing_takes_no_byte)
{
    struct coder coder;
    coder_encode(&coder, bytes, 0);
    ck_assert_uint_eq(coder_finish(&coder), 0);
    coder_decode(&coder, bytes, 0);
    ck_assert(coder_done(&coder));
}
END_TEST

/* Decisions that are 0 all along, at odds of `one`. */
static size_t dull(unsigned count, uint16_t one)
{
    struct coder coder;
    coder_encode(&coder, bytes, sizeof(bytes));
    for (unsigned i = 0; i < count; i++) {
        odds[0] = (struct odds){one, ODDS_SEEN_MAX};
        coder_bit(&coder, &odds[0], false);
    }
    return coder_finish(&coder);
}

START_TEST(what_is_likely_is_short)
{
    // log2(65536 / (65536 - 32)) = 0.0007 bits each
    ck_assert_uint_le(dull(10000, 32), 2);
    // half a bit: 1 - 2^-0.5 of 65536
    size_t len = dull(16000, 19195);
    ck_assert_uint_ge(len, 1000);
    ck_assert_uint_le(len, 1002);
}
END_TEST

START_TEST(odds_learn_what_is_usual)
{
    struct coder coder;
    even_odds();
    coder_encode(&coder, bytes, sizeof(bytes));
    for (unsigned i = 0; i < 4000; i++) {
        coder_bit(&coder, &odds[0], i % 16 == 0);
    }
    // 0.337 bits each, and something for what it did not know yet
    ck_assert_uint_le(coder_finish(&coder), 4000 * 0.35 / 8);
    ck_assert_uint_eq(odds[0].seen, ODDS_SEEN_MAX);
}
END_TEST

START_TEST(odds_never_become_certain)
{
    struct coder coder;
    even_odds();
    coder_encode(&coder, bytes, sizeof(bytes));
    for (unsigned i = 0; i < 100000; i++) {
        coder_bit(&coder, &odds[0], true);
        coder_bit(&coder, &odds[1], false);
        ck_assert_uint_lt(odds[0].one, 65535);
        ck_assert_uint_gt(odds[1].one, 0);
    }
}
END_TEST

START_TEST(without_space_it_fails_and_writes_nothing_beyond)
{
    size_t len = encode(30, 3);
    for (size_t cap = 0; cap < len; cap++) {
        struct coder coder;
        any_odds(3);
        bytes[cap] = 0x5a;
        coder_encode(&coder, bytes, cap);
        run(&coder, 30, 3);
        ck_assert_uint_eq(coder_finish(&coder), SIZE_MAX);
        ck_assert_uint_eq(bytes[cap], 0x5a);
    }
}
END_TEST

/* Reads `count` raw bytes' worth of decisions, whatever they say. */
static bool reads_to_the_end(size_t len, unsigned count)
{
    struct coder coder;
    coder_decode(&coder, bytes, len);
    for (unsigned i = 0; i < count; i++) {
        coder_raw(&coder, 0, 8);
    }
    return coder_done(&coder);
}

START_TEST(only_the_shortest_way_to_say_it_is_read)
{
    struct coder coder;
    coder_encode(&coder, bytes, sizeof(bytes));
    coder_raw(&coder, 0x8000, 16);
    coder_raw(&coder, 0x00fe, 16);
    size_t len = coder_finish(&coder);
    ck_assert(reads_to_the_end(len, 4));
    bytes[len] = 0;
    ck_assert(!reads_to_the_end(len + 1, 4)); // a byte too many
    for (size_t more = 1; more < 9; more++) {
        bytes[len + more - 1] = 1; // behind nothing but zeros
        ck_assert(!reads_to_the_end(len + more, 4));
        bytes[len + more - 1] = 0;
    }
    ck_assert(!reads_to_the_end(len, 3)); // not all of it read
    bytes[len - 1] ^= 1;
    ck_assert(!reads_to_the_end(len, 3));
}
END_TEST

START_TEST(any_bytes_are_read_without_harm_and_seldom_accepted)
{
    seed = 9;
    unsigned accepted = 0;
    for (unsigned round = 0; round < 2000; round++) {
        size_t len = 8 + below(8);
        // exactly as long, so that ASan sees any byte read behind it
        uint8_t *exact = malloc(len + 1);
        ck_assert_ptr_nonnull(exact);
        for (size_t i = 0; i < len; i++) {
            exact[i] = (uint8_t)rng_next(&seed);
        }
        struct coder coder;
        even_odds();
        coder_decode(&coder, exact, len);
        for (unsigned i = 0; i < 8; i++) {
            coder_signed(&coder, odds, 8, 0);
        }
        accepted += coder_done(&coder);
        free(exact);
    }
    ck_assert_uint_lt(accepted, 20);
}
END_TEST

START_TEST(a_number_beyond_its_width_fails)
{
    // in 8 bits there is no 128
    struct coder coder;
    even_odds();
    coder_encode(&coder, bytes, sizeof(bytes));
    coder_number(&coder, odds, 8, 128);
    coder_bit(&coder, &odds[8], false);
    size_t len = coder_finish(&coder);
    even_odds();
    coder_decode(&coder, bytes, len);
    coder_signed(&coder, odds, 8, 0);
    ck_assert(coder.failed);
    ck_assert(!coder_done(&coder));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, everything_comes_back, 0, 10);
    tcase_add_test(tc, nothing_takes_no_byte);
    tcase_add_test(tc, what_is_likely_is_short);
    tcase_add_test(tc, odds_learn_what_is_usual);
    tcase_add_test(tc, odds_never_become_certain);
    tcase_add_test(tc, without_space_it_fails_and_writes_nothing_beyond);
    tcase_add_test(tc, only_the_shortest_way_to_say_it_is_read);
    tcase_add_test(tc, any_bytes_are_read_without_harm_and_seldom_accepted);
    tcase_add_test(tc, a_number_beyond_its_width_fails);
}

SUITE("coder", add_tests)
