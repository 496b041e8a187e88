/* SPDX-License-Identifier: MIT
 *
 * Every record is an array of its texts and numbers in the order of a table
 * below. rules_check() knows which values make sense; here they need only fit
 * their fields.
 */
#include "shared/rulepack.h"

#include <string.h>

#include "shared/field.h"

/* ---- tables ---- */

/* A text: a field of so many bytes that no number is within. */
#define TEXT(type, name)                                                \
    {                                                                   \
        offsetof(struct type, name), sizeof(FIELD_AT(type, name)), 1, 0 \
    }

static const struct field mode_fields[] = {
        TEXT(rules, mode),
        TEXT(rules, mod),
        TEXT(rules, title),
        TEXT(rules, about),
        TEXT(rules, map),
        FIELD(rules, version),
        FIELD(rules, teams),
        FIELD(rules, friendly_fire),
        FIELD(rules, win),
        FIELD(rules, bouts),
        FIELD(rules, time_limit),
        FIELD(rules, warmup),
        FIELD(rules, overtime),
        FIELD(rules, min_players),
        FIELD(rules, score_limit),
        FIELD(rules, respawn),
        FIELD(rules, drag),
        FIELD(rules, bounce),
        FIELD(rules, max_players),
        FIELD(rules, bots),
        FIELD(rules, bot_skill),
        FIELD(rules, bot_courage),
        FIELD(rules, bot_error),
        FIELD(rules, width),
        FIELD(rules, height),
        FIELD(rules, sight),
        FIELD(rules, relay_bytes),
        FIELD(rules, relay_rate),
        FIELD(rules, listed),
};

static const struct field role_fields[] = {
        TEXT(rules_role, id),
        TEXT(rules_role, hint),
        FIELD(rules_role, hp),
        FIELD(rules_role, speed),
        FIELD(rules_role, accel),
        FIELD(rules_role, radius),
        FIELD(rules_role, weapon),
        FIELD(rules_role, starts),
        FIELD(rules_role, tint),
};

static const struct field weapon_fields[] = {
        TEXT(rules_weapon, id),
        FIELD(rules_weapon, damage),
        FIELD(rules_weapon, speed),
        FIELD(rules_weapon, radius),
        FIELD(rules_weapon, cooldown),
        FIELD(rules_weapon, life),
        FIELD(rules_weapon, pellets),
        FIELD(rules_weapon, spread),
        FIELD(rules_weapon, knockback),
};

static const struct field wall_fields[] = {
        FIELD(rules_wall, x),
        FIELD(rules_wall, y),
        FIELD(rules_wall, w),
        FIELD(rules_wall, h),
};

static const struct field spot_fields[] = {
        FIELD(rules_spot, x),
        FIELD(rules_spot, y),
        FIELD(rules_spot, team),
};

static const struct field kind_fields[] = {
        TEXT(rules_kind, id),
        FIELD(rules_kind, body),
        FIELD(rules_kind, radius),
        FIELD(rules_kind, mass),
        FIELD(rules_kind, drag),
        FIELD(rules_kind, bounce),
        FIELD(rules_kind, home_after),
        FIELD(rules_kind, tint),
};

static const struct field stand_fields[] = {
        FIELD(rules_stand, x),
        FIELD(rules_stand, y),
        FIELD(rules_stand, kind),
        FIELD(rules_stand, team),
};

static const struct field timer_fields[] = {
        TEXT(rules_timer, id),
        FIELD(rules_timer, first),
        FIELD(rules_timer, every),
};

static const struct field script_fields[] = {
        TEXT(rules_script, id),
};

static const struct field habit_fields[] = {
        FIELD(rules_habit, if_role),
        FIELD(rules_habit, if_carry),
        FIELD(rules_habit, does),
        FIELD(rules_habit, role),
        FIELD(rules_habit, kind),
        FIELD(rules_habit, goal),
        FIELD(rules_habit, whose),
};

