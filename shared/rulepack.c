/* SPDX-License-Identifier: MIT
 *
 * Every record is an array of its numbers in the order of a table below, after
 * its id if it has one. rules_check() knows which values make sense; here they
 * need only fit their fields.
 */
#include "shared/rulepack.h"

#include <string.h>

#include "shared/field.h"

/* ---- tables ---- */

static const struct field mode_fields[] = {
        FIELD(rules, version),
        FIELD(rules, teams),
        FIELD(rules, friendly_fire),
        FIELD(rules, win),
        FIELD(rules, time_limit),
        FIELD(rules, score_limit),
        FIELD(rules, respawn),
        FIELD(rules, drag),
        FIELD(rules, bounce),
        FIELD(rules, max_players),
        FIELD(rules, bots),
        FIELD(rules, bot_skill),
        FIELD(rules, width),
        FIELD(rules, height),
};

/* What came later stands behind the lists. */
static const struct field later_fields[] = {
        FIELD(rules, sight),
        FIELD(rules, relay_bytes),
        FIELD(rules, relay_rate),
        FIELD(rules, listed),
};

static const struct field role_fields[] = {
        FIELD(rules_role, hp),
        FIELD(rules_role, speed),
        FIELD(rules_role, accel),
        FIELD(rules_role, radius),
        FIELD(rules_role, weapon),
        FIELD(rules_role, starts),
        FIELD(rules_role, tint),
};

static const struct field weapon_fields[] = {
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

static const struct field effect_fields[] = {
        FIELD(rules_effect, event),
        FIELD(rules_effect, if_role),
        FIELD(rules_effect, if_other),
        FIELD(rules_effect, if_team),
        FIELD(rules_effect, op),
        FIELD(rules_effect, who),
        FIELD(rules_effect, arg),
        FIELD(rules_effect, n),
};

/* A list of records in struct rules. An id is its record's first member. */
struct list {
    const struct field *field;
    uint16_t field_count;
    uint16_t has_id;    // 0 or 1
    uint16_t first;     // offset of the first record
    uint16_t size;      // of a record
    uint16_t max;       // records
    struct field count; // where the number of records stands
};

#define LIST(name, has_id)                                                   \
    {                                                                        \
        name##_fields, ARRAY_LEN(name##_fields), has_id,                     \
                offsetof(struct rules, name),                                \
                sizeof(FIELD_AT(rules, name)[0]),                            \
                ARRAY_LEN(FIELD_AT(rules, name)), FIELD(rules, name##_count) \
    }

static const struct list lists[] = {
        LIST(role, 1),
        LIST(weapon, 1),
        LIST(wall, 0),
        LIST(spot, 0),
        LIST(effect, 0),
};

/* ---- put and get ---- */

static void put_fields(struct wire_out *w, const void *record,
        const struct field *field, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        wire_put_i64(w, field_load(record, &field[i]));
    }
}

static void get_fields(struct wire_in *r, void *record,
        const struct field *field, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        field_store(record, &field[i], wire_i64(r, field[i].min, field[i].max));
    }
}

static void put_list(
        struct wire_out *w, const struct rules *rules, const struct list *list)
{
    const char *record = (const char *)rules + list->first;
    uint32_t count = (uint32_t)field_load(rules, &list->count);
    wire_put_array(w, count);
    for (uint32_t i = 0; i < count; i++) {
        wire_put_array(w, list->has_id + list->field_count);
        if (list->has_id) {
            wire_put_str(w, record);
        }
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
        uint32_t elements = list->has_id + list->field_count;
        wire_open(r, elements, elements);
        if (list->has_id) {
            wire_str(r, record, ID_BYTES);
        }
        get_fields(r, record, list->field, list->field_count);
        wire_close(r);
        record += list->size;
    }
    wire_close(r);
}

#define RULES_TEXTS    3
#define FIRST_ELEMENTS (RULES_TEXTS + ARRAY_LEN(mode_fields) + ARRAY_LEN(lists))
#define RULES_ELEMENTS (FIRST_ELEMENTS + ARRAY_LEN(later_fields))

void rules_put(struct wire_out *w, const struct rules *of)
{
    wire_put_array(w, RULES_ELEMENTS);
    wire_put_str(w, of->mode);
    wire_put_str(w, of->title);
    wire_put_str(w, of->map);
    put_fields(w, of, mode_fields, ARRAY_LEN(mode_fields));
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        put_list(w, of, &lists[i]);
    }
    put_fields(w, of, later_fields, ARRAY_LEN(later_fields));
}

void rules_get(struct wire_in *r, struct rules *of)
{
    memset(of, 0, sizeof(*of));
    uint32_t count = wire_open(r, FIRST_ELEMENTS, RULES_ELEMENTS);
    wire_str(r, of->mode, ID_BYTES);
    wire_str(r, of->title, TITLE_BYTES);
    wire_str(r, of->map, ID_BYTES);
    get_fields(r, of, mode_fields, ARRAY_LEN(mode_fields));
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        get_list(r, of, &lists[i]);
    }
    if (count > FIRST_ELEMENTS) { // those of an older server have none of it
        get_fields(r, of, later_fields, count - FIRST_ELEMENTS);
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
