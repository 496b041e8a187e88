/* SPDX-License-Identifier: MIT */
#include "server/checkpoint.h"

#include <stdlib.h>
#include <string.h>

#include "server/seats.h"
#include "shared/proto.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/unit/suite.h"

static struct world world, back;
static struct rules rules, back_rules;
static struct seats seats, back_seats;
static uint8_t token[TOKEN_BYTES];
static uint8_t bytes[CHECKPOINT_BYTES];
static size_t len;

static void setup(void)
{
    struct input input[MAX_PLAYERS] = {0};

    rules = (struct rules){.mode = "test",
            .title = "Test",
            .map = "field",
            .time_limit = 9000,
            .respawn = 90,
            .max_players = 8,
            .width = 1000 * UNIT,
            .height = 800 * UNIT,
            .role_count = 1,
            .spot_count = 1};
    rules.role[0] = (struct rules_role){.id = "r",
            .hp = 100,
            .speed = 1700,
            .accel = 400,
            .radius = 14 * UNIT,
            .weapon = NO_WEAPON,
            .starts = true};
    rules.spot[0] = (struct rules_spot){.x = 300 * UNIT, .y = 300 * UNIT};
    sim_start(&world, &rules, 5);
    ck_assert(seats_create(&seats, world.player_limit));
    seats_take(&seats, 0, "Ann", token);
    sim_join(&world, &rules, 0, false);
    seats_take_bot(&seats, 3);
    sim_join(&world, &rules, 3, true);
    input[0].buttons = BUTTON_RIGHT;
    for (unsigned t = 0; t < 40; t++) {
        input[3] = sim_bot_input(&world, &rules, 3);
        sim_step(&world, &rules, input);
    }
    len = checkpoint_write(bytes, sizeof(bytes), &world, &rules, &seats);
    ck_assert_uint_gt(len, 0);
}

static void teardown(void)
{
    seats_destroy(&seats);
    seats_destroy(&back_seats);
}

static const char *read_back(void)
{
    seats_destroy(&back_seats);
    return checkpoint_read(bytes, len, 77, &back, &back_rules, &back_seats);
}

START_TEST(a_room_comes_back_as_it_was)
{
    ck_assert_pstr_eq(read_back(), NULL);
    struct snapshot a = world_snapshot(&world), b = world_snapshot(&back);
    ck_assert_uint_eq(snapshot_hash(&a), snapshot_hash(&b));
    ck_assert_uint_eq(world.secret_rng, back.secret_rng);
    ck_assert_mem_eq(&world.bot[3], &back.bot[3], sizeof(struct bot));
    ck_assert_str_eq(back_rules.mode, "test");
    ck_assert_uint_eq(seats_find(&back_seats, token), 0);
    ck_assert_str_eq(back_seats.seat[0].name, "Ann");
    ck_assert(!back_seats.seat[0].online);
    ck_assert_uint_eq(back_seats.seat[0].away_since_ns, 77);
    ck_assert(back_seats.seat[3].bot);
}
END_TEST

START_TEST(it_goes_on_exactly_as_it_would_have)
{
    struct input input[MAX_PLAYERS] = {0};
    ck_assert_pstr_eq(read_back(), NULL);
    for (unsigned t = 0; t < 300; t++) {
        input[3] = sim_bot_input(&world, &rules, 3);
        sim_step(&world, &rules, input);
        input[3] = sim_bot_input(&back, &back_rules, 3);
        sim_step(&back, &back_rules, input);
    }
    struct snapshot a = world_snapshot(&world), b = world_snapshot(&back);
    ck_assert_uint_eq(snapshot_hash(&a), snapshot_hash(&b));
}
END_TEST

/* Shots meet their targets where those were: that has to come back too, and
 * what a replica foresees by. */
START_TEST(it_remembers_where_everybody_was_and_who_sees_the_past)
{
    struct input input[MAX_PLAYERS] = {0};
    uint16_t shot = first_shot_slot(world.player_limit);
    for (unsigned t = 0; t < PLACES_KEPT; t++) {
        input[0] = (struct input){.buttons = t % 2 ? BUTTON_UP : BUTTON_RIGHT,
                .aim = (uint16_t)(t * 300)};
        sim_step(&world, &rules, input);
    }
    world.entity[shot] = (struct entity){.kind = ENTITY_SHOT,
            .born = world.match.tick,
            .ready_at = world.match.tick + 9,
            .lag = 4,
            .fine = 200};
    len = checkpoint_write(bytes, sizeof(bytes), &world, &rules, &seats);
    ck_assert_pstr_eq(read_back(), NULL);
    for (unsigned i = 0; i < PLACES_KEPT; i++) {
        ck_assert_int_eq(world.past[i].x[0], back.past[i].x[0]);
        ck_assert_int_eq(world.past[i].y[0], back.past[i].y[0]);
        ck_assert_int_eq(world.past[i].x[3], back.past[i].x[3]);
    }
    ck_assert_int_ne(world.past[0].x[0], world.past[1].x[0]);
    struct snapshot a = world_snapshot(&world), b = world_snapshot(&back);
    ck_assert_uint_eq(snapshot_replica_hash(&a), snapshot_replica_hash(&b));
    ck_assert_uint_eq(back.entity[shot].lag, 4);
    ck_assert_uint_eq(back.entity[shot].fine, 200);
    ck_assert_uint_ne(back.entity[0].turn, 0);
}
END_TEST

