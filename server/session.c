/* SPDX-License-Identifier: MIT */
#include "server/session.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/clock.h"
#include "server/crypto.h"
#include "server/rate.h"
#include "server/stats.h"

#define HANDSHAKE_NS (5 * NS_PER_S)  // from the connection to the request's end
#define JOIN_NS      (5 * NS_PER_S)  // from the 101 to the join
#define SILENCE_NS   (40 * NS_PER_S) // without any message

// A peer that was cut off for 20 s delivers 600 inputs at once; nobody honest
// sends more than one input a tick and a few messages beside.
#define MESSAGES_PER_S 120
#define MESSAGES_BURST 1000

enum state { STATE_HANDSHAKE, STATE_OPEN, STATE_JOINED, STATE_CLOSING };

struct session {
    struct session *next, **link_in_list;
    const struct session_host *host;
    void *tag;
    struct link link;
    enum state state;
    bool joined;          // once, whatever came after
    uint64_t deadline_ns; // by which the next step of its life must come
    struct rate messages;
    size_t unheard_bytes; // written since the peer last confirmed a state
    uint64_t written;     // bytes, ever
    uint8_t *request;     // WS_REQUEST_MAX bytes, while shaking hands
    size_t request_len;
    struct ws ws;
    uint8_t *message; // MAX_MESSAGE bytes, once one came in pieces
    struct arrival arrival;
};

uint8_t *outgoing_message(struct outgoing *out)
{
    return out->space + WS_HEAD_MAX;
}

void outgoing_frame(struct outgoing *out, size_t len)
{
    uint8_t head[WS_HEAD_MAX];
    size_t head_len = ws_head(head, WS_BINARY, len);

    assert(len <= OUTGOING_BYTES);
    out->framed_at = WS_HEAD_MAX - head_len;
    out->framed_len = head_len + len;
    memcpy(out->space + out->framed_at, head, head_len);
}

struct session *session_create(const struct link *link,
        const struct arrival *arrival, const struct session_host *host,
        uint64_t now_ns)
{
    struct session *session = calloc(1, sizeof(*session));

    if (!session) {
        return NULL;
    }
    session->request = malloc(WS_REQUEST_MAX + 1);
    if (!session->request) {
        free(session);
        return NULL;
    }
    session->link = *link;
    session->arrival = *arrival;
    session->host = host;
    session->deadline_ns = now_ns + HANDSHAKE_NS;
    stats_add(STAT_CONNECTIONS, 1);
    return session;
}

void session_list_add(struct session **list, struct session *session)
{
    session->next = *list;
    session->link_in_list = list;
    if (*list) {
        (*list)->link_in_list = &session->next;
    }
    *list = session;
}

static void leave_list(struct session *session)
{
    if (!session->link_in_list) {
        return;
    }
    *session->link_in_list = session->next;
    if (session->next) {
        session->next->link_in_list = session->link_in_list;
    }
}

void session_gone(struct session *session, uint64_t now_ns)
{
    session->state = STATE_CLOSING;
    session->host->gone(session->host->self, session, now_ns);
    leave_list(session);
    stats_add(STAT_CONNECTIONS, -1);
    free(session->request);
    free(session->message);
    free(session);
}

/* ---- out ---- */

static void end(struct session *session)
{
    session->state = STATE_CLOSING;
    session->link.close(session->link.socket);
}

static void write_bytes(
        struct session *session, const uint8_t *bytes, size_t len)
{
    if (!session->link.write(session->link.socket, bytes, len)) {
        end(session);
        return;
    }
    session->unheard_bytes += len;
    session->written += len;
    stats_add(STAT_BYTES_SENT, (int64_t)len);
}

static bool overflows(const struct session *session, size_t len)
{
    return session->unheard_bytes + len > UNCONFIRMED_BYTES;
}

static void write_control(struct session *session, enum ws_opcode opcode,
        const uint8_t *payload, size_t len)
{
    uint8_t frame[WS_HEAD_MAX + WS_CONTROL_MAX];
    size_t head_len = ws_head(frame, opcode, len);

    if (len > 0) {
        memcpy(frame + head_len, payload, len);
    }
    write_bytes(session, frame, head_len + len);
}

static void send_close(
        struct session *session, uint16_t code, const char *reason)
{
    uint8_t payload[WS_CONTROL_MAX];
    size_t len = ws_close_payload(payload, code, reason);

    write_control(session, WS_CLOSE, payload, len);
    if (session->state != STATE_CLOSING) {
        end(session);
    }
}