static const struct field effect_fields[] = {
        FIELD(rules_effect, event),
        FIELD(rules_effect, if_role),
        FIELD(rules_effect, if_other),
        FIELD(rules_effect, if_team),
        FIELD(rules_effect, if_alive),
        FIELD(rules_effect, if_thing),
        FIELD(rules_effect, if_into),
        FIELD(rules_effect, if_timer),
        FIELD(rules_effect, if_carry),
        FIELD(rules_effect, if_in),
        FIELD(rules_effect, if_out),
        FIELD(rules_effect, if_alone),
        FIELD(rules_effect, op),
        FIELD(rules_effect, who),
        FIELD(rules_effect, arg),
        FIELD(rules_effect, n),
};

/* A list of records in struct rules. */
struct list {
    const struct field *field;
    uint16_t field_count;
    uint16_t first;     // offset of the first record
    uint16_t size;      // of a record
    uint16_t max;       // records
    struct field count; // where the number of records stands
};

#define LIST(name)                                                             \
    {                                                                          \
        name##_fields, ARRAY_LEN(name##_fields), offsetof(struct rules, name), \
                sizeof(FIELD_AT(rules, name)[0]),                              \
                ARRAY_LEN(FIELD_AT(rules, name)), FIELD(rules, name##_count)   \
    }

static const struct list lists[] = {
        LIST(role),
        LIST(weapon),
        LIST(wall),
        LIST(spot),
        LIST(kind),
        LIST(stand),
        LIST(timer),
        LIST(script),
        LIST(habit),
        LIST(effect),
};

/* ---- put and get ---- */

static bool is_text(const struct field *field)
{
    return field->max < field->min;
}

static void put_fields(struct wire_out *w, const void *record,
        const struct field *field, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_text(&field[i])) {
            wire_put_str(w, (const char *)record + field[i].offset);
        } else {
            wire_put_i64(w, field_load(record, &field[i]));
        }
    }
}

static void get_fields(struct wire_in *r, void *record,
        const struct field *field, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_text(&field[i])) {
            wire_str(r, (char *)record + field[i].offset, field[i].size - 1u);
        } else {
            field_store(
                    record, &field[i], wire_i64(r, field[i].min, field[i].max));
        }
    }
}

static void put_list(
        struct wire_out *w, const struct rules *rules, const struct list *list)
{
    const char *record = (const char *)rules + list->first;
    uint32_t count = (uint32_t)field_load(rules, &list->count);
    wire_put_array(w, count);
    for (uint32_t i = 0; i < count; i++) {
        wire_put_array(w, list->field_count);
        put_fields(w, record, list->field, list->field_count);
        record += list->size;
    }
}

static void get_list(
        struct wire_in *r, struct rules *rules, const struct list *list)
{
    char *record = (char *)rules + list->first;
    uint32_t count = wire_open_list(r, list->max);
    field_store(rules, &list->count, count);
    for (uint32_t i = 0; i < count; i++) {
        wire_open(r, list->field_count, list->field_count);
        get_fields(r, record, list->field, list->field_count);
        wire_close(r);
        record += list->size;
    }
    wire_close(r);
}

#define RULES_ELEMENTS (ARRAY_LEN(mode_fields) + ARRAY_LEN(lists))

void rules_put(struct wire_out *w, const struct rules *of)
{
    wire_put_array(w, RULES_ELEMENTS);
    put_fields(w, of, mode_fields, ARRAY_LEN(mode_fields));
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        put_list(w, of, &lists[i]);
    }
}

void rules_get(struct wire_in *r, struct rules *of)
{
    memset(of, 0, sizeof(*of));
    wire_open(r, RULES_ELEMENTS, RULES_ELEMENTS);
    get_fields(r, of, mode_fields, ARRAY_LEN(mode_fields));
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        get_list(r, of, &lists[i]);
    }
    wire_close(r);
    const char *wrong = r->error ? NULL : rules_check(of);
    if (wrong) {
        wire_fail(r, wrong);
        return;
    }
    rules_index(of);
}

size_t rules_pack(uint8_t *out, size_t cap, const struct rules *rules)
{
    struct wire_out w;
    wire_out_init(&w, out, cap);
    rules_put(&w, rules);
    return wire_out_done(&w);
}

const char *rules_unpack(const uint8_t *in, size_t len, struct rules *rules)
{
    struct wire_in r;
    wire_in_init(&r, in, len);
    rules_get(&r, rules);
    wire_done(&r);
    return r.error;
}
