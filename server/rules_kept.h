/* SPDX-License-Identifier: MIT
 *
 * rules_kept: the versions of the rules that rooms.db keeps.
 *
 * Works on a connection to rooms.db: the journal's, which alone writes, or one
 * that only reads, of whoever asks from the command line.
 */
#ifndef SERVER_RULES_KEPT_H
#define SERVER_RULES_KEPT_H

#include <stdbool.h>
#include <stdint.h>

struct db;

#define RULES_KEPT       200        // versions, the latest; and together
#define RULES_KEPT_BYTES (64 << 20) // at most so much text
#define RULES_SUMMARY    400        // bytes of `changes`, with its NUL

struct rules_version {
    uint32_t version;            // 0: there is none
    uint64_t hash;               // rules_text_hash()
    int64_t at;                  // s since 1970, when it was accepted
    bool has_text;               // what older servers kept has none
    char changes[RULES_SUMMARY]; // since the version before, in words
};

/* The latest, or version 0. False when it cannot be read: db_error(). */
bool rules_kept_latest(struct db *db, struct rules_version *out);

/* That version, or version 0. */
bool rules_kept_find(
        struct db *db, uint32_t version, struct rules_version *out);

/* The latest one before `version` whose content is another than `hash`, and
 * whose text is kept; or version 0. */
bool rules_kept_before(struct db *db, uint32_t version, uint64_t hash,
        struct rules_version *out);

/* Its text, to free(); NULL when there is none, or it is not what it was. */
char *rules_kept_text(struct db *db, uint32_t version);

/* Calls `each` for every version, latest first. */
bool rules_kept_list(struct db *db,
        void (*each)(void *arg, const struct rules_version *version),
        void *arg);

/* Adds a version, now, and lets go of the oldest. */
bool rules_kept_put(
        struct db *db, const struct rules_version *version, const char *text);

#endif
