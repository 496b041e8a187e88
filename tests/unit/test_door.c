/* SPDX-License-Identifier: MIT */
#include "server/door.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/clock.h"
#include "tests/unit/suite.h"

/* ---- request lines ---- */

static struct door_line line;

static enum door_route read_line(const char *text)
{
    memset(&line, 0, sizeof(line));
    return door_read(text, strlen(text), &line);
}

static void ck_play(const char *text, const char *room, const char *mode)
{
    ck_assert_msg(read_line(text) == DOOR_PLAY, "%s", text);
    ck_assert_msg(!line.is_bad, "%s", text);
    ck_assert_str_eq(line.room, room);
    ck_assert_str_eq(line.mode, mode);
}

static void ck_bad(const char *text)
{
    ck_assert_msg(read_line(text) == DOOR_PLAY && line.is_bad, "%s", text);
}

START_TEST(play_names_a_room_a_mode_both_or_neither)
{
    ck_play("GET /play HTTP/1.1\r\n", "", "");
    ck_play("GET /play/ HTTP/1.1\r\n", "", "");
    ck_play("GET /play/tuba HTTP/1.1\r\n", "tuba", "");
    ck_play("GET /play?mode=tag HTTP/1.1\r\n", "", "tag");
    ck_play("GET /play/tuba?mode=tag HTTP/1.1\r\n", "tuba", "tag");
    ck_play("GET /play/tuba?a=b&mode=tag&mo=x HTTP/1.1\r\n", "tuba", "tag");
    ck_play("GET /play? HTTP/1.1\r\n", "", "");
    ck_play("POST /play/x HTTP/1.1\r\n", "x", ""); // 405 is the session's word
    ck_play("GET /play/x\r\n", "x", "");           // and so is 400
}
END_TEST

START_TEST(names_that_no_room_or_mode_can_have_are_told_apart)
{
    ck_bad("GET /play/a%20b HTTP/1.1\r\n");
    ck_bad("GET /play/a/b HTTP/1.1\r\n");
    ck_bad("GET /play/../x HTTP/1.1\r\n");
    ck_bad("GET /play/123456789012345678901234567890123 HTTP/1.1\r\n");
    ck_bad("GET /play?mode=a%62 HTTP/1.1\r\n");
    ck_bad("GET /play?mode=../x&mode=tag HTTP/1.1\r\n");
    ck_bad("GET /play/caf\xc3\xa9 HTTP/1.1\r\n");
}
END_TEST

START_TEST(everything_else_is_http)
{
    ck_assert_int_eq(read_line("GET / HTTP/1.1"), DOOR_HTTP);
    ck_assert_int_eq(read_line("GET /player HTTP/1.1"), DOOR_HTTP);
    ck_assert_int_eq(read_line("GET /pla HTTP/1.1"), DOOR_HTTP);
    ck_assert_int_eq(read_line("GET http://x/play HTTP/1.1"), DOOR_HTTP);
    ck_assert_int_eq(read_line("\r\n"), DOOR_HTTP);
    ck_assert_int_eq(read_line("GET\r\n"), DOOR_HTTP);
    ck_assert_int_eq(read_line("GETGETGETGETGETGET /play "), DOOR_HTTP);
    ck_assert_int_eq(read_line("\x16\x03\x01\x02 /pl\xff"), DOOR_HTTP);
}
END_TEST

START_TEST(every_beginning_of_a_play_line_asks_for_more)
{
    static const char whole[] = "GET /play/tuba?mode=tag HTTP/1.1\r\n";
    size_t target_end = strlen("GET /play/tuba?mode=tag ");

    for (size_t len = 0; len < sizeof(whole); len++) {
        enum door_route route = door_read(whole, len, &line);
        ck_assert_int_eq(route, len < target_end ? DOOR_MORE : DOOR_PLAY);
    }
}
END_TEST

