/* SPDX-License-Identifier: MIT
 *
 * rules_play: a round that bots play, and what happens in it, in words.
 *
 * It is simulated, and its scripts run, as in a room of a server, but for the
 * clock: time is as fast as the machine. Thread: the caller's, here as in all
 * of `roomcast rules`.
 */
#ifndef SERVER_RULES_PLAY_H
#define SERVER_RULES_PLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "server/rate.h"
#include "server/scripts.h"
#include "shared/rules.h"
#include "shared/world.h"

struct rulebook;

/* What became of one script in all of the round. */
struct play_script {
    uint32_t runs, failed, left_out;
    char told[320]; // of why it failed, the latest
};

struct play {
    struct rulebook *book;     // borrowed, as are
    const struct rules *rules; // these of it
    bool verbose;
    unsigned bots;
    struct world now;
    struct input input[MAX_PLAYERS];
    // as the tick before left it
    struct match was;
    struct entity had[MAX_PLAYERS + MAX_THINGS];
    // so far
    unsigned bouts, kills[MAX_PLAYERS];
    struct scripts *scripts;
    struct scripts_state state;
    struct scripts_result result; // of the latest tick
    struct play_script script[MAX_SCRIPTS];
    unsigned no_room; // calls that a step had no room for
    unsigned unsaid;  // sentences that a room would not have passed on
    struct rate say;
};

/* With `bots` of them, 1..rules->max_players. NULL without memory. */
struct play *play_create(struct rulebook *book, const struct rules *rules,
        unsigned bots, uint64_t seed, bool verbose);
void play_destroy(struct play *play); // NULL is allowed

/* Plays until the round is over, `ticks` at most, and says on stdout what
 * happens when it does. */
void play_round(struct play *play, uint32_t ticks);

/* Says how it stands: players, teams and scripts. */
void play_say_table(const struct play *play);

/* How often scripts have failed. */
unsigned play_failures(const struct play *play);

#endif
