/* SPDX-License-Identifier: MIT
 *
 * rules_file: makes rules.db, and brings one of an older server up to date.
 *
 * The file belongs to the modders. These are the only two times that the server
 * writes it, both at start-up and each in one transaction.
 */
#ifndef SERVER_RULES_FILE_H
#define SERVER_RULES_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Sees that `path` is a file of RULES_FORMAT. One that is not there is made
 * from the .sql files in `assets`/schema and then `assets`/rules, each folder
 * in the order of names; it has its name only once it is whole. One of an older
 * format keeps all its rows and gets what the schema says since then: files
 * 2NN lead to format 2, and so on. Any other is left alone. False with a
 * sentence in `error`. */
bool rules_file_prepare(
        const char *path, const char *assets, char *error, size_t error_cap);

struct db;

/* A rules.db in memory with the rows of `text` (rules_text), for db_close();
 * with those that come with the server when it is NULL. NULL with a sentence.
 */
struct db *rules_file_from_text(
        const char *assets, const char *text, char *error, size_t error_cap);

#endif
