/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <string.h>

#include "shared/proto.h"
#include "shared/rng.h"
#include "shared/wire.h"
#include "tests/golden/arena.h"

static uint8_t bytes[65536];

/* X(name of its functions, its struct): every message that has content. */
#define MESSAGES(X)         \
    X(join, msg_join)       \
    X(input, msg_input)     \
    X(say, msg_say)         \
    X(ping, msg_ping)       \
    X(confirm, msg_confirm) \
    X(welcome, msg_welcome) \
    X(rules, msg_rules)     \
    X(roster, msg_roster)   \
    X(chat, msg_chat)       \
    X(pong, msg_pong)       \
    X(timing, msg_timing)   \
    X(notice, msg_notice)   \
    X(relay_up, msg_relay)  \
    X(relay_down, msg_relay)

static union {
#define X(name, type) struct type name;
    MESSAGES(X)
#undef X
} sample, copy;

enum {
#define X(name, type) MESSAGE_##name,
    MESSAGES(X)
#undef X
            MESSAGE_COUNT
};

/* Where the bytes of the latest relayed message stand, made or read. */
static uint8_t kept[MAX_RELAY];

/* Static, and copied whole, so that padding is zero as well. */
#define SAMPLE(type, ...)                              \
    do {                                               \
        static const struct type made = {__VA_ARGS__}; \
        memcpy(&sample, &made, sizeof(made));          \
    } while (0)

/* Fills `sample` with a message that is unlike zero in every field. */
static void make_sample(int message)
{
    memset(&sample, 0, sizeof(sample));
    switch (message) {
    case MESSAGE_join:
        SAMPLE(msg_join, "Zoë", true, "0123456789abcdef", true, 1, 0xdeadbeef);
        break;
    case MESSAGE_input:
        SAMPLE(msg_input, 123456, 123450, 123451, 31, 65535);
        break;
    case MESSAGE_say:
        SAMPLE(msg_say, "gg 🎯");
        break;
    case MESSAGE_ping:
        SAMPLE(msg_ping, UINT32_MAX);
        break;
    case MESSAGE_confirm:
        SAMPLE(msg_confirm, 9000);
        break;
    case MESSAGE_welcome:
        SAMPLE(msg_welcome, 3, true, "0123456789abcdef", "yard", 70000, 30, 1,
                16, 208, 0xcafe);
        break;
    case MESSAGE_rules:
        sample.rules.tick = 77;
        arena_deathmatch(&sample.rules.rules);
        break;
    case MESSAGE_roster:
        SAMPLE(msg_roster, 2,
                {{0, true, true, false, "Ada"},
                        {127, true, false, true, "Bo"}});
        break;
    case MESSAGE_chat:
        SAMPLE(msg_chat, NO_SLOT, "Ada", "hello");
        break;
    case MESSAGE_pong:
        SAMPLE(msg_pong, 1, 2);
        break;
    case MESSAGE_timing:
        SAMPLE(msg_timing, 500, -3, 12);
        break;
    case MESSAGE_relay_up:
        SAMPLE(msg_relay, RELAY_TO_TEAM, kept, 300);
        break;
    case MESSAGE_relay_down:
        SAMPLE(msg_relay, 127, kept, 7);
        break;
    default:
        SAMPLE(msg_notice, NOTICE_RULES_WRONG, "role.speed");
        break;
    }
}

static bool is_same(const void *a, const void *b, size_t len)
{
    return memcmp(a, b, len) == 0;
}

static size_t put_sample(int message, size_t cap)
{
    switch (message) {
#define X(name, type)    \
    case MESSAGE_##name: \
        return proto_put_##name(bytes, cap, &sample.name);
        MESSAGES(X)
#undef X
    default:
        return 0;
    }
}

/* What is borrowed from `bytes` has to outlive them. */
static void keep(struct msg_relay *relay)
{
    memcpy(kept, relay->bytes, relay->len);
    relay->bytes = kept;
}

