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
    REFUSES(effect[0].who, 3);
    REFUSES(effect[0].n, INT32_MIN);
    REFUSES(wall[3].x, INT32_MAX);
    REFUSES(wall[3].w, 0);
    REFUSES(wall[3].h, INT32_MAX);
    REFUSES(spot[3].x, -1);
    REFUSES(spot[3].team, MAX_TEAMS + 1);
    ck_assert_ptr_null(rules_check(&rules));
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
    tcase_add_test(tc, an_effect_that_gives_a_role_needs_one_that_exists);
}

SUITE("rules", add_tests)
