/* SPDX-License-Identifier: MIT
 *
 * peers: how many connections each address has open.
 *
 * One IPv4 address is one peer, and so is one IPv6 /64: that is what a
 * household gets. Owned by the front; thread: the front's.
 */
#ifndef SERVER_PEERS_H
#define SERVER_PEERS_H

#include <stdbool.h>
#include <stdint.h>

struct peers;

struct peers *peers_create(void);        // NULL without memory
void peers_destroy(struct peers *peers); // NULL is allowed

/* Counts one more from `address`, numeric. Returns how many it has now; 0
 * without memory, and then it is not counted. */
unsigned peers_enter(struct peers *peers, const char *address);

/* Counts one less. */
void peers_leave(struct peers *peers, const char *address);

unsigned peers_of(struct peers *peers, const char *address);
unsigned peers_total(const struct peers *peers);

/* Whether `address` may open another room: not too many in too short a time, as
 * each takes memory and time until it has been empty for a while. */
bool peers_may_open(struct peers *peers, const char *address, uint64_t now_ns);

/* It opened one. */
void peers_opened(struct peers *peers, const char *address, uint64_t now_ns);

/* An address of this machine itself: a proxy, or a test. */
bool peers_is_local(const char *address);

#endif
