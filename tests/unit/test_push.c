/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/body.h"
#include "shared/rng.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;
static uint8_t kind;

/* Thing 0 is a ball of 10 u in the middle of nowhere. */
static void set_up(void)
{
    pitch_open(&pitch);
    kind = pitch_kind(&pitch, "ball", BODY_PUSHED, 10);
    pitch_stand(&pitch, kind, 1000, 600, 0);
}

static struct entity *ball(void)
{
    return pitch_thing(&pitch, 0);
}

/* The first round has begun; the player in slot 0 stands at (x, y). */
static void begin(int32_t x, int32_t y)
{
    pitch_join(&pitch, x, y);
    pitch_step(&pitch, 1);
}

static void roll(int32_t vx, int32_t vy)
{
    ball()->vx = (int16_t)arena_speed(vx);
    ball()->vy = (int16_t)arena_speed(vy);
}

static int64_t gap(const struct entity *one, const struct entity *other)
{
    int64_t dx = (int64_t)one->x - other->x;
    int64_t dy = (int64_t)one->y - other->y;
    return dx * dx + dy * dy;
}

START_TEST(a_ball_lies_still_until_somebody_comes)
{
    begin(500, 600);
    pitch_step(&pitch, 100);
    ck_assert_int_eq(ball()->x, arena_u(1000));
    ck_assert_int_eq(ball()->vx | ball()->vy, 0);
    ck_assert_uint_eq(ball()->foe, NO_SLOT);
}
END_TEST

START_TEST(who_runs_into_a_ball_pushes_it_ahead)
{
    begin(950, 600);
    pitch.rules.kind[kind].drag = 65536 / 30;
    pitch_press(&pitch, 0, BUTTON_RIGHT, 0);
    pitch_step(&pitch, 30);
    ck_assert_int_gt(ball()->x, pitch_player(&pitch, 0)->x + arena_u(23));
    ck_assert_int_eq(ball()->y, arena_u(600));
    ck_assert_int_gt(ball()->vx, arena_speed(100));
    ck_assert_uint_eq(ball()->foe, 0);
}
END_TEST

START_TEST(a_ball_as_heavy_as_who_meets_it_takes_all_of_its_speed)
{
    begin(950, 600);
    struct entity *player = pitch_player(&pitch, 0);
    pitch.rules.drag = 0;
    player->vx = arena_speed(300);
    pitch_step(&pitch, 6);
    ck_assert_int_ge(ball()->vx, arena_speed(300) - 4);
    ck_assert_int_le(ball()->vx, arena_speed(300));
    ck_assert_int_le(abs(player->vx), 4);
}
END_TEST

/* The sum of momentum is kept whatever it weighs. */
START_TEST(momentum_is_handed_on_by_mass)
{
    static const uint16_t mass[] = {25, 64, 256, 1024, 25600};
    for (unsigned i = 0; i < ARRAY_LEN(mass); i++) {
        set_up();
        pitch.rules.kind[kind].mass = mass[i];
        pitch.rules.kind[kind].bounce = 32768;
        pitch.rules.drag = 0;
        begin(950, 600);
        struct entity *player = pitch_player(&pitch, 0);
        player->vx = arena_speed(300);
        pitch_step(&pitch, 6);
        int64_t before = (int64_t)arena_speed(300) * 256;
        int64_t after =
                (int64_t)player->vx * 256 + (int64_t)ball()->vx * mass[i];
        ck_assert_int_gt(ball()->vx, 0);
        // a step of velocity is lost to rounding, at most, on either side
        ck_assert_int_le(llabs(after - before), 256 + mass[i]);
        ck_assert_int_ge(ball()->vx, player->vx);
    }
}
END_TEST

START_TEST(a_ball_loses_its_drag)
{
    begin(100, 100);
    pitch.rules.kind[kind].drag = 65536 / 8;
    roll(320, 0);
    int32_t before = ball()->vx;
    pitch_step(&pitch, 1);
    ck_assert_int_eq(ball()->vx, before - before / 8);
    ck_assert_int_eq(ball()->x, arena_u(1000) + ball()->vx);
    pitch_step(&pitch, 200);
    ck_assert_int_eq(ball()->vx, 0);
}
END_TEST

START_TEST(a_ball_bounces_off_walls_and_the_edge_as_its_kind_says)
{
    begin(100, 100);
    arena_wall(&pitch.rules, 1100, 500, 20, 200);
    roll(300, 0);
    pitch_step(&pitch, 20);
    ck_assert_int_le(ball()->vx, -arena_speed(300) + 2);
    pitch_step(&pitch, 150); // to the left edge, and back
    ck_assert_int_ge(ball()->vx, arena_speed(300) - 4);
    pitch.rules.kind[kind].bounce = 0;
    pitch.rules.wall_count = 0;
    pitch_step(&pitch, 300);
    ck_assert_int_eq(ball()->x, arena_u(1990));
    ck_assert_int_eq(ball()->vx, 0);
}
END_TEST

