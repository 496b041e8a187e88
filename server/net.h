/* SPDX-License-Identifier: MIT
 *
 * net: a worker's thread, its sockets, and the tick that drives both.
 *
 * The tick is the event loop: between ticks the thread sleeps, and at each one
 * a single poll() finds all that came in since. Only sockets that have yet to
 * join, or are on their way out, are served as soon as they speak. Everything
 * here belongs to that thread but for what says otherwise.
 */
#ifndef SERVER_NET_H
#define SERVER_NET_H

#include <stdbool.h>
#include <stdint.h>

#include "server/worker.h"

struct net;

/* A record of the departures queue: one for each ORDER_CONNECT that was
 * obeyed, when its socket is closed. */
struct departure {
    char address[48]; // as it arrived
};

/* The worker and what is around it, without the thread. `departures` is
 * borrowed, may be NULL, and must have space for as many records as connections
 * are ever open at once. NULL without memory or descriptors. */
struct net *net_create(
        const struct worker_config *config, struct queue *departures);

bool net_start(struct net *net); // starts the thread

/* Where it takes its orders. ORDER_CONNECT hands over the socket `fd`: plain
 * bytes, nothing read yet. Thread: any may push. */
struct queue *net_orders(const struct net *net);

/* When it last finished a tick, monotonic; 0 before the first. Thread: any. */
uint64_t net_ticked_ns(const struct net *net);

/* Tells the thread to end: every session gets a Close and up to a second to
 * take it. Does not wait. Thread: not its own. */
void net_stop(struct net *net);

/* Waits for the thread, if it was started, and closes every connection: no
 * departure comes after this. */
void net_join(struct net *net);

/* Joins, and frees everything. NULL is allowed. */
void net_destroy(struct net *net);

/* Raises the limit of open descriptors as far as it goes, and has libwebsockets
 * log like we do. Call once, before any other. Returns the limit. */
unsigned net_setup(void);

#endif
