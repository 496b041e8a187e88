/* SPDX-License-Identifier: MIT
 *
 * arena: two sets of rules for tests and benchmarks, built by hand.
 *
 * They are frozen: what modders play is in assets/rules and may change any day,
 * while the golden hashes stand on these.
 */
#ifndef TESTS_GOLDEN_ARENA_H
#define TESTS_GOLDEN_ARENA_H

#include <string.h>

#include "shared/base.h"
#include "shared/rules.h"

static inline int32_t arena_u(int32_t units)
{
    return units * UNIT;
}

/* From u/s. */
static inline int16_t arena_speed(int32_t speed)
{
    return (int16_t)(speed * UNIT / TICK_HZ);
}

/* From u/s^2. */
static inline int32_t arena_accel(int32_t accel)
{
    return accel * UNIT / (TICK_HZ * TICK_HZ);
}

static inline int32_t arena_ticks(int32_t seconds)
{
    return seconds * TICK_HZ;
}

static inline void arena_name(char id[ID_BYTES + 1], const char *name)
{
    unsigned i = 0;
    for (; name[i] != '\0' && i < ID_BYTES; i++) {
        id[i] = name[i];
    }
    id[i] = '\0';
}

static inline void arena_wall(
        struct rules *rules, int32_t x, int32_t y, int32_t w, int32_t h)
{
    rules->wall[rules->wall_count++] =
            (struct rules_wall){arena_u(x), arena_u(y), arena_u(w), arena_u(h)};
}

static inline void arena_spot(
        struct rules *rules, int32_t x, int32_t y, uint8_t team)
{
    rules->spot[rules->spot_count++] =
            (struct rules_spot){arena_u(x), arena_u(y), team};
}

/* Adds an effect without conditions behind those of its event, and returns it
 * for the caller to complete; it stays there until the next is added. */
static inline struct rules_effect *arena_effect(struct rules *rules,
        enum rules_event event, enum rules_op op, enum rules_who who, int32_t n)
{
    struct rules_effect *effect = &rules->effect[rules->effect_count++];
    *effect = rules_any_effect();
    effect->event = (uint8_t)event;
    effect->op = (uint8_t)op;
    effect->who = (uint8_t)who;
    effect->n = n;
    rules_index(rules);
    return &rules->effect[rules->first[event + 1] - 1];
}

/* An empty field with one role "fighter" and one weapon "pistol": 100 hp,
 * 300 u/s, shots of 25 hp at 900 u/s. */
static inline void arena_empty(struct rules *rules, int32_t w, int32_t h)
{
    memset(rules, 0, sizeof(*rules));
    rules->version = 1;
    arena_name(rules->mode, "arena");
    arena_name(rules->map, "field");
    rules->time_limit = (uint32_t)arena_ticks(180);
    rules->respawn = (uint32_t)arena_ticks(2);
    rules->drag = 65536 / 4;
    rules->bounce = 65536 / 3;
    rules->max_players = 16;
    rules->bots = 16;
    rules->bot_skill = 500;
    rules->bot_courage = 500;
    rules->width = arena_u(w);
    rules->height = arena_u(h);

    struct rules_role *role = &rules->role[rules->role_count++];
    arena_name(role->id, "fighter");
    role->hp = 100;
    role->speed = arena_speed(300);
    role->accel = arena_accel(1600);
    role->radius = arena_u(14);
    role->weapon = 0;
    role->starts = true;

    struct rules_weapon *weapon = &rules->weapon[rules->weapon_count++];
    arena_name(weapon->id, "pistol");
    weapon->damage = 25;
    weapon->speed = arena_speed(900);
    weapon->radius = arena_u(4);
    weapon->cooldown = 8;
    weapon->life = 40;
    weapon->pellets = 1;
    weapon->knockback = arena_speed(60);
}

/* Sixteen spots in a ring and twelve walls: pillars, corners, a thin one. */
static inline void arena_yard(struct rules *rules)
{
    static const int16_t wall[12][4] = {{300, 200, 40, 300},
            {1660, 700, 40, 300}, {700, 250, 260, 40}, {1040, 900, 260, 40},
            {960, 560, 80, 80}, {500, 850, 120, 120}, {1380, 230, 120, 120},
            {300, 460, 200, 40}, {1500, 700, 200, 40}, {0, 640, 140, 30},
            {1860, 530, 140, 30}, {960, 120, 4, 160}};
    static const int16_t spot[16][2] = {{100, 100}, {1000, 60}, {1900, 100},
            {1900, 450}, {1900, 1100}, {1000, 1140}, {100, 1100}, {100, 560},
            {600, 600}, {1400, 600}, {820, 420}, {1180, 780}, {440, 300},
            {1560, 900}, {700, 1000}, {1300, 150}};
    for (size_t i = 0; i < ARRAY_LEN(wall); i++) {
        arena_wall(rules, wall[i][0], wall[i][1], wall[i][2], wall[i][3]);
    }
    for (size_t i = 0; i < ARRAY_LEN(spot); i++) {
        arena_spot(rules, spot[i][0], spot[i][1], 0);
    }
}

/* Everybody against everybody, a pistol each; a kill is a point. */
static inline void arena_deathmatch(struct rules *rules)
{
    arena_empty(rules, 2000, 1200);
    arena_yard(rules);
    rules->score_limit = 20;
    arena_effect(rules, EVENT_DEATH, OP_SCORE, WHO_ACTOR, 1)->if_team =
            TEAM_OTHER;
}

/* Runners, and one who is it: a touch hands it on and holds the new one for two
 * seconds; having been caught least wins. Nobody shoots. */
static inline void arena_tag(struct rules *rules)
{
    enum { RUNNER, IT };

    arena_empty(rules, 2000, 1200);
    arena_yard(rules);
    rules->weapon_count = 0;
    rules->win = WIN_LEAST;
    rules->time_limit = (uint32_t)arena_ticks(60);
    rules->role_count = 2;
    rules->role[IT] = rules->role[RUNNER];
    rules->role[RUNNER].weapon = NO_WEAPON;
    arena_name(rules->role[RUNNER].id, "runner");
    rules->role[IT].weapon = NO_WEAPON;
    rules->role[IT].starts = false;
    rules->role[IT].speed = arena_speed(330);
    rules->role[IT].tint = 0xff4040;
    arena_name(rules->role[IT].id, "it");

    arena_effect(rules, EVENT_START, OP_PICK, WHO_ALL, 0)->arg = IT;
    arena_effect(rules, EVENT_TOUCH, OP_ROLE, WHO_TARGET, 0)->arg = IT;
    arena_effect(rules, EVENT_TOUCH, OP_FREEZE, WHO_TARGET, arena_ticks(2));
    arena_effect(rules, EVENT_TOUCH, OP_SCORE, WHO_TARGET, 1);
    arena_effect(rules, EVENT_TOUCH, OP_ROLE, WHO_ACTOR, 0)->arg = RUNNER;
    for (uint8_t i = rules->first[EVENT_TOUCH];
            i < rules->first[EVENT_TOUCH + 1]; i++) {
        rules->effect[i].if_role = IT;
        rules->effect[i].if_other = RUNNER;
    }
}

#endif
