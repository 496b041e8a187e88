/* SPDX-License-Identifier: MIT */
#include "server/stream.h"

#include "server/fanout.h"
#include "shared/base.h"
#include "shared/delta.h"

#define RESYNC_TICKS TICK_HZ

void stream_init(struct stream *stream, uint8_t encoding, uint32_t tick)
{
    *stream = (struct stream){.joined = tick,
            .needs_key = true,
            .sent = tick,
            .confirmed = tick,
            .encoding = encoding};
}

bool stream_confirm(struct stream *stream, uint32_t decoded)
{
    if (decoded > stream->sent || decoded <= stream->confirmed) {
        return false;
    }
    stream->confirmed = decoded;
    return true;
}

void stream_resync(struct stream *stream, uint32_t tick)
{
    if (tick >= stream->resync_after) {
        stream->needs_key = true;
        stream->resync_after = tick + RESYNC_TICKS;
    }
}

const struct frame *stream_frame(
        const struct stream *stream, struct fanout *fanout, uint32_t tick)
{
    const struct reader reader = {.encoding = stream->encoding,
            .sent = stream->sent,
            .from = stream->saw,
            .to = stream->view};

    // whoever asked for a keyframe reads, but can confirm nothing before it
    if (!stream->needs_key && stream->confirmed != stream->sent &&
            tick - stream->confirmed > MAX_GAP) {
        return NULL;
    }
    return stream->needs_key ? fanout_key(fanout, &reader)
                             : fanout_delta(fanout, &reader);
}

void stream_sent(struct stream *stream, uint32_t tick)
{
    stream->sent = tick;
    stream->saw = stream->view;
    stream->needs_key = false;
}
