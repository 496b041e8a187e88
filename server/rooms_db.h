/* SPDX-License-Identifier: MIT
 *
 * rooms_db: rooms.db, where rooms outlive the server.
 *
 * One row a room: its latest checkpoint, with a checksum, because a page that
 * went bad on the disk must not become a match. Nothing is ever thrown away
 * that might still be of use: a row that cannot be trusted goes to another
 * table, a file that cannot be read to another name. Thread: the journal's.
 */
#ifndef SERVER_ROOMS_DB_H
#define SERVER_ROOMS_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/rules_kept.h"

struct buf;
struct rooms_db;

/* Opens `path`, or creates it. A damaged file is put aside, and what can still
 * be read of it goes into the new one. NULL with a sentence in `error`. */
struct rooms_db *rooms_db_open(const char *path, char *error, size_t error_cap);
void rooms_db_close(struct rooms_db *rooms); // NULL is allowed

/* What is written between these two is written whole or, when commit returns
 * false, not at all. */
void rooms_db_begin(struct rooms_db *rooms);
bool rooms_db_commit(struct rooms_db *rooms);
const char *rooms_db_error(struct rooms_db *rooms);

/* True when only opening it again may help: it is damaged, or the path leads
 * elsewhere by now. */
bool rooms_db_is_lost(struct rooms_db *rooms);

/* A room's latest checkpoint, in the layout that number stands for. */
struct rooms_row {
    const char *id, *mode;
    uint32_t tick, layout;
    const void *state;
    size_t len;
};

void rooms_db_put(struct rooms_db *rooms, const struct rooms_row *row);

/* Under which rules a room plays, from which tick on. The same tick again
 * changes nothing. */
struct rooms_note {
    const char *room, *mode, *map;
    uint32_t tick, version;
};
void rooms_db_note(struct rooms_db *rooms, const struct rooms_note *note);

/* The room has ended: its checkpoint goes, and what was noted about it. */
void rooms_db_forget(struct rooms_db *rooms, const char *id);

/* The latest rule set: version 0 before the first. Its text is to free(); NULL
 * when it is not kept. */
bool rooms_db_rules(struct rooms_db *rooms, struct rules_version *out);
char *rooms_db_rules_text(struct rooms_db *rooms, uint32_t version);
void rooms_db_put_rules(struct rooms_db *rooms,
        const struct rules_version *rules, const char *text);

/* Calls `room` for every row of `layout` whose checksum is right; its `state`
 * is the callee's reference. Others are set aside. False when the rows could
 * not be read. */
bool rooms_db_restore(struct rooms_db *rooms, uint32_t layout,
        void (*room)(
                void *arg, const char *id, const char *mode, struct buf *state),
        void *arg);

#endif
