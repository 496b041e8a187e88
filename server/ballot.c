/* SPDX-License-Identifier: MIT */
#include "server/ballot.h"

#include <string.h>

#include "server/rulebook.h"

// However many maps a mode has, so many choices are kept for other modes.
#define MODES_LEAST (MAX_CHOICES / 2)

/* ---- the choices ---- */

static bool is_mode(const struct rules *rules, const char *id)
{
    return strcmp(rules->mode, id) == 0;
}

/* The other listed modes, in the book's order from the present one on, so that
 * the last ones of a long list come up too. Returns how many. */
static unsigned find_modes(
        const struct ballot_offer *offer, const struct rules *out[MAX_MODES])
{
    unsigned modes = rulebook_mode_count(offer->latest), first = 0, count = 0;

    while (first < modes &&
            !is_mode(rulebook_mode(offer->latest, first), offer->rules->mode)) {
        first++;
    }
    for (unsigned i = 0; i < modes && offer->votes == VOTES_ALL; i++) {
        const struct rules *mode =
                rulebook_mode(offer->latest, (first + i) % modes);
        if (mode->listed && !is_mode(mode, offer->rules->mode)) {
            out[count++] = mode;
        }
    }
    return count;
}

static void add(struct ballot *ballot, const struct rules *rules)
{
    struct ballot_choice *choice = &ballot->choice[ballot->count++];

    memcpy(choice->mode, rules->mode, sizeof(choice->mode));
    memcpy(choice->title, rules->title, sizeof(choice->title));
    memcpy(choice->map, rules->map, sizeof(choice->map));
    choice->votes = 0;
}

/* The rotation, from the next map to the present one. */
static void add_maps(
        struct ballot *ballot, const struct ballot_offer *offer, unsigned most)
{
    const struct rules *map = offer->rules;

    do {
        map = rulebook_next_map(offer->book, map);
        add(ballot, map);
    } while (map != offer->rules && ballot->count < most);
}

static void find_choices(
        struct ballot *ballot, const struct ballot_offer *offer)
{
    const struct rules *mode[MAX_MODES];

    ballot->count = 0;
    if (!offer->rules->listed || offer->votes == VOTES_OFF) {
        return;
    }
    unsigned modes = find_modes(offer, mode);
    unsigned kept = modes < MODES_LEAST ? modes : MODES_LEAST;
    add_maps(ballot, offer, MAX_CHOICES - kept);
    for (unsigned i = 0; i < modes && ballot->count < MAX_CHOICES; i++) {
        add(ballot, mode[i]);
    }
    if (ballot->count == 1) {
        ballot->count = 0;
    }
}

void ballot_open(struct ballot *ballot, const struct ballot_offer *offer)
{
    memset(ballot->vote, NO_CHOICE, sizeof(ballot->vote));
    find_choices(ballot, offer);
}

/* The index of the same mode on the same map, or NO_CHOICE. */
static uint8_t find_again(
        const struct ballot *ballot, const struct ballot_choice *wanted)
{
    for (uint8_t i = 0; i < ballot->count; i++) {
        if (strcmp(ballot->choice[i].mode, wanted->mode) == 0 &&
                strcmp(ballot->choice[i].map, wanted->map) == 0) {
            return i;
        }
    }
    return NO_CHOICE;
}

void ballot_renew(struct ballot *ballot, const struct ballot_offer *offer)
{
    const struct ballot old = *ballot;

    ballot_open(ballot, offer);
    for (unsigned i = 0; i < MAX_PLAYERS && old.count > 0; i++) {
        if (old.vote[i] != NO_CHOICE) {
            ballot_vote(ballot, (uint8_t)i,
                    find_again(ballot, &old.choice[old.vote[i]]));
        }
    }
}

void ballot_close(struct ballot *ballot)
{
    ballot->count = 0;
}

/* ---- the votes ---- */

bool ballot_vote(struct ballot *ballot, uint8_t slot, uint8_t choice)
{
    bool is_one = choice < ballot->count || choice == NO_CHOICE;

    if (ballot->count == 0 || !is_one || ballot->vote[slot] == choice) {
        return false;
    }
    if (ballot->vote[slot] != NO_CHOICE) {
        ballot->choice[ballot->vote[slot]].votes--;
    }
    if (choice != NO_CHOICE) {
        ballot->choice[choice].votes++;
    }
    ballot->vote[slot] = choice;
    return true;
}

const struct ballot_choice *ballot_result(const struct ballot *ballot)
{
    const struct ballot_choice *best = NULL;

    for (uint8_t i = 0; i < ballot->count; i++) {
        const struct ballot_choice *choice = &ballot->choice[i];
        if (choice->votes > (best ? best->votes : 0)) {
            best = choice;
        }
    }
    return best;
}

void ballot_message(const struct ballot *ballot, uint8_t slot, uint32_t until,
        struct msg_ballot *msg)
{
    bool has_vote = slot != NO_SLOT && ballot->count > 0;

    *msg = (struct msg_ballot){.until = until,
            .mine = has_vote ? ballot->vote[slot] : NO_CHOICE,
            .count = ballot->count};
    memcpy(msg->choice, ballot->choice,
            ballot->count * sizeof(ballot->choice[0]));
}
