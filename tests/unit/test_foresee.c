/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#include "server/inbox.h"
#include "shared/delta.h"
#include "shared/foresee.h"
#include "shared/rng.h"
#include "tests/golden/things.h"
#include "tests/unit/pitch.h"

/* A server with no network: what the client in slot 0 sends is in its inbox, a
 * state is with the client when it is shown(). */
static struct pitch pitch;
static struct inbox inbox;
static struct client client;
static struct foresight foresight;

static void set_up(void)
{
    pitch_open(&pitch);
    client_init(&client);
    foresee_init(&foresight);
    client.rules_seen = client.welcome_seen = true;
    client.welcome.encoding = ENCODING_REPLICA;
    inbox_clear(&inbox, 0);
}

static void show(void)
{
    client.rules.rules = pitch.rules;
    client.state_seen = true;
    client.state = world_snapshot(&pitch.world);
    memcpy(client.entities[0], pitch.world.entity, sizeof(client.entities[0]));
    client.state.entity = client.entities[0];
    foresee_state(&foresight, &client);
}

/* It arrives at once. */
static void send(uint32_t tick, uint8_t buttons, uint16_t aim, uint32_t lag)
{
    uint8_t bytes[64];
    struct msg_input msg;
    struct input input = {.buttons = buttons, .aim = aim};
    size_t len = client_put_input(
            &client, bytes, sizeof(bytes), tick, tick - lag, &input);
    ck_assert_ptr_null(proto_get_input(bytes, len, &msg));
    inbox_put(&inbox, pitch.world.match.tick, &msg);
}

static uint32_t now(void)
{
    return pitch.world.match.tick;
}

static void step(unsigned ticks)
{
    for (unsigned i = 0; i < ticks; i++) {
        pitch.input[0] = inbox_take(&inbox, now() + 1);
        pitch_step(&pitch, 1);
    }
}

static struct entity foreseen(uint32_t tick)
{
    foresee_until(&foresight, &client, tick);
    const struct entity *own = foresee_own(&foresight, tick);
    ck_assert_ptr_nonnull(own);
    return *own;
}

static void ck_same_way(const struct entity *a, const struct entity *b)
{
    ck_assert_int_eq(a->x, b->x);
    ck_assert_int_eq(a->y, b->y);
    ck_assert_int_eq(a->vx, b->vx);
    ck_assert_int_eq(a->vy, b->vy);
    ck_assert_uint_eq(a->aim, b->aim);
}

static const struct entity *only_shot(const struct world *world)
{
    const struct entity *found = NULL;
    for (unsigned i = world->player_limit; i < world->entity_limit; i++) {
        if (world->entity[i].kind == ENTITY_SHOT) {
            ck_assert_ptr_null(found);
            found = &world->entity[i];
        }
    }
    return found;
}

START_TEST(the_own_player_goes_where_the_server_will_say)
{
    static const uint8_t buttons[] = {BUTTON_RIGHT, BUTTON_RIGHT | BUTTON_DOWN,
            BUTTON_UP, 0, BUTTON_LEFT | BUTTON_FIRE, BUTTON_DOWN};
    arena_yard(&pitch.rules);
    pitch_join(&pitch, 1000, 600);
    step(1);
    show();
    for (unsigned round = 0; round < 300; round++) {
        for (unsigned i = 0; i < 6; i++) {
            uint32_t tick = now() + 1 + i;
            send(tick, buttons[tick / 7 % ARRAY_LEN(buttons)],
                    (uint16_t)(tick * 997), 3);
        }
        struct entity said = foreseen(now() + 6);
        step(6);
        ck_same_way(&said, pitch_player(&pitch, 0));
        show();
        ck_assert(foresight.compared);
        ck_assert_int_eq(foresight.miss_x, 0);
        ck_assert_int_eq(foresight.miss_y, 0);
    }
}
END_TEST

