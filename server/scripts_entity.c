/* SPDX-License-Identifier: MIT */
#include "server/scripts_inside.h"

#include <stdio.h>
#include <string.h>

#include "shared/rules.h"

static struct sandbox_rows entity_rows(void *arg)
{
    return (struct sandbox_rows){0, world_of(arg)->entity_limit, 0};
}

static bool has_entity(void *arg, int row)
{
    return entity_of(arg, row)->kind != ENTITY_NONE;
}

struct cell entity_get_slot(void *arg, int row)
{
    (void)arg;
    return cell_int(row);
}

static struct cell get_entity_kind(void *arg, int row)
{
    static const char *const words[ENTITY_KINDS] = {
            "", "player", "shot", "thing"};
    return cell_text(words[entity_of(arg, row)->kind]);
}

struct cell entity_get_team(void *arg, int row)
{
    return cell_int(entity_of(arg, row)->team);
}

struct cell entity_get_x(void *arg, int row)
{
    return cell_real((double)entity_of(arg, row)->x / UNIT);
}

struct cell entity_get_y(void *arg, int row)
{
    return cell_real((double)entity_of(arg, row)->y / UNIT);
}

struct cell entity_get_vx(void *arg, int row)
{
    return cell_real(entity_of(arg, row)->vx / SPEED_UNIT);
}

struct cell entity_get_vy(void *arg, int row)
{
    return cell_real(entity_of(arg, row)->vy / SPEED_UNIT);
}

bool entity_set_x(SET_ARGS)
{
    if (!cell_within(to, 0, (double)rules_of(arg)->width / UNIT, "u", error)) {
        return false;
    }
    entity_of(arg, row)->x = cell_in(to, UNIT);
    return true;
}

bool entity_set_y(SET_ARGS)
{
    if (!cell_within(to, 0, (double)rules_of(arg)->height / UNIT, "u", error)) {
        return false;
    }
    entity_of(arg, row)->y = cell_in(to, UNIT);
    return true;
}

static bool read_speed(const struct cell *to, int16_t *speed, char *error)
{
    if (!cell_within(to, -MAX_SPEED, MAX_SPEED, "u/s", error)) {
        return false;
    }
    *speed = (int16_t)cell_in(to, SPEED_UNIT);
    return true;
}

bool entity_set_vx(SET_ARGS)
{
    return read_speed(to, &entity_of(arg, row)->vx, error);
}

bool entity_set_vy(SET_ARGS)
{
    return read_speed(to, &entity_of(arg, row)->vy, error);
}

struct cell entity_get_foe(void *arg, int row)
{
    return cell_slot(entity_of(arg, row)->foe);
}

bool entity_set_foe(SET_ARGS)
{
    return cell_read_slot(arg, to, &entity_of(arg, row)->foe, error);
}

struct cell entity_get_type(void *arg, int row)
{
    const struct entity *entity = entity_of(arg, row);
    const struct rules *rules = rules_of(arg);
    const struct rules_weapon *weapon = rules_weapon(rules, entity->type);
    const struct rules_kind *kind = rules_kind(rules, entity->type);

    switch ((enum entity_kind)entity->kind) {
    case ENTITY_PLAYER:
        return cell_text(rules_role(rules, entity->type)->id);
    case ENTITY_SHOT:
        return weapon ? cell_text(weapon->id) : cell_null();
    case ENTITY_THING:
        return kind ? cell_text(kind->id) : cell_null();
    default:
        return cell_null();
    }
}

struct cell entity_get_owner(void *arg, int row)
{
    return cell_slot(entity_of(arg, row)->owner);
}

struct cell entity_get_radius(void *arg, int row)
{
    const struct entity *entity = entity_of(arg, row);
    const struct rules *rules = rules_of(arg);
    const struct rules_weapon *weapon = rules_weapon(rules, entity->type);
    int32_t radius = weapon ? weapon->radius : 0;

    if (entity->kind == ENTITY_THING) {
        return cell_real(entity->hp);
    }
    if (entity->kind == ENTITY_PLAYER) {
        radius = rules_role(rules, entity->type)->radius;
    }
    return cell_real((double)radius / UNIT);
}

struct cell entity_get_a(void *arg, int row)
{
    return cell_int(memo_of(arg, row)->a);
}

struct cell entity_get_b(void *arg, int row)
{
    return cell_int(memo_of(arg, row)->b);
}

bool entity_set_a(SET_ARGS)
{
    return cell_read_memo(to, &memo_of(arg, row)->a, error);
}

bool entity_set_b(SET_ARGS)
{
    return cell_read_memo(to, &memo_of(arg, row)->b, error);
}

static bool remove_entity(void *arg, int row, char error[SANDBOX_SENTENCE])
{
    struct entity *entity = entity_of(arg, row);

    if (entity->kind == ENTITY_THING) {
        return thing_remove_row(arg, row, error);
    }
    if (entity->kind == ENTITY_SHOT) {
        memset(entity, 0, sizeof(*entity));
        return true;
    }
    snprintf(error, SANDBOX_SENTENCE,
            "players cannot be deleted; player.alive = 0 kills one");
    return false;
}

static bool settle_entity(void *arg, int row, char error[SANDBOX_SENTENCE])
{
    return !has_player(arg, row) || player_settle(arg, row, error);
}

static const struct sandbox_column entity_columns[] = {
        {"id", "INTEGER", entity_get_slot, NULL,
                "its number; that of a player is its slot"},
        {"kind", "TEXT", get_entity_kind, NULL, "player, thing or shot"},
        {"type", "TEXT", entity_get_type, NULL, "its role, kind or weapon"},
        {"owner", "INTEGER", entity_get_owner, NULL,
                "slot of who shot or carries it, or NULL"},
        {"team", "INTEGER", entity_get_team, NULL, "1..4, or 0 for none"},
        {"x", "REAL", entity_get_x, entity_set_x, "u from the left"},
        {"y", "REAL", entity_get_y, entity_set_y, "u from the top"},
        {"vx", "REAL", entity_get_vx, entity_set_vx, "u/s to the right"},
        {"vy", "REAL", entity_get_vy, entity_set_vy, "u/s down"},
        {"radius", "REAL", entity_get_radius, NULL, "u"},
};

const struct sandbox_table scripts_entity_table = {
        .name = "entity",
        .column = entity_columns,
        .column_count = ARRAY_LEN(entity_columns),
        .rows = entity_rows,
        .has = has_entity,
        .remove = remove_entity,
        .settle = settle_entity,
};
