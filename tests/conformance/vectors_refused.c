/* SPDX-License-Identifier: MIT
 *
 * What a reader must refuse, and what it must take although it is more than it
 * knows: made of good bytes by a cut, a change or an addition.
 */
#include <string.h>

#include "shared/client.h"
#include "shared/delta.h"
#include "shared/world.h"
#include "tests/conformance/vectors.h"

#define SLOTS (2 + MAX_THINGS + 2)

/* ---- messages ---- */

/* Reads it, and puts into `again` what was understood; NULL when it is taken.
 */
static uint8_t again[VECTOR_CAP];
static size_t again_len;

#define X(NAME, name, type)                                                   \
    static const char *read_##name(const uint8_t *bytes, size_t len)          \
    {                                                                         \
        static struct msg_##type msg;                                         \
        const char *wrong = proto_get_##name(bytes, len, &msg);               \
        again_len = wrong ? 0 : proto_put_##name(again, sizeof(again), &msg); \
        return wrong;                                                         \
    }
#define READ_MESSAGES(X)               \
    X("JOIN", join, join)              \
    X("INPUT", input, input)           \
    X("CHAT-UP", say, say)             \
    X("RELAY-UP", relay_up, relay)     \
    X("VOTE", vote, vote)              \
    X("WELCOME", welcome, welcome)     \
    X("RULES", rules, rules)           \
    X("ROSTER", roster, roster)        \
    X("RELAY-DOWN", relay_down, relay) \
    X("BALLOT", ballot, ballot)        \
    X("TIMING", timing, timing)
READ_MESSAGES(X)
#undef X

static const char *read_as(const char *kind, const uint8_t *bytes, size_t len)
{
#define X(NAME, name, type)             \
    if (strcmp(kind, NAME) == 0) {      \
        return read_##name(bytes, len); \
    }
    READ_MESSAGES(X)
#undef X
    vector_must(false, kind, "cannot be read here");
    return NULL;
}

struct sample {
    const char *kind, *variant, *note;
    const char *hex;
};

static size_t from_hex(const char *hex, uint8_t *bytes)
{
    size_t len = 0;
    char *end;
    for (; *hex != '\0'; hex = end) {
        bytes[len++] = (uint8_t)strtoul(hex, &end, 16);
        while (*end == ' ') {
            end++;
        }
    }
    return len;
}

static struct vector vector;

static void print_sample(const char *group, const struct sample *sample)
{
    static char name[100];
    snprintf(name, sizeof(name), "%s/%s", sample->kind, sample->variant);
    vector.group = group;
    vector.name = name;
    vector.note = sample->note;
    vector.len = from_hex(sample->hex, vector.bytes);
    vector_print(&vector);
}

#define NAME_25 "b9 " NAME_24 "61 "
#define NAME_24 \
    "61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 "
#define TOKEN_16 "c4 10 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 "

#define CHOICE " 94 a1 61 a1 61 a1 6d 00"

#define INPUT_HEX "96 02 cd 04 b7 cd 04 b0 cd 04 b3 18 cd 40 00"