START_TEST(a_ball_bounces_off_what_is_solid)
{
    uint8_t post = pitch_kind(&pitch, "post", BODY_SOLID, 30);
    pitch_stand(&pitch, post, 1200, 600, 0);
    begin(100, 100);
    roll(600, 0);
    for (unsigned i = 0; i < 20; i++) {
        pitch_step(&pitch, 1);
        ck_assert_int_ge(gap(ball(), pitch_thing(&pitch, 1)),
                (int64_t)arena_u(40) * arena_u(40));
    }
    ck_assert_int_le(ball()->vx, -arena_speed(600) + 4);
    ck_assert_int_eq(pitch_thing(&pitch, 1)->x, arena_u(1200));
}
END_TEST

START_TEST(no_wall_is_too_thin_for_the_fastest_ball)
{
    pitch.rules.kind[kind].radius = 1;
    pitch.rules.wall[pitch.rules.wall_count++] =
            (struct rules_wall){arena_u(1200), 0, 1, arena_u(1200)};
    begin(100, 100);
    for (int32_t vy = -2900; vy < 2900; vy += 271) {
        ball()->x = arena_u(1180);
        ball()->y = arena_u(600);
        roll(3000, vy);
        for (unsigned i = 0; i < 5; i++) {
            pitch_step(&pitch, 1);
            ck_assert_int_lt(ball()->x, arena_u(1200));
        }
    }
}
END_TEST

START_TEST(no_player_is_too_fast_for_a_ball_nor_a_ball_for_a_player)
{
    pitch.rules.kind[kind].radius = 2;
    pitch.rules.role[0].radius = arena_u(2);
    pitch.rules.role[0].speed = pitch.rules.role[0].accel = arena_speed(3000);
    begin(800, 600);
    for (int32_t start = 1100; start < 1200; start += 3) {
        pitch_place(&pitch, 0, start - 250, 600);
        ball()->x = arena_u(start);
        ball()->y = arena_u(600);
        ball()->foe = NO_SLOT;
        roll(-3000, 0);
        pitch_press(&pitch, 0, BUTTON_RIGHT, 0);
        pitch_step(&pitch, 3);
        ck_assert_uint_eq(ball()->foe, 0);
        ck_assert_int_gt(ball()->x, pitch_player(&pitch, 0)->x);
        pitch_press(&pitch, 0, 0, 0);
    }
}
END_TEST

START_TEST(balls_push_each_other)
{
    pitch_stand(&pitch, kind, 1100, 600, 0);
    begin(100, 100);
    roll(600, 0);
    pitch_step(&pitch, 10);
    ck_assert_int_le(abs(ball()->vx), 4);
    ck_assert_int_ge(pitch_thing(&pitch, 1)->vx, arena_speed(600) - 4);
    ck_assert_uint_eq(pitch_thing(&pitch, 1)->foe, NO_SLOT);
}
END_TEST

START_TEST(a_ball_at_a_wall_gives_way_to_nobody)
{
    begin(1900, 600);
    ball()->x = arena_u(1990);
    pitch_press(&pitch, 0, BUTTON_RIGHT, 0);
    pitch_step(&pitch, 60);
    ck_assert_int_ge(gap(ball(), pitch_player(&pitch, 0)),
            (int64_t)arena_u(20) * arena_u(20));
    ck_assert_int_le(ball()->x, arena_u(1990));
}
END_TEST

START_TEST(a_ball_that_nobody_touches_any_more_goes_home)
{
    pitch.rules.kind[kind].home_after = 60;
    begin(950, 600);
    pitch_press(&pitch, 0, BUTTON_RIGHT, 0);
    uint32_t touched = 0;
    for (unsigned i = 0; i < 20; i++) {
        int16_t before = ball()->vx;
        pitch_step(&pitch, 1);
        if (ball()->vx > before) {
            touched = pitch.world.match.tick;
        }
    }
    pitch_press(&pitch, 0, BUTTON_LEFT, 0);
    ck_assert_uint_gt(touched, 0);
    ck_assert_uint_eq(ball()->back_at, touched + 60);
    while (pitch.world.match.tick < touched + 59) {
        pitch_step(&pitch, 1);
        ck_assert_int_ne(ball()->x, arena_u(1000));
    }
    pitch_step(&pitch, 1);
    ck_assert_int_eq(ball()->x, arena_u(1000));
    ck_assert_int_eq(ball()->vx, 0);
    ck_assert_uint_eq(ball()->foe, NO_SLOT);
}
END_TEST

START_TEST(the_dead_push_nothing)
{
    begin(1000, 600);
    pitch_player(&pitch, 0)->hp = 0;
    pitch_player(&pitch, 0)->back_at = 1000;
    ball()->x = arena_u(1005);
    ball()->foe = NO_SLOT;
    ball()->vx = 0;
    pitch_step(&pitch, 10);
    ck_assert_int_eq(ball()->x, arena_u(1005));
}
END_TEST

