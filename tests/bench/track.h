/* SPDX-License-Identifier: MIT
 *
 * track: recordings of motion as states of a game, to measure encodings with.
 *
 * A file is little-endian: 'TRK1', u16 slots, u16 flags, u32 ticks, u32 Hz *
 * 1000; then per tick and slot u8 present, u16 x, u16 y, u16 angle (65536 to a
 * turn). A recorded pixel becomes one step of a coordinate, the difference to
 * the tick before the velocity. Nobody presses anything and nothing slows down,
 * so that whoever steps the game foresees that all go straight on: what is left
 * to say is how they did not.
 */
#ifndef TESTS_BENCH_TRACK_H
#define TESTS_BENCH_TRACK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"

#define TRACK_HEAD   16
#define TRACK_RECORD 7 // bytes

struct track {
    uint16_t slots;
    uint32_t ticks;
    uint32_t hz;
    uint8_t *record; // ticks * slots of them; owned
    struct rules rules;
    struct world world;
    uint32_t at; // the tick that the world is at
};

static inline uint32_t track_number(const uint8_t *bytes, unsigned count)
{
    uint32_t value = 0;
    while (count-- > 0) {
        value = value << 8 | bytes[count];
    }
    return value;
}

/* False when it is no recording, or has too many slots. */
static inline bool track_open(struct track *track, const char *path)
{
    uint8_t head[TRACK_HEAD];
    memset(track, 0, sizeof(*track));
    FILE *file = fopen(path, "rb");
    if (!file) {
        return false;
    }
    bool good = fread(head, 1, TRACK_HEAD, file) == TRACK_HEAD &&
                memcmp(head, "TRK1", 4) == 0;
    track->slots = (uint16_t)track_number(head + 4, 2);
    track->ticks = track_number(head + 8, 4);
    track->hz = track_number(head + 12, 4) / 1000;
    size_t size = (size_t)track->ticks * track->slots * TRACK_RECORD;
    good = good && track->slots <= MAX_PLAYERS && track->ticks < 1u << 20;
    track->record = good ? malloc(size + 1) : NULL;
    good = track->record && fread(track->record, 1, size, file) == size;
    fclose(file);
    return good;
}

static inline void track_close(struct track *track)
{
    free(track->record);
    track->record = NULL;
}

/* An endless field on which one touches nobody. */
static inline void track_rules(struct rules *rules)
{
    memset(rules, 0, sizeof(*rules));
    rules->role_count = 1;
    rules->role[0].hp = 1;
    rules->role[0].weapon = NO_WEAPON;
    rules->role[0].starts = true;
    rules->width = UINT16_MAX;
    rules->height = UINT16_MAX;
    rules->max_players = MAX_PLAYERS;
}

static inline void track_place(struct track *track, uint16_t slot)
{
    const uint8_t *record =
            track->record +
            ((size_t)track->at * track->slots + slot) * TRACK_RECORD;
    struct entity *entity = &track->world.entity[slot];
    int32_t x = (int32_t)track_number(record + 1, 2);
    int32_t y = (int32_t)track_number(record + 3, 2);
    if (record[0] == 0) {
        memset(entity, 0, sizeof(*entity));
        return;
    }
    if (entity->kind == ENTITY_NONE) {
        *entity = (struct entity){.kind = ENTITY_PLAYER,
                .owner = (uint8_t)slot,
                .born = track->world.match.tick,
                .aim = record[6],
                .hp = 1,
                .foe = NO_SLOT,
                .ready_at = track->world.match.tick,
                .x = x,
                .y = y};
    }
    // `was` is not where the step left it, but where it began
    entity->vx = (int16_t)(x - entity->x);
    entity->vy = (int16_t)(y - entity->y);
    entity->x = x;
    entity->y = y;
}

/* Goes on to the next recorded tick; false at the end. */
static inline bool track_step(struct track *track)
{
    struct input input[MAX_PLAYERS] = {{0}};
    struct world *world = &track->world;
    struct entity was[MAX_PLAYERS];
    if (track->at + 1 >= track->ticks) {
        return false;
    }
    track->at++;
    for (uint16_t i = 0; i < track->slots; i++) {
        const uint8_t *record =
                track->record +
                ((size_t)track->at * track->slots + i) * TRACK_RECORD;
        input[i].aim = (uint16_t)(record[6] << 8);
        was[i] = world->entity[i];
    }
    sim_step(world, &track->rules, input);
    for (uint16_t i = 0; i < track->slots; i++) {
        world->entity[i].x = was[i].x;
        world->entity[i].y = was[i].y;
        track_place(track, i);
    }
    return true;
}

/* To that tick of the recording, as if it began there. */
static inline void track_start(struct track *track, uint32_t at)
{
    struct world *world = &track->world;
    track_rules(&track->rules);
    memset(world, 0, sizeof(*world));
    world->player_limit = track->slots;
    world->entity_limit = first_shot_slot(track->slots);
    world->match.winner = NO_SLOT;
    world->match.ends_at = UINT32_MAX;
    world->match.tick = 1;
    track->at = at;
    for (uint16_t i = 0; i < track->slots; i++) {
        track_place(track, i);
    }
}

#endif
