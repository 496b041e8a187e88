/* SPDX-License-Identifier: MIT
 *
 * Prints what scripts see of a room, for reference.py: one line a column, its
 * parts between tabs. Before them, each limit of the rules.
 */
#include <stdio.h>

#include "server/rulebook.h"
#include "server/scripts.h"
#include "server/scripts_tables.h"
#include "shared/world.h"

static const struct {
    unsigned most;
    const char *of;
} limit[] = {
        {MAX_MODES, "modes"},
        {MAX_PLAYS, "rows of `mode_map`"},
        {MAX_ROLES, "roles of a mode"},
        {MAX_WEAPONS, "weapons that these have"},
        {MAX_KINDS, "rows of `thing`, of a mode"},
        {MAX_TIMERS, "timers of a mode"},
        {MAX_EFFECTS, "effects of a mode"},
        {MAX_SCRIPTS, "scripts of a mode"},
        {MAX_HABITS, "habits of a mode"},
        {MAX_TEAMS, "teams"},
        {MAX_WALLS, "walls of a map"},
        {MAX_SPOTS, "spots of a map"},
        {MAX_PLAYERS, "players in a room"},
        {MAX_THINGS,
                "things in a room: at the spots of its map, and of scripts"},
        {MAX_CALLS, "runs of scripts in a tick of a room"},
        {SCRIPTS_STEPS, "steps of SQLite's machine in a run"},
        {SAY_MAX, "rows of `say` in a tick of a room"},
        {SCRIPTS_PATIENCE, "failures of a script until it is switched off"},
};

int main(void)
{
    for (unsigned i = 0; i < sizeof(limit) / sizeof(limit[0]); i++) {
        printf("\t%u\t\t%s\n", limit[i].most, limit[i].of);
    }
    for (unsigned i = 0; i < scripts_world.table_count; i++) {
        const struct sandbox_table *table = scripts_world.table[i];
        for (unsigned k = 0; k < table->column_count; k++) {
            const struct sandbox_column *column = &table->column[k];
            printf("%s\t%s\t%s\t%s\n", table->name, column->name,
                    column->set ? "write" : "", column->doc);
        }
    }
    return 0;
}
