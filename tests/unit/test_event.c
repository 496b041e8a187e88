/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/effect.h"
#include "shared/event.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;
static uint8_t a, b;

static void set_up(void)
{
    pitch_open(&pitch);
    a = pitch_join(&pitch, 500, 500);
    b = pitch_join(&pitch, 700, 500);
}

/* Something happens, with all that follows; returns how many events it took. */
static unsigned happens(enum rules_event kind, uint8_t actor, uint8_t target)
{
    struct events events;
    events_init(&events, &pitch.world, &pitch.rules);
    event_post(&events, kind, actor, target);
    events_run(&events);
    return events.done;
}

/* An EACH event, for all. */
static void each(enum rules_event kind)
{
    struct events events;
    events_init(&events, &pitch.world, &pitch.rules);
    events_each(&events, kind, 0, false);
}

static void hurt(uint8_t slot, uint8_t by, int32_t points)
{
    struct events events;
    events_init(&events, &pitch.world, &pitch.rules);
    event_hurt(&events, slot, by, points);
    events_run(&events);
}

static struct entity *at(uint8_t slot)
{
    return pitch_player(&pitch, slot);
}

START_TEST(points_go_to_who_is_meant)
{
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_ACTOR, 3);
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_TARGET, -1);
    pitch_rule(&pitch, EVENT_SPAWN, OP_SCORE, WHO_ALL, 100);
    happens(EVENT_HIT, a, b);
    ck_assert_int_eq(at(a)->score, 3);
    ck_assert_int_eq(at(b)->score, -1);
    happens(EVENT_SPAWN, a, NO_SLOT);
    ck_assert_int_eq(at(a)->score, 103);
    ck_assert_int_eq(at(b)->score, 99);
}
END_TEST

START_TEST(a_score_does_not_overflow)
{
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_ACTOR, 30000);
    happens(EVENT_HIT, a, b);
    happens(EVENT_HIT, a, b);
    ck_assert_int_eq(at(a)->score, INT16_MAX);
}
END_TEST

START_TEST(a_teams_score_is_the_sum_of_what_its_players_got)
{
    at(a)->team = 1;
    at(b)->team = 4;
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_ACTOR, 2);
    happens(EVENT_HIT, a, b);
    happens(EVENT_HIT, b, a);
    happens(EVENT_HIT, b, a);
    sim_leave(&pitch.world, b);
    ck_assert_int_eq(pitch.world.match.score1, 2);
    ck_assert_int_eq(pitch.world.match.score4, 4);
    ck_assert_int_eq(pitch.world.match.score2, 0);
}
END_TEST

START_TEST(nothing_scores_after_the_round)
{
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_ACTOR, 3);
    pitch.world.match.phase = PHASE_RESULTS;
    happens(EVENT_HIT, a, b);
    ck_assert_int_eq(at(a)->score, 0);
}
END_TEST

START_TEST(conditions_are_judged_before_the_first_effect)
{
    // as in tag: the two swap roles, and the second effect must still see the
    // roles of before
    uint8_t it = pitch_role(&pitch, "it");
    struct rules_effect *effect =
            pitch_rule(&pitch, EVENT_TOUCH, OP_ROLE, WHO_TARGET, 0);
    effect->if_role = it;
    effect->if_other = 0;
    effect->arg = it;
    effect = pitch_rule(&pitch, EVENT_TOUCH, OP_ROLE, WHO_ACTOR, 0);
    effect->if_role = it;
    effect->if_other = 0;
    effect->arg = 0;
    at(a)->type = it;
    happens(EVENT_TOUCH, a, b);
    ck_assert_uint_eq(at(a)->type, 0);
    ck_assert_uint_eq(at(b)->type, it);
    happens(EVENT_TOUCH, a, b); // now the other way round: nothing
    ck_assert_uint_eq(at(b)->type, it);
}
END_TEST

START_TEST(sides_are_told_apart)
{
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_ACTOR, 1)->if_team = TEAM_SAME;
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_ACTOR, 10)->if_team =
            TEAM_OTHER;
    happens(EVENT_HIT, a, b); // without teams everybody is alone
    ck_assert_int_eq(at(a)->score, 10);
    happens(EVENT_HIT, a, a);
    ck_assert_int_eq(at(a)->score, 11);
    at(a)->team = at(b)->team = 2;
    happens(EVENT_HIT, a, b);
    ck_assert_int_eq(at(a)->score, 12);
    happens(EVENT_HIT, NO_SLOT, b); // nobody is on no side
    ck_assert_int_eq(at(b)->score, 0);
}
END_TEST

