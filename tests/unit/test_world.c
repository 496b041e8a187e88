/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <string.h>

#include "shared/world.h"

static struct world world;

static uint32_t hash_now(void)
{
    struct snapshot snap = world_snapshot(&world);
    return snapshot_hash(&snap);
}

static void set_up(void)
{
    memset(&world, 0, sizeof(world));
    world.player_limit = 2;
    world.entity_limit = 4;
    world.entity[1].kind = ENTITY_PLAYER;
    world.entity[3].kind = ENTITY_SHOT;
}

START_TEST(a_snapshot_is_a_view_of_the_world)
{
    struct snapshot snap = world_snapshot(&world);
    ck_assert_ptr_eq(snap.entity, world.entity);
    ck_assert_uint_eq(snap.player_limit, 2);
    ck_assert_uint_eq(snap.entity_limit, 4);
}
END_TEST

START_TEST(every_field_of_an_entity_counts_in_the_hash)
{
    uint32_t before = hash_now();
#define X(name, type)                      \
    world.entity[1].name ^= 1;             \
    ck_assert_uint_ne(hash_now(), before); \
    world.entity[1].name ^= 1;             \
    ck_assert_uint_eq(hash_now(), before);
    ENTITY_FIELDS(X)
#undef X
}
END_TEST

START_TEST(every_field_of_the_match_counts_in_the_hash)
{
    uint32_t before = hash_now();
#define X(name, type)                      \
    world.match.name ^= 1;                 \
    ck_assert_uint_ne(hash_now(), before); \
    world.match.name ^= 1;
    MATCH_FIELDS(X)
#undef X
}
END_TEST

START_TEST(the_high_bits_of_a_position_count_in_the_hash)
{
    uint32_t before = hash_now();
    world.entity[1].x = -1;
    uint32_t left = hash_now();
    world.entity[1].x = 0x7fffffff;
    ck_assert_uint_ne(left, before);
    ck_assert_uint_ne(hash_now(), left);
}
END_TEST

START_TEST(what_is_not_there_and_what_is_secret_do_not_count)
{
    uint32_t before = hash_now();
    world.entity[0].x = 77;   // its kind is NONE
    world.entity[4].kind = 1; // past the limit
    world.secret_rng = 77;
    world.bot[1].aim = 77;
    ck_assert_uint_eq(hash_now(), before);
}
END_TEST

START_TEST(the_hash_is_the_one_that_was_published)
{
    // a client in another language checks itself against this number
    world.match.tick = 1000;
    world.match.winner = NO_SLOT;
    world.match.rng = 0x0123456789abcdefu;
    world.entity[1].x = -2;
    world.entity[1].vy = -300;
    world.entity[1].foe = NO_SLOT;
    ck_assert_uint_eq(hash_now(), 1211303672u);
}
END_TEST

START_TEST(a_new_body_is_guarded_until_it_shoots_or_time_is_up)
{
    struct entity player = {.kind = ENTITY_PLAYER, .born = 100};
    player.ready_at = 100;
    ck_assert(entity_guarded(&player, 100));
    ck_assert(entity_guarded(&player, 100 + SPAWN_GUARD - 1));
    ck_assert(!entity_guarded(&player, 100 + SPAWN_GUARD));
    player.ready_at = 108;
    ck_assert(!entity_guarded(&player, 101));
}
END_TEST

START_TEST(an_empty_world_is_0_up_to_its_limits_and_untouched_beyond)
{
    static struct world empty;
    memset(&world, 0xaa, sizeof(world));
    world_clear(&world, 2, 4);
    ck_assert_uint_eq(world.player_limit, 2);
    ck_assert_uint_eq(world.entity_limit, 4);
    for (size_t i = 4 * sizeof(struct entity); i < sizeof(world.entity); i++) {
        ck_assert_uint_eq(((const uint8_t *)world.entity)[i], 0xaa);
    }
    memset(&world.entity[4], 0,
            sizeof(world.entity) - 4 * sizeof(struct entity));
    empty.player_limit = 2;
    empty.entity_limit = 4;
    ck_assert_mem_eq(&world, &empty, sizeof(world));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, a_snapshot_is_a_view_of_the_world);
    tcase_add_test(tc, every_field_of_an_entity_counts_in_the_hash);
    tcase_add_test(tc, every_field_of_the_match_counts_in_the_hash);
    tcase_add_test(tc, the_high_bits_of_a_position_count_in_the_hash);
    tcase_add_test(tc, what_is_not_there_and_what_is_secret_do_not_count);
    tcase_add_test(tc, the_hash_is_the_one_that_was_published);
    tcase_add_test(tc, a_new_body_is_guarded_until_it_shoots_or_time_is_up);
    tcase_add_test(
            tc, an_empty_world_is_0_up_to_its_limits_and_untouched_beyond);
}

SUITE("world", add_tests)
