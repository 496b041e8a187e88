/* SPDX-License-Identifier: MIT
 *
 * The map becomes a grid of at most 64 x 64 cells, a row of them one word, in
 * which a cell is open when the bot fits its middle. Water rises from the goal
 * over all open cells, a step for all rows at once, until it is at the bot;
 * down that hill lies the way. A thought takes a few microseconds, so nothing
 * is kept from one to the next.
 */
#include "shared/bot_way.h"

#include <string.h>

#include "shared/fixed.h"
#include "shared/rules.h"
#include "shared/world.h"

#define GRID      64
#define CELL_MIN  U(20)
#define STEPS_MAX (GRID * GRID)
#define LOOK_MAX  40 // cells of a way that are looked along

struct cell {
    int32_t x, y;
};

/* Cells, a bit each; row y + 1, so that every row has one before and behind. */
struct cells {
    uint64_t row[GRID + 2];
};

struct grid {
    int32_t side; // of a cell, 1/256 u
    int32_t columns, rows;
    struct cells open;
    uint16_t steps[GRID][GRID]; // to the goal, + 1; 0: not known
};

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* Whoever leans on a wall can walk along it. */
static int32_t girth(const struct mind *mind)
{
    return mind->role->radius - UNIT;
}

static struct cell cell_at(const struct grid *grid, struct point p)
{
    return (struct cell){fixed_clamp(p.x / grid->side, 0, grid->columns - 1),
            fixed_clamp(p.y / grid->side, 0, grid->rows - 1)};
}

static struct point middle(const struct grid *grid, struct cell cell)
{
    return (struct point){cell.x * grid->side + grid->side / 2,
            cell.y * grid->side + grid->side / 2};
}

static bool is_in(const struct cells *cells, struct cell cell)
{
    return cell.x >= 0 && cell.x < GRID && cell.y >= 0 && cell.y < GRID &&
           (cells->row[cell.y + 1] >> cell.x & 1);
}

static void put_in(struct cells *cells, struct cell cell)
{
    cells->row[cell.y + 1] |= (uint64_t)1 << cell.x;
}

/* ---- what is open ---- */

/* The bits low..high. */
static uint64_t span(int32_t low, int32_t high)
{
    low = fixed_clamp(low, 0, GRID);
    high = fixed_clamp(high, -1, GRID - 1);
    if (low > high) {
        return 0;
    }
    return (UINT64_MAX >> (GRID - 1 - (high - low))) << low;
}

/* The first cell whose middle is beyond v, for any v. */
static int32_t first_beyond(const struct grid *grid, int32_t v)
{
    int32_t from = v - grid->side / 2;
    return from < 0 ? 0 : from / grid->side + 1;
}

/* Closes the cells whose middles are in the box. */
static void close_box(struct grid *grid, int32_t left, int32_t top,
        int32_t right, int32_t bottom)
{
    uint64_t kept =
            ~span(first_beyond(grid, left), first_beyond(grid, right) - 1);
    int32_t end = fixed_clamp(first_beyond(grid, bottom), 0, grid->rows);
    for (int32_t y = first_beyond(grid, top); y < end; y++) {
        grid->open.row[y + 1] &= kept;
    }
}

/* Closes what is nearer to the box than the bot's radius. Nothing is so thin
 * that the middles of no cells are in it. */
static void close_around(struct grid *grid, int32_t r, struct rules_wall box)
{
    int32_t rx = larger(r, (grid->side - box.w) / 2 + 1);
    int32_t ry = larger(r, (grid->side - box.h) / 2 + 1);
    close_box(grid, box.x - rx, box.y - ry, box.x + box.w + rx,
            box.y + box.h + ry);
}

static void close_solids(struct grid *grid, const struct mind *mind, int32_t r)
{
    const struct entity *thing;
    uint8_t i = 0;
    while (mind->rules->kind_count > 0 && (thing = bot_next_thing(mind, &i))) {
        const struct rules_kind *kind = rules_kind(mind->rules, thing->type);
        int32_t half = U(thing->hp);
        if (kind && kind->body == BODY_SOLID) {
            close_around(grid, r,
                    (struct rules_wall){thing->x - half, thing->y - half,
                            2 * half, 2 * half});
        }
    }
}

static void draw(struct grid *grid, const struct mind *mind)
{
    const struct rules *rules = mind->rules;
    int32_t r = girth(mind);
    int32_t longest = larger(rules->width, rules->height);
    memset(grid, 0, sizeof(*grid));
    grid->side = larger((longest + GRID - 1) / GRID, CELL_MIN);
    grid->columns = fixed_clamp(rules->width / grid->side, 1, GRID);
    grid->rows = fixed_clamp(rules->height / grid->side, 1, GRID);
    int32_t end = first_beyond(grid, rules->height - r);
    for (int32_t y = first_beyond(grid, r); y < end && y < grid->rows; y++) {
        grid->open.row[y + 1] = span(first_beyond(grid, r),
                first_beyond(grid, rules->width - r) - 1);
    }
    for (uint16_t i = 0; i < rules->wall_count && i < MAX_WALLS; i++) {
        close_around(grid, r, rules->wall[i]);
    }
    close_solids(grid, mind, r);
}

/* ---- rising water ---- */

/* Of the row beside `row`, what goes into it diagonally: past no closed cell,
 * so that no corner is cut. */
static uint64_t slanted(const struct grid *grid, const struct cells *from,
        int32_t row, int32_t beside)
{
    uint64_t there = grid->open.row[beside];
    uint64_t here = grid->open.row[row];
    return (from->row[beside] << 1 & there & here << 1) |
           (from->row[beside] >> 1 & there & here >> 1);
}

