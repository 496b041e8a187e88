/* SPDX-License-Identifier: MIT */
#include "server/sandbox_table.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

struct table {
    sqlite3_vtab base; // first: SQLite knows no more than that
    const struct sandbox_table *is;
    struct sandbox_here *here;
};

struct cursor {
    sqlite3_vtab_cursor base;
    int row, end;
};

/* What a module is made with. */
struct making {
    const struct sandbox_table *is;
    struct sandbox_here *here;
};

/* ---- cells ---- */

struct cell cell_null(void)
{
    return (struct cell){.type = CELL_NULL};
}

struct cell cell_int(int64_t n)
{
    return (struct cell){.type = CELL_INT, .n = n, .real = (double)n};
}

struct cell cell_real(double real)
{
    bool fits = real > -9e18 && real < 9e18;
    return (struct cell){
            .type = CELL_REAL, .real = real, .n = fits ? (int64_t)real : 0};
}

struct cell cell_text(const char *text)
{
    return (struct cell){.type = CELL_TEXT, .text = text, .len = strlen(text)};
}

static struct cell cell_of(sqlite3_value *value)
{
    struct cell cell = {.type = CELL_BLOB};

    switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
        return cell_null();
    case SQLITE_INTEGER:
        return cell_int(sqlite3_value_int64(value));
    case SQLITE_FLOAT:
        return cell_real(sqlite3_value_double(value));
    case SQLITE_TEXT:
        cell.text = (const char *)sqlite3_value_text(value);
        cell.len = (size_t)sqlite3_value_bytes(value);
        cell.type = cell.text ? CELL_TEXT : CELL_NULL;
        return cell;
    default:
        return cell;
    }
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
    if (a->type != b->type) {
        return false;
    }
    switch (a->type) {
    case CELL_INT:
        return a->n == b->n;
    case CELL_REAL:
        return a->real == b->real;
    case CELL_TEXT:
        return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
    default:
        return a->type == CELL_NULL;
    }
}

static void answer(sqlite3_context *to, const struct cell *cell)
{
    switch (cell->type) {
    case CELL_INT:
        sqlite3_result_int64(to, cell->n);
        break;
    case CELL_REAL:
        sqlite3_result_double(to, cell->real);
        break;
    case CELL_TEXT:
        sqlite3_result_text(to, cell->text, (int)cell->len, SQLITE_TRANSIENT);
        break;
    default:
        sqlite3_result_null(to);
    }
}

/* ---- tables ---- */

static int table_connect(sqlite3 *handle, void *aux, int argc,
        const char *const *argv, sqlite3_vtab **out, char **error)
{
    const struct making *making = aux;
    const struct sandbox_table *is = making->is;
    char sql[1024] = "CREATE TABLE x(";
    size_t len = strlen(sql);
    (void)argc;
    (void)argv;
    (void)error;

    for (unsigned i = 0; i < is->column_count; i++) {
        len += (size_t)snprintf(sql + len, sizeof(sql) - len, "%s%s %s",
                i ? ", " : "", is->column[i].name, is->column[i].type);
    }
    snprintf(sql + len, sizeof(sql) - len, ")");
    int code = sqlite3_declare_vtab(handle, sql);
    struct table *table = sqlite3_malloc(sizeof(*table));
    if (code != SQLITE_OK || !table) {
        sqlite3_free(table);
        return code != SQLITE_OK ? code : SQLITE_NOMEM;
    }
    memset(table, 0, sizeof(*table));
    table->is = is;
    table->here = making->here;
    *out = &table->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *base)
{
    sqlite3_free(base);
    return SQLITE_OK;
}

/* One row by its number, or all of them. */
static int table_plan(sqlite3_vtab *base, sqlite3_index_info *info)
{
    (void)base;

    info->estimatedCost = 200;
    info->estimatedRows = 100;
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].iColumn == 0 && info->aConstraint[i].usable &&
                info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ) {
            info->idxNum = 1;
            info->aConstraintUsage[i].argvIndex = 1;
            info->estimatedCost = 1;
            info->estimatedRows = 1;
            info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
            break;
        }
    }
    return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
    struct cursor *cursor = sqlite3_malloc(sizeof(*cursor));
    (void)base;

    if (!cursor) {
        return SQLITE_NOMEM;
    }
    memset(cursor, 0, sizeof(*cursor));
    *out = &cursor->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    sqlite3_free(base);
    return SQLITE_OK;
}

