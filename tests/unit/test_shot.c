/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/fixed.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;

static void set_up(void)
{
    pitch_open(&pitch);
}

/* The n-th shot in the air, or NULL. */
static struct entity *shot(unsigned n)
{
    struct world *world = &pitch.world;
    for (unsigned i = world->player_limit; i < world->entity_limit; i++) {
        if (world->entity[i].kind == ENTITY_SHOT && n-- == 0) {
            return &world->entity[i];
        }
    }
    return NULL;
}

static void fire(uint8_t slot, uint16_t aim)
{
    pitch_press(&pitch, slot, BUTTON_FIRE, aim);
    pitch_step(&pitch, 1);
    pitch_press(&pitch, slot, 0, aim);
}

START_TEST(a_shot_appears_just_outside_along_the_precise_aim)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    fire(a, 1000);
    struct entity *s = shot(0);
    ck_assert_uint_eq(pitch_shots(&pitch), 1);
    int64_t dx = s->x - arena_u(500);
    int64_t dy = s->y - arena_u(500);
    int64_t apart = fixed_sqrt((uint64_t)(dx * dx + dy * dy));
    ck_assert_int_ge(apart, arena_u(18) - 2);
    ck_assert_int_le(apart, arena_u(18) + 4);
    int16_t off = (int16_t)(uint16_t)(fixed_angle(s->vx, s->vy) - 1000);
    ck_assert_int_le(abs(off), 70);
    ck_assert_uint_eq(s->aim, 1000 >> 8);
    ck_assert_uint_eq(s->owner, a);
    ck_assert_uint_eq(s->born, pitch.world.match.tick);
}
END_TEST

START_TEST(a_shot_inherits_nothing_from_who_runs)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    pitch_player(&pitch, a)->vx = arena_speed(300);
    fire(a, RIGHT);
    ck_assert_int_eq(shot(0)->vx, arena_speed(900));
    ck_assert_int_eq(shot(0)->vy, 0);
}
END_TEST

START_TEST(a_shot_flies_straight_and_fades_in_time)
{
    pitch.rules.weapon[0].life = 20;
    uint8_t a = pitch_join(&pitch, 100, 500);
    fire(a, RIGHT);
    struct entity *s = shot(0);
    for (unsigned i = 1; i < 20; i++) {
        int32_t x = s->x;
        pitch_step(&pitch, 1);
        ck_assert_int_eq(s->x, x + s->vx);
        ck_assert_int_eq(s->y, arena_u(500));
    }
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(pitch_shots(&pitch), 0);
}
END_TEST

START_TEST(a_weapon_cools_down)
{
    uint8_t a = pitch_join(&pitch, 100, 500);
    pitch_press(&pitch, a, BUTTON_FIRE, RIGHT);
    pitch_step(&pitch, 8);
    ck_assert_uint_eq(pitch_shots(&pitch), 1);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(pitch_shots(&pitch), 2);
}
END_TEST

START_TEST(pellets_make_an_even_fan)
{
    pitch.rules.weapon[0].pellets = 5;
    pitch.rules.weapon[0].spread = 4000;
    uint8_t a = pitch_join(&pitch, 500, 500);
    fire(a, LEFT);
    ck_assert_uint_eq(pitch_shots(&pitch), 5);
    for (unsigned i = 0; i < 5; i++) {
        int32_t wanted = LEFT - 2000 + 1000 * (int32_t)i;
        int16_t off =
                (int16_t)(uint16_t)(fixed_angle(shot(i)->vx, shot(i)->vy) -
                                    wanted);
        ck_assert_int_le(abs(off), 70);
    }
}
END_TEST

START_TEST(a_wall_before_the_muzzle_swallows_the_shot)
{
    arena_wall(&pitch.rules, 516, 0, 1, 1200); // thinner than a shot is
    uint8_t a = pitch_join(&pitch, 500, 500);
    fire(a, RIGHT);
    ck_assert_uint_eq(pitch_shots(&pitch), 0);
    ck_assert_uint_gt(pitch_player(&pitch, a)->ready_at, 1); // it did fire
    pitch_step(&pitch, 10);
    fire(a, LEFT);
    ck_assert_uint_eq(pitch_shots(&pitch), 1);
}
END_TEST