/* What is wet in a row after one more step. */
static uint64_t spread(const struct grid *grid, const struct cells *from,
        int32_t row, bool slants)
{
    uint64_t here = from->row[row];
    uint64_t all = here | here << 1 | here >> 1 | from->row[row - 1] |
                   from->row[row + 1];
    if (slants) {
        all |= slanted(grid, from, row, row - 1) |
               slanted(grid, from, row, row + 1);
    }
    return all & grid->open.row[row];
}

/* Notes the step in which the water came; whether it is at one of `until`. */
static bool note(struct grid *grid, const struct cells *front,
        const struct cells *until, int32_t step)
{
    bool arrived = false;
    for (int32_t y = 0; y < grid->rows; y++) {
        arrived = arrived || (front->row[y + 1] & until->row[y + 1]);
        for (uint64_t left = front->row[y + 1]; left; left &= left - 1) {
            grid->steps[y][__builtin_ctzll(left)] = (uint16_t)step;
        }
    }
    return arrived;
}

/* Lets it rise from `front` until it is at one of `until`. Every other step it
 * goes diagonally too, which makes its rings nearly round. */
static bool flood(
        struct grid *grid, struct cells *front, const struct cells *until)
{
    struct cells wet = *front;
    for (int32_t step = 1; step <= STEPS_MAX; step++) {
        uint64_t any = 0;
        if (note(grid, front, until, step)) {
            return true;
        }
        struct cells before = *front;
        for (int32_t row = 1; row <= grid->rows; row++) {
            front->row[row] =
                    spread(grid, &before, row, step & 1) & ~wet.row[row];
            any |= front->row[row];
        }
        for (int32_t row = 1; row <= grid->rows; row++) {
            wet.row[row] |= front->row[row];
        }
        if (!any) {
            return false;
        }
    }
    return false;
}

/* Puts in the open cells of a square around `at` from which a disc of radius
 * `r` gets to `p`, or all of them when r is 0. Whether there are any. */
static bool find_in_square(const struct grid *grid, const struct mind *mind,
        struct point p, int32_t half, int32_t r, struct cells *found)
{
    struct cell at = cell_at(grid, p);
    int32_t size = 2 * half + 1;
    bool any = false;
    for (int32_t i = 0; i < size * size; i++) {
        struct cell cell = {at.x - half + i % size, at.y - half + i / size};
        if (is_in(&grid->open, cell) &&
                (r == 0 || bot_can_walk(mind, p, middle(grid, cell), r))) {
            put_in(found, cell);
            any = true;
        }
    }
    return any;
}

/* The open cells that `p` is at: its own, or those beside it that can be walked
 * to, or seen; around a point within a wall, the nearest of all sides. */
static void find_open(const struct grid *grid, const struct mind *mind,
        struct point p, struct cells *found)
{
    memset(found, 0, sizeof(*found));
    if (find_in_square(grid, mind, p, 0, 0, found) ||
            find_in_square(grid, mind, p, 1, girth(mind), found) ||
            find_in_square(grid, mind, p, 1, 1, found)) {
        return;
    }
    for (int32_t half = 1; half <= GRID; half++) {
        if (find_in_square(grid, mind, p, half, 0, found)) {
            return;
        }
    }
}

/* ---- the way down ---- */

/* The cell beside it that the water came from; itself at the goal. Of two that
 * are as near, not everybody takes the same. */
static struct cell next_of(
        const struct grid *grid, const struct mind *mind, struct cell cell)
{
    uint16_t steps = grid->steps[cell.y][cell.x];
    int32_t right = mind->slot & 2 ? 1 : -1;
    int32_t down = mind->slot & 4 ? 1 : -1;
    for (int32_t i = 0; i < 9; i++) {
        struct cell next = {
                cell.x + (i % 3 - 1) * right, cell.y + (i / 3 - 1) * down};
        if (is_in(&grid->open, next) &&
                is_in(&grid->open, (struct cell){next.x, cell.y}) &&
                is_in(&grid->open, (struct cell){cell.x, next.y}) &&
                grid->steps[next.y][next.x] + 1 == steps) {
            return next;
        }
    }
    return cell;
}

/* The cell of `ends` that the water is at. */
static struct cell arrival(const struct grid *grid, const struct cells *ends)
{
    struct cell cell = {0, 0};
    for (cell.y = 0; cell.y < grid->rows; cell.y++) {
        for (cell.x = 0; cell.x < grid->columns; cell.x++) {
            if (is_in(ends, cell) && grid->steps[cell.y][cell.x] > 0) {
                return cell;
            }
        }
    }
    return (struct cell){0, 0};
}

static struct point look_along(
        const struct mind *mind, const struct grid *grid, struct cell cell)
{
    struct point self = bot_place(mind->self);
    struct point seen = middle(grid, cell);
    for (unsigned i = 0; i < LOOK_MAX; i++) {
        cell = next_of(grid, mind, cell);
        struct point there = middle(grid, cell);
        if (!bot_can_walk(mind, self, there, girth(mind))) {
            break;
        }
        seen = there;
    }
    return seen;
}

struct point bot_route(const struct mind *mind, struct point goal)
{
    struct grid grid;
    struct cells from;
    struct cells until;
    struct point self = bot_place(mind->self);
    if (bot_sees(mind, self, goal, mind->role->radius)) {
        return goal;
    }
    draw(&grid, mind);
    find_open(&grid, mind, goal, &from);
    find_open(&grid, mind, self, &until);
    if (!flood(&grid, &from, &until)) {
        return goal;
    }
    return look_along(mind, &grid, arrival(&grid, &until));
}
