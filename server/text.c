/* SPDX-License-Identifier: MIT */
#include "server/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct text text_in(char *at, size_t cap)
{
    assert(cap > 0);
    at[0] = '\0';
    return (struct text){.at = at, .cap = cap};
}

void text_put(struct text *text, const char *format, ...)
{
    size_t room = text->cap - text->len;
    va_list args;

    if (text->failed) {
        return;
    }
    va_start(args, format);
    int len = vsnprintf(text->at + text->len, room, format, args);
    va_end(args);
    if (len < 0 || (size_t)len >= room) {
        text->at[text->len] = '\0';
        text->failed = true;
        return;
    }
    text->len += (size_t)len;
}

static bool is_tail(uint8_t byte)
{
    return byte >= 0x80 && byte <= 0xbf;
}

/* How many bytes the well-formed UTF-8 character at `at` has; 0 when it is none
 * (Unicode 15, table 3-7). Reads no further than the final NUL. */
static size_t character_len(const uint8_t *at)
{
    uint8_t low = 0x80, high = 0xbf;
    size_t len = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;

    if (at[0] < 0x80) {
        return 1;
    }
    if (at[0] < 0xc2 || at[0] > 0xf4) {
        return 0;
    }
    switch (at[0]) { // too long, surrogate, or above U+10FFFF
    case 0xe0:
        low = 0xa0;
        break;
    case 0xed:
        high = 0x9f;
        break;
    case 0xf0:
        low = 0x90;
        break;
    case 0xf4:
        high = 0x8f;
        break;
    }
    if (at[1] < low || at[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < len; i++) {
        if (!is_tail(at[i])) {
            return 0;
        }
    }
    return len;
}

void text_put_json(struct text *text, const char *value)
{
    text_put(text, "\"");
    while (*value && !text->failed) {
        size_t len = character_len((const uint8_t *)value);
        if (len == 0) {
            text_put(text, "\\ufffd");
            len = 1;
        } else if (*value == '"' || *value == '\\') {
            text_put(text, "\\%c", *value);
        } else if ((uint8_t)*value < 0x20 || *value == 0x7f) {
            text_put(text, "\\u%04x", (unsigned)(uint8_t)*value);
        } else {
            text_put(text, "%.*s", (int)len, value);
        }
        value += len;
    }
    text_put(text, "\"");
}
