/* SPDX-License-Identifier: MIT
 *
 * rate: how often something may happen, and how much of it at once.
 *
 * The generic cell rate algorithm (ITU-T I.371): one number says when all that
 * happened so far would have been within the rate.
 */
#ifndef SERVER_RATE_H
#define SERVER_RATE_H

#include <stdbool.h>
#include <stdint.h>

struct rate {
    uint64_t even_ns;
};

/* Counts one more, of which one every `each_ns` may happen, `burst` at once.
 * False when that is too many; then it does not count. */
bool rate_allows(
        struct rate *rate, uint64_t now_ns, uint64_t each_ns, unsigned burst);

#endif
