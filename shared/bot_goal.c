/* SPDX-License-Identifier: MIT */
#include "shared/bot_goal.h"

#include "shared/body.h"
#include "shared/bot_way.h"
#include "shared/event.h"
#include "shared/fixed.h"
#include "shared/rules.h"
#include "shared/world.h"

#define THREAT_NEAR U(420) // closer, whoever may catch us is fled from
#define ESCORT_NEAR U(120)

/* ---- whom ---- */

/* Whom it looks for. */
struct wanted {
    bool shoots;   // somebody to shoot
    bool catches;  // somebody a TOUCH effect lets it catch
    bool follows;  // whoever is of this role and side
    uint8_t role;  // or ROLE_ANY
    uint8_t whose; // enum rules_team
};

static bool is_of(uint8_t role, const struct entity *player)
{
    return role == ROLE_ANY || role == player->type;
}

static bool side_fits(uint8_t whose, bool same)
{
    return whose == TEAM_ANY || same == (whose == TEAM_SAME);
}

/* Whether the rules do something when a player touches another, other than to
 * mend somebody: then it wants to, and the other had better not let it. */
static bool hunts(
        const struct mind *mind, const struct entity *a, const struct entity *b)
{
    const struct rules *rules = mind->rules;
    bool same = event_same_side(mind->world, a->owner, b->owner);
    for (uint8_t i = rules->first[EVENT_TOUCH];
            i < rules->first[EVENT_TOUCH + 1]; i++) {
        const struct rules_effect *effect = &rules->effect[i];
        if (effect->op != OP_HEAL && side_fits(effect->if_team, same) &&
                is_of(effect->if_role, a) && is_of(effect->if_other, b)) {
            return true;
        }
    }
    return false;
}

static bool is_wanted(const struct mind *mind, const struct wanted *wanted,
        const struct entity *other)
{
    if (other == mind->self || !body_is_alive(other)) {
        return false;
    }
    bool same = event_same_side(mind->world, mind->slot, other->owner);
    if (wanted->shoots && mind->weapon && !same) {
        return true;
    }
    if (wanted->catches && hunts(mind, mind->self, other)) {
        return true;
    }
    return wanted->follows && is_of(wanted->role, other) &&
           side_fits(wanted->whose, same);
}

static bool is_threat(const struct mind *mind, const struct entity *other)
{
    return other != mind->self && body_is_alive(other) &&
           hunts(mind, other, mind->self) && !hunts(mind, mind->self, other);
}

/* The nearest one; those behind walls and those not hunted so far seem further
 * off than they are. */
static uint8_t find_wanted(const struct mind *mind, const struct wanted *wanted)
{
    struct point self = bot_place(mind->self);
    uint8_t best = NO_SLOT;
    int32_t best_cost = INT32_MAX;
    for (uint16_t i = 0; i < mind->world->player_limit; i++) {
        const struct entity *other = &mind->world->entity[i];
        int32_t cost = bot_distance(self, bot_place(other));
        cost -= i == mind->bot->target ? cost / 4 : 0;
        if (cost >= best_cost || !is_wanted(mind, wanted, other)) {
            continue;
        }
        bool seen = bot_sees(mind, self, bot_place(other), 1);
        cost += seen ? 0 : cost / 2 + U(100);
        if (cost < best_cost) {
            best_cost = cost;
            best = (uint8_t)i;
        }
    }
    return best;
}

/* The nearest who may catch it, or, with a habit, who is of that role. */
static const struct entity *find_threat(
        const struct mind *mind, const struct rules_habit *habit)
{
    struct wanted wanted = {.follows = true};
    const struct entity *nearest = NULL;
    int32_t near = THREAT_NEAR;
    if (habit) {
        wanted.role = habit->role;
        wanted.whose = habit->whose;
    }
    for (uint16_t i = 0; i < mind->world->player_limit; i++) {
        const struct entity *other = &mind->world->entity[i];
        int32_t far = bot_distance(bot_place(mind->self), bot_place(other));
        if (far < near && (habit ? is_wanted(mind, &wanted, other)
                                 : is_threat(mind, other))) {
            near = far;
            nearest = other;
        }
    }
    return nearest;
}

const struct entity *bot_target(const struct mind *mind)
{
    uint8_t slot = mind->bot->target;
    bool exists = slot < mind->world->player_limit && slot != mind->slot &&
                  body_is_alive(&mind->world->entity[slot]);
    return exists ? &mind->world->entity[slot] : NULL;
}

/* ---- players as goals ---- */

/* How far from its target it likes to be, to shoot. */
static int32_t shooting_distance(const struct mind *mind)
{
    const struct rules_weapon *weapon = mind->weapon;
    int32_t usual =
            fixed_clamp(weapon->speed * weapon->life / 5 * 2, U(90), U(300));
    return usual * (1500 - fixed_clamp(mind->rules->bot_courage, 0, 1000)) /
           1000;
}

/* In sight of a target: to and fro to keep the distance, sideways else, the
 * other way round every two seconds. */
