/* SPDX-License-Identifier: MIT */
#include "shared/sim.h"

#include <string.h>

#include "shared/area.h"
#include "shared/body.h"
#include "shared/crowd.h"
#include "shared/effect.h"
#include "shared/event.h"
#include "shared/fixed.h"
#include "shared/push.h"
#include "shared/rng.h"
#include "shared/round.h"
#include "shared/rules.h"
#include "shared/shot.h"
#include "shared/spawn.h"
#include "shared/thing.h"
#include "shared/world.h"

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

uint8_t sim_free_slot(const struct world *world)
{
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (!world_has_player(world, i)) {
            return (uint8_t)i;
        }
    }
    return NO_SLOT;
}

/* Who comes into a bout that goes on watches until the next. */
static void wait_for_bout(
        struct world *world, const struct rules *rules, struct entity *player)
{
    uint32_t next = world->match.bout_at;
    player->x = rules->width / 2;
    player->y = rules->height / 2;
    player->back_at = next > world->match.tick ? next : BACK_LATER;
}

/* Where the fewest points win, who comes late has as many as whoever has the
 * most: coming last, or coming back, is no way to win. */
static int16_t first_score(const struct world *world, const struct rules *rules)
{
    int16_t most = INT16_MIN;
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (world_has_player(world, i) && world->entity[i].score > most) {
            most = world->entity[i].score;
        }
    }
    bool fewest_win = rules->win == WIN_LEAST && rules->teams == 0;
    if (!fewest_win || most == INT16_MIN) {
        return 0;
    }
    return most;
}

void sim_join(
        struct world *world, const struct rules *rules, uint8_t slot, bool bot)
{
    struct events events;
    if (slot >= world->player_limit || world_has_player(world, slot)) {
        return;
    }
    uint8_t team = spawn_team(world, rules);
    int16_t score = first_score(world, rules);
    world->entity[slot] = (struct entity){
            .kind = ENTITY_PLAYER,
            .owner = slot,
            .team = team,
            .type = rules_start_role(rules),
            .foe = NO_SLOT,
            .score = score,
    };
    world->bot[slot] = (struct bot){.active = bot, .target = NO_SLOT};
    events_init(&events, world, rules);
    event_post(&events, EVENT_JOIN, slot, NO_SLOT);
    if (round_is_closed(world, rules)) {
        wait_for_bout(world, rules, &world->entity[slot]);
    } else {
        event_spawn(&events, slot);
    }
    events_run(&events);
    round_settle(&events);
}

static void forget(struct world *world, uint8_t slot)
{
    for (uint16_t i = 0; i < world->entity_limit; i++) {
        struct entity *entity = &world->entity[i];
        if (entity->foe == slot && (entity->kind == ENTITY_PLAYER ||
                                           entity->kind == ENTITY_THING)) {
            entity->foe = NO_SLOT;
        }
    }
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (world->bot[i].target == slot && world->bot[i].active) {
            world->bot[i].target = NO_SLOT;
        }
    }
}

/* Its shots are gone; what it carried lies there. */
static void leave_behind(struct world *world, uint8_t slot)
{
    for (uint16_t i = world->player_limit; i < world->entity_limit; i++) {
        struct entity *entity = &world->entity[i];
        if (entity->owner != slot) {
            continue;
        }
        if (entity->kind == ENTITY_THING) {
            entity->owner = NO_SLOT;
            entity->born = world->match.tick;
        } else {
            memset(entity, 0, sizeof(*entity));
        }
    }
}

void sim_leave(struct world *world, uint8_t slot)
{
    if (!world_has_player(world, slot)) {
        return;
    }
    uint32_t roles = world_living_roles(world);
    bool has_team = world->entity[slot].team != 0;
    if (!has_team && world->match.winner == slot) {
        world->match.winner = NO_SLOT;
    }
    leave_behind(world, slot);
    memset(&world->entity[slot], 0, sizeof(world->entity[slot]));
    memset(&world->bot[slot], 0, sizeof(world->bot[slot]));
    world->memo[slot] = (struct memo){0};
    forget(world, slot);
    sim_roles_were(world, roles);
}

/* ---- between two ticks ---- */

void sim_roles_were(struct world *world, uint32_t roles)
{
    world->lost |= roles & ~world_living_roles(world);
}

void sim_hurt(struct world *world, const struct rules *rules, uint8_t slot,
        uint8_t by, int32_t points)
{
    struct events events;
    uint32_t roles = world_living_roles(world);
    events_init(&events, world, rules);
    event_hurt(&events, slot, by, points);
    events_run(&events);
    round_settle(&events);
    sim_roles_were(world, roles);
}

void sim_kill(struct world *world, const struct rules *rules, uint8_t slot,
        uint8_t by)
{
    struct events events;
    uint32_t roles = world_living_roles(world);
    events_init(&events, world, rules);
    event_kill(&events, slot, by);
    events_run(&events);
    round_settle(&events);
    sim_roles_were(world, roles);
}

