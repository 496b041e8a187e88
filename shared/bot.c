/* SPDX-License-Identifier: MIT
 *
 * A bot sees what a player sees and presses what a player presses. Every few
 * ticks it thinks: whom to hunt, whom to flee, where to go, which of nine ways
 * to walk; in between it holds on to that and only aims. What it does badly is
 * meant: it aims beside its target by an error that shrinks as it tracks, turns
 * its aim at a limited speed, and thinks as seldom as its skill says.
 */
#include "shared/body.h"
#include "shared/event.h"
#include "shared/fixed.h"
#include "shared/geom.h"
#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"

#define U(u) ((u)*UNIT)

#define SKILL_MAX   1000
#define THREAT_NEAR U(420) // closer, whoever hunts us by touch is fled from
#define LOOK_AHEAD  U(72)  // how far a way to walk is probed at most
#define DODGE_TICKS 24     // shots further off are not worried about
#define DODGE_MAX   8      // shots it can keep an eye on
#define PROBES_MAX  256    // ways round walls that one thought can try

struct point {
    int32_t x, y;
};

/* What a bot has before its eyes in one call. */
struct mind {
    struct world *world;
    const struct rules *rules;
    struct bot *bot;
    const struct entity *self;
    const struct rules_role *role;
    const struct rules_weapon *weapon; // or NULL
    uint8_t slot;
    uint32_t now;
};

static uint32_t dice(struct mind *mind, uint32_t sides)
{
    return rng_below(&mind->world->secret_rng, sides);
}

/* A value between those of a beginner and a master. */
static int32_t by_skill(
        const struct mind *mind, int32_t beginner, int32_t master)
{
    int32_t skill = fixed_clamp(mind->rules->bot_skill, 0, SKILL_MAX);
    return beginner + (master - beginner) * skill / SKILL_MAX;
}

static int32_t magnitude(int32_t v)
{
    return v < 0 ? -v : v;
}

/* How far apart, within a sixteenth: good enough to compare. */
static int32_t distance(struct point a, struct point b)
{
    int32_t dx = magnitude(a.x - b.x);
    int32_t dy = magnitude(a.y - b.y);
    return dx > dy ? dx + dy * 3 / 8 : dy + dx * 3 / 8;
}

static struct point place(const struct entity *entity)
{
    return (struct point){entity->x, entity->y};
}

/* Whether a disc of radius `r` gets from one point to the other, or nearly. */
static bool is_clear(
        const struct mind *mind, struct point from, struct point to, int32_t r)
{
    struct disc disc = {.x = from.x,
            .y = from.y,
            .r = r,
            .dx = to.x - from.x,
            .dy = to.y - from.y};
    int32_t share = geom_sweep_walls(mind->rules, &disc);
    int32_t nearly = distance(from, to) - 2 * mind->role->radius;
    return share == GEOM_CLEAR ||
           fixed_mul(share, distance(from, to)) >= nearly;
}

/* ---- whom ---- */

/* Whether the rules do something when a player touches another: then it wants
 * to, and the other had better not let it. */
static bool hunts(
        const struct mind *mind, const struct entity *a, const struct entity *b)
{
    const struct rules *rules = mind->rules;
    bool same = event_same_side(mind->world, a->owner, b->owner);
    for (uint8_t i = 0; i < rules->effect_count && i < MAX_EFFECTS; i++) {
        const struct rules_effect *effect = &rules->effect[i];
        bool sides = effect->if_team == TEAM_ANY ||
                     same == (effect->if_team == TEAM_SAME);
        if (effect->event == EVENT_TOUCH && sides &&
                (effect->if_role == ROLE_ANY || effect->if_role == a->type) &&
                (effect->if_other == ROLE_ANY || effect->if_other == b->type)) {
            return true;
        }
    }
    return false;
}

static bool is_target(const struct mind *mind, const struct entity *other)
{
    if (other == mind->self || !body_is_alive(other)) {
        return false;
    }
    bool shootable = mind->weapon &&
                     !event_same_side(mind->world, mind->slot, other->owner);
    return shootable || hunts(mind, mind->self, other);
}

static bool is_threat(const struct mind *mind, const struct entity *other)
{
    return other != mind->self && body_is_alive(other) &&
           hunts(mind, other, mind->self) && !hunts(mind, mind->self, other);
}

