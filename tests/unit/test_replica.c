/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <string.h>

#include "shared/replica.h"
#include "shared/rng.h"
#include "tests/bench/match.h"
#include "tests/fuzz/states.h"

static struct replica replica;
static struct match_play play;
static struct entity before[MAX_ENTITIES], after[MAX_ENTITIES];
static struct entity on_way[MAX_GAP][MAX_ENTITIES];
static struct snapshot base, now, copy, way[MAX_GAP];
static uint8_t frame[MAX_FRAME];
static uint64_t seed;

static uint32_t below(uint32_t n)
{
    return rng_below(&seed, n);
}

static bool is_equal(const struct snapshot *a, const struct snapshot *b)
{
#define X(name, type)                     \
    if (a->match.name != b->match.name) { \
        return false;                     \
    }
    MATCH_FIELDS(X)
#undef X
    for (uint16_t i = 0; i < a->entity_limit; i++) {
#define X(name, type)                             \
    if (a->entity[i].name != b->entity[i].name) { \
        return false;                             \
    }
        ENTITY_FIELDS(X)
        FORESIGHT_FIELDS(X)
#undef X
    }
    return a->entity_limit == b->entity_limit;
}

/* ---- matches ---- */

static void start(unsigned players, bool bots)
{
    arena_deathmatch(&play.rules);
    play.lag = REWIND_TICKS;
    match_start(&play, players, bots, 7);
}

static struct snapshot keep(struct entity *entities)
{
    struct snapshot snap = world_snapshot(&play.world);
    memcpy(entities, snap.entity, sizeof(play.world.entity));
    snap.entity = entities;
    return snap;
}

/* Plays on by `gap` ticks, from `base` by `way` to `now`. */
static void go_on(uint32_t gap)
{
    base = keep(before);
    for (uint32_t i = 0; i < gap; i++) {
        match_tick(&play);
        way[i] = keep(on_way[i]);
    }
    now = world_snapshot(&play.world);
    copy = now;
    copy.entity = after;
}

static size_t encode(const struct snapshot *from, bool stepwise)
{
    return replica_encode_way(&replica, frame, sizeof(frame), &play.rules,
            &(struct replica_way){from, stepwise ? way : NULL, &now});
}

static enum delta_result decode(size_t len, const struct snapshot *from)
{
    return replica_decode(&replica, frame, len, &play.rules, from, &copy);
}

static void check_frame(const struct snapshot *from, bool stepwise)
{
    size_t len = encode(from, stepwise);
    ck_assert_uint_gt(len, 0);
    memset(after, 0x55, sizeof(after));
    ck_assert_int_eq(decode(len, from), DELTA_OK);
    ck_assert(is_equal(&now, &copy));
}

START_TEST(a_match_comes_back_tick_by_tick)
{
    for (unsigned bots = 0; bots < 2; bots++) {
        start(16, bots);
        for (unsigned i = 0; i < 1500; i++) {
            go_on(1);
            check_frame(&base, false);
        }
    }
}
END_TEST

START_TEST(a_match_comes_back_over_gaps_and_whole)
{
    start(16, false);
    for (uint32_t gap = 2; gap <= MAX_GAP; gap++) {
        for (unsigned i = 0; i < 10; i++) {
            go_on(gap);
            check_frame(&base, false);
            check_frame(&base, true);
            check_frame(NULL, false);
        }
    }
}
END_TEST

/* Flags are carried about, a ball is pushed, a timer shrinks a hill, in rounds
 * that are warmed up for and go into overtime. */
START_TEST(a_match_with_things_comes_back)
{
    for (unsigned set = 0; set < 4; set++) {
        if (set < 2) {
            things_flags(&play.rules);
        } else {
            things_ball(&play.rules);
        }
        play.rules.warmup = 60;
        play.rules.time_limit = 300;
        play.rules.overtime = 100;
        play.rules.bouts = set % 2;
        play.lag = REWIND_TICKS;
        match_start(&play, 16, set % 2, 5 + set);
        for (unsigned i = 0; i < 800; i++) {
            uint32_t gap = i % 40 ? 1 : 1 + below(MAX_GAP);
            go_on(gap);
            check_frame(&base, false);
            if (gap > 1) {
                check_frame(&base, true);
                check_frame(NULL, false);
            }
        }
    }
}
END_TEST

