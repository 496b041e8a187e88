/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <stdio.h>
#include <string.h>

#include "shared/delta.h"
#include "shared/rng.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/golden/arena.h"

/* A snapshot that owns its entities. */
struct state {
    struct snapshot snap;
    struct entity entity[MAX_ENTITIES];
};

static struct state base, now, copy;
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
#undef X
    }
    return a->entity_limit == b->entity_limit;
}

#define THING 4 // the first slots that are not a player's, of 4 players
#define SHOT  (THING + MAX_THINGS)

/* ---- states of pure chance ---- */

static void set_limits(uint16_t players, uint16_t entities)
{
    struct state *all[] = {&base, &now, &copy};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        memset(all[i], 0, sizeof(*all[i]));
        all[i]->snap.player_limit = players;
        all[i]->snap.entity_limit = entities;
        all[i]->snap.entity = all[i]->entity;
    }
}

static uint8_t any_slot(void)
{
    return below(8) == 0 ? NO_SLOT : (uint8_t)below(now.snap.player_limit);
}

static int32_t any_place(void)
{
    return (int32_t)below(2 * PLACE_MAX + 1) - PLACE_MAX;
}

static struct entity any_entity(uint16_t slot)
{
    struct entity entity;
#define X(name, type) entity.name = (type)rng_next(&seed);
    ENTITY_FIELDS(X)
#undef X
    entity.kind = (uint8_t)slot_kind(now.snap.player_limit, slot);
    entity.owner = any_slot();
    entity.foe = any_slot();
    entity.team = (uint8_t)below(MAX_TEAMS + 1);
    entity.type = (uint8_t)below(MAX_ROLES);
    entity.x = any_place();
    entity.y = any_place();
    return entity;
}

/* Some of the fields of `entity` become those of another. */
static void vary(struct entity *entity, uint16_t slot)
{
    struct entity other = any_entity(slot);
    uint32_t odds = 1 + below(8);
#define X(name, type)              \
    if (below(odds) == 0) {        \
        entity->name = other.name; \
    }
    ENTITY_FIELDS(X)
#undef X
}

static struct match any_match(void)
{
    struct match match;
#define X(name, type) match.name = (type)rng_next(&seed);
    MATCH_FIELDS(X)
#undef X
    match.phase = (uint8_t)below(PHASE_COUNT);
    match.winner =
            below(4) ? any_slot() : (uint8_t)(WINNER_ROLE + below(MAX_ROLES));
    return match;
}

static void vary_match(struct match *match)
{
    struct match other = any_match();
#define X(name, type)             \
    if (below(3) == 0) {          \
        match->name = other.name; \
    }
    MATCH_FIELDS(X)
#undef X
}

static void make_pair(void)
{
    uint16_t players = (uint16_t)(1 + below(20));
    set_limits(players, (uint16_t)(first_shot_slot(players) + below(40)));
    uint32_t crowd = below(5);
    for (uint16_t i = 0; i < now.snap.entity_limit; i++) {
        if (below(4) < crowd) {
            base.entity[i] = any_entity(i);
        }
        now.entity[i] = base.entity[i];
        if (below(3) == 0) {
            now.entity[i] = below(2) ? any_entity(i) : (struct entity){0};
        } else if (now.entity[i].kind && below(3)) {
            vary(&now.entity[i], i);
        }
    }
    base.snap.match = any_match();
    base.snap.match.tick = below(1u << (8 + below(24)));
    now.snap.match = base.snap.match;
    vary_match(&now.snap.match);
    now.snap.match.tick = base.snap.match.tick + 1 + below(MAX_GAP);
}

START_TEST(any_state_comes_back_exactly)
{
    seed = (uint64_t)_i;
    for (unsigned round = 0; round < 4000; round++) {
        make_pair();
        const struct snapshot *from = below(4) ? &base.snap : NULL;
        size_t len = delta_encode(frame, sizeof(frame), from, &now.snap);
        must(len > 0);
        memset(copy.entity, 0x55, sizeof(copy.entity));
        must(delta_decode(frame, len, from, &copy.snap) == DELTA_OK);
        must(is_equal(&now.snap, &copy.snap));
    }
}
END_TEST

START_TEST(a_frame_without_space_fails_and_writes_nothing_beyond)
{
    seed = 5;
    for (unsigned round = 0; round < 300; round++) {
        make_pair();
        size_t len = delta_encode(frame, sizeof(frame), &base.snap, &now.snap);
        size_t cap = below((uint32_t)len);
        uint8_t behind = frame[cap];
        ck_assert_uint_eq(delta_encode(frame, cap, &base.snap, &now.snap), 0);
        ck_assert_uint_eq(frame[cap], behind);
        ck_assert_uint_eq(delta_encode(frame, len, &base.snap, &now.snap), len);
    }
}
END_TEST

