/* SPDX-License-Identifier: MIT
 *
 * swarm_player: one client of the swarm: joins, moves, aims, shoots, measures.
 *
 * It sends an input a tick for the tick the server will step to next, as a
 * browser does, and changes direction every 0.1 to 0.9 s. Such a change is also
 * a probe: the first state that shows it is its echo.
 */
#ifndef SERVER_SWARM_PLAYER_H
#define SERVER_SWARM_PLAYER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "server/swarm_conn.h"
#include "server/swarm_figures.h"
#include "shared/client.h"

enum player_state { PLAYER_ABSENT, PLAYER_JOINING, PLAYER_IN, PLAYER_LOST };

struct player {
    enum player_state state;
    unsigned index;
    struct conn conn;
    struct client client;
    uint8_t encoding;        // it asks for this one, or plain
    FILE *record;            // what it receives; borrowed, NULL for none
    struct figures *figures; // borrowed
    bool measuring;          // whether anything counts yet
    uint64_t now_ns;         // of the call in progress
    uint64_t frames;         // since the measuring began
    uint64_t bytes_before;   // of conn.bytes, when the measuring began
    uint64_t frame_ns;       // when the latest state came, 0 before
    uint64_t rng;
    // its idea of the server's clock
    int64_t tick_zero_ns;   // when a state of tick 0 would have come
    int64_t window_zero_ns; // the same, by the states of this half second
    unsigned window_frames; // ... which are so many
    uint64_t margin_ns;     // how long before its tick an input should arrive
    uint32_t target;        // tick of the latest input
    bool is_early;          // all inputs of late came a tick ahead, or more
    // one that stops reading now and then
    bool is_stalled;
    uint64_t stall_ns;     // when it stops reading, or reads again
    uint64_t resumed_ns;   // when it did, 0 once it is in step again
    uint64_t resumed_from; // of conn.bytes
    uint32_t in_step_at;   // tick of a state that is in step
    // what it presses
    struct input input;
    int32_t turn;          // of the aim, 1/65536 turn a tick
    uint64_t change_at_ns; // when it changes its mind
    uint64_t probe_ns;     // when the unanswered probe was sent, 0 for none
};

/* `record` may be NULL. */
void player_init(struct player *player, unsigned index, uint8_t encoding,
        struct figures *figures, FILE *record);

/* Begins to connect. False when there is no socket to be had. */
bool player_connect(struct player *player, const struct conn_target *target,
        uint64_t now_ns);

/* The socket is ready. */
void player_ready(struct player *player, uint64_t now_ns);

/* Sends the input of this tick; to be called once every NS_PER_TICK. */
void player_press(struct player *player, uint64_t now_ns);

/* Stops reading for `seconds` after each play of three, each player in another
 * phase; to be called every tick of one that does so. Returns whether
 * `is_stalled` has changed: its socket is not to be read while that is set. */
bool player_stall(struct player *player, unsigned seconds, uint64_t now_ns);

/* Everything from here on counts in the figures. */
void player_measure(struct player *player);

/* Leaves the match and closes. Gives the figures what is still to come. */
void player_leave(struct player *player);

#endif
