/* SPDX-License-Identifier: MIT */
#include "shared/spawn.h"

#include "shared/body.h"
#include "shared/fixed.h"
#include "shared/rng.h"
#include "shared/rules.h"
#include "shared/thing.h"
#include "shared/world.h"

uint8_t spawn_team(const struct world *world, const struct rules *rules)
{
    uint16_t size[MAX_TEAMS + 1] = {0};
    uint8_t smallest = 1;
    if (rules->teams == 0) {
        return 0;
    }
    for (uint16_t i = 0; i < world->player_limit; i++) {
        const struct entity *player = &world->entity[i];
        if (player->kind == ENTITY_PLAYER && player->team <= MAX_TEAMS) {
            size[player->team]++;
        }
    }
    for (uint8_t team = 2; team <= rules->teams && team <= MAX_TEAMS; team++) {
        if (size[team] < size[smallest]) {
            smallest = team;
        }
    }
    return smallest;
}

/* The living, as who spawns sees them. */
struct others {
    uint16_t count;
    int32_t x[MAX_PLAYERS], y[MAX_PLAYERS];
    bool friendly[MAX_PLAYERS];
};

static void find_others(
        const struct world *world, uint8_t slot, struct others *others)
{
    uint8_t team = world->entity[slot].team;
    others->count = 0;
    for (uint16_t i = 0; i < world->player_limit; i++) {
        const struct entity *other = &world->entity[i];
        if (i != slot && body_is_alive(other)) {
            uint16_t n = others->count++;
            others->x[n] = other->x;
            others->y[n] = other->y;
            others->friendly[n] = team != 0 && other->team == team;
        }
    }
}

/* How far the nearest is that a new body, of that width, has reason to avoid:
 * an enemy anywhere, a friend only on the spot itself. */
static uint32_t room_at(const struct others *others,
        const struct rules_spot *spot, int64_t width)
{
    int64_t nearest = INT64_MAX;
    for (uint16_t i = 0; i < others->count; i++) {
        int64_t dx = (int64_t)others->x[i] - spot->x;
        int64_t dy = (int64_t)others->y[i] - spot->y;
        int64_t distance = dx * dx + dy * dy;
        if (distance < nearest &&
                (!others->friendly[i] || distance < width * width)) {
            nearest = distance;
        }
    }
    const uint32_t far = 2 * MAX_MAP_UNITS * UNIT;
    uint32_t room = fixed_sqrt((uint64_t)nearest);
    return room < far ? room : far;
}

/* The best spot of `team`, or of anybody's when `team` is 0; NULL if it has
 * none. Half of what a spot is worth is chance. */
static const struct rules_spot *choose_spot(struct world *world,
        const struct rules *rules, uint8_t slot, uint8_t team)
{
    const struct rules_spot *best = NULL;
    uint64_t best_worth = 0;
    struct others others;
    find_others(world, slot, &others);
    int64_t width =
            2 * (int64_t)rules_role(rules, world->entity[slot].type)->radius;
    for (uint8_t i = 0; i < rules->spot_count && i < MAX_SPOTS; i++) {
        const struct rules_spot *spot = &rules->spot[i];
        if (team != 0 && spot->team != 0 && spot->team != team) {
            continue;
        }
        uint64_t chance = 256 + rng_below(&world->secret_rng, 257);
        uint64_t worth = room_at(&others, spot, width) * chance;
        if (!best || worth > best_worth) {
            best = spot;
            best_worth = worth;
        }
    }
    return best;
}

/* Where a replica was told that the player spawns, or NULL. */
static const struct rules_spot *told_spot(
        struct world *world, const struct rules *rules, uint8_t slot)
{
    uint8_t told = world->spot[slot];
    world->spot[slot] = 0;
    bool exists = told > 0 && told <= rules->spot_count && told <= MAX_SPOTS;
    return exists ? &rules->spot[told - 1] : NULL;
}

void spawn_player(struct world *world, const struct rules *rules, uint8_t slot)
{
    struct entity *player = &world->entity[slot];
    const struct rules_spot *spot = told_spot(world, rules, slot);
    if (!spot) {
        spot = choose_spot(world, rules, slot, player->team);
    }
    if (!spot) {
        spot = choose_spot(world, rules, slot, 0);
    }
    player->x = spot ? spot->x : rules->width / 2;
    player->y = spot ? spot->y : rules->height / 2;
    struct disc disc = body_disc(player, rules);
    struct posts posts;
    things_posts(world, rules, &posts);
    disc.posts = &posts;
    geom_push_out(rules, &disc);
    player->x = disc.x;
    player->y = disc.y;
    player->vx = 0;
    player->vy = 0;
    player->hp = rules_role(rules, player->type)->hp;
    player->born = world->match.tick;
    player->ready_at = player->born;
    player->back_at = 0;
    player->thaw_at = 0;
}
