/* SPDX-License-Identifier: MIT */
#include "server/crypto.h"

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void crypto_random(uint8_t *out, size_t len)
{
    while (len > 0) {
        ssize_t got = getrandom(out, len, 0);
        if (got < 0) {
            abort(); // no kernel since 3.17 fails here
        }
        out += got;
        len -= (size_t)got;
    }
}

void crypto_digest(const uint8_t *bytes, size_t len, uint8_t out[DIGEST_BYTES])
{
    lws_SHA1(bytes, len, out);
}

void crypto_accept(const char *key, char out[WS_ACCEPT_CHARS + 1])
{
    char text[WS_KEY_CHARS + sizeof(WS_GUID)];
    uint8_t digest[DIGEST_BYTES];

    memcpy(text, key, WS_KEY_CHARS);
    memcpy(text + WS_KEY_CHARS, WS_GUID, sizeof(WS_GUID) - 1);
    lws_SHA1((const unsigned char *)text, sizeof(text) - 1, digest);
    // the library wants room for one group more than it writes
    char base64[WS_ACCEPT_CHARS + 8];
    lws_b64_encode_string(
            (const char *)digest, DIGEST_BYTES, base64, sizeof(base64));
    memcpy(out, base64, WS_ACCEPT_CHARS + 1);
}
