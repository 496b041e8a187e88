/* SPDX-License-Identifier: MIT */
#include "server/rules_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/crypto.h"
#include "server/db.h"
#include "server/text.h"

static const struct rules_table tables[] = {
        {"mod", 1, false},
        {"weapon", 1, false},
        {"map", 1, false},
        {"wall", 1, true},
        {"spot", 1, true},
        {"mode", 1, false},
        {"mode_map", 2, false},
        {"role", 2, false},
        {"thing", 2, false},
        {"timer", 2, false},
        {"script", 2, false},
        {"effect", 1, true},
        {"habit", 2, false},
};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

const struct rules_table *rules_table(unsigned i)
{
    return i < TABLES ? &tables[i] : NULL;
}

int rules_table_index(const char *name, size_t len)
{
    for (unsigned i = 0; i < TABLES; i++) {
        if (strlen(tables[i].name) == len &&
                memcmp(tables[i].name, name, len) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* ---- values ---- */

static void add(struct text *text, const char *bytes, size_t len)
{
    if (text->failed || len >= text->cap - text->len) {
        text->failed = true;
        return;
    }
    memcpy(text->at + text->len, bytes, len);
    text->len += len;
    text->at[text->len] = '\0';
}

static void add_literal(
        struct text *text, const char *bytes, size_t len, char newline)
{
    add(text, "'", 1);
    for (size_t i = 0; i < len; i++) {
        const char *c = bytes[i] == '\n' ? &newline : &bytes[i];
        add(text, c, 1);
        if (*c == '\'') {
            add(text, c, 1);
        }
    }
    add(text, "'", 1);
}

static void add_hex(struct text *text, const char *bytes, size_t len)
{
    add(text, "X'", 2);
    for (size_t i = 0; i < len; i++) {
        text_put(text, "%02X", (unsigned)(unsigned char)bytes[i]);
    }
    add(text, "'", 1);
}

/* A character that stands for the newlines of a text which has none of it; 0 if
 * it has all of them. */
static char find_mark(const char *bytes, size_t len)
{
    static const char marks[] = "~^|`@$#&";

    for (const char *mark = marks; *mark; mark++) {
        if (!memchr(bytes, *mark, len)) {
            return *mark;
        }
    }
    return '\0';
}

static void add_text(struct text *text, const char *bytes, size_t len)
{
    bool has_lines = memchr(bytes, '\n', len);
    char mark = '\n';

    if (has_lines) {
        mark = find_mark(bytes, len);
    }
    if (memchr(bytes, '\0', len) || mark == '\0') {
        add(text, "CAST(", 5);
        add_hex(text, bytes, len);
        add(text, " AS TEXT)", 9);
    } else if (has_lines) {
        add(text, "replace(", 8);
        add_literal(text, bytes, len, mark);
        text_put(text, ", '%c', char(10))", mark);
    } else {
        add_literal(text, bytes, len, mark);
    }
}

static void add_whole(struct text *text, int64_t value)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    add(text, digits + at, sizeof(digits) - at);
}

/* SQLite reads 15 digits exactly everywhere; what has more of them is written
 * as a whole number over a power of two, both of which it reads exactly too. */
static void add_real(struct text *text, double value)
{
    char digits[40];
    int exponent;

    if (fabs(value) < 1e15 && value == (double)(int64_t)value && value != 0) {
        add_whole(text, (int64_t)value);
        add(text, ".0", 2);
        return;
    }
    snprintf(digits, sizeof(digits), "%.15g", value);
    bool is_exact = strtod(digits, NULL) == value;
    double whole = ldexp(frexp(value, &exponent), 53);
    if (!isfinite(value)) {
        text_put(text, value < 0 ? "-9e999" : "9e999");
    } else if (is_exact) {
        text_put(text, "%s%s", digits, strpbrk(digits, ".e") ? "" : ".0");
    } else if (exponent <= 52 && exponent >= -9) {
        text_put(text, "%" PRId64 " / %" PRId64 ".0", (int64_t)whole,
                INT64_C(1) << (53 - exponent));
    } else {
        text_put(text, "%.17g", value);
    }
}

static void add_value(struct text *text, struct db_stmt *row, int at)
{
    size_t len;

    if (db_is_null(row, at)) {
        add(text, "NULL", 4);
    } else if (db_is_whole(row, at)) {
        add_whole(text, db_int(row, at));
    } else if (db_is_number(row, at)) {
        add_real(text, db_real(row, at));
    } else {
        db_text(row, at); // in UTF-8, whatever the file has it in
        const char *bytes = db_blob(row, at, &len);
        add_text(text, len > 0 ? bytes : "", len);
    }
}

size_t rules_text_value(struct db_stmt *row, int at, char *out, size_t cap)
{
    struct text text = text_in(out, cap);

    add_value(&text, row, at);
    return text.failed ? 0 : text.len;
}

/* ---- reading ---- */

/* What every row of a table begins with. */
static void add_head(struct text *text, const char *table, struct db_stmt *row)
{
    int columns = db_columns(row);

    text_put(text, "INSERT INTO %s (", table);
    for (int i = 0; i < columns; i++) {
        text_put(text, "%s%s", i > 0 ? ", " : "", db_column_name(row, i));
    }
    text_put(text, ") VALUES (");
}

static void add_row(
        struct text *text, const struct text *head, struct db_stmt *row)
{
    int columns = db_columns(row);

    add(text, head->at, head->len);
    for (int i = 0; i < columns; i++) {
        add(text, ", ", i > 0 ? 2 : 0);
        add_value(text, row, i);
    }
    add(text, ");\n", 3);
    text->failed |= head->failed;
}

static bool add_table(struct text *text, struct db *db, const char *table)
{
    char sql[96], bytes[8192];
    struct text head = text_in(bytes, sizeof(bytes));
    enum db_step step;

    snprintf(sql, sizeof(sql), "SELECT * FROM %s ORDER BY rowid", table);
    struct db_stmt *rows = db_prepare(db, sql);
    while ((step = db_step(rows)) == DB_ROW && !text->failed) {
        if (head.len == 0) {
            add_head(&head, table, rows);
        }
        add_row(text, &head, rows);
    }
    db_finish(rows);
    return step != DB_ERROR;
}

char *rules_text_read(struct db *db, char *error, size_t error_cap)
{
    char *bytes = malloc(RULES_TEXT_MAX + 1);
    bool ok = true;

    if (!bytes) {
        snprintf(error, error_cap, "out of memory");
        return NULL;
    }
    struct text text = text_in(bytes, RULES_TEXT_MAX + 1);
    for (unsigned i = 0; i < TABLES && ok; i++) {
        ok = add_table(&text, db, tables[i].name);
        if (!ok) {
            snprintf(error, error_cap, "table %s cannot be read: %s",
                    tables[i].name, db_error(db));
        }
    }
    if (ok && text.failed) {
        snprintf(error, error_cap,
                "all rows together are longer than %d MB of text",
                RULES_TEXT_MAX >> 20);
        ok = false;
    }
    if (!ok) {
        free(bytes);
        return NULL;
    }
    char *shorter = realloc(bytes, text.len + 1);
    return shorter ? shorter : bytes;
}

uint64_t rules_text_hash(const char *text)
{
    uint8_t digest[DIGEST_BYTES];
    uint64_t hash = 0;

    crypto_digest((const uint8_t *)text, strlen(text), digest);
    for (unsigned i = 0; i < 8; i++) {
        hash = hash << 8 | digest[i];
    }
    return hash;
}

/* ---- writing ---- */

static bool empty_tables(struct db *db)
{
    char sql[64];
    bool ok = true;

    for (size_t i = TABLES; i > 0 && ok; i--) {
        snprintf(sql, sizeof(sql), "DELETE FROM %s", tables[i - 1].name);
        ok = db_exec(db, sql);
    }
    return ok;
}

bool rules_text_apply(
        struct db *db, const char *text, char *error, size_t error_cap)
{
    size_t at;

    db_set_triggers(db, false);
    bool ok = empty_tables(db) && db_exec_script(db, text, &at);
    if (!ok) {
        snprintf(error, error_cap, "%s", db_error(db));
    }
    db_set_triggers(db, true);
    if (!ok) {
        db_rollback(db);
    }
    return ok;
}
