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
    X(vote, msg_vote)       \
    X(ballot, msg_ballot)   \
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
    case MESSAGE_vote:
        SAMPLE(msg_vote, 7);
        break;
    case MESSAGE_ballot:
        SAMPLE(msg_ballot, 90000, 1, 2,
                {{"arena", "Arena", "yard", 3},
                        {"flags", "Capture the flag", "two_towers", 128}});
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
    sample.welcome.entity_limit = 16 + MAX_THINGS;
    ck_assert_ptr_null(get_copy(
            MESSAGE_welcome, put_sample(MESSAGE_welcome, sizeof(bytes))));
    sample.welcome.entity_limit--;
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
    make_sample(MESSAGE_vote);
    sample.vote.choice = MAX_CHOICES;
    ck_assert_ptr_nonnull(
            get_copy(MESSAGE_vote, put_sample(MESSAGE_vote, sizeof(bytes))));
    sample.vote.choice = NO_CHOICE;
    ck_assert_ptr_null(
            get_copy(MESSAGE_vote, put_sample(MESSAGE_vote, sizeof(bytes))));
    make_sample(MESSAGE_ballot);
    sample.ballot.mine = 2;
    ck_assert_ptr_nonnull(get_copy(
            MESSAGE_ballot, put_sample(MESSAGE_ballot, sizeof(bytes))));
    sample.ballot.mine = NO_CHOICE;
    ck_assert_ptr_null(get_copy(
            MESSAGE_ballot, put_sample(MESSAGE_ballot, sizeof(bytes))));
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
    REFUSED(effect[0].who = WHO_COUNT);
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

/* The longest form of a text. */
static void lengthen(char *text, size_t max_bytes)
{
    memset(text, 'x', max_bytes);
}

/* Puts a struct of these fields there, and nothing but 0 between them: that is
 * compared, too. */
#define PUT(to, type, ...)                            \
    do {                                              \
        static const struct type from_ = __VA_ARGS__; \
        memcpy(to, &from_, sizeof(from_));            \
    } while (0)

static void fill_mode(struct rules *rules)
{
    lengthen(rules->mode, ID_BYTES);
    lengthen(rules->mod, ID_BYTES);
    lengthen(rules->title, TITLE_BYTES);
    lengthen(rules->about, HINT_BYTES);
    lengthen(rules->map, ID_BYTES);
    rules->version = UINT32_MAX;
    rules->teams = MAX_TEAMS;
    rules->friendly_fire = true;
    rules->win = WIN_LEAST;
    rules->bouts = true;
    rules->time_limit = 3600 * TICK_HZ;
    rules->warmup = 60 * TICK_HZ;
    rules->overtime = 600 * TICK_HZ;
    rules->min_players = MAX_PLAYERS;
    rules->score_limit = 1000;
    rules->respawn = 60 * TICK_HZ;
    rules->drag = rules->bounce = UINT16_MAX;
    rules->max_players = rules->bots = MAX_PLAYERS;
    rules->bot_skill = rules->bot_courage = 1000;
    rules->bot_error = 8192;
    rules->width = rules->height = MAX_MAP_UNITS * UNIT;
    rules->sight = MAX_MAP_UNITS * UNIT;
    rules->relay_bytes = MAX_RELAY;
    rules->relay_rate = 120;
    rules->listed = true;
}

static void fill_players(struct rules *rules)
{
    rules->role_count = MAX_ROLES;
    rules->weapon_count = MAX_WEAPONS;
    for (size_t i = 0; i < MAX_ROLES; i++) {
        struct rules_role *role = &rules->role[i];
        PUT(role, rules_role,
                {"", 10000, 25600, 25600, 65536, NO_WEAPON, true, 0xffffff,
                        ""});
        lengthen(role->id, ID_BYTES);
        lengthen(role->hint, HINT_BYTES);
    }
    for (size_t i = 0; i < MAX_WEAPONS; i++) {
        struct rules_weapon *weapon = &rules->weapon[i];
        PUT(weapon, rules_weapon,
                {"", UINT16_MAX, 25600, 65536, UINT16_MAX, UINT16_MAX, 16,
                        UINT16_MAX, -25600});
        lengthen(weapon->id, ID_BYTES);
    }
    rules->habit_count = MAX_HABITS;
    for (size_t i = 0; i < MAX_HABITS; i++) {
        PUT(&rules->habit[i], rules_habit,
                {ROLE_ANY, NO_THING, DOES_PUSH, MAX_ROLES - 1, MAX_KINDS - 1,
                        MAX_KINDS - 2, TEAM_OTHER});
    }
}

