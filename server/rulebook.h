/* SPDX-License-Identifier: MIT
 *
 * rulebook: rules.db, compiled: every mode's rules, or what is wrong with them.
 *
 * A rulebook is immutable and refcounted, so workers share one by reference.
 * rules.db is only read, whole and in one short transaction.
 */
#ifndef SERVER_RULEBOOK_H
#define SERVER_RULEBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/rules_report.h"
#include "shared/rules.h"

struct db;
struct rulebook;
struct rules_diff;

#define MAX_MODES 32

#define MAX_PLAYS 128 // modes, each times its maps

/* What assets/schema says of itself. */
#define RULES_APPLICATION 0x526f5275
#define RULES_FORMAT      3

/* Reads and compiles all modes, in a transaction of its own unless the caller
 * has begun one. Returns NULL with at least one problem in `report` when the
 * rules cannot be used, also when SQLite could not read. The version is
 * `version`. The caller holds the one reference. */
struct rulebook *rulebook_load(
        struct db *db, uint32_t version, struct rules_report *report);

/* Gives a version to a book that nobody shares yet. */
void rulebook_number(struct rulebook *book, uint32_t version);

struct rulebook *rulebook_ref(struct rulebook *book); // any thread
void rulebook_unref(struct rulebook *book); // any thread, NULL allowed

uint32_t rulebook_version(const struct rulebook *book);

/* All rows it was made of (rules_text), and their hash: equal rows, equal hash.
 */
const char *rulebook_text(const struct rulebook *book);
uint64_t rulebook_hash(const struct rulebook *book);

unsigned rulebook_mode_count(const struct rulebook *book);
const struct rules *rulebook_mode(const struct rulebook *book, unsigned i);

/* The mode on its first map. NULL when there is no such mode; "" is the default
 * mode, the first. */
const struct rules *rulebook_find(const struct rulebook *book, const char *id);

/* The mode on one of its maps. NULL when it is not played there. */
const struct rules *rulebook_find_map(
        const struct rulebook *book, const char *mode, const char *map);

/* The same mode on the map whose turn it is after that of `rules`, which are
 * of this book; the first again after the last. */
const struct rules *rulebook_next_map(
        const struct rulebook *book, const struct rules *rules);

/* The statements of script `i` of rules->script: they passed scripts_check().
 */
const char *rulebook_script(
        const struct rulebook *book, const struct rules *rules, unsigned i);

/* Has a book that nobody shares yet know what differs from the text of the
 * version before. */
void rulebook_compare(struct rulebook *book, const char *before);

/* Since the version before; NULL when that is not known. */
const struct rules_diff *rulebook_diff(const struct rulebook *book);

/* The part of it that players of a mode notice: "it: speed 265 -> 300; yard: 3
 * walls". Returns its length, 0 for nothing. */
size_t rulebook_changes(
        const struct rulebook *book, const char *mode, char *out, size_t cap);

#endif
