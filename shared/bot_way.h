/* SPDX-License-Identifier: MIT
 *
 * bot_way: how a bot finds to where it wants to be, round walls.
 */
#ifndef SHARED_BOT_WAY_H
#define SHARED_BOT_WAY_H

#include "shared/bot_mind.h"

/* Where to walk straight to, on the way to `goal`: that itself, or the furthest
 * point of a short way there that the bot can walk straight to. The goal itself
 * too when no way leads there. */
struct point bot_route(const struct mind *mind, struct point goal);

#endif