START_TEST(things_come_back_where_they_were_carried_to)
{
    uint16_t flag = world.player_limit;
    world.match.bout_at = world.match.tick + 90;
    world.entity[flag] = (struct entity){.kind = ENTITY_THING,
            .owner = 3,
            .team = 2,
            .type = 5,
            .born = 1,
            .x = world.entity[3].x,
            .y = world.entity[3].y,
            .hp = 12,
            .foe = 3};
    world.entity[flag + MAX_THINGS - 1] = (struct entity){.kind = ENTITY_THING,
            .owner = NO_SLOT,
            .x = -700,
            .foe = NO_SLOT,
            .back_at = world.match.tick + 500};
    len = checkpoint_write(bytes, sizeof(bytes), &world, &rules, &seats);
    ck_assert_pstr_eq(read_back(), NULL);
    struct snapshot a = world_snapshot(&world), b = world_snapshot(&back);
    ck_assert_uint_eq(snapshot_hash(&a), snapshot_hash(&b));
    ck_assert_uint_eq(back.match.bout_at, world.match.tick + 90);
    ck_assert_uint_eq(back.entity[flag].owner, 3);
}
END_TEST

START_TEST(what_the_next_step_is_to_bring_comes_back)
{
    world.lost = 1u << 5;
    world.call_count = 2; // have run
    world.call_later = 2;
    world.call[2] = (struct script_call){15, 3, NO_SLOT, 31, -1000000};
    world.call[3] = (struct script_call){1, NO_SLOT, 0, NO_THING, 7};
    len = checkpoint_write(bytes, sizeof(bytes), &world, &rules, &seats);
    ck_assert_pstr_eq(read_back(), NULL);
    ck_assert_uint_eq(back.lost, 1u << 5);
    ck_assert_uint_eq(back.call_count, 0);
    ck_assert_uint_eq(back.call_later, 2);
    ck_assert_mem_eq(back.call, &world.call[2], 2 * sizeof(back.call[0]));
    world.call[3].script = MAX_SCRIPTS;
    len = checkpoint_write(bytes, sizeof(bytes), &world, &rules, &seats);
    ck_assert_pstr_ne(read_back(), NULL);
    world.call[3].script = 0;
    world.call[3].thing = MAX_THINGS;
    len = checkpoint_write(bytes, sizeof(bytes), &world, &rules, &seats);
    ck_assert_pstr_ne(read_back(), NULL);
}
END_TEST

static void write_memos(void)
{
    uint16_t last = first_shot_slot(world.player_limit) - 1u;
    world.room_memo = (struct memo){INT32_MIN, INT32_MAX};
    world.memo[3] = (struct memo){0, -70000};
    world.memo[last] = (struct memo){12, 0};
    len = checkpoint_write(bytes, sizeof(bytes), &world, &rules, &seats);
}

START_TEST(what_scripts_keep_comes_back)
{
    write_memos();
    memset(&back, 0xaa, sizeof(back));
    ck_assert_pstr_eq(read_back(), NULL);
    ck_assert_int_eq(back.room_memo.a, INT32_MIN);
    ck_assert_int_eq(back.room_memo.b, INT32_MAX);
    ck_assert_mem_eq(back.memo, world.memo, sizeof(back.memo));
    ck_assert_int_eq(back.memo[3].b, -70000);
}
END_TEST

START_TEST(what_scripts_keep_is_refused_of_who_cannot_be_there)
{
    static const uint8_t rows[] = {0x95, 0, 0, 40, 1, 0};
    size_t before = len - 3; // an array of the room's two numbers
    ck_assert_uint_eq(bytes[before], 0x92);
    ck_assert_uint_eq(first_shot_slot(world.player_limit), 40);
    memcpy(bytes + before, rows, sizeof(rows));
    len = before + sizeof(rows);
    ck_assert_pstr_ne(read_back(), NULL);
    bytes[before + 3]--;
    ck_assert_pstr_eq(read_back(), NULL);
    ck_assert_int_eq(back.memo[39].a, 1);
}
END_TEST

/* As a server wrote it that had no such numbers yet. */
START_TEST(a_checkpoint_from_before_scripts_kept_anything_is_read)
{
    ck_assert_uint_eq(bytes[0], 0x9c);
    ck_assert_uint_eq(bytes[len - 3], 0x92);
    bytes[0] = 0x9b;
    len -= 3;
    memset(&back, 0xaa, sizeof(back));
    ck_assert_pstr_eq(read_back(), NULL);
    struct snapshot a = world_snapshot(&world), b = world_snapshot(&back);
    ck_assert_uint_eq(snapshot_hash(&a), snapshot_hash(&b));
    ck_assert_str_eq(back_seats.seat[0].name, "Ann");
    ck_assert_int_eq(back.room_memo.a, 0);
    ck_assert_mem_eq(back.memo, world.memo, sizeof(back.memo));
}
END_TEST

