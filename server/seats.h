/* SPDX-License-Identifier: MIT
 *
 * seats: who sits in which slot of a room, and who may come back to one.
 *
 * A seat outlives its connection: it is held for SEAT_HOLD_S for whoever shows
 * its resume token. Tokens are kept as digests only. Owned by its room; thread:
 * the worker's.
 */
#ifndef SERVER_SEATS_H
#define SERVER_SEATS_H

#include <stdbool.h>
#include <stdint.h>

#include "server/crypto.h"
#include "shared/base.h"

struct msg_roster;

#define SEAT_HOLD_S  60
#define SEAT_YIELD_S 10 // away, until a newcomer to a full room may have it

struct seat {
    bool taken;
    bool bot;
    bool online;  // a person with a connection
    bool changed; // since seats_roster_changes()
    uint64_t away_since_ns;
    uint64_t yields_ns; // how long it has to be away for a newcomer to get it
    uint8_t token[DIGEST_BYTES];
    char name[NAME_BYTES + 1];
};

struct seats {
    uint16_t limit;
    struct seat *seat; // limit of them
};

/* Empty seats. False without memory. */
bool seats_create(struct seats *seats, uint16_t limit);

/* What was never created may be destroyed if it is all 0. */
void seats_destroy(struct seats *seats);

/* The seat a token belongs to, or NO_SLOT. */
uint8_t seats_find(const struct seats *seats, const uint8_t token[TOKEN_BYTES]);

/* Seats a person in free slot `slot` under a name nobody else has here, and
 * makes the token to come back with. An empty name gets one. */
void seats_take(struct seats *seats, uint8_t slot, const char *name,
        uint8_t token[TOKEN_BYTES]);

/* Somebody is back in a seat: gives it a new token; the old one is void. */
void seats_resume(
        struct seats *seats, uint8_t slot, uint8_t token[TOKEN_BYTES]);

void seats_take_bot(struct seats *seats, uint8_t slot);

/* The person is away since `now_ns`, which is monotonic, and had been there for
 * `stayed_ns`. The seat yields after as long as that, at most SEAT_YIELD_S, so
 * that coming and going in turn does not fill a room with nobody. */
void seats_away(
        struct seats *seats, uint8_t slot, uint64_t now_ns, uint64_t stayed_ns);

/* Of the seats that yield, the one left longest ago; NO_SLOT if none does. */
uint8_t seats_yielding(const struct seats *seats, uint64_t now_ns);

/* Nobody's any more; its token is void. */
void seats_free(struct seats *seats, uint8_t slot);

/* The seat whose person has been away longest, at least `least_ns`; NO_SLOT if
 * there is none. */
uint8_t seats_longest_away(
        const struct seats *seats, uint64_t now_ns, uint64_t least_ns);

/* Any bot's seat, the last one first; NO_SLOT if there is none. */
uint8_t seats_any_bot(const struct seats *seats);

uint16_t seats_people(const struct seats *seats); // away ones too
uint16_t seats_bots(const struct seats *seats);

/* Fills `roster` with all taken seats, or with those that changed since the
 * last call of the second, which then count as told. */
void seats_roster(const struct seats *seats, struct msg_roster *roster);
void seats_roster_changes(struct seats *seats, struct msg_roster *roster);

#endif
