/* SPDX-License-Identifier: MIT */
#include "shared/world.h"

#include <string.h>

#include "shared/hash.h"

void world_clear(
        struct world *world, uint16_t player_limit, uint16_t entity_limit)
{
    size_t behind = offsetof(struct world, entity) + sizeof(world->entity);
    memset(world, 0, offsetof(struct world, entity));
    memset(world->entity, 0, entity_limit * sizeof(world->entity[0]));
    memset((uint8_t *)world + behind, 0, sizeof(*world) - behind);
    world->player_limit = player_limit;
    world->entity_limit = entity_limit;
}

bool match_in_play(const struct match *match)
{
    bool counts = match->phase == PHASE_PLAY || match->phase == PHASE_OVERTIME;
    return counts && match->bout_at <= match->tick;
}

struct entity *world_thing(struct world *world, uint8_t i)
{
    uint16_t slot = (uint16_t)(world->player_limit + i);
    bool exists = i < MAX_THINGS && slot < world->entity_limit;
    return exists ? &world->entity[slot] : NULL;
}

/* Who is out of sight may well be alive. */
uint32_t world_living_roles(const struct world *world)
{
    uint32_t roles = 0;
    for (uint16_t i = 0; i < world->player_limit; i++) {
        const struct entity *player = &world->entity[i];
        if (player->kind == ENTITY_PLAYER && player->type < MAX_ROLES &&
                (player->hp > 0 || player->back_at == BACK_NEVER)) {
            roles |= (uint32_t)1 << player->type;
        }
    }
    return roles;
}

bool entity_guarded(const struct entity *player, uint32_t tick)
{
    bool has_shot = player->ready_at != player->born;
    return !has_shot && tick - player->born < SPAWN_GUARD;
}

void world_guess_past(struct world *world)
{
    for (uint32_t ago = 0; ago < PLACES_KEPT; ago++) {
        struct places *places =
                &world->past[(world->match.tick - ago) % PLACES_KEPT];
        for (uint16_t i = 0; i < world->player_limit; i++) {
            const struct entity *player = &world->entity[i];
            places->x[i] =
                    (int32_t)((uint32_t)player->x - (uint32_t)player->vx * ago);
            places->y[i] =
                    (int32_t)((uint32_t)player->y - (uint32_t)player->vy * ago);
        }
    }
}

struct snapshot world_snapshot(struct world *world)
{
    return (struct snapshot){
            .match = world->match,
            .player_limit = world->player_limit,
            .entity_limit = world->entity_limit,
            .entity = world->entity,
    };
}

bool snapshot_is_sayable(const struct snapshot *snap)
{
    for (uint16_t i = 0; i < snap->entity_limit; i++) {
        if (snap->entity[i].kind != ENTITY_NONE &&
                snap->entity[i].kind != slot_kind(snap->player_limit, i)) {
            return false;
        }
    }
    return true;
}

bool snapshot_match_is_valid(const struct snapshot *snap)
{
    const struct match *match = &snap->match;
    bool is_role = match->winner >= WINNER_ROLE &&
                   match->winner < WINNER_ROLE + MAX_ROLES;
    return match->phase < PHASE_COUNT &&
           (match->winner < snap->player_limit || match->winner < MAX_TEAMS ||
                   is_role || match->winner == NO_SLOT);
}

static bool is_place(int32_t at)
{
    return at >= -PLACE_MAX && at <= PLACE_MAX;
}

bool snapshot_entity_is_valid(const struct snapshot *snap, uint16_t slot)
{
    static const uint8_t types[ENTITY_KINDS] = {
            1, MAX_ROLES, MAX_WEAPONS, MAX_KINDS};
    const struct entity *entity = &snap->entity[slot];
    return (entity->owner < snap->player_limit || entity->owner == NO_SLOT) &&
           (entity->foe < snap->player_limit || entity->foe == NO_SLOT) &&
           entity->team <= MAX_TEAMS && entity->type < types[entity->kind] &&
           is_place(entity->x) && is_place(entity->y);
}

static uint32_t hash_match(uint32_t hash, const struct match *match)
{
#define X(name, type) \
    hash = hash_value(hash, (uint64_t)match->name, sizeof(match->name));
    MATCH_FIELDS(X)
#undef X
    return hash;
}

static uint32_t hash_entity(uint32_t hash, const struct entity *entity)
{
    if (entity->kind == ENTITY_NONE) {
        return hash_value(hash, ENTITY_NONE, sizeof(entity->kind));
    }
#define X(name, type) \
    hash = hash_value(hash, (uint64_t)entity->name, sizeof(entity->name));
    ENTITY_FIELDS(X)
#undef X
    return hash;
}

static uint32_t hash_foresight(uint32_t hash, const struct entity *entity)
{
#define X(name, type) \
    hash = hash_value(hash, (uint64_t)entity->name, sizeof(entity->name));
    FORESIGHT_FIELDS(X)
#undef X
    return hash;
}

uint32_t snapshot_hash(const struct snapshot *snap)
{
    uint32_t hash = hash_match(HASH_START, &snap->match);
    for (uint16_t i = 0; i < snap->entity_limit; i++) {
        hash = hash_entity(hash, &snap->entity[i]);
    }
    return hash;
}

uint32_t snapshot_replica_hash(const struct snapshot *snap)
{
    uint32_t hash = snapshot_hash(snap);
    for (uint16_t i = 0; i < snap->entity_limit; i++) {
        if (snap->entity[i].kind != ENTITY_NONE) {
            hash = hash_foresight(hash, &snap->entity[i]);
        }
    }
    return hash;
}
