/* SPDX-License-Identifier: MIT
 *
 * Prints what scripts see of a room, for reference.py: one line a column, its
 * parts between tabs.
 */
#include <stdio.h>

#include "server/scripts_tables.h"

int main(void)
{
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
