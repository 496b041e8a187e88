/* SPDX-License-Identifier: MIT */
#include "shared/bot_walk.h"

#include "shared/body.h"
#include "shared/fixed.h"
#include "shared/geom.h"
#include "shared/rules.h"
#include "shared/world.h"

#define LOOK_AHEAD  U(72) // how far a way to walk is probed at most
#define DODGE_TICKS 24    // shots further off are not worried about
#define DODGE_MAX   8     // shots it can keep an eye on
#define DRIFT_TICKS 8     // that it takes to come to a halt at an abyss

static const struct {
    int8_t x, y;
    uint8_t buttons;
} way[9] = {{0, 0, 0}, {1, 0, BUTTON_RIGHT}, {-1, 0, BUTTON_LEFT},
        {0, 1, BUTTON_DOWN}, {0, -1, BUTTON_UP},
        {1, 1, BUTTON_RIGHT | BUTTON_DOWN}, {1, -1, BUTTON_RIGHT | BUTTON_UP},
        {-1, 1, BUTTON_LEFT | BUTTON_DOWN}, {-1, -1, BUTTON_LEFT | BUTTON_UP}};

/* What it walks among. */
struct scene {
    const struct plan *plan;
    int32_t look; // how far ways are probed: not past a goal at hand
    uint8_t shots;
    const struct entity *shot[DODGE_MAX];
    uint32_t hurts_in[3]; // kinds of areas, a bit each, by enum rules_team
    uint32_t hurts_out;   // those outside of which it is hurt
    bool any_harm;
};

/* ---- shots ---- */

static bool is_near(int32_t v)
{
    return v > -U(500) && v < U(500);
}

