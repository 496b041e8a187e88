/* SPDX-License-Identifier: MIT */
#include "server/scripts_tables.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "shared/body.h"
#include "shared/event.h"
#include "shared/geom.h"
#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/thing.h"
#include "shared/wire.h"
#include "shared/world.h"

#define SET_ARGS \
    void *arg, int row, const struct cell *to, char error[SANDBOX_SENTENCE]

/* ---- rows ---- */

static struct world *world_of(void *arg)
{
    return ((struct scripts_room *)arg)->world;
}

static const struct rules *rules_of(void *arg)
{
    return ((struct scripts_room *)arg)->rules;
}

/* The rows of entity, player and thing are slots of the world. */
static struct entity *entity_of(void *arg, int row)
{
    return &world_of(arg)->entity[row];
}

static struct sandbox_rows entity_rows(void *arg)
{
    return (struct sandbox_rows){0, world_of(arg)->entity_limit, 0};
}

static struct sandbox_rows player_rows(void *arg)
{
    return (struct sandbox_rows){0, world_of(arg)->player_limit, 0};
}

static struct sandbox_rows thing_rows(void *arg)
{
    const struct world *world = world_of(arg);
    int end = first_shot_slot(world->player_limit);
    return (struct sandbox_rows){world->player_limit,
            end < world->entity_limit ? end : world->entity_limit, 0};
}

static bool has_entity(void *arg, int row)
{
    return entity_of(arg, row)->kind != ENTITY_NONE;
}

static bool has_player(void *arg, int row)
{
    return entity_of(arg, row)->kind == ENTITY_PLAYER;
}

static bool has_thing(void *arg, int row)
{
    return entity_of(arg, row)->kind == ENTITY_THING;
}

static bool is_player(void *arg, int64_t slot)
{
    return slot >= 0 && slot < world_of(arg)->player_limit &&
           has_player(arg, (int)slot);
}

/* ---- values ---- */

#define SPEED_UNIT ((double)UNIT / TICK_HZ) // of 1 u/s

static int32_t nearest(double value)
{
    return (int32_t)lround(value);
}

static bool is_number(const struct cell *cell)
{
    return cell->type == CELL_INT || cell->type == CELL_REAL;
}

/* What a cell shows of itself in a sentence. */
static const char *shown(const struct cell *cell, char text[48])
{
    switch (cell->type) {
    case CELL_INT:
        snprintf(text, 48, "%lld", (long long)cell->n);
        break;
    case CELL_REAL:
        snprintf(text, 48, "%.6g", cell->real);
        break;
    case CELL_TEXT:
        snprintf(text, 48, "'%.*s'", cell->len < 40 ? (int)cell->len : 40,
                cell->text);
        break;
    case CELL_BLOB:
        return "a blob";
    default:
        return "NULL";
    }
    return text;
}

/* Whether `to` is a number within low..high; says what it ought to be. */
static bool within(const struct cell *to, double low, double high,
        const char *unit, char error[SANDBOX_SENTENCE])
{
    char text[48];

    if (is_number(to) && to->real >= low && to->real <= high) {
        return true;
    }
    snprintf(error, SANDBOX_SENTENCE, "%s is not within %.6g..%.6g%s%s",
            shown(to, text), low, high, unit[0] ? " " : "", unit);
    return false;
}

static bool is_whole(const struct cell *to)
{
    return is_number(to) && to->real == floor(to->real);
}

static bool whole_within(
        const struct cell *to, int low, int high, char error[SANDBOX_SENTENCE])
{
    char text[48];

    if (is_whole(to) && to->real >= low && to->real <= high) {
        return true;
    }
    snprintf(error, SANDBOX_SENTENCE, "%s is not one of %d..%d",
            shown(to, text), low, high);
    return false;
}

/* A player's slot, or NULL for nobody. */
static bool read_slot(
        void *arg, const struct cell *to, uint8_t *slot, char *error)
{
    char text[48];

    if (to->type == CELL_NULL) {
        *slot = NO_SLOT;
        return true;
    }
    if (is_whole(to) && is_player(arg, to->n)) {
        *slot = (uint8_t)to->n;
        return true;
    }
    snprintf(
            error, SANDBOX_SENTENCE, "%s is no player's slot", shown(to, text));
    return false;
}

