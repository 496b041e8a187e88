/* SPDX-License-Identifier: MIT
 *
 * pitch: players where a test of the simulation wants them.
 *
 * The field is 2000 x 1200 u and empty. Every player stands still where it was
 * put, and does what `input` says.
 */
#ifndef TESTS_UNIT_PITCH_H
#define TESTS_UNIT_PITCH_H

#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/golden/arena.h"

#define RIGHT 0
#define DOWN  16384 // aims, 1/65536 turn
#define LEFT  32768

struct pitch {
    struct rules rules;
    struct world world;
    struct input input[MAX_PLAYERS];
};

static inline void pitch_open(struct pitch *pitch)
{
    arena_empty(&pitch->rules, 2000, 1200);
    memset(pitch->input, 0, sizeof(pitch->input));
    sim_start(&pitch->world, &pitch->rules, 1);
}

/* Steps with what everybody presses. */
static inline void pitch_step(struct pitch *pitch, unsigned ticks)
{
    for (unsigned i = 0; i < ticks; i++) {
        sim_step(&pitch->world, &pitch->rules, pitch->input);
    }
}

static inline struct entity *pitch_player(struct pitch *pitch, uint8_t slot)
{
    return &pitch->world.entity[slot];
}

static inline void pitch_place(
        struct pitch *pitch, uint8_t slot, int32_t x, int32_t y)
{
    struct entity *player = pitch_player(pitch, slot);
    player->x = arena_u(x);
    player->y = arena_u(y);
    player->vx = 0;
    player->vy = 0;
}

/* A player at (x, y), in u, whose guard is over. */
static inline uint8_t pitch_join(struct pitch *pitch, int32_t x, int32_t y)
{
    uint8_t slot = sim_free_slot(&pitch->world);
    sim_join(&pitch->world, &pitch->rules, slot, false);
    pitch_place(pitch, slot, x, y);
    pitch_player(pitch, slot)->born -= SPAWN_GUARD;
    return slot;
}

static inline void pitch_press(
        struct pitch *pitch, uint8_t slot, uint8_t buttons, uint16_t aim)
{
    pitch->input[slot] = (struct input){.buttons = buttons, .aim = aim};
}

static inline unsigned pitch_shots(const struct pitch *pitch)
{
    unsigned shots = 0;
    const struct world *world = &pitch->world;
    for (unsigned i = world->player_limit; i < world->entity_limit; i++) {
        shots += world->entity[i].kind == ENTITY_SHOT;
    }
    return shots;
}

/* Adds a rule without conditions; change what the result points to before the
 * next. */
static inline struct rules_effect *pitch_rule(struct pitch *pitch,
        enum rules_event event, enum rules_op op, enum rules_who who, int32_t n)
{
    return arena_effect(&pitch->rules, event, op, who, n);
}

/* Adds a kind of thing that weighs what a player does, rolls on and on, and
 * bounces off fully; its radius is in u. */
static inline uint8_t pitch_kind(struct pitch *pitch, const char *id,
        enum rules_body body, uint16_t radius)
{
    struct rules *rules = &pitch->rules;
    struct rules_kind *kind = &rules->kind[rules->kind_count];
    *kind = (struct rules_kind){.body = (uint8_t)body,
            .radius = radius,
            .mass = 256,
            .bounce = 65535};
    arena_name(kind->id, id);
    return rules->kind_count++;
}

/* Has one stand at (x, y), in u, when the next bout begins. Returns its index.
 */
static inline uint8_t pitch_stand(
        struct pitch *pitch, uint8_t kind, int32_t x, int32_t y, uint8_t team)
{
    struct rules *rules = &pitch->rules;
    rules->stand[rules->stand_count] =
            (struct rules_stand){arena_u(x), arena_u(y), kind, team};
    return rules->stand_count++;
}

static inline struct entity *pitch_thing(struct pitch *pitch, uint8_t i)
{
    return world_thing(&pitch->world, i);
}

/* Adds a role like the first one. */
static inline uint8_t pitch_role(struct pitch *pitch, const char *id)
{
    struct rules *rules = &pitch->rules;
    struct rules_role *role = &rules->role[rules->role_count];
    *role = rules->role[0];
    role->starts = false;
    arena_name(role->id, id);
    return rules->role_count++;
}

#endif
