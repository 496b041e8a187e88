/* SPDX-License-Identifier: MIT */
#include "server/worker.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/buf.h"
#include "server/checkpoint.h"
#include "server/clock.h"
#include "server/fanout.h"
#include "server/journal.h"
#include "server/log.h"
#include "server/queue.h"
#include "server/room.h"
#include "server/rulebook.h"
#include "server/scripts.h"
#include "server/stats.h"
#include "shared/rng.h"

#define LATE_NS     (5 * NS_PER_MS)
#define CHECK_TICKS 8 // between two looks at the sessions' time limits
#define MAX_ROOMS   1024

/* A room, and what the lobby and the journal want to know of it. */
struct place {
    struct place *next;
    struct room *room;
    unsigned phase;    // at which of a second's ticks it reports and saves
    uint32_t arrivals; // connections it was handed whose fate is known
    uint32_t noted;    // tick of the rules that the journal knows of
    char mode[ID_BYTES + 1], map[ID_BYTES + 1]; // as reported
};

struct worker {
    struct worker_config config;
    struct session_host host;
    struct session *sessions;
    struct place *places;
    struct place *first; // of the next tick; NULL: of the list
    unsigned place_count;
    unsigned phase; // of the next place
    struct fanout *fanout;
    struct scripts *scripts;
    uint64_t next_ns; // when the next tick is due; 0 before the first
    uint32_t ticks;
    int64_t people, bots; // as the gauges have them
    struct outgoing scratch;
    uint8_t message[MAX_MESSAGE]; // on its way in
    uint8_t checkpoint[CHECKPOINT_BYTES];
};

static void take_message(void *self, struct session *session,
        const uint8_t *bytes, size_t len, uint64_t now_ns);
static void lose_session(void *self, struct session *session, uint64_t now_ns);

struct worker *worker_create(const struct worker_config *config)
{
    struct worker *worker = calloc(1, sizeof(*worker));

    if (!worker) {
        return NULL;
    }
    worker->config = *config;
    rulebook_ref(config->rules);
    worker->host = (struct session_host){.self = worker,
            .origin = config->origin,
            .buffer = worker->message,
            .message = take_message,
            .gone = lose_session};
    worker->fanout = fanout_create();
    worker->scripts = scripts_create();
    if (!worker->fanout || !worker->scripts) {
        worker_destroy(worker);
        return NULL;
    }
    return worker;
}

static void log_room(const struct room *room, const char *event)
{
    char subject[ID_BYTES + 8];
    struct room_count count = room_count(room);

    snprintf(subject, sizeof(subject), "room %s", room_id(room));
    log_line(LOG_INFO, subject, "%s, mode=%s players=%u tick=%u", event,
            room_mode(room), (unsigned)count.people, (unsigned)count.tick);
}

/* ---- telling the lobby and the journal ---- */

static void report(struct worker *worker, struct place *place)
{
    struct room_count count = room_count(place->room);
    struct room_report record = {.worker = worker->config.index,
            .players = count.people,
            .bots = count.bots,
            .max_players = count.max_players,
            .tick = count.tick,
            .arrivals = place->arrivals};

    snprintf(record.id, sizeof(record.id), "%s", room_id(place->room));
    snprintf(record.mode, sizeof(record.mode), "%s", room_mode(place->room));
    snprintf(
            record.map, sizeof(record.map), "%s", room_rules(place->room)->map);
    memcpy(place->mode, record.mode, sizeof(place->mode));
    memcpy(place->map, record.map, sizeof(place->map));
    if (worker->config.reports) {
        queue_push(worker->config.reports, &record); // if full: in a second
    }
}

static void report_closed(struct worker *worker, const char *id)
{
    struct room_report record = {
            .worker = worker->config.index, .closed = true};

    snprintf(record.id, sizeof(record.id), "%s", id);
    if (worker->config.reports) {
        queue_push(worker->config.reports, &record);
    }
}

