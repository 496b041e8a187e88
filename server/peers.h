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

/* An address of this machine itself: a proxy, or a test. */
bool peers_is_local(const char *address);

#endif
