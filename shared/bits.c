/* SPDX-License-Identifier: MIT */
#include "shared/bits.h"

#define MAX_ZEROS 32 // an Exp-Golomb code's longest run: of 2^32, order 0

/* ---- out ---- */

void bits_out_init(struct bits_out *out, uint8_t *bytes, size_t cap)
{
    *out = (struct bits_out){.bytes = bytes, .cap = cap};
}

void bits_put(struct bits_out *out, uint32_t value, unsigned count)
{
    if (out->failed || count > 8 * out->cap - out->len) {
        out->failed = true;
        return;
    }
    while (count > 0) {
        unsigned used = out->len % 8;
        unsigned room = 8 - used;
        unsigned now = count < room ? count : room;
        uint32_t part = value >> (count - now) & ((1u << now) - 1);
        uint8_t *byte = &out->bytes[out->len / 8];
        uint32_t before = used == 0 ? 0 : *byte;
        *byte = (uint8_t)(before | part << (room - now));
        out->len += now;
        count -= now;
    }
}

void bits_put_golomb(struct bits_out *out, uint32_t value, unsigned k)
{
    uint64_t high = ((uint64_t)value >> k) + 1;
    unsigned zeros = 0;
    while (high >> (zeros + 1) != 0) {
        zeros++;
    }
    bits_put(out, 0, zeros);
    bits_put(out, 1, 1); // the highest bit of `high`
    bits_put(out, (uint32_t)high, zeros);
    bits_put(out, value, k);
}

void bits_put_signed(struct bits_out *out, int32_t value, unsigned k)
{
    uint32_t twice = (uint32_t)value << 1;
    bits_put_golomb(out, value < 0 ? ~twice : twice, k);
}

size_t bits_out_done(struct bits_out *out)
{
    return out->failed ? 0 : (out->len + 7) / 8;
}

/* ---- in ---- */

void bits_in_init(struct bits_in *in, const uint8_t *bytes, size_t len)
{
    *in = (struct bits_in){.bytes = bytes, .cap = len};
}

uint32_t bits_get(struct bits_in *in, unsigned count)
{
    if (in->failed || count > 8 * in->cap - in->at) {
        in->failed = true;
        return 0;
    }
    uint32_t value = 0;
    while (count > 0) {
        unsigned room = 8 - in->at % 8;
        unsigned now = count < room ? count : room;
        uint32_t part = (uint32_t)in->bytes[in->at / 8] >> (room - now);
        value = value << now | (part & ((1u << now) - 1));
        in->at += now;
        count -= now;
    }
    return value;
}

uint32_t bits_get_golomb(struct bits_in *in, unsigned k)
{
    unsigned zeros = 0;
    while (!in->failed && bits_get(in, 1) == 0) {
        if (++zeros > MAX_ZEROS) {
            in->failed = true;
        }
    }
    uint64_t high = (uint64_t)1 << zeros | bits_get(in, zeros);
    uint64_t value = (high - 1) << k | bits_get(in, k);
    if (value > UINT32_MAX) {
        in->failed = true;
    }
    return in->failed ? 0 : (uint32_t)value;
}

int32_t bits_get_signed(struct bits_in *in, unsigned k)
{
    uint32_t twice = bits_get_golomb(in, k);
    uint32_t half = twice >> 1;
    return (int32_t)(twice & 1 ? ~half : half);
}

bool bits_in_done(struct bits_in *in)
{
    size_t left = 8 * in->cap - in->at;
    if (in->failed || left >= 8) {
        return false;
    }
    return bits_get(in, (unsigned)left) == 0;
}