/* Tells the journal once under what rules a room plays since when. */
static void note_rules(struct worker *worker, struct place *place)
{
    const struct rules *rules = room_rules(place->room);
    struct journal_record record = {.is_note = true,
            .tick = room_count(place->room).rules_since,
            .rules = rules->version};

    if (!worker->config.journal || record.tick == place->noted) {
        return;
    }
    snprintf(record.room, sizeof(record.room), "%s", room_id(place->room));
    snprintf(record.mode, sizeof(record.mode), "%s", rules->mode);
    snprintf(record.map, sizeof(record.map), "%s", rules->map);
    if (queue_push(worker->config.journal, &record)) {
        place->noted = record.tick; // or else in a tick
    }
}

static void save(struct worker *worker, const struct place *place)
{
    struct journal_record record = {.tick = room_count(place->room).tick};

    if (!worker->config.journal) {
        return;
    }
    size_t len = room_checkpoint(
            place->room, worker->checkpoint, sizeof(worker->checkpoint));
    // the one allocation of a tick: these bytes change thread, and a second
    // later nobody needs them any more
    record.state = len > 0 ? buf_create(len) : NULL;
    if (!record.state) {
        stats_add(STAT_CHECKPOINTS_FAILED, 1);
        return;
    }
    memcpy(record.state->bytes, worker->checkpoint, len);
    record.state->len = len;
    snprintf(record.room, sizeof(record.room), "%s", room_id(place->room));
    snprintf(record.mode, sizeof(record.mode), "%s", room_mode(place->room));
    if (!queue_push(worker->config.journal, &record)) {
        stats_add(STAT_CHECKPOINTS_FAILED, 1);
        buf_unref(record.state);
    }
}

static bool forget_saved(struct worker *worker, const char *id)
{
    struct journal_record record = {.closed = true};

    snprintf(record.room, sizeof(record.room), "%s", id);
    return !worker->config.journal ||
           queue_push(worker->config.journal, &record);
}

/* ---- rooms ---- */

static struct place *find_place(struct worker *worker, const char *id)
{
    for (struct place *p = worker->places; p; p = p->next) {
        if (strcmp(room_id(p->room), id) == 0) {
            return p;
        }
    }
    return NULL;
}

static struct place *add_place(struct worker *worker, struct room *room)
{
    struct place *place = calloc(1, sizeof(*place));

    if (!place) {
        return NULL;
    }
    place->room = room;
    place->next = worker->places;
    place->phase = worker->phase++ % TICK_HZ;
    worker->places = place;
    worker->place_count++;
    stats_add(STAT_ROOMS, 1);
    return place;
}

/* Makes the room, or has it go on from `state` unless NULL. Returns NULL after
 * logging why not. */
static struct place *open_room(struct worker *worker, const char *id,
        const char *mode, const struct buf *state, uint64_t now_ns)
{
    struct room_config config = {.book = worker->config.rules,
            .rules = rulebook_find(worker->config.rules, mode),
            .seed = rng_next(&worker->config.seed),
            .budget = worker->config.budget,
            .votes = worker->config.votes,
            .scratch = &worker->scratch,
            .scripts = worker->scripts};
    const char *why = "out of memory";
    struct room *room = NULL;

    if (!config.rules) {
        why = "its mode is not in rules.db";
    } else if (worker->place_count >= MAX_ROOMS) {
        why = "too many rooms";
    } else {
        snprintf(config.id, sizeof(config.id), "%s", id);
        room = state ? room_restore(
                               &config, state->bytes, state->len, now_ns, &why)
                     : room_create(&config, now_ns);
    }
    struct place *place = room ? add_place(worker, room) : NULL;
    if (!place) {
        room_destroy(room, now_ns);
        log_line(LOG_WARN, "rooms", "%s not opened, mode=%s reason=%s", id,
                mode, why);
        return NULL;
    }
    log_room(room, state ? "restored" : "opened");
    report(worker, place);
    return place;
}

static void close_place(
        struct worker *worker, struct place **link, uint64_t now_ns)
{
    struct place *place = *link;

    *link = place->next;
    if (worker->first == place) {
        worker->first = place->next;
    }
    worker->place_count--;
    stats_add(STAT_ROOMS, -1);
    report_closed(worker, room_id(place->room));
    room_destroy(place->room, now_ns);
    free(place);
}

static void close_idle_rooms(struct worker *worker, uint64_t now_ns)
{
    for (struct place **link = &worker->places; *link;) {
        struct place *place = *link;
        if (room_is_idle(place->room, now_ns) &&
                forget_saved(worker, room_id(place->room))) {
            log_room(place->room, "closed, reason=idle");
            close_place(worker, link, now_ns);
        } else {
            link = &place->next;
        }
    }
}

