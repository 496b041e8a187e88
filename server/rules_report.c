/* SPDX-License-Identifier: MIT */
#include "server/rules_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "shared/ws.h"

/* How many bytes the printable character at `at` has; 0 when it is none. */
static size_t character_len(const char *at)
{
    if ((uint8_t)at[0] < 0x20 || at[0] == 0x7f) {
        return 0;
    }
    for (size_t len = 1; len <= 4 && at[len - 1]; len++) {
        if (ws_utf8_valid((const uint8_t *)at, len)) {
            return len;
        }
    }
    return 0;
}

/* Copies what fits of a text that may hold anything. */
static void copy(char *out, size_t cap, const char *text)
{
    snprintf(out, cap, "%s", text ? text : "");
    while (*out) {
        size_t len = character_len(out);
        if (len == 0) {
            *out = '?';
            len = 1;
        }
        out += len;
    }
}

static bool is_known(
        const struct rules_report *report, const struct rules_problem *problem)
{
    for (unsigned i = 0; i < report->count && i < MAX_PROBLEMS; i++) {
        const struct rules_problem *other = &report->problem[i];
        if (strcmp(other->table, problem->table) == 0 &&
                strcmp(other->row, problem->row) == 0 &&
                strcmp(other->column, problem->column) == 0) {
            return true;
        }
    }
    return false;
}

void rules_report_add(struct rules_report *report, struct rules_place place,
        const char *format, ...)
{
    struct rules_problem problem = {
            0}; // to the last byte: reports are compared
    char sentence[sizeof(problem.sentence)];
    va_list args;

    copy(problem.mod, sizeof(problem.mod), place.mod);
    copy(problem.table, sizeof(problem.table), place.table);
    copy(problem.row, sizeof(problem.row), place.row);
    copy(problem.column, sizeof(problem.column), place.column);
    va_start(args, format);
    vsnprintf(sentence, sizeof(sentence), format, args);
    va_end(args);
    copy(problem.sentence, sizeof(problem.sentence), sentence);
    if (is_known(report, &problem)) {
        return;
    }
    if (report->count < MAX_PROBLEMS) {
        report->problem[report->count] = problem;
    }
    report->count++;
}

void rules_problem_text(
        const struct rules_problem *problem, char *out, size_t cap)
{
    const char *table = problem->table[0] ? problem->table : "rules.db";

    snprintf(out, cap, "%s%s%s%s%s%s%s%s%s: %s", problem->mod[0] ? "mod " : "",
            problem->mod, problem->mod[0] ? ": " : "", table,
            problem->column[0] ? "." : "", problem->column,
            problem->row[0] ? " (" : "", problem->row,
            problem->row[0] ? ")" : "", problem->sentence);
}
