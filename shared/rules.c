/* SPDX-License-Identifier: MIT */
#include "shared/rules.h"

bool rules_same_id(const char *a, const char *b)
{
    for (unsigned i = 0; i < ID_BYTES; i++) {
        if (a[i] != b[i]) {
            return false;
        }
        if (a[i] == '\0') {
            return true;
        }
    }
    return true;
}

static bool within(int32_t v, int32_t low, int32_t high)
{
    return v >= low && v <= high;
}

/* ---- checks ---- */

#define MAX_VELOCITY (MAX_SPEED * UNIT / TICK_HZ)
#define MAX_LENGTH   (MAX_MAP_UNITS * UNIT)
#define MAX_RADIUS   (256 * UNIT)
#define MAX_TICKS    (3600 * TICK_HZ) // an hour
#define MAX_POINTS   30000
#define MIN_SIGHT    (128 * UNIT)
#define MAX_ERROR    (65536 / 8) // of bots' aim
#define MIN_MASS     25          // of a thing, 1/256
#define MAX_MASS     (100 * 256)

#define MAX_RELAY_RATE 120

static const char *check_counts(const struct rules *rules)
{
    if (!within(rules->role_count, 1, MAX_ROLES)) {
        return "the number of roles is out of range";
    }
    if (rules->weapon_count > MAX_WEAPONS || rules->wall_count > MAX_WALLS ||
            rules->spot_count > MAX_SPOTS ||
            rules->effect_count > MAX_EFFECTS) {
        return "there are too many weapons, walls, spots or effects";
    }
    if (rules->kind_count > MAX_KINDS || rules->stand_count > MAX_THINGS ||
            rules->timer_count > MAX_TIMERS ||
            rules->script_count > MAX_SCRIPTS ||
            rules->habit_count > MAX_HABITS) {
        return "there are too many things, timers, scripts or habits";
    }
    return NULL;
}

static const char *check_mode(const struct rules *rules)
{
    if (rules->teams > MAX_TEAMS || rules->win > WIN_LEAST) {
        return "the teams or the way to win are out of range";
    }
    if (rules->time_limit < 1 || rules->time_limit > MAX_TICKS ||
            rules->respawn > MAX_TICKS || rules->warmup > MAX_TICKS ||
            rules->overtime > MAX_TICKS || rules->min_players > MAX_PLAYERS ||
            !within(rules->score_limit, 0, MAX_POINTS)) {
        return "a limit of the round is out of range";
    }
    if (!within(rules->max_players, 2, MAX_PLAYERS) ||
            rules->bot_skill > 1000 || rules->bot_courage > 1000 ||
            rules->bot_error > MAX_ERROR) {
        return "the players or the bots' skill are out of range";
    }
    if (!within(rules->width, UNIT, MAX_LENGTH) ||
            !within(rules->height, UNIT, MAX_LENGTH)) {
        return "the size of the map is out of range";
    }
    if (rules->sight != 0 && !within(rules->sight, MIN_SIGHT, MAX_LENGTH)) {
        return "the sight is out of range";
    }
    if (rules->relay_bytes > MAX_RELAY || rules->relay_rate > MAX_RELAY_RATE ||
            (rules->relay_bytes > 0 && rules->relay_rate == 0)) {
        return "the size or the rate of relayed messages is out of range";
    }
    return NULL;
}

static const char *check_role(
        const struct rules *rules, const struct rules_role *role)
{
    if (!within(role->hp, 1, 10000)) {
        return "a role's hp is out of range";
    }
    if (!within(role->speed, 0, MAX_VELOCITY) ||
            !within(role->accel, 0, MAX_VELOCITY) ||
            !within(role->radius, UNIT, MAX_RADIUS)) {
        return "a role's speed, accel or radius is out of range";
    }
    if (role->weapon != NO_WEAPON && role->weapon >= rules->weapon_count) {
        return "a role has a weapon that does not exist";
    }
    return NULL;
}

static const char *check_weapon(const struct rules_weapon *weapon)
{
    if (!within(weapon->speed, 1, MAX_VELOCITY) ||
            !within(weapon->radius, 1, MAX_RADIUS) ||
            !within(weapon->knockback, -MAX_VELOCITY, MAX_VELOCITY)) {
        return "a weapon's speed, radius or knockback is out of range";
    }
    if (weapon->cooldown < 1 || weapon->life < 1 ||
            !within(weapon->pellets, 1, 16)) {
        return "a weapon's cooldown, life or pellets are out of range";
    }
    return NULL;
}

/* ---- what names something else by its index ---- */

static bool is_role(const struct rules *rules, uint8_t index)
{
    return index == ROLE_ANY || index < rules->role_count;
}

static bool is_kind(const struct rules *rules, uint8_t index)
{
    return index == NO_THING || index < rules->kind_count;
}

