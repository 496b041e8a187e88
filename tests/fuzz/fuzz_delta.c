/* SPDX-License-Identifier: MIT
 *
 * A frame that decodes is a state within its limits, which encodes and decodes
 * to itself, whole and against the baseline.
 */
#include <string.h>

#include "shared/delta.h"
#include "shared/world.h"
#include "tests/fuzz/baseline.h"
#include "tests/fuzz/bounds.h"
#include "tests/fuzz/fuzz.h"

static struct entity decoded[MAX_ENTITIES], again[MAX_ENTITIES];
static uint8_t frame[MAX_FRAME];

static void check_round_trip(
        const struct snapshot *base, const struct snapshot *now)
{
    struct snapshot copy = *now;
    copy.entity = again;
    size_t len = delta_encode(frame, sizeof(frame), base, now);
    MUST(len > 0);
    MUST(delta_decode(frame, len, base, &copy) == DELTA_OK);
    MUST(snapshot_hash(&copy) == snapshot_hash(now));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct snapshot *base = baseline();
    struct snapshot now = *base;
    struct delta_head head;
    now.entity = decoded;
    enum delta_result result = delta_decode(data, size, base, &now);
    if (result != DELTA_OK && result != DELTA_HASH) {
        return 0;
    }
    MUST(delta_read_head(data, size, &head));
    MUST(head.tick == now.match.tick);
    MUST(bounds_hold(&now));
    check_round_trip(NULL, &now);
    if (head.kind == FRAME_DELTA) {
        check_round_trip(base, &now);
    }
    return 0;
}
