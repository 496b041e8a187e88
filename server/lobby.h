/* SPDX-License-Identifier: MIT
 *
 * lobby: which rooms there are, whose they are, and where a newcomer goes.
 *
 * It knows rooms only by what their workers report, and adds what it has handed
 * over since. A room belongs to one worker from the first word about it to the
 * last. No socket, no clock. Owned by the front; thread: the front's.
 */
#ifndef SERVER_LOBBY_H
#define SERVER_LOBBY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/base.h"

struct lobby;
struct room_report;

#define LOBBY_ROOMS_PER_WORKER 1024

/* For workers 0..workers-1; room names are drawn from `seed`. NULL without
 * memory. */
struct lobby *lobby_create(unsigned workers, uint64_t seed);
void lobby_destroy(struct lobby *lobby); // NULL is allowed

/* A worker told of a room. */
void lobby_report(
        struct lobby *lobby, const struct room_report *report, uint64_t now_ns);

/* Forgets rooms of which nothing was heard for long: a report may get lost. To
 * be called about once a second. */
void lobby_expire(struct lobby *lobby, uint64_t now_ns);

/* False for a name that no room can have: [A-Za-z0-9_-]{1,ID_BYTES} is good. */
bool lobby_is_room_id(const char *id);

struct lobby_wish {
    const char *room;     // "" when any will do
    const char *mode;     // of the room, if it has yet to be made
    uint16_t max_players; // of that mode
    bool no_new;          // only to a room that somebody has heard of
};

struct lobby_choice {
    unsigned worker;
    char room[ID_BYTES + 1];
    bool is_new; // nobody had heard of this room before
};

/* Where a newcomer goes: to the room it names; or to one of its mode that has
 * space, the fullest first; or to a new one. Its place counts as taken until
 * the worker has reported what became of it. False when there is none, and may
 * not be or are too many. */
bool lobby_place(struct lobby *lobby, const struct lobby_wish *wish,
        uint64_t now_ns, struct lobby_choice *out);

/* Whoever was placed in that room could not be sent there: gives the place
 * back. */
void lobby_take_back(struct lobby *lobby, const char *room);

/* A room that somebody is about to open, without a newcomer: the one it names,
 * or a new one. False when it may not be or there are too many. */
bool lobby_open(struct lobby *lobby, const struct lobby_wish *wish,
        uint64_t now_ns, struct lobby_choice *out);

/* What is known of every room, the fullest first, then by id: malloc()ed, for
 * the caller to free; NULL without memory. `count` is set. */
struct room_report *lobby_list(const struct lobby *lobby, unsigned *count);

#endif
