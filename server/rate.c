/* SPDX-License-Identifier: MIT */
#include "server/rate.h"

bool rate_allows(
        struct rate *rate, uint64_t now_ns, uint64_t each_ns, unsigned burst)
{
    if (rate->even_ns < now_ns) {
        rate->even_ns = now_ns;
    }
    if (rate->even_ns + each_ns - now_ns > burst * each_ns) {
        return false;
    }
    rate->even_ns += each_ns;
    return true;
}