static const char *get_it(int message, size_t len)
{
    memset(&copy, 0, sizeof(copy));
    switch (message) {
#define X(name, type)    \
    case MESSAGE_##name: \
        return proto_get_##name(bytes, len, &copy.name);
        MESSAGES(X)
#undef X
    default:
        return "no such message";
    }
}

/* Reads into `copy`; NULL when all went well. */
static const char *get_copy(int message, size_t len)
{
    const char *wrong = get_it(message, len);
    bool is_relay =
            message == MESSAGE_relay_up || message == MESSAGE_relay_down;
    if (!wrong && is_relay) {
        keep(&copy.relay_up);
    }
    return wrong;
}

START_TEST(every_message_comes_back_as_it_was)
{
    make_sample(_i);
    size_t len = put_sample(_i, sizeof(bytes));
    ck_assert_uint_gt(len, 0);
    ck_assert_ptr_null(get_copy(_i, len));
    ck_assert(is_same(&sample, &copy, sizeof(copy)));
}
END_TEST

START_TEST(a_message_that_is_cut_short_is_refused)
{
    make_sample(_i);
    size_t len = put_sample(_i, sizeof(bytes));
    for (size_t cut = 0; cut < len; cut++) {
        ck_assert_ptr_nonnull(get_copy(_i, cut));
    }
    bytes[len] = 0;
    ck_assert_ptr_nonnull(get_copy(_i, len + 1));
}
END_TEST

START_TEST(a_message_that_does_not_fit_is_not_put)
{
    make_sample(_i);
    size_t len = put_sample(_i, sizeof(bytes));
    for (size_t cap = 0; cap < len; cap++) {
        ck_assert_uint_eq(put_sample(_i, cap), 0);
    }
    ck_assert_uint_eq(put_sample(_i, len), len);
}
END_TEST

START_TEST(elements_of_a_later_version_are_ignored)
{
    make_sample(_i);
    size_t len = put_sample(_i, sizeof(bytes));
    static const uint8_t extra[] = {0x92, 0xa3, 'n', 'e', 'w', 0x01};
    ck_assert_uint_lt(bytes[0], 0x9f); // a short array: one byte of count
    bytes[0]++;
    for (size_t i = 0; i < sizeof(extra); i++) {
        bytes[len++] = extra[i];
    }
    ck_assert_ptr_null(get_copy(_i, len));
    ck_assert(is_same(&sample, &copy, sizeof(copy)));
}
END_TEST

START_TEST(a_message_of_another_type_is_refused)
{
    make_sample(_i);
    size_t len = put_sample(_i, sizeof(bytes));
    bytes[1] = 100;
    ck_assert_uint_eq(proto_type(bytes, len), 100);
    ck_assert_str_eq(get_copy(_i, len), "a message of another type");
}
END_TEST

START_TEST(no_bit_flip_gets_past_the_limits)
{
    uint64_t seed = (uint64_t)_i;
    for (unsigned round = 0; round < 8000; round++) {
        make_sample(_i);
        size_t len = put_sample(_i, sizeof(bytes));
        for (unsigned flips = 1 + rng_below(&seed, 3); flips > 0; flips--) {
            bytes[rng_below(&seed, (uint32_t)len)] ^=
                    (uint8_t)(1u << rng_below(&seed, 8));
        }
        if (get_copy(_i, len)) {
            continue;
        }
        // what was accepted can be put again, and is then the same for ever
        memcpy(&sample, &copy, sizeof(copy));
        len = put_sample(_i, sizeof(bytes));
        ck_assert_uint_gt(len, 0);
        ck_assert_ptr_null(get_copy(_i, len));
        ck_assert(is_same(&sample, &copy, sizeof(copy)));
        if (_i == MESSAGE_rules) {
            ck_assert_ptr_null(rules_check(&copy.rules.rules));
        }
    }
}
END_TEST

