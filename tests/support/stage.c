/* SPDX-License-Identifier: MIT */
#include "tests/support/stage.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/buf.h"
#include "server/clock.h"
#include "server/crypto.h"
#include "server/db.h"
#include "server/journal.h"
#include "server/queue.h"
#include "server/rulebook.h"
#include "server/rules_file.h"
#include "server/worker.h"
#include "shared/delta.h"
#include "shared/sim_hash.h"

/* ---- rules ---- */

static struct rulebook *load_rules(const char *edit, uint32_t version)
{
    static struct rules_report report;
    char dir[] = "/tmp/roomcast-stage-XXXXXX";
    char path[64], assets[512], error[256] = "";

    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/rules.db", dir);
    snprintf(assets, sizeof(assets), "%s/assets", getenv("ROOMCAST_SOURCE"));
    ck_assert_msg(rules_file_prepare(path, assets, error, sizeof(error)), "%s",
            error);
    struct db *db = db_open(path, DB_WRITE, error, sizeof(error));
    ck_assert_msg(db != NULL, "%s", error);
    ck_assert_msg(db_exec(db, edit), "%s", db_error(db));
    struct rulebook *book = rulebook_load(db, version, &report);
    ck_assert_msg(book != NULL, "%s", report.problem[0].sentence);
    db_close(db);
    unlink(path);
    rmdir(dir);
    return book;
}

static void drop_records(struct stage *stage)
{
    struct journal_record record;

    while (queue_pop(stage->journal, &record)) {
        buf_unref(record.state);
    }
}

/* ---- the worker ---- */

static void start_worker(struct stage *stage)
{
    struct worker_config config = {.rules = stage->book,
            .origin = "",
            .reports = stage->reports,
            .journal = stage->journal,
            .budget = stage->budget,
            .votes = stage->votes,
            .seed = 1};

    stage->worker = worker_create(&config);
    ck_assert_ptr_nonnull(stage->worker);
}

static uint32_t chosen_encodings(void)
{
    const char *name = getenv("STAGE_ENCODING");

    if (name && strcmp(name, "plain") == 0) {
        return 1u << ENCODING_PLAIN;
    }
    return 1u << ENCODING_PLAIN | 1u << ENCODING_REPLICA;
}

static void open_with(
        struct stage *stage, uint32_t bytes_per_second, enum votes votes)
{
    memset(stage, 0, sizeof(*stage));
    stage->budget = bytes_per_second;
    stage->votes = votes;
    stage->encodings = chosen_encodings();
    stage->now_ns = 1000 * NS_PER_S;
    stage->book = load_rules("", 1);
    stage->reports = queue_create(4096, sizeof(struct room_report));
    stage->journal = queue_create(4096, sizeof(struct journal_record));
    start_worker(stage);
}

void stage_open(struct stage *stage)
{
    open_with(stage, 0, VOTES_ALL);
}

void stage_open_budget(struct stage *stage, uint32_t bytes_per_second)
{
    open_with(stage, bytes_per_second, VOTES_ALL);
}

void stage_open_votes(struct stage *stage, enum votes votes)
{
    open_with(stage, 0, votes);
}

static void free_actors(struct stage *stage)
{
    for (unsigned i = 0; i < stage->actor_count; i++) {
        free(stage->actor[i]->bytes);
        free(stage->actor[i]);
    }
    stage->actor_count = 0;
}

void stage_close(struct stage *stage)
{
    for (unsigned i = 0; i < stage->actor_count; i++) {
        actor_cut(stage->actor[i]);
    }
    worker_destroy(stage->worker);
    free_actors(stage);
    drop_records(stage);
    queue_destroy(stage->journal);
    queue_destroy(stage->reports);
    rulebook_unref(stage->book);
}

void stage_restart(struct stage *stage)
{
    struct journal_record latest[8], record;
    unsigned rooms = 0;

    while (queue_pop(stage->journal, &record)) {
        unsigned i = 0;
        while (i < rooms && strcmp(latest[i].room, record.room) != 0) {
            i++;
        }
        if (i == rooms) {
            ck_assert_uint_lt(rooms++, ARRAY_LEN(latest));
        } else {
            buf_unref(latest[i].state);
        }
        latest[i] = record;
    }
    for (unsigned i = 0; i < stage->actor_count; i++) {
        actor_cut(stage->actor[i]);
    }
    worker_destroy(stage->worker);
    free_actors(stage);
    drop_records(stage);
    start_worker(stage);
    for (unsigned i = 0; i < rooms; i++) {
        struct order order = {.kind = ORDER_ROOM, .state = latest[i].state};
        if (latest[i].closed) {
            continue;
        }
        memcpy(order.arrival.room, latest[i].room, sizeof(latest[i].room));
        memcpy(order.arrival.mode, latest[i].mode, sizeof(latest[i].mode));
        worker_obey(stage->worker, &order, stage->now_ns);
    }
}

void stage_edit_rules(struct stage *stage, const char *sql)
{
    struct order order = {.kind = ORDER_RULES};

    rulebook_unref(stage->book);
    stage->book = load_rules(sql, 2);
    order.rules = rulebook_ref(stage->book);
    worker_obey(stage->worker, &order, stage->now_ns);
}

