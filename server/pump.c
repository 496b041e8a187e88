/* SPDX-License-Identifier: MIT */
#include "server/pump.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/door.h"

#define CHUNK       16384 // a TLS record
#define HANDSHAKE_S 5     // to speak after being accepted
#define FLUSH_S     5     // to take what is buffered
#define LINGER_S    1     // to take our last words, and to hang up

/* One of the two connections. */
struct side {
    struct lws *wsi, *twin; // twin is NULL before it is made and once it ended
    bool is_over;           // the twin ended: what is buffered, then nothing
    bool is_shut;
    lws_sorted_usec_list_t patience; // ends with give_up()
    // of the TLS side only
    const struct pump_host *host; // until the connection is handed on
    struct lws_vhost *plain;
    char address[ADDRESS_BYTES];
};

static int on_event(struct lws *wsi, enum lws_callback_reasons reason,
        void *user, void *in, size_t len);

const struct lws_protocols pump_protocol = {.name = "pump",
        .callback = on_event,
        .per_session_data_size = sizeof(struct side),
        .rx_buffer_size = CHUNK,
        .tx_packet_size = CHUNK};

static struct side *side_of(struct lws *wsi)
{
    return lws_wsi_user(wsi);
}

static bool open_plain(struct side *tls)
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
                pair) != 0) {
        return false;
    }
    lws_sock_file_fd_type fd = {.sockfd = pair[0]};
    tls->twin = lws_adopt_descriptor_vhost(
            tls->plain, LWS_ADOPT_SOCKET, fd, pump_protocol.name, NULL);
    if (!tls->twin) {
        close(pair[1]);
        return false;
    }
    *side_of(tls->twin) = (struct side){.wsi = tls->twin, .twin = tls->wsi};
    lws_set_timeout(tls->wsi, NO_PENDING_TIMEOUT, 0);
    const struct pump_host *host = tls->host;
    tls->host = NULL;
    host->plain(host->self, pair[1], tls->address);
    return true;
}

/* A peer that takes nothing would be flushed to for ever. */
static void give_up(lws_sorted_usec_list_t *patience)
{
    struct side *side = lws_container_of(patience, struct side, patience);

    shutdown(lws_get_socket_fd(side->wsi), SHUT_RDWR);
    lws_set_timeout(side->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

/* `side` has FLUSH_S to take what is buffered for it. */
static void be_patient(struct side *side)
{
    lws_callback_on_writable(side->wsi);
    lws_sul_schedule(lws_get_context(side->wsi), 0, &side->patience, give_up,
            FLUSH_S * LWS_US_PER_SEC);
}

/* Returns -1 when this side is to be closed. While it is held back its own end
 * goes unnoticed (libwebsockets 4.3.5 then even spins), so that is timed. */
static int pass_on(struct side *side, uint8_t *bytes, size_t len)
{
    if (side->is_over) {
        return 0; // read only so that no RST eats what we said last
    }
    if (!side->twin && (!side->host || !open_plain(side))) {
        return -1;
    }
    if (lws_write(side->twin, bytes, len, LWS_WRITE_RAW) < 0) {
        return -1;
    }
    if (lws_partial_buffered(side->twin)) {
        lws_rx_flow_control(side->wsi, 0); // until it has gone out
        be_patient(side_of(side->twin));
    }
    return 0;
}

/* Nothing is buffered any more. */
static void go_on(struct side *side)
{
    if (side->twin) {
        lws_sul_cancel(&side->patience);
        lws_rx_flow_control(side->twin, 1);
    } else if (side->is_over && !side->is_shut) {
        side->is_shut = true;
        shutdown(lws_get_socket_fd(side->wsi), SHUT_WR);
        lws_set_timeout(side->wsi, PENDING_TIMEOUT_USER_OK, LINGER_S);
    }
}

static void end(struct side *side)
{
    lws_sul_cancel(&side->patience);
    if (side->host) {
        side->host->lost(side->host->self, side->address);
    }
    if (side->twin) {
        struct side *twin = side_of(side->twin);
        twin->twin = NULL;
        twin->is_over = true;
        lws_rx_flow_control(twin->wsi, 1);
        be_patient(twin);
    }
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason,
        void *user, void *in, size_t len)
{
    struct side *side = user;

    if (!side || !side->wsi) {
        return 0; // not adopted all the way yet
    }
    switch ((int)reason) {
    case LWS_CALLBACK_RAW_RX:
        return pass_on(side, in, len);
    case LWS_CALLBACK_RAW_WRITEABLE:
        if (!lws_partial_buffered(wsi)) {
            go_on(side);
        }
        return 0;
    case LWS_CALLBACK_RAW_CLOSE:
        end(side);
        return 0;
    default:
        return 0;
    }
}

void pump_adopt(struct lws_vhost *tls, struct lws_vhost *plain,
        const struct pump_host *host, int fd, const char *address)
{
    lws_sock_file_fd_type socket = {.sockfd = fd};
    struct lws *wsi = lws_adopt_descriptor_vhost(tls,
            LWS_ADOPT_SOCKET | LWS_ADOPT_ALLOW_SSL, socket, pump_protocol.name,
            NULL);

    if (!wsi) {
        host->lost(host->self, address);
        return;
    }
    struct side *side = side_of(wsi);
    *side = (struct side){.wsi = wsi, .host = host, .plain = plain};
    snprintf(side->address, sizeof(side->address), "%s", address);
    lws_set_timeout(wsi, PENDING_TIMEOUT_SSL_ACCEPT, HANDSHAKE_S);
}
