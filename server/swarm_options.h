/* SPDX-License-Identifier: MIT
 *
 * swarm_options: what roomcast-swarm was told.
 */
#ifndef SERVER_SWARM_OPTIONS_H
#define SERVER_SWARM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SWARM_CLIENTS_MAX 20000

struct swarm_options {
    char host[256]; // a name or a numeric address, without brackets
    char port[8];
    char authority[280]; // host and port as the URL has them
    char path[512];      // of the URL, without the query
    const char *query;   // with its '?', or ""; borrowed from the arguments
    unsigned clients;    // 1..SWARM_CLIENTS_MAX
    unsigned seconds;    // to measure
    unsigned room_size;  // clients a room, when the swarm names rooms itself
    unsigned stalled;    // of the clients stop reading now and then,
    unsigned stall;      // for so many seconds
    uint8_t encoding;    // enum encoding, the best that clients speak
    unsigned pid;        // of the server, 0 for none
    const char *record;  // file, or NULL; borrowed
    bool json;
    bool help, version;
};

/* Reads the arguments, the program's name first. On failure returns false, with
 * a sentence that says what to do in `error`. */
bool swarm_options_read(struct swarm_options *out, int argc, char *const *argv,
        char *error, size_t error_cap);

/* Puts the description of every option into `out`, as a C string. */
void swarm_options_help(char *out, size_t cap);

#endif