START_TEST(a_thing_at_its_stand_is_known_by_the_rules)
{
    things_flags(&play.rules);
    match_start(&play, 2, false, 1);
    go_on(1);
    struct world *world = &play.world;
    for (uint8_t i = 0; i < play.rules.stand_count; i++) {
        const struct rules_stand *stand = &play.rules.stand[i];
        world->entity[world->player_limit + i] =
                (struct entity){.kind = ENTITY_THING,
                        .owner = NO_SLOT,
                        .team = stand->team,
                        .type = stand->kind,
                        .born = now.match.tick,
                        .x = stand->x,
                        .y = stand->y,
                        .hp = play.rules.kind[stand->kind].radius,
                        .foe = NO_SLOT};
    }
    size_t known = encode(NULL, false);
    play.rules.stand_count = 0;
    size_t unknown = encode(NULL, false);
    ck_assert_uint_ge(unknown, known + UINT64_C(8) * 6); // eight things
    check_frame(NULL, false);
}
END_TEST

START_TEST(who_comes_goes_and_is_picked_comes_back)
{
    arena_tag(&play.rules);
    play.rules.time_limit = 200; // several rounds
    match_start(&play, 12, false, 3);
    for (unsigned i = 0; i < 1500; i++) {
        base = keep(before);
        uint8_t slot = (uint8_t)rng_below(&play.rng, 12);
        if (i % 7 == 0) {
            sim_leave(&play.world, slot);
        } else if (i % 5 == 0) {
            sim_join(&play.world, &play.rules, slot, false);
        }
        match_tick(&play);
        now = world_snapshot(&play.world);
        copy = now;
        copy.entity = after;
        check_frame(&base, false);
    }
}
END_TEST

START_TEST(other_rules_only_make_frames_longer)
{
    start(8, false);
    for (unsigned i = 0; i < 300; i++) {
        go_on(1);
        play.rules.role[0].speed += i % 3 ? 100 : -200;
        check_frame(&base, false);
    }
}
END_TEST

/* ---- states of pure chance ---- */

static struct states states;

static void any_states(void)
{
    uint8_t bytes[600];
    struct states_in in = {bytes, bytes + sizeof(bytes)};
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)rng_next(&seed);
    }
    arena_deathmatch(&states.rules);
    states_any(&states, &in);
    base = states.before;
    now = states.now;
    copy = now;
    copy.entity = after;
    play.rules = states.rules;
}

START_TEST(any_state_comes_back_from_any_other)
{
    seed = (uint64_t)_i;
    for (unsigned round = 0; round < 1000; round++) {
        any_states();
        check_frame(&base, false);
        check_frame(NULL, false);
    }
}
END_TEST

START_TEST(a_frame_without_space_fails_and_writes_nothing_beyond)
{
    seed = 5;
    for (unsigned round = 0; round < 200; round++) {
        any_states();
        size_t len = encode(&base, false);
        size_t cap = below((uint32_t)len);
        uint8_t behind = frame[cap];
        ck_assert_uint_eq(
                replica_encode(&replica, frame, cap, &play.rules, &base, &now),
                0);
        ck_assert_uint_eq(frame[cap], behind);
        ck_assert_uint_eq(
                replica_encode(&replica, frame, len, &play.rules, &base, &now),
                len);
    }
}
END_TEST

START_TEST(the_largest_keyframe_fits)
{
    uint8_t bytes[64];
    seed = 6;
    memset(&states, 0, sizeof(states));
    arena_deathmatch(&play.rules);
    now = (struct snapshot){.player_limit = MAX_PLAYERS,
            .entity_limit = MAX_ENTITIES,
            .entity = states.now_entity};
    for (uint16_t i = 0; i < MAX_ENTITIES; i++) {
        for (size_t b = 0; b < sizeof(bytes); b++) {
            bytes[b] = (uint8_t)(128 + below(128)); // all of any length
        }
        struct states_in in = {bytes, bytes + sizeof(bytes)};
        states_any_entity(&in, &now.entity[i]);
        states_limit(&now.entity[i], &now, i);
    }
    copy = now;
    copy.entity = after;
    check_frame(NULL, false);
}
END_TEST

/* ---- what frames depend on ---- */

