/* SPDX-License-Identifier: MIT
 *
 * rulebook_inside: what the files that compile rules.db share.
 *
 * Each function reads the tables of its subject about in->rules->mode, in the
 * order in which they stand here: effects name roles, things and timers.
 */
#ifndef SERVER_RULEBOOK_INSIDE_H
#define SERVER_RULEBOOK_INSIDE_H

#include <stdint.h>

#include "server/rules_reader.h"
#include "shared/rules.h"

#define MAX_SCRIPT_BYTES 4000

// clang-format off
// X-lists of number columns, X(column, member, unit, low, high), as the text
// of a SELECT and as the struct rules_column of a member of struct `type`
#define RULES_TEXT(column, member, unit, low, high) #column ", "
#define RULES_COLUMN(column, type, member, unit, low, high) \
    {#column, UNIT_##unit, low, high, FIELD(type, member)}
// clang-format on

struct rules_place rulebook_of_mode(const struct rules_reader *in);

/* NULL or a colour, which is never 0: that is nobody's. */
uint32_t rulebook_read_tint(struct rules_reader *in, int at);

/* Things, timers, scripts and habits. The statements of script i go into
 * sql[i], malloc()ed. */
void rulebook_read_things(struct rules_reader *in, char *sql[MAX_SCRIPTS]);
void rulebook_read_habits(struct rules_reader *in);

void rulebook_read_effects(struct rules_reader *in);

/* The map in->rules->map. `earlier` are rules on the same map that have been
 * read, or NULL. */
void rulebook_read_map(struct rules_reader *in, const struct rules *earlier);

#endif
