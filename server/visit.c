/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/inbox.h"
#include "server/room.h"
#include "server/room_inside.h"
#include "server/stats.h"
#include "server/text.h"
#include "shared/delta.h"
#include "shared/sim.h"
#include "shared/sim_hash.h"

#define CHAT_NS    (NS_PER_S) // one line a second,
#define CHAT_BURST 5          // five at once

/* ---- coming and going ---- */

/* A seat for a newcomer: a free one, else a bot's, else one whose person has
 * been away for a while. */
static uint8_t find_seat(struct room *room, uint64_t now_ns)
{
    uint8_t slot = sim_free_slot(&room->world);

    if (slot == NO_SLOT) {
        slot = seats_any_bot(&room->seats);
        if (slot == NO_SLOT) {
            slot = seats_yielding(&room->seats, now_ns);
        }
        if (slot != NO_SLOT) {
            room_free_seat(room, slot);
        }
    }
    return slot;
}

static struct member *member_of(struct room *room, uint8_t slot)
{
    for (struct member *m = room->members; m; m = m->next) {
        if (m->slot == slot) {
            return m;
        }
    }
    return NULL;
}

static void forget_member(struct member *member, uint64_t now_ns)
{
    struct room *room = member->room;

    *member->link = member->next;
    if (member->next) {
        member->next->link = member->link;
    }
    if (!room->members) {
        room->empty_since_ns = now_ns;
    }
    stats_add(STAT_PACED, -(member->pace.level != PACE_30));
    session_set_tag(member->session, NULL);
    free(member);
}

/* Gives the joiner its old seat or a new one. False when there is none. */
static bool take_seat(struct room *room, const struct msg_join *join,
        uint64_t now_ns, struct msg_welcome *welcome)
{
    uint8_t slot =
            join->resumes ? seats_find(&room->seats, join->token) : NO_SLOT;

    if (slot != NO_SLOT) {
        struct member *other = member_of(room, slot);
        if (other) {
            struct session *session = other->session;
            forget_member(other, now_ns);
            session_close(session, CLOSE_TAKEN_OVER, NULL);
        }
        seats_resume(&room->seats, slot, welcome->token);
        inbox_clear(&room->inbox[slot], room->world.match.tick);
        welcome->resumed = true;
    } else {
        slot = find_seat(room, now_ns);
        if (slot == NO_SLOT) {
            return false;
        }
        seats_take(&room->seats, slot, join->name, welcome->token);
        room_seat_player(room, slot, false);
    }
    welcome->slot = slot;
    return true;
}

static void greet(struct member *member, const struct msg_welcome *welcome)
{
    struct room *room = member->room;
    uint8_t *out = outgoing_message(room->scratch);
    struct msg_roster roster;

    room_tell(member, proto_put_welcome(out, OUTGOING_BYTES, welcome));
    room_tell(member, room_put_rules(room));
    seats_roster(&room->seats, &roster);
    room_tell(member, proto_put_roster(out, OUTGOING_BYTES, &roster));
    if (room->rules->sight > 0 && member->slot == NO_SLOT) {
        room_notice_to(member, NOTICE_INFO,
                "here players see what is near them, and watchers nobody: play "
                "to see");
    }
    if (room->ballot.count > 0) {
        room_tell_ballot(member);
    }
}

static struct member *add_member(struct room *room, struct session *session,
        const struct msg_welcome *welcome, uint64_t now_ns)
{
    struct member *member = calloc(1, sizeof(*member));

    if (!member) {
        return NULL;
    }
    *member = (struct member){.next = room->members,
            .link = &room->members,
            .room = room,
            .session = session,
            .slot = welcome->slot,
            .is_new = !welcome->resumed,
            .since_ns = now_ns};
    member->told_lead = INT16_MAX;
    stream_init(&member->stream, welcome->encoding, room->world.match.tick);
    if (room->members) {
        room->members->link = &member->next;
    }
    room->members = member;
    session_set_tag(session, member);
    return member;
}

