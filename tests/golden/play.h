/* SPDX-License-Identifier: MIT
 *
 * play: the matches whose hashes are golden, 500 ticks at a time.
 *
 * Pure, so that it runs natively and as WebAssembly. Sixteen seats: bots, three
 * players who press at random, one who leaves and comes back, and a change of
 * rules in the middle.
 */
#ifndef TESTS_GOLDEN_PLAY_H
#define TESTS_GOLDEN_PLAY_H

#include <stdint.h>

#define PLAY_SETS  3
#define PLAY_CHUNK 500  // ticks
#define PLAY_TICKS 4000 // of each set

/* The name of a set of rules, 0..PLAY_SETS-1. */
const char *play_name(unsigned set);

/* Begins the match of that set. */
void play_start(unsigned set);

/* Plays PLAY_CHUNK ticks more; returns the state's hash. */
uint32_t play_on(void);

#endif
