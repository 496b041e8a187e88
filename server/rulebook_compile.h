/* SPDX-License-Identifier: MIT
 *
 * rulebook_compile: the rows of one mode, as struct rules.
 */
#ifndef SERVER_RULEBOOK_COMPILE_H
#define SERVER_RULEBOOK_COMPILE_H

#include "server/rules_report.h"
#include "shared/rules.h"

struct db;

/* Fills `out`, with version 0. What is wrong is added to `report`; when that
 * has anything, `out` must not be used. */
void rulebook_compile(struct db *db, const char *mode, struct rules *out,
        struct rules_report *report);

#endif
