/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/hash.h"

START_TEST(bytes_hash_as_published_for_fnv_1a)
{
    ck_assert_uint_eq(hash_bytes(HASH_START, NULL, 0), 0x811c9dc5);
    ck_assert_uint_eq(
            hash_bytes(HASH_START, (const uint8_t *)"a", 1), 0xe40c292c);
    ck_assert_uint_eq(
            hash_bytes(HASH_START, (const uint8_t *)"foobar", 6), 0xbf9cf968);
}
END_TEST

START_TEST(a_value_hashes_as_its_bytes_lowest_first)
{
    const uint8_t bytes[] = {0x67, 0x45, 0x23, 0x01};
    ck_assert_uint_eq(hash_value(HASH_START, 0x01234567, 4),
            hash_bytes(HASH_START, bytes, 4));
    ck_assert_uint_eq(hash_value(HASH_START, 0x01234567, 2),
            hash_bytes(HASH_START, bytes, 2));
}
END_TEST

START_TEST(every_byte_of_a_value_counts)
{
    for (unsigned bit = 0; bit < 64; bit++) {
        ck_assert_uint_ne(hash_value(HASH_START, 0, 8),
                hash_value(HASH_START, (uint64_t)1 << bit, 8));
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, bytes_hash_as_published_for_fnv_1a);
    tcase_add_test(tc, a_value_hashes_as_its_bytes_lowest_first);
    tcase_add_test(tc, every_byte_of_a_value_counts);
}

SUITE("hash", add_tests)
