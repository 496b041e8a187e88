/* SPDX-License-Identifier: MIT
 *
 * seeds_ws: good handshakes and frames for fuzz_ws to start from.
 *
 * Usage: seeds_ws DIRECTORY
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/ws.h"

#define KEY    "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

static uint8_t bytes[1500];
static size_t len;

static void begin(uint8_t kind)
{
    bytes[0] = kind;
    len = 1;
}

static void end(const char *directory, const char *name)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, len, file) != len || fclose(file) != 0) {
        perror(path);
        exit(EXIT_FAILURE);
    }
}

/* Appends a frame; `clear` takes FIN away. */
static void frame(bool masked, uint8_t opcode, bool clear, size_t size)
{
    static const uint8_t mask[4] = {0x12, 0x34, 0x56, 0x78};
    uint8_t payload[256];
    enum ws_opcode code = (enum ws_opcode)opcode;

    memset(payload, 'a', sizeof(payload));
    if (opcode == WS_CLOSE && size >= 2) {
        payload[0] = 0x03;
        payload[1] = 0xe8;
    }
    size_t head =
            masked ? ws_head_masked(bytes + len, code, payload, size, mask)
                   : ws_head(bytes + len, code, size);
    bytes[len] &= clear ? 0x7f : 0xff;
    memcpy(bytes + len + head, payload, size);
    len += head + size;
}

static void frames(bool masked)
{
    frame(masked, WS_BINARY, false, 5);
    frame(masked, WS_TEXT, true, 3);
    frame(masked, WS_PING, false, 0);
    frame(masked, WS_CONTINUATION, false, 130);
    frame(masked, WS_PONG, false, 125);
    frame(masked, WS_BINARY, false, 0);
    frame(masked, WS_CLOSE, false, 9);
    frame(masked, WS_BINARY, false, 1);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    begin(0);
    len += ws_write_request(bytes + len, sizeof(bytes) - len, "h:1",
            "/play/x?mode=tag", KEY, "roomcast.1");
    end(argv[1], "request");
    begin(1);
    len += ws_write_accept(
            bytes + len, sizeof(bytes) - len, ACCEPT, "roomcast.1");
    end(argv[1], "answer");
    begin(2);
    frames(true);
    end(argv[1], "to_server");
    begin(3);
    frames(false);
    end(argv[1], "to_client");
    return EXIT_SUCCESS;
}
