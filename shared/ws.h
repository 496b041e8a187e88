/* SPDX-License-Identifier: MIT
 *
 * ws: the WebSocket protocol (RFC 6455) as pure functions of bytes.
 *
 * Both roles: a server reads masked frames and writes bare ones, a client the
 * other way round. Nothing here owns a socket, a clock or memory. Extensions
 * are never agreed to. The opening handshake is in shared/handshake. Thread:
 * any, one at a time per struct.
 */
#ifndef SHARED_WS_H
#define SHARED_WS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/handshake.h"

#define WS_HEAD_MAX    14 // longest frame header, mask included
#define WS_CONTROL_MAX 125

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
