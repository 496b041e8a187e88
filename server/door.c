/* SPDX-License-Identifier: MIT */
#include "server/door.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/clock.h"
#include "server/lobby.h"
#include "server/log.h"
#include "server/stats.h"

#define BACKLOG      4096
#define ACCEPTS      64 // in one go, before anybody else has a turn
#define WAITING_MAX  4096
#define REQUEST_NS   (5 * NS_PER_S) // for a request line
#define METHOD_BYTES 16             // no method is longer

/* A connection without a request line, in order of their arrival. */
struct waiting {
    struct waiting *prev, *next;
    int fd;
    uint64_t deadline_ns;
    char address[ADDRESS_BYTES];
};

struct door {
    const struct door_host *host;
    int listener, epoll;
    bool is_deaf; // out of descriptors: the listener rests until the next sweep
    uint16_t port;
    unsigned count;
    struct waiting queue; // a ring; its first is the oldest
};

/* ---- the request line ---- */

struct span {
    const char *at;
    size_t len;
};

static bool is_end(char c)
{
    return c == ' ' || c == '\r' || c == '\n';
}

/* The characters up to `stop`, which `rest` begins behind. */
static struct span cut(struct span *rest, char stop)
{
    struct span head = {rest->at, 0};

    while (head.len < rest->len && head.at[head.len] != stop) {
        head.len++;
    }
    size_t skip = head.len < rest->len ? head.len + 1 : head.len;
    rest->at += skip;
    rest->len -= skip;
    return head;
}

/* Copies a name, which must be one that rooms and modes can have, or empty. */
static bool take_name(struct span name, char out[ID_BYTES + 1])
{
    if (name.len > ID_BYTES) {
        return false;
    }
    memcpy(out, name.at, name.len);
    out[name.len] = '\0';
    return name.len == 0 || (strlen(out) == name.len && lobby_is_room_id(out));
}

/* `target` begins behind "/play". */
static void read_target(struct span target, struct door_line *out)
{
    struct span path = cut(&target, '?');

    *out = (struct door_line){0};
    if (path.len > 0) { // the slash before the room
        path.at++;
        path.len--;
    }
    out->is_bad = !take_name(path, out->room);
    while (target.len > 0) {
        struct span value = cut(&target, '&');
        struct span name = cut(&value, '=');
        if (name.len == 4 && memcmp(name.at, "mode", 4) == 0) {
            out->is_bad = !take_name(value, out->mode) || out->is_bad;
        }
    }
}

enum door_route door_read(const char *bytes, size_t len, struct door_line *out)
{
    static const char play[] = "/play";
    size_t at = 0;

    while (at < len && at < METHOD_BYTES && !is_end(bytes[at])) {
        at++;
    }
    if (at == METHOD_BYTES || (at < len && bytes[at] != ' ')) {
        return DOOR_HTTP; // no method: let it be refused there
    }
    at++;
    for (size_t i = 0; i < sizeof(play) - 1; i++, at++) {
        if (at >= len) {
            return DOOR_MORE;
        }
        if (bytes[at] != play[i]) {
            return DOOR_HTTP;
        }
    }
    if (at >= len) {
        return DOOR_MORE;
    }
    if (!strchr(" ?/", bytes[at]) || bytes[at] == '\0') {
        return DOOR_HTTP;
    }
    struct span target = {bytes + at, 0};
    while (at < len && !is_end(bytes[at])) {
        target.len++;
        at++;
    }
    if (at < len) {
        read_target(target, out);
        return DOOR_PLAY;
    }
    *out = (struct door_line){.is_bad = true};
    return len < DOOR_LINE_MAX ? DOOR_MORE : DOOR_PLAY;
}

/* ---- those who wait ---- */

static void forget(struct door *door, struct waiting *waiting)
{
    epoll_ctl(door->epoll, EPOLL_CTL_DEL, waiting->fd, NULL);
    waiting->prev->next = waiting->next;
    waiting->next->prev = waiting->prev;
    door->count--;
}

