/* SPDX-License-Identifier: MIT */
#include "shared/miss.h"

/* `value` modulo 2^(8 size), as the signed number nearest to zero. */
static int32_t wrapped(int64_t value, uint16_t size)
{
    switch (size) {
    case 1:
        return (int8_t)value;
    case 2:
        return (int16_t)value;
    default:
        return (int32_t)value;
    }
}

static int64_t origin_of(
        const struct miss_code *code, const void *guess, uint32_t tick)
{
    return code->origin == MISS_FROM_NOW ? tick
                                         : field_load(guess, &code->field);
}

static bool is_missed(
        const struct miss_code *code, const void *guess, const void *now)
{
    return field_load(guess, &code->field) != field_load(now, &code->field);
}

bool miss_any(
        const struct miss_group *group, const void *guess, const void *now)
{
    for (size_t i = 0; i < group->count; i++) {
        if (is_missed(&group->code[i], guess, now)) {
            return true;
        }
    }
    return false;
}

static unsigned order_of(
        const struct miss_code *code, struct miss_context context)
{
    return context.is_new ? code->k_new : code->k;
}

void miss_put_fields(struct bits_out *out, const struct miss_group *group,
        const void *guess, const void *now, struct miss_context context)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct miss_code *code = &group->code[i];
        bool missed = is_missed(code, guess, now);
        bits_put(out, missed, 1);
        if (missed) {
            int64_t value = field_load(now, &code->field);
            int64_t miss = value - origin_of(code, guess, context.tick);
            bits_put_signed(out, wrapped(miss, code->field.size),
                    order_of(code, context));
        }
    }
}

void miss_get_fields(struct bits_in *in, const struct miss_group *group,
        void *now, struct miss_context context)
{
    for (size_t i = 0; i < group->count; i++) {
        const struct miss_code *code = &group->code[i];
        if (bits_get(in, 1)) {
            int64_t origin = origin_of(code, now, context.tick);
            int64_t miss = bits_get_signed(in, order_of(code, context));
            field_store(now, &code->field, origin + miss);
        }
    }
}

void miss_put_group(struct bits_out *out, const struct miss_group *group,
        const void *guess, const void *now, struct miss_context context)
{
    bool any = miss_any(group, guess, now);
    bits_put(out, any, 1);
    if (any) {
        miss_put_fields(out, group, guess, now, context);
    }
}

void miss_get_group(struct bits_in *in, const struct miss_group *group,
        void *now, struct miss_context context)
{
    if (bits_get(in, 1)) {
        miss_get_fields(in, group, now, context);
    }
}
