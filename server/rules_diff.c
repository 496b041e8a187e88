/* SPDX-License-Identifier: MIT */
#include "server/rules_diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/rules_row.h"
#include "server/rules_text.h"
#include "server/text.h"
#include "shared/base.h"

#define NAME  112 // bytes of a row in words
#define VALUE 72  // of a value in words
#define MORE  24  // of "; and 12345 more"

/* What is different about a row: it came, it went, or one of its columns. */
struct change {
    const struct rules_row *before, *after; // NULL: not there
    struct rules_piece column, was, is;     // of a column
};

/* A row and what it is in the other text, NULL as long as it is nothing. */
struct side {
    struct rules_row row;
    const struct side *other;
};

struct rules_diff {
    char *text[2];
    struct side *row[2]; // by rules_row_compare()
    size_t rows[2];
    struct change *change;
    size_t count, cap;
    bool reordered; // all rows are the same, but not their order
};

#define REORDERED "the order of rows"

/* ---- making ---- */

static int compare(const void *a, const void *b)
{
    return rules_row_compare(a, b);
}

static bool read_rows(struct rules_diff *diff, unsigned side, const char *text)
{
    size_t lines = 1;

    diff->text[side] = strdup(text);
    for (const char *c = text; *c; c++) {
        lines += *c == '\n';
    }
    diff->row[side] = calloc(lines, sizeof(diff->row[side][0]));
    if (!diff->text[side] || !diff->row[side]) {
        return false;
    }
    const char *at = diff->text[side];
    while (rules_row_next(&at, &diff->row[side][diff->rows[side]].row)) {
        diff->rows[side]++;
    }
    qsort(diff->row[side], diff->rows[side], sizeof(diff->row[side][0]),
            compare);
    return true;
}

/* ---- which row is which ---- */

static int compare_by(const void *a, const void *b, const char *const *columns)
{
    const struct side *const *one = a, *const *other = b;
    return rules_row_compare_by(&(*one)->row, &(*other)->row, columns);
}

static int compare_all(const void *a, const void *b)
{
    const struct side *const *one = a, *const *other = b;
    return rules_row_compare(&(*one)->row, &(*other)->row);
}

static int compare_edited(const void *a, const void *b)
{
    static const char *const columns[] = {
            "mode", "map", "event", "op", "id", NULL};
    return compare_by(a, b, columns);
}

static int compare_kind(const void *a, const void *b)
{
    static const char *const columns[] = {
            "mode", "map", "event", "op", "x", "y", NULL};
    return compare_by(a, b, columns);
}

static int compare_id(const void *a, const void *b)
{
    static const char *const columns[] = {"mode", "map", "id", NULL};
    return compare_by(a, b, columns);
}

typedef int compare_fn(const void *a, const void *b);

/* Sorts those rows of a text that are not told apart yet into `out`. */
static size_t sort_rest(const struct rules_diff *diff, unsigned side,
        bool numbered, compare_fn *order, struct side **out)
{
    size_t count = 0;

    for (size_t i = 0; i < diff->rows[side]; i++) {
        struct side *row = &diff->row[side][i];
        if (!row->other &&
                (!numbered ||
                        rules_table((unsigned)row->row.table)->numbered)) {
            out[count++] = row;
        }
    }
    // of pointers, as it should be: NOLINTNEXTLINE(bugprone-sizeof-expression)
    qsort(out, count, sizeof(out[0]), order);
    return count;
}

/* Rows that `order` has as equal are the same one. */
static bool match(struct rules_diff *diff, bool numbered, compare_fn *order)
{
    struct side **a = calloc(diff->rows[0] + 1, sizeof(struct side *));
    struct side **b = calloc(diff->rows[1] + 1, sizeof(struct side *));
    bool ok = a && b;
    size_t a_count = ok ? sort_rest(diff, 0, numbered, order, a) : 0;
    size_t b_count = ok ? sort_rest(diff, 1, numbered, order, b) : 0;

    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        int is = order(&a[i], &b[j]);
        if (is == 0) {
            a[i]->other = b[j];
            b[j]->other = a[i];
        }
        i += is <= 0;
        j += is >= 0;
    }
    free(a);
    free(b);
    return ok;
}

