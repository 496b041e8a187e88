/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "tests/unit/pitch.h"

static struct pitch pitch;

static void set_up(void)
{
    pitch_open(&pitch);
}

static int64_t gap(uint8_t a, uint8_t b)
{
    const struct entity *one = pitch_player(&pitch, a);
    const struct entity *other = pitch_player(&pitch, b);
    int64_t dx = one->x - other->x;
    int64_t dy = one->y - other->y;
    return dx * dx + dy * dy;
}

/* How often one of them was scored on by a touch. */
static int16_t touches(uint8_t slot)
{
    return pitch_player(&pitch, slot)->score;
}

START_TEST(two_who_overlap_are_parted_evenly)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 510, 500);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(pitch_player(&pitch, a)->x, arena_u(505 - 14));
    ck_assert_int_eq(pitch_player(&pitch, b)->x, arena_u(505 + 14));
    ck_assert_int_eq(pitch_player(&pitch, a)->y, arena_u(500));
}
END_TEST

START_TEST(many_on_one_spot_get_apart)
{
    for (unsigned i = 0; i < 12; i++) {
        pitch_join(&pitch, 500, 500);
    }
    pitch_step(&pitch, 60);
    for (uint8_t a = 0; a < 12; a++) {
        for (uint8_t b = 0; b < a; b++) {
            ck_assert_int_gt(gap(a, b), (int64_t)arena_u(26) * arena_u(26));
        }
    }
}
END_TEST

START_TEST(who_sits_in_which_slot_makes_no_difference)
{
    struct pitch other;
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 540, 510);
    pitch_press(&pitch, a, BUTTON_RIGHT, 0);
    pitch_press(&pitch, b, BUTTON_LEFT, 0);

    pitch_open(&other);
    pitch_join(&other, 540, 510);
    pitch_join(&other, 500, 500);
    pitch_press(&other, 0, BUTTON_LEFT, 0);
    pitch_press(&other, 1, BUTTON_RIGHT, 0);
    for (unsigned i = 0; i < 30; i++) {
        pitch_step(&pitch, 1);
        pitch_step(&other, 1);
        ck_assert_int_eq(
                pitch_player(&pitch, 0)->x, pitch_player(&other, 1)->x);
        ck_assert_int_eq(
                pitch_player(&pitch, 0)->y, pitch_player(&other, 1)->y);
        ck_assert_int_eq(
                pitch_player(&pitch, 1)->vx, pitch_player(&other, 0)->vx);
    }
}
END_TEST

START_TEST(a_runner_pushes_who_stands_and_keeps_the_sum_of_speed)
{
    uint8_t runner = pitch_join(&pitch, 500, 500);
    uint8_t other = pitch_join(&pitch, 529, 500);
    pitch.rules.drag = 0;
    pitch_player(&pitch, runner)->vx = arena_speed(300);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(
            pitch_player(&pitch, runner)->vx + pitch_player(&pitch, other)->vx,
            arena_speed(300));
    ck_assert_int_gt(pitch_player(&pitch, other)->vx, arena_speed(140));
}
END_TEST

START_TEST(nobody_is_pushed_into_a_wall)
{
    arena_wall(&pitch.rules, 400, 0, 100, 1200);
    uint8_t pinned = pitch_join(&pitch, 514, 500);
    uint8_t pusher = pitch_join(&pitch, 545, 500);
    pitch_press(&pitch, pusher, BUTTON_LEFT, 0);
    for (unsigned i = 0; i < 60; i++) {
        pitch_step(&pitch, 1);
        ck_assert_int_ge(pitch_player(&pitch, pinned)->x, arena_u(514));
    }
    ck_assert_int_gt(gap(pinned, pusher), (int64_t)arena_u(26) * arena_u(26));
}
END_TEST

START_TEST(the_dead_are_in_nobodys_way)
{
    uint8_t dead = pitch_join(&pitch, 500, 500);
    uint8_t other = pitch_join(&pitch, 505, 500);
    pitch_player(&pitch, dead)->hp = 0;
    pitch_player(&pitch, dead)->back_at = 1000;
    pitch_step(&pitch, 5);
    ck_assert_int_eq(pitch_player(&pitch, other)->x, arena_u(505));
}
END_TEST

