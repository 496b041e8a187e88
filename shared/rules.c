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
    return NULL;
}

static const char *check_mode(const struct rules *rules)
{
    if (rules->teams > MAX_TEAMS || rules->win > WIN_LEAST) {
        return "the teams or the way to win are out of range";
    }
    if (rules->time_limit < 1 || rules->time_limit > MAX_TICKS ||
            rules->respawn > MAX_TICKS ||
            !within(rules->score_limit, 0, MAX_POINTS)) {
        return "a limit of the round is out of range";
    }
    if (!within(rules->max_players, 2, MAX_PLAYERS) ||
            rules->bot_skill > 1000) {
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

static const char *check_effect(
        const struct rules *rules, const struct rules_effect *effect)
{
    bool roles_exist = (effect->if_role == ROLE_ANY ||
                               effect->if_role < rules->role_count) &&
                       (effect->if_other == ROLE_ANY ||
                               effect->if_other < rules->role_count);
    bool needs_role = effect->op == OP_ROLE || effect->op == OP_PICK;
    if (!roles_exist || (needs_role && effect->arg >= rules->role_count)) {
        return "an effect names a role that does not exist";
    }
    if (effect->event >= EVENT_COUNT || effect->op >= OP_COUNT ||
            effect->who >= WHO_COUNT || effect->if_team > TEAM_OTHER) {
        return "an effect's event, op, who or if_team is unknown";
    }
    int32_t most = effect->op == OP_PUSH ? MAX_VELOCITY : MAX_TICKS;
    return within(effect->n, -most, most) ? NULL
                                          : "an effect's n is out of range";
}

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
