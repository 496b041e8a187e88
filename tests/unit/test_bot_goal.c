/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/fixed.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;
static uint8_t flag, base, ball;

static void set_up(void)
{
    pitch_open(&pitch);
    flag = pitch_kind(&pitch, "flag", BODY_CARRIED, 12);
    base = pitch_kind(&pitch, "base", BODY_AREA, 80);
    ball = pitch_kind(&pitch, "ball", BODY_PUSHED, 16);
    pitch.rules.role[0].weapon = NO_WEAPON;
}

static struct entity *at(uint8_t slot)
{
    return pitch_player(&pitch, slot);
}

static uint8_t join_bot(int32_t x, int32_t y)
{
    uint8_t slot = pitch_join(&pitch, x, y);
    pitch.world.bot[slot] = (struct bot){.active = true, .target = NO_SLOT};
    return slot;
}

static void play(unsigned ticks)
{
    for (unsigned t = 0; t < ticks; t++) {
        for (uint8_t i = 0; i < 16; i++) {
            if (pitch.world.bot[i].active) {
                pitch.input[i] = sim_bot_input(&pitch.world, &pitch.rules, i);
            }
        }
        pitch_step(&pitch, 1);
    }
}

/* Adds a habit; change what the result points to before the next. */
static struct rules_habit *habit(enum rules_doing does, uint8_t kind)
{
    struct rules_habit *added = &pitch.rules.habit[pitch.rules.habit_count++];
    *added = (struct rules_habit){.if_role = ROLE_ANY,
            .if_carry = NO_THING,
            .does = (uint8_t)does,
            .role = ROLE_ANY,
            .kind = kind,
            .goal = NO_THING,
            .whose = TEAM_ANY};
    return added;
}

static int32_t gap(const struct entity *a, const struct entity *b)
{
    int64_t dx = (int64_t)a->x - b->x;
    int64_t dy = (int64_t)a->y - b->y;
    return (int32_t)fixed_sqrt((uint64_t)(dx * dx + dy * dy)) / UNIT;
}

/* Ticks until the bot has been within `near` u of the other, or `most`. */
static unsigned ticks_to(
        uint8_t slot, const struct entity *other, int32_t near, unsigned most)
{
    unsigned ticks = 0;
    while (gap(at(slot), other) > near && ticks < most) {
        play(1);
        ticks++;
    }
    return ticks;
}

/* ---- things ---- */

START_TEST(it_fetches_the_nearest_such_thing)
{
    habit(DOES_FETCH, base);
    pitch_stand(&pitch, base, 1900, 100, 0);
    pitch_stand(&pitch, base, 600, 1100, 0);
    pitch_stand(&pitch, flag, 300, 150, 0);
    uint8_t bot = join_bot(100, 100);
    play(1);
    ck_assert_uint_lt(ticks_to(bot, pitch_thing(&pitch, 1), 40, 300), 300);
    play(90); // and stays
    ck_assert_int_lt(gap(at(bot), pitch_thing(&pitch, 1)), 60);
}
END_TEST

START_TEST(whose_it_is_counts)
{
    pitch.rules.teams = 2;
    habit(DOES_FETCH, base)->whose = TEAM_OTHER;
    pitch_stand(&pitch, base, 300, 100, 1);
    pitch_stand(&pitch, base, 1900, 100, 2);
    uint8_t bot = join_bot(200, 100);
    ck_assert_uint_eq(at(bot)->team, 1);
    play(1);
    ck_assert_uint_lt(ticks_to(bot, pitch_thing(&pitch, 1), 40, 400), 400);
}
END_TEST

START_TEST(what_is_carried_or_away_is_not_fetched)
{
    habit(DOES_FETCH, flag);
    pitch_stand(&pitch, flag, 400, 600, 0);
    pitch_stand(&pitch, flag, 1500, 600, 0);
    pitch_stand(&pitch, flag, 1800, 600, 0);
    uint8_t bot = join_bot(1000, 600);
    uint8_t other = pitch_join(&pitch, 100, 600);
    play(1);
    pitch_thing(&pitch, 0)->owner = other;
    pitch_thing(&pitch, 1)->hp = 0;
    ck_assert_uint_lt(ticks_to(bot, pitch_thing(&pitch, 2), 40, 400), 400);
}
END_TEST

