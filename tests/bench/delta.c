/* SPDX-License-Identifier: MIT
 *
 * delta: how many bytes the motion of a match takes, by encoder, and what it
 * costs to make and read them.
 *
 * Usage: delta [--json] [--data DIR]
 *
 * Sets: matches of bots and of people (tests/bench/match.h) under the rules of
 * tests/golden/arena.h and things.h; and recordings DIR/NAME.trk
 * (tests/bench/track.h), of which the second half counts, the first having been
 * looked at when odds were chosen. One frame a tick, each on the one before.
 *
 * An entity is a player, thing or shot that is there. float32, int16 and varint
 * say no more of it than x, y and aim, and lose count if a frame is lost: they
 * are what one writes first. plain and replica are whole frames, with the rest
 * of the game, heads and hashes, and are decoded and compared here. The odds
 * that replica frames start from are part of the program, table_bytes long,
 * sent never; bits_with_table has them as if they were sent once a set.
 *
 * encode_ns and decode_ns are per entity and frame, by the clock of this
 * process: use a quiet machine. encode_instructions and decode_instructions,
 * counted by the kernel, do not care for that; they are missing where it does
 * not count.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shared/delta.h"
#include "shared/priors.h"
#include "shared/replica.h"
#include "tests/bench/counter.h"
#include "tests/bench/match.h"
#include "tests/bench/track.h"
#include "tests/golden/arena.h"
#include "tests/golden/things.h"

#define WARM_TICKS  300
#define MATCH_TICKS 3000
#define WS_HEAD     2 // bytes of a WebSocket frame's head up to 125, 4 above

/* Two states that follow each other, of any set. */
struct step {
    const struct rules *rules;
    struct snapshot base, now;
};

static uint8_t frame[MAX_FRAME];
static struct entity decoded[MAX_ENTITIES];

/* ---- what one writes first ---- */

struct bits {
    size_t count;
};

static void add(struct bits *bits, size_t count)
{
    bits->count += count;
}

static size_t bytes_of(const struct bits *bits)
{
    return (bits->count + 7) / 8;
}

/* A bit for who is there, and that many for each. */
static size_t snapshot_bytes(const struct snapshot *now, size_t each)
{
    struct bits bits = {0};
    for (uint16_t i = 0; i < now->entity_limit; i++) {
        add(&bits, 1 + (now->entity[i].kind ? each : 0));
    }
    return bytes_of(&bits);
}

static size_t encode_float32(const struct step *step)
{
    return snapshot_bytes(&step->now, 32 + 32 + 32);
}

static size_t encode_int16(const struct step *step)
{
    return snapshot_bytes(&step->now, 16 + 16 + 8);
}

/* Seven bits a byte, the sign folded in. */
static size_t varint_bits(int64_t value)
{
    uint64_t folded =
            value < 0 ? (uint64_t)(-value) * 2 - 1 : (uint64_t)value * 2;
    size_t bits = 8;
    while (folded >>= 7) {
        bits += 8;
    }
    return bits;
}

/* A bit for who changed; of those a bit a number that did, and its change. Who
 * comes changes from 0; who goes, in no number. */
static size_t encode_varint(const struct step *step)
{
    struct bits bits = {0};
    for (uint16_t i = 0; i < step->now.entity_limit; i++) {
        const struct entity *was = &step->base.entity[i];
        const struct entity *is = &step->now.entity[i];
        const int64_t change[] = {(int64_t)is->x - was->x,
                (int64_t)is->y - was->y, (int8_t)(uint8_t)(is->aim - was->aim)};
        bool changed = was->kind != is->kind;
        size_t size = 3;
        for (size_t n = 0; n < ARRAY_LEN(change) && is->kind; n++) {
            changed = changed || change[n];
            size += change[n] ? varint_bits(change[n]) : 0;
        }
        add(&bits, changed ? 1 + size : 1);
    }
    return bytes_of(&bits);
}

/* ---- frames ---- */

static struct replica writer, reader;