START_TEST(a_missing_input_is_held_for_as_long_as_the_server_holds_it)
{
    pitch_join(&pitch, 200, 600);
    step(1);
    show();
    send(now() + 1, BUTTON_RIGHT, DOWN, 0);
    struct entity said[24];
    for (uint32_t i = 0; i < ARRAY_LEN(said); i++) {
        said[i] = foreseen(now() + 1 + i);
    }
    for (uint32_t i = 0; i < ARRAY_LEN(said); i++) {
        step(1);
        ck_same_way(&said[i], pitch_player(&pitch, 0));
    }
    ck_assert_int_lt(pitch_player(&pitch, 0)->vx, pitch.rules.role[0].speed);
    show(); // and so from a state in the midst of it
    struct entity later = foreseen(now() + 5);
    step(5);
    ck_same_way(&later, pitch_player(&pitch, 0));
}
END_TEST

START_TEST(inputs_that_a_loss_held_up_are_not_taken_to_be_there)
{
    pitch_join(&pitch, 500, 600);
    step(1);
    show();
    unsigned corrections = 0;
    for (unsigned i = 0; i < 40; i++) {
        uint32_t tick = now() + 1;
        uint8_t buttons = i < 10 ? BUTTON_RIGHT : BUTTON_UP;
        struct input held = inbox.last;
        send(tick, buttons, RIGHT, 0);
        if (i >= 8 && i < 13) { // under way for so long
            inbox_clear(&inbox, now());
            inbox.last = held;
        }
        foresee_until(&foresight, &client, tick + 5);
        step(1);
        show();
        int32_t miss = abs(foresight.miss_x) + abs(foresight.miss_y);
        corrections += miss > UNIT;
    }
    ck_assert_msg(corrections >= 1 && corrections <= 2,
            "when it begins and "
            "when it ends, not at every tick of it: %u",
            corrections);
}
END_TEST

START_TEST(one_bumps_into_others_where_the_server_will_say)
{
    pitch_join(&pitch, 500, 600);
    pitch_join(&pitch, 700, 605);
    pitch_press(&pitch, 1, BUTTON_LEFT, LEFT);
    unsigned bumps = 0;
    for (unsigned i = 0; i < 40; i++) {
        send(now() + 1, BUTTON_RIGHT, RIGHT, 0);
        step(1);
        show();
        for (uint32_t ahead = 1; ahead <= 6; ahead++) {
            send(now() + ahead, BUTTON_RIGHT, RIGHT, 0);
        }
        struct world later = pitch.world;
        for (unsigned k = 0; k < 6; k++) {
            pitch_press(&pitch, 0, BUTTON_RIGHT, RIGHT);
            sim_step(&later, &pitch.rules, pitch.input);
        }
        struct entity said = foreseen(now() + 6);
        ck_same_way(&said, &later.entity[0]);
        bumps += later.entity[1].x - later.entity[0].x < arena_u(30);
    }
    ck_assert_uint_gt(bumps, 0);
}
END_TEST

/* Where the first thing is at `tick`. */
static void ck_thing_is_foreseen(uint32_t tick, const struct world *server)
{
    const struct thing_places *said = &foresight.thing[tick % FORESEEN_TICKS];
    const struct entity *thing = &server->entity[server->player_limit];
    ck_assert_uint_eq(server->match.tick, tick);
    ck_assert_uint_eq(thing->kind, ENTITY_THING);
    ck_assert_int_eq(said->x[0], thing->x);
    ck_assert_int_eq(said->y[0], thing->y);
}

/* Walks right for six ticks at a time, each foreseen before the server has
 * them. Returns how far the first thing got. */
static int32_t walk_into_a_thing(unsigned rounds)
{
    const struct entity *thing = &pitch.world.entity[pitch.world.player_limit];
    pitch_join(&pitch, 500, 600);
    step(1);
    int32_t from = thing->x;
    for (unsigned round = 0; round < rounds; round++) {
        show();
        for (uint32_t i = 1; i <= 6; i++) {
            send(now() + i, BUTTON_RIGHT, RIGHT, 0);
        }
        struct entity said = foreseen(now() + 6);
        step(6);
        ck_same_way(&said, pitch_player(&pitch, 0));
        ck_thing_is_foreseen(now(), &pitch.world);
    }
    return thing->x - from;
}

START_TEST(a_ball_is_pushed_where_the_server_will_say)
{
    uint8_t ball = things_kind(&pitch.rules, "ball", BODY_PUSHED, 14);
    things_stand(&pitch.rules, ball, 560, 606, 0);
    ck_assert_int_gt(walk_into_a_thing(12), arena_u(50));
}
END_TEST