static struct cell slot_cell(uint8_t slot)
{
    return slot == NO_SLOT ? cell_null() : cell_int(slot);
}

/* Seconds from now until `tick`. */
static struct cell until(void *arg, uint32_t tick)
{
    int32_t ticks = (int32_t)(tick - world_of(arg)->match.tick);
    return cell_real((double)ticks / TICK_HZ);
}

static uint32_t tick_in(void *arg, const struct cell *seconds)
{
    return world_of(arg)->match.tick +
           (uint32_t)nearest(seconds->real * TICK_HZ);
}

static bool is_id(const struct cell *cell, const char *id)
{
    return cell->type == CELL_TEXT && strlen(id) == cell->len &&
           memcmp(cell->text, id, cell->len) == 0;
}

static bool unknown(const struct cell *to, const char *what, char *error)
{
    char text[48];
    snprintf(error, SANDBOX_SENTENCE, "this mode has no %s %s", what,
            shown(to, text));
    return false;
}

/* ---- what entities have in common ---- */

static struct cell get_entity_slot(void *arg, int row)
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

static struct cell get_team(void *arg, int row)
{
    return cell_int(entity_of(arg, row)->team);
}

static struct cell get_x(void *arg, int row)
{
    return cell_real((double)entity_of(arg, row)->x / UNIT);
}

static struct cell get_y(void *arg, int row)
{
    return cell_real((double)entity_of(arg, row)->y / UNIT);
}

static struct cell get_vx(void *arg, int row)
{
    return cell_real(entity_of(arg, row)->vx / SPEED_UNIT);
}

static struct cell get_vy(void *arg, int row)
{
    return cell_real(entity_of(arg, row)->vy / SPEED_UNIT);
}

static bool set_x(SET_ARGS)
{
    if (!within(to, 0, (double)rules_of(arg)->width / UNIT, "u", error)) {
        return false;
    }
    entity_of(arg, row)->x = nearest(to->real * UNIT);
    return true;
}

static bool set_y(SET_ARGS)
{
    if (!within(to, 0, (double)rules_of(arg)->height / UNIT, "u", error)) {
        return false;
    }
    entity_of(arg, row)->y = nearest(to->real * UNIT);
    return true;
}

static bool read_speed(const struct cell *to, int16_t *speed, char *error)
{
    if (!within(to, -MAX_SPEED, MAX_SPEED, "u/s", error)) {
        return false;
    }
    *speed = (int16_t)nearest(to->real * SPEED_UNIT);
    return true;
}

static bool set_vx(SET_ARGS)
{
    return read_speed(to, &entity_of(arg, row)->vx, error);
}

static bool set_vy(SET_ARGS)
{
    return read_speed(to, &entity_of(arg, row)->vy, error);
}

static struct cell get_foe(void *arg, int row)
{
    return slot_cell(entity_of(arg, row)->foe);
}

static bool set_foe(SET_ARGS)
{
    return read_slot(arg, to, &entity_of(arg, row)->foe, error);
}

/* ---- entity ---- */

static struct cell get_entity_type(void *arg, int row)
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

static struct cell get_owner(void *arg, int row)
{
    return slot_cell(entity_of(arg, row)->owner);
}

static struct cell get_radius(void *arg, int row)
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

static bool remove_thing(void *arg, int row, char error[SANDBOX_SENTENCE]);

static bool remove_entity(void *arg, int row, char error[SANDBOX_SENTENCE])
{
    struct entity *entity = entity_of(arg, row);

    if (entity->kind == ENTITY_THING) {
        return remove_thing(arg, row, error);
    }
    if (entity->kind == ENTITY_SHOT) {
        memset(entity, 0, sizeof(*entity));
        return true;
    }
    snprintf(error, SANDBOX_SENTENCE,
            "players cannot be deleted; player.alive = 0 kills one");
    return false;
}

static const struct sandbox_column entity_columns[] = {
        {"id", "INTEGER", get_entity_slot, NULL},
        {"kind", "TEXT", get_entity_kind, NULL},
        {"type", "TEXT", get_entity_type, NULL},
        {"owner", "INTEGER", get_owner, NULL},
        {"team", "INTEGER", get_team, NULL},
        {"x", "REAL", get_x, set_x},
        {"y", "REAL", get_y, set_y},
        {"vx", "REAL", get_vx, set_vx},
        {"vy", "REAL", get_vy, set_vy},
        {"radius", "REAL", get_radius, NULL},
};

