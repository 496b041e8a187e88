/* SPDX-License-Identifier: MIT
 *
 * room_inside: what the files of a room share, and nobody else sees.
 *
 * A room is five files: room.c steps the world and sends it, room_rules.c is
 * about what is played and what next, room_scripts.c runs what mods wrote,
 * visit.c is about who comes in, what they say, and how they go, room_relay.c
 * passes on what another game's pages send each other.
 */
#ifndef SERVER_ROOM_INSIDE_H
#define SERVER_ROOM_INSIDE_H

#include "server/ballot.h"
#include "server/pace.h"
#include "server/rate.h"
#include "server/scripts.h"
#include "server/seats.h"
#include "server/session.h"
#include "server/stream.h"
#include "shared/world.h"

/* Somebody who is connected and has joined: a player or a spectator. The tag of
 * its session; freed when the session is lost, resumed elsewhere or leaves. */
struct member {
    struct member *next, **link;
    struct room *room;
    struct session *session;
    uint8_t slot; // NO_SLOT for a spectator
    bool is_new;  // its seat was made for it, nobody comes back to it yet
    uint64_t since_ns;
    struct stream stream;
    struct pace pace;
    int16_t told_lead;           // in its last TIMING,
    bool told_late;              // with a late_ms worth telling,
    uint32_t told_at;            // of this tick
    struct rate chat;            // lines it said
    struct rate relayed, warned; // messages it had passed on, or not
};

struct room {
    char id[ID_BYTES + 1];
    struct rulebook *book;
    const struct rules *rules; // inside book
    struct rulebook *latest;   // which may lack this mode
    struct outgoing *scratch;  // the worker's
    struct scripts *scripts;   // the worker's
    uint32_t budget;           // bytes a second for each member, 0 for any
    struct history *history;
    struct member *members;
    uint64_t empty_since_ns; // when the last member went
    uint16_t late_ms;        // of the latest tick since the last TIMING
    uint32_t rules_since;    // tick of the round's beginning, or of new rules
    uint32_t noted_version;  // then,
    uint8_t noted_phase;     // enum match_phase of the tick before
    struct relay *relay;     // NULL until somebody has something passed on
    struct seats seats;
    struct inbox *inbox; // player_limit of them
    struct ballot ballot;
    enum votes votes;        // the host's option
    bool vote_begun;         // of the results that are shown
    bool ballot_is_news;     // votes changed since it was told
    uint32_t ballot_told_at; // tick
    struct scripts_state script_state;
    struct rate script_say, script_log;
    struct world world;
};

/* Frames the `len` bytes of the scratch message and writes them to one member,
 * or to all. */
void room_tell(struct member *member, size_t len);
void room_tell_all(struct room *room, size_t len);

/* Puts the RULES message into the scratch; returns its length. */
size_t room_put_rules(struct room *room);

/* Tells one member a sentence. */
void room_notice_to(
        struct member *member, enum notice_kind kind, const char *text);

/* If the coming step begins a round: goes on to what was voted for, or to the
 * next map. Before the step. */
void room_go_on(struct room *room);

/* While results are shown there is a vote on what comes next: opens it, tells
 * how it stands, closes it. After the step. */
void room_hold_vote(struct room *room);

/* The seat's vote, NO_CHOICE to take it back; all are told within 200 ms. */
void room_take_vote(struct room *room, uint8_t slot, uint8_t choice);

void room_tell_ballot(struct member *member);

/* Runs the scripts that the step asked for, and passes on what they say. */
void room_run_scripts(struct room *room, uint64_t now_ns);

/* A RELAY message: it leaves with the next tick, or is dropped and its sender
 * told why. NULL, or what is malformed about it. */
const char *room_take_relay(struct member *member, const uint8_t *bytes,
        size_t len, uint64_t now_ns);

/* Writes what was relayed since the last tick to whom it is for. */
void room_pass_on(struct room *room);

/* Takes whoever sits there out of the world and the seat. */
void room_free_seat(struct room *room, uint8_t slot);

/* Puts whoever took the seat into the world. */
void room_seat_player(struct room *room, uint8_t slot, bool bot);

/* Bots fill the room up to rules->bots and make way for people; while nobody is
 * connected none come or go. */
void room_balance_bots(struct room *room);

#endif