START_TEST(what_one_walks_over_is_picked_up_before_the_server_says_so)
{
    uint8_t flag = things_kind(&pitch.rules, "flag", BODY_CARRIED, 10);
    things_stand(&pitch.rules, flag, 560, 606, 0);
    things_effect(&pitch.rules, EVENT_ENTER, OP_CARRY);
    rules_index(&pitch.rules);
    ck_assert_int_gt(walk_into_a_thing(12), arena_u(50));
    ck_assert_uint_eq(pitch.world.entity[pitch.world.player_limit].owner, 0);
}
END_TEST

START_TEST(an_own_shot_flies_before_the_server_knows_of_it_and_is_the_same)
{
    pitch_join(&pitch, 500, 600);
    step(10);
    show();
    struct input fire = {.buttons = BUTTON_FIRE, .aim = 1234};
    foresee_next(&foresight, &client, &fire);
    ck_assert_ptr_nonnull(only_shot(&foresight.next));
    ck_assert_ptr_null(only_shot(&foresight.world));
    send(now() + 1, BUTTON_FIRE, 1234, 5);
    send(now() + 2, 0, 0, 5);
    foresee_until(&foresight, &client, now() + 4);
    struct entity ghost = *only_shot(&foresight.world);
    step(4);
    const struct entity *real = only_shot(&pitch.world);
    ck_assert_uint_eq(ghost.born, real->born);
    ck_assert_uint_eq(ghost.lag, 5);
    ck_assert_int_eq(ghost.x, real->x);
    ck_assert_int_eq(ghost.y, real->y);
    ck_assert_int_eq(ghost.vx, real->vx);
    show();
    ck_assert_msg(only_shot(&foresight.world) != NULL, "one, not two");
}
END_TEST

/* Player 1 runs down across the way of a shot that is fired with some lag.
 * Returns the tick at which the shot is over as foreseen from the tick after
 * it was fired, 0 if it is not; the server's in `*real`. */
static uint32_t shoot_at_runner(uint32_t lag, int32_t from_y, uint32_t *real)
{
    set_up();
    pitch_join(&pitch, 500, 600);
    pitch_join(&pitch, 700, from_y);
    pitch_press(&pitch, 1, BUTTON_DOWN, DOWN);
    for (unsigned i = 0; i < 12; i++) {
        step(1);
        show();
    }
    send(now() + 1, BUTTON_FIRE, RIGHT, lag);
    send(now() + 2, 0, RIGHT, lag);
    step(1);
    show();
    foresee_until(&foresight, &client, now() + 12);
    uint16_t slot = 0;
    while (pitch.world.entity[slot].kind != ENTITY_SHOT) {
        slot++;
    }
    uint32_t said = foresight.ends_at[slot];
    *real = 0;
    for (unsigned i = 0; i < 12; i++) {
        step(1);
        bool over = pitch.world.entity[slot].kind != ENTITY_SHOT;
        *real = over && *real == 0 ? now() : *real;
    }
    return said;
}

START_TEST(a_hit_is_foreseen_where_the_shooter_saw_the_target)
{
    unsigned hits = 0;
    unsigned differ = 0;
    for (uint32_t lag = 0; lag <= REWIND_TICKS; lag++) {
        for (int32_t y = 400; y <= 600; y += 5) {
            uint32_t real;
            uint32_t unlagged;
            ck_assert_uint_eq(shoot_at_runner(lag, y, &real), real);
            hits += real != 0;
            shoot_at_runner(0, y, &unlagged);
            differ += (real != 0) != (unlagged != 0);
        }
    }
    ck_assert_uint_gt(hits, 20);
    ck_assert_uint_gt(differ, 20);
}
END_TEST

START_TEST(plain_states_do_not_say_the_lag_so_own_shots_keep_what_was_sent)
{
    client.welcome.encoding = ENCODING_PLAIN;
    pitch_join(&pitch, 500, 600);
    step(10);
    send(now() + 1, BUTTON_FIRE, RIGHT, 4);
    step(1);
    pitch.world.entity[only_shot(&pitch.world) - pitch.world.entity].lag = 0;
    show();
    ck_assert_uint_eq(only_shot(&foresight.world)->lag, 4);
}
END_TEST

