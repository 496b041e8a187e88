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

/* ---- rounds ---- */

START_TEST(the_first_round_begins_with_the_first_player)
{
    pitch_rule(&pitch, EVENT_START, OP_SCORE, WHO_ACTOR, 1);
    pitch_step(&pitch, 100);
    ck_assert_uint_eq(match()->ends_at, 0);
    pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 700, 500);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->ends_at, 101 + pitch.rules.time_limit);
    ck_assert_int_eq(at(0)->score, 1);
    ck_assert_int_eq(at(0)->x, arena_u(500)); // nobody is moved for it
}
END_TEST

START_TEST(time_ends_a_round_and_results_end_in_a_new_one)
{
    pitch.rules.time_limit = 100;
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 560, 500);
    pitch_step(&pitch, 1);
    at(b)->score = 3;
    at(b)->deaths = 2;
    pitch_step(&pitch, 99);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
    ck_assert_uint_eq(match()->winner, b);
    ck_assert_uint_eq(match()->ends_at, match()->tick + 6 * TICK_HZ);

    // they can still move and shoot, but not hurt
    pitch_press(&pitch, a, BUTTON_FIRE | BUTTON_DOWN, RIGHT);
    pitch_step(&pitch, 6 * TICK_HZ - 1);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
    ck_assert_int_gt(at(a)->y, arena_u(500));
    ck_assert_uint_eq(at(b)->hp, 100);
    ck_assert_uint_gt(pitch_shots(&pitch), 0);
    ck_assert_int_eq(at(b)->score, 3);

    pitch_press(&pitch, a, 0, 0);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    ck_assert_uint_eq(match()->winner, NO_SLOT);
    ck_assert_uint_eq(match()->ends_at, match()->tick + 100);
    ck_assert_int_eq(at(b)->score, 0);
    ck_assert_uint_eq(at(b)->deaths, 0);
    ck_assert_uint_eq(at(b)->born, match()->tick);
    ck_assert_uint_eq(pitch_shots(&pitch), 0);
}
END_TEST

START_TEST(a_score_limit_ends_a_round)
{
    pitch.rules.score_limit = 5;
    uint8_t a = pitch_join(&pitch, 500, 500);
    pitch_step(&pitch, 1);
    at(a)->score = 4;
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    at(a)->score = 5;
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
    ck_assert_uint_eq(match()->winner, a);
}
END_TEST

static uint8_t winner_now(void)
{
    match()->phase = PHASE_PLAY;
    match()->ends_at = match()->tick + 1;
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
    return match()->winner;
}

START_TEST(the_winner_has_most_or_least_and_a_draw_has_none)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 600, 500);
    pitch_join(&pitch, 700, 500);
    at(a)->score = 4;
    at(b)->score = -2;
    ck_assert_uint_eq(winner_now(), a);
    pitch.rules.win = WIN_LEAST;
    ck_assert_uint_eq(winner_now(), b);
    at(a)->score = -2;
    ck_assert_uint_eq(winner_now(), NO_SLOT);
}
END_TEST

START_TEST(a_team_wins_by_its_own_score)
{
    pitch.rules.teams = 3;
    pitch.rules.score_limit = 50;
    pitch_join(&pitch, 500, 500);
    pitch_step(&pitch, 1);
    at(0)->score = 100; // counts for nothing here
    match()->score2 = 7;
    match()->score4 = 90 - 50; // nor does a team that is not
    ck_assert_uint_eq(winner_now(), 1);
    match()->score3 = 7;
    ck_assert_uint_eq(winner_now(), NO_SLOT);
    match()->phase = PHASE_PLAY;
    match()->ends_at += 1000;
    match()->score3 = 50;
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->winner, 2);
}
END_TEST

START_TEST(a_winner_who_leaves_is_not_replaced_by_who_takes_its_slot)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 600, 500);
    at(a)->score = 4;
    ck_assert_uint_eq(winner_now(), a);
    sim_leave(&pitch.world, a);
    ck_assert_uint_eq(match()->winner, NO_SLOT);
}
END_TEST