/* A mod that is put in anew has its rows under new numbers: what they say comes
 * first, and their number counts only for rows that say something else. */
static bool match_all(struct rules_diff *diff)
{
    return match(diff, false, compare_all) &&
           match(diff, true, compare_edited) &&
           match(diff, true, compare_kind) && match(diff, true, compare_id);
}

/* ---- what is different ---- */

static bool add(struct rules_diff *diff, struct change change)
{
    if (diff->count == diff->cap) {
        size_t cap = diff->cap ? 2 * diff->cap : 64;
        struct change *more = realloc(diff->change, cap * sizeof(*more));
        if (!more) {
            return false;
        }
        diff->change = more;
        diff->cap = cap;
    }
    diff->change[diff->count++] = change;
    return true;
}

/* A column that only one of them has came with another server. */
static bool compare_columns(struct rules_diff *diff,
        const struct rules_row *before, const struct rules_row *after)
{
    const char *columns = after->columns, *values = after->values;
    struct change change = {.before = before, .after = after};
    bool numbered = rules_table((unsigned)after->table)->numbered;
    bool ok = true;

    while (ok && rules_row_piece(&columns, &change.column) &&
            rules_row_piece(&values, &change.is)) {
        char name[ID_BYTES + 1];
        snprintf(name, sizeof(name), "%.*s", (int)change.column.len,
                change.column.at);
        if (!(numbered && strcmp(name, "id") == 0) &&
                rules_row_get(before, name, &change.was) &&
                !rules_piece_same(change.was, change.is)) {
            ok = add(diff, change);
        }
    }
    return ok;
}

static bool compare_rows(struct rules_diff *diff)
{
    const struct side *a = diff->row[0], *b = diff->row[1];
    const struct side *a_end = a + diff->rows[0];
    const struct side *b_end = b + diff->rows[1];
    bool ok = true;

    while (ok && (a < a_end || b < b_end)) {
        if (a < a_end && a->other) { // comes with what it is now
            a++;
        } else if (b == b_end ||
                   (a < a_end && rules_row_compare(&a->row, &b->row) < 0)) {
            ok = add(diff, (struct change){.before = &a++->row});
        } else if (b->other) {
            ok = compare_columns(diff, &b->other->row, &b->row);
            b++;
        } else {
            ok = add(diff, (struct change){.after = &b++->row});
        }
    }
    return ok;
}

struct rules_diff *rules_diff_create(const char *before, const char *after)
{
    struct rules_diff *diff = calloc(1, sizeof(*diff));

    if (!diff || !read_rows(diff, 0, before) || !read_rows(diff, 1, after) ||
            !match_all(diff) || !compare_rows(diff)) {
        rules_diff_destroy(diff);
        return NULL;
    }
    diff->reordered = diff->count == 0 && strcmp(before, after) != 0;
    return diff;
}

void rules_diff_destroy(struct rules_diff *diff)
{
    if (diff) {
        for (unsigned side = 0; side < 2; side++) {
            free(diff->text[side]);
            free(diff->row[side]);
        }
        free(diff->change);
        free(diff);
    }
}

size_t rules_diff_count(const struct rules_diff *diff)
{
    return diff->count + diff->reordered;
}

/* ---- for modders ---- */

static const struct rules_row *row_of(const struct change *change)
{
    return change->after ? change->after : change->before;
}

static const char *table_of(const struct change *change)
{
    return rules_table((unsigned)row_of(change)->table)->name;
}

static bool is_of(const struct change *change, const char *table)
{
    return strcmp(table_of(change), table) == 0;
}

/* Whether another effect there now is for the same event and does the same. */
static bool is_ambiguous(
        const struct rules_diff *diff, const struct rules_row *row)
{
    static const char *const columns[] = {"mode", "event", "op", NULL};
    unsigned alike = 0;

    for (size_t i = 0; i < diff->rows[1]; i++) {
        alike += rules_row_compare_by(&diff->row[1][i].row, row, columns) == 0;
    }
    return alike > 1;
}

