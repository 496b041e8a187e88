/* SPDX-License-Identifier: MIT */
#include "shared/view.h"

#include <string.h>

#include "shared/delta.h"
#include "tests/unit/pitch.h"
#include "tests/unit/suite.h"

#define SIGHT 256 // u

static struct pitch pitch;
static struct view view;
static struct entity seen[MAX_ENTITIES];
static uint8_t me;

static void setup(void)
{
    memset(&pitch, 0, sizeof(pitch));
    pitch_open(&pitch);
    pitch.rules.sight = arena_u(SIGHT);
    view = (struct view){0};
    me = pitch_join(&pitch, 900, 600); // cell 3, 2: 768..1024, 512..768
    view_follow(&view, &pitch.rules, pitch_player(&pitch, me), VIEW_BLOCK);
}

static struct snapshot filter(void)
{
    struct snapshot whole = world_snapshot(&pitch.world);
    struct snapshot out = {.entity = seen};
    view_filter(&view, &whole, &out);
    return out;
}

static bool sees(uint8_t slot)
{
    return view_is_seen(&filter().entity[slot]);
}

static void follow(enum view_reach reach)
{
    view_follow(&view, &pitch.rules, pitch_player(&pitch, me), reach);
}

START_TEST(a_player_sees_its_cell_and_the_eight_around_it)
{
    uint8_t you = pitch_join(&pitch, 900, 600);
    // the block is 512..1280 and 256..1024, and an eighth of 256 u each way
    static const struct {
        int32_t x, y;
        bool seen;
    } at[] = {{900, 600, true}, {481, 600, true}, {479, 600, false},
            {1311, 1055, true}, {1313, 600, false}, {900, 225, true},
            {900, 223, false}, {900, 1057, false}};
    for (unsigned i = 0; i < ARRAY_LEN(at); i++) {
        pitch_place(&pitch, you, at[i].x, at[i].y);
        ck_assert(sees(you) == at[i].seen);
    }
}
END_TEST

START_TEST(with_less_reach_it_sees_five_cells_and_then_one)
{
    uint8_t beside = pitch_join(&pitch, 600, 600);
    uint8_t across = pitch_join(&pitch, 600, 400);
    uint8_t near = pitch_join(&pitch, 800, 700);
    follow(VIEW_PLUS);
    ck_assert(sees(beside) && !sees(across) && sees(near) && sees(me));
    follow(VIEW_CELL);
    ck_assert(!sees(beside) && !sees(across) && sees(near) && sees(me));
}
END_TEST

START_TEST(the_view_follows_once_its_player_has_left_the_margin)
{
    struct view before = view;
    pitch_place(&pitch, me, 1024 + 31, 600);
    follow(VIEW_CELL);
    follow(VIEW_BLOCK);
    ck_assert(view_is_same(&view, &before));
    ck_assert(sees(me));
    pitch_place(&pitch, me, 1024 + 33, 600);
    follow(VIEW_BLOCK);
    ck_assert_int_eq(view.col, before.col + 1);
    pitch_place(&pitch, me, 1024 - 31, 600); // and back
    follow(VIEW_BLOCK);
    ck_assert_int_eq(view.col, before.col + 1);
}
END_TEST

START_TEST(nobody_ever_loses_sight_of_itself)
{
    for (int32_t i = 0; i < 20000; i++) {
        pitch_place(&pitch, me, (i * 37) % 2000, (i * 11) % 1200);
        follow((enum view_reach)(VIEW_BLOCK + i % 3));
        ck_assert(sees(me));
    }
}
END_TEST

START_TEST(without_sight_all_is_seen)
{
    uint8_t far = pitch_join(&pitch, 1900, 100);
    ck_assert(!sees(far));
    pitch.rules.sight = 0;
    follow(VIEW_BLOCK);
    ck_assert(sees(far));
    view_follow(&view, &pitch.rules, NULL, VIEW_BLOCK);
    ck_assert(sees(far));
}
END_TEST

START_TEST(without_a_body_nothing_is_seen)
{
    ck_assert(sees(me));
    view_follow(&view, &pitch.rules, NULL, VIEW_BLOCK);
    ck_assert(!sees(me));
    pitch_player(&pitch, me)->x = 0;
    pitch_player(&pitch, me)->y = 0;
    ck_assert(!sees(me));
}
END_TEST

START_TEST(of_who_is_out_of_sight_only_the_scoreboard_is_left)
{
    uint8_t far = pitch_join(&pitch, 1900, 100);
    struct entity *body = pitch_player(&pitch, far);
    body->score = 7;
    body->deaths = 3;
    body->foe = me;
    body->team = 2;
    const struct entity *left = &filter().entity[far];
    ck_assert_int_eq(left->score, 7);
    ck_assert_uint_eq(left->deaths, 3);
    ck_assert_uint_eq(left->foe, me);
    ck_assert_uint_eq(left->team, 2);
    ck_assert_uint_eq(left->kind, ENTITY_PLAYER);
    ck_assert_uint_eq(left->owner, far);
    ck_assert_int_eq(left->x | left->y | left->vx | left->vy, 0);
    ck_assert_uint_eq(left->aim | left->buttons | left->turn | left->fine, 0);
    ck_assert_uint_eq(left->born | left->ready_at | left->thaw_at, 0);
    ck_assert_uint_eq(left->hp | left->lag, 0);
}
END_TEST

