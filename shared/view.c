/* SPDX-License-Identifier: MIT */
#include "shared/view.h"

#include <string.h>

#include "shared/rules.h"
#include "shared/world.h"

_Static_assert(VIEW_NEVER == BACK_NEVER, "one word for out of sight");

bool view_is_same(const struct view *a, const struct view *b)
{
    return a->reach == b->reach && a->side == b->side && a->col == b->col &&
           a->row == b->row;
}

/* How far `at` is outside of that column or row; wide, as what came over a
 * network may stand anywhere. */
static int64_t beyond(int32_t at, int32_t cell, int32_t side)
{
    int64_t low = (int64_t)cell * side;
    if (at < low) {
        return low - at;
    }
    return at < low + side ? 0 : at - (low + side) + 1;
}

static int32_t cell_at(int32_t at, int32_t side)
{
    return at < 0 ? 0 : at / side;
}

void view_follow(struct view *view, const struct rules *rules,
        const struct entity *body, enum view_reach reach)
{
    int32_t side = rules->sight;
    if (side <= 0 || !body || body->kind != ENTITY_PLAYER) {
        *view = (struct view){.reach = side <= 0 ? VIEW_ALL : VIEW_NOTHING};
        return;
    }
    int64_t margin = side / VIEW_MARGIN;
    bool stays = view->side == side &&
                 beyond(body->x, view->col, side) <= margin &&
                 beyond(body->y, view->row, side) <= margin;
    if (!stays) {
        view->side = side;
        view->col = cell_at(body->x, side);
        view->row = cell_at(body->y, side);
    }
    view->reach = (uint8_t)reach;
}

/* What is in view is in one of two boxes; edges are inside. */
struct box {
    int32_t left, top, right, bottom;
};

static int32_t clamped(int64_t at)
{
    if (at < INT32_MIN) {
        return INT32_MIN;
    }
    return at > INT32_MAX ? INT32_MAX : (int32_t)at;
}

/* The cell of the view, and so much more to the sides, and up and down. */
static struct box box_around(const struct view *view, int64_t x, int64_t y)
{
    int64_t left = (int64_t)view->col * view->side;
    int64_t top = (int64_t)view->row * view->side;
    int64_t margin = view->side / VIEW_MARGIN;
    return (struct box){.left = clamped(left - x - margin),
            .top = clamped(top - y - margin),
            .right = clamped(left + view->side - 1 + x + margin),
            .bottom = clamped(top + view->side - 1 + y + margin)};
}

struct sight {
    struct box wide, high;
};

static struct sight sight_of(const struct view *view)
{
    int64_t beside = view->reach == VIEW_CELL ? 0 : view->side;
    int64_t across = view->reach == VIEW_BLOCK ? view->side : 0;
    return (struct sight){.wide = box_around(view, beside, across),
            .high = box_around(view, across, beside)};
}

/* Whether less than `reach` lies between them. */
static bool holds(
        const struct box *box, const struct entity *entity, int64_t reach)
{
    return entity->x + reach >= box->left && entity->x - reach <= box->right &&
           entity->y + reach >= box->top && entity->y - reach <= box->bottom;
}

/* A thing is seen by its edge, as one can be in it long before its middle is
 * near; but a carried one as its carrier is, whom it would tell on. */
static int64_t reach_of(const struct entity *entity)
{
    bool lies = entity->kind == ENTITY_THING && entity->owner == NO_SLOT;
    return lies ? (int64_t)entity->hp * UNIT : 0;
}

static bool shows(const struct view *view, const struct sight *sight,
        const struct entity *entity)
{
    int64_t reach = reach_of(entity);
    return view->reach == VIEW_ALL ||
           (view->reach != VIEW_NOTHING &&
                   (holds(&sight->wide, entity, reach) ||
                           holds(&sight->high, entity, reach)));
}

/* `out` is all 0. */
static void hide(const struct entity *entity, struct entity *out)
{
    if (entity->kind == ENTITY_PLAYER) {
        out->kind = ENTITY_PLAYER;
        out->owner = entity->owner;
        out->team = entity->team;
        out->type = entity->type;
        out->foe = entity->foe;
        out->back_at = VIEW_NEVER;
        out->score = entity->score;
        out->deaths = entity->deaths;
    }
}

void view_filter(const struct view *view, const struct snapshot *whole,
        struct snapshot *out)
{
    struct sight sight = sight_of(view);
    out->match = whole->match;
    out->player_limit = whole->player_limit;
    out->entity_limit = whole->entity_limit;
    memset(out->entity, 0, whole->entity_limit * sizeof(out->entity[0]));
    for (uint16_t i = 0; i < whole->entity_limit; i++) {
        const struct entity *entity = &whole->entity[i];
        if (entity->kind == ENTITY_NONE) {
            continue;
        }
        if (shows(view, &sight, entity)) {
            out->entity[i] = *entity;
        } else {
            hide(entity, &out->entity[i]);
        }
    }
}

bool view_is_seen(const struct entity *entity)
{
    return entity->back_at != VIEW_NEVER;
}
