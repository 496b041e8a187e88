/* SPDX-License-Identifier: MIT */
#include "tests/golden/play.h"

#include "shared/hash.h"
#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/golden/arena.h"

#define SEATS   16
#define PLAYERS 3 // in the first seats; the rest are bots

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name))) name
#else
#define EXPORT(name) name
#endif

static struct rules rules;
static struct world world;
static uint64_t dice; // the players' own
static struct input input[MAX_PLAYERS];

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
    arena_effect(teams, &(struct rules_effect){.event = EVENT_TOUCH,
                                .if_role = ROLE_ANY,
                                .if_other = ROLE_ANY,
                                .if_team = TEAM_OTHER,
                                .op = OP_PUSH,
                                .who = WHO_TARGET,
                                .n = arena_speed(400)});
    arena_effect(teams, &(struct rules_effect){.event = EVENT_HIT,
                                .if_role = ROLE_ANY,
                                .if_other = ROLE_ANY,
                                .if_team = TEAM_SAME,
                                .op = OP_HEAL,
                                .who = WHO_TARGET,
                                .n = 4});
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

static void press(uint8_t slot)
{
    if (world.bot[slot].active) {
        input[slot] = sim_bot_input(&world, &rules, slot);
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
    return hash_value(snapshot_hash(&snap), world.secret_rng, 8);
}
