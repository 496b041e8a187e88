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

/* ---- what nobody sees ---- */

/* Unicode's default ignorable characters, and a few blanks that pass for
 * letters; without the variation selectors, which emoji are made of. */
static const struct {
    uint32_t first, last;
} unseen[] = {
        {0xad, 0xad},     // soft hyphen
        {0x34f, 0x34f},   // grapheme joiner
        {0x61c, 0x61c},   // Arabic letter mark
        {0x115f, 0x1160}, // Hangul fillers
        {0x17b4, 0x17b5}, // Khmer vowels without a shape
        {0x180b, 0x180f}, // Mongolian selectors
        {0x200b, 0x200f}, // zero width; marks of direction
        {0x2028, 0x202e}, // separators of lines; embeddings, overrides
        {0x2060, 0x206f}, // word joiner, invisible operators, isolates
        {0x2800, 0x2800}, // Braille without dots
        {0x3164, 0x3164}, {0xfeff, 0xfeff}, // byte order mark
        {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff}, // tags
};

static bool is_unseen(uint32_t code)
{
    for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
        if (code >= unseen[i].first && code <= unseen[i].last) {
            return true;
        }
    }
    return false;
}

static uint32_t code_of(const uint8_t *at, size_t len)
{
    uint32_t code = len == 1 ? at[0] : at[0] & (0xffu >> (len + 1));

    for (size_t i = 1; i < len; i++) {
        code = code << 6 | (at[i] & 0x3f);
    }
    return code;
}

static bool is_blank(uint32_t code)
{
    return code == ' ' || code == 0xa0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200a) || code == 0x202f ||
           code == 0x205f || code == 0x3000;
}

/* What a joiner may stand beside. */
static bool is_joinable(uint32_t code)
{
    return code >= 0x80 && !is_unseen(code) && !is_blank(code);
}

static bool joins(uint32_t before, uint32_t code, const uint8_t *behind)
{
    size_t len = character_len(behind);

    return (code == 0x200c || code == 0x200d) && is_joinable(before) &&
           len > 0 && is_joinable(code_of(behind, len));
}

void text_tidy(char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    size_t kept = 0, end = 0; // bytes; up to the last one that is no blank
    uint32_t before = 0;
    size_t len;

    for (; *at && (len = character_len(at)) > 0; at += len) {
        uint32_t code = code_of(at, len);
        bool leads = kept == 0 && is_blank(code);
        if (leads || (is_unseen(code) && !joins(before, code, at + len))) {
            continue;
        }
        memmove(text + kept, at, len);
        kept += len;
        before = code;
        end = is_blank(code) ? end : kept;
    }
    text[end] = '\0';
}
