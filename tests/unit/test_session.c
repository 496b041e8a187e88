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
static bool closed, dead, held_back;
static unsigned messages, farewells;
static uint8_t last[MAX_MESSAGE]; // message
static size_t last_len;
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

static bool is_busy(void *socket)
{
    (void)socket;
    return held_back;
}

static void note_close(void *socket)
{
    (void)socket;
    closed = true;
}

static void note_message(void *self, struct session *from, const uint8_t *bytes,
        size_t len, uint64_t now_ns)
{
    (void)self, (void)from, (void)now_ns;
    memcpy(last, bytes, len);
    last_len = len;
    messages++;
}

static void note_gone(void *self, struct session *gone, uint64_t now_ns)
{
    (void)self, (void)gone, (void)now_ns;
    farewells++;
}

static const struct link LINK = {
        .write = take, .busy = is_busy, .close = note_close};
static uint8_t buffer[MAX_MESSAGE];
static const struct session_host HOST = {.origin = "",
        .buffer = buffer,
        .message = note_message,
        .gone = note_gone};
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

/* A masked binary frame of 100 bytes; the mask is 0. */
static size_t put_hundred(uint8_t *out, uint8_t each)
{
    static const uint8_t HEAD[] = {0x82, 0x80 | 100, 0, 0, 0, 0};
    memcpy(out, HEAD, sizeof(HEAD));
    memset(out + sizeof(HEAD), each, 100);
    return sizeof(HEAD) + 100;
}

START_TEST(two_messages_that_come_in_turns_do_not_mix)
{
    struct session *other = session_create(&LINK, &ARRIVAL, &HOST, 0);
    uint8_t mine[128], theirs[128];
    size_t len = put_hundred(mine, 'm');
    put_hundred(theirs, 't');
    shake_hands();
    session_receive(other, (const uint8_t *)REQUEST, sizeof(REQUEST) - 1, 0);
    for (size_t i = 0; i < len; i++) {
        session_receive(session, mine + i, 1, 0);
        if (i + 1 == len) {
            ck_assert_uint_eq(messages, 1);
            ck_assert_uint_eq(last_len, 100);
            ck_assert_mem_eq(last, mine + 6, 100);
        }
        session_receive(other, theirs + i, 1, 0);
    }
    ck_assert_uint_eq(messages, 2);
    ck_assert_mem_eq(last, theirs + 6, 100);
    session_gone(other, 0);
}
END_TEST

START_TEST(whole_messages_after_one_in_pieces_are_read_too)
{
    uint8_t frames[256];
    size_t len = put_hundred(frames, 'a');
    len += put_hundred(frames + len, 'b');
    shake_hands();
    session_receive(session, frames, 50, 0);
    session_receive(session, frames + 50, len - 50, 0);
    ck_assert_uint_eq(messages, 2);
    ck_assert_mem_eq(last, frames + len - 100, 100);
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

START_TEST(who_confirms_what_it_cannot_have_read_is_bounded_all_the_same)
{
    static struct outgoing out;
    shake_hands();
    session_joined(session, 0);
    held_back = true;
    outgoing_frame(&out, 1000);
    for (unsigned i = 0; i < 2000 && !closed; i++) {
        session_write(session, &out);
        session_heard(session, 0);
    }
    held_back = false;
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

START_TEST(who_was_refused_at_the_door_is_told_why_after_the_handshake)
{
    const struct arrival refused = {.refusal = CLOSE_CROWDED};
    struct session *other = session_create(&LINK, &refused, &HOST, 0);
    session_receive(other, (const uint8_t *)REQUEST, sizeof(REQUEST) - 1, 0);
    ck_assert_mem_eq(sent, "HTTP/1.1 101", 12);
    ck_assert(closed);
    ck_assert(session_is_closing(other));
    const char *sentence = close_sentence(CLOSE_CROWDED);
    ck_assert_mem_eq(
            sent + sent_len - strlen(sentence), sentence, strlen(sentence));
    session_gone(other, 0);
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
    tcase_add_test(tc, two_messages_that_come_in_turns_do_not_mix);
    tcase_add_test(tc, whole_messages_after_one_in_pieces_are_read_too);
    tcase_add_test(tc, a_request_that_never_ends_is_answered_431);
    tcase_add_test(tc, a_half_open_handshake_has_five_seconds);
    tcase_add_test(tc, silence_ends_a_session_and_a_confirmation_keeps_it);
    tcase_add_test(tc, no_more_than_the_bound_is_written_unconfirmed);
    tcase_add_test(
            tc, who_confirms_what_it_cannot_have_read_is_bounded_all_the_same);
    tcase_add_test(tc, after_a_close_nothing_is_written);
    tcase_add_test(
            tc, a_thousand_messages_at_once_pass_and_ten_thousand_do_not);
    tcase_add_test(
            tc, who_was_refused_at_the_door_is_told_why_after_the_handshake);
    tcase_add_test(tc, a_dead_socket_ends_the_session);
    tcase_add_test(tc, the_host_hears_of_the_end_once);
}

SUITE("session", add_tests)
