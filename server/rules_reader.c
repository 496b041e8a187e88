/* SPDX-License-Identifier: MIT */
#include "server/rules_reader.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "server/db.h"
#include "shared/wire.h"

static const struct {
    const char *word;
    double scale; // what one of it is in struct rules
} units[] = {
        [UNIT_COUNT] = {"", 1},
        [UNIT_POINTS] = {" points", 1},
        [UNIT_HP] = {" hp", 1},
        [UNIT_LENGTH] = {" u", UNIT},
        [UNIT_WHOLE] = {" u", 1},
        [UNIT_SPEED] = {" u/s", (double)UNIT / TICK_HZ},
        [UNIT_ACCEL] = {" u/s2", (double)UNIT / TICK_HZ / TICK_HZ},
        [UNIT_TIME] = {" s", TICK_HZ},
        [UNIT_FRICTION] = {" 1/s", 65536.0 / TICK_HZ},
        [UNIT_SHARE] = {"", 65536},
        [UNIT_SKILL] = {"", 1000},
        [UNIT_ANGLE] = {" deg", 65536.0 / 360},
        [UNIT_MASS] = {" players", 256},
};

/* ---- names ---- */

/* A list in struct rules whose records begin with their ids, and its
 * table. */
struct named {
    const char *what;
    size_t first, size; // of its records, bytes
    struct field count;
};