/* A flag that would only go home, and is there, is nothing to go for. */
START_TEST(what_is_home_already_is_left_alone)
{
    pitch.rules.teams = 2;
    struct rules_effect *effect =
            pitch_rule(&pitch, EVENT_ENTER, OP_HOME, WHO_ACTOR, 0);
    effect->if_thing = flag;
    effect->if_team = TEAM_SAME;
    habit(DOES_FETCH, flag)->whose = TEAM_SAME;
    habit(DOES_FETCH, base);
    pitch_stand(&pitch, flag, 300, 600, 1);
    pitch_stand(&pitch, base, 1700, 600, 0);
    uint8_t bot = join_bot(600, 600);
    play(1);
    ck_assert_uint_lt(ticks_to(bot, pitch_thing(&pitch, 1), 60, 400), 400);
    pitch_thing(&pitch, 0)->x = arena_u(1000); // somebody dropped it there
    play(120);
    ck_assert_int_eq(pitch_thing(&pitch, 0)->x, arena_u(300));
}
END_TEST

START_TEST(with_a_thing_in_hand_it_does_something_else)
{
    struct rules_effect *effect =
            pitch_rule(&pitch, EVENT_ENTER, OP_CARRY, WHO_ACTOR, 0);
    effect->if_thing = flag;
    habit(DOES_FETCH, base)->if_carry = flag;
    habit(DOES_FETCH, flag);
    pitch_stand(&pitch, flag, 1800, 600, 0);
    pitch_stand(&pitch, base, 200, 600, 0);
    uint8_t bot = join_bot(1000, 600);
    play(1);
    ck_assert_uint_lt(ticks_to(bot, pitch_thing(&pitch, 0), 30, 200), 200);
    ck_assert_uint_lt(ticks_to(bot, pitch_thing(&pitch, 1), 40, 400), 400);
    ck_assert_uint_eq(pitch_thing(&pitch, 0)->owner, bot);
}
END_TEST

START_TEST(it_stays_in_an_area_and_fights_from_there)
{
    pitch.rules.role[0].weapon = 0;
    pitch.rules.role[0].hp = 10000;
    habit(DOES_STAY, base);
    pitch_stand(&pitch, base, 1000, 600, 0);
    uint8_t bot = join_bot(300, 300);
    uint8_t foe = pitch_join(&pitch, 1300, 600);
    play(1);
    ticks_to(bot, pitch_thing(&pitch, 0), 80, 300);
    for (unsigned i = 0; i < 300; i++) {
        play(1);
        must(gap(at(bot), pitch_thing(&pitch, 0)) < 100);
    }
    ck_assert_uint_lt(at(foe)->hp, 10000);
}
END_TEST

/* Ticks until the ball is in the goal at (1900, 600); 1500 if never. */
static unsigned ticks_to_goal(int32_t x, int32_t y)
{
    set_up();
    pitch.rules.teams = 2;
    pitch.rules.kind[ball].mass = 100;
    pitch.rules.kind[ball].drag = 1500;
    struct rules_habit *push = habit(DOES_PUSH, ball);
    push->goal = base;
    push->whose = TEAM_OTHER;
    pitch_stand(&pitch, ball, 1000, 600, 0);
    pitch_stand(&pitch, base, 1900, 600, 2);
    pitch_stand(&pitch, base, 100, 600, 1);
    join_bot(x, y);
    play(1);
    for (unsigned t = 0; t < 1500; t++) {
        play(1);
        if (gap(pitch_thing(&pitch, 0), pitch_thing(&pitch, 1)) < 96) {
            return t;
        }
        must(gap(pitch_thing(&pitch, 0), pitch_thing(&pitch, 2)) > 96);
    }
    return 1500;
}

