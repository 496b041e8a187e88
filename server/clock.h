/* SPDX-License-Identifier: MIT
 *
 * clock: the only place that asks what time it is.
 *
 * Everything below server/net gets its time as an argument; only what encoding
 * took is counted where it is done, in server/fanout.
 */
#ifndef SERVER_CLOCK_H
#define SERVER_CLOCK_H

#include <stdint.h>

#define NS_PER_S    UINT64_C(1000000000)
#define NS_PER_MS   UINT64_C(1000000)
#define NS_PER_TICK (NS_PER_S / 30)

uint64_t clock_now_ns(void);    // monotonic
uint64_t clock_thread_ns(void); // that this thread has computed
uint64_t clock_wall_ms(void);   // since 1970, UTC

#endif
