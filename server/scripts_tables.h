/* SPDX-License-Identifier: MIT
 *
 * scripts_tables: the live room as tables, in a modder's units.
 *
 * Roles, kinds and weapons are their ids, lengths u, speeds u/s, times s from
 * now; nobody and never are NULL. What is written is rounded to what the
 * simulation counts in. An UPDATE sets columns in the order that the table has
 * them in, so that a player may get another role and half of its hit points at
 * once. Each column has its sentence in scripts_entity.c, scripts_player.c,
 * scripts_thing.c or scripts_match.c.
 */
#ifndef SERVER_SCRIPTS_TABLES_H
#define SERVER_SCRIPTS_TABLES_H

#include "server/sandbox.h"

/* The parameters of a script. */
enum { PARAM_ACTOR, PARAM_TARGET, PARAM_THING, PARAM_N, PARAM_COUNT };

/* Tables entity, player, thing, team, room and say, over a scripts_room. */
extern const struct sandbox_world scripts_world;

#endif