START_TEST(a_touch_counts_for_both)
{
    pitch_rule(&pitch, EVENT_TOUCH, OP_SCORE, WHO_ACTOR, 1);
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 560, 500);
    pitch_press(&pitch, a, BUTTON_RIGHT, 0);
    pitch_step(&pitch, 15);
    ck_assert_int_eq(touches(a), 1);
    ck_assert_int_eq(touches(b), 1);
}
END_TEST

START_TEST(who_stays_in_touch_touches_once_a_second)
{
    pitch_rule(&pitch, EVENT_TOUCH, OP_SCORE, WHO_ACTOR, 1);
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 560, 500);
    pitch_press(&pitch, a, BUTTON_RIGHT, 0);
    pitch_press(&pitch, b, BUTTON_LEFT, 0);
    pitch_step(&pitch, 4 * TICK_HZ);
    ck_assert_int_eq(touches(a), 1 + 4);
}
END_TEST

START_TEST(who_comes_again_touches_again)
{
    pitch_rule(&pitch, EVENT_TOUCH, OP_SCORE, WHO_ACTOR, 1);
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 900, 500);
    for (int16_t i = 1; i <= 3; i++) {
        pitch_place(&pitch, b, 900, 500);
        pitch_step(&pitch, 1);
        pitch_place(&pitch, a, 500, 500);
        pitch_place(&pitch, b, 533, 500);
        pitch_player(&pitch, b)->vx = (int16_t)-arena_speed(240);
        pitch_step(&pitch, 1);
        ck_assert_int_eq(touches(a), i);
    }
}
END_TEST

START_TEST(the_frozen_touch_nobody_but_can_be_touched)
{
    pitch_rule(&pitch, EVENT_TOUCH, OP_SCORE, WHO_ACTOR, 1);
    uint8_t frozen = pitch_join(&pitch, 500, 500);
    uint8_t other = pitch_join(&pitch, 560, 500);
    pitch_player(&pitch, frozen)->thaw_at = 1000;
    pitch_press(&pitch, other, BUTTON_LEFT, 0);
    pitch_step(&pitch, 15);
    ck_assert_int_eq(touches(frozen), 0);
    ck_assert_int_eq(touches(other), 1);
}
END_TEST

/* The tagger catches somebody and stays: the new one, frozen, does not tag it
 * back until it thaws. */
START_TEST(tag_does_not_flip_back_while_two_stay_together)
{
    arena_tag(&pitch.rules);
    uint8_t a = pitch_join(&pitch, 100, 300);
    uint8_t b = pitch_join(&pitch, 160, 300);
    pitch_step(&pitch, 1); // somebody is picked
    pitch_player(&pitch, a)->type = 1;
    pitch_player(&pitch, b)->type = 0;
    pitch_press(&pitch, a, BUTTON_RIGHT, 0);
    pitch_press(&pitch, b, BUTTON_LEFT, 0);
    pitch_step(&pitch, 20);
    ck_assert_uint_eq(pitch_player(&pitch, a)->type, 0);
    ck_assert_uint_eq(pitch_player(&pitch, b)->type, 1);
    uint32_t thaw_at = pitch_player(&pitch, b)->thaw_at;
    while (pitch.world.match.tick + 1 < thaw_at) {
        pitch_step(&pitch, 1);
        ck_assert_uint_eq(pitch_player(&pitch, b)->type, 1);
    }
    pitch_step(&pitch, TICK_HZ); // who did not run is caught
    ck_assert_uint_eq(pitch_player(&pitch, a)->type, 1);
    ck_assert_int_eq(touches(a), 1);
    ck_assert_int_eq(touches(b), 1);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, two_who_overlap_are_parted_evenly);
    tcase_add_test(tc, many_on_one_spot_get_apart);
    tcase_add_test(tc, who_sits_in_which_slot_makes_no_difference);
    tcase_add_test(tc, a_runner_pushes_who_stands_and_keeps_the_sum_of_speed);
    tcase_add_test(tc, nobody_is_pushed_into_a_wall);
    tcase_add_test(tc, the_dead_are_in_nobodys_way);
    tcase_add_test(tc, a_touch_counts_for_both);
    tcase_add_test(tc, who_stays_in_touch_touches_once_a_second);
    tcase_add_test(tc, who_comes_again_touches_again);
    tcase_add_test(tc, the_frozen_touch_nobody_but_can_be_touched);
    tcase_add_test(tc, tag_does_not_flip_back_while_two_stay_together);
}

SUITE("crowd", add_tests)
