/* SPDX-License-Identifier: MIT
 *
 * examples: prints a message and a frame of each kind, in hex, by name; before
 * them the close codes, as rows of a table.
 *
 * page.py holds all that against what shared/PROTOCOL.md shows.
 */
#include <stdio.h>
#include <stdlib.h>

#include "shared/delta.h"
#include "shared/proto.h"
#include "shared/world.h"
#include "tests/golden/arena.h"

static uint8_t bytes[MAX_FRAME];

static void print(const char *name, size_t len)
{
    if (len == 0) {
        fprintf(stderr, "examples: %s does not fit\n", name);
        exit(EXIT_FAILURE);
    }
    printf("%s ", name);
    for (size_t i = 0; i < len; i++) {
        printf("%02x", bytes[i]);
    }
    printf("\n");
}

#define PRINT(NAME, name, type, ...)                   \
    print(NAME, proto_put_##name(bytes, sizeof(bytes), \
                        &(struct msg_##type){__VA_ARGS__}))

static void print_up(void)
{
    PRINT("JOIN", join, join, .name = "Ada", .encodings = 1);
    PRINT("INPUT", input, input, .tick = 1207, .seen = 1200, .decoded = 1203,
            .buttons = BUTTON_RIGHT | BUTTON_FIRE, .aim = 16384);
    PRINT("CHAT-UP", say, say, .text = "hello");
    PRINT("PING", ping, ping, .number = 1234567);
    PRINT("CONFIRM", confirm, confirm, .decoded = 1203);
    PRINT("RELAY-UP", relay_up, relay, .peer = RELAY_TO_ALL,
            .bytes = (const uint8_t *)"e2e4", .len = 4);
    print("RESYNC", proto_put_resync(bytes, sizeof(bytes)));
    print("LEAVE", proto_put_leave(bytes, sizeof(bytes)));
}

/* The smallest rules: one role, one weapon, a wall, a spot and an effect. */
static struct msg_rules small_rules(void)
{
    static struct msg_rules msg = {.tick = 1000};
    arena_empty(&msg.rules, 1000, 600);
    arena_wall(&msg.rules, 300, 200, 40, 200);
    arena_spot(&msg.rules, 100, 100, 0);
    arena_effect(&msg.rules, &(struct rules_effect){.event = EVENT_DEATH,
                                     .if_role = ROLE_ANY,
                                     .if_other = ROLE_ANY,
                                     .op = OP_SCORE,
                                     .who = WHO_ACTOR,
                                     .n = 1});
    return msg;
}

static void print_down(void)
{
    struct msg_rules rules = small_rules();
    PRINT("WELCOME", welcome, welcome, .token = "0123456789abcdef",
            .room = "yard", .tick = 1000, .tick_hz = TICK_HZ,
            .player_limit = 16, .entity_limit = 208, .sim_hash = 0x1f2e3d4c);
    print("RULES", proto_put_rules(bytes, sizeof(bytes), &rules));
    PRINT("ROSTER", roster, roster, .count = 1,
            .seat = {{2, true, true, false, "Ada"}});
    PRINT("CHAT-DOWN", chat, chat, .slot = 2, .name = "Ada", .text = "hello");
    PRINT("PONG", pong, pong, .number = 1234567, .tick = 1205);
    PRINT("RELAY-DOWN", relay_down, relay, .peer = 2,
            .bytes = (const uint8_t *)"e2e4", .len = 4);
    PRINT("TIMING", timing, timing, .tick = 1210, .lead = -1);
    PRINT("NOTICE", notice, notice, .kind = NOTICE_RULES_CHANGED,
            .text = "the rules changed");
}

/* Two places for players, two for shots. The first player walks right at full
 * speed; then it turns down, and fires. */
static void print_frames(void)
{
    struct entity before[4] = {{
            .kind = ENTITY_PLAYER,
            .type = 1,
            .born = 900,
            .x = 25600,
            .y = 51200,
            .vx = 2560,
            .aim = 64,
            .buttons = BUTTON_RIGHT,
            .hp = 100,
            .foe = NO_SLOT,
            .ready_at = 900,
            .score = 3,
            .deaths = 1,
    }};
    struct entity after[4] = {before[0], {0},
            {
                    .kind = ENTITY_SHOT,
                    .born = 1024,
                    .x = 28100,
                    .y = 56520,
                    .vy = 7680,
                    .aim = 66,
                    .ready_at = 1064,
            }};
    struct match match = {.tick = 1023, .winner = NO_SLOT, .ends_at = 6300};
    struct snapshot base = {match, 2, 4, before};
    match.tick = 1024;
    struct snapshot now = {match, 2, 4, after};
    after[0].vx = 2400;
    after[0].vy = 455;
    after[0].x += 2400;
    after[0].y += 455;
    after[0].aim = 66;
    after[0].buttons = BUTTON_DOWN | BUTTON_FIRE;
    after[0].ready_at = 1032;
    print("KEYFRAME", delta_encode(bytes, sizeof(bytes), NULL, &base));
    print("DELTA", delta_encode(bytes, sizeof(bytes), &base, &now));
}

static void print_close_codes(void)
{
#define X(code, name, sentence, advice) \
    printf("| %d | %s | %s |\n", code, sentence, advice);
    CLOSE_CODES(X)
#undef X
}

int main(void)
{
    print_close_codes();
    print_up();
    print_down();
    print_frames();
    return EXIT_SUCCESS;
}
