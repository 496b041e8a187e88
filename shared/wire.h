/* SPDX-License-Identifier: MIT
 *
 * wire: MessagePack, written by msgpack-c and read by a bounded cursor.
 *
 * msgpack-c's unpacker allocates from a count before any element has arrived
 * (5 bytes ask for 64 GiB), so what a peer sent is read here: nothing is
 * allocated, a count above the bytes left or a depth above WIRE_DEPTH is an
 * error. Errors stick: read a whole message, then ask wire_done() once.
 */
#ifndef SHARED_WIRE_H
#define SHARED_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_DEPTH 4

/* ---- out ---- */

struct wire_out {
    uint8_t *at;
    size_t len, cap;
    bool failed; // it did not fit
};

void wire_out_init(struct wire_out *out, uint8_t *bytes, size_t cap);
void wire_put_array(struct wire_out *out, uint32_t count);
void wire_put_u64(struct wire_out *out, uint64_t value);
void wire_put_i64(struct wire_out *out, int64_t value);
void wire_put_bool(struct wire_out *out, bool value);
void wire_put_str(struct wire_out *out, const char *text); // C string
void wire_put_bin(struct wire_out *out, const uint8_t *bytes, size_t len);

/* The length written, or 0 when something did not fit. */
size_t wire_out_done(const struct wire_out *out);

/* ---- in ---- */

struct wire_in {
    const uint8_t *at, *end;
    const char *error; // the first thing wrong, NULL so far
    uint8_t depth;
    uint32_t open[WIRE_DEPTH]; // elements left in each open array
};

void wire_in_init(struct wire_in *in, const uint8_t *bytes, size_t len);

/* Opens an array of at least `min` elements and returns how many of them may be
 * read, at most `max`; wire_close() skips the rest, so that a later version can
 * append. 0 on error. */
uint32_t wire_open(struct wire_in *in, uint32_t min, uint32_t max);

/* Opens an array of like elements, of which more than `max` are an error.
 * Returns how many it has, 0 on error. */
uint32_t wire_open_list(struct wire_in *in, uint32_t max);

void wire_close(struct wire_in *in);

/* Numbers outside the range, and all reads after an error, give 0. */
uint64_t wire_u64(struct wire_in *in, uint64_t max);
uint32_t wire_u32(struct wire_in *in, uint32_t max);
uint16_t wire_u16(struct wire_in *in, uint16_t max);
uint8_t wire_u8(struct wire_in *in, uint8_t max);
int64_t wire_i64(struct wire_in *in, int64_t min, int64_t max);
bool wire_bool(struct wire_in *in);

/* Copies text into `out`, which holds max_bytes + 1, and ends it with a NUL; ""
 * on error. Longer than max_bytes, not UTF-8, or with a control character in
 * it: an error. */
void wire_str(struct wire_in *in, char *out, size_t max_bytes);

/* A view of up to `max` bytes; its length in *len. NULL on error. */
const uint8_t *wire_bin(struct wire_in *in, size_t max, size_t *len);

/* What wire_str() takes: UTF-8 without control characters. */
bool wire_is_text(const uint8_t *bytes, size_t len);

/* Skips one value of any kind, nested up to WIRE_DEPTH. */
void wire_skip(struct wire_in *in);

/* Makes `error`, a static sentence, the cursor's unless it has one already. */
void wire_fail(struct wire_in *in, const char *error);

/* True when nothing was wrong and every byte was read. */
bool wire_done(struct wire_in *in);

#endif