/* The nearest one; those behind walls and those not hunted so far seem further
 * off than they are. */
static uint8_t choose_target(const struct mind *mind)
{
    struct point self = place(mind->self);
    uint8_t best = NO_SLOT;
    int32_t best_cost = INT32_MAX;
    for (uint16_t i = 0; i < mind->world->player_limit; i++) {
        const struct entity *other = &mind->world->entity[i];
        int32_t cost = distance(self, place(other));
        cost -= i == mind->bot->target ? cost / 4 : 0;
        if (cost >= best_cost || !is_target(mind, other)) {
            continue;
        }
        cost += is_clear(mind, self, place(other), 1) ? 0 : cost / 2 + U(100);
        if (cost < best_cost) {
            best_cost = cost;
            best = (uint8_t)i;
        }
    }
    return best;
}

static const struct entity *find_threat(const struct mind *mind)
{
    const struct entity *nearest = NULL;
    int32_t near = THREAT_NEAR;
    for (uint16_t i = 0; i < mind->world->player_limit; i++) {
        const struct entity *other = &mind->world->entity[i];
        int32_t far = distance(place(mind->self), place(other));
        if (far < near && is_threat(mind, other)) {
            near = far;
            nearest = other;
        }
    }
    return nearest;
}

static const struct entity *target_of(const struct mind *mind)
{
    uint8_t slot = mind->bot->target;
    bool exists = slot < mind->world->player_limit &&
                  is_target(mind, &mind->world->entity[slot]);
    return exists ? &mind->world->entity[slot] : NULL;
}

/* ---- where to ---- */

/* The best place so far on a way round walls. */
struct detour {
    struct point from, goal, via;
    int32_t cost;
    uint16_t probes;
};

static void try_detour(
        const struct mind *mind, struct detour *detour, struct point via)
{
    int32_t r = mind->role->radius;
    int32_t way = distance(detour->from, via);
    int32_t rest = distance(via, detour->goal);
    if (way < U(10) || way + rest >= detour->cost ||
            detour->probes == PROBES_MAX) {
        return;
    }
    detour->probes++;
    if (!is_clear(mind, detour->from, via, r)) {
        return;
    }
    int32_t cost = way + rest;
    cost += is_clear(mind, via, detour->goal, r) ? 0 : rest + U(200);
    if (cost < detour->cost) {
        detour->cost = cost;
        detour->via = via;
    }
}

static void try_corners(const struct mind *mind, struct detour *detour,
        const struct rules_wall *wall)
{
    int32_t gap = mind->role->radius + U(4);
    struct point low = {wall->x - gap, wall->y - gap};
    struct point high = {wall->x + wall->w + gap, wall->y + wall->h + gap};
    try_detour(mind, detour, low);
    try_detour(mind, detour, high);
    try_detour(mind, detour, (struct point){low.x, high.y});
    try_detour(mind, detour, (struct point){high.x, low.y});
}

/* Where to walk straight to, on the way to `goal`: that itself, or the corner
 * of a wall or a spot in between. */
static struct point route(const struct mind *mind, struct point goal)
{
    const struct rules *rules = mind->rules;
    struct detour detour = {place(mind->self), goal, goal, INT32_MAX, 0};
    if (is_clear(mind, detour.from, goal, mind->role->radius)) {
        return goal;
    }
    for (uint16_t i = 0; i < rules->wall_count && i < MAX_WALLS; i++) {
        try_corners(mind, &detour, &rules->wall[i]);
    }
    for (uint8_t i = 0; i < rules->spot_count && i < MAX_SPOTS; i++) {
        try_detour(mind, &detour,
                (struct point){rules->spot[i].x, rules->spot[i].y});
    }
    return detour.via;
}

/* How far from its target it likes to be, to shoot. */
static int32_t shooting_distance(const struct rules_weapon *weapon)
{
    return fixed_clamp(weapon->speed * weapon->life / 5 * 2, U(90), U(300));
}

/* In sight of a target: to and fro to keep the distance, sideways else, the
 * other way round every two seconds. */