static void fill_map(struct rules *rules)
{
    rules->wall_count = MAX_WALLS;
    rules->spot_count = MAX_SPOTS;
    rules->kind_count = MAX_KINDS;
    rules->stand_count = MAX_THINGS;
    for (size_t i = 0; i < MAX_WALLS; i++) {
        PUT(&rules->wall[i], rules_wall, {-70000, -70000, 70000, 70000});
    }
    for (size_t i = 0; i < MAX_SPOTS; i++) {
        PUT(&rules->spot[i], rules_spot, {70000, 70000, MAX_TEAMS});
    }
    for (size_t i = 0; i < MAX_KINDS; i++) {
        struct rules_kind *kind = &rules->kind[i];
        PUT(kind, rules_kind,
                {"", BODY_SOLID, 2000, 25600, UINT16_MAX, UINT16_MAX,
                        600 * TICK_HZ, 0xffffff});
        lengthen(kind->id, ID_BYTES);
    }
    for (size_t i = 0; i < MAX_THINGS; i++) {
        PUT(&rules->stand[i], rules_stand,
                {70000, 70000, MAX_KINDS - 1, MAX_TEAMS});
    }
}

static void fill_effects(struct rules *rules)
{
    rules->timer_count = MAX_TIMERS;
    rules->script_count = MAX_SCRIPTS;
    rules->effect_count = MAX_EFFECTS;
    for (size_t i = 0; i < MAX_TIMERS; i++) {
        PUT(&rules->timer[i], rules_timer, {"", 108000, 108000});
        lengthen(rules->timer[i].id, ID_BYTES);
    }
    for (size_t i = 0; i < MAX_SCRIPTS; i++) {
        lengthen(rules->script[i].id, ID_BYTES);
    }
    for (size_t i = 0; i < MAX_EFFECTS; i++) {
        struct rules_effect *effect = &rules->effect[i];
        effect->event = EVENT_ENTER;
        effect->if_role = effect->if_other = ROLE_ANY;
        effect->if_thing = effect->if_into = NO_THING;
        effect->if_carry = effect->if_in = effect->if_out = NO_THING;
        effect->if_timer = TIMER_ANY;
        effect->if_team = TEAM_OTHER;
        effect->if_alive = ALIVE_NO;
        effect->if_alone = true;
        effect->op = OP_SCRIPT;
        effect->who = WHO_FOES;
        effect->arg = MAX_SCRIPTS - 1;
        effect->n = -70000;
    }
    // and one that has other than none in each
    PUT(&rules->effect[0], rules_effect,
            {EVENT_ENTER, 1, 2, TEAM_SAME, ALIVE_YES, 3, 4, 5, 6, 7, 8, true,
                    OP_SCRIPT, WHO_ALL, 9, 10});
    rules_index(rules);
}

START_TEST(the_largest_rules_come_back_as_they_were)
{
    static struct rules rules;
    memset(&rules, 0, sizeof(rules));
    fill_mode(&rules);
    fill_players(&rules);
    fill_map(&rules);
    fill_effects(&rules);
    ck_assert_ptr_null(repacked(&rules));
}
END_TEST

START_TEST(effects_that_come_in_any_order_are_sorted)
{
    static struct rules sorted, mixed;
    arena_tag(&sorted);
    mixed = sorted;
    mixed.effect[0] = sorted.effect[4];
    mixed.effect[4] = sorted.effect[0];
    ck_assert_uint_ne(mixed.effect[0].event, mixed.effect[4].event);
    size_t len = rules_pack(bytes, MAX_RULES_BYTES, &mixed);
    ck_assert_ptr_null(rules_unpack(bytes, len, &mixed));
    ck_assert(is_same(&mixed.first, &sorted.first, sizeof(sorted.first)));
    ck_assert_uint_eq(mixed.effect[0].event, sorted.effect[0].event);
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
    tcase_add_test(tc, effects_that_come_in_any_order_are_sorted);
    tcase_add_test(tc, rules_that_the_simulation_cannot_run_are_refused);
    tcase_add_test(tc, the_largest_rules_come_back_as_they_were);
}

SUITE("proto", add_tests)
