/* SPDX-License-Identifier: MIT */
#include "server/swarm_conn.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/crypto.h"
#include "shared/proto.h"
#include "shared/rng.h"

#define SEND_BYTES 256 // longest message we send

static void end(struct conn *conn, const char *why)
{
    conn_drop(conn);
    conn->host.ended(conn->host.self, why);
}

static void end_by_errno(struct conn *conn, const char *what, int error)
{
    char why[128];

    snprintf(why, sizeof(why), "%s: %s", what, strerror(error));
    end(conn, why);
}

/* ---- out ---- */

/* Sends what is kept, as far as the socket takes it. */
static void flush(struct conn *conn)
{
    ssize_t sent = send(conn->fd, conn->unsent, conn->unsent_len, MSG_NOSIGNAL);

    if (sent > 0) {
        conn->unsent_len -= (size_t)sent;
        memmove(conn->unsent, conn->unsent + sent, conn->unsent_len);
    }
    // an error shows again, and ends the connection, when it is read
}

static void keep(struct conn *conn, const uint8_t *bytes, size_t len)
{
    memcpy(conn->unsent + conn->unsent_len, bytes, len);
    conn->unsent_len += len;
}

static bool send_frame(struct conn *conn, enum ws_opcode opcode,
        const uint8_t *bytes, size_t len)
{
    uint8_t head[WS_HEAD_MAX], payload[SEND_BYTES], mask[4];
    uint64_t random = rng_next(&conn->rng);

    if (conn->unsent_len > 0) {
        flush(conn);
    }
    if (len > SEND_BYTES ||
            conn->unsent_len + WS_HEAD_MAX + len > sizeof(conn->unsent)) {
        return false;
    }
    memcpy(mask, &random, sizeof(mask));
    memcpy(payload, bytes, len);
    keep(conn, head, ws_head_masked(head, opcode, payload, len, mask));
    keep(conn, payload, len);
    flush(conn);
    return true;
}

bool conn_send(struct conn *conn, const uint8_t *bytes, size_t len)
{
    return conn->state == CONN_OPEN && send_frame(conn, WS_BINARY, bytes, len);
}

void conn_close(struct conn *conn)
{
    uint8_t payload[WS_CONTROL_MAX];

    if (conn->state == CONN_OPEN) {
        send_frame(conn, WS_CLOSE, payload,
                ws_close_payload(payload, WS_CODE_NORMAL, ""));
        conn->state = CONN_CLOSING;
    } else if (conn->state != CONN_CLOSING) {
        conn_drop(conn);
    }
}

void conn_drop(struct conn *conn)
{
    if (conn->state != CONN_NONE) {
        close(conn->fd);
        conn->state = CONN_NONE;
    }
}

/* ---- the handshake ---- */

/* A key is 16 random bytes in base64: 21 characters of 6 bits and one of 2. */
static void make_key(uint64_t *rng, char key[WS_KEY_CHARS + 1])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t i = 0;

    for (; i < 21; i++) {
        key[i] = digits[rng_below(rng, 64)];
    }
    key[i] = "AQgw"[rng_below(rng, 4)];
    memcpy(key + 22, "==", 3);
}