static bool speaks(const struct msg_join *join, enum encoding encoding)
{
    return join->encodings >> encoding & 1;
}

/* Replica frames for who steps the same simulation, plain ones for whom that
 * suffices. Returns NULL, or why there is none: a joiner whose own simulation
 * is another would predict wrongly even by plain frames. */
static const char *choose_encoding(
        const struct msg_join *join, uint8_t *encoding)
{
    bool has_sim = join->sim_hash == SIM_HASH;

    *encoding = has_sim && speaks(join, ENCODING_REPLICA) ? ENCODING_REPLICA
                                                          : ENCODING_PLAIN;
    if (join->sim_hash != 0 && !has_sim) {
        return close_sentence(CLOSE_VERSION);
    }
    return *encoding == ENCODING_REPLICA || speaks(join, ENCODING_PLAIN)
                   ? NULL
                   : "offer encoding 0, or 1 with this server's sim_hash";
}

void room_join(struct room *room, struct session *session,
        const struct msg_join *join, uint64_t now_ns)
{
    struct msg_welcome welcome = {.slot = NO_SLOT,
            .tick_hz = TICK_HZ,
            .tick = room->world.match.tick,
            .player_limit = room->world.player_limit,
            .entity_limit = room->world.entity_limit,
            .sim_hash = SIM_HASH};

    const char *why = choose_encoding(join, &welcome.encoding);
    if (why) {
        session_close(session, CLOSE_VERSION, why);
        return;
    }
    if (!join->spectate && !take_seat(room, join, now_ns, &welcome)) {
        session_close(session, CLOSE_FULL, NULL);
        return;
    }
    memcpy(welcome.room, room->id, sizeof(welcome.room));
    struct member *member = add_member(room, session, &welcome, now_ns);
    if (!member) {
        if (welcome.slot != NO_SLOT) {
            seats_away(&room->seats, welcome.slot, now_ns, 0);
        }
        session_close(session, WS_CODE_GOING_AWAY, "out of memory");
        return;
    }
    session_joined(session, now_ns);
    room_balance_bots(room);
    greet(member, &welcome);
}

bool room_has(const struct session *session)
{
    return session_tag(session) != NULL;
}

/* A seat is not kept for who never looked at the match. */
static void leave_seat(struct member *member, uint64_t now_ns)
{
    struct room *room = member->room;
    uint64_t stayed_ns =
            member->is_new ? now_ns - member->since_ns : UINT64_MAX;

    if (member->is_new && member->stream.confirmed == member->stream.joined) {
        room_free_seat(room, member->slot);
    } else {
        room_take_vote(room, member->slot, NO_CHOICE);
        seats_away(&room->seats, member->slot, now_ns, stayed_ns);
    }
}

void room_lost(struct session *session, uint64_t now_ns)
{
    struct member *member = session_tag(session);

    if (!member) {
        return;
    }
    if (member->slot != NO_SLOT) {
        leave_seat(member, now_ns);
    }
    forget_member(member, now_ns);
}

/* ---- messages ---- */

static void malformed(struct session *session, const char *what)
{
    stats_add(STAT_PROTOCOL_ERRORS, 1);
    session_close(session, WS_CODE_INVALID, what);
}

static void confirm(struct member *member, uint32_t decoded, uint64_t now_ns)
{
    if (stream_confirm(&member->stream, decoded)) {
        session_heard(member->session, now_ns);
    }
}

static const char *take_input(struct member *member, const uint8_t *bytes,
        size_t len, uint64_t now_ns)
{
    struct msg_input msg;
    const char *wrong = proto_get_input(bytes, len, &msg);

    if (wrong || member->slot == NO_SLOT) {
        return wrong;
    }
    struct room *room = member->room;
    confirm(member, msg.decoded, now_ns);
    enum inbox_result result =
            inbox_put(&room->inbox[member->slot], room->world.match.tick, &msg);
    stats_add(result == INBOX_TAKEN ? STAT_INPUTS : STAT_INPUTS_DROPPED, 1);
    return NULL;
}

