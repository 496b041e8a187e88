/* SPDX-License-Identifier: MIT */
#include "server/inbox.h"

#include <string.h>

#include "shared/proto.h"
#include "shared/world.h"

void inbox_clear(struct inbox *inbox, uint32_t tick)
{
    memset(inbox, 0, sizeof(*inbox));
    inbox->last_tick = tick;
    inbox->lead = INT16_MAX;
}

static void note_lead(struct inbox *inbox, int64_t lead)
{
    if (lead < -TICK_HZ) {
        lead = -TICK_HZ;
    }
    if (lead > TICK_HZ) {
        lead = TICK_HZ;
    }
    if (lead < inbox->lead) {
        inbox->lead = (int16_t)lead;
    }
}

enum inbox_result inbox_put(
        struct inbox *inbox, uint32_t tick, const struct msg_input *msg)
{
    struct input input = {.buttons = msg->buttons,
            .aim = msg->aim,
            .lag = sim_lag(msg->tick, msg->seen)};
    int64_t lead = (int64_t)msg->tick - tick - 1;

    note_lead(inbox, lead); // of what is too early too: else it stays so
    if (lead >= INBOX_LEAD) {
        return INBOX_EARLY;
    }
    if (lead >= 0) {
        inbox->waiting[msg->tick % INBOX_LEAD] = input;
        inbox->waiting_tick[msg->tick % INBOX_LEAD] = msg->tick;
        return INBOX_TAKEN;
    }
    if (msg->tick > inbox->last_tick) {
        inbox->missed |= input.buttons & ~inbox->last.buttons & BUTTON_FIRE;
        inbox->last = input;
        inbox->last_tick = msg->tick;
    }
    return INBOX_LATE;
}

static struct input take(struct inbox *inbox, uint32_t tick)
{
    unsigned at = tick % INBOX_LEAD;

    if (inbox->waiting_tick[at] == tick) {
        inbox->last = inbox->waiting[at];
        inbox->last_tick = tick;
        return inbox->last;
    }
    struct input input = inbox->last;
    if (tick - inbox->last_tick > INBOX_REPEAT) {
        input.buttons = 0;
    }
    return input;
}

struct input inbox_take(struct inbox *inbox, uint32_t tick)
{
    struct input input = take(inbox, tick);

    input.buttons |= inbox->missed;
    inbox->missed = 0;
    return input;
}

bool inbox_lead(struct inbox *inbox, int16_t *lead)
{
    *lead = inbox->lead;
    inbox->lead = INT16_MAX;
    return *lead != INT16_MAX;
}

bool inbox_is_late(const struct inbox *inbox)
{
    return inbox->lead < 0;
}
