/* SPDX-License-Identifier: MIT */
#include "server/scripts_inside.h"

#include <stdio.h>

#include "shared/body.h"
#include "shared/event.h"
#include "shared/geom.h"
#include "shared/rules.h"
#include "shared/thing.h"

static struct sandbox_rows player_rows(void *arg)
{
    return (struct sandbox_rows){0, world_of(arg)->player_limit, 0};
}

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

static struct cell get_max_hp(void *arg, int row)
{
    return cell_int(rules_role(rules_of(arg), entity_of(arg, row)->type)->hp);
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
    struct cell left = cell_until(arg, entity_of(arg, row)->thaw_at);
    return left.real > 0 ? left : cell_real(0);
}

static struct cell get_respawn(void *arg, int row)
{
    const struct entity *player = entity_of(arg, row);
    bool is_known = player->hp == 0 && player->back_at < BACK_LATER;
    return is_known ? cell_until(arg, player->back_at) : cell_null();
}

static bool set_role(SET_ARGS)
{
    struct entity *player = entity_of(arg, row);
    const struct rules *rules = rules_of(arg);

    for (uint8_t i = 0; i < rules->role_count; i++) {
        if (cell_is_id(to, rules->role[i].id)) {
            player->type = i;
            if (player->hp > 0) {
                player->hp = rules->role[i].hp;
            }
            return true;
        }
    }
    return cell_unknown(arg, to, "role", error);
}

static bool set_player_team(SET_ARGS)
{
    uint8_t teams = rules_of(arg)->teams;

    if (teams == 0) {
        snprintf(error, SANDBOX_SENTENCE, "this mode has no teams");
        return false;
    }
    if (!cell_is_one_of(to, 1, teams, error)) {
        return false;
    }
    entity_of(arg, row)->team = (uint8_t)to->n;
    return true;
}

/* In the name of its foe as it stands: who hurt it last, unless it is set. */
static void kill_player(void *arg, int row)
{
    struct events *events = ((struct scripts_room *)arg)->events;
    event_kill(events, (uint8_t)row, entity_of(arg, row)->foe);
}

static bool set_alive(SET_ARGS)
{
    struct events *events = ((struct scripts_room *)arg)->events;

    if (!cell_is_one_of(to, 0, 1, error)) {
        return false;
    }
    if (to->n == 0) {
        kill_player(arg, row);
    } else {
        event_spawn(events, (uint8_t)row);
    }
    return true;
}

static bool set_hp(SET_ARGS)
{
    struct entity *player = entity_of(arg, row);
    const struct rules_role *role = rules_role(rules_of(arg), player->type);

    if (!cell_within(to, 0, role->hp, "hp", error)) {
        return false;
    }
    int32_t hp = cell_in(to, 1);
    if (hp == 0) {
        kill_player(arg, row);
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
    if (!cell_within(to, -30000, 30000, "points", error)) {
        return false;
    }
    entity_of(arg, row)->score = (int16_t)cell_in(to, 1);
    return true;
}

static bool set_frozen(SET_ARGS)
{
    if (!cell_within(to, 0, 60, "s", error)) {
        return false;
    }
    entity_of(arg, row)->thaw_at = cell_tick(arg, to);
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
    if (!cell_within(to, 0, 3600, "s", error)) {
        return false;
    }
    player->back_at = cell_tick(arg, to);
    return true;
}

static const struct sandbox_column player_columns[] = {
        {"slot", "INTEGER", entity_get_slot, NULL, "its number"},
        {"bot", "INTEGER", get_bot, NULL, "1: nobody plays it"},
        {"team", "INTEGER", entity_get_team, set_player_team,
                "1..4; 0 in a mode without teams"},
        {"role", "TEXT", get_role, set_role,
                "role.id of the mode; a new one comes with its hit points"},
        {"foe", "INTEGER", entity_get_foe, entity_set_foe,
                "slot of who hurt it last, or NULL"},
        {"alive", "INTEGER", get_alive, set_alive,
                "0 kills it in the name of foe, 1 gives it a new body"},
        {"hp", "INTEGER", get_hp, set_hp,
                "hit points, up to max_hp; 0 kills it in the name of foe"},
        {"max_hp", "INTEGER", get_max_hp, NULL, "its role's hit points"},
        {"x", "REAL", entity_get_x, entity_set_x,
                "u from the left; out of walls it is pushed"},
        {"y", "REAL", entity_get_y, entity_set_y, "u from the top"},
        {"vx", "REAL", entity_get_vx, entity_set_vx, "u/s to the right"},
        {"vy", "REAL", entity_get_vy, entity_set_vy, "u/s down"},
        {"frozen", "REAL", get_frozen, set_frozen,
                "s that it cannot move yet, up to 60"},
        {"respawn", "REAL", get_respawn, set_respawn,
                "s until it respawns; NULL: it is alive, or waits for a bout"},
        {"score", "INTEGER", get_score, set_score, "points, not its team's"},
        {"deaths", "INTEGER", get_deaths, NULL, "in this round"},
        {"carries", "INTEGER", get_carries, NULL,
                "slot of the thing it carries, or NULL"},
        {"radius", "REAL", entity_get_radius, NULL, "u"},
        {"a", "INTEGER", entity_get_a, entity_set_a,
                "a whole number of the mode's own, which death, role and bout "
                "leave as it is; 0 when it joins and when a round begins"},
        {"b", "INTEGER", entity_get_b, entity_set_b, "another"},
};

bool player_settle(void *arg, int row, char error[SANDBOX_SENTENCE])
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

const struct sandbox_table scripts_player_table = {
        .name = "player",
        .column = player_columns,
        .column_count = ARRAY_LEN(player_columns),
        .rows = player_rows,
        .has = has_player,
        .settle = player_settle,
};
