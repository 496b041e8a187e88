/* SPDX-License-Identifier: MIT
 *
 * pump: ends TLS: copies bytes between a TLS connection and a plain one.
 *
 * The plain one is a socketpair whose other end goes the way of any accepted
 * connection, so that nobody behind here knows TLS. Part of http; thread: the
 * front's.
 */
#ifndef SERVER_PUMP_H
#define SERVER_PUMP_H

#include <stdbool.h>

struct lws_protocols;
struct lws_vhost;

struct pump_host {
    void *self;
    /* A TLS connection has begun to speak: `fd` is its plain side, on which it
     * goes on as any other connection. Takes over `fd`. */
    void (*plain)(void *self, int fd, const char *address);
    /* A connection is closed before it came to that. */
    void (*lost)(void *self, const char *address);
};

/* What both ends speak, for the vhosts of http. */
extern const struct lws_protocols pump_protocol;

/* Takes over `fd`, on which TLS is to be spoken by the rules of `tls`; its
 * other side lives in `plain`. `host` is borrowed. */
void pump_adopt(struct lws_vhost *tls, struct lws_vhost *plain,
        const struct pump_host *host, int fd, const char *address);

#endif