START_TEST(damage_kills_and_the_death_is_an_event)
{
    pitch_rule(&pitch, EVENT_TOUCH, OP_DAMAGE, WHO_TARGET, 60);
    pitch_rule(&pitch, EVENT_DEATH, OP_SCORE, WHO_ACTOR, 1);
    happens(EVENT_TOUCH, a, b);
    ck_assert_uint_eq(at(b)->hp, 40);
    ck_assert_uint_eq(at(b)->foe, a);
    at(b)->vx = 100;
    happens(EVENT_TOUCH, a, b);
    ck_assert_uint_eq(at(b)->hp, 0);
    ck_assert_uint_eq(at(b)->deaths, 1);
    ck_assert_uint_eq(at(b)->back_at, arena_ticks(2));
    ck_assert_int_eq(at(b)->vx, 0);
    ck_assert_int_eq(at(a)->score, 1);
    happens(EVENT_TOUCH, a, b); // the dead do not die
    ck_assert_uint_eq(at(b)->deaths, 1);
}
END_TEST

START_TEST(who_kills_itself_has_no_foe)
{
    pitch_rule(&pitch, EVENT_DEATH, OP_SCORE, WHO_ACTOR, 1);
    hurt(b, b, 1000);
    ck_assert_uint_eq(at(b)->hp, 0);
    ck_assert_uint_eq(at(b)->foe, NO_SLOT);
    ck_assert_int_eq(at(b)->score, 0);
}
END_TEST

START_TEST(nobody_is_hurt_after_the_round_or_under_its_guard)
{
    pitch.world.match.phase = PHASE_RESULTS;
    hurt(b, a, 50);
    ck_assert_uint_eq(at(b)->hp, 100);
    pitch.world.match.phase = PHASE_PLAY;
    at(b)->born = at(b)->ready_at = pitch.world.match.tick;
    hurt(b, a, 50);
    ck_assert_uint_eq(at(b)->hp, 100);
}
END_TEST

START_TEST(healing_ends_at_the_roles_hp_and_does_not_wake_the_dead)
{
    pitch_rule(&pitch, EVENT_HIT, OP_HEAL, WHO_TARGET, 30);
    at(b)->hp = 50;
    happens(EVENT_HIT, a, b);
    ck_assert_uint_eq(at(b)->hp, 80);
    happens(EVENT_HIT, a, b);
    ck_assert_uint_eq(at(b)->hp, 100);
    at(b)->hp = 0;
    happens(EVENT_HIT, a, b);
    ck_assert_uint_eq(at(b)->hp, 0);
}
END_TEST

START_TEST(a_push_goes_away_from_the_other)
{
    pitch_rule(&pitch, EVENT_TOUCH, OP_PUSH, WHO_TARGET, 500);
    pitch_rule(&pitch, EVENT_TOUCH, OP_PUSH, WHO_ACTOR, -200);
    happens(EVENT_TOUCH, a, b);
    ck_assert_int_eq(at(b)->vx, 500);
    ck_assert_int_eq(at(a)->vx, 200); // n below 0 pulls
}
END_TEST

START_TEST(a_freeze_holds_and_a_freeze_of_nothing_thaws)
{
    pitch_rule(&pitch, EVENT_TOUCH, OP_FREEZE, WHO_TARGET, 60);
    pitch_rule(&pitch, EVENT_HIT, OP_FREEZE, WHO_TARGET, 0);
    pitch_step(&pitch, 10);
    happens(EVENT_TOUCH, a, b);
    ck_assert_uint_eq(at(b)->thaw_at, 70);
    happens(EVENT_HIT, a, b);
    ck_assert_uint_eq(at(b)->thaw_at, 10);
}
END_TEST

START_TEST(a_new_role_comes_with_its_hit_points)
{
    uint8_t heavy = pitch_role(&pitch, "heavy");
    pitch.rules.role[heavy].hp = 300;
    pitch_rule(&pitch, EVENT_HIT, OP_ROLE, WHO_TARGET, 0)->arg = heavy;
    at(b)->hp = 20;
    happens(EVENT_HIT, a, b);
    ck_assert_uint_eq(at(b)->hp, 300);
    at(b)->hp = 150;
    happens(EVENT_HIT, a, b); // it has that role already
    ck_assert_uint_eq(at(b)->hp, 150);
    at(a)->hp = 0;
    happens(EVENT_HIT, b, a);
    ck_assert_uint_eq(at(a)->hp, 0);
    ck_assert_uint_eq(at(a)->type, heavy);
}
END_TEST

START_TEST(a_respawn_is_at_once_and_is_an_event)
{
    arena_spot(&pitch.rules, 1500, 1000, 0);
    pitch_rule(&pitch, EVENT_DEATH, OP_RESPAWN, WHO_TARGET, 0);
    pitch_rule(&pitch, EVENT_SPAWN, OP_SCORE, WHO_ACTOR, 7);
    hurt(b, a, 1000);
    ck_assert_uint_eq(at(b)->hp, 100);
    ck_assert_uint_eq(at(b)->deaths, 1);
    ck_assert_int_eq(at(b)->x, arena_u(1500));
    ck_assert_int_eq(at(b)->score, 7);
    ck_assert_uint_eq(at(b)->foe, a); // the kill feed may still want to know
}
END_TEST

