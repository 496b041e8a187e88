/* SPDX-License-Identifier: MIT
 *
 * The stock modes that are about a place to be in: a hill, a ring, gates. Each
 * is played by bots alone to its end: what the rules promise is what happens.
 */
#include "tests/scenario/game.h"

#include "shared/round.h"

static struct game game;

#define BOTS 8

static int gained(const struct game *g, uint16_t slot)
{
    return g->now.entity[slot].score - g->before.entity[slot].score;
}

static bool alive(const struct world *world, uint16_t slot)
{
    return world->entity[slot].kind == ENTITY_PLAYER &&
           world->entity[slot].hp > 0;
}

/* Whether the player touches the thing: by how much, 1/256 u, it may miss. */
static bool touches(const struct entity *player, const struct entity *thing,
        const struct rules *rules, int32_t gap)
{
    int32_t reach = rules->role[player->type].radius + thing->hp * UNIT;
    return game_gap(player, thing) < reach + gap;
}

/* ---- king of the hill ---- */

static unsigned paid, contested;

/* What each gets is what the rules say, seen by where everybody ended up; only
 * who died in that very tick, and may have been there, is not asked about. */
static void see_hill(struct game *g)
{
    const struct entity *hill = game_thing(g, 0, "hill");
    unsigned on[3] = {0};
    bool somebody_died = false;
    if (!hill || !game_counts(&g->before)) {
        return;
    }
    for (uint16_t i = 0; i < BOTS; i++) {
        const struct entity *player = &g->now.entity[i];
        bool is_on = alive(&g->now, i) && player->born != g->now.match.tick &&
                     touches(player, hill, g->rules, UNIT);
        on[player->team] += is_on;
        somebody_died =
                somebody_died || player->deaths != game_was(g, player)->deaths;
    }
    for (uint16_t i = 0; i < BOTS && !somebody_died; i++) {
        const struct entity *player = &g->now.entity[i];
        bool is_on =
                alive(&g->now, i) && touches(player, hill, g->rules, -UNIT);
        bool pays =
                g->now.match.tick % TICK_HZ == 0 && on[3 - player->team] == 0;
        must(gained(g, i) == 0 || (pays && gained(g, i) == 1));
        must(!(pays && is_on) || gained(g, i) == 1);
        paid += pays && is_on;
        must(!(pays && is_on) || hill->team == player->team);
    }
    contested += on[1] > 0 && on[2] > 0;
}

START_TEST(the_hill_pays_while_no_foe_is_on_it)
{
    paid = contested = 0;
    game_open(&game, "koth", "", BOTS, (uint64_t)_i);
    game_play(&game, see_hill);
    const struct match *match = &game.now.match;
    ck_assert_uint_gt(paid, 20);
    ck_assert_uint_gt(contested, 100);
    ck_assert_uint_lt(match->winner, 2);
    int16_t won = game_team_score(match, (uint8_t)(match->winner + 1));
    int16_t lost = game_team_score(match, (uint8_t)(2 - match->winner));
    ck_assert_int_gt(won, lost);
    // the limit ended it, or the time, or else a lead in overtime
    uint32_t length = match->tick - match->bout_at;
    ck_assert(
            won >= game.rules->score_limit || length >= game.rules->time_limit);
    game_close(&game);
}
END_TEST

/* ---- sumo ---- */

static struct {
    unsigned bouts, longest; // ticks
    unsigned thrown;
    int points;
} wrestling;

static unsigned standing(const struct world *world)
{
    unsigned count = 0;
    for (uint16_t i = 0; i < BOTS; i++) {
        count += alive(world, i);
    }
    return count;
}

/* The last one gets the point, and three seconds later all are back. */
static void see_bout_end(struct game *g)
{
    int points = 0;
    for (uint16_t i = 0; i < BOTS; i++) {
        must(gained(g, i) == (standing(&g->now) == 1 && alive(&g->now, i)));
        points += gained(g, i);
    }
    wrestling.points += points;
    wrestling.bouts++;
    must(standing(&g->now) <= 1);
    unsigned length = g->now.match.tick - g->before.match.bout_at;
    wrestling.longest = length > wrestling.longest ? length : wrestling.longest;
}

/* Who is out is dead and stays so, and nobody else is. */
static void see_throws(struct game *g, const struct entity *ring)
{
    for (uint16_t i = 0; i < BOTS; i++) {
        const struct entity *player = &g->now.entity[i];
        bool lives = alive(&g->now, i);
        must(alive(&g->before, i) || !lives);
        must(!lives || touches(player, ring, g->rules, 2 * UNIT));
        bool is_thrown = alive(&g->before, i) && !lives;
        must(!is_thrown || !touches(player, ring, g->rules, -UNIT));
        wrestling.thrown += is_thrown;
    }
}

