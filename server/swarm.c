/* SPDX-License-Identifier: MIT
 *
 * roomcast-swarm: many clients from one thread, to learn how many a server
 * holds. They join, play for two seconds, and only then is anything measured.
 */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/clock.h"
#include "server/swarm_figures.h"
#include "server/swarm_options.h"
#include "server/swarm_player.h"

#define CONNECTS_PER_S 200
#define JOIN_WAIT_NS   (10 * NS_PER_S) // after the last has begun to connect
#define WARM_UP_NS     (2 * NS_PER_S)
#define LEAVE_NS       (2 * NS_PER_S)
#define EVENTS         512 // taken from one epoll_wait()
#define SPARE_FILES    16  // descriptors beside the clients'

enum phase {
    PHASE_JOIN,
    PHASE_WARM_UP,
    PHASE_MEASURE,
    PHASE_LEAVE,
    PHASE_OVER
};

struct swarm {
    const struct swarm_options *options;
    struct addrinfo *addresses;
    struct addrinfo *address; // the one of them to connect to
    struct player *player;    // options->clients of them
    struct figures figures;
    struct figures stalled; // of those that stop reading now and then
    FILE *record;
    int epoll;
    bool is_terminal;
    enum phase phase;
    uint64_t begun_ns;    // when the swarm began
    uint64_t phase_ns;    // when the phase began
    uint64_t progress_ns; // when progress was told last
    uint64_t frames_told; // frames counted by then
    uint64_t server_ns;   // CPU time when the measuring began
    uint64_t swarm_ns;
    unsigned connected; // players that have begun to connect
    uint64_t pressed;   // inputs due so far
};

/* ---- connecting ---- */

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);

    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* Whether each room_size clients get a room of their own. */
static bool names_rooms(const struct swarm_options *options)
{
    return ends_with(options->path, "/play");
}

static void aim_at(
        const struct swarm *swarm, unsigned index, struct conn_target *out)
{
    const struct swarm_options *options = swarm->options;

    out->address = swarm->address;
    out->authority = options->authority;
    if (names_rooms(options)) {
        snprintf(out->path, sizeof(out->path), "%s/swarm-%u%s", options->path,
                index / options->room_size, options->query);
    } else {
        snprintf(out->path, sizeof(out->path), "%s%s", options->path,
                options->query);
    }
}

static void watch(struct swarm *swarm, struct player *player, int operation,
        uint32_t what)
{
    struct epoll_event event = {.events = what, .data.ptr = player};

    epoll_ctl(swarm->epoll, operation, player->conn.fd, &event);
}

/* Those that stall are spread evenly over the rooms. */
static bool stalls(const struct swarm *swarm, unsigned index)
{
    uint64_t stalled = swarm->options->stalled;
    unsigned clients = swarm->options->clients;

    return index * stalled / clients != (index + 1) * stalled / clients;
}

static struct figures *figures_of(struct swarm *swarm, unsigned index)
{
    return stalls(swarm, index) ? &swarm->stalled : &swarm->figures;
}

static void connect_due(struct swarm *swarm, uint64_t now_ns)
{
    uint64_t due = 1 + (now_ns - swarm->begun_ns) * CONNECTS_PER_S / NS_PER_S;

    while (swarm->connected < swarm->options->clients &&
            swarm->connected < due) {
        struct player *player = &swarm->player[swarm->connected];
        struct conn_target target;
        aim_at(swarm, swarm->connected, &target);
        player_init(player, swarm->connected, swarm->options->encoding,
                figures_of(swarm, swarm->connected),
                swarm->connected == 0 ? swarm->record : NULL);
        if (player_connect(player, &target, now_ns)) {
            watch(swarm, player, EPOLL_CTL_ADD, EPOLLOUT);
        }
        swarm->connected++;
    }
}

/* ---- playing ---- */

