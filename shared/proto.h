/* SPDX-License-Identifier: MIT
 *
 * proto: every message but the state frames; one struct, one put, one get each.
 *
 * A message is a MessagePack array whose first element is its type. A reader
 * ignores elements beyond those it knows, so a later version can append.
 * proto_put_*() return the length written, or 0 when it did not fit into `cap`.
 * proto_get_*() read a whole message and return NULL, or what was wrong with
 * it.
 */
#ifndef SHARED_PROTO_H
#define SHARED_PROTO_H

#include "shared/base.h"
#include "shared/rulepack.h"
#include "shared/rules.h"

#define PROTO_SUBPROTOCOL "roomcast.1"

/* X(number, name, doc) */
#define CLIENT_MESSAGES(X)                                              \
    X(1, JOIN, "who I am and what I speak; first and once")             \
    X(2, INPUT, "what I press, for one tick")                           \
    X(3, CHAT, "what I say")                                            \
    X(4, PING, "answer me with my own number")                          \
    X(5, CONFIRM, "I decoded up to this tick (for who sends no input)") \
    X(6, RESYNC, "I lost the state: a keyframe, please")                \
    X(7, LEAVE, "I go for good: free my seat")                          \
    X(8, RELAY, "pass this on; the game's own bytes")                   \
    X(9, VOTE, "what I want to be played next")

#define SERVER_MESSAGES(X)                                         \
    X(1, WELCOME, "your seat, your token, the shape of the state") \
    X(2, RULES, "the rules from this tick on")                     \
    X(3, ROSTER, "who sits where; only seats that changed")        \
    X(4, CHAT, "somebody said")                                    \
    X(5, PONG, "your number back, and the tick it met")            \
    X(6, TIMING, "how early your inputs arrive")                   \
    X(7, NOTICE, "a sentence from the server")                     \
    X(8, RELAY, "somebody's bytes, passed on")                     \
    X(9, BALLOT, "what may be played next, and how the votes stand")

enum client_message {
#define X(number, name, doc) UP_##name = number,
    CLIENT_MESSAGES(X)
#undef X
};

enum server_message {
#define X(number, name, doc) DOWN_##name = number,
    SERVER_MESSAGES(X)
#undef X
};

/* X(code, name, sentence, what a client should do) : our own close codes. */
#define CLOSE_CODES(X)                                                        \
    X(4000, FULL, "this room is full", "ask for another room")                \
    X(4001, VERSION, "this page is older than the server", "reload")          \
    X(4002, NO_ROOM, "there is no such room or mode", "ask for another room") \
    X(4003, TAKEN_OVER, "this seat was resumed from elsewhere", "stop")       \
    X(4004, TOO_SLOW, "the connection did not keep up", "reconnect")          \
    X(4005, JOIN_LATE, "no join message arrived in time", "reconnect")        \
    X(4006, IDLE, "nothing was heard for too long", "reconnect")              \
    X(4007, CROWDED, "too many connections from this address", "wait")

enum close_code {
#define X(code, name, sentence, advice) CLOSE_##name = code,
    CLOSE_CODES(X)
#undef X
};

/* The sentence of one of ours, or "" for a code that is not. */
const char *close_sentence(uint16_t code);

/* The message type, or 0 when these bytes are no message. */
uint8_t proto_type(const uint8_t *bytes, size_t len);

/* ---- up ---- */

struct msg_join {
    char name[NAME_BYTES + 1]; // "" lets the server choose
    bool resumes;              // token is set
    uint8_t token[TOKEN_BYTES];
    bool spectate;
    uint32_t encodings; // bit 1 << enum encoding
    uint32_t sim_hash;  // of the simulation it runs, 0 for none
};
size_t proto_put_join(uint8_t *out, size_t cap, const struct msg_join *msg);
const char *proto_get_join(const uint8_t *in, size_t len, struct msg_join *msg);

struct msg_input {
    uint32_t tick;    // it is meant for
    uint32_t seen;    // tick of the others' positions it was aimed at
    uint32_t decoded; // latest state decoded: the confirmation
    uint8_t buttons;
    uint16_t aim; // 1/65536 turn
};
size_t proto_put_input(uint8_t *out, size_t cap, const struct msg_input *msg);
const char *proto_get_input(
        const uint8_t *in, size_t len, struct msg_input *msg);

struct msg_say {
    char text[CHAT_BYTES + 1];
};
size_t proto_put_say(uint8_t *out, size_t cap, const struct msg_say *msg);
const char *proto_get_say(const uint8_t *in, size_t len, struct msg_say *msg);

struct msg_ping {
    uint32_t number; // the client's own, usually its clock in ms
};
size_t proto_put_ping(uint8_t *out, size_t cap, const struct msg_ping *msg);
const char *proto_get_ping(const uint8_t *in, size_t len, struct msg_ping *msg);

struct msg_confirm {
    uint32_t decoded;
};
size_t proto_put_confirm(
        uint8_t *out, size_t cap, const struct msg_confirm *msg);
const char *proto_get_confirm(
        const uint8_t *in, size_t len, struct msg_confirm *msg);

