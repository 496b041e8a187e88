/* SPDX-License-Identifier: MIT
 *
 * states: two states out of any bytes, for diffing.
 *
 * Either ones that play leads to, by the inputs, comings and goings that the
 * bytes say; or ones that no play could, with any value that a frame can carry
 * in any field. Of both, all of it or what one player sees.
 */
#ifndef TESTS_FUZZ_STATES_H
#define TESTS_FUZZ_STATES_H

#include <string.h>

#include "shared/delta.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/view.h"
#include "shared/world.h"
#include "tests/golden/arena.h"
#include "tests/golden/things.h"

struct states {
    struct rules rules;
    struct world world; // of a state that was played
    struct input input[MAX_PLAYERS];
    struct entity before_entity[MAX_ENTITIES], now_entity[MAX_ENTITIES];
    struct snapshot before, now; // at most MAX_GAP ticks apart
    struct entity between_entity[MAX_GAP][MAX_ENTITIES];
    struct snapshot between[MAX_GAP]; // every tick from one to the other
};

/* Zeros when the bytes are over. */
struct states_in {
    const uint8_t *at, *end;
};

static inline uint8_t states_byte(struct states_in *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

/* Often small, often at an end of its range. */
static inline uint64_t states_value(struct states_in *in)
{
    static const uint64_t end[] = {0, UINT64_MAX, 0x7fffffff, 0x80000000,
            0x7fff, 0x8000, 0xffff, UINT32_MAX};
    uint8_t kind = states_byte(in);
    uint64_t value = 0;
    if (kind < 64) {
        return end[kind % ARRAY_LEN(end)];
    }
    if (kind < 128) {
        return (uint64_t)((int64_t)states_byte(in) - 128);
    }
    for (unsigned i = 0; i < 8; i++) {
        value = value << 8 | states_byte(in);
    }
    return value;
}

/* ---- states that no play could lead to ---- */

static inline uint8_t states_slot(uint8_t any, uint16_t players)
{
    uint16_t slot = (uint16_t)(any % (players + 1));
    return slot == players ? NO_SLOT : (uint8_t)slot;
}

static inline int32_t states_place(int32_t any)
{
    return any > PLACE_MAX ? PLACE_MAX : any < -PLACE_MAX ? -PLACE_MAX : any;
}

static inline void states_limit(
        struct entity *e, const struct snapshot *snap, uint16_t slot)
{
    e->kind = (uint8_t)slot_kind(snap->player_limit, slot);
    e->team %= MAX_TEAMS + 1;
    e->type %= MAX_ROLES;
    e->owner = states_slot(e->owner, snap->player_limit);
    e->foe = states_slot(e->foe, snap->player_limit);
    e->x = states_place(e->x);
    e->y = states_place(e->y);
}

static inline void states_any_field(struct states_in *in, struct entity *e)
{
#define X(name, type) +1
    uint8_t field = states_byte(in) % (0 ENTITY_FIELDS(X) FORESIGHT_FIELDS(X));
#undef X
    uint64_t value = states_value(in);
    unsigned at = 0;
#define X(name, type)          \
    if (field == at++) {       \
        e->name = (type)value; \
    }
    ENTITY_FIELDS(X)
    FORESIGHT_FIELDS(X)
#undef X
}

static inline void states_any_entity(struct states_in *in, struct entity *e)
{
#define X(name, type) e->name = (type)states_value(in);
    ENTITY_FIELDS(X)
    FORESIGHT_FIELDS(X)
#undef X
}

static inline void states_any_match(struct states_in *in, struct snapshot *snap)
{
    struct match *match = &snap->match;
#define X(name, type) match->name = (type)states_value(in);
    MATCH_FIELDS(X)
#undef X
    match->phase %= PHASE_COUNT;
    if (match->winner < WINNER_ROLE ||
            match->winner >= WINNER_ROLE + MAX_ROLES) {
        match->winner = states_slot(match->winner, snap->player_limit);
    }
}

/* The slots that somebody may be in: players, shots, and of the things some, so
 * that there are bytes left for the others. */
#define STATES_THINGS     3
#define STATES_THING_STEP 13

static inline uint16_t states_count(const struct snapshot *snap)
{
    return (uint16_t)(snap->entity_limit - MAX_THINGS + STATES_THINGS);
}

static inline uint16_t states_nth(const struct snapshot *snap, uint16_t n)
{
    uint16_t things = (uint16_t)(snap->entity_limit - MAX_THINGS);
    if (n < snap->player_limit) {
        return n;
    }
    return (uint16_t)(n < things ? n + MAX_THINGS
                                 : snap->player_limit +
                                           (n - things) * STATES_THING_STEP);
}

/* Straight on, or along with who carries it. */
static inline void states_move(
        struct entity *e, const struct snapshot *snap, uint32_t gap)
{
    bool is_carried = e->kind == ENTITY_THING && e->owner < snap->player_limit;
    if (is_carried) {
        e->x = snap->entity[e->owner].x;
        e->y = snap->entity[e->owner].y;
        return;
    }
    e->x = (int32_t)((uint32_t)e->x + (uint32_t)e->vx * gap);
    e->y = (int32_t)((uint32_t)e->y + (uint32_t)e->vy * gap);
    e->x = states_place(e->x);
    e->y = states_place(e->y);
}

/* What became of who is in that slot of `snap`, which was so before. */
static inline void states_change(struct states_in *in,
        const struct snapshot *snap, uint16_t slot, uint32_t gap)
{
    struct entity *e = &snap->entity[slot];
    switch (states_byte(in) % 8) {
    case 0:
        return;
    case 1:
        states_move(e, snap, gap);
        return;
    case 2:
        memset(e, 0, sizeof(*e));
        return;
    case 3:
        states_any_entity(in, e);
        break;
    case 4:
        states_any_field(in, e);
        states_any_field(in, e);
        break;
    default:
        states_any_field(in, e);
        break;
    }
    states_limit(e, snap, slot);
}

/* Each tick from the one before. */
static inline void states_any_way(
        struct states *states, struct states_in *in, uint32_t gap)
{
    const struct snapshot *last = &states->before;
    for (uint32_t n = 0; n + 1 < gap; n++) {
        struct snapshot *snap = &states->between[n];
        *snap = *last;
        snap->entity = states->between_entity[n];
        memcpy(snap->entity, last->entity, sizeof(states->before_entity));
        snap->match.tick++;
        for (uint16_t i = 0; i < states_count(snap); i++) {
            states_change(in, snap, states_nth(snap, i), 1);
        }
        last = snap;
    }
}

static inline void states_any(struct states *states, struct states_in *in)
{
    struct snapshot *before = &states->before, *now = &states->now;
    uint32_t gap = 1 + states_byte(in) % MAX_GAP;
    memset(states->before_entity, 0, sizeof(states->before_entity));
    before->player_limit = (uint16_t)(1 + states_byte(in) % 6);
    before->entity_limit = (uint16_t)(first_shot_slot(before->player_limit) +
                                      states_byte(in) % 10);
    before->entity = states->before_entity;
    states_any_match(in, before);
    before->match.tick %= UINT32_MAX - MAX_GAP;
    for (uint16_t i = 0; i < states_count(before); i++) {
        uint16_t slot = states_nth(before, i);
        if (states_byte(in) % 4 > 0) {
            states_any_entity(in, &before->entity[slot]);
            states_limit(&before->entity[slot], before, slot);
        }
    }
    *now = *before;
    now->entity = states->now_entity;
    memcpy(now->entity, before->entity, sizeof(states->now_entity));
    if (states_byte(in) % 2) {
        states_any_match(in, now);
    }
    now->match.tick = before->match.tick + gap;
    for (uint16_t i = 0; i < states_count(now); i++) {
        states_change(in, now, states_nth(now, i), gap);
    }
    states_any_way(states, in, gap);
}

/* ---- states that were played ---- */

/* Things where the players are, rounds that end in all ways, scripts that are
 * asked for. */
static inline void states_things(struct rules *rules, uint8_t kind)
{
    if (kind % 2) {
        things_ball(rules);
    } else {
        things_flags(rules);
    }
    for (uint8_t i = 0; i < rules->stand_count; i++) {
        rules->stand[i].x = rules->spot[i % 3].x;
        rules->stand[i].y = rules->spot[i % 3].y;
    }
    rules->spot_count = 3;
    rules->timer[0] = (struct rules_timer){"soon", 1 + kind % 8, kind % 5};
    rules->timer_count = 1;
    rules->script_count = 1;
    things_effect(rules, EVENT_TIMER, OP_SCRIPT)->arg = 0;
    things_effect(rules, EVENT_EXIT, OP_DROP);
    things_effect(rules, EVENT_TOUCH, OP_KILL)->if_carry = 0;
    things_effect(rules, EVENT_LAST, OP_TEAM_SCORE)->n = 1;
    things_effect(rules, EVENT_TIMEUP, OP_WIN);
    rules->bouts = kind & 4;
    rules->warmup = kind % 11;
    rules->overtime = kind % 9;
    rules->min_players = kind % 3;
    rules_index(rules);
}

static inline void states_rules(struct rules *rules, uint8_t kind)
{
    if (kind & 64) {
        states_things(rules, kind);
    } else if (kind % 2) {
        arena_tag(rules);
    } else {
        arena_deathmatch(rules);
    }
    rules->max_players = (uint8_t)(2 + kind % 7);
    rules->wall_count = kind % 13;
    rules->friendly_fire = kind & 8;
    rules->teams = kind & 16 ? 2 : 0;
    rules->respawn = 1 + kind % 20;
    rules->time_limit = 30 + kind;
    for (uint8_t i = 0; i < rules->weapon_count; i++) {
        rules->weapon[i].pellets = (uint8_t)(1 + kind % 5);
        rules->weapon[i].cooldown = (uint16_t)(1 + kind % 9);
        rules->weapon[i].spread = (uint16_t)(kind * 100);
    }
}

static inline void states_come_and_go(struct states *states, uint8_t what)
{
    uint8_t slot = (uint8_t)(what % states->world.player_limit);
    if (what < 20) {
        sim_leave(&states->world, slot);
    } else if (what < 80) {
        sim_join(&states->world, &states->rules, slot, what % 2);
    }
}

static inline void states_play(
        struct states *states, struct states_in *in, uint32_t ticks)
{
    struct world *world = &states->world;
    struct input *input = states->input;
    for (uint32_t n = 0; n < ticks; n++) {
        uint8_t what = states_byte(in);
        if (what > 0 && what < 80) {
            states_come_and_go(states, what);
        }
        for (uint8_t i = 0; i < world->player_limit; i++) {
            if (world->bot[i].active) {
                input[i] = sim_bot_input(world, &states->rules, i);
            } else if (what > 120) {
                uint8_t keys = states_byte(in);
                input[i].buttons = keys & BUTTONS_ALL;
                input[i].lag = keys >> 5;
                input[i].aim = (uint16_t)(input[i].aim + keys * 97);
            }
        }
        sim_step(world, &states->rules, input);
    }
}

static inline void states_keep(
        struct snapshot *snap, struct entity *entities, struct world *world)
{
    *snap = world_snapshot(world);
    memcpy(entities, world->entity, sizeof(world->entity));
    snap->entity = entities;
}

static inline void states_played(struct states *states, struct states_in *in)
{
    uint32_t gap = 1 + states_byte(in) % MAX_GAP;
    uint8_t kind = states_byte(in);
    memset(states->input, 0, sizeof(states->input));
    states_rules(&states->rules, kind);
    sim_start(&states->world, &states->rules, kind);
    for (uint8_t i = 0; i < 2; i++) {
        sim_join(&states->world, &states->rules, i, kind & 32);
    }
    states_play(states, in, 1 + states_byte(in) % 64);
    states_keep(&states->before, states->before_entity, &states->world);
    for (uint32_t n = 0; n + 1 < gap; n++) {
        states_play(states, in, 1);
        states_keep(
                &states->between[n], states->between_entity[n], &states->world);
    }
    states_play(states, in, 1);
    states_keep(&states->now, states->now_entity, &states->world);
}

/* ---- and what of them a player sees ---- */

static inline void states_see(struct snapshot *snap, const struct rules *rules,
        uint8_t slot, uint8_t reach)
{
    static struct entity seen[MAX_ENTITIES];
    struct view view = {0};
    struct snapshot out = *snap;
    out.entity = seen;
    view_follow(&view, rules, &snap->entity[slot % snap->player_limit],
            (enum view_reach)(reach % (VIEW_NOTHING + 1)));
    view_filter(&view, snap, &out);
    memcpy(snap->entity, seen, snap->entity_limit * sizeof(seen[0]));
}

/* The first byte says how. */
static inline void states_make(
        struct states *states, const uint8_t *data, size_t size)
{
    struct states_in in = {data, data + size};
    uint8_t how = states_byte(&in);
    if (how & 1) {
        states_played(states, &in);
    } else {
        states_rules(&states->rules, states_byte(&in));
        states_any(states, &in);
    }
    if (how & 2) {
        states->rules.sight = (how & 4) ? 200 * UNIT : 20 * UNIT;
        states_see(&states->before, &states->rules, how >> 3, how >> 4);
        states_see(&states->now, &states->rules, how >> 4, how >> 3);
        uint32_t gap = states->now.match.tick - states->before.match.tick;
        for (uint32_t n = 0; n + 1 < gap; n++) {
            states_see(&states->between[n], &states->rules, how >> 4, how >> 3);
        }
    }
}

#endif
