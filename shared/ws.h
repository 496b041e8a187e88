/* SPDX-License-Identifier: MIT
 *
 * ws: the WebSocket protocol (RFC 6455) as pure functions of bytes.
 *
 * Both roles: a server reads masked frames and writes bare ones, a client the
 * other way round. Nothing here owns a socket, a clock or memory; SHA-1 and
 * base64 are the caller's (ws_accept_input says of what). Extensions are never
 * agreed to. Thread: any, one at a time per struct.
 */
#ifndef SHARED_WS_H
#define SHARED_WS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WS_KEY_CHARS    24
#define WS_ACCEPT_CHARS 28
#define WS_GUID         "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define WS_REQUEST_MAX  4096 // longest request head that is read, bytes
#define WS_HEAD_MAX     14   // longest frame header, mask included
#define WS_CONTROL_MAX  125

enum ws_opcode {
    WS_CONTINUATION = 0,
    WS_TEXT = 1,
    WS_BINARY = 2,
    WS_CLOSE = 8,
    WS_PING = 9,
    WS_PONG = 10
};

enum ws_code {
    WS_CODE_NONE = 0, // a Close without a code
    WS_CODE_NORMAL = 1000,
    WS_CODE_GOING_AWAY = 1001,
    WS_CODE_PROTOCOL = 1002,
    WS_CODE_UNSUPPORTED = 1003,
    WS_CODE_INVALID = 1007,
    WS_CODE_POLICY = 1008,
    WS_CODE_TOO_BIG = 1009,
};

/* ---- the opening handshake, server's side ---- */

/* A slice of the request; not terminated. */
struct ws_slice {
    const char *at;
    size_t len;
};

struct ws_request {
    int status; // 101, or the HTTP status to refuse with
    size_t len; // bytes of the request head, its empty line included
    struct ws_slice target; // path and query as sent
    struct ws_slice key;    // Sec-WebSocket-Key, WS_KEY_CHARS long
    struct ws_slice origin; // len 0 when absent
    struct ws_slice host;
    bool offers_protocol; // Sec-WebSocket-Protocol is present
    bool has_protocol;    // ... and names the protocol asked for
};

/* Reads a request head from the first `len` bytes. Returns false while it is
 * incomplete and may still become good; otherwise fills `out`, whose status is
 * 101 for a well-formed WebSocket request of version 13, or 400, 405 (not GET),
 * 426 (no upgrade, or another version) or 431 (longer than WS_REQUEST_MAX).
 * `protocol` is the subprotocol to look for, as a C string. The slices point
 * into `bytes`. */
bool ws_read_request(const uint8_t *bytes, size_t len, const char *protocol,
        struct ws_request *out);

/* Writes the 101 answer (about 200 bytes; cap >= 256). `accept` is base64 of
 * SHA-1 of key + WS_GUID, WS_ACCEPT_CHARS long; `protocol` may be NULL. Returns
 * its length. */
size_t ws_write_accept(
        uint8_t *out, size_t cap, const char *accept, const char *protocol);

/* Writes a whole HTTP refusal with `status`, the headers that status asks for
 * (426: Upgrade and Sec-WebSocket-Version; 405: Allow), Connection: close, and
 * `sentence` as its text body. Returns its length; cap >= 512. */
size_t ws_write_refusal(
        uint8_t *out, size_t cap, int status, const char *sentence);

/* ---- the opening handshake, client's side ---- */

/* Writes a request for `target` at `host`; `key` is base64 of 16 random bytes.
 * Returns its length, or 0 when it does not fit. */
size_t ws_write_request(uint8_t *out, size_t cap, const char *host,
        const char *target, const char *key, const char *protocol);

/* Reads the answer. Returns 0 while incomplete, the length of its head when it
 * is a 101 with the right `accept`, and -1 when it is anything else. */
int ws_read_answer(const uint8_t *bytes, size_t len, const char *accept);

/* ---- frames in ---- */

enum ws_role { WS_SERVER, WS_CLIENT };

enum ws_event {
    WS_MORE,    // all bytes are taken, nothing is complete
    WS_MESSAGE, // opcode, payload, payload_len: a whole message
    WS_GOT_PING,
    WS_GOT_PONG,
    WS_GOT_CLOSE, // code and payload (the reason) as the peer sent them
    WS_FAILED,    // code: send a Close with it, and end the connection
};

/* One connection's reading half. */
struct ws {
    uint8_t role;         // enum ws_role: whose side we are
    uint8_t *message;     // borrowed buffer for one message
    uint32_t message_cap; // longer messages fail with 1009
    uint32_t message_len;
    uint8_t message_opcode; // of the message being put together, or 0
    uint8_t head[WS_HEAD_MAX];
    uint8_t head_len;
    bool in_payload;
    bool fin;
    uint8_t frame_opcode;
    uint8_t mask[4];
    uint8_t mask_at;
    uint64_t left; // payload bytes of this frame still to come
    uint8_t control[WS_CONTROL_MAX];
    uint8_t control_len;
    bool ended; // Close read, or failed: reads nothing more
    // of the latest event:
    uint8_t opcode; // WS_TEXT or WS_BINARY
    uint16_t code;
    const uint8_t *payload; // valid until the next ws_read()
    size_t payload_len;
};

/* `message` must outlive the struct. */
void ws_init(struct ws *ws, enum ws_role role, uint8_t *message,
        uint32_t message_cap);

/* Takes bytes from `*bytes` on, moving it and `*len` past what it used, up to
 * and including the next event, which it returns. Call again until WS_MORE;
 * after WS_GOT_CLOSE or WS_FAILED it takes everything and says WS_MORE. */
enum ws_event ws_read(struct ws *ws, const uint8_t **bytes, size_t *len);

/* ---- frames out ---- */

/* Writes the header of an unmasked, final frame; returns its length, 2..10. */
size_t ws_head(uint8_t out[WS_HEAD_MAX], enum ws_opcode opcode, size_t len);

/* The same for a masked one (6..14), and masks `payload` in place. */
size_t ws_head_masked(uint8_t out[WS_HEAD_MAX], enum ws_opcode opcode,
        uint8_t *payload, size_t len, const uint8_t mask[4]);

/* Writes the payload of a Close: the code and at most 123 bytes of `reason`,
 * cut between characters; nothing for WS_CODE_NONE. Returns its length. */
size_t ws_close_payload(
        uint8_t out[WS_CONTROL_MAX], uint16_t code, const char *reason);

/* Whether a peer may send this code in a Close (RFC 6455 7.4). */
bool ws_code_allowed(uint16_t code);

bool ws_utf8_valid(const uint8_t *bytes, size_t len);

#endif