START_TEST(no_wall_is_too_thin_for_the_fastest_shot)
{
    pitch.rules.weapon[0].speed = arena_speed(3000);
    pitch.rules.weapon[0].radius = 1;
    pitch.rules.weapon[0].life = 1000;
    pitch.rules.wall_count = 0;
    pitch.rules.wall[pitch.rules.wall_count++] =
            (struct rules_wall){arena_u(900), 0, 1, arena_u(1200)};
    uint8_t a = pitch_join(&pitch, 500, 600);
    for (uint16_t aim = 0; aim < 4000; aim += 37) {
        fire(a, aim);
        for (unsigned i = 0; i < 12; i++) {
            ck_assert(!shot(0) || shot(0)->x < arena_u(900));
            pitch_step(&pitch, 1);
        }
        ck_assert_uint_eq(pitch_shots(&pitch), 0);
    }
}
END_TEST

START_TEST(the_fastest_shot_does_not_pass_through_the_smallest_runner)
{
    pitch.rules.weapon[0].speed = arena_speed(3000);
    pitch.rules.weapon[0].radius = 1;
    pitch.rules.weapon[0].knockback = 0;
    pitch.rules.weapon[0].damage = 1;
    pitch.rules.role[0].radius = arena_u(2);
    pitch.rules.role[0].speed = arena_speed(3000);
    pitch.rules.role[0].accel = arena_speed(3000);
    uint8_t a = pitch_join(&pitch, 100, 600);
    uint8_t b = pitch_join(&pitch, 1900, 600);
    for (int32_t start = 1500; start < 1700; start += 3) {
        uint16_t hp = pitch_player(&pitch, b)->hp;
        pitch_place(&pitch, a, 100, 600);
        pitch_place(&pitch, b, start, 600);
        pitch_step(&pitch, 10);
        pitch_press(&pitch, b, BUTTON_LEFT, 0); // right into the shot
        fire(a, RIGHT);
        pitch_step(&pitch, 9);
        pitch_press(&pitch, b, 0, 0);
        ck_assert_uint_eq(pitch_player(&pitch, b)->hp, hp - 1);
        ck_assert_uint_eq(pitch_shots(&pitch), 0);
    }
}
END_TEST

START_TEST(a_hit_hurts_pushes_and_tells_by_whom)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 600, 500);
    fire(a, RIGHT);
    pitch_step(&pitch, 3);
    struct entity *hit = pitch_player(&pitch, b);
    ck_assert_uint_eq(hit->hp, 75);
    ck_assert_uint_eq(hit->foe, a);
    ck_assert_int_eq(hit->vx, arena_speed(60));
    ck_assert_int_eq(hit->vy, 0);
    ck_assert_uint_eq(pitch_shots(&pitch), 0);
}
END_TEST

START_TEST(the_nearest_in_the_line_is_hit)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t far = pitch_join(&pitch, 620, 500);
    uint8_t near = pitch_join(&pitch, 580, 500);
    pitch.rules.weapon[0].speed = arena_speed(3000); // both in one tick
    fire(a, RIGHT);
    pitch_step(&pitch, 2);
    ck_assert_uint_eq(pitch_player(&pitch, near)->hp, 75);
    ck_assert_uint_eq(pitch_player(&pitch, far)->hp, 100);
}
END_TEST

START_TEST(a_wall_is_cover)
{
    arena_wall(&pitch.rules, 550, 400, 10, 200);
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 580, 500);
    fire(a, RIGHT);
    pitch_step(&pitch, 10);
    ck_assert_uint_eq(pitch_player(&pitch, b)->hp, 100);
}
END_TEST

START_TEST(friends_are_shot_through_unless_the_rules_say_otherwise)
{
    pitch.rules.teams = 2;
    uint8_t a = pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 500, 900);
    uint8_t friend = pitch_join(&pitch, 560, 500);
    uint8_t enemy = pitch_join(&pitch, 620, 500);
    ck_assert_uint_eq(
            pitch_player(&pitch, a)->team, pitch_player(&pitch, friend)->team);
    fire(a, RIGHT);
    pitch_step(&pitch, 10);
    ck_assert_uint_eq(pitch_player(&pitch, friend)->hp, 100);
    ck_assert_uint_eq(pitch_player(&pitch, enemy)->hp, 75);
    pitch.rules.friendly_fire = true;
    fire(a, RIGHT);
    pitch_step(&pitch, 10);
    ck_assert_uint_eq(pitch_player(&pitch, friend)->hp, 75);
}
END_TEST

