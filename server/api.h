/* SPDX-License-Identifier: MIT
 *
 * api: what the server answers to programs: JSON, health, metrics.
 *
 * Only answers, no sockets. Thread: the front's.
 */
#ifndef SERVER_API_H
#define SERVER_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/lobby.h"

struct buf;
struct rulebook;
struct rules_report;

#define API_BODY_MAX 1024 // longest body of a request, bytes

/* What answers are made from; borrowed. */
struct api_view {
    struct lobby *lobby;
    const struct rulebook *rules;        // in use; NULL before there are any
    const struct rules_report *problems; // of the latest edit; NULL for none
    bool is_ticking;                     // every worker, as of late
    bool is_saving;                      // the journal takes what it is given
    bool may_open;                       // whoever asks, another room
};

struct api_answer {
    int status;       // of HTTP
    const char *type; // of the body, static
    char etag[24];    // of a file, "" otherwise
    struct buf *body; // a reference, the caller's; NULL without memory
};

/* Answers GET `path` (without its query). False when there is no such path. */
bool api_get(
        const struct api_view *view, const char *path, struct api_answer *out);

/* A refusal in plain words, for people. */
void api_say(struct api_answer *out, int status, const char *sentence);

/* A refusal as JSON, with a sentence. */
void api_refuse(struct api_answer *out, int status, const char *sentence);

/* A room to open: for an ORDER_ROOM. */
struct api_room {
    unsigned worker;
    char id[ID_BYTES + 1], mode[ID_BYTES + 1];
};

/* Answers POST /api/rooms. True when `room` is to be opened: the answer says so
 * already. */
bool api_open_room(const struct api_view *view, const char *body, size_t len,
        uint64_t now_ns, struct api_room *room, struct api_answer *out);

#endif
