/* SPDX-License-Identifier: MIT */
#include "server/relay.h"

#include <stdio.h>
#include <string.h>

#include "shared/ws.h"
#include "tests/unit/suite.h"

static struct relay *relay;
static uint8_t out[RELAY_SPACE];
static const struct relay_peer ann = {0, 1}, bob = {1, 2}, eve = {2, 1},
                               spectator = {NO_SLOT, 0};

static void setup(void)
{
    relay = relay_create();
    ck_assert_ptr_nonnull(relay);
}

static void teardown(void)
{
    relay_destroy(relay);
}

static bool put(struct relay_peer from, uint8_t to, const char *text)
{
    struct msg_relay msg = {to, (const uint8_t *)text, (uint16_t)strlen(text)};
    return relay_put(relay, from, &msg);
}

/* All that the reader gets, as "from:text " a message. */
static const char *heard(struct relay_peer reader)
{
    static char said[RELAY_SPACE];
    static uint8_t message[MAX_MESSAGE];
    const uint8_t *at = out;
    size_t len = relay_take(relay, reader, out), n = 0;
    struct msg_relay msg;
    struct ws ws;

    said[0] = '\0';
    ws_init(&ws, WS_CLIENT, message, sizeof(message));
    while (len > 0) {
        ck_assert_int_eq(ws_read(&ws, &at, &len), WS_MESSAGE);
        ck_assert_ptr_null(
                proto_get_relay_down(ws.payload, ws.payload_len, &msg));
        n += (size_t)snprintf(said + n, sizeof(said) - n, "%u:%.*s ", msg.peer,
                msg.len, (const char *)msg.bytes);
    }
    return said;
}

START_TEST(a_message_reaches_whom_it_is_for)
{
    ck_assert(put(ann, RELAY_TO_ALL, "all"));
    ck_assert(put(ann, RELAY_TO_TEAM, "team"));
    ck_assert(put(ann, 1, "bob"));
    ck_assert(put(ann, 0, "me"));
    ck_assert(put(ann, 99, "nobody"));
    ck_assert_str_eq(heard(ann), "0:me ");
    ck_assert_str_eq(heard(bob), "0:all 0:bob ");
    ck_assert_str_eq(heard(eve), "0:all 0:team ");
    ck_assert_str_eq(heard(spectator), "0:all ");
}
END_TEST

START_TEST(all_hear_one_order)
{
    put(ann, RELAY_TO_ALL, "1");
    put(bob, RELAY_TO_ALL, "2");
    put(ann, RELAY_TO_ALL, "3");
    ck_assert_str_eq(heard(eve), "0:1 1:2 0:3 ");
    ck_assert_str_eq(heard(ann), "1:2 ");
    ck_assert_str_eq(heard(eve), "0:1 1:2 0:3 "); // taken, not taken away
}
END_TEST

START_TEST(what_was_cleared_is_gone)
{
    ck_assert(relay_is_empty(relay));
    put(ann, RELAY_TO_ALL, "1");
    ck_assert(!relay_is_empty(relay));
    relay_clear(relay);
    ck_assert(relay_is_empty(relay));
    ck_assert_str_eq(heard(bob), "");
}
END_TEST

static const uint16_t sizes[] = {0, 1, 119, 120, 121, 250, 512, MAX_RELAY};

START_TEST(a_full_one_refuses_and_loses_nothing)
{
    static const uint8_t bytes[MAX_RELAY];
    struct msg_relay msg = {RELAY_TO_ALL, bytes, sizes[_i]};
    size_t count = 0;
    while (relay_put(relay, ann, &msg)) {
        count++;
    }
    ck_assert_uint_gt(count, 0);
    ck_assert_uint_ge(count, RELAY_SPACE / (size_t)(sizes[_i] + 20));
    size_t one = relay_take(relay, bob, out) / count;
    ck_assert_uint_eq(relay_take(relay, bob, out), one * count);
    relay_clear(relay);
    ck_assert(relay_put(relay, ann, &msg));
    ck_assert_uint_eq(relay_take(relay, bob, out), one);
}
END_TEST

START_TEST(sixteen_who_send_the_most_of_the_stock_mode_fit)
{
    static const uint8_t bytes[512]; // relay_bytes of assets/rules
    const struct msg_relay msg = {RELAY_TO_ALL, bytes, sizeof(bytes)};
    for (unsigned i = 0; i < 16; i++) {
        ck_assert(relay_put(relay, ann, &msg));
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_message_reaches_whom_it_is_for);
    tcase_add_test(tc, all_hear_one_order);
    tcase_add_test(tc, what_was_cleared_is_gone);
    tcase_add_test(tc, sixteen_who_send_the_most_of_the_stock_mode_fit);
    tcase_add_loop_test(
            tc, a_full_one_refuses_and_loses_nothing, 0, ARRAY_LEN(sizes));
}

SUITE("relay", add_tests)
