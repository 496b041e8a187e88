/* SPDX-License-Identifier: MIT
 *
 * scripts_inside: what the tables of scripts have in common.
 *
 * Functions on columns get the scripts_room as `arg`. The rows of entity,
 * player and thing are slots of the world.
 */
#ifndef SERVER_SCRIPTS_INSIDE_H
#define SERVER_SCRIPTS_INSIDE_H

#include "server/sandbox.h"
#include "server/scripts_room.h"
#include "shared/world.h"

#define SET_ARGS \
    void *arg, int row, const struct cell *to, char error[SANDBOX_SENTENCE]

static inline struct world *world_of(void *arg)
{
    return ((struct scripts_room *)arg)->world;
}

static inline const struct rules *rules_of(void *arg)
{
    return ((struct scripts_room *)arg)->rules;
}

static inline struct entity *entity_of(void *arg, int row)
{
    return &world_of(arg)->entity[row];
}

static inline struct memo *memo_of(void *arg, int row)
{
    return &world_of(arg)->memo[row];
}

static inline bool has_player(void *arg, int row)
{
    return entity_of(arg, row)->kind == ENTITY_PLAYER;
}

/* ---- cells (scripts_cells.c) ---- */

#define SPEED_UNIT ((double)UNIT / TICK_HZ) // of 1 u/s

/* What a cell shows of itself in a sentence: `text`, or a literal. */
const char *cell_shown(const struct cell *cell, char text[48]);

/* The nearest whole number of such units; for what is a number within bounds.
 */
int32_t cell_in(const struct cell *to, double unit);

bool cell_is_id(const struct cell *cell, const char *id);
struct cell cell_slot(uint8_t slot); // NULL for NO_SLOT

/* Seconds from now until `tick`, and the tick in so many seconds. */
struct cell cell_until(void *arg, uint32_t tick);
uint32_t cell_tick(void *arg, const struct cell *seconds);

/* Whether `to` is a number within low..high, a whole one, a player's slot or
 * NULL, or has a place in 32 bits; if not, `error` says so. */
bool cell_within(const struct cell *to, double low, double high,
        const char *unit, char error[SANDBOX_SENTENCE]);
bool cell_is_one_of(
        const struct cell *to, int low, int high, char error[SANDBOX_SENTENCE]);
bool cell_read_slot(void *arg, const struct cell *to, uint8_t *slot,
        char error[SANDBOX_SENTENCE]);
bool cell_read_memo(
        const struct cell *to, int32_t *memo, char error[SANDBOX_SENTENCE]);

/* Says that the mode has no such `what`. False. */
bool cell_unknown(void *arg, const struct cell *to, const char *what,
        char error[SANDBOX_SENTENCE]);

/* ---- what entities have in common (scripts_entity.c) ---- */

struct cell entity_get_slot(void *arg, int row);
struct cell entity_get_type(void *arg, int row);
struct cell entity_get_owner(void *arg, int row);
struct cell entity_get_team(void *arg, int row);
struct cell entity_get_foe(void *arg, int row);
struct cell entity_get_x(void *arg, int row);
struct cell entity_get_y(void *arg, int row);
struct cell entity_get_vx(void *arg, int row);
struct cell entity_get_vy(void *arg, int row);
struct cell entity_get_radius(void *arg, int row);
struct cell entity_get_a(void *arg, int row); // of players and things only
struct cell entity_get_b(void *arg, int row);
bool entity_set_foe(SET_ARGS);
bool entity_set_x(SET_ARGS);
bool entity_set_y(SET_ARGS);
bool entity_set_vx(SET_ARGS);
bool entity_set_vy(SET_ARGS);
bool entity_set_a(SET_ARGS);
bool entity_set_b(SET_ARGS);

/* Nobody is put into a wall: it is pushed out, as who spawns there. */
bool player_settle(void *arg, int row, char error[SANDBOX_SENTENCE]);

/* A script's own is gone, the map's stay. */
bool thing_remove_row(void *arg, int row, char error[SANDBOX_SENTENCE]);

/* ---- tables ---- */

extern const struct sandbox_table scripts_entity_table, scripts_player_table,
        scripts_thing_table, scripts_team_table, scripts_room_table,
        scripts_say_table;

#endif