START_TEST(it_pushes_the_ball_into_the_other_goal_from_all_sides)
{
    static const int16_t from[][2] = {{300, 600}, {1000, 200}, {1000, 1000},
            {1700, 600}, {1060, 600}, {1500, 300}, {700, 900}};
    for (size_t i = 0; i < ARRAY_LEN(from); i++) {
        ck_assert_uint_lt(ticks_to_goal(from[i][0], from[i][1]), 700);
    }
}
END_TEST

/* ---- players ---- */

START_TEST(it_catches_whom_the_habit_names)
{
    uint8_t prey = pitch_role(&pitch, "prey");
    habit(DOES_CATCH, NO_THING)->role = prey;
    uint8_t bot = join_bot(500, 600);
    pitch_join(&pitch, 700, 600);
    uint8_t far = pitch_join(&pitch, 1700, 200);
    at(far)->type = prey;
    ck_assert_uint_lt(ticks_to(bot, at(far), 30, 400), 400);
}
END_TEST

START_TEST(it_flees_whom_the_habit_names)
{
    uint8_t wolf = pitch_role(&pitch, "wolf");
    habit(DOES_FLEE, NO_THING)->role = wolf;
    uint8_t bot = join_bot(1000, 600);
    uint8_t other = pitch_join(&pitch, 900, 600);
    at(other)->type = wolf;
    play(60);
    ck_assert_int_gt(gap(at(bot), at(other)), 250);
}
END_TEST

START_TEST(it_stays_with_a_friend)
{
    pitch.rules.teams = 2;
    habit(DOES_ESCORT, NO_THING);
    uint8_t bot = join_bot(200, 200);
    pitch_join(&pitch, 300, 200); // of the other team
    uint8_t friend = pitch_join(&pitch, 1700, 1000);
    ck_assert_uint_eq(at(friend)->team, at(bot)->team);
    ck_assert_uint_lt(ticks_to(bot, at(friend), 120, 500), 500);
    for (unsigned i = 0; i < 200; i++) {
        play(1);
        must(gap(at(bot), at(friend)) < 300);
    }
}
END_TEST

START_TEST(a_habit_of_another_role_is_none)
{
    uint8_t prey = pitch_role(&pitch, "prey");
    habit(DOES_FETCH, base)->if_role = prey;
    habit(DOES_FETCH, flag);
    pitch_stand(&pitch, base, 300, 600, 0);
    pitch_stand(&pitch, flag, 1700, 600, 0);
    uint8_t bot = join_bot(600, 600);
    play(1);
    ck_assert_uint_lt(ticks_to(bot, pitch_thing(&pitch, 1), 40, 400), 400);
}
END_TEST

/* ---- what hurts ---- */

START_TEST(it_does_not_run_off_the_ring_after_somebody)
{
    struct rules_effect *effect =
            pitch_rule(&pitch, EVENT_EXIT, OP_KILL, WHO_ACTOR, 0);
    effect->if_thing = base;
    pitch.rules.kind[base].radius = 300;
    pitch.rules.respawn = 1000;
    habit(DOES_CATCH, NO_THING);
    pitch_stand(&pitch, base, 1000, 600, 0);
    uint8_t bot = join_bot(1000, 600);
    pitch_join(&pitch, 1500, 600);
    play(600);
    ck_assert_uint_eq(at(bot)->deaths, 0);
}
END_TEST

START_TEST(it_goes_back_into_the_zone_that_shelters)
{
    struct rules_effect *effect =
            pitch_rule(&pitch, EVENT_TIMER, OP_DAMAGE, WHO_ACTOR, 1);
    effect->if_out = base;
    pitch.rules.timer_count = 1;
    pitch.rules.timer[0] = (struct rules_timer){.first = 30, .every = 30};
    pitch.rules.kind[base].radius = 200;
    habit(DOES_FETCH, flag);
    pitch_stand(&pitch, base, 1000, 600, 0);
    pitch_stand(&pitch, flag, 100, 100, 0);
    uint8_t bot = join_bot(300, 300);
    play(1);
    ck_assert_uint_lt(ticks_to(bot, pitch_thing(&pitch, 0), 200, 300), 300);
    play(300);
    ck_assert_int_lt(gap(at(bot), pitch_thing(&pitch, 0)), 230);
}
END_TEST

