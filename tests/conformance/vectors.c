/* SPDX-License-Identifier: MIT
 *
 * vectors: prints a message or frame of each kind in hex, by group and name;
 * before them the close codes, as rows of a table.
 *
 * vectors.py and page.py hold all that against shared/vectors and
 * shared/PROTOCOL.md.
 */
#include "tests/conformance/vectors.h"

#include <string.h>

#include "shared/world.h"
#include "tests/golden/arena.h"

static bool has_up[256], has_down[256]; // types that had a vector

void vector_print(const struct vector *vector)
{
    vector_must(vector->len > 0, vector->name, "does not fit");
    printf("%s %s ", vector->group, vector->name);
    for (size_t i = 0; i < vector->len; i++) {
        printf("%02x", vector->bytes[i]);
    }
    printf(" %s\n", vector->note);
}

static void print_message(struct vector *vector, size_t len)
{
    bool is_up = strcmp(vector->group, "up") == 0;
    vector->len = len;
    (is_up ? has_up : has_down)[proto_type(vector->bytes, len)] = true;
    vector_print(vector);
}

/* Whether two messages are, both of static storage: their gaps are 0. */
static bool same(const void *a, const void *b, size_t size)
{
    return memcmp(a, b, size) == 0;
}

/* Puts the message, gets it back, and compares. */
#define MESSAGE(group, NAME, name, note, ...)                                \
    do {                                                                     \
        static struct vector vector = {group, NAME, note, {0}, 0};           \
        static const struct msg_##name made = {__VA_ARGS__};                 \
        static struct msg_##name got;                                        \
        size_t len =                                                         \
                proto_put_##name(vector.bytes, sizeof(vector.bytes), &made); \
        vector_must(proto_get_##name(vector.bytes, len, &got) == NULL, NAME, \
                "is refused");                                               \
        vector_must(same(&got, &made, sizeof(made)), NAME,                   \
                "comes back otherwise");                                     \
        print_message(&vector, len);                                         \
    } while (0)

#define EMPTY(NAME, name, note)                                        \
    do {                                                               \
        static struct vector vector = {"up", NAME, note, {0}, 0};      \
        print_message(&vector,                                         \
                proto_put_##name(vector.bytes, sizeof(vector.bytes))); \
    } while (0)

#define RELAY(group, NAME, way, note, to)                                   \
    do {                                                                    \
        static struct vector vector = {group, NAME, note, {0}, 0};          \
        static const struct msg_relay made = {                              \
                .peer = (to), .bytes = (const uint8_t *)"e2e4", .len = 4};  \
        struct msg_relay got;                                               \
        size_t len = proto_put_relay_##way(                                 \
                vector.bytes, sizeof(vector.bytes), &made);                 \
        vector_must(proto_get_relay_##way(vector.bytes, len, &got) == NULL, \
                NAME, "is refused");                                        \
        vector_must(got.peer == made.peer && got.len == made.len &&         \
                            memcmp(got.bytes, made.bytes, got.len) == 0,    \
                NAME, "comes back otherwise");                              \
        print_message(&vector, len);                                        \
    } while (0)

static void print_up(void)
{
    MESSAGE("up", "JOIN", join, "a new player, who speaks plain", .name = "Ada",
            .encodings = 1 << ENCODING_PLAIN);
    MESSAGE("up", "JOIN/again", join,
            "back to the old seat, with the server's own simulation",
            .name = "Ada", .resumes = true, .token = "0123456789abcdef",
            .encodings = 1 << ENCODING_PLAIN | 1 << ENCODING_REPLICA,
            .sim_hash = 0x1f2e3d4c);
    MESSAGE("up", "JOIN/spectator", join, "a name of 24 bytes; watches only",
            .name = "Zo\xc3\xab Zo\xc3\xab Zo\xc3\xab Zo\xc3\xab Zo\xc3\xab",
            .spectate = true, .encodings = 1 << ENCODING_PLAIN);
    MESSAGE("up", "INPUT", input, "right and fire", .tick = 1207, .seen = 1200,
            .decoded = 1203, .buttons = BUTTON_RIGHT | BUTTON_FIRE,
            .aim = 16384);
    MESSAGE("up", "INPUT/highest", input, "every number as large as it can be",
            .tick = UINT32_MAX, .seen = UINT32_MAX, .decoded = UINT32_MAX,
            .buttons = BUTTONS_ALL, .aim = UINT16_MAX);
    MESSAGE("up", "CHAT-UP", say, "a line", .text = "hello");
    MESSAGE("up", "PING", ping, "a number of one's own", .number = 1234567);
    MESSAGE("up", "CONFIRM", confirm, "decoded so far", .decoded = 1203);
    EMPTY("RESYNC", resync, "a keyframe, please");
    EMPTY("LEAVE", leave, "gone for good");
    RELAY("up", "RELAY-UP", up, "to all others", RELAY_TO_ALL);
    RELAY("up", "RELAY-UP/one", up, "to slot 3", 3);
    MESSAGE("up", "VOTE", vote, "for the second choice", .choice = 1);
    MESSAGE("up", "VOTE/back", vote, "for none any more", .choice = NO_CHOICE);
}