static struct point duel(const struct mind *mind, const struct entity *target)
{
    struct point self = place(mind->self);
    int32_t dx = target->x - self.x;
    int32_t dy = target->y - self.y;
    int32_t wanted = shooting_distance(mind->weapon);
    int32_t far = distance(self, place(target));
    if (far > wanted + wanted / 4) {
        return route(mind, place(target));
    }
    if (far < wanted - wanted / 4) {
        return (struct point){self.x - dx, self.y - dy};
    }
    bool left = ((mind->now >> 6) + mind->slot) & 1;
    return left ? (struct point){self.x + dy, self.y - dx}
                : (struct point){self.x - dy, self.y + dx};
}

/* With nobody to hunt: some spot, another one every two seconds. */
static struct point stroll(const struct mind *mind)
{
    const struct rules *rules = mind->rules;
    uint32_t turn = (mind->now >> 6) + mind->slot * 5u;
    if (rules->spot_count == 0 || rules->spot_count > MAX_SPOTS) {
        return (struct point){rules->width / 2, rules->height / 2};
    }
    const struct rules_spot *spot = &rules->spot[turn % rules->spot_count];
    return (struct point){spot->x, spot->y};
}

/* Where to catch a target that goes on as it goes now. */
static struct point ahead_of(
        const struct mind *mind, const struct entity *target)
{
    struct point there = place(target);
    int32_t speed = mind->role->speed > 0 ? mind->role->speed : 1;
    int32_t ticks = distance(place(mind->self), there) / speed;
    ticks = fixed_clamp(ticks, 0, TICK_HZ / 2);
    return (struct point){
            fixed_clamp(there.x + target->vx * ticks, 0, mind->rules->width),
            fixed_clamp(there.y + target->vy * ticks, 0, mind->rules->height)};
}

static struct point choose_goal(
        const struct mind *mind, const struct entity *target)
{
    if (!target) {
        return route(mind, stroll(mind));
    }
    struct point there = place(target);
    if (!is_clear(mind, place(mind->self), there, 1)) {
        return route(mind, there);
    }
    if (mind->weapon && !hunts(mind, mind->self, target)) {
        return duel(mind, target);
    }
    struct point ahead = ahead_of(mind, target);
    bool is_free = is_clear(mind, place(mind->self), ahead, mind->role->radius);
    return is_free ? ahead : route(mind, there);
}

/* ---- how to walk ---- */

static const struct {
    int8_t x, y;
    uint8_t buttons;
} way[9] = {{0, 0, 0}, {1, 0, BUTTON_RIGHT}, {-1, 0, BUTTON_LEFT},
        {0, 1, BUTTON_DOWN}, {0, -1, BUTTON_UP},
        {1, 1, BUTTON_RIGHT | BUTTON_DOWN}, {1, -1, BUTTON_RIGHT | BUTTON_UP},
        {-1, 1, BUTTON_LEFT | BUTTON_DOWN}, {-1, -1, BUTTON_LEFT | BUTTON_UP}};

/* What a thought about walking has to weigh. */
struct plan {
    struct point goal;
    int32_t look; // how far ways are probed: not past a goal at hand
    const struct entity *threat; // or NULL
    uint8_t shots;
    const struct entity *shot[DODGE_MAX];
};

static void watch_shots(struct mind *mind, struct plan *plan)
{
    const struct world *world = mind->world;
    plan->shots = 0;
    if (dice(mind, SKILL_MAX) >= (uint32_t)by_skill(mind, 200, 1000)) {
        return; // it did not look
    }
    for (uint16_t i = world->player_limit;
            i < world->entity_limit && plan->shots < DODGE_MAX; i++) {
        const struct entity *shot = &world->entity[i];
        int32_t dx = mind->self->x - shot->x;
        int32_t dy = mind->self->y - shot->y;
        bool comes = (int64_t)dx * shot->vx + (int64_t)dy * shot->vy > 0;
        bool near = magnitude(dx) < U(500) && magnitude(dy) < U(500);
        if (shot->kind == ENTITY_SHOT && shot->owner != mind->slot && comes &&
                near) {
            plan->shot[plan->shots++] = shot;
        }
    }
}

/* How bad the shot is for whoever walks at (vx, vy): the sooner it hits, the
 * worse; 0 when it passes. */