START_TEST(a_frame_depends_on_nothing_but_its_arguments)
{
    static uint8_t first[MAX_FRAME];
    start(16, false);
    for (unsigned i = 0; i < 100; i++) {
        go_on(1 + i % 4);
        memset(&replica, 0, sizeof(replica));
        size_t len = encode(&base, true);
        memcpy(first, frame, len);
        memset(&replica, 0xa5, sizeof(replica));
        ck_assert_uint_eq(encode(&base, true), len);
        ck_assert_mem_eq(frame, first, len);
        memset(&replica, 0x5a, sizeof(replica));
        ck_assert_int_eq(decode(len, &base), DELTA_OK);
        ck_assert(is_equal(&now, &copy));
    }
}
END_TEST

START_TEST(decoding_leaves_the_baseline_alone)
{
    static struct entity kept[MAX_ENTITIES];
    start(16, false);
    seed = 4;
    for (unsigned i = 0; i < 200; i++) {
        go_on(1);
        memcpy(kept, before, sizeof(kept));
        size_t len = encode(&base, false);
        frame[below((uint32_t)len)] ^= (uint8_t)(1 + below(255));
        decode(len, &base);
        ck_assert_mem_eq(kept, before, sizeof(kept));
    }
}
END_TEST

/* ---- heads and hashes ---- */

START_TEST(the_head_tells_tick_and_baseline)
{
    struct delta_head head;
    start(4, true);
    for (uint32_t gap = 1; gap <= MAX_GAP; gap++) {
        go_on(gap);
        size_t len = encode(&base, false);
        ck_assert(replica_read_head(frame, len, base.match.tick, &head));
        ck_assert_uint_eq(head.kind, FRAME_DELTA);
        ck_assert_uint_eq(head.tick, now.match.tick);
        ck_assert_uint_eq(head.baseline, base.match.tick);
        len = encode(NULL, false);
        ck_assert(replica_read_head(frame, len, 12345, &head));
        ck_assert_uint_eq(head.kind, FRAME_KEY);
        ck_assert_uint_eq(head.tick, now.match.tick);
        ck_assert_uint_eq(head.baseline, now.match.tick);
    }
}
END_TEST

START_TEST(what_is_no_frame_has_no_head)
{
    struct delta_head head;
    const uint8_t message[] = {0x93, 1, 2, 3, 4};
    const uint8_t no_gap[] = {0x20, 0, 0, 0, 0};
    const uint8_t cut_key[] = {FRAME_KEY, 0, 0, 0};
    const uint8_t torn_key[] = {FRAME_KEY | 1 << 5, 2, 0, 0, 0};
    ck_assert(!replica_read_head(message, 0, 0, &head));
    ck_assert(!replica_read_head(message, sizeof(message), 0, &head));
    ck_assert(!replica_read_head(no_gap, sizeof(no_gap), 0, &head));
    ck_assert(!replica_read_head(cut_key, sizeof(cut_key), 0, &head));
    ck_assert(!replica_read_head(torn_key, sizeof(torn_key), 0, &head));
}
END_TEST

START_TEST(a_delta_needs_its_own_baseline)
{
    start(4, true);
    go_on(MAX_GAP);
    go_on(10);
    go_on(1); // to a tick without a hash
    size_t len = encode(&base, false);
    ck_assert_int_eq(decode(len, NULL), DELTA_BASELINE);
    for (uint32_t ago = 1; ago < 4; ago++) {
        base.match.tick -= ago;
        ck_assert_int_eq(decode(len, &base), DELTA_BASELINE);
        base.match.tick += ago;
    }
    base.entity_limit++;
    ck_assert_int_eq(decode(len, &base), DELTA_BASELINE);
    base.entity_limit--;
    ck_assert_int_eq(decode(len, &base), DELTA_OK);
}
END_TEST

START_TEST(a_wrong_baseline_of_the_right_tick_is_found_within_32_ticks)
{
    static struct entity theirs[MAX_ENTITIES];
    start(16, false);
    go_on(29); // the latest hash is behind
    go_on(5);
    memcpy(theirs, on_way[4], sizeof(theirs));
    theirs[3].x += 700;
    enum delta_result result = DELTA_OK;
    for (unsigned i = 0; i < HASH_EVERY && result == DELTA_OK; i++) {
        go_on(1);
        size_t len = encode(&base, false);
        base.entity = theirs;
        result = decode(len, &base);
        memcpy(theirs, after, sizeof(theirs));
    }
    ck_assert_int_eq(result, DELTA_HASH);
}
END_TEST

