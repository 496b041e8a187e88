/* SPDX-License-Identifier: MIT */
#include "shared/thing.h"

#include <string.h>

#include "shared/body.h"
#include "shared/fixed.h"
#include "shared/geom.h"
#include "shared/rules.h"
#include "shared/world.h"

bool thing_is_there(const struct entity *thing)
{
    return thing->kind == ENTITY_THING && thing->hp > 0;
}

bool thing_lies(const struct entity *thing)
{
    return thing_is_there(thing) && thing->owner == NO_SLOT;
}

bool thing_touches(const struct entity *thing, int32_t x, int32_t y, int32_t r)
{
    int64_t reach = (int64_t)thing->hp * UNIT + r + TOUCH_GAP;
    int64_t dx = (int64_t)thing->x - x;
    int64_t dy = (int64_t)thing->y - y;
    return dx < reach && dx > -reach && dy < reach && dy > -reach &&
           dx * dx + dy * dy < reach * reach;
}

static struct entity *thing_in(struct world *world, uint8_t i)
{
    struct entity *thing = world_thing(world, i);
    return thing && thing->kind == ENTITY_THING ? thing : NULL;
}

static const struct rules_stand *stand_of(const struct rules *rules, uint8_t i)
{
    bool exists = i < rules->stand_count && i < MAX_THINGS;
    return exists ? &rules->stand[i] : NULL;
}

static bool is_at(const struct entity *thing, const struct rules_stand *stand)
{
    return stand && thing->x == stand->x && thing->y == stand->y;
}

static uint16_t radius_of(const struct rules *rules, uint8_t kind)
{
    const struct rules_kind *is = rules_kind(rules, kind);
    return is ? is->radius : 1;
}

static uint32_t home_after(const struct rules *rules, uint8_t kind)
{
    const struct rules_kind *is = rules_kind(rules, kind);
    return is ? is->home_after : 0;
}

static bool has_body(
        const struct rules *rules, const struct entity *thing, uint8_t body)
{
    const struct rules_kind *kind = rules_kind(rules, thing->type);
    return kind && kind->body == body;
}

/* ---- coming and going ---- */

static void place(struct world *world, const struct rules *rules,
        struct entity *thing, const struct rules_stand *stand)
{
    *thing = (struct entity){
            .kind = ENTITY_THING,
            .owner = NO_SLOT,
            .team = stand->team,
            .type = stand->kind,
            .born = world->match.tick,
            .x = stand->x,
            .y = stand->y,
            .hp = radius_of(rules, stand->kind),
            .foe = NO_SLOT,
    };
    world->memo[thing - world->entity] = (struct memo){0};
}

void things_place(struct world *world, const struct rules *rules)
{
    for (uint8_t i = 0; i < MAX_THINGS; i++) {
        struct entity *thing = world_thing(world, i);
        const struct rules_stand *stand = stand_of(rules, i);
        if (thing && stand) {
            place(world, rules, thing, stand);
        } else if (thing) {
            memset(thing, 0, sizeof(*thing));
        }
    }
}

/* Nobody's, and still. */
static void let_go(struct entity *thing)
{
    thing->owner = NO_SLOT;
    thing->vx = 0;
    thing->vy = 0;
    thing->back_at = 0;
}

static void go_home(struct world *world, const struct rules *rules, uint8_t i)
{
    struct entity *thing = world_thing(world, i);
    const struct rules_stand *stand = stand_of(rules, i);
    bool was_away = thing->hp == 0;
    if (!stand && !was_away) {
        memset(thing, 0, sizeof(*thing));
        return;
    }
    let_go(thing);
    thing->foe = NO_SLOT;
    thing->born = world->match.tick;
    thing->x = stand ? stand->x : thing->x;
    thing->y = stand ? stand->y : thing->y;
    thing->hp = was_away ? radius_of(rules, thing->type) : thing->hp;
}

