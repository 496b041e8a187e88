/* SPDX-License-Identifier: MIT */
#include "shared/guess.h"

#include "shared/world.h"

struct entity guess_player(
        const struct entity *before, uint16_t slot, uint32_t tick)
{
    struct entity player = *before;
    player.kind = ENTITY_PLAYER;
    player.owner = (uint8_t)slot;
    player.born = tick;
    player.vx = 0;
    player.vy = 0;
    player.ready_at = tick;
    player.back_at = 0;
    player.thaw_at = 0;
    return player;
}

struct entity guess_shot(const struct snapshot *now, uint8_t owner)
{
    struct entity shot = {
            .kind = ENTITY_SHOT,
            .owner = owner,
            .born = now->match.tick,
            .ready_at = now->match.tick,
    };
    if (owner < now->player_limit) {
        const struct entity *player = &now->entity[owner];
        shot.team = player->team;
        shot.x = player->x;
        shot.y = player->y;
        shot.aim = player->aim;
    }
    return shot;
}

struct entity guess_thing(const struct entity *before, uint32_t tick)
{
    struct entity thing = *before;
    if (thing.kind == ENTITY_NONE) {
        thing.foe = NO_SLOT;
    }
    thing.kind = ENTITY_THING;
    thing.owner = NO_SLOT;
    thing.born = tick;
    thing.vx = 0;
    thing.vy = 0;
    thing.back_at = 0;
    return thing;
}
