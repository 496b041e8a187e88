/* SPDX-License-Identifier: MIT */
#include "server/server.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <inttypes.h>
#include <net/if.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/checkpoint.h"
#include "server/clock.h"
#include "server/config.h"
#include "server/crypto.h"
#include "server/disk.h"
#include "server/front.h"
#include "server/journal.h"
#include "server/log.h"
#include "server/net.h"
#include "server/queue.h"
#include "server/rulebook.h"
#include "server/rules_diff.h"
#include "server/rules_file.h"
#include "server/rules_kept.h"
#include "server/stats.h"

#define ERROR_BYTES 1024
#define TRIES       100 // at telling a worker of new rules, 10 ms apart

struct server {
    const struct config *config;
    const struct server_places *places;
    struct journal *journal;
    struct front *front;
    struct net *nets[MAX_WORKERS];
    unsigned net_count;
    unsigned rooms_restored;
    struct rules_report *problems; // at the start; the front takes them over
    char error[ERROR_BYTES];
};

static uint64_t draw_seed(void)
{
    uint64_t seed;

    crypto_random((uint8_t *)&seed, sizeof(seed));
    return seed;
}

/* ---- rules ---- */

static struct rules_report *copy_report(const struct rules_report *report)
{
    struct rules_report *copy = report ? malloc(sizeof(*copy)) : NULL;

    if (copy) {
        *copy = *report;
    }
    return copy;
}

static void tell_net(struct net *net, const struct rules_news *news)
{
    const struct timespec moment = {.tv_nsec = 10 * (long)NS_PER_MS};
    struct order order = {.kind = ORDER_RULES,
            .rules = news->book ? rulebook_ref(news->book) : NULL,
            .report = copy_report(news->report)};

    for (unsigned i = 0; i < TRIES; i++) {
        if (queue_push(net_orders(net), &order)) {
            return;
        }
        nanosleep(&moment, NULL); // a worker empties its queue every tick
    }
    log_line(LOG_ERROR, "rules", "a worker does not take the new ones");
    rulebook_unref(order.rules);
    free(order.report);
}

static void log_problems(const struct rules_report *report)
{
    char text[PROBLEM_TEXT];

    for (unsigned i = 0; i < report->count && i < MAX_PROBLEMS; i++) {
        rules_problem_text(&report->problem[i], text, sizeof(text));
        log_line(LOG_WARN, "rules", "%s", text);
    }
    if (report->count > MAX_PROBLEMS) {
        log_line(LOG_WARN, "rules", "and %u more problems",
                report->count - MAX_PROBLEMS);
    }
}

static void log_version(const struct rulebook *rules)
{
    const struct rules_diff *diff = rulebook_diff(rules);
    char changes[RULES_SUMMARY] = "";

    if (diff) {
        rules_diff_summary(diff, changes, sizeof(changes));
    }
    log_line(LOG_INFO, "rules", "version %u in use, hash=%016" PRIx64 "%s%s",
            (unsigned)rulebook_version(rules), rulebook_hash(rules),
            changes[0] ? " changes=" : "", changes);
}

/* Thread: the journal's. */
static void take_rules(void *arg, const struct rules_news *news)
{
    struct server *server = arg;

    stats_set(STAT_RULES_PROBLEMS, news->report ? news->report->count : 0);
    if (news->book) {
        stats_set(STAT_RULES_VERSION, rulebook_version(news->book));
        log_version(news->book);
    } else if (!news->report || news->report->count == 0) {
        log_line(LOG_INFO, "rules",
                "mended, the version in use is that of "
                "rules.db again");
    }
    if (news->report && news->report->count > 0) {
        log_line(LOG_WARN, "rules", "edited, but not used, problems=%u",
                news->report->count);
        log_problems(news->report);
    }
    for (unsigned i = 0; i < server->net_count; i++) {
        tell_net(server->nets[i], news);
    }
    front_tell_rules(server->front, news->book, news->report);
}

