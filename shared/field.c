/* SPDX-License-Identifier: MIT */
#include "shared/field.h"

#include <string.h>

int64_t field_load(const void *record, const struct field *field)
{
    const uint8_t *at = (const uint8_t *)record + field->offset;
    bool is_signed = field->min < 0;
    uint16_t two;
    uint32_t four;
    switch (field->size) {
    case 1:
        return *at;
    case 2:
        memcpy(&two, at, sizeof(two));
        return is_signed ? (int16_t)two : two;
    default:
        memcpy(&four, at, sizeof(four));
        return is_signed ? (int32_t)four : (int64_t)four;
    }
}

void field_store(void *record, const struct field *field, int64_t value)
{
    uint8_t *at = (uint8_t *)record + field->offset;
    uint16_t two = (uint16_t)value;
    uint32_t four = (uint32_t)value;
    switch (field->size) {
    case 1:
        *at = (uint8_t)value;
        break;
    case 2:
        memcpy(at, &two, sizeof(two));
        break;
    default:
        memcpy(at, &four, sizeof(four));
        break;
    }
}

bool field_differs(const void *a, const void *b, const struct field *field)
{
    return field_load(a, field) != field_load(b, field);
}

int32_t field_wrapped(int64_t value, const struct field *field)
{
    switch (field->size) {
    case 1:
        return (int8_t)value;
    case 2:
        return (int16_t)value;
    default:
        return (int32_t)value;
    }
}
