/* SPDX-License-Identifier: MIT */
#include "server/session.h"

#include <string.h>

#include "server/clock.h"
#include "tests/unit/suite.h"

static const char REQUEST[] = "GET /play HTTP/1.1\r\n"
                              "Host: here:8080\r\n"
                              "Origin: http://here:8080\r\n"
                              "Upgrade: websocket\r\n"
                              "Connection: Upgrade\r\n"
                              "Sec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Protocol: roomcast.1\r\n"
                              "Sec-WebSocket-Key: "
                              "AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

static char sent[1 << 20];
static size_t sent_len;
static bool closed, dead;
static unsigned messages, farewells;
static struct session *session;

static bool take(void *socket, const uint8_t *bytes, size_t len)
{
    (void)socket;
    if (sent_len + len <= sizeof(sent)) {
        memcpy(sent + sent_len, bytes, len);
    }
    sent_len += len;
    return !dead;
}

static bool never_busy(void *socket)
{
    (void)socket;
    return false;
}

static void note_close(void *socket)
{
    (void)socket;
    closed = true;
}

static void note_message(void *self, struct session *from, const uint8_t *bytes,
        size_t len, uint64_t now_ns)
{
    (void)self, (void)from, (void)bytes, (void)len, (void)now_ns;
    messages++;
}

static void note_gone(void *self, struct session *gone, uint64_t now_ns)
{
    (void)self, (void)gone, (void)now_ns;
    farewells++;
}

static const struct link LINK = {
        .write = take, .busy = never_busy, .close = note_close};
static const struct session_host HOST = {
        .origin = "", .message = note_message, .gone = note_gone};
static const struct arrival ARRIVAL = {.room = "tuba"};

static void setup(void)
{
    session = session_create(&LINK, &ARRIVAL, &HOST, 0);
    ck_assert_ptr_nonnull(session);
}

static void teardown(void)
{
    session_gone(session, 0);
}

static void shake_hands(void)
{
    session_receive(session, (const uint8_t *)REQUEST, sizeof(REQUEST) - 1, 0);
    ck_assert_mem_eq(sent, "HTTP/1.1 101", 12);
    sent_len = 0;
}

/* One masked binary frame of one byte. */
static void send_message(uint64_t now_ns)
{
    static const uint8_t FRAME[] = {0x82, 0x81, 0, 0, 0, 0, 0x90};
    session_receive(session, FRAME, sizeof(FRAME), now_ns);
}

START_TEST(a_request_may_come_a_byte_at_a_time)
{
    for (size_t i = 0; i + 1 < sizeof(REQUEST); i++) {
        ck_assert_uint_eq(sent_len, 0);
        session_receive(session, (const uint8_t *)REQUEST + i, 1, 0);
    }
    ck_assert_mem_eq(sent, "HTTP/1.1 101", 12);
    send_message(0);
    ck_assert_uint_eq(messages, 1);
}
END_TEST

START_TEST(a_frame_right_behind_the_request_is_read)
{
    uint8_t both[sizeof(REQUEST) - 1 + 7] = {0};
    static const uint8_t FRAME[] = {0x82, 0x81, 0, 0, 0, 0, 0x90};
    memcpy(both, REQUEST, sizeof(REQUEST) - 1);
    memcpy(both + sizeof(REQUEST) - 1, FRAME, sizeof(FRAME));
    session_receive(session, both, sizeof(both), 0);
    ck_assert_uint_eq(messages, 1);
}
END_TEST

START_TEST(a_request_that_never_ends_is_answered_431)
{
    uint8_t filler[512];
    memset(filler, 'a', sizeof(filler));
    session_receive(
            session, (const uint8_t *)"GET /play HTTP/1.1\r\nX: ", 23, 0);
    for (unsigned i = 0; i < 9 && !closed; i++) {
        session_receive(session, filler, sizeof(filler), 0);
    }
    ck_assert(closed);
    ck_assert_mem_eq(sent, "HTTP/1.1 431", 12);
}
END_TEST

START_TEST(a_half_open_handshake_has_five_seconds)
{
    session_receive(session, (const uint8_t *)"GET ", 4, 0);
    session_check(session, 5 * NS_PER_S - 1);
    ck_assert(!closed);
    session_check(session, 5 * NS_PER_S);
    ck_assert(closed);
    ck_assert_uint_eq(sent_len, 0);
}
END_TEST

START_TEST(silence_ends_a_session_and_a_confirmation_keeps_it)
{
    shake_hands();
    session_joined(session, 0);
    session_heard(session, 30 * NS_PER_S);
    session_check(session, 60 * NS_PER_S);
    ck_assert(!closed);
    session_check(session, 71 * NS_PER_S);
    ck_assert(closed);
    ck_assert_int_eq(sent[3] & 0xff, CLOSE_IDLE & 0xff);
}
END_TEST

START_TEST(no_more_than_the_bound_is_written_unconfirmed)
{
    static struct outgoing out;
    shake_hands();
    session_joined(session, 0);
    outgoing_frame(&out, 1000);
    for (unsigned i = 0; i < 2000 && !closed; i++) {
        session_write(session, &out);
    }
    ck_assert(closed);
    ck_assert_uint_le(sent_len, UNCONFIRMED_BYTES + WS_CONTROL_MAX);
}
END_TEST

START_TEST(after_a_close_nothing_is_written)
{
    static struct outgoing out;
    shake_hands();
    session_close(session, CLOSE_FULL, NULL);
    size_t after_close = sent_len;
    outgoing_frame(&out, 10);
    session_write(session, &out);
    session_close(session, CLOSE_IDLE, NULL);
    send_message(0);
    ck_assert_uint_eq(sent_len, after_close);
    ck_assert_uint_eq(messages, 0);
}
END_TEST

START_TEST(a_thousand_messages_at_once_pass_and_ten_thousand_do_not)
{
    shake_hands();
    for (unsigned i = 0; i < 1000; i++) {
        send_message(0);
    }
    ck_assert(!closed);
    for (unsigned i = 0; i < 9000; i++) {
        send_message(0);
    }
    ck_assert(closed);
    ck_assert_uint_eq(messages, 1000);
    ck_assert_int_eq(sent[3] & 0xff, WS_CODE_POLICY & 0xff);
}
END_TEST

START_TEST(a_dead_socket_ends_the_session)
{
    shake_hands();
    dead = true;
    session_close(session, CLOSE_FULL, NULL);
    ck_assert(closed);
    dead = false;
}
END_TEST

START_TEST(the_host_hears_of_the_end_once)
{
    struct session *other = session_create(&LINK, &ARRIVAL, &HOST, 0);
    session_gone(other, 0);
    ck_assert_uint_eq(farewells, 1);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_request_may_come_a_byte_at_a_time);
    tcase_add_test(tc, a_frame_right_behind_the_request_is_read);
    tcase_add_test(tc, a_request_that_never_ends_is_answered_431);
    tcase_add_test(tc, a_half_open_handshake_has_five_seconds);
    tcase_add_test(tc, silence_ends_a_session_and_a_confirmation_keeps_it);
    tcase_add_test(tc, no_more_than_the_bound_is_written_unconfirmed);
    tcase_add_test(tc, after_a_close_nothing_is_written);
    tcase_add_test(
            tc, a_thousand_messages_at_once_pass_and_ten_thousand_do_not);
    tcase_add_test(tc, a_dead_socket_ends_the_session);
    tcase_add_test(tc, the_host_hears_of_the_end_once);
}

SUITE("session", add_tests)