/* ---- the link below a session ---- */

static bool link_write(void *socket, const uint8_t *bytes, size_t len)
{
    struct actor *actor = socket;

    ck_assert_msg(!actor->server_closes, "written after its close");
    if (actor->len + len > actor->cap) {
        actor->cap = 2 * (actor->len + len);
        actor->bytes = realloc(actor->bytes, actor->cap);
        ck_assert_ptr_nonnull(actor->bytes);
    }
    memcpy(actor->bytes + actor->len, bytes, len);
    actor->len += len;
    actor->total += len;
    return true;
}

static bool link_busy(void *socket)
{
    return ((struct actor *)socket)->choked;
}

static void link_close(void *socket)
{
    ((struct actor *)socket)->server_closes = true;
}

struct actor *actor_arrive(
        struct stage *stage, const char *room, const char *mode)
{
    struct actor *actor = calloc(1, sizeof(*actor));
    struct arrival arrival = {.address = "127.0.0.1"};
    struct link link = {.socket = actor,
            .write = link_write,
            .busy = link_busy,
            .close = link_close};

    ck_assert_ptr_nonnull(actor);
    ck_assert_uint_lt(stage->actor_count, STAGE_ACTORS);
    actor->stage = stage;
    actor->sends_inputs = true;
    actor->lead = 1;
    client_init(&actor->client);
    ws_init(&actor->ws, WS_CLIENT, actor->message, sizeof(actor->message));
    snprintf(arrival.room, sizeof(arrival.room), "%s", room);
    snprintf(arrival.mode, sizeof(arrival.mode), "%s", mode);
    actor->session =
            worker_connect(stage->worker, &link, &arrival, stage->now_ns);
    ck_assert_ptr_nonnull(actor->session);
    stage->actor[stage->actor_count++] = actor;
    return actor;
}

void actor_cut(struct actor *actor)
{
    if (actor->session) {
        struct session *session = actor->session;
        actor->session = NULL;
        session_gone(session, actor->stage->now_ns);
    }
}

/* ---- what an actor sends ---- */

void actor_send_raw(struct actor *actor, const void *bytes, size_t len)
{
    if (actor->session && !actor->server_closes) {
        session_receive(actor->session, bytes, len, actor->stage->now_ns);
    }
}

void actor_send_frame(struct actor *actor, enum ws_opcode opcode,
        const void *payload, size_t len)
{
    static const uint8_t MASK[4] = {1, 2, 3, 4};
    uint8_t *frame = malloc(WS_HEAD_MAX + len);
    uint8_t head[WS_HEAD_MAX];

    ck_assert_ptr_nonnull(frame);
    if (len > 0) {
        memcpy(frame + WS_HEAD_MAX, payload, len);
    }
    size_t n = ws_head_masked(head, opcode, frame + WS_HEAD_MAX, len, MASK);
    memcpy(frame + WS_HEAD_MAX - n, head, n);
    actor_send_raw(actor, frame + WS_HEAD_MAX - n, n + len);
    free(frame);
}

void actor_send(struct actor *actor, const uint8_t *message, size_t len)
{
    ck_assert_uint_gt(len, 0);
    actor_send_frame(actor, WS_BINARY, message, len);
}

void actor_press(struct actor *actor, uint8_t buttons, uint16_t aim)
{
    actor->input = (struct input){.buttons = buttons, .aim = aim};
}

void actor_vote(struct actor *actor, uint8_t choice)
{
    uint8_t out[16];

    actor_send(actor, out,
            proto_put_vote(
                    out, sizeof(out), &(struct msg_vote){.choice = choice}));
}

static void send_input(struct actor *actor)
{
    struct client *client = &actor->client;
    uint8_t out[64];

    if (!client->state_seen || !actor->sends_inputs) {
        return;
    }
    uint32_t tick = client->state.match.tick;
    actor->waited = tick == actor->known ? actor->waited + 1 : 0;
    actor->known = tick;
    size_t len;
    if (client->welcome.slot == NO_SLOT) {
        len = proto_put_confirm(
                out, sizeof(out), &(struct msg_confirm){.decoded = tick});
    } else {
        len = client_put_input(client, out, sizeof(out),
                tick + actor->waited + (uint32_t)actor->lead, tick,
                &actor->input);
    }
    actor_send(actor, out, len);
}

/* ---- what an actor reads ---- */

static void hear(struct actor *actor, const struct msg_relay *msg)
{
    size_t len = strlen(actor->heard);

    actor->relays++;
    snprintf(actor->heard + len, sizeof(actor->heard) - len, "%u:%.*s ",
            msg->peer, msg->len, (const char *)msg->bytes);
}

static void count_event(struct actor *actor, enum client_event event)
{
    const uint8_t *payload = actor->ws.payload;

    switch (event) {
    case CLIENT_STATE:
        actor->frames++;
        actor->keyframes += (payload[0] & 31) == FRAME_KEY;
        return;
    case CLIENT_BROKEN:
        actor->broken++;
        return;
    case CLIENT_LOST:
        actor->lost++;
        return;
    case CLIENT_CHAT:
        actor->chats++;
        return;
    case CLIENT_NOTICE:
        actor->notices++;
        return;
    case CLIENT_RULES:
        actor->rules++;
        return;
    case CLIENT_BALLOT:
        actor->ballots++;
        return;
    case CLIENT_RELAY:
        hear(actor, &actor->client.relay);
        return;
    default:
        return;
    }
}