START_TEST(a_round_of_one_goes_on)
{
    pitch.rules.time_limit = 50;
    pitch_join(&pitch, 500, 500);
    pitch_step(&pitch, 50 + 6 * TICK_HZ + 20);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    sim_leave(&pitch.world, 0);
    pitch_step(&pitch, 500);
    ck_assert_uint_eq(match()->winner, NO_SLOT);
}
END_TEST

static unsigned count_role(uint8_t role)
{
    unsigned count = 0;
    for (uint8_t i = 0; i < 16; i++) {
        count += at(i)->kind == ENTITY_PLAYER && at(i)->type == role;
    }
    return count;
}

static uint8_t holder_of(uint8_t role)
{
    uint8_t slot = 0;
    while (at(slot)->type != role || at(slot)->kind != ENTITY_PLAYER) {
        slot++;
    }
    return slot;
}

START_TEST(there_is_always_one_who_is_it)
{
    arena_tag(&pitch.rules);
    for (unsigned i = 0; i < 6; i++) {
        pitch_join(&pitch, 100 + 250 * (int32_t)i, 50);
    }
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(count_role(1), 1);
    for (unsigned i = 0; i < 5; i++) {
        sim_leave(&pitch.world, holder_of(1));
        ck_assert_uint_eq(count_role(1), 0);
        pitch_step(&pitch, 1);
        ck_assert_uint_eq(count_role(1), 1);
    }
}
END_TEST

START_TEST(a_new_round_picks_a_new_one)
{
    unsigned picked[4] = {0};
    arena_tag(&pitch.rules);
    pitch.rules.time_limit = 1;
    for (unsigned i = 0; i < 4; i++) {
        pitch_join(&pitch, 100 + 250 * (int32_t)i, 50);
    }
    for (unsigned round = 0; round < 100; round++) {
        pitch_step(&pitch, 6 * TICK_HZ + 1);
        ck_assert_uint_eq(count_role(1), 1);
        picked[holder_of(1)]++;
    }
    for (unsigned i = 0; i < 4; i++) {
        ck_assert_uint_gt(picked[i], 8);
    }
}
END_TEST

/* ---- warm-up ---- */

START_TEST(a_warm_up_comes_before_the_round_and_nothing_counts_in_it)
{
    pitch.rules.warmup = 100;
    pitch.rules.role[0].hp = 10;
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_ACTOR, 1);
    pitch_rule(&pitch, EVENT_TOUCH, OP_SCORE, WHO_ACTOR, 1);
    pitch_rule(&pitch, EVENT_START, OP_SCORE, WHO_ACTOR, 100);
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 900, 500);
    pitch_join(&pitch, 500, 510); // in touch with a
    pitch_press(&pitch, a, BUTTON_FIRE, RIGHT);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_WARMUP);
    ck_assert_uint_eq(match()->ends_at, 101);
    pitch_step(&pitch, 99);
    ck_assert_uint_eq(match()->phase, PHASE_WARMUP);
    ck_assert_uint_eq(at(b)->hp, 10);
    ck_assert_int_eq(at(a)->score, 0);
    ck_assert_uint_gt(pitch_shots(&pitch), 0);
    pitch_press(&pitch, a, 0, 0);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    ck_assert_uint_eq(match()->ends_at, 101 + pitch.rules.time_limit);
    ck_assert_uint_eq(match()->bout_at, 101);
    ck_assert_int_eq(at(a)->score, 100);
    ck_assert_uint_eq(at(a)->born, 101); // all begin anew
    ck_assert_uint_eq(pitch_shots(&pitch), 0);
}
END_TEST

START_TEST(a_warm_up_waits_for_enough_players)
{
    pitch.rules.min_players = 3;
    pitch.rules.warmup = 50;
    pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 700, 500);
    pitch_step(&pitch, 200);
    ck_assert_uint_eq(match()->phase, PHASE_WARMUP);
    ck_assert_uint_eq(match()->ends_at, 0);
    pitch_join(&pitch, 900, 500);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->ends_at, 251);
    sim_leave(&pitch.world, 0); // and one changes its mind
    pitch_step(&pitch, 100);
    ck_assert_uint_eq(match()->phase, PHASE_WARMUP);
    pitch_join(&pitch, 500, 500);
    pitch_step(&pitch, 51);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    sim_leave(&pitch.world, 0); // a round that goes on waits for nobody
    pitch_step(&pitch, 10);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
}
END_TEST

