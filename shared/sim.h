/* SPDX-License-Identifier: MIT
 *
 * sim: the game, one tick at a time.
 *
 * The same inputs on the same world give the same world on every platform, for
 * ever: integers only, no clock, no memory of its own.
 */
#ifndef SHARED_SIM_H
#define SHARED_SIM_H

#include "shared/world.h"

struct rules;

/* For how many ticks a missing input is taken to be the one before. */
#define INPUT_HELD 10

/* How long before `tick` that is, for struct input. */
uint8_t sim_lag(uint32_t tick, uint32_t seen);

/* Makes an empty match at tick 0. `seed` feeds both generators. At most
 * rules->max_players players ever fit: a room's size is fixed at birth. */
void sim_start(struct world *world, const struct rules *rules, uint64_t seed);

/* Puts a player, or a bot, into free slot `slot` and spawns it. It begins with
 * no points; or, where the fewest win, with as many as anybody has. */
void sim_join(
        struct world *world, const struct rules *rules, uint8_t slot, bool bot);

/* Takes the player in `slot` out, and its shots with it; what it carried lies
 * where it was. */
void sim_leave(struct world *world, uint8_t slot);

/* The lowest free player slot, or NO_SLOT. */
uint8_t sim_free_slot(const struct world *world);

/* What scripts do to players, between two steps, with all that follows from it;
 * by whom, or NO_SLOT. As events, nobody is hurt or dies outside of play. */
void sim_hurt(struct world *world, const struct rules *rules, uint8_t slot,
        uint8_t by, int32_t points);
void sim_kill(struct world *world, const struct rules *rules, uint8_t slot,
        uint8_t by);
void sim_spawn(struct world *world, const struct rules *rules, uint8_t slot);

/* Who else takes players' roles or lives between two steps says which roles
 * there were (world_living_roles), so that EXTINCT comes. */
void sim_roles_were(struct world *world, uint32_t roles);

/* Computes the input of the bot in `slot` for the coming tick. Touches nothing
 * but the bot's own state and the secret generator. */
struct input sim_bot_input(
        struct world *world, const struct rules *rules, uint8_t slot);

/* Advances the world by one tick. `input` has player_limit elements, one a
 * slot; those of empty slots are not read. */
void sim_step(struct world *world, const struct rules *rules,
        const struct input *input);

/* Whether the next sim_step() begins a new round. Before that is the time to go
 * on, by sim_change_rules(), to another map or mode: the step then puts all of
 * it in its place. */
bool sim_round_ends_next(const struct world *world);

/* Goes on under `now` where `old` ruled, at a tick boundary: players keep their
 * role by its id, or start anew where the role is gone; nobody has more hit
 * points than the role allows; shots of vanished weapons fade, things of
 * vanished kinds are gone, new ones are placed. The player limit stays as it
 * is. */
void sim_change_rules(
        struct world *world, const struct rules *old, const struct rules *now);

#endif
