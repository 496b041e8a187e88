/* SPDX-License-Identifier: MIT
 *
 * Frames and handshakes read the same however they arrive, and what comes out
 * is what RFC 6455 lets through. The first byte says as what to read the rest.
 */
#include <stdbool.h>
#include <string.h>

#include "shared/ws.h"
#include "tests/fuzz/fuzz.h"

#define CAP 300

enum { AS_REQUEST, AS_ANSWER, AS_SERVER, AS_CLIENT, KINDS };

/* A message that was read is one that can be written and read again. */
static void check_message(const struct ws *ws)
{
    uint8_t head[WS_HEAD_MAX], bytes[WS_HEAD_MAX + CAP], message[CAP];
    struct ws reader;
    size_t head_len =
            ws_head(head, (enum ws_opcode)ws->opcode, ws->payload_len);
    size_t len = head_len + ws->payload_len;
    const uint8_t *at = bytes;

    memcpy(bytes, head, head_len);
    memcpy(bytes + head_len, ws->payload, ws->payload_len);
    ws_init(&reader, WS_CLIENT, message, sizeof(message));
    MUST(ws_read(&reader, &at, &len) == WS_MESSAGE && len == 0);
    MUST(reader.payload_len == ws->payload_len);
    MUST(memcmp(reader.payload, ws->payload, ws->payload_len) == 0);
}

static void check_event(const struct ws *ws, enum ws_event event)
{
    switch (event) {
    case WS_MESSAGE:
        MUST(ws->opcode == WS_TEXT || ws->opcode == WS_BINARY);
        MUST(ws->payload_len <= CAP);
        MUST(ws->opcode == WS_BINARY ||
                ws_utf8_valid(ws->payload, ws->payload_len));
        check_message(ws);
        break;
    case WS_GOT_PING:
    case WS_GOT_PONG:
        MUST(ws->payload_len <= WS_CONTROL_MAX);
        break;
    case WS_GOT_CLOSE:
        MUST(ws->ended && ws->payload_len <= WS_CONTROL_MAX - 2);
        MUST(ws->code == WS_CODE_NONE || ws_code_allowed(ws->code));
        MUST(ws_utf8_valid(ws->payload, ws->payload_len));
        break;
    case WS_FAILED:
        MUST(ws->ended);
        MUST(ws->code == WS_CODE_PROTOCOL || ws->code == WS_CODE_INVALID ||
                ws->code == WS_CODE_TOO_BIG);
        break;
    case WS_MORE:
        break;
    }
}

static uint32_t add(uint32_t sum, uint32_t value)
{
    return (sum ^ value) * 16777619u;
}

static uint32_t add_event(
        uint32_t sum, const struct ws *ws, enum ws_event event)
{
    sum = add(add(sum, event), ws->code);
    if (event == WS_FAILED) {
        return sum;
    }
    for (size_t i = 0; i < ws->payload_len; i++) {
        sum = add(sum, ws->payload[i]);
    }
    return add(sum, (uint32_t)ws->payload_len);
}

/* Reads it all in pieces of `most` bytes; returns a sum of all that happened.
 */
static uint32_t read_frames(
        enum ws_role role, const uint8_t *data, size_t size, size_t most)
{
    uint8_t message[CAP];
    uint32_t sum = 2166136261u;
    struct ws ws;

    ws_init(&ws, role, message, sizeof(message));
    while (size > 0) {
        size_t len = size < most ? size : most;
        enum ws_event event;
        size -= len;
        while ((event = ws_read(&ws, &data, &len)) != WS_MORE) {
            check_event(&ws, event);
            sum = add_event(sum, &ws, event);
        }
        MUST(len == 0);
    }
    return sum;
}

static void try_frames(enum ws_role role, const uint8_t *data, size_t size)
{
    uint32_t sum = read_frames(role, data, size, size);

    MUST(read_frames(role, data, size, 1) == sum);
    MUST(read_frames(role, data, size, 7) == sum);
}

/* What a part says is what the whole says. */
static void try_request(const uint8_t *data, size_t size)
{
    struct ws_request whole, part;
    bool done = ws_read_request(data, size, "roomcast.1", &whole);

    for (size_t len = 0; len < size; len++) {
        if (ws_read_request(data, len, "roomcast.1", &part)) {
            MUST(done && part.status == whole.status && part.len == whole.len);
            return;
        }
    }
    MUST(!done || whole.status != 101 || whole.len == size);
    MUST(!done || whole.status != 101 || whole.key.len == WS_KEY_CHARS);
}

static void try_answer(const uint8_t *data, size_t size)
{
    static const char accept[] = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    int whole = ws_read_answer(data, size, accept, "roomcast.1");

    for (size_t len = 0; len < size; len++) {
        int part = ws_read_answer(data, len, accept, "roomcast.1");
        MUST(part == 0 || part == whole);
    }
    MUST(whole <= (int)size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 2000) {
        return 0;
    }
    switch (data[0] % KINDS) {
    case AS_REQUEST:
        try_request(data + 1, size - 1);
        break;
    case AS_ANSWER:
        try_answer(data + 1, size - 1);
        break;
    case AS_SERVER:
        try_frames(WS_SERVER, data + 1, size - 1);
        break;
    default:
        try_frames(WS_CLIENT, data + 1, size - 1);
        break;
    }
    return 0;
}
