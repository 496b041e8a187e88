/* SPDX-License-Identifier: MIT */
#include "shared/ws.h"

#include <string.h>

#define FIN_BIT   0x80
#define RSV_BITS  0x70
#define CODE_BITS 0x0f
#define MASK_BIT  0x80
#define LEN_BITS  0x7f
#define LEN_16    126 // the length is in the next 2 bytes
#define LEN_64    127 // ... in the next 8
#define MASK_LEN  4

void ws_init(struct ws *ws, enum ws_role role, uint8_t *message,
        uint32_t message_cap)
{
    memset(ws, 0, sizeof(*ws));
    ws->role = (uint8_t)role;
    ws->message = message;
    ws->message_cap = message_cap;
}

/* ---- events ---- */

static enum ws_event fail(struct ws *ws, uint16_t code)
{
    ws->ended = true;
    ws->code = code;
    return WS_FAILED;
}

static enum ws_event emit(
        struct ws *ws, enum ws_event event, const uint8_t *payload, size_t len)
{
    ws->payload = payload;
    ws->payload_len = len;
    return event;
}

static enum ws_event end_close(struct ws *ws)
{
    if (ws->control_len == 1) {
        return fail(ws, WS_CODE_PROTOCOL); // half a code
    }
    ws->code = WS_CODE_NONE;
    if (ws->control_len == 0) {
        ws->ended = true;
        return emit(ws, WS_GOT_CLOSE, ws->control, 0);
    }
    uint16_t code = (uint16_t)(ws->control[0] << 8 | ws->control[1]);
    size_t reason_len = (size_t)ws->control_len - 2;
    if (!ws_code_allowed(code)) {
        return fail(ws, WS_CODE_PROTOCOL);
    }
    if (!ws_utf8_valid(ws->control + 2, reason_len)) {
        return fail(ws, WS_CODE_INVALID);
    }
    ws->ended = true;
    ws->code = code;
    return emit(ws, WS_GOT_CLOSE, ws->control + 2, reason_len);
}

static enum ws_event end_control(struct ws *ws)
{
    if (ws->frame_opcode == WS_CLOSE) {
        return end_close(ws);
    }
    enum ws_event event =
            ws->frame_opcode == WS_PING ? WS_GOT_PING : WS_GOT_PONG;
    return emit(ws, event, ws->control, ws->control_len);
}

static enum ws_event end_message(struct ws *ws)
{
    ws->opcode = ws->message_opcode;
    ws->message_opcode = 0;
    if (ws->opcode == WS_TEXT && !ws_utf8_valid(ws->message, ws->message_len)) {
        return fail(ws, WS_CODE_INVALID);
    }
    return emit(ws, WS_MESSAGE, ws->message, ws->message_len);
}

static bool is_control(uint8_t opcode)
{
    return opcode >= WS_CLOSE;
}

static enum ws_event end_frame(struct ws *ws)
{
    ws->in_payload = false;
    ws->head_len = 0;
    if (is_control(ws->frame_opcode)) {
        return end_control(ws);
    }
    return ws->fin ? end_message(ws) : WS_MORE;
}

/* ---- payload ---- */

/* Copies `len` bytes, masked from mask[at] on; eight at a time, whatever the
 * byte order. */
static void copy_unmasked(uint8_t *to, const uint8_t *from, size_t len,
        const uint8_t mask[MASK_LEN], unsigned at)
{
    uint8_t key[8];
    uint64_t wide_key, wide;
    size_t i = 0;

    for (unsigned k = 0; k < sizeof(key); k++) {
        key[k] = mask[(at + k) % MASK_LEN];
    }
    memcpy(&wide_key, key, sizeof(wide_key));
    for (; i + sizeof(wide) <= len; i += sizeof(wide)) {
        memcpy(&wide, from + i, sizeof(wide));
        wide ^= wide_key;
        memcpy(to + i, &wide, sizeof(wide));
    }
    for (; i < len; i++) {
        to[i] = from[i] ^ key[i % sizeof(key)];
    }
}

/* Where payload goes next. What fits was checked against the header. */
static uint8_t *reserve(struct ws *ws, size_t len)
{
    uint8_t *at;

    if (is_control(ws->frame_opcode)) {
        at = ws->control + ws->control_len;
        ws->control_len = (uint8_t)(ws->control_len + len);
    } else {
        at = ws->message + ws->message_len;
        ws->message_len += (uint32_t)len;
    }
    return at;
}