START_TEST(a_pick_is_one_who_is_not_of_that_role_yet)
{
    uint8_t it = pitch_role(&pitch, "it");
    pitch_rule(&pitch, EVENT_HIT, OP_PICK, WHO_ALL, 0)->arg = it;
    uint8_t dead = pitch_join(&pitch, 900, 900);
    at(dead)->hp = 0;
    happens(EVENT_HIT, a, b);
    ck_assert(at(a)->type == it || at(b)->type == it);
    happens(EVENT_HIT, a, b);
    ck_assert(at(a)->type == it && at(b)->type == it);
    ck_assert_uint_ne(at(dead)->type, it); // the living first
    happens(EVENT_HIT, a, b);
    ck_assert_uint_eq(at(dead)->type, it);
    happens(EVENT_HIT, a, b); // nobody is left: nothing happens
}
END_TEST

START_TEST(a_pick_is_a_secret)
{
    unsigned picked[2] = {0, 0};
    uint8_t it = pitch_role(&pitch, "it");
    pitch_rule(&pitch, EVENT_HIT, OP_PICK, WHO_ALL, 0)->arg = it;
    for (unsigned i = 0; i < 200; i++) {
        at(a)->type = at(b)->type = 0;
        happens(EVENT_HIT, a, b);
        picked[at(a)->type == it ? 0 : 1]++;
    }
    ck_assert_uint_gt(picked[0], 70);
    ck_assert_uint_gt(picked[1], 70);
}
END_TEST

START_TEST(what_a_start_does_to_all_is_done_once)
{
    pitch_rule(&pitch, EVENT_START, OP_SCORE, WHO_ALL, 1);
    pitch_rule(&pitch, EVENT_START, OP_SCORE, WHO_ACTOR, 10);
    each(EVENT_START);
    ck_assert_int_eq(at(a)->score, 11);
    ck_assert_int_eq(at(b)->score, 11);
}
END_TEST

/* Rules that feed on themselves must not hang the room. */
START_TEST(a_circle_of_effects_comes_to_an_end)
{
    pitch.rules.respawn = 0;
    pitch_rule(&pitch, EVENT_SPAWN, OP_RESPAWN, WHO_ALL, 0);
    pitch_rule(&pitch, EVENT_SPAWN, OP_RESPAWN, WHO_ACTOR, 0);
    unsigned done = happens(EVENT_SPAWN, a, NO_SLOT);
    ck_assert_uint_gt(done, 3);
    ck_assert_uint_le(done, EVENTS_MAX);
}
END_TEST

START_TEST(a_chain_of_effects_has_an_end)
{
    pitch_rule(&pitch, EVENT_SPAWN, OP_RESPAWN, WHO_ACTOR, 0);
    ck_assert_uint_eq(happens(EVENT_SPAWN, a, NO_SLOT), EVENT_DEPTH);
}
END_TEST

START_TEST(events_without_effects_are_not_even_queued)
{
    ck_assert_uint_eq(happens(EVENT_HIT, a, b), 0);
}
END_TEST

START_TEST(slots_of_nobody_are_no_one)
{
    for (unsigned op = 0; op < OP_COUNT; op++) {
        for (unsigned who = WHO_ACTOR; who <= WHO_ALL; who++) {
            pitch_rule(&pitch, EVENT_HIT, (enum rules_op)op,
                    (enum rules_who)who, 1);
        }
    }
    happens(EVENT_HIT, NO_SLOT, 9);
    happens(EVENT_HIT, 200, NO_SLOT);
    happens(EVENT_HIT, 16, 17); // where shots live
    ck_assert_uint_eq(at(16)->kind, ENTITY_NONE);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, points_go_to_who_is_meant);
    tcase_add_test(tc, a_score_does_not_overflow);
    tcase_add_test(tc, a_teams_score_is_the_sum_of_what_its_players_got);
    tcase_add_test(tc, nothing_scores_after_the_round);
    tcase_add_test(tc, conditions_are_judged_before_the_first_effect);
    tcase_add_test(tc, sides_are_told_apart);
    tcase_add_test(tc, damage_kills_and_the_death_is_an_event);
    tcase_add_test(tc, who_kills_itself_has_no_foe);
    tcase_add_test(tc, nobody_is_hurt_after_the_round_or_under_its_guard);
    tcase_add_test(tc, healing_ends_at_the_roles_hp_and_does_not_wake_the_dead);
    tcase_add_test(tc, a_push_goes_away_from_the_other);
    tcase_add_test(tc, a_freeze_holds_and_a_freeze_of_nothing_thaws);
    tcase_add_test(tc, a_new_role_comes_with_its_hit_points);
    tcase_add_test(tc, a_respawn_is_at_once_and_is_an_event);
    tcase_add_test(tc, a_pick_is_one_who_is_not_of_that_role_yet);
    tcase_add_test(tc, a_pick_is_a_secret);
    tcase_add_test(tc, what_a_start_does_to_all_is_done_once);
    tcase_add_test(tc, a_circle_of_effects_comes_to_an_end);
    tcase_add_test(tc, a_chain_of_effects_has_an_end);
    tcase_add_test(tc, events_without_effects_are_not_even_queued);
    tcase_add_test(tc, slots_of_nobody_are_no_one);
}

SUITE("event", add_tests)
