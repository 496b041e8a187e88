/* SPDX-License-Identifier: MIT */
#include "server/history.h"

#include <stdlib.h>
#include <string.h>

#include "shared/delta.h"
#include "shared/world.h"

#define TICKS (MAX_GAP + 2)

struct kept {
    uint16_t slot;
    struct entity entity;
};

struct past {
    bool used;
    struct match match;
    uint64_t first; // counts all entities ever kept
    uint16_t count;
};

struct history {
    uint16_t player_limit, entity_limit;
    struct past past[TICKS]; // by tick % TICKS
    uint64_t end;            // of all entities ever kept
    size_t capacity;
    struct kept kept[]; // by count % capacity
};

struct history *history_create(uint16_t player_limit, uint16_t entity_limit)
{
    // half as many shots as players on average, and no less than one full tick
    size_t capacity = TICKS * (size_t)(player_limit + player_limit / 2);
    if (capacity < entity_limit) {
        capacity = entity_limit;
    }
    struct history *history =
            calloc(1, sizeof(*history) + capacity * sizeof(struct kept));
    if (history) {
        history->player_limit = player_limit;
        history->entity_limit = entity_limit;
        history->capacity = capacity;
    }
    return history;
}

void history_destroy(struct history *history)
{
    free(history);
}

void history_put(struct history *history, const struct snapshot *snap)
{
    struct past *past = &history->past[snap->match.tick % TICKS];

    past->used = true;
    past->match = snap->match;
    past->first = history->end;
    for (uint16_t i = 0; i < snap->entity_limit; i++) {
        if (snap->entity[i].kind == ENTITY_NONE) {
            continue;
        }
        struct kept *kept = &history->kept[history->end % history->capacity];
        kept->slot = i;
        kept->entity = snap->entity[i];
        history->end++;
    }
    past->count = (uint16_t)(history->end - past->first);
}

bool history_get(
        const struct history *history, uint32_t tick, struct snapshot *out)
{
    const struct past *past = &history->past[tick % TICKS];

    if (!past->used || past->match.tick != tick ||
            history->end - past->first > history->capacity) {
        return false;
    }
    out->match = past->match;
    out->player_limit = history->player_limit;
    out->entity_limit = history->entity_limit;
    memset(out->entity, 0, history->entity_limit * sizeof(out->entity[0]));
    for (uint64_t i = past->first; i < past->first + past->count; i++) {
        const struct kept *kept = &history->kept[i % history->capacity];
        out->entity[kept->slot] = kept->entity;
    }
    return true;
}

void history_clear(struct history *history)
{
    memset(history->past, 0, sizeof(history->past));
}