START_TEST(bytes_that_are_no_message_have_no_type)
{
    ck_assert_uint_eq(proto_type((const uint8_t *)"", 0), 0);
    ck_assert_uint_eq(proto_type((const uint8_t *)"\x01", 1), 0);
    ck_assert_uint_eq(proto_type((const uint8_t *)"\x90", 1), 0);
    ck_assert_uint_eq(proto_type((const uint8_t *)"\x91\xa1x", 3), 0);
    ck_assert_uint_eq(
            proto_type((const uint8_t *)"\xdd\x7f\xff\xff\xff", 5), 0);
    ck_assert_uint_eq(proto_type((const uint8_t *)"\x91\x06", 2), UP_RESYNC);
}
END_TEST

START_TEST(resync_and_leave_are_two_bytes)
{
    ck_assert_uint_eq(proto_put_resync(bytes, sizeof(bytes)), 2);
    ck_assert_uint_eq(proto_type(bytes, 2), UP_RESYNC);
    ck_assert_uint_eq(proto_put_leave(bytes, sizeof(bytes)), 2);
    ck_assert_uint_eq(proto_type(bytes, 2), UP_LEAVE);
    ck_assert_uint_eq(proto_put_leave(bytes, 1), 0);
}
END_TEST

START_TEST(every_close_code_has_a_sentence)
{
#define X(code, name, sentence, advice) \
    ck_assert_str_eq(close_sentence(code), sentence);
    CLOSE_CODES(X)
#undef X
    ck_assert_str_eq(close_sentence(1000), "");
}
END_TEST

/* ---- single fields out of range ---- */

START_TEST(slots_and_limits_that_do_not_exist_are_refused)
{
    make_sample(MESSAGE_welcome);
    sample.welcome.slot = 16;
    ck_assert_ptr_nonnull(get_copy(
            MESSAGE_welcome, put_sample(MESSAGE_welcome, sizeof(bytes))));
    sample.welcome.slot = NO_SLOT;
    ck_assert_ptr_null(get_copy(
            MESSAGE_welcome, put_sample(MESSAGE_welcome, sizeof(bytes))));
    sample.welcome.entity_limit = 15;
    ck_assert_ptr_nonnull(get_copy(
            MESSAGE_welcome, put_sample(MESSAGE_welcome, sizeof(bytes))));
    sample.welcome.entity_limit = MAX_ENTITIES + 1;
    ck_assert_ptr_nonnull(get_copy(
            MESSAGE_welcome, put_sample(MESSAGE_welcome, sizeof(bytes))));

    make_sample(MESSAGE_roster);
    sample.roster.seat[0].slot = MAX_PLAYERS;
    ck_assert_ptr_nonnull(get_copy(
            MESSAGE_roster, put_sample(MESSAGE_roster, sizeof(bytes))));
    make_sample(MESSAGE_chat);
    sample.chat.slot = MAX_PLAYERS;
    ck_assert_ptr_nonnull(
            get_copy(MESSAGE_chat, put_sample(MESSAGE_chat, sizeof(bytes))));
    make_sample(MESSAGE_input);
    sample.input.buttons = 32;
    ck_assert_ptr_nonnull(
            get_copy(MESSAGE_input, put_sample(MESSAGE_input, sizeof(bytes))));
}
END_TEST

START_TEST(a_relayed_message_is_bytes_for_somebody)
{
    static const struct {
        uint8_t peer;
        bool up, down;
    } peers[] = {{0, true, true}, {127, true, true}, {128, false, false},
            {253, false, false}, {RELAY_TO_TEAM, true, false},
            {RELAY_TO_ALL, true, false}};
    static const uint8_t said[] = {0, 0xff, 'a', 0};
    struct msg_relay msg = {.bytes = said, .len = sizeof(said)}, got;
    for (size_t i = 0; i < ARRAY_LEN(peers); i++) {
        msg.peer = peers[i].peer;
        size_t len = proto_put_relay_up(bytes, sizeof(bytes), &msg);
        ck_assert_int_eq(
                proto_get_relay_up(bytes, len, &got) == NULL, peers[i].up);
        len = proto_put_relay_down(bytes, sizeof(bytes), &msg);
        ck_assert_int_eq(
                proto_get_relay_down(bytes, len, &got) == NULL, peers[i].down);
        ck_assert_uint_eq(got.peer, msg.peer);
        ck_assert_mem_eq(got.bytes, said, sizeof(said));
    }
}
END_TEST

