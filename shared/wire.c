/* SPDX-License-Identifier: MIT */
#include "shared/wire.h"

#include <msgpack/pack.h>
#include <string.h>

/* ---- out ---- */

void wire_out_init(struct wire_out *out, uint8_t *bytes, size_t cap)
{
    *out = (struct wire_out){.at = bytes, .cap = cap};
}

static int append(void *data, const char *bytes, size_t len)
{
    struct wire_out *out = data;
    if (out->failed || len > out->cap - out->len) {
        out->failed = true;
        return -1;
    }
    if (len > 0) {
        memcpy(out->at + out->len, bytes, len);
    }
    out->len += len;
    return 0;
}

static msgpack_packer packer(struct wire_out *out)
{
    return (msgpack_packer){.data = out, .callback = append};
}

void wire_put_array(struct wire_out *out, uint32_t count)
{
    msgpack_packer pk = packer(out);
    msgpack_pack_array(&pk, count);
}

void wire_put_u64(struct wire_out *out, uint64_t value)
{
    msgpack_packer pk = packer(out);
    msgpack_pack_uint64(&pk, value);
}

void wire_put_i64(struct wire_out *out, int64_t value)
{
    msgpack_packer pk = packer(out);
    msgpack_pack_int64(&pk, value);
}

void wire_put_bool(struct wire_out *out, bool value)
{
    msgpack_packer pk = packer(out);
    if (value) {
        msgpack_pack_true(&pk);
    } else {
        msgpack_pack_false(&pk);
    }
}

void wire_put_str(struct wire_out *out, const char *text)
{
    size_t len = 0;
    while (text[len] != '\0') {
        len++;
    }
    msgpack_packer pk = packer(out);
    msgpack_pack_str(&pk, len);
    msgpack_pack_str_body(&pk, text, len);
}

void wire_put_bin(struct wire_out *out, const uint8_t *bytes, size_t len)
{
    msgpack_packer pk = packer(out);
    msgpack_pack_bin(&pk, len);
    msgpack_pack_bin_body(&pk, bytes, len);
}

size_t wire_out_done(const struct wire_out *out)
{
    return out->failed ? 0 : out->len;
}

/* ---- in: one value's head ---- */

enum kind {
    NEVER, // the byte 0xc1, and what follows an error
    NIL,
    BOOL,
    UINT,     // value
    NEGATIVE, // value, as two's complement
    FLOAT,
    STR, // value is the length, as in the next two
    BIN,
    EXT,
    ARRAY, // value is the count, as in the next
    MAP,
};

struct head {
    enum kind kind;
    uint64_t value;
};

/* What the bytes 0xc0..0xdf announce, and how many bytes of number follow. */
static const struct {
    uint8_t kind, size;
} formats[] = {
        {NIL, 0}, {NEVER, 0}, {BOOL, 0}, {BOOL, 0},                 // c0..c3
        {BIN, 1}, {BIN, 2}, {BIN, 4},                               // c4..c6
        {EXT, 1}, {EXT, 2}, {EXT, 4},                               // c7..c9
        {FLOAT, 4}, {FLOAT, 8},                                     // ca, cb
        {UINT, 1}, {UINT, 2}, {UINT, 4}, {UINT, 8},                 // cc..cf
        {NEGATIVE, 1}, {NEGATIVE, 2}, {NEGATIVE, 4}, {NEGATIVE, 8}, // d0..d3
        {EXT, 0}, {EXT, 0}, {EXT, 0}, {EXT, 0}, {EXT, 0},           // d4..d8
        {STR, 1}, {STR, 2}, {STR, 4},                               // d9..db
        {ARRAY, 2}, {ARRAY, 4}, {MAP, 2}, {MAP, 4},                 // dc..df
};

static const struct head no_head = {NEVER, 0};

void wire_in_init(struct wire_in *in, const uint8_t *bytes, size_t len)
{
    *in = (struct wire_in){.at = bytes, .end = bytes + len};
}

void wire_fail(struct wire_in *in, const char *error)
{
    if (!in->error) {
        in->error = error;
    }
}

static uint64_t bytes_left(const struct wire_in *in)
{
    return (uint64_t)(in->end - in->at);
}

static uint64_t read_number(struct wire_in *in, unsigned size)
{
    if (bytes_left(in) < size) {
        wire_fail(in, "cut short");
        return 0;
    }
    uint64_t value = 0;
    for (unsigned i = 0; i < size; i++) {
        value = value << 8 | *in->at++;
    }
    return value;
}

