/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/thing.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;
static uint8_t hill, flag, ball;
static uint8_t a;

/* Thing 0 is a hill of 100 u at 1000, 600; 1 a flag at 300, 300, 2 a ball far
 * from all. ENTER is worth 1, EXIT 100, IN 10000 points. */
static void set_up(void)
{
    pitch_open(&pitch);
    hill = pitch_kind(&pitch, "hill", BODY_AREA, 100);
    flag = pitch_kind(&pitch, "flag", BODY_CARRIED, 12);
    ball = pitch_kind(&pitch, "ball", BODY_PUSHED, 10);
    pitch_stand(&pitch, hill, 1000, 600, 0);
    pitch_stand(&pitch, flag, 300, 300, 1);
    pitch_stand(&pitch, ball, 1800, 1100, 0);
    pitch_rule(&pitch, EVENT_ENTER, OP_SCORE, WHO_ACTOR, 1);
    pitch_rule(&pitch, EVENT_EXIT, OP_SCORE, WHO_ACTOR, 100);
    a = pitch_join(&pitch, 500, 600);
    pitch_step(&pitch, 2);
}

static struct entity *player(void)
{
    return pitch_player(&pitch, a);
}

static int16_t score(void)
{
    int16_t now = player()->score;
    player()->score = 0;
    return now;
}

static void walk(uint8_t buttons, unsigned ticks)
{
    pitch_press(&pitch, a, buttons, 0);
    pitch_step(&pitch, ticks);
    pitch_press(&pitch, a, 0, 0);
    player()->vx = player()->vy = 0;
}

START_TEST(who_comes_in_enters_once_and_who_goes_out_leaves_once)
{
    pitch_place(&pitch, a, 880, 600);
    pitch_step(&pitch, 5);
    ck_assert_int_eq(score(), 0);
    walk(BUTTON_RIGHT, 20);
    ck_assert_int_gt(player()->x, arena_u(920));
    ck_assert_int_eq(score(), 1);
    pitch_step(&pitch, 100);
    ck_assert_int_eq(score(), 0);
    walk(BUTTON_LEFT, 40);
    ck_assert_int_eq(score(), 100);
}
END_TEST

START_TEST(a_thing_begins_where_a_body_touches_it)
{
    pitch_place(&pitch, a, 885 - 2, 600); // 14 + 100, and a gap of 1
    pitch_step(&pitch, 1);
    player()->vx = UNIT;
    pitch.rules.drag = 0;
    pitch_step(&pitch, 2);
    ck_assert_int_eq(player()->x, arena_u(885));
    ck_assert_int_eq(score(), 0);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(score(), 1);
}
END_TEST

START_TEST(who_stays_is_in_it_once_a_second)
{
    pitch_rule(&pitch, EVENT_IN, OP_SCORE, WHO_ACTOR, 10000);
    pitch_place(&pitch, a, 1000, 650);
    pitch_step(&pitch, 10 * TICK_HZ);
    // as often as the room's seconds change; it was put there, so no ENTER
    ck_assert_int_eq(score(), INT16_MAX);
    pitch.rules.effect[pitch.rules.first[EVENT_IN]].n = 10;
    pitch_step(&pitch, 10 * TICK_HZ);
    ck_assert_int_eq(score(), 100);
    player()->thaw_at = UINT32_MAX; // the frozen are no actors
    pitch_step(&pitch, 10 * TICK_HZ);
    ck_assert_int_eq(score(), 0);
    player()->thaw_at = 0;
    player()->hp = 0; // nor are the dead
    player()->back_at = UINT32_MAX - 1;
    pitch_step(&pitch, 10 * TICK_HZ);
    ck_assert_int_eq(score(), 0);
}
END_TEST

