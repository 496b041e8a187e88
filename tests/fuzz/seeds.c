/* SPDX-License-Identifier: MIT
 *
 * seeds: writes good messages and frames for the fuzzers to begin with.
 *
 * Usage: seeds DIRECTORY
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/delta.h"
#include "shared/proto.h"
#include "shared/replica.h"
#include "tests/fuzz/baseline.h"

static const char *directory;
static uint8_t bytes[2 * MAX_FRAME];

static void write_seed(const char *name, size_t len)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *file = fopen(path, "wb");
    if (!file || len == 0 || fwrite(bytes, 1, len, file) != len ||
            fclose(file) != 0) {
        fprintf(stderr, "seeds: cannot write %s\n", path);
        exit(EXIT_FAILURE);
    }
}

#define SEED(name, ...)                                      \
    write_seed(#name, proto_put_##name(bytes, sizeof(bytes), \
                              &(struct msg_##name){__VA_ARGS__}))

static void write_messages(const struct rules *rules)
{
    static struct msg_rules msg;
    msg.tick = 5;
    msg.rules = *rules;
    write_seed("rules", proto_put_rules(bytes, sizeof(bytes), &msg));
    SEED(join, "Ada", true, "0123456789abcdef", false, 1, 7);
    SEED(input, 1000, 990, 995, 9, 40000);
    SEED(say, "hello");
    SEED(ping, 70000);
    SEED(confirm, 1000);
    SEED(welcome, 2, true, "0123456789abcdef", "yard", 9, 30, 0, 16, 240, 7);
    SEED(roster, 2, {{0, true, true, false, "A"}, {1, true, false, true, "B"}});
    SEED(chat, 1, "Ada", "hello");
    SEED(pong, 1, 2);
    SEED(timing, 1000, -2, 12);
    SEED(notice, 1, "the rules changed");
    SEED(vote, 1);
    SEED(ballot, 900, 0, 2,
            {{"tag", "Tag", "yard", 2}, {"ball", "Ball", "pitch", 0}});
    const struct msg_relay relay = {3, (const uint8_t *)"a card", 6};
    write_seed("relay-up", proto_put_relay_up(bytes, sizeof(bytes), &relay));
    write_seed(
            "relay-down", proto_put_relay_down(bytes, sizeof(bytes), &relay));
}

/* A replica frame over several ticks that tells each of them. */
static void write_way(const struct rules *rules, uint32_t gap)
{
    static struct replica replica;
    static struct world world;
    static struct rules same;
    static struct entity between_entity[MAX_GAP][MAX_ENTITIES];
    struct snapshot between[MAX_GAP];
    char name[32];
    baseline_start(&world, &same);
    for (uint32_t i = 0; i + 1 < gap; i++) {
        baseline_play(&world, rules, world.match.tick + 1);
        between[i] = world_snapshot(&world);
        between[i].entity = between_entity[i];
        memcpy(between_entity[i], world.entity, sizeof(world.entity));
    }
    baseline_play(&world, rules, world.match.tick + 1);
    struct snapshot now = world_snapshot(&world);
    snprintf(name, sizeof(name), "replica-way-%u", (unsigned)gap);
    write_seed(name, replica_encode_way(&replica, bytes, sizeof(bytes), rules,
                             &(struct replica_way){baseline(), between, &now}));
}

static void write_frames(struct world *world, const struct rules *rules)
{
    static const uint8_t gaps[] = {1, 2, 5, 12, 28, 30}; // 28: with a hash
    static struct replica replica;
    for (size_t i = 0; i < ARRAY_LEN(gaps); i++) {
        char name[32];
        baseline_play(world, rules, BASELINE_TICK + gaps[i]);
        struct snapshot now = world_snapshot(world);
        snprintf(name, sizeof(name), "delta-%d", gaps[i]);
        write_seed(name, delta_encode(bytes, sizeof(bytes), baseline(), &now));
        snprintf(name, sizeof(name), "key-%d", gaps[i]);
        write_seed(name, delta_encode(bytes, sizeof(bytes), NULL, &now));
        snprintf(name, sizeof(name), "replica-%d", gaps[i]);
        write_seed(name, replica_encode(&replica, bytes, sizeof(bytes), rules,
                                 baseline(), &now));
        snprintf(name, sizeof(name), "replica-key-%d", gaps[i]);
        write_seed(name, replica_encode(&replica, bytes, sizeof(bytes), rules,
                                 NULL, &now));
    }
}

int main(int argc, char **argv)
{
    static struct world world;
    static struct rules rules;
    if (argc != 2) {
        fprintf(stderr, "usage: seeds DIRECTORY\n");
        return EXIT_FAILURE;
    }
    directory = argv[1];
    baseline_start(&world, &rules);
    write_messages(&rules);
    write_frames(&world, &rules);
    write_way(&rules, 2);
    write_way(&rules, 7);
    return EXIT_SUCCESS;
}
