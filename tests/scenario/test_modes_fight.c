/* SPDX-License-Identifier: MIT
 *
 * The stock modes in which players are after each other, each played by bots
 * alone to its end: what the rules promise is what happens.
 */
#include "tests/scenario/game.h"

static struct game game;

#define BOTS 8

/* Points that the player in `slot` gained in the latest tick. */
static int gained(uint16_t slot)
{
    return game.now.entity[slot].score - game.before.entity[slot].score;
}

static bool died(uint16_t slot)
{
    return game.now.entity[slot].deaths > game.before.entity[slot].deaths;
}

/* The one with the best score, or NO_SLOT if several have it. */
static uint8_t best_player(bool least)
{
    uint8_t best = 0;
    bool is_alone = true;
    for (uint8_t i = 1; i < BOTS; i++) {
        int by = game.now.entity[i].score - game.now.entity[best].score;
        is_alone = by == 0 ? false : (least ? by < 0 : by > 0) || is_alone;
        best = (least ? by < 0 : by > 0) ? i : best;
    }
    return is_alone ? best : NO_SLOT;
}

/* ---- deathmatch ---- */

/* Of the one in `slot`, who is dead. */
static uint8_t killer(const struct game *g, uint16_t slot)
{
    uint8_t foe = g->now.entity[slot].foe;
    must(foe < BOTS && foe != slot);
    return foe;
}

/* In each tick as many points as there are dead whom somebody killed, and each
 * killer has its own. */
static void see_kills(struct game *g)
{
    int points[BOTS] = {0};
    for (uint16_t i = 0; i < BOTS; i++) {
        if (died(i)) {
            points[killer(g, i)]++;
        }
    }
    for (uint16_t i = 0; i < BOTS; i++) {
        must(gained(i) == points[i]);
    }
}

START_TEST(a_kill_is_a_point_and_twenty_win)
{
    game_open(&game, "deathmatch", "", BOTS, (uint64_t)_i);
    game_play(&game, see_kills);
    uint8_t winner = game.now.match.winner;
    ck_assert_uint_lt(winner, BOTS);
    ck_assert_int_eq(game.now.entity[winner].score, game.rules->score_limit);
    ck_assert_uint_eq(winner, best_player(false));
    game_close(&game);
}
END_TEST

/* Team scores are what its players scored. */
static void see_team_kills(struct game *g)
{
    int sum[3] = {0};
    for (uint16_t i = 0; i < BOTS; i++) {
        const struct entity *player = &g->now.entity[i];
        sum[player->team] += player->score;
        // friends cannot hurt each other
        must(!died(i) || g->now.entity[player->foe].team != player->team);
    }
    must(sum[1] == g->now.match.score1 && sum[2] == g->now.match.score2);
}

START_TEST(forty_kills_of_a_team_win)
{
    game_open(&game, "team_deathmatch", "", BOTS, (uint64_t)_i);
    game_play(&game, see_team_kills);
    const struct match *match = &game.now.match;
    ck_assert_uint_lt(match->winner, 2);
    int16_t won = game_team_score(match, (uint8_t)(match->winner + 1));
    int16_t lost = game_team_score(match, (uint8_t)(2 - match->winner));
    ck_assert_int_eq(won, game.rules->score_limit);
    ck_assert_int_lt(lost, won);
    game_close(&game);
}
END_TEST

/* ---- tag ---- */

static unsigned caught;

static void see_catches(struct game *g)
{
    uint8_t it = game_role(g, "it");
    unsigned count = 0;
    for (uint16_t i = 0; i < BOTS; i++) {
        const struct entity *now = &g->now.entity[i];
        bool became = now->type == it && g->before.entity[i].type != it;
        bool is_first = g->now.match.tick == g->now.match.bout_at;
        bool is_caught = became && !is_first;
        count += now->type == it;
        must(gained(i) == is_caught);
        must(!is_caught || now->thaw_at == g->now.match.tick + 2 * TICK_HZ);
        caught += is_caught;
    }
    must(count == 1 || game_is_over(g));
}

