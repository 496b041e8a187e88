/* SPDX-License-Identifier: MIT */
#include "shared/shot.h"

#include <string.h>

#include "shared/body.h"
#include "shared/effect.h"
#include "shared/event.h"
#include "shared/fixed.h"
#include "shared/world.h"

/* ---- flying ---- */

/* A living player as shots of one lag meet it in this tick. */
struct target {
    uint8_t slot;
    int32_t x, y, r;                   // when that tick began
    int32_t dx, dy;                    // its way since
    int32_t middle_x, middle_y, reach; // a box around all of that
};

struct targets {
    uint16_t count;
    struct target item[MAX_PLAYERS];
};

static int32_t magnitude(int32_t v)
{
    return v < 0 ? -v : v;
}

/* The way of `disc`, which is where it ended. */
static struct target target_on_way(
        uint8_t slot, const struct disc *disc, int32_t from_x, int32_t from_y)
{
    struct target target = {.slot = slot,
            .x = from_x,
            .y = from_y,
            .r = disc->r,
            .dx = disc->x - from_x,
            .dy = disc->y - from_y};
    target.middle_x = target.x + target.dx / 2;
    target.middle_y = target.y + target.dy / 2;
    int32_t wide = magnitude(target.dx);
    int32_t high = magnitude(target.dy);
    target.reach = target.r + (wide > high ? wide : high) / 2 + 1;
    return target;
}

/* Where everybody went in the tick `lag` ticks ago, whose body is that old. */
static void gather(struct targets *targets, const struct events *events,
        const struct places *was, uint32_t lag)
{
    const struct world *world = events->world;
    uint32_t tick = world->match.tick - lag;
    const struct places *then = &world->past[tick % PLACES_KEPT];
    const struct places *before =
            lag > 0 ? &world->past[(tick - 1) % PLACES_KEPT] : was;
    targets->count = 0;
    for (uint16_t i = 0; i < world->player_limit; i++) {
        const struct entity *player = &world->entity[i];
        uint32_t age = world->match.tick - player->born;
        if (!body_is_alive(player) || lag > age) {
            continue;
        }
        struct disc disc = body_disc(player, events->rules);
        if (lag > 0) {
            disc.x = fixed_clamp(then->x[i], 0, events->rules->width);
            disc.y = fixed_clamp(then->y[i], 0, events->rules->height);
        }
        bool is_new = lag == age;
        targets->item[targets->count++] = target_on_way((uint8_t)i, &disc,
                is_new ? disc.x : before->x[i], is_new ? disc.y : before->y[i]);
    }
}

static bool may_hit(const struct events *events, const struct entity *shot,
        const struct target *target)
{
    const struct entity *player = &events->world->entity[target->slot];
    if (shot->owner == target->slot || !body_is_alive(player)) {
        return false;
    }
    bool friendly = shot->team != 0 && shot->team == player->team;
    return !friendly || events->rules->friendly_fire;
}

/* The player the shot meets before it has gone `*share` of its way, which
 * becomes the share it does go; or NULL. */
static const struct target *find_hit(const struct events *events,
        const struct targets *targets, const struct entity *shot,
        const struct disc *disc, int32_t *share)
{
    int32_t middle_x = disc->x + disc->dx / 2;
    int32_t middle_y = disc->y + disc->dy / 2;
    int32_t wide = magnitude(disc->dx) / 2 + disc->r + 1;
    int32_t high = magnitude(disc->dy) / 2 + disc->r + 1;
    const struct target *found = NULL;
    for (uint16_t i = 0; i < targets->count; i++) {
        const struct target *target = &targets->item[i];
        if (magnitude(target->middle_x - middle_x) > target->reach + wide ||
                magnitude(target->middle_y - middle_y) > target->reach + high) {
            continue;
        }
        struct disc relative = *disc;
        relative.dx -= target->dx;
        relative.dy -= target->dy;
        int32_t met =
                geom_sweep_disc(&relative, target->x, target->y, target->r);
        if (met < *share && may_hit(events, shot, target)) {
            *share = met;
            found = target;
        }
    }
    return found;
}

/* The shot is spent on the player in `slot`. */
static void hit(struct events *events, const struct entity *shot, uint8_t slot)
{
    struct world *world = events->world;
    struct entity *player = &world->entity[slot];
    const struct rules_weapon *weapon = rules_weapon(events->rules, shot->type);
    if (!match_in_play(&world->match) ||
            entity_guarded(player, world->match.tick)) {
        return;
    }
    int64_t square =
            (int64_t)shot->vx * shot->vx + (int64_t)shot->vy * shot->vy;
    int64_t speed = fixed_sqrt((uint64_t)square);
    if (speed > 0) {
        int64_t knockback = weapon->knockback;
        const struct shove by = {
                .vx = (int32_t)(shot->vx * knockback / speed),
                .vy = (int32_t)(shot->vy * knockback / speed),
        };
        body_shove(player, events->rules, &events->posts, &by);
    }
    event_post(events, EVENT_HIT, shot->owner, slot);
    event_hurt(events, slot, shot->owner, weapon->damage);
    events_run(events);
}