/* ---- start ---- */

static bool fail(const char *sentence)
{
    log_line(LOG_ERROR, "server", "%s", sentence);
    return false;
}

static bool open_data(struct server *server)
{
    char path[DISK_PATH];
    const struct journal_config config = {.data = server->config->data,
            .assets = server->places->assets,
            .on_rules = take_rules,
            .arg = server,
            .layout = CHECKPOINT_LAYOUT};

    if (!disk_need_dir(config.data, server->error, ERROR_BYTES)) {
        return fail(server->error);
    }
    if (!disk_join(path, config.data, "rules.db")) {
        return fail("the path of --data is too long: give a shorter one");
    }
    if (!rules_file_prepare(
                path, server->places->assets, server->error, ERROR_BYTES)) {
        log_line(LOG_ERROR, "rules", "%s", server->error);
    }
    server->journal = journal_create(&config, server->error, ERROR_BYTES);
    return server->journal || fail(server->error);
}

/* NULL, and it was said why, when there are none to play by. */
static struct rulebook *first_rules(struct server *server)
{
    struct rules_report *report = calloc(1, sizeof(*report));
    struct rulebook *rules =
            report ? journal_first_rules(server->journal, report) : NULL;

    if (report && report->count > 0) {
        log_problems(report);
    }
    if (!rules) {
        log_line(LOG_ERROR, "server",
                "%s/rules.db cannot be used, and no earlier rules are kept: "
                "mend what is named above with sqlite3, or move the file away "
                "to get a new one",
                server->config->data);
        free(report);
        return NULL;
    }
    if (report->count > 0) {
        log_line(LOG_ERROR, "rules",
                "%s/rules.db cannot be used: going on with version %u, the "
                "last that was accepted; `roomcast rules rollback` puts it "
                "back into the file",
                server->config->data, (unsigned)rulebook_version(rules));
    }
    stats_set(STAT_RULES_VERSION, rulebook_version(rules));
    stats_set(STAT_RULES_PROBLEMS, report->count);
    server->problems = report;
    return rules;
}

static bool open_front(struct server *server, unsigned descriptors)
{
    const struct front_config config = {.config = server->config,
            .pages = server->places->pages,
            .more_pages = server->places->more_pages,
            .descriptors = descriptors,
            .seed = draw_seed()};

    server->front = front_create(&config, server->error, ERROR_BYTES);
    return server->front || fail(server->error);
}

static bool hire(struct server *server, struct rulebook *rules)
{
    for (unsigned i = 0; i < server->config->workers; i++) {
        const struct worker_config config = {.index = i,
                .rules = rules,
                .origin = server->config->origin,
                .reports = front_reports(server->front),
                .journal = journal_queue(server->journal),
                .budget = server->config->budget,
                .votes = server->config->votes,
                .seed = draw_seed()};
        server->nets[i] = net_create(&config, front_departures(server->front));
        if (!server->nets[i]) {
            return fail("out of memory or descriptors for the workers: give "
                        "fewer with --workers");
        }
        server->net_count++;
    }
    front_staff(server->front, server->nets, server->net_count, rules,
            server->journal);
    front_tell_rules(server->front, NULL, server->problems);
    server->problems = NULL;
    return true;
}

static void restore_room(
        void *arg, const char *id, const char *mode, struct buf *state)
{
    struct server *server = arg;

    if (front_open_room(server->front, id, mode, state)) {
        server->rooms_restored++;
    } else {
        log_line(LOG_WARN, "rooms", "%s not restored, too many rooms", id);
    }
}

static bool start_threads(struct server *server)
{
    for (unsigned i = 0; i < server->net_count; i++) {
        if (!net_start(server->nets[i])) {
            return fail("cannot start a thread: give fewer with --workers");
        }
    }
    return (journal_start(server->journal) && front_start(server->front)) ||
           fail("cannot start a thread");
}