void session_close(struct session *session, uint16_t code, const char *reason)
{
    if (session->state == STATE_CLOSING) {
        return;
    }
    if (session->state == STATE_HANDSHAKE) {
        end(session); // there is no WebSocket to close yet
        return;
    }
    send_close(session, code, reason ? reason : close_sentence(code));
}

void session_write_framed(
        struct session *session, const uint8_t *framed, size_t len)
{
    if (session->state != STATE_OPEN && session->state != STATE_JOINED) {
        return;
    }
    if (overflows(session, len)) {
        session_close(session, CLOSE_TOO_SLOW, NULL);
        return;
    }
    write_bytes(session, framed, len);
}

void session_write(struct session *session, const struct outgoing *out)
{
    session_write_framed(session, out->space + out->framed_at, out->framed_len);
}

uint64_t session_written(const struct session *session)
{
    return session->written;
}

bool session_can_write(const struct session *session)
{
    return session->state == STATE_JOINED &&
           !session->link.busy(session->link.socket);
}

bool session_is_closing(const struct session *session)
{
    return session->state == STATE_CLOSING;
}

void session_heard(struct session *session, uint64_t now_ns)
{
    // while its socket holds bytes back it cannot have read them all, whatever
    // it says
    if (!session->link.busy(session->link.socket)) {
        session->unheard_bytes = 0;
    }
    session->deadline_ns = now_ns + SILENCE_NS;
}

/* ---- the handshake ---- */

static void refuse(struct session *session, int status, const char *sentence)
{
    uint8_t out[512];
    size_t len = ws_write_refusal(out, sizeof(out), status, sentence);

    stats_add(STAT_REFUSED, 1);
    write_bytes(session, out, len);
    if (session->state != STATE_CLOSING) {
        end(session);
    }
}

static const char *refusal_sentence(int status)
{
    switch (status) {
    case 405:
        return "use GET";
    case 426:
        return "this is a WebSocket endpoint, version 13";
    case 431:
        return "the request is too long";
    default:
        return "this is not a WebSocket request";
    }
}

static bool slice_equals(struct ws_slice slice, const char *text)
{
    return slice.len == strlen(text) &&
           strncasecmp(slice.at, text, slice.len) == 0;
}

/* A page may connect to the host it came from. Whatever sends no Origin is no
 * browser, and could send any. */
static bool origin_allowed(
        const struct session *session, const struct ws_request *request)
{
    struct ws_slice origin = request->origin;

    if (origin.len == 0 || slice_equals(origin, session->host->origin)) {
        return true;
    }
    for (size_t i = 0; i + 3 <= origin.len; i++) {
        if (memcmp(origin.at + i, "://", 3) == 0) {
            size_t skip = i + 3;
            return origin.len - skip == request->host.len &&
                   strncasecmp(origin.at + skip, request->host.at,
                           request->host.len) == 0;
        }
    }
    return false;
}

static void accept_request(struct session *session,
        const struct ws_request *request, uint64_t now_ns)
{
    uint8_t out[512];
    char accept[WS_ACCEPT_CHARS + 1];

    crypto_accept(request->key.at, accept);
    size_t len = ws_write_accept(out, sizeof(out), accept,
            request->has_protocol ? PROTO_SUBPROTOCOL : NULL);
    session->state = STATE_OPEN;
    session->deadline_ns = now_ns + JOIN_NS;
    ws_init(&session->ws, WS_SERVER, session->host->buffer, MAX_MESSAGE);
    stats_add(STAT_HANDSHAKES, 1);
    write_bytes(session, out, len);
    if (session->arrival.refusal != 0) {
        session_close(session, session->arrival.refusal, NULL);
    }
}

static void answer_request(struct session *session,
        const struct ws_request *request, uint64_t now_ns)
{
    if (request->status != 101) {
        refuse(session, request->status, refusal_sentence(request->status));
    } else if (request->offers_protocol && !request->has_protocol) {
        refuse(session, 400, "the subprotocol here is " PROTO_SUBPROTOCOL);
    } else if (!origin_allowed(session, request)) {
        refuse(session, 403,
                "pages of that origin may not play here; see --origin");
    } else {
        accept_request(session, request, now_ns);
    }
}

