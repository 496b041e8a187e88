/* SPDX-License-Identifier: MIT
 *
 * bot_walk: which of nine ways a bot walks, given where it wants to be.
 */
#ifndef SHARED_BOT_WALK_H
#define SHARED_BOT_WALK_H

#include "shared/bot_mind.h"

/* What a thought about walking has to weigh. */
struct plan {
    struct point goal;           // in sight
    bool is_exact;               // it wants to be right there
    const struct entity *threat; // whom it keeps away from, or NULL
};

/* The buttons to press until it thinks again. */
uint8_t bot_walk(struct mind *mind, const struct plan *plan);

/* The buttons of some way. */
uint8_t bot_any_way(struct mind *mind);

/* The area that it is out of and has to be in, or else it is hurt; NULL when it
 * is fine where it is. */
const struct entity *bot_refuge(const struct mind *mind);

#endif
