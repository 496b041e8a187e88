/* SPDX-License-Identifier: MIT */
#include "server/fanout.h"

#include <assert.h>
#include <stdlib.h>

#include "server/history.h"
#include "shared/delta.h"
#include "shared/world.h"

#define PREVIOUS 0 // where the delta on the tick before has its place

struct fanout {
    const struct history *history;
    struct snapshot now;
    struct entity baseline[MAX_ENTITIES];
    bool have_key;
    bool have[FANOUT_DELTAS];
    uint32_t tick[FANOUT_DELTAS];
    struct outgoing key;
    struct outgoing delta[FANOUT_DELTAS];
};

static_assert(MAX_FRAME <= OUTGOING_BYTES, "a frame fits");

struct fanout *fanout_create(void)
{
    return calloc(1, sizeof(struct fanout));
}

void fanout_destroy(struct fanout *fanout)
{
    free(fanout);
}

void fanout_begin(struct fanout *fanout, const struct history *history,
        const struct snapshot *now)
{
    fanout->history = history;
    fanout->now = *now;
    fanout->have_key = false;
    for (unsigned i = 0; i < FANOUT_DELTAS; i++) {
        fanout->have[i] = false;
    }
}

static void encode(
        struct fanout *fanout, struct outgoing *out, struct snapshot *base)
{
    size_t len =
            delta_encode(outgoing_message(out), MAX_FRAME, base, &fanout->now);

    assert(len > 0); // MAX_FRAME holds any state
    outgoing_frame(out, len);
}

const struct outgoing *fanout_key(struct fanout *fanout)
{
    if (!fanout->have_key) {
        encode(fanout, &fanout->key, NULL);
        fanout->have_key = true;
    }
    return &fanout->key;
}

/* The place of `baseline`, `gap` ticks ago, or a free one for it, or -1. */
static int place(const struct fanout *fanout, uint32_t baseline, uint32_t gap)
{
    if (gap == 1) {
        return PREVIOUS;
    }
    for (int i = PREVIOUS + 1; i < FANOUT_DELTAS; i++) {
        if (!fanout->have[i] || fanout->tick[i] == baseline) {
            return i;
        }
    }
    return -1;
}

const struct outgoing *fanout_delta(struct fanout *fanout, uint32_t baseline)
{
    struct snapshot base = {.entity = fanout->baseline};
    uint32_t gap = fanout->now.match.tick - baseline;

    if (gap == 0 || gap > MAX_GAP) {
        return fanout_key(fanout);
    }
    int at = place(fanout, baseline, gap);
    if (at < 0) {
        return NULL;
    }
    if (!fanout->have[at]) {
        if (!history_get(fanout->history, baseline, &base)) {
            return fanout_key(fanout);
        }
        encode(fanout, &fanout->delta[at], &base);
        fanout->have[at] = true;
        fanout->tick[at] = baseline;
    }
    return &fanout->delta[at];
}

bool fanout_is_key(const struct fanout *fanout, const struct outgoing *frame)
{
    return frame == &fanout->key;
}
