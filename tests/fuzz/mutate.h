/* SPDX-License-Identifier: MIT
 *
 * mutate: small damage to bytes, the same everywhere for the same dice.
 */
#ifndef TESTS_FUZZ_MUTATE_H
#define TESTS_FUZZ_MUTATE_H

#include <string.h>

#include "shared/base.h"
#include "shared/rng.h"

/* Flips a bit, changes a byte, moves a piece or cuts the end off. */
static inline void mutate_once(uint64_t *dice, uint8_t *data, size_t *size)
{
    static const uint8_t telling[] = {0, 1, 0x7f, 0x80, 0xff, 0xdd, 0xc1};
    uint8_t *at = data + rng_below(dice, (uint32_t)*size);
    size_t left = (size_t)(data + *size - at);
    switch (rng_below(dice, 5)) {
    case 0:
        *at = (uint8_t)rng_next(dice);
        break;
    case 1:
        *at = telling[rng_below(dice, ARRAY_LEN(telling))];
        break;
    case 2:
        memmove(at, data, left / 2);
        break;
    case 3:
        *size = *size > 1 ? *size - 1 : *size;
        break;
    default:
        *at ^= (uint8_t)(1u << rng_below(dice, 8));
        break;
    }
}

/* Up to four times; `data` has at least one byte. */
static inline void mutate(uint64_t *dice, uint8_t *data, size_t *size)
{
    for (unsigned i = 1 + rng_below(dice, 4); i > 0; i--) {
        mutate_once(dice, data, size);
    }
}

#endif