static struct point duel(const struct mind *mind, const struct entity *target)
{
    struct point self = bot_place(mind->self);
    int32_t dx = target->x - self.x;
    int32_t dy = target->y - self.y;
    int32_t wanted = shooting_distance(mind);
    int32_t far = bot_distance(self, bot_place(target));
    if (far > wanted + wanted / 4) {
        return bot_route(mind, bot_place(target));
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
    struct point there = bot_place(target);
    int32_t speed = mind->role->speed > 0 ? mind->role->speed : 1;
    int32_t ticks = bot_distance(bot_place(mind->self), there) / speed;
    ticks = fixed_clamp(ticks, 0, TICK_HZ / 2);
    return (struct point){
            fixed_clamp(there.x + target->vx * ticks, 0, mind->rules->width),
            fixed_clamp(there.y + target->vy * ticks, 0, mind->rules->height)};
}

static struct point chase(const struct mind *mind, const struct entity *target)
{
    struct point self = bot_place(mind->self);
    struct point ahead = ahead_of(mind, target);
    bool is_free = bot_sees(mind, self, bot_place(target), 1) &&
                   bot_sees(mind, self, ahead, mind->role->radius);
    return is_free ? ahead : bot_route(mind, bot_place(target));
}

/* What it does about its target, or without one. */
static struct point fight(const struct mind *mind, const struct entity *target)
{
    if (!target) {
        return bot_route(mind, stroll(mind));
    }
    bool seen = bot_sees(mind, bot_place(mind->self), bot_place(target), 1);
    bool shoots = mind->weapon && !hunts(mind, mind->self, target);
    return shoots && seen ? duel(mind, target) : chase(mind, target);
}

/* ---- things as goals ---- */

/* Whether the thing lies where the bout began for it. */
static bool is_home(const struct mind *mind, const struct entity *thing)
{
    const struct entity *first =
            &mind->world->entity[mind->world->player_limit];
    ptrdiff_t i = thing - first;
    const struct rules *rules = mind->rules;
    return i < rules->stand_count && rules->stand[i].x == thing->x &&
           rules->stand[i].y == thing->y;
}

/* Whether all that would happen is that it goes where it is. */
static bool is_pointless(const struct mind *mind, const struct entity *thing)
{
    const struct rules *rules = mind->rules;
    bool goes_home = false;
    if (!is_home(mind, thing)) {
        return false;
    }
    for (uint8_t i = rules->first[EVENT_ENTER];
            i < rules->first[EVENT_ENTER + 1]; i++) {
        const struct rules_effect *effect = &rules->effect[i];
        bool fits = is_of(effect->if_role, mind->self) &&
                    side_fits(effect->if_team, bot_owns(mind, thing)) &&
                    (effect->if_thing == NO_THING ||
                            effect->if_thing == thing->type);
        if (fits && effect->op != OP_HOME) {
            return false;
        }
        goes_home = goes_home || fits;
    }
    return goes_home;
}

/* The nearest thing of a kind that nobody carries. */
static const struct entity *find_thing(
        const struct mind *mind, uint8_t kind, uint8_t whose)
{
    const struct entity *nearest = NULL;
    const struct entity *thing;
    int32_t near = INT32_MAX;
    uint8_t i = 0;
    while ((thing = bot_next_thing(mind, &i))) {
        int32_t far = bot_distance(bot_place(mind->self), bot_place(thing));
        if (thing->type == kind && thing->owner == NO_SLOT && far < near &&
                side_fits(whose, bot_owns(mind, thing)) &&
                !is_pointless(mind, thing)) {
            near = far;
            nearest = thing;
        }
    }
    return nearest;
}

static bool is_upon(const struct mind *mind, const struct entity *thing)
{
    return bot_distance(bot_place(mind->self), bot_place(thing)) <
           U(thing->hp) + mind->role->radius;
}

/* Straight to it. What it stands upon already it leaves, to come again. */
static struct point fetch(const struct mind *mind, const struct entity *thing)
{
    const struct rules_kind *kind = rules_kind(mind->rules, thing->type);
    struct point there = bot_place(thing);
    bool lies = kind && kind->body == BODY_CARRIED;
    if (lies && is_upon(mind, thing)) {
        return bot_beyond(there, bot_place(mind->self), U(60));
    }
    return bot_route(mind, there);
}

/* Some place in it, another one every two seconds. */
static struct point stay(const struct mind *mind, const struct entity *thing)
{
    uint32_t turn = (mind->now >> 6) + mind->slot;
    uint16_t angle = (uint16_t)(turn * 24109 + mind->slot * 7919u);
    int32_t far = U(thing->hp) * (int32_t)(turn % 3 + 1) / 5;
    struct point there = {thing->x + fixed_mul(far, fixed_cos(angle)),
            thing->y + fixed_mul(far, fixed_sin(angle))};
    return bot_route(mind, there);
}

/* How far `p` is off the line from a to b, to either side; 1/256 u. */
static int32_t off_line(struct point a, struct point b, struct point p)
{
    int64_t dx = b.x - a.x;
    int64_t dy = b.y - a.y;
    int64_t length = fixed_sqrt((uint64_t)(dx * dx + dy * dy));
    int64_t cross = dx * (p.y - a.y) - dy * (p.x - a.x);
    return length == 0 ? 0 : (int32_t)(cross / length);
}

/* Behind the thing, as seen from the goal, and then through it. Who is on the
 * wrong side goes round it. */
static struct point push_to(
        const struct mind *mind, const struct entity *thing, struct point goal)
{
    struct point self = bot_place(mind->self);
    struct point there = {thing->x + thing->vx * 4, thing->y + thing->vy * 4};
    int32_t reach = U(thing->hp) + mind->role->radius;
    struct point behind = bot_beyond(goal, there, reach);
    int32_t aside = off_line(goal, there, self);
    int32_t far = bot_distance(goal, self) - bot_distance(goal, there);
    if (far > 0 && aside > -reach / 2 && aside < reach / 2) {
        return bot_route(mind, there);
    }
    if (far > reach / 2 || bot_distance(self, there) > 4 * reach) {
        return bot_route(mind, behind);
    }
    // past the side it is on, wide enough not to touch it
    int64_t dx = there.x - goal.x;
    int64_t dy = there.y - goal.y;
    int64_t length = fixed_sqrt((uint64_t)(dx * dx + dy * dy)) + 1;
    int64_t wide = aside < 0 ? -reach - U(40) : reach + U(40);
    return bot_route(
            mind, (struct point){behind.x - (int32_t)(dy * wide / length),
                          behind.y + (int32_t)(dx * wide / length)});
}

/* ---- habits ---- */

static bool do_push(const struct mind *mind, const struct rules_habit *habit,
        struct plan *plan)
{
    const struct entity *thing = find_thing(mind, habit->kind, TEAM_ANY);
    const struct entity *goal =
            thing ? find_thing(mind, habit->goal, habit->whose) : NULL;
    if (goal) {
        plan->goal = push_to(mind, thing, bot_place(goal));
        plan->is_exact = true;
    }
    return goal;
}

static bool do_visit(const struct mind *mind, const struct rules_habit *habit,
        struct plan *plan)
{
    const struct entity *thing = find_thing(mind, habit->kind, habit->whose);
    if (thing) {
        plan->goal = habit->does == DOES_FETCH ? fetch(mind, thing)
                                               : stay(mind, thing);
        plan->is_exact = true;
    }
    return thing;
}

static bool do_follow(
        struct mind *mind, const struct rules_habit *habit, struct plan *plan)
{
    bool escorts = habit->does == DOES_ESCORT;
    struct wanted wanted = {.follows = true,
            .role = habit->role,
            .whose = escorts ? TEAM_SAME : habit->whose};
    uint8_t slot = find_wanted(mind, &wanted);
    if (slot == NO_SLOT) {
        return false;
    }
    const struct entity *other = &mind->world->entity[slot];
    struct point there = bot_place(other);
    if (!escorts) {
        mind->bot->target = slot;
        plan->goal = chase(mind, other);
        return true;
    }
    plan->goal = bot_route(mind, there);
    return bot_distance(bot_place(mind->self), there) > ESCORT_NEAR;
}

/* Whether the habit has something to go for. */
static bool follow(
        struct mind *mind, const struct rules_habit *habit, struct plan *plan)
{
    const struct entity *threat;
    const struct entity *target = bot_target(mind);
    switch ((enum rules_doing)habit->does) {
    case DOES_FIGHT:
        if (mind->weapon && target) {
            plan->goal = fight(mind, target);
        }
        return mind->weapon && target;
    case DOES_FLEE:
        threat = find_threat(mind, habit);
        plan->threat = threat ? threat : plan->threat;
        return false; // it runs, but to where the next habit leads
    case DOES_FETCH:
    case DOES_STAY:
        return do_visit(mind, habit, plan);
    case DOES_PUSH:
        return do_push(mind, habit, plan);
    case DOES_CATCH:
    case DOES_ESCORT:
        return do_follow(mind, habit, plan);
    default:
        return false;
    }
}

static bool fits(const struct mind *mind, const struct rules_habit *habit)
{
    return is_of(habit->if_role, mind->self) &&
           (habit->if_carry == NO_THING || habit->if_carry == mind->carries);
}

void bot_choose(struct mind *mind, struct plan *plan)
{
    const struct rules *rules = mind->rules;
    struct wanted usual = {.shoots = true, .catches = true};
    const struct entity *refuge = bot_refuge(mind);
    mind->bot->target = find_wanted(mind, &usual);
    plan->threat = find_threat(mind, NULL);
    if (refuge) {
        plan->goal = bot_route(mind, bot_place(refuge));
        return;
    }
    for (uint8_t i = 0; i < rules->habit_count && i < MAX_HABITS; i++) {
        if (fits(mind, &rules->habit[i]) &&
                follow(mind, &rules->habit[i], plan)) {
            return;
        }
    }
    plan->goal = fight(mind, bot_target(mind));
}
