/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/body.h"
#include "shared/effect.h"
#include "shared/event.h"
#include "shared/thing.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;
static uint8_t hill, flag;
static uint8_t a, b, c;

/* Thing 0 is a hill at 500, 500, where a is; things 1 and 2 are flags of team 1
 * and 2. a and c are of team 1, b is of team 2. Nothing is at 900, 900. */
static void set_up(void)
{
    pitch_open(&pitch);
    pitch.rules.teams = 2;
    hill = pitch_kind(&pitch, "hill", BODY_AREA, 50);
    flag = pitch_kind(&pitch, "flag", BODY_CARRIED, 12);
    pitch_stand(&pitch, hill, 500, 500, 0);
    pitch_stand(&pitch, flag, 100, 1000, 1);
    pitch_stand(&pitch, flag, 1900, 1000, 2);
    a = pitch_join(&pitch, 500, 500);
    b = pitch_join(&pitch, 700, 500);
    c = pitch_join(&pitch, 900, 900);
    pitch_step(&pitch, 3);
}

static struct entity *at(uint8_t slot)
{
    return pitch_player(&pitch, slot);
}

static struct events *open_events(void)
{
    static struct events events;
    events_init(&events, &pitch.world, &pitch.rules);
    return &events;
}

static struct events *happens(struct event event)
{
    struct events *events = open_events();
    event_post_full(events, &event);
    events_run(events);
    return events;
}

/* a did something to b; a and a thing. */
static const struct event to_b = {EVENT_HIT, 0, 1, NO_THING, NO_THING, 0, 0};

static struct event with(enum rules_event kind, uint8_t actor, uint8_t thing)
{
    return (struct event){(uint8_t)kind, actor, NO_SLOT, thing, NO_THING, 0, 0};
}

/* Whether an effect with that condition is done. */
static bool holds(const struct rules_effect *condition, struct event event)
{
    int16_t before = at(c)->score;
    pitch.rules.effect_count = 0;
    struct rules_effect *effect = pitch_rule(
            &pitch, (enum rules_event)event.kind, OP_SCORE, WHO_ALL, 1);
    struct rules_effect real = *condition;
    real.event = effect->event;
    real.op = effect->op;
    real.who = effect->who;
    real.n = effect->n;
    *effect = real;
    happens(event);
    return at(c)->score > before;
}

/* ---- conditions ---- */

START_TEST(an_effect_can_ask_whether_the_actor_lives)
{
    struct rules_effect when = rules_any_effect();
    when.if_alive = ALIVE_YES;
    ck_assert(holds(&when, to_b));
    at(a)->hp = 0;
    ck_assert(!holds(&when, to_b));
    when.if_alive = ALIVE_NO;
    ck_assert(holds(&when, to_b));
    ck_assert(!holds(&when, with(EVENT_HIT, NO_SLOT, NO_THING)));
}
END_TEST

START_TEST(an_effect_can_ask_for_roles)
{
    struct rules_effect when = rules_any_effect();
    uint8_t other = pitch_role(&pitch, "other");
    when.if_role = other;
    ck_assert(!holds(&when, to_b));
    at(a)->type = other;
    ck_assert(holds(&when, to_b));
    when.if_other = other;
    ck_assert(!holds(&when, to_b));
    at(b)->type = other;
    ck_assert(holds(&when, to_b));
    when.if_role = ROLE_ANY;
    ck_assert(!holds(&when, with(EVENT_HIT, a, NO_THING)));
}
END_TEST

START_TEST(an_effect_can_ask_for_a_kind_of_thing)
{
    struct rules_effect when = rules_any_effect();
    when.if_thing = flag;
    ck_assert(holds(&when, with(EVENT_ENTER, a, 1)));
    ck_assert(holds(&when, with(EVENT_ENTER, a, 2)));
    ck_assert(!holds(&when, with(EVENT_ENTER, a, 0)));
    ck_assert(!holds(&when, with(EVENT_ENTER, a, 9)));
    ck_assert(!holds(&when, with(EVENT_ENTER, a, NO_THING)));
    struct event reach = with(EVENT_REACH, a, 1);
    reach.into = 0;
    when.if_into = hill;
    ck_assert(holds(&when, reach));
    when.if_into = flag;
    ck_assert(!holds(&when, reach));
}
END_TEST

