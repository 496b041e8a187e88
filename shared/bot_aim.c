/* SPDX-License-Identifier: MIT */
#include "shared/bot_aim.h"

#include "shared/body.h"
#include "shared/event.h"
#include "shared/fixed.h"
#include "shared/geom.h"
#include "shared/rules.h"
#include "shared/world.h"

#define ERROR_MAX 16000 // 1/65536 turn

void bot_settle_aim(struct mind *mind, bool is_new)
{
    int32_t error = mind->rules->bot_error;
    int32_t wide = error > 0 ? 2 * error : bot_by_skill(mind, 6000, 1200);
    int32_t close = error > 0 ? error : bot_by_skill(mind, 2200, 120);
    int32_t span = is_new ? wide : close;
    int32_t thrown = (int32_t)bot_dice(mind, (uint32_t)(2 * span + 1)) - span;
    int32_t kept = is_new ? 0 : mind->bot->error / 2;
    mind->bot->error =
            (int16_t)fixed_clamp(kept + thrown, -ERROR_MAX, ERROR_MAX);
}

/* Where the target will be when a shot gets there. */
static struct point lead(const struct mind *mind, const struct entity *target)
{
    struct point there = bot_place(target);
    int32_t speed = mind->weapon->speed > 0 ? mind->weapon->speed : 1;
    int32_t ticks = bot_distance(bot_place(mind->self), there) / speed;
    ticks = fixed_clamp(ticks, 0, mind->weapon->life);
    return (struct point){
            there.x + target->vx * ticks, there.y + target->vy * ticks};
}

/* Turns the aim towards `angle` at the speed of its hand; returns how far off
 * it is then. */
static int32_t turn_to(struct mind *mind, uint16_t angle)
{
    int32_t off = (int16_t)(uint16_t)(angle - mind->bot->aim);
    int32_t hand = bot_by_skill(mind, 1200, 5000);
    int32_t turn = fixed_clamp(off, -hand, hand);
    mind->bot->aim = (uint16_t)(mind->bot->aim + turn);
    return off < turn ? turn - off : off - turn;
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
    struct point self = bot_place(mind->self);
    int32_t reach = mind->weapon->speed * mind->weapon->life;
    return bot_distance(self, bot_place(target)) < reach &&
           !entity_guarded(target, mind->now) &&
           !is_friend_between(mind, target) &&
           bot_sees(mind, self, bot_place(target), mind->weapon->radius);
}

bool bot_aim(struct mind *mind, const struct entity *target)
{
    struct point self = bot_place(mind->self);
    if (!target || !mind->weapon ||
            event_same_side(mind->world, mind->slot, target->owner)) {
        if (mind->self->vx != 0 || mind->self->vy != 0) {
            turn_to(mind, fixed_angle(mind->self->vx, mind->self->vy));
        }
        return false;
    }
    struct point there = lead(mind, target);
    uint16_t angle = fixed_angle(there.x - self.x, there.y - self.y);
    int32_t off = turn_to(mind, (uint16_t)(angle + mind->bot->error));
    int32_t size = rules_role(mind->rules, target->type)->radius;
    int32_t far = bot_distance(self, there) + 1;
    int32_t tolerance = (int32_t)((int64_t)size * 10430 / far) + 200;
    return off < tolerance && is_shootable(mind, target);
}
