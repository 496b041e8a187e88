/* SPDX-License-Identifier: MIT
 *
 * handshake: how a WebSocket connection opens (RFC 6455, section 4), both ends.
 *
 * Reading is strict: a request that two parsers could understand in two ways is
 * refused. SHA-1, base64 and random numbers are the caller's. Pure functions;
 * thread: any.
 */
#ifndef SHARED_HANDSHAKE_H
#define SHARED_HANDSHAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/ws_http.h"

#define WS_KEY_CHARS    24
#define WS_ACCEPT_CHARS 28
#define WS_GUID         "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define WS_REQUEST_MAX  4096 // longest head of a request or an answer, bytes

/* ---- server's side ---- */

struct ws_request {
    int status;             // 101, or the HTTP status to refuse with
    size_t len;             // bytes of the request head, its empty line
                            // included; 0 when refused before that line
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
 * its length, or 0 when it does not fit. */
size_t ws_write_accept(
        uint8_t *out, size_t cap, const char *accept, const char *protocol);

/* Writes a whole HTTP refusal with `status`, the headers that status asks for
 * (426: Upgrade and Sec-WebSocket-Version; 405: Allow), Connection: close, and
 * `sentence` as its text body. Returns its length, or 0 when it does not fit;
 * cap >= 512 is enough for 200 bytes of sentence. */
size_t ws_write_refusal(
        uint8_t *out, size_t cap, int status, const char *sentence);

/* ---- client's side ---- */

/* Writes a request for `target` at `host`; `key` is base64 of 16 random bytes;
 * `protocol` may be NULL. Returns its length, or 0 when it does not fit. */
size_t ws_write_request(uint8_t *out, size_t cap, const char *host,
        const char *target, const char *key, const char *protocol);

/* Reads the answer to a request for `protocol` (NULL for none). Returns 0 while
 * incomplete, the length of its head when it is a 101 with the right `accept`,
 * and -1 when it is anything else. */
int ws_read_answer(const uint8_t *bytes, size_t len, const char *accept,
        const char *protocol);

#endif