START_TEST(the_largest_keyframe_fits)
{
    seed = 6;
    set_limits(MAX_PLAYERS, MAX_ENTITIES);
    now.snap.match = any_match();
    for (uint16_t i = 0; i < MAX_ENTITIES; i++) {
        now.entity[i] = any_entity(i);
    }
    size_t len = delta_encode(frame, sizeof(frame), NULL, &now.snap);
    ck_assert_uint_gt(len, 0);
    ck_assert_int_eq(delta_decode(frame, len, NULL, &copy.snap), DELTA_OK);
    ck_assert(is_equal(&now.snap, &copy.snap));
}
END_TEST

/* ---- what a decoder refuses ---- */

START_TEST(a_delta_needs_its_own_baseline)
{
    seed = 7;
    make_pair();
    size_t len = delta_encode(frame, sizeof(frame), &base.snap, &now.snap);
    struct delta_head head;
    ck_assert(delta_read_head(frame, len, &head));
    ck_assert_uint_eq(head.kind, FRAME_DELTA);
    ck_assert_uint_eq(head.tick, now.snap.match.tick);
    ck_assert_uint_eq(head.baseline, base.snap.match.tick);
    ck_assert_int_eq(
            delta_decode(frame, len, NULL, &copy.snap), DELTA_BASELINE);
    base.snap.match.tick--;
    ck_assert_int_eq(
            delta_decode(frame, len, &base.snap, &copy.snap), DELTA_BASELINE);
    base.snap.match.tick++;
    base.snap.entity_limit++;
    ck_assert_int_eq(
            delta_decode(frame, len, &base.snap, &copy.snap), DELTA_BASELINE);
}
END_TEST

START_TEST(only_gaps_of_1_to_30_ticks_are_encoded)
{
    set_limits(4, SHOT + 4);
    base.snap.match.tick = 100;
    for (uint32_t tick = 95; tick < 140; tick++) {
        now.snap.match.tick = tick;
        bool in_reach = tick > 100 && tick <= 100 + MAX_GAP;
        size_t len = delta_encode(frame, sizeof(frame), &base.snap, &now.snap);
        ck_assert_int_eq(len > 0, in_reach);
    }
}
END_TEST

START_TEST(a_wrong_baseline_of_the_right_tick_shows_in_the_hash)
{
    seed = 8;
    make_pair();
    base.snap.match.tick = 2 * HASH_EVERY - 1;
    now.snap.match.tick = 2 * HASH_EVERY;
    base.entity[0] = now.entity[0] = any_entity(0);
    size_t len = delta_encode(frame, sizeof(frame), &base.snap, &now.snap);
    base.entity[0].hp ^= 1;
    ck_assert_int_eq(
            delta_decode(frame, len, &base.snap, &copy.snap), DELTA_HASH);
}
END_TEST

START_TEST(an_entity_in_the_wrong_sort_of_slot_is_not_encoded)
{
    set_limits(4, SHOT + 4);
    now.entity[SHOT].kind = ENTITY_THING;
    ck_assert_uint_eq(delta_encode(frame, sizeof(frame), NULL, &now.snap), 0);
    now.entity[SHOT].kind = ENTITY_SHOT;
    ck_assert_uint_gt(delta_encode(frame, sizeof(frame), NULL, &now.snap), 0);
    now.entity[SHOT - 1].kind = ENTITY_SHOT;
    ck_assert_uint_eq(delta_encode(frame, sizeof(frame), NULL, &now.snap), 0);
    now.entity[SHOT - 1].kind = ENTITY_THING;
    ck_assert_uint_gt(delta_encode(frame, sizeof(frame), NULL, &now.snap), 0);
    now.entity[THING].kind = ENTITY_PLAYER;
    ck_assert_uint_eq(delta_encode(frame, sizeof(frame), NULL, &now.snap), 0);
}
END_TEST

static bool encodes_to_refused(struct entity entity, uint16_t slot)
{
    now.entity[slot] = entity;
    size_t len = delta_encode(frame, sizeof(frame), NULL, &now.snap);
    ck_assert_uint_gt(len, 0);
    return delta_decode(frame, len, NULL, &copy.snap) == DELTA_BROKEN;
}

