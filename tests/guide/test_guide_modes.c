/* SPDX-License-Identifier: MIT
 *
 * The modes that the guide to modding builds from nothing or names, each played
 * by bots alone to its end. guide.py puts them, by the program itself, into the
 * rules.db that GUIDE_RULES names, and runs this.
 */
#include "tests/scenario/game.h"

#include "server/scripts.h"
#include "shared/round.h"

static struct game game;

#define BOTS 6

// of a whole round
static unsigned bouts, points, handed, burnt, shot;

static void play(const char *mode, uint64_t seed, void (*look)(struct game *g))
{
    struct rules_report report;
    char error[256] = "";
    const char *path = getenv("GUIDE_RULES");

    bouts = points = handed = burnt = shot = 0;
    ck_assert_msg(path != NULL, "GUIDE_RULES has to name a rules.db");
    struct db *db = db_open(path, DB_READ, error, sizeof(error));
    ck_assert_msg(db != NULL, "%s", error);
    struct rulebook *book = rulebook_load(db, 1, &report);
    ck_assert_msg(book != NULL, "%s", report.problem[0].sentence);
    db_close(db);
    game_open_book(&game, book, mode, "", BOTS, seed);
    game_play(&game, look);
}

static unsigned alive(const struct world *world)
{
    unsigned count = 0;
    for (uint16_t i = 0; i < BOTS; i++) {
        count += world->entity[i].hp > 0;
    }
    return count;
}

static bool died(const struct game *g, uint16_t slot)
{
    return g->now.entity[slot].deaths > g->before.entity[slot].deaths;
}

/* A bout ends when at most one is alive; that one gets a point, and nobody else
 * ever does. */
static void see_bout(const struct game *g)
{
    unsigned left = alive(&g->now);
    bool ended = match_in_play(&g->before.match) && alive(&g->before) > 1 &&
                 left <= 1;
    int given = 0;
    for (uint16_t i = 0; i < BOTS; i++) {
        const struct entity *player = &g->now.entity[i];
        int gained = player->score - g->before.entity[i].score;
        must(gained == 0 || (gained == 1 && player->hp > 0));
        given += gained;
    }
    must(given == (ended ? (int)left : 0));
    bouts += ended;
    points += (unsigned)given;
}

/* ---- hot potato ---- */

static uint8_t holder(const struct world *world, uint8_t role)
{
    uint8_t slot = NO_SLOT;
    for (uint8_t i = 0; i < BOTS; i++) {
        bool has_it = world->entity[i].type == role;
        must(!has_it || (slot == NO_SLOT && world->entity[i].hp > 0));
        slot = has_it ? i : slot;
    }
    return slot;
}

/* One has it, and somebody dies every 15 s of a bout, and at no other time. */
static void see_potato(struct game *g)
{
    uint8_t role = game_role(g, "holder");
    uint32_t age = g->now.match.tick - g->before.match.bout_at;
    unsigned dead = 0;
    see_bout(g);
    if (!match_in_play(&g->before.match)) {
        return;
    }
    for (uint16_t i = 0; i < BOTS; i++) {
        dead += died(g, i);
    }
    must(dead == (age > 0 && age % (15 * TICK_HZ) == 0));
    uint8_t now = holder(&g->now, role);
    must(now != NO_SLOT || !match_in_play(&g->now.match));
    handed += dead == 0 && now != holder(&g->before, role);
}

START_TEST(the_potato_goes_round_and_off_and_the_last_one_left_scores)
{
    play("potato", (uint64_t)_i, see_potato);
    // five die in a bout of 75 s, and 3 s later the next begins
    ck_assert_uint_eq(bouts, 3);
    ck_assert_uint_eq(points, 3);
    ck_assert_uint_gt(handed, 20);
    game_close(&game);
}
END_TEST

/* ---- the zone ---- */

/* It is as large as it was meant to be when a bout begins, and shrinks by 20 u
 * every half second from the fifth on. */
static void see_size(const struct game *g, uint32_t age)
{
    const struct entity *zone = game_thing(g, 0, "zone");
    unsigned times =
            age < 5 * TICK_HZ ? 0 : 1 + (age - 5 * TICK_HZ) / (TICK_HZ / 2);
    must(zone->hp == (times < 30 ? 600 - 20 * times : 1));
}