static void fly(struct events *events, const struct targets *targets,
        struct entity *shot)
{
    const struct rules *rules = events->rules;
    const struct rules_weapon *weapon = rules_weapon(rules, shot->type);
    if (!weapon || events->world->match.tick >= shot->ready_at) {
        memset(shot, 0, sizeof(*shot));
        return;
    }
    struct disc disc = {
            .x = fixed_clamp(shot->x, 0, rules->width),
            .y = fixed_clamp(shot->y, 0, rules->height),
            .r = weapon->radius,
            .dx = shot->vx,
            .dy = shot->vy,
            .posts = &events->posts,
    };
    int32_t share = geom_sweep_walls(rules, &disc);
    const struct target *target =
            find_hit(events, targets, shot, &disc, &share);
    if (share == GEOM_CLEAR) {
        shot->x = disc.x + disc.dx;
        shot->y = disc.y + disc.dy;
        return;
    }
    struct entity spent = *shot;
    memset(shot, 0, sizeof(*shot));
    if (target) {
        hit(events, &spent, target->slot);
    }
}

static uint32_t lag_of(const struct entity *shot)
{
    return shot->lag < REWIND_TICKS ? shot->lag : REWIND_TICKS;
}

/* A bit for each lag that some shot has. */
static uint32_t lags_of_shots(const struct world *world)
{
    uint32_t lags = 0;
    for (uint16_t i = first_shot_slot(world->player_limit);
            i < world->entity_limit; i++) {
        if (world->entity[i].kind == ENTITY_SHOT) {
            lags |= 1u << lag_of(&world->entity[i]);
        }
    }
    return lags;
}

void shots_fly(struct events *events, const struct places *was)
{
    struct world *world = events->world;
    struct targets targets;
    uint32_t lags = lags_of_shots(world);
    for (uint32_t lag = 0; lags >> lag != 0; lag++) {
        if (!(lags >> lag & 1)) {
            continue;
        }
        gather(&targets, events, was, lag);
        for (uint16_t i = first_shot_slot(world->player_limit);
                i < world->entity_limit; i++) {
            if (world->entity[i].kind == ENTITY_SHOT &&
                    lag_of(&world->entity[i]) == lag) {
                fly(events, &targets, &world->entity[i]);
            }
        }
    }
}

/* ---- firing ---- */

/* A free slot, or that of the shot that fades first; NULL without any. */
static struct entity *make_room(struct world *world)
{
    struct entity *oldest = NULL;
    for (uint16_t i = first_shot_slot(world->player_limit);
            i < world->entity_limit; i++) {
        struct entity *shot = &world->entity[i];
        if (shot->kind == ENTITY_NONE) {
            return shot;
        }
        if (!oldest || shot->ready_at < oldest->ready_at) {
            oldest = shot;
        }
    }
    return oldest;
}

/* A pellet appears just outside its owner, unless a wall or post is there. */
static void fire_pellet(struct events *events, const struct entity *player,
        const struct rules_weapon *weapon, uint16_t aim)
{
    struct world *world = events->world;
    struct disc disc = body_disc(player, events->rules);
    int32_t arm = disc.r + weapon->radius + 1;
    disc.r = weapon->radius;
    disc.posts = &events->posts;
    disc.dx = fixed_mul(fixed_cos(aim), arm);
    disc.dy = fixed_mul(fixed_sin(aim), arm);
    if (geom_sweep_walls(events->rules, &disc) != GEOM_CLEAR) {
        return;
    }
    struct entity *shot = make_room(world);
    if (shot) {
        *shot = (struct entity){
                .kind = ENTITY_SHOT,
                .owner = player->owner,
                .team = player->team,
                .type = rules_role(events->rules, player->type)->weapon,
                .born = world->match.tick,
                .x = disc.x + disc.dx,
                .y = disc.y + disc.dy,
                .vx = (int16_t)fixed_mul(fixed_cos(aim), weapon->speed),
                .vy = (int16_t)fixed_mul(fixed_sin(aim), weapon->speed),
                .aim = (uint8_t)(aim >> 8),
                .lag = player->lag,
                .ready_at = world->match.tick + weapon->life,
        };
    }
}

void shot_fire(struct events *events, uint8_t slot, const struct input *input)
{
    struct entity *player = &events->world->entity[slot];
    uint32_t now = events->world->match.tick;
    const struct rules_weapon *weapon = rules_weapon(
            events->rules, rules_role(events->rules, player->type)->weapon);
    if (!weapon || !body_is_alive(player) || now < player->ready_at) {
        return;
    }
    player->ready_at = now + weapon->cooldown;
    player->fine = input->aim >> 4 & 15;
    player->lag = input->lag < REWIND_TICKS ? input->lag : REWIND_TICKS;
    uint16_t aim = input->aim & 0xfff0;
    int32_t gaps = weapon->pellets - 1;
    for (int32_t i = 0; i <= gaps; i++) {
        int32_t turn =
                gaps > 0 ? weapon->spread * (2 * i - gaps) / (2 * gaps) : 0;
        fire_pellet(events, player, weapon, (uint16_t)(aim + turn));
    }
}
