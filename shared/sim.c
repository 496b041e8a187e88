/* SPDX-License-Identifier: MIT */
#include "shared/sim.h"

#include <string.h>

#include "shared/body.h"
#include "shared/crowd.h"
#include "shared/event.h"
#include "shared/fixed.h"
#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/shot.h"
#include "shared/spawn.h"
#include "shared/world.h"

#define RESULTS_TICKS    (6 * TICK_HZ)
#define SHOTS_PER_PLAYER 12

uint8_t sim_lag(uint32_t tick, uint32_t seen)
{
    uint32_t lag = seen < tick ? tick - seen : 0;
    return (uint8_t)(lag < REWIND_TICKS ? lag : REWIND_TICKS);
}

/* ---- coming and going ---- */

void sim_start(struct world *world, const struct rules *rules, uint64_t seed)
{
    int32_t players = fixed_clamp(rules->max_players, 1, MAX_PLAYERS);
    int32_t entities = players * (1 + SHOTS_PER_PLAYER) + MAX_THINGS;
    world_clear(world, (uint16_t)players,
            (uint16_t)fixed_clamp(entities, 1, MAX_ENTITIES));
    world->match.winner = NO_SLOT;
    // match.rng stays 0: everybody reads it, and what comes from the same seed
    // would give the secret one away
    world->secret_rng = rng_next(&seed);
}

static bool is_player(const struct world *world, uint16_t slot)
{
    return slot < world->player_limit &&
           world->entity[slot].kind == ENTITY_PLAYER;
}

uint8_t sim_free_slot(const struct world *world)
{
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (!is_player(world, i)) {
            return (uint8_t)i;
        }
    }
    return NO_SLOT;
}

void sim_join(
        struct world *world, const struct rules *rules, uint8_t slot, bool bot)
{
    struct events events;
    if (slot >= world->player_limit || is_player(world, slot)) {
        return;
    }
    uint8_t team = spawn_team(world, rules);
    world->entity[slot] = (struct entity){
            .kind = ENTITY_PLAYER,
            .owner = slot,
            .team = team,
            .type = rules_start_role(rules),
            .foe = NO_SLOT,
    };
    world->bot[slot] = (struct bot){.active = bot, .target = NO_SLOT};
    events_init(&events, world, rules);
    event_spawn(&events, slot);
    events_run(&events);
}

static void forget(struct world *world, uint8_t slot)
{
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (world->entity[i].foe == slot && is_player(world, i)) {
            world->entity[i].foe = NO_SLOT;
        }
        if (world->bot[i].target == slot && world->bot[i].active) {
            world->bot[i].target = NO_SLOT;
        }
    }
}

void sim_leave(struct world *world, uint8_t slot)
{
    if (!is_player(world, slot)) {
        return;
    }
    bool has_team = world->entity[slot].team != 0;
    if (!has_team && world->match.winner == slot) {
        world->match.winner = NO_SLOT;
    }
    for (uint16_t i = world->player_limit; i < world->entity_limit; i++) {
        if (world->entity[i].owner == slot) {
            memset(&world->entity[i], 0, sizeof(world->entity[i]));
        }
    }
    memset(&world->entity[slot], 0, sizeof(world->entity[slot]));
    memset(&world->bot[slot], 0, sizeof(world->bot[slot]));
    forget(world, slot);
}

/* ---- rounds ---- */

static void clear_round(struct world *world, const struct rules *rules)
{
    struct match *match = &world->match;
    match->score1 = match->score2 = match->score3 = match->score4 = 0;
    for (uint16_t i = 0; i < world->entity_limit; i++) {
        struct entity *entity = &world->entity[i];
        if (!is_player(world, i)) {
            memset(entity, 0, sizeof(*entity));
            continue;
        }
        entity->type = rules_start_role(rules);
        entity->hp = 0; // so that nobody counts as near until it has a spot
        entity->foe = NO_SLOT;
        entity->score = 0;
        entity->deaths = 0;
    }
}

static void spawn_everybody(struct events *events)
{
    for (uint16_t i = 0; i < events->world->player_limit; i++) {
        if (is_player(events->world, i)) {
            event_spawn(events, (uint8_t)i);
            events_run(events);
        }
    }
}

