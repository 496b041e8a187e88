/* SPDX-License-Identifier: MIT
 *
 * bot_aim: where a bot looks, and when it shoots.
 */
#ifndef SHARED_BOT_AIM_H
#define SHARED_BOT_AIM_H

#include "shared/bot_mind.h"

/* Throws the aim's error: anew for a new target, and halved towards a smaller
 * one as it is tracked. */
void bot_settle_aim(struct mind *mind, bool is_new);

/* Looks at who it will shoot, or where it walks; true when it should shoot.
 * `target` may be NULL. */
bool bot_aim(struct mind *mind, const struct entity *target);

#endif
