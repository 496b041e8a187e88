/* SPDX-License-Identifier: MIT */
#include "server/relay.h"

#include <stdlib.h>
#include <string.h>

#include "shared/ws.h"

/* Stands before each message in `bytes`. */
struct entry {
    struct relay_peer from;
    uint8_t to;   // a slot or RELAY_TO_
    uint16_t len; // of the framed message behind it
};

struct relay {
    size_t len;
    uint8_t bytes[RELAY_SPACE];
};

struct relay *relay_create(void)
{
    return calloc(1, sizeof(struct relay));
}

void relay_destroy(struct relay *relay)
{
    free(relay);
}

bool relay_put(struct relay *relay, struct relay_peer from,
        const struct msg_relay *msg)
{
    uint8_t message[MAX_MESSAGE], head[WS_HEAD_MAX];
    struct msg_relay down = {
            .peer = from.slot, .bytes = msg->bytes, .len = msg->len};
    size_t len = proto_put_relay_down(message, sizeof(message), &down);
    size_t head_len = ws_head(head, WS_BINARY, len);
    struct entry entry = {
            .from = from, .to = msg->peer, .len = (uint16_t)(head_len + len)};

    if (sizeof(entry) + entry.len > RELAY_SPACE - relay->len) {
        return false;
    }
    uint8_t *at = relay->bytes + relay->len;
    memcpy(at, &entry, sizeof(entry));
    memcpy(at + sizeof(entry), head, head_len);
    memcpy(at + sizeof(entry) + head_len, message, len);
    relay->len += sizeof(entry) + entry.len;
    return true;
}

static bool is_for(const struct entry *entry, struct relay_peer reader)
{
    if (entry->to == RELAY_TO_ALL) {
        return reader.slot != entry->from.slot;
    }
    if (reader.slot == NO_SLOT) {
        return false;
    }
    if (entry->to == RELAY_TO_TEAM) {
        return reader.slot != entry->from.slot &&
               reader.team == entry->from.team;
    }
    return reader.slot == entry->to;
}

size_t relay_take(
        const struct relay *relay, struct relay_peer reader, uint8_t *out)
{
    const uint8_t *at = relay->bytes, *end = relay->bytes + relay->len;
    size_t len = 0;

    while (at < end) {
        struct entry entry;
        memcpy(&entry, at, sizeof(entry));
        at += sizeof(entry);
        if (is_for(&entry, reader)) {
            memcpy(out + len, at, entry.len);
            len += entry.len;
        }
        at += entry.len;
    }
    return len;
}

bool relay_is_empty(const struct relay *relay)
{
    return relay->len == 0;
}

void relay_clear(struct relay *relay)
{
    relay->len = 0;
}
