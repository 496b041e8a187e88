/* SPDX-License-Identifier: MIT
 *
 * game: a stock mode played by bots alone, a tick at a time, without a server.
 */
#ifndef TESTS_SCENARIO_GAME_H
#define TESTS_SCENARIO_GAME_H

#include <string.h>

#include "shared/fixed.h"
#include "shared/hash.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/unit/stock.h"

struct game {
    struct rulebook *book;
    const struct rules *rules;
    struct world now, before; // the latest tick, and the one before it
    struct input input[MAX_PLAYERS];
    uint32_t hash; // of every tick so far
};

/* `bots` of them in `mode` of `book`, which it takes, on `map`; "" is the
 * mode's first. */
static inline void game_open_book(struct game *game, struct rulebook *book,
        const char *mode, const char *map, unsigned bots, uint64_t seed)
{
    memset(game, 0, sizeof(*game));
    game->book = book;
    game->rules = map[0] ? rulebook_find_map(game->book, mode, map)
                         : rulebook_find(game->book, mode);
    ck_assert_msg(game->rules != NULL, "no mode %s on %s", mode, map);
    sim_start(&game->now, game->rules, seed);
    for (unsigned i = 0; i < bots; i++) {
        sim_join(&game->now, game->rules, (uint8_t)i, true);
    }
}

/* ... of the stock rules. */
static inline void game_open(struct game *game, const char *mode,
        const char *map, unsigned bots, uint64_t seed)
{
    game_open_book(game, stock_rules(), mode, map, bots, seed);
}

static inline void game_close(struct game *game)
{
    rulebook_unref(game->book);
}

static inline void game_tick(struct game *game)
{
    game->before = game->now;
    for (uint16_t i = 0; i < game->now.player_limit; i++) {
        if (game->now.bot[i].active) {
            game->input[i] = sim_bot_input(&game->now, game->rules, (uint8_t)i);
        }
    }
    sim_step(&game->now, game->rules, game->input);
    struct snapshot snap = world_snapshot(&game->now);
    game->hash = hash_value(game->hash, snapshot_replica_hash(&snap), 4);
}

static inline bool game_is_over(const struct game *game)
{
    return game->now.match.phase == PHASE_RESULTS;
}

/* The whole round; `look` is shown every tick of it. Ends with
 * RESULTS, or ends the test. */
static inline void game_play(struct game *game, void (*look)(struct game *game))
{
    const struct rules *rules = game->rules;
    uint32_t most = rules->warmup + rules->time_limit + rules->overtime + 10;
    for (uint32_t t = 0; t < most && !game_is_over(game); t++) {
        game_tick(game);
        look(game);
    }
    ck_assert_msg(game_is_over(game), "%s did not end", rules->mode);
}

/* Of every tick of two minutes. */
static inline uint32_t game_hash(
        struct game *game, const char *mode, unsigned bots, uint64_t seed)
{
    game_open(game, mode, "", bots, seed);
    for (unsigned t = 0; t < 120 * TICK_HZ; t++) {
        game_tick(game);
    }
    game_close(game);
    return game->hash;
}

static inline void game_must_repeat(struct game *game, const char *mode)
{
    uint32_t hash = game_hash(game, mode, 8, 5);
    ck_assert_uint_eq(game_hash(game, mode, 8, 5), hash);
    ck_assert_uint_ne(game_hash(game, mode, 8, 6), hash);
}

/* ---- what there is to see ---- */

static inline const struct entity *game_player(
        const struct game *game, uint16_t slot)
{
    const struct entity *player = &game->now.entity[slot];
    return player->kind == ENTITY_PLAYER ? player : NULL;
}

static inline uint8_t game_role(const struct game *game, const char *id)
{
    uint8_t role = rules_role_index(game->rules, id);
    ck_assert_str_eq(game->rules->role[role].id, id);
    return role;
}

/* Thing `i` in its latest state, if it is of that kind; or NULL. */
static inline const struct entity *game_thing(
        const struct game *game, unsigned i, const char *kind)
{
    const struct entity *thing = &game->now.entity[game->now.player_limit + i];
    bool is = thing->kind == ENTITY_THING &&
              rules_same_id(game->rules->kind[thing->type].id, kind);
    return is ? thing : NULL;
}

static inline const struct entity *game_was(
        const struct game *game, const struct entity *now)
{
    return &game->before.entity[now - game->now.entity];
}

static inline int64_t game_gap(const struct entity *a, const struct entity *b)
{
    int64_t dx = (int64_t)a->x - b->x;
    int64_t dy = (int64_t)a->y - b->y;
    return fixed_sqrt((uint64_t)(dx * dx + dy * dy));
}

static inline bool game_is_home(
        const struct game *game, const struct entity *thing)
{
    const struct rules_stand *stand =
            &game->rules
                     ->stand[thing - game->now.entity - game->now.player_limit];
    return thing->x == stand->x && thing->y == stand->y &&
           thing->owner == NO_SLOT;
}

static inline int16_t game_team_score(const struct match *match, uint8_t team)
{
    return team == 1 ? match->score1 : match->score2;
}

/* Whether a round was on in that state. */
static inline bool game_counts(const struct world *world)
{
    uint8_t phase = world->match.phase;
    return world->match.ends_at != 0 &&
           (phase == PHASE_PLAY || phase == PHASE_OVERTIME);
}

#endif