START_TEST(who_spawns_in_it_enters_it)
{
    arena_spot(&pitch.rules, 1000, 600, 0);
    sim_kill(&pitch.world, &pitch.rules, a, NO_SLOT);
    pitch_step(&pitch, pitch.rules.respawn + 2);
    ck_assert_uint_eq(player()->hp, 100);
    ck_assert_int_eq(score(), 1);
    sim_spawn(&pitch.world, &pitch.rules, a); // by a script
    pitch_step(&pitch, 5);
    ck_assert_int_eq(score(), 1);
    sim_join(&pitch.world, &pitch.rules, 5, false);
    pitch_step(&pitch, 5);
    ck_assert_int_eq(pitch_player(&pitch, 5)->score, 1);
    pitch.rules.timer_count = 1;
    pitch.rules.timer[0].first = pitch.world.match.tick + 1;
    pitch_rule(&pitch, EVENT_TIMER, OP_RESPAWN, WHO_ACTOR, 0); // in mid-tick
    pitch_place(&pitch, a, 100, 100);
    player()->score = 0;
    pitch_step(&pitch, 5);
    ck_assert_int_eq(score(), 1);
}
END_TEST

START_TEST(who_dies_in_it_does_not_leave_it)
{
    arena_spot(&pitch.rules, 100, 100, 0);
    pitch_place(&pitch, a, 1000, 650);
    pitch_step(&pitch, 5);
    sim_kill(&pitch.world, &pitch.rules, a, NO_SLOT);
    pitch_step(&pitch, pitch.rules.respawn + 5);
    ck_assert_uint_eq(player()->hp, 100);
    ck_assert_int_eq(score(), 0);
}
END_TEST

START_TEST(what_grows_is_entered_and_what_shrinks_is_left)
{
    pitch.rules.timer_count = 1;
    pitch.rules.timer[0].first = 40;
    pitch_rule(&pitch, EVENT_TIMER, OP_GROW, WHO_ALL, 50)->arg = hill;
    pitch_place(&pitch, a, 1000, 740);
    pitch_step(&pitch, 37);
    ck_assert_int_eq(score(), 0);
    pitch_step(&pitch, 2);
    ck_assert_int_eq(score(), 1);
    pitch.rules.timer[0].first = 80;
    pitch.rules.effect[pitch.rules.first[EVENT_TIMER]].n = -50;
    pitch_step(&pitch, 40);
    ck_assert_int_eq(score(), 100);
}
END_TEST

START_TEST(what_comes_back_is_entered_by_who_stands_there)
{
    pitch_rule(&pitch, EVENT_ENTER, OP_TAKE, WHO_ACTOR, 60)->if_thing = hill;
    pitch_place(&pitch, a, 860, 600);
    walk(BUTTON_RIGHT, 20);
    ck_assert_int_eq(score(), 1);
    ck_assert(!thing_is_there(pitch_thing(&pitch, 0)));
    pitch_step(&pitch, 200); // two or three times
    ck_assert_int_eq(score(), 3);
}
END_TEST

START_TEST(a_flag_that_drops_is_entered_by_all_but_who_dropped_it)
{
    things_grow(&pitch.world, flag, 20); // so that there is room for two
    pitch_rule(&pitch, EVENT_ENTER, OP_CARRY, WHO_ACTOR, 0)->if_thing = flag;
    pitch_place(&pitch, a, 350, 300);
    walk(BUTTON_LEFT, 10);
    ck_assert_uint_eq(pitch_thing(&pitch, 1)->owner, a);
    ck_assert_int_eq(score(), 1);
    uint8_t b = pitch_join(&pitch, player()->x / UNIT + 20, 315);
    pitch_player(&pitch, b)->born = 0;
    pitch_step(&pitch, 3);
    ck_assert_int_eq(pitch_player(&pitch, b)->score, 0); // it is carried
    things_drop(&pitch.world, &pitch.rules, a);
    pitch_step(&pitch, 3);
    ck_assert_uint_eq(pitch_thing(&pitch, 1)->owner, b);
    ck_assert_int_eq(pitch_player(&pitch, b)->score, 1);
    ck_assert_int_eq(score(), 0);
}
END_TEST

