/* SPDX-License-Identifier: MIT
 *
 * The cursor takes what msgpack-c's unpacker takes, and nothing else.
 */
#include <msgpack.h>
#include <string.h>

#include "shared/wire.h"
#include "tests/fuzz/fuzz.h"

static unsigned depth_of(const msgpack_object *object)
{
    unsigned deepest = 0;
    if (object->type == MSGPACK_OBJECT_ARRAY) {
        for (uint32_t i = 0; i < object->via.array.size; i++) {
            unsigned depth = depth_of(&object->via.array.ptr[i]);
            deepest = depth > deepest ? depth : deepest;
        }
        return 1 + deepest;
    }
    if (object->type == MSGPACK_OBJECT_MAP) {
        for (uint32_t i = 0; i < object->via.map.size; i++) {
            unsigned key = depth_of(&object->via.map.ptr[i].key);
            unsigned val = depth_of(&object->via.map.ptr[i].val);
            deepest = key > deepest ? key : deepest;
            deepest = val > deepest ? val : deepest;
        }
        return 1 + deepest;
    }
    return 0;
}

static bool is_taken_by_msgpack_c(const uint8_t *data, size_t size)
{
    msgpack_unpacked result;
    size_t at = 0;
    msgpack_unpacked_init(&result);
    bool taken = msgpack_unpack_next(&result, (const char *)data, size, &at) ==
                         MSGPACK_UNPACK_SUCCESS &&
                 at == size && depth_of(&result.data) <= WIRE_DEPTH;
    msgpack_unpacked_destroy(&result);
    return taken;
}

/* msgpack-c allocates by a count of 32 bits before it finds out. */
static bool may_claim_gigabytes(const uint8_t *data, size_t size)
{
    return memchr(data, 0xdd, size) || memchr(data, 0xdf, size);
}

/* A message of the shape that most of ours have. */
static void read_a_message(const uint8_t *data, size_t size)
{
    struct wire_in in;
    char text[32];
    size_t len;
    wire_in_init(&in, data, size);
    uint32_t count = wire_open(&in, 1, 8);
    wire_u64(&in, UINT64_MAX);
    wire_i64(&in, -5, 5);
    wire_str(&in, text, sizeof(text) - 1);
    const uint8_t *bin = wire_bin(&in, 16, &len);
    MUST(count <= 8);
    MUST(strlen(text) < sizeof(text));
    MUST(!bin || (bin >= data && bin + len <= data + size && len <= 16));
    wire_close(&in);
    wire_done(&in);
    MUST(in.at <= in.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wire_in in;
    wire_in_init(&in, data, size);
    wire_skip(&in);
    bool taken = wire_done(&in);
    if (taken || !may_claim_gigabytes(data, size)) {
        MUST(taken == is_taken_by_msgpack_c(data, size));
    }
    read_a_message(data, size);
    return 0;
}
