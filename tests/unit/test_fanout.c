/* SPDX-License-Identifier: MIT */
#include "server/fanout.h"

#include <string.h>

#include "server/history.h"
#include "shared/replica.h"
#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/world.h"
#include "shared/ws.h"
#include "tests/unit/suite.h"

#define FIRST 50
#define NOW   100
#define SLOTS (2 + MAX_THINGS + 6) // of two players, their things and shots

static struct rules rules;
static struct world world = {.player_limit = 2, .entity_limit = SLOTS};
static struct history *history;
static struct fanout *fanout;

/* A player who is elsewhere every tick, by no rule that predicts it. */
static void turn_to(uint32_t tick)
{
    world.match.tick = tick;
    world.entity[0] = (struct entity){
            .kind = ENTITY_PLAYER, .x = (int32_t)(tick * tick), .hp = 100};
    struct snapshot now = world_snapshot(&world);
    history_put(history, &now);
    fanout_begin(fanout, history, &rules, &now);
}

static void setup(void)
{
    history = history_create(2, SLOTS);
    fanout = fanout_create();
    ck_assert(history && fanout);
    for (uint32_t tick = FIRST; tick <= NOW; tick++) {
        turn_to(tick);
    }
}

static void teardown(void)
{
    fanout_destroy(fanout);
    history_destroy(history);
}

static const struct frame *key(void)
{
    return fanout_key(fanout, &(struct reader){.sent = 0});
}

static const struct frame *delta_on(uint32_t tick)
{
    return fanout_delta(fanout, &(struct reader){.sent = tick});
}

/* What a frame holds once the WebSocket header before it is read. */
static const uint8_t *frame_of(const struct frame *out, size_t *len)
{
    const uint8_t *at = out->bytes;
    size_t head = at[1] < 126 ? 2 : 4;

    ck_assert_uint_eq(at[0], 0x80 | WS_BINARY);
    ck_assert_uint_le(at[1], 126);
    *len = out->len - head;
    return at + head;
}

/* Decodes against the state of `baseline`, whole if that is NULL, and compares
 * with the world. */
static void expect_now(const struct frame *out, const struct snapshot *baseline)
{
    struct entity entity[SLOTS];
    struct snapshot now = world_snapshot(&world), got = now;
    size_t len;
    const uint8_t *frame = frame_of(out, &len);

    got.entity = entity;
    ck_assert_int_eq(delta_decode(frame, len, baseline, &got), DELTA_OK);
    ck_assert_uint_eq(snapshot_hash(&got), snapshot_hash(&now));
}

START_TEST(a_delta_on_any_tick_up_to_the_gap_leads_to_now)
{
    struct entity entity[SLOTS];
    struct snapshot baseline = {.entity = entity};
    for (uint32_t gap = 1; gap <= MAX_GAP; gap++) {
        turn_to(NOW + gap); // a new tick: all places are free again
        uint32_t tick = world.match.tick - gap;
        const struct frame *frame = delta_on(tick);
        ck_assert(!frame->is_key);
        ck_assert(history_get(history, tick, &baseline));
        expect_now(frame, &baseline);
    }
}
END_TEST

START_TEST(the_keyframe_needs_no_baseline_and_is_encoded_once)
{
    const struct frame *whole = key();
    ck_assert(whole->is_key);
    expect_now(whole, NULL);
    ck_assert_ptr_eq(key(), whole);
}
END_TEST

START_TEST(a_baseline_past_the_gap_takes_the_keyframe)
{
    ck_assert(!delta_on(NOW - MAX_GAP)->is_key);
    ck_assert(delta_on(NOW - MAX_GAP - 1)->is_key);
}
END_TEST

START_TEST(a_baseline_that_is_no_past_takes_the_keyframe)
{
    ck_assert(delta_on(NOW)->is_key);
    ck_assert(delta_on(NOW + 1)->is_key);
    ck_assert(delta_on(UINT32_MAX)->is_key);
}
END_TEST

