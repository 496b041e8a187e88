/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/round.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;

static void set_up(void)
{
    pitch_open(&pitch);
}

static struct entity *at(uint8_t slot)
{
    return pitch_player(&pitch, slot);
}

static struct match *match(void)
{
    return &pitch.world.match;
}

/* Goes on until the phase is another, a thousand ticks at most. */
static void until(enum match_phase phase)
{
    for (unsigned i = 0; i < 1000 && match()->phase != phase; i++) {
        pitch_step(&pitch, 1);
    }
    ck_assert_uint_eq(match()->phase, phase);
}

/* ---- bouts ---- */

static void set_up_bouts(unsigned players)
{
    pitch.rules.bouts = true;
    pitch.rules.time_limit = 900;
    pitch_rule(&pitch, EVENT_LAST, OP_SCORE, WHO_ACTOR, 1);
    for (unsigned i = 0; i < players; i++) {
        pitch_join(&pitch, 200 + 200 * (int32_t)i, 500);
    }
    pitch_step(&pitch, 1);
}

START_TEST(in_a_bout_the_dead_stay_dead_until_one_is_left)
{
    set_up_bouts(3);
    sim_kill(&pitch.world, &pitch.rules, 0, NO_SLOT);
    ck_assert_uint_eq(at(0)->back_at, BACK_LATER);
    pitch_step(&pitch, 200);
    ck_assert_uint_eq(at(0)->hp, 0);
    sim_kill(&pitch.world, &pitch.rules, 1, 2);
    pitch_step(&pitch, 1);
    uint32_t over = match()->tick;
    ck_assert_uint_eq(match()->bout_at, over + BOUT_PAUSE);
    ck_assert_uint_eq(at(0)->back_at, over + BOUT_PAUSE);
    ck_assert_int_eq(at(2)->score, 1);
    ck_assert_int_eq(at(0)->score + at(1)->score, 0);
    pitch_step(&pitch, BOUT_PAUSE - 1);
    ck_assert_uint_eq(at(0)->hp, 0);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    pitch_step(&pitch, 1);
    for (uint8_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(at(i)->hp, 100);
        ck_assert_uint_eq(at(i)->born, match()->tick);
    }
    ck_assert_uint_eq(match()->bout_at, match()->tick);
    ck_assert_int_eq(at(2)->score, 1); // scores stay
    ck_assert_uint_eq(at(0)->deaths, 1);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
}
END_TEST

/* Whose body is a tick older than the bout: nothing is made of when it was
 * born. */
START_TEST(the_first_bout_of_a_room_has_its_last_one_too)
{
    pitch.rules.bouts = true;
    pitch.rules.time_limit = 900;
    pitch_rule(&pitch, EVENT_LAST, OP_SCORE, WHO_ACTOR, 1);
    sim_join(&pitch.world, &pitch.rules, 0, false);
    sim_join(&pitch.world, &pitch.rules, 1, false);
    pitch_step(&pitch, 1);
    ck_assert_uint_lt(at(0)->born, match()->bout_at);
    sim_kill(&pitch.world, &pitch.rules, 1, NO_SLOT);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(at(0)->score, 1);
    ck_assert_int_eq(at(1)->score, 0);
}
END_TEST

START_TEST(a_bout_begins_with_a_start_in_the_start_role_and_things_at_home)
{
    uint8_t ghost = pitch_role(&pitch, "ghost");
    uint8_t ball = pitch_kind(&pitch, "ball", BODY_PUSHED, 10);
    pitch_stand(&pitch, ball, 1000, 1000, 0);
    pitch_rule(&pitch, EVENT_DEATH, OP_ROLE, WHO_TARGET, 0)->arg = ghost;
    pitch_rule(&pitch, EVENT_START, OP_SCORE, WHO_ACTOR, 10);
    set_up_bouts(2);
    pitch_press(&pitch, 1, BUTTON_FIRE, DOWN);
    pitch_step(&pitch, 1);
    pitch_press(&pitch, 1, 0, DOWN);
    pitch_thing(&pitch, 0)->x = arena_u(300);
    sim_kill(&pitch.world, &pitch.rules, 0, 1);
    ck_assert_uint_eq(at(0)->type, ghost);
    pitch_step(&pitch, 1 + BOUT_PAUSE);
    ck_assert_uint_eq(at(0)->type, 0);
    ck_assert_int_eq(at(0)->score, 20);
    ck_assert_int_eq(pitch_thing(&pitch, 0)->x, arena_u(1000));
    ck_assert_uint_eq(pitch_shots(&pitch), 0);
}
END_TEST

