/* SPDX-License-Identifier: MIT
 *
 * room: one authoritative world, its players and its past.
 *
 * Once per tick: inbox -> sim_step -> scripts -> history -> fanout. Between
 * ticks messages come in and only leave a note in an inbox or a seat.
 *
 * Owned by its worker; thread: the worker's, for everything.
 */
#ifndef SERVER_ROOM_H
#define SERVER_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/config.h"
#include "shared/proto.h"

struct fanout;
struct outgoing;
struct room;
struct rulebook;
struct rules;
struct scripts;
struct session;

struct room_config {
    char id[ID_BYTES + 1];
    struct rulebook *book;     // the room takes a reference of its own
    const struct rules *rules; // a mode of `book`
    uint64_t seed;
    uint32_t budget;          // bytes a second for each member, 0 for any
    enum votes votes;         // what its players may vote for
    struct outgoing *scratch; // the worker's, for messages; borrowed
    struct scripts *scripts;  // the worker's; borrowed
};

/* Creates an empty room at tick 0, with everything it will ever need already
 * allocated but for its members. Returns NULL when out of memory. */
struct room *room_create(const struct room_config *config, uint64_t now_ns);

/* Creates a room that goes on from a checkpoint, under the rules of today: on
 * its map, or on that of config->rules when its mode is not played there any
 * more.
 * Returns NULL with the reason in *why. */
struct room *room_restore(const struct room_config *config,
        const uint8_t *checkpoint, size_t len, uint64_t now_ns,
        const char **why);

/* Closes whoever is still inside, and frees the room. NULL is allowed. */
void room_destroy(struct room *room, uint64_t now_ns);

const char *room_id(const struct room *room);

/* A peer's first message here. It gets a seat and its WELCOME, or a Close. */
void room_join(struct room *room, struct session *session,
        const struct msg_join *join, uint64_t now_ns);

/* A later message of a session that joined. */
void room_receive(struct session *session, const uint8_t *bytes, size_t len,
        uint64_t now_ns);

/* The session of a member is gone: its seat is held for a while. */
void room_lost(struct session *session, uint64_t now_ns);

/* True once `session` has joined a room, until room_lost(). */
bool room_has(const struct session *session);

/* Advances by exactly one tick. `now_ns` is monotonic and used only for
 * timeouts and statistics: the simulation never sees a clock. */
void room_tick(struct room *room, struct fanout *fanout, uint64_t now_ns);

/* The tick about to run starts so late: members are told in TIMING. */
void room_note_late(struct room *room, uint64_t late_ns);

/* Goes on under the rules of `book`, at a tick boundary, on the same map if the
 * mode is still played there; players are told. When the book has no such mode
 * any more the old rules stay. */
void room_change_rules(struct room *room, struct rulebook *book);

/* Tells everybody inside a sentence. */
void room_notice(struct room *room, enum notice_kind kind, const char *text);

/* True when nobody has been inside for so long that the room should end. */
bool room_is_idle(const struct room *room, uint64_t now_ns);

/* Returns the length written, 0 if it does not fit: see server/checkpoint. */
size_t room_checkpoint(struct room *room, uint8_t *out, size_t cap);

struct room_count {
    uint16_t people, bots, max_players;
    uint32_t tick;
    uint32_t rules_since; // tick of the round's beginning, or of new rules
};
struct room_count room_count(const struct room *room);
const struct rules *room_rules(const struct room *room); // until its next tick
const char *room_mode(const struct room *room);

#endif
