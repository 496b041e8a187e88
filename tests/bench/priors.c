/* SPDX-License-Identifier: MIT
 *
 * priors: plays matches, watches every decision of their replica frames, and
 * writes the odds that would have made them shortest.
 *
 * Usage: priors [--cost SET] [RECORDING.trk ...] > priors.c
 *
 * After a change of what frames say, or of the game:
 *
 *     meson compile -C BUILD priors
 *     BUILD/tests/bench/priors DIR/?*.trk > /tmp/priors.c
 *     mv /tmp/priors.c shared/priors.c
 *
 * The present odds do not matter, as decisions do not depend on them: where
 * struct priors has another size now, any table of that size will do. Of
 * recordings
 * (tests/bench/track.h) the first half is looked at. --cost tells instead what
 * the present odds cost in one of the sets, by kind of decision.
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/priors.h"

static void watch(const struct odds *odds, bool bit);
#define CODER_WATCH(odds, bit) watch(odds, bit)
#include "shared/coder.c" // NOLINT(bugprone-suspicious-include)

void stock_start(struct priors *out);
#define priors_start stock_start
#include "shared/priors.c" // NOLINT(bugprone-suspicious-include)
#undef priors_start

#include "shared/replica.h"
#include "shared/view.h"
#include "tests/bench/match.h"
#include "tests/bench/track.h"
#include "tests/golden/arena.h"
#include "tests/golden/things.h"

#define CONTEXTS (sizeof(struct priors) / sizeof(struct odds))

/* ---- what is watched ---- */

struct seen {
    uint32_t order, frame;
    uint16_t context;
    bool bit;
};

static struct seen *seen;
static size_t seen_count, seen_cap;
static uint32_t frame_count;
static const struct odds *first_odds; // of the frame being made
static double bits_of[CONTEXTS];      // under the present odds
static bool things_only;              // watch nothing else

/* Instead of the one in shared/. */
void priors_start(struct priors *out)
{
    stock_start(out);
    first_odds = (const struct odds *)out;
    frame_count++;
}

#define IS_IN(context, member)                                           \
    ((context) * sizeof(struct odds) - offsetof(struct priors, member) < \
            sizeof(((struct priors *)0)->member))

static bool is_of_things(size_t context)
{
    return IS_IN(context, wrong[SORT_THING]) ||
           IS_IN(context, gone[SORT_THING]) ||
           IS_IN(context, same[SORT_THING]) ||
           IS_IN(context, more[SORT_THING]) ||
           IS_IN(context, skip[SORT_THING]) ||
           IS_IN(context, entity[SORT_THING]) || IS_IN(context, match);
}

static void watch(const struct odds *odds, bool bit)
{
    size_t context = (size_t)(odds - first_odds);
    if (things_only && !is_of_things(context)) {
        return;
    }
    double one = odds->one / 65536.0;
    if (seen_count == seen_cap) {
        seen_cap = seen_cap ? 2 * seen_cap : 1 << 20;
        seen = realloc(seen, seen_cap * sizeof(*seen));
        if (!seen) {
            abort();
        }
    }
    seen[seen_count] = (struct seen){
            (uint32_t)seen_count, frame_count, (uint16_t)context, bit};
    seen_count++;
    bits_of[context] -= log2(bit ? one : 1 - one);
}

/* ---- matches ---- */

/* Room for many, of which each sees a part. */
static void wide_field(struct rules *rules)
{
    arena_deathmatch(rules);
    rules->width = arena_u(4000);
    rules->height = arena_u(2400);
    rules->sight = arena_u(256);
    rules->spot_count = 0;
    for (int32_t i = 0; i < 48; i++) {
        arena_spot(rules, 250 + i % 8 * 500, 200 + i / 8 * 400, 0);
    }
}

struct set {
    const char *name;
    void (*rules)(struct rules *rules);
    unsigned players, ticks;
    uint32_t gap; // 0: keyframes
    uint8_t lag;
    bool bots;
    bool merged;
    bool in_cells;    // as one after another of the players may see it
    bool things_only; // all but them has matches enough
};

// clang-format off
static const struct set sets[] = {
    {"bots", arena_deathmatch, 16, 9000, 1, .bots = true},
    {"people", arena_deathmatch, 16, 9000, 1, .lag = 1},
    {"people_late", arena_deathmatch, 16, 9000, 1, .lag = 6},
    {"bots_100", arena_deathmatch, 100, 3000, 1, .bots = true},
    {"people_100", arena_deathmatch, 100, 3000, 1, .lag = 3},
    {"tag_bots", arena_tag, 16, 6000, 1, .bots = true},
    {"tag_people", arena_tag, 16, 6000, 1, .lag = 0},
    {"bots_15hz", arena_deathmatch, 16, 3000, 2, .bots = true, .lag = 2},
    {"people_15hz", arena_deathmatch, 16, 3000, 2, .lag = 2},
    {"people_10hz", arena_deathmatch, 16, 3000, 3, .lag = 2},
    {"people_3hz", arena_deathmatch, 16, 3000, 10, .lag = 2},
    {"people_merged", arena_deathmatch, 16, 3000, 30, .merged = true, .lag = 2},
    {"keys", arena_deathmatch, 16, 3000, 0, .lag = 2},
    {"cells", wide_field, 128, 2000, 1, .in_cells = true, .lag = 2},
    {"flags_bots", things_flags, 16, 6000, 1, .bots = true, .things_only = true},
    {"flags_people", things_flags, 16, 6000, 1, .lag = 1, .things_only = true},
    {"flags_keys", things_flags, 16, 3000, 0, .lag = 2, .things_only = true},
    {"ball_bots", things_ball, 16, 6000, 1, .bots = true, .things_only = true},
    {"ball_people", things_ball, 16, 6000, 1, .lag = 1, .things_only = true},
    {"ball_10hz", things_ball, 16, 3000, 3, .lag = 2, .things_only = true},
};
// clang-format on

