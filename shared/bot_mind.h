/* SPDX-License-Identifier: MIT
 *
 * bot_mind: what a bot has before its eyes in one call, and how it judges it.
 */
#ifndef SHARED_BOT_MIND_H
#define SHARED_BOT_MIND_H

#include "shared/base.h"

struct bot;
struct entity;
struct rules;
struct rules_role;
struct rules_weapon;
struct world;

#define U(u) ((u)*UNIT)

struct point {
    int32_t x, y; // 1/256 u
};

struct mind {
    struct world *world; // of it only the bot and the secret generator change
    const struct rules *rules;
    struct bot *bot;
    const struct entity *self;
    const struct rules_role *role;
    const struct rules_weapon *weapon; // or NULL
    uint8_t slot;
    uint8_t carries; // a kind, or NO_THING
    uint32_t now;
};

/* Whose mind it is at the coming tick. */
struct mind bot_mind(
        struct world *world, const struct rules *rules, uint8_t slot);

/* 0..sides-1, from the secret generator. */
uint32_t bot_dice(struct mind *mind, uint32_t sides);

/* A value between those of a beginner and a master. */
int32_t bot_by_skill(const struct mind *mind, int32_t beginner, int32_t master);

struct point bot_place(const struct entity *entity);

/* How far apart, within a sixteenth: good enough to compare. */
int32_t bot_distance(struct point a, struct point b);

/* The point that lies `far` beyond `to`, seen from `from`. */
struct point bot_beyond(struct point from, struct point to, int32_t far);

/* Whether a disc of radius `r` gets from one point to the other, past walls and
 * solid things, or so near that the difference does not count. */
bool bot_sees(
        const struct mind *mind, struct point from, struct point to, int32_t r);

/* ... all the way. */
bool bot_can_walk(
        const struct mind *mind, struct point from, struct point to, int32_t r);

/* The next thing from index *i on that is not away, NULL when there is none.
 * *i is left at the one behind it. */
const struct entity *bot_next_thing(const struct mind *mind, uint8_t *i);

/* Whether the side of `thing` is the bot's. */
bool bot_owns(const struct mind *mind, const struct entity *thing);

#endif