START_TEST(it_goes_round_what_burns)
{
    struct rules_effect *effect =
            pitch_rule(&pitch, EVENT_IN, OP_DAMAGE, WHO_ACTOR, 1);
    effect->if_thing = base;
    habit(DOES_FETCH, flag);
    pitch_stand(&pitch, base, 1000, 560, 0);
    pitch_stand(&pitch, flag, 1700, 600, 0);
    uint8_t bot = join_bot(300, 600);
    play(1);
    for (unsigned i = 0; i < 400 && gap(at(bot), pitch_thing(&pitch, 1)) > 40;
            i++) {
        play(1);
        must(gap(at(bot), pitch_thing(&pitch, 0)) > 80);
    }
    ck_assert_int_le(gap(at(bot), pitch_thing(&pitch, 1)), 60);
}
END_TEST

/* ---- temper ---- */

/* How far a bot stays from somebody it shoots at, u, on average. */
static int32_t distance_kept(uint16_t courage)
{
    int32_t sum = 0;
    set_up();
    pitch.rules.role[0].weapon = 0;
    pitch.rules.role[0].hp = 10000;
    pitch.rules.weapon[0].damage = 1;
    pitch.rules.weapon[0].knockback = 0;
    pitch.rules.bot_courage = courage;
    uint8_t bot = join_bot(600, 600);
    uint8_t other = pitch_join(&pitch, 1100, 600);
    play(150);
    for (unsigned i = 0; i < 300; i++) {
        play(1);
        sum += gap(at(bot), at(other));
    }
    return sum / 300;
}

START_TEST(courage_is_to_come_near)
{
    int32_t coward = distance_kept(0);
    int32_t usual = distance_kept(500);
    int32_t brave = distance_kept(1000);
    ck_assert_int_lt(usual, coward - 50);
    ck_assert_int_lt(brave, usual - 50);
}
END_TEST

static unsigned hits_with_error(uint16_t error)
{
    set_up();
    pitch.rules.role[0].weapon = 0;
    pitch.rules.role[0].hp = 10000;
    pitch.rules.weapon[0].damage = 1;
    pitch.rules.bot_error = error;
    join_bot(600, 600);
    uint8_t other = pitch_join(&pitch, 1100, 600);
    play(900);
    return 10000u - at(other)->hp;
}

START_TEST(who_aims_off_hits_less)
{
    unsigned sharp = hits_with_error(1);
    unsigned usual = hits_with_error(0);
    unsigned blunt = hits_with_error(8192);
    ck_assert_uint_gt(sharp, usual);
    ck_assert_uint_gt(usual, UINT64_C(2) * blunt);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, it_fetches_the_nearest_such_thing);
    tcase_add_test(tc, whose_it_is_counts);
    tcase_add_test(tc, what_is_carried_or_away_is_not_fetched);
    tcase_add_test(tc, what_is_home_already_is_left_alone);
    tcase_add_test(tc, with_a_thing_in_hand_it_does_something_else);
    tcase_add_test(tc, it_stays_in_an_area_and_fights_from_there);
    tcase_add_test(tc, it_pushes_the_ball_into_the_other_goal_from_all_sides);
    tcase_add_test(tc, it_catches_whom_the_habit_names);
    tcase_add_test(tc, it_flees_whom_the_habit_names);
    tcase_add_test(tc, it_stays_with_a_friend);
    tcase_add_test(tc, a_habit_of_another_role_is_none);
    tcase_add_test(tc, it_does_not_run_off_the_ring_after_somebody);
    tcase_add_test(tc, it_goes_back_into_the_zone_that_shelters);
    tcase_add_test(tc, it_goes_round_what_burns);
    tcase_add_test(tc, courage_is_to_come_near);
    tcase_add_test(tc, who_aims_off_hits_less);
}

SUITE("bot_goal", add_tests)
