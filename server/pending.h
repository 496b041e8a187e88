/* SPDX-License-Identifier: MIT
 *
 * pending: what rooms handed to the journal and is not committed yet.
 *
 * Of each room the latest checkpoint, and all notes about the rules it has been
 * playing under. Thread: the journal's.
 */
#ifndef SERVER_PENDING_H
#define SERVER_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/base.h"

struct buf;
struct queue;

#define NOTES_MAX 16384 // kept while the disk refuses; then no more are

/* What a room hands over. Owns one reference to each buf. */
struct journal_record {
    char room[ID_BYTES + 1];
    bool closed;  // the room is gone: forget it; the rest is unset
    bool is_note; // under what rules it plays from `tick` on; no state
    char mode[ID_BYTES + 1], map[ID_BYTES + 1];
    uint32_t tick;
    uint32_t rules;    // version
    struct buf *state; // room_checkpoint()
};

/* All 0 in the beginning. */
struct pending {
    struct journal_record *room, *note; // notes in their order
    size_t rooms, notes;
    size_t room_cap, note_cap;
};

/* Takes over everything in the queue. */
void pending_drain(struct pending *pending, struct queue *queue);

/* It is committed. */
void pending_clear(struct pending *pending);

void pending_free(struct pending *pending);

#endif
