/* SPDX-License-Identifier: MIT */
#include "shared/ws_http.h"

#include <string.h>

bool ws_is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
}

bool ws_is_one_of(char c, const char *set)
{
    while (*set && *set != c) {
        set++;
    }
    return *set != '\0';
}

static bool is_token_char(char c)
{
    return ws_is_alnum(c) || ws_is_one_of(c, "!#$%&'*+-.^_`|~");
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

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

size_t ws_text_len(const char *text)
{
    size_t len = 0;

    while (text[len]) {
        len++;
    }
    return len;
}

bool ws_slice_is(struct ws_slice slice, const char *text)
{
    return slice.len == ws_text_len(text) &&
           memcmp(slice.at, text, slice.len) == 0;
}

bool ws_slice_is_caseless(struct ws_slice slice, const char *text)
{
    size_t i = 0;

    while (i < slice.len && text[i] && lower(slice.at[i]) == text[i]) {
        i++;
    }
    return i == slice.len && !text[i];
}

struct ws_slice ws_slice_part(struct ws_slice slice, size_t from, size_t to)
{
    return (struct ws_slice){slice.at + from, to - from};
}

size_t ws_slice_find(struct ws_slice slice, char c, size_t from)
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
        slice = ws_slice_part(slice, 1, slice.len);
    }
    return slice;
}

bool ws_list_has(struct ws_slice list, const char *text, ws_match *match)
{
    size_t from = 0;

    while (from < list.len) {
        size_t to = ws_slice_find(list, ',', from);
        if (match(trim(ws_slice_part(list, from, to)), text)) {
            return true;
        }
        from = to + 1;
    }
    return false;
}

/* ---- lines and fields ---- */

enum ws_line ws_next_line(struct ws_lines *in, struct ws_slice *out)
{
    size_t i = in->at;

    while (i < in->len && is_text(in->bytes[i])) {
        i++;
    }
    out->at = (const char *)in->bytes + in->at;
    out->len = i - in->at;
    if (i == in->len) {
        return WS_LINE_PART;
    }
    if (in->bytes[i] != '\r') {
        return WS_LINE_BAD;
    }
    if (i + 1 == in->len) {
        return WS_LINE_PART;
    }
    in->at = i + 2;
    return in->bytes[i + 1] == '\n' ? WS_LINE_WHOLE : WS_LINE_BAD;
}

size_t ws_token_len(struct ws_slice slice)
{
    size_t len = 0;

    while (len < slice.len && is_token_char(slice.at[len])) {
        len++;
    }
    return len;
}

enum ws_line ws_next_field(struct ws_lines *in, struct ws_field *out)
{
    struct ws_slice line;
    enum ws_line result = ws_next_line(in, &line);
    size_t colon = ws_token_len(line);

    if (colon < line.len && (colon == 0 || line.at[colon] != ':')) {
        return WS_LINE_BAD;
    }
    if (result != WS_LINE_WHOLE) {
        return result;
    }
    if (colon == line.len) {
        *out = (struct ws_field){line, line};
        return line.len == 0 ? WS_LINE_WHOLE : WS_LINE_BAD;
    }
    out->name = ws_slice_part(line, 0, colon);
    out->value = trim(ws_slice_part(line, colon + 1, line.len));
    return WS_LINE_WHOLE;
}

/* ---- the grammar of Sec-WebSocket-Extensions ---- */

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

bool ws_extensions_valid(struct ws_slice value)
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
