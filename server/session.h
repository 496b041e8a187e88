/* SPDX-License-Identifier: MIT
 *
 * session: one connection, from its first byte to its last.
 *
 * It answers the WebSocket handshake, reads messages and keeps the peer within
 * its limits; what a message means is its host's business. It owns no socket:
 * bytes come in by session_receive() and go out through its link, so that tests
 * drive it without a network. Owned by its worker; thread: the worker's, for
 * everything.
 */
#ifndef SERVER_SESSION_H
#define SERVER_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/base.h"
#include "shared/proto.h"
#include "shared/ws.h"

struct session;

/* The socket below a session, as server/net or a test provides it. None of its
 * calls ends the session: session_gone() comes later, of its own. */
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
    char room[ID_BYTES + 1]; // the lobby's choice; "" if refused
    char mode[ID_BYTES + 1]; // for a room yet to be made, "" for the default
    uint16_t refusal;        // 0, or the close code to answer with
};

/* Who listens to a session. */
struct session_host {
    void *self;
    const char *origin; // an origin allowed besides the page's own, or ""
    uint8_t *buffer;    // MAX_MESSAGE bytes, borrowed: for whoever is read now
    /* A whole binary message. The host may call session_close() inside. */
    void (*message)(void *self, struct session *session, const uint8_t *bytes,
            size_t len, uint64_t now_ns);
    /* The last call, also of one that never shook hands: the session is freed
     * after it. */
    void (*gone)(void *self, struct session *session, uint64_t now_ns);
};

/* Bytes on their way out, with headroom for the frame header, so that a message
 * is put together once and written to any number of sessions. */
#define OUTGOING_BYTES (MAX_RULES_BYTES + 512)
struct outgoing {
    size_t framed_at; // where in `space` the frame starts
    size_t framed_len;
    uint8_t space[WS_HEAD_MAX + OUTGOING_BYTES];
};

/* Where the message goes: OUTGOING_BYTES of room. */
uint8_t *outgoing_message(struct outgoing *out);

/* Puts the WebSocket header before the first `len` bytes of the message. */
void outgoing_frame(struct outgoing *out, size_t len);

/* A connection that has yet to shake hands. Link and arrival are copied, `host`
 * is borrowed. `now_ns` is monotonic, here and below. NULL without memory. */
struct session *session_create(const struct link *link,
        const struct arrival *arrival, const struct session_host *host,
        uint64_t now_ns);

/* Takes bytes from the peer. */
void session_receive(struct session *session, const uint8_t *bytes, size_t len,
        uint64_t now_ns);

/* The socket is closed: tells the host and frees the session. */
void session_gone(struct session *session, uint64_t now_ns);

/* Enforces the time limits; to be called a few times a second. */
void session_check(struct session *session, uint64_t now_ns);

/* Writes what was framed; a peer that would then have been sent more than
 * UNCONFIRMED_BYTES in vain gets a Close instead. Does nothing once the session
 * is closing. */
void session_write(struct session *session, const struct outgoing *out);

/* The same with bytes that have their header already. */
void session_write_framed(
        struct session *session, const uint8_t *framed, size_t len);

/* Bytes written to the peer so far. */
uint64_t session_written(const struct session *session);

/* Sends a Close with our sentence for `code` (or `reason` unless NULL) and ends
 * the connection. Harmless when it is ending already. */
void session_close(struct session *session, uint16_t code, const char *reason);

/* True when a state frame may be written now. */
bool session_can_write(const struct session *session);

/* True once either side has ended it: nothing is written any more. */
bool session_is_closing(const struct session *session);

/* The peer confirmed a state: it reads what we send. Unless it does, at most
 * UNCONFIRMED_BYTES are ever written to it. */
#define UNCONFIRMED_BYTES ((size_t)256 * 1024)
void session_heard(struct session *session, uint64_t now_ns);

/* The join was answered; ends the time limit for it. */
void session_joined(struct session *session, uint64_t now_ns);

/* Whether it ever joined, also when it is on its way out again. */
bool session_has_joined(const struct session *session);

/* True until the join was answered: serve its bytes at once, not at the tick.
 */
bool session_is_young(const struct session *session);

const struct arrival *session_arrival(const struct session *session);

/* A pointer for the host's own use, NULL at first. */
void *session_tag(const struct session *session);
void session_set_tag(struct session *session, void *tag);

/* The host's list of sessions, which they leave by themselves as they go. */
struct session *session_next(const struct session *session);
void session_list_add(struct session **list, struct session *session);

#endif
