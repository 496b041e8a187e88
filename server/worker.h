/* SPDX-License-Identifier: MIT
 *
 * worker: a thread's worth of rooms and the sessions in them.
 *
 * It has no thread and no socket of its own: server/net calls it from one
 * thread, and tests call it in virtual time. Everything it owns is touched by
 * that thread only; other threads reach it through its orders.
 */
#ifndef SERVER_WORKER_H
#define SERVER_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "server/config.h"
#include "server/session.h"

struct buf;
struct queue;
struct rulebook;
struct worker;

struct worker_config {
    unsigned index;         // 0..
    struct rulebook *rules; // its own reference is taken
    const char *origin;     // allowed besides same-origin; "" for none
    struct queue *reports;  // to the lobby: struct room_report; may be NULL
    struct queue *journal;  // struct journal_record; may be NULL
    uint32_t budget;        // bytes a second for each client, 0 for any
    enum votes votes;       // what players may vote for
    uint64_t seed;          // for what is random in rooms
};

/* What a worker is told. A record of its orders queue. */
enum order_kind { ORDER_CONNECT, ORDER_ROOM, ORDER_RULES, ORDER_STOP };

struct order {
    enum order_kind kind;
    int fd;                      // CONNECT: net's business
    struct arrival arrival;      // CONNECT; ROOM: room and mode
    struct buf *state;           // ROOM: a checkpoint to go on from, or NULL
    struct rulebook *rules;      // RULES: the new ones (a reference), or NULL
    struct rules_report *report; // RULES: malloc()ed, what is wrong, or NULL
};

/* What the lobby is told: about once a second, and when a room opens, fills,
 * empties, closes or goes on to another mode or map. */
struct room_report {
    char id[ID_BYTES + 1];
    char mode[ID_BYTES + 1];
    char map[ID_BYTES + 1]; // "" before it opens
    unsigned worker;
    uint16_t players; // people with a seat, those away for a moment too
    uint16_t bots;
    uint16_t max_players;
    uint32_t tick;
    uint32_t arrivals; // connections this room was handed so far
    bool closed;
};

/* The config is copied, what it points to is borrowed but for the rules. NULL
 * without memory. */
struct worker *worker_create(const struct worker_config *config);

/* Ends all sessions and rooms without a word to anybody. NULL is allowed. */
void worker_destroy(struct worker *worker);

/* A new connection. Link and arrival are copied. The session is the worker's;
 * the caller owes it session_gone(). NULL without memory: close the socket. */
struct session *worker_connect(struct worker *worker, const struct link *link,
        const struct arrival *arrival, uint64_t now_ns);

/* A connection that came here could not be taken: the lobby is told that nobody
 * is on the way with it any more. */
void worker_miss(struct worker *worker, const struct arrival *arrival);

/* Carries out ORDER_ROOM and ORDER_RULES, taking over what they own. */
void worker_obey(struct worker *worker, struct order *order, uint64_t now_ns);

/* Runs the tick that is due, if one is, in every room: inputs, simulation,
 * frames, limits, checkpoints. A tick that comes late runs once, and the ticks
 * it has missed are counted and not caught up. Returns when the next is due. */
uint64_t worker_run_due(struct worker *worker, uint64_t now_ns);

/* Sends every session a Close with 1001 and hands every room's last checkpoint
 * to the journal. */
void worker_drain(struct worker *worker);

#endif
