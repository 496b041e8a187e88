/* SPDX-License-Identifier: MIT
 *
 * counter: what a piece of work costs, by the clock and in instructions.
 *
 * The kernel counts instructions of this thread, not of the kernel, where it
 * may (see perf_event_open(2)); elsewhere use
 * `valgrind --tool=callgrind --toggle-collect=FUNCTION PROGRAM`.
 */
#ifndef TESTS_BENCH_COUNTER_H
#define TESTS_BENCH_COUNTER_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct counter {
    double ns;
    uint64_t instructions;
    double began_ns;
    uint64_t began;
};

static inline int counter_file(void)
{
    static int file = -2;
    if (file == -2) {
        struct perf_event_attr what = {.type = PERF_TYPE_HARDWARE,
                .size = sizeof(what),
                .config = PERF_COUNT_HW_INSTRUCTIONS,
                .exclude_kernel = 1,
                .exclude_hv = 1};
        file = (int)syscall(SYS_perf_event_open, &what, 0, -1, -1, 0);
    }
    return file;
}

static inline uint64_t counter_now(void)
{
    uint64_t count = 0;
    int file = counter_file();
    bool known = file >= 0 && read(file, &count, sizeof(count)) > 0;
    return known ? count : 0;
}

static inline double counter_ns(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

static inline void counter_start(struct counter *counter)
{
    counter->began = counter_now();
    counter->began_ns = counter_ns();
}

static inline void counter_stop(struct counter *counter)
{
    counter->ns += counter_ns() - counter->began_ns;
    counter->instructions += counter_now() - counter->began;
}

static inline bool counter_counts(const struct counter *counter)
{
    return counter->instructions > 0;
}

#endif
