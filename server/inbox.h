/* SPDX-License-Identifier: MIT
 *
 * inbox: inputs that have arrived, each waiting for the tick it is meant for.
 *
 * Owned by its room; thread: the worker's.
 */
#ifndef SERVER_INBOX_H
#define SERVER_INBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base.h"
#include "shared/sim.h"

struct msg_input;

#define INBOX_LEAD   16 // ticks an input may come ahead of its tick
#define INBOX_REPEAT INPUT_HELD

/* The inputs of one slot. */
struct inbox {
    struct input waiting[INBOX_LEAD]; // by tick % INBOX_LEAD
    uint32_t waiting_tick[INBOX_LEAD];
    struct input last; // of the latest tick that arrived in time, or late
    uint32_t last_tick;
    uint8_t missed; // BUTTON_FIRE: pressed, but too late for its tick
    int16_t lead;   // ticks, least since inbox_lead(), INT16_MAX for none
};

/* Nothing was pressed so far, while the room stands at `tick`. */
void inbox_clear(struct inbox *inbox, uint32_t tick);

enum inbox_result { INBOX_TAKEN, INBOX_LATE, INBOX_EARLY };

/* Takes an input while the room stands at `tick`. One that comes late is not
 * applied to the past, but stands in for those still missing; a trigger pulled
 * in it, and let go since, is taken to be pulled now. */
enum inbox_result inbox_put(
        struct inbox *inbox, uint32_t tick, const struct msg_input *msg);

/* The input to apply in the step to `tick`: the one meant for it, else the one
 * before for up to INBOX_REPEAT ticks, else no buttons at all. */
struct input inbox_take(struct inbox *inbox, uint32_t tick);

/* By how many ticks the least early input since the last call came before its
 * step (0: just in time, < 0: late, never below -TICK_HZ). False when none
 * came. */
bool inbox_lead(struct inbox *inbox, int16_t *lead);

/* Whether any came late since the last call of that. */
bool inbox_is_late(const struct inbox *inbox);

#endif