static void see_ring(struct game *g)
{
    const struct match *now = &g->now.match;
    const struct match *before = &g->before.match;
    const struct entity *ring = game_thing(g, 0, "ring");
    if (!game_counts(&g->before)) {
        return;
    }
    if (now->bout_at > now->tick && before->bout_at <= before->tick) {
        see_throws(g, ring);
        see_bout_end(g);
        return;
    }
    if (now->bout_at == now->tick) { // all are back, and so is the ring
        must(standing(&g->now) == BOTS);
        must(ring->hp == g->rules->kind[ring->type].radius);
        return;
    }
    uint32_t age = now->tick - now->bout_at;
    const struct rules_timer *shrink = &g->rules->timer[0];
    bool shrinks = now->bout_at < now->tick && age >= shrink->first &&
                   (age - shrink->first) % shrink->every == 0;
    must((ring->hp < game_was(g, ring)->hp) == (shrinks && ring->hp > 1));
    see_throws(g, ring);
    for (uint16_t i = 0; i < BOTS; i++) {
        must(gained(g, i) == 0);
    }
}

START_TEST(the_last_in_the_ring_has_the_point_and_three_win)
{
    memset(&wrestling, 0, sizeof(wrestling));
    game_open(&game, "sumo", _i % 2 ? "ring" : "mill", BOTS, (uint64_t)_i);
    game_play(&game, see_ring);
    uint8_t winner = game.now.match.winner;
    ck_assert_uint_lt(winner, BOTS);
    ck_assert_int_eq(game.now.entity[winner].score, game.rules->score_limit);
    ck_assert_uint_gt(wrestling.bouts, 2);
    ck_assert_uint_lt(wrestling.longest, UINT64_C(60) * TICK_HZ);
    unsigned beaten = (BOTS - 1) * wrestling.bouts;
    ck_assert_uint_ge(wrestling.thrown, beaten);
    ck_assert_int_ge(wrestling.points, game.rules->score_limit);
    game_close(&game);
}
END_TEST

/* ---- race ---- */

static unsigned gates;

/* The player is at every thing of that kind. */
static void see_at_gate(
        const struct game *g, const struct entity *player, const char *kind)
{
    for (unsigned t = 0; t < g->rules->stand_count; t++) {
        const struct entity *thing = game_thing(g, t, kind);
        must(!thing || touches(player, thing, g->rules, UNIT));
    }
}

/* A role follows the one before it, at its gate, and the last is a lap. */
static void see_gates(struct game *g)
{
    static const char *const role[] = {
            "to_gate1", "to_gate2", "to_gate3", "to_finish"};
    static const char *const gate[] = {"gate1", "gate2", "gate3", "finish"};
    bool begins = g->now.match.tick == g->now.match.bout_at;
    for (uint16_t i = 0; i < BOTS && !begins; i++) {
        const struct entity *now = &g->now.entity[i];
        uint8_t was = game_was(g, now)->type;
        unsigned next = 0;
        while (game_role(g, role[next]) != was) {
            next++;
        }
        must(gained(g, i) ==
                (now->type != was && next == 3 && game_counts(&g->before)));
        if (now->type == was) {
            continue;
        }
        must(now->type == game_role(g, role[(next + 1) % 4]));
        see_at_gate(g, now, gate[next]);
        gates++;
    }
}

START_TEST(who_has_gone_five_times_through_all_gates_wins)
{
    gates = 0;
    game_open(
            &game, "race", _i % 2 ? "circuit" : "hairpin", BOTS, (uint64_t)_i);
    game_play(&game, see_gates);
    uint8_t winner = game.now.match.winner;
    ck_assert_uint_lt(winner, BOTS);
    ck_assert_int_eq(game.now.entity[winner].score, game.rules->score_limit);
    int laps = 0;
    for (uint16_t i = 0; i < BOTS; i++) {
        laps += game.now.entity[i].score;
        // all find their way round
        ck_assert_int_ge(game.now.entity[i].score, 3);
    }
    unsigned passed = 4 * (unsigned)laps;
    ck_assert_uint_ge(gates, passed);
    game_close(&game);
}
END_TEST

START_TEST(nobody_drives_off_before_the_start)
{
    game_open(&game, "race", "", BOTS, 1);
    while (!game_counts(&game.now)) {
        game_tick(&game);
    }
    uint32_t began = game.now.match.tick;
    for (unsigned i = 0; i < 3 * TICK_HZ - 1; i++) {
        game_tick(&game);
        for (uint16_t slot = 0; slot < BOTS; slot++) {
            const struct entity *now = &game.now.entity[slot];
            ck_assert_uint_eq(now->thaw_at, began + 3 * TICK_HZ);
        }
    }
    game_close(&game);
}
END_TEST

/* ---- all of them ---- */

START_TEST(the_same_seed_is_the_same_match)
{
    static const char *const mode[] = {"koth", "sumo", "race"};
    for (size_t i = 0; i < ARRAY_LEN(mode); i++) {
        game_must_repeat(&game, mode[i]);
    }
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, the_hill_pays_while_no_foe_is_on_it, 1, 3);
    tcase_add_loop_test(
            tc, the_last_in_the_ring_has_the_point_and_three_win, 1, 5);
    tcase_add_loop_test(
            tc, who_has_gone_five_times_through_all_gates_wins, 1, 4);
    tcase_add_test(tc, nobody_drives_off_before_the_start);
    tcase_add_test(tc, the_same_seed_is_the_same_match);
}

SUITE("modes_place", add_tests)
