/* SPDX-License-Identifier: MIT */
#include "tests/golden/play.h"

#include "shared/fixed.h"
#include "shared/hash.h"
#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"
#include "tests/golden/arena.h"
#include "tests/golden/things.h"

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
    static const char *const name[PLAY_SETS] = {
            "deathmatch", "tag", "teams", "things"};
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

enum { FIGHTER, HUNTER };
enum { FLAG, BALL, BASE, HILL, PILLAR, MEDICINE, PIT };

static void arena_place_things(struct rules *things)
{
    things_kind(things, "flag", BODY_CARRIED, 14);
    things_kind(things, "ball", BODY_PUSHED, 16);
    things_kind(things, "base", BODY_AREA, 100);
    things_kind(things, "hill", BODY_AREA, 160);
    things_kind(things, "pillar", BODY_SOLID, 36);
    things_kind(things, "medicine", BODY_AREA, 12);
    things_kind(things, "pit", BODY_AREA, 20);
    things->kind[FLAG].home_after = (uint32_t)arena_ticks(6);
    things->kind[BALL].home_after = (uint32_t)arena_ticks(9);
    things_stand(things, FLAG, 120, 600, 1);
    things_stand(things, FLAG, 1880, 600, 2);
    things_stand(things, BALL, 1000, 480, 0);
    things_stand(things, BALL, 1040, 700, 0);
    things_stand(things, BASE, 120, 600, 1);
    things_stand(things, BASE, 1880, 600, 2);
    things_stand(things, HILL, 1000, 600, 0);
    things_stand(things, PILLAR, 860, 700, 0);
    things_stand(things, PILLAR, 1200, 500, 0);
    things_stand(things, MEDICINE, 600, 700, 0);
    things_stand(things, PIT, 1400, 800, 0);
}

static void arena_add_timers(struct rules *things)
{
    things->timer[things->timer_count++] = (struct rules_timer){
            "shrink", (uint32_t)arena_ticks(4), (uint32_t)arena_ticks(4)};
    things->timer[things->timer_count++] =
            (struct rules_timer){"hunt", (uint32_t)arena_ticks(1), 0};
    arena_effect(things, EVENT_TIMER, OP_GROW, WHO_ALL, -10)->arg = HILL;
    struct rules_effect *effect =
            arena_effect(things, EVENT_TIMER, OP_DAMAGE, WHO_ACTOR, 12);
    effect->if_timer = 0;
    effect->if_out = HILL;
    effect->if_alive = ALIVE_YES;
    effect = arena_effect(things, EVENT_TIMER, OP_PICK, WHO_ALL, 0);
    effect->if_timer = 1;
    effect->arg = HUNTER;
}

static void arena_add_flags(struct rules *things)
{
    struct rules_effect *effect =
            arena_effect(things, EVENT_ENTER, OP_CARRY, WHO_ACTOR, 0);
    effect->if_thing = FLAG;
    effect->if_team = TEAM_OTHER;
    effect = arena_effect(things, EVENT_ENTER, OP_HOME, WHO_ACTOR, 0);
    effect->if_thing = FLAG;
    effect->if_team = TEAM_SAME;
    effect = arena_effect(things, EVENT_REACH, OP_SCORE, WHO_ACTOR, 2);
    effect->if_into = BASE;
    effect->if_team = TEAM_SAME;
    effect->if_carry = FLAG;
    arena_effect(things, EVENT_REACH, OP_HOME, WHO_ACTOR, 0)->if_into = BASE;
    effect = arena_effect(things, EVENT_REACH, OP_TEAM_SCORE, WHO_FRIENDS, 1);
    effect->if_thing = BALL;
    effect->if_into = BASE;
    arena_effect(things, EVENT_HIT, OP_DROP, WHO_TARGET, 0)->if_other = HUNTER;
}

static void arena_add_areas(struct rules *things)
{
    struct rules_effect *effect =
            arena_effect(things, EVENT_IN, OP_SCORE, WHO_ACTOR, 1);
    effect->if_thing = HILL;
    effect->if_alone = true;
    effect = arena_effect(things, EVENT_IN, OP_OWN, WHO_ACTOR, 0);
    effect->if_thing = HILL;
    arena_effect(things, EVENT_EXIT, OP_PUSH, WHO_ACTOR, arena_speed(90))
            ->if_thing = HILL;
    arena_effect(things, EVENT_ENTER, OP_HEAL, WHO_FRIENDS, 30)->if_thing =
            MEDICINE;
    arena_effect(things, EVENT_ENTER, OP_TAKE, WHO_ACTOR, arena_ticks(5))
            ->if_thing = MEDICINE;
    arena_effect(things, EVENT_ENTER, OP_KILL, WHO_ACTOR, 0)->if_thing = PIT;
    arena_effect(things, EVENT_ENTER, OP_SCRIPT, WHO_ACTOR, 3)->arg = 0;
}

/* Bouts of two teams, with all that can lie about and happen. */
static void arena_things(struct rules *things)
{
    arena_deathmatch(things);
    things->teams = 2;
    things->bouts = true;
    things->score_limit = 150;
    things->time_limit = (uint32_t)arena_ticks(80);
    things->warmup = (uint32_t)arena_ticks(3);
    things->overtime = (uint32_t)arena_ticks(10);
    things->min_players = 2;
    things->role[HUNTER] = things->role[FIGHTER];
    things->role[HUNTER].starts = false;
    things->role[HUNTER].speed = arena_speed(360);
    arena_name(things->role[HUNTER].id, "hunter");
    things->role_count = 2;
    things->script_count = 1;
    arena_place_things(things);
    arena_add_timers(things);
    arena_add_flags(things);
    arena_add_areas(things);
    arena_effect(things, EVENT_LAST, OP_SCORE, WHO_ACTOR, 1);
    arena_effect(things, EVENT_JOIN, OP_TEAM, WHO_ACTOR, 2);
    arena_effect(things, EVENT_SPAWN, OP_FREEZE, WHO_ACTOR, 10);
    arena_effect(things, EVENT_TIMEUP, OP_TEAM_SCORE, WHO_ACTOR, 1)->if_alive =
            ALIVE_YES;
    struct rules_effect *effect =
            arena_effect(things, EVENT_EXTINCT, OP_SCORE, WHO_ALL, 1);
    effect->if_role = HUNTER;
    things->habit[things->habit_count++] = (struct rules_habit){
            ROLE_ANY, NO_THING, DOES_PUSH, HUNTER, BALL, BASE, TEAM_ANY};
    things->habit[things->habit_count++] = (struct rules_habit){
            HUNTER, NO_THING, DOES_FETCH, ROLE_ANY, FLAG, NO_THING, TEAM_OTHER};
}

void EXPORT(play_start)(unsigned set)
{
    if (set == 0) {
        arena_deathmatch(&rules);
    } else if (set == 1) {
        arena_tag(&rules);
    } else if (set == 2) {
        arena_teams(&rules);
    } else {
        arena_things(&rules);
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
    if (now.kind_count > 0) {
        now.kind[BALL].radius -= 4;
        now.stand[0].y += arena_u(50);
        now.stand_count--; // the pit
        now.warmup = 0;
    }
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