static const struct sample refused[] = {
        {"INPUT", "cut", "the last element is missing",
                "96 02 cd 04 b7 cd 04 b0 cd 04 b3 18"},
        {"INPUT", "half-a-number", "cut within a number",
                "96 02 cd 04 b7 cd 04 b0 cd 04 b3 18 cd 40"},
        {"INPUT", "more-bytes", "a byte behind the end",
                "96 02 cd 04 b7 cd 04 b0 cd 04 b3 18 cd 40 00 00"},
        {"INPUT", "few-elements", "five elements", "95 02 01 01 01 18"},
        {"INPUT", "no-array", "a map", "83 02 01 01 01 18 00"},
        {"INPUT", "other-type", "the type of PING", "96 04 01 01 01 18 00"},
        {"INPUT", "buttons", "32 is no sum of buttons", "96 02 01 01 01 20 00"},
        {"INPUT", "aim", "65536 is more than a turn",
                "96 02 01 01 01 18 ce 00 01 00 00"},
        {"INPUT", "negative", "a tick below 0", "96 02 ff 01 01 18 00"},
        {"INPUT", "wide", "a tick above 32 bits",
                "96 02 cf 00 00 00 01 00 00 00 00 01 01 18 00"},
        {"INPUT", "float", "a number with a point",
                "96 02 ca 3f 80 00 00 01 01 18 00"},
        {"INPUT", "huge-count", "an array of 2^32 - 1 elements",
                "dd ff ff ff ff 02 01 01 01 18 00"},
        {"JOIN", "long-name", "a name of 25 bytes",
                "96 01 " NAME_25 "c4 00 c2 01 00"},
        {"JOIN", "not-utf8", "a name that ends within a character",
                "96 01 a2 61 c3 c4 00 c2 01 00"},
        {"JOIN", "overlong-utf8", "a slash in two bytes",
                "96 01 a2 c0 af c4 00 c2 01 00"},
        {"JOIN", "surrogate", "half of a character of UTF-16",
                "96 01 a3 ed a0 80 c4 00 c2 01 00"},
        {"JOIN", "control", "a line feed in a name",
                "96 01 a2 61 0a c4 00 c2 01 00"},
        {"JOIN", "token", "a token of 3 bytes",
                "96 01 a1 61 c4 03 01 02 03 c2 01 00"},
        {"JOIN", "name-as-bytes", "bytes for a name",
                "96 01 c4 01 61 c4 00 c2 01 00"},
        {"JOIN", "boolean-as-number", "0 for false",
                "96 01 a1 61 c4 00 00 01 00"},
        {"CHAT-UP", "too-deep", "text five arrays deep, further on",
                "93 03 a1 61 91 91 91 91 a1 61"},
        {"RELAY-UP", "nobody", "a slot that no room has",
                "93 08 cc 80 c4 01 00"},
        {"WELCOME", "no-token", "without a token",
                "9b 01 00 c2 c4 00 a1 79 00 1e 00 10 cc d0 00"},
        {"WELCOME", "no-players", "a room for nobody",
                "9b 01 cc ff c2 " TOKEN_16 "a1 79 00 1e 00 00 cc d0 00"},
        {"WELCOME", "few-slots", "too few slots for players and things",
                "9b 01 00 c2 " TOKEN_16 "a1 79 00 1e 00 10 2f 00"},
        {"WELCOME", "seat", "a seat that the room does not have",
                "9b 01 10 c2 " TOKEN_16 "a1 79 00 1e 00 10 cc d0 00"},
        {"VOTE", "choice", "a choice that no ballot has", "92 09 08"},
        {"ROSTER", "slot", "slot 128", "92 03 91 95 cc 80 c3 c3 c2 a1 61"},
        {"ROSTER", "short-seat", "a seat without a name",
                "92 03 91 94 02 c3 c3 c2"},
        {"RULES", "nothing", "no rules in it", "93 02 00 90"},
        {"BALLOT", "mine", "the reader's choice is not there",
                "94 09 00 01 91 94 a1 61 a1 61 a1 6d 00"},
        {"BALLOT", "nine", "nine choices",
                "94 09 00 cc ff 99" CHOICE CHOICE CHOICE CHOICE CHOICE CHOICE
                        CHOICE CHOICE CHOICE},
        {"TIMING", "lead", "a lead below 16 bits",
                "94 06 00 d2 ff ff 7f ff 00"},
};

#define CHOICE_DEATHMATCH                                                \
    "aa 64 65 61 74 68 6d 61 74 63 68 aa 44 65 61 74 68 6d 61 74 63 68 " \
    "a4 79 61 72 64 02"
#define CHOICE_TAG "a3 74 61 67 a3 54 61 67 a4 79 61 72 64 00"

#define SEAT_ADA "95 02 c3 c3 c2 a3 41 64 61"

/* With the shortest bytes that say the same to us. */
static const struct {
    struct sample sample;
    const char *same;
} taken[] = {
        {{"INPUT", "wide-formats", "every number in a longer format",
                 "96 02 cf 00 00 00 00 00 00 04 b7 ce 00 00 04 b0 d3 00 00 00 "
                 "00 00 00 04 b3 d1 00 18 ce 00 00 40 00"},
                INPUT_HEX},
        {{"INPUT", "long-array", "the count in 32 bits",
                 "dd 00 00 00 06 02 cd 04 b7 cd 04 b0 cd 04 b3 18 cd 40 00"},
                INPUT_HEX},
        {{"INPUT", "element-more", "elements of a later version, of any kind",
                 "98 02 cd 04 b7 cd 04 b0 cd 04 b3 18 cd 40 00 82 a1 61 90 c0 "
                 "cb 00 00 00 00 00 00 00 00 ca 00 00 00 00"},
                INPUT_HEX},
        {{"ROSTER", "element-more", "one in the message, and one in the seat",
                 "93 03 91 96 02 c3 c3 c2 a3 41 64 61 07 c0"},
                "92 03 91 " SEAT_ADA},
        {{"BALLOT", "element-more", "one in the message, and one in a choice",
                 "95 09 ce 00 01 60 44 00 92 95 " CHOICE_DEATHMATCH
                 " c0 94 " CHOICE_TAG " a1 62"},
                "94 09 ce 00 01 60 44 00 92 94 " CHOICE_DEATHMATCH
                " 94 " CHOICE_TAG},
        {{"TIMING", "element-more", "and numbers in signed formats",
                 "95 06 d1 04 ba d0 ff 00 c7 01 05 aa"},
                "94 06 cd 04 ba ff 00"},
};