static size_t encode_plain(const struct step *step)
{
    return delta_encode(frame, sizeof(frame), &step->base, &step->now);
}

static size_t encode_replica(const struct step *step)
{
    return replica_encode(&writer, frame, sizeof(frame), step->rules,
            &step->base, &step->now);
}

static bool decode_plain(
        const struct step *step, size_t len, struct snapshot *out)
{
    return delta_decode(frame, len, &step->base, out) == DELTA_OK &&
           snapshot_hash(out) == snapshot_hash(&step->now);
}

static bool decode_replica(
        const struct step *step, size_t len, struct snapshot *out)
{
    return replica_decode(&reader, frame, len, step->rules, &step->base, out) ==
                   DELTA_OK &&
           snapshot_replica_hash(out) == snapshot_replica_hash(&step->now);
}

/* ---- measuring ---- */

typedef size_t encode_step(const struct step *step);
typedef bool decode_step(
        const struct step *step, size_t len, struct snapshot *out);

static const struct encoder {
    const char *name;
    encode_step *encode;
    decode_step *decode; // NULL: only counted, not written
    size_t table_bytes;
} encoders[] = {
        {"float32", encode_float32, NULL, 0},
        {"int16", encode_int16, NULL, 0},
        {"varint", encode_varint, NULL, 0},
        {"plain", encode_plain, decode_plain, 0},
        {"replica", encode_replica, decode_replica, sizeof(struct priors)},
};
#define ENCODERS ARRAY_LEN(encoders)

struct figures {
    uint64_t frames, bytes, entities; // of the wire, without WebSocket heads
    uint64_t heads;                   // bytes of those
    struct counter encode, decode;
};

static void measure(const struct encoder *encoder, const struct step *step,
        struct figures *figures)
{
    counter_start(&figures->encode);
    size_t len = encoder->encode(step);
    counter_stop(&figures->encode);
    figures->frames++;
    figures->bytes += len;
    figures->heads += len > 125 ? WS_HEAD + 2 : WS_HEAD;
    for (uint16_t i = 0; i < step->now.entity_limit; i++) {
        figures->entities += step->now.entity[i].kind != ENTITY_NONE;
    }
    if (!encoder->decode) {
        return;
    }
    struct snapshot out = step->now;
    out.entity = decoded;
    counter_start(&figures->decode);
    bool same = encoder->decode(step, len, &out);
    counter_stop(&figures->decode);
    if (len == 0 || !same) {
        fprintf(stderr, "delta: %s does not come back\n", encoder->name);
        exit(EXIT_FAILURE);
    }
}

/* ---- reporting ---- */

struct report {
    const char *set;
    unsigned hz;
    bool json;
};

static void put(const struct report *report, const char *name, double value,
        int decimals)
{
    printf(report->json ? ", \"%s\": %.*f" : "  %s %.*f", name, decimals,
            value);
}

static void report_cost(const struct report *report, const char *what,
        const struct counter *counter, double entities)
{
    char name[40];
    snprintf(name, sizeof(name), "%s_ns", what);
    put(report, name, counter->ns / entities, 1);
    if (counter_counts(counter)) {
        snprintf(name, sizeof(name), "%s_instructions", what);
        put(report, name, (double)counter->instructions / entities, 0);
    }
}

static void report_row(const struct report *report,
        const struct encoder *encoder, const struct figures *figures)
{
    double frames = (double)figures->frames;
    double entities = (double)figures->entities;
    double wire = (double)(figures->bytes + figures->heads);
    double bits = 8 * (double)figures->bytes;
    printf(report->json ? "{\"set\": \"%s\", \"encoder\": \"%s\""
                        : "%-20s %-8s",
            report->set, encoder->name);
    put(report, "bits_per_entity_tick", bits / entities, 3);
    put(report, "bytes_per_client_second", wire / frames * report->hz, 1);
    if (encoder->table_bytes) {
        double table = 8 * (double)encoder->table_bytes;
        put(report, "table_bytes", (double)encoder->table_bytes, 0);
        put(report, "bits_with_table", (bits + table) / entities, 3);
    }
    if (encoder->decode) {
        put(report, "encode_us_per_frame", figures->encode.ns / frames / 1e3,
                2);
        report_cost(report, "encode", &figures->encode, entities);
        report_cost(report, "decode", &figures->decode, entities);
    }
    printf(report->json ? "}\n" : "\n");
}

