/* SPDX-License-Identifier: MIT
 *
 * One test per MUST of RFC 6455's framing that concerns an endpoint, sections
 * in comments. What comes out is compared as a sentence, and every stream of
 * bytes is fed whole, a byte at a time and in random pieces.
 */
#include "shared/ws.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "shared/rng.h"
#include "tests/unit/suite.h"

#define FIN  0x80
#define CAP  70000 // of the reader's message buffer
#define MOST 64    // bytes of a piece

static uint32_t below(uint32_t n)
{
    static uint64_t state = 6455;

    return rng_below(&state, n);
}

/* ---- bytes in ---- */

struct stream {
    enum ws_role reader; // masks what a client would send
    size_t len;
    uint8_t bytes[3 * CAP];
};

static void put(struct stream *s, const void *bytes, size_t len)
{
    ck_assert_uint_le(s->len + len, sizeof(s->bytes));
    memcpy(s->bytes + s->len, bytes, len);
    s->len += len;
}

static void put_byte(struct stream *s, int byte)
{
    put(s, &(uint8_t){(uint8_t)byte}, 1);
}

static void put_masked(struct stream *s, const void *payload, size_t len)
{
    static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    const uint8_t *bytes = payload;

    put(s, mask, sizeof(mask));
    for (size_t i = 0; i < len; i++) {
        put_byte(s, bytes[i] ^ mask[i % 4]);
    }
}

/* A whole frame; `first` is FIN, RSV bits and opcode. */
static void frame(struct stream *s, int first, const void *payload, size_t len)
{
    int mask_bit = s->reader == WS_SERVER ? 0x80 : 0;
    int size = len < 126 ? 0 : len < 65536 ? 2 : 8;

    put_byte(s, first);
    put_byte(s, mask_bit | (size == 0 ? (int)len : size == 2 ? 126 : 127));
    while (size-- > 0) {
        put_byte(s, (int)(len >> (8 * size) & 0xff));
    }
    if (mask_bit) {
        put_masked(s, payload, len);
    } else {
        put(s, payload, len);
    }
}

static void text(struct stream *s, int first, const char *payload)
{
    frame(s, first, payload, strlen(payload));
}

static void close_frame(struct stream *s, int code, const char *reason)
{
    char payload[125];
    int len = snprintf(
            payload, sizeof(payload), "%c%c%s", code >> 8, code & 0xff, reason);

    frame(s, FIN | WS_CLOSE, payload, (size_t)len);
}

/* ---- events out ---- */

struct story {
    size_t len;
    char text[4096];
};

__attribute__((format(printf, 2, 3))) static void tell(
        struct story *story, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int len = vsnprintf(story->text + story->len,
            sizeof(story->text) - story->len, format, args);
    va_end(args);
    ck_assert_uint_lt(story->len + (size_t)len, sizeof(story->text));
    story->len += (size_t)len;
}

static void tell_payload(struct story *story, const struct ws *ws)
{
    if (ws->payload_len > 100) {
        tell(story, " %zu bytes", ws->payload_len);
    } else if (ws->payload_len > 0) {
        tell(story, " %.*s", (int)ws->payload_len, (const char *)ws->payload);
    }
}

static void tell_event(
        struct story *story, const struct ws *ws, enum ws_event event)
{
    static const char *const names[] = {[WS_GOT_PING] = "ping",
            [WS_GOT_PONG] = "pong",
            [WS_GOT_CLOSE] = "close",
            [WS_FAILED] = "failed"};

    if (story->len > 0) {
        tell(story, ", ");
    }
    if (event == WS_MESSAGE) {
        tell(story, ws->opcode == WS_TEXT ? "text" : "binary");
    } else {
        tell(story, "%s", names[event]);
    }
    if (event == WS_GOT_CLOSE || event == WS_FAILED) {
        tell(story, " %u", ws->code);
    }
    if (event != WS_FAILED) {
        tell_payload(story, ws);
    }
}

