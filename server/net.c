/* SPDX-License-Identifier: MIT */
#include "server/net.h"

#include <libwebsockets.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "server/buf.h"
#include "server/clock.h"
#include "server/log.h"
#include "server/queue.h"
#include "server/rulebook.h"

#define ORDERS 4096 // waiting at once

// The contract with slow clients counts confirmed ticks; behind it stands how
// much the kernel takes for a peer that reads nothing.
#define SEND_BUFFER (64 * 1024)

#define RECEIVE_BUFFER 4096     // most that one client gets read in a tick
#define PACKET         65536    // most that one send() is given
#define LINGER_NS      NS_PER_S // to take our last words, and to hang up

#define LEAD_MAX_NS (NS_PER_TICK / 4)
#define LEAD_DECAY \
    16 // ticks after which a long reading is as good as forgotten

// Beyond this libwebsockets' tables, sized by the limit, cost more memory than
// a machine has players.
#define MOST_DESCRIPTORS 65536

enum farewell { FAREWELL_NOT, FAREWELL_FLUSHING, FAREWELL_DRAINING };

/* A socket, as libwebsockets keeps it for us. */
struct conn {
    struct net *net;
    struct lws *wsi;
    struct session *session; // NULL before it is made and once it is gone
    bool is_watched;         // served at once, not at the tick
    enum farewell farewell;
    uint64_t farewell_ns; // when this step of it ends at the latest
    struct conn *next_leaving, **link;
    struct departure departure;
};

struct net {
    struct worker *worker;
    struct queue *orders, *departures;
    struct lws_context *context;
    struct lws_vhost *vhost;
    int watched;          // epoll: the orders, and sockets served at once
    struct conn *leaving; // in one of the steps of their farewell
    unsigned open;        // conns
    bool stopping;
    bool started;
    uint64_t lead_ns; // before a tick, to have every input by then
    pthread_t thread;
    _Atomic uint64_t ticked_ns;
};

static int on_event(struct lws *wsi, enum lws_callback_reasons reason,
        void *user, void *in, size_t len);

static const struct lws_protocols protocols[] = {
        {.name = "play",
                .callback = on_event,
                .per_session_data_size = sizeof(struct conn),
                .rx_buffer_size = RECEIVE_BUFFER,
                .tx_packet_size = PACKET},
        {0},
};

/* ---- sockets that are served at once ---- */

static void watch(struct conn *conn)
{
    int fd = lws_get_socket_fd(conn->wsi);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    if (!conn->is_watched) {
        conn->is_watched =
                epoll_ctl(conn->net->watched, EPOLL_CTL_ADD, fd, &event) == 0;
    }
}

static void unwatch(struct conn *conn)
{
    if (conn->is_watched) {
        epoll_ctl(conn->net->watched, EPOLL_CTL_DEL,
                lws_get_socket_fd(conn->wsi), NULL);
        conn->is_watched = false;
    }
}

static void serve(struct net *net, const struct epoll_event *event)
{
    // the numbers of these flags are the same for both
    struct lws_pollfd pollfd = {.fd = event->data.fd,
            .events = POLLIN,
            .revents = (short)(event->events & (POLLIN | POLLHUP | POLLERR))};

    lws_service_fd(net->context, &pollfd);
}

/* ---- the link below a session ---- */

static bool link_write(void *socket, const uint8_t *bytes, size_t len)
{
    struct conn *conn = socket;
    // raw writes neither need headroom nor touch the bytes, whatever the type
    const union {
        const uint8_t *ours;
        unsigned char *theirs;
    } untouched = {bytes};

    return lws_write(conn->wsi, untouched.theirs, len, LWS_WRITE_RAW) >= 0;
}

static bool link_busy(void *socket)
{
    const struct conn *conn = socket;

    return lws_partial_buffered(conn->wsi);
}

static void link_close(void *socket)
{
    struct conn *conn = socket;

    if (conn->farewell != FAREWELL_NOT) {
        return;
    }
    conn->farewell = FAREWELL_FLUSHING;
    conn->farewell_ns = clock_now_ns() + LINGER_NS;
    conn->next_leaving = conn->net->leaving;
    conn->link = &conn->net->leaving;
    if (conn->next_leaving) {
        conn->next_leaving->link = &conn->next_leaving;
    }
    conn->net->leaving = conn;
}

static void leave_list(struct conn *conn)
{
    if (conn->farewell != FAREWELL_NOT) {
        *conn->link = conn->next_leaving;
        if (conn->next_leaving) {
            conn->next_leaving->link = conn->link;
        }
    }
}

/* Closing a socket while input waits in it makes the kernel send a RST, which
 * throws away what we said last. So: everything out, our end shut, the peer's
 * rest read and dropped until it hangs up, and only then closed. */
static void see_off(struct conn *conn, uint64_t now_ns)
{
    if (conn->farewell == FAREWELL_FLUSHING &&
            !lws_partial_buffered(conn->wsi)) {
        shutdown(lws_get_socket_fd(conn->wsi), SHUT_WR);
        conn->farewell = FAREWELL_DRAINING;
        conn->farewell_ns = now_ns + LINGER_NS;
        watch(conn);
    }
    if (now_ns >= conn->farewell_ns) {
        lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
    }
}

