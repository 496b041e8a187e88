/* SPDX-License-Identifier: MIT */
#include "shared/bot_mind.h"

#include "shared/fixed.h"
#include "shared/geom.h"
#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/world.h"

#define SKILL_MAX 1000

static uint8_t carried_by(const struct mind *mind)
{
    const struct entity *thing;
    uint8_t i = 0;
    while ((thing = bot_next_thing(mind, &i))) {
        const struct rules_kind *kind = rules_kind(mind->rules, thing->type);
        if (thing->owner == mind->slot && kind && kind->body == BODY_CARRIED) {
            return thing->type;
        }
    }
    return NO_THING;
}

struct mind bot_mind(
        struct world *world, const struct rules *rules, uint8_t slot)
{
    const struct entity *self = &world->entity[slot];
    const struct rules_role *role = rules_role(rules, self->type);
    struct mind mind = {
            .world = world,
            .rules = rules,
            .bot = &world->bot[slot],
            .self = self,
            .role = role,
            .weapon = rules_weapon(rules, role->weapon),
            .slot = slot,
            .now = world->match.tick + 1,
    };
    mind.carries = rules->kind_count > 0 ? carried_by(&mind) : NO_THING;
    return mind;
}

uint32_t bot_dice(struct mind *mind, uint32_t sides)
{
    return rng_below(&mind->world->secret_rng, sides);
}

int32_t bot_by_skill(const struct mind *mind, int32_t beginner, int32_t master)
{
    int32_t skill = fixed_clamp(mind->rules->bot_skill, 0, SKILL_MAX);
    return beginner + (master - beginner) * skill / SKILL_MAX;
}

struct point bot_place(const struct entity *entity)
{
    return (struct point){entity->x, entity->y};
}

static int32_t magnitude(int32_t v)
{
    return v < 0 ? -v : v;
}

int32_t bot_distance(struct point a, struct point b)
{
    int32_t dx = magnitude(a.x - b.x);
    int32_t dy = magnitude(a.y - b.y);
    return dx > dy ? dx + dy * 3 / 8 : dy + dx * 3 / 8;
}

struct point bot_beyond(struct point from, struct point to, int32_t far)
{
    int64_t dx = to.x - from.x;
    int64_t dy = to.y - from.y;
    int64_t length = fixed_sqrt((uint64_t)(dx * dx + dy * dy));
    if (length == 0) {
        return to;
    }
    return (struct point){to.x + (int32_t)(dx * far / length),
            to.y + (int32_t)(dy * far / length)};
}

/* The share of the way that a disc goes until it meets something. */
static int32_t sweep(const struct mind *mind, const struct disc *disc)
{
    int32_t share = geom_sweep_walls(mind->rules, disc);
    const struct entity *thing;
    uint8_t i = 0;
    while (mind->rules->kind_count > 0 && (thing = bot_next_thing(mind, &i))) {
        const struct rules_kind *kind = rules_kind(mind->rules, thing->type);
        if (kind && kind->body == BODY_SOLID) {
            int32_t met =
                    geom_sweep_disc(disc, thing->x, thing->y, U(thing->hp));
            share = met < share ? met : share;
        }
    }
    return share;
}

bool bot_sees(
        const struct mind *mind, struct point from, struct point to, int32_t r)
{
    struct disc disc = {.x = from.x,
            .y = from.y,
            .r = r,
            .dx = to.x - from.x,
            .dy = to.y - from.y};
    int32_t share = sweep(mind, &disc);
    int32_t nearly = bot_distance(from, to) - 2 * mind->role->radius;
    return share == GEOM_CLEAR ||
           fixed_mul(share, bot_distance(from, to)) >= nearly;
}

bool bot_can_walk(
        const struct mind *mind, struct point from, struct point to, int32_t r)
{
    struct disc disc = {.x = from.x,
            .y = from.y,
            .r = r,
            .dx = to.x - from.x,
            .dy = to.y - from.y};
    return sweep(mind, &disc) == GEOM_CLEAR;
}

const struct entity *bot_next_thing(const struct mind *mind, uint8_t *i)
{
    const struct world *world = mind->world;
    while (*i < MAX_THINGS && world->player_limit + *i < world->entity_limit) {
        const struct entity *thing = &world->entity[world->player_limit + *i];
        (*i)++;
        if (thing->kind == ENTITY_THING && thing->hp > 0) {
            return thing;
        }
    }
    return NULL;
}

bool bot_owns(const struct mind *mind, const struct entity *thing)
{
    return thing->team != 0 && thing->team == mind->self->team;
}