/* A signed format may hold a number that is not negative. */
static struct head signed_head(uint64_t value, unsigned size)
{
    uint64_t sign = 0x80;
    for (unsigned i = 1; i < size; i++) {
        sign <<= 8;
    }
    if ((value & sign) == 0) {
        return (struct head){UINT, value};
    }
    return (struct head){NEGATIVE, (value ^ sign) - sign};
}

static struct head long_head(struct wire_in *in, uint8_t byte)
{
    enum kind kind = formats[byte - 0xc0].kind;
    unsigned size = formats[byte - 0xc0].size;
    uint64_t value = read_number(in, size);
    if (kind == BOOL) {
        return (struct head){BOOL, byte & 1};
    }
    if (kind == NEGATIVE) {
        return signed_head(value, size);
    }
    if (kind == EXT) {
        uint64_t body = size > 0 ? value : (uint64_t)1 << (byte - 0xd4);
        return (struct head){EXT, body + 1}; // its type byte
    }
    return (struct head){kind, value};
}

static struct head short_head(uint8_t byte)
{
    if (byte < 0x80) {
        return (struct head){UINT, byte};
    }
    if (byte < 0x90) {
        return (struct head){MAP, byte & 0x0f};
    }
    if (byte < 0xa0) {
        return (struct head){ARRAY, byte & 0x0f};
    }
    if (byte < 0xc0) {
        return (struct head){STR, byte & 0x1f};
    }
    return (struct head){NEGATIVE, (uint64_t)byte - 256};
}

/* Counts down the array that is open: every value passes here. */
static bool take_element(struct wire_in *in)
{
    if (in->error) {
        return false;
    }
    if (in->depth > 0 && in->open[in->depth - 1]-- == 0) {
        in->open[in->depth - 1] = 0;
        wire_fail(in, "an array ends too early");
        return false;
    }
    return true;
}

/* The head of the next value. What it says follows, follows: a length or a
 * count never exceeds the bytes left, as each element takes at least one. */
static struct head read_head(struct wire_in *in)
{
    if (!take_element(in)) {
        return no_head;
    }
    uint8_t byte = (uint8_t)read_number(in, 1);
    bool is_long = byte >= 0xc0 && byte < 0xe0;
    struct head head = is_long ? long_head(in, byte) : short_head(byte);
    uint64_t follows = head.kind < STR ? 0 : head.value;
    if (head.kind == MAP) {
        follows *= 2;
    }
    if (follows > bytes_left(in)) {
        wire_fail(in, "a length above the bytes left");
    }
    return in->error ? no_head : head;
}

/* ---- in: values ---- */

static void push(struct wire_in *in, uint64_t count)
{
    if (in->depth == WIRE_DEPTH) {
        wire_fail(in, "nested too deeply");
        return;
    }
    in->open[in->depth++] = (uint32_t)count;
}

static uint32_t open_array(struct wire_in *in)
{
    struct head head = read_head(in);
    if (head.kind != ARRAY) {
        wire_fail(in, "not an array");
        return 0;
    }
    push(in, head.value);
    return in->error ? 0 : (uint32_t)head.value;
}

uint32_t wire_open(struct wire_in *in, uint32_t min, uint32_t max)
{
    uint32_t count = open_array(in);
    if (count < min) {
        wire_fail(in, "an array with too few elements");
        return 0;
    }
    return count < max ? count : max;
}

uint32_t wire_open_list(struct wire_in *in, uint32_t max)
{
    uint32_t count = open_array(in);
    if (count > max) {
        wire_fail(in, "an array with too many elements");
        return 0;
    }
    return count;
}

void wire_close(struct wire_in *in)
{
    while (!in->error && in->open[in->depth - 1] > 0) {
        wire_skip(in);
    }
    if (!in->error) {
        in->depth--;
    }
}

uint64_t wire_u64(struct wire_in *in, uint64_t max)
{
    struct head head = read_head(in);
    if (head.kind != UINT || head.value > max) {
        wire_fail(in, head.kind == UINT || head.kind == NEGATIVE
                              ? "a number out of range"
                              : "not a number");
        return 0;
    }
    return head.value;
}

uint32_t wire_u32(struct wire_in *in, uint32_t max)
{
    return (uint32_t)wire_u64(in, max);
}

