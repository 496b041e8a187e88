/* SPDX-License-Identifier: MIT
 *
 * relay: what the members of a room sent each other since the last tick.
 *
 * Whatever was said between two ticks leaves in one write for each reader, in
 * the order in which it came; nothing is kept longer than that. Owned by its
 * room; thread: the worker's.
 */
#ifndef SERVER_RELAY_H
#define SERVER_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/proto.h"

struct relay;

#define RELAY_SPACE ((size_t)12 * 1024) // of messages with their heads, bytes

struct relay *relay_create(void);        // NULL without memory
void relay_destroy(struct relay *relay); // NULL is allowed

/* Somebody who sends or reads: a player, or a spectator, who has NO_SLOT. */
struct relay_peer {
    uint8_t slot, team;
};

/* Adds what `from`, a player, wants passed on to msg->peer. False when it is
 * full: take what there is, clear it, and add again. */
bool relay_put(struct relay *relay, struct relay_peer from,
        const struct msg_relay *msg);

/* Writes every message for that reader, framed, to `out` of RELAY_SPACE bytes.
 * Returns their length, 0 when there is none. */
size_t relay_take(
        const struct relay *relay, struct relay_peer reader, uint8_t *out);

bool relay_is_empty(const struct relay *relay);
void relay_clear(struct relay *relay);

#endif