START_TEST(nothing_counts_in_the_pause_between_two_bouts)
{
    pitch.rules.teams = 2;
    pitch_rule(&pitch, EVENT_TIMER, OP_SCORE, WHO_ACTOR, 100);
    pitch.rules.timer_count = 1;
    pitch.rules.timer[0].first = pitch.rules.timer[0].every = 10;
    set_up_bouts(3); // 0 and 2 are one side
    pitch.rules.friendly_fire = true;
    sim_kill(&pitch.world, &pitch.rules, 1, 0);
    pitch_step(&pitch, 1);
    pitch_press(&pitch, 0, BUTTON_FIRE, RIGHT);
    pitch_step(&pitch, 60);
    ck_assert_uint_eq(at(2)->hp, 100);
    ck_assert_int_eq(at(0)->score, 1);
    sim_kill(&pitch.world, &pitch.rules, 2, 0);
    ck_assert_uint_eq(at(2)->hp, 100);
    ck_assert_int_eq(match()->score1, 2); // of both survivors
}
END_TEST

START_TEST(who_comes_into_a_bout_watches_until_the_next)
{
    pitch_rule(&pitch, EVENT_JOIN, OP_SCORE, WHO_ACTOR, 3);
    pitch_rule(&pitch, EVENT_SPAWN, OP_SCORE, WHO_ACTOR, 50);
    set_up_bouts(2);
    pitch_step(&pitch, 20);
    sim_join(&pitch.world, &pitch.rules, 2, false);
    ck_assert_uint_eq(at(2)->hp, 0);
    ck_assert_int_eq(at(2)->score, 3);
    pitch_step(&pitch, 100);
    ck_assert_uint_eq(at(2)->hp, 0);
    sim_kill(&pitch.world, &pitch.rules, 0, 1);
    pitch_step(&pitch, 1 + BOUT_PAUSE);
    ck_assert_uint_eq(at(2)->hp, 100);
    ck_assert_int_eq(at(2)->score, 53);
}
END_TEST

START_TEST(one_alone_has_not_won_and_a_second_begins_a_bout)
{
    set_up_bouts(1);
    pitch_step(&pitch, 100);
    ck_assert_uint_eq(match()->bout_at, 1);
    sim_join(&pitch.world, &pitch.rules, 1, false);
    pitch_step(&pitch, 1 + BOUT_PAUSE);
    ck_assert_int_eq(at(0)->score, 0);
    ck_assert_uint_eq(at(1)->hp, 100);
    ck_assert_uint_eq(match()->bout_at, match()->tick);
}
END_TEST

START_TEST(one_alone_who_dies_begins_anew)
{
    set_up_bouts(1);
    sim_kill(&pitch.world, &pitch.rules, 0, NO_SLOT);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->bout_at, match()->tick + BOUT_PAUSE);
    pitch_step(&pitch, BOUT_PAUSE);
    ck_assert_uint_gt(at(0)->hp, 0);
    ck_assert_int_eq(at(0)->score, 0);
}
END_TEST

START_TEST(a_bout_is_also_over_when_the_others_leave)
{
    set_up_bouts(3);
    sim_kill(&pitch.world, &pitch.rules, 0, NO_SLOT);
    pitch_step(&pitch, 10);
    sim_leave(&pitch.world, 1);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(at(2)->score, 1);
    ck_assert_uint_gt(match()->bout_at, match()->tick);
}
END_TEST

