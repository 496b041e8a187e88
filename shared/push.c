/* SPDX-License-Identifier: MIT */
#include "shared/push.h"

#include "shared/body.h"
#include "shared/fixed.h"
#include "shared/geom.h"
#include "shared/rules.h"
#include "shared/thing.h"
#include "shared/world.h"

#define PLAYER_MASS 256
#define STRIDES_MAX 512
#define PASSES      2 // the second time, whom a wall let not yield stays put

/* What a thing may run into, or who into it. */
struct mate {
    struct entity *entity;
    int32_t way_x, way_y; // that it went in this tick, to where it is
    int32_t r, mass;
};

struct push {
    struct world *world;
    const struct rules *rules;
    const struct posts *posts;
    const struct places *was;
    const struct rules_kind *kind; // of the thing that moves
    struct entity *thing;
    int32_t r;
    uint16_t count;
    struct mate mate[MAX_PLAYERS + MAX_THINGS];
};

static int32_t magnitude(int32_t v)
{
    return v < 0 ? -v : v;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t radius_of(const struct entity *thing)
{
    return fixed_clamp(thing->hp, 1, MAX_THING_RADIUS) * UNIT;
}

static const struct rules_kind *pushed_kind(
        const struct rules *rules, const struct entity *thing)
{
    const struct rules_kind *kind = rules_kind(rules, thing->type);
    return kind && kind->body == BODY_PUSHED ? kind : NULL;
}

/* Moves it by (dx, dy), as walls and posts let it. */
static void slide(const struct push *push, struct entity *thing,
        const struct rules_kind *kind, int32_t dx, int32_t dy)
{
    struct disc disc = {
            .x = fixed_clamp(thing->x, 0, push->rules->width),
            .y = fixed_clamp(thing->y, 0, push->rules->height),
            .r = radius_of(thing),
            .vx = thing->vx,
            .vy = thing->vy,
            .dx = dx,
            .dy = dy,
            .bounce = kind->bounce,
            .posts = push->posts,
    };
    geom_move(push->rules, &disc);
    thing->x = disc.x;
    thing->y = disc.y;
    thing->vx = body_velocity(disc.vx);
    thing->vy = body_velocity(disc.vy);
}

/* ---- who is in the way ---- */

static void add_mate(struct push *push, struct mate mate)
{
    const struct entity *thing = push->thing;
    int64_t reach = (int64_t)push->r + mate.r;
    int64_t dx = (int64_t)mate.entity->x - thing->x;
    int64_t dy = (int64_t)mate.entity->y - thing->y;
    int64_t wide = reach + magnitude(thing->vx) + magnitude(mate.way_x);
    int64_t high = reach + magnitude(thing->vy) + magnitude(mate.way_y);
    if (dx < wide && dx > -wide && dy < high && dy > -high) {
        push->mate[push->count++] = mate;
    }
}

/* Who spawned in this tick came no way at all. */
static int32_t way(const struct push *push, const struct entity *player,
        int32_t from, int32_t to)
{
    int64_t gone = (int64_t)to - from;
    int64_t far = INT64_C(1) * MAX_MAP_UNITS * UNIT;
    bool is_far = gone > far || gone < -far;
    bool is_new = player->born == push->world->match.tick;
    return is_far || is_new ? 0 : (int32_t)gone;
}

static void find_players(struct push *push)
{
    const struct world *world = push->world;
    for (uint16_t i = 0; i < world->player_limit; i++) {
        struct entity *player = &push->world->entity[i];
        if (body_is_alive(player)) {
            add_mate(push,
                    (struct mate){
                            .entity = player,
                            .way_x = way(
                                    push, player, push->was->x[i], player->x),
                            .way_y = way(
                                    push, player, push->was->y[i], player->y),
                            .r = rules_role(push->rules, player->type)->radius,
                            .mass = PLAYER_MASS,
                    });
        }
    }
}

static void find_things(struct push *push)
{
    for (uint8_t i = 0; i < MAX_THINGS; i++) {
        struct entity *other = world_thing(push->world, i);
        const struct rules_kind *kind =
                other ? pushed_kind(push->rules, other) : NULL;
        if (kind && other != push->thing && thing_lies(other)) {
            add_mate(push, (struct mate){.entity = other,
                                   .r = radius_of(other),
                                   .mass = kind->mass});
        }
    }
}

/* ---- meeting them ---- */

/* Who yields goes `dx`, `dy` and gains `vx`, `vy`. */
static void yield(const struct push *push, const struct mate *mate, int32_t dx,
        int32_t dy, int32_t vx, int32_t vy)
{
    struct entity *entity = mate->entity;
    if (entity->kind == ENTITY_PLAYER) {
        const struct shove by = {dx, dy, vx, vy};
        body_shove(entity, push->rules, push->posts, &by);
        return;
    }
    entity->vx = body_velocity(entity->vx + vx);
    entity->vy = body_velocity(entity->vy + vy);
    slide(push, entity, pushed_kind(push->rules, entity), dx, dy);
}

static void note_touch(const struct push *push, const struct mate *mate)
{
    uint32_t after = push->kind->home_after;
    if (mate->entity->kind == ENTITY_PLAYER) {
        push->thing->foe = mate->entity->owner;
        push->thing->back_at = after > 0 ? push->world->match.tick + after : 0;
    }
}

static int32_t along(int32_t part, int64_t v, int32_t length)
{
    return (int32_t)(part * v / length);
}

/* How fast the two come together along (nx, ny), which points to the thing. */
static int64_t closing_of(const struct push *push, const struct mate *mate,
        int32_t nx, int32_t ny, int32_t length)
{
    int64_t vx = mate->entity->vx - push->thing->vx;
    int64_t vy = mate->entity->vy - push->thing->vy;
    int64_t closing = (vx * nx + vy * ny) / length;
    return closing > 0 ? closing : 0;
}

/* The two part, each by its share, and hand on momentum. `left` of `strides`
 * are still to come: that far the mate is not yet where it is. */
static bool meet(struct push *push, const struct mate *mate, int32_t left,
        int32_t strides)
{
    struct entity *thing = push->thing;
    int32_t nx = thing->x - mate->entity->x + mate->way_x * left / strides;
    int32_t ny = thing->y - mate->entity->y + mate->way_y * left / strides;
    int32_t reach = push->r + mate->r;
    int64_t square = (int64_t)nx * nx + (int64_t)ny * ny;
    if (square >= (int64_t)reach * reach) {
        return false;
    }
    int32_t length = (int32_t)fixed_sqrt((uint64_t)square);
    int32_t depth = reach - length;
    if (length == 0) { // any way will do
        nx = length = 1;
    }
    int32_t total = push->kind->mass + mate->mass;
    int64_t closing = closing_of(push, mate, nx, ny, length);
    closing += closing * push->kind->bounce / FIXED_ONE;
    int64_t gain = closing * mate->mass / total;
    int64_t loss = closing * push->kind->mass / total;
    int32_t yields = (int32_t)((int64_t)depth * push->kind->mass / total);
    thing->vx = body_velocity(thing->vx + along(nx, gain, length));
    thing->vy = body_velocity(thing->vy + along(ny, gain, length));
    slide(push, thing, push->kind, along(nx, depth - yields + 1, length),
            along(ny, depth - yields + 1, length));
    yield(push, mate, along(nx, -yields, length), along(ny, -yields, length),
            along(nx, -loss, length), along(ny, -loss, length));
    note_touch(push, mate);
    return true;
}

/* ---- a tick ---- */

static int32_t strides_of(const struct push *push)
{
    int32_t stride = push->r;
    int32_t longest =
            larger(magnitude(push->thing->vx), magnitude(push->thing->vy));
    for (uint16_t i = 0; i < push->count; i++) {
        const struct mate *mate = &push->mate[i];
        stride = mate->r < stride ? mate->r : stride;
        longest = larger(longest,
                larger(magnitude(mate->way_x), magnitude(mate->way_y)));
    }
    int32_t strides = push->count == 0 ? 1 : longest / larger(stride, UNIT) + 1;
    return strides < STRIDES_MAX ? strides : STRIDES_MAX;
}

static void roll(struct push *push)
{
    struct entity *thing = push->thing;
    int32_t strides = strides_of(push);
    for (int32_t i = 1; i <= strides; i++) {
        slide(push, thing, push->kind,
                thing->vx * i / strides - thing->vx * (i - 1) / strides,
                thing->vy * i / strides - thing->vy * (i - 1) / strides);
        bool met = true;
        for (unsigned pass = 0; pass < PASSES && met; pass++) {
            met = false;
            for (uint16_t m = 0; m < push->count; m++) {
                met |= meet(push, &push->mate[m], strides - i, strides);
            }
        }
    }
}

static void move_pushed(struct push *push, struct entity *thing)
{
    push->kind = pushed_kind(push->rules, thing);
    if (!push->kind) {
        return;
    }
    thing->vx = body_velocity(body_coast(thing->vx, push->kind->drag));
    thing->vy = body_velocity(body_coast(thing->vy, push->kind->drag));
    thing->x = fixed_clamp(thing->x, 0, push->rules->width);
    thing->y = fixed_clamp(thing->y, 0, push->rules->height);
    push->thing = thing;
    push->r = radius_of(thing);
    push->count = 0;
    find_players(push);
    find_things(push);
    roll(push);
}

void things_move(struct world *world, const struct rules *rules,
        const struct posts *posts, const struct places *was)
{
    if (rules->kind_count == 0) {
        return;
    }
    struct push push;
    push.world = world;
    push.rules = rules;
    push.posts = posts;
    push.was = was;
    for (uint8_t i = 0; i < MAX_THINGS; i++) {
        struct entity *thing = world_thing(world, i);
        if (thing && thing_lies(thing)) {
            move_pushed(&push, thing);
        }
    }
    for (uint8_t i = 0; i < MAX_THINGS; i++) {
        struct entity *thing = world_thing(world, i);
        if (thing && thing_is_there(thing) &&
                thing->owner < world->player_limit) {
            thing->x = world->entity[thing->owner].x;
            thing->y = world->entity[thing->owner].y;
        }
    }
}