static void see_off_all(struct net *net, uint64_t now_ns)
{
    struct conn *next;

    for (struct conn *conn = net->leaving; conn; conn = next) {
        next = conn->next_leaving;
        see_off(conn, now_ns);
    }
}

/* ---- events ---- */

static void receive(struct conn *conn, const uint8_t *bytes, size_t len)
{
    if (!conn->session || conn->farewell != FAREWELL_NOT) {
        return;
    }
    session_receive(conn->session, bytes, len, clock_now_ns());
    // what is still buffered must go out before more is read: no use in being
    // told again and again that more is there
    if (conn->farewell == FAREWELL_NOT &&
            (!session_is_young(conn->session) || link_busy(conn))) {
        unwatch(conn);
    }
}

static void lose(struct conn *conn)
{
    struct session *session = conn->session;

    if (!conn->net) {
        return; // it never became one of ours
    }
    unwatch(conn);
    leave_list(conn);
    conn->session = NULL;
    if (session) {
        session_gone(session, clock_now_ns());
    }
    conn->net->open--;
    if (conn->net->departures) {
        queue_push(conn->net->departures, &conn->departure);
    }
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason,
        void *user, void *in, size_t len)
{
    (void)wsi;
    if (reason == LWS_CALLBACK_RAW_RX) {
        receive(user, in, len);
    } else if (reason == LWS_CALLBACK_RAW_CLOSE && user) {
        lose(user);
    }
    return 0;
}

/* ---- orders ---- */

/* libwebsockets has closed the socket whenever this gives NULL. */
static struct conn *adopt(struct net *net, const struct order *order)
{
    lws_sock_file_fd_type fd = {.sockfd = order->fd};
    struct lws *wsi = lws_adopt_descriptor_vhost(
            net->vhost, LWS_ADOPT_SOCKET, fd, protocols[0].name, NULL);
    struct conn *conn = wsi ? lws_wsi_user(wsi) : NULL;

    if (conn) {
        *conn = (struct conn){.net = net, .wsi = wsi};
        memcpy(conn->departure.address, order->arrival.address,
                sizeof(conn->departure.address));
        net->open++;
        watch(conn);
    }
    return conn;
}

static void connect_peer(struct net *net, const struct order *order)
{
    int size = SEND_BUFFER;
    struct departure departure;

    setsockopt(order->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    struct conn *conn = adopt(net, order);
    if (!conn) {
        memcpy(departure.address, order->arrival.address,
                sizeof(departure.address));
        if (net->departures) {
            queue_push(net->departures, &departure);
        }
        worker_miss(net->worker, &order->arrival);
        return;
    }
    const struct link link = {.socket = conn,
            .write = link_write,
            .busy = link_busy,
            .close = link_close};
    conn->session =
            worker_connect(net->worker, &link, &order->arrival, clock_now_ns());
    if (!conn->session) {
        worker_miss(net->worker, &order->arrival);
    }
    if (!conn->session || net->stopping) {
        lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
    }
}

static void obey(struct net *net)
{
    struct order order;

    while (queue_pop(net->orders, &order)) {
        if (order.kind == ORDER_CONNECT) {
            connect_peer(net, &order);
        } else if (order.kind == ORDER_STOP) {
            net->stopping = true;
        } else {
            worker_obey(net->worker, &order, clock_now_ns());
        }
    }
}

/* What nobody will carry out any more. */
static void drop_orders(struct net *net)
{
    struct order order;

    while (queue_pop(net->orders, &order)) {
        if (order.kind == ORDER_CONNECT) {
            close(order.fd);
        } else {
            buf_unref(order.state);
            rulebook_unref(order.rules);
            free(order.report);
        }
    }
}

/* ---- the loop ---- */

static struct timespec time_until(uint64_t then_ns)
{
    uint64_t now_ns = clock_now_ns();
    uint64_t left = then_ns > now_ns ? then_ns - now_ns : 0;

    return (struct timespec){.tv_sec = (time_t)(left / NS_PER_S),
            .tv_nsec = (long)(left % NS_PER_S)};
}

/* Sleeps until `then_ns`, serving what cannot wait for it; when that is past,
 * serves once what is there, so that a worker which is always late still takes
 * orders. */
static void wait_until(struct net *net, uint64_t then_ns)
{
    struct epoll_event events[64];

    do {
        struct pollfd any = {.fd = net->watched, .events = POLLIN};
        struct timespec left = time_until(then_ns);
        if (ppoll(&any, 1, &left, NULL) <= 0) {
            continue; // it is time, or a signal came
        }
        int count = epoll_wait(
                net->watched, events, sizeof(events) / sizeof(events[0]), 0);
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd == queue_fd(net->orders)) {
                obey(net);
            } else {
                serve(net, &events[i]);
            }
        }
        see_off_all(net, clock_now_ns());
    } while (clock_now_ns() < then_ns && !net->stopping);
}