START_TEST(a_bout_that_nobody_survives_is_nobodys)
{
    set_up_bouts(2);
    sim_kill(&pitch.world, &pitch.rules, 0, NO_SLOT);
    sim_kill(&pitch.world, &pitch.rules, 1, NO_SLOT);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(at(0)->score + at(1)->score, 0);
    pitch_step(&pitch, BOUT_PAUSE);
    ck_assert_uint_eq(at(0)->hp, 100);
}
END_TEST

START_TEST(the_last_bout_of_a_round_ends_it)
{
    pitch.rules.score_limit = 2;
    set_up_bouts(2);
    sim_kill(&pitch.world, &pitch.rules, 0, 1);
    pitch_step(&pitch, 1 + BOUT_PAUSE);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    sim_kill(&pitch.world, &pitch.rules, 0, 1);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
    ck_assert_uint_eq(match()->winner, 1);
    pitch_step(&pitch, RESULTS_TICKS - 1);
    ck_assert_uint_eq(at(0)->hp, 0);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(0)->hp, 100);
    ck_assert_int_eq(at(1)->score, 0);
}
END_TEST

START_TEST(what_scripts_keep_lasts_as_long_as_the_scores)
{
    uint8_t ball = pitch_kind(&pitch, "ball", BODY_PUSHED, 10);
    struct memo *memo = pitch.world.memo;
    pitch_stand(&pitch, ball, 1000, 1000, 0);
    pitch.rules.score_limit = 2;
    set_up_bouts(2);
    memo[0] = memo[1] = pitch.world.room_memo = (struct memo){7, -8};
    memo[pitch.world.player_limit] = (struct memo){9, 9};
    sim_kill(&pitch.world, &pitch.rules, 0, 1);
    pitch_step(&pitch, BOUT_PAUSE);
    ck_assert_int_eq(memo[pitch.world.player_limit].a, 9);
    pitch_step(&pitch, 1); // the next bout
    ck_assert_uint_eq(at(0)->hp, 100);
    ck_assert_int_eq(memo[pitch.world.player_limit].a, 0); // as it was meant
    ck_assert_int_eq(memo[0].a, 7);
    ck_assert_int_eq(memo[1].b, -8);
    sim_kill(&pitch.world, &pitch.rules, 0, 1);
    pitch_step(&pitch, 1);
    until(PHASE_RESULTS);
    pitch_step(&pitch, RESULTS_TICKS - 1);
    ck_assert_int_eq(memo[0].b, -8);
    ck_assert_int_eq(pitch.world.room_memo.a, 7);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(at(1)->score, 0);
    ck_assert_int_eq(memo[0].a, 0);
    ck_assert_int_eq(memo[1].b, 0);
    ck_assert_int_eq(pitch.world.room_memo.a, 0);
    ck_assert_int_eq(pitch.world.room_memo.b, 0);
}
END_TEST

START_TEST(time_is_also_up_between_two_bouts)
{
    pitch.rules.time_limit = 60;
    pitch_rule(&pitch, EVENT_TIMEUP, OP_SCORE, WHO_ACTOR, 7);
    pitch.rules.bouts = true;
    pitch_join(&pitch, 200, 500);
    pitch_join(&pitch, 400, 500);
    pitch_step(&pitch, 30);
    sim_kill(&pitch.world, &pitch.rules, 0, 1);
    pitch_step(&pitch, 31);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
    ck_assert_int_eq(at(0)->score, 7);
}
END_TEST

START_TEST(bouts_that_are_switched_off_let_the_dead_return)
{
    set_up_bouts(3);
    sim_kill(&pitch.world, &pitch.rules, 0, NO_SLOT);
    pitch_step(&pitch, 10);
    static struct rules now;
    now = pitch.rules;
    now.bouts = false;
    now.respawn = 20;
    sim_change_rules(&pitch.world, &pitch.rules, &now);
    pitch.rules = now;
    pitch_step(&pitch, 20);
    ck_assert_uint_eq(at(0)->hp, 100);
}
END_TEST

