/* SPDX-License-Identifier: MIT */
#include "shared/condition.h"

#include "shared/body.h"
#include "shared/rules.h"
#include "shared/thing.h"
#include "shared/world.h"

bool event_same_side(const struct world *world, uint8_t a, uint8_t b)
{
    uint8_t team = world->entity[a].team;
    return a == b || (team != 0 && team == world->entity[b].team);
}

static const struct entity *player_in(const struct world *world, uint8_t slot)
{
    return world_has_player(world, slot) ? &world->entity[slot] : NULL;
}

static const struct entity *thing_in(const struct world *world, uint8_t i)
{
    uint32_t slot = world->player_limit + (uint32_t)i;
    bool exists = i < MAX_THINGS && slot < world->entity_limit &&
                  world->entity[slot].kind == ENTITY_THING;
    return exists ? &world->entity[slot] : NULL;
}

static bool is_kind(const struct entity *thing, uint8_t kind)
{
    return kind == NO_THING || (thing && thing->type == kind);
}

static bool is_role(const struct entity *player, uint8_t role)
{
    return role == ROLE_ANY || (player && player->type == role);
}

static bool is_in(const struct rules *rules, const struct entity *player,
        const struct entity *thing)
{
    return thing_lies(thing) &&
           thing_touches(thing, player->x, player->y,
                   rules_role(rules, player->type)->radius);
}

/* Whether it is in some thing of that kind; the dead are nowhere. */
static bool is_in_kind(const struct world *world, const struct rules *rules,
        const struct entity *player, uint8_t kind)
{
    for (uint8_t i = 0; i < MAX_THINGS && body_is_alive(player); i++) {
        const struct entity *thing = thing_in(world, i);
        if (thing && thing->type == kind && is_in(rules, player, thing)) {
            return true;
        }
    }
    return false;
}

static bool is_alone(const struct world *world, const struct rules *rules,
        const struct event *event)
{
    const struct entity *thing = thing_in(world, event->thing);
    if (!thing || !player_in(world, event->actor)) {
        return false;
    }
    for (uint16_t i = 0; i < world->player_limit; i++) {
        const struct entity *other = &world->entity[i];
        if (body_is_alive(other) && is_in(rules, other, thing) &&
                !event_same_side(world, event->actor, (uint8_t)i)) {
            return false;
        }
    }
    return true;
}

/* Of the actor and the target; or, without one, and the thing, or what that
 * came into. */
static bool sides_fit(
        const struct world *world, const struct event *event, uint8_t if_team)
{
    const struct entity *actor = player_in(world, event->actor);
    const struct entity *into = thing_in(world, event->into);
    const struct entity *thing = into ? into : thing_in(world, event->thing);
    bool same;
    if (actor && player_in(world, event->target)) {
        same = event_same_side(world, event->actor, event->target);
    } else if (actor && thing) {
        same = actor->team != 0 && actor->team == thing->team;
    } else {
        return false;
    }
    return same == (if_team == TEAM_SAME);
}

/* Where the actor is, what it has, and who is with it. */
static bool place_fits(const struct world *world, const struct rules *rules,
        const struct event *event, const struct rules_effect *effect)
{
    const struct entity *actor = player_in(world, event->actor);
    if (effect->if_carry != NO_THING &&
            thing_carried(world, event->actor, effect->if_carry) == NO_THING) {
        return false;
    }
    if (effect->if_in != NO_THING &&
            (!actor || !is_in_kind(world, rules, actor, effect->if_in))) {
        return false;
    }
    if (effect->if_out != NO_THING &&
            (!actor || is_in_kind(world, rules, actor, effect->if_out))) {
        return false;
    }
    return !effect->if_alone || is_alone(world, rules, event);
}

static bool life_fits(const struct entity *actor, uint8_t if_alive)
{
    return if_alive == ALIVE_ANY ||
           (actor && (actor->hp > 0) == (if_alive == ALIVE_YES));
}

bool condition_holds(const struct world *world, const struct rules *rules,
        const struct event *event, const struct rules_effect *effect)
{
    const struct entity *actor = player_in(world, event->actor);
    bool role_fits = event->kind == EVENT_EXTINCT
                             ? effect->if_role == ROLE_ANY ||
                                       effect->if_role == event->what
                             : is_role(actor, effect->if_role);
    return role_fits &&
           is_role(player_in(world, event->target), effect->if_other) &&
           (effect->if_timer == TIMER_ANY || effect->if_timer == event->what) &&
           life_fits(actor, effect->if_alive) &&
           is_kind(thing_in(world, event->thing), effect->if_thing) &&
           is_kind(thing_in(world, event->into), effect->if_into) &&
           (effect->if_team == TEAM_ANY ||
                   sides_fit(world, event, effect->if_team)) &&
           place_fits(world, rules, event, effect);
}
