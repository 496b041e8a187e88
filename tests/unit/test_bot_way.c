/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/bot_way.h"
#include "shared/geom.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;

static void set_up(void)
{
    pitch_open(&pitch);
}

static struct point route(uint8_t slot, int32_t x, int32_t y)
{
    struct mind mind = bot_mind(&pitch.world, &pitch.rules, slot);
    return bot_route(&mind, (struct point){arena_u(x), arena_u(y)});
}

static bool is_at(struct point p, int32_t x, int32_t y)
{
    return p.x == arena_u(x) && p.y == arena_u(y);
}

/* Steps straight from one point of its way to the next; how many there are to
 * the goal, or 0 if it did not get there or a wall was in between. */
static unsigned stages(int32_t from_x, int32_t from_y, int32_t x, int32_t y)
{
    uint8_t slot = pitch_join(&pitch, from_x, from_y);
    struct entity *self = pitch_player(&pitch, slot);
    unsigned count = 0;
    bool arrived = false;
    while (!arrived && ++count < 40) {
        struct mind mind = bot_mind(&pitch.world, &pitch.rules, slot);
        struct point next = route(slot, x, y);
        arrived = is_at(next, x, y);
        if (!bot_sees(&mind, bot_place(self), next, mind.role->radius - UNIT)) {
            return 0;
        }
        self->x = next.x;
        self->y = next.y;
    }
    sim_leave(&pitch.world, slot);
    return arrived ? count : 0;
}

START_TEST(in_the_open_the_way_is_straight)
{
    uint8_t slot = pitch_join(&pitch, 100, 100);
    ck_assert(is_at(route(slot, 1900, 1100), 1900, 1100));
    ck_assert(is_at(route(slot, 100, 100), 100, 100));
}
END_TEST

START_TEST(round_a_wall_it_is_two_stages)
{
    arena_wall(&pitch.rules, 980, 200, 40, 1000); // open in the north
    unsigned count = stages(500, 600, 1500, 600);
    ck_assert_uint_ge(count, 2);
    ck_assert_uint_le(count, 4);
}
END_TEST

START_TEST(a_maze_is_gone_through)
{
    for (int32_t i = 0; i < 8; i++) { // open in the north, the south, ...
        arena_wall(&pitch.rules, 200 + 200 * i, i % 2 ? 0 : 100, 10, 1100);
    }
    ck_assert_uint_ge(stages(60, 600, 1940, 600), 9);
    ck_assert_uint_ge(stages(1940, 600, 60, 600), 9);
}
END_TEST

/* Every gap of 64 u in a long wall, wherever it lies on the grid of thoughts.
 */
START_TEST(a_gap_of_two_bodies_is_found)
{
    for (int32_t y = 100; y < 1000; y += 7) {
        pitch.rules.wall_count = 0;
        arena_wall(&pitch.rules, 990, 0, 20, y);
        arena_wall(&pitch.rules, 990, y + 64, 20, 1200 - y - 64);
        ck_assert_msg(stages(400, 1100, 1600, 80) > 0, "gap at %d", y);
    }
}
END_TEST

START_TEST(what_is_walled_in_is_headed_for_straight)
{
    arena_wall(&pitch.rules, 1400, 400, 400, 1);
    arena_wall(&pitch.rules, 1400, 800, 400, 1);
    arena_wall(&pitch.rules, 1400, 400, 1, 400);
    arena_wall(&pitch.rules, 1800, 400, 1, 401);
    uint8_t slot = pitch_join(&pitch, 100, 100);
    ck_assert(is_at(route(slot, 1600, 600), 1600, 600));
}
END_TEST

