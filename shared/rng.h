/* SPDX-License-Identifier: MIT
 *
 * rng: seeded random numbers whose whole state is one uint64_t of the world.
 *
 * splitmix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
 * generators"). Not for secrets that money hangs on: for spawns and dice.
 */
#ifndef SHARED_RNG_H
#define SHARED_RNG_H

#include <stdint.h>

uint64_t rng_next(uint64_t *state);

/* Uniform in 0..n-1; n must not be 0. */
uint32_t rng_below(uint64_t *state, uint32_t n);

#endif
