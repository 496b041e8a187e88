/* SPDX-License-Identifier: MIT
 *
 * wanem: a worse network than there is, between two network namespaces.
 *
 *     wanem NAMESPACE ADDRESS/BITS NAMESPACE ADDRESS/BITS DELAY JITTER LOSS
 *
 * Makes a TUN device in each and carries packets from one to the other: each
 * way DELAY ms late, give or take up to JITTER ms, in order, without LOSS in a
 * hundred of them. What the kernel's netem does where it is there. Prints "up"
 * when packets pass, and ends with SIGTERM or when its standard input does.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S   INT64_C(1000000000)
#define NS_PER_MS  1e6
#define MTU        1400
#define QUEUE      8192 // packets under way, one way
#define SEED       1    // the same packets are lost every time
#define PATH_BYTES 128

struct packet {
    int64_t due_ns;
    size_t len;
    uint8_t bytes[MTU];
};

struct way {
    int from, to; // TUN devices
    struct packet *packet;
    unsigned first, end; // counted, not wrapped
};

struct weather {
    double delay_ns, jitter_ns, loss;
};

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

static void die(const char *what)
{
    fprintf(stderr, "wanem: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* ---- devices ---- */

static void enter(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || setns(fd, CLONE_NEWNET) != 0) {
        die(path);
    }
    close(fd);
}

static void configure(const char *address)
{
    char command[256];

    snprintf(command, sizeof(command),
            "ip address add %s dev wan0 && "
            "ip link set wan0 up mtu %d txqueuelen 2000",
            address, MTU);
    if (system(command) != 0) { // NOLINT(cert-env33-c): our own words
        die(command);
    }
}

static int open_tun(const char *namespace, const char *address)
{
    char path[PATH_BYTES];
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};

    snprintf(path, sizeof(path), "/run/netns/%s", namespace);
    enter(path);
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    snprintf(request.ifr_name, sizeof(request.ifr_name), "wan0");
    if (fd < 0 || ioctl(fd, TUNSETIFF, &request) != 0) {
        die("/dev/net/tun");
    }
    configure(address);
    return fd;
}

/* ---- packets ---- */

/* Later than what is before it, so that nothing overtakes. */
static int64_t due_ns(const struct way *way, const struct weather *weather)
{
    double shift = weather->jitter_ns * (2 * drand48() - 1);
    int64_t due = now_ns() + (int64_t)(weather->delay_ns + shift);

    if (way->end != way->first) {
        int64_t before = way->packet[(way->end - 1) % QUEUE].due_ns;
        due = due < before ? before : due;
    }
    return due;
}

static void take_in(struct way *way, const struct weather *weather)
{
    while (way->end - way->first < QUEUE) {
        struct packet *packet = &way->packet[way->end % QUEUE];
        ssize_t len = read(way->from, packet->bytes, sizeof(packet->bytes));
        if (len <= 0) {
            return;
        }
        if (drand48() >= weather->loss) {
            packet->len = (size_t)len;
            packet->due_ns = due_ns(way, weather);
            way->end++;
        }
    }
}

static void let_out(struct way *way)
{
    int64_t now = now_ns();

    while (way->first != way->end &&
            way->packet[way->first % QUEUE].due_ns <= now) {
        struct packet *packet = &way->packet[way->first % QUEUE];
        if (write(way->to, packet->bytes, packet->len) < 0 && errno != EAGAIN) {
            die("a packet");
        }
        way->first++;
    }
}

/* Wakes the loop when the next packet is due. */
static void set_timer(int timer, const struct way way[2])
{
    int64_t next = 0;

    for (unsigned i = 0; i < 2; i++) {
        if (way[i].first != way[i].end) {
            int64_t due = way[i].packet[way[i].first % QUEUE].due_ns;
            next = next == 0 || due < next ? due : next;
        }
    }
    struct itimerspec when = {.it_value = {.tv_sec = next / NS_PER_S,
                                      .tv_nsec = next % NS_PER_S}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void carry(struct way way[2], const struct weather *weather)
{
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct pollfd polled[] = {{way[0].from, POLLIN, 0},
            {way[1].from, POLLIN, 0}, {timer, POLLIN, 0}, {STDIN_FILENO, 0, 0}};
    uint64_t times;

    while (!stopped && !(polled[3].revents & (POLLHUP | POLLERR))) {
        set_timer(timer, way);
        if (poll(polled, 4, -1) < 0) {
            continue;
        }
        if (read(timer, &times, sizeof(times)) < 0 && errno != EAGAIN) {
            die("timer");
        }
        for (unsigned i = 0; i < 2; i++) {
            take_in(&way[i], weather);
            let_out(&way[i]);
        }
    }
}

int main(int argc, char **argv)
{
    struct way way[2];

    if (argc != 8) {
        fputs("usage: wanem NAMESPACE ADDRESS/BITS NAMESPACE ADDRESS/BITS "
              "DELAY JITTER LOSS\n",
                stderr);
        return 2;
    }
    struct weather weather = {.delay_ns = strtod(argv[5], NULL) * NS_PER_MS,
            .jitter_ns = strtod(argv[6], NULL) * NS_PER_MS,
            .loss = strtod(argv[7], NULL) / 100};
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    srand48(SEED);
    way[0].from = way[1].to = open_tun(argv[1], argv[2]);
    way[1].from = way[0].to = open_tun(argv[3], argv[4]);
    for (unsigned i = 0; i < 2; i++) {
        way[i].first = way[i].end = 0;
        way[i].packet = calloc(QUEUE, sizeof(*way[i].packet));
        if (!way[i].packet) {
            die("memory");
        }
    }
    puts("up");
    fflush(stdout);
    carry(way, &weather);
    free(way[0].packet);
    free(way[1].packet);
    return 0;
}