START_TEST(an_effect_can_ask_whose_a_thing_is)
{
    struct rules_effect when = rules_any_effect();
    when.if_team = TEAM_SAME;
    ck_assert(holds(&when, with(EVENT_ENTER, a, 1)));
    ck_assert(!holds(&when, with(EVENT_ENTER, b, 1)));
    ck_assert(!holds(&when, with(EVENT_ENTER, a, 0))); // nobody's
    when.if_team = TEAM_OTHER;
    ck_assert(!holds(&when, with(EVENT_ENTER, a, 1)));
    ck_assert(holds(&when, with(EVENT_ENTER, a, 2)));
    ck_assert(holds(&when, with(EVENT_ENTER, a, 0)));
    ck_assert(!holds(&when, with(EVENT_ENTER, NO_SLOT, 2)));
    at(c)->team = 0; // who has no team owns nothing of nobody's
    ck_assert(holds(&when, with(EVENT_ENTER, c, 0)));
    // of two things it is the one that the other came into
    struct event reach = with(EVENT_REACH, a, 2);
    reach.into = 1;
    ck_assert(!holds(&when, reach));
    when.if_team = TEAM_SAME;
    ck_assert(holds(&when, reach));
}
END_TEST

START_TEST(an_effect_can_ask_what_the_actor_carries)
{
    struct rules_effect when = rules_any_effect();
    when.if_carry = flag;
    ck_assert(!holds(&when, to_b));
    thing_carry(&pitch.world, &pitch.rules, 2, a);
    ck_assert(holds(&when, to_b));
    when.if_carry = hill;
    ck_assert(!holds(&when, to_b));
    ck_assert(!holds(&when, with(EVENT_HIT, NO_SLOT, NO_THING)));
}
END_TEST

START_TEST(an_effect_can_ask_where_the_actor_is)
{
    struct rules_effect when = rules_any_effect();
    struct rules_effect unless = rules_any_effect();
    when.if_in = unless.if_out = hill;
    struct event of_b = with(EVENT_HIT, b, NO_THING);
    ck_assert(holds(&when, to_b));
    ck_assert(!holds(&unless, to_b));
    ck_assert(!holds(&when, of_b));
    ck_assert(holds(&unless, of_b));
    thing_take(&pitch.world, &pitch.rules, 0, 0);
    ck_assert(!holds(&when, to_b));
    ck_assert(holds(&unless, to_b));
    ck_assert(!holds(&unless, with(EVENT_HIT, NO_SLOT, NO_THING)));
}
END_TEST

START_TEST(an_effect_can_ask_whether_no_foe_is_there)
{
    struct rules_effect when = rules_any_effect();
    struct event in = with(EVENT_IN, a, 0);
    when.if_alone = true;
    ck_assert(holds(&when, in));
    pitch_place(&pitch, c, 520, 520); // a friend
    ck_assert(holds(&when, in));
    pitch_place(&pitch, b, 480, 480);
    ck_assert(!holds(&when, in));
    at(b)->hp = 0;
    ck_assert(holds(&when, in));
    ck_assert(!holds(&when, with(EVENT_IN, a, NO_THING)));
    ck_assert(!holds(&when, with(EVENT_IN, NO_SLOT, 0)));
}
END_TEST

START_TEST(an_effect_can_ask_for_a_timer)
{
    struct rules_effect when = rules_any_effect();
    struct event timer = with(EVENT_TIMER, a, NO_THING);
    timer.what = 1;
    when.if_timer = 1;
    ck_assert(holds(&when, timer));
    when.if_timer = 0;
    ck_assert(!holds(&when, timer));
}
END_TEST

START_TEST(what_is_extinct_is_a_role_and_nobodys)
{
    struct rules_effect when = rules_any_effect();
    struct event extinct = with(EVENT_EXTINCT, NO_SLOT, NO_THING);
    extinct.what = 1;
    pitch_role(&pitch, "other");
    when.if_role = 1;
    ck_assert(holds(&when, extinct));
    when.if_role = 0;
    ck_assert(!holds(&when, extinct));
    when.if_role = ROLE_ANY;
    ck_assert(holds(&when, extinct));
}
END_TEST