START_TEST(what_would_index_nothing_is_refused)
{
    seed = 9;
    set_limits(4, SHOT + 4);
    struct entity good = any_entity(SHOT);
    struct entity bad = good;
    ck_assert(!encodes_to_refused(good, SHOT));
    bad.owner = 4;
    ck_assert(encodes_to_refused(bad, SHOT));
    bad = good;
    bad.foe = 4;
    ck_assert(encodes_to_refused(bad, SHOT));
    bad = good;
    bad.team = MAX_TEAMS + 1;
    ck_assert(encodes_to_refused(bad, SHOT));
    bad = good;
    bad.type = MAX_WEAPONS;
    ck_assert(encodes_to_refused(bad, SHOT));
    bad = any_entity(1);
    bad.type = MAX_ROLES;
    ck_assert(encodes_to_refused(bad, 1));
    now.entity[1] = (struct entity){0};
    bad = any_entity(THING);
    bad.type = MAX_KINDS;
    ck_assert(encodes_to_refused(bad, THING));
    now.entity[THING] = (struct entity){0};
    now.snap.match.phase = PHASE_COUNT;
    ck_assert(encodes_to_refused(good, SHOT));
    now.snap.match.phase = PHASE_COUNT - 1;
    ck_assert(!encodes_to_refused(good, SHOT));
    now.snap.match.winner = 4;
    ck_assert(encodes_to_refused(good, SHOT));
    now.snap.match.winner = WINNER_ROLE + MAX_ROLES;
    ck_assert(encodes_to_refused(good, SHOT));
    now.snap.match.winner = WINNER_ROLE + MAX_ROLES - 1;
    ck_assert(!encodes_to_refused(good, SHOT));
}
END_TEST

static bool holds_its_limits(const struct snapshot *snap)
{
    for (uint16_t i = 0; i < snap->entity_limit; i++) {
        const struct entity *e = &snap->entity[i];
        if (e->kind >= ENTITY_KINDS || e->team > MAX_TEAMS ||
                e->type >= MAX_ROLES ||
                (e->owner >= snap->player_limit && e->owner != NO_SLOT) ||
                (e->foe >= snap->player_limit && e->foe != NO_SLOT)) {
            return false;
        }
    }
    return true;
}

static void decode_hostile(size_t len)
{
    // exactly as long, so that ASan sees any byte read behind it
    uint8_t *bytes = malloc(len > 0 ? len : 1);
    must(bytes);
    memcpy(bytes, frame, len);
    enum delta_result result = delta_decode(bytes, len, &base.snap, &copy.snap);
    must(result != DELTA_OK || holds_its_limits(&copy.snap));
    free(bytes);
}

START_TEST(a_place_beyond_all_maps_is_refused)
{
    seed = 10;
    set_limits(4, SHOT + 4);
    struct entity bad = any_entity(SHOT);
    bad.x = PLACE_MAX + 1;
    ck_assert(encodes_to_refused(bad, SHOT));
    bad.x = -PLACE_MAX;
    ck_assert(!encodes_to_refused(bad, SHOT));
    bad.y = -PLACE_MAX - 1;
    ck_assert(encodes_to_refused(bad, SHOT));
}
END_TEST

START_TEST(who_drifts_beyond_all_maps_is_refused)
{
    set_limits(4, SHOT + 4);
    base.entity[0] = (struct entity){
            .kind = ENTITY_PLAYER, .foe = NO_SLOT, .x = PLACE_MAX, .vx = 1};
    now.entity[0] = base.entity[0];
    now.entity[0].x++;
    now.snap.match.tick = 1;
    size_t len = delta_encode(frame, sizeof(frame), &base.snap, &now.snap);
    ck_assert_uint_gt(len, 0);
    ck_assert_int_eq(
            delta_decode(frame, len, &base.snap, &copy.snap), DELTA_BROKEN);
}
END_TEST

START_TEST(hostile_bytes_are_refused_or_harmless)
{
    seed = (uint64_t)_i + 100;
    for (unsigned round = 0; round < 5000; round++) {
        if (round % 8 == 0) {
            make_pair();
        }
        size_t len = delta_encode(frame, sizeof(frame), &base.snap, &now.snap);
        for (unsigned flips = 1 + below(4); flips > 0; flips--) {
            frame[below((uint32_t)len)] ^= (uint8_t)(1u << below(8));
        }
        decode_hostile(len);
        decode_hostile(below((uint32_t)len));
        for (size_t i = 5; i < len; i++) {
            frame[i] = (uint8_t)rng_next(&seed);
        }
        decode_hostile(len);
    }
}
END_TEST