/* One poll() finds every input since the last. */
static void serve_all(struct net *net)
{
    lws_service(net->context, -1);
    see_off_all(net, clock_now_ns());
}

/* Reads everybody's input, begun so early that the tick itself is on time: as
 * long before it as that took lately. */
static void read_inputs(struct net *net, uint64_t tick_ns)
{
    wait_until(net, tick_ns - net->lead_ns);
    uint64_t before_ns = clock_now_ns();
    serve_all(net);
    uint64_t took_ns = clock_now_ns() - before_ns;
    uint64_t less_ns = net->lead_ns - net->lead_ns / LEAD_DECAY;
    net->lead_ns = took_ns > less_ns ? took_ns : less_ns;
    net->lead_ns = net->lead_ns < LEAD_MAX_NS ? net->lead_ns : LEAD_MAX_NS;
}

/* Everybody gets a Close, and a second to take it. */
static void drain(struct net *net)
{
    uint64_t now_ns = clock_now_ns(), end_ns = now_ns + LINGER_NS;

    worker_drain(net->worker);
    while (net->open > 0 && now_ns < end_ns) {
        struct pollfd any = {.fd = net->watched, .events = POLLIN};
        struct timespec pause = {.tv_nsec = 10 * (long)NS_PER_MS};
        serve_all(net);
        obey(net);
        ppoll(&any, 1, &pause, NULL);
        now_ns = clock_now_ns();
    }
}

static void *run(void *arg)
{
    struct net *net = arg;

    while (!net->stopping) {
        uint64_t next_ns = worker_run_due(net->worker, clock_now_ns());
        atomic_store_explicit(
                &net->ticked_ns, clock_now_ns(), memory_order_relaxed);
        read_inputs(net, next_ns);
        wait_until(net, next_ns);
    }
    drain(net);
    return NULL;
}

/* ---- life ---- */

static bool create_context(struct net *net)
{
    struct lws_context_creation_info info = {
            .port = CONTEXT_PORT_NO_LISTEN_SERVER,
            .protocols = protocols,
            .vhost_name = "play",
            .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS};

    net->context = lws_create_context(&info);
    net->vhost = net->context ? lws_create_vhost(net->context, &info) : NULL;
    return net->vhost;
}

static bool watch_orders(struct net *net)
{
    int fd = queue_fd(net->orders);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    net->watched = epoll_create1(EPOLL_CLOEXEC);
    return net->watched >= 0 &&
           epoll_ctl(net->watched, EPOLL_CTL_ADD, fd, &event) == 0;
}

struct net *net_create(
        const struct worker_config *config, struct queue *departures)
{
    struct net *net = calloc(1, sizeof(*net));

    if (!net) {
        return NULL;
    }
    net->watched = -1;
    net->departures = departures;
    net->worker = worker_create(config);
    net->orders = queue_create(ORDERS, sizeof(struct order));
    if (!net->worker || !net->orders || !watch_orders(net) ||
            !create_context(net)) {
        net_destroy(net);
        return NULL;
    }
    return net;
}

bool net_start(struct net *net)
{
    net->started = pthread_create(&net->thread, NULL, run, net) == 0;
    return net->started;
}

struct queue *net_orders(const struct net *net)
{
    return net->orders;
}

uint64_t net_ticked_ns(const struct net *net)
{
    return atomic_load_explicit(&net->ticked_ns, memory_order_relaxed);
}

void net_stop(struct net *net)
{
    const struct order order = {.kind = ORDER_STOP};
    const struct timespec moment = {.tv_nsec = (long)NS_PER_MS};

    while (!queue_push(net->orders, &order)) {
        nanosleep(&moment, NULL); // the worker empties it every tick
    }
}

void net_join(struct net *net)
{
    if (net->started) {
        pthread_join(net->thread, NULL);
        net->started = false;
    }
    lws_context_destroy(net->context); // loses whoever is left
    net->context = NULL;
}

void net_destroy(struct net *net)
{
    if (!net) {
        return;
    }
    net_join(net);
    worker_destroy(net->worker);
    if (net->watched >= 0) {
        close(net->watched);
    }
    if (net->orders) {
        drop_orders(net);
    }
    queue_destroy(net->orders);
    free(net);
}

/* ---- the process ---- */

/* A peer can make the library speak, so once a second has to do. */
static void log_theirs(int level, const char *line)
{
    static _Atomic uint64_t next_ns;
    uint64_t now_ns = clock_now_ns(), due_ns = atomic_load(&next_ns);

    (void)level;
    if (now_ns >= due_ns && atomic_compare_exchange_strong(
                                    &next_ns, &due_ns, now_ns + NS_PER_S)) {
        log_line(LOG_WARN, "libwebsockets", "%.*s", (int)strcspn(line, "\n"),
                line);
    }
}

unsigned net_setup(void)
{
    struct rlimit limit;

    lws_set_log_level(LLL_ERR, log_theirs);
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 1024;
    }
    if (limit.rlim_max > MOST_DESCRIPTORS) {
        limit.rlim_max = MOST_DESCRIPTORS;
    }
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return (unsigned)limit.rlim_cur;
}
