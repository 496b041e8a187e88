/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "shared/rng.h"
#include "tests/support/stage.h"
#include "tests/unit/suite.h"

static struct stage stage;
static struct actor *good, *evil;

static void setup(void)
{
    stage_open(&stage);
    good = actor_join(&stage, "tuba", "Good");
    evil = actor_join(&stage, "tuba", "Evil");
    stage_run(&stage, 10);
}

/* Whatever happened, the good one missed nothing. */
static void teardown(void)
{
    unsigned frames = good->frames;
    stage_run(&stage, 30);
    ck_assert_uint_eq(good->frames, frames + 30);
    ck_assert_uint_eq(good->broken + good->lost, 0);
    stage_close(&stage);
}

static void expect_close(uint16_t code)
{
    actor_read(evil);
    ck_assert_uint_eq(evil->close_code, code);
    stage_run(&stage, 2);
    ck_assert_ptr_null(evil->session);
}

START_TEST(five_bytes_that_ask_for_64_gib_end_with_1007)
{
    static const uint8_t BOMB[] = {0xdd, 0x7f, 0xff, 0xff, 0xff};
    actor_send(evil, BOMB, sizeof(BOMB));
    expect_close(WS_CODE_INVALID);
}
END_TEST

START_TEST(five_bytes_that_ask_for_32_mib_end_with_1007)
{
    static const uint8_t BOMB[] = {0xdd, 0x00, 0x10, 0x00, 0x00};
    actor_send(evil, BOMB, sizeof(BOMB));
    expect_close(WS_CODE_INVALID);
}
END_TEST

START_TEST(text_ends_with_1003)
{
    actor_send_frame(evil, WS_TEXT, "hello", 5);
    expect_close(WS_CODE_UNSUPPORTED);
}
END_TEST

START_TEST(a_message_over_the_limit_ends_with_1009)
{
    static uint8_t big[1 << 20];
    actor_send_frame(evil, WS_BINARY, big, sizeof(big));
    expect_close(WS_CODE_TOO_BIG);
}
END_TEST

START_TEST(an_empty_message_ends_with_1007)
{
    actor_send_frame(evil, WS_BINARY, "", 0);
    expect_close(WS_CODE_INVALID);
}
END_TEST

START_TEST(a_second_join_ends_with_1007)
{
    struct msg_join join = {.encodings = 1};
    actor_send_join(evil, &join);
    expect_close(WS_CODE_INVALID);
}
END_TEST

START_TEST(a_flood_ends_with_1008)
{
    uint8_t out[16];
    size_t len = proto_put_ping(out, sizeof(out), &(struct msg_ping){0});
    for (unsigned i = 0; i < 10000 && !evil->server_closes; i++) {
        actor_send(evil, out, len);
    }
    expect_close(WS_CODE_POLICY);
}
END_TEST

START_TEST(pings_are_all_answered)
{
    for (unsigned i = 0; i < 20; i++) {
        actor_send_frame(evil, WS_PING, "abc", 3);
    }
    actor_read(evil);
    ck_assert_uint_eq(evil->pongs, 20);
}
END_TEST

START_TEST(an_unmasked_frame_ends_with_1002)
{
    actor_send_raw(evil, "\x82\x01\x90", 3);
    expect_close(WS_CODE_PROTOCOL);
}
END_TEST

START_TEST(nothing_follows_the_answer_to_a_close)
{
    actor_send_frame(evil, WS_CLOSE, "\x03\xe8", 2);
    expect_close(WS_CODE_NORMAL); // the stage refuses a write after that
}
END_TEST

START_TEST(inputs_far_in_the_future_are_dropped)
{
    uint8_t out[64];
    struct msg_input input = {.tick = UINT32_MAX, .buttons = BUTTON_RIGHT};
    evil->sends_inputs = false;
    for (unsigned i = 0; i < 60; i++) {
        actor_send(evil, out, proto_put_input(out, sizeof(out), &input));
        stage_run(&stage, 1);
    }
    ck_assert_int_eq(actor_body(evil)->buttons, 0);
    ck_assert_uint_eq(evil->close_code, 0);
}
END_TEST

