/* SPDX-License-Identifier: MIT */
#include "server/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "server/clock.h"
#include "server/crypto.h"
#include "server/queue.h"
#include "shared/handshake.h"
#include "shared/proto.h"
#include "shared/ws.h"
#include "tests/unit/stock.h"

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="

static struct net *net;
static struct queue *departures, *reports;

static void begin(void)
{
    struct rulebook *rules = stock_rules();

    net_setup();
    departures = queue_create(1024, sizeof(struct departure));
    reports = queue_create(1024, sizeof(struct room_report));
    const struct worker_config config = {
            .rules = rules, .origin = "", .reports = reports, .seed = 1};
    net = net_create(&config, departures);
    ck_assert_ptr_nonnull(net);
    rulebook_unref(rules);
    ck_assert(net_start(net));
}

static void end(void)
{
    net_stop(net);
    net_destroy(net);
    queue_destroy(departures);
    queue_destroy(reports);
}

/* ---- a peer, over loopback ---- */

static void limit_wait(int fd)
{
    struct timeval limit = {.tv_sec = 10};
    int on = 1;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

/* Returns the peer's end; the other is the net's. */
static int connect_peer(const char *room)
{
    struct sockaddr_in at = {
            .sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof(at);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int peer = socket(AF_INET, SOCK_STREAM, 0);
    struct order order = {.kind = ORDER_CONNECT,
            .arrival = {.address = "192.0.2.7", .mode = ""}};

    snprintf(order.arrival.room, sizeof(order.arrival.room), "%s", room);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&at, len), 0);
    ck_assert_int_eq(listen(listener, 1), 0);
    getsockname(listener, (struct sockaddr *)&at, &len);
    ck_assert_int_eq(connect(peer, (struct sockaddr *)&at, len), 0);
    order.fd = accept(listener, NULL, NULL);
    ck_assert_int_ge(order.fd, 0);
    close(listener);
    limit_wait(peer);
    ck_assert(queue_push(net_orders(net), &order));
    return peer;
}

