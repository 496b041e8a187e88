/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/session.h"

#include "shared/foresee.h"
#include "shared/hash.h"
#include "tests/fuzz/bounds.h"

static struct client client;
static struct foresight foresight;

static uint32_t add_entity(uint32_t hash, const struct entity *e)
{
#define X(name, type) hash = hash_value(hash, (uint64_t)e->name, sizeof(type));
    ENTITY_FIELDS(X)
    FORESIGHT_FIELDS(X)
#undef X
    return hash;
}

/* The state, an input that depends on the bytes, and what that leads to. */
static uint32_t add_state(uint32_t hash, const uint8_t *bytes, size_t len)
{
    const struct snapshot *state = &client.state;
    uint32_t tick = state->match.tick;
    uint8_t out[MAX_MESSAGE];
    struct input input = {.buttons = bytes[len - 1] & BUTTONS_ALL,
            .aim = (uint16_t)(bytes[len / 2] << 8 | bytes[0])};
    if (!bounds_hold(state)) {
        __builtin_trap();
    }
    hash = hash_value(hash, snapshot_replica_hash(state), 4);
    size_t put = client_put_input(
            &client, out, sizeof(out), tick + 1 + len % 3, tick, &input);
    hash = hash_bytes(hash, out, put);
    foresee_until(&foresight, &client, tick + len % 8);
    const struct entity *self = foresee_own(&foresight, tick + len % 8);
    return self ? add_entity(hash, self) : hash;
}

static uint32_t read_one(uint32_t hash, const uint8_t *bytes, size_t len)
{
    enum client_event event = client_read(&client, bytes, len);
    hash = hash_value(hash, event, 1);
    if (event == CLIENT_STATE) {
        foresee_state(&foresight, &client);
    }
    return event == CLIENT_STATE ? add_state(hash, bytes, len) : hash;
}

uint32_t session_play(const uint8_t *data, size_t size)
{
    uint32_t hash = HASH_START;
    client_init(&client);
    foresee_init(&foresight);
    while (size >= 2) {
        size_t len = (size_t)data[0] | (size_t)data[1] << 8;
        data += 2;
        size -= 2;
        len = len < size ? len : size;
        hash = read_one(hash, data, len);
        data += len;
        size -= len;
    }
    return hash;
}