static bool start(struct server *server)
{
    unsigned descriptors = net_setup();

    if (!open_data(server)) {
        return false;
    }
    struct rulebook *rules = first_rules(server);
    bool good = rules && open_front(server, descriptors) && hire(server, rules);
    rulebook_unref(rules); // everybody has taken one
    if (!good) {
        return false;
    }
    if (!journal_restore(server->journal, restore_room, server, server->error,
                ERROR_BYTES)) {
        return fail(server->error);
    }
    return start_threads(server);
}

/* ---- where to find us ---- */

/* The first IPv4 address by which other machines may know us; false without.
 */
static bool find_address(char *out, size_t cap)
{
    struct ifaddrs *all;
    bool found = false;

    if (getifaddrs(&all) != 0) {
        return false;
    }
    for (struct ifaddrs *a = all; a && !found; a = a->ifa_next) {
        if (a->ifa_addr && a->ifa_addr->sa_family == AF_INET &&
                !(a->ifa_flags & IFF_LOOPBACK) && (a->ifa_flags & IFF_UP)) {
            struct sockaddr_in v4;
            memcpy(&v4, a->ifa_addr, sizeof(v4));
            found = inet_ntop(AF_INET, &v4.sin_addr, out, (socklen_t)cap);
        }
    }
    freeifaddrs(all);
    return found;
}

/* The one line on stdout: what a human opens. */
static void announce(const struct server *server)
{
    const struct config *config = server->config;
    const char *scheme = config->tls_cert[0] ? "https" : "http";
    bool everywhere = strcmp(config->address, "0.0.0.0") == 0 ||
                      strcmp(config->address, "::") == 0;
    bool brackets = strchr(config->address, ':') && !everywhere;
    char address[INET6_ADDRSTRLEN];
    unsigned port = front_port(server->front);

    printf("roomcast: open %s://%s%s%s:%u/", scheme, brackets ? "[" : "",
            everywhere ? "localhost" : config->address, brackets ? "]" : "",
            port);
    if (everywhere && find_address(address, sizeof(address))) {
        printf(" here, or %s://%s:%u/ from elsewhere", scheme, address, port);
    }
    printf("\n");
    fflush(stdout);
    log_line(LOG_INFO, "server",
            "listening, address=%s port=%u workers=%u rooms_restored=%u",
            config->address, port, server->net_count, server->rooms_restored);
}

/* ---- the end ---- */

/* Nobody comes in; workers say goodbye and hand over their last checkpoints,
 * while the front still carries what TLS is around. It asks the journal how it
 * does, and the journal tells it of rules: so first its thread ends, then the
 * journal, which has everything by then, and then it is freed. */
static void stop(struct server *server)
{
    if (server->front) {
        front_close(server->front);
    }
    for (unsigned i = 0; i < server->net_count; i++) {
        net_stop(server->nets[i]);
    }
    for (unsigned i = 0; i < server->net_count; i++) {
        net_join(server->nets[i]);
    }
    if (server->front) {
        front_join(server->front);
    }
    free(server->problems); // unless there was a front
    journal_destroy(server->journal);
    front_destroy(server->front);
    for (unsigned i = 0; i < server->net_count; i++) {
        net_destroy(server->nets[i]);
    }
}

/* From here on a signal is what sigwait() returns, in whatever thread. */
static void hold_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int server_run(const struct config *config, const struct server_places *places)
{
    struct server server = {.config = config, .places = places};
    sigset_t signals;
    int got = 0;

    log_setup(config->log_level, config->log_json);
    hold_signals(&signals);
    if (geteuid() == 0 && getpid() != 1) {
        log_line(LOG_WARN, "server",
                "running as root: an ordinary user will "
                "do");
    }
    bool started = start(&server);
    if (started) {
        announce(&server);
        sigwait(&signals, &got);
        log_line(LOG_INFO, "server", "going down, reason=%s", strsignal(got));
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL); // a second one ends at once
    stop(&server);
    return started ? 0 : 1;
}