static void read_piece(
        struct ws *ws, const uint8_t *bytes, size_t len, struct story *story)
{
    enum ws_event event;

    while ((event = ws_read(ws, &bytes, &len)) != WS_MORE) {
        tell_event(story, ws, event);
    }
    ck_assert_uint_eq(len, 0);
}

/* Feeds the stream in pieces of 1..`most` bytes. Each piece ends where an array
 * does, so that a sanitizer sees a read past its end. */
static void read_in_pieces(
        const struct stream *s, size_t most, struct story *story)
{
    static uint8_t message[CAP], pieces[MOST];
    struct ws ws;
    size_t at = 0;

    story->len = 0;
    story->text[0] = '\0';
    ws_init(&ws, s->reader, message, sizeof(message));
    while (at < s->len) {
        size_t len = 1 + below((uint32_t)most);
        len = len < s->len - at ? len : s->len - at;
        uint8_t *piece = pieces + sizeof(pieces) - len;
        memcpy(piece, s->bytes + at, len);
        read_piece(&ws, piece, len, story);
        at += len;
    }
}

/* Long streams hold few frames: fewer ways to cut them tell as much. */
static size_t next_size(const struct stream *s, size_t most)
{
    return s->len < 4096 ? most + 1 : most * 64;
}

static void expect(const struct stream *s, const char *story)
{
    struct story seen = {0};
    static uint8_t message[CAP];
    struct ws ws;

    ws_init(&ws, s->reader, message, sizeof(message));
    read_piece(&ws, s->bytes, s->len, &seen);
    ck_assert_str_eq(seen.text, story);
    for (size_t most = 1; most <= s->len && most <= MOST;
            most = next_size(s, most)) {
        read_in_pieces(s, most, &seen);
        ck_assert_str_eq(seen.text, story);
    }
}

static struct stream *to_server(void)
{
    static struct stream s;

    s.reader = WS_SERVER;
    s.len = 0;
    return &s;
}

static struct stream *to_client(void)
{
    struct stream *s = to_server();

    s->reader = WS_CLIENT;
    return s;
}

/* ---- masking ---- */

// 5.7, the examples; 5.3: unmasking
START_TEST(the_examples_of_the_standard_are_read)
{
    static const uint8_t masked[] = {
            0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58};
    static const uint8_t bare[] = {0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f};
    static const uint8_t pieces[] = {
            0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f};
    struct stream *s = to_server();

    put(s, masked, sizeof(masked));
    expect(s, "text Hello");
    s = to_client();
    put(s, bare, sizeof(bare));
    put(s, pieces, sizeof(pieces));
    expect(s, "text Hello, text Hello");
}
END_TEST

// 5.1: a server MUST close upon receiving a frame that is not masked
START_TEST(a_server_refuses_a_bare_frame)
{
    struct stream *s = to_server();

    put(s, "\x82\x01x", 3);
    expect(s, "failed 1002");
    s = to_server();
    put(s, "\x89", 1);
    put_byte(s, 0x00);
    expect(s, "failed 1002");
}
END_TEST

// 5.1: a client MUST close if it detects a masked frame
START_TEST(a_client_refuses_a_masked_frame)
{
    struct stream *s = to_client();

    put(s, "\x82\x81", 2);
    put_masked(s, "x", 1);
    expect(s, "failed 1002");
}
END_TEST

/* ---- headers ---- */

// 5.2: RSV1..3 MUST be 0 unless an extension is negotiated
START_TEST(reserved_bits_fail_the_connection)
{
    for (int bit = 0x10; bit <= 0x40; bit <<= 1) {
        struct stream *s = to_server();
        text(s, FIN | bit | WS_BINARY, "x");
        expect(s, "failed 1002");
    }
}
END_TEST

// 5.2: an unknown opcode MUST fail the connection
START_TEST(reserved_opcodes_fail_the_connection)
{
    for (int opcode = 0; opcode < 16; opcode++) {
        if ((opcode >= 3 && opcode <= 7) || opcode >= 11) {
            struct stream *s = to_server();
            text(s, FIN | opcode, "");
            expect(s, "failed 1002");
        }
    }
}
END_TEST

