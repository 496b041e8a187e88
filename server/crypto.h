/* SPDX-License-Identifier: MIT
 *
 * crypto: the few things that need an unguessable number or a digest.
 *
 * SHA-1 and base64 are libwebsockets'. Resume tokens are 128 random bits, so a
 * digest without known preimages is enough to keep them out of rooms.db.
 */
#ifndef SERVER_CRYPTO_H
#define SERVER_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#include "shared/ws.h"

#define DIGEST_BYTES 20

/* Fills `out` from the kernel's generator; ends the process if there is none.
 */
void crypto_random(uint8_t *out, size_t len);

void crypto_digest(const uint8_t *bytes, size_t len, uint8_t out[DIGEST_BYTES]);

/* The Sec-WebSocket-Accept for a key of WS_KEY_CHARS, as a C string. */
void crypto_accept(const char *key, char out[WS_ACCEPT_CHARS + 1]);

#endif