START_TEST(nobody_dies_or_spawns_or_shoots_but_oneself)
{
    pitch_join(&pitch, 500, 600);
    pitch_join(&pitch, 560, 600);
    pitch_join(&pitch, 800, 600);
    pitch_rule(&pitch, EVENT_HIT, OP_RESPAWN, WHO_TARGET, 0);
    pitch_press(&pitch, 2, BUTTON_FIRE, LEFT);
    pitch_player(&pitch, 1)->hp = 1;
    step(1);
    pitch_player(&pitch, 0)->foe = NO_SLOT;
    show();
    for (uint32_t i = 1; i <= 20; i++) {
        send(now() + i, BUTTON_FIRE, RIGHT, 0);
    }
    foresee_until(&foresight, &client, now() + 20);
    const struct entity *them = foresight.world.entity;
    ck_assert_uint_gt(them[1].hp, 0);
    ck_assert_uint_eq(them[1].born, pitch_player(&pitch, 1)->born);
    ck_assert_int_lt(them[1].x, arena_u(700));
    for (unsigned i = foresight.world.player_limit;
            i < foresight.world.entity_limit; i++) {
        ck_assert(them[i].kind == ENTITY_NONE || them[i].owner == 0 ||
                  them[i].born <= now());
    }
}
END_TEST

START_TEST(the_dead_stay_where_they_fell_until_the_server_says_otherwise)
{
    pitch_join(&pitch, 500, 600);
    step(1);
    pitch_player(&pitch, 0)->hp = 0;
    pitch_player(&pitch, 0)->back_at = now() + 2;
    show();
    struct entity own = foreseen(now() + 6);
    ck_assert_int_eq(own.x, arena_u(500));
    ck_assert_uint_eq(own.hp, 0);
    ck_assert_uint_eq(own.back_at, now() + 2);
}
END_TEST

START_TEST(no_bout_begins_before_the_server_says_so)
{
    uint8_t ball = things_kind(&pitch.rules, "ball", BODY_PUSHED, 14);
    things_stand(&pitch.rules, ball, 900, 300, 0);
    pitch.rules.bouts = true;
    pitch_join(&pitch, 500, 600);
    pitch_join(&pitch, 1500, 600);
    step(1);
    struct entity *thing = &pitch.world.entity[pitch.world.player_limit];
    thing->x = arena_u(1200);
    sim_kill(&pitch.world, &pitch.rules, 1, 0);
    step(1);
    uint32_t bout_at = pitch.world.match.bout_at;
    ck_assert_uint_gt(bout_at, now() + 3);
    step(bout_at - now() - 3);
    show();
    struct entity own = foreseen(now() + 6);
    ck_assert_int_eq(own.x, arena_u(500));
    ck_assert_uint_eq(own.born, pitch_player(&pitch, 0)->born);
    ck_assert_int_eq(
            foresight.thing[(now() + 6) % FORESEEN_TICKS].x[0], arena_u(1200));
    step(6);
    ck_assert_uint_ge(pitch_player(&pitch, 0)->born, bout_at);
    ck_assert_int_eq(thing->x, arena_u(900));
}
END_TEST

START_TEST(what_came_out_otherwise_is_told_once)
{
    pitch_join(&pitch, 500, 600);
    step(1);
    show();
    ck_assert(!foresight.compared);
    pitch_player(&pitch, 0)->x += 300;
    step(1);
    show();
    ck_assert(foresight.compared);
    ck_assert_int_eq(foresight.miss_x, 300);
    ck_assert_int_eq(foresight.miss_y, 0);
    step(1);
    show();
    ck_assert_int_eq(foresight.miss_x, 0);
    pitch_player(&pitch, 0)->born = now() + 1;
    step(1);
    show();
    ck_assert_msg(!foresight.compared, "another body");
}
END_TEST

