/* SPDX-License-Identifier: MIT */
#include "shared/body.h"

#include "shared/fixed.h"
#include "shared/rules.h"
#include "shared/world.h"

#define DIAGONAL 46341 // 1 / sqrt(2), in 1/65536

bool body_is_alive(const struct entity *entity)
{
    return entity->kind == ENTITY_PLAYER && entity->hp > 0;
}

struct disc body_disc(const struct entity *player, const struct rules *rules)
{
    return (struct disc){
            .x = fixed_clamp(player->x, 0, rules->width),
            .y = fixed_clamp(player->y, 0, rules->height),
            .r = rules_role(rules, player->type)->radius,
            .vx = player->vx,
            .vy = player->vy,
            .bounce = rules->bounce,
    };
}

int16_t body_velocity(int32_t v)
{
    return (int16_t)fixed_clamp(v, -BODY_SPEED_MAX, BODY_SPEED_MAX);
}

static void set_disc(struct entity *player, const struct disc *disc)
{
    player->x = disc->x;
    player->y = disc->y;
    player->vx = body_velocity(disc->vx);
    player->vy = body_velocity(disc->vy);
}

/* Turns the velocity towards (x, y) by at most `accel`. */
static void approach(struct disc *disc, int32_t x, int32_t y, int32_t accel)
{
    int32_t dx = x - disc->vx;
    int32_t dy = y - disc->vy;
    int64_t square = (int64_t)dx * dx + (int64_t)dy * dy;
    if (square <= (int64_t)accel * accel) {
        disc->vx = x;
        disc->vy = y;
        return;
    }
    int32_t length = (int32_t)fixed_sqrt((uint64_t)square);
    disc->vx += fixed_part_up(dx, accel, length);
    disc->vy += fixed_part_up(dy, accel, length);
}

int32_t body_coast(int32_t v, uint16_t drag)
{
    int32_t loss = fixed_mul(v, drag);
    if (loss == 0 && v != 0 && drag != 0) {
        loss = v < 0 ? -1 : 1;
    }
    return v - loss;
}

static void steer(struct disc *disc, const struct rules *rules,
        const struct rules_role *role, uint8_t buttons)
{
    int32_t right = !!(buttons & BUTTON_RIGHT) - !!(buttons & BUTTON_LEFT);
    int32_t down = !!(buttons & BUTTON_DOWN) - !!(buttons & BUTTON_UP);
    if (right == 0 && down == 0) {
        disc->vx = body_coast(disc->vx, rules->drag);
        disc->vy = body_coast(disc->vy, rules->drag);
        return;
    }
    int32_t speed = role->speed;
    if (right != 0 && down != 0) {
        speed = fixed_mul(speed, DIAGONAL);
    }
    approach(disc, right * speed, down * speed, role->accel);
}

void body_step(struct entity *player, const struct rules *rules,
        const struct posts *posts, uint8_t buttons, uint32_t now)
{
    if (!body_is_alive(player)) {
        return;
    }
    struct disc disc = body_disc(player, rules);
    disc.posts = posts;
    steer(&disc, rules, rules_role(rules, player->type),
            now < player->thaw_at ? 0 : buttons);
    disc.vx = body_velocity(disc.vx);
    disc.vy = body_velocity(disc.vy);
    disc.dx = disc.vx;
    disc.dy = disc.vy;
    geom_move(rules, &disc);
    set_disc(player, &disc);
}

void body_shove(struct entity *player, const struct rules *rules,
        const struct posts *posts, const struct shove *by)
{
    struct disc disc = body_disc(player, rules);
    disc.posts = posts;
    disc.vx = body_velocity(disc.vx + by->vx);
    disc.vy = body_velocity(disc.vy + by->vy);
    disc.dx = by->dx;
    disc.dy = by->dy;
    geom_move(rules, &disc);
    set_disc(player, &disc);
}