static struct match_play play;
static struct replica replica;
static struct entity before[MAX_ENTITIES], on_way[MAX_GAP][MAX_ENTITIES];
static struct snapshot way[MAX_GAP];
static uint8_t frame[MAX_FRAME];

static struct snapshot keep(struct world *world, struct entity *entities)
{
    struct snapshot snap = world_snapshot(world);
    memcpy(entities, world->entity, sizeof(world->entity));
    snap.entity = entities;
    return snap;
}

static size_t encode(const struct rules *rules, const struct snapshot *base,
        const struct snapshot *between, const struct snapshot *now)
{
    size_t len = replica_encode_way(&replica, frame, sizeof(frame), rules,
            &(struct replica_way){base, between, now});
    if (len == 0) {
        fprintf(stderr, "priors: a state that cannot be said\n");
        exit(EXIT_FAILURE);
    }
    return len;
}

/* What a player sees of the step from `base` to `now`. */
static size_t encode_seen(
        uint8_t slot, const struct snapshot *base, const struct snapshot *now)
{
    struct snapshot seen_base = {.entity = on_way[1]};
    struct snapshot seen_now = {.entity = on_way[2]};
    struct view view = {0};
    view_follow(&view, &play.rules, &base->entity[slot], VIEW_BLOCK);
    view_filter(&view, base, &seen_base);
    view_follow(&view, &play.rules, &now->entity[slot], VIEW_BLOCK);
    view_filter(&view, now, &seen_now);
    return encode(&play.rules, &seen_base, NULL, &seen_now);
}

static size_t play_frame(const struct set *set)
{
    struct snapshot base = keep(&play.world, before);
    uint32_t ticks = set->gap ? set->gap : 10;
    for (uint32_t i = 0; i < ticks; i++) {
        match_tick(&play);
        way[i] = keep(&play.world, on_way[i]);
    }
    if (set->in_cells) {
        return encode_seen(
                (uint8_t)(frame_count % set->players), &base, &way[0]);
    }
    return encode(&play.rules, set->gap ? &base : NULL,
            set->gap > 1 && !set->merged ? way : NULL, &way[ticks - 1]);
}

static void tell(const char *name, size_t bytes, uint32_t frames)
{
    fprintf(stderr, "%-20s %8.2f bytes a frame\n", name,
            (double)bytes / frames);
}

static void play_set(const struct set *set)
{
    size_t bytes = 0;
    uint32_t first = frame_count;
    things_only = set->things_only;
    set->rules(&play.rules);
    play.lag = set->lag;
    match_start(&play, set->players, set->bots, 1 + set->players + set->gap);
    while (play.world.match.tick < set->ticks) {
        bytes += play_frame(set);
    }
    tell(set->name, bytes, frame_count - first);
    things_only = false;
}

/* What people did counts for more than what is made up here. */
#define TRACK_WEIGHT 2

static void play_track(const char *path)
{
    static struct track track;
    size_t bytes = 0;
    uint32_t first = frame_count;
    if (!track_open(&track, path)) {
        fprintf(stderr, "priors: %s is no recording\n", path);
        exit(EXIT_FAILURE);
    }
    for (unsigned i = 0; i < TRACK_WEIGHT; i++) {
        track_start(&track, 0);
        while (track.at < track.ticks / 2) {
            struct snapshot base = keep(&track.world, before);
            track_step(&track);
            struct snapshot now = world_snapshot(&track.world);
            bytes += encode(&track.rules, &base, NULL, &now);
        }
    }
    tell(path, bytes, frame_count - first);
    track_close(&track);
}

/* ---- the best odds ---- */

static int compare(const void *a, const void *b)
{
    const struct seen *x = a;
    const struct seen *y = b;
    if (x->context != y->context) {
        return x->context < y->context ? -1 : 1;
    }
    return x->order < y->order ? -1 : 1;
}

/* What a context's decisions cost when each frame starts from `start`. */
static double cost_of(
        const struct seen *from, const struct seen *end, struct odds start)
{
    static double bits[65537];
    double sum = 0;
    uint32_t at = 0;
    struct odds odds = start;
    for (uint32_t i = 1; i <= 65536 && bits[1] == 0; i++) {
        bits[65537 - i] = -log2((65537 - i) / 65536.0);
    }
    for (; from < end; from++) {
        if (from->frame != at) {
            at = from->frame;
            odds = start;
        }
        sum += bits[from->bit ? odds.one : 65536 - odds.one];
        learn(&odds, from->bit);
    }
    return sum;
}

