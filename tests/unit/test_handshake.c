/* SPDX-License-Identifier: MIT
 *
 * One test per MUST of RFC 6455's opening handshake, sections in comments.
 * Every head is read whole and a byte at a time, and must give the same.
 */
#include "shared/handshake.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/suite.h"

#define PROTOCOL "roomcast.1"
#define KEY      "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT   "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

#define LINE     "GET /play HTTP/1.1\r\n"
#define HOST     "Host: example.com\r\n"
#define UPGRADE  "Upgrade: websocket\r\nConnection: Upgrade\r\n"
#define KEY_LINE "Sec-WebSocket-Key: " KEY "\r\n"
#define VERSION  "Sec-WebSocket-Version: 13\r\n"
#define REST     UPGRADE KEY_LINE VERSION
#define GOOD     LINE HOST REST "\r\n"
#define WITH(x)  LINE HOST REST x "\r\n"

static struct ws_request read_bytes(const char *bytes, size_t len)
{
    struct ws_request whole, grown;
    bool done = ws_read_request((const uint8_t *)bytes, len, PROTOCOL, &whole);
    size_t at = 0;

    ck_assert_msg(done, "still waiting for more");
    while (!ws_read_request((const uint8_t *)bytes, at, PROTOCOL, &grown)) {
        at++;
        ck_assert_uint_le(at, len);
    }
    ck_assert_int_eq(grown.status, whole.status);
    ck_assert_uint_eq(grown.len, whole.len);
    return whole;
}

static int status_of(const char *text)
{
    return read_bytes(text, strlen(text)).status;
}

static bool slice_is(struct ws_slice slice, const char *text)
{
    return slice.len == strlen(text) && memcmp(slice.at, text, slice.len) == 0;
}

// 4.2.1
START_TEST(a_whole_request_is_read_into_its_parts)
{
    static const char text[] = LINE HOST REST
            "Origin: http://example.com\r\n"
            "Sec-WebSocket-Protocol: chat, roomcast.1\r\n\r\nrest";
    struct ws_request request = read_bytes(text, sizeof(text) - 1);

    ck_assert_int_eq(request.status, 101);
    ck_assert_uint_eq(request.len, sizeof(text) - 1 - strlen("rest"));
    ck_assert(slice_is(request.target, "/play"));
    ck_assert(slice_is(request.host, "example.com"));
    ck_assert(slice_is(request.key, KEY));
    ck_assert(slice_is(request.origin, "http://example.com"));
    ck_assert(request.offers_protocol);
    ck_assert(request.has_protocol);
}
END_TEST

// 4.2.1: anything else MUST stop the handshake with an error code
START_TEST(what_cannot_become_a_request_is_refused_at_once)
{
    ck_assert_int_eq(status_of("\x16\x03\x01"), 400); // a TLS hello
    ck_assert_int_eq(status_of(" "), 400);
    ck_assert_int_eq(status_of("GET\n"), 400);
    ck_assert_int_eq(status_of("\n"), 400);
    ck_assert_int_eq(status_of("GET /\x7f"), 400);
    ck_assert_int_eq(status_of(LINE "Ho st"), 400);
    ck_assert_int_eq(status_of(LINE ":"), 400);
}
END_TEST

// 4.1 (1), 4.2.1 (1): the method MUST be GET
START_TEST(another_method_is_answered_405)
{
    ck_assert_int_eq(
            status_of("POST /play HTTP/1.1\r\n" HOST REST "\r\n"), 405);
    ck_assert_int_eq(status_of("get "), 405);
    ck_assert_int_eq(status_of("GETS "), 405);
}
END_TEST

// 4.1 (1), 4.2.1 (1): HTTP/1.1 or higher
START_TEST(an_older_or_odd_http_version_is_refused)
{
    ck_assert_int_eq(status_of("GET / HTTP/1.1\r\n" HOST REST "\r\n"), 101);
    ck_assert_int_eq(status_of("GET / HTTP/1.2\r\n" HOST REST "\r\n"), 101);
    ck_assert_int_eq(status_of("GET / HTTP/1.0\r\n"), 400);
    ck_assert_int_eq(status_of("GET / HTTP/0.9\r\n"), 400);
    ck_assert_int_eq(status_of("GET / HTTP/1.10\r\n"), 400);
    ck_assert_int_eq(status_of("GET / http/1.1\r\n"), 400);
    ck_assert_int_eq(status_of("GET /\r\n"), 400);
    ck_assert_int_eq(status_of("GET\r\n"), 400);
    ck_assert_int_eq(status_of("GET  / HTTP/1.1\r\n"), 400);
    ck_assert_int_eq(status_of("GET / HTTP/1.1 \r\n"), 400);
}
END_TEST

