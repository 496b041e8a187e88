/* SPDX-License-Identifier: MIT */
#include "server/room.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/checkpoint.h"
#include "server/clock.h"
#include "server/fanout.h"
#include "server/history.h"
#include "server/inbox.h"
#include "server/rate.h"
#include "server/rulebook.h"
#include "server/seats.h"
#include "server/session.h"
#include "server/stats.h"
#include "server/stream.h"
#include "shared/delta.h"
#include "shared/sim.h"
#include "shared/world.h"

#include "shared/sim_hash.h"

#define IDLE_NS      (60 * NS_PER_S) // without anybody, until a room ends
#define EVICT_NS     (10 * NS_PER_S) // away, until a newcomer may take a seat
#define TIMING_TICKS (TICK_HZ / 3)
#define CHAT_NS      (NS_PER_S) // one line a second,
#define CHAT_BURST   5          // five at once

/* Somebody who is connected and has joined: a player or a spectator. */
struct member {
    struct member *next, **link;
    struct room *room;
    struct session *session;
    uint8_t slot; // NO_SLOT for a spectator
    struct stream stream;
    struct rate chat;
};

struct room {
    char id[ID_BYTES + 1];
    struct rulebook *book;
    const struct rules *rules; // inside book
    struct outgoing *scratch;
    struct history *history;
    struct member *members;
    uint64_t empty_since_ns;
    struct seats seats;
    struct inbox *inbox; // player_limit of them
    struct world world;
};

/* ---- birth and death ---- */

static struct room *allocate(const struct room_config *config, uint64_t now_ns)
{
    struct room *room = calloc(1, sizeof(*room));

    if (!room) {
        return NULL;
    }
    memcpy(room->id, config->id, sizeof(room->id));
    room->scratch = config->scratch;
    room->book = rulebook_ref(config->book);
    room->rules = config->rules;
    room->empty_since_ns = now_ns;
    return room;
}

/* What depends on the world's limits. */
static bool furnish(struct room *room)
{
    uint16_t limit = room->world.player_limit;

    room->history = history_create(limit, room->world.entity_limit);
    room->inbox = calloc(limit, sizeof(room->inbox[0]));
    if (!room->history || !room->inbox) {
        return false;
    }
    for (uint16_t i = 0; i < limit; i++) {
        inbox_clear(&room->inbox[i], room->world.match.tick);
    }
    return true;
}

struct room *room_create(const struct room_config *config, uint64_t now_ns)
{
    struct room *room = allocate(config, now_ns);

    if (!room) {
        return NULL;
    }
    sim_start(&room->world, room->rules, config->seed);
    seats_init(&room->seats, room->world.player_limit);
    if (!furnish(room)) {
        room_destroy(room, now_ns);
        return NULL;
    }
    return room;
}

struct room *room_restore(const struct room_config *config,
        const uint8_t *checkpoint, size_t len, uint64_t now_ns,
        const char **why)
{
    struct room *room = allocate(config, now_ns);
    struct rules *old = malloc(sizeof(*old));

    *why = "out of memory";
    if (room && old) {
        *why = checkpoint_read(
                checkpoint, len, now_ns, &room->world, old, &room->seats);
    }
    if (!*why && !furnish(room)) {
        *why = "out of memory";
    }
    if (*why) {
        free(old);
        room_destroy(room, now_ns);
        return NULL;
    }
    sim_change_rules(&room->world, old, room->rules);
    free(old);
    return room;
}

void room_destroy(struct room *room, uint64_t now_ns)
{
    if (!room) {
        return;
    }
    while (room->members) {
        struct session *session = room->members->session;
        room_lost(session, now_ns);
        session_close(session, WS_CODE_GOING_AWAY, "the room has ended");
    }
    rulebook_unref(room->book);
    history_destroy(room->history);
    free(room->inbox);
    free(room);
}

const char *room_id(const struct room *room)
{
    return room->id;
}

const char *room_mode(const struct room *room)
{
    return room->rules->mode;
}

/* ---- telling ---- */

static void tell(struct member *member, size_t len)
{
    outgoing_frame(member->room->scratch, len);
    session_write(member->session, member->room->scratch);
}

static void tell_all(struct room *room, size_t len)
{
    outgoing_frame(room->scratch, len);
    for (struct member *m = room->members, *next; m; m = next) {
        next = m->next; // writing may end the session
        session_write(m->session, room->scratch);
    }
}

static size_t put_rules(struct room *room)
{
    static _Thread_local struct msg_rules msg; // 8 kB

    msg.tick = room->world.match.tick + 1;
    msg.rules = *room->rules;
    return proto_put_rules(
            outgoing_message(room->scratch), OUTGOING_BYTES, &msg);
}

void room_notice(struct room *room, enum notice_kind kind, const char *text)
{
    struct msg_notice msg = {.kind = (uint8_t)kind};

    snprintf(msg.text, sizeof(msg.text), "%s", text);
    tell_all(room, proto_put_notice(outgoing_message(room->scratch),
                           OUTGOING_BYTES, &msg));
}