static const char *take_chat(struct member *member, const uint8_t *bytes,
        size_t len, uint64_t now_ns)
{
    struct room *room = member->room;
    uint8_t *out = outgoing_message(room->scratch);
    struct msg_say say;
    const char *wrong = proto_get_say(bytes, len, &say);

    if (wrong) {
        return wrong;
    }
    if (!rate_allows(&member->chat, now_ns, CHAT_NS, CHAT_BURST)) {
        room_notice_to(member, NOTICE_INFO,
                "you talk too fast: that line was not sent");
        return NULL;
    }
    text_tidy(say.text);
    if (say.text[0] == '\0') {
        return NULL; // nothing to be seen
    }
    struct msg_chat msg = {.slot = member->slot, .name = "spectator"};
    if (member->slot != NO_SLOT) {
        memcpy(msg.name, room->seats.seat[member->slot].name, sizeof(msg.name));
    }
    memcpy(msg.text, say.text, sizeof(msg.text));
    room_tell_all(room, proto_put_chat(out, OUTGOING_BYTES, &msg));
    return NULL;
}

static const char *take_ping(
        struct member *member, const uint8_t *bytes, size_t len)
{
    struct msg_ping ping;
    const char *wrong = proto_get_ping(bytes, len, &ping);

    if (wrong) {
        return wrong;
    }
    struct msg_pong pong = {
            .number = ping.number, .tick = member->room->world.match.tick};
    room_tell(member, proto_put_pong(outgoing_message(member->room->scratch),
                              OUTGOING_BYTES, &pong));
    return NULL;
}

static const char *take_confirm(struct member *member, const uint8_t *bytes,
        size_t len, uint64_t now_ns)
{
    struct msg_confirm msg;
    const char *wrong = proto_get_confirm(bytes, len, &msg);

    if (!wrong) {
        confirm(member, msg.decoded, now_ns);
    }
    return wrong;
}

static const char *take_vote(
        struct member *member, const uint8_t *bytes, size_t len)
{
    struct msg_vote msg;
    const char *wrong = proto_get_vote(bytes, len, &msg);

    if (!wrong && member->slot != NO_SLOT) {
        room_take_vote(member->room, member->slot, msg.choice);
    }
    return wrong;
}

static void take_leave(struct member *member, uint64_t now_ns)
{
    struct session *session = member->session;

    if (member->slot != NO_SLOT) {
        room_pass_on(member->room); // what it said comes before it goes
        room_free_seat(member->room, member->slot);
    }
    forget_member(member, now_ns);
    session_close(session, WS_CODE_NORMAL, "");
}

void room_receive(struct session *session, const uint8_t *bytes, size_t len,
        uint64_t now_ns)
{
    struct member *member = session_tag(session);
    const char *wrong = NULL;

    switch (proto_type(bytes, len)) {
    case UP_INPUT:
        wrong = take_input(member, bytes, len, now_ns);
        break;
    case UP_CHAT:
        wrong = take_chat(member, bytes, len, now_ns);
        break;
    case UP_PING:
        wrong = take_ping(member, bytes, len);
        break;
    case UP_CONFIRM:
        wrong = take_confirm(member, bytes, len, now_ns);
        break;
    case UP_RELAY:
        wrong = room_take_relay(member, bytes, len, now_ns);
        break;
    case UP_VOTE:
        wrong = take_vote(member, bytes, len);
        break;
    case UP_RESYNC:
        stream_resync(&member->stream, member->room->world.match.tick);
        break;
    case UP_LEAVE:
        take_leave(member, now_ns);
        return;
    default:
        wrong = "a message of an unknown type";
        break;
    }
    if (wrong) {
        malformed(session, wrong);
    }
}
