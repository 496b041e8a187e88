/* SPDX-License-Identifier: MIT */
#include "server/front.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "server/api.h"
#include "server/buf.h"
#include "server/clock.h"
#include "server/config.h"
#include "server/door.h"
#include "server/http.h"
#include "server/journal.h"
#include "server/lobby.h"
#include "server/log.h"
#include "server/net.h"
#include "server/pages.h"
#include "server/peers.h"
#include "server/queue.h"
#include "server/rulebook.h"
#include "server/stats.h"

#define REPORTS     8192 // waiting at once
#define NEWS        16
#define SPARE       256            // descriptors for all that is no connection
#define HEALTHY_NS  (2 * NS_PER_S) // since a worker's last tick
#define LOBBY_SWEEP 4              // sweeps between two looks at its rooms

// Past its limit an address is told so, in words that need a connection; past
// twice the limit it is not.
#define LIMIT_SLACK 2

/* A record of the news queue. */
struct news {
    struct rulebook *rules;      // a reference, or NULL
    struct rules_report *report; // malloc()ed, or NULL
    bool closing;
};

struct front {
    struct front_config config;
    unsigned most; // connections at once
    struct door_host door_host;
    struct door *door; // NULL once nobody comes in any more
    struct http *http;
    struct lobby *lobby;
    struct peers *peers;
    struct pages *pages;
    struct queue *reports, *departures, *news;
    int hub; // epoll: the door and the queues; http's once it has it
    uint16_t port;
    struct net *const *nets;
    unsigned net_count;
    unsigned next_net; // that gets the next connection to refuse
    unsigned sweeps;
    struct rulebook *rules;
    struct rules_report *problems; // NULL for none
    const struct journal *journal;
    atomic_bool ends;
    bool started;
    pthread_t thread;
};

/* ---- connections ---- */

static bool is_limited(const struct front *front, const char *address)
{
    const struct config *config = front->config.config;

    return config->connections_per_address > 0 &&
           (config->limits_local || !peers_is_local(address));
}

static bool is_over_limit(
        const struct front *front, const char *address, unsigned slack)
{
    unsigned limit = front->config.config->connections_per_address;

    return is_limited(front, address) &&
           peers_of(front->peers, address) > limit * slack;
}

static bool may_open(const struct front *front, const char *address)
{
    return !is_limited(front, address) ||
           peers_may_open(front->peers, address, clock_now_ns());
}

static void lose_connection(void *self, const char *address)
{
    struct front *front = self;

    peers_leave(front->peers, address);
}

static bool admit(void *self, const char *address)
{
    struct front *front = self;

    if (peers_total(front->peers) >= front->most ||
            peers_enter(front->peers, address) == 0) {
        return false;
    }
    if (is_over_limit(front, address, LIMIT_SLACK)) {
        peers_leave(front->peers, address);
        return false;
    }
    return true;
}

static void add_plain(void *self, int fd, const char *address)
{
    struct front *front = self;

    if (front->door) {
        door_add(front->door, fd, address, clock_now_ns());
    } else {
        close(fd);
        lose_connection(front, address);
    }
}

static void take_accepted(void *self, int fd, const char *address)
{
    struct front *front = self;

    if (front->config.config->tls_cert[0]) {
        http_adopt_tls(front->http, fd, address);
    } else {
        add_plain(front, fd, address);
    }
}

static void take_http(void *self, int fd, const char *address)
{
    struct front *front = self;

    http_adopt(front->http, fd, address);
}

/* ---- the way into a room ---- */

/* Chooses a room and its worker. Returns 0, or the close code to answer with.
 */
static uint16_t choose_room(struct front *front, const char *address,
        const struct door_line *line, unsigned *worker, struct arrival *arrival)
{
    const struct rules *mode =
            front->rules ? rulebook_find(front->rules, line->mode) : NULL;
    struct lobby_choice choice;

    if (is_over_limit(front, address, 1)) {
        return CLOSE_CROWDED;
    }
    if (line->is_bad || !mode) {
        return CLOSE_NO_ROOM;
    }
    const struct lobby_wish wish = {.room = line->room,
            .mode = mode->mode,
            .max_players = mode->max_players,
            .no_new = !may_open(front, address)};
    if (!lobby_place(front->lobby, &wish, clock_now_ns(), &choice)) {
        return wish.no_new ? CLOSE_CROWDED : CLOSE_FULL;
    }
    if (choice.is_new) {
        peers_opened(front->peers, address, clock_now_ns());
    }
    *worker = choice.worker;
    memcpy(arrival->room, choice.room, sizeof(arrival->room));
    memcpy(arrival->mode, mode->mode, sizeof(arrival->mode));
    return 0;
}

/* Whoever is refused is handed over too, because a browser shows its page
 * nothing of a refused handshake, but the close code and sentence of a
 * WebSocket it does. */