static void send_all(int fd, const void *bytes, size_t len)
{
    ck_assert_int_eq(send(fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

static void send_frame(
        int fd, enum ws_opcode opcode, const void *payload, size_t payload_len)
{
    uint8_t frame[WS_HEAD_MAX + WS_CONTROL_MAX] = {
            (uint8_t)(0x80 | opcode), (uint8_t)(0x80 | payload_len)};

    ck_assert_uint_le(payload_len, WS_CONTROL_MAX);
    memcpy(frame + 6, payload, payload_len); // masked with zeros
    send_all(fd, frame, 6 + payload_len);
}

/* Reads exactly the 101. */
static void shake_hands(int fd)
{
    uint8_t bytes[1024];
    char accept[WS_ACCEPT_CHARS + 1];
    size_t len = ws_write_request(
            bytes, sizeof(bytes), "localhost", "/play", KEY, PROTO_SUBPROTOCOL);

    send_all(fd, bytes, len);
    crypto_accept(KEY, accept);
    for (len = 0; len < 4 || memcmp(bytes + len - 4, "\r\n\r\n", 4) != 0;
            len++) {
        ck_assert_uint_lt(len, sizeof(bytes));
        ck_assert_int_eq(recv(fd, bytes + len, 1, 0), 1);
    }
    ck_assert_int_eq(
            ws_read_answer(bytes, len, accept, PROTO_SUBPROTOCOL), (int)len);
}

static void join_room(int fd)
{
    const struct msg_join join = {.name = "peer", .encodings = 1};
    uint8_t bytes[128];

    shake_hands(fd);
    send_frame(fd, WS_BINARY, bytes, proto_put_join(bytes, 128, &join));
}

/* Reads frames until a Close, and then the end. Returns its code; 0 when the
 * connection ended without, -1 when it was reset. */
static int read_close(int fd)
{
    static uint8_t message[65536];
    uint8_t bytes[4096];
    struct ws ws;
    ssize_t len;
    int code = 0;

    ws_init(&ws, WS_CLIENT, message, sizeof(message));
    while ((len = recv(fd, bytes, sizeof(bytes), 0)) > 0) {
        const uint8_t *at = bytes;
        size_t left = (size_t)len;
        enum ws_event event;
        while (code == 0 && (event = ws_read(&ws, &at, &left)) != WS_MORE) {
            ck_assert_int_ne(event, WS_FAILED);
            code = event == WS_GOT_CLOSE ? ws.code : 0;
        }
    }
    return len < 0 ? -1 : code;
}

static void wait_readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    ck_assert_int_eq(poll(&p, 1, 10000), 1);
}

static void ck_departs(unsigned count)
{
    struct departure departure;

    for (unsigned i = 0; i < count; i++) {
        wait_readable(queue_fd(departures));
        ck_assert(queue_pop(departures, &departure));
        ck_assert_str_eq(departure.address, "192.0.2.7");
    }
    ck_assert(!queue_pop(departures, &departure));
}

/* ---- */

START_TEST(worker_ticks_from_its_start)
{
    begin();
    uint64_t first = 0;
    while (first == 0) {
        first = net_ticked_ns(net);
    }
    while (net_ticked_ns(net) == first) {
        poll(NULL, 0, 1);
    }
    ck_assert_uint_gt(net_ticked_ns(net), first);
    end();
}
END_TEST

/* Were it served at the next tick, the best of many would take one, 33 ms: each
 * but the first begins right after the one before was answered. */
START_TEST(newcomer_is_served_at_once_and_not_at_the_tick)
{
    uint64_t best_ns = UINT64_MAX;

    begin();
    for (unsigned i = 0; i < 20; i++) {
        uint64_t before_ns = clock_now_ns();
        int peer = connect_peer("tuba");
        shake_hands(peer);
        uint64_t took_ns = clock_now_ns() - before_ns;
        best_ns = took_ns < best_ns ? took_ns : best_ns;
        close(peer);
    }
    ck_assert_uint_lt(best_ns, 10 * NS_PER_MS);
    ck_departs(20);
    end();
}
END_TEST

START_TEST(joined_peer_gets_a_frame_every_tick)
{
    static uint8_t message[65536];
    uint8_t bytes[4096];
    struct ws ws;
    unsigned states = 0;

    begin();
    int peer = connect_peer("tuba");
    join_room(peer);
    ws_init(&ws, WS_CLIENT, message, sizeof(message));
    while (states < 20) {
        ssize_t len = recv(peer, bytes, sizeof(bytes), 0);
        ck_assert_int_gt(len, 0);
        const uint8_t *at = bytes;
        size_t left = (size_t)len;
        enum ws_event event;
        while ((event = ws_read(&ws, &at, &left)) != WS_MORE) {
            ck_assert_int_eq(event, WS_MESSAGE);
            states += proto_type(ws.payload, ws.payload_len) == 0;
        }
    }
    close(peer);
    ck_departs(1);
    end();
}
END_TEST

/* The kernel answers a close() over unread input with a RST, which would throw
 * the Close away. */
START_TEST(close_frame_arrives_however_much_input_is_pending)
{
    static uint8_t junk[100000];

    begin();
    for (unsigned i = 0; i < 10; i++) {
        int peer = connect_peer("tuba");
        shake_hands(peer);
        send_frame(peer, WS_TEXT, "no", 2);
        send_all(peer, junk, sizeof(junk));
        ck_assert_int_eq(read_close(peer), WS_CODE_UNSUPPORTED);
        close(peer);
    }
    ck_departs(10);
    end();
}
END_TEST

START_TEST(peer_that_never_hangs_up_is_closed_all_the_same)
{
    begin();
    int peer = connect_peer("tuba");
    shake_hands(peer);
    send_frame(peer, WS_TEXT, "no", 2);
    ck_departs(1); // while we still hold our end
    ck_assert_int_eq(read_close(peer), WS_CODE_UNSUPPORTED);
    close(peer);
    end();
}
END_TEST

START_TEST(refused_arrival_is_told_why)
{
    struct order order = {.kind = ORDER_CONNECT,
            .arrival = {.address = "192.0.2.7", .refusal = CLOSE_CROWDED}};
    int pair[2];

    begin();
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    limit_wait(pair[0]);
    order.fd = pair[1];
    ck_assert(queue_push(net_orders(net), &order));
    shake_hands(pair[0]);
    ck_assert_int_eq(read_close(pair[0]), CLOSE_CROWDED);
    close(pair[0]);
    ck_departs(1);
    end();
}
END_TEST

START_TEST(stopping_says_goodbye_to_everybody)
{
    int peer[8];

    begin();
    for (unsigned i = 0; i < ARRAY_LEN(peer); i++) {
        peer[i] = connect_peer("tuba");
        join_room(peer[i]);
        wait_readable(peer[i]);
    }
    net_stop(net);
    for (unsigned i = 0; i < ARRAY_LEN(peer); i++) {
        ck_assert_int_eq(read_close(peer[i]), WS_CODE_GOING_AWAY);
        close(peer[i]);
    }
    net_join(net);
    ck_departs(ARRAY_LEN(peer));
    end();
}
END_TEST

START_TEST(stopping_waits_for_nobody_longer_than_a_second_or_two)
{
    begin();
    int peer = connect_peer("tuba");
    join_room(peer);
    wait_readable(peer);
    uint64_t before_ns = clock_now_ns();
    net_stop(net);
    net_join(net); // the peer neither reads nor hangs up
    ck_assert_uint_lt(clock_now_ns() - before_ns, 5 * NS_PER_S);
    ck_departs(1);
    close(peer);
    end();
}
END_TEST

START_TEST(what_was_ordered_and_never_done_is_freed)
{
    const struct order last = {.kind = ORDER_STOP};
    struct order order = {.kind = ORDER_CONNECT};
    int pair[2];
    char byte;

    begin();
    ck_assert(queue_push(net_orders(net), &last));
    net_join(net);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    order.fd = pair[1];
    ck_assert(queue_push(net_orders(net), &order));
    end();
    ck_assert_int_eq(recv(pair[0], &byte, 1, 0), 0); // it was closed
    close(pair[0]);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, worker_ticks_from_its_start);
    tcase_add_test(tc, newcomer_is_served_at_once_and_not_at_the_tick);
    tcase_add_test(tc, joined_peer_gets_a_frame_every_tick);
    tcase_add_test(tc, close_frame_arrives_however_much_input_is_pending);
    tcase_add_test(tc, peer_that_never_hangs_up_is_closed_all_the_same);
    tcase_add_test(tc, refused_arrival_is_told_why);
    tcase_add_test(tc, stopping_says_goodbye_to_everybody);
    tcase_add_test(tc, stopping_waits_for_nobody_longer_than_a_second_or_two);
    tcase_add_test(tc, what_was_ordered_and_never_done_is_freed);
}

SUITE("net", add_tests)
