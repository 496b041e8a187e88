/* SPDX-License-Identifier: MIT
 *
 * ballot: what a room may play next, and who wants what.
 *
 * The choices are the maps of the mode that is being played, in the order of
 * its rotation, and other listed modes on their first map. A seat has one vote.
 * No room, no clock, no memory of its own. Owned by its room; thread: the
 * worker's.
 */
#ifndef SERVER_BALLOT_H
#define SERVER_BALLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "server/config.h"
#include "shared/proto.h"

struct rulebook;

/* All 0: no vote is on. */
struct ballot {
    uint8_t count; // of choices; 0: no vote is on
    struct ballot_choice choice[MAX_CHOICES];
    uint8_t vote[MAX_PLAYERS]; // by seat, NO_CHOICE for none
};

/* What there is to choose from. */
struct ballot_offer {
    const struct rules *rules;     // being played now
    const struct rulebook *book;   // that those are of
    const struct rulebook *latest; // whose other modes are offered
    enum votes votes;
};

/* Opens a vote in which nobody has voted yet. There is none where there is
 * nothing to choose, nor in a mode that is not listed. */
void ballot_open(struct ballot *ballot, const struct ballot_offer *offer);

/* Makes the choices anew: votes stay with what is still among them. */
void ballot_renew(struct ballot *ballot, const struct ballot_offer *offer);

void ballot_close(struct ballot *ballot);

/* The seat is for `choice`, or for nothing any more (NO_CHOICE). What is no
 * choice counts as nothing said. True when that changed something. */
bool ballot_vote(struct ballot *ballot, uint8_t slot, uint8_t choice);

/* What was chosen: the one with the most votes, of several the first. NULL when
 * nobody has voted. Valid until the ballot changes. */
const struct ballot_choice *ballot_result(const struct ballot *ballot);

/* Fills in what the seat, or a spectator (NO_SLOT), is told. */
void ballot_message(const struct ballot *ballot, uint8_t slot, uint32_t until,
        struct msg_ballot *msg);

#endif
