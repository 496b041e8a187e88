/* SPDX-License-Identifier: MIT */
#include "server/pending.h"

#include <stdlib.h>
#include <string.h>

#include "server/buf.h"
#include "server/queue.h"
#include "server/stats.h"

static struct journal_record *find_room(
        struct pending *pending, const char *room)
{
    for (size_t i = 0; i < pending->rooms; i++) {
        if (strcmp(pending->room[i].room, room) == 0) {
            return &pending->room[i];
        }
    }
    return NULL;
}

/* A place for one more in a list, or NULL without memory. */
static struct journal_record *add(
        struct journal_record **list, size_t *count, size_t *cap)
{
    if (*count == *cap) {
        size_t more = *cap ? 2 * *cap : 64;
        struct journal_record *longer = realloc(*list, more * sizeof(*longer));
        if (!longer) {
            return NULL;
        }
        *list = longer;
        *cap = more;
    }
    struct journal_record *place = &(*list)[(*count)++];
    *place = (struct journal_record){0};
    return place;
}

static void take_note(
        struct pending *pending, const struct journal_record *record)
{
    struct journal_record *place =
            pending->notes < NOTES_MAX
                    ? add(&pending->note, &pending->notes, &pending->note_cap)
                    : NULL;

    if (place) {
        *place = *record;
    }
}

/* What was noted about a room before it ended. */
static void forget_notes(struct pending *pending, const char *room)
{
    size_t kept = 0;

    for (size_t i = 0; i < pending->notes; i++) {
        if (strcmp(pending->note[i].room, room) != 0) {
            pending->note[kept++] = pending->note[i];
        }
    }
    pending->notes = kept;
}

static void take_room(
        struct pending *pending, const struct journal_record *record)
{
    struct journal_record *place = find_room(pending, record->room);

    if (!place) {
        place = add(&pending->room, &pending->rooms, &pending->room_cap);
    }
    struct buf *old = place ? place->state : record->state;
    if (place) {
        *place = *record;
    } else {
        stats_add(STAT_CHECKPOINTS_FAILED, 1);
    }
    buf_unref(old);
}

void pending_drain(struct pending *pending, struct queue *queue)
{
    struct journal_record record;

    while (queue_pop(queue, &record)) {
        if (record.is_note) {
            take_note(pending, &record);
            continue;
        }
        if (record.closed) {
            record.state = NULL;
            forget_notes(pending, record.room);
        }
        take_room(pending, &record);
    }
}

void pending_clear(struct pending *pending)
{
    for (size_t i = 0; i < pending->rooms; i++) {
        buf_unref(pending->room[i].state);
    }
    pending->rooms = 0;
    pending->notes = 0;
}

void pending_free(struct pending *pending)
{
    pending_clear(pending);
    free(pending->room);
    free(pending->note);
}