/* A flag that lies in the middle, goes home after 20 s, and is fetched. */
static void add_flag(struct rules *rules)
{
    struct rules_kind *kind = &rules->kind[rules->kind_count++];
    *kind = (struct rules_kind){.id = "flag",
            .body = BODY_CARRIED,
            .radius = 10,
            .mass = 256,
            .home_after = 20 * TICK_HZ};
    rules->stand[rules->stand_count++] =
            (struct rules_stand){arena_u(500), arena_u(300), 0, 0};
    rules->habit[rules->habit_count++] = (struct rules_habit){
            ROLE_ANY, NO_THING, DOES_FETCH, ROLE_ANY, 0, NO_THING, TEAM_ANY};
}

const struct rules *vector_rules(void)
{
    static struct rules rules;
    if (rules.role_count == 0) {
        arena_empty(&rules, 1000, 600);
        arena_wall(&rules, 300, 200, 40, 200);
        arena_spot(&rules, 100, 100, 0);
        add_flag(&rules);
        rules.timer[rules.timer_count++] =
                (struct rules_timer){"minute", 60 * TICK_HZ, 60 * TICK_HZ};
        rules.script[rules.script_count++] = (struct rules_script){"fog"};
        arena_effect(&rules, EVENT_DEATH, OP_SCORE, WHO_ACTOR, 1)->arg = 0;
    }
    return &rules;
}

static void print_rules(void)
{
    static struct vector vector = {
            "down", "RULES", "the smallest arena", {0}, 0};
    static struct msg_rules made, got;
    made.tick = 1000;
    made.rules = *vector_rules();
    size_t len = proto_put_rules(vector.bytes, sizeof(vector.bytes), &made);
    vector_must(proto_get_rules(vector.bytes, len, &got) == NULL, "RULES",
            "is refused");
    vector_must(
            same(&got, &made, sizeof(made)), "RULES", "comes back otherwise");
    print_message(&vector, len);
}

static void print_down(void)
{
    MESSAGE("down", "WELCOME", welcome, "a new seat, and plain frames",
            .token = "0123456789abcdef", .room = "yard", .tick = 1000,
            .tick_hz = TICK_HZ, .player_limit = 16, .entity_limit = 240,
            .sim_hash = 0x1f2e3d4c);
    MESSAGE("down", "WELCOME/spectator", welcome,
            "no seat; replica frames; the largest room", .slot = NO_SLOT,
            .token = "0123456789abcdef", .room = "yard", .tick = 1000,
            .tick_hz = TICK_HZ, .encoding = ENCODING_REPLICA,
            .player_limit = MAX_PLAYERS, .entity_limit = MAX_ENTITIES,
            .sim_hash = 0x1f2e3d4c);
    print_rules();
    MESSAGE("down", "ROSTER", roster, "somebody sat down", .count = 1,
            .seat = {{2, true, true, false, "Ada"}});
    MESSAGE("down", "ROSTER/changes", roster,
            "one went away for now, one for good, one is a bot", .count = 3,
            .seat = {{2, true, false, false, "Ada"},
                    {3, false, false, false, ""},
                    {127, true, true, true, "Bot"}});
    MESSAGE("down", "CHAT-DOWN", chat, "what Ada said", .slot = 2,
            .name = "Ada", .text = "hello");
    MESSAGE("down", "PONG", pong, "the number back", .number = 1234567,
            .tick = 1205);
    RELAY("down", "RELAY-DOWN", down, "from slot 2", 2);
    MESSAGE("down", "TIMING", timing, "an input came a tick too late",
            .tick = 1210, .lead = -1);
    MESSAGE("down", "TIMING/late", timing,
            "inputs came in time; the server was late by 7 ms", .tick = 1220,
            .lead = 3, .late_ms = 7);
    MESSAGE("down", "BALLOT", ballot, "two choices; the reader's is the first",
            .until = 90180, .mine = 0, .count = 2,
            .choice = {{"deathmatch", "Deathmatch", "yard", 2},
                    {"tag", "Tag", "yard", 0}});
    MESSAGE("down", "BALLOT/over", ballot, "the vote is over", .until = 90180,
            .mine = NO_CHOICE);
    MESSAGE("down", "NOTICE", notice, "a sentence",
            .kind = NOTICE_RULES_CHANGED, .text = "the rules changed");
}

static void print_close_codes(void)
{
#define X(code, name, sentence, advice) \
    printf("| %d | %s | %s |\n", code, sentence, advice);
    CLOSE_CODES(X)
#undef X
}

static void check_that_none_is_missing(void)
{
#define X(number, name, doc) \
    vector_must(has_up[number], "up " #name, "has no vector");
    CLIENT_MESSAGES(X)
#undef X
#define X(number, name, doc) \
    vector_must(has_down[number], "down " #name, "has no vector");
    SERVER_MESSAGES(X)
#undef X
}

int main(void)
{
    print_close_codes();
    print_up();
    print_down();
    check_that_none_is_missing();
    vectors_of_frames();
    vectors_refused();
    return EXIT_SUCCESS;
}
