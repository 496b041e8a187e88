/* SPDX-License-Identifier: MIT
 *
 * A bot sees what a player sees and presses what a player presses. Every few
 * ticks it thinks: what to go for, whom to hunt, whom to flee, which of nine
 * ways to walk; in between it holds on to that and only aims. What it does
 * badly is meant: it aims beside its target by an error that shrinks as it
 * tracks, turns its aim at a limited speed, and thinks as seldom as its skill
 * says.
 */
#include "shared/body.h"
#include "shared/bot_aim.h"
#include "shared/bot_goal.h"
#include "shared/bot_mind.h"
#include "shared/bot_walk.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"

/* Ticks until it thinks again: sooner when it would walk past its goal. */
static uint32_t pause_after(struct mind *mind, const struct plan *plan)
{
    int32_t usual = bot_by_skill(mind, 10, 3) + (int32_t)bot_dice(mind, 4);
    int32_t far = bot_distance(bot_place(mind->self), plan->goal);
    int32_t needed = 2 + far / (mind->role->speed + 1);
    return (uint32_t)(plan->is_exact && needed < usual ? needed : usual);
}

static void think(struct mind *mind)
{
    struct bot *bot = mind->bot;
    struct plan plan = {0};
    uint8_t before = bot->target;
    bot_choose(mind, &plan);
    bot_settle_aim(mind, bot->target != before);
    bot->buttons = bot_walk(mind, &plan);
    bot->think_at = mind->now + pause_after(mind, &plan);
}

/* The round is over: nobody is hurt, everybody dances. */
static struct input dance(struct mind *mind)
{
    struct bot *bot = mind->bot;
    if (mind->now >= bot->think_at) {
        bot->buttons = bot_any_way(mind);
        bot->think_at = mind->now + 4 + bot_dice(mind, 8);
    }
    bot->aim = (uint16_t)(bot->aim + 2600);
    return (struct input){.buttons = bot->buttons, .aim = bot->aim};
}

struct input sim_bot_input(
        struct world *world, const struct rules *rules, uint8_t slot)
{
    struct mind mind = bot_mind(world, rules, slot);
    if (world->match.phase == PHASE_RESULTS) {
        return dance(&mind);
    }
    if (!body_is_alive(mind.self)) {
        return (struct input){.aim = mind.bot->aim};
    }
    bool lost = mind.bot->target != NO_SLOT && !bot_target(&mind);
    if (mind.now >= mind.bot->think_at || lost) {
        think(&mind);
    }
    bool shoots = bot_aim(&mind, bot_target(&mind));
    uint8_t fire = shoots ? BUTTON_FIRE : 0;
    return (struct input){
            .buttons = mind.bot->buttons | fire, .aim = mind.bot->aim};
}