#define NAMED(what, name)                                                     \
    {                                                                         \
        what, offsetof(struct rules, name), sizeof(FIELD_AT(rules, name)[0]), \
                FIELD(rules, name##_count)                                    \
    }

static const struct named nameds[] = {
        [NAMED_ROLE] = NAMED("role", role),
        [NAMED_THING] = NAMED("thing", kind),
        [NAMED_TIMER] = NAMED("timer", timer),
        [NAMED_SCRIPT] = NAMED("script", script),
};

/* ---- queries ---- */

struct rules_place rules_here(const struct rules_reader *in, const char *column)
{
    return (struct rules_place){in->table, in->row, column, in->mod};
}

/* NULL when it cannot be asked; then the next one to ask tries again. */
static struct db_stmt *prepared(struct rules_queries *queries, const char *sql)
{
    for (unsigned i = 0; i < queries->count; i++) {
        if (queries->sql[i] == sql) {
            return queries->stmt[i];
        }
    }
    struct db_stmt *stmt = db_prepare(queries->db, sql);
    if (stmt) {
        assert(queries->count < MAX_QUERIES);
        queries->sql[queries->count] = sql;
        queries->stmt[queries->count++] = stmt;
    }
    return stmt;
}

void rules_queries_end(struct rules_queries *queries)
{
    while (queries->count > 0) {
        db_finish(queries->stmt[--queries->count]);
    }
}

void rules_ask(struct rules_reader *in, const char *table, const char *sql,
        const char *key)
{
    in->table = table;
    in->row[0] = '\0';
    in->stmt = prepared(in->queries, sql);
    db_bind_text(in->stmt, 1, key);
}

void rules_stop(struct rules_reader *in)
{
    db_reset(in->stmt);
    in->stmt = NULL;
}

bool rules_next(struct rules_reader *in)
{
    enum db_step step = db_step(in->stmt);

    if (step == DB_ROW) {
        return true;
    }
    if (step == DB_ERROR) {
        in->row[0] = '\0';
        rules_report_add(in->report, rules_here(in, ""), "cannot be read: %s",
                db_error(in->queries->db));
    }
    rules_stop(in);
    return false;
}

/* Not all rows of the table are taken. */
static void note_cut(struct rules_reader *in)
{
    for (unsigned i = 0; i < ARRAY_LEN(nameds); i++) {
        if (strcmp(nameds[i].what, in->table) == 0) {
            in->cut |= (uint8_t)(1u << i);
        }
    }
}

bool rules_next_of(struct rules_reader *in, struct rules_place owner,
        unsigned count, unsigned max)
{
    if (!rules_next(in)) {
        return false;
    }
    if (count == max) {
        rules_report_add(in->report, owner,
                "it has more than %u rows in table %s", max, in->table);
        note_cut(in);
        rules_stop(in);
        return false;
    }
    return true;
}

/* ---- values ---- */

static int64_t convert(double value, const struct rules_column *column)
{
    value = value < column->low ? column->low : value;
    value = value > column->high ? column->high : value;
    value *= units[column->unit].scale;
    int64_t nearest = (int64_t)(value + (value < 0 ? -0.5 : 0.5));
    nearest = nearest < column->field.min ? column->field.min : nearest;
    return nearest > column->field.max ? column->field.max : nearest;
}

void rules_read_number(struct rules_reader *in, int at,
        const struct rules_column *column, void *record)
{
    double value = column->low;

    if (db_is_null(in->stmt, at)) {
        rules_report_add(in->report, rules_here(in, column->name),
                "it is empty; it has to be %g..%g%s", column->low, column->high,
                units[column->unit].word);
    } else if (!db_is_number(in->stmt, at)) {
        rules_report_add(in->report, rules_here(in, column->name),
                "'%.60s' is not a number", db_text(in->stmt, at));
    } else {
        value = db_real(in->stmt, at);
        if (!(value >= column->low && value <= column->high)) {
            rules_report_add(in->report, rules_here(in, column->name),
                    "%g is not %g..%g%s", value, column->low, column->high,
                    units[column->unit].word);
            value = column->low;
        }
    }
    field_store(record, &column->field, convert(value, column));
}

void rules_read_numbers(struct rules_reader *in,
        const struct rules_column *columns, size_t count, void *record)
{
    for (size_t i = 0; i < count; i++) {
        rules_read_number(in, (int)i, &columns[i], record);
    }
}

void rules_read_optional(struct rules_reader *in, int at,
        const struct rules_column *column, void *record)
{
    if (db_is_null(in->stmt, at)) {
        field_store(record, &column->field, 0);
    } else {
        rules_read_number(in, at, column, record);
    }
}

void rules_read_text(struct rules_reader *in, int at, const char *column,
        char *out, size_t min, size_t max)
{
    const char *text = db_text(in->stmt, at);
    size_t len = strlen(text);

    if (len < min || len > max || !wire_is_text((const uint8_t *)text, len)) {
        rules_report_add(in->report, rules_here(in, column),
                "it has to be %zu..%zu bytes of UTF-8, no control characters",
                min, max);
        text = "";
    }
    snprintf(out, max + 1, "%s", text);
}

static bool is_id(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    static const char all[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    size_t len = strlen(text);

    return len >= 1 && len <= ID_BYTES && strchr(letters, text[0]) &&
           strspn(text, all) == len;
}

bool rules_read_id(
        struct rules_reader *in, int at, const char *column, char *out)
{
    const char *text = db_text(in->stmt, at);

    if (!is_id(text)) {
        rules_report_add(in->report, rules_here(in, column),
                "'%.60s' is not 1..%d of a-z, 0-9 and _, a letter first", text,
                ID_BYTES);
        return false;
    }
    snprintf(out, ID_BYTES + 1, "%s", text);
    return true;
}

uint8_t rules_read_word(struct rules_reader *in, int at, const char *column,
        const char *const *words, size_t count)
{
    const char *text = db_text(in->stmt, at);

    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(text, words[i]) == 0) {
            return (uint8_t)i;
        }
    }
    rules_report_add(in->report, rules_here(in, column),
            "the server does not know '%.60s' here", text);
    return 0;
}

uint8_t rules_read_name(struct rules_reader *in, int at, const char *column,
        enum rules_named what)
{
    const struct named *named = &nameds[what];
    const char *record = (const char *)in->rules + named->first;
    int64_t count = field_load(in->rules, &named->count);
    const char *id = db_text(in->stmt, at);

    if (db_is_null(in->stmt, at)) {
        return UINT8_MAX;
    }
    for (uint8_t i = 0; i < count; i++, record += named->size) {
        if (strcmp(record, id) == 0) {
            return i;
        }
    }
    if (!(in->cut & 1u << what)) {
        rules_report_add(in->report, rules_here(in, column),
                "mode %s has no %s '%.60s'", in->rules->mode, named->what, id);
    }
    return 0;
}