/* ---- sessions ---- */

struct session *worker_connect(struct worker *worker, const struct link *link,
        const struct arrival *arrival, uint64_t now_ns)
{
    struct session *session =
            session_create(link, arrival, &worker->host, now_ns);

    if (session) {
        session_list_add(&worker->sessions, session);
    }
    return session;
}

/* The first message decides: it leads into the room, or out. */
static void join(struct worker *worker, struct session *session,
        const struct msg_join *msg, uint64_t now_ns)
{
    const struct arrival *arrival = session_arrival(session);
    struct place *place = find_place(worker, arrival->room);

    if (!place) {
        place = open_room(worker, arrival->room, arrival->mode, NULL, now_ns);
    }
    if (!place) {
        bool known = rulebook_find(worker->config.rules, arrival->mode);
        session_close(session, known ? CLOSE_FULL : CLOSE_NO_ROOM, NULL);
        return;
    }
    room_join(place->room, session, msg, now_ns);
    if (room_has(session)) {
        place->arrivals++;
        report(worker, place);
    }
}

static void take_message(void *self, struct session *session,
        const uint8_t *bytes, size_t len, uint64_t now_ns)
{
    struct msg_join msg;

    if (room_has(session)) {
        room_receive(session, bytes, len, now_ns);
        return;
    }
    const char *wrong = proto_type(bytes, len) == UP_JOIN
                                ? proto_get_join(bytes, len, &msg)
                                : "the first message must be JOIN";
    if (wrong) {
        stats_add(STAT_PROTOCOL_ERRORS, 1);
        session_close(session, WS_CODE_INVALID, wrong);
        return;
    }
    join(self, session, &msg, now_ns);
}

/* Somebody the lobby sent never joined: it need not wait any longer. */
static void count_lost(struct worker *worker, const char *id)
{
    struct place *place = find_place(worker, id);

    if (place) {
        place->arrivals++;
    } else {
        report_closed(worker, id);
    }
}

void worker_miss(struct worker *worker, const struct arrival *arrival)
{
    if (arrival->refusal == 0) {
        count_lost(worker, arrival->room);
    }
}

static void lose_session(void *self, struct session *session, uint64_t now_ns)
{
    if (session_has_joined(session)) {
        room_lost(session, now_ns);
    } else {
        worker_miss(self, session_arrival(session));
    }
}

/* ---- orders ---- */

static void change_rules(struct worker *worker, struct rulebook *rules)
{
    rulebook_unref(worker->config.rules);
    worker->config.rules = rules; // the order's reference
    for (struct place *p = worker->places; p; p = p->next) {
        room_change_rules(p->room, rules);
    }
}

static void tell_problems(
        struct worker *worker, const struct rules_report *problems)
{
    static const char WHY[] = "an edit is refused, play goes on: ";
    char text[sizeof(WHY) + PROBLEM_TEXT];

    static_assert(sizeof(text) <= NOTICE_BYTES, "never cut in a character");
    memcpy(text, WHY, sizeof(WHY));
    rules_problem_text(&problems->problem[0], text + sizeof(WHY) - 1,
            sizeof(text) - sizeof(WHY) + 1);
    for (struct place *p = worker->places; p; p = p->next) {
        room_notice(p->room, NOTICE_RULES_WRONG, text);
    }
}

void worker_obey(struct worker *worker, struct order *order, uint64_t now_ns)
{
    switch (order->kind) {
    case ORDER_ROOM:
        if (!find_place(worker, order->arrival.room)) {
            open_room(worker, order->arrival.room, order->arrival.mode,
                    order->state, now_ns);
        }
        buf_unref(order->state);
        return;
    case ORDER_RULES:
        if (order->rules) {
            change_rules(worker, order->rules);
        } else if (order->report && order->report->count > 0) {
            tell_problems(worker, order->report);
        }
        free(order->report);
        return;
    case ORDER_CONNECT:
    case ORDER_STOP:
        return; // net's
    }
}

/* ---- the tick ---- */

