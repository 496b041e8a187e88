/* SPDX-License-Identifier: MIT
 *
 * match: matches to measure encodings with.
 *
 * Bots, or people who are always doing something, as roomcast-swarm's do: every
 * 0.1 to 0.9 s each presses something else, half of the time with FIRE, and
 * turns at another speed, up to half a turn a second.
 */
#ifndef TESTS_BENCH_MATCH_H
#define TESTS_BENCH_MATCH_H

#include <string.h>

#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"

struct person {
    struct input input;
    int32_t turn;       // 1/65536 turn a tick
    uint32_t change_at; // tick
};

struct match_play {
    struct rules rules;
    struct world world;
    bool bots;
    uint8_t lag; // people see each other up to so many ticks late
    uint64_t rng;
    struct person person[MAX_PLAYERS];
};

/* Rules are set; everybody joins. */
static inline void match_start(
        struct match_play *play, unsigned players, bool bots, uint64_t seed)
{
    play->rules.max_players = (uint8_t)players;
    play->bots = bots;
    play->rng = seed;
    memset(play->person, 0, sizeof(play->person));
    sim_start(&play->world, &play->rules, seed);
    for (unsigned i = 0; i < players; i++) {
        sim_join(&play->world, &play->rules, (uint8_t)i, bots);
        play->person[i].input.aim = (uint16_t)rng_next(&play->rng);
        play->person[i].input.lag =
                (uint8_t)(play->lag ? rng_below(&play->rng, play->lag + 1u)
                                    : 0);
    }
}

static inline void match_change_mind(struct match_play *play, unsigned slot)
{
    static const uint8_t ways[] = {0, BUTTON_UP, BUTTON_UP | BUTTON_RIGHT,
            BUTTON_RIGHT, BUTTON_RIGHT | BUTTON_DOWN, BUTTON_DOWN,
            BUTTON_DOWN | BUTTON_LEFT, BUTTON_LEFT, BUTTON_LEFT | BUTTON_UP};
    struct person *person = &play->person[slot];
    uint8_t before = person->input.buttons;
    while (person->input.buttons == before) {
        person->input.buttons = ways[rng_below(&play->rng, ARRAY_LEN(ways))];
        if (rng_below(&play->rng, 2)) {
            person->input.buttons |= BUTTON_FIRE;
        }
    }
    person->turn = (int32_t)rng_below(&play->rng, 2185) - 1092;
    person->change_at = play->world.match.tick + 3 + rng_below(&play->rng, 25);
    if (play->lag && rng_below(&play->rng, 20) == 0) {
        person->input.lag = (uint8_t)rng_below(&play->rng, play->lag + 1u);
    }
}

static inline struct input match_press(struct match_play *play, unsigned slot)
{
    struct person *person = &play->person[slot];
    if (play->world.match.tick >= person->change_at) {
        match_change_mind(play, slot);
    }
    person->input.aim = (uint16_t)(person->input.aim + person->turn);
    return person->input;
}

static inline void match_tick(struct match_play *play)
{
    struct input input[MAX_PLAYERS];
    for (unsigned i = 0; i < play->world.player_limit; i++) {
        input[i] = play->bots ? sim_bot_input(
                                        &play->world, &play->rules, (uint8_t)i)
                              : match_press(play, i);
    }
    sim_step(&play->world, &play->rules, input);
}

#endif