START_TEST(a_relayed_message_is_empty_or_as_long_as_fits_a_message)
{
    struct msg_relay msg = {.bytes = kept}, got;
    size_t len = proto_put_relay_up(bytes, sizeof(bytes), &msg);
    ck_assert_ptr_null(proto_get_relay_up(bytes, len, &got));
    ck_assert_uint_eq(got.len, 0);
    msg = (struct msg_relay){RELAY_TO_ALL, kept, MAX_RELAY};
    len = proto_put_relay_up(bytes, sizeof(bytes), &msg);
    ck_assert_uint_le(len, MAX_MESSAGE);
    ck_assert_ptr_null(proto_get_relay_up(bytes, len, &got));
    ck_assert_uint_eq(got.len, MAX_RELAY);
    uint8_t more[MAX_RELAY + 1] = {0};
    msg = (struct msg_relay){RELAY_TO_ALL, more, sizeof(more)};
    len = proto_put_relay_up(bytes, sizeof(bytes), &msg);
    ck_assert_ptr_nonnull(proto_get_relay_up(bytes, len, &got));
}
END_TEST

static const char *repacked(const struct rules *rules)
{
    static struct rules unpacked;
    size_t len = rules_pack(bytes, MAX_RULES_BYTES, rules);
    ck_assert_uint_gt(len, 0);
    const char *wrong = rules_unpack(bytes, len, &unpacked);
    ck_assert(wrong || is_same(rules, &unpacked, sizeof(unpacked)));
    return wrong;
}

START_TEST(rules_of_before_relaying_are_read)
{
    static struct rules rules, old;
    arena_deathmatch(&rules);
    size_t len = rules_pack(bytes, MAX_RULES_BYTES, &rules);
    ck_assert_uint_eq(
            bytes[0], 0xdc); // array of 26, sight to listed at its end
    ck_assert_uint_eq(bytes[2], 26);
    bytes[2] = 22;
    ck_assert_ptr_null(rules_unpack(bytes, len - 4, &old));
    ck_assert(is_same(&rules, &old, sizeof(old)));
    rules.sight = 300 * UNIT;
    rules.relay_bytes = 512;
    rules.relay_rate = 30;
    rules.listed = true;
    ck_assert_ptr_null(repacked(&rules));
}
END_TEST

START_TEST(a_token_has_sixteen_bytes_or_none)
{
    struct wire_out w;
    for (size_t len = 0; len <= TOKEN_BYTES + 1; len++) {
        wire_out_init(&w, bytes, sizeof(bytes));
        wire_put_array(&w, 6);
        wire_put_u64(&w, UP_JOIN);
        wire_put_str(&w, "Ada");
        wire_put_bin(&w, (const uint8_t *)"0123456789abcdefg", len);
        wire_put_bool(&w, false);
        wire_put_u64(&w, 1);
        wire_put_u64(&w, 0);
        const char *wrong = get_copy(MESSAGE_join, wire_out_done(&w));
        ck_assert_int_eq(wrong == NULL, len == 0 || len == TOKEN_BYTES);
        ck_assert_int_eq(copy.join.resumes, len == TOKEN_BYTES);
    }
}
END_TEST