void thing_home(struct world *world, const struct rules *rules, uint8_t i)
{
    struct entity *thing = thing_in(world, i);
    bool is_home =
            thing && thing_lies(thing) && is_at(thing, stand_of(rules, i));
    if (thing && thing_is_there(thing) && !is_home) {
        go_home(world, rules, i);
    }
}

void thing_take(struct world *world, const struct rules *rules, uint8_t i,
        uint32_t ticks)
{
    struct entity *thing = thing_in(world, i);
    const struct rules_stand *stand = stand_of(rules, i);
    if (!thing || !thing_is_there(thing)) {
        return;
    }
    if (!stand && ticks == 0) {
        memset(thing, 0, sizeof(*thing));
        return;
    }
    let_go(thing);
    thing->hp = 0;
    thing->x = stand ? stand->x : thing->x;
    thing->y = stand ? stand->y : thing->y;
    thing->back_at = ticks > 0 ? world->match.tick + ticks : 0;
}

uint8_t thing_spawn(struct world *world, const struct rules *rules,
        uint8_t kind, int32_t x, int32_t y, uint8_t team)
{
    for (uint8_t i = rules->stand_count; i < MAX_THINGS; i++) {
        struct entity *thing = world_thing(world, i);
        if (thing && thing->kind == ENTITY_NONE && rules_kind(rules, kind)) {
            place(world, rules, thing,
                    &(struct rules_stand){
                            .x = fixed_clamp(x, 0, rules->width),
                            .y = fixed_clamp(y, 0, rules->height),
                            .kind = kind,
                            .team = team,
                    });
            return i;
        }
    }
    return NO_THING;
}

void things_grow(struct world *world, uint8_t kind, int32_t n)
{
    for (uint8_t i = 0; i < MAX_THINGS; i++) {
        struct entity *thing = thing_in(world, i);
        if (thing && thing_is_there(thing) && thing->type == kind) {
            n = fixed_clamp(n, -MAX_THING_RADIUS, MAX_THING_RADIUS);
            thing->hp =
                    (uint16_t)fixed_clamp(thing->hp + n, 1, MAX_THING_RADIUS);
        }
    }
}

/* ---- carried ---- */

static bool is_living(const struct world *world, uint8_t slot)
{
    return world_has_player(world, slot) && world->entity[slot].hp > 0;
}

uint8_t thing_carried(const struct world *world, uint8_t slot, uint8_t kind)
{
    for (uint8_t i = 0; i < MAX_THINGS && slot < world->player_limit &&
                        world->player_limit + i < world->entity_limit;
            i++) {
        const struct entity *thing = &world->entity[world->player_limit + i];
        if (thing_is_there(thing) && thing->owner == slot &&
                (kind == NO_THING || thing->type == kind)) {
            return i;
        }
    }
    return NO_THING;
}

bool thing_carry(
        struct world *world, const struct rules *rules, uint8_t i, uint8_t slot)
{
    struct entity *thing = thing_in(world, i);
    if (!thing || !thing_lies(thing) || !is_living(world, slot) ||
            !has_body(rules, thing, BODY_CARRIED) ||
            thing_carried(world, slot, NO_THING) != NO_THING) {
        return false;
    }
    let_go(thing);
    thing->owner = slot;
    thing->foe = slot;
    thing->x = world->entity[slot].x;
    thing->y = world->entity[slot].y;
    return true;
}

/* It lies where it is. To all but who carried it, it is new there. */
static void drop(
        struct world *world, const struct rules *rules, struct entity *thing)
{
    uint32_t after = home_after(rules, thing->type);
    let_go(thing);
    thing->born = world->match.tick;
    thing->back_at = after > 0 ? world->match.tick + after : 0;
}

void things_drop(struct world *world, const struct rules *rules, uint8_t slot)
{
    for (uint8_t i = 0; i < MAX_THINGS; i++) {
        struct entity *thing = thing_in(world, i);
        if (thing && thing_is_there(thing) && thing->owner == slot) {
            drop(world, rules, thing);
        }
    }
}

/* ---- a tick ---- */

