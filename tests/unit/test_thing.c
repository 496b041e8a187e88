/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/geom.h"
#include "shared/thing.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;
static uint8_t flag, ball, hill;
static uint8_t a, b;

/* Thing 0 is a flag, 1 a ball, 2 a hill, 3 another flag. */
static void set_up(void)
{
    pitch_open(&pitch);
    flag = pitch_kind(&pitch, "flag", BODY_CARRIED, 12);
    ball = pitch_kind(&pitch, "ball", BODY_PUSHED, 10);
    hill = pitch_kind(&pitch, "hill", BODY_AREA, 100);
    pitch.rules.kind[flag].home_after = 60;
    pitch_stand(&pitch, flag, 300, 300, 1);
    pitch_stand(&pitch, ball, 1000, 600, 0);
    pitch_stand(&pitch, hill, 1500, 300, 2);
    pitch_stand(&pitch, flag, 300, 900, 2);
    a = pitch_join(&pitch, 500, 500);
    b = pitch_join(&pitch, 700, 500);
    pitch_step(&pitch, 5);
}

static struct entity *at(uint8_t i)
{
    return pitch_thing(&pitch, i);
}

static bool carry(uint8_t i, uint8_t slot)
{
    return thing_carry(&pitch.world, &pitch.rules, i, slot);
}

START_TEST(things_stand_where_the_rules_say)
{
    ck_assert_uint_eq(at(0)->kind, ENTITY_THING);
    ck_assert_uint_eq(at(0)->type, flag);
    ck_assert_uint_eq(at(0)->team, 1);
    ck_assert_uint_eq(at(0)->owner, NO_SLOT);
    ck_assert_uint_eq(at(0)->foe, NO_SLOT);
    ck_assert_uint_eq(at(0)->hp, 12);
    ck_assert_uint_eq(at(0)->born, 1);
    ck_assert_int_eq(at(2)->x, arena_u(1500));
    ck_assert_int_eq(at(2)->y, arena_u(300));
    ck_assert_uint_eq(at(4)->kind, ENTITY_NONE);
    ck_assert_ptr_null(world_thing(&pitch.world, MAX_THINGS));
}
END_TEST

START_TEST(what_is_carried_follows_its_carrier)
{
    ck_assert(carry(0, a));
    pitch_press(&pitch, a, BUTTON_RIGHT | BUTTON_DOWN, 0);
    for (unsigned i = 0; i < 20; i++) {
        pitch_step(&pitch, 1);
        ck_assert_int_eq(at(0)->x, pitch_player(&pitch, a)->x);
        ck_assert_int_eq(at(0)->y, pitch_player(&pitch, a)->y);
        ck_assert_int_eq(at(0)->vx, 0);
    }
    ck_assert_uint_eq(at(0)->owner, a);
    ck_assert_uint_eq(at(0)->back_at, 0);
    ck_assert_uint_eq(thing_carried(&pitch.world, a, NO_THING), 0);
    ck_assert_uint_eq(thing_carried(&pitch.world, a, flag), 0);
    ck_assert_uint_eq(thing_carried(&pitch.world, a, ball), NO_THING);
    ck_assert_uint_eq(thing_carried(&pitch.world, b, flag), NO_THING);
}
END_TEST

START_TEST(not_everything_can_be_carried_by_everybody)
{
    ck_assert(!carry(1, a)); // a ball
    ck_assert(!carry(2, a)); // a hill
    ck_assert(!carry(9, a)); // nothing
    ck_assert(!carry(200, a));
    ck_assert(!carry(0, 7)); // nobody
    ck_assert(!carry(0, NO_SLOT));
    ck_assert(carry(0, a));
    ck_assert(!carry(0, b)); // somebody has it
    ck_assert(!carry(3, a)); // its hands are full
    pitch_player(&pitch, b)->hp = 0;
    ck_assert(!carry(3, b)); // dead
}
END_TEST

