/* SPDX-License-Identifier: MIT
 *
 * http: the front's libwebsockets: HTTP, TLS, and the loop that waits.
 *
 * One request a connection, so that no proxy ever puts a WebSocket request on a
 * connection that has carried HTTP. What the answers are is the host's
 * business. Owned by the front; thread: the front's, but for http_cancel().
 */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include <stdbool.h>
#include <stddef.h>

struct api_answer;
struct http;

struct http_request {
    bool is_post;        // otherwise GET or HEAD
    const char *address; // who asks
    const char *path;    // without its query
    const char *etag;    // of If-None-Match, or ""
    const char *type;    // Content-Type, or ""
    const char *body;    // of a POST, at most API_BODY_MAX bytes
    size_t body_len;
};

struct http_host {
    void *self;
    void (*answer)(void *self, const struct http_request *request,
            struct api_answer *out);
    /* As in server/pump. */
    void (*plain)(void *self, int fd, const char *address);
    /* A connection that was given to us is closed. */
    void (*lost)(void *self, const char *address);
    /* The descriptor to watch is readable. */
    void (*readable)(void *self);
    /* Four times a second. */
    void (*sweep)(void *self);
};

struct http_config {
    struct http_host host;
    const char *tls_cert, *tls_key; // PEM files, "" for none
    int watched;                    // what host.readable() is about; taken over
};

/* NULL with a sentence in `error`. */
struct http *http_create(
        const struct http_config *config, char *error, size_t error_cap);
void http_destroy(struct http *http); // NULL is allowed

/* Takes over a socket whose request is to be answered. */
void http_adopt(struct http *http, int fd, const char *address);

/* Takes over a socket on which TLS is to be spoken. */
void http_adopt_tls(struct http *http, int fd, const char *address);

/* Waits for, and serves, whatever comes next. */
void http_serve(struct http *http);

/* Makes http_serve() return soon. Thread: any. */
void http_cancel(struct http *http);

#endif
