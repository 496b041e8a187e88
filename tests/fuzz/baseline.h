/* SPDX-License-Identifier: MIT
 *
 * baseline: the state that fuzzed deltas build on, and matches to take more
 * from.
 */
#ifndef TESTS_FUZZ_BASELINE_H
#define TESTS_FUZZ_BASELINE_H

#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/golden/things.h"

#define BASELINE_TICK    100
#define BASELINE_PLAYERS 5 // few, to try more in the same time

static inline void baseline_play(
        struct world *world, const struct rules *rules, uint32_t until)
{
    struct input input[MAX_PLAYERS];
    while (world->match.tick < until) {
        for (uint16_t i = 0; i < world->player_limit; i++) {
            input[i] = sim_bot_input(world, rules, (uint8_t)i);
        }
        sim_step(world, rules, input);
    }
}

static inline void baseline_start(struct world *world, struct rules *rules)
{
    things_flags(rules);
    rules->max_players = BASELINE_PLAYERS;
    sim_start(world, rules, 1);
    for (uint8_t i = 0; i < rules->max_players; i++) {
        sim_join(world, rules, i, true);
    }
    baseline_play(world, rules, BASELINE_TICK);
}

struct baseline {
    struct rules rules;
    struct world world;
    struct snapshot snap;
};

static inline const struct baseline *baseline_of_all(void)
{
    static struct baseline it;
    if (!it.snap.entity) {
        baseline_start(&it.world, &it.rules);
        it.snap = world_snapshot(&it.world);
    }
    return &it;
}

static inline const struct snapshot *baseline(void)
{
    return &baseline_of_all()->snap;
}

static inline const struct rules *baseline_rules(void)
{
    return &baseline_of_all()->rules;
}

#endif