START_TEST(who_dies_drops_what_it_carries)
{
    carry(0, a);
    pitch_step(&pitch, 1);
    uint32_t now = pitch.world.match.tick;
    sim_kill(&pitch.world, &pitch.rules, a, b);
    ck_assert_uint_eq(at(0)->owner, NO_SLOT);
    ck_assert_uint_eq(at(0)->foe, a);
    ck_assert_int_eq(at(0)->x, arena_u(500));
    ck_assert_uint_eq(at(0)->back_at, now + 60);
    ck_assert_uint_eq(at(0)->born, now);
    pitch_step(&pitch, 59);
    ck_assert_int_eq(at(0)->x, arena_u(500));
    pitch_step(&pitch, 1);
    ck_assert_int_eq(at(0)->x, arena_u(300)); // nobody came for it
    ck_assert_int_eq(at(0)->y, arena_u(300));
    ck_assert_uint_eq(at(0)->foe, NO_SLOT);
    ck_assert_uint_eq(at(0)->back_at, 0);
    pitch_step(&pitch, 300); // at home no clock runs
    ck_assert_uint_eq(at(0)->back_at, 0);
    ck_assert_uint_eq(at(0)->born, now + 60);
}
END_TEST

START_TEST(who_leaves_drops_what_it_carries_and_the_next_has_nothing)
{
    carry(0, a);
    pitch_step(&pitch, 1);
    sim_leave(&pitch.world, a);
    sim_join(&pitch.world, &pitch.rules, a, false);
    ck_assert_uint_eq(thing_carried(&pitch.world, a, NO_THING), NO_THING);
    ck_assert_uint_eq(at(0)->foe, NO_SLOT);
    pitch_step(&pitch, 1);
    ck_assert_int_eq(at(0)->x, arena_u(500));
    ck_assert_uint_eq(at(0)->back_at, pitch.world.match.tick + 60);
}
END_TEST

START_TEST(who_spawns_anew_drops_it_where_it_was)
{
    carry(0, a);
    pitch_step(&pitch, 1);
    sim_spawn(&pitch.world, &pitch.rules, a);
    ck_assert_int_ne(pitch_player(&pitch, a)->x, arena_u(500));
    ck_assert_int_eq(at(0)->x, arena_u(500));
    ck_assert_uint_eq(at(0)->owner, NO_SLOT);
}
END_TEST

START_TEST(what_is_taken_is_away_and_comes_back_home)
{
    carry(0, a);
    pitch_step(&pitch, 1);
    uint32_t now = pitch.world.match.tick;
    thing_take(&pitch.world, &pitch.rules, 0, 90);
    ck_assert(!thing_is_there(at(0)));
    ck_assert_uint_eq(at(0)->owner, NO_SLOT);
    ck_assert_uint_eq(at(0)->back_at, now + 90);
    ck_assert_int_eq(at(0)->x, arena_u(300)); // where it will be
    ck_assert(!carry(0, a));
    thing_home(&pitch.world, &pitch.rules, 0);
    ck_assert(!thing_is_there(at(0))); // it stays away
    pitch_step(&pitch, 89);
    ck_assert(!thing_is_there(at(0)));
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(0)->hp, 12);
    ck_assert_uint_eq(at(0)->born, now + 90);
    ck_assert_int_eq(at(0)->x, arena_u(300));
}
END_TEST

START_TEST(what_is_taken_for_good_is_away_until_the_next_bout)
{
    pitch.rules.time_limit = 200;
    thing_take(&pitch.world, &pitch.rules, 2, 0);
    pitch_step(&pitch, 190);
    ck_assert(!thing_is_there(at(2)));
    while (pitch.world.match.phase != PHASE_RESULTS ||
            !sim_round_ends_next(&pitch.world)) {
        pitch_step(&pitch, 1);
    }
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(2)->hp, 100);
}
END_TEST