START_TEST(who_drops_a_flag_can_walk_off_and_fetch_it)
{
    thing_carry(&pitch.world, &pitch.rules, 1, a);
    pitch_step(&pitch, 5);
    things_drop(&pitch.world, &pitch.rules, a);
    pitch_step(&pitch, 5);
    ck_assert_int_eq(score(), 0);
    walk(BUTTON_LEFT, 20);
    ck_assert_int_eq(score(), 100);
    walk(BUTTON_RIGHT, 20);
    ck_assert_int_eq(score(), 1);
}
END_TEST

START_TEST(who_is_frozen_enters_nothing)
{
    pitch.rules.drag = 0;
    pitch_place(&pitch, a, 860, 600);
    pitch_step(&pitch, 2);
    player()->vx = arena_speed(90);
    player()->thaw_at = UINT32_MAX; // it slides
    pitch_step(&pitch, 20);
    ck_assert_int_gt(player()->x, arena_u(900));
    ck_assert_int_eq(score(), 0);
    pitch_step(&pitch, 90);
    ck_assert_int_eq(score(), 100); // but leaves
}
END_TEST

/* ---- things in areas ---- */

/* Points for the actor, a hundred for all without one. */
static struct rules_effect *reach_rule(void)
{
    pitch_rule(&pitch, EVENT_REACH, OP_SCORE, WHO_ALL, 1000);
    return pitch_rule(&pitch, EVENT_REACH, OP_SCORE, WHO_ACTOR, 1);
}

static void roll_ball(void)
{
    struct entity *thing = pitch_thing(&pitch, 2);
    thing->x = arena_u(1150);
    thing->y = arena_u(600);
    thing->vx = (int16_t)-arena_speed(90);
}

START_TEST(a_ball_reaches_an_area_by_who_touched_it_last)
{
    reach_rule();
    roll_ball();
    pitch_thing(&pitch, 2)->foe = a;
    pitch_step(&pitch, 12); // 36 of the 39 u
    ck_assert_int_eq(score(), 0);
    pitch_step(&pitch, 2);
    ck_assert_int_eq(score(), 1001);
    pitch_step(&pitch, 20);
    ck_assert_int_eq(score(), 0);
}
END_TEST

START_TEST(a_ball_that_nobody_touched_reaches_it_too)
{
    reach_rule();
    roll_ball();
    pitch_thing(&pitch, 2)->foe = a;
    sim_leave(&pitch.world, a);
    uint8_t b = pitch_join(&pitch, 100, 100); // into the same slot
    ck_assert_uint_eq(a, b);
    pitch_step(&pitch, 20);
    ck_assert_int_eq(score(), 1000);
}
END_TEST

START_TEST(a_carried_flag_reaches_areas)
{
    struct rules_effect *effect = reach_rule();
    effect->if_thing = flag;
    effect->if_into = hill;
    effect->if_carry = flag;
    thing_carry(&pitch.world, &pitch.rules, 1, a);
    pitch_place(&pitch, a, 860, 600);
    pitch_step(&pitch, 2);
    walk(BUTTON_RIGHT, 20);
    ck_assert_int_eq(score(), 1000 + 1 + 1); // and entered it
}
END_TEST

START_TEST(what_goes_home_into_an_area_has_not_reached_it)
{
    reach_rule();
    pitch.rules.stand[2].x = arena_u(1000);
    pitch.rules.stand[2].y = arena_u(600);
    thing_home(&pitch.world, &pitch.rules, 2);
    pitch_step(&pitch, 5);
    ck_assert_int_eq(pitch_thing(&pitch, 2)->x, arena_u(1000));
    ck_assert_int_eq(score(), 0);
}
END_TEST