/* ---- player ---- */

static struct cell get_role(void *arg, int row)
{
    return cell_text(rules_role(rules_of(arg), entity_of(arg, row)->type)->id);
}

static struct cell get_bot(void *arg, int row)
{
    return cell_int(world_of(arg)->bot[row].active);
}

static struct cell get_alive(void *arg, int row)
{
    return cell_int(entity_of(arg, row)->hp > 0);
}

static struct cell get_hp(void *arg, int row)
{
    return cell_int(entity_of(arg, row)->hp);
}

static struct cell get_score(void *arg, int row)
{
    return cell_int(entity_of(arg, row)->score);
}

static struct cell get_deaths(void *arg, int row)
{
    return cell_int(entity_of(arg, row)->deaths);
}

static struct cell get_carries(void *arg, int row)
{
    uint8_t i = thing_carried(world_of(arg), (uint8_t)row, NO_THING);
    return i == NO_THING ? cell_null() : cell_int(i);
}

static struct cell get_frozen(void *arg, int row)
{
    struct cell left = until(arg, entity_of(arg, row)->thaw_at);
    return left.real > 0 ? left : cell_real(0);
}

static struct cell get_respawn(void *arg, int row)
{
    const struct entity *player = entity_of(arg, row);
    bool is_known = player->hp == 0 && player->back_at < BACK_LATER;
    return is_known ? until(arg, player->back_at) : cell_null();
}

static bool set_role(SET_ARGS)
{
    struct entity *player = entity_of(arg, row);
    const struct rules *rules = rules_of(arg);

    for (uint8_t i = 0; i < rules->role_count; i++) {
        if (is_id(to, rules->role[i].id)) {
            player->type = i;
            if (player->hp > 0) {
                player->hp = rules->role[i].hp;
            }
            return true;
        }
    }
    return unknown(to, "role", error);
}

static bool set_player_team(SET_ARGS)
{
    uint8_t teams = rules_of(arg)->teams;

    if (teams == 0) {
        snprintf(error, SANDBOX_SENTENCE, "this mode has no teams");
        return false;
    }
    if (!whole_within(to, 1, teams, error)) {
        return false;
    }
    entity_of(arg, row)->team = (uint8_t)to->n;
    return true;
}

/* In the name of its foe as it stands: who hurt it last, unless it is set. */
static void kill(void *arg, int row)
{
    struct events *events = ((struct scripts_room *)arg)->events;
    event_kill(events, (uint8_t)row, entity_of(arg, row)->foe);
}

static bool set_alive(SET_ARGS)
{
    struct events *events = ((struct scripts_room *)arg)->events;

    if (!whole_within(to, 0, 1, error)) {
        return false;
    }
    if (to->n == 0) {
        kill(arg, row);
    } else {
        event_spawn(events, (uint8_t)row);
    }
    return true;
}

static bool set_hp(SET_ARGS)
{
    struct entity *player = entity_of(arg, row);
    const struct rules_role *role = rules_role(rules_of(arg), player->type);

    if (!within(to, 0, role->hp, "hp", error)) {
        return false;
    }
    int32_t hp = nearest(to->real);
    if (hp == 0) {
        kill(arg, row);
    } else if (player->hp == 0) {
        snprintf(error, SANDBOX_SENTENCE,
                "the player in slot %d is dead; alive = 1 respawns it", row);
        return false;
    } else {
        player->hp = (uint16_t)hp;
    }
    return true;
}

static bool set_score(SET_ARGS)
{
    if (!within(to, -30000, 30000, "points", error)) {
        return false;
    }
    entity_of(arg, row)->score = (int16_t)nearest(to->real);
    return true;
}

static bool set_frozen(SET_ARGS)
{
    if (!within(to, 0, 60, "s", error)) {
        return false;
    }
    entity_of(arg, row)->thaw_at = tick_in(arg, to);
    return true;
}

static bool set_respawn(SET_ARGS)
{
    struct entity *player = entity_of(arg, row);

    if (player->hp > 0) {
        snprintf(error, SANDBOX_SENTENCE,
                "the player in slot %d is alive; add WHERE NOT alive", row);
        return false;
    }
    if (!within(to, 0, 3600, "s", error)) {
        return false;
    }
    player->back_at = tick_in(arg, to);
    return true;
}

