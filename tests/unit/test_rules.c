/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/rules.h"
#include "tests/golden/arena.h"

static struct rules rules;

static void set_up(void)
{
    arena_tag(&rules);
}

START_TEST(the_arena_rules_are_in_order)
{
    ck_assert_ptr_null(rules_check(&rules));
    arena_deathmatch(&rules);
    ck_assert_ptr_null(rules_check(&rules));
}
END_TEST

START_TEST(players_join_in_the_first_role_that_starts)
{
    ck_assert_uint_eq(rules_start_role(&rules), 0);
    rules.role[0].starts = false;
    rules.role[1].starts = true;
    ck_assert_uint_eq(rules_start_role(&rules), 1);
    rules.role[1].starts = false;
    ck_assert_uint_eq(rules_start_role(&rules), 0);
}
END_TEST

START_TEST(a_role_is_found_by_its_id)
{
    ck_assert_uint_eq(rules_role_index(&rules, "it"), 1);
    ck_assert_uint_eq(rules_role_index(&rules, "runner"), 0);
    ck_assert_uint_eq(rules_role_index(&rules, "i"), 0);
    ck_assert_uint_eq(rules_role_index(&rules, "ita"), 0);
}
END_TEST

START_TEST(a_weapon_is_found_by_its_id)
{
    arena_deathmatch(&rules);
    ck_assert_uint_eq(rules_weapon_index(&rules, "pistol"), 0);
    ck_assert_uint_eq(rules_weapon_index(&rules, "spoon"), NO_WEAPON);
    ck_assert_ptr_eq(rules_weapon(&rules, 0), &rules.weapon[0]);
    ck_assert_ptr_null(rules_weapon(&rules, 1));
    ck_assert_ptr_null(rules_weapon(&rules, NO_WEAPON));
}
END_TEST

START_TEST(an_index_from_the_network_finds_a_role_that_exists)
{
    ck_assert_ptr_eq(rules_role(&rules, 1), &rules.role[1]);
    ck_assert_ptr_eq(rules_role(&rules, 2), &rules.role[0]);
    ck_assert_ptr_eq(rules_role(&rules, 255), &rules.role[0]);
    rules.role_count = 255;
    ck_assert_ptr_eq(rules_role(&rules, MAX_ROLES), &rules.role[0]);
    rules.weapon_count = 255;
    ck_assert_ptr_null(rules_weapon(&rules, MAX_WEAPONS));
}
END_TEST

/* Sets one field wrong, and back. */
#define REFUSES(field, value)                       \
    do {                                            \
        struct rules copy = rules;                  \
        rules.field = value;                        \
        ck_assert_ptr_nonnull(rules_check(&rules)); \
        rules = copy;                               \
    } while (0)

START_TEST(what_is_out_of_range_is_refused)
{
    arena_deathmatch(&rules);
    REFUSES(role_count, 0);
    REFUSES(role_count, MAX_ROLES + 1);
    REFUSES(weapon_count, MAX_WEAPONS + 1);
    REFUSES(wall_count, MAX_WALLS + 1);
    REFUSES(spot_count, MAX_SPOTS + 1);
    REFUSES(effect_count, MAX_EFFECTS + 1);
    REFUSES(teams, MAX_TEAMS + 1);
    REFUSES(win, 2);
    REFUSES(time_limit, 0);
    REFUSES(respawn, UINT32_MAX);
    REFUSES(score_limit, -1);
    REFUSES(max_players, 1);
    REFUSES(bot_skill, 1001);
    REFUSES(bot_courage, 1001);
    REFUSES(bot_error, 8193);
    REFUSES(min_players, MAX_PLAYERS + 1);
    REFUSES(warmup, UINT32_MAX);
    REFUSES(overtime, UINT32_MAX);
    REFUSES(width, 0);
    REFUSES(height, MAX_MAP_UNITS * UNIT + 1);
    REFUSES(role[0].hp, 0);
    REFUSES(role[0].speed, MAX_SPEED * UNIT / TICK_HZ + 1);
    REFUSES(role[0].accel, -1);
    REFUSES(role[0].radius, 0);
    REFUSES(role[0].weapon, 1);
    REFUSES(weapon[0].speed, 0);
    REFUSES(weapon[0].radius, INT32_MAX);
    REFUSES(weapon[0].cooldown, 0);
    REFUSES(weapon[0].life, 0);
    REFUSES(weapon[0].pellets, 17);
    REFUSES(weapon[0].knockback, INT32_MIN);
    REFUSES(effect[0].event, EVENT_COUNT);
    REFUSES(effect[0].if_role, 1);
    REFUSES(effect[0].if_other, 1);
    REFUSES(effect[0].if_team, 3);
    REFUSES(effect[0].op, OP_COUNT);
    REFUSES(effect[0].who, WHO_COUNT);
    REFUSES(effect[0].if_alive, 3);
    REFUSES(effect[0].n, INT32_MIN);
    REFUSES(wall[3].x, INT32_MAX);
    REFUSES(wall[3].w, 0);
    REFUSES(wall[3].h, INT32_MAX);
    REFUSES(spot[3].x, -1);
    REFUSES(spot[3].team, MAX_TEAMS + 1);
    ck_assert_ptr_null(rules_check(&rules));
}
END_TEST

