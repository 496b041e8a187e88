/* SPDX-License-Identifier: MIT */
#include "shared/crowd.h"

#include "shared/body.h"
#include "shared/effect.h"
#include "shared/event.h"
#include "shared/fixed.h"
#include "shared/world.h"

#define TOUCHES_MAX 512

// The second time parts those of whom one could not yield, for a wall.
#define PASSES 2

/* What others do to one player in this tick, summed up. */
struct pressure {
    int32_t dx, dy, vx, vy, count;
};

struct touch {
    uint8_t a, b;
};

struct crowd {
    bool again;   // who stays in touch touches anew in this tick
    uint8_t pass; // 0..PASSES-1
    uint16_t count;
    uint8_t slot[MAX_PLAYERS]; // the living
    struct disc disc[MAX_PLAYERS];
    struct pressure pressure[MAX_PLAYERS];
    uint16_t touch_count;
    struct touch touch[TOUCHES_MAX];
};

static void gather(struct crowd *crowd, const struct world *world,
        const struct rules *rules)
{
    crowd->count = 0;
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (body_is_alive(&world->entity[i])) {
            uint16_t n = crowd->count++;
            crowd->slot[n] = (uint8_t)i;
            crowd->disc[n] = body_disc(&world->entity[i], rules);
            crowd->pressure[n] = (struct pressure){0};
        }
    }
}

/* Notes that two touch now, if they did not when the tick began, or if it is
 * time for all who stay in touch to touch again. */
static void note_touch(
        struct crowd *crowd, const struct places *was, uint16_t i, uint16_t j)
{
    uint8_t a = crowd->slot[i];
    uint8_t b = crowd->slot[j];
    int64_t dx = (int64_t)was->x[a] - was->x[b];
    int64_t dy = (int64_t)was->y[a] - was->y[b];
    int64_t reach = crowd->disc[i].r + crowd->disc[j].r + TOUCH_GAP;
    bool is_new = dx * dx + dy * dy >= reach * reach;
    if ((is_new || crowd->again) && crowd->touch_count < TOUCHES_MAX) {
        crowd->touch[crowd->touch_count++] = (struct touch){a, b};
    }
}

struct normal {
    int32_t x, y, length;
};

/* From a to b. Of two on one spot any way will do, but not the same for all. */
static struct normal normal_of(
        const struct disc *a, const struct disc *b, uint8_t slot)
{
    int32_t dx = b->x - a->x;
    int32_t dy = b->y - a->y;
    uint64_t square = (uint64_t)((int64_t)dx * dx + (int64_t)dy * dy);
    if (square != 0) {
        return (struct normal){dx, dy, (int32_t)fixed_sqrt(square)};
    }
    uint16_t angle = (uint16_t)(slot * 40503u);
    return (struct normal){fixed_cos(angle), fixed_sin(angle), FIXED_ONE};
}

static int32_t along(int32_t part, int32_t v, int32_t length)
{
    return (int32_t)((int64_t)part * v / length);
}

/* Adds a push along the normal, and a change of speed along it. */
static void press(struct pressure *pressure, struct normal normal, int32_t push,
        int32_t speed)
{
    pressure->dx += along(normal.x, push, normal.length);
    pressure->dy += along(normal.y, push, normal.length);
    pressure->vx += along(normal.x, speed, normal.length);
    pressure->vy += along(normal.y, speed, normal.length);
    pressure->count++;
}

/* Parts two that overlap by `depth`; head-on they share their speed. */
static void part(struct crowd *crowd, uint16_t i, uint16_t j, int32_t depth)
{
    const struct disc *a = &crowd->disc[i];
    const struct disc *b = &crowd->disc[j];
    struct normal normal = normal_of(a, b, crowd->slot[j]);
    int64_t closing = ((int64_t)(a->vx - b->vx) * normal.x +
                              (int64_t)(a->vy - b->vy) * normal.y) /
                      normal.length;
    int32_t speed = closing > 0 ? (int32_t)closing / 2 : 0;
    press(&crowd->pressure[i], normal, -(depth + 1) / 2, -speed);
    press(&crowd->pressure[j], normal, (depth + 1) / 2, speed);
}

/* Two near each other; only the first pass sees what they ran into. */
static void meet(
        struct crowd *crowd, uint16_t i, uint16_t j, const struct places *was)
{
    const struct disc *a = &crowd->disc[i];
    const struct disc *b = &crowd->disc[j];
    int64_t dx = b->x - a->x;
    int64_t dy = b->y - a->y;
    int64_t reach = a->r + b->r + TOUCH_GAP;
    int64_t square = dx * dx + dy * dy;
    if (square >= reach * reach) {
        return;
    }
    if (crowd->pass == 0) {
        note_touch(crowd, was, i, j);
    }
    int32_t depth = a->r + b->r - (int32_t)fixed_sqrt((uint64_t)square);
    if (depth > 0) {
        part(crowd, i, j, depth);
    }
}

static void find_meetings(struct crowd *crowd, const struct places *was)
{
    for (uint16_t i = 0; i + 1 < crowd->count; i++) {
        const struct disc *a = &crowd->disc[i];
        for (uint16_t j = (uint16_t)(i + 1); j < crowd->count; j++) {
            const struct disc *b = &crowd->disc[j];
            int32_t reach = a->r + b->r + TOUCH_GAP;
            int32_t dx = b->x - a->x;
            int32_t dy = b->y - a->y;
            if (dx < reach && dx > -reach && dy < reach && dy > -reach) {
                meet(crowd, i, j, was);
            }
        }
    }
}

/* Several push one player no harder than one would. False if nobody was pushed.
 */
static bool release(const struct crowd *crowd, struct events *events)
{
    struct world *world = events->world;
    bool pushed = false;
    for (uint16_t i = 0; i < crowd->count; i++) {
        const struct pressure *p = &crowd->pressure[i];
        if (p->count > 0) {
            pushed = true;
            const struct shove by = {p->dx / p->count, p->dy / p->count,
                    p->vx / p->count, p->vy / p->count};
            body_shove(&world->entity[crowd->slot[i]], events->rules,
                    &events->posts, &by);
        }
    }
    return pushed;
}

/* Whoever is frozen, or died of the touch before, touches nobody. */
static void post_touch(struct events *events, uint8_t actor, uint8_t target)
{
    const struct world *world = events->world;
    const struct entity *player = &world->entity[actor];
    if (body_is_alive(player) && player->thaw_at <= world->match.tick &&
            body_is_alive(&world->entity[target])) {
        event_post(events, EVENT_TOUCH, actor, target);
        events_run(events);
    }
}

void crowd_step(struct events *events, const struct places *was)
{
    struct crowd crowd;
    crowd.again = events->world->match.tick % TICK_HZ == 0;
    crowd.touch_count = 0;
    for (crowd.pass = 0; crowd.pass < PASSES; crowd.pass++) {
        gather(&crowd, events->world, events->rules);
        find_meetings(&crowd, was);
        if (!release(&crowd, events)) {
            break;
        }
    }
    for (uint16_t i = 0; i < crowd.touch_count; i++) {
        post_touch(events, crowd.touch[i].a, crowd.touch[i].b);
        post_touch(events, crowd.touch[i].b, crowd.touch[i].a);
    }
}