START_TEST(a_spectator_foresees_others_and_no_self)
{
    pitch_join(&pitch, 500, 600);
    client.welcome.slot = NO_SLOT;
    pitch.input[0].buttons = BUTTON_RIGHT;
    pitch_step(&pitch, 5);
    show();
    uint32_t tick = now() + 4;
    foresee_until(&foresight, &client, tick);
    ck_assert_ptr_null(foresee_own(&foresight, tick));
    pitch_step(&pitch, 4);
    ck_assert_int_eq(foresight.place[tick % FORESEEN_TICKS].x[0],
            pitch_player(&pitch, 0)->x);
}
END_TEST

START_TEST(it_looks_no_further_than_the_inputs_kept)
{
    foresee_until(&foresight, &client, 5);
    ck_assert_ptr_null(foresee_own(&foresight, 0));
    pitch_join(&pitch, 500, 600);
    step(1);
    show();
    foresee_until(&foresight, &client, UINT32_MAX);
    foresee_next(&foresight, &client, &(struct input){0});
    ck_assert_uint_eq(foresight.next.match.tick, now() + FORESEEN_TICKS - 1);
    ck_assert_ptr_nonnull(foresee_own(&foresight, now()));
    ck_assert_ptr_nonnull(foresee_own(&foresight, now() + FORESEEN_TICKS - 1));
    ck_assert_ptr_null(foresee_own(&foresight, now() + FORESEEN_TICKS));
    ck_assert_ptr_null(foresee_own(&foresight, now() - 1));
}
END_TEST

START_TEST(states_of_garbage_do_no_harm)
{
    uint64_t dice = 4;
    (_i == 0          ? arena_deathmatch
            : _i == 1 ? things_flags
                      : things_ball)(&pitch.rules);
    pitch.rules.bouts = _i == 2;
    for (unsigned i = 0; i < 8; i++) {
        pitch_join(&pitch, 500, 600);
    }
    for (unsigned run = 0; run < 300; run++) {
        for (unsigned i = 0; i < pitch.world.entity_limit; i++) {
            struct entity *entity = &pitch.world.entity[i];
#define X(name, type) entity->name = (type)rng_next(&dice);
            ENTITY_FIELDS(X)
            FORESIGHT_FIELDS(X)
#undef X
            entity->kind = (uint8_t)rng_below(&dice, ENTITY_KINDS);
        }
        uint32_t any = (uint32_t)rng_next(&dice);
        pitch.world.match.tick =
                run % 3 == 0 ? any : UINT32_MAX - 40 + run % 50;
        show();
        send(now() + 1, any & BUTTONS_ALL, (uint16_t)any, any % 9);
        foresee_until(&foresight, &client, now() + 3);
        foresee_next(&foresight, &client, &(struct input){.buttons = 31});
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, the_own_player_goes_where_the_server_will_say);
    tcase_add_test(
            tc, a_missing_input_is_held_for_as_long_as_the_server_holds_it);
    tcase_add_test(tc, inputs_that_a_loss_held_up_are_not_taken_to_be_there);
    tcase_add_test(tc, one_bumps_into_others_where_the_server_will_say);
    tcase_add_test(tc, a_ball_is_pushed_where_the_server_will_say);
    tcase_add_test(
            tc, what_one_walks_over_is_picked_up_before_the_server_says_so);
    tcase_add_test(tc,
            an_own_shot_flies_before_the_server_knows_of_it_and_is_the_same);
    tcase_add_test(tc, a_hit_is_foreseen_where_the_shooter_saw_the_target);
    tcase_add_test(tc,
            plain_states_do_not_say_the_lag_so_own_shots_keep_what_was_sent);
    tcase_add_test(tc, nobody_dies_or_spawns_or_shoots_but_oneself);
    tcase_add_test(
            tc, the_dead_stay_where_they_fell_until_the_server_says_otherwise);
    tcase_add_test(tc, no_bout_begins_before_the_server_says_so);
    tcase_add_test(tc, what_came_out_otherwise_is_told_once);
    tcase_add_test(tc, a_spectator_foresees_others_and_no_self);
    tcase_add_test(tc, it_looks_no_further_than_the_inputs_kept);
    tcase_add_loop_test(tc, states_of_garbage_do_no_harm, 0, 3);
}

SUITE("foresee", add_tests)
