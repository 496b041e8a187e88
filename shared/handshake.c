/* SPDX-License-Identifier: MIT */
#include "shared/handshake.h"

#include <string.h>

/* ---- characters and slices ---- */

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
}

static bool is_one_of(char c, const char *set)
{
    while (*set && *set != c) {
        set++;
    }
    return *set != '\0';
}

static bool is_token_char(char c)
{
    return is_alnum(c) || is_one_of(c, "!#$%&'*+-.^_`|~");
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* What may stand in a line; a NUL or a lone CR or LF may not. */
static bool is_text(uint8_t byte)
{
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t text_len(const char *text)
{
    size_t len = 0;

    while (text[len]) {
        len++;
    }
    return len;
}

static bool equals(struct ws_slice slice, const char *text)
{
    return slice.len == text_len(text) &&
           memcmp(slice.at, text, slice.len) == 0;
}

/* `text` is in lower case. */
static bool equals_caseless(struct ws_slice slice, const char *text)
{
    size_t i = 0;

    while (i < slice.len && text[i] && lower(slice.at[i]) == text[i]) {
        i++;
    }
    return i == slice.len && !text[i];
}

static struct ws_slice part(struct ws_slice slice, size_t from, size_t to)
{
    return (struct ws_slice){slice.at + from, to - from};
}

static size_t find(struct ws_slice slice, char c, size_t from)
{
    while (from < slice.len && slice.at[from] != c) {
        from++;
    }
    return from;
}

static struct ws_slice trim(struct ws_slice slice)
{
    while (slice.len > 0 && is_space(slice.at[slice.len - 1])) {
        slice.len--;
    }
    while (slice.len > 0 && is_space(slice.at[0])) {
        slice = part(slice, 1, slice.len);
    }
    return slice;
}

typedef bool match_fn(struct ws_slice, const char *);

/* Whether a comma-separated list has an element that matches `text`. */
static bool list_has(struct ws_slice list, const char *text, match_fn *match)
{
    size_t from = 0;

    while (from < list.len) {
        size_t to = find(list, ',', from);
        if (match(trim(part(list, from, to)), text)) {
            return true;
        }
        from = to + 1;
    }
    return false;
}

/* ---- the grammar of Sec-WebSocket-Extensions (9.1) ----
 *
 * None is ever agreed to, but a malformed offer must fail the connection. */

struct scan {
    const char *at, *end;
};

static void skip_spaces(struct scan *in)
{
    while (in->at < in->end && is_space(*in->at)) {
        in->at++;
    }
}

static bool skip_char(struct scan *in, char c)
{
    bool found = in->at < in->end && *in->at == c;

    in->at += found;
    return found;
}

/* A separator with the space around it. */
static bool skip_mark(struct scan *in, char c)
{
    skip_spaces(in);
    bool found = skip_char(in, c);
    skip_spaces(in);
    return found;
}

static bool skip_token(struct scan *in)
{
    const char *start = in->at;

    while (in->at < in->end && is_token_char(*in->at)) {
        in->at++;
    }
    return in->at > start;
}

/* A quoted string whose content is a token. */
static bool skip_quoted(struct scan *in)
{
    bool any = false;

    while (!skip_char(in, '"')) {
        skip_char(in, '\\');
        if (in->at == in->end || !is_token_char(*in->at)) {
            return false;
        }
        in->at++;
        any = true;
    }
    return any;
}

static bool skip_parameter(struct scan *in)
{
    if (!skip_token(in)) {
        return false;
    }
    if (!skip_mark(in, '=')) {
        return true;
    }
    return skip_char(in, '"') ? skip_quoted(in) : skip_token(in);
}

static bool skip_extension(struct scan *in)
{
    if (!skip_token(in)) {
        return false;
    }
    while (skip_mark(in, ';')) {
        if (!skip_parameter(in)) {
            return false;
        }
    }
    return true;
}

static bool extensions_valid(struct ws_slice value)
{
    struct scan in = {value.at, value.at + value.len};
    bool any = false;

    for (;;) {
        while (skip_mark(&in, ',')) {
        }
        if (in.at == in.end) {
            return any;
        }
        if (!skip_extension(&in) || (in.at < in.end && !skip_mark(&in, ','))) {
            return false;
        }
        any = true;
    }
}

/* ---- lines and fields ---- */

enum line { LINE_WHOLE, LINE_PART, LINE_BAD };

struct lines {
    const uint8_t *bytes;
    size_t len, at;
};

/* Takes the next line, which ends in CR LF and nothing else. `out` becomes as
 * much of it as is there and is text, whatever the result. */
static enum line next_line(struct lines *in, struct ws_slice *out)
{
    size_t i = in->at;

    while (i < in->len && is_text(in->bytes[i])) {
        i++;
    }
    out->at = (const char *)in->bytes + in->at;
    out->len = i - in->at;
    if (i == in->len) {
        return LINE_PART;
    }
    if (in->bytes[i] != '\r') {
        return LINE_BAD;
    }
    if (i + 1 == in->len) {
        return LINE_PART;
    }
    in->at = i + 2;
    return in->bytes[i + 1] == '\n' ? LINE_WHOLE : LINE_BAD;
}

static size_t token_len(struct ws_slice line)
{
    size_t len = 0;

    while (len < line.len && is_token_char(line.at[len])) {
        len++;
    }
    return len;
}

struct field {
    struct ws_slice name, value;
};

/* Takes the next field; an empty name is the end of the head. A folded line has
 * no name and is bad. */
static enum line next_field(struct lines *in, struct field *out)
{
    struct ws_slice line;
    enum line result = next_line(in, &line);
    size_t colon = token_len(line);

    if (colon < line.len && (colon == 0 || line.at[colon] != ':')) {
        return LINE_BAD;
    }
    if (result != LINE_WHOLE) {
        return result;
    }
    if (colon == line.len) {
        *out = (struct field){line, line};
        return line.len == 0 ? LINE_WHOLE : LINE_BAD;
    }
    out->name = part(line, 0, colon);
    out->value = trim(part(line, colon + 1, line.len));
    return LINE_WHOLE;
}

/* ---- the request ---- */

enum { GO_ON = 0, INCOMPLETE = 1 }; // beside the HTTP statuses

struct reader {
    struct lines lines;
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
    size_t end = token_len(line);

    if (end == line.len) {
        return GO_ON;
    }
    if (end == 0 || line.at[end] != ' ') {
        return 400;
    }
    return equals(part(line, 0, end), "GET") ? GO_ON : 405;
}

static int read_request_line(struct reader *in)
{
    struct ws_slice line;
    enum line result = next_line(&in->lines, &line);
    int status = check_method(line);

    if (status != GO_ON) {
        return status;
    }
    if (result != LINE_WHOLE) {
        return result == LINE_BAD ? 400 : INCOMPLETE;
    }
    size_t first = find(line, ' ', 0);
    size_t second = find(line, ' ', first + 1);
    if (second >= line.len) {
        return 400;
    }
    in->out->target = part(line, first + 1, second);
    return is_target(in->out->target) &&
                           is_version(part(line, second + 1, line.len))
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

    while (i < key.len && (is_alnum(key.at[i]) || is_one_of(key.at[i], "+/"))) {
        i++;
    }
    return i == WS_KEY_CHARS - 2 && key.len == WS_KEY_CHARS &&
           memcmp(key.at + i, "==", 2) == 0;
}

static bool take_protocols(struct reader *in, struct ws_slice value)
{
    in->out->offers_protocol = true;
    in->out->has_protocol |= list_has(value, in->protocol, equals);
    return true;
}

/* False when the field makes the request malformed. */
static bool take_field(struct reader *in, const struct field *field)
{
    struct ws_slice name = field->name, value = field->value;

    if (equals_caseless(name, "host")) {
        return take_once(&in->out->host, value);
    }
    if (equals_caseless(name, "upgrade")) {
        in->upgrade |= list_has(value, "websocket", equals_caseless);
    } else if (equals_caseless(name, "connection")) {
        in->connection |= list_has(value, "upgrade", equals_caseless);
    } else if (equals_caseless(name, "origin")) {
        return take_once(&in->out->origin, value);
    } else if (equals_caseless(name, "sec-websocket-key")) {
        return take_once(&in->out->key, value) && is_key(value);
    } else if (equals_caseless(name, "sec-websocket-version")) {
        return take_once(&in->version, value);
    } else if (equals_caseless(name, "sec-websocket-protocol")) {
        return take_protocols(in, value);
    } else if (equals_caseless(name, "sec-websocket-extensions")) {
        return extensions_valid(value);
    }
    return true;
}

/* Judges a request whose head is whole. */
static int check_request(const struct reader *in)
{
    if (in->out->host.len == 0) {
        return 400;
    }
    if (!in->upgrade || !in->connection || !equals(in->version, "13")) {
        return 426;
    }
    return in->out->key.len == 0 ? 400 : 101;
}

static int read_request_field(struct reader *in)
{
    struct field field;
    enum line result = next_field(&in->lines, &field);

    if (result != LINE_WHOLE) {
        return result == LINE_BAD ? 400 : INCOMPLETE;
    }
    if (field.name.len == 0) {
        in->out->len = in->lines.at;
        return check_request(in);
    }
    return take_field(in, &field) ? GO_ON : 400;
}

static struct lines lines_of(const uint8_t *bytes, size_t len)
{
    return (struct lines){
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
    size_t len = text_len(text);

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
    put_number(&w, text_len(sentence) + 1);
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
    struct lines lines;
    bool upgrade, connection, accept;
};

/* False when the field makes the answer unacceptable (4.1). */
static bool take_answer_field(struct answer *in, const struct field *field,
        const char *accept, const char *protocol)
{
    struct ws_slice name = field->name, value = field->value;

    if (equals_caseless(name, "upgrade")) {
        in->upgrade = equals_caseless(value, "websocket");
        return in->upgrade;
    }
    if (equals_caseless(name, "connection")) {
        in->connection |= list_has(value, "upgrade", equals_caseless);
    } else if (equals_caseless(name, "sec-websocket-accept")) {
        in->accept = equals(value, accept);
        return in->accept;
    } else if (equals_caseless(name, "sec-websocket-protocol")) {
        return protocol && equals(value, protocol);
    } else if (equals_caseless(name, "sec-websocket-extensions")) {
        return false; // none was offered
    }
    return true;
}

/* The status line, as far as it is there, must be that of a 101. */
static int read_status_line(struct answer *in)
{
    static const char wanted[] = "HTTP/1.1 101 ";
    struct ws_slice line;
    enum line result = next_line(&in->lines, &line);
    size_t len = line.len < sizeof(wanted) - 1 ? line.len : sizeof(wanted) - 1;

    if (result == LINE_BAD || memcmp(line.at, wanted, len) != 0) {
        return -1;
    }
    if (result == LINE_PART) {
        return 0;
    }
    return len >= sizeof(wanted) - 2 ? 1 : -1;
}

static int read_answer_fields(
        struct answer *in, const char *accept, const char *protocol)
{
    struct field field;
    enum line result;

    while ((result = next_field(&in->lines, &field)) == LINE_WHOLE) {
        if (field.name.len == 0) {
            return in->upgrade && in->connection && in->accept
                           ? (int)in->lines.at
                           : -1;
        }
        if (!take_answer_field(in, &field, accept, protocol)) {
            return -1;
        }
    }
    return result == LINE_BAD ? -1 : 0;
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