static void turn_away(struct door *door, struct waiting *waiting)
{
    forget(door, waiting);
    close(waiting->fd);
    door->host->lost(door->host->self, waiting->address);
    free(waiting);
}

static void turn_away_oldest(struct door *door)
{
    struct waiting *oldest = door->queue.next, *second = oldest->next;

    assert(oldest != second && oldest != &door->queue);
    turn_away(door, oldest);
    assert(door->queue.next == second);
}

/* Edge-triggered, because what was peeked at stays there to be read. */
void door_add(struct door *door, int fd, const char *address, uint64_t now_ns)
{
    struct waiting *waiting = calloc(1, sizeof(*waiting));
    struct epoll_event event = {
            .events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = waiting};

    if (!waiting || epoll_ctl(door->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        free(waiting);
        close(fd);
        door->host->lost(door->host->self, address);
        return;
    }
    waiting->fd = fd;
    waiting->deadline_ns = now_ns + REQUEST_NS;
    snprintf(waiting->address, sizeof(waiting->address), "%s", address);
    waiting->prev = door->queue.prev;
    waiting->next = &door->queue;
    waiting->prev->next = waiting;
    door->queue.prev = waiting;
    door->count++;
}

/* When somebody else's connections fill the place, the oldest has had its time:
 * an honest request line comes with the first packet. */
static void make_room(struct door *door)
{
    while (door->count > WAITING_MAX) {
        stats_add(STAT_REFUSED, 1);
        turn_away_oldest(door);
    }
}

void door_sweep(struct door *door, uint64_t now_ns)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = door};

    while (door->count > 0 && door->queue.next->deadline_ns <= now_ns) {
        stats_add(STAT_REFUSED, 1);
        turn_away_oldest(door);
    }
    if (door->is_deaf) {
        door->is_deaf = epoll_ctl(door->epoll, EPOLL_CTL_ADD, door->listener,
                                &event) != 0;
    }
}

static void look(struct door *door, struct waiting *waiting, uint32_t events)
{
    char bytes[DOOR_LINE_MAX] = {0};
    struct door_line line;
    ssize_t len =
            recv(waiting->fd, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT);
    bool is_over = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) || len == 0;

    if (len < 0 && errno != EAGAIN && errno != EINTR) {
        turn_away(door, waiting);
        return;
    }
    enum door_route route = door_read(bytes, len > 0 ? (size_t)len : 0, &line);
    if (route == DOOR_MORE) {
        // a peek shows no end behind data, so it is the event that tells
        if (is_over) {
            turn_away(door, waiting);
        }
        return;
    }
    forget(door, waiting);
    if (route == DOOR_PLAY) {
        door->host->play(
                door->host->self, waiting->fd, waiting->address, &line);
    } else {
        door->host->http(door->host->self, waiting->fd, waiting->address);
    }
    free(waiting);
}

/* ---- the listener ---- */

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static void name_address(const union address *from, char *out)
{
    if (from->any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &from->v4.sin_addr, out, ADDRESS_BYTES);
    } else if (IN6_IS_ADDR_V4MAPPED(&from->v6.sin6_addr)) {
        inet_ntop(AF_INET, &from->v6.sin6_addr.s6_addr[12], out, ADDRESS_BYTES);
    } else {
        inet_ntop(AF_INET6, &from->v6.sin6_addr, out, ADDRESS_BYTES);
    }
}

/* Returns false when nobody else is there to be accepted. */
static bool accept_one(struct door *door)
{
    union address from = {.v6 = {0}};
    socklen_t from_len = sizeof(from);
    char address[ADDRESS_BYTES] = "";
    int on = 1;
    int fd = accept4(
            door->listener, &from.any, &from_len, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE) {
            epoll_ctl(door->epoll, EPOLL_CTL_DEL, door->listener, NULL);
            door->is_deaf = true;
            log_line(LOG_WARN, "server",
                    "out of file descriptors, accepting "
                    "nobody for a moment");
        }
        return errno == ECONNABORTED || errno == EINTR;
    }
    name_address(&from, address);
    if (!door->host->admit(door->host->self, address)) {
        stats_add(STAT_REFUSED, 1);
        close(fd);
        return true;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    door->host->accepted(door->host->self, fd, address);
    return true;
}