static void tell_roster_changes(struct room *room)
{
    struct msg_roster roster;

    seats_roster_changes(&room->seats, &roster);
    if (roster.count > 0) {
        tell_all(room, proto_put_roster(outgoing_message(room->scratch),
                               OUTGOING_BYTES, &roster));
    }
}

static void tell_timing(struct member *member)
{
    struct room *room = member->room;
    struct msg_timing msg = {.tick = room->world.match.tick};

    if (member->slot != NO_SLOT &&
            inbox_lead(&room->inbox[member->slot], &msg.lead)) {
        tell(member, proto_put_timing(outgoing_message(room->scratch),
                             OUTGOING_BYTES, &msg));
    }
}

/* ---- coming and going ---- */

static void free_seat(struct room *room, uint8_t slot)
{
    sim_leave(&room->world, slot);
    seats_free(&room->seats, slot);
}

static void seat_player(struct room *room, uint8_t slot, bool bot)
{
    inbox_clear(&room->inbox[slot], room->world.match.tick);
    sim_join(&room->world, room->rules, slot, bot);
}

/* Bots fill the room up to rules->bots and make way for people; without anybody
 * watching they rest. */
static void balance_bots(struct room *room)
{
    unsigned people = seats_people(&room->seats);
    unsigned bots = seats_bots(&room->seats);
    unsigned wanted =
            people < room->rules->bots ? room->rules->bots - people : 0;
    uint8_t slot;

    if (!room->members) {
        return;
    }
    while (bots > wanted && (slot = seats_any_bot(&room->seats)) != NO_SLOT) {
        free_seat(room, slot);
        bots--;
    }
    while (bots < wanted && (slot = sim_free_slot(&room->world)) != NO_SLOT) {
        seats_take_bot(&room->seats, slot);
        seat_player(room, slot, true);
        bots++;
    }
}

/* A seat for a newcomer: a free one, else a bot's, else one whose person has
 * been away for a while. */