uint16_t wire_u16(struct wire_in *in, uint16_t max)
{
    return (uint16_t)wire_u64(in, max);
}

uint8_t wire_u8(struct wire_in *in, uint8_t max)
{
    return (uint8_t)wire_u64(in, max);
}

int64_t wire_i64(struct wire_in *in, int64_t min, int64_t max)
{
    struct head head = read_head(in);
    if (head.kind != UINT && head.kind != NEGATIVE) {
        wire_fail(in, "not a number");
        return 0;
    }
    int64_t value = (int64_t)head.value;
    bool too_big = head.kind == UINT && head.value > INT64_MAX;
    if (too_big || value < min || value > max) {
        wire_fail(in, "a number out of range");
        return 0;
    }
    return value;
}

bool wire_bool(struct wire_in *in)
{
    struct head head = read_head(in);
    if (head.kind != BOOL) {
        wire_fail(in, "not a boolean");
    }
    return head.kind == BOOL && head.value == 1;
}

/* Reads one character from *at on and moves past it. Returns its code point, or
 * 0 when it is not UTF-8: overlong, a surrogate, above U+10FFFF or cut. */
static uint32_t read_char(const uint8_t **at, const uint8_t *end)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    uint32_t byte = *(*at)++;
    unsigned more = byte < 0x80   ? 0
                    : byte < 0xc0 ? 4
                    : byte < 0xe0 ? 1
                    : byte < 0xf0 ? 2
                    : byte < 0xf8 ? 3
                                  : 4;
    if (more == 4 || end - *at < (ptrdiff_t)more) {
        return 0;
    }
    uint32_t code = more == 0 ? byte : byte & (0x3fu >> more);
    for (unsigned i = 0; i < more; i++) {
        uint32_t next = *(*at)++;
        if ((next & 0xc0) != 0x80) {
            return 0;
        }
        code = code << 6 | (next & 0x3f);
    }
    bool surrogate = code >= 0xd800 && code < 0xe000;
    return code < least[more] || code > 0x10ffff || surrogate ? 0 : code;
}

/* Whether it is UTF-8 that a name or a line of chat may consist of. */
bool wire_is_text(const uint8_t *bytes, size_t len)
{
    const uint8_t *end = bytes + len;
    while (bytes < end) {
        uint32_t code = read_char(&bytes, end);
        if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
            return false;
        }
    }
    return true;
}

/* The `head.value` bytes that follow a head of `kind`. */
static const uint8_t *read_body(
        struct wire_in *in, enum kind kind, size_t max, size_t *len)
{
    struct head head = read_head(in);
    *len = 0;
    if (head.kind != kind) {
        wire_fail(in, kind == STR ? "not text" : "not bytes");
    } else if (head.value > max) {
        wire_fail(in, "too long");
    }
    if (in->error) {
        return NULL;
    }
    const uint8_t *body = in->at;
    *len = (size_t)head.value;
    in->at += *len;
    return body;
}

void wire_str(struct wire_in *in, char *out, size_t max_bytes)
{
    size_t len;
    const uint8_t *text = read_body(in, STR, max_bytes, &len);
    if (text && !wire_is_text(text, len)) {
        wire_fail(in, "text that is not printable UTF-8");
        len = 0;
    }
    if (text) {
        memcpy(out, text, len);
    }
    out[len] = '\0';
}

const uint8_t *wire_bin(struct wire_in *in, size_t max, size_t *len)
{
    return read_body(in, BIN, max, len);
}

/* Steps over a head and its body; what is nested is left open. */
static void skip_head(struct wire_in *in)
{
    struct head head = read_head(in);
    switch (head.kind) {
    case NEVER:
        wire_fail(in, "not MessagePack");
        break;
    case STR:
    case BIN:
    case EXT:
        in->at += head.value;
        break;
    case ARRAY:
        push(in, head.value);
        break;
    case MAP:
        push(in, 2 * head.value);
        break;
    default:
        break;
    }
}

void wire_skip(struct wire_in *in)
{
    uint8_t floor = in->depth;
    skip_head(in);
    while (!in->error && in->depth > floor) {
        if (in->open[in->depth - 1] == 0) {
            in->depth--;
        } else {
            skip_head(in);
        }
    }
}

bool wire_done(struct wire_in *in)
{
    if (in->at != in->end) {
        wire_fail(in, "bytes after the end");
    }
    return !in->error;
}