START_TEST(without_a_warm_up_the_round_begins_when_enough_are_there)
{
    pitch.rules.min_players = 2;
    pitch_join(&pitch, 500, 500);
    pitch_step(&pitch, 10);
    ck_assert_uint_eq(match()->phase, PHASE_WARMUP);
    pitch_join(&pitch, 700, 500);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
}
END_TEST

START_TEST(there_is_a_warm_up_before_each_round)
{
    pitch.rules.warmup = 30;
    pitch.rules.time_limit = 50;
    pitch_join(&pitch, 500, 500);
    pitch_step(&pitch, 1 + 30 + 50 + RESULTS_TICKS);
    ck_assert_uint_eq(match()->phase, PHASE_WARMUP);
    pitch_step(&pitch, 30);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
}
END_TEST

/* ---- ends ---- */

/* Goes on until the phase is another, a thousand ticks at most. */
static void until(enum match_phase phase)
{
    for (unsigned i = 0; i < 1000 && match()->phase != phase; i++) {
        pitch_step(&pitch, 1);
    }
    ck_assert_uint_eq(match()->phase, phase);
}

START_TEST(overtime_lasts_while_the_best_are_level)
{
    pitch.rules.time_limit = 100;
    pitch.rules.overtime = 200;
    uint8_t a = pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 700, 500);
    pitch_step(&pitch, 101);
    ck_assert_uint_eq(match()->phase, PHASE_OVERTIME);
    ck_assert_uint_eq(match()->ends_at, 301);
    ck_assert_uint_eq(match()->winner, NO_SLOT);
    pitch_step(&pitch, 50);
    ck_assert_uint_eq(match()->phase, PHASE_OVERTIME);
    at(a)->score = 1;
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
    ck_assert_uint_eq(match()->winner, a);
}
END_TEST

START_TEST(overtime_has_an_end_and_then_it_is_a_draw)
{
    pitch.rules.time_limit = 100;
    pitch.rules.overtime = 200;
    pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 700, 500);
    until(PHASE_RESULTS);
    ck_assert_uint_eq(match()->tick, 301);
    ck_assert_uint_eq(match()->winner, NO_SLOT);
}
END_TEST

START_TEST(who_leads_when_time_is_up_needs_no_overtime)
{
    pitch.rules.time_limit = 100;
    pitch.rules.overtime = 200;
    uint8_t a = pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 700, 500);
    pitch_step(&pitch, 1);
    at(a)->score = 1;
    until(PHASE_RESULTS);
    ck_assert_uint_eq(match()->tick, 101);
}
END_TEST

START_TEST(in_overtime_things_count_as_in_play)
{
    pitch.rules.time_limit = 20;
    pitch.rules.overtime = 200;
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_ACTOR, 1);
    uint8_t a = pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 700, 500);
    pitch_step(&pitch, 40);
    pitch_press(&pitch, a, BUTTON_FIRE, RIGHT);
    until(PHASE_RESULTS);
    ck_assert_uint_eq(match()->winner, a);
    ck_assert_int_eq(at(a)->score, 1);
}
END_TEST

START_TEST(time_up_is_said_once_and_may_decide)
{
    pitch.rules.time_limit = 100;
    pitch.rules.overtime = 100;
    pitch_rule(&pitch, EVENT_TIMEUP, OP_SCORE, WHO_ACTOR, 1);
    pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 700, 500);
    until(PHASE_RESULTS);
    ck_assert_uint_eq(match()->tick, 201);
    ck_assert_int_eq(at(b)->score, 1); // all alike, and not again at 201
    ck_assert_uint_eq(match()->winner, NO_SLOT);
    pitch_rule(&pitch, EVENT_TIMEUP, OP_WIN, WHO_ACTOR, 0)->if_role = 1;
    at(b)->type = pitch_role(&pitch, "other");
    until(PHASE_PLAY);
    at(b)->type = 1;
    until(PHASE_RESULTS);
    ck_assert_uint_eq(match()->winner, b);
}
END_TEST