static void stall(struct swarm *swarm, unsigned index, uint64_t now_ns)
{
    struct player *player = &swarm->player[index];

    if (swarm->options->stall > 0 && stalls(swarm, index) &&
            player_stall(player, swarm->options->stall, now_ns)) {
        watch(swarm, player, EPOLL_CTL_MOD, player->is_stalled ? 0 : EPOLLIN);
    }
}

/* Everybody presses once a tick, evenly spread over it. */
static void press_due(struct swarm *swarm, uint64_t now_ns)
{
    unsigned clients = swarm->options->clients;
    uint64_t due = (now_ns - swarm->begun_ns) * clients / NS_PER_TICK;

    if (due - swarm->pressed > clients) {
        swarm->pressed = due - clients; // late by more than a tick: skip it
    }
    for (; swarm->pressed < due; swarm->pressed++) {
        unsigned index = (unsigned)(swarm->pressed % clients);
        if (index < swarm->connected) {
            stall(swarm, index, now_ns);
            player_press(&swarm->player[index], now_ns);
        }
    }
}

static void take_event(struct swarm *swarm, struct player *player)
{
    bool connecting = player->conn.state == CONN_CONNECTING;

    player_ready(player, clock_now_ns());
    if (connecting && player->conn.state != CONN_NONE) {
        watch(swarm, player, EPOLL_CTL_MOD, EPOLLIN);
    }
}

/* ---- phases ---- */

static unsigned count_in(const struct swarm *swarm, enum player_state state)
{
    unsigned count = 0;

    for (unsigned i = 0; i < swarm->connected; i++) {
        count += swarm->player[i].state == state;
    }
    return count;
}

static bool joining_is_over(const struct swarm *swarm, uint64_t now_ns)
{
    uint64_t connect_ns = swarm->options->clients * (NS_PER_S / CONNECTS_PER_S);

    return (swarm->connected == swarm->options->clients &&
                   count_in(swarm, PLAYER_JOINING) == 0) ||
           now_ns > swarm->begun_ns + connect_ns + JOIN_WAIT_NS;
}

static bool all_are_gone(const struct swarm *swarm)
{
    unsigned i = 0;

    while (i < swarm->connected && swarm->player[i].conn.state == CONN_NONE) {
        i++;
    }
    return i == swarm->connected;
}

static void begin_measuring(struct swarm *swarm)
{
    struct figures *figures = &swarm->figures;

    for (unsigned i = 0; i < swarm->connected; i++) {
        player_measure(&swarm->player[i]);
    }
    figures->has_server =
            swarm->options->pid != 0 &&
            cpu_of_process(swarm->options->pid, &swarm->server_ns);
    swarm->swarm_ns = cpu_own_ns();
}

static void end_measuring(struct swarm *swarm, uint64_t now_ns)
{
    struct figures *figures = &swarm->figures;
    uint64_t server_ns = 0;

    figures->window_ns = swarm->stalled.window_ns = now_ns - swarm->phase_ns;
    figures->swarm_ns = cpu_own_ns() - swarm->swarm_ns;
    figures->has_server = figures->has_server &&
                          cpu_of_process(swarm->options->pid, &server_ns);
    figures->server_ns = server_ns - swarm->server_ns;
    figures->joined = count_in(swarm, PLAYER_IN);
    figures->dropped = swarm->options->clients - figures->joined;
    if (figures->dropped > 0 && !figures->reason[0]) {
        snprintf(figures->reason, sizeof(figures->reason),
                "no state came in time");
    }
    figures->frames_least = figures->joined > 0 ? UINT64_MAX : 0;
    swarm->stalled.frames_least = UINT64_MAX;
    for (unsigned i = 0; i < swarm->connected; i++) {
        player_leave(&swarm->player[i]);
    }
}

static void enter(struct swarm *swarm, enum phase phase, uint64_t now_ns)
{
    if (phase == PHASE_MEASURE) {
        begin_measuring(swarm);
    } else if (phase == PHASE_LEAVE) {
        end_measuring(swarm, now_ns);
    }
    swarm->phase = phase;
    swarm->phase_ns = swarm->progress_ns = now_ns;
    swarm->frames_told = 0;
}

