/* SPDX-License-Identifier: MIT
 *
 * rules_reader: rows of rules.db, one query at a time, value by value.
 *
 * Nothing in the file is believed: whoever edits it can turn its constraints
 * off. What is wrong goes into a report, and the reader goes on with a value
 * that is within bounds, so that one look finds everything.
 */
#ifndef SERVER_RULES_READER_H
#define SERVER_RULES_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/rules_report.h"
#include "shared/field.h"
#include "shared/rules.h"

struct db;
struct db_stmt;

/* What a column is in; struct rules has all of it in integers. */
enum rules_unit {
    UNIT_COUNT,
    UNIT_POINTS,
    UNIT_HP,
    UNIT_LENGTH,   // u
    UNIT_WHOLE,    // u, whole ones
    UNIT_SPEED,    // u/s
    UNIT_ACCEL,    // u/s2
    UNIT_TIME,     // s
    UNIT_FRICTION, // 1/s
    UNIT_SHARE,    // 0..1, of 65536
    UNIT_SKILL,    // 0..1, of 1000
    UNIT_ANGLE,    // deg
    UNIT_MASS      // players, of 256
};

/* A column of numbers. */
struct rules_column {
    const char *name;
    enum rules_unit unit;
    double low, high;   // in that unit, as the schema has them
    struct field field; // where it goes; what does not fit is cut to its limits
};

#define MAX_QUERIES 16

/* The statements of queries, kept to be asked again. All 0 but `db` in the
 * beginning; rules_queries_end() before the connection is closed. */
struct rules_queries {
    struct db *db;
    unsigned count;
    const char *sql[MAX_QUERIES];
    struct db_stmt *stmt[MAX_QUERIES];
};

void rules_queries_end(struct rules_queries *queries);

/* A query, and where in the file it is. */
struct rules_reader {
    struct rules_queries *queries;
    struct rules *rules;
    struct rules_report *report;
    char mod[ID_BYTES + 1]; // whose rows these are, or ""
    const char *table;
    char row[RULES_ROW]; // set by the caller for each row, in words
    uint8_t cut; // bits of enum rules_named: not all rows of these were taken
    struct db_stmt *stmt;
};

/* Starts a query about `key`, its parameter. One and the same `sql`, a
 * constant, is asked by one reader at a time. */
void rules_ask(struct rules_reader *in, const char *table, const char *sql,
        const char *key);

/* False after the last row, or when SQLite failed; then the query is over. */
bool rules_next(struct rules_reader *in);

/* The same for rows of a list in which `count` of `max` places are taken; one
 * more is a problem of `owner`. */
bool rules_next_of(struct rules_reader *in, struct rules_place owner,
        unsigned count, unsigned max);

/* Ends a query before its last row. */
void rules_stop(struct rules_reader *in);

/* A column of the current row. */
struct rules_place rules_here(
        const struct rules_reader *in, const char *column);

/* Columns of a row count from 0. Reads a number into `record`. */
void rules_read_number(struct rules_reader *in, int at,
        const struct rules_column *column, void *record);

/* Reads the first `count` columns. */
void rules_read_numbers(struct rules_reader *in,
        const struct rules_column *columns, size_t count, void *record);

/* The same for a column that may be NULL, which is 0. */
void rules_read_optional(struct rules_reader *in, int at,
        const struct rules_column *column, void *record);

/* Reads a text of `min`..`max` bytes into `out`, of `max` + 1; "" with a
 * problem if it is none. */
void rules_read_text(struct rules_reader *in, int at, const char *column,
        char *out, size_t min, size_t max);

/* Reads an id into `out`, of ID_BYTES + 1; false, and no change, if it is none.
 */
bool rules_read_id(
        struct rules_reader *in, int at, const char *column, char *out);

/* The index of a text in `words`, in either case; NULL counts as "". 0 with a
 * problem if it is not among them. */
uint8_t rules_read_word(struct rules_reader *in, int at, const char *column,
        const char *const *words, size_t count);

/* What rows of a mode name by its id. */
enum rules_named { NAMED_ROLE, NAMED_THING, NAMED_TIMER, NAMED_SCRIPT };

/* The index of what a column names, 255 for NULL; 0 with a problem if the mode
 * has none of that name, without one if it may be among those that were cut. */
uint8_t rules_read_name(struct rules_reader *in, int at, const char *column,
        enum rules_named what);

#endif