/* ---- to whom ---- */

START_TEST(friends_and_foes_are_told_by_the_actors_side)
{
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_FRIENDS, 1);
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_FOES, 10);
    pitch_rule(&pitch, EVENT_HIT, OP_SCORE, WHO_ALL, 100);
    happens(to_b);
    ck_assert_int_eq(at(a)->score, 101);
    ck_assert_int_eq(at(b)->score, 110);
    ck_assert_int_eq(at(c)->score, 101);
    happens(with(EVENT_HIT, NO_SLOT, NO_THING)); // nobody has neither
    ck_assert_int_eq(at(a)->score, 201);
    ck_assert_int_eq(at(b)->score, 210);
    at(a)->team = at(b)->team = at(c)->team = 0; // each for himself
    happens(to_b);
    ck_assert_int_eq(at(a)->score, 302);
    ck_assert_int_eq(at(b)->score, 320);
}
END_TEST

/* ---- what ---- */

START_TEST(a_team_scores_once_however_many_it_is)
{
    pitch_rule(&pitch, EVENT_HIT, OP_TEAM_SCORE, WHO_ALL, 5);
    happens(to_b);
    ck_assert_int_eq(pitch.world.match.score1, 5);
    ck_assert_int_eq(pitch.world.match.score2, 5);
    ck_assert_int_eq(at(a)->score, 0);
    pitch.rules.effect[0].who = WHO_FRIENDS;
    happens(to_b);
    ck_assert_int_eq(pitch.world.match.score1, 10);
    ck_assert_int_eq(pitch.world.match.score2, 5);
}
END_TEST

START_TEST(a_player_can_change_sides)
{
    pitch_rule(&pitch, EVENT_HIT, OP_TEAM, WHO_TARGET, 1);
    happens(to_b);
    ck_assert_uint_eq(at(b)->team, 1);
    pitch.rules.effect[0].n = 3; // there are two
    happens(to_b);
    ck_assert_uint_eq(at(b)->team, 1);
}
END_TEST

START_TEST(a_kill_is_also_of_who_is_guarded)
{
    pitch_rule(&pitch, EVENT_HIT, OP_KILL, WHO_TARGET, 0);
    pitch_rule(&pitch, EVENT_DEATH, OP_SCORE, WHO_ACTOR, 1);
    at(b)->born = at(b)->ready_at = pitch.world.match.tick;
    happens(to_b);
    ck_assert_uint_eq(at(b)->hp, 0);
    ck_assert_uint_eq(at(b)->foe, a);
    ck_assert_uint_eq(at(b)->deaths, 1);
    ck_assert_int_eq(at(a)->score, 1);
    happens(to_b);
    ck_assert_uint_eq(at(b)->deaths, 1);
}
END_TEST

START_TEST(a_push_without_another_player_is_from_the_thing)
{
    pitch_rule(&pitch, EVENT_ENTER, OP_PUSH, WHO_ACTOR, 300);
    pitch_place(&pitch, b, 560, 500);
    happens(with(EVENT_ENTER, b, 0));
    ck_assert_int_eq(at(b)->vx, 300);
    ck_assert_int_eq(at(b)->vy, 0);
    happens(with(EVENT_ENTER, a, 0)); // in its very middle: nowhere to
    ck_assert_int_eq(at(a)->vx, 0);
    happens(with(EVENT_ENTER, a, NO_THING));
    ck_assert_int_eq(at(a)->vx, 0);
    happens(with(EVENT_ENTER, a, 20)); // there is none
    ck_assert_int_eq(at(a)->vx, 0);
}
END_TEST