// 5.2: the minimal number of bytes MUST be used for the length
START_TEST(a_length_in_more_bytes_than_needed_fails_the_connection)
{
    static const char *const heads[] = {"\x82\xfe\x00\x7d", "\x82\xfe\x00\x00",
            "\x82\xff\x00\x00\x00\x00\x00\x00\xff\xff"};
    static const size_t lens[] = {4, 4, 10};

    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        struct stream *s = to_server();
        put(s, heads[i], lens[i]);
        expect(s, "failed 1002");
    }
}
END_TEST

// 5.2: the most significant bit of a 64-bit length MUST be 0
START_TEST(a_length_with_its_top_bit_set_fails_the_connection)
{
    struct stream *s = to_server();

    put(s, "\x82\xff\x80\x00\x00\x00\x00\x00\x00\x00", 10);
    expect(s, "failed 1002");
}
END_TEST

START_TEST(payloads_of_every_length_form_are_read)
{
    static const size_t lens[] = {101, 125, 126, 127, 65535, 65536};
    static uint8_t payload[65536];
    char story[64];

    for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
        snprintf(story, sizeof(story), "binary %zu bytes", lens[i]);
        struct stream *s = to_server();
        frame(s, FIN | WS_BINARY, payload, lens[i]);
        expect(s, story);
    }
}
END_TEST

