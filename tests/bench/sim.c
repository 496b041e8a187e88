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
    double bots_ns, step_ns; // a tick
    double shots;            // in the air, on average
};

static struct world world, began;
static struct input input[TICKS][MAX_PLAYERS];

static double cpu_ns(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

static unsigned count_shots(void)
{
    unsigned shots = 0;
    for (unsigned i = world.player_limit; i < world.entity_limit; i++) {
        shots += world.entity[i].kind == ENTITY_SHOT;
    }
    return shots;
}

/* Plays on with bots, who leave what they press in `input`. */
static void play(const struct rules *rules, unsigned ticks)
{
    for (unsigned t = 0; t < ticks; t++) {
        for (uint16_t i = 0; i < world.player_limit; i++) {
            input[t][i] = sim_bot_input(&world, rules, (uint8_t)i);
        }
        sim_step(&world, rules, input[t]);
    }
}

/* Plays the same once more without the bots' thoughts, to tell them apart. */
static struct cost measure(struct rules *rules, unsigned players)
{
    unsigned shots = 0;
    rules->max_players = (uint8_t)players;
    sim_start(&world, rules, 1);
    for (unsigned i = 0; i < players; i++) {
        sim_join(&world, rules, (uint8_t)i, true);
    }
    play(rules, WARM_TICKS);

    began = world;
    double start = cpu_ns();
    play(rules, TICKS);
    double middle = cpu_ns();
    world = began;
    for (unsigned t = 0; t < TICKS; t++) {
        sim_step(&world, rules, input[t]);
        shots += count_shots();
    }
    double end = cpu_ns();
    return (struct cost){
            .bots_ns = (2 * middle - start - end) / TICKS,
            .step_ns = (end - middle) / TICKS,
            .shots = (double)shots / TICKS,
    };
}

static void report(
        bool json, const char *set, unsigned players, const struct cost *cost)
{
    const char *format =
            json ? "{\"set\": \"%s\", \"players\": %u, \"shots\": %.1f, "
                   "\"step_ns\": %.0f, \"bots_ns\": %.0f}\n"
                 : "%-10s %4u players %6.1f shots: step %7.0f ns, "
                   "bots %7.0f ns\n";
    printf(format, set, players, cost->shots, cost->step_ns, cost->bots_ns);
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
