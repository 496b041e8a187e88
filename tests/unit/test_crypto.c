/* SPDX-License-Identifier: MIT */
#include "server/crypto.h"

#include <string.h>

#include "tests/unit/suite.h"

START_TEST(the_accept_of_rfc_6455_section_1_3_comes_out)
{
    char accept[WS_ACCEPT_CHARS + 1];
    crypto_accept("dGhlIHNhbXBsZSBub25jZQ==", accept);
    ck_assert_str_eq(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}
END_TEST

START_TEST(the_digest_is_sha_1)
{
    static const uint8_t ABC[DIGEST_BYTES] = {0xa9, 0x99, 0x3e, 0x36, 0x47,
            0x06, 0x81, 0x6a, 0xba, 0x3e, 0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c,
            0x9c, 0xd0, 0xd8, 0x9d}; // FIPS 180-4
    uint8_t digest[DIGEST_BYTES];
    crypto_digest((const uint8_t *)"abc", 3, digest);
    ck_assert_mem_eq(digest, ABC, DIGEST_BYTES);
}
END_TEST

START_TEST(two_random_numbers_differ)
{
    uint8_t a[16] = {0}, b[16] = {0};
    crypto_random(a, sizeof(a));
    crypto_random(b, sizeof(b));
    ck_assert_mem_ne(a, b, sizeof(a));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, the_accept_of_rfc_6455_section_1_3_comes_out);
    tcase_add_test(tc, the_digest_is_sha_1);
    tcase_add_test(tc, two_random_numbers_differ);
}

SUITE("crypto", add_tests)
