/* SPDX-License-Identifier: MIT
 *
 * record: plays five minutes of bots and writes what one client would receive.
 *
 * Usage: record FILE. The client misses ticks, is sent a keyframe now and then,
 * and reads everything itself first: what it refuses is not written, but ends
 * the program. README.md has the format of the file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/client.h"
#include "shared/delta.h"
#include "shared/rng.h"
#include "shared/sim.h"
#include "tests/golden/things.h"

#define PLAYERS     16
#define MATCH_TICKS (5 * 60 * TICK_HZ)

static struct world world;
static struct rules rules;
static struct client client;
static struct entity sent_entities[MAX_ENTITIES];
static struct snapshot sent;
static uint8_t bytes[2 * MAX_FRAME];
static FILE *file;

static void fail(const char *what)
{
    fprintf(stderr, "record: %s at tick %u\n", what, world.match.tick);
    exit(EXIT_FAILURE);
}

static void put_message(size_t len, enum client_event expected)
{
    uint8_t head[4] = {(uint8_t)len, (uint8_t)(len >> 8), (uint8_t)(len >> 16),
            (uint8_t)(len >> 24)};
    if (len == 0 || client_read(&client, bytes, len) != expected) {
        fail("the client refuses a message");
    }
    if (fwrite(head, 1, 4, file) != 4 || fwrite(bytes, 1, len, file) != len) {
        fail("cannot write");
    }
}

static void put_greeting(void)
{
    struct msg_welcome welcome = {
            .token = "0123456789abcdef",
            .room = "yard",
            .tick = world.match.tick,
            .tick_hz = TICK_HZ,
            .encoding = ENCODING_PLAIN,
            .player_limit = world.player_limit,
            .entity_limit = world.entity_limit,
    };
    struct msg_rules msg = {.tick = world.match.tick, .rules = rules};
    struct msg_roster roster = {.count = PLAYERS};
    for (uint8_t i = 0; i < PLAYERS; i++) {
        roster.seat[i] = (struct roster_seat){i, true, true, true, "Bot"};
    }
    put_message(
            proto_put_welcome(bytes, sizeof(bytes), &welcome), CLIENT_WELCOME);
    put_message(proto_put_rules(bytes, sizeof(bytes), &msg), CLIENT_RULES);
    put_message(proto_put_roster(bytes, sizeof(bytes), &roster), CLIENT_ROSTER);
}

static void play(uint32_t ticks)
{
    struct input input[MAX_PLAYERS];
    for (uint32_t n = 0; n < ticks; n++) {
        for (uint8_t i = 0; i < PLAYERS; i++) {
            input[i] = sim_bot_input(&world, &rules, i);
        }
        sim_step(&world, &rules, input);
    }
}

static void put_frame(bool whole)
{
    struct snapshot now = world_snapshot(&world);
    put_message(delta_encode(bytes, sizeof(bytes), whole ? NULL : &sent, &now),
            CLIENT_STATE);
    memcpy(sent_entities, world.entity, sizeof(sent_entities));
    sent = now;
    sent.entity = sent_entities;
}

/* Mostly one tick; now and then the client was away. */
static uint32_t next_gap(uint64_t *seed)
{
    return rng_below(seed, 100) > 0 ? 1 : 1 + rng_below(seed, MAX_GAP);
}

int main(int argc, char **argv)
{
    uint64_t seed = 12;
    if (argc != 2 || !(file = fopen(argv[1], "wb"))) {
        fprintf(stderr, "usage: record FILE\n");
        return EXIT_FAILURE;
    }
    things_flags(&rules);
    rules.time_limit = MATCH_TICKS / 7; // rounds end, and begin again
    rules.warmup = 90;
    sim_start(&world, &rules, seed);
    for (uint8_t i = 0; i < PLAYERS; i++) {
        sim_join(&world, &rules, i, true);
    }
    client_init(&client);
    put_greeting();
    play(1);
    put_frame(true);
    while (world.match.tick < MATCH_TICKS) {
        uint32_t gap = next_gap(&seed);
        if (rng_below(&seed, 100) == 0) {
            sim_leave(&world, (uint8_t)rng_below(&seed, PLAYERS));
            sim_join(&world, &rules, sim_free_slot(&world), true);
        }
        play(gap);
        put_frame(rng_below(&seed, 200) == 0);
    }
    play(HASH_EVERY - world.match.tick % HASH_EVERY); // the last has a hash
    put_frame(true);
    return fclose(file) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
