/* SPDX-License-Identifier: MIT */
#include "server/stats.h"

#include <inttypes.h>
#include <stdatomic.h>

#include "server/clock.h"
#include "server/text.h"

static _Atomic int64_t values[STAT_COUNT];

/* Upper bounds of the lateness histogram, in tenths of a millisecond. */
static const unsigned bounds[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
#define BOUND_COUNT (sizeof(bounds) / sizeof(bounds[0]))
#define BOUND_NS    (NS_PER_MS / 10)
#define LATENESS    "roomcast_tick_lateness_seconds"
#define ENCODE      "roomcast_encode_seconds_total"
#define SCRIPT      "roomcast_script_seconds_total"

static _Atomic uint64_t late_counts[BOUND_COUNT + 1]; // the last: beyond all
static _Atomic uint64_t late_sum_ns;
static _Atomic uint64_t encode_sum_ns, script_sum_ns;

void stats_add(enum stat stat, int64_t n)
{
    atomic_fetch_add_explicit(&values[stat], n, memory_order_relaxed);
}

void stats_set(enum stat stat, int64_t value)
{
    atomic_store_explicit(&values[stat], value, memory_order_relaxed);
}

int64_t stats_get(enum stat stat)
{
    return atomic_load_explicit(&values[stat], memory_order_relaxed);
}

void stats_tick_lateness(uint64_t ns)
{
    size_t i = 0;

    while (i < BOUND_COUNT && ns > bounds[i] * BOUND_NS) {
        i++;
    }
    atomic_fetch_add_explicit(&late_counts[i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&late_sum_ns, ns, memory_order_relaxed);
}

void stats_encode_time(uint64_t ns)
{
    atomic_fetch_add_explicit(&encode_sum_ns, ns, memory_order_relaxed);
}

void stats_script_time(uint64_t ns)
{
    atomic_fetch_add_explicit(&script_sum_ns, ns, memory_order_relaxed);
}

static void put_head(struct text *out, const char *metric, const char *type,
        const char *help)
{
    text_put(out, "# HELP %s %s\n# TYPE %s %s\n", metric, help, metric, type);
}

static double seconds(const _Atomic uint64_t *ns)
{
    return (double)atomic_load_explicit(ns, memory_order_relaxed) /
           (double)NS_PER_S;
}

static void put_time(struct text *out, const char *metric, const char *help,
        const _Atomic uint64_t *ns)
{
    put_head(out, metric, "counter", help);
    text_put(out, "%s %.9f\n", metric, seconds(ns));
}

static void put_lateness(struct text *out)
{
    uint64_t below = 0;

    put_head(out, LATENESS, "histogram", "how late worker ticks started");
    for (size_t i = 0; i <= BOUND_COUNT; i++) {
        below += atomic_load_explicit(&late_counts[i], memory_order_relaxed);
        if (i < BOUND_COUNT) {
            text_put(out, LATENESS "_bucket{le=\"%g\"} %" PRIu64 "\n",
                    bounds[i] / 1e4, below);
        }
    }
    text_put(out, LATENESS "_bucket{le=\"+Inf\"} %" PRIu64 "\n", below);
    text_put(out, LATENESS "_sum %.9f\n", seconds(&late_sum_ns));
    text_put(out, LATENESS "_count %" PRIu64 "\n", below);
}

size_t stats_render(char *out, size_t cap)
{
    struct text text = text_in(out, cap);

#define X(name, type, metric, help)       \
    put_head(&text, metric, #type, help); \
    text_put(&text, "%s %" PRId64 "\n", metric, stats_get(STAT_##name));
    STATS(X)
#undef X
    put_lateness(&text);
    put_time(&text, ENCODE, "time spent encoding state frames", &encode_sum_ns);
    put_time(
            &text, SCRIPT, "time spent in the scripts of mods", &script_sum_ns);
    return text.failed ? 0 : text.len;
}