START_TEST(flags_are_carried_dropped_and_brought_home)
{
    pitch_rule(&pitch, EVENT_ENTER, OP_CARRY, WHO_ACTOR, 0);
    pitch_rule(&pitch, EVENT_HIT, OP_DROP, WHO_TARGET, 0);
    pitch_rule(&pitch, EVENT_TOUCH, OP_HOME, WHO_ACTOR, 0)->arg = flag;
    pitch_rule(&pitch, EVENT_EXIT, OP_HOME, WHO_ACTOR, 0);
    happens(with(EVENT_ENTER, b, 1));
    happens(with(EVENT_ENTER, c, 2));
    ck_assert_uint_eq(pitch_thing(&pitch, 1)->owner, b);
    happens(to_b);
    ck_assert_uint_eq(pitch_thing(&pitch, 1)->owner, NO_SLOT);
    ck_assert_int_eq(pitch_thing(&pitch, 1)->x, arena_u(700));
    happens(with(EVENT_EXIT, a, 1)); // that one alone
    ck_assert_int_eq(pitch_thing(&pitch, 1)->x, arena_u(100));
    ck_assert_uint_eq(pitch_thing(&pitch, 2)->owner, c);
    happens(with(EVENT_TOUCH, a, NO_THING)); // all flags
    ck_assert_uint_eq(pitch_thing(&pitch, 2)->owner, NO_SLOT);
    ck_assert_int_eq(pitch_thing(&pitch, 2)->x, arena_u(1900));
}
END_TEST

START_TEST(things_are_taken_owned_and_grown)
{
    pitch_rule(&pitch, EVENT_ENTER, OP_OWN, WHO_ACTOR, 0);
    pitch_rule(&pitch, EVENT_ENTER, OP_GROW, WHO_ACTOR, 7)->arg = hill;
    pitch_rule(&pitch, EVENT_EXIT, OP_TAKE, WHO_ACTOR, 30);
    happens(with(EVENT_ENTER, b, 0));
    ck_assert_uint_eq(pitch_thing(&pitch, 0)->team, 2);
    ck_assert_uint_eq(pitch_thing(&pitch, 0)->hp, 57);
    happens(with(EVENT_EXIT, b, 0));
    ck_assert_uint_eq(pitch_thing(&pitch, 0)->hp, 0);
    ck_assert_uint_eq(pitch_thing(&pitch, 0)->back_at, 33);
}
END_TEST

START_TEST(the_first_word_about_who_has_won_counts)
{
    pitch_rule(&pitch, EVENT_HIT, OP_WIN, WHO_TARGET, 0);
    pitch_rule(&pitch, EVENT_HIT, OP_WIN, WHO_ACTOR, 0);
    pitch_rule(&pitch, EVENT_HIT, OP_END, WHO_ACTOR, 0);
    struct events *events = happens(to_b);
    ck_assert(events->is_over && events->is_won);
    ck_assert_uint_eq(events->winner, 1); // team 2
}
END_TEST

START_TEST(scripts_are_asked_for_with_what_they_read)
{
    struct world *world = &pitch.world;
    pitch_rule(&pitch, EVENT_HIT, OP_SCRIPT, WHO_ACTOR, -7)->arg = 3;
    pitch_rule(&pitch, EVENT_ENTER, OP_SCRIPT, WHO_ALL, 9)->arg = 4;
    struct events *events = open_events();
    events->in_step = true;
    event_post_full(events, &to_b);
    struct event enter = with(EVENT_ENTER, c, 2);
    event_post_full(events, &enter);
    events_run(events);
    ck_assert_uint_eq(world->call_count, 2);
    ck_assert_uint_eq(world->call[0].script, 3);
    ck_assert_uint_eq(world->call[0].actor, a);
    ck_assert_uint_eq(world->call[0].target, b);
    ck_assert_uint_eq(world->call[0].thing, NO_THING);
    ck_assert_int_eq(world->call[0].n, -7);
    ck_assert_uint_eq(world->call[1].script, 4); // once, for all
    ck_assert_uint_eq(world->call[1].thing, 2);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(world->call_count, 0);
}
END_TEST

START_TEST(scripts_asked_for_between_two_ticks_are_due_after_the_next)
{
    struct world *world = &pitch.world;
    pitch_rule(&pitch, EVENT_JOIN, OP_SCRIPT, WHO_ACTOR, 1)->arg = 3;
    sim_join(world, &pitch.rules, 7, false);
    ck_assert_uint_eq(world->call_count, 0);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(world->call_count, 1);
    ck_assert_uint_eq(world->call[0].actor, 7);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(world->call_count, 0);
}
END_TEST