START_TEST(bouts_that_are_switched_off_in_a_pause_go_on_at_once)
{
    set_up_bouts(2);
    sim_kill(&pitch.world, &pitch.rules, 0, 1);
    pitch_step(&pitch, 1);
    ck_assert(!match_in_play(match()));
    static struct rules now;
    now = pitch.rules;
    now.bouts = false;
    sim_change_rules(&pitch.world, &pitch.rules, &now);
    ck_assert(match_in_play(match()));
}
END_TEST

/* ---- timers ---- */

START_TEST(a_timer_goes_off_and_again)
{
    pitch_rule(&pitch, EVENT_TIMER, OP_SCORE, WHO_ACTOR, 1)->if_timer = 0;
    pitch_rule(&pitch, EVENT_TIMER, OP_SCORE, WHO_ALL, 100)->if_timer = 1;
    pitch.rules.timer_count = 2;
    pitch.rules.timer[0].first = 30;
    pitch.rules.timer[0].every = 7;
    pitch.rules.timer[1].first = 40; // once a bout
    pitch_step(&pitch, 500);
    pitch_join(&pitch, 200, 500);
    pitch_join(&pitch, 400, 500);
    pitch_step(&pitch, 30);
    ck_assert_int_eq(at(1)->score, 0);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(at(1)->score, 1);
    pitch_step(&pitch, 6);
    ck_assert_int_eq(at(1)->score, 1);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(at(1)->score, 2);
    pitch_step(&pitch, 200 - 38);
    ck_assert_int_eq(at(1)->score, 100 + 1 + (199 - 30) / 7);
}
END_TEST

START_TEST(timers_count_from_each_bout)
{
    pitch_rule(&pitch, EVENT_TIMER, OP_SCORE, WHO_ACTOR, 100);
    pitch.rules.timer_count = 1;
    pitch.rules.timer[0].first = 50;
    set_up_bouts(2);
    pitch_step(&pitch, 20);
    sim_kill(&pitch.world, &pitch.rules, 0, 1);
    pitch_step(&pitch, 1 + BOUT_PAUSE + 49);
    ck_assert_int_eq(at(0)->score, 0);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(at(0)->score, 100);
}
END_TEST

/* ---- extinct ---- */

START_TEST(the_end_of_a_role_is_an_event)
{
    uint8_t zombie = pitch_role(&pitch, "zombie");
    pitch_rule(&pitch, EVENT_EXTINCT, OP_SCORE, WHO_ALL, 1)->if_role = 0;
    pitch_rule(&pitch, EVENT_EXTINCT, OP_SCORE, WHO_ALL, 100)->if_role = zombie;
    pitch_rule(&pitch, EVENT_TOUCH, OP_ROLE, WHO_TARGET, 0)->arg = zombie;
    pitch_join(&pitch, 200, 500);
    pitch_join(&pitch, 400, 500);
    pitch_step(&pitch, 5);
    at(0)->type = zombie;
    pitch_step(&pitch, 5);
    ck_assert_int_eq(at(0)->score, 0);
    pitch_place(&pitch, 1, 240, 500); // the last of the others is caught
    pitch_press(&pitch, 1, BUTTON_LEFT, 0);
    pitch_step(&pitch, 10);
    ck_assert_uint_eq(at(1)->type, zombie);
    ck_assert_int_eq(at(0)->score, 1); // and said once
    at(0)->type = 0;
    pitch_step(&pitch, 5);
    sim_leave(&pitch.world, 1); // who leaves is no more either
    pitch_step(&pitch, 5);
    ck_assert_int_eq(at(0)->score, 101);
}
END_TEST

START_TEST(a_role_of_the_dead_is_extinct)
{
    pitch.rules.respawn = 90;
    pitch_rule(&pitch, EVENT_EXTINCT, OP_WIN, WHO_ALL, 0)->arg =
            pitch_role(&pitch, "hunter");
    uint8_t a = pitch_join(&pitch, 200, 500);
    pitch_join(&pitch, 400, 500);
    pitch_step(&pitch, 5);
    at(1)->type = 1;
    pitch_step(&pitch, 5);
    sim_kill(&pitch.world, &pitch.rules, a, 1);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
    ck_assert_uint_eq(match()->winner, WINNER_ROLE + 1);
}
END_TEST