START_TEST(every_gap_over_a_32nd_tick_has_the_hash)
{
    start(2, true);
    while (play.world.match.tick < 600) {
        go_on(3);
        size_t len = encode(&base, false);
        before[0].deaths ^= 0x40; // nothing that steps looks at it
        ck_assert_int_eq(decode(len, &base) == DELTA_HASH,
                base.match.tick / HASH_EVERY != now.match.tick / HASH_EVERY);
    }
}
END_TEST

START_TEST(only_gaps_of_1_to_30_ticks_are_encoded)
{
    start(2, true);
    go_on(10);
    for (uint32_t tick = 0; tick < 50; tick++) {
        uint32_t gap = now.match.tick - tick;
        base.match.tick = tick;
        bool in_reach = gap >= 1 && gap <= MAX_GAP;
        ck_assert_int_eq(encode(&base, false) > 0, in_reach);
    }
}
END_TEST

/* ---- what a decoder refuses ---- */

START_TEST(a_frame_that_is_cut_or_goes_on_is_refused)
{
    start(16, false);
    for (unsigned i = 0; i < 5; i++) {
        go_on(1);
        size_t len = encode(&base, false);
        frame[len] = 0;
        ck_assert_int_eq(decode(len + 1, &base), DELTA_HASH);
        len = encode(NULL, false);
        ck_assert_int_eq(decode(len, NULL), DELTA_OK);
        frame[len] = 1;
        ck_assert_int_eq(decode(len + 1, NULL), DELTA_BROKEN);
        for (size_t cut = 0; cut < len; cut++) {
            ck_assert_int_ne(decode(cut, NULL), DELTA_OK);
        }
    }
}
END_TEST

static bool holds_its_limits(const struct snapshot *snap)
{
    bool valid = snapshot_match_is_valid(snap);
    for (uint16_t i = 0; i < snap->entity_limit; i++) {
        valid = valid && snapshot_entity_is_valid(snap, i);
    }
    return valid && snapshot_is_sayable(snap);
}

static void decode_hostile(size_t len)
{
    // exactly as long, so that ASan sees any byte read behind it
    uint8_t *bytes = malloc(len > 0 ? len : 1);
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, frame, len);
    enum delta_result result =
            replica_decode(&replica, bytes, len, &play.rules, &base, &copy);
    ck_assert(result != DELTA_OK || holds_its_limits(&copy));
    free(bytes);
}

/* Bytes flipped, cut, and made up. */
static void attack(size_t len)
{
    for (unsigned flips = 1 + below(4); flips > 0; flips--) {
        frame[below((uint32_t)len)] ^= (uint8_t)(1u << below(8));
    }
    decode_hostile(len);
    decode_hostile(below((uint32_t)len));
    for (size_t i = 1; i < len; i++) {
        frame[i] = (uint8_t)rng_next(&seed);
    }
    decode_hostile(len);
}

START_TEST(hostile_bytes_are_refused_or_harmless)
{
    seed = (uint64_t)_i + 100;
    for (unsigned round = 0; round < 500; round++) {
        any_states();
        attack(encode(below(8) ? &base : NULL, false));
    }
    start(16, false);
    for (unsigned round = 0; round < 200; round++) {
        go_on(1 + below(3));
        attack(encode(&base, below(2)));
    }
}
END_TEST

/* Else a reader would step the game on from there. */
START_TEST(a_way_through_a_state_that_is_none_goes_nowhere)
{
    start(8, true);
    go_on(3);
    ck_assert_uint_gt(encode(&base, true), 0);
    way[1].entity[0].x = PLACE_MAX + 1;
    ck_assert_uint_eq(encode(&base, true), 0);
    way[1].entity[0].x = 0;
    way[1].entity[0].foe = MAX_PLAYERS;
    ck_assert_uint_eq(encode(&base, true), 0);
}
END_TEST