static void take_play(
        void *self, int fd, const char *address, const struct door_line *line)
{
    struct front *front = self;
    struct order order = {.kind = ORDER_CONNECT, .fd = fd};
    unsigned worker = front->next_net++ % front->net_count;

    snprintf(order.arrival.address, sizeof(order.arrival.address), "%s",
            address);
    order.arrival.refusal =
            choose_room(front, address, line, &worker, &order.arrival);
    stats_add(STAT_REFUSED, order.arrival.refusal != 0);
    if (!queue_push(net_orders(front->nets[worker]), &order)) {
        stats_add(STAT_REFUSED, 1);
        close(fd);
        lose_connection(front, address);
        if (order.arrival.refusal == 0) {
            lobby_take_back(front->lobby, order.arrival.room);
        }
    }
}

/* ---- answers ---- */

static bool all_tick(const struct front *front)
{
    uint64_t now_ns = clock_now_ns();

    for (unsigned i = 0; i < front->net_count; i++) {
        if (net_ticked_ns(front->nets[i]) + HEALTHY_NS < now_ns) {
            return false;
        }
    }
    return true;
}

static struct api_view view_for(const struct front *front, const char *address)
{
    return (struct api_view){.lobby = front->lobby,
            .rules = front->rules,
            .problems = front->problems,
            .may_open = may_open(front, address),
            .is_ticking = all_tick(front),
            .is_saving = !front->journal || journal_is_healthy(front->journal)};
}

static bool order_room(struct front *front, unsigned worker, const char *id,
        const char *mode, struct buf *state)
{
    struct order order = {.kind = ORDER_ROOM, .state = state};

    snprintf(order.arrival.room, sizeof(order.arrival.room), "%s", id);
    snprintf(order.arrival.mode, sizeof(order.arrival.mode), "%s", mode);
    return queue_push(net_orders(front->nets[worker]), &order);
}

static void open_room(struct front *front, const struct http_request *request,
        struct api_answer *out)
{
    const struct api_view view = view_for(front, request->address);
    uint64_t now_ns = clock_now_ns();
    struct api_room room;

    if (!api_open_room(
                &view, request->body, request->body_len, now_ns, &room, out)) {
        return;
    }
    peers_opened(front->peers, request->address, now_ns);
    if (!order_room(front, room.worker, room.id, room.mode, NULL)) {
        buf_unref(out->body);
        api_refuse(out, 503, "the server is busy: try again");
    }
}

static void answer_post(struct front *front, const struct http_request *request,
        struct api_answer *out)
{
    if (strcmp(request->path, "/api/rooms") != 0) {
        api_say(out, 405, "use GET");
    } else if (strncmp(request->type, "application/json", 16) != 0) {
        api_refuse(out, 415, "give a Content-Type of application/json");
    } else {
        open_room(front, request, out);
    }
}

static void answer(
        void *self, const struct http_request *request, struct api_answer *out)
{
    struct front *front = self;
    const struct api_view view = view_for(front, request->address);

    if (request->is_post) {
        answer_post(front, request, out);
    } else if (!api_get(&view, request->path, out) &&
               !pages_get(front->pages, request->path, request->etag, out)) {
        api_say(out, 404, "there is nothing here");
    }
}

/* ---- what the queues bring ---- */

static void shut_door(struct front *front)
{
    door_destroy(front->door);
    front->door = NULL;
}

static void take_news(struct front *front)
{
    struct news news;

    while (queue_pop(front->news, &news)) {
        if (news.closing) {
            shut_door(front);
            continue;
        }
        if (news.rules) {
            rulebook_unref(front->rules);
            front->rules = news.rules;
        }
        free(front->problems);
        front->problems = news.report;
    }
}

static void take_reports(struct front *front)
{
    uint64_t now_ns = clock_now_ns();
    struct room_report report;

    while (queue_pop(front->reports, &report)) {
        lobby_report(front->lobby, &report, now_ns);
    }
}

static void take_departures(struct front *front)
{
    struct departure departure;

    while (queue_pop(front->departures, &departure)) {
        peers_leave(front->peers, departure.address);
    }
}

/* Who has left makes space, and where rooms have it is known, before anybody
 * comes in. */
static void take_all(void *self)
{
    struct front *front = self;

    take_departures(front);
    take_reports(front);
    take_news(front);
    if (front->door) {
        door_serve(front->door);
    }
}

static void sweep(void *self)
{
    struct front *front = self;
    uint64_t now_ns = clock_now_ns();

    if (front->door) {
        door_sweep(front->door, now_ns);
    }
    if (front->sweeps++ % LOBBY_SWEEP == 0) {
        lobby_expire(front->lobby, now_ns);
    }
}

/* ---- life ---- */