START_TEST(who_spawns_beyond_a_ball_has_not_run_through_it)
{
    arena_spot(&pitch.rules, 1100, 600, 0);
    pitch_rule(&pitch, EVENT_TOUCH, OP_RESPAWN, WHO_ACTOR, 0);
    begin(900, 600);
    pitch_join(&pitch, 855, 600);
    pitch_press(&pitch, 1, BUTTON_RIGHT, 0);
    while (pitch_player(&pitch, 0)->x < arena_u(1050)) {
        ck_assert_uint_lt(pitch.world.match.tick, 60);
        pitch_step(&pitch, 1);
    }
    ck_assert_int_eq(ball()->vx, 0);
    ck_assert_uint_eq(ball()->foe, NO_SLOT);
}
END_TEST

static bool is_free(const struct entity *thing)
{
    const struct rules *rules = &pitch.rules;
    int64_t r = (int64_t)thing->hp * UNIT;
    bool free = thing->x >= r && thing->y >= r &&
                thing->x <= rules->width - r && thing->y <= rules->height - r;
    for (unsigned i = 0; i < rules->wall_count && free; i++) {
        const struct rules_wall *w = &rules->wall[i];
        int64_t dx = thing->x < w->x          ? w->x - thing->x
                     : thing->x > w->x + w->w ? thing->x - w->x - w->w
                                              : 0;
        int64_t dy = thing->y < w->y          ? w->y - thing->y
                     : thing->y > w->y + w->h ? thing->y - w->y - w->h
                                              : 0;
        free = dx * dx + dy * dy >= r * r;
    }
    return free;
}

/* Sixteen who run, in a yard full of walls, with balls of all sorts. */
START_TEST(no_ball_is_ever_in_a_wall_or_too_fast)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        uint64_t dice = seed;
        pitch_open(&pitch);
        arena_deathmatch(&pitch.rules);
        pitch.rules.role[0].speed = arena_speed(200 + 140 * (int)seed);
        pitch.rules.role[0].accel = pitch.rules.role[0].speed;
        for (unsigned i = 0; i < 6; i++) {
            kind = pitch_kind(&pitch, "ball", BODY_PUSHED,
                    (uint16_t)(1 + rng_below(&dice, 40)));
            pitch.rules.kind[kind].mass =
                    (uint16_t)(25 + rng_below(&dice, 900));
            pitch.rules.kind[kind].bounce = (uint16_t)rng_next(&dice);
            pitch.rules.kind[kind].drag = (uint16_t)rng_below(&dice, 3000);
            pitch_stand(&pitch, kind, 600 + 40 * (int32_t)i, 600, 0);
        }
        uint8_t post = pitch_kind(&pitch, "post", BODY_SOLID, 50);
        pitch_stand(&pitch, post, 640, 750, 0);
        sim_start(&pitch.world, &pitch.rules, seed);
        for (uint8_t i = 0; i < 16; i++) {
            sim_join(&pitch.world, &pitch.rules, i, false);
            pitch_place(&pitch, i, 560 + 20 * (i % 8), i < 8 ? 520 : 680);
        }
        for (unsigned tick = 0; tick < 200; tick++) {
            for (uint8_t i = 0; i < 16 && tick % 8 == 0; i++) {
                pitch_press(&pitch, i, (uint8_t)rng_below(&dice, 16), 0);
            }
            pitch_step(&pitch, 1);
            for (uint8_t i = 0; i < 6; i++) {
                const struct entity *thing = pitch_thing(&pitch, i);
                ck_assert(is_free(thing));
                ck_assert_int_le(abs(thing->vx), BODY_SPEED_MAX);
                ck_assert_int_le(abs(thing->vy), BODY_SPEED_MAX);
            }
        }
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, a_ball_lies_still_until_somebody_comes);
    tcase_add_test(tc, who_runs_into_a_ball_pushes_it_ahead);
    tcase_add_test(tc, a_ball_as_heavy_as_who_meets_it_takes_all_of_its_speed);
    tcase_add_test(tc, momentum_is_handed_on_by_mass);
    tcase_add_test(tc, a_ball_loses_its_drag);
    tcase_add_test(tc, a_ball_bounces_off_walls_and_the_edge_as_its_kind_says);
    tcase_add_test(tc, a_ball_bounces_off_what_is_solid);
    tcase_add_test(tc, no_wall_is_too_thin_for_the_fastest_ball);
    tcase_add_test(
            tc, no_player_is_too_fast_for_a_ball_nor_a_ball_for_a_player);
    tcase_add_test(tc, balls_push_each_other);
    tcase_add_test(tc, a_ball_at_a_wall_gives_way_to_nobody);
    tcase_add_test(tc, a_ball_that_nobody_touches_any_more_goes_home);
    tcase_add_test(tc, the_dead_push_nothing);
    tcase_add_test(tc, who_spawns_beyond_a_ball_has_not_run_through_it);
    tcase_add_test(tc, no_ball_is_ever_in_a_wall_or_too_fast);
}

SUITE("push", add_tests)
