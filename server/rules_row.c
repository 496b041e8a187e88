/* SPDX-License-Identifier: MIT */
#include "server/rules_row.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/rules_text.h"
#include "server/text.h"
#include "shared/base.h"

#define WORD 48 // bytes of one key in words

/* ---- pieces ---- */

/* Behind a value: a comma or a bracket, outside of quotes and brackets. */
static const char *skip_value(const char *at)
{
    unsigned depth = 0;
    bool quoted = false;

    for (; *at && *at != '\n'; at++) {
        if (*at == '\'') {
            quoted = !quoted;
        } else if (!quoted && *at == '(') {
            depth++;
        } else if (!quoted && depth > 0 && *at == ')') {
            depth--;
        } else if (!quoted && depth == 0 && (*at == ',' || *at == ')')) {
            break;
        }
    }
    return at;
}

bool rules_row_piece(const char **at, struct rules_piece *out)
{
    const char *end = skip_value(*at);

    if (end == *at || (*end != ',' && *end != ')')) {
        return false;
    }
    *out = (struct rules_piece){*at, (size_t)(end - *at)};
    *at = *end == ',' ? end + 2 : end; // ", "
    return true;
}

bool rules_piece_same(struct rules_piece a, struct rules_piece b)
{
    return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

bool rules_piece_is(struct rules_piece piece, const char *text)
{
    return rules_piece_same(piece, (struct rules_piece){text, strlen(text)});
}

/* The characters of a literal, without its quotes. */
static void put_literal(struct text *text, struct rules_piece piece, char mark)
{
    const char *end = piece.at + piece.len;

    for (const char *c = piece.at + 1; c < end; c++) {
        if (*c == '\'' && *++c != '\'') {
            return;
        }
        bool is_plain = *c != mark && (unsigned char)*c >= ' ' && *c != 0x7f;
        text_put(text, "%c", is_plain ? *c : ' ');
    }
}

/* `m / n.0` or plain digits, never longer than this. */
static void put_number(struct text *text, struct rules_piece piece)
{
    char digits[64];

    snprintf(digits, sizeof(digits), "%.*s", (int)piece.len, piece.at);
    const char *over = strstr(digits, " / ");
    double value = strtod(digits, NULL) / (over ? strtod(over + 3, NULL) : 1);
    text_put(text, "%.6g", value);
}

/* Cuts a text that did not fit, between characters. */
static void cut(char *out, size_t cap)
{
    size_t len = cap > 4 ? cap - 4 : 0;

    while (len > 0 && ((unsigned char)out[len] & 0xc0) == 0x80) {
        len--;
    }
    snprintf(out + len, cap - len, "...");
}

void rules_piece_words(struct rules_piece piece, char *out, size_t cap)
{
    static const char split[] = "replace(";
    struct text text = text_in(out, cap);

    if (piece.at[0] == '\'') {
        put_literal(&text, piece, '\0');
    } else if (piece.len > sizeof(split) + 16 &&
               memcmp(piece.at, split, sizeof(split) - 1) == 0) {
        char mark = piece.at[piece.len - sizeof("', char(10))")];
        piece.at += sizeof(split) - 1;
        piece.len -= sizeof(split) - 1;
        put_literal(&text, piece, mark);
    } else if (piece.at[0] == 'C') {
        text_put(&text, "(bytes)");
    } else if (piece.at[0] == 'N') {
        text_put(&text, "NULL");
    } else {
        put_number(&text, piece);
    }
    if (text.failed) {
        cut(out, cap);
    }
}

/* ---- rows ---- */

bool rules_row_next(const char **text, struct rules_row *out)
{
    static const char begin[] = "INSERT INTO ", middle[] = ") VALUES (";
    const char *at = *text;
    const char *end = strchr(at, '\n');

    if (!end || strncmp(at, begin, sizeof(begin) - 1) != 0) {
        return false;
    }
    at += sizeof(begin) - 1;
    size_t len = strcspn(at, " \n");
    out->table = rules_table_index(at, len);
    out->columns = at + len + 2; // " ("
    const char *values = strstr(out->columns, middle);
    if (out->table < 0 || !values || values > end) {
        return false;
    }
    out->values = values + sizeof(middle) - 1;
    *text = end + 1;
    return true;
}

bool rules_row_get(const struct rules_row *row, const char *column,
        struct rules_piece *out)
{
    const char *columns = row->columns, *values = row->values;
    struct rules_piece name;

    while (rules_row_piece(&columns, &name) && rules_row_piece(&values, out)) {
        if (rules_piece_is(name, column)) {
            return true;
        }
    }
    return false;
}

/* Whole numbers by their size, text by its bytes. */
static int compare_pieces(struct rules_piece a, struct rules_piece b)
{
    bool is_text = a.at[0] == '\'' || b.at[0] == '\'';

    if (!is_text && a.len != b.len) {
        return a.len < b.len ? -1 : 1;
    }
    int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* The first `count` of their values, those that are left. */
static int compare_values(const char *a, const char *b, unsigned count)
{
    struct rules_piece one, other;
    int order = 0;

    while (order == 0 && count-- > 0) {
        bool has_one = rules_row_piece(&a, &one);
        bool has_other = rules_row_piece(&b, &other);
        if (!has_one || !has_other) {
            return has_one - has_other;
        }
        order = compare_pieces(one, other);
    }
    return order;
}

int rules_row_compare(const struct rules_row *a, const struct rules_row *b)
{
    const char *at_a = a->values, *at_b = b->values;
    struct rules_piece id;

    if (a->table != b->table) {
        return a->table - b->table;
    }
    const struct rules_table *table = rules_table((unsigned)a->table);
    if (!table->numbered) {
        return compare_values(at_a, at_b, table->keys);
    }
    rules_row_piece(&at_a, &id);
    rules_row_piece(&at_b, &id);
    return compare_values(at_a, at_b, UINT_MAX);
}

int rules_row_compare_by(const struct rules_row *a, const struct rules_row *b,
        const char *const *columns)
{
    int order = a->table - b->table;

    for (; order == 0 && *columns; columns++) {
        struct rules_piece one, other;
        bool has_one = rules_row_get(a, *columns, &one);
        bool has_other = rules_row_get(b, *columns, &other);
        order = has_one && has_other ? compare_pieces(one, other)
                                     : has_one - has_other;
    }
    return order;
}

void rules_row_words(
        const struct rules_row *row, const char *column, char *out, size_t cap)
{
    struct rules_piece piece;

    out[0] = '\0';
    if (rules_row_get(row, column, &piece)) {
        rules_piece_words(piece, out, cap);
    }
}

/* What says which row it is where the key is only a number. */
static const struct named {
    const char *table;
    struct {
        const char *before, *column;
    } part[5];
} named[] = {
        {"wall", {{"", "map"}, {": ", "w"}, {" x ", "h"}, {" at ", "x"},
                         {", ", "y"}}},
        {"spot", {{"", "map"}, {": ", "name"}, {" at ", "x"}, {", ", "y"}}},
        {"effect", {{"", "mode"}, {", ", "event"}, {": ", "op"}}},
};

static void put_named(
        const struct rules_row *row, const struct named *of, struct text *out)
{
    char word[WORD];

    for (unsigned i = 0; i < ARRAY_LEN(of->part) && of->part[i].column; i++) {
        rules_row_words(row, of->part[i].column, word, sizeof(word));
        text_put(out, "%s%s", of->part[i].before, word);
    }
}

static void put_key(
        const struct rules_row *row, unsigned keys, struct text *out)
{
    const char *values = row->values;
    struct rules_piece piece;
    char word[WORD];

    for (unsigned i = 0; i < keys && rules_row_piece(&values, &piece); i++) {
        rules_piece_words(piece, word, sizeof(word));
        text_put(out, "%s%s", i > 0 ? ", " : "", word);
    }
}

void rules_row_name(const struct rules_row *row, char *out, size_t cap)
{
    const struct rules_table *table = rules_table((unsigned)row->table);
    struct text text = text_in(out, cap);

    for (unsigned i = 0; i < ARRAY_LEN(named); i++) {
        if (strcmp(table->name, named[i].table) == 0) {
            put_named(row, &named[i], &text);
            return;
        }
    }
    put_key(row, table->keys, &text);
}
