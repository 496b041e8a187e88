/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "server/room_inside.h"
#include "shared/delta.h"
#include "shared/view.h"
#include "tests/support/stage.h"
#include "tests/unit/suite.h"

#define CROWD 10
#define SIGHT 160 // u: nine cells are less than a tenth of the map

// All within NEAR of a player is seen, nothing beyond FAR.
enum { NEAR = SIGHT * UNIT, FAR = NEAR * 9 / 4 };

static struct stage stage;
static struct actor *crowd[CROWD];
static struct actor *watcher; // must see nobody

static void setup(void)
{
    stage_open(&stage);
    stage_edit_rules(&stage, "UPDATE map SET sight = 160");
    for (unsigned i = 0; i < CROWD; i++) {
        crowd[i] = actor_join(&stage, "tuba", "Crowd");
    }
    watcher = actor_spectate(&stage, "tuba");
    stage_run(&stage, 3);
    ck_assert_uint_eq(watcher->notices, 1); // is told so
}

static void teardown(void)
{
    for (unsigned i = 0; i < stage.actor_count; i++) {
        ck_assert_uint_eq(stage.actor[i]->broken + stage.actor[i]->lost, 0);
    }
    stage_close(&stage);
}

/* Everybody runs about, across cells all the time, and shoots. */
static void play(unsigned t)
{
    for (unsigned i = 0; i < CROWD; i++) {
        unsigned turn = (t + 13 * i) / (17 + 3 * i);
        uint8_t buttons = (uint8_t)(1u << turn % 4);
        buttons |= (t + i) % 9 == 0 ? BUTTON_FIRE : 0;
        actor_press(crowd[i], buttons, (uint16_t)(turn * 16411));
    }
    stage_run(&stage, 1);
}

static int32_t away(const struct entity *a, const struct entity *b)
{
    int32_t x = abs(a->x - b->x), y = abs(a->y - b->y);
    return x > y ? x : y;
}

static bool is_same(const struct entity *a, const struct entity *b)
{
#define X(name, type) &&a->name == b->name
    return true ENTITY_FIELDS(X);
#undef X
}

static bool is_hidden(const struct entity *has, const struct entity *truth)
{
    if (has->x | has->y | has->vx | has->vy | has->aim | has->buttons |
                    has->hp ||
            has->born != 0) {
        return false;
    }
    return truth->kind != ENTITY_PLAYER ||
           (has->score == truth->score && has->deaths == truth->deaths &&
                   has->foe == truth->foe && has->type == truth->type);
}

/* What is wrong with `has`, of which the whole is `truth`, or NULL. (One
 * assertion for all: each writes to a file.) */
static const char *check_one(const struct entity *self,
        const struct entity *has, const struct entity *truth)
{
    if (has->kind != ENTITY_NONE && view_is_seen(has)) {
        return !is_same(has, truth)      ? "it is not what it is"
               : away(self, truth) > FAR ? "it is too far away to be seen"
                                         : NULL;
    }
    if (truth->kind == ENTITY_NONE) {
        return has->kind != ENTITY_NONE ? "there is nobody" : NULL;
    }
    return away(self, truth) < NEAR ? "it is near, and yet not seen"
           : !is_hidden(has, truth) ? "too much or too little is known of it"
                                    : NULL;
}

static unsigned count_seen(const struct actor *actor)
{
    const struct snapshot *has = &actor->client.state;
    unsigned seen = 0;

    for (uint16_t i = 0; i < has->entity_limit; i++) {
        seen += has->entity[i].kind != ENTITY_NONE &&
                view_is_seen(&has->entity[i]);
    }
    return seen;
}

/* Returns how many the actor sees. */
static unsigned check(const struct actor *actor)
{
    const struct member *member = session_tag(actor->session);
    const struct world *truth = &member->room->world;
    const struct snapshot *has = &actor->client.state;

    ck_assert_uint_eq(has->match.tick, truth->match.tick);
    for (uint16_t i = 0; i < truth->entity_limit; i++) {
        const struct entity *one = &has->entity[i];
        const char *wrong =
                check_one(actor_body(actor), one, &truth->entity[i]);
        if (wrong) {
            ck_abort_msg("slot %u: %s", i, wrong);
        }
    }
    return count_seen(actor);
}

START_TEST(in_two_minutes_nobody_gets_more_or_less_than_what_is_in_view)
{
    unsigned seen = 0, there = 0, changes = 0, watched = 0;
    static bool saw[CROWD][CROWD];
    for (unsigned t = 0; t < 120 * TICK_HZ; t++) {
        play(t);
        watched += count_seen(watcher);
        for (unsigned i = 0; i < CROWD; i++) {
            seen += check(crowd[i]);
            there += CROWD;
            for (unsigned k = 0; k < CROWD; k++) {
                uint8_t slot = crowd[k]->client.welcome.slot;
                bool now = view_is_seen(&crowd[i]->client.state.entity[slot]);
                changes += now != saw[i][k];
                saw[i][k] = now;
            }
        }
    }
    ck_assert_uint_eq(watched, 0);
    ck_assert_uint_lt(seen, there / 2); // the test tests something
    ck_assert_uint_gt(changes, 300);
    for (unsigned i = 0; i < CROWD; i++) {
        ck_assert_uint_eq(crowd[i]->keyframes, 1);
    }
}
END_TEST

START_TEST(who_was_away_gets_what_is_in_view_now)
{
    for (unsigned round = 0; round < 6; round++) {
        crowd[round]->choked = round % 2;
        crowd[round]->stalled = !crowd[round]->choked;
        for (unsigned t = 0; t < 9 * round + 4; t++) {
            play(1000 * round + t);
        }
        crowd[round]->choked = crowd[round]->stalled = false;
        stage_run(&stage, 6);
        check(crowd[round]);
    }
}
END_TEST

START_TEST(who_comes_later_sees_a_part_from_the_first_frame_on)
{
    for (unsigned i = 0; i < 4; i++) {
        struct actor *late = actor_join(&stage, "tuba", "Late");
        stage_run(&stage, 2);
        check(late);
        ck_assert_uint_eq(late->keyframes, 1);
    }
}
END_TEST

START_TEST(a_change_of_sight_changes_what_is_seen_in_the_running_match)
{
    static const char *const EDITS[] = {"UPDATE map SET sight = NULL",
            "UPDATE map SET sight = 160", "UPDATE map SET sight = 400"};
    for (unsigned i = 0; i < ARRAY_LEN(EDITS); i++) {
        stage_edit_rules(&stage, EDITS[i]);
        for (unsigned t = 0; t < 2 * TICK_HZ; t++) {
            play(t);
        }
        unsigned unseen = 0;
        for (unsigned k = 0; k < CROWD; k++) {
            uint8_t slot = crowd[k]->client.welcome.slot;
            unseen += !view_is_seen(&crowd[0]->client.state.entity[slot]);
        }
        ck_assert(i == 0 ? unseen == 0 : unseen > 0);
        ck_assert_uint_eq(crowd[0]->keyframes, 1);
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(
            tc, in_two_minutes_nobody_gets_more_or_less_than_what_is_in_view);
    tcase_add_test(tc, who_was_away_gets_what_is_in_view_now);
    tcase_add_test(tc, who_comes_later_sees_a_part_from_the_first_frame_on);
    tcase_add_test(
            tc, a_change_of_sight_changes_what_is_seen_in_the_running_match);
}

SUITE("sight", add_tests)