static int connect_socket(const struct addrinfo *address)
{
    int on = 1;
    int fd = socket(
            address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (connect(fd, address->ai_addr, address->ai_addrlen) < 0 &&
            errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

bool conn_open(struct conn *conn, const struct conn_target *target,
        const struct conn_host *host)
{
    char key[WS_KEY_CHARS + 1];

    memset(conn, 0, sizeof(*conn));
    conn->host = *host;
    conn->fd = connect_socket(target->address);
    if (conn->fd < 0) {
        return false;
    }
    conn->state = CONN_CONNECTING;
    crypto_random((uint8_t *)&conn->rng, sizeof(conn->rng));
    make_key(&conn->rng, key);
    crypto_accept(key, conn->accept);
    conn->unsent_len = ws_write_request(conn->unsent, sizeof(conn->unsent),
            target->authority, target->path, key, PROTO_SUBPROTOCOL);
    ws_init(&conn->ws, WS_CLIENT, conn->message, sizeof(conn->message));
    return true;
}

static void finish_connecting(struct conn *conn)
{
    int error = 0;
    socklen_t len = sizeof(error);

    getsockopt(conn->fd, SOL_SOCKET, SO_ERROR, &error, &len);
    if (error != 0) {
        end_by_errno(conn, "no connection", error);
        return;
    }
    conn->state = CONN_SHAKING;
    flush(conn);
}

/* ---- in ---- */

static void end_closed(struct conn *conn)
{
    uint8_t payload[WS_CONTROL_MAX];
    char why[160];

    send_frame(conn, WS_CLOSE, payload,
            ws_close_payload(payload, conn->ws.code, ""));
    snprintf(why, sizeof(why), "the server closed with %u %.*s", conn->ws.code,
            (int)conn->ws.payload_len, (const char *)conn->ws.payload);
    end(conn, why);
}

static void take_event(struct conn *conn, enum ws_event event)
{
    struct ws *ws = &conn->ws;

    switch (event) {
    case WS_MESSAGE:
        conn->host.message(conn->host.self, ws->payload, ws->payload_len);
        return;
    case WS_GOT_PING:
        send_frame(conn, WS_PONG, ws->payload, ws->payload_len);
        return;
    case WS_GOT_CLOSE:
        end_closed(conn);
        return;
    case WS_FAILED:
        end(conn, "the server broke RFC 6455");
        return;
    case WS_GOT_PONG:
    case WS_MORE:
        return;
    }
}

static void read_frames(struct conn *conn, const uint8_t *bytes, size_t len)
{
    enum ws_event event = WS_MESSAGE;

    while (conn->state == CONN_OPEN && event != WS_MORE) {
        event = ws_read(&conn->ws, &bytes, &len);
        take_event(conn, event);
    }
}

static void end_refused(struct conn *conn)
{
    char why[64];
    size_t line = strcspn((const char *)conn->answer, "\r\n");

    snprintf(why, sizeof(why), "the handshake was answered %.*s",
            (int)(line < 30 ? line : 30), (const char *)conn->answer);
    end(conn, why);
}

static void read_answer(struct conn *conn, const uint8_t *bytes, size_t len)
{
    size_t room = sizeof(conn->answer) - 1 - conn->answer_len; // keeps a NUL
    size_t taken = len < room ? len : room;
    size_t before = conn->answer_len;

    memcpy(conn->answer + before, bytes, taken);
    conn->answer_len += taken;
    int head = ws_read_answer(
            conn->answer, conn->answer_len, conn->accept, PROTO_SUBPROTOCOL);
    if (head < 0 || (head == 0 && taken == room)) {
        end_refused(conn);
        return;
    }
    if (head > 0) {
        conn->state = CONN_OPEN;
        conn->host.opened(conn->host.self);
        size_t used = (size_t)head - before; // of these bytes
        read_frames(conn, bytes + used, len - used);
    }
}

static void take_bytes(struct conn *conn, const uint8_t *bytes, size_t len)
{
    conn->bytes += len;
    if (conn->state == CONN_SHAKING) {
        read_answer(conn, bytes, len);
    } else {
        read_frames(conn, bytes, len);
    }
}

void conn_ready(struct conn *conn)
{
    static uint8_t bytes[65536];

    if (conn->state == CONN_CONNECTING) {
        finish_connecting(conn);
        return;
    }
    if (conn->state == CONN_NONE) {
        return;
    }
    ssize_t len = recv(conn->fd, bytes, sizeof(bytes), 0);
    if (len < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (conn->state == CONN_CLOSING) {
        if (len <= 0) {
            conn_drop(conn);
        }
    } else if (len > 0) {
        take_bytes(conn, bytes, (size_t)len);
    } else if (len == 0) {
        end(conn, "the server hung up");
    } else {
        end_by_errno(conn, "the connection broke", errno);
    }
}