/* Returns how many of the new bytes come after the request. */
static size_t read_request(struct session *session, const uint8_t *bytes,
        size_t len, uint64_t now_ns)
{
    size_t room = WS_REQUEST_MAX + 1 - session->request_len;
    size_t taken = len < room ? len : room;
    struct ws_request request;

    memcpy(session->request + session->request_len, bytes, taken);
    session->request_len += taken;
    if (!ws_read_request(session->request, session->request_len,
                PROTO_SUBPROTOCOL, &request)) {
        return 0;
    }
    size_t over = session->request_len - request.len + (len - taken);
    answer_request(session, &request, now_ns);
    free(session->request);
    session->request = NULL;
    return session->state == STATE_CLOSING ? 0 : over;
}

/* ---- frames in ---- */

static void fault(struct session *session, uint16_t code, const char *reason)
{
    stats_add(STAT_PROTOCOL_ERRORS, 1);
    session_close(session, code, reason);
}

static void take_event(
        struct session *session, enum ws_event event, uint64_t now_ns)
{
    struct ws *ws = &session->ws;

    switch (event) {
    case WS_MESSAGE:
        if (ws->opcode == WS_TEXT) {
            fault(session, WS_CODE_UNSUPPORTED,
                    "messages are binary MessagePack");
            return;
        }
        session->host->message(session->host->self, session, ws->payload,
                ws->payload_len, now_ns);
        return;
    case WS_GOT_PING:
        if (overflows(session, ws->payload_len)) {
            session_close(session, CLOSE_TOO_SLOW, NULL);
            return;
        }
        write_control(session, WS_PONG, ws->payload, ws->payload_len);
        return;
    case WS_GOT_CLOSE:
        send_close(session, ws->code, "");
        return;
    case WS_FAILED:
        fault(session, ws->code, "");
        return;
    case WS_GOT_PONG:
    case WS_MORE:
        return;
    }
}

/* Nearly every message comes in one piece, so the host's buffer does for all of
 * its sessions. The first that does not gives its session one of its own. */
static void keep_piece(struct session *session)
{
    struct ws *ws = &session->ws;

    if (session->message || ws->message_opcode == 0) {
        return;
    }
    session->message = malloc(MAX_MESSAGE);
    if (!session->message) {
        session_close(session, WS_CODE_GOING_AWAY, "out of memory");
        return;
    }
    memcpy(session->message, ws->message, ws->message_len);
    ws->message = session->message;
}

static void read_frames(struct session *session, const uint8_t *bytes,
        size_t len, uint64_t now_ns)
{
    while (session->state != STATE_CLOSING) {
        enum ws_event event = ws_read(&session->ws, &bytes, &len);
        if (event == WS_MORE) {
            keep_piece(session);
            return;
        }
        if (event != WS_FAILED &&
                !rate_allows(&session->messages, now_ns,
                        NS_PER_S / MESSAGES_PER_S, MESSAGES_BURST)) {
            fault(session, WS_CODE_POLICY, "too many messages");
            return;
        }
        take_event(session, event, now_ns);
    }
}

void session_receive(struct session *session, const uint8_t *bytes, size_t len,
        uint64_t now_ns)
{
    stats_add(STAT_BYTES_RECEIVED, (int64_t)len);
    if (session->state == STATE_HANDSHAKE) {
        size_t over = read_request(session, bytes, len, now_ns);
        bytes += len - over;
        len = over;
    }
    if (len > 0 && session->state != STATE_HANDSHAKE) {
        read_frames(session, bytes, len, now_ns);
    }
}

/* ---- time ---- */

void session_check(struct session *session, uint64_t now_ns)
{
    if (now_ns < session->deadline_ns) {
        return;
    }
    switch (session->state) {
    case STATE_HANDSHAKE:
        stats_add(STAT_REFUSED, 1);
        end(session);
        return;
    case STATE_OPEN:
        session_close(session, CLOSE_JOIN_LATE, NULL);
        return;
    case STATE_JOINED:
        session_close(session, CLOSE_IDLE, NULL);
        return;
    case STATE_CLOSING:
        return;
    }
}

void session_joined(struct session *session, uint64_t now_ns)
{
    if (session->state == STATE_OPEN) {
        session->state = STATE_JOINED;
        session->joined = true;
        session->deadline_ns = now_ns + SILENCE_NS;
    }
}

bool session_has_joined(const struct session *session)
{
    return session->joined;
}

bool session_is_young(const struct session *session)
{
    return session->state == STATE_HANDSHAKE || session->state == STATE_OPEN;
}

const struct arrival *session_arrival(const struct session *session)
{
    return &session->arrival;
}

void *session_tag(const struct session *session)
{
    return session->tag;
}

void session_set_tag(struct session *session, void *tag)
{
    session->tag = tag;
}

struct session *session_next(const struct session *session)
{
    return session->next;
}
