/* SPDX-License-Identifier: MIT */
#include "shared/event.h"

#include "shared/body.h"
#include "shared/fixed.h"
#include "shared/rng.h"
#include "shared/spawn.h"
#include "shared/world.h"

static struct entity *player_in(struct world *world, uint8_t slot)
{
    bool exists = slot < world->player_limit &&
                  world->entity[slot].kind == ENTITY_PLAYER;
    return exists ? &world->entity[slot] : NULL;
}

/* ---- the queue ---- */

void events_init(
        struct events *events, struct world *world, const struct rules *rules)
{
    events->world = world;
    events->rules = rules;
    events->depth = 0;
    events->done = 0;
    events->count = 0;
}

void event_post_full(struct events *events, const struct event *event)
{
    const uint8_t *first = events->rules->first;
    if (events->count < EVENTS_MAX && events->depth < EVENT_DEPTH &&
            first[event->kind] < first[event->kind + 1]) {
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

void event_hurt(struct events *events, uint8_t slot, uint8_t by, int32_t points)
{
    struct match *match = &events->world->match;
    struct entity *player = player_in(events->world, slot);
    if (!player || player->hp == 0 || points <= 0 ||
            match->phase != PHASE_PLAY || entity_guarded(player, match->tick)) {
        return;
    }
    player->foe = by == slot ? NO_SLOT : by;
    if (points < player->hp) {
        player->hp = (uint16_t)(player->hp - points);
        return;
    }
    player->hp = 0;
    player->vx = 0;
    player->vy = 0;
    player->deaths = (uint16_t)fixed_clamp(player->deaths + 1, 0, UINT16_MAX);
    player->back_at = match->tick + events->rules->respawn;
    event_post(events, EVENT_DEATH, player->foe, slot);
}

void event_spawn(struct events *events, uint8_t slot)
{
    spawn_player(events->world, events->rules, slot);
    event_post(events, EVENT_SPAWN, slot, NO_SLOT);
}

static int16_t add_points(int16_t score, int32_t n)
{
    return (int16_t)fixed_clamp(
            score + fixed_clamp(n, -65536, 65536), INT16_MIN, INT16_MAX);
}

static int16_t *team_score(struct match *match, uint8_t team)
{
    switch (team) {
    case 1:
        return &match->score1;
    case 2:
        return &match->score2;
    case 3:
        return &match->score3;
    case 4:
        return &match->score4;
    default:
        return NULL;
    }
}

static void give_points(struct match *match, struct entity *who, int32_t n)
{
    int16_t *team = team_score(match, who->team);
    if (match->phase != PHASE_PLAY) {
        return;
    }
    who->score = add_points(who->score, n);
    if (team) {
        *team = add_points(*team, n);
    }
}

/* A new role comes with its full hit points, but not from the dead. */
static void become(const struct rules *rules, struct entity *who, uint8_t role)
{
    if (role >= rules->role_count || role == who->type) {
        return;
    }
    who->type = role;
    if (who->hp > 0) {
        who->hp = rules_role(rules, role)->hp;
    }
}

static void heal(const struct rules *rules, struct entity *who, int32_t n)
{
    if (who->hp > 0 && n > 0) {
        int32_t most = rules_role(rules, who->type)->hp;
        who->hp = (uint16_t)(n < most - who->hp ? who->hp + n : most);
    }
}

/* Pushes who away from `other`, n > 0, or towards it. */
static void push(const struct rules *rules, struct entity *who,
        const struct entity *other, int32_t n)
{
    if (!other || other == who || who->hp == 0) {
        return;
    }
    int64_t dx = (int64_t)who->x - other->x;
    int64_t dy = (int64_t)who->y - other->y;
    int64_t length = fixed_sqrt((uint64_t)(dx * dx + dy * dy));
    if (length != 0) {
        n = fixed_clamp(n, -BODY_SPEED_MAX, BODY_SPEED_MAX);
        body_shove(who, rules, 0, 0, (int32_t)(dx * n / length),
                (int32_t)(dy * n / length));
    }
}

/* Some player who is not of that role yet becomes it; the living first. */
static void pick(struct events *events, uint8_t role)
{
    struct world *world = events->world;
    uint8_t candidate[2][MAX_PLAYERS]; // dead, alive
    uint8_t count[2] = {0, 0};
    for (uint16_t i = 0; i < world->player_limit; i++) {
        const struct entity *player = &world->entity[i];
        if (player->kind == ENTITY_PLAYER && player->type != role) {
            bool alive = player->hp > 0;
            candidate[alive][count[alive]++] = (uint8_t)i;
        }
    }
    bool alive = count[1] > 0;
    if (count[alive] > 0) {
        uint32_t chosen = rng_below(&world->secret_rng, count[alive]);
        become(events->rules, &world->entity[candidate[alive][chosen]], role);
    }
}

void events_keep_picks(struct events *events)
{
    const struct rules *rules = events->rules;
    for (uint8_t i = 0; i < rules->effect_count && i < MAX_EFFECTS; i++) {
        const struct rules_effect *effect = &rules->effect[i];
        bool held = effect->event != EVENT_START || effect->op != OP_PICK;
        for (uint16_t p = 0; p < events->world->player_limit && !held; p++) {
            const struct entity *player = &events->world->entity[p];
            held = player->kind == ENTITY_PLAYER && player->type == effect->arg;
        }
        if (!held) {
            pick(events, effect->arg);
        }
    }
}

/* ---- conditions ---- */

bool event_same_side(const struct world *world, uint8_t a, uint8_t b)
{
    uint8_t team = world->entity[a].team;
    return a == b || (team != 0 && team == world->entity[b].team);
}

static bool is_role(const struct entity *player, uint8_t role)
{
    return role == ROLE_ANY || (player && player->type == role);
}

static bool sides_fit(
        struct world *world, const struct event *event, uint8_t if_team)
{
    if (if_team == TEAM_ANY) {
        return true;
    }
    if (!player_in(world, event->actor) || !player_in(world, event->target)) {
        return false;
    }
    bool same = event_same_side(world, event->actor, event->target);
    return same == (if_team == TEAM_SAME);
}

/* START comes once a player; what concerns all is done at the first. */
static bool is_repeat(struct world *world, const struct event *event,
        const struct rules_effect *effect)
{
    if (event->kind != EVENT_START ||
            (effect->who != WHO_ALL && effect->op != OP_PICK)) {
        return false;
    }
    for (uint8_t i = 0; i < event->actor; i++) {
        if (player_in(world, i)) {
            return true;
        }
    }
    return false;
}

static bool applies(struct events *events, const struct event *event,
        const struct rules_effect *effect)
{
    struct world *world = events->world;
    return effect->event == event->kind &&
           is_role(player_in(world, event->actor), effect->if_role) &&
           is_role(player_in(world, event->target), effect->if_other) &&
           sides_fit(world, event, effect->if_team) &&
           !is_repeat(world, event, effect);
}

/* ---- effects ---- */

static void affect(struct events *events, const struct rules_effect *effect,
        uint8_t slot, uint8_t other)
{
    struct world *world = events->world;
    struct entity *who = player_in(world, slot);
    if (!who) {
        return;
    }
    switch ((enum rules_op)effect->op) {
    case OP_SCORE:
        give_points(&world->match, who, effect->n);
        break;
    case OP_ROLE:
        become(events->rules, who, effect->arg);
        break;
    case OP_DAMAGE:
        event_hurt(events, slot, other, effect->n);
        break;
    case OP_HEAL:
        heal(events->rules, who, effect->n);
        break;
    case OP_PUSH:
        push(events->rules, who, player_in(world, other), effect->n);
        break;
    case OP_FREEZE:
        who->thaw_at = world->match.tick + (uint32_t)effect->n;
        break;
    case OP_RESPAWN:
        event_spawn(events, slot);
        break;
    default:
        break;
    }
}

static void apply(struct events *events, const struct event *event,
        const struct rules_effect *effect)
{
    if (effect->op == OP_PICK) {
        pick(events, effect->arg);
    } else if (effect->who == WHO_ACTOR) {
        affect(events, effect, event->actor, event->target);
    } else if (effect->who == WHO_TARGET) {
        affect(events, effect, event->target, event->actor);
    } else {
        for (uint16_t i = 0; i < events->world->player_limit; i++) {
            affect(events, effect, (uint8_t)i, event->actor);
        }
    }
}

static void run_one(struct events *events, const struct event *event)
{
    const struct rules *rules = events->rules;
    bool chosen[MAX_EFFECTS];
    uint8_t count = rules->effect_count < MAX_EFFECTS ? rules->effect_count
                                                      : MAX_EFFECTS;
    for (uint8_t i = 0; i < count; i++) {
        chosen[i] = applies(events, event, &rules->effect[i]);
    }
    events->depth = (uint8_t)(event->depth + 1);
    for (uint8_t i = 0; i < count; i++) {
        if (chosen[i]) {
            apply(events, event, &rules->effect[i]);
        }
    }
    events->depth = 0;
}

void events_run(struct events *events)
{
    while (events->done < events->count) {
        struct event event = events->item[events->done++];
        run_one(events, &event);
    }
}
