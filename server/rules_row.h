/* SPDX-License-Identifier: MIT
 *
 * rules_row: one line of a text of the rules (rules_text), taken apart again.
 *
 * Understands what rules_text writes and nothing else: the texts are ours.
 */
#ifndef SERVER_RULES_ROW_H
#define SERVER_RULES_ROW_H

#include <stdbool.h>
#include <stddef.h>

struct rules_row {
    int table;                    // rules_table()
    const char *columns, *values; // where the first of each begins
};

/* A piece of a line, as it stands there. */
struct rules_piece {
    const char *at;
    size_t len;
};

/* Reads the line at `*text` and goes to the next one; false at the end, or for
 * what is no row. Borrows the text. */
bool rules_row_next(const char **text, struct rules_row *out);

/* Goes through names of columns, or values; false behind the last. */
bool rules_row_piece(const char **at, struct rules_piece *out);

/* The value of a column; false when the row has no such column. */
bool rules_row_get(const struct rules_row *row, const char *column,
        struct rules_piece *out);

/* By table and primary key, or by all else where that is only a number: <0, 0,
 * >0. */
int rules_row_compare(const struct rules_row *a, const struct rules_row *b);

/* By table and some columns, of which NULL is the end. */
int rules_row_compare_by(const struct rules_row *a, const struct rules_row *b,
        const char *const *columns);

bool rules_piece_same(struct rules_piece a, struct rules_piece b);
bool rules_piece_is(struct rules_piece piece, const char *text);

/* A value as people read it: no quotes, numbers of at most six digits; what is
 * too long ends in "...". */
void rules_piece_words(struct rules_piece piece, char *out, size_t cap);

/* The value of a column in words; "" when there is no such column. */
void rules_row_words(
        const struct rules_row *row, const char *column, char *out, size_t cap);

/* Which row it is, in words: `tag, it`, `tag, touch: freeze`, `yard: 24 x 200
 * at 60, 80`, `yard: spawn at 60, 80`. */
void rules_row_name(const struct rules_row *row, char *out, size_t cap);

#endif