START_TEST(a_new_round_makes_nobody_extinct)
{
    uint8_t zombie = pitch_role(&pitch, "zombie");
    pitch_rule(&pitch, EVENT_EXTINCT, OP_SCORE, WHO_ALL, 1);
    pitch.rules.time_limit = 30;
    pitch_join(&pitch, 200, 500);
    pitch_join(&pitch, 400, 500);
    pitch_step(&pitch, 5);
    at(0)->type = zombie;
    until(PHASE_RESULTS);
    until(PHASE_PLAY);
    pitch_step(&pitch, 10);
    ck_assert_int_eq(at(0)->score, 0);
}
END_TEST

START_TEST(who_is_out_of_sight_may_well_be_alive)
{
    uint8_t zombie = pitch_role(&pitch, "zombie");
    pitch_rule(&pitch, EVENT_EXTINCT, OP_SCORE, WHO_ALL, 100);
    set_up_bouts(3);
    at(1)->type = at(2)->type = zombie;
    pitch_step(&pitch, 1);
    at(1)->hp = 0; // as a view has it
    at(1)->back_at = BACK_NEVER;
    at(1)->born = 0;
    sim_kill(&pitch.world, &pitch.rules, 2, 0);
    pitch_step(&pitch, 10);
    ck_assert(match_in_play(match()));
    ck_assert_int_eq(at(0)->score, 0);
}
END_TEST

START_TEST(an_end_that_comes_of_another_is_said_in_the_next_tick)
{
    uint8_t elf = pitch_role(&pitch, "elf");
    uint8_t ent = pitch_role(&pitch, "ent");
    struct rules_effect *effect =
            pitch_rule(&pitch, EVENT_EXTINCT, OP_ROLE, WHO_ALL, 0);
    effect->if_role = 0;
    effect->arg = ent;
    pitch_rule(&pitch, EVENT_EXTINCT, OP_SCORE, WHO_ALL, 1)->if_role = elf;
    pitch_join(&pitch, 200, 500);
    pitch_join(&pitch, 400, 500);
    pitch_step(&pitch, 5);
    at(0)->type = elf;
    pitch_step(&pitch, 5);
    sim_leave(&pitch.world, 1);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(0)->type, ent);
    ck_assert_int_eq(at(0)->score, 0);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(at(0)->score, 1);
    pitch_step(&pitch, 5);
    ck_assert_int_eq(at(0)->score, 1);
}
END_TEST

START_TEST(who_left_before_a_round_is_not_missed_in_it)
{
    uint8_t zombie = pitch_role(&pitch, "zombie");
    pitch_rule(&pitch, EVENT_EXTINCT, OP_SCORE, WHO_ALL, 1);
    pitch.rules.time_limit = 30;
    pitch_join(&pitch, 200, 500);
    pitch_join(&pitch, 400, 500);
    pitch_step(&pitch, 1);
    until(PHASE_RESULTS);
    while (!sim_round_ends_next(&pitch.world)) {
        pitch_step(&pitch, 1);
    }
    at(1)->type = zombie;
    sim_leave(&pitch.world, 1);
    pitch_step(&pitch, 3);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    ck_assert_int_eq(at(0)->score, 0);
}
END_TEST

START_TEST(a_pause_lasts_into_overtime)
{
    pitch.rules.overtime = 600;
    pitch.rules.bouts = true;
    pitch.rules.time_limit = 60;
    pitch_join(&pitch, 200, 500);
    pitch_join(&pitch, 400, 500);
    pitch_step(&pitch, 30);
    sim_kill(&pitch.world, &pitch.rules, 0, 1);
    pitch_step(&pitch, 1);
    uint32_t next = match()->bout_at;
    until(PHASE_OVERTIME);
    ck_assert_uint_eq(match()->bout_at, next);
    while (match()->tick < next) {
        pitch_step(&pitch, 1);
    }
    ck_assert_uint_eq(at(0)->born, next);
    ck_assert_uint_eq(match()->phase, PHASE_OVERTIME);
}
END_TEST

