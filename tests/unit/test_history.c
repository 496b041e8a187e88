/* SPDX-License-Identifier: MIT */
#include "server/history.h"

#include <string.h>

#include "shared/delta.h"
#include "shared/rng.h"
#include "shared/world.h"
#include "tests/unit/suite.h"

#define PLAYERS  4
#define ENTITIES 40

static struct history *history;
static struct entity entity[ENTITIES], got[ENTITIES];
static struct snapshot now = {
        .player_limit = PLAYERS, .entity_limit = ENTITIES, .entity = entity};
static struct snapshot past = {.entity = got};

static void setup(void)
{
    history = history_create(PLAYERS, ENTITIES);
    ck_assert_ptr_nonnull(history);
    memset(entity, 0, sizeof(entity));
}

static void teardown(void)
{
    history_destroy(history);
}

/* Puts tick `tick` with `count` entities that carry it in x. */
static void put(uint32_t tick, unsigned count)
{
    memset(entity, 0, sizeof(entity));
    now.match.tick = tick;
    for (unsigned i = 0; i < count; i++) {
        entity[ENTITIES - 1 - i].kind = ENTITY_SHOT;
        entity[ENTITIES - 1 - i].x = (int32_t)tick;
    }
    history_put(history, &now);
}

START_TEST(what_was_put_comes_back_slot_by_slot)
{
    put(7, 3);
    ck_assert(history_get(history, 7, &past));
    ck_assert_uint_eq(past.match.tick, 7);
    ck_assert_uint_eq(past.entity_limit, ENTITIES);
    ck_assert_mem_eq(got, entity, sizeof(got));
}
END_TEST

START_TEST(every_baseline_a_delta_may_have_is_kept)
{
    for (uint32_t tick = 1; tick <= 100; tick++) {
        put(tick, PLAYERS);
    }
    for (uint32_t tick = 100 - MAX_GAP; tick <= 100; tick++) {
        ck_assert(history_get(history, tick, &past));
        ck_assert_int_eq(got[ENTITIES - 1].x, (int32_t)tick);
    }
    ck_assert(!history_get(history, 50, &past));
    ck_assert(!history_get(history, 101, &past));
}
END_TEST

START_TEST(when_much_happens_the_oldest_ticks_give_way)
{
    for (uint32_t tick = 1; tick <= 100; tick++) {
        put(tick, tick % 2 ? ENTITIES : 0);
    }
    ck_assert(history_get(history, 100, &past));
    ck_assert(history_get(history, 99, &past));
    ck_assert_int_eq(got[0].x, 99);
    ck_assert(!history_get(history, 100 - MAX_GAP, &past));
}
END_TEST

START_TEST(after_a_jump_in_time_there_is_no_past)
{
    put(5, 1);
    put(6, 1);
    put(8, 1);
    ck_assert(!history_get(history, 5, &past));
    ck_assert(!history_get(history, 6, &past));
    ck_assert(history_get(history, 8, &past));
    put(9, 1);
    ck_assert(history_get(history, 8, &past));
}
END_TEST

START_TEST(a_fresh_history_holds_nothing)
{
    ck_assert(!history_get(history, 0, &past));
    ck_assert(!history_get(history, 1, &past));
}
END_TEST

/* Any change of any field, births and deaths among them. */
static void disturb(uint64_t *rng)
{
    struct entity *e = &entity[rng_below(rng, ENTITIES)];

    if (rng_below(rng, 4) == 0) {
        bool born = e->kind == ENTITY_NONE;
        memset(e, 0, sizeof(*e));
        e->kind = born ? ENTITY_PLAYER : ENTITY_NONE;
    } else if (e->kind != ENTITY_NONE) {
        e->y -= (int32_t)rng_below(rng, 9);
        e->foe = (uint8_t)rng_next(rng);
        e->deaths++;
    }
}

START_TEST(whatever_happens_a_state_comes_back_as_it_was)
{
    static struct entity copy[MAX_GAP + 1][ENTITIES];
    uint64_t rng = 3;
    unsigned compared = 0;
    for (uint32_t tick = 1; tick <= 2000; tick++) {
        now.match.tick = tick;
        now.match.rng = rng;
        disturb(&rng);
        memcpy(copy[tick % (MAX_GAP + 1)], entity, sizeof(entity));
        history_put(history, &now);
        uint32_t gap = rng_below(&rng, MAX_GAP + 1);
        if (gap < tick && history_get(history, tick - gap, &past)) {
            ck_assert_uint_eq(past.match.tick, tick - gap);
            ck_assert_mem_eq(
                    got, copy[(tick - gap) % (MAX_GAP + 1)], sizeof(got));
            compared++;
        }
    }
    ck_assert_uint_gt(compared, 1900);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, what_was_put_comes_back_slot_by_slot);
    tcase_add_test(tc, every_baseline_a_delta_may_have_is_kept);
    tcase_add_test(tc, when_much_happens_the_oldest_ticks_give_way);
    tcase_add_test(tc, after_a_jump_in_time_there_is_no_past);
    tcase_add_test(tc, a_fresh_history_holds_nothing);
    tcase_add_test(tc, whatever_happens_a_state_comes_back_as_it_was);
}

SUITE("history", add_tests)
