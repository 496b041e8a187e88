/* SPDX-License-Identifier: MIT
 *
 * bot_goal: what a bot is up to: whom to hunt, whom to flee, what to fetch.
 *
 * The habits of the rules say it; below them a bot does what the touch effects
 * ask for, and shoots.
 */
#ifndef SHARED_BOT_GOAL_H
#define SHARED_BOT_GOAL_H

#include "shared/bot_walk.h"

/* Makes up its mind; leaves whom it hunts in bot->target. */
void bot_choose(struct mind *mind, struct plan *plan);

/* Whom it hunts, NULL when that is nobody who lives. */
const struct entity *bot_target(const struct mind *mind);

#endif