static const struct sandbox_column player_columns[] = {
        {"slot", "INTEGER", get_entity_slot, NULL},
        {"bot", "INTEGER", get_bot, NULL},
        {"team", "INTEGER", get_team, set_player_team},
        {"role", "TEXT", get_role, set_role},
        {"foe", "INTEGER", get_foe, set_foe},
        {"alive", "INTEGER", get_alive, set_alive},
        {"hp", "INTEGER", get_hp, set_hp},
        {"x", "REAL", get_x, set_x},
        {"y", "REAL", get_y, set_y},
        {"vx", "REAL", get_vx, set_vx},
        {"vy", "REAL", get_vy, set_vy},
        {"frozen", "REAL", get_frozen, set_frozen},
        {"respawn", "REAL", get_respawn, set_respawn},
        {"score", "INTEGER", get_score, set_score},
        {"deaths", "INTEGER", get_deaths, NULL},
        {"carries", "INTEGER", get_carries, NULL},
        {"radius", "REAL", get_radius, NULL},
};

/* Nobody is put into a wall: it is pushed out, as who spawns there. */
static bool settle_player(void *arg, int row, char error[SANDBOX_SENTENCE])
{
    struct entity *player = entity_of(arg, row);
    struct disc disc = body_disc(player, rules_of(arg));
    (void)error;

    if (player->hp > 0) {
        geom_push_out(rules_of(arg), &disc);
        player->x = disc.x;
        player->y = disc.y;
    }
    return true;
}

/* ---- thing ---- */

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
    return thing->back_at == 0 ? cell_null() : until(arg, thing->back_at);
}

static uint8_t find_kind(const struct rules *rules, const struct cell *id)
{
    for (uint8_t i = 0; i < rules->kind_count; i++) {
        if (is_id(id, rules->kind[i].id)) {
            return i;
        }
    }
    return NO_THING;
}

/* With its radius, if it is there. */
static bool set_kind(SET_ARGS)
{
    struct entity *thing = entity_of(arg, row);
    uint8_t kind = find_kind(rules_of(arg), to);

    if (kind == NO_THING) {
        return unknown(to, "thing", error);
    }
    thing->type = kind;
    if (thing->hp > 0) {
        thing->hp = rules_of(arg)->kind[kind].radius;
    }
    return true;
}

static bool set_thing_team(SET_ARGS)
{
    if (!whole_within(to, 0, rules_of(arg)->teams, error)) {
        return false;
    }
    entity_of(arg, row)->team = (uint8_t)to->n;
    return true;
}