START_TEST(line_without_an_end_is_bad_at_the_limit)
{
    char text[DOOR_LINE_MAX];

    memset(text, 'a', sizeof(text));
    memcpy(text, "GET /play/", 10); // NOLINT: bytes, no string
    ck_assert_int_eq(door_read(text, sizeof(text) - 1, &line), DOOR_MORE);
    ck_assert_int_eq(door_read(text, sizeof(text), &line), DOOR_PLAY);
    ck_assert(line.is_bad);
}
END_TEST

START_TEST(bytes_with_nul_are_no_play)
{
    ck_assert_int_eq(door_read("GET /play\0 ", 11, &line), DOOR_HTTP);
    ck_assert_int_eq(door_read("GET /play/a\0b ", 14, &line), DOOR_PLAY);
    ck_assert(line.is_bad);
}
END_TEST

/* ---- sockets ---- */

static struct door *door;
static struct door_line played;
static int played_fd, http_fd;
static unsigned lost, admitted;
static bool admits;
static char from[ADDRESS_BYTES];

static bool admit(void *self, const char *address)
{
    (void)self;
    snprintf(from, sizeof(from), "%s", address);
    admitted += admits;
    return admits;
}

static void accepted(void *self, int fd, const char *address)
{
    (void)self;
    door_add(door, fd, address, 0);
}

static void play(
        void *self, int fd, const char *address, const struct door_line *asked)
{
    (void)self;
    (void)address;
    played = *asked;
    played_fd = fd;
}

static void http(void *self, int fd, const char *address)
{
    (void)self;
    (void)address;
    http_fd = fd;
}

static void lose(void *self, const char *address)
{
    (void)self;
    (void)address;
    lost++;
}

static const struct door_host host = {.admit = admit,
        .accepted = accepted,
        .play = play,
        .http = http,
        .lost = lose};

static void open_door(const char *address)
{
    char error[256] = "";

    played_fd = http_fd = -1;
    admits = true;
    door = door_create(address, 0, &host, error, sizeof(error));
    ck_assert_msg(door != NULL, "%s", error);
}

static int connect_to_door(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
            .sin_port = htons(door_port(door)),
            .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    ck_assert_int_ge(fd, 0);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    return fd;
}

static void say(int fd, const char *text)
{
    ck_assert_int_eq(send(fd, text, strlen(text), 0), (ssize_t)strlen(text));
}

/* Serves what comes within the time that loopback needs, and then some. */
static void serve(void)
{
    struct pollfd p = {.fd = door_fd(door), .events = POLLIN};

    ck_assert_int_eq(poll(&p, 1, 5000), 1);
    door_serve(door);
}

static bool is_closed(int fd)
{
    char byte;

    return recv(fd, &byte, 1, 0) <= 0;
}

START_TEST(socket_is_handed_on_with_nothing_read)
{
    char got[64] = "";

    open_door("127.0.0.1");
    int peer = connect_to_door();
    serve();
    say(peer, "GET /play/tuba HTTP/1.1\r\nHost: x\r\n");
    serve();
    ck_assert_int_ge(played_fd, 0);
    ck_assert_str_eq(played.room, "tuba");
    ck_assert_str_eq(from, "127.0.0.1");
    ssize_t len = recv(played_fd, got, sizeof(got) - 1, 0);
    ck_assert_int_eq(len, 34);
    ck_assert_str_eq(got, "GET /play/tuba HTTP/1.1\r\nHost: x\r\n");
    ck_assert_uint_eq(lost, 0);
    close(played_fd);
    close(peer);
    door_destroy(door);
}
END_TEST

START_TEST(line_may_come_a_byte_at_a_time)
{
    static const char text[] = "GET /play?mode=tag HTTP/1.1\r\n";

    open_door("127.0.0.1");
    int peer = connect_to_door();
    serve();
    for (const char *at = text; played_fd < 0; at++) {
        ck_assert_int_eq(send(peer, at, 1, 0), 1);
        serve();
    }
    ck_assert_str_eq(played.mode, "tag");
    close(played_fd);
    close(peer);
    door_destroy(door);
}
END_TEST