// 3, 4.2.1 (1): a resource name; fragments MUST NOT be used
START_TEST(a_target_must_be_a_path_without_fragment)
{
    ck_assert_int_eq(
            status_of("GET /a?b=c HTTP/1.1\r\n" HOST REST "\r\n"), 101);
    ck_assert_int_eq(status_of("GET play HTTP/1.1\r\n"), 400);
    ck_assert_int_eq(status_of("GET * HTTP/1.1\r\n"), 400);
    ck_assert_int_eq(status_of("GET /play#x HTTP/1.1\r\n"), 400);
    ck_assert_int_eq(status_of("GET /pl\xc3\xa4y HTTP/1.1\r\n"), 400);
}
END_TEST

// 4.2.1 (2)
START_TEST(the_host_must_be_there_once)
{
    ck_assert_int_eq(status_of(LINE REST "\r\n"), 400);
    ck_assert_int_eq(status_of(LINE HOST HOST REST "\r\n"), 400);
    ck_assert_int_eq(status_of(LINE "Host:\r\n" REST "\r\n"), 400);
}
END_TEST

// 4.2.1 (3): an ASCII case-insensitive match among the tokens
START_TEST(upgrade_must_name_websocket)
{
    const char *no =
            LINE HOST "Connection: Upgrade\r\n" KEY_LINE VERSION "\r\n";

    ck_assert_int_eq(status_of(no), 426);
    ck_assert_int_eq(status_of(LINE HOST KEY_LINE VERSION
                             "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
            426);
    ck_assert_int_eq(status_of(LINE HOST KEY_LINE VERSION
                             "Connection: Upgrade\r\n"
                             "Upgrade: h2c,\tWebSocket\r\n\r\n"),
            101);
    ck_assert_int_eq(
            status_of(LINE HOST KEY_LINE VERSION "Connection: Upgrade\r\n"
                                                 "Upgrade: xwebsocket\r\n\r\n"),
            426);
}
END_TEST

// 4.2.1 (4)
START_TEST(connection_must_name_upgrade)
{
    ck_assert_int_eq(
            status_of(LINE HOST KEY_LINE VERSION "Upgrade: websocket\r\n\r\n"),
            426);
    ck_assert_int_eq(status_of(LINE HOST KEY_LINE VERSION
                             "Upgrade: websocket\r\n"
                             "Connection: keep-alive\r\n\r\n"),
            426);
    ck_assert_int_eq(status_of(LINE HOST KEY_LINE VERSION
                             "Upgrade: websocket\r\n"
                             "Connection: keep-alive, UPGRADE\r\n\r\n"),
            101);
}
END_TEST

// 4.2.1 (5): base64 that decodes to 16 bytes; 11.3.1: not more than once
START_TEST(the_key_must_be_16_bytes_and_there_once)
{
    const char *bad[] = {"", "dGhlIHNhbXBsZSBub25jZ",
            "dGhlIHNhbXBsZSBub25jZQ=A", "dGhlIHNhbXBsZSBub25jZQ",
            "dGhlIHNhbXBsZSBub25jZQ= =", "dGhlIHNhbXBsZSBub25j",
            "dGhlIHNhbXBsZSBub25jZWVl", "dGhlIHNhbXBsZSBub25jZQ==dGhl",
            "dGhl*HNhbXBsZSBub25jZQ=="};
    char text[512];

    ck_assert_int_eq(status_of(LINE HOST UPGRADE VERSION "\r\n"), 400);
    ck_assert_int_eq(status_of(WITH(KEY_LINE)), 400);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        snprintf(text, sizeof(text),
                LINE HOST UPGRADE VERSION "Sec-WebSocket-Key: %s\r\n\r\n",
                bad[i]);
        ck_assert_int_eq(status_of(text), 400);
    }
}
END_TEST

