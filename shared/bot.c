/* SPDX-License-Identifier: MIT */
#include "shared/sim.h"

#include "shared/rng.h"
#include "shared/world.h"

struct input sim_bot_input(
        struct world *world, const struct rules *rules, uint8_t slot)
{
    (void)rules;
    struct bot *bot = &world->bot[slot];
    if (world->match.tick >= bot->think_at) {
        bot->think_at =
                world->match.tick + 6 + rng_below(&world->secret_rng, 12);
        bot->buttons = (uint8_t)rng_below(&world->secret_rng, BUTTONS_ALL + 1);
        bot->aim = (uint16_t)rng_next(&world->secret_rng);
    }
    return (struct input){bot->buttons, bot->aim};
}
