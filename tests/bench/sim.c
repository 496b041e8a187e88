/* SPDX-License-Identifier: MIT
 *
 * sim: what one tick of a room costs, in ns: bots, motion, shots, effects.
 *
 * Usage: sim [--json]
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/golden/arena.h"

#define WARM_TICKS 300
#define TICKS      3000

struct cost {
    double bots_ns, step_ns, worst_step_ns; // per tick
    double shots;                           // in the air, on average
};

static double now_ns(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

static unsigned count_shots(const struct world *world)
{
    unsigned shots = 0;
    for (unsigned i = world->player_limit; i < world->entity_limit; i++) {
        shots += world->entity[i].kind == ENTITY_SHOT;
    }
    return shots;
}

static void tick(
        struct world *world, const struct rules *rules, struct cost *cost)
{
    struct input input[MAX_PLAYERS];
    double start = now_ns();
    for (unsigned i = 0; i < world->player_limit; i++) {
        input[i] = sim_bot_input(world, rules, (uint8_t)i);
    }
    double middle = now_ns();
    sim_step(world, rules, input);
    double end = now_ns();

    cost->bots_ns += middle - start;
    cost->step_ns += end - middle;
    if (end - middle > cost->worst_step_ns) {
        cost->worst_step_ns = end - middle;
    }
    cost->shots += count_shots(world);
}

static struct cost measure(struct rules *rules, unsigned players)
{
    static struct world world;
    struct cost cost = {0};
    rules->max_players = (uint8_t)players;
    sim_start(&world, rules, 1);
    for (unsigned i = 0; i < players; i++) {
        sim_join(&world, rules, (uint8_t)i, true);
    }
    for (unsigned i = 0; i < WARM_TICKS; i++) {
        tick(&world, rules, &cost);
    }
    cost = (struct cost){0};
    for (unsigned i = 0; i < TICKS; i++) {
        tick(&world, rules, &cost);
    }
    cost.bots_ns /= TICKS;
    cost.step_ns /= TICKS;
    cost.shots /= TICKS;
    return cost;
}

static void report(
        bool json, const char *set, unsigned players, const struct cost *cost)
{
    const char *format =
            json ? "{\"set\": \"%s\", \"players\": %u, \"shots\": %.1f, "
                   "\"step_ns\": %.0f, \"worst_step_ns\": %.0f, "
                   "\"bots_ns\": %.0f}\n"
                 : "%-10s %4u players %6.1f shots: step %8.0f ns (worst "
                   "%8.0f), bots %8.0f ns\n";
    printf(format, set, players, cost->shots, cost->step_ns,
            cost->worst_step_ns, cost->bots_ns);
}

int main(int argc, char **argv)
{
    static const unsigned players[] = {2, 16, 128};
    static struct rules rules;
    bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    for (size_t i = 0; i < ARRAY_LEN(players); i++) {
        arena_deathmatch(&rules);
        struct cost cost = measure(&rules, players[i]);
        report(json, "deathmatch", players[i], &cost);
        arena_tag(&rules);
        cost = measure(&rules, players[i]);
        report(json, "tag", players[i], &cost);
    }
    return 0;
}