static const char *check_kind(const struct rules_kind *kind)
{
    if (kind->body >= BODY_COUNT ||
            !within(kind->radius, 1, MAX_THING_RADIUS) ||
            !within(kind->mass, MIN_MASS, MAX_MASS) ||
            kind->home_after > MAX_TICKS) {
        return "a thing's body, radius, mass or home_after is out of range";
    }
    return NULL;
}

static const char *check_timer(const struct rules_timer *timer)
{
    if (timer->first < 1 || timer->first > MAX_TICKS ||
            timer->every > MAX_TICKS) {
        return "a timer is out of range";
    }
    return NULL;
}

static const char *check_habit(
        const struct rules *rules, const struct rules_habit *habit)
{
    if (!is_role(rules, habit->if_role) || !is_role(rules, habit->role)) {
        return "a habit names a role that does not exist";
    }
    if (!is_kind(rules, habit->if_carry) || !is_kind(rules, habit->kind) ||
            !is_kind(rules, habit->goal)) {
        return "a habit names a thing that does not exist";
    }
    if (habit->does >= DOES_COUNT || habit->whose > TEAM_OTHER) {
        return "what a habit does, or whose, is unknown";
    }
    return NULL;
}

static const struct {
    uint8_t unit, arg; // enum amount_unit, enum arg_kind
    int32_t low, high;
} ops[] = {
#define X(name, unit, low, high, arg, doc) \
    {AMOUNT_##unit, ARG_##arg, low, high},
        RULES_OPS(X)
#undef X
};

/* What one of a modder's units is in an effect's n, at most. */
static int32_t unit_scale(uint8_t unit)
{
    return unit == AMOUNT_TIME    ? TICK_HZ
           : unit == AMOUNT_SPEED ? (UNIT + TICK_HZ - 1) / TICK_HZ
                                  : 1;
}

static const char *check_amount(const struct rules_effect *effect)
{
    int32_t scale = unit_scale(ops[effect->op].unit);
    bool is_good = ops[effect->op].unit == AMOUNT_NONE ||
                   within(effect->n, ops[effect->op].low * scale,
                           ops[effect->op].high * scale);
    return is_good ? NULL : "an effect's n is out of range";
}

static const char *check_arg(
        const struct rules *rules, const struct rules_effect *effect)
{
    uint8_t kind = ops[effect->op].arg;
    bool may_lack = kind == ARG_MAYBE_ROLE || kind == ARG_MAYBE_THING;
    if (kind == ARG_NONE || (may_lack && effect->arg == UINT8_MAX)) {
        return NULL;
    }
    if (kind == ARG_ROLE || kind == ARG_MAYBE_ROLE) {
        return effect->arg < rules->role_count
                       ? NULL
                       : "an effect names a role that does not exist";
    }
    if (kind == ARG_THING || kind == ARG_MAYBE_THING) {
        return effect->arg < rules->kind_count
                       ? NULL
                       : "an effect names a thing that does not exist";
    }
    return effect->arg < rules->script_count
                   ? NULL
                   : "an effect names a script that does not exist";
}

static const char *check_conditions(
        const struct rules *rules, const struct rules_effect *effect)
{
    if (!is_role(rules, effect->if_role) || !is_role(rules, effect->if_other)) {
        return "an effect names a role that does not exist";
    }
    if (!is_kind(rules, effect->if_thing) || !is_kind(rules, effect->if_into) ||
            !is_kind(rules, effect->if_carry) ||
            !is_kind(rules, effect->if_in) || !is_kind(rules, effect->if_out)) {
        return "an effect names a thing that does not exist";
    }
    if (effect->if_timer != TIMER_ANY &&
            effect->if_timer >= rules->timer_count) {
        return "an effect names a timer that does not exist";
    }
    return NULL;
}

static const char *check_effect(
        const struct rules *rules, const struct rules_effect *effect)
{
    if (effect->event >= EVENT_COUNT || effect->op >= OP_COUNT ||
            effect->who >= WHO_COUNT || effect->if_team > TEAM_OTHER ||
            effect->if_alive > ALIVE_NO) {
        return "an effect's event, op, who, if_team or if_alive is unknown";
    }
    const char *wrong = check_conditions(rules, effect);
    wrong = wrong ? wrong : check_arg(rules, effect);
    return wrong ? wrong : check_amount(effect);
}

/* ---- the map ---- */

static const char *check_map(const struct rules *rules)
{
    for (uint16_t i = 0; i < rules->wall_count; i++) {
        const struct rules_wall *wall = &rules->wall[i];
        if (!within(wall->x, -MAX_LENGTH, MAX_LENGTH) ||
                !within(wall->y, -MAX_LENGTH, MAX_LENGTH) ||
                !within(wall->w, 1, 2 * MAX_LENGTH) ||
                !within(wall->h, 1, 2 * MAX_LENGTH)) {
            return "a wall is out of range";
        }
    }
    for (uint8_t i = 0; i < rules->spot_count; i++) {
        const struct rules_spot *spot = &rules->spot[i];
        if (!within(spot->x, 0, rules->width) ||
                !within(spot->y, 0, rules->height) || spot->team > MAX_TEAMS) {
            return "a spot is out of range";
        }
    }
    for (uint8_t i = 0; i < rules->stand_count; i++) {
        const struct rules_stand *stand = &rules->stand[i];
        if (!within(stand->x, 0, rules->width) ||
                !within(stand->y, 0, rules->height) ||
                stand->team > MAX_TEAMS || stand->kind >= rules->kind_count) {
            return "where a thing stands, or what it is, is out of range";
        }
    }
    return NULL;
}

const char *rules_check(const struct rules *rules)
{
    const char *wrong = check_counts(rules);
    if (wrong) {
        return wrong;
    }
    wrong = check_mode(rules);
    for (uint8_t i = 0; i < rules->role_count && !wrong; i++) {
        wrong = check_role(rules, &rules->role[i]);
    }
    for (uint8_t i = 0; i < rules->weapon_count && !wrong; i++) {
        wrong = check_weapon(&rules->weapon[i]);
    }
    for (uint8_t i = 0; i < rules->kind_count && !wrong; i++) {
        wrong = check_kind(&rules->kind[i]);
    }
    for (uint8_t i = 0; i < rules->timer_count && !wrong; i++) {
        wrong = check_timer(&rules->timer[i]);
    }
    for (uint8_t i = 0; i < rules->habit_count && !wrong; i++) {
        wrong = check_habit(rules, &rules->habit[i]);
    }
    for (uint8_t i = 0; i < rules->effect_count && !wrong; i++) {
        wrong = check_effect(rules, &rules->effect[i]);
    }
    return wrong ? wrong : check_map(rules);
}

/* ---- look-ups ---- */

uint8_t rules_start_role(const struct rules *rules)
{
    for (uint8_t i = 0; i < rules->role_count && i < MAX_ROLES; i++) {
        if (rules->role[i].starts) {
            return i;
        }
    }
    return 0;
}

uint8_t rules_role_index(const struct rules *rules, const char *id)
{
    for (uint8_t i = 0; i < rules->role_count && i < MAX_ROLES; i++) {
        if (rules_same_id(rules->role[i].id, id)) {
            return i;
        }
    }
    return rules_start_role(rules);
}

uint8_t rules_weapon_index(const struct rules *rules, const char *id)
{
    for (uint8_t i = 0; i < rules->weapon_count && i < MAX_WEAPONS; i++) {
        if (rules_same_id(rules->weapon[i].id, id)) {
            return i;
        }
    }
    return NO_WEAPON;
}

const struct rules_role *rules_role(const struct rules *rules, uint8_t index)
{
    bool exists = index < rules->role_count && index < MAX_ROLES;
    return &rules->role[exists ? index : 0];
}

const struct rules_weapon *rules_weapon(
        const struct rules *rules, uint8_t index)
{
    bool exists = index < rules->weapon_count && index < MAX_WEAPONS;
    return exists ? &rules->weapon[index] : NULL;
}

const struct rules_kind *rules_kind(const struct rules *rules, uint8_t index)
{
    bool exists = index < rules->kind_count && index < MAX_KINDS;
    return exists ? &rules->kind[index] : NULL;
}

struct rules_effect rules_any_effect(void)
{
    return (struct rules_effect){.if_role = ROLE_ANY,
            .if_other = ROLE_ANY,
            .if_thing = NO_THING,
            .if_into = NO_THING,
            .if_timer = TIMER_ANY,
            .if_carry = NO_THING,
            .if_in = NO_THING,
            .if_out = NO_THING,
            .arg = UINT8_MAX};
}

bool rules_has_who(const struct rules_effect *effect)
{
    switch ((enum rules_op)effect->op) {
    case OP_PICK:
    case OP_HOME:
    case OP_TAKE:
    case OP_GROW:
    case OP_END:
    case OP_SCRIPT:
        return false;
    case OP_WIN:
        return effect->arg == ROLE_ANY;
    default:
        return true;
    }
}

static void sort_effects(struct rules *rules)
{
    for (uint8_t i = 1; i < rules->effect_count; i++) {
        struct rules_effect moving = rules->effect[i];
        uint8_t at = i;
        for (; at > 0 && rules->effect[at - 1].event > moving.event; at--) {
            rules->effect[at] = rules->effect[at - 1];
        }
        rules->effect[at] = moving;
    }
}

void rules_index(struct rules *rules)
{
    uint8_t at = 0;
    sort_effects(rules);
    for (unsigned event = 0; event <= EVENT_COUNT; event++) {
        while (at < rules->effect_count && rules->effect[at].event < event) {
            at++;
        }
        rules->first[event] = at;
    }
}
