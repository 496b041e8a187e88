/* SPDX-License-Identifier: MIT
 *
 * Every stock mode in a room of the server, watched by somebody who plays
 * nothing: the round comes, goes, and the next map follows.
 */
#include <stdio.h>
#include <string.h>

#include "server/rulebook.h"
#include "shared/world.h"
#include "tests/support/stage.h"
#include "tests/unit/suite.h"

static struct stage stage;
static struct actor *watcher;

static const char *const MODES[] = {"deathmatch", "tag", "team_deathmatch",
        "ctf", "koth", "ball", "sumo", "infection", "race"};

static const struct match *match(void)
{
    return &watcher->client.state.match;
}

static const struct rules *rules(void)
{
    return &watcher->client.rules.rules;
}

static void watch(const char *mode)
{
    struct msg_join join = {.spectate = true, .encodings = stage.encodings};

    watcher = actor_connect(&stage, "den", mode);
    actor_send_join(watcher, &join);
    stage_run(&stage, 2);
    ck_assert_str_eq(rules()->mode, mode);
}

static bool is_in(const void *phase)
{
    return match()->phase == *(const uint8_t *)phase;
}

static bool is_on_another_map(const void *map)
{
    return strcmp(rules()->map, map) != 0;
}

static void must_come(uint8_t phase, uint32_t ticks)
{
    ck_assert_msg(stage_run_until(&stage, ticks + 10, is_in, &phase),
            "phase %u of %s did not come", phase, rules()->mode);
}

/* Things in the watcher's latest state. */
static unsigned things(void)
{
    const struct client *client = &watcher->client;
    unsigned count = 0;
    for (uint16_t i = 0; i < MAX_THINGS; i++) {
        count += client->state.entity[client->state.player_limit + i].kind ==
                 ENTITY_THING;
    }
    return count;
}

START_TEST(a_mode_is_played_to_its_end_and_goes_on_elsewhere)
{
    char map[ID_BYTES + 1];

    stage_open(&stage);
    watch(MODES[_i]);
    snprintf(map, sizeof(map), "%s", rules()->map);
    if (rules()->warmup > 0) {
        ck_assert_uint_eq(match()->phase, PHASE_WARMUP);
        must_come(PHASE_PLAY, rules()->warmup);
    }
    ck_assert_uint_eq(things(), rules()->stand_count);
    must_come(PHASE_RESULTS, rules()->time_limit + rules()->overtime);
    ck_assert(stage_run_until(&stage, 6 * TICK_HZ + 2, is_on_another_map, map));
    ck_assert_str_eq(rules()->mode, MODES[_i]);
    ck_assert_str_eq(
            rules()->map, rulebook_next_map(stage.book,
                                  rulebook_find_map(stage.book, MODES[_i], map))
                                  ->map);
    stage_run(&stage, rules()->warmup + 10 * TICK_HZ);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    ck_assert_uint_eq(things(), rules()->stand_count);
    ck_assert_uint_eq(watcher->broken + watcher->lost, 0);
    stage_close(&stage);
}
END_TEST

static bool has_read(const void *text)
{
    return strcmp(watcher->client.notice.text, text) == 0;
}

START_TEST(the_room_is_told_how_many_are_left)
{
    stage_open(&stage);
    watch("infection");
    for (unsigned left = 6; left > 3; left--) {
        char text[40];
        snprintf(text, sizeof(text), "Infection: %u are left", left);
        ck_assert_msg(stage_run_until(&stage, 80 * TICK_HZ, has_read, text),
                "nobody said %s", text);
    }
    stage_close(&stage);
}
END_TEST

/* How many of the actors have turned; the last of them. */
static unsigned turned(struct actor *const actor[3], struct actor **last)
{
    unsigned count = 0;
    for (unsigned i = 0; i < 3; i++) {
        const struct entity *body =
                actor[i]->session ? actor_body(actor[i]) : NULL;
        if (body && body->team == 2) {
            *last = actor[i];
            count++;
        }
    }
    return count;
}

/* Three who stand still, far from each other: nobody is touched. */
START_TEST(when_the_only_zombie_leaves_another_one_turns)
{
    struct actor *actor[3], *zombie = NULL, *heir = NULL;
    uint8_t out[16];

    stage_open(&stage);
    stage_edit_rules(&stage, "UPDATE mode SET bots = 0,"
                             " seq = seq - 100 * (id = 'infection')");
    for (unsigned i = 0; i < 3; i++) {
        actor[i] = actor_join(&stage, "den", "Ann");
    }
    stage_run(&stage, 11 * TICK_HZ);
    ck_assert_uint_eq(turned(actor, &zombie), 1);
    actor_send(zombie, out, proto_put_leave(out, sizeof(out)));
    stage_run(&stage, TICK_HZ);
    ck_assert_uint_eq(turned(actor, &heir), 1);
    ck_assert_ptr_ne(heir, zombie);
    stage_close(&stage);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, a_mode_is_played_to_its_end_and_goes_on_elsewhere,
            0, ARRAY_LEN(MODES));
    tcase_add_test(tc, the_room_is_told_how_many_are_left);
    tcase_add_test(tc, when_the_only_zombie_leaves_another_one_turns);
}

SUITE("modes_room", add_tests)
