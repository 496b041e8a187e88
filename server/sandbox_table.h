/* SPDX-License-Identifier: MIT
 *
 * sandbox_table: what lies in memory, as tables to SQLite.
 *
 * Virtual tables (sqlite.org/vtab.html), eponymous ones: they are there without
 * a CREATE, and no more of them can be made. Whoever has them describes them
 * column by column and need not know SQLite.
 */
#ifndef SERVER_SANDBOX_TABLE_H
#define SERVER_SANDBOX_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SANDBOX_SENTENCE 160 // bytes of an error, with the NUL
#define SANDBOX_COLUMNS  32  // a table

/* UNSET: no value at all, not even NULL. */
enum cell_type {
    CELL_UNSET,
    CELL_NULL,
    CELL_INT,
    CELL_REAL,
    CELL_TEXT,
    CELL_BLOB
};

/* A value as SQL has it; a text is borrowed. */
struct cell {
    enum cell_type type;
    int64_t n;        // INT; of a REAL in the range of int64_t, without its
                      // fraction
    double real;      // INT or REAL
    const char *text; // TEXT; not NUL-terminated where `len` says otherwise
    size_t len;
};

struct cell cell_null(void);
struct cell cell_int(int64_t n);
struct cell cell_real(double real);
struct cell cell_text(const char *text); // until its NUL

/* `room` is what sandbox_run() was given, a row a number that stays the row's
 * for as long as that is there. What returns false leaves in `error` what is
 * wrong, without the names of table and column; whoever runs the statement
 * then puts the room back. */
struct sandbox_column {
    const char *name, *type; // type: INTEGER, REAL or TEXT
    struct cell (*get)(void *room, int row);
    /* NULL: only to be read. */
    bool (*set)(void *room, int row, const struct cell *to,
            char error[SANDBOX_SENTENCE]);
    const char *doc; // what who writes statements reads
};

/* Rows can be first..end-1; the first column of `first` is `key`, of the next
 * one `key` + 1, and so on. */
struct sandbox_rows {
    int first, end, key;
};

struct sandbox_table {
    const char *name;
    const struct sandbox_column *column;
    unsigned column_count;
    struct sandbox_rows (*rows)(void *room);
    bool (*has)(void *room, int row);
    /* NULL: rows cannot be added. -1 for false; else the new row, whose columns
     * are then set, as far as they were given. `cell` has all of them. */
    int (*add)(
            void *room, const struct cell *cell, char error[SANDBOX_SENTENCE]);
    /* NULL: rows cannot be deleted. */
    bool (*remove)(void *room, int row, char error[SANDBOX_SENTENCE]);
    /* NULL, or what follows when columns were set. */
    bool (*settle)(void *room, int row, char error[SANDBOX_SENTENCE]);
};

/* What the statements see: borrowed for as long as the sandbox is there. */
struct sandbox_world {
    const struct sandbox_table *const *table;
    unsigned table_count;
    const char *const *param; // names of parameters, such as ":actor"
    unsigned param_count;
    uint64_t (*random)(void *room);
};

/* What tables and functions need to know of the run they are part of. */
struct sandbox_here {
    const struct sandbox_world *world;
    void *room; // while something runs
    char error[SANDBOX_SENTENCE];
};

struct sqlite3;

/* Makes the tables known to the connection. For server/sandbox. */
bool sandbox_add_tables(struct sqlite3 *handle, struct sandbox_here *here);

/* The table of that name, or NULL. */
const struct sandbox_table *sandbox_find_table(
        const struct sandbox_world *world, const char *name);

#endif