START_TEST(a_forgotten_baseline_takes_the_keyframe_and_no_place)
{
    struct history *blank = history_create(2, SLOTS);
    struct snapshot now = world_snapshot(&world);
    ck_assert_ptr_nonnull(blank);
    history_put(blank, &now);
    fanout_begin(fanout, blank, &rules, &now);
    for (uint32_t gap = 1; gap <= MAX_GAP; gap++) {
        ck_assert(delta_on(NOW - gap)->is_key);
    }
    history_destroy(blank);
}
END_TEST

START_TEST(a_fifth_baseline_waits_and_the_tick_before_never_does)
{
    const struct frame *frame[FANOUT_DELTAS];
    for (uint32_t i = 0; i < FANOUT_DELTAS; i++) {
        frame[i] = delta_on(NOW - 10 + i);
    }
    ck_assert_ptr_nonnull(frame[FANOUT_DELTAS - 2]);
    ck_assert_ptr_null(frame[FANOUT_DELTAS - 1]);
    ck_assert_ptr_nonnull(delta_on(NOW - 1));
    ck_assert_ptr_eq(delta_on(NOW - 10), frame[0]);
    ck_assert_ptr_eq(delta_on(NOW - 9), frame[1]);
}
END_TEST

START_TEST(nothing_of_one_room_is_sent_to_another)
{
    struct world other = {.player_limit = 2, .entity_limit = SLOTS};
    struct history *its = history_create(2, SLOTS);
    ck_assert_ptr_nonnull(its);
    key();
    delta_on(NOW - 1);
    for (uint32_t tick = NOW - 1; tick <= NOW; tick++) {
        other.match.tick = tick;
        struct snapshot now = world_snapshot(&other);
        history_put(its, &now);
        fanout_begin(fanout, its, &rules, &now);
    }
    world = other;
    expect_now(key(), NULL);
    struct entity entity[SLOTS];
    struct snapshot baseline = {.entity = entity};
    ck_assert(history_get(its, NOW - 1, &baseline));
    expect_now(delta_on(NOW - 1), &baseline);
    history_destroy(its);
}
END_TEST

/* ---- encodings and views ---- */

static const struct view LEFT = {
        .reach = VIEW_BLOCK, .side = 128 * UNIT, .col = 0, .row = 0};
static const struct view RIGHT = {
        .reach = VIEW_BLOCK, .side = 128 * UNIT, .col = 20, .row = 0};

/* What is encoded of a world with somebody on the left and somebody far on the
 * right, who may turn about. */
static void turn_two(uint32_t tick, uint8_t left_aim, uint8_t right_aim)
{
    world.match.tick = tick;
    world.entity[0] =
            (struct entity){.kind = ENTITY_PLAYER, .hp = 9, .aim = left_aim};
    world.entity[1] = (struct entity){.kind = ENTITY_PLAYER,
            .owner = 1,
            .hp = 9,
            .x = 20 * 128 * UNIT,
            .aim = right_aim};
    struct snapshot now = world_snapshot(&world);
    history_put(history, &now);
    fanout_begin(fanout, history, &rules, &now);
}

static struct reader reader_of(uint8_t encoding, struct view view)
{
    return (struct reader){.encoding = encoding,
            .sent = world.match.tick - 1,
            .from = view,
            .to = view};
}

START_TEST(each_encoding_and_view_has_its_own_frame_and_each_is_made_once)
{
    const struct frame *frame[4];
    rules = (struct rules){.role_count = 1, .width = 9999, .height = 9999};
    turn_two(NOW + 1, 1, 1);
    turn_two(NOW + 2, 2, 2);
    fanout_effort(fanout);
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 4; i++) {
            const struct reader reader =
                    reader_of(i % 2 ? ENCODING_REPLICA : ENCODING_PLAIN,
                            i / 2 ? LEFT : RIGHT);
            const struct frame *got = fanout_delta(fanout, &reader);
            ck_assert_ptr_nonnull(got);
            ck_assert(round == 0 || got == frame[i]);
            frame[i] = got;
        }
    }
    ck_assert_uint_eq(fanout_effort(fanout).frames, 4);
    ck_assert_uint_eq(fanout_effort(fanout).frames, 0);
}
END_TEST