// 10.4, 7.4.1: 1009 for a message too big to process
START_TEST(a_message_over_the_limit_fails_as_soon_as_its_header_says_so)
{
    static uint8_t payload[CAP];
    struct stream *s = to_server();

    put(s, "\x82\xff\x00\x00\x00\x00\x00\x01\x11\x71", 10); // CAP + 1
    expect(s, "failed 1009");
    s = to_server();
    put(s, "\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 10);
    expect(s, "failed 1009");
    s = to_server();
    frame(s, FIN | WS_BINARY, payload, CAP);
    expect(s, "binary 70000 bytes");
}
END_TEST

START_TEST(fragments_are_added_up_against_the_limit)
{
    static uint8_t payload[CAP];
    struct stream *s = to_server();

    frame(s, WS_BINARY, payload, CAP - 1);
    frame(s, 0, payload, 1);
    frame(s, FIN, payload, 0);
    expect(s, "binary 70000 bytes");
    s = to_server();
    frame(s, WS_BINARY, payload, CAP - 1);
    text(s, FIN | WS_PING, "still room for a ping");
    put(s, "\x80\x82", 2);
    expect(s, "ping still room for a ping, failed 1009");
}
END_TEST

/* ---- fragmentation, 5.4 ---- */

START_TEST(fragments_are_put_together_in_order)
{
    struct stream *s = to_server();

    text(s, WS_TEXT, "one ");
    text(s, 0, "");
    text(s, 0, "two ");
    text(s, FIN, "three");
    text(s, FIN | WS_BINARY, "next");
    expect(s, "text one two three, binary next");
}
END_TEST

// 5.4: control frames MAY be injected; an endpoint MUST handle them
START_TEST(control_frames_between_fragments_are_handled_at_once)
{
    struct stream *s = to_server();

    text(s, WS_BINARY, "a");
    text(s, FIN | WS_PING, "p");
    text(s, 0, "b");
    text(s, FIN | WS_PONG, "q");
    text(s, FIN, "c");
    expect(s, "ping p, pong q, binary abc");
}
END_TEST

// 5.4: fragments of one message MUST NOT be interleaved with another
START_TEST(a_new_message_inside_a_fragmented_one_fails)
{
    struct stream *s = to_server();

    text(s, WS_BINARY, "a");
    text(s, FIN | WS_BINARY, "b");
    expect(s, "failed 1002");
    s = to_server();
    text(s, WS_TEXT, "a");
    text(s, WS_TEXT, "b");
    expect(s, "failed 1002");
}
END_TEST

START_TEST(a_continuation_of_nothing_fails)
{
    struct stream *s = to_server();

    text(s, FIN, "a");
    expect(s, "failed 1002");
    s = to_server();
    text(s, FIN | WS_BINARY, "a");
    text(s, 0, "b");
    expect(s, "binary a, failed 1002");
}
END_TEST

/* ---- control frames, 5.5 ---- */

// 5.5: MUST have a payload length of 125 bytes or less
START_TEST(a_long_control_frame_fails)
{
    char payload[126] = {0};

    memset(payload, 'x', sizeof(payload));
    for (int opcode = WS_CLOSE; opcode <= WS_PONG; opcode++) {
        struct stream *s = to_server();
        frame(s, FIN | opcode, payload, sizeof(payload));
        expect(s, "failed 1002");
    }
    struct stream *s = to_server();
    frame(s, FIN | WS_PING, payload, 125);
    expect(s, "ping 125 bytes");
}
END_TEST

// 5.5: MUST NOT be fragmented
START_TEST(a_fragmented_control_frame_fails)
{
    for (int opcode = WS_CLOSE; opcode <= WS_PONG; opcode++) {
        struct stream *s = to_server();
        text(s, opcode, "");
        expect(s, "failed 1002");
    }
}
END_TEST

// 5.5.2, 5.5.3
START_TEST(every_ping_of_a_burst_is_told)
{
    struct stream *s = to_server();

    text(s, FIN | WS_PING, "1");
    text(s, FIN | WS_PING, "");
    text(s, FIN | WS_PING, "3");
    text(s, FIN | WS_PONG, "unasked");
    expect(s, "ping 1, ping, ping 3, pong unasked");
}
END_TEST

/* ---- closing, 5.5.1 and 7 ---- */

START_TEST(a_close_tells_its_code_and_reason)
{
    struct stream *s = to_server();

    close_frame(s, 1001, "bye");
    expect(s, "close 1001 bye");
    s = to_server();
    text(s, FIN | WS_CLOSE, "");
    expect(s, "close 0");
}
END_TEST

// 1.4, 5.5.1: after a Close nothing more is read
START_TEST(nothing_after_a_close_is_read)
{
    struct stream *s = to_server();

    close_frame(s, 1000, "");
    text(s, FIN | WS_BINARY, "late");
    put(s, "\xff\xff\xff", 3);
    expect(s, "close 1000");
}
END_TEST

// 7.1.7: after failing, nothing more is processed
START_TEST(nothing_after_a_failure_is_read)
{
    struct stream *s = to_server();

    text(s, FIN | 3, "");
    text(s, FIN | WS_BINARY, "late");
    expect(s, "failed 1002");
}
END_TEST

// 5.5.1: if there is a body, its first two bytes MUST be a code
START_TEST(a_close_with_half_a_code_fails)
{
    struct stream *s = to_server();

    text(s, FIN | WS_CLOSE, "\x03");
    expect(s, "failed 1002");
    s = to_server();
    text(s, FIN | WS_PONG, "\x03\xe8"); // leaves the other half behind
    text(s, FIN | WS_CLOSE, "\x03");
    expect(s, "pong \x03\xe8, failed 1002");
}
END_TEST

// 7.4.1, 7.4.2: codes that MUST NOT be sent, or mean nothing
START_TEST(a_close_with_a_code_nobody_may_send_fails)
{
    static const uint16_t bad[] = {0, 1, 999, 1004, 1005, 1006, 1015, 1016,
            1100, 2000, 2999, 5000, 65535};
    static const uint16_t good[] = {1000, 1001, 1002, 1003, 1007, 1008, 1009,
            1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999};
    char story[32];

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct stream *s = to_server();
        uint8_t payload[2] = {(uint8_t)(bad[i] >> 8), (uint8_t)bad[i]};
        frame(s, FIN | WS_CLOSE, payload, 2);
        expect(s, "failed 1002");
    }
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct stream *s = to_server();
        uint8_t payload[2] = {(uint8_t)(good[i] >> 8), (uint8_t)good[i]};
        frame(s, FIN | WS_CLOSE, payload, 2);
        snprintf(story, sizeof(story), "close %u", good[i]);
        expect(s, story);
    }
}
END_TEST