static void see_zone(struct game *g)
{
    const struct match *match = &g->now.match;
    const struct entity *zone = game_thing(g, 0, "zone");
    see_bout(g);
    if (!match_in_play(match) || !game_counts(&g->before)) {
        return;
    }
    see_size(g, match->tick - match->bout_at);
    for (uint16_t i = 0; i < BOTS; i++) {
        const struct entity *player = &g->now.entity[i];
        int64_t reach = (int64_t)(zone->hp + 14 + 1) * UNIT;
        bool is_out = game_gap(player, zone) > reach;
        bool burns = (match->tick - match->bout_at) % TICK_HZ == 0;
        burnt += died(g, i) && is_out && burns;
        shot += died(g, i) && !burns;
    }
}

START_TEST(the_zone_shrinks_and_burns_and_the_last_one_left_scores)
{
    play("zone", (uint64_t)_i, see_zone);
    ck_assert_uint_ge(burnt, 1);
    ck_assert_uint_ge(shot, 3);
    uint8_t winner = game.now.match.winner;
    ck_assert_uint_eq(winner, round_leader(&game.now, game.rules));
    ck_assert(winner == NO_SLOT || game.now.entity[winner].score <= 3);
    ck_assert_uint_ge(points, 3);
    game_close(&game);
}
END_TEST

/* ---- coins ---- */

static struct scripts *scripts;
static struct scripts_state script_state;
static unsigned halved, filled, banked;

/* After a tick, as a worker does, in time enough for any machine. */
static void run_scripts(struct game *g)
{
    struct scripts_result result;
    scripts_begin_tick(scripts, 20 * (uint64_t)SCRIPTS_TICK_NS);
    scripts_run(scripts, g->book, g->rules, &g->now, &script_state, &result);
    ck_assert_msg(!result.failed, "%s", result.error);
    must(result.left_out == 0);
}

/* Up to five, and who has five is full; of who dies half are left, of who comes
 * into the bank none. */
static void see_carrier(const struct game *g, uint16_t slot, bool is_full)
{
    const struct entity *player = &g->now.entity[slot];
    int32_t coins = g->now.memo[slot].a, had = g->before.memo[slot].a;
    int32_t gained = player->score - g->before.entity[slot].score;
    must(coins >= 0 && coins <= 5 && is_full == (coins == 5));
    must(gained == 0 || (gained >= had && gained <= 5 && coins == 0));
    if (died(g, slot)) {
        must(coins == had / 2);
        halved += had > 0;
    } else {
        must(coins >= had || gained >= had);
    }
    filled += coins == 5 && had < 5;
    banked += gained > 0;
}

/* A purse has what somebody with five, at most, lost. */
static void see_purses(const struct game *g)
{
    for (unsigned i = 0; i < MAX_THINGS; i++) {
        int32_t coins = g->now.memo[g->now.player_limit + i].a;
        must(!game_thing(g, i, "purse") || (coins >= 1 && coins <= 3));
    }
}

static void see_coins(struct game *g)
{
    uint8_t full = game_role(g, "full");
    int32_t total = 0;
    run_scripts(g);
    for (uint16_t i = 0; i < BOTS; i++) {
        see_carrier(g, i, g->now.entity[i].type == full);
        total += g->now.entity[i].score;
    }
    must(g->now.room_memo.a == total);
    see_purses(g);
}

static void see_nobody_has_any(const struct world *world)
{
    for (uint16_t i = 0; i < BOTS; i++) {
        ck_assert_int_eq(world->memo[i].a, 0);
    }
    ck_assert_int_eq(world->room_memo.a, 0);
}

START_TEST(coins_are_kept_halved_and_banked_and_a_new_round_begins_without)
{
    scripts = scripts_create();
    script_state = (struct scripts_state){0};
    halved = filled = banked = 0;
    play("coins", (uint64_t)_i, see_coins);
    ck_assert_uint_ge(halved, 10);
    ck_assert_uint_ge(filled, 10);
    ck_assert_uint_ge(banked, 10);
    while (game_is_over(&game)) {
        ck_assert_int_gt(game.now.room_memo.a, 0);
        game_tick(&game);
    }
    see_nobody_has_any(&game.now);
    scripts_destroy(scripts);
    game_close(&game);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc,
            the_potato_goes_round_and_off_and_the_last_one_left_scores, 1, 4);
    tcase_add_loop_test(
            tc, the_zone_shrinks_and_burns_and_the_last_one_left_scores, 1, 4);
    tcase_add_loop_test(tc,
            coins_are_kept_halved_and_banked_and_a_new_round_begins_without, 1,
            4);
}

SUITE("guide_modes", add_tests)
