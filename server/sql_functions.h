/* SPDX-License-Identifier: MIT
 *
 * sql_functions: which of SQLite's functions strangers may call, in scripts and
 * in the files of mods alike.
 *
 * None of them makes a text much longer than what it was given, takes longer
 * than to read that, or tells anything of the machine. Thread: any.
 */
#ifndef SERVER_SQL_FUNCTIONS_H
#define SERVER_SQL_FUNCTIONS_H

#include <stdbool.h>

#define SQL_FUNCTION_SHOWN 64

bool sql_function_is_harmless(const char *name);

/* As it was written: `hex()`, and of operators, which are functions to SQLite,
 * `operator MATCH`. */
void sql_function_show(const char *name, char out[SQL_FUNCTION_SHOWN]);

#endif
