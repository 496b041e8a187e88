/* SPDX-License-Identifier: MIT
 *
 * coder: decisions as bytes, each in as many bits as it is surprising.
 *
 * A binary range coder that carries nothing, as in Matt Mahoney's lpaq1 (2007):
 * all that was decided so far is an interval of 32-bit numbers, of which the
 * leading bytes are written once they are the same at both ends. Each decision
 * narrows it to a share as large as the decision was likely. One set of
 * functions puts and gets, so that the two cannot differ: a decoder ignores the
 * value it is given, and returns the one it read. Errors stick.
 */
#ifndef SHARED_CODER_H
#define SHARED_CODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How likely a decision is in one context. Each decision moves `one` towards
 * itself, by less and less: by 1 / (seen + 1.5) of the way. */
struct odds {
    uint16_t one;  // chance of a 1, in 1/65536
    uint16_t seen; // decisions that stand behind it, up to ODDS_SEEN_MAX
};
#define ODDS_SEEN_MAX 127

struct coder {
    uint32_t low, high; // the interval, both ends within
    uint32_t window;    // decoding: the four bytes before `at`
    const uint8_t *in;  // NULL when encoding
    uint8_t *out;
    size_t len; // of `in`, or what fits into `out`
    size_t at;  // bytes of it passed
    bool failed;
};

void coder_encode(struct coder *coder, uint8_t *out, size_t cap);
void coder_decode(struct coder *coder, const uint8_t *in, size_t len);

bool coder_bit(struct coder *coder, struct odds *odds, bool bit);

/* `count` (0..32) bits that are as likely 0 as 1. */
uint32_t coder_raw(struct coder *coder, uint32_t value, unsigned count);

/* A number of at most `width` (1..32) bits: how many it has, one by one, then
 * those below its highest. Takes `width` contexts. */
uint32_t coder_number(
        struct coder *coder, struct odds *odds, unsigned width, uint32_t value);

/* A number of `width` bits, sign included. Takes `width` + 1 contexts, the
 * first of which says whether it is 0 at all (by a 0). */
int32_t coder_signed(
        struct coder *coder, struct odds *odds, unsigned width, int32_t value);

/* Ends what was encoded; returns its length, or SIZE_MAX when it failed. Zero
 * bytes follow any end without being written. */
size_t coder_finish(struct coder *coder);

/* Whether nothing was wrong and these bytes are to the last one what encoding
 * would have written. */
bool coder_done(const struct coder *coder);

#endif