START_TEST(an_entity_in_the_wrong_sort_of_slot_is_not_encoded)
{
    start(4, true);
    go_on(1);
    for (unsigned kind = ENTITY_PLAYER; kind < ENTITY_KINDS; kind++) {
        play.world.entity[6].kind = (uint8_t)kind; // of 4 players
        ck_assert_int_eq(encode(NULL, false) > 0, kind == ENTITY_THING);
        ck_assert_int_eq(encode(&base, false) > 0, kind == ENTITY_THING);
    }
}
END_TEST

/* ---- how long frames are ---- */

/* Bytes a second of one frame every `gap` ticks, each with its two bytes of
 * WebSocket header. */
static unsigned bytes_per_second(unsigned players, bool bots, uint32_t gap)
{
    size_t total = 0;
    start(players, bots);
    play.lag = 2;
    go_on(30);
    const unsigned frames = 900 / gap;
    for (unsigned n = 0; n < frames; n++) {
        go_on(gap);
        total += encode(&base, gap > 1) + 2;
    }
    return (unsigned)(total * TICK_HZ / frames / gap);
}

START_TEST(matches_stay_small)
{
    unsigned people = bytes_per_second(16, false, 1);
    unsigned bots = bytes_per_second(16, true, 1);
    unsigned crowd = bytes_per_second(100, false, 1);
    printf("# 16 people %u B/s, 16 bots %u B/s, 100 people %u B/s\n", people,
            bots, crowd);
    ck_assert_uint_le(people, 235);
    ck_assert_uint_le(bots, 325);
    ck_assert_uint_le(crowd, 1020);
}
END_TEST

START_TEST(fewer_frames_are_fewer_bytes)
{
    unsigned all = bytes_per_second(16, false, 1);
    unsigned half = bytes_per_second(16, false, 2);
    unsigned third = bytes_per_second(16, false, 3);
    ck_assert_uint_lt(half, all);
    ck_assert_uint_lt(third, half);
}
END_TEST

START_TEST(a_still_room_costs_three_bytes_a_frame_at_most)
{
    start(16, true);
    struct input idle[MAX_PLAYERS] = {{0}};
    for (unsigned i = 0; i < 60; i++) {
        base = keep(before);
        sim_step(&play.world, &play.rules, idle);
        now = world_snapshot(&play.world);
        size_t len = encode(&base, false);
        bool has_hash = now.match.tick % HASH_EVERY == 0;
        if (i > 5) {
            ck_assert_uint_le(len, has_hash ? 5 : 3);
        }
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_match_comes_back_tick_by_tick);
    tcase_add_test(tc, a_match_comes_back_over_gaps_and_whole);
    tcase_add_test(tc, a_match_with_things_comes_back);
    tcase_add_test(tc, a_thing_at_its_stand_is_known_by_the_rules);
    tcase_add_test(tc, who_comes_goes_and_is_picked_comes_back);
    tcase_add_test(tc, other_rules_only_make_frames_longer);
    tcase_add_loop_test(tc, any_state_comes_back_from_any_other, 0, 6);
    tcase_add_test(tc, a_frame_without_space_fails_and_writes_nothing_beyond);
    tcase_add_test(tc, the_largest_keyframe_fits);
    tcase_add_test(tc, a_frame_depends_on_nothing_but_its_arguments);
    tcase_add_test(tc, decoding_leaves_the_baseline_alone);
    tcase_add_test(tc, the_head_tells_tick_and_baseline);
    tcase_add_test(tc, what_is_no_frame_has_no_head);
    tcase_add_test(tc, a_delta_needs_its_own_baseline);
    tcase_add_test(
            tc, a_wrong_baseline_of_the_right_tick_is_found_within_32_ticks);
    tcase_add_test(tc, every_gap_over_a_32nd_tick_has_the_hash);
    tcase_add_test(tc, only_gaps_of_1_to_30_ticks_are_encoded);
    tcase_add_test(tc, a_frame_that_is_cut_or_goes_on_is_refused);
    tcase_add_loop_test(tc, hostile_bytes_are_refused_or_harmless, 0, 6);
    tcase_add_test(tc, a_way_through_a_state_that_is_none_goes_nowhere);
    tcase_add_test(tc, an_entity_in_the_wrong_sort_of_slot_is_not_encoded);
    tcase_add_test(tc, matches_stay_small);
    tcase_add_test(tc, fewer_frames_are_fewer_bytes);
    tcase_add_test(tc, a_still_room_costs_three_bytes_a_frame_at_most);
}

SUITE("replica", add_tests)