static void advance(struct swarm *swarm, uint64_t now_ns)
{
    uint64_t spent_ns = now_ns - swarm->phase_ns;

    switch (swarm->phase) {
    case PHASE_JOIN:
        if (joining_is_over(swarm, now_ns)) {
            bool any = count_in(swarm, PLAYER_IN) > 0;
            enter(swarm, any ? PHASE_WARM_UP : PHASE_LEAVE, now_ns);
        }
        return;
    case PHASE_WARM_UP:
        if (spent_ns >= WARM_UP_NS) {
            enter(swarm, PHASE_MEASURE, now_ns);
        }
        return;
    case PHASE_MEASURE:
        if (spent_ns >= swarm->options->seconds * NS_PER_S) {
            enter(swarm, PHASE_LEAVE, now_ns);
        }
        return;
    case PHASE_LEAVE:
        if (all_are_gone(swarm) || spent_ns >= LEAVE_NS) {
            enter(swarm, PHASE_OVER, now_ns);
        }
        return;
    case PHASE_OVER:
        return;
    }
}

/* ---- progress ---- */

static void tell_progress(struct swarm *swarm, uint64_t now_ns)
{
    static const char *const names[] = {[PHASE_JOIN] = "joining",
            [PHASE_WARM_UP] = "warming up",
            [PHASE_MEASURE] = "measuring",
            [PHASE_LEAVE] = "leaving",
            [PHASE_OVER] = "over"};
    uint64_t frames = swarm->figures.frames;
    double past_s = (double)(now_ns - swarm->progress_ns) / (double)NS_PER_S;

    if (past_s < 1) {
        return;
    }
    fprintf(stderr, "%sswarm: %u of %u in, %s %ju s",
            swarm->is_terminal ? "\r" : "", count_in(swarm, PLAYER_IN),
            swarm->options->clients, names[swarm->phase],
            (uintmax_t)((now_ns - swarm->phase_ns) / NS_PER_S));
    if (swarm->phase == PHASE_MEASURE) {
        fprintf(stderr, " of %u, %.1f frames/s a client",
                swarm->options->seconds,
                (double)(frames - swarm->frames_told) / past_s /
                        swarm->figures.measured);
    }
    fputs(swarm->is_terminal ? "\033[K" : "\n", stderr);
    swarm->frames_told = frames;
    swarm->progress_ns = now_ns;
}

static void tell_figures(const struct swarm *swarm)
{
    char space[2048];
    struct text out = text_in(space, sizeof(space));

    if (swarm->is_terminal) {
        fputc('\n', stderr);
    }
    const char *reason = swarm->figures.reason[0] ? swarm->figures.reason
                                                  : swarm->stalled.reason;
    if (reason[0]) {
        fprintf(stderr, "roomcast-swarm: the first dropped, because: %s\n",
                reason);
    }
    if (swarm->options->json) {
        figures_put_json(&out, &swarm->figures, &swarm->stalled);
    } else {
        figures_put_words(&out, &swarm->figures, &swarm->stalled);
    }
    fputs(space, stdout);
}

/* ---- the whole ---- */

static void run(struct swarm *swarm)
{
    struct epoll_event event[EVENTS];

    swarm->begun_ns = swarm->phase_ns = swarm->progress_ns = clock_now_ns();
    while (swarm->phase != PHASE_OVER) {
        uint64_t now_ns = clock_now_ns();
        connect_due(swarm, now_ns);
        press_due(swarm, now_ns);
        tell_progress(swarm, now_ns);
        int count = epoll_wait(swarm->epoll, event, EVENTS, 1);
        for (int i = 0; i < count; i++) {
            take_event(swarm, event[i].data.ptr);
        }
        advance(swarm, clock_now_ns());
    }
}

