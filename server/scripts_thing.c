/* SPDX-License-Identifier: MIT */
#include "server/scripts_inside.h"

#include <stdio.h>
#include <string.h>

#include "shared/rules.h"
#include "shared/thing.h"

static struct sandbox_rows thing_rows(void *arg)
{
    const struct world *world = world_of(arg);
    int end = first_shot_slot(world->player_limit);
    return (struct sandbox_rows){world->player_limit,
            end < world->entity_limit ? end : world->entity_limit, 0};
}

static bool has_thing(void *arg, int row)
{
    return entity_of(arg, row)->kind == ENTITY_THING;
}

static uint8_t index_of(void *arg, int row)
{
    return (uint8_t)(row - world_of(arg)->player_limit);
}

static struct cell get_thing_slot(void *arg, int row)
{
    return cell_int(index_of(arg, row));
}

static struct cell get_away(void *arg, int row)
{
    return cell_int(entity_of(arg, row)->hp == 0);
}

static struct cell get_back(void *arg, int row)
{
    const struct entity *thing = entity_of(arg, row);
    return thing->back_at == 0 ? cell_null() : cell_until(arg, thing->back_at);
}

static uint8_t find_kind(const struct rules *rules, const struct cell *id)
{
    for (uint8_t i = 0; i < rules->kind_count; i++) {
        if (cell_is_id(id, rules->kind[i].id)) {
            return i;
        }
    }
    return NO_THING;
}

/* With its radius, if it is there, and out of anybody's hands. */
static bool set_kind(SET_ARGS)
{
    struct entity *thing = entity_of(arg, row);
    uint8_t kind = find_kind(rules_of(arg), to);

    if (kind == NO_THING) {
        return cell_unknown(arg, to, "thing", error);
    }
    things_drop(world_of(arg), rules_of(arg), thing->owner);
    thing->type = kind;
    if (thing->hp > 0) {
        thing->hp = rules_of(arg)->kind[kind].radius;
    }
    return true;
}

static bool set_thing_team(SET_ARGS)
{
    if (!cell_is_one_of(to, 0, rules_of(arg)->teams, error)) {
        return false;
    }
    entity_of(arg, row)->team = (uint8_t)to->n;
    return true;
}

static bool set_away(SET_ARGS)
{
    struct entity *thing = entity_of(arg, row);
    const struct rules_kind *kind = rules_kind(rules_of(arg), thing->type);

    if (!cell_is_one_of(to, 0, 1, error)) {
        return false;
    }
    if (to->n == 1) {
        thing_take(world_of(arg), rules_of(arg), index_of(arg, row), 0);
    } else {
        thing->hp = kind ? kind->radius : 1;
        thing->back_at = 0;
    }
    return true;
}

static bool set_radius(SET_ARGS)
{
    if (entity_of(arg, row)->hp == 0) {
        snprintf(
                error, SANDBOX_SENTENCE, "it is away; away = 0 brings it back");
        return false;
    }
    if (!cell_within(to, 1, MAX_THING_RADIUS, "u", error)) {
        return false;
    }
    entity_of(arg, row)->hp = (uint16_t)cell_in(to, 1);
    return true;
}

/* From hand to hand, out of all hands, or up from where it lies. */
static bool set_carrier(SET_ARGS)
{
    const struct entity *thing = entity_of(arg, row);
    uint8_t slot = NO_SLOT;

    if (!cell_read_slot(arg, to, &slot, error)) {
        return false;
    }
    things_drop(world_of(arg), rules_of(arg), thing->owner);
    if (slot == NO_SLOT || thing_carry(world_of(arg), rules_of(arg),
                                   index_of(arg, row), slot)) {
        return true;
    }
    snprintf(error, SANDBOX_SENTENCE,
            "the player in slot %d cannot carry it: dead, with its hands full, "
            "or it is away or of no body that is carried",
            slot);
    return false;
}

static bool set_back(SET_ARGS)
{
    if (to->type != CELL_NULL && !cell_within(to, 0.1, 3600, "s", error)) {
        return false;
    }
    entity_of(arg, row)->back_at =
            to->type == CELL_NULL ? 0 : cell_tick(arg, to);
    return true;
}

enum { THING_KIND = 1 };

static const struct sandbox_column thing_columns[] = {
        {"slot", "INTEGER", get_thing_slot, NULL, "its number, 0..31"},
        [THING_KIND] = {"kind", "TEXT", entity_get_type, set_kind,
                "thing.id of the mode; a new one comes with its radius"},
        {"team", "INTEGER", entity_get_team, set_thing_team,
                "1..4, or 0 for nobody's"},
        {"away", "INTEGER", get_away, set_away,
                "1: it is not there until the next bout; a script's own is "
                "gone for good"},
        {"radius", "REAL", entity_get_radius, set_radius,
                "u, 1..2000; 0 while it is away"},
        {"x", "REAL", entity_get_x, entity_set_x, "u from the left"},
        {"y", "REAL", entity_get_y, entity_set_y, "u from the top"},
        {"vx", "REAL", entity_get_vx, entity_set_vx, "u/s to the right"},
        {"vy", "REAL", entity_get_vy, entity_set_vy, "u/s down"},
        {"carrier", "INTEGER", entity_get_owner, set_carrier,
                "slot of who carries it; NULL: it lies there"},
        {"foe", "INTEGER", entity_get_foe, entity_set_foe,
                "slot of who touched it last, or NULL"},
        {"back", "REAL", get_back, set_back,
                "s until it goes home or comes back; NULL: never"},
        {"a", "INTEGER", entity_get_a, entity_set_a,
                "a whole number of the mode's own; 0 when it is new and when a "
                "bout begins"},
        {"b", "INTEGER", entity_get_b, entity_set_b, "another"},
};

/* Of the kind it is given, in the middle of the map until it is moved. */
static int add_thing(
        void *arg, const struct cell *cell, char error[SANDBOX_SENTENCE])
{
    const struct rules *rules = rules_of(arg);
    uint8_t kind = find_kind(rules, &cell[THING_KIND]);

    if (kind == NO_THING) {
        cell_unknown(arg, &cell[THING_KIND], "thing", error);
        return -1;
    }
    uint8_t i = thing_spawn(
            world_of(arg), rules, kind, rules->width / 2, rules->height / 2, 0);
    if (i == NO_THING) {
        snprintf(error, SANDBOX_SENTENCE,
                "there are as many as a room can have, %d with the map's; "
                "delete one first",
                MAX_THINGS);
        return -1;
    }
    return world_of(arg)->player_limit + i;
}

bool thing_remove_row(void *arg, int row, char error[SANDBOX_SENTENCE])
{
    struct entity *thing = entity_of(arg, row);

    if (row - world_of(arg)->player_limit < rules_of(arg)->stand_count) {
        snprintf(error, SANDBOX_SENTENCE,
                "this one is the map's; away = 1 takes it away until the next "
                "bout");
        return false;
    }
    memset(thing, 0, sizeof(*thing));
    return true;
}

const struct sandbox_table scripts_thing_table = {
        .name = "thing",
        .column = thing_columns,
        .column_count = ARRAY_LEN(thing_columns),
        .rows = thing_rows,
        .has = has_thing,
        .add = add_thing,
        .remove = thing_remove_row,
};
