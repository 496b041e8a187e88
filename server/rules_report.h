/* SPDX-License-Identifier: MIT
 *
 * rules_report: what is wrong with rules.db, for the modder who has to mend it.
 */
#ifndef SERVER_RULES_REPORT_H
#define SERVER_RULES_REPORT_H

#include <stddef.h>

#include "shared/base.h"

#define MAX_PROBLEMS 32

#define RULES_ROW 100 // longest name of a row, with its NUL

/* One thing wrong, for a modder. All are C strings of UTF-8; "" where there is
 * nothing to name. */
struct rules_problem {
    char mod[ID_BYTES + 1]; // whose author has to mend it
    char table[ID_BYTES + 1];
    char row[RULES_ROW];       // its primary key or place, in words
    char column[ID_BYTES + 1]; // "" when it is about the row, or its absence
    char sentence[160];
};

struct rules_report {
    unsigned count; // all of them; the first MAX_PROBLEMS are kept
    struct rules_problem problem[MAX_PROBLEMS];
};

/* Where a problem is. The strings are borrowed; NULL is as good as "". */
struct rules_place {
    const char *table, *row, *column, *mod;
};

/* Adds a problem, unless that place has one already. */
void rules_report_add(struct rules_report *report, struct rules_place place,
        const char *format, ...) __attribute__((format(printf, 3, 4)));

#define PROBLEM_TEXT 360 // longest problem in words, with its NUL

/* `mod ours: role.speed (chase, cat): 9000 is not 0..1000 u/s` */
void rules_problem_text(
        const struct rules_problem *problem, char *out, size_t cap);

#endif
