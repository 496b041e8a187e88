/* SPDX-License-Identifier: MIT
 *
 * scripts_room: what the statements of a script run on.
 */
#ifndef SERVER_SCRIPTS_ROOM_H
#define SERVER_SCRIPTS_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base.h"

struct events;
struct rules;
struct world;

#define SAY_MAX 8 // sentences of all scripts in a tick; others are left out

/* A sentence for the player in `slot`, or for all (NO_SLOT). */
struct scripts_line {
    uint8_t slot;
    char text[CHAT_BYTES + 1];
};

/* What it points to is borrowed. */
struct scripts_room {
    struct world *world;
    const struct rules *rules;
    struct events *events;    // what happens by a statement; run it afterwards
    bool unknown;             // it wrote a text that names nothing of the mode
    unsigned said, unsaid;    // of the latter only how many
    struct scripts_line *say; // SAY_MAX, and one more to write an unsaid one in
};

#endif