static void refuse_each_cut(size_t len)
{
    for (size_t cut = 0; cut < len; cut++) {
        must(delta_decode(frame, cut, &base.snap, &copy.snap) == DELTA_BROKEN);
    }
}

START_TEST(a_frame_that_is_cut_or_goes_on_is_refused)
{
    seed = 10;
    for (unsigned round = 0; round < 50; round++) {
        make_pair();
        size_t len = delta_encode(frame, sizeof(frame), &base.snap, &now.snap);
        frame[len] = 0;
        must(delta_decode(frame, len + 1, &base.snap, &copy.snap) ==
                DELTA_BROKEN);
        refuse_each_cut(len);
    }
}
END_TEST

/* ---- things ---- */

/* Four players of whom one turns, as frames have it; what a frame is without
 * things. */
static uint8_t bare[MAX_FRAME];
static size_t bare_len;

static void encode_bare(void)
{
    bare_len = delta_encode(bare, sizeof(bare), &base.snap, &now.snap);
    ck_assert_uint_gt(bare_len, 0);
}

static void turn_about(void)
{
    set_limits(4, SHOT + 4);
    for (uint8_t i = 0; i < 4; i++) {
        base.entity[i] = (struct entity){.kind = ENTITY_PLAYER,
                .owner = i,
                .x = 1000 * i,
                .y = 5000,
                .vx = 200,
                .hp = 100,
                .foe = NO_SLOT};
        now.entity[i] = base.entity[i];
        now.entity[i].x += 200;
    }
    now.entity[2].vx = -70;
    now.entity[2].x = base.entity[2].x - 70;
    base.snap.match.tick = 70;
    now.snap.match.tick = 71;
    encode_bare();
}

static struct entity flag_at(const struct entity *where)
{
    return (struct entity){.kind = ENTITY_THING,
            .owner = NO_SLOT,
            .type = 1,
            .born = 60,
            .x = where->x,
            .y = where->y,
            .hp = 10,
            .foe = NO_SLOT};
}

/* How much longer the frame is than without the thing, which it brings. */
static size_t cost_of_thing(void)
{
    size_t len = delta_encode(frame, sizeof(frame), &base.snap, &now.snap);
    ck_assert_int_eq(
            delta_decode(frame, len, &base.snap, &copy.snap), DELTA_OK);
    ck_assert(is_equal(&now.snap, &copy.snap));
    ck_assert(len != bare_len || memcmp(frame, bare, len) == 0);
    return len - bare_len;
}

START_TEST(a_thing_that_lies_there_costs_nothing)
{
    turn_about();
    base.entity[THING + 7] = flag_at(&base.entity[2]);
    now.entity[THING + 7] = base.entity[THING + 7];
    ck_assert_uint_eq(cost_of_thing(), 0);
}
END_TEST

START_TEST(a_carried_thing_costs_nothing_wherever_its_carrier_turns)
{
    turn_about();
    base.entity[THING] = flag_at(&base.entity[2]);
    now.entity[THING] = flag_at(&now.entity[2]);
    base.entity[THING].owner = now.entity[THING].owner = 2;
    ck_assert_uint_eq(cost_of_thing(), 0);
}
END_TEST

START_TEST(a_thing_is_picked_up_and_dropped_for_a_few_bytes)
{
    turn_about();
    base.entity[THING] = flag_at(&base.entity[2]);
    now.entity[THING] = flag_at(&now.entity[2]);
    now.entity[THING].owner = now.entity[THING].foe = 2;
    ck_assert_uint_le(cost_of_thing(), 8);
    base.entity[THING].owner = base.entity[THING].foe = 2;
    now.entity[THING].owner = NO_SLOT;
    now.entity[THING].born = now.snap.match.tick;
    now.entity[THING].back_at = now.snap.match.tick + 20 * TICK_HZ;
    ck_assert_uint_le(cost_of_thing(), 8);
}
END_TEST

START_TEST(who_carried_and_is_gone_takes_nothing_along)
{
    turn_about();
    now.entity[2] = (struct entity){0};
    encode_bare();
    base.entity[THING] = flag_at(&base.entity[2]);
    base.entity[THING].owner = 2;
    now.entity[THING] = base.entity[THING];
    ck_assert_uint_eq(cost_of_thing(), 0);
}
END_TEST

/* ---- a match ---- */

static struct world world;
static struct rules rules;

static void start_match(unsigned players)
{
    rules.max_players = (uint8_t)players;
    sim_start(&world, &rules, 7);
    for (unsigned i = 0; i < players; i++) {
        sim_join(&world, &rules, (uint8_t)i, true);
    }
    set_limits(world.player_limit, world.entity_limit);
}