// 4.2.1 (6), 4.4; 11.3.5: not more than once in a request
START_TEST(only_version_13_is_spoken)
{
    const char *head = LINE HOST UPGRADE KEY_LINE;
    const char *version[] = {"", "Sec-WebSocket-Version: 8\r\n",
            "Sec-WebSocket-Version: 013\r\n",
            "Sec-WebSocket-Version: 13, 8\r\n",
            "Sec-WebSocket-Version: 14\r\n"};
    char text[512];

    for (size_t i = 0; i < ARRAY_LEN(version); i++) {
        snprintf(text, sizeof(text), "%s%s\r\n", head, version[i]);
        ck_assert_int_eq(status_of(text), 426);
    }
    ck_assert_int_eq(status_of(WITH(VERSION)), 400);
}
END_TEST

// 10.2: the origin is what a server may decide by
START_TEST(two_origins_are_refused)
{
    ck_assert_int_eq(
            status_of(WITH("Origin: http://a\r\nOrigin: http://b\r\n")), 400);
}
END_TEST

// 4.2.1 (8), 11.3.4: the list may be spread over several fields
START_TEST(the_subprotocol_is_found_wherever_it_stands)
{
    struct ws_request request;
    const char *spread = WITH("Sec-WebSocket-Protocol: a\r\n"
                              "sec-websocket-protocol: b , roomcast.1 ,c\r\n");
    const char *other =
            WITH("Sec-WebSocket-Protocol: roomcast.2, Roomcast.1\r\n");

    request = read_bytes(spread, strlen(spread));
    ck_assert(request.offers_protocol && request.has_protocol);
    request = read_bytes(other, strlen(other));
    ck_assert(request.offers_protocol && !request.has_protocol);
    request = read_bytes(GOOD, strlen(GOOD));
    ck_assert(!request.offers_protocol && !request.has_protocol);
}
END_TEST

// 9.1: what does not conform to the grammar MUST fail the connection
START_TEST(a_malformed_extension_offer_is_refused)
{
    const char *good[] = {"permessage-deflate; client_max_window_bits",
            "a; b=1, c ; d = \"e\" ;f", "a,,b", "x-y;z=\"\\1\\5\""};
    const char *bad[] = {"", ",", "a b", "a;", "a;=1", "a;b=", "a;b=\"",
            "a;b=\"\"", "a;b=\"c d\"", "a;b=\"\\", "=", "a;b=c d", "\"a\""};
    char text[512];

    for (size_t i = 0; i < ARRAY_LEN(good) + ARRAY_LEN(bad); i++) {
        bool is_good = i < ARRAY_LEN(good);
        snprintf(text, sizeof(text),
                LINE HOST REST "Sec-WebSocket-Extensions: %s\r\n\r\n",
                is_good ? good[i] : bad[i - ARRAY_LEN(good)]);
        ck_assert_msg(status_of(text) == (is_good ? 101 : 400), "%s", text);
    }
}
END_TEST

// 4.2.1 and RFC 7230 3.2.4: one reading only
START_TEST(a_request_that_two_parsers_could_read_differently_is_refused)
{
    static const char nul[] = LINE HOST "X: a\0b\r\n" REST "\r\n";
    static const char nul_end[] = LINE HOST "X: a\0\n" REST "\r\n";

    ck_assert_int_eq(status_of(WITH("X: a\r\n b\r\n")), 400); // folded
    ck_assert_int_eq(status_of(WITH("X : a\r\n")), 400);
    ck_assert_int_eq(status_of(WITH("X\r\n")), 400);
    ck_assert_int_eq(status_of(WITH("X: a\n")), 400);
    ck_assert_int_eq(status_of(WITH("X: a\rb\r\n")), 400);
    ck_assert_int_eq(status_of("GET / HTTP/1.1\n"), 400);
    ck_assert_int_eq(read_bytes(nul, sizeof(nul) - 1).status, 400);
    ck_assert_int_eq(read_bytes(nul_end, sizeof(nul_end) - 1).status, 400);
}
END_TEST