static void watch_shots(struct mind *mind, struct scene *scene)
{
    const struct world *world = mind->world;
    if (bot_dice(mind, 1000) >= (uint32_t)bot_by_skill(mind, 200, 1000)) {
        return; // it did not look
    }
    for (uint16_t i = first_shot_slot(world->player_limit);
            i < world->entity_limit && scene->shots < DODGE_MAX; i++) {
        const struct entity *shot = &world->entity[i];
        int32_t dx = mind->self->x - shot->x;
        int32_t dy = mind->self->y - shot->y;
        bool comes = (int64_t)dx * shot->vx + (int64_t)dy * shot->vy > 0;
        if (shot->kind == ENTITY_SHOT && shot->owner != mind->slot && comes &&
                is_near(dx) && is_near(dy)) {
            scene->shot[scene->shots++] = shot;
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

/* ---- areas that hurt ---- */

static uint32_t bit_of(uint8_t kind)
{
    return kind < MAX_KINDS ? (uint32_t)1 << kind : 0;
}

/* Which areas hurt is what the effects say. */
static void learn_harm(const struct mind *mind, struct scene *scene)
{
    const struct rules *rules = mind->rules;
    for (uint8_t i = 0; i < rules->effect_count && rules->kind_count > 0; i++) {
        const struct rules_effect *effect = &rules->effect[i];
        bool hurts = (effect->op == OP_KILL || effect->op == OP_DAMAGE) &&
                     (effect->who == WHO_ACTOR || effect->who == WHO_ALL) &&
                     (effect->if_role == ROLE_ANY ||
                             effect->if_role == mind->self->type);
        if (!hurts) {
            continue;
        }
        scene->any_harm = true;
        bool comes = effect->event == EVENT_ENTER || effect->event == EVENT_IN;
        bool goes = effect->event == EVENT_EXIT;
        scene->hurts_in[effect->if_team] |=
                comes ? bit_of(effect->if_thing) : 0;
        scene->hurts_in[TEAM_ANY] |= bit_of(effect->if_in);
        scene->hurts_out |= goes ? bit_of(effect->if_thing) : 0;
        scene->hurts_out |= bit_of(effect->if_out);
    }
}

/* How much too far out, or in, `at` is for who wants to be in the area, or out
 * of it. */
static int32_t misplacement(const struct mind *mind, const struct scene *scene,
        const struct entity *thing, struct point at)
{
    int32_t r = U(thing->hp);
    int32_t far = bot_distance(at, bot_place(thing));
    int32_t margin = mind->role->radius;
    if (scene->hurts_out & bit_of(thing->type)) {
        return far - (r > 4 * margin ? r - 2 * margin : r / 2);
    }
    unsigned whose = bot_owns(mind, thing) ? TEAM_SAME : TEAM_OTHER;
    uint32_t hurts_in = scene->hurts_in[TEAM_ANY] | scene->hurts_in[whose];
    if (hurts_in & bit_of(thing->type)) {
        return r + 2 * margin - far;
    }
    return 0;
}

static int32_t harm(
        const struct mind *mind, const struct scene *scene, struct point at)
{
    const struct entity *thing;
    int32_t all = 0;
    uint8_t i = 0;
    while (scene->any_harm && (thing = bot_next_thing(mind, &i))) {
        int32_t off = misplacement(mind, scene, thing, at);
        all += off > 0 ? off : 0;
    }
    return all;
}

const struct entity *bot_refuge(const struct mind *mind)
{
    struct scene scene = {0};
    const struct entity *thing;
    uint8_t i = 0;
    learn_harm(mind, &scene);
    while (scene.hurts_out != 0 && (thing = bot_next_thing(mind, &i))) {
        if ((scene.hurts_out & bit_of(thing->type)) &&
                bot_distance(bot_place(mind->self), bot_place(thing)) >
                        U(thing->hp)) {
            return thing;
        }
    }
    return NULL;
}

/* ---- the choice ---- */

/* Where the way ends, as far as walls let it. */
static struct point end_of(
        const struct mind *mind, const struct scene *scene, unsigned k)
{
    bool slanted = way[k].x != 0 && way[k].y != 0;
    int32_t look = slanted ? scene->look * 7 / 10 : scene->look;
    struct disc disc = body_disc(mind->self, mind->rules);
    disc.dx = way[k].x * look;
    disc.dy = way[k].y * look;
    int32_t share = geom_sweep_walls(mind->rules, &disc);
    share = fixed_clamp(share, 0, FIXED_ONE);
    return (struct point){mind->self->x + fixed_mul(disc.dx, share),
            mind->self->y + fixed_mul(disc.dy, share)};
}

/* What the way is worth: how much nearer to the goal, how much further from the
 * threat it leads, in 1/256 u. */
static int32_t worth(struct mind *mind, const struct scene *scene, unsigned k)
{
    const struct plan *plan = scene->plan;
    struct point self = bot_place(mind->self);
    struct point end = end_of(mind, scene, k);
    bool slanted = way[k].x != 0 && way[k].y != 0;
    int32_t speed = slanted ? mind->role->speed * 7 / 10 : mind->role->speed;

    int32_t value =
            bot_distance(self, plan->goal) - bot_distance(end, plan->goal);
    if (plan->threat) {
        struct point threat = bot_place(plan->threat);
        value += 3 * (bot_distance(end, threat) - bot_distance(self, threat));
    }
    for (uint8_t i = 0; i < scene->shots; i++) {
        value -= danger(
                mind, scene->shot[i], way[k].x * speed, way[k].y * speed);
    }
    struct point drift = {end.x + mind->self->vx * DRIFT_TICKS,
            end.y + mind->self->vy * DRIFT_TICKS};
    value -= 4 * harm(mind, scene, drift);
    value += way[k].buttons == (mind->bot->buttons & ~BUTTON_FIRE) ? U(6) : 0;
    return value + (int32_t)bot_dice(mind, U(8));
}

uint8_t bot_walk(struct mind *mind, const struct plan *plan)
{
    struct scene scene = {.plan = plan};
    unsigned best = 0;
    int32_t best_value = INT32_MIN;
    int32_t far = bot_distance(bot_place(mind->self), plan->goal);
    scene.look = fixed_clamp(far, U(16), LOOK_AHEAD);
    watch_shots(mind, &scene);
    learn_harm(mind, &scene);
    for (unsigned k = 0; k < ARRAY_LEN(way); k++) {
        int32_t value = worth(mind, &scene, k);
        if (value > best_value) {
            best_value = value;
            best = k;
        }
    }
    return way[best].buttons;
}

uint8_t bot_any_way(struct mind *mind)
{
    return way[bot_dice(mind, ARRAY_LEN(way))].buttons;
}