// 5.5.1, 8.1: the reason is UTF-8
START_TEST(a_close_with_a_broken_reason_fails)
{
    struct stream *s = to_server();

    close_frame(s, 1000, "\xc3\xa9");
    expect(s, "close 1000 \xc3\xa9");
    s = to_server();
    close_frame(s, 1000, "\xc3");
    expect(s, "failed 1007");
}
END_TEST

/* ---- text, 8.1 ---- */

START_TEST(text_that_is_not_utf8_fails)
{
    static const char *const bad[] = {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3",
            "\xc3(", "\xe0\x80\x80", "\xe2\x82", "\xed\xa0\x80", "\xed\xbf\xbf",
            "\xf0\x80\x80\x80", "\xf0\x9f\x98", "\xf4\x90\x80\x80",
            "\xf5\x80\x80\x80", "\xff", "ok\xfe"};
    static const char *const good[] = {"\x7f", "\xc2\x80", "\xdf\xbf",
            "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
            "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xf0\x9f\x98\x80 ok"};
    char story[32];

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct stream *s = to_server();
        text(s, FIN | WS_TEXT, bad[i]);
        expect(s, "failed 1007");
    }
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct stream *s = to_server();
        text(s, FIN | WS_TEXT, good[i]);
        snprintf(story, sizeof(story), "text %s", good[i]);
        expect(s, story);
    }
}
END_TEST

// 5.6: a fragment may end inside a character, the message may not
START_TEST(a_character_may_be_split_between_fragments)
{
    struct stream *s = to_server();

    text(s, WS_TEXT, "\xf0\x9f");
    text(s, FIN, "\x98\x80");
    expect(s, "text \xf0\x9f\x98\x80");
    s = to_server();
    text(s, WS_TEXT, "\xf0\x9f");
    text(s, FIN, "");
    expect(s, "failed 1007");
}
END_TEST

START_TEST(binary_may_hold_anything)
{
    struct stream *s = to_server();

    text(s, FIN | WS_BINARY, "\xff\xfe");
    expect(s, "binary \xff\xfe");
}
END_TEST

/* ---- writing ---- */

// 5.1, 5.2, 5.3
START_TEST(what_one_side_writes_the_other_reads)
{
    static const size_t lens[] = {0, 1, 3, 4, 125, 126, 65535, 65536};
    static const uint8_t mask[4] = {1, 2, 3, 4};
    static uint8_t payload[65536], message[CAP];
    uint8_t head[WS_HEAD_MAX];

    for (size_t i = 0; i < 2 * ARRAY_LEN(lens); i++) {
        size_t len = lens[i / 2];
        enum ws_role reader = i % 2 ? WS_SERVER : WS_CLIENT;
        struct stream *s = to_server();
        struct ws ws;
        memset(payload, 'z', len);
        size_t head_len = reader == WS_SERVER ? ws_head_masked(head, WS_BINARY,
                                                        payload, len, mask)
                                              : ws_head(head, WS_BINARY, len);
        put(s, head, head_len);
        put(s, payload, len);
        const uint8_t *bytes = s->bytes;
        size_t left = s->len;
        ws_init(&ws, reader, message, sizeof(message));
        ck_assert_int_eq(ws_read(&ws, &bytes, &left), WS_MESSAGE);
        ck_assert_uint_eq(left, 0);
        ck_assert_uint_eq(ws.payload_len, len);
        memset(payload, 'z', len);
        ck_assert_int_eq(memcmp(message, payload, len), 0);
    }
}
END_TEST

