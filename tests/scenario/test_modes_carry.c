/* SPDX-License-Identifier: MIT
 *
 * The stock modes that are about a thing to bring somewhere: a flag, a ball.
 * Each is played by bots alone to its end: what the rules promise is what
 * happens.
 */
#include "tests/scenario/game.h"

static struct game game;

#define BOTS 8

static int gained(const struct game *g, uint16_t slot)
{
    return g->now.entity[slot].score - g->before.entity[slot].score;
}

static int team_gained(const struct game *g, uint8_t team)
{
    return game_team_score(&g->now.match, team) -
           game_team_score(&g->before.match, team);
}

static bool died(const struct game *g, uint8_t slot)
{
    return g->now.entity[slot].deaths > g->before.entity[slot].deaths;
}

/* ---- capture the flag ---- */

static struct {
    unsigned taken, captured, dropped, returned, waited;
    uint32_t dropped_at[MAX_THINGS];
} flags;

static void see_taken(
        struct game *g, const struct entity *flag, uint8_t slot, bool lay)
{
    const struct entity *player = &g->now.entity[slot];
    must(lay && player->team != flag->team);
    must(player->type == game_role(g, "carrier"));
    flags.taken++;
}

/* If that base is of the player's team, the flag was brought to it. */
static void see_at_base(const struct entity *player, const struct entity *flag,
        const struct entity *base)
{
    int64_t reach = (int64_t)(base->hp + flag->hp + 1) * UNIT;
    must(base->team != player->team || game_gap(player, base) <= reach);
}

/* It came home out of somebody's hands: that is a point for its team. */
static void see_captured(struct game *g, const struct entity *flag)
{
    uint8_t slot = game_was(g, flag)->owner;
    const struct entity *player = &g->now.entity[slot];
    must(gained(g, slot) == 1 && team_gained(g, player->team) == 1);
    must(player->type == game_role(g, "fighter"));
    for (unsigned i = 0; i < g->rules->stand_count; i++) {
        const struct entity *base = game_thing(g, i, "base");
        if (base) {
            see_at_base(player, flag, base);
        }
    }
    flags.captured++;
}

static void see_dropped(struct game *g, unsigned i, const struct entity *flag)
{
    uint8_t slot = game_was(g, flag)->owner;
    const struct entity *player = &g->now.entity[slot];
    must(died(g, slot) && player->type == game_role(g, "fighter"));
    must(game_gap(flag, player) < UNIT);
    flags.dropped_at[i] = g->now.match.tick;
    flags.dropped++;
}

/* It lay about and is home: one of its team stepped on it, or the time is up.
 */
static void see_returned(struct game *g, unsigned i, const struct entity *flag)
{
    const struct entity *was = game_was(g, flag);
    bool is_touched = false;
    for (uint16_t slot = 0; slot < BOTS; slot++) {
        const struct entity *player = &g->now.entity[slot];
        int32_t reach =
                flag->hp * UNIT + g->rules->role[player->type].radius + UNIT;
        is_touched = is_touched || (player->team == flag->team &&
                                           game_gap(player, was) < reach);
    }
    uint32_t waited = g->now.match.tick - flags.dropped_at[i];
    must(is_touched || waited == 20 * TICK_HZ);
    must(waited <= 20 * TICK_HZ);
    flags.returned += is_touched;
    flags.waited += !is_touched;
}

static void see_flag(struct game *g, unsigned i, const struct entity *flag)
{
    const struct entity *was = game_was(g, flag);
    bool lies = flag->owner == NO_SLOT;
    bool lay = was->owner == NO_SLOT;
    if (!lies) {
        must(game_gap(flag, &g->now.entity[flag->owner]) == 0);
    }
    if (!lies && flag->owner != was->owner) {
        see_taken(g, flag, flag->owner, lay);
    } else if (lies && !lay && game_is_home(g, flag)) {
        see_captured(g, flag);
    } else if (lies && !lay) {
        see_dropped(g, i, flag);
    } else if (lies && game_is_home(g, flag) &&
               (was->x != flag->x || was->y != flag->y)) {
        see_returned(g, i, flag);
    } else if (lies) {
        must(flag->x == was->x && flag->y == was->y);
    }
}

static void see_flags(struct game *g)
{
    int points = 0;
    unsigned before = flags.captured;
    if (!game_counts(&g->before)) { // the warm-up
        must(g->now.match.score1 == 0 && g->now.match.score2 == 0);
        return;
    }
    for (unsigned i = 0; i < g->rules->stand_count; i++) {
        const struct entity *flag = game_thing(g, i, "flag");
        if (flag) {
            see_flag(g, i, flag);
        }
    }
    for (uint16_t i = 0; i < BOTS; i++) {
        points += gained(g, i);
    }
    must(points == (int)(flags.captured - before));
}

START_TEST(flags_are_taken_lost_returned_and_brought_home)
{
    static const char *const map[] = {"yard", "cloister", "grove"};
    memset(&flags, 0, sizeof(flags));
    for (uint64_t seed = 1; seed <= 2; seed++) {
        game_open(&game, "ctf", map[_i], BOTS, seed);
        game_play(&game, see_flags);
        const struct match *match = &game.now.match;
        ck_assert_uint_lt(match->winner, 2);
        int16_t won = game_team_score(match, (uint8_t)(match->winner + 1));
        ck_assert_int_eq(won, game.rules->score_limit);
        ck_assert_uint_ge(match->tick, game.rules->warmup);
        game_close(&game);
    }
    ck_assert_uint_ge(flags.captured, 6);
    ck_assert_uint_gt(flags.dropped, 0);
    ck_assert_uint_gt(flags.returned, 0);
    ck_assert_uint_le(flags.captured + flags.dropped, flags.taken);
}
END_TEST

