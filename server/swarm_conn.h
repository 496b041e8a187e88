/* SPDX-License-Identifier: MIT
 *
 * swarm_conn: a WebSocket connection to a server, from the client's side.
 *
 * Its owner polls the descriptor and calls conn_ready(). Thread: one.
 */
#ifndef SERVER_SWARM_CONN_H
#define SERVER_SWARM_CONN_H

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/ws.h"

#define CONN_MESSAGE_BYTES (40 * 1024) // longest message from a server
#define CONN_UNSENT_BYTES  2048        // kept while the socket takes no more

struct conn_target {
    const struct addrinfo *address; // borrowed
    const char *authority;          // for the Host field
    char path[640];                 // with the query
};

/* Who listens. A callback may call conn_close() and conn_send(). */
struct conn_host {
    void *self;
    void (*opened)(void *self); // the handshake is done
    void (*message)(void *self, const uint8_t *bytes, size_t len);
    void (*ended)(void *self, const char *why); // the last call
};

enum conn_state {
    CONN_NONE,
    CONN_CONNECTING,
    CONN_SHAKING,
    CONN_OPEN,
    CONN_CLOSING // what comes is not read any more
};

struct conn {
    int fd; // valid unless CONN_NONE
    enum conn_state state;
    struct conn_host host;
    uint64_t bytes; // read from the socket so far
    uint64_t rng;   // for masks
    char accept[WS_ACCEPT_CHARS + 1];
    size_t unsent_len;
    uint8_t unsent[CONN_UNSENT_BYTES]; // the request at first
    size_t answer_len;
    uint8_t answer[WS_REQUEST_MAX];
    struct ws ws;
    uint8_t message[CONN_MESSAGE_BYTES];
};

/* Begins to connect; wait for writing, then call conn_ready(). False when there
 * is no socket to be had. */
bool conn_open(struct conn *conn, const struct conn_target *target,
        const struct conn_host *host);

/* Does what the socket is ready for: connects, shakes hands, reads. */
void conn_ready(struct conn *conn);

/* Sends a binary message of at most 256 bytes. False, and nothing sent, when
 * the socket takes no more. */
bool conn_send(struct conn *conn, const uint8_t *bytes, size_t len);

/* Sends a Close. The socket goes once the server has closed, as RFC 6455 7.1.1
 * asks of a client; nobody is called any more. */
void conn_close(struct conn *conn);

/* Lets go of the socket at once. */
void conn_drop(struct conn *conn);

#endif
