/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <string.h>

#include <msgpack.h>

#include "shared/rng.h"
#include "shared/wire.h"

#define BYTES(...) \
    (const uint8_t[]){__VA_ARGS__}, sizeof((uint8_t[]){__VA_ARGS__})

static struct wire_in cursor(const uint8_t *bytes, size_t len)
{
    struct wire_in in;
    wire_in_init(&in, bytes, len);
    return in;
}

START_TEST(what_was_put_comes_back)
{
    static const uint64_t numbers[] = {0, 1, 127, 128, 255, 256, 65535, 65536,
            UINT32_MAX, (uint64_t)UINT32_MAX + 1, UINT64_MAX};
    static const int64_t signed_numbers[] = {0, -1, -32, -33, -128, -129,
            -32768, -32769, INT32_MIN, (int64_t)INT32_MIN - 1, INT64_MIN,
            INT64_MAX};
    uint8_t bytes[512];
    struct wire_out out;
    wire_out_init(&out, bytes, sizeof(bytes));
    wire_put_array(&out, ARRAY_LEN(numbers) + ARRAY_LEN(signed_numbers) + 4);
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        wire_put_u64(&out, numbers[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(signed_numbers); i++) {
        wire_put_i64(&out, signed_numbers[i]);
    }
    wire_put_bool(&out, true);
    wire_put_bool(&out, false);
    wire_put_str(&out, "Zoë 🎯");
    wire_put_bin(&out, (const uint8_t *)"\0\1\2", 3);

    struct wire_in in = cursor(bytes, wire_out_done(&out));
    char text[32];
    size_t len;
    wire_open(&in, 1, 100);
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        ck_assert_uint_eq(wire_u64(&in, UINT64_MAX), numbers[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(signed_numbers); i++) {
        ck_assert_int_eq(
                wire_i64(&in, INT64_MIN, INT64_MAX), signed_numbers[i]);
    }
    ck_assert(wire_bool(&in));
    ck_assert(!wire_bool(&in));
    wire_str(&in, text, sizeof(text) - 1);
    ck_assert_str_eq(text, "Zoë 🎯");
    const uint8_t *bin = wire_bin(&in, 3, &len);
    ck_assert_uint_eq(len, 3);
    ck_assert_int_eq(memcmp(bin, "\0\1\2", 3), 0);
    wire_close(&in);
    ck_assert(wire_done(&in));
}
END_TEST

START_TEST(a_full_buffer_fails_without_a_byte_too_many)
{
    uint8_t bytes[8] = {0};
    struct wire_out out;
    wire_out_init(&out, bytes, 4);
    wire_put_str(&out, "five!");
    ck_assert_uint_eq(wire_out_done(&out), 0);
    wire_put_u64(&out, 1);
    ck_assert_uint_eq(wire_out_done(&out), 0);
    ck_assert_uint_eq(bytes[4], 0);
}
END_TEST

START_TEST(a_number_may_come_in_any_format_it_fits_into)
{
    static const uint8_t forms[][9] = {{0x05}, {0xcc, 5}, {0xcd, 0, 5},
            {0xce, 0, 0, 0, 5}, {0xcf, 0, 0, 0, 0, 0, 0, 0, 5}, {0xd0, 5},
            {0xd1, 0, 5}, {0xd2, 0, 0, 0, 5}, {0xd3, 0, 0, 0, 0, 0, 0, 0, 5}};
    static const size_t len[] = {1, 2, 3, 5, 9, 2, 3, 5, 9};
    for (size_t i = 0; i < ARRAY_LEN(len); i++) {
        struct wire_in in = cursor(forms[i], len[i]);
        ck_assert_uint_eq(wire_u32(&in, 5), 5);
        ck_assert(wire_done(&in));
        in = cursor(forms[i], len[i]);
        ck_assert_int_eq(wire_i64(&in, -5, 5), 5);
        ck_assert(wire_done(&in));
    }
}
END_TEST

START_TEST(numbers_out_of_range_are_refused)
{
    struct wire_in in = cursor(BYTES(0x06));
    ck_assert_uint_eq(wire_u32(&in, 5), 0);
    ck_assert_str_eq(in.error, "a number out of range");
    in = cursor(BYTES(0xff)); // -1
    wire_u32(&in, 5);
    ck_assert_str_eq(in.error, "a number out of range");
    in = cursor(BYTES(0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
    wire_i64(&in, INT64_MIN, INT64_MAX);
    ck_assert_str_eq(in.error, "a number out of range");
    in = cursor(BYTES(0xca, 0, 0, 0, 0));
    wire_u32(&in, 5);
    ck_assert_str_eq(in.error, "not a number");
}
END_TEST

START_TEST(five_bytes_that_claim_gigabytes_are_refused)
{
    struct wire_in in = cursor(BYTES(0xdd, 0x00, 0x10, 0x00, 0x00));
    ck_assert_uint_eq(wire_open(&in, 0, UINT32_MAX), 0);
    ck_assert_str_eq(in.error, "a length above the bytes left");
    in = cursor(BYTES(0xdd, 0x7f, 0xff, 0xff, 0xff));
    wire_skip(&in);
    ck_assert_str_eq(in.error, "a length above the bytes left");
    in = cursor(BYTES(0xdf, 0xff, 0xff, 0xff, 0xff));
    wire_skip(&in);
    ck_assert_str_eq(in.error, "a length above the bytes left");
    in = cursor(BYTES(0xdb, 0xff, 0xff, 0xff, 0xff));
    wire_skip(&in);
    ck_assert_str_eq(in.error, "a length above the bytes left");
}
END_TEST

START_TEST(nesting_ends_at_the_limit)
{
    struct wire_in in = cursor(BYTES(0x91, 0x91, 0x91, 0x90));
    wire_skip(&in);
    ck_assert(wire_done(&in));
    in = cursor(BYTES(0x91, 0x91, 0x91, 0x91, 0x90));
    wire_skip(&in);
    ck_assert_str_eq(in.error, "nested too deeply");
}
END_TEST

START_TEST(a_later_version_may_append)
{
    // [7, [1, {2: "x"}], 5.0, "extra"], true
    struct wire_in in = cursor(BYTES(0x94, 0x07, 0x92, 0x01, 0x81, 0x02, 0xa1,
            'x', 0xca, 0x40, 0xa0, 0, 0, 0xa5, 'e', 'x', 't', 'r', 'a', 0xc3));
    ck_assert_uint_eq(wire_open(&in, 1, 1), 1);
    ck_assert_uint_eq(wire_u32(&in, 9), 7);
    wire_close(&in);
    ck_assert(wire_bool(&in));
    ck_assert(wire_done(&in));
}
END_TEST

START_TEST(an_array_has_no_more_than_it_says)
{
    struct wire_in in = cursor(BYTES(0x91, 0x01, 0x02));
    wire_open(&in, 1, 2);
    wire_u32(&in, 9);
    wire_u32(&in, 9);
    ck_assert_str_eq(in.error, "an array ends too early");
    in = cursor(BYTES(0x91, 0x01));
    wire_open(&in, 2, 2);
    ck_assert_str_eq(in.error, "an array with too few elements");
    in = cursor(BYTES(0x93, 1, 2, 3));
    wire_open_list(&in, 2);
    ck_assert_str_eq(in.error, "an array with too many elements");
}
END_TEST

static bool takes_text(const char *text)
{
    uint8_t bytes[64];
    char copy[32];
    struct wire_out out;
    wire_out_init(&out, bytes, sizeof(bytes));
    wire_put_str(&out, text);
    struct wire_in in = cursor(bytes, wire_out_done(&out));
    wire_str(&in, copy, sizeof(copy) - 1);
    ck_assert(in.error || strcmp(copy, text) == 0);
    ck_assert(!in.error || copy[0] == '\0');
    return wire_done(&in);
}

START_TEST(text_is_printable_utf8)
{
    ck_assert(takes_text(""));
    ck_assert(takes_text("plain"));
    ck_assert(takes_text("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8e\xaf"));
    ck_assert(takes_text("\xf4\x8f\xbf\xbf"));
    ck_assert_msg(!takes_text("a\nb"), "a control character");
    ck_assert_msg(!takes_text("\x7f"), "delete");
    ck_assert_msg(!takes_text("\xc2\x85"), "a C1 control character");
    ck_assert_msg(!takes_text("\xc0\xaf"), "an overlong slash");
    ck_assert_msg(!takes_text("\xe0\x80\xaf"), "an overlong slash");
    ck_assert_msg(!takes_text("\xed\xa0\x80"), "a surrogate");
    ck_assert_msg(!takes_text("\xf4\x90\x80\x80"), "above U+10FFFF");
    ck_assert_msg(!takes_text("\x80"), "a lone continuation");
    ck_assert_msg(!takes_text("\xe2\x82"), "cut short");
    ck_assert_msg(!takes_text("\xff"), "no UTF-8 at all");
    ck_assert(!takes_text("longer than thirty-one bytes of it"));
    struct wire_in in = cursor(BYTES(0xa1, 0x00));
    char out[4];
    wire_str(&in, out, 3);
    ck_assert_msg(in.error != NULL, "a NUL");
}
END_TEST

START_TEST(the_first_error_stays)
{
    struct wire_in in = cursor(BYTES(0xc0, 0x05));
    wire_bool(&in);
    const char *error = in.error;
    ck_assert_str_eq(error, "not a boolean");
    ck_assert_uint_eq(wire_u32(&in, 9), 0);
    wire_fail(&in, "another");
    ck_assert_ptr_eq(in.error, error);
    ck_assert(!wire_done(&in));
}
END_TEST

START_TEST(bytes_after_the_end_are_an_error)
{
    struct wire_in in = cursor(BYTES(0x05, 0x05));
    wire_u32(&in, 5);
    ck_assert(!wire_done(&in));
}
END_TEST

/* Bytes that often are MessagePack, and often nearly. */
static size_t noise(uint64_t *seed, uint8_t *out, size_t cap)
{
    static const uint8_t heads[] = {0x90, 0x91, 0x92, 0x93, 0x81, 0xa2, 0xc0,
            0xc1, 0xc3, 0xc4, 0xc7, 0xca, 0xcb, 0xcc, 0xcd, 0xcf, 0xd0, 0xd3,
            0xd4, 0xd8, 0xd9, 0xdc, 0xdd, 0xde, 0xff};
    size_t len = 1 + rng_below(seed, (uint32_t)cap);
    for (size_t i = 0; i < len; i++) {
        uint32_t kind = rng_below(seed, 4);
        out[i] = kind == 0   ? (uint8_t)rng_next(seed)
                 : kind == 1 ? (uint8_t)rng_below(seed, 4)
                             : heads[rng_below(seed, ARRAY_LEN(heads))];
    }
    return len;
}

static unsigned depth_of(const msgpack_object *object)
{
    unsigned deepest = 0;
    if (object->type == MSGPACK_OBJECT_ARRAY) {
        for (uint32_t i = 0; i < object->via.array.size; i++) {
            unsigned depth = depth_of(&object->via.array.ptr[i]);
            deepest = depth > deepest ? depth : deepest;
        }
        return 1 + deepest;
    }
    if (object->type == MSGPACK_OBJECT_MAP) {
        for (uint32_t i = 0; i < object->via.map.size; i++) {
            unsigned key = depth_of(&object->via.map.ptr[i].key);
            unsigned val = depth_of(&object->via.map.ptr[i].val);
            deepest = key > deepest ? key : deepest;
            deepest = val > deepest ? val : deepest;
        }
        return 1 + deepest;
    }
    return 0;
}

/* msgpack-c takes the same bytes for one value, up to the depth limit. It is
 * asked about short bytes only, whose counts it can afford to believe. */
START_TEST(the_cursor_agrees_with_msgpack_c)
{
    uint64_t seed = 11;
    unsigned accepted = 0;
    for (unsigned round = 0; round < 100000; round++) {
        uint8_t bytes[16];
        size_t len = noise(&seed, bytes, sizeof(bytes));
        struct wire_in in = cursor(bytes, len);
        wire_skip(&in);
        bool ours = wire_done(&in);
        if (in.error &&
                strcmp(in.error, "a length above the bytes left") == 0) {
            continue;
        }
        msgpack_unpacked result;
        size_t at = 0;
        msgpack_unpacked_init(&result);
        bool theirs = msgpack_unpack_next(&result, (const char *)bytes, len,
                              &at) == MSGPACK_UNPACK_SUCCESS &&
                      at == len && depth_of(&result.data) <= WIRE_DEPTH;
        msgpack_unpacked_destroy(&result);
        ck_assert_int_eq(ours, theirs);
        accepted += ours;
    }
    ck_assert_uint_gt(accepted, 1000);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, what_was_put_comes_back);
    tcase_add_test(tc, a_full_buffer_fails_without_a_byte_too_many);
    tcase_add_test(tc, a_number_may_come_in_any_format_it_fits_into);
    tcase_add_test(tc, numbers_out_of_range_are_refused);
    tcase_add_test(tc, five_bytes_that_claim_gigabytes_are_refused);
    tcase_add_test(tc, nesting_ends_at_the_limit);
    tcase_add_test(tc, a_later_version_may_append);
    tcase_add_test(tc, an_array_has_no_more_than_it_says);
    tcase_add_test(tc, text_is_printable_utf8);
    tcase_add_test(tc, the_first_error_stays);
    tcase_add_test(tc, bytes_after_the_end_are_an_error);
    tcase_add_test(tc, the_cursor_agrees_with_msgpack_c);
}

SUITE("wire", add_tests)