void sim_spawn(struct world *world, const struct rules *rules, uint8_t slot)
{
    struct events events;
    if (!world_has_player(world, slot)) {
        return;
    }
    events_init(&events, world, rules);
    event_spawn(&events, slot);
    events_run(&events);
    round_settle(&events);
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

static void obey(const struct events *events, struct entity *player,
        const struct input *input)
{
    player->buttons = input->buttons & BUTTONS_ALL;
    turn_to(player, (uint8_t)(input->aim >> 8));
    body_step(player, events->rules, &events->posts, player->buttons,
            events->world->match.tick);
}

static void move_players(
        struct events *events, const struct input *input, struct places *was)
{
    struct world *world = events->world;
    for (uint16_t i = 0; i < world->player_limit; i++) {
        was->x[i] = world->entity[i].x;
        was->y[i] = world->entity[i].y;
        if (world_has_player(world, i)) {
            obey(events, &world->entity[i], &input[i]);
        }
    }
}

static void fire(struct events *events, const struct input *input)
{
    for (uint16_t i = 0; i < events->world->player_limit; i++) {
        if (world_has_player(events->world, i) &&
                (input[i].buttons & BUTTON_FIRE)) {
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

/* The scripts that were due have run; those asked for since are the first of
 * this step. */
static void forget_calls(struct world *world)
{
    uint8_t done = world->call_count;
    uint8_t left = 0;
    while (left < world->call_later && done + left < MAX_CALLS) {
        world->call[left] = world->call[done + left];
        left++;
    }
    world->call_count = left;
    world->call_later = 0;
}

void sim_step(struct world *world, const struct rules *rules,
        const struct input *input)
{
    struct events events;
    struct places was;
    struct area_places things_were;
    world->match.tick++;
    forget_calls(world);
    things_wake(world, rules);
    events_init(&events, world, rules);
    events.in_step = true;
    round_open(&events);
    uint32_t roles = world_living_roles(world);
    areas_look(world, rules, &things_were);
    move_players(&events, input, &was);
    crowd_step(&events, &was);
    things_move(world, rules, &events.posts, &was);
    shots_fly(&events, &was);
    fire(&events, input);
    round_timers(&events);
    areas_step(&events, &was, &things_were);
    round_close(&events, roles);
    keep_places(world);
}

bool sim_round_ends_next(const struct world *world)
{
    const struct match *match = &world->match;
    return match->phase == PHASE_RESULTS && match->tick + 1 >= match->ends_at;
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
        if (world_has_player(world, i) && *team > now->teams) {
            *team = 0;
        }
    }
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (world_has_player(world, i) && world->entity[i].team == 0) {
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

static uint8_t script_by_id(const struct rules *rules, const char *id)
{
    uint8_t i = 0;
    while (i < rules->script_count && !rules_same_id(rules->script[i].id, id)) {
        i++;
    }
    return i;
}

/* Scripts that are still to run go by their id as well. */
static void change_calls(
        struct world *world, const struct rules *old, const struct rules *now)
{
    uint8_t end = (uint8_t)(world->call_count + world->call_later);
    uint8_t left = 0;
    for (uint8_t i = world->call_count; i < end && i < MAX_CALLS; i++) {
        struct script_call call = world->call[i];
        bool exists = call.script < old->script_count;
        uint8_t to = exists ? script_by_id(now, old->script[call.script].id)
                            : MAX_SCRIPTS;
        if (to < now->script_count) {
            call.script = to;
            world->call[left++] = call;
        }
    }
    world->call_count = 0; // those have run
    world->call_later = left;
}

/* Whether the player's role is still there, and room for it where it stands. */
static bool change_player(const struct events *events, struct entity *player,
        const struct rules *old)
{
    const struct rules *now = events->rules;
    uint32_t tick = events->world->match.tick;
    const char *id = rules_role(old, player->type)->id;
    player->type = rules_role_index(now, id);
    const struct rules_role *role = rules_role(now, player->type);
    const struct rules_weapon *weapon = rules_weapon(now, role->weapon);
    player->hp = player->hp < role->hp ? player->hp : role->hp;
    if (!now->bouts) {
        player->back_at = sooner(player->back_at, tick + now->respawn);
    } else if (player->hp == 0 && !old->bouts) {
        player->back_at = BACK_LATER;
    }
    if (weapon) {
        player->ready_at = sooner(player->ready_at, tick + weapon->cooldown);
    }
    struct disc disc = body_disc(player, now);
    disc.posts = &events->posts;
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
    change_teams(world, now);
    round_change_rules(world, old, now);
    things_change_rules(world, old, now);
    change_calls(world, old, now);
    world->lost = 0; // bits of other roles
    events_init(&events, world, now);
    for (uint16_t i = first_shot_slot(world->player_limit);
            i < world->entity_limit; i++) {
        if (world->entity[i].kind == ENTITY_SHOT) {
            change_shot(&world->entity[i], old, now);
        }
    }
    for (uint16_t i = 0; i < world->player_limit; i++) {
        struct entity *player = &world->entity[i];
        if (world_has_player(world, i) &&
                !change_player(&events, player, old) && player->hp > 0) {
            event_spawn(&events, (uint8_t)i);
            events_run(&events);
        }
    }
}