static void start_everybody(struct events *events)
{
    for (uint16_t i = 0; i < events->world->player_limit; i++) {
        if (is_player(events->world, i)) {
            event_post(events, EVENT_START, (uint8_t)i, NO_SLOT);
            events_run(events);
        }
    }
}

static void begin_round(struct events *events)
{
    struct match *match = &events->world->match;
    bool is_first = match->ends_at == 0; // who waits for it has just spawned
    match->phase = PHASE_PLAY;
    match->winner = NO_SLOT;
    match->ends_at = match->tick + events->rules->time_limit;
    if (!is_first) {
        clear_round(events->world, events->rules);
        spawn_everybody(events);
    }
    start_everybody(events);
}

/* Whoever has the most, or the least; NO_SLOT when several have. */
struct leader {
    bool seen;
    uint8_t who;
    int32_t score;
};

static void compare(struct leader *leader, const struct rules *rules,
        uint8_t who, int32_t score)
{
    bool better = rules->win == WIN_LEAST ? score < leader->score
                                          : score > leader->score;
    if (!leader->seen || better) {
        *leader = (struct leader){true, who, score};
    } else if (score == leader->score) {
        leader->who = NO_SLOT;
    }
}

static uint8_t find_winner(const struct world *world, const struct rules *rules)
{
    const struct match *match = &world->match;
    const int16_t score[MAX_TEAMS] = {
            match->score1, match->score2, match->score3, match->score4};
    struct leader leader = {.who = NO_SLOT};
    for (uint8_t i = 0; i < rules->teams && i < MAX_TEAMS; i++) {
        compare(&leader, rules, i, score[i]);
    }
    for (uint16_t i = 0; i < world->player_limit && rules->teams == 0; i++) {
        if (is_player(world, i)) {
            compare(&leader, rules, (uint8_t)i, world->entity[i].score);
        }
    }
    return leader.who;
}

static bool limit_is_reached(
        const struct world *world, const struct rules *rules)
{
    const struct match *match = &world->match;
    int16_t limit = rules->score_limit;
    if (limit <= 0) {
        return false;
    }
    bool reached = match->score1 >= limit || match->score2 >= limit ||
                   match->score3 >= limit || match->score4 >= limit;
    for (uint16_t i = 0; i < world->player_limit && rules->teams == 0; i++) {
        reached = reached ||
                  (is_player(world, i) && world->entity[i].score >= limit);
    }
    return reached;
}

static bool has_players(const struct world *world)
{
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (is_player(world, i)) {
            return true;
        }
    }
    return false;
}

static void open_tick(struct events *events)
{
    const struct match *match = &events->world->match;
    bool over = match->phase == PHASE_RESULTS && match->tick >= match->ends_at;
    if (over || (match->ends_at == 0 && has_players(events->world))) {
        begin_round(events);
    }
    for (uint16_t i = 0; i < events->world->player_limit; i++) {
        const struct entity *player = &events->world->entity[i];
        if (is_player(events->world, i) && player->hp == 0 &&
                match->tick >= player->back_at) {
            event_spawn(events, (uint8_t)i);
            events_run(events);
        }
    }
}

static void close_tick(struct events *events)
{
    struct match *match = &events->world->match;
    if (match->phase != PHASE_PLAY || match->ends_at == 0) {
        return;
    }
    events_keep_picks(events);
    if (match->tick >= match->ends_at ||
            limit_is_reached(events->world, events->rules)) {
        match->phase = PHASE_RESULTS;
        match->winner = find_winner(events->world, events->rules);
        match->ends_at = match->tick + RESULTS_TICKS;
    }
}

/* ---- a tick ---- */

static void turn_to(struct entity *player, uint8_t aim)
{
    uint8_t turn = (uint8_t)(aim - player->aim);
    uint8_t change = (uint8_t)(turn - player->turn);
    uint8_t bend = change == 0     ? BEND_NONE
                   : change == 1   ? BEND_MORE
                   : change == 255 ? BEND_LESS
                                   : BEND_OTHER;
    player->bends = (uint8_t)(player->bends << 2 | bend);
    player->turn = turn;
    player->aim = aim;
}