static bool watch(struct front *front, int fd)
{
    struct epoll_event event = {.events = EPOLLIN};

    return epoll_ctl(front->hub, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool create_parts(struct front *front)
{
    const struct front_config *config = &front->config;

    front->peers = peers_create();
    front->pages = pages_create(config->pages, config->more_pages);
    front->lobby = lobby_create(config->config->workers, config->seed);
    front->reports = queue_create(REPORTS, sizeof(struct room_report));
    front->departures = queue_create(front->most, sizeof(struct departure));
    front->news = queue_create(NEWS, sizeof(struct news));
    front->hub = epoll_create1(EPOLL_CLOEXEC);
    return front->peers && front->pages && front->lobby && front->reports &&
           front->departures && front->news && front->hub >= 0 &&
           watch(front, queue_fd(front->reports)) &&
           watch(front, queue_fd(front->departures)) &&
           watch(front, queue_fd(front->news));
}

static bool open_door(struct front *front, char *error, size_t error_cap)
{
    const struct config *config = front->config.config;

    front->door_host = (struct door_host){.self = front,
            .admit = admit,
            .accepted = take_accepted,
            .play = take_play,
            .http = take_http,
            .lost = lose_connection};
    front->door = door_create(
            config->address, config->port, &front->door_host, error, error_cap);
    if (!front->door) {
        return false;
    }
    front->port = door_port(front->door);
    return watch(front, door_fd(front->door));
}

static bool open_http(struct front *front, char *error, size_t error_cap)
{
    const struct config *config = front->config.config;
    const struct http_config http = {.host = {.self = front,
                                             .answer = answer,
                                             .plain = add_plain,
                                             .lost = lose_connection,
                                             .readable = take_all,
                                             .sweep = sweep},
            .tls_cert = config->tls_cert,
            .tls_key = config->tls_key,
            .watched = front->hub};

    front->http = http_create(&http, error, error_cap);
    front->hub = -1; // http's, whatever came of it
    return front->http;
}

struct front *front_create(
        const struct front_config *config, char *error, size_t error_cap)
{
    struct front *front = calloc(1, sizeof(*front));

    snprintf(error, error_cap, "out of memory or descriptors");
    if (!front) {
        return NULL;
    }
    front->config = *config;
    front->hub = -1;
    // one with TLS holds its own descriptor and both ends of a socketpair
    front->most = config->descriptors > 2 * SPARE ? config->descriptors - SPARE
                                                  : config->descriptors / 2;
    front->most /= config->config->tls_cert[0] ? 3 : 1;
    if (!create_parts(front) || !open_door(front, error, error_cap) ||
            !open_http(front, error, error_cap)) {
        front_destroy(front);
        return NULL;
    }
    return front;
}

uint16_t front_port(const struct front *front)
{
    return front->port;
}

struct queue *front_reports(const struct front *front)
{
    return front->reports;
}

struct queue *front_departures(const struct front *front)
{
    return front->departures;
}

void front_staff(struct front *front, struct net *const *nets, unsigned count,
        struct rulebook *rules, const struct journal *journal)
{
    front->nets = nets;
    front->net_count = count;
    front->rules = rules ? rulebook_ref(rules) : NULL;
    front->journal = journal;
}

bool front_open_room(struct front *front, const char *id, const char *mode,
        struct buf *state)
{
    const struct rules *rules = rulebook_find(front->rules, mode);
    const struct lobby_wish wish = {.room = id,
            .mode = mode,
            .max_players = rules ? rules->max_players : 0};
    struct lobby_choice choice;

    if (!lobby_open(front->lobby, &wish, clock_now_ns(), &choice) ||
            !order_room(front, choice.worker, id, mode, state)) {
        buf_unref(state);
        return false;
    }
    return true;
}

static void *run(void *arg)
{
    struct front *front = arg;

    while (!atomic_load(&front->ends)) {
        http_serve(front->http);
    }
    return NULL;
}

bool front_start(struct front *front)
{
    front->started = pthread_create(&front->thread, NULL, run, front) == 0;
    return front->started;
}

void front_tell_rules(struct front *front, struct rulebook *rules,
        struct rules_report *report)
{
    const struct news news = {.rules = rules, .report = report};

    if (!queue_push(front->news, &news)) { // the next news will say it again
        rulebook_unref(rules);
        free(report);
    }
}

void front_close(struct front *front)
{
    const struct news news = {.closing = true};

    queue_push(front->news, &news);
}

static void drop_news(struct front *front)
{
    struct news news;

    while (queue_pop(front->news, &news)) {
        rulebook_unref(news.rules);
        free(news.report);
    }
}

void front_join(struct front *front)
{
    if (front->started) {
        atomic_store(&front->ends, true);
        http_cancel(front->http);
        pthread_join(front->thread, NULL);
        front->started = false;
    }
}

void front_destroy(struct front *front)
{
    if (!front) {
        return;
    }
    front_join(front);
    shut_door(front);
    if (front->http) {
        http_destroy(front->http);
    } else if (front->hub >= 0) {
        close(front->hub);
    }
    if (front->news) {
        drop_news(front);
    }
    queue_destroy(front->news);
    queue_destroy(front->departures);
    queue_destroy(front->reports);
    lobby_destroy(front->lobby);
    pages_destroy(front->pages);
    peers_destroy(front->peers);
    rulebook_unref(front->rules);
    free(front->problems);
    free(front);
}
