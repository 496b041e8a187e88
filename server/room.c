/* SPDX-License-Identifier: MIT */
#include "server/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/checkpoint.h"
#include "server/clock.h"
#include "server/fanout.h"
#include "server/history.h"
#include "server/inbox.h"
#include "server/relay.h"
#include "server/room_inside.h"
#include "server/rulebook.h"
#include "server/stats.h"
#include "shared/sim.h"

#define IDLE_NS (60 * NS_PER_S) // without anybody, until a room ends

// An input's lead is looked at twice a second. It is told when it changed, and
// every other second anyway; at once when inputs come late, but no faster than
// the client's clock can follow.
#define TIMING_TICKS  (TICK_HZ / 2)
#define TIMING_SILENT (2 * TICK_HZ)
#define TIMING_URGENT (TICK_HZ / 6)
#define TIMING_LATE   5 // ms, of a tick: worth telling

/* ---- birth and death ---- */

static struct room *allocate(const struct room_config *config, uint64_t now_ns)
{
    struct room *room = calloc(1, sizeof(*room));

    if (!room) {
        return NULL;
    }
    memcpy(room->id, config->id, sizeof(room->id));
    room->scratch = config->scratch;
    room->scripts = config->scripts;
    room->votes = config->votes;
    room->book = rulebook_ref(config->book);
    room->latest = rulebook_ref(config->book);
    room->rules = config->rules;
    room->budget = config->budget;
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
    if (!seats_create(&room->seats, room->world.player_limit) ||
            !furnish(room)) {
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
    const struct rules *same =
            rulebook_find_map(room->book, room->rules->mode, old->map);
    room->rules = same ? same : room->rules;
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
    rulebook_unref(room->latest);
    history_destroy(room->history);
    relay_destroy(room->relay);
    seats_destroy(&room->seats);
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

void room_tell(struct member *member, size_t len)
{
    outgoing_frame(member->room->scratch, len);
    session_write(member->session, member->room->scratch);
}

void room_tell_all(struct room *room, size_t len)
{
    outgoing_frame(room->scratch, len);
    for (struct member *m = room->members; m; m = m->next) {
        session_write(m->session, room->scratch);
    }
}

size_t room_put_rules(struct room *room)
{
    static _Thread_local struct msg_rules msg; // 8 kB

    msg.tick = room->world.match.tick + 1;
    msg.rules = *room->rules;
    return proto_put_rules(
            outgoing_message(room->scratch), OUTGOING_BYTES, &msg);
}

static size_t put_notice(
        struct room *room, enum notice_kind kind, const char *text)
{
    struct msg_notice msg = {.kind = (uint8_t)kind};

    snprintf(msg.text, sizeof(msg.text), "%s", text);
    return proto_put_notice(
            outgoing_message(room->scratch), OUTGOING_BYTES, &msg);
}

void room_notice_to(
        struct member *member, enum notice_kind kind, const char *text)
{
    room_tell(member, put_notice(member->room, kind, text));
}

void room_notice(struct room *room, enum notice_kind kind, const char *text)
{
    room_tell_all(room, put_notice(room, kind, text));
}

static void tell_roster_changes(struct room *room)
{
    struct msg_roster roster;

    seats_roster_changes(&room->seats, &roster);
    if (roster.count > 0) {
        room_tell_all(room, proto_put_roster(outgoing_message(room->scratch),
                                    OUTGOING_BYTES, &roster));
    }
}

static bool timing_is_news(const struct member *member, int16_t lead)
{
    const struct room *room = member->room;

    return lead != member->told_lead || member->told_late ||
           room->late_ms >= TIMING_LATE ||
           room->world.match.tick - member->told_at >= TIMING_SILENT;
}

static void tell_timing(struct member *member)
{
    struct room *room = member->room;
    struct inbox *inbox = &room->inbox[member->slot];
    struct msg_timing msg = {
            .tick = room->world.match.tick, .late_ms = room->late_ms};

    if (inbox_lead(inbox, &msg.lead) && timing_is_news(member, msg.lead)) {
        member->told_lead = msg.lead;
        member->told_late = msg.late_ms >= TIMING_LATE;
        member->told_at = msg.tick;
        room_tell(member, proto_put_timing(outgoing_message(room->scratch),
                                  OUTGOING_BYTES, &msg));
    }
}

static void tell_timings(struct room *room)
{
    uint32_t tick = room->world.match.tick;
    bool all = tick % TIMING_TICKS == 0;

    for (struct member *m = room->members; m; m = m->next) {
        if (m->slot != NO_SLOT &&
                (all || (inbox_is_late(&room->inbox[m->slot]) &&
                                tick - m->told_at >= TIMING_URGENT))) {
            tell_timing(m);
        }
    }
    if (all) {
        room->late_ms = 0;
    }
}

/* ---- seats ---- */

void room_free_seat(struct room *room, uint8_t slot)
{
    room_take_vote(room, slot, NO_CHOICE);
    sim_leave(&room->world, slot);
    seats_free(&room->seats, slot);
}

void room_seat_player(struct room *room, uint8_t slot, bool bot)
{
    inbox_clear(&room->inbox[slot], room->world.match.tick);
    sim_join(&room->world, room->rules, slot, bot);
}

void room_balance_bots(struct room *room)
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
        room_free_seat(room, slot);
        bots--;
    }
    while (bots < wanted && (slot = sim_free_slot(&room->world)) != NO_SLOT) {
        seats_take_bot(&room->seats, slot);
        room_seat_player(room, slot, true);
        bots++;
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

/* What became of a tick's frames. */
struct sending {
    int64_t frames[ENCODING_COUNT], bytes[ENCODING_COUNT];
    int64_t skipped, spared, keys;
};

/* The view of its player; where sight is limited, nothing for who has none. */
static void look(struct room *room, struct member *member)
{
    const struct entity *body =
            member->slot == NO_SLOT ? NULL : &room->world.entity[member->slot];

    view_follow(
            &member->stream.view, room->rules, body, pace_reach(&member->pace));
}

static void send_frame(struct room *room, struct member *member,
        struct fanout *fanout, struct sending *sending)
{
    const struct frame *frame = NULL;
    struct stream *stream = &member->stream;
    uint32_t tick = room->world.match.tick;

    if (!stream->needs_key && !pace_is_due(&member->pace, tick, stream->sent)) {
        sending->spared++;
        return;
    }
    if (session_can_write(member->session)) {
        look(room, member);
        frame = stream_frame(stream, fanout, tick);
    }
    if (!frame) {
        sending->skipped++;
        return;
    }
    stream_sent(stream, tick);
    session_write_framed(member->session, frame->bytes, frame->len);
    sending->frames[stream->encoding]++;
    sending->bytes[stream->encoding] += (int64_t)frame->len;
    sending->keys += frame->is_key;
}

static void count_frames(struct fanout *fanout, const struct sending *sending)
{
    const int64_t *frames = sending->frames, *bytes = sending->bytes;
    struct fanout_effort effort = fanout_effort(fanout);

    stats_add(STAT_FRAMES_SENT,
            frames[ENCODING_PLAIN] + frames[ENCODING_REPLICA]);
    stats_add(STAT_PLAIN_FRAMES, frames[ENCODING_PLAIN]);
    stats_add(STAT_PLAIN_BYTES, bytes[ENCODING_PLAIN]);
    stats_add(STAT_REPLICA_FRAMES, frames[ENCODING_REPLICA]);
    stats_add(STAT_REPLICA_BYTES, bytes[ENCODING_REPLICA]);
    stats_add(STAT_FRAMES_SKIPPED, sending->skipped);
    stats_add(STAT_FRAMES_SPARED, sending->spared);
    stats_add(STAT_KEYFRAMES, sending->keys);
    stats_add(STAT_ENCODED, effort.frames);
    stats_encode_time(effort.ns);
}

static void send_frames(struct room *room, struct fanout *fanout)
{
    struct snapshot now = world_snapshot(&room->world);
    struct sending sending = {0};

    history_put(room->history, &now);
    fanout_begin(fanout, room->history, room->rules, &now);
    for (struct member *m = room->members; m; m = m->next) {
        if (!session_is_closing(m->session)) { // on its way out, not behind
            send_frame(room, m, fanout, &sending);
        }
    }
    count_frames(fanout, &sending);
}

/* Sets what everybody gets by what it cost lately. */
static void measure(struct room *room)
{
    if (room->world.match.tick % PACE_WINDOW != 0) {
        return;
    }
    for (struct member *m = room->members; m; m = m->next) {
        bool was_paced = m->pace.level != PACE_30;
        pace_measure(&m->pace, session_written(m->session), room->budget,
                room->rules->sight > 0 && m->slot != NO_SLOT);
        stats_add(STAT_PACED, (m->pace.level != PACE_30) - was_paced);
    }
}

static void free_held_seats(struct room *room, uint64_t now_ns)
{
    uint8_t slot;

    while ((slot = seats_longest_away(
                    &room->seats, now_ns, SEAT_HOLD_S * NS_PER_S)) != NO_SLOT) {
        room_free_seat(room, slot);
    }
}

/* From when on these rules hold: a round began, or they were changed. */
static void note_rules(struct room *room)
{
    uint8_t phase = room->world.match.phase;

    if (room->noted_version != room->rules->version ||
            (room->noted_phase == PHASE_RESULTS && phase != PHASE_RESULTS)) {
        room->rules_since = room->world.match.tick;
        room->noted_version = room->rules->version;
    }
    room->noted_phase = phase;
}

void room_tick(struct room *room, struct fanout *fanout, uint64_t now_ns)
{
    room_go_on(room);
    free_held_seats(room, now_ns);
    room_balance_bots(room);
    tell_roster_changes(room);
    room_pass_on(room);
    step(room);
    note_rules(room);
    room_run_scripts(room, now_ns);
    send_frames(room, fanout);
    room_hold_vote(room);
    measure(room);
    tell_timings(room);
}

void room_note_late(struct room *room, uint64_t late_ns)
{
    uint64_t late_ms = late_ns / NS_PER_MS;

    if (late_ms > room->late_ms) {
        room->late_ms = (uint16_t)(late_ms < UINT16_MAX ? late_ms : UINT16_MAX);
    }
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
            .tick = room->world.match.tick,
            .rules_since = room->rules_since};
}

const struct rules *room_rules(const struct room *room)
{
    return room->rules;
}