START_TEST(whoever_hangs_up_half_way_is_lost)
{
    open_door("127.0.0.1");
    int peer = connect_to_door();
    serve();
    say(peer, "GET /pl");
    serve();
    ck_assert_uint_eq(lost, 0);
    shutdown(peer, SHUT_WR);
    serve();
    ck_assert_uint_eq(lost, 1);
    ck_assert(is_closed(peer));
    close(peer);
    door_destroy(door);
}
END_TEST

START_TEST(whoever_takes_too_long_is_turned_away_and_others_are_not)
{
    open_door("127.0.0.1");
    int slow = connect_to_door();
    serve();
    say(slow, "GET /play");
    serve();
    door_sweep(door, 4 * NS_PER_S);
    ck_assert_uint_eq(lost, 0);
    door_sweep(door, 6 * NS_PER_S);
    ck_assert_uint_eq(lost, 1);
    ck_assert(is_closed(slow));
    int peer = connect_to_door();
    serve();
    say(peer, "GET / HTTP/1.1\r\n");
    serve();
    ck_assert_int_ge(http_fd, 0);
    close(http_fd);
    close(peer);
    close(slow);
    door_destroy(door);
}
END_TEST

START_TEST(whoever_is_not_admitted_is_closed)
{
    open_door("127.0.0.1");
    admits = false;
    int peer = connect_to_door();
    serve();
    ck_assert(is_closed(peer));
    ck_assert_uint_eq(admitted, 0);
    close(peer);
    door_destroy(door);
}
END_TEST

START_TEST(those_who_wait_are_lost_with_the_door)
{
    open_door("127.0.0.1");
    int peer = connect_to_door();
    serve();
    door_destroy(door);
    ck_assert_uint_eq(lost, 1);
    ck_assert(is_closed(peer));
    close(peer);
}
END_TEST

START_TEST(ipv4_through_an_ipv6_door_keeps_its_own_address)
{
    open_door("::");
    int peer = connect_to_door();
    serve();
    ck_assert_str_eq(from, "127.0.0.1");
    close(peer);
    door_destroy(door);
}
END_TEST

START_TEST(taken_port_is_explained)
{
    char error[256] = "";

    open_door("127.0.0.1");
    ck_assert_ptr_null(door_create(
            "127.0.0.1", door_port(door), &host, error, sizeof(error)));
    ck_assert_ptr_nonnull(strstr(error, "is taken"));
    ck_assert_ptr_nonnull(strstr(error, "--listen 127.0.0.1:"));
    ck_assert_ptr_null(
            door_create("192.0.2.1", 0, &host, error, sizeof(error)));
    ck_assert_ptr_nonnull(strstr(error, "no address 192.0.2.1"));
    door_destroy(door);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, play_names_a_room_a_mode_both_or_neither);
    tcase_add_test(tc, names_that_no_room_or_mode_can_have_are_told_apart);
    tcase_add_test(tc, everything_else_is_http);
    tcase_add_test(tc, every_beginning_of_a_play_line_asks_for_more);
    tcase_add_test(tc, line_without_an_end_is_bad_at_the_limit);
    tcase_add_test(tc, bytes_with_nul_are_no_play);
    tcase_add_test(tc, socket_is_handed_on_with_nothing_read);
    tcase_add_test(tc, line_may_come_a_byte_at_a_time);
    tcase_add_test(tc, whoever_hangs_up_half_way_is_lost);
    tcase_add_test(
            tc, whoever_takes_too_long_is_turned_away_and_others_are_not);
    tcase_add_test(tc, whoever_is_not_admitted_is_closed);
    tcase_add_test(tc, those_who_wait_are_lost_with_the_door);
    tcase_add_test(tc, ipv4_through_an_ipv6_door_keeps_its_own_address);
    tcase_add_test(tc, taken_port_is_explained);
}

SUITE("door", add_tests)
