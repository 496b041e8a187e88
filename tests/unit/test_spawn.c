/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/spawn.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;

static void set_up(void)
{
    pitch_open(&pitch);
}

/* How often of 200 times player 0 spawns at each spot. */
static void count_spawns(unsigned count[MAX_SPOTS])
{
    memset(count, 0, MAX_SPOTS * sizeof(count[0]));
    for (unsigned i = 0; i < 200; i++) {
        spawn_player(&pitch.world, &pitch.rules, 0);
        for (unsigned s = 0; s < pitch.rules.spot_count; s++) {
            const struct rules_spot *spot = &pitch.rules.spot[s];
            const struct entity *player = pitch_player(&pitch, 0);
            count[s] += player->x == spot->x && player->y == spot->y;
        }
    }
}

START_TEST(a_body_appears_far_from_enemies)
{
    unsigned count[MAX_SPOTS];
    arena_spot(&pitch.rules, 200, 200, 0);
    arena_spot(&pitch.rules, 1800, 1000, 0);
    pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 300, 200);
    count_spawns(count);
    ck_assert_uint_eq(count[0], 0);
    ck_assert_uint_eq(count[1], 200);
}
END_TEST

START_TEST(nobody_can_foresee_which_of_two_good_spots)
{
    unsigned count[MAX_SPOTS];
    arena_spot(&pitch.rules, 200, 200, 0);
    arena_spot(&pitch.rules, 1800, 200, 0);
    arena_spot(&pitch.rules, 1000, 1100, 0);
    pitch_join(&pitch, 500, 500);
    pitch_join(&pitch, 1000, 1000);
    count_spawns(count);
    ck_assert_uint_gt(count[0], 50);
    ck_assert_uint_gt(count[1], 50);
    ck_assert_uint_eq(count[2], 0);
}
END_TEST

START_TEST(the_dead_scare_nobody)
{
    unsigned count[MAX_SPOTS];
    arena_spot(&pitch.rules, 200, 200, 0);
    arena_spot(&pitch.rules, 1800, 1000, 0);
    pitch_join(&pitch, 500, 500);
    pitch_player(&pitch, pitch_join(&pitch, 200, 200))->hp = 0;
    count_spawns(count);
    ck_assert_uint_gt(count[0], 50);
}
END_TEST

START_TEST(a_team_spawns_at_its_own_spots_and_at_anybodys)
{
    unsigned count[MAX_SPOTS];
    pitch.rules.teams = 2;
    arena_spot(&pitch.rules, 200, 200, 1);
    arena_spot(&pitch.rules, 1800, 200, 2);
    arena_spot(&pitch.rules, 1000, 1000, 0);
    pitch_join(&pitch, 500, 500);
    ck_assert_uint_eq(pitch_player(&pitch, 0)->team, 1);
    count_spawns(count);
    ck_assert_uint_gt(count[0], 50);
    ck_assert_uint_eq(count[1], 0);
    ck_assert_uint_gt(count[2], 50);
}
END_TEST

START_TEST(friends_do_not_stand_on_one_spot)
{
    unsigned count[MAX_SPOTS];
    pitch.rules.teams = 2;
    arena_spot(&pitch.rules, 200, 200, 0);
    arena_spot(&pitch.rules, 400, 200, 0);
    pitch_join(&pitch, 500, 500);
    pitch_player(&pitch, pitch_join(&pitch, 200, 200))->team = 1;
    count_spawns(count);
    ck_assert_uint_eq(count[0], 0);
    ck_assert_uint_eq(count[1], 200);
}
END_TEST

START_TEST(a_map_without_spots_has_its_middle)
{
    pitch_join(&pitch, 10, 10);
    spawn_player(&pitch.world, &pitch.rules, 0);
    ck_assert_int_eq(pitch_player(&pitch, 0)->x, arena_u(1000));
    ck_assert_int_eq(pitch_player(&pitch, 0)->y, arena_u(600));
}
END_TEST

START_TEST(a_spot_in_a_wall_is_left_for_the_nearest_free_place)
{
    arena_spot(&pitch.rules, 500, 500, 0);
    arena_wall(&pitch.rules, 490, 400, 200, 200);
    pitch_join(&pitch, 10, 10);
    spawn_player(&pitch.world, &pitch.rules, 0);
    ck_assert_int_eq(pitch_player(&pitch, 0)->x, arena_u(490 - 14));
}
END_TEST

START_TEST(a_new_body_is_whole_and_still)
{
    pitch_join(&pitch, 100, 100);
    struct entity *player = pitch_player(&pitch, 0);
    pitch.world.match.tick = 77;
    *player = (struct entity){.kind = ENTITY_PLAYER,
            .vx = 5,
            .vy = 5,
            .thaw_at = 500,
            .back_at = 70,
            .score = 9,
            .deaths = 2,
            .foe = 3};
    spawn_player(&pitch.world, &pitch.rules, 0);
    ck_assert_uint_eq(player->hp, 100);
    ck_assert_int_eq(player->vx, 0);
    ck_assert_int_eq(player->vy, 0);
    ck_assert_uint_eq(player->born, 77);
    ck_assert_uint_eq(player->ready_at, 77);
    ck_assert_uint_eq(player->thaw_at, 0);
    ck_assert_uint_eq(player->back_at, 0);
    ck_assert_int_eq(player->score, 9); // what it did is its own
    ck_assert_uint_eq(player->deaths, 2);
    ck_assert_uint_eq(player->foe, 3);
}
END_TEST

START_TEST(joiners_go_to_the_smallest_team)
{
    unsigned size[MAX_TEAMS + 1] = {0};
    pitch.rules.teams = 3;
    for (unsigned i = 0; i < 9; i++) {
        size[pitch_player(&pitch, pitch_join(&pitch, 100, 100))->team]++;
    }
    for (unsigned team = 1; team <= 3; team++) {
        ck_assert_uint_eq(size[team], 3);
    }
    sim_leave(&pitch.world, 1);
    sim_leave(&pitch.world, 4);
    ck_assert_uint_eq(spawn_team(&pitch.world, &pitch.rules), 2);
}
END_TEST

START_TEST(without_teams_there_is_none)
{
    pitch_join(&pitch, 100, 100);
    ck_assert_uint_eq(pitch_player(&pitch, 0)->team, 0);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, a_body_appears_far_from_enemies);
    tcase_add_test(tc, nobody_can_foresee_which_of_two_good_spots);
    tcase_add_test(tc, the_dead_scare_nobody);
    tcase_add_test(tc, a_team_spawns_at_its_own_spots_and_at_anybodys);
    tcase_add_test(tc, friends_do_not_stand_on_one_spot);
    tcase_add_test(tc, a_map_without_spots_has_its_middle);
    tcase_add_test(tc, a_spot_in_a_wall_is_left_for_the_nearest_free_place);
    tcase_add_test(tc, a_new_body_is_whole_and_still);
    tcase_add_test(tc, joiners_go_to_the_smallest_team);
    tcase_add_test(tc, without_teams_there_is_none);
}

SUITE("spawn", add_tests)
