/* SPDX-License-Identifier: MIT
 *
 * ws_http: the little HTTP/1.1 that a handshake is made of, read strictly.
 *
 * Lines end in CR LF and nothing else, fields are not folded, names have no
 * space before their colon. Pure functions over borrowed bytes; thread: any.
 */
#ifndef SHARED_WS_HTTP_H
#define SHARED_WS_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Some of the bytes; not terminated. */
struct ws_slice {
    const char *at;
    size_t len;
};

size_t ws_text_len(const char *text);

bool ws_is_alnum(char c); // of ASCII
bool ws_is_one_of(char c, const char *set);

struct ws_slice ws_slice_part(struct ws_slice slice, size_t from, size_t to);

/* Where `c` is at or after `from`; slice.len if nowhere. */
size_t ws_slice_find(struct ws_slice slice, char c, size_t from);

bool ws_slice_is(struct ws_slice slice, const char *text);
/* `text` is in lower case, the slice in any. */
bool ws_slice_is_caseless(struct ws_slice slice, const char *text);

/* Whether a comma-separated list has an element that matches `text`. */
typedef bool ws_match(struct ws_slice slice, const char *text);
bool ws_list_has(struct ws_slice list, const char *text, ws_match *match);

/* How many token characters the slice begins with. */
size_t ws_token_len(struct ws_slice slice);

enum ws_line { WS_LINE_WHOLE, WS_LINE_PART, WS_LINE_BAD };

/* A head being read, line by line. */
struct ws_lines {
    const uint8_t *bytes;
    size_t len, at;
};

/* Takes the next line. `out` becomes as much of it as is there and is text,
 * whatever the result. */
enum ws_line ws_next_line(struct ws_lines *in, struct ws_slice *out);

struct ws_field {
    struct ws_slice name, value; // the value without space around it
};

/* Takes the next field; one with an empty name is the end of the head. A line
 * that cannot become a field is bad before it is whole. */
enum ws_line ws_next_field(struct ws_lines *in, struct ws_field *out);

/* The grammar of Sec-WebSocket-Extensions (RFC 6455 9.1). */
bool ws_extensions_valid(struct ws_slice value);

#endif
