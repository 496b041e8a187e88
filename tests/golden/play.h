/* SPDX-License-Identifier: MIT
 *
 * play: the matches whose hashes are golden, 500 ticks at a time.
 *
 * Pure, so that it runs natively and as WebAssembly. Sixteen seats: bots, three
 * people who see the others late and whose shots make up for it, one who
 * presses at random, one who leaves and comes back, and a change of rules.
 */
#ifndef TESTS_GOLDEN_PLAY_H
#define TESTS_GOLDEN_PLAY_H

#include <stdint.h>

#define PLAY_SETS  4
#define PLAY_CHUNK 500   // ticks
#define PLAY_TICKS 10000 // of each set

/* The numbers above, for JavaScript. */
unsigned play_sets(void);
unsigned play_chunk(void);
unsigned play_ticks(void);

/* The name of a set of rules, 0..PLAY_SETS-1. */
const char *play_name(unsigned set);

/* Begins the match of that set. */
void play_start(unsigned set);

/* Plays PLAY_CHUNK ticks more; returns the state's hash. */
uint32_t play_on(void);

#endif