START_TEST(things_grow_and_shrink_within_bounds)
{
    things_grow(&pitch.world, hill, 50);
    ck_assert_uint_eq(at(2)->hp, 150);
    ck_assert_uint_eq(at(0)->hp, 12);
    things_grow(&pitch.world, hill, -149);
    ck_assert_uint_eq(at(2)->hp, 1);
    things_grow(&pitch.world, hill, -2000);
    ck_assert_uint_eq(at(2)->hp, 1); // away would be something else
    things_grow(&pitch.world, hill, INT32_MAX);
    ck_assert_uint_eq(at(2)->hp, MAX_THING_RADIUS);
    thing_take(&pitch.world, &pitch.rules, 2, 10);
    things_grow(&pitch.world, hill, 5);
    ck_assert_uint_eq(at(2)->hp, 0);
    pitch_step(&pitch, 10);
    ck_assert_uint_eq(at(2)->hp, 100); // as the bout began
}
END_TEST

START_TEST(scripts_things_stand_beyond_and_are_gone_instead_of_home)
{
    pitch.rules.kind[ball].home_after = 30;
    uint8_t i = thing_spawn(
            &pitch.world, &pitch.rules, ball, arena_u(50), arena_u(60), 2);
    ck_assert_uint_eq(i, 4);
    ck_assert_uint_eq(at(i)->team, 2);
    ck_assert_int_eq(at(i)->y, arena_u(60));
    pitch_step(&pitch, 30);
    ck_assert(thing_is_there(at(i)));
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(i)->kind, ENTITY_NONE);
    i = thing_spawn(&pitch.world, &pitch.rules, hill, -1, INT32_MAX, 0);
    ck_assert_int_eq(at(i)->x, 0);
    ck_assert_int_eq(at(i)->y, pitch.rules.height);
    thing_take(&pitch.world, &pitch.rules, i, 10);
    pitch_step(&pitch, 10);
    ck_assert_uint_eq(at(i)->hp, 100); // back where it was
    thing_take(&pitch.world, &pitch.rules, i, 0);
    ck_assert_uint_eq(at(i)->kind, ENTITY_NONE);
}
END_TEST

START_TEST(there_is_room_for_so_many_things)
{
    for (unsigned i = 4; i < MAX_THINGS; i++) {
        ck_assert_uint_eq(
                thing_spawn(&pitch.world, &pitch.rules, hill, 0, 0, 0), i);
    }
    ck_assert_uint_eq(
            thing_spawn(&pitch.world, &pitch.rules, hill, 0, 0, 0), NO_THING);
    thing_take(&pitch.world, &pitch.rules, 20, 0);
    ck_assert_uint_eq(
            thing_spawn(&pitch.world, &pitch.rules, 3, 0, 0, 0), NO_THING);
    ck_assert_uint_eq(
            thing_spawn(&pitch.world, &pitch.rules, hill, 0, 0, 0), 20);
}
END_TEST

START_TEST(only_what_is_solid_and_there_is_a_post)
{
    struct posts posts;
    things_posts(&pitch.world, &pitch.rules, &posts);
    ck_assert_uint_eq(posts.count, 0);
    pitch.rules.kind[hill].body = BODY_SOLID;
    things_posts(&pitch.world, &pitch.rules, &posts);
    ck_assert_uint_eq(posts.count, 1);
    ck_assert_int_eq(posts.item[0].x, arena_u(1500));
    ck_assert_int_eq(posts.item[0].r, arena_u(100));
    thing_take(&pitch.world, &pitch.rules, 2, 0);
    things_posts(&pitch.world, &pitch.rules, &posts);
    ck_assert_uint_eq(posts.count, 0);
}
END_TEST

/* ---- solid things ---- */

