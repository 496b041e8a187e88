/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/body.h"
#include "shared/rng.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;
static struct entity *player;

static void set_up(void)
{
    pitch_open(&pitch);
    player = pitch_player(&pitch, pitch_join(&pitch, 1000, 600));
}

static void hold(uint8_t buttons, unsigned ticks)
{
    for (unsigned i = 0; i < ticks; i++) {
        body_step(player, &pitch.rules, NULL, buttons, 100);
    }
}

START_TEST(full_stick_reaches_the_roles_speed_and_stays_at_it)
{
    hold(BUTTON_RIGHT, 10);
    ck_assert_int_eq(player->vx, arena_speed(300));
    for (unsigned i = 0; i < 50; i++) {
        int32_t x = player->x;
        hold(BUTTON_RIGHT, 1);
        ck_assert_int_eq(player->vx, arena_speed(300));
        ck_assert_int_eq(player->vy, 0);
        ck_assert_int_eq(player->x, x + player->vx);
    }
}
END_TEST

START_TEST(a_diagonal_is_no_faster)
{
    hold(BUTTON_RIGHT | BUTTON_UP, 20);
    ck_assert_int_eq(player->vx, -player->vy);
    ck_assert_int_eq(player->vx, (int64_t)arena_speed(300) * 46341 / 65536);
}
END_TEST

START_TEST(every_direction_accelerates_alike)
{
    const uint8_t way[4] = {BUTTON_RIGHT, BUTTON_LEFT, BUTTON_UP, BUTTON_DOWN};
    for (unsigned ticks = 1; ticks < 8; ticks++) {
        for (unsigned i = 0; i < 4; i++) {
            player->vx = player->vy = 0;
            hold(way[i], ticks);
            int32_t speed = abs(player->vx) + abs(player->vy);
            int32_t gained = (int32_t)ticks * arena_accel(1600);
            int32_t most = arena_speed(300);
            ck_assert_int_eq(speed, gained < most ? gained : most);
        }
    }
}
END_TEST

START_TEST(even_the_smallest_accel_gets_there)
{
    pitch.rules.role[0].accel = 1;
    for (unsigned i = 0; i < 3000; i++) {
        hold(BUTTON_LEFT | BUTTON_DOWN, 1);
        player->x = arena_u(1000); // far from any wall
        player->y = arena_u(600);
    }
    ck_assert_int_eq(player->vx, -player->vy);
    ck_assert_int_eq(player->vy, (int64_t)arena_speed(300) * 46341 / 65536);
}
END_TEST

START_TEST(opposite_buttons_cancel)
{
    hold(BUTTON_LEFT | BUTTON_RIGHT, 5);
    ck_assert_int_eq(player->vx, 0);
}
END_TEST

START_TEST(nothing_held_slows_down_to_exactly_nothing)
{
    for (int sign = -1; sign <= 1; sign += 2) {
        player->vx = (int16_t)(sign * 2560);
        player->vy = (int16_t)(sign * -77);
        int32_t before = 2560;
        for (unsigned i = 0; i < 60; i++) {
            hold(0, 1);
            ck_assert(abs(player->vx) < before || player->vx == 0);
            before = abs(player->vx);
        }
        ck_assert_int_eq(player->vx, 0);
        ck_assert_int_eq(player->vy, 0);
    }
}
END_TEST

START_TEST(drifting_left_mirrors_drifting_right)
{
    struct entity other = *player;
    player->vx = 2557;
    other.vx = -2557;
    for (unsigned i = 0; i < 40; i++) {
        body_step(player, &pitch.rules, NULL, 0, 100);
        body_step(&other, &pitch.rules, NULL, 0, 100);
        ck_assert_int_eq(player->vx, -other.vx);
    }
}
END_TEST

START_TEST(who_is_faster_than_its_role_slows_to_it_without_losing_the_way)
{
    player->vx = arena_speed(600);
    hold(BUTTON_RIGHT, 1);
    ck_assert_int_eq(player->vx, arena_speed(600) - arena_accel(1600));
    hold(BUTTON_RIGHT, 20);
    ck_assert_int_eq(player->vx, arena_speed(300));
}
END_TEST

