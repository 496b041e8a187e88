/* SPDX-License-Identifier: MIT */
#include "server/sql_functions.h"

#include <stdio.h>
#include <strings.h>

#include "shared/base.h"

/* Not trim(), which looks for each byte of one text in all of the other. */
static const char *const harmless[] = {"abs", "acos", "asin", "atan", "atan2",
        "avg", "ceil", "char", "coalesce", "cos", "count", "degrees",
        "dense_rank", "exp", "floor", "glob", "ifnull", "iif", "instr",
        "length", "like", "lower", "max", "min", "mod", "nullif", "pi", "pow",
        "radians", "rank", "round", "row_number", "sign", "sin", "sqrt",
        "substr", "sum", "tan", "total", "trunc", "typeof", "unicode", "upper"};

static const char *const operators[] = {"->", "->>", "MATCH", "REGEXP"};

bool sql_function_is_harmless(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(harmless); i++) {
        if (strcasecmp(harmless[i], name) == 0) {
            return true;
        }
    }
    return false;
}

void sql_function_show(const char *name, char out[SQL_FUNCTION_SHOWN])
{
    for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
        if (strcasecmp(operators[i], name) == 0) {
            snprintf(out, SQL_FUNCTION_SHOWN, "operator %s", operators[i]);
            return;
        }
    }
    snprintf(out, SQL_FUNCTION_SHOWN, "%.40s()", name);
}
