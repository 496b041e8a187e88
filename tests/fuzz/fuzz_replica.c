/* SPDX-License-Identifier: MIT
 *
 * A replica frame that decodes is a state within its limits, which encodes and
 * decodes to itself, whole and against the baseline; and whatever the bytes,
 * the same comes of them whatever the replica held before.
 */
#include <string.h>

#include "shared/delta.h"
#include "shared/replica.h"
#include "shared/world.h"
#include "tests/fuzz/baseline.h"
#include "tests/fuzz/bounds.h"
#include "tests/fuzz/fuzz.h"

static struct replica replica;
static struct entity decoded[MAX_ENTITIES], again[MAX_ENTITIES];
static uint8_t frame[MAX_FRAME];

static void check_round_trip(
        const struct snapshot *base, const struct snapshot *now)
{
    struct snapshot copy = *now;
    copy.entity = again;
    size_t len = replica_encode(
            &replica, frame, sizeof(frame), baseline_rules(), base, now);
    MUST(len > 0);
    MUST(replica_decode(&replica, frame, len, baseline_rules(), base, &copy) ==
            DELTA_OK);
    MUST(snapshot_replica_hash(&copy) == snapshot_replica_hash(now));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct snapshot *base = baseline();
    struct snapshot now = *base, other = *base;
    struct delta_head head;
    now.entity = decoded;
    other.entity = again;
    memset(&replica, 0xaa, sizeof(replica));
    enum delta_result first = replica_decode(
            &replica, data, size, baseline_rules(), base, &other);
    enum delta_result result =
            replica_decode(&replica, data, size, baseline_rules(), base, &now);
    MUST(result == first);
    if (result != DELTA_OK) {
        return 0;
    }
    MUST(snapshot_replica_hash(&now) == snapshot_replica_hash(&other));
    MUST(replica_read_head(data, size, base->match.tick, &head));
    MUST(head.tick == now.match.tick);
    MUST(bounds_hold(&now));
    check_round_trip(NULL, &now);
    if (head.kind == FRAME_DELTA) {
        check_round_trip(base, &now);
    }
    return 0;
}
