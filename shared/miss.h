/* SPDX-License-Identifier: MIT
 *
 * miss: what a guess of some fields missed, in bits.
 *
 * Writer and reader hold the same guess. Each field takes a bit that says
 * whether the guess is wrong, and if it is, by how much: a signed Exp-Golomb
 * code of the difference, which wraps around at the width of the field.
 */
#ifndef SHARED_MISS_H
#define SHARED_MISS_H

#include "shared/bits.h"
#include "shared/field.h"

/* What the difference is counted from. */
enum miss_origin {
    MISS_FROM_GUESS,
    MISS_FROM_NOW, // the tick of the frame: for fields that are ticks
};

struct miss_code {
    struct field field;
    uint8_t origin; // enum miss_origin
    uint8_t k;      // order of the code
    uint8_t k_new;  // the same where little can be guessed: of what is new
};

struct miss_group {
    const struct miss_code *code;
    size_t count;
};

struct miss_context {
    uint32_t tick; // of the frame
    bool is_new;
};

bool miss_any(
        const struct miss_group *group, const void *guess, const void *now);

void miss_put_fields(struct bits_out *out, const struct miss_group *group,
        const void *guess, const void *now, struct miss_context context);

/* Turns the guess in `now` into what was put. */
void miss_get_fields(struct bits_in *in, const struct miss_group *group,
        void *now, struct miss_context context);

/* The same behind one more bit, which is all when the guess is wholly right. */
void miss_put_group(struct bits_out *out, const struct miss_group *group,
        const void *guess, const void *now, struct miss_context context);
void miss_get_group(struct bits_in *in, const struct miss_group *group,
        void *now, struct miss_context context);

#endif