static void obey(struct entity *player, const struct rules *rules,
        const struct input *input, uint32_t now)
{
    player->buttons = input->buttons & BUTTONS_ALL;
    turn_to(player, (uint8_t)(input->aim >> 8));
    body_step(player, rules, player->buttons, now);
}

static void move_players(
        struct events *events, const struct input *input, struct places *was)
{
    struct world *world = events->world;
    for (uint16_t i = 0; i < world->player_limit; i++) {
        was->x[i] = world->entity[i].x;
        was->y[i] = world->entity[i].y;
        if (is_player(world, i)) {
            obey(&world->entity[i], events->rules, &input[i],
                    world->match.tick);
        }
    }
}

static void fire(struct events *events, const struct input *input)
{
    for (uint16_t i = 0; i < events->world->player_limit; i++) {
        if (is_player(events->world, i) && (input[i].buttons & BUTTON_FIRE)) {
            shot_fire(events, (uint8_t)i, &input[i]);
        }
    }
}

static void keep_places(struct world *world)
{
    struct places *places = &world->past[world->match.tick % PLACES_KEPT];
    for (uint16_t i = 0; i < world->player_limit; i++) {
        places->x[i] = world->entity[i].x;
        places->y[i] = world->entity[i].y;
    }
}

void sim_step(struct world *world, const struct rules *rules,
        const struct input *input)
{
    struct events events;
    struct places was;
    world->match.tick++;
    events_init(&events, world, rules);
    open_tick(&events);
    move_players(&events, input, &was);
    crowd_step(&events, &was);
    shots_fly(&events, &was);
    fire(&events, input);
    close_tick(&events);
    keep_places(world);
}

/* ---- a change of rules ---- */

static uint32_t sooner(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* A team for everybody who has none of today's. */
static void change_teams(struct world *world, const struct rules *now)
{
    for (uint16_t i = 0; i < world->player_limit; i++) {
        uint8_t *team = &world->entity[i].team;
        if (is_player(world, i) && *team > now->teams) {
            *team = 0;
        }
    }
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (is_player(world, i) && world->entity[i].team == 0) {
            world->entity[i].team = spawn_team(world, now);
        }
    }
}

static void change_shot(
        struct entity *shot, const struct rules *old, const struct rules *now)
{
    const struct rules_weapon *weapon = rules_weapon(old, shot->type);
    uint8_t index = weapon ? rules_weapon_index(now, weapon->id) : NO_WEAPON;
    if (index == NO_WEAPON) {
        memset(shot, 0, sizeof(*shot));
    } else {
        shot->type = index;
    }
}

/* Whether the player's role is still there, and room for it where it stands. */
static bool change_player(struct entity *player, uint32_t tick,
        const struct rules *old, const struct rules *now)
{
    const char *id = rules_role(old, player->type)->id;
    player->type = rules_role_index(now, id);
    const struct rules_role *role = rules_role(now, player->type);
    const struct rules_weapon *weapon = rules_weapon(now, role->weapon);
    player->hp = player->hp < role->hp ? player->hp : role->hp;
    player->back_at = sooner(player->back_at, tick + now->respawn);
    if (weapon) {
        player->ready_at = sooner(player->ready_at, tick + weapon->cooldown);
    }
    struct disc disc = body_disc(player, now);
    bool fits = disc.x == player->x && disc.y == player->y &&
                geom_push_out(now, &disc);
    player->x = disc.x;
    player->y = disc.y;
    return fits && rules_same_id(id, role->id);
}

void sim_change_rules(
        struct world *world, const struct rules *old, const struct rules *now)
{
    struct events events;
    struct match *match = &world->match;
    events_init(&events, world, now);
    change_teams(world, now);
    if (match->phase == PHASE_PLAY && match->ends_at != 0) {
        match->ends_at += now->time_limit - old->time_limit;
    }
    for (uint16_t i = world->player_limit; i < world->entity_limit; i++) {
        if (world->entity[i].kind == ENTITY_SHOT) {
            change_shot(&world->entity[i], old, now);
        }
    }
    for (uint16_t i = 0; i < world->player_limit; i++) {
        struct entity *player = &world->entity[i];
        if (is_player(world, i) &&
                !change_player(player, match->tick, old, now) &&
                player->hp > 0) {
            event_spawn(&events, (uint8_t)i);
            events_run(&events);
        }
    }
}
