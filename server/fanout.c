/* SPDX-License-Identifier: MIT */
#include "server/fanout.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/history.h"
#include "shared/replica.h"
#include "shared/world.h"
#include "shared/ws.h"

#define PREVIOUS    0 // where the tick before has its place
#define KEPT_FRAMES 256
#define KEPT_BYTES  ((size_t)512 * 1024)
#define FRAME_SPACE (WS_HEAD_MAX + MAX_FRAME)
#define NO_BASELINE UINT32_MAX // of a keyframe
#define STEPS_MAX   8 // ticks of the longest replica frame that says each

struct kept {
    struct reader reader; // `sent` is NO_BASELINE in a keyframe
    struct frame frame;
};

struct baseline {
    bool used;
    struct snapshot state;
    struct entity entity[MAX_ENTITIES];
};

/* The states between a baseline and now. */
struct way {
    struct snapshot state[STEPS_MAX - 1];
    struct entity entity[STEPS_MAX - 1][MAX_ENTITIES];
    struct entity whole[MAX_ENTITIES]; // one of them before it is filtered
};

struct fanout {
    const struct history *history;
    const struct rules *rules;
    struct snapshot now;
    struct baseline baseline[FANOUT_DELTAS];
    unsigned far; // frames encoded for those who are behind
    unsigned kept_count;
    size_t used; // of `bytes`
    struct fanout_effort effort;
    struct replica replica;
    struct entity before[MAX_ENTITIES], after[MAX_ENTITIES]; // what is in view
    struct way way;
    struct kept kept[KEPT_FRAMES];
    uint8_t bytes[KEPT_BYTES];
};

struct fanout *fanout_create(void)
{
    return calloc(1, sizeof(struct fanout));
}

void fanout_destroy(struct fanout *fanout)
{
    free(fanout);
}

static void forget(struct fanout *fanout)
{
    fanout->kept_count = 0;
    fanout->used = 0;
}

void fanout_begin(struct fanout *fanout, const struct history *history,
        const struct rules *rules, const struct snapshot *now)
{
    fanout->history = history;
    fanout->rules = rules;
    fanout->now = *now;
    fanout->far = 0;
    forget(fanout);
    for (unsigned i = 0; i < FANOUT_DELTAS; i++) {
        fanout->baseline[i].used = false;
    }
}

struct fanout_effort fanout_effort(struct fanout *fanout)
{
    struct fanout_effort effort = fanout->effort;

    fanout->effort = (struct fanout_effort){0};
    return effort;
}

/* ---- what was encoded ---- */

static const struct frame *find(
        const struct fanout *fanout, const struct reader *reader)
{
    for (unsigned i = 0; i < fanout->kept_count; i++) {
        const struct reader *other = &fanout->kept[i].reader;
        if (other->sent == reader->sent &&
                other->encoding == reader->encoding &&
                view_is_same(&other->to, &reader->to) &&
                view_is_same(&other->from, &reader->from)) {
            return &fanout->kept[i].frame;
        }
    }
    return NULL;
}

/* A place for one more. When there is none all others are forgotten: they were
 * written already, and who would share one has it encoded again. */
static struct kept *add(struct fanout *fanout, const struct reader *reader)
{
    if (fanout->kept_count == KEPT_FRAMES ||
            KEPT_BYTES - fanout->used < FRAME_SPACE) {
        forget(fanout);
    }
    struct kept *kept = &fanout->kept[fanout->kept_count++];
    kept->reader = *reader;
    return kept;
}

/* ---- encoding ---- */

/* What of `whole` is in view; `whole` itself when that is all. */
static struct snapshot see(const struct view *view,
        const struct snapshot *whole, struct entity *scratch)
{
    struct snapshot seen = {.entity = scratch};

    if (view->reach == VIEW_ALL) {
        return *whole;
    }
    view_filter(view, whole, &seen);
    return seen;
}

/* What the reader would have seen in between; NULL when that is too far or is
 * forgotten. */
static const struct snapshot *recall_way(
        struct fanout *fanout, const struct reader *reader)
{
    uint32_t count = fanout->now.match.tick - reader->sent - 1;

    if (count == 0 || count >= STEPS_MAX) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct entity *entity = fanout->way.entity[i];
        bool sees_all = reader->from.reach == VIEW_ALL;
        struct snapshot whole = {
                .entity = sees_all ? entity : fanout->way.whole};
        if (!history_get(fanout->history, reader->sent + 1 + i, &whole)) {
            return NULL;
        }
        fanout->way.state[i] = see(&reader->from, &whole, entity);
    }
    return fanout->way.state;
}

