/* SPDX-License-Identifier: MIT */
#include "shared/rng.h"

uint64_t rng_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint32_t rng_below(uint64_t *state, uint32_t n)
{
    // Lemire: the high half of a product is fair once the few low halves that
    // some results have one of too many are refused
    uint32_t unfair = (0 - n) % n;
    for (;;) {
        uint64_t product = (rng_next(state) >> 32) * n;
        if ((uint32_t)product >= unfair) {
            return (uint32_t)(product >> 32);
        }
    }
}
