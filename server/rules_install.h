/* SPDX-License-Identifier: MIT
 *
 * rules_install: a mod's SQL file, run on the rules without trusting it.
 *
 * It may change rows of the tables of the rules and nothing else: no tables, no
 * files, no settings, no transactions of its own. Size, time, memory and
 * nesting are bounded. For programs of one thread.
 */
#ifndef SERVER_RULES_INSTALL_H
#define SERVER_RULES_INSTALL_H

#include <stdbool.h>
#include <stddef.h>

struct db;

#define RULES_INSTALL_BYTES (1 << 20) // of a file
#define RULES_INSTALL_S     3         // of work, s

/* The file as a C string to free(), "-" for standard input; NULL with a
 * sentence that names it. */
char *rules_install_read(const char *path, char *error, size_t error_cap);

/* Runs `sql` in the caller's transaction. False with `name:line:column:
 * sentence`; then that transaction is over, with nothing done. */
bool rules_install_run(struct db *db, const char *name, const char *sql,
        char *error, size_t error_cap);

#endif
