/* SPDX-License-Identifier: MIT
 *
 * session: one connection, from its first byte to its last.
 *
 * It answers the WebSocket handshake, reads messages, holds what a peer may do
 * within its limits, and knows which state the peer was sent last. It owns no
 * socket: bytes come in by session_receive() and go out through its link, so
 * that tests drive it without a network. Owned by its worker; thread: the
 * worker's, for everything.
 */
#ifndef SERVER_SESSION_H
#define SERVER_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/base.h"

struct session;
struct worker;

/* The socket below a session, as server/net or a test provides it. */
struct link {
    void *socket;
    /* Sends all of it, or keeps the rest; false when the socket is dead. Needs
     * no headroom before `bytes`, copies what it keeps. */
    bool (*write)(void *socket, const uint8_t *bytes, size_t len);
    /* True while something written is still kept: write no frame now. */
    bool (*busy)(void *socket);
    /* Ends the connection after what is kept has been sent: stops writing,
     * drains the peer for up to a second, closes; then session_gone(). The
     * session is not fed any more bytes. */
    void (*close)(void *socket);
};

/* Who is asking, as the front read it off the request line. */
struct arrival {
    char address[48];        // the peer's, for logs and limits
    char room[ID_BYTES + 1]; // never empty: the lobby has chosen
    char mode[ID_BYTES + 1]; // for a room yet to be made, "" for the default
    uint16_t refusal;        // 0, or the close code to answer with
};

/* Takes bytes from the peer. `now_ns` is monotonic. */
void session_receive(struct session *session, const uint8_t *bytes, size_t len,
        uint64_t now_ns);

/* The socket is closed; frees the session, and holds its seat for a while. The
 * link is not touched any more. */
void session_gone(struct session *session, uint64_t now_ns);

/* True until the join was answered: serve its bytes at once, not at the tick.
 */
bool session_is_young(const struct session *session);

#endif
