/* SPDX-License-Identifier: MIT */
#include "shared/client.h"

#include <string.h>

#include "shared/delta.h"

void client_init(struct client *client)
{
    memset(client, 0, sizeof(*client));
    client->state.entity = client->entities[0];
}

/* ---- state frames ---- */

/* Replica frames are steps of the game: they need its rules. */
static enum delta_result decode(struct client *client, const uint8_t *bytes,
        size_t len, struct snapshot *next)
{
    bool has_base = client->state_seen && !client->is_lost;
    const struct snapshot *base = has_base ? &client->state : NULL;
    if (client->welcome.encoding == ENCODING_PLAIN) {
        return delta_decode(bytes, len, base, next);
    }
    if (!client->rules_seen) {
        return DELTA_BASELINE;
    }
    return replica_decode(
            &client->replica, bytes, len, &client->rules.rules, base, next);
}

/* Decoded beside the latest state, which stays the baseline until the new one
 * is known to be good. */
static enum client_event read_frame(
        struct client *client, const uint8_t *bytes, size_t len)
{
    uint8_t other = client->current ^ 1u;
    struct snapshot next = {
            .player_limit = client->welcome.player_limit,
            .entity_limit = client->welcome.entity_limit,
            .entity = client->entities[other],
    };
    switch (decode(client, bytes, len, &next)) {
    case DELTA_OK:
        client->state = next;
        client->current = other;
        client->state_seen = true;
        client->is_lost = false;
        return CLIENT_STATE;
    case DELTA_BROKEN:
        return CLIENT_BROKEN;
    case DELTA_BASELINE:
    case DELTA_HASH:
        break;
    }
    client->is_lost = true;
    return CLIENT_LOST;
}

/* ---- messages ---- */

static enum client_event read_welcome(
        struct client *client, const uint8_t *bytes, size_t len)
{
    const char *wrong = proto_get_welcome(bytes, len, &client->welcome);
    client->welcome_seen = !wrong && client->welcome.encoding < ENCODING_COUNT;
    client->state_seen = false;
    client->is_lost = false;
    client->ballot = (struct msg_ballot){.mine = NO_CHOICE};
    memset(client->seat, 0, sizeof(client->seat)); // a full ROSTER follows
    return client->welcome_seen ? CLIENT_WELCOME : CLIENT_BROKEN;
}

static enum client_event read_rules(
        struct client *client, const uint8_t *bytes, size_t len)
{
    client->rules_seen = proto_get_rules(bytes, len, &client->rules) == NULL;
    return client->rules_seen ? CLIENT_RULES : CLIENT_BROKEN;
}

static enum client_event read_roster(
        struct client *client, const uint8_t *bytes, size_t len)
{
    struct msg_roster roster;
    if (proto_get_roster(bytes, len, &roster)) {
        return CLIENT_BROKEN;
    }
    for (uint8_t i = 0; i < roster.count; i++) {
        client->seat[roster.seat[i].slot] = roster.seat[i];
    }
    return CLIENT_ROSTER;
}

static enum client_event unless(const char *wrong, enum client_event event)
{
    return wrong ? CLIENT_BROKEN : event;
}

static enum client_event read_message(
        struct client *client, const uint8_t *bytes, size_t len)
{
    uint8_t type = proto_type(bytes, len);
    if (type == 0) {
        return CLIENT_BROKEN;
    }
    if (type != DOWN_WELCOME && !client->welcome_seen) {
        return CLIENT_IGNORED;
    }
    switch (type) {
    case DOWN_WELCOME:
        return read_welcome(client, bytes, len);
    case DOWN_RULES:
        return read_rules(client, bytes, len);
    case DOWN_ROSTER:
        return read_roster(client, bytes, len);
    case DOWN_CHAT:
        return unless(proto_get_chat(bytes, len, &client->chat), CLIENT_CHAT);
    case DOWN_PONG:
        return unless(proto_get_pong(bytes, len, &client->pong), CLIENT_PONG);
    case DOWN_TIMING:
        return unless(
                proto_get_timing(bytes, len, &client->timing), CLIENT_TIMING);
    case DOWN_NOTICE:
        return unless(
                proto_get_notice(bytes, len, &client->notice), CLIENT_NOTICE);
    case DOWN_RELAY:
        return unless(
                proto_get_relay_down(bytes, len, &client->relay), CLIENT_RELAY);
    case DOWN_BALLOT:
        return unless(
                proto_get_ballot(bytes, len, &client->ballot), CLIENT_BALLOT);
    default:
        return CLIENT_IGNORED;
    }
}

static bool is_frame(
        const struct client *client, const uint8_t *bytes, size_t len)
{
    struct delta_head head;
    return client->welcome.encoding == ENCODING_PLAIN
                   ? delta_read_head(bytes, len, &head)
                   : replica_read_head(bytes, len, 0, &head);
}

enum client_event client_read(
        struct client *client, const uint8_t *bytes, size_t len)
{
    if (!is_frame(client, bytes, len)) {
        return read_message(client, bytes, len);
    }
    return client->welcome_seen ? read_frame(client, bytes, len)
                                : CLIENT_IGNORED;
}

/* ---- inputs ---- */

size_t client_put_input(struct client *client, uint8_t *out, size_t cap,
        uint32_t tick, uint32_t seen, const struct input *input)
{
    client->sent_any = true;
    client->sent[tick % CLIENT_INPUTS] = *input;
    client->sent[tick % CLIENT_INPUTS].lag = sim_lag(tick, seen);
    client->sent_tick[tick % CLIENT_INPUTS] = tick;
    struct msg_input msg = {
            .tick = tick,
            .seen = seen,
            .decoded = client->state_seen ? client->state.match.tick : 0,
            .buttons = input->buttons,
            .aim = input->aim,
    };
    return proto_put_input(out, cap, &msg);
}