START_TEST(one_is_it_and_who_was_caught_least_wins)
{
    caught = 0;
    game_open(&game, "tag", "", BOTS, (uint64_t)_i);
    game_play(&game, see_catches);
    ck_assert_uint_gt(caught, 5);
    // the best being level, all the overtime was played
    uint8_t best = best_player(true);
    uint32_t length = game.now.match.tick - game.now.match.bout_at;
    ck_assert_uint_eq(game.now.match.winner, best);
    ck_assert_uint_ge(length, game.rules->time_limit);
    if (best == NO_SLOT) {
        ck_assert_uint_eq(
                length, game.rules->time_limit + game.rules->overtime);
    }
    game_close(&game);
}
END_TEST

/* ---- infection ---- */

static unsigned zombies(const struct world *world, uint8_t zombie)
{
    unsigned count = 0;
    for (uint16_t i = 0; i < BOTS; i++) {
        count += world->entity[i].type == zombie;
    }
    return count;
}

static void see_infections(struct game *g)
{
    uint8_t zombie = game_role(g, "zombie");
    uint32_t age = g->now.match.tick - g->now.match.bout_at;
    unsigned before = zombies(&g->before, zombie);
    unsigned now = zombies(&g->now, zombie);
    int points = 0;
    for (uint16_t i = 0; i < BOTS; i++) {
        const struct entity *player = &g->now.entity[i];
        points += gained(i);
        must(gained(i) == 0 || player->type == zombie);
        // nobody turns back, and the living shoot none of their own
        must(g->before.entity[i].type != zombie || player->type == zombie);
        must(!died(i) || player->type == zombie);
    }
    if (age < 10 * TICK_HZ) {
        must(now == 0);
    } else if (age == 10 * TICK_HZ) {
        must(now == 1);
    } else {
        must(points == (int)(now - before));
        must(g->now.match.score2 == (int)now - 1);
    }
}

/* Plays a round; whether the zombies won. */
static bool zombies_win(uint64_t seed)
{
    game_open(&game, "infection", "", BOTS, seed);
    game_play(&game, see_infections);
    uint8_t zombie = game_role(&game, "zombie");
    uint8_t human = game_role(&game, "human");
    const struct match *match = &game.now.match;
    bool won = match->winner == WINNER_ROLE + zombie;
    uint32_t length = match->tick - match->bout_at;
    if (won) {
        ck_assert_uint_eq(zombies(&game.now, zombie), BOTS);
        ck_assert_uint_le(length, game.rules->time_limit);
    } else {
        ck_assert_uint_eq(match->winner, WINNER_ROLE + human);
        ck_assert_uint_lt(zombies(&game.now, zombie), BOTS);
        ck_assert_uint_eq(length, game.rules->time_limit);
    }
    game_close(&game);
    return won;
}

START_TEST(zombies_win_when_none_is_left_and_humans_when_time_is_up)
{
    unsigned won = 0;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        won += zombies_win(seed);
    }
    ck_assert_uint_ge(won, 1);
    ck_assert_uint_le(won, 7);
}
END_TEST

/* ---- all of them ---- */

START_TEST(the_same_seed_is_the_same_match)
{
    static const char *const mode[] = {
            "deathmatch", "team_deathmatch", "tag", "infection"};
    for (size_t i = 0; i < ARRAY_LEN(mode); i++) {
        game_must_repeat(&game, mode[i]);
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, a_kill_is_a_point_and_twenty_win, 1, 3);
    tcase_add_loop_test(tc, forty_kills_of_a_team_win, 1, 3);
    tcase_add_loop_test(tc, one_is_it_and_who_was_caught_least_wins, 1, 3);
    tcase_add_test(
            tc, zombies_win_when_none_is_left_and_humans_when_time_is_up);
    tcase_add_test(tc, the_same_seed_is_the_same_match);
}

SUITE("modes_fight", add_tests)
