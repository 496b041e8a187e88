/* SPDX-License-Identifier: MIT
 *
 * rulepack: the rules as MessagePack, for RULES messages and for the journal.
 */
#ifndef SHARED_RULEPACK_H
#define SHARED_RULEPACK_H

#include "shared/rules.h"
#include "shared/wire.h"

#define MAX_RULES_BYTES 32768 // longest packed rules

/* Returns the length written, or 0 when it did not fit. */
size_t rules_pack(uint8_t *out, size_t cap, const struct rules *rules);

/* Reads what rules_pack() wrote. Returns NULL, or what is wrong; then `rules`
 * must not be used. Accepted rules have passed rules_check(). */
const char *rules_unpack(const uint8_t *in, size_t len, struct rules *rules);

/* The same as one value of a longer message. */
void rules_put(struct wire_out *w, const struct rules *of);
void rules_get(struct wire_in *r, struct rules *of);

#endif
