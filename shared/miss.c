/* SPDX-License-Identifier: MIT */
#include "shared/miss.h"

static int64_t origin_of(
        const struct miss_code *code, const void *guess, uint32_t tick)
{
    return code->origin == MISS_FROM_NOW ? tick
                                         : field_load(guess, &code->field);
}

bool miss_any(
        const struct miss_group *group, const void *guess, const void *now)
{
    for (size_t i = 0; i < group->count; i++) {
        if (field_differs(guess, now, &group->code[i].field)) {
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
        bool missed = field_differs(guess, now, &code->field);
        bits_put(out, missed, 1);
        if (missed) {
            int64_t value = field_load(now, &code->field);
            int64_t miss = value - origin_of(code, guess, context.tick);
            bits_put_signed(out, field_wrapped(miss, &code->field),
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