START_TEST(an_incomplete_request_waits_for_the_rest)
{
    struct ws_request request;

    for (size_t len = 0; len < strlen(GOOD); len++) {
        ck_assert(!ws_read_request(
                (const uint8_t *)GOOD, len, PROTOCOL, &request));
    }
}
END_TEST

START_TEST(a_head_of_4096_bytes_is_read_and_a_longer_one_answered_431)
{
    char text[WS_REQUEST_MAX + 64];
    size_t fixed = strlen(WITH("X: \r\n"));

    for (int over = 0; over <= 1; over++) {
        size_t fill = WS_REQUEST_MAX - fixed + (size_t)over;
        int len = snprintf(text, sizeof(text), LINE HOST REST "X: %0*d\r\n\r\n",
                (int)fill, 0);
        ck_assert_int_eq(len, WS_REQUEST_MAX + over);
        ck_assert_int_eq(status_of(text), over ? 431 : 101);
    }
    memset(text, 'a', sizeof(text));
    ck_assert_int_eq(read_bytes(text, sizeof(text)).status, 431);
}
END_TEST

// 4.2.2 (5)
START_TEST(the_answer_is_101_with_upgrade_connection_and_accept)
{
    uint8_t out[512];
    size_t len = ws_write_accept(out, sizeof(out), ACCEPT, PROTOCOL);

    ck_assert_mem_eq(out, "HTTP/1.1 101 ", 13);
    out[len] = '\0';
    ck_assert_ptr_nonnull(strstr((char *)out, "\r\nUpgrade: websocket\r\n"));
    ck_assert_ptr_nonnull(strstr((char *)out, "\r\nConnection: Upgrade\r\n"));
    ck_assert_ptr_nonnull(
            strstr((char *)out, "\r\nSec-WebSocket-Accept: " ACCEPT "\r\n"));
    ck_assert_ptr_null(strstr((char *)out, "Extensions"));
    ck_assert_uint_le(len, 256);
    ck_assert_int_eq(ws_read_answer(out, len, ACCEPT, PROTOCOL), (int)len);
}
END_TEST

// 4.2.2 (4), 4.4: a refused version MUST be told which one is spoken
START_TEST(a_refusal_names_what_would_be_accepted)
{
    struct {
        int status;
        const char *says;
    } cases[] = {{426, "\r\nSec-WebSocket-Version: 13\r\n"},
            {426, "\r\nUpgrade: websocket\r\n"}, {405, "\r\nAllow: GET\r\n"},
            {400, "HTTP/1.1 400 Bad Request\r\n"},
            {431, "HTTP/1.1 431 Request Header Fields Too Large\r\n"},
            {403, "\r\nConnection: close\r\n"},
            {429, "\r\nContent-Length: 13\r\n"},
            {503, "\r\n\r\nno more room\n"}};
    uint8_t out[512];

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        size_t len = ws_write_refusal(
                out, sizeof(out) - 1, cases[i].status, "no more room");
        ck_assert_uint_gt(len, 0);
        out[len] = '\0';
        ck_assert_ptr_nonnull(strstr((char *)out, cases[i].says));
    }
}
END_TEST

START_TEST(nothing_is_written_past_the_end_of_the_buffer)
{
    uint8_t out[512];

    for (size_t cap = 0; cap < sizeof(out); cap++) {
        memset(out, 0xee, sizeof(out));
        size_t len = ws_write_refusal(out, cap, 426, "a sentence");
        ck_assert_uint_le(len, cap);
        for (size_t i = cap; i < sizeof(out); i++) {
            ck_assert_uint_eq(out[i], 0xee);
        }
    }
    ck_assert_uint_eq(ws_write_accept(out, 20, ACCEPT, NULL), 0);
    ck_assert_uint_eq(ws_write_request(out, 20, "h", "/", KEY, NULL), 0);
}
END_TEST

// 4.1
START_TEST(a_written_request_is_read_as_good)
{
    uint8_t out[512];
    struct ws_request request;
    size_t len = ws_write_request(
            out, sizeof(out), "h:80", "/play/x?mode=tag", KEY, PROTOCOL);

    ck_assert(ws_read_request(out, len, PROTOCOL, &request));
    ck_assert_int_eq(request.status, 101);
    ck_assert(slice_is(request.target, "/play/x?mode=tag"));
    ck_assert(slice_is(request.host, "h:80"));
    ck_assert(request.has_protocol);
}
END_TEST