START_TEST(nobody_runs_through_what_is_solid_however_fast)
{
    pitch.rules.kind[hill].body = BODY_SOLID;
    things_grow(&pitch.world, hill, -99);
    pitch.rules.role[0].speed = arena_speed(3000);
    pitch.rules.role[0].accel = arena_speed(3000);
    pitch.rules.bounce = 0;
    for (int32_t y = 288; y <= 312; y += 3) {
        pitch_place(&pitch, a, 1300, y);
        pitch_press(&pitch, a, BUTTON_RIGHT, 0);
        for (unsigned i = 0; i < 4; i++) {
            pitch_step(&pitch, 1);
            int64_t dx = pitch_player(&pitch, a)->x - at(2)->x;
            int64_t dy = pitch_player(&pitch, a)->y - at(2)->y;
            int64_t reach = arena_u(15);
            ck_assert_int_ge(dx * dx + dy * dy, reach * reach);
        }
        // it was deflected: straight on it would not have moved in y
        ck_assert(y == 300 || pitch_player(&pitch, a)->y != arena_u(y));
    }
}
END_TEST

START_TEST(what_is_solid_stops_shots)
{
    pitch.rules.kind[hill].body = BODY_SOLID;
    pitch_place(&pitch, a, 1350, 300);
    pitch_place(&pitch, b, 1650, 300);
    pitch_press(&pitch, a, BUTTON_FIRE, RIGHT);
    pitch_step(&pitch, 30);
    ck_assert_uint_eq(pitch_player(&pitch, b)->hp, 100);
    thing_take(&pitch.world, &pitch.rules, 2, 0);
    pitch_step(&pitch, 30);
    ck_assert_uint_lt(pitch_player(&pitch, b)->hp, 100);
}
END_TEST

START_TEST(who_spawns_in_what_is_solid_stands_beside_it)
{
    pitch.rules.kind[hill].body = BODY_SOLID;
    arena_spot(&pitch.rules, 1480, 300, 0);
    sim_spawn(&pitch.world, &pitch.rules, a);
    ck_assert_int_le(pitch_player(&pitch, a)->x, arena_u(1500 - 114));
    ck_assert_int_eq(pitch_player(&pitch, a)->y, arena_u(300));
}
END_TEST

/* ---- a change of rules ---- */

static struct rules now;

static void change(void)
{
    sim_change_rules(&pitch.world, &pitch.rules, &now);
    pitch.rules = now;
}

START_TEST(things_keep_their_kind_by_its_id)
{
    carry(0, a);
    pitch_step(&pitch, 1);
    at(1)->x += 5000; // on its way
    now = pitch.rules;
    now.kind[0] = pitch.rules.kind[ball];
    now.kind[1] = pitch.rules.kind[flag];
    now.kind[1].radius = 20;
    now.kind_count = 2; // the hill is gone
    now.stand[0].kind = now.stand[2].kind = 1;
    now.stand[1].kind = 0;
    now.stand_count = 3; // and the last flag
    change();
    ck_assert_uint_eq(at(0)->type, 1);
    ck_assert_uint_eq(at(0)->hp, 20);
    ck_assert_uint_eq(at(0)->owner, a);
    ck_assert_uint_eq(at(1)->type, 0);
    ck_assert_int_eq(at(1)->x, arena_u(1000) + 5000);
    ck_assert_uint_eq(at(2)->type, 1); // a flag stands there now
    ck_assert_uint_eq(at(2)->born, pitch.world.match.tick);
    ck_assert_uint_eq(at(3)->kind, ENTITY_NONE);
}
END_TEST

START_TEST(what_stood_at_home_moves_with_its_stand)
{
    at(3)->x += 77;
    now = pitch.rules;
    now.stand[0].x = arena_u(350);
    now.stand[0].team = 2;
    now.stand[3].y = arena_u(950);
    change();
    ck_assert_int_eq(at(0)->x, arena_u(350));
    ck_assert_uint_eq(at(0)->team, 2);
    ck_assert_int_eq(at(3)->y, arena_u(900));
}
END_TEST