START_TEST(what_is_sent_home_into_an_area_has_not_reached_it_either)
{
    reach_rule();
    pitch.rules.stand[2].x = arena_u(1000);
    pitch.rules.stand[2].y = arena_u(600);
    pitch.rules.timer_count = 1;
    pitch.rules.timer[0].first = 10; // before areas are looked at
    pitch_rule(&pitch, EVENT_TIMER, OP_HOME, WHO_ALL, 0)->arg = ball;
    pitch_step(&pitch, 15);
    ck_assert_int_eq(pitch_thing(&pitch, 2)->x, arena_u(1000));
    ck_assert_int_eq(score(), 0);
}
END_TEST

START_TEST(a_ball_reaches_areas_and_nothing_else)
{
    reach_rule();
    pitch.rules.kind[flag].radius = 60;
    pitch_thing(&pitch, 1)->hp = 60;
    pitch_thing(&pitch, 1)->x = arena_u(1080);
    pitch_thing(&pitch, 1)->y = arena_u(650);
    pitch_thing(&pitch, 0)->x = arena_u(200); // no hill in the way
    roll_ball();
    pitch_step(&pitch, 60);
    ck_assert_int_lt(pitch_thing(&pitch, 2)->x, arena_u(1000));
    ck_assert_int_eq(score(), 0);
}
END_TEST

START_TEST(an_area_that_grows_has_reached_nothing)
{
    reach_rule();
    thing_spawn(
            &pitch.world, &pitch.rules, hill, arena_u(1250), arena_u(600), 0);
    pitch.rules.timer_count = 1;
    pitch.rules.timer[0].first = 10;
    pitch_rule(&pitch, EVENT_TIMER, OP_GROW, WHO_ALL, 100)->arg = hill;
    pitch_step(&pitch, 15);
    ck_assert_uint_eq(pitch_thing(&pitch, 0)->hp, 200);
    ck_assert_int_eq(score(), 0);
}
END_TEST

START_TEST(nothing_happens_outside_of_play)
{
    reach_rule();
    pitch_rule(&pitch, EVENT_ENTER, OP_FREEZE, WHO_ACTOR, 100);
    pitch_rule(&pitch, EVENT_REACH, OP_TAKE, WHO_ACTOR, 100);
    pitch.world.match.phase = PHASE_RESULTS;
    pitch.world.match.ends_at = 1000;
    roll_ball();
    pitch_thing(&pitch, 2)->foe = a;
    pitch_place(&pitch, a, 860, 600);
    walk(BUTTON_RIGHT, 20);
    ck_assert_int_eq(score(), 0);
    ck_assert_uint_eq(player()->thaw_at, 0);
    ck_assert(thing_is_there(pitch_thing(&pitch, 2)));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, who_comes_in_enters_once_and_who_goes_out_leaves_once);
    tcase_add_test(tc, a_thing_begins_where_a_body_touches_it);
    tcase_add_test(tc, who_stays_is_in_it_once_a_second);
    tcase_add_test(tc, who_spawns_in_it_enters_it);
    tcase_add_test(tc, who_dies_in_it_does_not_leave_it);
    tcase_add_test(tc, what_grows_is_entered_and_what_shrinks_is_left);
    tcase_add_test(tc, what_comes_back_is_entered_by_who_stands_there);
    tcase_add_test(tc, a_flag_that_drops_is_entered_by_all_but_who_dropped_it);
    tcase_add_test(tc, who_drops_a_flag_can_walk_off_and_fetch_it);
    tcase_add_test(tc, a_ball_reaches_an_area_by_who_touched_it_last);
    tcase_add_test(tc, a_ball_that_nobody_touched_reaches_it_too);
    tcase_add_test(tc, a_carried_flag_reaches_areas);
    tcase_add_test(tc, what_goes_home_into_an_area_has_not_reached_it);
    tcase_add_test(tc, who_is_frozen_enters_nothing);
    tcase_add_test(
            tc, what_is_sent_home_into_an_area_has_not_reached_it_either);
    tcase_add_test(tc, a_ball_reaches_areas_and_nothing_else);
    tcase_add_test(tc, an_area_that_grows_has_reached_nothing);
    tcase_add_test(tc, nothing_happens_outside_of_play);
}

SUITE("area", add_tests)