static void take_event(struct actor *actor, enum ws_event event)
{
    struct ws *ws = &actor->ws;

    switch (event) {
    case WS_MESSAGE:
        ck_assert_int_eq(ws->opcode, WS_BINARY);
        count_event(actor,
                client_read(&actor->client, ws->payload, ws->payload_len));
        return;
    case WS_GOT_CLOSE:
        actor->close_code = ws->code;
        memcpy(actor->close_reason, ws->payload, ws->payload_len);
        actor->close_reason[ws->payload_len] = '\0';
        return;
    case WS_GOT_PONG:
        actor->pongs++;
        return;
    default:
        ck_abort_msg("the server broke RFC 6455, code %u", ws->code);
    }
}

static size_t read_answer(struct actor *actor)
{
    char accept[WS_ACCEPT_CHARS + 1];

    crypto_accept("AAAAAAAAAAAAAAAAAAAAAA==", accept);
    int head =
            ws_read_answer(actor->bytes, actor->len, accept, PROTO_SUBPROTOCOL);
    if (head > 0) {
        actor->upgraded = true;
        return (size_t)head;
    }
    if (head < 0 && actor->len > 12) {
        actor->refused = (int)strtol((const char *)actor->bytes + 9, NULL, 10);
        return actor->len;
    }
    return 0;
}

void actor_read(struct actor *actor)
{
    const uint8_t *at = actor->bytes;
    size_t len = actor->len;

    if (!actor->upgraded && len > 0) {
        size_t head = read_answer(actor);
        at += head;
        len -= head;
    }
    while (actor->upgraded) {
        enum ws_event event = ws_read(&actor->ws, &at, &len);
        if (event == WS_MORE) {
            break;
        }
        take_event(actor, event);
    }
    if (actor->upgraded) {
        actor->len = 0;
    }
}

/* ---- joining ---- */

struct actor *actor_connect(
        struct stage *stage, const char *room, const char *mode)
{
    struct actor *actor = actor_arrive(stage, room, mode);
    uint8_t request[512];
    size_t len = ws_write_request(request, sizeof(request), "localhost",
            "/play", "AAAAAAAAAAAAAAAAAAAAAA==", PROTO_SUBPROTOCOL);

    actor_send_raw(actor, request, len);
    actor_read(actor);
    return actor;
}

void actor_send_join(struct actor *actor, const struct msg_join *join)
{
    uint8_t out[256];

    actor_send(actor, out, proto_put_join(out, sizeof(out), join));
    actor_read(actor);
}

static struct actor *connect_and_join(
        struct stage *stage, const char *room, struct msg_join *join)
{
    struct actor *actor = actor_connect(stage, room, "");

    join->encodings = stage->encodings;
    join->sim_hash = SIM_HASH;
    actor_send_join(actor, join);
    return actor;
}

struct actor *actor_join(
        struct stage *stage, const char *room, const char *name)
{
    struct msg_join join = {.name = ""};

    snprintf(join.name, sizeof(join.name), "%s", name);
    return connect_and_join(stage, room, &join);
}

struct actor *actor_resume(
        struct stage *stage, const char *room, const uint8_t token[TOKEN_BYTES])
{
    struct msg_join join = {.name = "back", .resumes = true};

    memcpy(join.token, token, TOKEN_BYTES);
    return connect_and_join(stage, room, &join);
}

struct actor *actor_spectate(struct stage *stage, const char *room)
{
    struct msg_join join = {.name = "watcher", .spectate = true};

    return connect_and_join(stage, room, &join);
}

const struct entity *actor_body(const struct actor *actor)
{
    const struct client *client = &actor->client;

    if (!client->state_seen || client->welcome.slot == NO_SLOT) {
        return NULL;
    }
    return &client->state.entity[client->welcome.slot];
}

/* ---- time ---- */

static void play(struct actor *actor)
{
    if (!actor->stalled) {
        actor_read(actor);
        send_input(actor);
    }
    if (actor->server_closes) {
        actor_cut(actor);
    }
}

void stage_run(struct stage *stage, unsigned ticks)
{
    while (ticks-- > 0) {
        for (unsigned i = 0; i < stage->actor_count; i++) {
            play(stage->actor[i]);
        }
        stage->now_ns += NS_PER_TICK;
        worker_run_due(stage->worker, stage->now_ns);
    }
    for (unsigned i = 0; i < stage->actor_count; i++) {
        if (!stage->actor[i]->stalled) {
            actor_read(stage->actor[i]);
        }
    }
}

bool stage_run_until(struct stage *stage, unsigned ticks,
        bool (*done)(const void *what), const void *what)
{
    while (ticks-- > 0) {
        if (done(what)) {
            return true;
        }
        stage_run(stage, 1);
    }
    return done(what);
}