/* A row that came or went: of an effect, also how much and what. */
static void put_whole(const struct change *change, struct text *out)
{
    char name[NAME], word[VALUE];

    rules_row_name(row_of(change), name, sizeof(name));
    text_put(out, "%c %s (%s", change->after ? '+' : '-', table_of(change),
            name);
    for (unsigned i = 0; i < 2 && is_of(change, "effect"); i++) {
        rules_row_words(row_of(change), i ? "arg" : "n", word, sizeof(word));
        bool is_there = strcmp(word, "NULL") != 0;
        text_put(out, "%s%s", is_there ? " " : "", is_there ? word : "");
    }
    text_put(out, ")");
}

void rules_diff_line(
        const struct rules_diff *diff, size_t i, char out[RULES_LINE])
{
    struct text line = text_in(out, RULES_LINE);
    if (i == diff->count) {
        text_put(&line, REORDERED);
        return;
    }
    const struct change *change = &diff->change[i];
    char name[NAME], id[VALUE], was[VALUE], is[VALUE];

    if (!change->before || !change->after) {
        put_whole(change, &line);
        return;
    }
    rules_row_name(change->after, name, sizeof(name));
    text_put(&line, "%s.%.*s (%s", table_of(change), (int)change->column.len,
            change->column.at, name);
    if (is_of(change, "effect") && is_ambiguous(diff, change->after)) {
        rules_row_words(change->after, "id", id, sizeof(id));
        text_put(&line, ", id %s", id);
    }
    rules_piece_words(change->was, was, sizeof(was));
    rules_piece_words(change->is, is, sizeof(is));
    text_put(&line, "): %s -> %s", was, is);
}