/* A ball that stands in the middle, a timer and a script. */
static void add_thing(void)
{
    rules.kind_count = rules.stand_count = 1;
    rules.kind[0] =
            (struct rules_kind){.body = BODY_PUSHED, .radius = 12, .mass = 256};
    rules.stand[0] = (struct rules_stand){1000 * UNIT, 600 * UNIT, 0, 0};
    rules.timer_count = rules.script_count = rules.habit_count = 1;
    rules.timer[0] = (struct rules_timer){.first = 30};
    rules.habit[0] = (struct rules_habit){
            ROLE_ANY, NO_THING, DOES_FETCH, ROLE_ANY, 0, NO_THING, TEAM_ANY};
}

START_TEST(things_timers_and_habits_out_of_range_are_refused)
{
    add_thing();
    ck_assert_ptr_null(rules_check(&rules));
    REFUSES(kind_count, MAX_KINDS + 1);
    REFUSES(stand_count, MAX_THINGS + 1);
    REFUSES(timer_count, MAX_TIMERS + 1);
    REFUSES(script_count, MAX_SCRIPTS + 1);
    REFUSES(habit_count, MAX_HABITS + 1);
    REFUSES(kind[0].body, BODY_COUNT);
    REFUSES(kind[0].radius, 0);
    REFUSES(kind[0].radius, 2001);
    REFUSES(kind[0].mass, 0);
    REFUSES(kind[0].home_after, UINT32_MAX);
    REFUSES(stand[0].x, -1);
    REFUSES(stand[0].y, 1200 * UNIT + 1);
    REFUSES(stand[0].kind, 1);
    REFUSES(stand[0].team, MAX_TEAMS + 1);
    REFUSES(timer[0].first, 0);
    REFUSES(timer[0].every, UINT32_MAX);
    REFUSES(habit[0].if_role, 2);
    REFUSES(habit[0].role, 2);
    REFUSES(habit[0].if_carry, 1);
    REFUSES(habit[0].kind, 1);
    REFUSES(habit[0].goal, 1);
    REFUSES(habit[0].does, DOES_COUNT);
    REFUSES(habit[0].whose, 3);
    REFUSES(effect[0].if_thing, 1);
    REFUSES(effect[0].if_into, 1);
    REFUSES(effect[0].if_carry, 1);
    REFUSES(effect[0].if_in, 1);
    REFUSES(effect[0].if_out, 1);
    REFUSES(effect[0].if_timer, 1);
    ck_assert_ptr_null(rules_check(&rules));
}
END_TEST

/* Whether effect 0 may do that. */
static bool may(uint8_t op, uint8_t arg, int32_t n)
{
    rules.effect[0].op = op;
    rules.effect[0].arg = arg;
    rules.effect[0].n = n;
    return rules_check(&rules) == NULL;
}

START_TEST(an_effect_names_what_its_op_needs_and_what_exists)
{
    add_thing();
    ck_assert(may(OP_WIN, ROLE_ANY, 0));
    ck_assert(may(OP_WIN, 1, 0));
    ck_assert(!may(OP_WIN, 2, 0));
    ck_assert(may(OP_HOME, NO_THING, 0));
    ck_assert(may(OP_HOME, 0, 0));
    ck_assert(!may(OP_HOME, 1, 0));
    ck_assert(may(OP_GROW, 0, -5));
    ck_assert(!may(OP_GROW, NO_THING, -5));
    ck_assert(may(OP_SCRIPT, 0, 0));
    ck_assert(!may(OP_SCRIPT, 1, 0));
    ck_assert(!may(OP_ROLE, ROLE_ANY, 0));
}
END_TEST

START_TEST(an_effects_amount_is_within_the_range_of_its_op)
{
    add_thing();
    ck_assert(may(OP_TEAM, 0, MAX_TEAMS));
    ck_assert(!may(OP_TEAM, 0, MAX_TEAMS + 1));
    ck_assert(!may(OP_TEAM, 0, 0));
    ck_assert(may(OP_SCORE, 0, -1000));
    ck_assert(!may(OP_SCORE, 0, -1001));
    ck_assert(may(OP_FREEZE, 0, 60 * TICK_HZ));
    ck_assert(!may(OP_FREEZE, 0, 60 * TICK_HZ + 1));
    ck_assert(may(OP_PUSH, 0, arena_speed(1000)));
    ck_assert(may(OP_PUSH, 0, arena_speed(-1000)));
    ck_assert(!may(OP_PUSH, 0, arena_speed(1100)));
    ck_assert(may(OP_SCRIPT, 0, 1000000));
    ck_assert(may(OP_KILL, 0, INT32_MIN)); // it has none
}
END_TEST

START_TEST(an_effect_that_gives_a_role_needs_one_that_exists)
{
    rules.effect[0].op = OP_PICK;
    rules.effect[0].arg = 2;
    ck_assert_ptr_nonnull(rules_check(&rules));
    rules.effect[0].arg = 1;
    ck_assert_ptr_null(rules_check(&rules));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, the_arena_rules_are_in_order);
    tcase_add_test(tc, players_join_in_the_first_role_that_starts);
    tcase_add_test(tc, a_role_is_found_by_its_id);
    tcase_add_test(tc, a_weapon_is_found_by_its_id);
    tcase_add_test(tc, an_index_from_the_network_finds_a_role_that_exists);
    tcase_add_test(tc, what_is_out_of_range_is_refused);
    tcase_add_test(tc, things_timers_and_habits_out_of_range_are_refused);
    tcase_add_test(tc, an_effect_names_what_its_op_needs_and_what_exists);
    tcase_add_test(tc, an_effects_amount_is_within_the_range_of_its_op);
    tcase_add_test(tc, an_effect_that_gives_a_role_needs_one_that_exists);
}

SUITE("rules", add_tests)