START_TEST(what_somebody_unseen_does_changes_nothing)
{
    struct entity before[MAX_ENTITIES];
    uint8_t far = pitch_join(&pitch, 1900, 100);
    memcpy(before, filter().entity, sizeof(before));
    pitch.input[far] =
            (struct input){.buttons = BUTTON_LEFT | BUTTON_FIRE, .aim = LEFT};
    pitch_step(&pitch, 12); // shots of its own among it
    ck_assert_int_ne(pitch_player(&pitch, far)->vx, 0);
    const struct entity *after = filter().entity;
    for (uint16_t i = 0; i < pitch.world.entity_limit; i++) {
        if (i != me) {
            ck_assert_mem_eq(&before[i], &after[i], sizeof(before[i]));
        }
    }
}
END_TEST

START_TEST(a_shot_is_there_while_it_is_in_view)
{
    uint8_t far = pitch_join(&pitch, 1500, 600);
    unsigned seen_ticks = 0, flying_ticks = 0;
    pitch.input[far] = (struct input){.buttons = BUTTON_FIRE, .aim = LEFT};
    pitch_step(&pitch, 1);
    pitch.input[far].buttons = 0;
    for (unsigned i = 0; i < 60; i++) {
        uint16_t shot = first_shot_slot(pitch.world.player_limit);
        struct snapshot now = filter();
        bool flies = pitch.world.entity[shot].kind == ENTITY_SHOT;
        bool shown = now.entity[shot].kind == ENTITY_SHOT;
        ck_assert(!shown || flies);
        ck_assert(!shown || now.entity[shot].x <= arena_u(1312));
        flying_ticks += flies;
        seen_ticks += shown;
        pitch_step(&pitch, 1);
    }
    ck_assert_uint_gt(seen_ticks, 0);
    ck_assert_uint_lt(seen_ticks, flying_ticks);
}
END_TEST

/* The first thing of the world, so large and there. */
static void put_thing(int32_t x, int32_t y, uint16_t radius, uint8_t carrier)
{
    pitch.world.entity[pitch.world.player_limit] =
            (struct entity){.kind = ENTITY_THING,
                    .owner = carrier,
                    .x = arena_u(x),
                    .y = arena_u(y),
                    .hp = radius,
                    .foe = NO_SLOT};
}

static bool is_equal(const struct entity *a, const struct entity *b)
{
#define X(name, type)         \
    if (a->name != b->name) { \
        return false;         \
    }
    ENTITY_FIELDS(X)
    FORESIGHT_FIELDS(X)
#undef X
    return true;
}

static bool sees_thing(void)
{
    const struct entity *thing = &filter().entity[pitch.world.player_limit];
    const struct entity *its = &pitch.world.entity[pitch.world.player_limit];
    bool is_there = thing->kind == ENTITY_THING;
    // all of it, or nothing
    ck_assert(!is_there || is_equal(thing, its));
    ck_assert(is_there || thing->hp == 0);
    return is_there;
}

START_TEST(a_thing_is_there_while_its_edge_is_in_view)
{
    put_thing(900, 600, 10, NO_SLOT);
    ck_assert(sees_thing());
    put_thing(479, 600, 0, NO_SLOT); // away; see above for the numbers
    ck_assert(!sees_thing());
    put_thing(479, 600, 2, NO_SLOT);
    ck_assert(sees_thing());
    put_thing(900, 1957, 900, NO_SLOT);
    ck_assert(!sees_thing());
    put_thing(900, 1955, 900, NO_SLOT);
    ck_assert(sees_thing());
}
END_TEST

START_TEST(a_carried_thing_tells_nobody_where_its_carrier_is)
{
    uint8_t far = pitch_join(&pitch, 479, 600);
    put_thing(479, 600, 900, far);
    ck_assert(!sees(far) && !sees_thing());
    pitch_place(&pitch, far, 481, 600);
    put_thing(481, 600, 900, far);
    ck_assert(sees(far) && sees_thing());
}
END_TEST

/* It meets nobody and costs nothing: in the simulation of who cannot see it,
 * it lies dead and never returns. */
START_TEST(a_simulation_of_the_view_leaves_the_unseen_alone)
{
    static struct world theirs;
    uint8_t far = pitch_join(&pitch, 1900, 100);
    struct snapshot now = filter();
    theirs = pitch.world;
    memcpy(theirs.entity, now.entity, sizeof(theirs.entity));
    pitch_place(&pitch, me, 20, 20);
    theirs.entity[me] = *pitch_player(&pitch, me);
    for (unsigned i = 0; i < 300; i++) {
        sim_step(&theirs, &pitch.rules, pitch.input);
    }
    ck_assert_mem_eq(
            &theirs.entity[far], &now.entity[far], sizeof(struct entity));
    ck_assert_int_eq(theirs.entity[me].x, arena_u(20));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, NULL);
    tcase_add_test(tc, a_player_sees_its_cell_and_the_eight_around_it);
    tcase_add_test(tc, with_less_reach_it_sees_five_cells_and_then_one);
    tcase_add_test(tc, the_view_follows_once_its_player_has_left_the_margin);
    tcase_add_test(tc, nobody_ever_loses_sight_of_itself);
    tcase_add_test(tc, without_sight_all_is_seen);
    tcase_add_test(tc, without_a_body_nothing_is_seen);
    tcase_add_test(tc, of_who_is_out_of_sight_only_the_scoreboard_is_left);
    tcase_add_test(tc, what_somebody_unseen_does_changes_nothing);
    tcase_add_test(tc, a_shot_is_there_while_it_is_in_view);
    tcase_add_test(tc, a_thing_is_there_while_its_edge_is_in_view);
    tcase_add_test(tc, a_carried_thing_tells_nobody_where_its_carrier_is);
    tcase_add_test(tc, a_simulation_of_the_view_leaves_the_unseen_alone);
}

SUITE("view", add_tests)