// 5.5: a Close's body is at most 125 bytes; 8.1: and its reason UTF-8
START_TEST(a_long_reason_is_cut_between_characters)
{
    char reason[200];
    uint8_t out[WS_CONTROL_MAX];

    memset(reason, 'x', sizeof(reason));
    memcpy(reason + 121, "\xe2\x82\xac", 4); // would end at byte 124
    ck_assert_uint_eq(ws_close_payload(out, 1008, reason), 2 + 121);
    ck_assert_uint_eq(out[0] << 8 | out[1], 1008);
    memcpy(reason + 120, "\xe2\x82\xac", 4); // ends at byte 123
    ck_assert_uint_eq(ws_close_payload(out, 1008, reason), 2 + 123);
    ck_assert(ws_utf8_valid(out + 2, 123));
    ck_assert_uint_eq(ws_close_payload(out, WS_CODE_NONE, reason), 0);
    ck_assert_uint_eq(ws_close_payload(out, 1000, ""), 2);
}
END_TEST

/* ---- anything at all ---- */

START_TEST(random_frames_read_the_same_however_they_arrive)
{
    static const int firsts[] = {FIN | WS_BINARY, FIN | WS_TEXT, WS_TEXT, 0,
            FIN, FIN | WS_PING, FIN | WS_PONG, FIN | WS_PING, 0, FIN};
    char payload[130];
    struct story story;

    for (int round = 0; round < 60; round++) {
        struct stream *s = to_server();
        for (int n = 0; n < 12; n++) {
            size_t len = below(sizeof(payload));
            memset(payload, 'a' + n, sizeof(payload));
            frame(s, firsts[below(ARRAY_LEN(firsts))], payload, len);
        }
        if (round % 3 == 0) {
            s->bytes[below((uint32_t)s->len)] ^= (uint8_t)(1 << below(8));
        }
        read_in_pieces(s, MOST, &story);
        expect(s, story.text);
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60); // sanitizers are slow
    tcase_add_test(tc, the_examples_of_the_standard_are_read);
    tcase_add_test(tc, a_server_refuses_a_bare_frame);
    tcase_add_test(tc, a_client_refuses_a_masked_frame);
    tcase_add_test(tc, reserved_bits_fail_the_connection);
    tcase_add_test(tc, reserved_opcodes_fail_the_connection);
    tcase_add_test(tc, a_length_in_more_bytes_than_needed_fails_the_connection);
    tcase_add_test(tc, a_length_with_its_top_bit_set_fails_the_connection);
    tcase_add_test(tc, payloads_of_every_length_form_are_read);
    tcase_add_test(
            tc, a_message_over_the_limit_fails_as_soon_as_its_header_says_so);
    tcase_add_test(tc, fragments_are_added_up_against_the_limit);
    tcase_add_test(tc, fragments_are_put_together_in_order);
    tcase_add_test(tc, control_frames_between_fragments_are_handled_at_once);
    tcase_add_test(tc, a_new_message_inside_a_fragmented_one_fails);
    tcase_add_test(tc, a_continuation_of_nothing_fails);
    tcase_add_test(tc, a_long_control_frame_fails);
    tcase_add_test(tc, a_fragmented_control_frame_fails);
    tcase_add_test(tc, every_ping_of_a_burst_is_told);
    tcase_add_test(tc, a_close_tells_its_code_and_reason);
    tcase_add_test(tc, nothing_after_a_close_is_read);
    tcase_add_test(tc, nothing_after_a_failure_is_read);
    tcase_add_test(tc, a_close_with_half_a_code_fails);
    tcase_add_test(tc, a_close_with_a_code_nobody_may_send_fails);
    tcase_add_test(tc, a_close_with_a_broken_reason_fails);
    tcase_add_test(tc, text_that_is_not_utf8_fails);
    tcase_add_test(tc, a_character_may_be_split_between_fragments);
    tcase_add_test(tc, binary_may_hold_anything);
    tcase_add_test(tc, what_one_side_writes_the_other_reads);
    tcase_add_test(tc, a_long_reason_is_cut_between_characters);
    tcase_add_test(tc, random_frames_read_the_same_however_they_arrive);
}

SUITE("ws", add_tests)
