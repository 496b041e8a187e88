/* SPDX-License-Identifier: MIT
 *
 * rules_text: what modders wrote into rules.db, as text: one INSERT a row.
 *
 * Two files with the same text play the same, and a file can be made of its
 * text again: so the text is what a version of the rules is, and its digest
 * names it. Any change of any row counts. Rows stand in the order of their
 * rowid, because that is the order of roles and modes.
 */
#ifndef SERVER_RULES_TEXT_H
#define SERVER_RULES_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_stmt;

#define RULES_TEXT_MAX (2 * 1024 * 1024) // bytes, without the NUL

/* A table that modders write; events, ops and words are the server's own. */
struct rules_table {
    const char *name;
    unsigned keys; // so many of its first columns are its primary key
    bool numbered; // which is only a number, another one when it is put in anew
};

/* Table `i` in the order in which rows can be put in; NULL behind the last. */
const struct rules_table *rules_table(unsigned i);

/* Where in that order it is, or -1. */
int rules_table_index(const char *name, size_t len);

/* All rows, as a C string to free(); NULL with a sentence. The caller may have
 * begun a transaction. */
char *rules_text_read(struct db *db, char *error, size_t error_cap);

uint64_t rules_text_hash(const char *text);

/* Makes the rows of `text` the only ones, in the caller's transaction; foreign
 * keys should be off. False with a sentence, and the transaction is over. What
 * an older server wrote has fewer columns: the others get what is usual. */
bool rules_text_apply(
        struct db *db, const char *text, char *error, size_t error_cap);

/* Puts a value of SQL into `out` as one line that reads back exactly: `at` is
 * its column in the statement's row. Returns its length, 0 if it does not fit.
 */
struct db_stmt;
size_t rules_text_value(struct db_stmt *row, int at, char *out, size_t cap);

#endif
