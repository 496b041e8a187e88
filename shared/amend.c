/* SPDX-License-Identifier: MIT */
#include "shared/amend.h"

#include "shared/field.h"

enum origin {
    FROM_GUESS,
    FROM_NOW, // the tick of the frame: for fields that are ticks
};

struct code {
    struct field field;
    uint16_t odds; // offset of its contexts, bytes
    uint8_t origin;
};

struct group {
    const struct code *code;
    size_t count;
};

#define CODE(type, name, origin)                                        \
    {                                                                   \
        FIELD(type, name), offsetof(struct type##_priors, name), origin \
    }

static const struct code velocity_codes[] = {
        CODE(entity, vx, FROM_GUESS),
        CODE(entity, vy, FROM_GUESS),
};

static const struct code place_codes[] = {
        CODE(entity, x, FROM_GUESS),
        CODE(entity, y, FROM_GUESS),
};

static const struct code look_codes[] = {
        CODE(entity, aim, FROM_GUESS),
        CODE(entity, buttons, FROM_GUESS),
        CODE(entity, turn, FROM_GUESS),
        CODE(entity, bends, FROM_GUESS),
        CODE(entity, fine, FROM_GUESS),
        CODE(entity, lag, FROM_GUESS),
};

static const struct code fight_codes[] = {
        CODE(entity, ready_at, FROM_NOW),
        CODE(entity, hp, FROM_GUESS),
        CODE(entity, foe, FROM_GUESS),
};

static const struct code rest_codes[] = {
        CODE(entity, back_at, FROM_NOW),
        CODE(entity, thaw_at, FROM_NOW),
        CODE(entity, score, FROM_GUESS),
        CODE(entity, deaths, FROM_GUESS),
        CODE(entity, type, FROM_GUESS),
        CODE(entity, team, FROM_GUESS),
        CODE(entity, owner, FROM_GUESS),
        CODE(entity, born, FROM_NOW),
};

static const struct code match_codes[] = {
        CODE(match, phase, FROM_GUESS),
        CODE(match, winner, FROM_GUESS),
        CODE(match, ends_at, FROM_NOW),
        CODE(match, bout_at, FROM_NOW),
        CODE(match, score1, FROM_GUESS),
        CODE(match, score2, FROM_GUESS),
        CODE(match, score3, FROM_GUESS),
        CODE(match, score4, FROM_GUESS),
};

#define GROUP(codes)            \
    {                           \
        codes, ARRAY_LEN(codes) \
    }
static const struct group velocity = GROUP(velocity_codes);
static const struct group place = GROUP(place_codes);
static const struct group match_group = GROUP(match_codes);
static const struct group entity_groups[GROUP_COUNT] = {
        [GROUP_LOOK] = GROUP(look_codes),
        [GROUP_FIGHT] = GROUP(fight_codes),
        [GROUP_REST] = GROUP(rest_codes),
};

#define X(name, type) COUNT_##name,
enum { ENTITY_FIELDS(X) FORESIGHT_FIELDS(X) ENTITY_FIELD_COUNT };
#undef X
#define X(name, type) COUNT_MATCH_##name,
enum { MATCH_FIELDS(X) MATCH_FIELD_COUNT };
#undef X
_Static_assert(ARRAY_LEN(velocity_codes) + ARRAY_LEN(place_codes) +
                               ARRAY_LEN(look_codes) + ARRAY_LEN(fight_codes) +
                               ARRAY_LEN(rest_codes) ==
                       ENTITY_FIELD_COUNT - 1,
        "every field of an entity has its code, but for the kind");
_Static_assert(ARRAY_LEN(match_codes) == MATCH_FIELD_COUNT - 2,
        "every field of the match has its code, but for tick and rng");

/* ---- fields ---- */

/* Contexts: whether it is missed, then those of the number. */
static void amend_field(struct coder *coder, const struct code *code,
        void *priors, void *guess, const void *truth, uint32_t tick)
{
    struct odds *odds = (void *)((uint8_t *)priors + code->odds);
    unsigned width = 8u * code->field.size;
    if (!coder_bit(coder, odds, field_differs(guess, truth, &code->field))) {
        return;
    }
    int64_t origin =
            code->origin == FROM_NOW ? tick : field_load(guess, &code->field);
    int32_t miss = field_wrapped(
            field_load(truth, &code->field) - origin, &code->field);
    miss = coder_signed(coder, odds + 1, width, miss);
    field_store(guess, &code->field, origin + miss);
}

static void amend_fields(struct coder *coder, const struct group *group,
        void *priors, void *guess, const void *truth, uint32_t tick)
{
    for (size_t i = 0; i < group->count; i++) {
        amend_field(coder, &group->code[i], priors, guess, truth, tick);
    }
}

static bool any_missed(
        const struct group *group, const void *guess, const void *truth)
{
    for (size_t i = 0; i < group->count; i++) {
        if (field_differs(guess, truth, &group->code[i].field)) {
            return true;
        }
    }
    return false;
}

/* ---- entities ---- */

/* Wraps around, on every platform alike. */
static int32_t shifted(int32_t at, int32_t by)
{
    return (int32_t)((uint32_t)at + (uint32_t)by);
}

/* Whoever is faster than foreseen has mostly gone as much further. */
static void amend_motion(struct coder *coder, struct entity_priors *priors,
        struct entity *guess, const struct entity *truth)
{
    int32_t vx = guess->vx;
    int32_t vy = guess->vy;
    amend_fields(coder, &velocity, priors, guess, truth, 0);
    int32_t x = shifted(guess->x, guess->vx - vx);
    int32_t y = shifted(guess->y, guess->vy - vy);
    bool along = x == truth->x && y == truth->y;
    bool is_faster = guess->vx != vx || guess->vy != vy;
    if (is_faster && coder_bit(coder, &priors->along, along)) {
        guess->x = x;
        guess->y = y;
    } else {
        amend_fields(coder, &place, priors, guess, truth, 0);
    }
}

static bool motion_missed(
        const struct entity *guess, const struct entity *truth)
{
    return any_missed(&velocity, guess, truth) ||
           any_missed(&place, guess, truth);
}

void amend_entity(struct coder *coder, struct entity_priors *priors,
        struct entity *guess, const struct entity *truth, uint32_t tick)
{
    if (coder_bit(coder, &priors->group[GROUP_MOTION],
                motion_missed(guess, truth))) {
        amend_motion(coder, priors, guess, truth);
    }
    for (size_t i = GROUP_MOTION + 1; i < GROUP_COUNT; i++) {
        const struct group *group = &entity_groups[i];
        if (coder_bit(coder, &priors->group[i],
                    any_missed(group, guess, truth))) {
            amend_fields(coder, group, priors, guess, truth, tick);
        }
    }
}

bool amend_is_right(const struct entity *guess, const struct entity *truth)
{
#define X(name, type) &&guess->name == truth->name
    return true ENTITY_FIELDS(X) FORESIGHT_FIELDS(X);
#undef X
}

/* ---- the match ---- */

/* The public generator can only have drawn anew. */
static void amend_rng(struct coder *coder, struct odds *odds,
        struct match *guess, const struct match *truth)
{
    if (coder_bit(coder, odds, guess->rng != truth->rng)) {
        uint64_t high = coder_raw(coder, (uint32_t)(truth->rng >> 32), 32);
        guess->rng = high << 32 | coder_raw(coder, (uint32_t)truth->rng, 32);
    }
}

void amend_match(struct coder *coder, struct match_priors *priors,
        struct match *guess, const struct match *truth)
{
    bool any =
            any_missed(&match_group, guess, truth) || guess->rng != truth->rng;
    if (coder_bit(coder, &priors->any, any)) {
        amend_fields(coder, &match_group, priors, guess, truth, guess->tick);
        amend_rng(coder, priors->rng, guess, truth);
    }
}