static enum ws_event read_payload(
        struct ws *ws, const uint8_t **bytes, size_t *len)
{
    size_t taken = *len < ws->left ? *len : (size_t)ws->left;

    copy_unmasked(reserve(ws, taken), *bytes, taken, ws->mask, ws->mask_at);
    ws->mask_at = (uint8_t)((ws->mask_at + taken) % MASK_LEN);
    ws->left -= taken;
    *bytes += taken;
    *len -= taken;
    return ws->left == 0 ? end_frame(ws) : WS_MORE;
}

/* ---- header ---- */

/* Each of these checks one part of a header as soon as it is there, and returns
 * 0 or the code to fail with. */

static uint16_t check_first_byte(const struct ws *ws)
{
    uint8_t opcode = ws->head[0] & CODE_BITS;
    bool fin = ws->head[0] & FIN_BIT;

    if (ws->head[0] & RSV_BITS) {
        return WS_CODE_PROTOCOL; // no extension was agreed to
    }
    switch (opcode) {
    case WS_CONTINUATION:
        return ws->message_opcode ? 0 : WS_CODE_PROTOCOL;
    case WS_TEXT:
    case WS_BINARY:
        return ws->message_opcode ? WS_CODE_PROTOCOL : 0;
    case WS_CLOSE:
    case WS_PING:
    case WS_PONG:
        return fin ? 0 : WS_CODE_PROTOCOL;
    default:
        return WS_CODE_PROTOCOL;
    }
}

static uint16_t check_second_byte(const struct ws *ws)
{
    bool masked = ws->head[1] & MASK_BIT;

    if (masked != (ws->role == WS_SERVER)) {
        return WS_CODE_PROTOCOL;
    }
    if (is_control(ws->head[0] & CODE_BITS) &&
            (ws->head[1] & LEN_BITS) > WS_CONTROL_MAX) {
        return WS_CODE_PROTOCOL;
    }
    return 0;
}

/* Bytes of the header up to and including its length. */
static size_t head_len_before_mask(const struct ws *ws)
{
    switch (ws->head[1] & LEN_BITS) {
    case LEN_16:
        return 4;
    case LEN_64:
        return 10;
    default:
        return 2;
    }
}

static uint64_t read_length(const struct ws *ws)
{
    size_t end = head_len_before_mask(ws);
    uint64_t length = 0;

    if (end == 2) {
        return ws->head[1] & LEN_BITS;
    }
    for (size_t i = 2; i < end; i++) {
        length = length << 8 | ws->head[i];
    }
    return length;
}

static uint16_t check_length(const struct ws *ws)
{
    uint64_t length = read_length(ws);
    size_t end = head_len_before_mask(ws);
    bool continues = (ws->head[0] & CODE_BITS) == WS_CONTINUATION;
    uint32_t before = continues ? ws->message_len : 0;

    if ((end == 4 && length < LEN_16) || (end == 10 && length <= UINT16_MAX) ||
            length > INT64_MAX) {
        return WS_CODE_PROTOCOL; // not the shortest form, or a sign bit
    }
    if (!is_control(ws->head[0] & CODE_BITS) &&
            length > ws->message_cap - before) {
        return WS_CODE_TOO_BIG;
    }
    return 0;
}

static uint16_t check_head(const struct ws *ws)
{
    uint16_t code = 0;

    if (ws->head_len == 1) {
        return check_first_byte(ws);
    }
    if (ws->head_len == 2) {
        code = check_second_byte(ws);
    }
    if (!code && ws->head_len == head_len_before_mask(ws)) {
        code = check_length(ws);
    }
    return code;
}

static bool head_is_whole(const struct ws *ws)
{
    if (ws->head_len < 2) {
        return false;
    }
    size_t mask_len = ws->role == WS_SERVER ? MASK_LEN : 0;
    return ws->head_len == head_len_before_mask(ws) + mask_len;
}

static void begin_payload(struct ws *ws)
{
    uint8_t opcode = ws->head[0] & CODE_BITS;

    ws->fin = ws->head[0] & FIN_BIT;
    ws->frame_opcode = opcode;
    ws->left = read_length(ws);
    ws->mask_at = 0;
    ws->in_payload = true;
    if (ws->role == WS_SERVER) {
        memcpy(ws->mask, ws->head + head_len_before_mask(ws), MASK_LEN);
    }
    if (is_control(opcode)) {
        ws->control_len = 0;
    } else if (opcode != WS_CONTINUATION) {
        ws->message_opcode = opcode;
        ws->message_len = 0;
    }
}