static void play_tick(void)
{
    struct input input[MAX_PLAYERS];
    for (uint16_t i = 0; i < world.player_limit; i++) {
        input[i] = sim_bot_input(&world, &rules, (uint8_t)i);
    }
    sim_step(&world, &rules, input);
}

static void keep_as_base(const struct snapshot *snap)
{
    base.snap.match = snap->match;
    memcpy(base.entity, snap->entity,
            snap->entity_limit * sizeof(struct entity));
}

/* Bytes a second for `players` bots, one frame every `gap` ticks, each with its
 * two bytes of WebSocket header. */
static unsigned bytes_per_second(unsigned players, uint32_t gap)
{
    size_t total = 0;
    start_match(players);
    const unsigned frames = 900 / gap;
    for (unsigned n = 0; n < frames; n++) {
        struct snapshot before = world_snapshot(&world);
        keep_as_base(&before);
        for (uint32_t i = 0; i < gap; i++) {
            play_tick();
        }
        struct snapshot snap = world_snapshot(&world);
        size_t len = delta_encode(frame, sizeof(frame), &base.snap, &snap);
        ck_assert_int_eq(
                delta_decode(frame, len, &base.snap, &copy.snap), DELTA_OK);
        ck_assert(is_equal(&snap, &copy.snap));
        total += len + 2;
    }
    return (unsigned)(total * TICK_HZ / frames / gap);
}

START_TEST(a_match_of_16_stays_small)
{
    arena_deathmatch(&rules);
    unsigned firing = bytes_per_second(16, 1);
    arena_tag(&rules);
    unsigned running = bytes_per_second(16, 1);
    printf("# 16 bots: %u B/s when they fire, %u B/s when they run\n", firing,
            running);
    ck_assert_uint_lt(firing, 2000);
    ck_assert_uint_lt(running, 1150);
}
END_TEST

START_TEST(merged_frames_are_exact_and_cheaper)
{
    arena_deathmatch(&rules);
    unsigned every_tick = bytes_per_second(16, 1);
    for (uint32_t gap = 2; gap <= MAX_GAP; gap += 7) {
        ck_assert_uint_lt(bytes_per_second(16, gap), every_tick);
    }
}
END_TEST

START_TEST(a_still_room_costs_ten_bytes_a_frame_at_most)
{
    arena_deathmatch(&rules);
    start_match(16);
    struct input idle[MAX_PLAYERS] = {{0}};
    for (unsigned i = 0; i < 60; i++) {
        struct snapshot before = world_snapshot(&world);
        keep_as_base(&before);
        sim_step(&world, &rules, idle);
        struct snapshot snap = world_snapshot(&world);
        size_t len = delta_encode(frame, sizeof(frame), &base.snap, &snap);
        if (i > 5) {
            ck_assert_uint_le(len, 10);
        }
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, any_state_comes_back_exactly, 0, 10);
    tcase_add_test(tc, a_frame_without_space_fails_and_writes_nothing_beyond);
    tcase_add_test(tc, the_largest_keyframe_fits);
    tcase_add_test(tc, a_delta_needs_its_own_baseline);
    tcase_add_test(tc, only_gaps_of_1_to_30_ticks_are_encoded);
    tcase_add_test(tc, a_wrong_baseline_of_the_right_tick_shows_in_the_hash);
    tcase_add_test(tc, an_entity_in_the_wrong_sort_of_slot_is_not_encoded);
    tcase_add_test(tc, what_would_index_nothing_is_refused);
    tcase_add_test(tc, a_place_beyond_all_maps_is_refused);
    tcase_add_test(tc, who_drifts_beyond_all_maps_is_refused);
    tcase_add_loop_test(tc, hostile_bytes_are_refused_or_harmless, 0, 10);
    tcase_add_test(tc, a_frame_that_is_cut_or_goes_on_is_refused);
    tcase_add_test(tc, a_thing_that_lies_there_costs_nothing);
    tcase_add_test(
            tc, a_carried_thing_costs_nothing_wherever_its_carrier_turns);
    tcase_add_test(tc, a_thing_is_picked_up_and_dropped_for_a_few_bytes);
    tcase_add_test(tc, who_carried_and_is_gone_takes_nothing_along);
    tcase_add_test(tc, a_match_of_16_stays_small);
    tcase_add_test(tc, merged_frames_are_exact_and_cheaper);
    tcase_add_test(tc, a_still_room_costs_ten_bytes_a_frame_at_most);
}

SUITE("delta", add_tests)