START_TEST(who_is_guarded_stops_a_shot_unhurt)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 560, 500);
    pitch_player(&pitch, b)->born = pitch.world.match.tick;
    pitch_player(&pitch, b)->ready_at = pitch.world.match.tick;
    fire(a, RIGHT);
    pitch_step(&pitch, 10);
    ck_assert_uint_eq(pitch_player(&pitch, b)->hp, 100);
    ck_assert_int_eq(pitch_player(&pitch, b)->vx, 0);
    ck_assert_uint_eq(pitch_shots(&pitch), 0);
    fire(b, DOWN); // who shoots can be shot
    fire(a, RIGHT);
    pitch_step(&pitch, 5);
    ck_assert_uint_eq(pitch_player(&pitch, b)->hp, 75);
}
END_TEST

START_TEST(a_shot_outlives_its_owner)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 700, 500);
    fire(a, RIGHT);
    pitch_player(&pitch, a)->hp = 0;
    pitch_player(&pitch, a)->back_at = 1000;
    pitch_step(&pitch, 10);
    ck_assert_uint_eq(pitch_player(&pitch, b)->hp, 75);
    ck_assert_uint_eq(pitch_player(&pitch, b)->foe, a);
}
END_TEST

START_TEST(in_a_full_air_the_oldest_shot_gives_way)
{
    pitch.rules.weapon[0].cooldown = 1;
    pitch.rules.weapon[0].pellets = 16;
    pitch.rules.weapon[0].spread = 60000;
    pitch.rules.weapon[0].speed = 1;
    pitch.rules.weapon[0].life = 1000;
    uint8_t a = pitch_join(&pitch, 500, 500);
    pitch_press(&pitch, a, BUTTON_FIRE, 0);
    pitch_step(&pitch, 50);
    unsigned slots = (unsigned)(pitch.world.entity_limit -
                                first_shot_slot(pitch.world.player_limit));
    ck_assert_uint_eq(pitch_shots(&pitch), slots);
    for (unsigned i = 0; i < slots; i++) {
        ck_assert_uint_gt(shot(i)->born, 50 - slots / 16 - 1);
    }
}
END_TEST

START_TEST(who_has_no_weapon_fires_nothing)
{
    pitch.rules.role[0].weapon = NO_WEAPON;
    uint8_t a = pitch_join(&pitch, 500, 500);
    fire(a, RIGHT);
    ck_assert_uint_eq(pitch_shots(&pitch), 0);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, a_shot_appears_just_outside_along_the_precise_aim);
    tcase_add_test(tc, a_shot_inherits_nothing_from_who_runs);
    tcase_add_test(tc, a_shot_flies_straight_and_fades_in_time);
    tcase_add_test(tc, a_weapon_cools_down);
    tcase_add_test(tc, pellets_make_an_even_fan);
    tcase_add_test(tc, a_wall_before_the_muzzle_swallows_the_shot);
    tcase_add_test(tc, no_wall_is_too_thin_for_the_fastest_shot);
    tcase_add_test(
            tc, the_fastest_shot_does_not_pass_through_the_smallest_runner);
    tcase_add_test(tc, a_hit_hurts_pushes_and_tells_by_whom);
    tcase_add_test(tc, the_nearest_in_the_line_is_hit);
    tcase_add_test(tc, a_wall_is_cover);
    tcase_add_test(tc, friends_are_shot_through_unless_the_rules_say_otherwise);
    tcase_add_test(tc, who_is_guarded_stops_a_shot_unhurt);
    tcase_add_test(tc, a_shot_outlives_its_owner);
    tcase_add_test(tc, in_a_full_air_the_oldest_shot_gives_way);
    tcase_add_test(tc, who_has_no_weapon_fires_nothing);
}

SUITE("shot", add_tests)