START_TEST(a_world_without_room_for_things_is_refused)
{
    ck_assert_uint_eq(bytes[2], world.player_limit);
    ck_assert_uint_eq(bytes[3], 0xcc); // a byte follows
    ck_assert_uint_eq(bytes[4], world.entity_limit);
    bytes[4] = (uint8_t)(first_shot_slot(world.player_limit) - 1);
    ck_assert_str_eq(read_back(), "its limits are wrong");
}
END_TEST

START_TEST(a_cut_checkpoint_is_refused_at_every_length)
{
    for (size_t whole = len; len > 0;) {
        len--;
        if (len % 7 == 0 || whole - len < 50) {
            ck_assert_pstr_ne(read_back(), NULL);
        }
    }
}
END_TEST

START_TEST(a_flipped_bit_is_refused_or_changes_no_state)
{
    struct snapshot a = world_snapshot(&world);
    uint32_t hash = snapshot_hash(&a);
    for (size_t i = 0; i < len; i++) {
        bytes[i] ^= 0x10;
        if (!read_back()) {
            struct snapshot b = world_snapshot(&back);
            ck_assert_uint_eq(snapshot_hash(&b), hash);
        }
        bytes[i] ^= 0x10;
    }
}
END_TEST

/* Longer than any other: every seat taken, and every place for a thing and for
 * a shot. */
START_TEST(a_full_room_of_128_fits)
{
    rules.max_players = MAX_PLAYERS;
    sim_start(&world, &rules, 5);
    seats_destroy(&seats);
    ck_assert(seats_create(&seats, world.player_limit));
    for (uint16_t i = 0; i < MAX_PLAYERS; i++) {
        seats_take(&seats, (uint8_t)i, "xxxxxxxxxxxxxxxxxxxxxxxx", token);
        sim_join(&world, &rules, (uint8_t)i, false);
    }
    for (uint16_t i = MAX_PLAYERS; i < world.entity_limit; i++) {
        world.entity[i] =
                (struct entity){.kind = (uint8_t)slot_kind(MAX_PLAYERS, i),
                        .born = world.match.tick,
                        .x = (int32_t)(i * 7919 % (1000 * UNIT)),
                        .y = (int32_t)(i * 104729 % (800 * UNIT)),
                        .vx = (int16_t)(i * 37),
                        .vy = (int16_t) - (i * 41),
                        .ready_at = world.match.tick + i};
    }
    ck_assert_uint_eq(world.entity_limit, MAX_ENTITIES);
    for (unsigned i = 0; i < ARRAY_LEN(world.memo); i++) {
        world.memo[i] = (struct memo){INT32_MIN, INT32_MIN};
    }
    len = checkpoint_write(bytes, sizeof(bytes), &world, &rules, &seats);
    ck_assert_uint_gt(len, 0);
    ck_assert_pstr_eq(read_back(), NULL);
    struct snapshot a = world_snapshot(&world), b = world_snapshot(&back);
    ck_assert_uint_eq(snapshot_hash(&a), snapshot_hash(&b));
    ck_assert_mem_eq(back.memo, world.memo, sizeof(back.memo));
    ck_assert_uint_eq(seats_people(&back_seats), MAX_PLAYERS);
}
END_TEST

START_TEST(what_does_not_fit_is_not_written)
{
    ck_assert_uint_eq(
            checkpoint_write(bytes, len, &world, &rules, &seats), len);
    for (size_t cap = 0; cap < len; cap++) {
        ck_assert_uint_eq(
                checkpoint_write(bytes, cap, &world, &rules, &seats), 0);
    }
}
END_TEST

START_TEST(another_layout_is_refused_with_a_sentence)
{
    ck_assert_uint_eq(bytes[1], CHECKPOINT_LAYOUT);
    bytes[1]++;
    ck_assert_str_eq(read_back(), "it is of another version's layout");
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_room_comes_back_as_it_was);
    tcase_add_test(tc, it_goes_on_exactly_as_it_would_have);
    tcase_add_test(tc, it_remembers_where_everybody_was_and_who_sees_the_past);
    tcase_add_test(tc, things_come_back_where_they_were_carried_to);
    tcase_add_test(tc, what_the_next_step_is_to_bring_comes_back);
    tcase_add_test(tc, what_scripts_keep_comes_back);
    tcase_add_test(tc, what_scripts_keep_is_refused_of_who_cannot_be_there);
    tcase_add_test(tc, a_checkpoint_from_before_scripts_kept_anything_is_read);
    tcase_add_test(tc, a_world_without_room_for_things_is_refused);
    tcase_add_test(tc, a_cut_checkpoint_is_refused_at_every_length);
    tcase_add_test(tc, a_flipped_bit_is_refused_or_changes_no_state);
    tcase_add_test(tc, a_full_room_of_128_fits);
    tcase_add_test(tc, what_does_not_fit_is_not_written);
    tcase_add_test(tc, another_layout_is_refused_with_a_sentence);
}

SUITE("checkpoint", add_tests)