static const struct table *table_of(const sqlite3_vtab_cursor *base)
{
    return (const struct table *)base->pVtab;
}

static void skip_absent(struct cursor *cursor)
{
    const struct table *table = table_of(&cursor->base);

    while (cursor->row < cursor->end &&
            !table->is->has(table->here->room, cursor->row)) {
        cursor->row++;
    }
}

static int cursor_filter(sqlite3_vtab_cursor *base, int plan, const char *name,
        int argc, sqlite3_value **argv)
{
    struct cursor *cursor = (struct cursor *)base;
    const struct table *table = table_of(base);
    struct sandbox_rows rows = table->is->rows(table->here->room);
    (void)name;
    (void)argc;

    cursor->row = rows.first;
    cursor->end = rows.end;
    // any other value SQLite compares itself: 1.0 and '1' are the row's too
    if (plan == 1 && sqlite3_value_type(argv[0]) == SQLITE_INTEGER) {
        sqlite3_int64 key = sqlite3_value_int64(argv[0]);
        bool fits = key >= rows.key && key < rows.key + (rows.end - rows.first);
        cursor->row = fits ? rows.first + (int)key - rows.key : rows.end;
        cursor->end = fits ? cursor->row + 1 : rows.end;
    }
    skip_absent(cursor);
    return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    struct cursor *cursor = (struct cursor *)base;

    cursor->row++;
    skip_absent(cursor);
    return SQLITE_OK;
}

static int cursor_is_at_end(sqlite3_vtab_cursor *base)
{
    const struct cursor *cursor = (const struct cursor *)base;
    return cursor->row >= cursor->end;
}

/* What an UPDATE leaves as it is, is not even asked for. */
static int cursor_column(
        sqlite3_vtab_cursor *base, sqlite3_context *to, int column)
{
    const struct cursor *cursor = (const struct cursor *)base;
    const struct table *table = table_of(base);

    if (!sqlite3_vtab_nochange(to)) {
        struct cell cell =
                table->is->column[column].get(table->here->room, cursor->row);
        answer(to, &cell);
    }
    return SQLITE_OK;
}

static int cursor_row(sqlite3_vtab_cursor *base, sqlite3_int64 *row)
{
    *row = ((const struct cursor *)base)->row;
    return SQLITE_OK;
}

/* ---- changes ---- */

/* Says what is wrong, and where. False. */
static bool refuse(
        const struct table *table, const char *column, const char *what)
{
    snprintf(table->here->error, SANDBOX_SENTENCE, "%s%s%s: %.120s",
            table->is->name, column ? "." : "", column ? column : "", what);
    return false;
}

static bool set_column(const struct table *table, int row,
        const struct sandbox_column *column, const struct cell *to)
{
    char error[SANDBOX_SENTENCE] = "it is only to be read";
    bool done = column->set && column->set(table->here->room, row, to, error);
    return done || refuse(table, column->name, error);
}

/* Sets the columns of `row` that differ, from the first to the last, as long as
 * it is there. */
static bool set_columns(
        const struct table *table, int row, const struct cell *cell)
{
    const struct sandbox_table *is = table->is;
    void *room = table->here->room;
    char error[SANDBOX_SENTENCE];

    for (unsigned i = 0; i < is->column_count && is->has(room, row); i++) {
        if (cell[i].type == CELL_UNSET) {
            continue;
        }
        struct cell now = is->column[i].get(room, row);
        if (!same_cell(&cell[i], &now) &&
                !set_column(table, row, &is->column[i], &cell[i])) {
            return false;
        }
    }
    return !is->settle || is->settle(room, row, error) ||
           refuse(table, NULL, error);
}

/* A new row, of the columns that were given. */
static bool add_row(
        const struct table *table, const struct cell *cell, sqlite3_int64 *row)
{
    char error[SANDBOX_SENTENCE] = "rows cannot be added";
    int added = table->is->add ? table->is->add(table->here->room, cell, error)
                               : -1;

    *row = added;
    return added >= 0 ? set_columns(table, added, cell)
                      : refuse(table, NULL, error);
}