START_TEST(nothing_is_encoded_that_nobody_asks_for)
{
    fanout_effort(fanout);
    turn_to(NOW + 1);
    turn_to(NOW + 2);
    ck_assert_uint_eq(fanout_effort(fanout).frames, 0);
}
END_TEST

/* The bytes of one tick for who sees the left part only. */
static size_t left_bytes(uint8_t encoding, uint8_t right_aim, uint8_t *out)
{
    turn_two(NOW + 1, 1, 1);
    turn_two(NOW + 2, 2, right_aim);
    const struct reader reader = reader_of(encoding, LEFT);
    const struct frame *frame = fanout_delta(fanout, &reader);
    memcpy(out, frame->bytes, frame->len);
    return frame->len;
}

START_TEST(not_a_bit_of_a_frame_depends_on_what_is_out_of_sight)
{
    uint8_t calm[256], busy[256];
    rules = (struct rules){.role_count = 1, .width = 9999, .height = 9999};
    for (unsigned i = 0; i < ENCODING_COUNT; i++) {
        size_t len = left_bytes((uint8_t)i, 1, calm);
        ck_assert_uint_eq(left_bytes((uint8_t)i, 99, busy), len);
        ck_assert_mem_eq(calm, busy, len);
    }
}
END_TEST

START_TEST(who_goes_into_another_cell_gets_one_frame_from_view_to_view)
{
    struct entity before[SLOTS], after[SLOTS], got[SLOTS];
    turn_two(NOW + 1, 1, 1);
    struct snapshot now = world_snapshot(&world);
    struct snapshot base = {.entity = before}, expected = {.entity = after};
    view_filter(&LEFT, &now, &base);
    turn_two(NOW + 2, 2, 2);
    const struct reader reader = {.sent = NOW + 1, .from = LEFT, .to = RIGHT};
    size_t len;
    const uint8_t *bytes = frame_of(fanout_delta(fanout, &reader), &len);
    now = world_snapshot(&world);
    view_filter(&RIGHT, &now, &expected);
    struct snapshot decoded = expected;
    decoded.entity = got;
    ck_assert_int_eq(delta_decode(bytes, len, &base, &decoded), DELTA_OK);
    ck_assert_uint_eq(snapshot_hash(&decoded), snapshot_hash(&expected));
    ck_assert(!view_is_seen(&got[0]) && view_is_seen(&got[1]));
}
END_TEST

START_TEST(at_most_sixteen_frames_are_made_for_those_who_are_behind)
{
    unsigned served = 0;
    for (int32_t i = 0; i < 40; i++) {
        struct view view = LEFT;
        view.col = i;
        const struct reader reader = {.to = view};
        served += fanout_key(fanout, &reader) != NULL;
    }
    ck_assert_uint_eq(served, FANOUT_FAR);
    for (int32_t i = 0; i < 40; i++) { // who keeps up is not in their way
        struct view view = LEFT;
        view.col = i;
        const struct reader reader = reader_of(ENCODING_PLAIN, view);
        ck_assert_ptr_nonnull(fanout_delta(fanout, &reader));
    }
}
END_TEST

START_TEST(more_views_than_can_be_kept_are_still_right)
{
    struct entity before[SLOTS], after[SLOTS], got[SLOTS];
    struct snapshot now = world_snapshot(&world);
    struct snapshot base = {.entity = before}, expected = {.entity = after};
    ck_assert(history_get(history, NOW - 1, &base));
    for (int32_t i = 0; i < 1000; i++) {
        struct view view = LEFT;
        view.col = i % 600;
        const struct reader reader = reader_of(ENCODING_PLAIN, view);
        size_t len;
        const uint8_t *bytes = frame_of(fanout_delta(fanout, &reader), &len);
        struct entity filtered[SLOTS];
        struct snapshot seen = {.entity = filtered};
        view_filter(&view, &base, &seen);
        view_filter(&view, &now, &expected);
        struct snapshot decoded = expected;
        decoded.entity = got;
        ck_assert_int_eq(delta_decode(bytes, len, &seen, &decoded), DELTA_OK);
        ck_assert_uint_eq(snapshot_hash(&decoded), snapshot_hash(&expected));
    }
}
END_TEST