static void count_everybody(struct worker *worker)
{
    int64_t people = 0, bots = 0;

    for (struct place *p = worker->places; p; p = p->next) {
        struct room_count count = room_count(p->room);
        people += count.people;
        bots += count.bots;
    }
    stats_add(STAT_PLAYERS, people - worker->people);
    stats_add(STAT_BOTS, bots - worker->bots);
    worker->people = people;
    worker->bots = bots;
}

/* Whether the room went on to a mode or map that nobody was told of. */
static bool plays_other(const struct place *place)
{
    return strcmp(place->mode, room_mode(place->room)) != 0 ||
           strcmp(place->map, room_rules(place->room)->map) != 0;
}

static void keep_up(struct worker *worker, uint64_t now_ns)
{
    for (struct place *p = worker->places; p; p = p->next) {
        bool turned = worker->ticks % TICK_HZ == p->phase;
        note_rules(worker, p);
        if (turned || plays_other(p)) {
            report(worker, p);
        }
        if (turned) {
            save(worker, p);
        }
    }
    if (worker->ticks % CHECK_TICKS == 0) {
        for (struct session *s = worker->sessions; s; s = session_next(s)) {
            session_check(s, now_ns);
        }
    }
    if (worker->ticks % TICK_HZ == 0) {
        close_idle_rooms(worker, now_ns);
        count_everybody(worker);
    }
}

/* Notes how late this tick is, and returns when the next one is due. */
static uint64_t account(struct worker *worker, uint64_t now_ns)
{
    uint64_t late = now_ns - worker->next_ns;
    uint64_t missed = late / NS_PER_TICK;

    stats_tick_lateness(late);
    stats_add(STAT_TICKS, 1);
    stats_add(STAT_TICKS_LATE, late > LATE_NS);
    stats_add(STAT_TICKS_SKIPPED, (int64_t)missed);
    return worker->next_ns + (missed + 1) * NS_PER_TICK;
}

static void tick_place(struct worker *worker, const struct place *place,
        uint64_t late_ns, uint64_t now_ns)
{
    room_note_late(place->room, late_ns);
    room_tick(place->room, worker->fanout, now_ns);
}

/* Another room is the first on every tick: scripts share the time of a tick,
 * and who uses it up shall not do so before the same others each time. */
static void tick_rooms(struct worker *worker, uint64_t late_ns, uint64_t now_ns)
{
    const struct place *first = worker->first ? worker->first : worker->places;

    for (const struct place *p = first; p; p = p->next) {
        tick_place(worker, p, late_ns, now_ns);
    }
    for (const struct place *p = worker->places; p != first; p = p->next) {
        tick_place(worker, p, late_ns, now_ns);
    }
    worker->first = first ? first->next : NULL;
}

uint64_t worker_run_due(struct worker *worker, uint64_t now_ns)
{
    if (worker->next_ns == 0) {
        worker->next_ns = now_ns;
    }
    if (now_ns < worker->next_ns) {
        return worker->next_ns;
    }
    uint64_t late_ns = now_ns - worker->next_ns;
    worker->next_ns = account(worker, now_ns);
    worker->ticks++;
    scripts_begin_tick(worker->scripts, SCRIPTS_TICK_NS);
    tick_rooms(worker, late_ns, now_ns);
    keep_up(worker, now_ns);
    return worker->next_ns;
}

/* ---- the end ---- */

void worker_drain(struct worker *worker)
{
    for (struct place *p = worker->places; p; p = p->next) {
        save(worker, p);
    }
    for (struct session *s = worker->sessions; s; s = session_next(s)) {
        session_close(s, WS_CODE_GOING_AWAY, "the server is going down");
    }
}

void worker_destroy(struct worker *worker)
{
    if (!worker) {
        return;
    }
    while (worker->sessions) {
        session_gone(worker->sessions, worker->next_ns);
    }
    while (worker->places) {
        struct place *place = worker->places;
        worker->places = place->next;
        room_destroy(place->room, worker->next_ns);
        free(place);
        stats_add(STAT_ROOMS, -1);
    }
    stats_add(STAT_PLAYERS, -worker->people);
    stats_add(STAT_BOTS, -worker->bots);
    fanout_destroy(worker->fanout);
    scripts_destroy(worker->scripts);
    rulebook_unref(worker->config.rules);
    free(worker);
}