static bool remove_row(const struct table *table, int row)
{
    char error[SANDBOX_SENTENCE] = "rows cannot be deleted";
    return (table->is->remove &&
                   table->is->remove(table->here->room, row, error)) ||
           refuse(table, NULL, error);
}

/* A value a column; UNSET what an UPDATE leaves, or an INSERT does not name,
 * for which NULL stands. */
static void read_cells(struct cell *cell, const struct table *table,
        sqlite3_value **argv, bool is_new)
{
    for (unsigned i = 0; i < table->is->column_count; i++) {
        cell[i] = cell_of(argv[i]);
        if (sqlite3_value_nochange(argv[i]) ||
                (is_new && cell[i].type == CELL_NULL)) {
            cell[i].type = CELL_UNSET;
        }
    }
}

/* argv is the row's number now, its number from now on, then the columns. */
static bool change(struct table *table, int argc, sqlite3_value **argv,
        sqlite3_int64 *new_row)
{
    struct sandbox_here *here = table->here;
    struct cell cell[SANDBOX_COLUMNS] = {0};
    bool is_new = argc > 1 && sqlite3_value_type(argv[0]) == SQLITE_NULL;

    if (argc > 1) {
        read_cells(cell, table, argv + 2, is_new);
    }
    if (is_new) {
        return add_row(table, cell, new_row);
    }
    sqlite3_int64 row = sqlite3_value_int64(argv[0]);
    if (!table->is->has(here->room, (int)row)) {
        return true; // gone since the statement looked
    }
    if (argc == 1) {
        return remove_row(table, (int)row);
    }
    if (sqlite3_value_int64(argv[1]) != row) {
        return refuse(table, "rowid", "it is only to be read");
    }
    return set_columns(table, (int)row, cell);
}

static int table_update(
        sqlite3_vtab *base, int argc, sqlite3_value **argv, sqlite3_int64 *row)
{
    struct table *table = (struct table *)base;

    if (change(table, argc, argv, row)) {
        return SQLITE_OK;
    }
    sqlite3_free(base->zErrMsg);
    base->zErrMsg = sqlite3_mprintf("%s", table->here->error);
    return SQLITE_ERROR;
}

/* ---- the module ---- */

static const sqlite3_module module = {
        .iVersion = 1,
        .xConnect = table_connect,
        .xBestIndex = table_plan,
        .xDisconnect = table_disconnect,
        .xOpen = cursor_open,
        .xClose = cursor_close,
        .xFilter = cursor_filter,
        .xNext = cursor_next,
        .xEof = cursor_is_at_end,
        .xColumn = cursor_column,
        .xRowid = cursor_row,
        .xUpdate = table_update,
};

const struct sandbox_table *sandbox_find_table(
        const struct sandbox_world *world, const char *name)
{
    for (unsigned i = 0; name && i < world->table_count; i++) {
        if (sqlite3_stricmp(world->table[i]->name, name) == 0) {
            return world->table[i];
        }
    }
    return NULL;
}

static bool add_table(struct sqlite3 *handle, const struct sandbox_table *is,
        struct sandbox_here *here)
{
    char sql[64];
    struct making *making = sqlite3_malloc(sizeof(*making));

    if (!making) {
        return false;
    }
    *making = (struct making){is, here};
    snprintf(sql, sizeof(sql), "SELECT 1 FROM %s LIMIT 0", is->name);
    // the first use connects it, which an authorizer would not let it
    return sqlite3_create_module_v2(handle, is->name, &module, making,
                   sqlite3_free) == SQLITE_OK &&
           sqlite3_exec(handle, sql, NULL, NULL, NULL) == SQLITE_OK;
}

bool sandbox_add_tables(struct sqlite3 *handle, struct sandbox_here *here)
{
    const struct sandbox_world *world = here->world;

    sqlite3_drop_modules(handle, NULL); // not one that came with the library
    for (unsigned i = 0; i < world->table_count; i++) {
        if (!add_table(handle, world->table[i], here)) {
            return false;
        }
    }
    return true;
}
