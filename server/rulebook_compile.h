/* SPDX-License-Identifier: MIT
 *
 * rulebook_compile: the rows of one mode, as struct rules.
 *
 * What is wrong is added to a report; when that has anything, the rules must
 * not be used.
 */
#ifndef SERVER_RULEBOOK_COMPILE_H
#define SERVER_RULEBOOK_COMPILE_H

#include <stdbool.h>

#include "server/rules_report.h"
#include "shared/rules.h"

struct rules_queries;

/* Fills `out` with what the mode is on any of its maps, with version 0. The
 * statements of its script i become sql[i], malloc()ed, or stay as they are.
 * False when there is not even an id to call it by. */
bool rulebook_compile(struct rules_queries *queries, const char *mode,
        struct rules *out, char *sql[MAX_SCRIPTS], struct rules_report *report);

/* Puts a mode that has been compiled on a map, an id. `earlier`, when not NULL,
 * are any rules on the same map, and save reading it again. */
void rulebook_compile_map(struct rules_queries *queries, const char *map,
        const struct rules *earlier, struct rules *out,
        struct rules_report *report);

#endif
