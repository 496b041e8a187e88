/* SPDX-License-Identifier: MIT
 *
 * scripts_tables: the live room as tables, in a modder's units.
 *
 * Roles, kinds and weapons are their ids, lengths u, speeds u/s, times s from
 * now; nobody and never are NULL. What is written is rounded to what the
 * simulation counts in. Columns are set from left to right as they stand below
 * in scripts_tables.c, so that a row may become another role and lose half of
 * its hit points in one UPDATE.
 */
#ifndef SERVER_SCRIPTS_TABLES_H
#define SERVER_SCRIPTS_TABLES_H

#include "server/sandbox.h"
#include "shared/base.h"

struct events;
struct rules;
struct world;

#define SAY_MAX 8 // sentences a run

/* A sentence for the player in `slot`, or for all (NO_SLOT). */
struct scripts_line {
    uint8_t slot;
    char text[CHAT_BYTES + 1];
};

/* What statements run on; what it points to is borrowed. */
struct scripts_room {
    struct world *world;
    const struct rules *rules;
    struct events *events; // what happens by a statement; run it afterwards
    unsigned said;
    struct scripts_line *say; // SAY_MAX
};

/* The parameters of a script. */
enum { PARAM_ACTOR, PARAM_TARGET, PARAM_THING, PARAM_N, PARAM_COUNT };

/* Tables entity, player, thing, team, room and say, over a scripts_room. */
extern const struct sandbox_world scripts_world;

#endif
