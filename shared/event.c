/* SPDX-License-Identifier: MIT */
#include "shared/event.h"

#include <string.h>

#include "shared/fixed.h"
#include "shared/spawn.h"
#include "shared/thing.h"
#include "shared/world.h"

/* ---- the queue ---- */

void events_init(
        struct events *events, struct world *world, const struct rules *rules)
{
    events->world = world;
    events->rules = rules;
    events->in_step = false;
    events->is_over = false;
    events->is_won = false;
    events->winner = NO_SLOT;
    events->depth = 0;
    events->effort = 0;
    events->done = 0;
    events->count = 0;
    memset(events->once, 0, sizeof(events->once));
    memset(events->teams, 0, sizeof(events->teams));
    things_posts(world, rules, &events->posts);
}

bool event_may_happen(const struct events *events, enum rules_event kind)
{
    const uint8_t *first = events->rules->first;
    return first[kind] < first[kind + 1] &&
           (kind == EVENT_JOIN || kind == EVENT_SPAWN ||
                   match_in_play(&events->world->match));
}

void event_post_full(struct events *events, const struct event *event)
{
    if (events->count < EVENTS_MAX && events->depth < EVENT_DEPTH &&
            event_may_happen(events, (enum rules_event)event->kind)) {
        struct event *item = &events->item[events->count++];
        *item = *event;
        item->depth = events->depth;
    }
}

void event_post(struct events *events, enum rules_event kind, uint8_t actor,
        uint8_t target)
{
    event_post_full(events, &(struct event){.kind = (uint8_t)kind,
                                    .actor = actor,
                                    .target = target,
                                    .thing = NO_THING,
                                    .into = NO_THING});
}

/* ---- what happens to a player ---- */

static void die(struct events *events, uint8_t slot, uint8_t by)
{
    struct match *match = &events->world->match;
    struct entity *player = &events->world->entity[slot];
    bool waits = events->rules->bouts;
    player->foe = by == slot ? NO_SLOT : by;
    player->hp = 0;
    player->vx = 0;
    player->vy = 0;
    player->deaths = (uint16_t)fixed_clamp(player->deaths + 1, 0, UINT16_MAX);
    player->back_at = waits ? BACK_LATER : match->tick + events->rules->respawn;
    things_drop(events->world, events->rules, slot);
    event_post(events, EVENT_DEATH, player->foe, slot);
}

void event_kill(struct events *events, uint8_t slot, uint8_t by)
{
    const struct entity *player = world_player(events->world, slot);
    if (player && player->hp > 0 && match_in_play(&events->world->match)) {
        die(events, slot, by);
    }
}

void event_hurt(struct events *events, uint8_t slot, uint8_t by, int32_t points)
{
    struct match *match = &events->world->match;
    struct entity *player = world_player(events->world, slot);
    if (!player || player->hp == 0 || points <= 0 || !match_in_play(match) ||
            entity_guarded(player, match->tick)) {
        return;
    }
    if (points < player->hp) {
        player->foe = by == slot ? NO_SLOT : by;
        player->hp = (uint16_t)(player->hp - points);
    } else {
        die(events, slot, by);
    }
}

void event_spawn(struct events *events, uint8_t slot)
{
    things_drop(events->world, events->rules, slot);
    spawn_player(events->world, events->rules, slot);
    event_post(events, EVENT_SPAWN, slot, NO_SLOT);
}
