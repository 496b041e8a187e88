/* SPDX-License-Identifier: MIT */
#include "server/swarm_figures.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/clock.h"

void spread_add(struct spread *spread, uint64_t ns)
{
    uint64_t step = ns / SPREAD_STEP_NS;

    spread->of[step < SPREAD_STEPS ? step : SPREAD_STEPS - 1]++;
    spread->count++;
}

double spread_ms(const struct spread *spread, double share)
{
    double wanted = share * (double)spread->count;
    uint64_t seen = 0;
    unsigned step = 0;

    if (spread->count == 0) {
        return 0;
    }
    for (; step < SPREAD_STEPS - 1; step++) {
        seen += spread->of[step];
        if ((double)seen >= wanted) {
            break;
        }
    }
    return (double)((step + 1) * SPREAD_STEP_NS) / (double)NS_PER_MS;
}

static double seconds(const struct figures *figures)
{
    return (double)figures->window_ns / (double)NS_PER_S;
}

static double per_client_second(const struct figures *figures, uint64_t count)
{
    return (double)count / figures->measured / seconds(figures);
}

static double us_per_frame(const struct figures *figures)
{
    return figures->frames == 0 ? 0
                                : (double)figures->server_ns / 1000 /
                                          (double)figures->frames;
}

static double swarm_share(const struct figures *figures)
{
    return (double)figures->swarm_ns / (double)figures->window_ns;
}

static double most_ms(const struct figures *figures)
{
    return spread_ms(&figures->recovery, 1);
}

void figures_put_json(struct text *out, const struct figures *f,
        const struct figures *stalled)
{
    text_put(out, "{\"clients\": %u, \"rooms\": %u, \"seconds\": %.2f, ",
            f->clients, f->rooms, seconds(f));
    text_put(out, "\"frames_per_client_second\": %.3f, ",
            per_client_second(f, f->frames));
    text_put(out, "\"frames_per_second_least\": %.3f, ",
            (double)f->frames_least / seconds(f));
    text_put(out, "\"bytes_per_client_second\": %.1f, ",
            per_client_second(f, f->bytes));
    text_put(out, "\"gap_ms_p50\": %.1f, \"gap_ms_p99\": %.1f, ",
            spread_ms(&f->gap, 0.5), spread_ms(&f->gap, 0.99));
    text_put(out, "\"echo_ms_p50\": %.1f, \"echo_ms_p99\": %.1f, ",
            spread_ms(&f->echo, 0.5), spread_ms(&f->echo, 0.99));
    text_put(out, "\"echoes\": %ju, \"echoes_lost\": %ju, ",
            (uintmax_t)f->echo.count, (uintmax_t)f->lost_echoes);
    text_put(out, "\"inputs_per_client_second\": %.3f, ",
            per_client_second(f, f->inputs));
    text_put(out, "\"unreadable_frames\": %ju, \"dropped\": %u, ",
            (uintmax_t)f->unreadable, f->dropped);
    if (stalled->measured > 0) {
        text_put(out, "\"stalled\": %u, \"recoveries\": %ju, ",
                stalled->measured, (uintmax_t)stalled->recovery.count);
        text_put(out, "\"recovery_ms_p99\": %.1f, \"recovery_ms_most\": %.1f, ",
                spread_ms(&stalled->recovery, 0.99), most_ms(stalled));
        text_put(out, "\"backlog_bytes_most\": %ju, ",
                (uintmax_t)stalled->backlog_most);
    }
    text_put(out, "\"swarm_cpu_share\": %.3f, ", swarm_share(f));
    text_put(out,
            f->has_server ? "\"server_cpu_us_per_frame\": %.2f}\n"
                          : "\"server_cpu_us_per_frame\": null}\n",
            us_per_frame(f));
}

void figures_put_words(struct text *out, const struct figures *f,
        const struct figures *stalled)
{
    text_put(out, "%u clients in %u rooms for %.1f s, %u dropped\n", f->clients,
            f->rooms, seconds(f), f->dropped);
    text_put(out, "frames     %.2f a second and client, %.2f at least\n",
            per_client_second(f, f->frames),
            (double)f->frames_least / seconds(f));
    text_put(out, "received   %.0f bytes a second and client, all of TCP's\n",
            per_client_second(f, f->bytes));
    text_put(out, "gap        %.1f ms at the median, %.1f at p99\n",
            spread_ms(&f->gap, 0.5), spread_ms(&f->gap, 0.99));
    text_put(out, "echo       %.1f ms at the median, %.1f at p99, %ju lost\n",
            spread_ms(&f->echo, 0.5), spread_ms(&f->echo, 0.99),
            (uintmax_t)f->lost_echoes);
    if (stalled->measured > 0) {
        text_put(out,
                "stalled    %u clients, in step %.1f ms after %ju stalls "
                "at p99, %.1f at most, %ju bytes behind at most\n",
                stalled->measured, spread_ms(&stalled->recovery, 0.99),
                (uintmax_t)stalled->recovery.count, most_ms(stalled),
                (uintmax_t)stalled->backlog_most);
    }
    text_put(out, "swarm      %.0f %% of a core\n", 100 * swarm_share(f));
    if (f->has_server) {
        text_put(out, "server     %.2f us of CPU a frame, %.0f %% of a core\n",
                us_per_frame(f),
                100 * (double)f->server_ns / (double)f->window_ns);
    }
}

bool cpu_of_process(unsigned pid, uint64_t *ns)
{
    char path[64], line[1024];
    unsigned long user, system;

    snprintf(path, sizeof(path), "/proc/%u/stat", pid);
    FILE *file = fopen(path, "re");
    if (!file) {
        return false;
    }
    const char *read = fgets(line, sizeof(line), file);
    fclose(file);
    // the second field is a name that may hold spaces; it ends at the last ')'
    const char *rest = read ? strrchr(line, ')') : NULL;
    if (!rest ||
            sscanf(rest, // NOLINT(cert-err34-c): the kernel's numbers
                    ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                    &user, &system) != 2) {
        return false;
    }
    *ns = (user + system) * (NS_PER_S / (uint64_t)sysconf(_SC_CLK_TCK));
    return true;
}

uint64_t cpu_own_ns(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    uint64_t us =
            (uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec;
    return us * 1000 +
           (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * NS_PER_S;
}
