/* SPDX-License-Identifier: MIT
 *
 * stage: a worker without a network, and players who are played by the test.
 *
 * Time is virtual: it passes only in stage_run(). Every byte between an actor
 * and the server is a real byte of the protocol: handshake, frames, messages.
 */
#ifndef TESTS_SUPPORT_STAGE_H
#define TESTS_SUPPORT_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/config.h"
#include "server/session.h"
#include "shared/client.h"
#include "shared/ws.h"

#define STAGE_ACTORS 160

struct stage;

struct actor {
    struct stage *stage;
    struct session *session; // NULL once the server let go of it
    const char *address;
    uint8_t *bytes; // from the server, not read yet
    size_t len, cap;
    size_t total;       // bytes the server ever wrote
    bool stalled;       // reads nothing
    bool choked;        // its socket keeps what is written: busy
    bool server_closes; // the server asked for the end
    bool upgraded;      // the 101 was read
    int refused;        // HTTP status of a refusal, or 0
    struct ws ws;
    uint8_t message[65536];
    struct client client;
    struct input input; // pressed in every tick from now on
    bool sends_inputs;
    int lead;        // ticks its inputs are ahead
    uint32_t known;  // tick of the latest state when it pressed last
    uint32_t waited; // ticks without a newer one: its own clock goes on
    unsigned frames, keyframes, broken, lost, chats, notices;
    unsigned rules, ballots; // such messages
    uint16_t close_code;
    char close_reason[WS_CONTROL_MAX + 1];
    unsigned pongs; // WebSocket ones
    unsigned relays;
    char heard[4096]; // "from:bytes " a RELAY; the first that fit
};

struct stage {
    struct worker *worker;
    struct rulebook *book;
    struct queue *reports, *journal;
    uint32_t budget;    // of each actor, bytes a second
    enum votes votes;   // what actors may vote for
    uint32_t encodings; // that actors offer
    uint64_t now_ns;
    struct actor *actor[STAGE_ACTORS];
    unsigned actor_count;
};

/* A worker with the stock rules. Ends the test when anything fails. Actors
 * speak the encoding that STAGE_ENCODING names in the environment, else both.
 */
void stage_open(struct stage *stage);

/* ... and with a byte budget for each client; with limits to votes. */
void stage_open_budget(struct stage *stage, uint32_t bytes_per_second);
void stage_open_votes(struct stage *stage, enum votes votes);
void stage_close(struct stage *stage);

/* Ends the worker as kill -9 would, and starts another that is given the latest
 * checkpoints the journal was handed. All actors are cut off. */
void stage_restart(struct stage *stage);

/* Lets `ticks` ticks pass, actors reading and pressing. */
void stage_run(struct stage *stage, unsigned ticks);

/* Runs until `done` says so, at most `ticks`; whether it did. */
bool stage_run_until(struct stage *stage, unsigned ticks,
        bool (*done)(const void *what), const void *what);

/* Edits the stock rules with SQL and orders the worker to use them. */
void stage_edit_rules(struct stage *stage, const char *sql);

/* A connection to `room` that has not sent a byte. */
struct actor *actor_arrive(
        struct stage *stage, const char *room, const char *mode);

/* ... that has shaken hands. */
struct actor *actor_connect(
        struct stage *stage, const char *room, const char *mode);

/* ... that has joined: WELCOME, RULES and ROSTER are read. */
struct actor *actor_join(
        struct stage *stage, const char *room, const char *name);
struct actor *actor_resume(struct stage *stage, const char *room,
        const uint8_t token[TOKEN_BYTES]);
struct actor *actor_spectate(struct stage *stage, const char *room);

void actor_send_join(struct actor *actor, const struct msg_join *join);
void actor_press(struct actor *actor, uint8_t buttons, uint16_t aim);

/* Votes for that choice of the latest ballot, or takes its vote back. */
void actor_vote(struct actor *actor, uint8_t choice);

/* Sends bytes as they are; a frame of `opcode`; a binary message. */
void actor_send_raw(struct actor *actor, const void *bytes, size_t len);
void actor_send_frame(struct actor *actor, enum ws_opcode opcode,
        const void *payload, size_t len);
void actor_send(struct actor *actor, const uint8_t *message, size_t len);

/* Reads all that waits, although stalled or not. */
void actor_read(struct actor *actor);

/* Cuts the connection without a word. */
void actor_cut(struct actor *actor);

/* The actor's own entity in its latest state; NULL without one. */
const struct entity *actor_body(const struct actor *actor);

#endif