static bool fail(const char *what, const char *why)
{
    fprintf(stderr, "roomcast-swarm: %s: %s\n", what, why);
    return false;
}

/* A descriptor for each client: the soft limit is often 1024. */
static bool raise_file_limit(unsigned clients)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)clients + SPARE_FILES;

    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= wanted) {
        return true;
    }
    limit.rlim_cur = wanted;
    return limit.rlim_max >= wanted && setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static bool answers(const struct addrinfo *address)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool connected =
            fd >= 0 && connect(fd, address->ai_addr, address->ai_addrlen) == 0;

    if (fd >= 0) {
        close(fd);
    }
    return connected;
}

/* Of a name with several addresses, as localhost has, takes the first that
 * answers. */
static bool resolve(struct swarm *swarm)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    int error = getaddrinfo(swarm->options->host, swarm->options->port, &hints,
            &swarm->addresses);

    if (error != 0) {
        return fail(swarm->options->host, gai_strerror(error));
    }
    swarm->address = swarm->addresses;
    while (swarm->address->ai_next && !answers(swarm->address)) {
        swarm->address = swarm->address->ai_next;
    }
    return true;
}

static bool prepare(struct swarm *swarm)
{
    const struct swarm_options *options = swarm->options;
    uint64_t cpu_ns;

    swarm->is_terminal = isatty(STDERR_FILENO);
    swarm->figures.clients = options->clients;
    swarm->figures.measured = options->clients - options->stalled;
    swarm->stalled.measured = options->stalled;
    swarm->figures.rooms =
            names_rooms(options)
                    ? 1 + (options->clients - 1) / options->room_size
                    : 1;
    if (!raise_file_limit(options->clients)) {
        return fail("too few descriptors", "raise the limit, see ulimit -n");
    }
    if (options->pid != 0 && !cpu_of_process(options->pid, &cpu_ns)) {
        return fail("--pid", "there is no such process");
    }
    if (options->record) {
        swarm->record = fopen(options->record, "wbe");
        if (!swarm->record) {
            return fail(options->record, strerror(errno));
        }
    }
    swarm->epoll = epoll_create1(EPOLL_CLOEXEC);
    swarm->player = calloc(options->clients, sizeof(*swarm->player));
    if (swarm->epoll < 0 || !swarm->player) {
        return fail("no memory", "try fewer clients");
    }
    return resolve(swarm);
}

static void clean_up(struct swarm *swarm)
{
    if (swarm->record) {
        fclose(swarm->record);
    }
    if (swarm->addresses) {
        freeaddrinfo(swarm->addresses);
    }
    if (swarm->epoll >= 0) {
        close(swarm->epoll);
    }
    for (unsigned i = 0; i < swarm->connected; i++) {
        conn_drop(&swarm->player[i].conn);
    }
    free(swarm->player);
}

static int play(const struct swarm_options *options)
{
    struct swarm *swarm = calloc(1, sizeof(*swarm));
    bool played = false;

    if (!swarm) {
        fail("no memory", strerror(ENOMEM));
        return EXIT_FAILURE;
    }
    swarm->options = options;
    swarm->epoll = -1;
    if (prepare(swarm)) {
        run(swarm);
        tell_figures(swarm);
        played = swarm->figures.joined > 0;
    }
    clean_up(swarm);
    free(swarm);
    return played ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    struct swarm_options options;
    char text[2048];

    if (!swarm_options_read(&options, argc, argv, text, sizeof(text))) {
        fprintf(stderr, "roomcast-swarm: %s\n", text);
        return 2;
    }
    if (options.help) {
        swarm_options_help(text, sizeof(text));
        fputs(text, stdout);
        return EXIT_SUCCESS;
    }
    if (options.version) {
        puts("roomcast-swarm " ROOMCAST_VERSION);
        return EXIT_SUCCESS;
    }
    return play(&options);
}