static uint16_t clamped(double one)
{
    double scaled = one * 65536;
    return (uint16_t)(scaled < ONE_LEAST  ? ONE_LEAST
                      : scaled > ONE_MOST ? ONE_MOST
                                          : scaled);
}

/* Tried out: the overall share, or less or more of it at first, and to be how
 * sure of that. */
static struct odds best_odds(const struct seen *from, const struct seen *end)
{
    static const uint8_t sure[] = {
            0, 1, 2, 4, 6, 9, 13, 19, 28, 40, 60, 90, 127};
    static const uint8_t part[] = {40, 50, 62, 78, 98, 122, 153};
    struct odds best = {EVEN, 0};
    double least = cost_of(from, end, best);
    double ones = 0.4;
    for (const struct seen *s = from; s < end; s++) {
        ones += s->bit;
    }
    double ratio = ones / ((double)(end - from) + 0.8 - ones);
    for (size_t i = 0; i < ARRAY_LEN(sure); i++) {
        for (size_t n = 0; n < ARRAY_LEN(part); n++) {
            double odd = ratio * part[n] / 100;
            struct odds odds = {clamped(odd / (1 + odd)), sure[i]};
            double cost = cost_of(from, end, odds);
            if (cost < least) {
                least = cost;
                best = odds;
            }
        }
    }
    return best;
}

static void write_odds(void)
{
    const struct seen *at = seen;
    const struct seen *end = seen;
    qsort(seen, seen_count, sizeof(*seen), compare);
    puts("/* SPDX-License-Identifier: MIT */\n"
         "#include \"shared/priors.h\"\n\n#include <string.h>\n\n"
         "/* Written by tests/bench/priors, which says how: {one, seen}, in "
         "the "
         "order of\n * struct priors. */\n// clang-format off\n"
         "static const struct odds table[] = {");
    for (size_t i = 0; i < CONTEXTS; i++, at = end) {
        while (end < seen + seen_count && end->context == i) {
            end++;
        }
        struct odds odds = best_odds(at, end);
        printf("{%u,%u},%s", odds.one, odds.seen, i % 10 == 9 ? "\n" : "");
    }
    puts("\n};\n// clang-format on\n"
         "_Static_assert(sizeof(table) == sizeof(struct priors), \"one each\");"
         "\n\nvoid priors_start(struct priors *out)\n{\n"
         "    memcpy(out, table, sizeof(*out));\n}");
}

/* ---- costs ---- */

struct part {
    const char *name;
    size_t offset, size;
};

// clang-format off
#define PART(name) PART_AT(name)
#define PART_AT(name) \
    {#name, offsetof(struct priors, name), sizeof(((struct priors *)0)->name)},
#define FIELD_PART(name, type) PART(PART_OF.name)
#define FIELDS PART(PART_OF.group) PART(PART_OF.along) \
    ENTITY_FIELDS(FIELD_PART) FORESIGHT_FIELDS(FIELD_PART)
static const struct part parts[] = {
    PART(stepwise) PART(pressed) PART(fired) PART(steered) PART(way)
    PART(turn) PART(sudden) PART(lag) PART(wrong) PART(gone)
    PART(same) PART(more) PART(skip) PART(owner)
#define PART_OF entity[SORT_PLAYER][FAMILIAR]
    FIELDS
#undef PART_OF
#define PART_OF entity[SORT_PLAYER][ADRIFT]
    FIELDS
#undef PART_OF
#define PART_OF entity[SORT_THING][FAMILIAR]
    FIELDS
#undef PART_OF
#define PART_OF entity[SORT_SHOT][FAMILIAR]
    FIELDS
#undef PART_OF
    PART(entity[SORT_PLAYER][UNFAMILIAR]) PART(entity[SORT_THING][UNFAMILIAR])
    PART(entity[SORT_SHOT][UNFAMILIAR]) PART(entity[SORT_THING][ADRIFT])
    PART(entity[SORT_SHOT][ADRIFT]) PART(match)
};
// clang-format on

static double cost_of_part(const struct part *part)
{
    double bits = 0;
    size_t first = part->offset / sizeof(struct odds);
    for (size_t i = 0; i < part->size / sizeof(struct odds); i++) {
        bits += bits_of[first + i];
    }
    return bits / frame_count;
}

static void tell_costs(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
        if (strcmp(sets[i].name, name) == 0) {
            play_set(&sets[i]);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(parts) && frame_count > 0; i++) {
        double bits = cost_of_part(&parts[i]);
        if (bits >= 0.01) {
            fprintf(stderr, "%-30s %8.2f bits a frame\n", parts[i].name, bits);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--cost") == 0) {
        tell_costs(argv[2]);
        return EXIT_SUCCESS;
    }
    for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
        play_set(&sets[i]);
    }
    for (int i = 1; i < argc; i++) {
        play_track(argv[i]);
    }
    write_odds();
    return EXIT_SUCCESS;
}