START_TEST(what_somebody_owns_stays_his_when_the_rules_change)
{
    at(2)->team = 1;
    now = pitch.rules;
    now.stand[2].team = 0;
    change();
    ck_assert_uint_eq(at(2)->team, 1);
}
END_TEST

START_TEST(who_stands_where_something_solid_comes_is_moved_at_once)
{
    pitch_place(&pitch, a, 1480, 300);
    now = pitch.rules;
    now.kind[hill].body = BODY_SOLID;
    change();
    ck_assert_int_le(pitch_player(&pitch, a)->x, arena_u(1500 - 114));
}
END_TEST

START_TEST(a_new_stand_gets_its_thing_at_once)
{
    uint8_t mine = thing_spawn(&pitch.world, &pitch.rules, hill, 0, 0, 0);
    ck_assert_uint_eq(mine, 4);
    uint8_t free = thing_spawn(&pitch.world, &pitch.rules, hill, 0, 0, 0);
    now = pitch.rules;
    now.stand[now.stand_count++] =
            (struct rules_stand){arena_u(9), arena_u(9), ball, 0};
    change();
    ck_assert_uint_eq(at(mine)->type, ball);
    ck_assert_int_eq(at(mine)->x, arena_u(9));
    ck_assert_uint_eq(at(free)->type, hill);
}
END_TEST

START_TEST(what_cannot_be_carried_any_more_is_put_down)
{
    carry(0, a);
    pitch_step(&pitch, 1);
    now = pitch.rules;
    now.kind[flag].body = BODY_AREA;
    change();
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(0)->owner, NO_SLOT);
}
END_TEST

START_TEST(before_the_first_round_nothing_stands)
{
    pitch_open(&pitch);
    now = pitch.rules;
    now.kind_count = 1;
    now.kind[0] =
            (struct rules_kind){.radius = 5, .mass = 256, .body = BODY_AREA};
    now.stand_count = 1;
    change();
    ck_assert_uint_eq(at(0)->kind, ENTITY_NONE);
    pitch_join(&pitch, 500, 500);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(0)->kind, ENTITY_THING);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, things_stand_where_the_rules_say);
    tcase_add_test(tc, what_is_carried_follows_its_carrier);
    tcase_add_test(tc, not_everything_can_be_carried_by_everybody);
    tcase_add_test(tc, who_dies_drops_what_it_carries);
    tcase_add_test(
            tc, who_leaves_drops_what_it_carries_and_the_next_has_nothing);
    tcase_add_test(tc, who_spawns_anew_drops_it_where_it_was);
    tcase_add_test(tc, what_is_taken_is_away_and_comes_back_home);
    tcase_add_test(tc, what_is_taken_for_good_is_away_until_the_next_bout);
    tcase_add_test(tc, things_grow_and_shrink_within_bounds);
    tcase_add_test(
            tc, scripts_things_stand_beyond_and_are_gone_instead_of_home);
    tcase_add_test(tc, there_is_room_for_so_many_things);
    tcase_add_test(tc, only_what_is_solid_and_there_is_a_post);
    tcase_add_test(tc, nobody_runs_through_what_is_solid_however_fast);
    tcase_add_test(tc, what_is_solid_stops_shots);
    tcase_add_test(tc, who_spawns_in_what_is_solid_stands_beside_it);
    tcase_add_test(tc, things_keep_their_kind_by_its_id);
    tcase_add_test(tc, what_stood_at_home_moves_with_its_stand);
    tcase_add_test(tc, a_new_stand_gets_its_thing_at_once);
    tcase_add_test(tc, what_cannot_be_carried_any_more_is_put_down);
    tcase_add_test(tc, what_somebody_owns_stays_his_when_the_rules_change);
    tcase_add_test(tc, who_stands_where_something_solid_comes_is_moved_at_once);
    tcase_add_test(tc, before_the_first_round_nothing_stands);
}

SUITE("thing", add_tests)
