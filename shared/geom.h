/* SPDX-License-Identifier: MIT
 *
 * geom: discs among the walls of a map, in integers.
 *
 * A map is its walls (rectangles) and its edge, which is a wall too; posts are
 * round walls that come and go. Touching is not overlapping: a disc may lie
 * against a wall. Lengths are in 1/256 u and within 4 * MAX_MAP_UNITS,
 * velocities in 1/256 u per tick.
 */
#ifndef SHARED_GEOM_H
#define SHARED_GEOM_H

#include "shared/base.h"

struct rules;

struct post {
    int32_t x, y, r;
};

struct posts {
    uint8_t count;
    struct post item[MAX_THINGS];
};

struct disc {
    int32_t x, y, r;
    int32_t vx, vy;
    int32_t dx, dy;            // the way it has still to go this tick
    uint16_t bounce;           // share of velocity kept off a wall, 1/65536
    const struct posts *posts; // borrowed; NULL: there are none
};

/* Moves the disc along its way as far as walls and posts let it: it slides
 * along them, and its velocity bounces off them. It ends outside every one,
 * however fast it is, if it began so. */
void geom_move(const struct rules *rules, struct disc *disc);

/* Pushes the disc out of walls and posts it overlaps. False when there is no
 * room. */
bool geom_push_out(const struct rules *rules, struct disc *disc);

/* What a sweep returns when nothing is met: more than the whole way. */
#define GEOM_CLEAR (65536 + 1)

/* The share of its way, in 1/65536, that the disc goes until it meets a wall, a
 * post or the edge. */
int32_t geom_sweep_walls(const struct rules *rules, const struct disc *disc);

/* The share of its way until it meets a disc of radius `r` at (x, y). */
int32_t geom_sweep_disc(
        const struct disc *disc, int32_t x, int32_t y, int32_t r);

#endif
