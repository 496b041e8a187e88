/* SPDX-License-Identifier: MIT
 *
 * client: what every player's side does with the protocol.
 *
 * It reads what the server sent, keeps the latest state as the baseline of the
 * next frame, and the inputs it sent (shared/foresee predicts by them). The
 * browser (as WebAssembly), the load generator and the tests all run this; none
 * of them knows the wire. Pure: no socket, no clock.
 */
#ifndef SHARED_CLIENT_H
#define SHARED_CLIENT_H

#include "shared/proto.h"
#include "shared/replica.h"
#include "shared/sim.h"
#include "shared/world.h"

#define CLIENT_INPUTS 64 // own inputs kept for prediction, ticks

enum client_event {
    CLIENT_BROKEN,  // these bytes make no sense: disconnect and come back
    CLIENT_IGNORED, // of a later version, or before WELCOME
    CLIENT_STATE,   // `state` advanced
    CLIENT_LOST,    // a frame did not fit: send RESYNC, go on reading
    CLIENT_WELCOME, // the messages of these names, in the struct of each
    CLIENT_RULES,
    CLIENT_ROSTER,
    CLIENT_CHAT,
    CLIENT_PONG,
    CLIENT_TIMING,
    CLIENT_NOTICE,
    CLIENT_RELAY,
    CLIENT_BALLOT,
};

struct client {
    bool welcome_seen, rules_seen, state_seen;
    struct msg_welcome welcome;
    struct msg_rules rules;
    struct roster_seat seat[MAX_PLAYERS]; // as of all ROSTERs so far
    struct msg_chat chat;
    struct msg_pong pong;
    struct msg_timing timing;
    struct msg_notice notice;
    struct msg_relay relay; // its bytes are in what was read
    struct msg_ballot ballot;

    struct snapshot state; // latest decoded; points into `entities`
    struct entity entities[2][MAX_ENTITIES];
    uint8_t current;        // which of the two `state` is in
    bool is_lost;           // deltas are nonsense until the next keyframe
    struct replica replica; // for frames of that encoding

    bool sent_any;
    struct input sent[CLIENT_INPUTS]; // by tick % CLIENT_INPUTS
    uint32_t sent_tick[CLIENT_INPUTS];
};

void client_init(struct client *client);

/* The encodings it reads, as JOIN offers them. */
#define CLIENT_ENCODINGS (1u << ENCODING_PLAIN | 1u << ENCODING_REPLICA)

/* Reads one binary WebSocket message. */
enum client_event client_read(
        struct client *client, const uint8_t *bytes, size_t len);

/* Writes the INPUT for `tick` and remembers it for prediction. Returns its
 * length. */
size_t client_put_input(struct client *client, uint8_t *out, size_t cap,
        uint32_t tick, uint32_t seen, const struct input *input);

#endif
