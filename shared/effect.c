/* SPDX-License-Identifier: MIT */
#include "shared/effect.h"

#include "shared/body.h"
#include "shared/condition.h"
#include "shared/event.h"
#include "shared/fixed.h"
#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/thing.h"
#include "shared/world.h"

static const uint8_t parts[EVENT_COUNT] = {
#define X(name, parts, doc) parts,
        RULES_EVENTS(X)
#undef X
};

/* ---- what is done to a player ---- */

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

static void give_team(struct match *match, uint8_t team, int32_t n)
{
    int16_t *score = team_score(match, team);
    if (score && match_in_play(match)) {
        *score = add_points(*score, n);
    }
}

static void give_points(struct match *match, struct entity *who, int32_t n)
{
    if (match_in_play(match)) {
        who->score = add_points(who->score, n);
        give_team(match, who->team, n);
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
static void push(struct entity *who, const struct entity *other, int32_t n)
{
    if (!other || other == who || who->hp == 0) {
        return;
    }
    int64_t dx = (int64_t)who->x - other->x;
    int64_t dy = (int64_t)who->y - other->y;
    int64_t length = fixed_sqrt((uint64_t)(dx * dx + dy * dy));
    if (length != 0) {
        n = fixed_clamp(n, -BODY_SPEED_MAX, BODY_SPEED_MAX);
        who->vx = body_velocity(who->vx + (int32_t)(dx * n / length));
        who->vy = body_velocity(who->vy + (int32_t)(dy * n / length));
    }
}

static void join_team(
        const struct rules *rules, struct entity *who, int32_t team)
{
    if (team > 0 && team <= rules->teams) {
        who->team = (uint8_t)team;
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

/* ---- what happens to things and to the round ---- */

static void send_home(struct events *events, const struct event *event,
        const struct rules_effect *effect)
{
    struct world *world = events->world;
    if (effect->arg == NO_THING) {
        thing_home(world, events->rules, event->thing);
        return;
    }
    for (uint8_t i = 0; i < MAX_THINGS; i++) {
        const struct entity *thing = world_thing(world, i);
        if (thing && thing->type == effect->arg) {
            thing_home(world, events->rules, i);
        }
    }
}

/* The first word about it counts. */
static void win(struct events *events, uint8_t winner)
{
    if (!events->is_over) {
        events->is_over = true;
        events->is_won = true;
        events->winner = winner;
    }
}

static void call_script(struct events *events, const struct event *event,
        const struct rules_effect *effect)
{
    struct world *world = events->world;
    unsigned at = (unsigned)world->call_count + world->call_later;
    if (at < MAX_CALLS) {
        uint8_t *count =
                events->in_step ? &world->call_count : &world->call_later;
        ++*count;
        world->call[at] = (struct script_call){.script = effect->arg,
                .actor = event->actor,
                .target = event->target,
                .thing = event->thing,
                .n = effect->n};
    } else {
        world->calls_dropped++;
    }
}

static void own(struct world *world, uint8_t i, uint8_t team)
{
    struct entity *thing = world_thing(world, i);
    if (thing && thing->kind == ENTITY_THING) {
        thing->team = team;
    }
}

/* ---- effects ---- */

// What takes longer than most: to look through all things, and to look for a
// spot far from everybody.
#define THINGS_EFFORT 8u
#define SPAWN_EFFORT  256u

/* One effect being done. */
struct deed {
    struct events *events;
    const struct event *event;
    const struct rules_effect *effect;
    uint8_t *teams; // that had theirs
};

static void give_team_once(const struct deed *deed, uint8_t team)
{
    if (team <= MAX_TEAMS && !(*deed->teams >> team & 1)) {
        *deed->teams = (uint8_t)(*deed->teams | 1u << team);
        give_team(&deed->events->world->match, team, deed->effect->n);
    }
}

/* Whom a push is from: the other player, or else the thing. */
static const struct entity *origin(const struct deed *deed, uint8_t other)
{
    struct world *world = deed->events->world;
    const struct entity *player = world_player(world, other);
    const struct entity *thing = world_thing(world, deed->event->thing);
    bool is_thing = thing && thing->kind == ENTITY_THING;
    return player || !is_thing ? player : thing;
}

static void affect(const struct deed *deed, uint8_t slot, uint8_t other)
{
    struct events *events = deed->events;
    struct world *world = events->world;
    const struct rules *rules = events->rules;
    int32_t n = deed->effect->n;
    struct entity *who = world_player(world, slot);
    events->effort++;
    if (!who) {
        return;
    }
    switch ((enum rules_op)deed->effect->op) {
    case OP_SCORE:
        give_points(&world->match, who, n);
        break;
    case OP_TEAM_SCORE:
        give_team_once(deed, who->team);
        break;
    case OP_ROLE:
        become(rules, who, deed->effect->arg);
        break;
    case OP_TEAM:
        join_team(rules, who, n);
        break;
    case OP_DAMAGE:
        event_hurt(events, slot, other, n);
        break;
    case OP_KILL:
        event_kill(events, slot, other);
        break;
    case OP_HEAL:
        heal(rules, who, n);
        break;
    case OP_PUSH:
        push(who, origin(deed, other), n);
        break;
    case OP_FREEZE:
        who->thaw_at = world->match.tick + (uint32_t)n;
        break;
    case OP_RESPAWN:
        events->effort += SPAWN_EFFORT;
        event_spawn(events, slot);
        break;
    case OP_CARRY:
        events->effort += THINGS_EFFORT;
        thing_carry(world, rules, deed->event->thing, slot);
        break;
    case OP_DROP:
        events->effort += THINGS_EFFORT;
        things_drop(world, rules, slot);
        break;
    case OP_OWN:
        own(world, deed->event->thing, who->team);
        break;
    case OP_WIN:
        win(events, who->team != 0 ? (uint8_t)(who->team - 1) : slot);
        break;
    default:
        break;
    }
}

static void affect_no_one(const struct deed *deed)
{
    struct events *events = deed->events;
    const struct rules_effect *effect = deed->effect;
    switch ((enum rules_op)effect->op) {
    case OP_PICK:
        pick(events, effect->arg);
        break;
    case OP_HOME:
        send_home(events, deed->event, effect);
        break;
    case OP_TAKE:
        thing_take(events->world, events->rules, deed->event->thing,
                (uint32_t)effect->n);
        break;
    case OP_GROW:
        things_grow(events->world, effect->arg, effect->n);
        break;
    case OP_END:
        events->is_over = true;
        break;
    case OP_WIN:
        win(events, (uint8_t)(WINNER_ROLE + effect->arg));
        break;
    case OP_SCRIPT:
        call_script(events, deed->event, effect);
        break;
    default:
        break;
    }
}

/* Without an actor nobody is its friend, and nobody its foe. */
static bool is_meant(const struct deed *deed, uint8_t slot)
{
    const struct world *world = deed->events->world;
    uint8_t actor = deed->event->actor;
    uint8_t who = deed->effect->who;
    if (who == WHO_ALL) {
        return true;
    }
    return world_has_player(world, actor) &&
           event_same_side(world, slot, actor) == (who == WHO_FRIENDS);
}

static void apply(const struct deed *deed)
{
    const struct event *event = deed->event;
    const struct world *world = deed->events->world;
    if (!rules_has_who(deed->effect)) {
        deed->events->effort += THINGS_EFFORT;
        affect_no_one(deed);
    } else if (deed->effect->who == WHO_ACTOR) {
        affect(deed, event->actor, event->target);
    } else if (deed->effect->who == WHO_TARGET) {
        affect(deed, event->target, event->actor);
    } else {
        for (uint16_t i = 0;
                i < world->player_limit && deed->events->effort < EFFORT_MAX;
                i++) {
            if (is_meant(deed, (uint8_t)i)) {
                affect(deed, (uint8_t)i, event->actor);
            }
        }
    }
}

/* An EACH event comes once a player; what concerns all is done at the first. */
static bool is_repeat(struct events *events, uint8_t i)
{
    const struct rules_effect *effect = &events->rules->effect[i];
    bool is_global = effect->who == WHO_ALL || effect->op == OP_PICK ||
                     effect->op == OP_GROW || effect->op == OP_END ||
                     ((effect->op == OP_HOME || effect->op == OP_WIN) &&
                             effect->arg != UINT8_MAX);
    bool was_done = events->once[i];
    events->once[i] = is_global;
    return was_done;
}

static uint32_t effort_of_judging(const struct rules_effect *effect)
{
    bool looks = effect->if_carry != NO_THING || effect->if_in != NO_THING ||
                 effect->if_out != NO_THING;
    return 1u + (looks ? THINGS_EFFORT : 0u) +
           (effect->if_alone ? MAX_PLAYERS : 0u);
}

static void run_one(struct events *events, const struct event *event)
{
    const struct rules *rules = events->rules;
    bool chosen[MAX_EFFECTS];
    bool is_each = parts[event->kind] & EACH;
    uint8_t first = rules->first[event->kind];
    uint8_t end = rules->first[event->kind + 1];
    for (uint8_t i = first; i < end; i++) {
        events->effort += effort_of_judging(&rules->effect[i]);
        chosen[i] =
                condition_holds(events->world, rules, event, &rules->effect[i]);
    }
    events->depth = (uint8_t)(event->depth + 1);
    for (uint8_t i = first; i < end && events->effort < EFFORT_MAX; i++) {
        uint8_t teams = 0;
        if (chosen[i] && !(is_each && is_repeat(events, i))) {
            apply(&(struct deed){
                    .events = events,
                    .event = event,
                    .effect = &rules->effect[i],
                    .teams = is_each ? &events->teams[i] : &teams,
            });
        }
    }
    events->depth = 0;
}

void events_run(struct events *events)
{
    while (events->done < events->count) {
        struct event event = events->item[events->done++];
        if (events->effort < EFFORT_MAX) {
            run_one(events, &event);
        }
    }
}

void events_each(
        struct events *events, enum rules_event kind, uint8_t what, bool living)
{
    const struct rules *rules = events->rules;
    if (!event_may_happen(events, kind)) {
        return;
    }
    for (uint8_t i = rules->first[kind]; i < rules->first[kind + 1]; i++) {
        events->once[i] = false;
        events->teams[i] = 0;
    }
    for (uint16_t i = 0; i < events->world->player_limit; i++) {
        const struct entity *player = world_player(events->world, i);
        if (player && (!living || player->hp > 0)) {
            event_post_full(events, &(struct event){.kind = (uint8_t)kind,
                                            .actor = (uint8_t)i,
                                            .target = NO_SLOT,
                                            .thing = NO_THING,
                                            .into = NO_THING,
                                            .what = what});
            events_run(events);
        }
    }
}