START_TEST(there_is_no_overtime_for_who_have_all_the_points)
{
    pitch.rules.time_limit = 100;
    pitch.rules.overtime = 100;
    pitch.rules.score_limit = 5;
    pitch_rule(&pitch, EVENT_TIMEUP, OP_SCORE, WHO_ALL, 5);
    pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 700, 500);
    until(PHASE_RESULTS);
    ck_assert_uint_eq(match()->tick, 101);
    ck_assert_uint_eq(match()->winner, NO_SLOT);
}
END_TEST

START_TEST(an_effect_can_end_the_round_and_the_score_decides)
{
    pitch_rule(&pitch, EVENT_HIT, OP_END, WHO_ACTOR, 0);
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_TARGET, 3); // still counts
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 540, 500);
    pitch_press(&pitch, a, BUTTON_FIRE, RIGHT);
    until(PHASE_RESULTS);
    ck_assert_uint_eq(match()->winner, b);
    ck_assert_uint_eq(match()->ends_at, match()->tick + RESULTS_TICKS);
}
END_TEST

START_TEST(who_comes_in_can_end_the_round_too)
{
    pitch_rule(&pitch, EVENT_JOIN, OP_WIN, WHO_ACTOR, 0)->if_role = ROLE_ANY;
    pitch_join(&pitch, 500, 500); // before there is a round
    pitch_step(&pitch, 5);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    uint8_t b = pitch_join(&pitch, 700, 500);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
    ck_assert_uint_eq(match()->winner, b);
}
END_TEST

/* Who wins when the only hit of a round says so. */
static uint8_t winner_by(enum rules_who who, uint8_t arg, uint8_t team)
{
    pitch_open(&pitch);
    pitch_role(&pitch, "other");
    pitch.rules.teams = team > 0 ? 4 : 0;
    pitch_rule(&pitch, EVENT_HIT, OP_WIN, who, 0)->arg = arg;
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 540, 500);
    at(a)->team = team;
    at(b)->team = team > 0 ? (uint8_t)(team + 1) : 0;
    at(a)->score = 50;
    pitch_press(&pitch, a, BUTTON_FIRE, RIGHT);
    until(PHASE_RESULTS);
    return match()->winner;
}

START_TEST(an_effect_can_say_who_has_won)
{
    ck_assert_uint_eq(winner_by(WHO_TARGET, ROLE_ANY, 0), 1);
    ck_assert_uint_eq(winner_by(WHO_ACTOR, ROLE_ANY, 0), 0);
    ck_assert_uint_eq(winner_by(WHO_TARGET, ROLE_ANY, 2), 2); // team 3
    ck_assert_uint_eq(winner_by(WHO_FOES, ROLE_ANY, 2), 2);
    ck_assert_uint_eq(winner_by(WHO_ACTOR, 1, 2), WINNER_ROLE + 1);
}
END_TEST

START_TEST(the_next_round_can_be_seen_coming)
{
    pitch.rules.time_limit = 50;
    pitch_join(&pitch, 500, 500);
    ck_assert(!sim_round_ends_next(&pitch.world));
    until(PHASE_RESULTS);
    for (unsigned i = 0; i < RESULTS_TICKS - 1; i++) {
        ck_assert(!sim_round_ends_next(&pitch.world));
        pitch_step(&pitch, 1);
    }
    ck_assert(sim_round_ends_next(&pitch.world));
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
}
END_TEST