/* Whether the row of `table` with that id came or went as `part` did. */
static bool is_whole(const struct rules_diff *diff, const struct change *part,
        const char *table, const char *id)
{
    char other[NAME];

    for (size_t i = 0; i < diff->count; i++) {
        const struct change *change = &diff->change[i];
        if (!change->before == !part->before &&
                !change->after == !part->after && is_of(change, table)) {
            rules_row_words(row_of(change), "id", other, sizeof(other));
            if (strcmp(id, other) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Whether the row that this one is a part of came or went as a whole too. */
static bool has_owner_in(
        const struct rules_diff *diff, const struct change *change)
{
    static const char *const owners[] = {"mod", "mode", "map"};
    char id[NAME];

    for (size_t i = 0; i < ARRAY_LEN(owners); i++) {
        rules_row_words(row_of(change), owners[i], id, sizeof(id));
        if (id[0] && is_whole(diff, change, owners[i], id)) {
            return true;
        }
    }
    return false;
}

bool rules_diff_is_part(const struct rules_diff *diff, size_t i)
{
    if (i == diff->count) {
        return false;
    }
    const struct change *change = &diff->change[i];
    return (!change->before || !change->after) && has_owner_in(diff, change);
}

/* Adds one more to a list, unless only "and so many more" would still fit. */
static bool put_item(struct text *list, const char *item)
{
    size_t len = strlen(item) + 2;

    if (list->len + len + MORE >= list->cap) {
        return false;
    }
    text_put(list, "%s%s", list->len > 0 ? "; " : "", item);
    return true;
}

static void put_rest(struct text *list, size_t rest)
{
    if (rest > 0) {
        text_put(list, "%s%zu more", list->len > 0 ? "; and " : "", rest);
    }
}

size_t rules_diff_summary(const struct rules_diff *diff, char *out, size_t cap)
{
    struct text list = text_in(out, cap);
    char line[RULES_LINE];
    size_t rest = 0;

    for (size_t i = 0; i < rules_diff_count(diff); i++) {
        if (rules_diff_is_part(diff, i)) {
            continue;
        }
        rules_diff_line(diff, i, line);
        rest += rest > 0 || !put_item(&list, line);
    }
    put_rest(&list, rest);
    return list.len;
}

/* ---- for players ---- */

/* Titles, texts for other modders, places in lists: no rule. */
static bool is_about_play(const struct change *change)
{
    static const char *const not_rules[] = {"mod", "seq", "about", "hint",
            "title", "bots", "bot_skill", "bot_courage", "bot_error", "listed"};

    if (is_of(change, "mod") || is_of(change, "habit")) {
        return false;
    }
    for (size_t i = 0; change->column.at && i < ARRAY_LEN(not_rules); i++) {
        if (rules_piece_is(change->column, not_rules[i]) &&
                !is_of(change, "effect")) {
            return false;
        }
    }
    return true;
}

static bool is_in_scope(
        const struct change *change, const struct rules_scope *scope)
{
    char id[NAME];
    const char *own = is_of(change, "mode") || is_of(change, "weapon") ||
                                      is_of(change, "map")
                              ? "id"
                              : "mode";

    if (is_of(change, "wall") || is_of(change, "spot")) {
        own = "map";
    }
    rules_row_words(row_of(change), own, id, sizeof(id));
    if (is_of(change, "weapon")) {
        return scope->has_weapon(scope->arg, id);
    }
    if (is_of(change, "map") || is_of(change, "wall") ||
            is_of(change, "spot")) {
        return scope->has_map(scope->arg, id);
    }
    return strcmp(id, scope->mode) == 0;
}

/* What players call the row. */
static void put_name(const struct change *change, struct text *out)
{
    const struct rules_row *row = row_of(change);
    char a[VALUE], b[VALUE];

    if (is_of(change, "effect")) {
        rules_row_words(row, "event", a, sizeof(a));
        rules_row_words(row, "op", b, sizeof(b));
        text_put(out, "%s, %s", a, b);
    } else if (is_of(change, "mode_map")) {
        rules_row_words(row, "map", a, sizeof(a));
        text_put(out, "map %s", a);
    } else {
        rules_row_words(row, "id", a, sizeof(a));
        text_put(out, "%s", a);
    }
}

/* Walls and spots are only counted: `*from` goes behind those of one map. */
static void put_parts(
        const struct rules_diff *diff, size_t *from, struct text *out)
{
    const struct change *first = &diff->change[*from];
    const char *table = table_of(first);
    char map[VALUE], other[VALUE];
    const struct rules_row *last = NULL;
    unsigned rows = 0;

    rules_row_words(row_of(first), "map", map, sizeof(map));
    for (; *from < diff->count; ++*from) {
        const struct change *change = &diff->change[*from];
        rules_row_words(row_of(change), "map", other, sizeof(other));
        if (!is_of(change, table) || strcmp(map, other) != 0) {
            break;
        }
        rows += row_of(change) != last;
        last = row_of(change);
    }
    text_put(out, "%s: %u %s%s", map, rows, table, rows == 1 ? "" : "s");
}

/* A row that came or went, or all columns of one that differ; `*from` goes
 * behind them. */
static void put_row(
        const struct rules_diff *diff, size_t *from, struct text *out)
{
    const struct change *first = &diff->change[*from];
    bool is_first = true;

    text_put(out, "%s",
            !first->before  ? "new: "
            : !first->after ? "gone: "
                            : "");
    put_name(first, out);
    if (!first->before || !first->after) {
        ++*from;
        return;
    }
    for (; *from < diff->count; ++*from) {
        const struct change *change = &diff->change[*from];
        char was[VALUE], is[VALUE];
        if (change->after != first->after) {
            return;
        }
        if (!is_about_play(change)) {
            continue;
        }
        rules_piece_words(change->was, was, sizeof(was));
        rules_piece_words(change->is, is, sizeof(is));
        text_put(out, "%s %.*s", is_first ? ":" : ",", (int)change->column.len,
                change->column.at);
        if (!is_of(change, "script")) { // whose text says nothing to players
            text_put(out, " %s -> %s", was, is);
        }
        is_first = false;
    }
}

size_t rules_diff_for_players(const struct rules_diff *diff,
        const struct rules_scope *scope, char *out, size_t cap)
{
    struct text list = text_in(out, cap);
    size_t rest = 0;

    for (size_t i = 0; i < diff->count;) {
        const struct change *change = &diff->change[i];
        char item[RULES_LINE];
        struct text text = text_in(item, sizeof(item));
        if (!is_about_play(change) || !is_in_scope(change, scope)) {
            i++;
            continue;
        }
        if (is_of(change, "wall") || is_of(change, "spot")) {
            put_parts(diff, &i, &text);
        } else {
            put_row(diff, &i, &text);
        }
        rest += rest > 0 || text.failed || !put_item(&list, item);
    }
    put_rest(&list, rest);
    return list.len;
}