static enum ws_event read_head(
        struct ws *ws, const uint8_t **bytes, size_t *len)
{
    while (*len > 0 && !ws->in_payload) {
        ws->head[ws->head_len++] = **bytes;
        ++*bytes;
        --*len;
        uint16_t code = check_head(ws);
        if (code) {
            return fail(ws, code);
        }
        if (head_is_whole(ws)) {
            begin_payload(ws);
        }
    }
    return ws->in_payload && ws->left == 0 ? end_frame(ws) : WS_MORE;
}

enum ws_event ws_read(struct ws *ws, const uint8_t **bytes, size_t *len)
{
    enum ws_event event = WS_MORE;

    while (event == WS_MORE && *len > 0 && !ws->ended) {
        event = ws->in_payload ? read_payload(ws, bytes, len)
                               : read_head(ws, bytes, len);
    }
    if (event == WS_MORE) {
        *bytes += *len;
        *len = 0;
    }
    return event;
}

/* ---- frames out ---- */

static size_t put_head(
        uint8_t *out, enum ws_opcode opcode, uint8_t mask_bit, size_t len)
{
    size_t len_bytes = len < LEN_16 ? 0 : len <= UINT16_MAX ? 2 : 8;
    size_t marker = len_bytes == 0 ? len : len_bytes == 2 ? LEN_16 : LEN_64;

    out[0] = (uint8_t)(FIN_BIT | opcode);
    out[1] = (uint8_t)(mask_bit | marker);
    for (size_t i = 0; i < len_bytes; i++) {
        out[1 + len_bytes - i] = (uint8_t)((uint64_t)len >> (8 * i));
    }
    return 2 + len_bytes;
}

size_t ws_head(uint8_t out[WS_HEAD_MAX], enum ws_opcode opcode, size_t len)
{
    return put_head(out, opcode, 0, len);
}

size_t ws_head_masked(uint8_t out[WS_HEAD_MAX], enum ws_opcode opcode,
        uint8_t *payload, size_t len, const uint8_t mask[4])
{
    size_t head_len = put_head(out, opcode, MASK_BIT, len);

    memcpy(out + head_len, mask, MASK_LEN);
    copy_unmasked(payload, payload, len, mask, 0);
    return head_len + MASK_LEN;
}

static bool is_utf8_tail(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

size_t ws_close_payload(
        uint8_t out[WS_CONTROL_MAX], uint16_t code, const char *reason)
{
    size_t len = 0;

    if (code == WS_CODE_NONE) {
        return 0;
    }
    while (len < WS_CONTROL_MAX - 2 && reason[len]) {
        len++;
    }
    while (len > 0 && is_utf8_tail((uint8_t)reason[len])) {
        len--; // never half a character
    }
    out[0] = (uint8_t)(code >> 8);
    out[1] = (uint8_t)code;
    memcpy(out + 2, reason, len);
    return 2 + len;
}

bool ws_code_allowed(uint16_t code)
{
    if (code < 3000) { // 1004 to 1006, 1015 are never sent; the rest is unknown
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
    }
    return code < 5000;
}

/* ---- UTF-8 ---- */

/* The length of the character at `at`, or 0 when there is none (RFC 3629). */
static size_t utf8_char_len(const uint8_t *at, size_t left)
{
    uint8_t lead = at[0];
    size_t len = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

    if (len == 1) {
        return 1;
    }
    if (lead < 0xc2 || lead > 0xf4 || left < len) {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if (!is_utf8_tail(at[i])) {
            return 0;
        }
    }
    bool wrong = (lead == 0xe0 && at[1] < 0xa0) || // overlong
                 (lead == 0xed && at[1] > 0x9f) || // a surrogate
                 (lead == 0xf0 && at[1] < 0x90) || // overlong
                 (lead == 0xf4 && at[1] > 0x8f);   // past U+10FFFF
    return wrong ? 0 : len;
}

bool ws_utf8_valid(const uint8_t *bytes, size_t len)
{
    size_t at = 0;

    while (at < len) {
        size_t char_len = utf8_char_len(bytes + at, len - at);
        if (char_len == 0) {
            return false;
        }
        at += char_len;
    }
    return true;
}
