/* SPDX-License-Identifier: MIT
 *
 * journal: the thread that owns rooms.db and watches rules.db.
 *
 * Rooms hand it checkpoints; it commits what has come in about once a second,
 * in one transaction. Play never waits for it: while the disk refuses, rooms go
 * on from memory, readiness goes red, and writing resumes by itself.
 */
#ifndef SERVER_JOURNAL_H
#define SERVER_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/pending.h"
#include "server/rulebook.h"

struct buf;
struct journal;
struct queue;

/* What the watcher tells. Owns the reference to `book`. A NULL book with an
 * empty report: what was wrong is mended, the rules in use are those of the
 * file again. */
struct rules_news {
    struct rulebook *book; // the new rules, or NULL when they are wrong
    struct rules_report
            *report; // malloc()ed; what is wrong; count 0 if nothing
};

struct journal_config {
    const char *data;   // directory
    const char *assets; // has schema/, for rules that are kept; may be NULL
    void (*on_rules)(void *arg, const struct rules_news *news); // takes over
    void *arg;       // thread of the callback: the journal's
    uint32_t layout; // of the checkpoints; those of another are set aside
};

/* Opens DIR/rooms.db (creating it) and sees to it that no other server works on
 * this directory. NULL with a sentence in `error`. */
struct journal *journal_create(
        const struct journal_config *config, char *error, size_t error_cap);

/* Reads rules.db as it is now: the first rulebook, before threads start. Its
 * version is that of the last run unless it has changed since. When the file is
 * wrong, `report` has at least one problem, and the book is the latest that was
 * accepted, or NULL if none is kept. */
struct rulebook *journal_first_rules(
        struct journal *journal, struct rules_report *report);

/* Calls `room` for each room of the last run, with its latest checkpoint; to be
 * used before journal_start(). `state` is the callee's reference. What cannot
 * be trusted is logged and set aside in rooms.db. */
bool journal_restore(struct journal *journal,
        void (*room)(
                void *arg, const char *id, const char *mode, struct buf *state),
        void *arg, char *error, size_t error_cap);

bool journal_start(struct journal *journal); // starts its thread

/* One round of what that thread does: commits what is queued and looks at
 * rules.db, each if it is time. Returns when the next one is due. For tests,
 * instead of the thread. */
uint64_t journal_run_due(struct journal *journal, uint64_t now_ns);

/* Where workers push struct journal_record. The latest of a room counts. */
struct queue *journal_queue(struct journal *journal);

/* True while rooms.db takes what it is given. Thread: any. */
bool journal_is_healthy(const struct journal *journal);

/* Stops the thread, commits what is queued, closes. NULL is allowed. */
void journal_destroy(struct journal *journal);

#endif