static int32_t danger(const struct mind *mind, const struct entity *shot,
        int32_t vx, int32_t vy)
{
    const struct rules_weapon *weapon = rules_weapon(mind->rules, shot->type);
    struct disc disc = {.x = shot->x,
            .y = shot->y,
            .r = (weapon ? weapon->radius : 0) + U(6),
            .dx = (shot->vx - vx) * DODGE_TICKS,
            .dy = (shot->vy - vy) * DODGE_TICKS};
    int32_t share = geom_sweep_disc(
            &disc, mind->self->x, mind->self->y, mind->role->radius);
    return share == GEOM_CLEAR ? 0 : U(120) - share / 4;
}

/* What the way is worth: how much nearer to the goal, how much further from the
 * threat it leads, in 1/256 u, as far as walls let it. */
static int32_t worth(struct mind *mind, const struct plan *plan, unsigned k)
{
    struct point self = place(mind->self);
    bool slanted = way[k].x != 0 && way[k].y != 0;
    int32_t look = slanted ? plan->look * 7 / 10 : plan->look;
    int32_t speed = slanted ? mind->role->speed * 7 / 10 : mind->role->speed;
    struct disc disc = body_disc(mind->self, mind->rules);
    disc.dx = way[k].x * look;
    disc.dy = way[k].y * look;
    int32_t share = geom_sweep_walls(mind->rules, &disc);
    share = fixed_clamp(share, 0, FIXED_ONE);
    struct point end = {self.x + fixed_mul(disc.dx, share),
            self.y + fixed_mul(disc.dy, share)};

    int32_t value = distance(self, plan->goal) - distance(end, plan->goal);
    if (plan->threat) {
        struct point threat = place(plan->threat);
        value += 3 * (distance(end, threat) - distance(self, threat));
    }
    for (uint8_t i = 0; i < plan->shots; i++) {
        value -=
                danger(mind, plan->shot[i], way[k].x * speed, way[k].y * speed);
    }
    value += way[k].buttons == (mind->bot->buttons & ~BUTTON_FIRE) ? U(6) : 0;
    return value + (int32_t)dice(mind, U(8));
}

static uint8_t walk(struct mind *mind, const struct plan *plan)
{
    unsigned best = 0;
    int32_t best_value = INT32_MIN;
    for (unsigned k = 0; k < ARRAY_LEN(way); k++) {
        int32_t value = worth(mind, plan, k);
        if (value > best_value) {
            best_value = value;
            best = k;
        }
    }
    return way[best].buttons;
}

/* ---- thinking ---- */

/* The aim's error is thrown anew for a new target, and halves towards a smaller
 * one as it is tracked. */
static void settle_aim(struct mind *mind, bool is_new)
{
    int32_t wide = by_skill(mind, 6000, 1200);
    int32_t close = by_skill(mind, 2200, 120);
    int32_t span = is_new ? wide : close;
    int32_t thrown = (int32_t)dice(mind, (uint32_t)(2 * span + 1)) - span;
    int32_t kept = is_new ? 0 : mind->bot->error / 2;
    mind->bot->error = (int16_t)fixed_clamp(kept + thrown, -8000, 8000);
}

static void think(struct mind *mind)
{
    struct bot *bot = mind->bot;
    struct plan plan;
    uint8_t before = bot->target;
    bot->target = choose_target(mind);
    settle_aim(mind, bot->target != before);
    plan.threat = find_threat(mind);
    plan.goal = choose_goal(mind, target_of(mind));
    plan.look = fixed_clamp(
            distance(place(mind->self), plan.goal), U(16), LOOK_AHEAD);
    watch_shots(mind, &plan);
    bot->buttons = walk(mind, &plan);
    bot->think_at = mind->now + (uint32_t)by_skill(mind, 10, 3) + dice(mind, 4);
}

/* ---- aiming ---- */

/* Where the target will be when a shot gets there. */
static struct point lead(const struct mind *mind, const struct entity *target)
{
    struct point there = place(target);
    int32_t speed = mind->weapon->speed > 0 ? mind->weapon->speed : 1;
    int32_t ticks = distance(place(mind->self), there) / speed;
    ticks = fixed_clamp(ticks, 0, mind->weapon->life);
    return (struct point){
            there.x + target->vx * ticks, there.y + target->vy * ticks};
}

