/* SPDX-License-Identifier: MIT
 *
 * bits: bit-packed numbers, highest bit first, with errors that stick.
 */
#ifndef SHARED_BITS_H
#define SHARED_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bits_out {
    uint8_t *bytes;
    size_t cap; // bytes
    size_t len; // bits
    bool failed;
};

void bits_out_init(struct bits_out *out, uint8_t *bytes, size_t cap);

/* The low `count` (0..32) bits of `value`. */
void bits_put(struct bits_out *out, uint32_t value, unsigned count);

/* Exp-Golomb code of order k (0..16): small numbers are short. */
void bits_put_golomb(struct bits_out *out, uint32_t value, unsigned k);

/* The same for a signed number, zigzag: 0, -1, 1, -2, 2 ... */
void bits_put_signed(struct bits_out *out, int32_t value, unsigned k);

/* Pads with zero bits; returns the length in bytes, or 0 when it failed. */
size_t bits_out_done(struct bits_out *out);

struct bits_in {
    const uint8_t *bytes;
    size_t cap; // bytes
    size_t at;  // bits
    bool failed;
};

void bits_in_init(struct bits_in *in, const uint8_t *bytes, size_t len);
uint32_t bits_get(struct bits_in *in, unsigned count);
uint32_t bits_get_golomb(struct bits_in *in, unsigned k);
int32_t bits_get_signed(struct bits_in *in, unsigned k);

/* True when nothing was wrong and only zero padding, under 8 bits, is left. */
bool bits_in_done(struct bits_in *in);

#endif