/* Two who do not move, so that a dropped flag has the time to go by itself. */
START_TEST(a_flag_that_nobody_returns_goes_home_after_twenty_seconds)
{
    memset(&flags, 0, sizeof(flags));
    game_open(&game, "ctf", "", 2, 1);
    while (!game_counts(&game.now)) {
        game_tick(&game);
    }
    game.now.bot[0].active = game.now.bot[1].active = false;
    memset(game.input, 0, sizeof(game.input));
    struct entity *flag = world_thing(&game.now, 0);
    ck_assert_ptr_nonnull(game_thing(&game, 0, "flag"));
    struct entity *thief = &game.now.entity[flag->team == 1 ? 1 : 0];
    ck_assert_uint_ne(thief->team, flag->team);
    thief->x = flag->x;
    thief->y = flag->y;
    for (unsigned i = 0; i < 2 * TICK_HZ && flag->owner == NO_SLOT; i++) {
        game_tick(&game);
    }
    ck_assert_uint_eq(flag->owner, thief->owner);
    thief->x = game.rules->width / 2;
    thief->y = game.rules->height / 4;
    game_tick(&game);
    thief->hp = 0;
    thief->back_at = UINT32_MAX / 2;
    game_tick(&game);
    ck_assert_uint_eq(flag->owner, NO_SLOT);
    ck_assert(!game_is_home(&game, flag));
    const unsigned wait = 20 * TICK_HZ;
    unsigned ticks = 0;
    while (!game_is_home(&game, flag)) {
        game_tick(&game);
        ck_assert_uint_le(++ticks, wait);
    }
    ck_assert_uint_eq(ticks, wait);
    game_close(&game);
}
END_TEST

/* ---- ball ---- */

static unsigned goals[3], own_goals;

static const struct entity *the_ball(const struct game *g)
{
    const struct entity *ball = NULL;
    for (unsigned i = 0; i < g->rules->stand_count; i++) {
        ball = game_thing(g, i, "ball") ? game_thing(g, i, "ball") : ball;
    }
    must(ball != NULL);
    return ball;
}

/* A goal of `team`: the ball was at the other's, and all begin anew. */
static void see_goal(struct game *g, uint8_t team)
{
    const struct entity *ball = the_ball(g);
    bool was_there = false;
    int points = 0;
    for (unsigned i = 0; i < g->rules->stand_count; i++) {
        const struct entity *goal = game_thing(g, i, "goal");
        int32_t reach = goal ? (goal->hp + ball->hp + 40) * UNIT : 0;
        was_there =
                was_there || (goal && goal->team == 3 - team &&
                                     game_gap(game_was(g, ball), goal) < reach);
    }
    must(was_there && game_is_home(g, ball));
    for (uint16_t i = 0; i < BOTS; i++) {
        must(gained(g, i) == 0 || g->now.entity[i].team == team);
        must(g->now.entity[i].born == g->now.match.tick);
        points += gained(g, i);
    }
    must(points <= 1);
    own_goals += points == 0;
    goals[team]++;
}

static void see_ball(struct game *g)
{
    if (!game_counts(&g->before)) {
        must(g->now.match.score1 == 0 && g->now.match.score2 == 0);
        return;
    }
    must(team_gained(g, 1) + team_gained(g, 2) <= 1);
    for (uint8_t team = 1; team <= 2; team++) {
        if (team_gained(g, team) != 0) {
            see_goal(g, team);
        }
    }
    for (uint16_t i = 0; i < BOTS; i++) {
        must(g->now.entity[i].hp > 0); // nobody is hurt
    }
}

START_TEST(both_teams_score_and_five_goals_win)
{
    static const char *const map[] = {"pitch", "hall"};
    memset(goals, 0, sizeof(goals));
    own_goals = 0;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        game_open(&game, "ball", map[_i], BOTS, seed);
        game_play(&game, see_ball);
        const struct match *match = &game.now.match;
        ck_assert_uint_lt(match->winner, 2);
        int16_t won = game_team_score(match, (uint8_t)(match->winner + 1));
        int16_t lost = game_team_score(match, (uint8_t)(2 - match->winner));
        ck_assert_int_gt(won, lost);
        ck_assert_int_le(won, game.rules->score_limit);
        game_close(&game);
    }
    ck_assert_uint_gt(goals[1], 1);
    ck_assert_uint_gt(goals[2], 1);
    ck_assert_uint_lt(UINT64_C(2) * own_goals, goals[1] + goals[2]);
}
END_TEST

/* ---- both ---- */

START_TEST(the_same_seed_is_the_same_match)
{
    static const char *const mode[] = {"ctf", "ball"};
    for (size_t i = 0; i < ARRAY_LEN(mode); i++) {
        game_must_repeat(&game, mode[i]);
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(
            tc, flags_are_taken_lost_returned_and_brought_home, 0, 3);
    tcase_add_test(
            tc, a_flag_that_nobody_returns_goes_home_after_twenty_seconds);
    tcase_add_loop_test(tc, both_teams_score_and_five_goals_win, 0, 2);
    tcase_add_test(tc, the_same_seed_is_the_same_match);
}

SUITE("modes_carry", add_tests)
