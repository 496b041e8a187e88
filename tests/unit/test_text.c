/* SPDX-License-Identifier: MIT */
#include "server/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "shared/rng.h"
#include "shared/ws.h"
#include "tests/unit/suite.h"

static const struct {
    const char *said, *seen;
} lines[] = {
        {"", ""},
        {"Ada", "Ada"},
        {"  Ada  Lovelace ", "Ada  Lovelace"},
        {"\u00a0\u3000Zo\u00eb\u2003", "Zo\u00eb"},
        {"a\u200bb\u200ec\u202ed\u2066e\ufefff", "abcdef"},
        {"\u200b \u200b", ""},
        {"a\u200db", "ab"}, // not in ASCII
        {"\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"},
        {"\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"},
        {"\u200d\U0001f680\u200d", "\U0001f680"},
        {"\U0001f469\u200d\u200d\U0001f680", "\U0001f469\u200d\U0001f680"},
        {"\u0646\u0645\u06cc\u200c\u062f", "\u0646\u0645\u06cc\u200c\u062f"},
        {"\u05d0\u05d1 abc", "\u05d0\u05d1 abc"}, // turns by itself
        {"\u3164\u2800\u00ad\U000e0041", ""},
        {"gg \U0001f3af", "gg \U0001f3af"},
};

START_TEST(what_nobody_sees_is_taken_out)
{
    char text[64];
    snprintf(text, sizeof(text), "%s", lines[_i].said);
    text_tidy(text);
    ck_assert_str_eq(text, lines[_i].seen);
    text_tidy(text);
    ck_assert_str_eq(text, lines[_i].seen);
}
END_TEST

static size_t put_char(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    unsigned more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const uint8_t first[] = {0, 0xc0, 0xe0, 0xf0};
    out[0] = (char)(first[more] | code >> 6 * more);
    for (unsigned i = 1; i <= more; i++) {
        out[i] = (char)(0x80 | (code >> 6 * (more - i) & 0x3f));
    }
    return more + 1;
}

START_TEST(any_text_stays_utf8_and_is_tidy_at_once)
{
    static const uint32_t some[] = {'a', ' ', 0x200d, 0x200b, 0xfe0f, 0x202e,
            0x1f680, 0x5d0, 0x3000, 0xad};
    uint64_t seed = 7;
    for (unsigned round = 0; round < 20000; round++) {
        char text[64] = "", again[64];
        for (size_t len = 0, n = rng_below(&seed, 12); n > 0; n--) {
            len += put_char(text + len, some[rng_below(&seed, 10)]);
            text[len] = '\0';
        }
        size_t before = strlen(text);
        text_tidy(text);
        ck_assert_uint_le(strlen(text), before);
        ck_assert(ws_utf8_valid((const uint8_t *)text, strlen(text)));
        memcpy(again, text, sizeof(again));
        text_tidy(again);
        ck_assert_str_eq(again, text);
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_loop_test(tc, what_nobody_sees_is_taken_out, 0, ARRAY_LEN(lines));
    tcase_add_test(tc, any_text_stays_utf8_and_is_tidy_at_once);
}

SUITE("text", add_tests)
