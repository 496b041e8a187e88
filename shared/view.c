/* SPDX-License-Identifier: MIT */
#include "shared/view.h"

#include <string.h>

#include "shared/rules.h"
#include "shared/world.h"

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
        *view = (struct view){.reach = VIEW_ALL};
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

static bool shows(const struct view *view, const struct entity *entity)
{
    int64_t margin = view->side / VIEW_MARGIN;
    int64_t x = beyond(entity->x, view->col, view->side) - margin;
    int64_t y = beyond(entity->y, view->row, view->side) - margin;
    switch ((enum view_reach)view->reach) {
    case VIEW_BLOCK:
        return x <= view->side && y <= view->side;
    case VIEW_PLUS:
        return x <= view->side && y <= view->side && (x <= 0 || y <= 0);
    case VIEW_CELL:
        return x <= 0 && y <= 0;
    case VIEW_ALL:
        break;
    }
    return true;
}

static struct entity unseen(const struct entity *entity)
{
    if (entity->kind != ENTITY_PLAYER) {
        return (struct entity){.kind = ENTITY_NONE};
    }
    return (struct entity){.kind = ENTITY_PLAYER,
            .owner = entity->owner,
            .team = entity->team,
            .type = entity->type,
            .foe = entity->foe,
            .back_at = VIEW_NEVER,
            .score = entity->score,
            .deaths = entity->deaths};
}

void view_filter(const struct view *view, const struct snapshot *whole,
        struct snapshot *out)
{
    out->match = whole->match;
    out->player_limit = whole->player_limit;
    out->entity_limit = whole->entity_limit;
    for (uint16_t i = 0; i < whole->entity_limit; i++) {
        const struct entity *entity = &whole->entity[i];
        bool seen = entity->kind != ENTITY_NONE && shows(view, entity);
        out->entity[i] = seen ? *entity : unseen(entity);
    }
}

bool view_is_seen(const struct entity *entity)
{
    return entity->back_at != VIEW_NEVER;
}
