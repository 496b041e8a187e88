/* SPDX-License-Identifier: MIT
 *
 * stream: the state frames one client has been sent; the slow-client contract.
 *
 * TCP and the libraries hide a reader that stopped for minutes, so what counts
 * is what the client says it has decoded: while it has not confirmed all it was
 * sent, nothing goes out more than MAX_GAP ticks past what it has but the one
 * keyframe it asked for, and never a second frame while one is still kept.
 * Frames are not queued: whoever reads again gets one merged frame, or a
 * keyframe. Ticks do not wrap: 2^32 of them are four and a half years. Owned by
 * its room; thread: the worker's.
 */
#ifndef SERVER_STREAM_H
#define SERVER_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/view.h"

struct fanout;
struct frame;

struct stream {
    uint32_t joined;       // tick the room stood at when it came in
    bool needs_key;        // the client has no baseline
    uint32_t sent;         // tick of the frame really sent last: its baseline
    uint32_t confirmed;    // latest tick it said it decoded
    uint32_t resync_after; // tick from which it may ask for a keyframe again
    uint8_t encoding;      // enum encoding, as agreed on
    struct view view;      // what it is to see: of the frame to be sent next
    struct view saw;       // ... of the frame sent last
};

/* For a client that comes in while the room stands at `tick`, and reads that
 * encoding. It sees everything until its view is set. */
void stream_init(struct stream *stream, uint8_t encoding, uint32_t tick);

/* The client says it has decoded up to `decoded`. Returns whether that is news;
 * what was never sent, or was confirmed before, is not. */
bool stream_confirm(struct stream *stream, uint32_t decoded);

/* The client lost the state, while the room stands at `tick`. At most one
 * keyframe a second comes of it. */
void stream_resync(struct stream *stream, uint32_t tick);

/* The frame to send at `tick`, the one `fanout` stands at; NULL to send none.
 */
const struct frame *stream_frame(
        const struct stream *stream, struct fanout *fanout, uint32_t tick);

/* The frame of `tick` was sent. */
void stream_sent(struct stream *stream, uint32_t tick);

#endif