START_TEST(walls_that_touch_at_a_corner_let_nobody_through)
{
    arena_wall(&pitch.rules, 0, 590, 1000, 10);
    arena_wall(&pitch.rules, 1000, 600, 1000, 10);
    uint8_t slot = pitch_join(&pitch, 500, 100);
    ck_assert(is_at(route(slot, 1500, 1100), 1500, 1100));
    pitch.rules.wall[1].x = arena_u(1064);
    pitch.rules.wall[1].w = arena_u(936);
    struct point via = route(slot, 1500, 1100);
    ck_assert(!is_at(via, 1500, 1100));
    ck_assert_int_gt(via.x, arena_u(900));
}
END_TEST

START_TEST(a_goal_within_a_wall_is_come_near_to)
{
    arena_wall(&pitch.rules, 940, 540, 120, 120);
    arena_wall(&pitch.rules, 700, 300, 20, 600);
    uint8_t slot = pitch_join(&pitch, 400, 600);
    struct point via = route(slot, 1000, 600);
    ck_assert(!is_at(via, 1000, 600));
    struct mind mind = bot_mind(&pitch.world, &pitch.rules, slot);
    ck_assert(bot_can_walk(
            &mind, bot_place(mind.self), via, mind.role->radius - UNIT));
}
END_TEST

/* In a corner, along walls, at the edge: where bodies come to lie. */
START_TEST(who_leans_on_a_wall_finds_away_from_it)
{
    static const int16_t from[][2] = {{14, 14}, {1986, 14}, {14, 1186},
            {1986, 1186}, {926, 500}, {1074, 700}, {1000, 386}, {926, 386},
            {1074, 814}};
    arena_wall(&pitch.rules, 940, 400, 120, 400);
    arena_wall(&pitch.rules, 500, 300, 20, 500);
    arena_wall(&pitch.rules, 1500, 300, 20, 500);
    for (size_t i = 0; i < ARRAY_LEN(from); i++) {
        ck_assert_msg(stages(from[i][0], from[i][1], 300, 550) > 0, "%zu", i);
        ck_assert_msg(stages(from[i][0], from[i][1], 1700, 550) > 0, "%zu", i);
    }
}
END_TEST

START_TEST(what_is_solid_is_gone_round)
{
    uint8_t rock = pitch_kind(&pitch, "rock", BODY_SOLID, 150);
    pitch_stand(&pitch, rock, 1000, 600, 0);
    pitch_join(&pitch, 60, 60);
    pitch_step(&pitch, 1);
    ck_assert_uint_gt(stages(600, 600, 1400, 600), 1);
    pitch_thing(&pitch, 0)->hp = 0; // away
    ck_assert_uint_eq(stages(600, 600, 1400, 600), 1);
}
END_TEST

START_TEST(large_maps_and_large_bodies_too)
{
    arena_empty(&pitch.rules, MAX_MAP_UNITS, MAX_MAP_UNITS);
    arena_wall(&pitch.rules, 2000, 0, 20, 3900);
    ck_assert_uint_gt(stages(100, 100, 4000, 100), 1);
    pitch.rules.role[0].radius = arena_u(90);
    ck_assert_uint_gt(stages(100, 100, 4000, 100), 1);
    pitch.rules.role[0].radius = arena_u(120); // 196 u are not enough
    uint8_t slot = pitch_join(&pitch, 200, 200);
    ck_assert(is_at(route(slot, 3900, 200), 3900, 200));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, in_the_open_the_way_is_straight);
    tcase_add_test(tc, round_a_wall_it_is_two_stages);
    tcase_add_test(tc, a_maze_is_gone_through);
    tcase_add_test(tc, a_gap_of_two_bodies_is_found);
    tcase_add_test(tc, what_is_walled_in_is_headed_for_straight);
    tcase_add_test(tc, walls_that_touch_at_a_corner_let_nobody_through);
    tcase_add_test(tc, a_goal_within_a_wall_is_come_near_to);
    tcase_add_test(tc, who_leans_on_a_wall_finds_away_from_it);
    tcase_add_test(tc, what_is_solid_is_gone_round);
    tcase_add_test(tc, large_maps_and_large_bodies_too);
}

SUITE("bot_way", add_tests)
