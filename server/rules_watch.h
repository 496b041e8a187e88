/* SPDX-License-Identifier: MIT
 *
 * rules_watch: notices that somebody changed rules.db, and what became of it.
 *
 * The file is the modders': they edit it with whatever they like, replace it,
 * take it away, hold it locked. It is only ever read, whole, in one short
 * transaction. Thread: one at a time; the journal's.
 */
#ifndef SERVER_RULES_WATCH_H
#define SERVER_RULES_WATCH_H

#include <stdint.h>

#include "server/rules_report.h"

struct rulebook;
struct rules_watch;

#define RULES_LOCK_NS (5 * UINT64_C(1000000000)) // of silence about a lock

/* NULL without memory. Nothing is opened yet. */
struct rules_watch *rules_watch_create(const char *path);
void rules_watch_destroy(struct rules_watch *watch); // NULL is allowed

/* Rules of that hash are in use, although the file is not: `report` has been
 * said about it. */
void rules_watch_know(struct rules_watch *watch, uint64_t hash,
        const struct rules_report *report);

enum rules_watch_result {
    RULES_SAME,   // nothing to say
    RULES_NEW,    // *book has other content than the one before
    RULES_WRONG,  // report has something new to say
    RULES_MENDED, // what was wrong is not any more; the book before holds
};

/* Looks once. `*book` is set for RULES_NEW only, has version 0, and its
 * reference is the caller's. */
enum rules_watch_result rules_watch_poll(struct rules_watch *watch,
        uint64_t now_ns, struct rulebook **book, struct rules_report *report);

#endif
