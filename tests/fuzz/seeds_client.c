/* SPDX-License-Identifier: MIT
 *
 * seeds_client: writes sessions of a client for fuzz_client to start from.
 *
 * Usage: seeds_client DIRECTORY
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/client.h"
#include "shared/delta.h"
#include "shared/proto.h"
#include "shared/replica.h"
#include "tests/fuzz/baseline.h"

#define SEATS 4

static uint8_t bytes[65536];
static size_t len;
static struct world world;
static struct rules rules;
static struct entity sent_entities[MAX_ENTITIES];
static struct snapshot sent;
static enum encoding encoding;
static struct replica replica;
static struct client client; // reads it all, so that a seed is a good session

/* Where the next message goes, behind its length. */
static uint8_t *room(void)
{
    return bytes + len + 2;
}

static size_t cap(void)
{
    return sizeof(bytes) - len - 2;
}

static void put(size_t message)
{
    enum client_event event = client_read(&client, room(), message);
    if (message == 0 || event == CLIENT_BROKEN || event == CLIENT_IGNORED ||
            event == CLIENT_LOST) {
        fprintf(stderr, "seeds_client: a client refuses a message\n");
        exit(EXIT_FAILURE);
    }
    bytes[len] = (uint8_t)message;
    bytes[len + 1] = (uint8_t)(message >> 8);
    len += 2 + message;
}

#define PUT(name, ...) \
    put(proto_put_##name(room(), cap(), &(struct msg_##name){__VA_ARGS__}))

static void greet(uint8_t slot)
{
    static struct msg_rules msg;
    msg.tick = world.match.tick;
    msg.rules = rules;
    PUT(welcome, .slot = slot, .token = "0123456789abcdef", .room = "yard",
            .tick = world.match.tick, .tick_hz = TICK_HZ,
            .encoding = (uint8_t)encoding, .player_limit = world.player_limit,
            .entity_limit = world.entity_limit);
    put(proto_put_rules(room(), cap(), &msg));
    PUT(roster, 2, {{0, true, true, false, "A"}, {1, true, false, true, "B"}});
}

static void chatter(void)
{
    PUT(chat, .slot = 1, .name = "Ada", .text = "hello");
    PUT(pong, .number = 1, .tick = 2);
    PUT(timing, .tick = 20, .lead = -2, .late_ms = 3);
    PUT(notice, .kind = 1, .text = "the rules changed");
    PUT(ballot, .until = 900, .mine = NO_CHOICE, .count = 1,
            .choice = {{"tag", "Tag", "yard", 0}});
}

static void put_frame(bool whole, uint32_t gap)
{
    baseline_play(&world, &rules, world.match.tick + gap);
    struct snapshot now = world_snapshot(&world);
    const struct snapshot *base = whole ? NULL : &sent;
    if (encoding == ENCODING_REPLICA) {
        put(replica_encode(&replica, room(), cap(), &rules, base, &now));
    } else {
        put(delta_encode(room(), cap(), base, &now));
    }
    memcpy(sent_entities, world.entity, sizeof(sent_entities));
    sent = now;
    sent.entity = sent_entities;
}

static void start(enum encoding spoken, void (*mode)(struct rules *rules))
{
    encoding = spoken;
    client_init(&client);
    mode(&rules);
    rules.max_players = SEATS;
    rules.wall_count = 2;
    rules.spot_count = 3;
    sim_start(&world, &rules, 7);
    for (uint8_t i = 0; i < SEATS; i++) {
        sim_join(&world, &rules, i, true);
    }
    baseline_play(&world, &rules, 50);
    len = 0;
}

static void end(const char *directory, const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, len, file) != len || fclose(file) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
}

/* A player from the first message to a keyframe after a while. */
static void play(void)
{
    static const uint8_t gaps[] = {1, 1, 2, 7, 1, 30, 1, 1};
    greet(0);
    put_frame(true, 1);
    for (size_t i = 0; i < ARRAY_LEN(gaps); i++) {
        put_frame(false, gaps[i]);
    }
    chatter();
    put_frame(true, 1);
}

/* A spectator who becomes a player. */
static void play_twice(void)
{
    greet(NO_SLOT);
    put_frame(true, 1);
    put_frame(false, 1);
    greet(2);
    put_frame(true, 30);
    put_frame(false, 1);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: seeds_client DIRECTORY\n");
        return EXIT_FAILURE;
    }
    start(ENCODING_PLAIN, things_flags);
    play();
    end(argv[1], "session_plain");
    start(ENCODING_REPLICA, arena_deathmatch);
    play();
    end(argv[1], "session_replica");
    start(ENCODING_REPLICA, things_ball);
    play();
    end(argv[1], "session_things");
    start(ENCODING_PLAIN, arena_deathmatch);
    play_twice();
    end(argv[1], "session_twice");
    return EXIT_SUCCESS;
}