START_TEST(no_more_scripts_are_asked_for_than_there_is_room)
{
    for (unsigned i = 0; i < 20; i++) {
        pitch_rule(&pitch, EVENT_HIT, OP_SCRIPT, WHO_ACTOR, 1)->arg = 0;
    }
    for (unsigned i = 0; i < 7; i++) {
        happens(to_b);
    }
    ck_assert_uint_eq(pitch.world.call_later, MAX_CALLS);
    ck_assert_uint_eq(pitch.world.calls_dropped, 7 * 20 - MAX_CALLS);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(pitch.world.call_count, MAX_CALLS);
}
END_TEST

/* ---- for each player ---- */

static void each(enum rules_event kind, bool living)
{
    events_each(open_events(), kind, 0, living);
}

START_TEST(what_concerns_all_is_done_at_the_first_who_fits)
{
    uint8_t other = pitch_role(&pitch, "other");
    at(b)->type = at(c)->type = other;
    pitch_rule(&pitch, EVENT_TIMER, OP_GROW, WHO_ACTOR, 5)->arg = hill;
    struct rules_effect *effect =
            pitch_rule(&pitch, EVENT_TIMER, OP_SCORE, WHO_ALL, 1);
    effect->if_role = other;
    pitch_rule(&pitch, EVENT_TIMER, OP_SCORE, WHO_ACTOR, 10);
    each(EVENT_TIMER, false);
    ck_assert_uint_eq(pitch_thing(&pitch, 0)->hp, 55);
    ck_assert_int_eq(at(a)->score, 11);
    ck_assert_int_eq(at(b)->score, 11);
}
END_TEST

START_TEST(teams_score_once_for_each_time)
{
    pitch_rule(&pitch, EVENT_TIMER, OP_TEAM_SCORE, WHO_ACTOR, 1);
    each(EVENT_TIMER, false);
    ck_assert_int_eq(pitch.world.match.score1, 1); // of two
    ck_assert_int_eq(pitch.world.match.score2, 1);
    each(EVENT_TIMER, false);
    ck_assert_int_eq(pitch.world.match.score1, 2);
}
END_TEST

START_TEST(the_dead_have_their_turn_unless_it_is_for_the_living)
{
    pitch_rule(&pitch, EVENT_LAST, OP_SCORE, WHO_ACTOR, 1);
    at(a)->hp = 0;
    each(EVENT_LAST, true);
    ck_assert_int_eq(at(a)->score, 0);
    ck_assert_int_eq(at(b)->score, 1);
    each(EVENT_LAST, false);
    ck_assert_int_eq(at(a)->score, 1);
}
END_TEST

/* ---- bounds ---- */

/* A mod that does all it can costs its share of the tick, and no more. */
START_TEST(rules_that_set_each_other_off_run_out_of_effort)
{
    pitch.rules.respawn = 0;
    for (unsigned i = 0; i < 60; i++) {
        pitch_rule(&pitch, EVENT_SPAWN, OP_RESPAWN, WHO_ALL, 0);
        pitch_rule(&pitch, EVENT_TOUCH, OP_RESPAWN, WHO_ALL, 0)->if_alone =
                false;
    }
    struct events *events = happens(with(EVENT_SPAWN, a, NO_THING));
    ck_assert_uint_ge(events->effort, EFFORT_MAX);
    ck_assert_uint_lt(events->effort, UINT64_C(2) * EFFORT_MAX);
    ck_assert_uint_le(events->count, EVENTS_MAX);
}
END_TEST

START_TEST(what_rules_need_is_far_below_that)
{
    pitch.rules.max_players = MAX_PLAYERS;
    sim_start(&pitch.world, &pitch.rules, 1);
    for (uint8_t i = 0; i < MAX_PLAYERS; i++) {
        sim_join(&pitch.world, &pitch.rules, i, false);
    }
    for (unsigned i = 0; i < 10; i++) {
        pitch_rule(&pitch, EVENT_TIMER, OP_HEAL, WHO_ACTOR, 5);
        pitch_rule(&pitch, EVENT_TIMER, OP_FREEZE, WHO_ALL, 5);
    }
    struct events *events = open_events();
    events_each(events, EVENT_TIMER, 0, false);
    ck_assert_uint_lt(events->effort, EFFORT_MAX / 5);
}
END_TEST