static uint8_t find_seat(struct room *room, uint64_t now_ns)
{
    uint8_t slot = sim_free_slot(&room->world);

    if (slot == NO_SLOT) {
        slot = seats_any_bot(&room->seats);
        if (slot == NO_SLOT) {
            slot = seats_longest_away(&room->seats, now_ns, EVICT_NS);
        }
        if (slot != NO_SLOT) {
            free_seat(room, slot);
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
        seat_player(room, slot, false);
    }
    welcome->slot = slot;
    return true;
}

static void greet(struct member *member, const struct msg_welcome *welcome)
{
    struct room *room = member->room;
    uint8_t *out = outgoing_message(room->scratch);
    struct msg_roster roster;

    tell(member, proto_put_welcome(out, OUTGOING_BYTES, welcome));
    tell(member, put_rules(room));
    seats_roster(&room->seats, &roster);
    tell(member, proto_put_roster(out, OUTGOING_BYTES, &roster));
}

static struct member *add_member(
        struct room *room, struct session *session, uint8_t slot)
{
    struct member *member = calloc(1, sizeof(*member));

    if (!member) {
        return NULL;
    }
    *member = (struct member){.next = room->members,
            .link = &room->members,
            .room = room,
            .session = session,
            .slot = slot};
    stream_init(&member->stream, room->world.match.tick);
    if (room->members) {
        room->members->link = &member->next;
    }
    room->members = member;
    session_set_tag(session, member);
    return member;
}

void room_join(struct room *room, struct session *session,
        const struct msg_join *join, uint64_t now_ns)
{
    struct msg_welcome welcome = {.slot = NO_SLOT,
            .tick_hz = TICK_HZ,
            .encoding = ENCODING_PLAIN,
            .tick = room->world.match.tick,
            .player_limit = room->world.player_limit,
            .entity_limit = room->world.entity_limit,
            .sim_hash = SIM_HASH};

    if (join->sim_hash != 0 && join->sim_hash != SIM_HASH) {
        session_close(session, CLOSE_VERSION, NULL);
        return;
    }
    if (!(join->encodings & 1u << ENCODING_PLAIN)) {
        session_close(session, CLOSE_VERSION,
                "the encoding this server speaks is plain");
        return;
    }
    if (!join->spectate && !take_seat(room, join, now_ns, &welcome)) {
        session_close(session, CLOSE_FULL, NULL);
        return;
    }
    memcpy(welcome.room, room->id, sizeof(welcome.room));
    struct member *member = add_member(room, session, welcome.slot);
    if (!member) {
        if (welcome.slot != NO_SLOT) {
            seats_away(&room->seats, welcome.slot, now_ns);
        }
        session_close(session, WS_CODE_GOING_AWAY, "out of memory");
        return;
    }
    session_joined(session, now_ns);
    balance_bots(room);
    greet(member, &welcome);
}

bool room_has(const struct session *session)
{
    return session_tag(session) != NULL;
}

void room_lost(struct session *session, uint64_t now_ns)
{
    struct member *member = session_tag(session);

    if (!member) {
        return;
    }
    if (member->slot != NO_SLOT) {
        seats_away(&member->room->seats, member->slot, now_ns);
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
        struct msg_notice msg = {.kind = NOTICE_INFO,
                .text = "you talk too fast: that line was not sent"};
        tell(member, proto_put_notice(out, OUTGOING_BYTES, &msg));
        return NULL;
    }
    struct msg_chat msg = {.slot = member->slot, .name = "spectator"};
    if (member->slot != NO_SLOT) {
        memcpy(msg.name, room->seats.seat[member->slot].name, sizeof(msg.name));
    }
    memcpy(msg.text, say.text, sizeof(msg.text));
    tell_all(room, proto_put_chat(out, OUTGOING_BYTES, &msg));
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
    tell(member, proto_put_pong(outgoing_message(member->room->scratch),
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

static void take_leave(struct member *member, uint64_t now_ns)
{
    struct session *session = member->session;

    if (member->slot != NO_SLOT) {
        free_seat(member->room, member->slot);
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

/* ---- the tick ---- */

static void step(struct room *room)
{
    struct input input[MAX_PLAYERS] = {0};
    uint32_t next = room->world.match.tick + 1;

    for (uint16_t i = 0; i < room->world.player_limit; i++) {
        const struct seat *seat = &room->seats.seat[i];
        if (seat->bot) {
            input[i] = sim_bot_input(&room->world, room->rules, (uint8_t)i);
        } else if (seat->taken) {
            input[i] = inbox_take(&room->inbox[i], next);
        }
    }
    sim_step(&room->world, room->rules, input);
}

static void send_frames(struct room *room, struct fanout *fanout)
{
    struct snapshot now = world_snapshot(&room->world);
    uint32_t tick = now.match.tick;
    int64_t sent = 0, skipped = 0, keys = 0;

    history_put(room->history, &now);
    fanout_begin(fanout, room->history, &now);
    for (struct member *m = room->members, *next; m; m = next) {
        next = m->next;
        const struct outgoing *frame =
                session_can_write(m->session)
                        ? stream_frame(&m->stream, fanout, tick)
                        : NULL;
        if (!frame) {
            skipped++;
            continue;
        }
        stream_sent(&m->stream, tick);
        sent++;
        keys += fanout_is_key(fanout, frame);
        session_write(m->session, frame);
    }
    stats_add(STAT_FRAMES_SENT, sent);
    stats_add(STAT_FRAMES_SKIPPED, skipped);
    stats_add(STAT_KEYFRAMES, keys);
}

static void free_held_seats(struct room *room, uint64_t now_ns)
{
    uint8_t slot;

    while ((slot = seats_longest_away(
                    &room->seats, now_ns, SEAT_HOLD_S * NS_PER_S)) != NO_SLOT) {
        free_seat(room, slot);
    }
}

void room_tick(struct room *room, struct fanout *fanout, uint64_t now_ns)
{
    free_held_seats(room, now_ns);
    balance_bots(room);
    tell_roster_changes(room);
    step(room);
    send_frames(room, fanout);
    if (room->world.match.tick % TIMING_TICKS == 0) {
        for (struct member *m = room->members, *next; m; m = next) {
            next = m->next;
            tell_timing(m);
        }
    }
}

/* ---- rules ---- */

/* Equal in everything but the version, which grows with any mode's change. */
static bool same_rules(const struct rules *a, const struct rules *b)
{
    static _Thread_local struct rules copy;
    static _Thread_local uint8_t packed[2][MAX_RULES_BYTES];

    copy = *a;
    copy.version = b->version;
    size_t len = rules_pack(packed[0], MAX_RULES_BYTES, &copy);
    return len == rules_pack(packed[1], MAX_RULES_BYTES, b) &&
           memcmp(packed[0], packed[1], len) == 0;
}

void room_change_rules(struct room *room, struct rulebook *book)
{
    const struct rules *now = rulebook_find(book, room->rules->mode);
    char text[NOTICE_BYTES];

    if (!now) {
        room_notice(room, NOTICE_RULES_WRONG,
                "this mode was removed from the rules; play goes on as it was");
        return;
    }
    bool same = same_rules(room->rules, now);
    if (!same) {
        sim_change_rules(&room->world, room->rules, now);
    }
    rulebook_ref(book);
    rulebook_unref(room->book);
    room->book = book;
    room->rules = now;
    if (same) {
        return;
    }
    tell_all(room, put_rules(room));
    snprintf(text, sizeof(text), "the rules of %s have changed (version %u)",
            now->title, (unsigned)now->version);
    room_notice(room, NOTICE_RULES_CHANGED, text);
}

/* ---- what others ask ---- */

bool room_is_idle(const struct room *room, uint64_t now_ns)
{
    return !room->members && now_ns - room->empty_since_ns > IDLE_NS;
}

size_t room_checkpoint(struct room *room, uint8_t *out, size_t cap)
{
    return checkpoint_write(out, cap, &room->world, room->rules, &room->seats);
}

struct room_count room_count(const struct room *room)
{
    return (struct room_count){.people = seats_people(&room->seats),
            .bots = seats_bots(&room->seats),
            .max_players = room->world.player_limit,
            .tick = room->world.match.tick};
}