/* ---- sets ---- */

/* Takes the state of the world as the next of the steps. */
struct source {
    void *self;
    struct world *world;
    const struct rules *rules;
    bool (*advance)(void *self); // false at the end
};

static void run(const struct report *report, const struct source *source)
{
    static struct entity before[MAX_ENTITIES];
    struct figures figures[ENCODERS];
    memset(figures, 0, sizeof(figures));
    for (;;) {
        struct step step = {.rules = source->rules};
        step.base = world_snapshot(source->world);
        memcpy(before, source->world->entity, sizeof(before));
        step.base.entity = before;
        if (!source->advance(source->self)) {
            break;
        }
        step.now = world_snapshot(source->world);
        for (size_t i = 0; i < ENCODERS; i++) {
            measure(&encoders[i], &step, &figures[i]);
        }
    }
    for (size_t i = 0; i < ENCODERS; i++) {
        report_row(report, &encoders[i], &figures[i]);
    }
}

static bool advance_match(void *self)
{
    struct match_play *play = self;
    if (play->world.match.tick >= WARM_TICKS + MATCH_TICKS) {
        return false;
    }
    match_tick(play);
    return true;
}

static void run_match(bool json, const char *set,
        void (*mode)(struct rules *rules), unsigned players, bool bots)
{
    static struct match_play play;
    mode(&play.rules);
    play.lag = 2;
    match_start(&play, players, bots, 11); // not what the odds are from
    while (play.world.match.tick < WARM_TICKS) {
        match_tick(&play);
    }
    run(&(struct report){set, TICK_HZ, json},
            &(struct source){&play, &play.world, &play.rules, advance_match});
}

static bool advance_track(void *self)
{
    return track_step(self);
}

static void run_track(bool json, const char *dir, const char *name)
{
    static struct track track;
    char path[4096], set[64];
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    snprintf(set, sizeof(set), "%.*s", (int)(strlen(name) - 4), name);
    if (!track_open(&track, path)) {
        fprintf(stderr, "delta: %s is no recording\n", path);
        exit(EXIT_FAILURE);
    }
    track_start(&track, track.ticks / 2);
    run(&(struct report){set, track.hz, json},
            &(struct source){
                    &track, &track.world, &track.rules, advance_track});
    track_close(&track);
}

static int is_recording(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 4 && strcmp(entry->d_name + len - 4, ".trk") == 0;
}

static void run_tracks(bool json, const char *dir)
{
    struct dirent **entry = NULL;
    int count = dir ? scandir(dir, &entry, is_recording, alphasort) : 0;
    if (count <= 0) {
        fprintf(stderr, "delta: without recordings: %s\n",
                dir ? "there are none in the directory" : "give --data DIR");
    }
    for (int i = 0; i < count; i++) {
        run_track(json, dir, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
}

int main(int argc, char **argv)
{
    bool json = false;
    const char *dir = NULL;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            json = true;
        } else if (strcmp(argv[i], "--data") == 0 && i + 1 < argc) {
            dir = argv[++i];
        } else {
            fprintf(stderr, "usage: delta [--json] [--data DIR]\n");
            return 2;
        }
    }
    run_tracks(json, dir);
    run_match(json, "bots_16", arena_deathmatch, 16, true);
    run_match(json, "people_16", arena_deathmatch, 16, false);
    run_match(json, "bots_100", arena_deathmatch, 100, true);
    run_match(json, "people_100", arena_deathmatch, 100, false);
    run_match(json, "flags_16", things_flags, 16, false);
    run_match(json, "ball_16", things_ball, 16, false);
    return EXIT_SUCCESS;
}