START_TEST(a_confirmation_of_what_was_never_sent_counts_for_nothing)
{
    uint8_t out[64];
    struct msg_input input = {.decoded = UINT32_MAX - 1};
    evil->sends_inputs = false;
    for (unsigned i = 0; i < 100; i++) {
        actor_send(evil, out, proto_put_input(out, sizeof(out), &input));
        stage_run(&stage, 1);
    }
    ck_assert_uint_le(evil->frames, 10 + 31);
}
END_TEST

START_TEST(random_messages_never_hurt_anybody_else)
{
    uint64_t rng = 7;
    for (unsigned i = 0; i < 100; i++) {
        struct actor *fuzzer = actor_join(&stage, "tuba", "F");
        for (unsigned k = 0; k < 20 && !fuzzer->server_closes; k++) {
            uint8_t bytes[64];
            uint32_t len = 1 + rng_below(&rng, sizeof(bytes));
            for (uint32_t b = 0; b < len; b++) {
                bytes[b] = (uint8_t)rng_next(&rng);
            }
            bytes[0] = (uint8_t)(0x90 + rng_below(&rng, 16));
            actor_send(fuzzer, bytes, len);
        }
        stage_run(&stage, 1);
        actor_cut(fuzzer);
        if (stage.actor_count > STAGE_ACTORS - 2) {
            break;
        }
    }
}
END_TEST

START_TEST(random_bytes_instead_of_a_request_are_refused)
{
    uint64_t rng = 9;
    for (unsigned i = 0; i < 100; i++) {
        struct actor *fuzzer = actor_arrive(&stage, "tuba", "");
        uint8_t bytes[300];
        for (unsigned b = 0; b < sizeof(bytes); b++) {
            bytes[b] = (uint8_t)rng_next(&rng);
        }
        bytes[0] |= 0x80; // no method begins so
        actor_send_raw(fuzzer, bytes, sizeof(bytes));
        actor_read(fuzzer);
        ck_assert_int_eq(fuzzer->refused, 400);
    }
}
END_TEST

/* The status that refuses a page of this origin, on the host here:8080. */
static int refusal_of(const char *origin)
{
    char request[512];
    int len = snprintf(request, sizeof(request),
            "GET /play HTTP/1.1\r\nHost: here:8080\r\nOrigin: %s\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            origin);
    struct actor *page = actor_arrive(&stage, "tuba", "");

    actor_send_raw(page, request, (size_t)len);
    actor_read(page);
    return page->refused;
}

START_TEST(a_foreign_page_is_refused)
{
    ck_assert_int_eq(refusal_of("https://evil.example"), 403);
}
END_TEST

START_TEST(a_page_of_a_host_that_looks_like_ours_is_refused)
{
    ck_assert_int_eq(refusal_of("https://there:808"), 403); // as long
    ck_assert_int_eq(refusal_of("https://here:8080.evil.example"), 403);
    ck_assert_int_eq(refusal_of("https://here:80"), 403);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, five_bytes_that_ask_for_64_gib_end_with_1007);
    tcase_add_test(tc, five_bytes_that_ask_for_32_mib_end_with_1007);
    tcase_add_test(tc, text_ends_with_1003);
    tcase_add_test(tc, a_message_over_the_limit_ends_with_1009);
    tcase_add_test(tc, an_empty_message_ends_with_1007);
    tcase_add_test(tc, a_second_join_ends_with_1007);
    tcase_add_test(tc, a_flood_ends_with_1008);
    tcase_add_test(tc, pings_are_all_answered);
    tcase_add_test(tc, an_unmasked_frame_ends_with_1002);
    tcase_add_test(tc, nothing_follows_the_answer_to_a_close);
    tcase_add_test(tc, inputs_far_in_the_future_are_dropped);
    tcase_add_test(
            tc, a_confirmation_of_what_was_never_sent_counts_for_nothing);
    tcase_add_test(tc, random_messages_never_hurt_anybody_else);
    tcase_add_test(tc, random_bytes_instead_of_a_request_are_refused);
    tcase_add_test(tc, a_foreign_page_is_refused);
    tcase_add_test(tc, a_page_of_a_host_that_looks_like_ours_is_refused);
}

SUITE("hostile", add_tests)
