/* SPDX-License-Identifier: MIT */
#include "server/history.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "shared/delta.h"
#include "shared/world.h"

#define TICKS        (MAX_GAP + 2)
#define ENTITY_WORDS (sizeof(struct entity) / sizeof(uint32_t))

// A moving player takes 5 words a tick, a flying shot 3; one in two is flying.
#define WORDS_PER_PLAYER 8

static_assert(sizeof(struct entity) % sizeof(uint32_t) == 0, "whole words");
static_assert(ENTITY_WORDS <= 16, "a bit each in a header");

/* A tick, and the way back from it to the one before: for each entity that
 * differs its slot << 16 | mask of the words that do, and those words of both
 * states XORed. */
struct past {
    bool used;
    struct match match;
    uint64_t first; // of its words, counting all ever kept
    uint32_t count;
};

struct history {
    uint16_t player_limit, entity_limit;
    uint32_t tick;           // the latest
    struct entity *latest;   // entity_limit of them
    struct past past[TICKS]; // by tick % TICKS
    uint64_t end;            // of all words ever kept
    size_t capacity;
    uint32_t word[]; // by count % capacity
};

struct history *history_create(uint16_t player_limit, uint16_t entity_limit)
{
    // and no less than it takes to replace everything at once
    size_t usual = (size_t)TICKS * player_limit * WORDS_PER_PLAYER;
    size_t most = entity_limit * (ENTITY_WORDS + 1);
    size_t capacity = usual > most ? usual : most;
    struct history *history =
            calloc(1, sizeof(*history) + capacity * sizeof(history->word[0]));

    if (!history) {
        return NULL;
    }
    history->player_limit = player_limit;
    history->entity_limit = entity_limit;
    history->capacity = capacity;
    history->latest = calloc(entity_limit, sizeof(history->latest[0]));
    if (!history->latest) {
        history_destroy(history);
        return NULL;
    }
    return history;
}

void history_destroy(struct history *history)
{
    if (history) {
        free(history->latest);
        free(history);
    }
}

/* ---- forwards ---- */

static void keep(struct history *history, uint32_t word)
{
    history->word[history->end % history->capacity] = word;
    history->end++;
}

static void keep_difference(struct history *history, uint16_t slot,
        const struct entity *before, const struct entity *after)
{
    uint32_t a[ENTITY_WORDS], b[ENTITY_WORDS], mask = 0;

    memcpy(a, before, sizeof(a));
    memcpy(b, after, sizeof(b));
    for (unsigned i = 0; i < ENTITY_WORDS; i++) {
        mask |= (uint32_t)(a[i] != b[i]) << i;
    }
    if (mask == 0) {
        return;
    }
    keep(history, (uint32_t)slot << 16 | mask);
    for (unsigned i = 0; i < ENTITY_WORDS; i++) {
        if (a[i] != b[i]) {
            keep(history, a[i] ^ b[i]);
        }
    }
}

static void keep_differences(struct history *history, const struct entity *now)
{
    for (uint16_t i = 0; i < history->entity_limit; i++) {
        const struct entity *before = &history->latest[i];
        // of what is NONE everything is 0
        if (before->kind != ENTITY_NONE || now[i].kind != ENTITY_NONE) {
            keep_difference(history, i, before, &now[i]);
            history->latest[i] = now[i];
        }
    }
}

void history_put(struct history *history, const struct snapshot *snap)
{
    uint32_t tick = snap->match.tick;
    struct past *past = &history->past[tick % TICKS];

    if (tick != history->tick + 1) {
        memset(history->past, 0, sizeof(history->past)); // no way back
    }
    past->used = true;
    past->match = snap->match;
    past->first = history->end;
    keep_differences(history, snap->entity);
    past->count = (uint32_t)(history->end - past->first);
    history->tick = tick;
}

/* ---- backwards ---- */

static bool is_kept(const struct history *history, uint32_t tick)
{
    const struct past *past = &history->past[tick % TICKS];

    return past->used && past->match.tick == tick;
}

/* Whether the way from `tick` to the one before is still there. */
static bool leads_back(const struct history *history, uint32_t tick)
{
    uint64_t first = history->past[tick % TICKS].first;

    return is_kept(history, tick) && history->end - first <= history->capacity;
}

static uint32_t word_at(const struct history *history, uint64_t count)
{
    return history->word[count % history->capacity];
}

/* Takes the entities of `past` to those of the tick before. */
static void go_back(const struct history *history, const struct past *past,
        struct entity *entity)
{
    uint64_t at = past->first;

    while (at < past->first + past->count) {
        uint32_t head = word_at(history, at++), words[ENTITY_WORDS];
        struct entity *changed = &entity[head >> 16];
        memcpy(words, changed, sizeof(words));
        for (unsigned i = 0; i < ENTITY_WORDS; i++) {
            if (head >> i & 1) {
                words[i] ^= word_at(history, at++);
            }
        }
        memcpy(changed, words, sizeof(words));
    }
}

bool history_get(
        const struct history *history, uint32_t tick, struct snapshot *out)
{
    // ways are forgotten oldest first: with the first of them all are there
    if (!is_kept(history, tick) ||
            (tick != history->tick && !leads_back(history, tick + 1))) {
        return false;
    }
    out->match = history->past[tick % TICKS].match;
    out->player_limit = history->player_limit;
    out->entity_limit = history->entity_limit;
    memcpy(out->entity, history->latest,
            history->entity_limit * sizeof(out->entity[0]));
    for (uint32_t at = history->tick; at != tick; at--) {
        go_back(history, &history->past[at % TICKS], out->entity);
    }
    return true;
}