#define ANSWER  "HTTP/1.1 101 Switching Protocols\r\n"
#define ACCEPTS "Sec-WebSocket-Accept: " ACCEPT "\r\n"

static int answer_of(const char *text)
{
    int whole = ws_read_answer(
            (const uint8_t *)text, strlen(text), ACCEPT, PROTOCOL);
    int grown = 0;

    for (size_t len = 0; grown == 0 && len <= strlen(text); len++) {
        grown = ws_read_answer((const uint8_t *)text, len, ACCEPT, PROTOCOL);
    }
    ck_assert_int_eq(grown, whole);
    return whole;
}

// 4.1, the numbered list of what a client MUST check
START_TEST(a_client_takes_only_the_answer_it_asked_for)
{
    const char *bad[] = {
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 1010\r\n",
            "SSH-2.0",
            ANSWER "Connection: Upgrade\r\n" ACCEPTS "\r\n",
            ANSWER "Upgrade: websocket\r\n" ACCEPTS "\r\n",
            ANSWER UPGRADE "\r\n",
            ANSWER UPGRADE "Sec-WebSocket-Accept: x\r\n",
            ANSWER "Upgrade: h2c\r\n",
            ANSWER UPGRADE ACCEPTS "Sec-WebSocket-Extensions: a\r\n",
            ANSWER UPGRADE ACCEPTS "Sec-WebSocket-Protocol: chat\r\n",
            ANSWER "X: a\r\n b\r\n",
    };
    const char *good = ANSWER UPGRADE ACCEPTS
            "Sec-WebSocket-Protocol: " PROTOCOL "\r\n\r\n";

    ck_assert_int_eq(answer_of(good), (int)strlen(good));
    ck_assert_int_eq(answer_of("HTTP/1.1 101\r\n"), 0);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        ck_assert_msg(answer_of(bad[i]) == -1, "%s", bad[i]);
    }
}
END_TEST

START_TEST(a_client_does_not_read_an_answer_for_ever)
{
    char text[2 * WS_REQUEST_MAX];

    snprintf(text, sizeof(text), ANSWER "X: %0*d", WS_REQUEST_MAX, 0);
    ck_assert_int_eq(answer_of(text), -1);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, a_whole_request_is_read_into_its_parts);
    tcase_add_test(tc, what_cannot_become_a_request_is_refused_at_once);
    tcase_add_test(tc, another_method_is_answered_405);
    tcase_add_test(tc, an_older_or_odd_http_version_is_refused);
    tcase_add_test(tc, a_target_must_be_a_path_without_fragment);
    tcase_add_test(tc, the_host_must_be_there_once);
    tcase_add_test(tc, upgrade_must_name_websocket);
    tcase_add_test(tc, connection_must_name_upgrade);
    tcase_add_test(tc, the_key_must_be_16_bytes_and_there_once);
    tcase_add_test(tc, only_version_13_is_spoken);
    tcase_add_test(tc, two_origins_are_refused);
    tcase_add_test(tc, the_subprotocol_is_found_wherever_it_stands);
    tcase_add_test(tc, a_malformed_extension_offer_is_refused);
    tcase_add_test(
            tc, a_request_that_two_parsers_could_read_differently_is_refused);
    tcase_add_test(tc, an_incomplete_request_waits_for_the_rest);
    tcase_add_test(
            tc, a_head_of_4096_bytes_is_read_and_a_longer_one_answered_431);
    tcase_add_test(tc, the_answer_is_101_with_upgrade_connection_and_accept);
    tcase_add_test(tc, a_refusal_names_what_would_be_accepted);
    tcase_add_test(tc, nothing_is_written_past_the_end_of_the_buffer);
    tcase_add_test(tc, a_written_request_is_read_as_good);
    tcase_add_test(tc, a_client_takes_only_the_answer_it_asked_for);
    tcase_add_test(tc, a_client_does_not_read_an_answer_for_ever);
}

SUITE("handshake", add_tests)
