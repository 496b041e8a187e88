/* SPDX-License-Identifier: MIT */
#include "shared/area.h"

#include "shared/body.h"
#include "shared/effect.h"
#include "shared/event.h"
#include "shared/thing.h"
#include "shared/world.h"

void areas_look(const struct world *world, const struct rules *rules,
        struct area_places *was)
{
    for (uint8_t i = 0; i < MAX_THINGS && rules->kind_count > 0; i++) {
        uint32_t slot = world->player_limit + (uint32_t)i;
        was->r[i] = 0;
        if (slot < world->entity_limit &&
                thing_is_there(&world->entity[slot])) {
            const struct entity *thing = &world->entity[slot];
            was->x[i] = thing->x;
            was->y[i] = thing->y;
            was->r[i] = thing->hp * UNIT;
        }
    }
}

/* A place, and how far it is to a disc's edge there. */
struct spot {
    int32_t x, y, r;
};

static bool meets(struct spot a, struct spot b)
{
    int64_t reach = (int64_t)a.r + b.r + TOUCH_GAP;
    int64_t dx = (int64_t)a.x - b.x;
    int64_t dy = (int64_t)a.y - b.y;
    return dx < reach && dx > -reach && dy < reach && dy > -reach &&
           dx * dx + dy * dy < reach * reach;
}

static struct spot now_at(const struct entity *thing)
{
    return (struct spot){thing->x, thing->y, thing->hp * UNIT};
}

static struct spot then_at(const struct area_places *was, uint8_t i)
{
    return (struct spot){was->x[i], was->y[i], was->r[i]};
}

/* ---- players ---- */

struct look {
    struct events *events;
    const struct places *players_were;
    const struct area_places *was;
    bool again; // who stays in a thing is in it anew
};

static bool was_in(const struct look *look, uint8_t slot, uint8_t i, int32_t r)
{
    const struct world *world = look->events->world;
    const struct entity *player = &world->entity[slot];
    const struct entity *thing = &world->entity[world->player_limit + i];
    uint32_t before = world->match.tick - 1;
    bool is_new = player->born == before ||
                  (thing->born == before && thing->foe != slot);
    struct spot at = {
            look->players_were->x[slot], look->players_were->y[slot], r};
    return !is_new && look->was->r[i] > 0 && meets(at, then_at(look->was, i));
}

static void post(const struct look *look, enum rules_event kind, uint8_t slot,
        uint8_t i, uint8_t into)
{
    event_post_full(look->events, &(struct event){.kind = (uint8_t)kind,
                                          .actor = slot,
                                          .target = NO_SLOT,
                                          .thing = i,
                                          .into = into});
    events_run(look->events);
}

/* Whether both are there, since before this tick. */
static bool may_meet(const struct world *world, const struct entity *player,
        const struct entity *thing)
{
    uint32_t tick = world->match.tick;
    return body_is_alive(player) && thing_lies(thing) && player->born != tick &&
           thing->born != tick;
}

static void visit(const struct look *look, uint8_t slot, uint8_t i)
{
    const struct world *world = look->events->world;
    const struct entity *player = &world->entity[slot];
    const struct entity *thing = &world->entity[world->player_limit + i];
    if (!may_meet(world, player, thing)) {
        return;
    }
    int32_t r = rules_role(look->events->rules, player->type)->radius;
    bool acts = player->thaw_at <= world->match.tick;
    bool was = was_in(look, slot, i, r);
    bool is = meets((struct spot){player->x, player->y, r}, now_at(thing));
    if (is && !was && acts) {
        post(look, EVENT_ENTER, slot, i, NO_THING);
    } else if (was && !is) {
        post(look, EVENT_EXIT, slot, i, NO_THING);
    }
    if (is && acts && look->again && may_meet(world, player, thing)) {
        post(look, EVENT_IN, slot, i, NO_THING);
    }
}

static void visit_all(const struct look *look, uint8_t i)
{
    for (uint16_t slot = 0; slot < look->events->world->player_limit; slot++) {
        visit(look, (uint8_t)slot, i);
    }
}

/* ---- things in areas ---- */

static uint8_t body_of(const struct rules *rules, const struct entity *thing)
{
    const struct rules_kind *kind = rules_kind(rules, thing->type);
    return kind ? kind->body : BODY_COUNT;
}

static void reach(const struct look *look, uint8_t i, uint8_t into)
{
    const struct world *world = look->events->world;
    const struct area_places *was = look->was;
    const struct entity *thing = &world->entity[world->player_limit + i];
    const struct entity *area = &world->entity[world->player_limit + into];
    uint32_t tick = world->match.tick;
    if (was->r[i] == 0 || was->r[into] == 0 || !thing_is_there(thing) ||
            !thing_lies(area) || thing->born == tick || area->born == tick ||
            body_of(look->events->rules, area) != BODY_AREA) {
        return;
    }
    if (meets(now_at(thing), now_at(area)) &&
            !meets(then_at(was, i), then_at(was, into))) {
        post(look, EVENT_REACH, thing->foe, i, into);
    }
}

static void reach_all(const struct look *look, uint8_t i)
{
    const struct world *world = look->events->world;
    uint8_t body = body_of(
            look->events->rules, &world->entity[world->player_limit + i]);
    for (uint8_t into = 0; into < MAX_THINGS; into++) {
        if (into != i && (body == BODY_PUSHED || body == BODY_CARRIED)) {
            reach(look, i, into);
        }
    }
}

void areas_step(struct events *events, const struct places *players_were,
        const struct area_places *was)
{
    struct look look = {.events = events,
            .players_were = players_were,
            .was = was,
            .again = events->world->match.tick % TICK_HZ == 0};
    bool visits = event_may_happen(events, EVENT_ENTER) ||
                  event_may_happen(events, EVENT_EXIT) ||
                  event_may_happen(events, EVENT_IN);
    bool reaches = event_may_happen(events, EVENT_REACH);
    if (events->rules->kind_count == 0 || (!visits && !reaches)) {
        return;
    }
    for (uint8_t i = 0; i < MAX_THINGS; i++) {
        const struct entity *thing = world_thing(events->world, i);
        if (thing && thing_is_there(thing) && visits) {
            visit_all(&look, i);
        }
        if (thing && thing_is_there(thing) && reaches) {
            reach_all(&look, i);
        }
    }
}