/* An effect of this op on these for every event. */
static void rule_for_every_event(enum rules_op op, enum rules_who who)
{
    pitch.rules.effect_count = 0;
    for (unsigned kind = 0; kind < EVENT_COUNT; kind++) {
        pitch_rule(&pitch, (enum rules_event)kind, op, who, 1)->arg = 0;
    }
}

static void happens_to_anybody(enum rules_event kind)
{
    static const uint8_t slots[] = {0, 1, 9, 16, 200, NO_SLOT};
    for (unsigned i = 0; i < ARRAY_LEN(slots); i++) {
        happens((struct event){(uint8_t)kind, slots[i],
                slots[(i + 1) % ARRAY_LEN(slots)],
                slots[(i + 2) % ARRAY_LEN(slots)], slots[i], 0, 0});
    }
}

/* Every op, every who, every event, with things and slots that are not there.
 * ASan and UBSan watch. */
START_TEST(whatever_the_rules_say_does_no_harm)
{
    for (unsigned op = 0; op < OP_COUNT; op++) {
        for (unsigned who = 0; who < WHO_COUNT; who++) {
            rule_for_every_event((enum rules_op)op, (enum rules_who)who);
            for (unsigned kind = 0; kind < EVENT_COUNT; kind++) {
                happens_to_anybody((enum rules_event)kind);
            }
            pitch.world.match.phase = PHASE_PLAY;
            pitch_step(&pitch, 1);
        }
    }
    struct snapshot snap = world_snapshot(&pitch.world);
    ck_assert(snapshot_is_sayable(&snap));
    for (uint16_t i = 0; i < snap.entity_limit; i++) {
        ck_assert(snapshot_entity_is_valid(&snap, i));
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, an_effect_can_ask_whether_the_actor_lives);
    tcase_add_test(tc, an_effect_can_ask_for_roles);
    tcase_add_test(tc, an_effect_can_ask_for_a_kind_of_thing);
    tcase_add_test(tc, an_effect_can_ask_whose_a_thing_is);
    tcase_add_test(tc, an_effect_can_ask_what_the_actor_carries);
    tcase_add_test(tc, an_effect_can_ask_where_the_actor_is);
    tcase_add_test(tc, an_effect_can_ask_whether_no_foe_is_there);
    tcase_add_test(tc, an_effect_can_ask_for_a_timer);
    tcase_add_test(tc, what_is_extinct_is_a_role_and_nobodys);
    tcase_add_test(tc, friends_and_foes_are_told_by_the_actors_side);
    tcase_add_test(tc, a_team_scores_once_however_many_it_is);
    tcase_add_test(tc, a_player_can_change_sides);
    tcase_add_test(tc, a_kill_is_also_of_who_is_guarded);
    tcase_add_test(tc, a_push_without_another_player_is_from_the_thing);
    tcase_add_test(tc, flags_are_carried_dropped_and_brought_home);
    tcase_add_test(tc, things_are_taken_owned_and_grown);
    tcase_add_test(tc, the_first_word_about_who_has_won_counts);
    tcase_add_test(tc, scripts_are_asked_for_with_what_they_read);
    tcase_add_test(
            tc, scripts_asked_for_between_two_ticks_are_due_after_the_next);
    tcase_add_test(tc, no_more_scripts_are_asked_for_than_there_is_room);
    tcase_add_test(tc, what_concerns_all_is_done_at_the_first_who_fits);
    tcase_add_test(tc, teams_score_once_for_each_time);
    tcase_add_test(tc, the_dead_have_their_turn_unless_it_is_for_the_living);
    tcase_add_test(tc, rules_that_set_each_other_off_run_out_of_effort);
    tcase_add_test(tc, what_rules_need_is_far_below_that);
    tcase_add_test(tc, whatever_the_rules_say_does_no_harm);
}

SUITE("effect", add_tests)
