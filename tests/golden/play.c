/* SPDX-License-Identifier: MIT */
#include "tests/golden/play.h"

#include "shared/fixed.h"
#include "shared/hash.h"
#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/golden/arena.h"

#define SEATS   16
#define PEOPLE  3 // in the first seats; they see the past
#define PLAYERS 4 // with the one who presses at random; the rest are bots

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name))) name
#else
#define EXPORT(name) name
#endif

static struct rules rules;
static struct world world;
static uint64_t dice; // the players' own
static struct input input[MAX_PLAYERS];
static uint8_t held[PEOPLE]; // ticks for which the buttons stay as they are

unsigned EXPORT(play_sets)(void)
{
    return PLAY_SETS;
}

unsigned EXPORT(play_chunk)(void)
{
    return PLAY_CHUNK;
}

unsigned EXPORT(play_ticks)(void)
{
    return PLAY_TICKS;
}

const char *EXPORT(play_name)(unsigned set)
{
    static const char *const name[PLAY_SETS] = {"deathmatch", "tag", "teams"};
    return name[set];
}

/* Two teams with scatter guns that hurt friends too, in bouncing armour. */
static void arena_teams(struct rules *teams)
{
    arena_deathmatch(teams);
    teams->teams = 2;
    teams->friendly_fire = true;
    teams->score_limit = 15;
    teams->bounce = 60000;
    teams->drag = 3000;
    teams->weapon[0].pellets = 5;
    teams->weapon[0].spread = 5000;
    teams->weapon[0].damage = 9;
    teams->weapon[0].knockback = arena_speed(150);
    teams->weapon[0].life = 15;
    teams->weapon[0].cooldown = 20;
    arena_effect(teams, EVENT_TOUCH, OP_PUSH, WHO_TARGET, arena_speed(400))
            ->if_team = TEAM_OTHER;
    arena_effect(teams, EVENT_HIT, OP_HEAL, WHO_TARGET, 4)->if_team = TEAM_SAME;
}

void EXPORT(play_start)(unsigned set)
{
    if (set == 0) {
        arena_deathmatch(&rules);
    } else if (set == 1) {
        arena_tag(&rules);
    } else {
        arena_teams(&rules);
    }
    dice = 42 + set;
    memset(input, 0, sizeof(input));
    memset(held, 0, sizeof(held));
    sim_start(&world, &rules, 2024 + set);
    for (uint8_t i = 0; i < SEATS; i++) {
        sim_join(&world, &rules, i, i >= PLAYERS);
    }
}

static void change_rules(void)
{
    struct rules now = rules;
    now.version++;
    now.role[0].speed += arena_speed(40);
    now.role[0].hp -= 30;
    now.wall[0].w += arena_u(60);
    now.bot_skill = 900;
    sim_change_rules(&world, &rules, &now);
    rules = now;
}

static void change_seats(void)
{
    switch (world.match.tick) {
    case 700:
        sim_leave(&world, 1);
        sim_leave(&world, 9);
        break;
    case 1100:
        sim_join(&world, &rules, sim_free_slot(&world), false);
        sim_join(&world, &rules, sim_free_slot(&world), true);
        break;
    case 2200:
        change_rules();
        break;
    default:
        break;
    }
}

/* The living opponent whose slot comes next, or `slot` when all are dead. */
static uint8_t prey_of(uint8_t slot)
{
    for (uint8_t i = 1; i < SEATS; i++) {
        uint8_t other = (uint8_t)((slot + i) % SEATS);
        const struct entity *e = &world.entity[other];
        if (e->kind == ENTITY_PLAYER && e->hp > 0 &&
                (e->team == 0 || e->team != world.entity[slot].team)) {
            return other;
        }
    }
    return slot;
}

/* Somebody behind a network: sees the others late, by a lag that jitters and at
 * times is longer than is made up for; aims at what it sees, not quite; holds
 * its keys for a while. */
static void press_like_people(uint8_t slot)
{
    struct input *now = &input[slot];
    uint8_t lag = (uint8_t)(2 * slot + rng_below(&dice, 4));
    uint8_t seen = lag < PLACES_KEPT ? lag : PLACES_KEPT - 1;
    const struct places *past =
            &world.past[(world.match.tick - seen) % PLACES_KEPT];
    const struct entity *self = &world.entity[slot];
    uint8_t prey = prey_of(slot);
    uint16_t aim =
            fixed_angle(past->x[prey] - self->x, past->y[prey] - self->y);
    now->lag = lag;
    now->aim = (uint16_t)(aim + rng_below(&dice, 600) - 300);
    if (held[slot]-- == 0) {
        held[slot] = (uint8_t)(4 + rng_below(&dice, 20));
        now->buttons = (uint8_t)rng_below(&dice, BUTTONS_ALL + 1);
    }
}

static void press(uint8_t slot)
{
    if (world.bot[slot].active) {
        input[slot] = sim_bot_input(&world, &rules, slot);
    } else if (slot < PEOPLE) {
        press_like_people(slot);
    } else if (rng_below(&dice, 9) == 0) {
        input[slot].buttons = (uint8_t)rng_below(&dice, BUTTONS_ALL + 1);
        input[slot].aim = (uint16_t)rng_next(&dice);
    }
}

uint32_t EXPORT(play_on)(void)
{
    for (unsigned i = 0; i < PLAY_CHUNK; i++) {
        change_seats();
        for (uint8_t slot = 0; slot < SEATS; slot++) {
            press(slot);
        }
        sim_step(&world, &rules, input);
    }
    struct snapshot snap = world_snapshot(&world);
    // what is secret has to agree as well, if not with clients
    return hash_value(snapshot_replica_hash(&snap), world.secret_rng, 8);
}