/* ---- what nobody could foresee ---- */

/* Everybody and everything elsewhere, and other in all that they are. */
static void scramble(struct world *chaos, uint64_t *rng)
{
    chaos->match.tick++;
    for (uint16_t i = 0; i < chaos->entity_limit; i++) {
        struct entity *entity = &chaos->entity[i];
        uint8_t *bytes = (uint8_t *)entity;
        for (size_t at = 0; at < sizeof(*entity); at++) {
            bytes[at] = (uint8_t)rng_next(rng);
        }
        entity->kind = (uint8_t)slot_kind(chaos->player_limit, i);
        entity->owner %= chaos->player_limit;
        entity->foe = NO_SLOT;
        entity->team %= MAX_TEAMS;
        entity->type %= MAX_ROLES;
        entity->x = (int32_t)rng_below(rng, PLACE_MAX);
        entity->y = (int32_t)rng_below(rng, PLACE_MAX);
    }
}

START_TEST(a_way_too_long_to_be_said_is_told_by_its_ends)
{
    static struct world chaos = {
            .player_limit = MAX_PLAYERS, .entity_limit = MAX_ENTITIES};
    static struct entity before[MAX_ENTITIES], got[MAX_ENTITIES];
    static struct replica replica;
    struct history *its = history_create(MAX_PLAYERS, MAX_ENTITIES);
    struct snapshot now = {0}, base = {.entity = before};
    uint64_t rng = 1;
    size_t len;

    ck_assert_ptr_nonnull(its);
    rules = (struct rules){.role_count = 1, .width = 9999, .height = 9999};
    for (unsigned i = 0; i < 4; i++) {
        scramble(&chaos, &rng);
        now = world_snapshot(&chaos);
        history_put(its, &now);
    }
    fanout_begin(fanout, its, &rules, &now);
    ck_assert(history_get(its, now.match.tick - 3, &base));
    const struct reader reader = {
            .encoding = ENCODING_REPLICA, .sent = base.match.tick};
    const uint8_t *bytes = frame_of(fanout_delta(fanout, &reader), &len);
    struct snapshot decoded = now;
    decoded.entity = got;
    ck_assert_int_eq(
            replica_decode(&replica, bytes, len, &rules, &base, &decoded),
            DELTA_OK);
    ck_assert_uint_eq(
            snapshot_replica_hash(&decoded), snapshot_replica_hash(&now));
    history_destroy(its);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_delta_on_any_tick_up_to_the_gap_leads_to_now);
    tcase_add_test(tc, the_keyframe_needs_no_baseline_and_is_encoded_once);
    tcase_add_test(tc, a_baseline_past_the_gap_takes_the_keyframe);
    tcase_add_test(tc, a_baseline_that_is_no_past_takes_the_keyframe);
    tcase_add_test(tc, a_forgotten_baseline_takes_the_keyframe_and_no_place);
    tcase_add_test(tc, a_fifth_baseline_waits_and_the_tick_before_never_does);
    tcase_add_test(tc, nothing_of_one_room_is_sent_to_another);
    tcase_add_test(
            tc, each_encoding_and_view_has_its_own_frame_and_each_is_made_once);
    tcase_add_test(tc, nothing_is_encoded_that_nobody_asks_for);
    tcase_add_test(tc, not_a_bit_of_a_frame_depends_on_what_is_out_of_sight);
    tcase_add_test(
            tc, who_goes_into_another_cell_gets_one_frame_from_view_to_view);
    tcase_add_test(
            tc, at_most_sixteen_frames_are_made_for_those_who_are_behind);
    tcase_add_test(tc, more_views_than_can_be_kept_are_still_right);
    tcase_add_test(tc, a_way_too_long_to_be_said_is_told_by_its_ends);
}

SUITE("fanout", add_tests)
