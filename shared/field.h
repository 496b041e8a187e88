/* SPDX-License-Identifier: MIT
 *
 * field: the numbers in a struct as a table, for code that handles them alike.
 */
#ifndef SHARED_FIELD_H
#define SHARED_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct field {
    uint16_t offset;  // in its struct, bytes
    uint16_t size;    // bytes: 1, 2 or 4
    int64_t min, max; // all that its type can hold
};

// clang-format off
#define FIELD_MIN(lvalue) _Generic((lvalue), \
        int16_t: INT16_MIN, int32_t: INT32_MIN, default: 0)
#define FIELD_MAX(lvalue) _Generic((lvalue), bool: 1, \
        uint8_t: UINT8_MAX, uint16_t: UINT16_MAX, uint32_t: UINT32_MAX, \
        int16_t: INT16_MAX, int32_t: INT32_MAX)
// clang-format on

#define FIELD_AT(type, name) (((struct type *)0)->name)

/* The initializer of the struct field of member `name` of struct `type`. */
#define FIELD(type, name)                                          \
    {                                                              \
        offsetof(struct type, name), sizeof(FIELD_AT(type, name)), \
                FIELD_MIN(FIELD_AT(type, name)),                   \
                FIELD_MAX(FIELD_AT(type, name))                    \
    }

int64_t field_load(const void *record, const struct field *field);

/* Stores the low bytes of `value`: what is not within min..max wraps around. */
void field_store(void *record, const struct field *field, int64_t value);

bool field_differs(const void *a, const void *b, const struct field *field);

/* `value` modulo 2^(8 size), as the signed number nearest to zero. */
int32_t field_wrapped(int64_t value, const struct field *field);

#endif