/* Turns the aim towards `angle` at the speed of its hand; returns how far off
 * it is then. */
static int32_t turn_to(struct mind *mind, uint16_t angle)
{
    int32_t off = (int16_t)(uint16_t)(angle - mind->bot->aim);
    int32_t hand = by_skill(mind, 1200, 5000);
    int32_t turn = fixed_clamp(off, -hand, hand);
    mind->bot->aim = (uint16_t)(mind->bot->aim + turn);
    return magnitude(off - turn);
}

/* Whether a friend whom the shot would hurt stands before the target. */
static bool is_friend_between(
        const struct mind *mind, const struct entity *target)
{
    struct disc shot = {.x = mind->self->x,
            .y = mind->self->y,
            .r = mind->weapon->radius,
            .dx = target->x - mind->self->x,
            .dy = target->y - mind->self->y};
    uint16_t players =
            mind->rules->friendly_fire ? mind->world->player_limit : 0;
    for (uint16_t i = 0; i < players; i++) {
        const struct entity *other = &mind->world->entity[i];
        if (other != mind->self && body_is_alive(other) &&
                event_same_side(mind->world, mind->slot, (uint8_t)i) &&
                geom_sweep_disc(&shot, other->x, other->y,
                        mind->role->radius) != GEOM_CLEAR) {
            return true;
        }
    }
    return false;
}

/* Whether a shot at the target would get there, as far as a bot can tell. */
static bool is_shootable(const struct mind *mind, const struct entity *target)
{
    struct point self = place(mind->self);
    int32_t reach = mind->weapon->speed * mind->weapon->life;
    return distance(self, place(target)) < reach &&
           !entity_guarded(target, mind->now) &&
           !is_friend_between(mind, target) &&
           is_clear(mind, self, place(target), mind->weapon->radius);
}

/* Looks at who it will shoot, or where it walks; true when it should shoot. */
static bool aim(struct mind *mind, const struct entity *target)
{
    struct point self = place(mind->self);
    if (!target || !mind->weapon) {
        if (mind->self->vx != 0 || mind->self->vy != 0) {
            turn_to(mind, fixed_angle(mind->self->vx, mind->self->vy));
        }
        return false;
    }
    struct point there = lead(mind, target);
    uint16_t angle = fixed_angle(there.x - self.x, there.y - self.y);
    int32_t off = turn_to(mind, (uint16_t)(angle + mind->bot->error));
    int32_t size = rules_role(mind->rules, target->type)->radius;
    int32_t far = distance(self, there) + 1;
    int32_t tolerance = (int32_t)((int64_t)size * 10430 / far) + 200;
    return off < tolerance && is_shootable(mind, target);
}

/* The round is over: nobody is hurt, everybody dances. */
static struct input dance(struct mind *mind)
{
    struct bot *bot = mind->bot;
    if (mind->now >= bot->think_at) {
        bot->buttons = way[dice(mind, ARRAY_LEN(way))].buttons;
        bot->think_at = mind->now + 4 + dice(mind, 8);
    }
    bot->aim = (uint16_t)(bot->aim + 2600);
    return (struct input){.buttons = bot->buttons, .aim = bot->aim};
}

struct input sim_bot_input(
        struct world *world, const struct rules *rules, uint8_t slot)
{
    const struct entity *self = &world->entity[slot];
    const struct rules_role *role = rules_role(rules, self->type);
    struct mind mind = {
            .world = world,
            .rules = rules,
            .bot = &world->bot[slot],
            .self = self,
            .role = role,
            .weapon = rules_weapon(rules, role->weapon),
            .slot = slot,
            .now = world->match.tick + 1,
    };
    if (world->match.phase == PHASE_RESULTS) {
        return dance(&mind);
    }
    if (!body_is_alive(self)) {
        return (struct input){.aim = mind.bot->aim};
    }
    bool lost = mind.bot->target != NO_SLOT && !target_of(&mind);
    if (mind.now >= mind.bot->think_at || lost) {
        think(&mind);
    }
    bool shoots = aim(&mind, target_of(&mind));
    uint8_t fire = shoots ? BUTTON_FIRE : 0;
    return (struct input){
            .buttons = mind.bot->buttons | fire, .aim = mind.bot->aim};
}