/* Bytes of a game's own, in rooms whose mode relays: see struct rules. */
#define RELAY_TO_ALL  255 // everybody else, spectators too
#define RELAY_TO_TEAM 254 // everybody else of the sender's team
struct msg_relay {
    uint8_t peer; // up: whom to, a slot or RELAY_TO_; down: from, a slot
    const uint8_t *bytes; // borrowed; in a message read, inside that
    uint16_t len;         // 0..MAX_RELAY
};
size_t proto_put_relay_up(
        uint8_t *out, size_t cap, const struct msg_relay *msg);
const char *proto_get_relay_up(
        const uint8_t *in, size_t len, struct msg_relay *msg);
size_t proto_put_relay_down(
        uint8_t *out, size_t cap, const struct msg_relay *msg);
const char *proto_get_relay_down(
        const uint8_t *in, size_t len, struct msg_relay *msg);

#define NO_CHOICE 255
struct msg_vote {
    uint8_t choice; // index into the latest BALLOT; NO_CHOICE takes it back
};
size_t proto_put_vote(uint8_t *out, size_t cap, const struct msg_vote *msg);
const char *proto_get_vote(const uint8_t *in, size_t len, struct msg_vote *msg);

/* RESYNC and LEAVE have no content. */
size_t proto_put_resync(uint8_t *out, size_t cap);
size_t proto_put_leave(uint8_t *out, size_t cap);

/* ---- down ---- */

struct msg_welcome {
    uint8_t slot;               // NO_SLOT for a spectator
    bool resumed;               // the old seat, with its score
    uint8_t token[TOKEN_BYTES]; // to come back with
    char room[ID_BYTES + 1];
    uint32_t tick;
    uint8_t tick_hz;
    uint8_t encoding; // enum encoding the frames will have
    uint16_t player_limit;
    uint16_t entity_limit;
    uint32_t sim_hash; // of the server's simulation
};
size_t proto_put_welcome(
        uint8_t *out, size_t cap, const struct msg_welcome *msg);
const char *proto_get_welcome(
        const uint8_t *in, size_t len, struct msg_welcome *msg);

struct msg_rules {
    uint32_t tick; // they hold from the step to this tick on
    struct rules rules;
};
size_t proto_put_rules(uint8_t *out, size_t cap, const struct msg_rules *msg);
const char *proto_get_rules(
        const uint8_t *in, size_t len, struct msg_rules *msg);

struct roster_seat {
    uint8_t slot;
    bool taken;  // false: the seat is free now
    bool online; // false: held for somebody who may come back
    bool bot;
    char name[NAME_BYTES + 1];
};
struct msg_roster {
    uint8_t count;
    struct roster_seat seat[MAX_PLAYERS];
};
size_t proto_put_roster(uint8_t *out, size_t cap, const struct msg_roster *msg);
const char *proto_get_roster(
        const uint8_t *in, size_t len, struct msg_roster *msg);

struct msg_chat {
    uint8_t slot; // who said it, NO_SLOT for a spectator
    char name[NAME_BYTES + 1];
    char text[CHAT_BYTES + 1];
};
size_t proto_put_chat(uint8_t *out, size_t cap, const struct msg_chat *msg);
const char *proto_get_chat(const uint8_t *in, size_t len, struct msg_chat *msg);

struct msg_pong {
    uint32_t number;
    uint32_t tick; // the latest the server had stepped to
};
size_t proto_put_pong(uint8_t *out, size_t cap, const struct msg_pong *msg);
const char *proto_get_pong(const uint8_t *in, size_t len, struct msg_pong *msg);

struct msg_timing {
    uint32_t tick;
    int16_t lead; // fewest ticks any recent input came ahead; < 0: came late
    uint16_t late_ms; // latest start of a tick since the last TIMING
};
size_t proto_put_timing(uint8_t *out, size_t cap, const struct msg_timing *msg);
const char *proto_get_timing(
        const uint8_t *in, size_t len, struct msg_timing *msg);

/* While results are shown, at first and whenever the votes have changed. The
 * choice with the most votes is played next; of several the first. */
#define MAX_CHOICES 8
struct ballot_choice {
    char mode[ID_BYTES + 1];
    char title[TITLE_BYTES + 1]; // of the mode
    char map[ID_BYTES + 1];
    uint8_t votes;
};
struct msg_ballot {
    uint32_t until; // tick of the step that goes on to what was chosen
    uint8_t mine;   // the reader's choice, or NO_CHOICE
    uint8_t count;  // 0: the vote is over
    struct ballot_choice choice[MAX_CHOICES];
};
size_t proto_put_ballot(uint8_t *out, size_t cap, const struct msg_ballot *msg);
const char *proto_get_ballot(
        const uint8_t *in, size_t len, struct msg_ballot *msg);

enum notice_kind { NOTICE_INFO, NOTICE_RULES_CHANGED, NOTICE_RULES_WRONG };
#define NOTICE_BYTES 400
struct msg_notice {
    uint8_t kind; // enum notice_kind
    char text[NOTICE_BYTES + 1];
};
size_t proto_put_notice(uint8_t *out, size_t cap, const struct msg_notice *msg);
const char *proto_get_notice(
        const uint8_t *in, size_t len, struct msg_notice *msg);

#endif