static void wake(struct world *world, const struct rules *rules, uint8_t i)
{
    struct entity *thing = world_thing(world, i);
    uint32_t tick = world->match.tick;
    uint32_t after = home_after(rules, thing->type);
    bool is_home = is_at(thing, stand_of(rules, i));
    if (thing->owner != NO_SLOT &&
            (thing->hp == 0 || !is_living(world, thing->owner) ||
                    !has_body(rules, thing, BODY_CARRIED))) {
        drop(world, rules, thing);
    }
    if (thing->hp == 0) {
        if (thing->back_at != 0 && tick >= thing->back_at) {
            go_home(world, rules, i);
        }
    } else if (thing->owner != NO_SLOT || is_home) {
        thing->back_at = 0;
    } else if (thing->back_at != 0 && tick >= thing->back_at) {
        go_home(world, rules, i);
    } else if (thing->back_at == 0 && after > 0) {
        thing->back_at = tick + after;
    }
}

void things_wake(struct world *world, const struct rules *rules)
{
    for (uint8_t i = 0; i < MAX_THINGS && rules->kind_count > 0; i++) {
        if (thing_in(world, i)) {
            wake(world, rules, i);
        }
    }
}

void things_posts(
        struct world *world, const struct rules *rules, struct posts *posts)
{
    posts->count = 0;
    for (uint8_t i = 0; i < MAX_THINGS && rules->kind_count > 0; i++) {
        const struct entity *thing = thing_in(world, i);
        if (thing && thing_is_there(thing) &&
                has_body(rules, thing, BODY_SOLID)) {
            posts->item[posts->count++] = (struct post){
                    .x = fixed_clamp(thing->x, 0, rules->width),
                    .y = fixed_clamp(thing->y, 0, rules->height),
                    .r = fixed_clamp(thing->hp, 1, MAX_THING_RADIUS) * UNIT,
            };
        }
    }
}

/* ---- a change of rules ---- */

static uint8_t kind_by_id(const struct rules *rules, const char *id)
{
    for (uint8_t i = 0; i < rules->kind_count && i < MAX_KINDS; i++) {
        if (rules_same_id(rules->kind[i].id, id)) {
            return i;
        }
    }
    return NO_THING;
}

/* What stood as it was meant to stands as it is meant to now. */
static void change_stand(struct entity *thing, const struct rules_stand *old,
        const struct rules_stand *now)
{
    if (is_at(thing, old)) {
        thing->x = now->x;
        thing->y = now->y;
    }
    if (thing->team == old->team) {
        thing->team = now->team;
    }
}

/* False when its kind, or its stand, is not there any more. */
static bool change_thing(struct entity *thing, uint8_t i,
        const struct rules *old, const struct rules *now)
{
    const struct rules_kind *kind = rules_kind(old, thing->type);
    const struct rules_stand *old_stand = stand_of(old, i);
    const struct rules_stand *stand = stand_of(now, i);
    uint8_t index = kind ? kind_by_id(now, kind->id) : NO_THING;
    if (index == NO_THING || (old_stand && !stand) ||
            (stand && (!old_stand || stand->kind != index))) {
        return false;
    }
    if (thing->hp == kind->radius) {
        thing->hp = radius_of(now, index);
    }
    if (stand) {
        change_stand(thing, old_stand, stand);
    }
    thing->type = index;
    thing->x = fixed_clamp(thing->x, 0, now->width);
    thing->y = fixed_clamp(thing->y, 0, now->height);
    return true;
}

void things_change_rules(
        struct world *world, const struct rules *old, const struct rules *now)
{
    bool is_begun =
            world->match.ends_at != 0 || world->match.phase == PHASE_WARMUP;
    for (uint8_t i = 0; i < MAX_THINGS; i++) {
        struct entity *thing = world_thing(world, i);
        const struct rules_stand *stand = stand_of(now, i);
        bool stays = thing && thing->kind == ENTITY_THING &&
                     change_thing(thing, i, old, now);
        if (!thing || stays) {
            continue;
        }
        memset(thing, 0, sizeof(*thing));
        if (stand && is_begun) {
            place(world, now, thing, stand);
        }
    }
}
