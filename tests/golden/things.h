/* SPDX-License-Identifier: MIT
 *
 * things: two sets of rules with things, beside those of arena.h: flags to be
 * carried home, and a ball to be pushed into goals. For tests and benchmarks.
 */
#ifndef TESTS_GOLDEN_THINGS_H
#define TESTS_GOLDEN_THINGS_H

#include "shared/rules.h"
#include "tests/golden/arena.h"

/* Adds a kind of thing; `radius` in u. Returns its index. */
static inline uint8_t things_kind(struct rules *rules, const char *id,
        enum rules_body body, uint16_t radius)
{
    struct rules_kind *kind = &rules->kind[rules->kind_count];
    *kind = (struct rules_kind){.body = (uint8_t)body,
            .radius = radius,
            .mass = 128,
            .drag = 65536 / 40,
            .bounce = 65536 / 2};
    arena_name(kind->id, id);
    return rules->kind_count++;
}

static inline void things_stand(
        struct rules *rules, uint8_t kind, int32_t x, int32_t y, uint8_t team)
{
    rules->stand[rules->stand_count++] =
            (struct rules_stand){arena_u(x), arena_u(y), kind, team};
}

/* Adds an effect without conditions, to be completed by the caller; when all
 * are there, rules_index() is to follow. */
static inline struct rules_effect *things_effect(
        struct rules *rules, enum rules_event event, enum rules_op op)
{
    struct rules_effect *effect = &rules->effect[rules->effect_count++];
    *effect = rules_any_effect();
    effect->event = (uint8_t)event;
    effect->op = (uint8_t)op;
    return effect;
}

/* The yard for two teams who shoot. */
static inline void things_yard(struct rules *rules)
{
    arena_empty(rules, 2000, 1200);
    arena_yard(rules);
    rules->teams = 2;
    for (uint8_t i = 0; i < rules->spot_count; i++) {
        rules->spot[i].team = (uint8_t)(1 + i % 2);
    }
}

/* Flags of both teams lie about. Who carries one of the other team's into a
 * base of his own scores; medicine heals and is away for 10 s. */
static inline void things_flags(struct rules *rules)
{
    things_yard(rules);
    uint8_t flag = things_kind(rules, "flag", BODY_CARRIED, 12);
    uint8_t base = things_kind(rules, "base", BODY_AREA, 90);
    uint8_t drug = things_kind(rules, "medicine", BODY_AREA, 16);
    rules->kind[flag].home_after = (uint32_t)arena_ticks(8);
    things_stand(rules, flag, 200, 600, 1);
    things_stand(rules, flag, 600, 300, 1);
    things_stand(rules, flag, 1800, 600, 2);
    things_stand(rules, flag, 1400, 900, 2);
    things_stand(rules, base, 200, 600, 1);
    things_stand(rules, base, 1800, 600, 2);
    things_stand(rules, drug, 1000, 400, 0);
    things_stand(rules, drug, 1000, 800, 0);

    struct rules_effect *take = things_effect(rules, EVENT_ENTER, OP_CARRY);
    take->if_thing = flag;
    take->if_team = TEAM_OTHER;
    struct rules_effect *score = things_effect(rules, EVENT_REACH, OP_SCORE);
    score->if_thing = flag;
    score->if_into = base;
    score->if_team = TEAM_SAME;
    score->n = 1;
    struct rules_effect *back = things_effect(rules, EVENT_REACH, OP_HOME);
    back->if_thing = flag;
    back->if_into = base;
    back->if_team = TEAM_SAME;
    struct rules_effect *heal = things_effect(rules, EVENT_ENTER, OP_HEAL);
    heal->if_thing = drug;
    heal->n = 50;
    struct rules_effect *use = things_effect(rules, EVENT_ENTER, OP_TAKE);
    use->if_thing = drug;
    use->n = arena_ticks(10);
    rules_index(rules);
}

/* A ball in the middle, a goal at either end; who stands on the hill, which
 * shrinks, has points for it. Nobody shoots. */
static inline void things_ball(struct rules *rules)
{
    things_yard(rules);
    rules->role[0].weapon = NO_WEAPON;
    uint8_t ball = things_kind(rules, "ball", BODY_PUSHED, 14);
    uint8_t goal = things_kind(rules, "goal", BODY_AREA, 120);
    uint8_t hill = things_kind(rules, "hill", BODY_AREA, 200);
    uint8_t post = things_kind(rules, "post", BODY_SOLID, 20);
    things_stand(rules, ball, 1000, 660, 0);
    things_stand(rules, goal, 60, 600, 1);
    things_stand(rules, goal, 1940, 600, 2);
    things_stand(rules, hill, 1000, 200, 0);
    things_stand(rules, post, 800, 600, 0);
    things_stand(rules, post, 1200, 600, 0);
    arena_name(rules->timer[rules->timer_count].id, "shrink");
    rules->timer[rules->timer_count].first = (uint32_t)arena_ticks(5);
    rules->timer[rules->timer_count++].every = (uint32_t)arena_ticks(5);

    struct rules_effect *score = things_effect(rules, EVENT_REACH, OP_SCORE);
    score->if_thing = ball;
    score->if_into = goal;
    score->if_team = TEAM_OTHER;
    score->n = 3;
    struct rules_effect *back = things_effect(rules, EVENT_REACH, OP_HOME);
    back->if_thing = ball;
    back->if_into = goal;
    struct rules_effect *hold = things_effect(rules, EVENT_IN, OP_SCORE);
    hold->if_thing = hill;
    hold->if_alone = true;
    hold->n = 1;
    struct rules_effect *shrink = things_effect(rules, EVENT_TIMER, OP_GROW);
    shrink->arg = hill;
    shrink->n = -5;
    rules_index(rules);
}

#endif