void door_serve(struct door *door)
{
    struct epoll_event events[64];
    int count = epoll_wait(
            door->epoll, events, sizeof(events) / sizeof(events[0]), 0);

    for (int i = 0; i < count; i++) {
        if (events[i].data.ptr != door) {
            look(door, events[i].data.ptr, events[i].events);
            continue;
        }
        for (unsigned k = 0; k < ACCEPTS && accept_one(door); k++) {
        }
    }
    make_room(door); // after the events, which point at those who wait
}

/* ---- life ---- */

static socklen_t fill_address(
        const char *address, uint16_t port, union address *out)
{
    *out = (union address){.v6 = {0}};
    if (inet_pton(AF_INET, address, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = htons(port);
        return sizeof(out->v4);
    }
    inet_pton(AF_INET6, address, &out->v6.sin6_addr);
    out->v6.sin6_family = AF_INET6;
    out->v6.sin6_port = htons(port);
    return sizeof(out->v6);
}

static void explain(const char *address, uint16_t port, char *error, size_t cap)
{
    int why = errno;

    if (why == EADDRINUSE) {
        snprintf(error, cap,
                "port %u is taken: end what listens there, or give another "
                "one, such as --listen %s%s%s:%u",
                port, strchr(address, ':') ? "[" : "", address,
                strchr(address, ':') ? "]" : "", port + 1U);
    } else if (why == EACCES) {
        snprintf(error, cap,
                "port %u is not for ordinary users: give one from 1024 up with "
                "--listen",
                port);
    } else if (why == EADDRNOTAVAIL) {
        snprintf(error, cap,
                "this machine has no address %s: give one it has with "
                "--listen, or 0.0.0.0 for all",
                address);
    } else {
        snprintf(error, cap, "cannot listen on %s port %u: %s", address, port,
                strerror(why));
    }
}

static bool listen_on(struct door *door, const char *address, uint16_t port)
{
    union address where;
    socklen_t len = fill_address(address, port, &where);
    int on = 1, off = 0;

    door->listener = socket(
            where.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (door->listener < 0) {
        return false;
    }
    setsockopt(door->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (where.any.sa_family == AF_INET6) {
        setsockopt(
                door->listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    }
    if (bind(door->listener, &where.any, len) != 0 ||
            listen(door->listener, BACKLOG) != 0) {
        return false;
    }
    len = sizeof(where);
    getsockname(door->listener, &where.any, &len);
    // the port is in the same place for both families
    door->port = ntohs(where.v4.sin_port);
    return true;
}

struct door *door_create(const char *address, uint16_t port,
        const struct door_host *host, char *error, size_t error_cap)
{
    struct door *door = calloc(1, sizeof(*door));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = door};

    if (!door) {
        snprintf(error, error_cap, "out of memory");
        return NULL;
    }
    door->host = host;
    door->queue.prev = door->queue.next = &door->queue;
    door->listener = -1;
    door->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (door->epoll < 0 || !listen_on(door, address, port) ||
            epoll_ctl(door->epoll, EPOLL_CTL_ADD, door->listener, &event) !=
                    0) {
        explain(address, port, error, error_cap);
        door_destroy(door);
        return NULL;
    }
    return door;
}

void door_destroy(struct door *door)
{
    if (!door) {
        return;
    }
    while (door->count > 0) {
        turn_away_oldest(door);
    }
    if (door->listener >= 0) {
        close(door->listener);
    }
    if (door->epoll >= 0) {
        close(door->epoll);
    }
    free(door);
}

uint16_t door_port(const struct door *door)
{
    return door->port;
}

int door_fd(const struct door *door)
{
    return door->epoll;
}
