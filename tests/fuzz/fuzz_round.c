/* SPDX-License-Identifier: MIT
 *
 * apply(diff(a, b), a) == b in both encodings, for any two states, played or
 * not, or what somebody sees of them, and for none and b; and the same frame
 * every time.
 */
#include <string.h>

#include "shared/replica.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/states.h"

static struct states states;
static struct entity decoded[MAX_ENTITIES];
static uint8_t frame[MAX_FRAME], again[MAX_FRAME];

static bool same_match(const struct match *a, const struct match *b)
{
#define X(name, type) &&a->name == b->name
    return true MATCH_FIELDS(X);
#undef X
}

/* What only replica frames carry. */
static bool same_foresight(const struct snapshot *a, const struct snapshot *b)
{
    for (uint16_t i = 0; i < a->entity_limit; i++) {
        const struct entity *one = &a->entity[i], *two = &b->entity[i];
#define X(name, type) &&one->name == two->name
        if (!(true FORESIGHT_FIELDS(X))) {
            return false;
        }
#undef X
    }
    return true;
}

static bool same_entities(const struct snapshot *a, const struct snapshot *b)
{
    for (uint16_t i = 0; i < a->entity_limit; i++) {
        const struct entity *one = &a->entity[i], *two = &b->entity[i];
#define X(name, type) &&one->name == two->name
        if (!(true ENTITY_FIELDS(X))) {
            return false;
        }
#undef X
    }
    return true;
}

static void check_plain(const struct snapshot *base)
{
    const struct snapshot *now = &states.now;
    struct snapshot got = *now;
    got.entity = decoded;
    memset(decoded, 0xaa, sizeof(decoded));
    size_t len = delta_encode(frame, sizeof(frame), base, now);
    MUST(len > 0);
    MUST(delta_encode(again, len, base, now) == len);
    MUST(memcmp(frame, again, len) == 0);
    MUST(delta_encode(again, len - 1, base, now) == 0);
    MUST(delta_decode(frame, len, base, &got) == DELTA_OK);
    MUST(same_match(&got.match, &now->match) && same_entities(&got, now));
}

static void check_replica(const struct replica_way *way)
{
    static struct replica writer, reader;
    const struct snapshot *base = way->base, *now = way->now;
    const struct rules *rules = &states.rules;
    struct snapshot got = *now;
    got.entity = decoded;
    memset(decoded, 0xaa, sizeof(decoded));
    size_t len = replica_encode_way(&writer, frame, sizeof(frame), rules, way);
    MUST(len > 0);
    MUST(replica_encode_way(&writer, again, len, rules, way) == len);
    MUST(memcmp(frame, again, len) == 0);
    MUST(replica_encode_way(&writer, again, len - 1, rules, way) == 0);
    MUST(replica_decode(&reader, frame, len, rules, base, &got) == DELTA_OK);
    MUST(same_match(&got.match, &now->match) && same_entities(&got, now));
    MUST(same_foresight(&got, now));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    states_make(&states, data, size);
    check_plain(&states.before);
    check_plain(NULL);
    check_replica(&(struct replica_way){NULL, NULL, &states.now});
    check_replica(&(struct replica_way){&states.before, NULL, &states.now});
    check_replica(
            &(struct replica_way){&states.before, states.between, &states.now});
    return 0;
}