START_TEST(a_round_on_another_map_begins_clean)
{
    pitch.rules.time_limit = 50;
    uint8_t ball = pitch_kind(&pitch, "ball", BODY_PUSHED, 10);
    pitch_stand(&pitch, ball, 300, 300, 0);
    pitch_stand(&pitch, ball, 900, 900, 0);
    for (unsigned i = 0; i < 4; i++) {
        pitch_join(&pitch, 100 + 400 * (int32_t)i, 1000);
        pitch_press(&pitch, (uint8_t)i, BUTTON_FIRE, RIGHT);
    }
    until(PHASE_RESULTS);
    while (!sim_round_ends_next(&pitch.world)) {
        pitch_step(&pitch, 1);
    }
    static struct rules now;
    now = pitch.rules;
    now.width = arena_u(600);
    now.height = arena_u(400);
    now.teams = 2;
    now.stand_count = 0;
    now.kind_count = 1;
    arena_name(now.kind[0].id, "hill");
    now.kind[0].body = BODY_AREA;
    arena_spot(&now, 100, 100, 1);
    arena_spot(&now, 500, 300, 2);
    now.stand[now.stand_count++] =
            (struct rules_stand){arena_u(300), arena_u(200), 0, 0};
    sim_change_rules(&pitch.world, &pitch.rules, &now);
    pitch.rules = now;
    memset(pitch.input, 0, sizeof(pitch.input));
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    ck_assert_uint_eq(pitch_shots(&pitch), 0);
    ck_assert_int_eq(pitch_thing(&pitch, 0)->x, arena_u(300));
    ck_assert_uint_eq(pitch_thing(&pitch, 0)->born, match()->tick);
    ck_assert_uint_eq(pitch_thing(&pitch, 1)->kind, ENTITY_NONE);
    for (uint8_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(at(i)->born, match()->tick);
        ck_assert_uint_eq(at(i)->hp, 100);
        ck_assert_int_lt(at(i)->x, arena_u(600));
        ck_assert_uint_ge(at(i)->team, 1);
    }
}
END_TEST

/* ---- a change of rules ---- */

START_TEST(every_phase_follows_its_new_length)
{
    static struct rules now;
    pitch.rules.warmup = 300;
    pitch.rules.overtime = 300;
    pitch.rules.time_limit = 100;
    pitch_join(&pitch, 200, 500);
    pitch_join(&pitch, 400, 500);
    pitch_step(&pitch, 10);
    now = pitch.rules;
    now.warmup = 50;
    sim_change_rules(&pitch.world, &pitch.rules, &now);
    ck_assert_uint_eq(match()->ends_at, 51);
    pitch.rules = now;
    until(PHASE_OVERTIME);
    ck_assert_uint_eq(match()->ends_at, 51 + 100 + 300);
    now.overtime = 100;
    sim_change_rules(&pitch.world, &pitch.rules, &now);
    ck_assert_uint_eq(match()->ends_at, 51 + 100 + 100);
    pitch.rules = now;
    now.overtime = 0; // it is over already: with the next tick
    sim_change_rules(&pitch.world, &pitch.rules, &now);
    pitch.rules = now;
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, the_first_round_begins_with_the_first_player);
    tcase_add_test(tc, time_ends_a_round_and_results_end_in_a_new_one);
    tcase_add_test(tc, a_score_limit_ends_a_round);
    tcase_add_test(tc, the_winner_has_most_or_least_and_a_draw_has_none);
    tcase_add_test(tc, a_team_wins_by_its_own_score);
    tcase_add_test(
            tc, a_winner_who_leaves_is_not_replaced_by_who_takes_its_slot);
    tcase_add_test(tc, a_round_of_one_goes_on);
    tcase_add_test(tc, there_is_always_one_who_is_it);
    tcase_add_test(tc, a_new_round_picks_a_new_one);
    tcase_add_test(
            tc, a_warm_up_comes_before_the_round_and_nothing_counts_in_it);
    tcase_add_test(tc, a_warm_up_waits_for_enough_players);
    tcase_add_test(
            tc, without_a_warm_up_the_round_begins_when_enough_are_there);
    tcase_add_test(tc, there_is_a_warm_up_before_each_round);
    tcase_add_test(tc, overtime_lasts_while_the_best_are_level);
    tcase_add_test(tc, overtime_has_an_end_and_then_it_is_a_draw);
    tcase_add_test(tc, who_leads_when_time_is_up_needs_no_overtime);
    tcase_add_test(tc, in_overtime_things_count_as_in_play);
    tcase_add_test(tc, time_up_is_said_once_and_may_decide);
    tcase_add_test(tc, an_effect_can_end_the_round_and_the_score_decides);
    tcase_add_test(tc, who_comes_in_can_end_the_round_too);
    tcase_add_test(tc, an_effect_can_say_who_has_won);
    tcase_add_test(tc, the_next_round_can_be_seen_coming);
    tcase_add_test(tc, a_round_on_another_map_begins_clean);
    tcase_add_test(tc, there_is_no_overtime_for_who_have_all_the_points);
    tcase_add_test(tc, every_phase_follows_its_new_length);
}

SUITE("round", add_tests)
