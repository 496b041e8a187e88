/* SPDX-License-Identifier: MIT
 *
 * config: what `roomcast serve` was told, by flags and by the environment.
 *
 * One table in config.c: flags, ROOMCAST_* variables, defaults and --help are
 * all derived from it. A flag outdoes a variable, which outdoes the default.
 */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/log.h"

#define MAX_WORKERS 64

/* What players may vote for: another mode or map, another map, nothing. */
enum votes { VOTES_ALL, VOTES_MAPS, VOTES_OFF };

/* Texts are borrowed from the arguments and the environment; "" is none. */
struct config {
    char address[48];               // to listen on, numeric
    uint16_t port;                  // 0: any that is free
    const char *data;               // directory
    const char *tls_cert, *tls_key; // files, both or none
    const char *origin;             // allowed besides same-origin
    const char *assets; // directory of assets/ and client-demo/; "" to find it
    enum log_level log_level;
    bool log_json;
    unsigned workers;                 // 1..MAX_WORKERS
    unsigned connections_per_address; // 0: no limit
    unsigned budget; // bytes a second sent to each client; 0: any
    enum votes votes;
    bool limits_local; // also what comes from this machine, such as a proxy
};

/* Reads the `argc` arguments after `serve`. On failure returns false, with a
 * sentence that says what to do in `error`. */
bool config_read(struct config *out, int argc, char *const *argv, char *error,
        size_t error_cap);

/* Puts the description of every option into `out`, as a C string. */
void config_help(char *out, size_t cap);

#endif
