/* SPDX-License-Identifier: MIT */
#include "shared/handshake.h"

#include <string.h>

/* ---- the request ---- */

enum { GO_ON = 0, INCOMPLETE = 1 }; // beside the HTTP statuses

struct reader {
    struct ws_lines lines;
    const char *protocol;
    struct ws_request *out;
    bool upgrade, connection; // named what they should
    struct ws_slice version;  // Sec-WebSocket-Version
};

static bool is_target(struct ws_slice target)
{
    for (size_t i = 0; i < target.len; i++) {
        if (target.at[i] <= ' ' || target.at[i] > '~' || target.at[i] == '#') {
            return false;
        }
    }
    return target.len > 0 && target.at[0] == '/';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* HTTP/1.1 or higher (4.2.1). */
static bool is_version(struct ws_slice text)
{
    if (text.len != 8 || memcmp(text.at, "HTTP/", 5) != 0 ||
            !is_digit(text.at[5]) || text.at[6] != '.' ||
            !is_digit(text.at[7])) {
        return false;
    }
    return text.at[5] > '1' || (text.at[5] == '1' && text.at[7] >= '1');
}

/* Judges the method as soon as its end is there. */
static int check_method(struct ws_slice line)
{
    size_t end = ws_token_len(line);

    if (end == line.len) {
        return GO_ON;
    }
    if (end == 0 || line.at[end] != ' ') {
        return 400;
    }
    return ws_slice_is(ws_slice_part(line, 0, end), "GET") ? GO_ON : 405;
}

static int read_request_line(struct reader *in)
{
    struct ws_slice line;
    enum ws_line result = ws_next_line(&in->lines, &line);
    int status = check_method(line);

    if (status != GO_ON) {
        return status;
    }
    if (result != WS_LINE_WHOLE) {
        return result == WS_LINE_BAD ? 400 : INCOMPLETE;
    }
    size_t first = ws_slice_find(line, ' ', 0);
    size_t second = ws_slice_find(line, ' ', first + 1);
    if (second >= line.len) {
        return 400;
    }
    in->out->target = ws_slice_part(line, first + 1, second);
    return is_target(in->out->target) &&
                           is_version(ws_slice_part(line, second + 1, line.len))
                   ? GO_ON
                   : 400;
}

/* Keeps a value that must be there once; an empty one does not count. */
static bool take_once(struct ws_slice *slot, struct ws_slice value)
{
    bool first = slot->len == 0 && value.len > 0;

    *slot = value;
    return first;
}

/* 16 bytes in base64; their value does not matter. */
static bool is_key(struct ws_slice key)
{
    size_t i = 0;

    while (i < key.len &&
            (ws_is_alnum(key.at[i]) || ws_is_one_of(key.at[i], "+/"))) {
        i++;
    }
    return i == WS_KEY_CHARS - 2 && key.len == WS_KEY_CHARS &&
           memcmp(key.at + i, "==", 2) == 0;
}

static bool take_protocols(struct reader *in, struct ws_slice value)
{
    in->out->offers_protocol = true;
    in->out->has_protocol |= ws_list_has(value, in->protocol, ws_slice_is);
    return true;
}

/* False when the field makes the request malformed. */
static bool take_field(struct reader *in, const struct ws_field *field)
{
    struct ws_slice name = field->name, value = field->value;

    if (ws_slice_is_caseless(name, "host")) {
        return take_once(&in->out->host, value);
    }
    if (ws_slice_is_caseless(name, "upgrade")) {
        in->upgrade |= ws_list_has(value, "websocket", ws_slice_is_caseless);
    } else if (ws_slice_is_caseless(name, "connection")) {
        in->connection |= ws_list_has(value, "upgrade", ws_slice_is_caseless);
    } else if (ws_slice_is_caseless(name, "origin")) {
        return take_once(&in->out->origin, value);
    } else if (ws_slice_is_caseless(name, "sec-websocket-key")) {
        return take_once(&in->out->key, value) && is_key(value);
    } else if (ws_slice_is_caseless(name, "sec-websocket-version")) {
        return take_once(&in->version, value);
    } else if (ws_slice_is_caseless(name, "sec-websocket-protocol")) {
        return take_protocols(in, value);
    } else if (ws_slice_is_caseless(name, "sec-websocket-extensions")) {
        return ws_extensions_valid(value);
    }
    return true;
}

/* Judges a request whose head is whole. */
static int check_request(const struct reader *in)
{
    if (in->out->host.len == 0) {
        return 400;
    }
    if (!in->upgrade || !in->connection || !ws_slice_is(in->version, "13")) {
        return 426;
    }
    return in->out->key.len == 0 ? 400 : 101;
}

static int read_request_field(struct reader *in)
{
    struct ws_field field;
    enum ws_line result = ws_next_field(&in->lines, &field);

    if (result != WS_LINE_WHOLE) {
        return result == WS_LINE_BAD ? 400 : INCOMPLETE;
    }
    if (field.name.len == 0) {
        in->out->len = in->lines.at;
        return check_request(in);
    }
    return take_field(in, &field) ? GO_ON : 400;
}

static struct ws_lines lines_of(const uint8_t *bytes, size_t len)
{
    return (struct ws_lines){
            bytes, len < WS_REQUEST_MAX ? len : WS_REQUEST_MAX, 0};
}

bool ws_read_request(const uint8_t *bytes, size_t len, const char *protocol,
        struct ws_request *out)
{
    struct reader in = {
            .lines = lines_of(bytes, len), .protocol = protocol, .out = out};

    memset(out, 0, sizeof(*out));
    int status = read_request_line(&in);
    while (status == GO_ON) {
        status = read_request_field(&in);
    }
    if (status == INCOMPLETE && len >= WS_REQUEST_MAX) {
        status = 431;
    }
    out->status = status;
    return status != INCOMPLETE;
}

/* ---- writing ---- */

struct writer {
    uint8_t *out;
    size_t cap, len;
    bool failed;
};

static void put(struct writer *w, const char *text)
{
    size_t len = ws_text_len(text);

    if (w->failed || len > w->cap - w->len) {
        w->failed = true;
        return;
    }
    memcpy(w->out + w->len, text, len);
    w->len += len;
}

static void put_number(struct writer *w, size_t value)
{
    char text[24];
    size_t at = sizeof(text) - 1;

    text[at] = '\0';
    do {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    put(w, text + at);
}

static void put_field(struct writer *w, const char *name, const char *value)
{
    put(w, name);
    put(w, ": ");
    put(w, value);
    put(w, "\r\n");
}

static size_t written(const struct writer *w)
{
    return w->failed ? 0 : w->len;
}

size_t ws_write_accept(
        uint8_t *out, size_t cap, const char *accept, const char *protocol)
{
    struct writer w = {.out = out, .cap = cap};

    put(&w, "HTTP/1.1 101 Switching Protocols\r\n");
    put_field(&w, "Upgrade", "websocket");
    put_field(&w, "Connection", "Upgrade");
    put_field(&w, "Sec-WebSocket-Accept", accept);
    if (protocol) {
        put_field(&w, "Sec-WebSocket-Protocol", protocol);
    }
    put(&w, "\r\n");
    return written(&w);
}

static const char *status_words(int status)
{
    switch (status) {
    case 403:
        return "Forbidden";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 503:
        return "Service Unavailable";
    default:
        return "Bad Request";
    }
}

static void put_status_fields(struct writer *w, int status)
{
    if (status == 405) {
        put_field(w, "Allow", "GET");
    }
    if (status == 426) {
        put_field(w, "Upgrade", "websocket");
        put_field(w, "Sec-WebSocket-Version", "13");
        put_field(w, "Connection", "Upgrade, close");
    } else {
        put_field(w, "Connection", "close");
    }
}

size_t ws_write_refusal(
        uint8_t *out, size_t cap, int status, const char *sentence)
{
    struct writer w = {.out = out, .cap = cap};

    put(&w, "HTTP/1.1 ");
    put_number(&w, (size_t)status);
    put(&w, " ");
    put(&w, status_words(status));
    put(&w, "\r\n");
    put_status_fields(&w, status);
    put_field(&w, "Content-Type", "text/plain; charset=utf-8");
    put(&w, "Content-Length: ");
    put_number(&w, ws_text_len(sentence) + 1);
    put(&w, "\r\n\r\n");
    put(&w, sentence);
    put(&w, "\n");
    return written(&w);
}

size_t ws_write_request(uint8_t *out, size_t cap, const char *host,
        const char *target, const char *key, const char *protocol)
{
    struct writer w = {.out = out, .cap = cap};

    put(&w, "GET ");
    put(&w, target);
    put(&w, " HTTP/1.1\r\n");
    put_field(&w, "Host", host);
    put_field(&w, "Upgrade", "websocket");
    put_field(&w, "Connection", "Upgrade");
    put_field(&w, "Sec-WebSocket-Key", key);
    put_field(&w, "Sec-WebSocket-Version", "13");
    if (protocol) {
        put_field(&w, "Sec-WebSocket-Protocol", protocol);
    }
    put(&w, "\r\n");
    return written(&w);
}

/* ---- the answer ---- */

struct answer {
    struct ws_lines lines;
    bool upgrade, connection, accept;
};

/* False when the field makes the answer unacceptable (4.1). */
static bool take_answer_field(struct answer *in, const struct ws_field *field,
        const char *accept, const char *protocol)
{
    struct ws_slice name = field->name, value = field->value;

    if (ws_slice_is_caseless(name, "upgrade")) {
        in->upgrade = ws_slice_is_caseless(value, "websocket");
        return in->upgrade;
    }
    if (ws_slice_is_caseless(name, "connection")) {
        in->connection |= ws_list_has(value, "upgrade", ws_slice_is_caseless);
    } else if (ws_slice_is_caseless(name, "sec-websocket-accept")) {
        in->accept = ws_slice_is(value, accept);
        return in->accept;
    } else if (ws_slice_is_caseless(name, "sec-websocket-protocol")) {
        return protocol && ws_slice_is(value, protocol);
    } else if (ws_slice_is_caseless(name, "sec-websocket-extensions")) {
        return false; // none was offered
    }
    return true;
}

/* The status line, as far as it is there, must be that of a 101. */
static int read_status_line(struct answer *in)
{
    static const char wanted[] = "HTTP/1.1 101 ";
    struct ws_slice line;
    enum ws_line result = ws_next_line(&in->lines, &line);
    size_t len = line.len < sizeof(wanted) - 1 ? line.len : sizeof(wanted) - 1;

    if (result == WS_LINE_BAD || memcmp(line.at, wanted, len) != 0) {
        return -1;
    }
    if (result == WS_LINE_PART) {
        return 0;
    }
    return len >= sizeof(wanted) - 2 ? 1 : -1;
}

static int read_answer_fields(
        struct answer *in, const char *accept, const char *protocol)
{
    struct ws_field field;
    enum ws_line result;

    while ((result = ws_next_field(&in->lines, &field)) == WS_LINE_WHOLE) {
        if (field.name.len == 0) {
            return in->upgrade && in->connection && in->accept
                           ? (int)in->lines.at
                           : -1;
        }
        if (!take_answer_field(in, &field, accept, protocol)) {
            return -1;
        }
    }
    return result == WS_LINE_BAD ? -1 : 0;
}

int ws_read_answer(const uint8_t *bytes, size_t len, const char *accept,
        const char *protocol)
{
    struct answer in = {.lines = lines_of(bytes, len)};
    int result = read_status_line(&in);

    if (result > 0) {
        result = read_answer_fields(&in, accept, protocol);
    }
    return result == 0 && len >= WS_REQUEST_MAX ? -1 : result;
}