START_TEST(the_frozen_cannot_steer_but_can_be_pushed)
{
    player->thaw_at = 101;
    hold(BUTTON_RIGHT, 5);
    ck_assert_int_eq(player->vx, 0);
    int32_t x = player->x;
    const struct shove by = {.vx = arena_speed(100)};
    body_shove(player, &pitch.rules, NULL, &by);
    hold(BUTTON_LEFT, 1);
    ck_assert_int_gt(player->x, x);
    player->thaw_at = 100;
    player->vx = 0;
    hold(BUTTON_RIGHT, 1);
    ck_assert_int_gt(player->vx, 0);
}
END_TEST

START_TEST(the_dead_lie_still)
{
    int32_t x = player->x;
    player->hp = 0;
    hold(BUTTON_RIGHT, 5);
    ck_assert_int_eq(player->x, x);
}
END_TEST

START_TEST(leaning_on_a_wall_leaves_nothing_to_predict)
{
    arena_wall(&pitch.rules, 1020, 0, 40, 1200);
    hold(BUTTON_RIGHT | BUTTON_DOWN, 30);
    int32_t x = player->x;
    int32_t y = player->y;
    int16_t vy = player->vy;
    ck_assert_int_eq(x, arena_u(1020 - 14));
    hold(BUTTON_RIGHT | BUTTON_DOWN, 1);
    ck_assert_int_eq(player->x, x);
    ck_assert_int_eq(player->vx, 0);
    ck_assert_int_eq(player->vy, vy);
    ck_assert_int_eq(player->y, y + vy);
}
END_TEST

START_TEST(no_push_makes_faster_than_the_most)
{
    for (unsigned i = 0; i < 10; i++) {
        const struct shove by = {.vx = BODY_SPEED_MAX, .vy = -BODY_SPEED_MAX};
        body_shove(player, &pitch.rules, NULL, &by);
    }
    ck_assert_int_eq(player->vx, BODY_SPEED_MAX);
    ck_assert_int_eq(player->vy, -BODY_SPEED_MAX);
}
END_TEST

/* Whatever a peer may have sent, under rules that are in order. */
START_TEST(hostile_bodies_move_without_harm)
{
    uint64_t dice = 5;
    arena_deathmatch(&pitch.rules);
    for (unsigned i = 0; i < 20000; i++) {
        struct entity body;
#define X(name, type) body.name = (type)rng_next(&dice);
        ENTITY_FIELDS(X)
#undef X
        body.kind = ENTITY_PLAYER;
        body_step(&body, &pitch.rules, NULL, (uint8_t)rng_next(&dice), 1000);
        if (body.hp > 0) {
            ck_assert(body.x >= 0 && body.x <= pitch.rules.width);
            ck_assert(body.y >= 0 && body.y <= pitch.rules.height);
        }
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, full_stick_reaches_the_roles_speed_and_stays_at_it);
    tcase_add_test(tc, a_diagonal_is_no_faster);
    tcase_add_test(tc, every_direction_accelerates_alike);
    tcase_add_test(tc, even_the_smallest_accel_gets_there);
    tcase_add_test(tc, opposite_buttons_cancel);
    tcase_add_test(tc, nothing_held_slows_down_to_exactly_nothing);
    tcase_add_test(tc, drifting_left_mirrors_drifting_right);
    tcase_add_test(
            tc, who_is_faster_than_its_role_slows_to_it_without_losing_the_way);
    tcase_add_test(tc, the_frozen_cannot_steer_but_can_be_pushed);
    tcase_add_test(tc, the_dead_lie_still);
    tcase_add_test(tc, leaning_on_a_wall_leaves_nothing_to_predict);
    tcase_add_test(tc, no_push_makes_faster_than_the_most);
    tcase_add_test(tc, hostile_bodies_move_without_harm);
}

SUITE("body", add_tests)
