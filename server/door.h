/* SPDX-License-Identifier: MIT
 *
 * door: the listening socket, and the connections that have yet to say what
 * they want.
 *
 * It looks at a request line without reading it, and hands the socket on: one
 * port serves both WebSockets, which go to the worker that has their room, and
 * HTTP. Knows sockets and epoll only. Owned by the front; thread: the front's.
 */
#ifndef SERVER_DOOR_H
#define SERVER_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/base.h"

struct door;

#define ADDRESS_BYTES 48 // a numeric address, with its NUL

/* What a request line wants. */
enum door_route { DOOR_MORE, DOOR_HTTP, DOOR_PLAY };

struct door_line {
    char room[ID_BYTES + 1]; // "" for any
    char mode[ID_BYTES + 1]; // "" for the default
    bool is_bad;             // no room or mode can have that name
};

#define DOOR_LINE_MAX 512 // longest request line for a room, bytes

/* Reads `/play`, `/play/ROOM` and `?mode=` off the first bytes of a request.
 * DOOR_MORE while they may become either; `out` is set for DOOR_PLAY. */
enum door_route door_read(const char *bytes, size_t len, struct door_line *out);

/* Who is behind the door. Each takes over `fd`, which nothing was read from. */
struct door_host {
    void *self;
    /* Somebody comes in; false turns them away. */
    bool (*admit)(void *self, const char *address);
    /* A connection that was let in. Usually it is given back, itself or what is
     * inside of it, by door_add(). */
    void (*accepted)(void *self, int fd, const char *address);
    void (*play)(void *self, int fd, const char *address,
            const struct door_line *line);
    void (*http)(void *self, int fd, const char *address);
    /* One that was let in is closed, without having been handed on. */
    void (*lost)(void *self, const char *address);
};

/* Listens. NULL with a sentence in `error`. `host` is borrowed. */
struct door *door_create(const char *address, uint16_t port,
        const struct door_host *host, char *error, size_t error_cap);
void door_destroy(struct door *door); // NULL is allowed

uint16_t door_port(const struct door *door); // really listened on

/* Readable when there is something to do for door_serve(). */
int door_fd(const struct door *door);
void door_serve(struct door *door);

/* Closes who took too long; to be called a few times a second. */
void door_sweep(struct door *door, uint64_t now_ns);

/* A connection whose request line is to be awaited. */
void door_add(struct door *door, int fd, const char *address, uint64_t now_ns);

#endif