START_TEST(rules_that_the_simulation_cannot_run_are_refused)
{
    static struct rules good, bad;
    arena_deathmatch(&good);
    ck_assert_ptr_null(repacked(&good));
#define REFUSED(change)                        \
    do {                                       \
        bad = good;                            \
        bad.change;                            \
        ck_assert_ptr_nonnull(repacked(&bad)); \
    } while (0)
    REFUSED(role_count = 0);
    REFUSED(role[0].weapon = 1);
    REFUSED(role[0].hp = 0);
    REFUSED(role[0].speed = MAX_SPEED * UNIT);
    REFUSED(weapon[0].speed = -1);
    REFUSED(weapon[0].cooldown = 0);
    REFUSED(weapon[0].pellets = 17);
    REFUSED(wall[3].x = INT32_MAX);
    REFUSED(wall[3].w = -1);
    REFUSED(spot[0].team = MAX_TEAMS + 1);
    REFUSED(spot[0].y = -1);
    REFUSED(effect[0].event = EVENT_COUNT);
    REFUSED(effect[0].op = OP_COUNT);
    REFUSED(effect[0].who = WHO_ALL + 1);
    REFUSED(effect[0].if_role = 1);
    REFUSED(teams = MAX_TEAMS + 1);
    REFUSED(max_players = MAX_PLAYERS + 1);
    REFUSED(width = INT32_MAX);
    REFUSED(sight = 127 * UNIT);
    REFUSED(sight = (MAX_MAP_UNITS + 1) * UNIT);
    REFUSED(relay_bytes = MAX_RELAY + 1);
    REFUSED(relay_rate = 121);
    REFUSED(relay_bytes = 512); // and a rate of 0
#undef REFUSED
    bad = good;
    bad.role[0].weapon = NO_WEAPON;
    ck_assert_ptr_null(repacked(&bad));
}
END_TEST

START_TEST(the_largest_rules_fit_their_buffer)
{
    static struct rules rules;
    arena_deathmatch(&rules);
    memset(rules.mode, 'm', ID_BYTES);
    memset(rules.title, 't', TITLE_BYTES);
    memset(rules.map, 'p', ID_BYTES);
    rules.role_count = MAX_ROLES;
    rules.weapon_count = MAX_WEAPONS;
    rules.wall_count = MAX_WALLS;
    rules.spot_count = MAX_SPOTS;
    rules.effect_count = MAX_EFFECTS;
    for (size_t i = 0; i < MAX_ROLES; i++) {
        rules.role[i] = rules.role[0];
        memset(rules.role[i].id, 'r', ID_BYTES);
        rules.role[i].tint = 0xffffff;
        rules.weapon[i] = rules.weapon[0];
        memset(rules.weapon[i].id, 'w', ID_BYTES);
    }
    for (size_t i = 0; i < MAX_WALLS; i++) {
        rules.wall[i] = (struct rules_wall){-70000, -70000, 70000, 70000};
    }
    for (size_t i = 0; i < MAX_SPOTS; i++) {
        rules.spot[i] = rules.spot[0];
        rules.effect[i] = rules.effect[0];
        rules.effect[i].n = -70000;
    }
    ck_assert_ptr_null(repacked(&rules));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_loop_test(
            tc, every_message_comes_back_as_it_was, 0, MESSAGE_COUNT);
    tcase_add_loop_test(
            tc, a_message_that_is_cut_short_is_refused, 0, MESSAGE_COUNT);
    tcase_add_loop_test(
            tc, a_message_that_does_not_fit_is_not_put, 0, MESSAGE_COUNT);
    tcase_add_loop_test(
            tc, elements_of_a_later_version_are_ignored, 0, MESSAGE_COUNT);
    tcase_add_loop_test(
            tc, a_message_of_another_type_is_refused, 0, MESSAGE_COUNT);
    tcase_add_loop_test(tc, no_bit_flip_gets_past_the_limits, 0, MESSAGE_COUNT);
    tcase_add_test(tc, bytes_that_are_no_message_have_no_type);
    tcase_add_test(tc, resync_and_leave_are_two_bytes);
    tcase_add_test(tc, every_close_code_has_a_sentence);
    tcase_add_test(tc, slots_and_limits_that_do_not_exist_are_refused);
    tcase_add_test(tc, a_token_has_sixteen_bytes_or_none);
    tcase_add_test(tc, a_relayed_message_is_bytes_for_somebody);
    tcase_add_test(tc, a_relayed_message_is_empty_or_as_long_as_fits_a_message);
    tcase_add_test(tc, rules_of_before_relaying_are_read);
    tcase_add_test(tc, rules_that_the_simulation_cannot_run_are_refused);
    tcase_add_test(tc, the_largest_rules_fit_their_buffer);
}

SUITE("proto", add_tests)