/* A replica of the public state alone comes to the same. */
START_TEST(who_only_has_the_public_state_sees_the_same_round)
{
    static struct world theirs;
    uint8_t zombie = pitch_role(&pitch, "zombie");
    pitch_rule(&pitch, EVENT_DEATH, OP_ROLE, WHO_TARGET, 0)->arg = zombie;
    pitch_rule(&pitch, EVENT_EXTINCT, OP_SCORE, WHO_ALL, 5)->if_role = 0;
    pitch_rule(&pitch, EVENT_TIMER, OP_SCORE, WHO_ACTOR, 2);
    pitch.rules.timer_count = 1;
    pitch.rules.timer[0].first = 9;
    pitch.rules.timer[0].every = 9;
    pitch.rules.score_limit = 100;
    set_up_bouts(4);
    for (unsigned i = 0; i < 400; i++) {
        if (i % 40 == 39) {
            sim_kill(&pitch.world, &pitch.rules, i / 40 % 3, NO_SLOT);
        }
        struct snapshot snap = world_snapshot(&pitch.world);
        world_clear(&theirs, snap.player_limit, snap.entity_limit);
        theirs.match = snap.match;
        memcpy(theirs.entity, snap.entity,
                snap.entity_limit * sizeof(snap.entity[0]));
        for (uint8_t p = 0; p < 4; p++) { // there is but one spot
            theirs.spot[p] = 1;
        }
        uint32_t lost = pitch.world.lost; // what scripts do is their secret
        sim_step(&pitch.world, &pitch.rules, pitch.input);
        sim_step(&theirs, &pitch.rules, pitch.input);
        struct snapshot ours = world_snapshot(&pitch.world);
        struct snapshot other = world_snapshot(&theirs);
        if (lost == 0) {
            ck_assert_uint_eq(snapshot_hash(&ours), snapshot_hash(&other));
        }
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, in_a_bout_the_dead_stay_dead_until_one_is_left);
    tcase_add_test(tc, the_first_bout_of_a_room_has_its_last_one_too);
    tcase_add_test(tc,
            a_bout_begins_with_a_start_in_the_start_role_and_things_at_home);
    tcase_add_test(tc, nothing_counts_in_the_pause_between_two_bouts);
    tcase_add_test(tc, who_comes_into_a_bout_watches_until_the_next);
    tcase_add_test(tc, one_alone_has_not_won_and_a_second_begins_a_bout);
    tcase_add_test(tc, one_alone_who_dies_begins_anew);
    tcase_add_test(tc, a_bout_is_also_over_when_the_others_leave);
    tcase_add_test(tc, a_bout_that_nobody_survives_is_nobodys);
    tcase_add_test(tc, the_last_bout_of_a_round_ends_it);
    tcase_add_test(tc, what_scripts_keep_lasts_as_long_as_the_scores);
    tcase_add_test(tc, time_is_also_up_between_two_bouts);
    tcase_add_test(tc, bouts_that_are_switched_off_let_the_dead_return);
    tcase_add_test(tc, bouts_that_are_switched_off_in_a_pause_go_on_at_once);
    tcase_add_test(tc, a_timer_goes_off_and_again);
    tcase_add_test(tc, timers_count_from_each_bout);
    tcase_add_test(tc, the_end_of_a_role_is_an_event);
    tcase_add_test(tc, a_role_of_the_dead_is_extinct);
    tcase_add_test(tc, a_new_round_makes_nobody_extinct);
    tcase_add_test(tc, who_is_out_of_sight_may_well_be_alive);
    tcase_add_test(tc, an_end_that_comes_of_another_is_said_in_the_next_tick);
    tcase_add_test(tc, who_left_before_a_round_is_not_missed_in_it);
    tcase_add_test(tc, a_pause_lasts_into_overtime);
    tcase_add_test(tc, who_only_has_the_public_state_sees_the_same_round);
}

SUITE("bout", add_tests)
