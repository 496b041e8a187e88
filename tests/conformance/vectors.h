/* SPDX-License-Identifier: MIT
 *
 * vectors: fixed messages and frames, as bytes and as what they mean.
 *
 * Each is encoded, and decoded again to the values it was made of, before it is
 * printed; vectors.py holds what is printed against shared/vectors.
 */
#ifndef TESTS_CONFORMANCE_VECTORS_H
#define TESTS_CONFORMANCE_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "shared/delta.h"
#include "shared/proto.h"

#define VECTOR_CAP MAX_FRAME

struct vector {
    const char *group; // the file it is in
    const char *name;  // a kind, which may have a variant behind a slash
    const char *note;
    uint8_t bytes[VECTOR_CAP];
    size_t len;
};

/* Ends the program with a sentence when `good` is false. */
static inline void vector_must(bool good, const char *name, const char *what)
{
    if (!good) {
        fprintf(stderr, "vectors: %s: %s\n", name, what);
        exit(EXIT_FAILURE);
    }
}

/* Prints `GROUP NAME HEX NOTE`. */
void vector_print(const struct vector *vector);

/* Rules with one of each: a role, a weapon, a wall, a spot, a thing and where
 * it stands, a timer, a script, a habit, an effect. */
const struct rules *vector_rules(void);

/* What each file prints; vectors.c all messages. */
void vectors_of_frames(void);
void vectors_refused(void);

#endif