static bool set_away(SET_ARGS)
{
    struct entity *thing = entity_of(arg, row);
    const struct rules_kind *kind = rules_kind(rules_of(arg), thing->type);

    if (!whole_within(to, 0, 1, error)) {
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
    if (!within(to, 1, MAX_THING_RADIUS, "u", error)) {
        return false;
    }
    entity_of(arg, row)->hp = (uint16_t)nearest(to->real);
    return true;
}

/* From hand to hand, out of all hands, or up from where it lies. */
static bool set_carrier(SET_ARGS)
{
    const struct entity *thing = entity_of(arg, row);
    uint8_t slot = NO_SLOT;

    if (!read_slot(arg, to, &slot, error)) {
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
    if (to->type != CELL_NULL && !within(to, 0.1, 3600, "s", error)) {
        return false;
    }
    entity_of(arg, row)->back_at = to->type == CELL_NULL ? 0 : tick_in(arg, to);
    return true;
}

enum { THING_KIND = 1 };

static const struct sandbox_column thing_columns[] = {
        {"slot", "INTEGER", get_thing_slot, NULL},
        [THING_KIND] = {"kind", "TEXT", get_entity_type, set_kind},
        {"team", "INTEGER", get_team, set_thing_team},
        {"away", "INTEGER", get_away, set_away},
        {"radius", "REAL", get_radius, set_radius},
        {"x", "REAL", get_x, set_x},
        {"y", "REAL", get_y, set_y},
        {"vx", "REAL", get_vx, set_vx},
        {"vy", "REAL", get_vy, set_vy},
        {"carrier", "INTEGER", get_owner, set_carrier},
        {"foe", "INTEGER", get_foe, set_foe},
        {"back", "REAL", get_back, set_back},
};

/* Of the kind it is given, in the middle of the map until it is moved. */
static int add_thing(
        void *arg, const struct cell *cell, char error[SANDBOX_SENTENCE])
{
    const struct rules *rules = rules_of(arg);
    uint8_t kind = find_kind(rules, &cell[THING_KIND]);

    if (kind == NO_THING) {
        unknown(&cell[THING_KIND], "thing", error);
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

static bool remove_thing(void *arg, int row, char error[SANDBOX_SENTENCE])
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

/* ---- team ---- */

static struct sandbox_rows team_rows(void *arg)
{
    return (struct sandbox_rows){1, rules_of(arg)->teams + 1, 1};
}

static bool has_team(void *arg, int row)
{
    (void)arg;
    (void)row;
    return true;
}

static int16_t *score_of(void *arg, int team)
{
    struct match *match = &world_of(arg)->match;
    int16_t *const score[MAX_TEAMS] = {
            &match->score1, &match->score2, &match->score3, &match->score4};
    return score[team - 1];
}

/* How many players there are, of a team (0: of all), with at least `hp`. */
static struct cell count_players(void *arg, int team, unsigned hp)
{
    int count = 0;

    for (int i = 0; i < world_of(arg)->player_limit; i++) {
        const struct entity *player = entity_of(arg, i);
        count += player->kind == ENTITY_PLAYER && player->hp >= hp &&
                 (team == 0 || player->team == team);
    }
    return cell_int(count);
}

static struct cell get_team_number(void *arg, int row)
{
    (void)arg;
    return cell_int(row);
}

static struct cell get_team_score(void *arg, int row)
{
    return cell_int(*score_of(arg, row));
}

static bool set_team_score(SET_ARGS)
{
    if (!within(to, -30000, 30000, "points", error)) {
        return false;
    }
    *score_of(arg, row) = (int16_t)nearest(to->real);
    return true;
}

static struct cell get_players(void *arg, int row)
{
    return count_players(arg, row, 0);
}

static struct cell get_living(void *arg, int row)
{
    return count_players(arg, row, 1);
}

static const struct sandbox_column team_columns[] = {
        {"team", "INTEGER", get_team_number, NULL},
        {"score", "INTEGER", get_team_score, set_team_score},
        {"players", "INTEGER", get_players, NULL},
        {"alive", "INTEGER", get_living, NULL},
};

/* ---- room ---- */

static struct sandbox_rows room_rows(void *arg)
{
    (void)arg;
    return (struct sandbox_rows){0, 1, 0};
}

static bool has_room(void *arg, int row)
{
    (void)arg;
    return row == 0;
}

static struct cell get_tick(void *arg, int row)
{
    (void)row;
    return cell_int(world_of(arg)->match.tick);
}

static struct cell get_phase(void *arg, int row)
{
    static const char *const words[PHASE_COUNT] = {
            "play", "results", "warmup", "overtime"};
    (void)row;
    return cell_text(words[world_of(arg)->match.phase]);
}

static struct cell get_time(void *arg, int row)
{
    (void)row;
    return cell_real(-until(arg, world_of(arg)->match.bout_at).real);
}

static struct cell get_left(void *arg, int row)
{
    uint32_t ends_at = world_of(arg)->match.ends_at;
    (void)row;
    return ends_at == 0 ? cell_null() : until(arg, ends_at);
}

static bool set_left(SET_ARGS)
{
    struct match *match = &world_of(arg)->match;
    (void)row;

    if (match->ends_at == 0 || match->phase == PHASE_RESULTS) {
        snprintf(error, SANDBOX_SENTENCE,
                "only the time of a round under way can be changed");
        return false;
    }
    if (!within(to, 0, 3600, "s", error)) {
        return false;
    }
    match->ends_at = tick_in(arg, to);
    return true;
}

static struct cell get_mode(void *arg, int row)
{
    (void)row;
    return cell_text(rules_of(arg)->mode);
}

static struct cell get_map(void *arg, int row)
{
    (void)row;
    return cell_text(rules_of(arg)->map);
}

static struct cell get_width(void *arg, int row)
{
    (void)row;
    return cell_real((double)rules_of(arg)->width / UNIT);
}

static struct cell get_height(void *arg, int row)
{
    (void)row;
    return cell_real((double)rules_of(arg)->height / UNIT);
}

static const struct sandbox_column room_columns[] = {
        {"tick", "INTEGER", get_tick, NULL},
        {"phase", "TEXT", get_phase, NULL},
        {"time", "REAL", get_time, NULL},
        {"left", "REAL", get_left, set_left},
        {"players", "INTEGER", get_players, NULL},
        {"alive", "INTEGER", get_living, NULL},
        {"mode", "TEXT", get_mode, NULL},
        {"map", "TEXT", get_map, NULL},
        {"width", "REAL", get_width, NULL},
        {"height", "REAL", get_height, NULL},
};

/* ---- say ---- */

static struct sandbox_rows say_rows(void *arg)
{
    (void)arg;
    return (struct sandbox_rows){0, 0, 0};
}

static bool has_line(void *arg, int row)
{
    return row < (int)((const struct scripts_room *)arg)->said;
}

static struct cell get_nothing(void *arg, int row)
{
    (void)arg;
    (void)row;
    return cell_null();
}

static int add_line(
        void *arg, const struct cell *cell, char error[SANDBOX_SENTENCE])
{
    struct scripts_room *room = arg;
    (void)cell;

    if (room->said == SAY_MAX) {
        snprintf(error, SANDBOX_SENTENCE,
                "there are %d sentences in this tick already", SAY_MAX);
        return -1;
    }
    room->say[room->said] = (struct scripts_line){.slot = NO_SLOT};
    return (int)room->said++;
}

static bool set_listener(SET_ARGS)
{
    struct scripts_room *room = arg;
    return read_slot(arg, to, &room->say[row].slot, error);
}

static bool set_text(SET_ARGS)
{
    char number[48];
    struct scripts_room *room = arg;
    bool is_text = to->type == CELL_TEXT;
    const char *text = is_text ? to->text : shown(to, number);
    size_t len = is_text ? to->len : strlen(text);

    if (len < 1 || len > CHAT_BYTES ||
            !wire_is_text((const uint8_t *)text, len)) {
        snprintf(error, SANDBOX_SENTENCE,
                "it has to be 1..%d bytes of UTF-8, no control characters",
                CHAT_BYTES);
        return false;
    }
    memcpy(room->say[row].text, text, len);
    return true;
}

static bool settle_line(void *arg, int row, char error[SANDBOX_SENTENCE])
{
    const struct scripts_room *room = arg;

    if (room->say[row].text[0] == '\0') {
        snprintf(error, SANDBOX_SENTENCE, "a sentence needs a text");
        return false;
    }
    return true;
}

static const struct sandbox_column say_columns[] = {
        {"slot", "INTEGER", get_nothing, set_listener},
        {"text", "TEXT", get_nothing, set_text},
};

/* ---- all of it ---- */

#define TABLE(table)                           \
    .name = #table, .column = table##_columns, \
    .column_count = ARRAY_LEN(table##_columns)

static const struct sandbox_table entity_table = {TABLE(entity),
        .rows = entity_rows, .has = has_entity, .remove = remove_entity};
static const struct sandbox_table player_table = {TABLE(player),
        .rows = player_rows, .has = has_player, .settle = settle_player};
static const struct sandbox_table thing_table = {TABLE(thing),
        .rows = thing_rows, .has = has_thing, .add = add_thing,
        .remove = remove_thing};
static const struct sandbox_table team_table = {
        TABLE(team), .rows = team_rows, .has = has_team};
static const struct sandbox_table room_table = {
        TABLE(room), .rows = room_rows, .has = has_room};
static const struct sandbox_table say_table = {TABLE(say), .rows = say_rows,
        .has = has_line, .add = add_line, .settle = settle_line};

static const struct sandbox_table *const tables[] = {&entity_table,
        &player_table, &thing_table, &team_table, &room_table, &say_table};

static const char *const params[PARAM_COUNT] = {
        [PARAM_ACTOR] = ":actor",
        [PARAM_TARGET] = ":target",
        [PARAM_THING] = ":thing",
        [PARAM_N] = ":n",
};

static uint64_t draw(void *arg)
{
    return rng_next(&world_of(arg)->secret_rng);
}

const struct sandbox_world scripts_world = {
        .table = tables,
        .table_count = ARRAY_LEN(tables),
        .param = params,
        .param_count = PARAM_COUNT,
        .random = draw,
};
