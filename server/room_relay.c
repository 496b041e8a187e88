/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "server/clock.h"
#include "server/relay.h"
#include "server/room_inside.h"
#include "server/stats.h"
#include "shared/rules.h"

_Static_assert(RELAY_SPACE <= OUTGOING_BYTES, "the scratch holds all of it");

static struct relay_peer peer_of(const struct member *member)
{
    struct relay_peer peer = {.slot = member->slot};

    if (member->slot != NO_SLOT) {
        peer.team = member->room->world.entity[member->slot].team;
    }
    return peer;
}

void room_pass_on(struct room *room)
{
    struct outgoing *out = room->scratch;

    if (!room->relay || relay_is_empty(room->relay)) {
        return;
    }
    out->framed_at = 0;
    for (struct member *m = room->members; m; m = m->next) {
        out->framed_len = relay_take(room->relay, peer_of(m), out->space);
        if (out->framed_len > 0) {
            session_write(m->session, out);
        }
    }
    relay_clear(room->relay);
}

/* NULL, or why this one is dropped. */
static const char *why_not(
        struct member *member, const struct msg_relay *msg, uint64_t now_ns)
{
    const struct rules *rules = member->room->rules;

    if (rules->relay_bytes == 0) {
        return "this mode passes no messages on (its relay_bytes is 0)";
    }
    if (member->slot == NO_SLOT) {
        return "spectators have no messages passed on";
    }
    if (msg->len > rules->relay_bytes) {
        return "a message longer than relay_bytes was not passed on";
    }
    if (!rate_allows(&member->relayed, now_ns, NS_PER_S / rules->relay_rate,
                rules->relay_rate)) {
        return "messages beyond relay_rate a second were not passed on";
    }
    return NULL;
}

static void warn(struct member *member, const char *text, uint64_t now_ns)
{
    struct msg_notice msg = {.kind = NOTICE_INFO};

    if (rate_allows(&member->warned, now_ns, NS_PER_S, 1)) {
        snprintf(msg.text, sizeof(msg.text), "%s", text);
        room_tell(member,
                proto_put_notice(outgoing_message(member->room->scratch),
                        OUTGOING_BYTES, &msg));
    }
}

const char *room_take_relay(struct member *member, const uint8_t *bytes,
        size_t len, uint64_t now_ns)
{
    struct room *room = member->room;
    struct msg_relay msg;
    const char *wrong = proto_get_relay_up(bytes, len, &msg);

    if (wrong) {
        return wrong;
    }
    const char *why = why_not(member, &msg, now_ns);
    if (!why && !room->relay && !(room->relay = relay_create())) {
        why = "the server is out of memory: a message was not passed on";
    }
    if (why) {
        stats_add(STAT_RELAY_DROPPED, 1);
        warn(member, why, now_ns);
        return NULL;
    }
    if (!relay_put(room->relay, peer_of(member), &msg)) {
        room_pass_on(room);
        relay_put(room->relay, peer_of(member), &msg);
    }
    stats_add(STAT_RELAYED, 1);
    return NULL;
}
