/* SPDX-License-Identifier: MIT
 *
 * front: the thread that everybody meets first: the port, the demo, the API,
 * and the way into a room.
 *
 * It owns the door, the HTTP side, the lobby and the count of connections; it
 * speaks to workers by their orders and hears of rooms by their reports.
 */
#ifndef SERVER_FRONT_H
#define SERVER_FRONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct config;
struct front;
struct journal;
struct net;
struct queue;
struct rulebook;
struct rules_report;

struct front_config {
    const struct config *config;
    const char *pages, *more_pages; // directories of the demo
    unsigned descriptors;           // how many the process may have open
    uint64_t seed;                  // for names of rooms
};

/* Listens; serves nothing yet. NULL with a sentence in `error`. What the config
 * points to is borrowed. */
struct front *front_create(
        const struct front_config *config, char *error, size_t error_cap);

uint16_t front_port(const struct front *front); // really listened on

/* What workers need to be created with: struct room_report and struct
 * departure. */
struct queue *front_reports(const struct front *front);
struct queue *front_departures(const struct front *front);

/* Takes on the workers (borrowed) and the rules (a reference of its own), and
 * the journal (borrowed, NULL for none) whose health it shows. Call once. */
void front_staff(struct front *front, struct net *const *nets, unsigned count,
        struct rulebook *rules, const struct journal *journal);

/* Has a worker open the room, going on from `state` unless it is NULL; takes
 * over that reference. False when there are too many rooms. Only before
 * front_start(). */
bool front_open_room(struct front *front, const char *id, const char *mode,
        struct buf *state);

bool front_start(struct front *front); // starts the thread

/* New rules (takes over the reference; NULL keeps the old) and what is wrong
 * with the latest edit (takes over, malloc()ed; may be NULL). Thread: any. */
void front_tell_rules(struct front *front, struct rulebook *rules,
        struct rules_report *report);

/* Nobody comes in any more. Thread: any. */
void front_close(struct front *front);

/* Stops the thread, if it was started. */
void front_join(struct front *front);

/* Joins, and frees everything; workers must have ended. NULL is allowed. */
void front_destroy(struct front *front);

#endif