static void check_messages(void)
{
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        print_sample("refused", &refused[i]);
        vector_must(read_as(refused[i].kind, vector.bytes, vector.len),
                vector.name, "is taken");
    }
    for (size_t i = 0; i < ARRAY_LEN(taken); i++) {
        uint8_t same[64];
        size_t len = from_hex(taken[i].same, same);
        print_sample("taken", &taken[i].sample);
        vector_must(!read_as(taken[i].sample.kind, vector.bytes, vector.len),
                vector.name, "is refused");
        vector_must(len == again_len && memcmp(same, again, len) == 0,
                vector.name, "is taken for something else");
    }
}

/* A client leaves alone what it does not know. */
static void check_unknown(void)
{
    static const struct sample unknown = {"UNKNOWN", "to-you",
            "a message of a later version: ignored", "93 7f a1 61 c0"};
    static struct client client;
    static const struct msg_welcome welcome = {
            .tick_hz = TICK_HZ, .player_limit = 2, .entity_limit = SLOTS};
    client_init(&client);
    vector_must(client_read(&client, vector.bytes,
                        proto_put_welcome(vector.bytes, sizeof(vector.bytes),
                                &welcome)) == CLIENT_WELCOME,
            "WELCOME", "is not read");
    print_sample("taken", &unknown);
    vector_must(
            client_read(&client, vector.bytes, vector.len) == CLIENT_IGNORED,
            vector.name, "is not ignored");
}

/* ---- frames, all but one on a state of tick 1023 with nobody in it ---- */

static const struct {
    struct sample sample;
    enum delta_result result;
} frames[] = {
        {{"KEYFRAME", "empty", "no bits at all", "1f ff 03 00 00"},
                DELTA_BROKEN},
        {{"KEYFRAME", "head-only", "cut in the tick", "1f ff 03"},
                DELTA_BROKEN},
        {{"KEYFRAME", "padding", "a 1 in the padding", "1f ff 03 00 00 21"},
                DELTA_BROKEN},
        {{"KEYFRAME", "more-bytes", "a byte too many", "1f ff 03 00 00 20 00"},
                DELTA_BROKEN},
        {{"KEYFRAME", "phase", "phase 4", "1f ff 03 00 00 c4 80 40"},
                DELTA_BROKEN},
        {{"KEYFRAME", "winner", "winner 4, of 2 players and 4 teams",
                 "1f ff 03 00 00 b8 01 00"},
                DELTA_BROKEN},
        {{"KEYFRAME", "long-code", "33 zeros in a number",
                 "1f ff 03 00 00 00 00 00 00 10 00 00 00 00 00"},
                DELTA_BROKEN},
        {{"KEYFRAME", "slot", "36 slots are skipped, of 36",
                 "1f ff 03 00 00 22 09 40"},
                DELTA_BROKEN},
        {{"DELTA", "no-gap", "a gap of 0", "00 ff 03 00 00 20"}, DELTA_BROKEN},
        {{"DELTA", "before-time", "a baseline before tick 0",
                 "02 01 00 00 00 20"},
                DELTA_BROKEN},
        {{"DELTA", "other-baseline",
                 "builds on tick 1022: lost, ask for a "
                 "keyframe",
                 "03 01 04 00 00 20"},
                DELTA_BASELINE},
        {{"DELTA", "other-hash",
                 "not the hash of this state: lost, ask for a "
                 "keyframe",
                 "01 00 04 00 00 12 34 56 78 20"},
                DELTA_HASH},
};

static struct snapshot nobody_there(struct entity entity[SLOTS])
{
    memset(entity, 0, SLOTS * sizeof(entity[0]));
    struct match match = {.tick = 1023};
    return (struct snapshot){match, 2, SLOTS, entity};
}

static void check_plain_frames(void)
{
    struct entity there[SLOTS], decoded[SLOTS];
    struct snapshot base = nobody_there(there);
    for (size_t i = 0; i < ARRAY_LEN(frames); i++) {
        struct snapshot now = base;
        now.entity = decoded;
        print_sample("refused", &frames[i].sample);
        vector_must(delta_decode(vector.bytes, vector.len, &base, &now) ==
                            frames[i].result,
                vector.name, "reads otherwise");
    }
}

void vectors_refused(void)
{
    check_messages();
    check_unknown();
    check_plain_frames();
}
