/* SPDX-License-Identifier: MIT
 *
 * view: the part of the public state that a player may see.
 *
 * Where `rules->sight` is set, the map is cut into square cells of that side. A
 * player sees its own cell and those around it, VIEW_MARGIN of a side further
 * on each edge: that much it may stray from a cell before the view follows, so
 * that walking along an edge does not change the view all the time. A view is
 * a filter on a snapshot and nothing else: what passes is a snapshot again, is
 * encoded as any other, and is the same for all who stand in one cell.
 *
 * Of players out of sight only what a scoreboard and a kill feed need is left:
 * kind, owner, team, type, foe, score and deaths. They stand at 0, 0, dead and
 * never to return, so that who simulates them meets nobody. Shots out of sight
 * are not there, nor are things no edge of which is in it.
 */
#ifndef SHARED_VIEW_H
#define SHARED_VIEW_H

#include <stdbool.h>
#include <stdint.h>

struct entity;
struct rules;
struct snapshot;

/* How many cells: all there are; the one and the eight around it; the one and
 * the four beside it; the one; none. */
enum view_reach { VIEW_ALL, VIEW_BLOCK, VIEW_PLUS, VIEW_CELL, VIEW_NOTHING };

#define VIEW_MARGIN 8          // one in so many of a cell's side
#define VIEW_NEVER  UINT32_MAX // back_at of a player out of sight

struct view {
    uint8_t reach; // enum view_reach; without cells the rest is 0
    int32_t side;  // 1/256 u, of a cell
    int32_t col, row;
};

bool view_is_same(const struct view *a, const struct view *b);

/* Turns the view of the player `body`, as it was last, to where that is now.
 * Everything is in view where the rules set no sight; where they do and body is
 * NULL or nobody, nothing is: who watches must not see for those who play. */
void view_follow(struct view *view, const struct rules *rules,
        const struct entity *body, enum view_reach reach);

/* Fills `out`, whose entity array has room for as many, with what of `whole`
 * is in view. */
void view_filter(const struct view *view, const struct snapshot *whole,
        struct snapshot *out);

/* False of a player whom view_filter() left out, on either end of the wire. */
bool view_is_seen(const struct entity *entity);

#endif