/* By the ends of the way alone when what happened on it does not fit. */
static size_t encode_replica(struct fanout *fanout, uint8_t *out,
        const struct reader *reader, const struct replica_way *ends)
{
    struct replica_way way = *ends;

    if (way.base) {
        way.between = recall_way(fanout, reader);
    }
    size_t len = replica_encode_way(
            &fanout->replica, out, MAX_FRAME, fanout->rules, &way);
    if (len == 0 && way.between) {
        len = replica_encode_way(
                &fanout->replica, out, MAX_FRAME, fanout->rules, ends);
    }
    return len;
}

static size_t encode(struct fanout *fanout, uint8_t *out,
        const struct reader *reader, const struct snapshot *whole)
{
    struct snapshot now = see(&reader->to, &fanout->now, fanout->after);
    struct snapshot base = {0};

    if (whole) {
        base = see(&reader->from, whole, fanout->before);
    }
    if (reader->encoding == ENCODING_REPLICA) {
        return encode_replica(fanout, out, reader,
                &(struct replica_way){
                        .base = whole ? &base : NULL, .now = &now});
    }
    return delta_encode(out, MAX_FRAME, whole ? &base : NULL, &now);
}

static const struct frame *make(struct fanout *fanout,
        const struct reader *reader, const struct snapshot *whole)
{
    uint64_t begun_ns = clock_now_ns();
    struct kept *kept = add(fanout, reader);
    uint8_t *message = fanout->bytes + fanout->used + WS_HEAD_MAX;
    uint8_t head[WS_HEAD_MAX];
    size_t len = encode(fanout, message, reader, whole);

    assert(len > 0); // MAX_FRAME holds any state
    size_t head_len = ws_head(head, WS_BINARY, len);
    memcpy(message - head_len, head, head_len);
    kept->frame = (struct frame){.bytes = message - head_len,
            .len = head_len + len,
            .is_key = !whole};
    fanout->used += WS_HEAD_MAX + len;
    fanout->effort.frames++;
    fanout->effort.ns += clock_now_ns() - begun_ns;
    return &kept->frame;
}

/* ... unless too many were already who are as far behind. */
static const struct frame *make_far(struct fanout *fanout,
        const struct reader *reader, const struct snapshot *whole)
{
    if (fanout->far == FANOUT_FAR) {
        return NULL;
    }
    fanout->far++;
    return make(fanout, reader, whole);
}

const struct frame *fanout_key(
        struct fanout *fanout, const struct reader *reader)
{
    struct reader key = {.encoding = reader->encoding,
            .sent = NO_BASELINE,
            .to = reader->to};
    const struct frame *frame = find(fanout, &key);

    return frame ? frame : make_far(fanout, &key, NULL);
}

/* ---- baselines ---- */

/* The place of the state of `tick`, `gap` ticks ago, or a free one for it, or
 * NULL. */
static struct baseline *place(
        struct fanout *fanout, uint32_t tick, uint32_t gap)
{
    if (gap == 1) {
        return &fanout->baseline[PREVIOUS];
    }
    for (unsigned i = PREVIOUS + 1; i < FANOUT_DELTAS; i++) {
        struct baseline *baseline = &fanout->baseline[i];
        if (!baseline->used || baseline->state.match.tick == tick) {
            return baseline;
        }
    }
    return NULL;
}

static bool recall(
        struct fanout *fanout, struct baseline *baseline, uint32_t tick)
{
    if (!baseline->used) {
        baseline->state.entity = baseline->entity;
        baseline->used = history_get(fanout->history, tick, &baseline->state);
    }
    return baseline->used;
}

const struct frame *fanout_delta(
        struct fanout *fanout, const struct reader *reader)
{
    uint32_t gap = fanout->now.match.tick - reader->sent;

    if (gap == 0 || gap > MAX_GAP) {
        return fanout_key(fanout, reader);
    }
    const struct frame *frame = find(fanout, reader);
    if (frame) {
        return frame;
    }
    struct baseline *baseline = place(fanout, reader->sent, gap);
    if (!baseline) {
        return NULL;
    }
    if (!recall(fanout, baseline, reader->sent)) {
        return fanout_key(fanout, reader);
    }
    return gap > FANOUT_NEAR ? make_far(fanout, reader, &baseline->state)
                             : make(fanout, reader, &baseline->state);
}
