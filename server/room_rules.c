/* SPDX-License-Identifier: MIT */
#include "server/room.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "server/ballot.h"
#include "server/room_inside.h"
#include "server/rulebook.h"
#include "shared/sim.h"

#define BALLOT_TICKS (TICK_HZ / 5) // between two tellings of how votes stand

/* ---- edits ---- */

/* Equal in everything but the version, which grows with any mode's change. */
static bool same_rules(const struct rules *a, const struct rules *b)
{
    static _Thread_local struct rules copy;
    static _Thread_local uint8_t packed[2][MAX_RULES_BYTES];

    copy = *a;
    copy.version = b->version;
    size_t len = rules_pack(packed[0], MAX_RULES_BYTES, &copy);
    return len == rules_pack(packed[1], MAX_RULES_BYTES, b) &&
           memcmp(packed[0], packed[1], len) == 0;
}

static void hold_book(struct rulebook **held, struct rulebook *book)
{
    rulebook_ref(book);
    rulebook_unref(*held);
    *held = book;
}

/* The scripts' statements stay on the server: no packed byte tells of them. */
static bool same_scripts(const struct room *room, const struct rulebook *book,
        const struct rules *now)
{
    bool same = room->rules->script_count == now->script_count;

    for (unsigned i = 0; i < now->script_count && same; i++) {
        same = strcmp(rulebook_script(room->book, room->rules, i),
                       rulebook_script(book, now, i)) == 0;
    }
    return same;
}

/* From the next step on it is `now`, of `book`, that is played. */
static void take_rules(
        struct room *room, struct rulebook *book, const struct rules *now)
{
    sim_change_rules(&room->world, room->rules, now);
    room->rules = now;
    hold_book(&room->book, book);
    room_tell_all(room, room_put_rules(room));
}

static void take_edit(
        struct room *room, struct rulebook *book, const struct rules *now)
{
    char text[NOTICE_BYTES];

    if (same_rules(room->rules, now) && same_scripts(room, book, now)) {
        room->rules = now;
        hold_book(&room->book, book);
        return;
    }
    take_rules(room, book, now);
    room->script_state = (struct scripts_state){0};
    if (rulebook_changes(book, now->mode, text, sizeof(text)) == 0) {
        snprintf(text, sizeof(text),
                "the rules of %s have changed (version %u)", now->title,
                (unsigned)now->version);
    }
    room_notice(room, NOTICE_RULES_CHANGED, text);
}

static void renew_vote(struct room *room);

void room_change_rules(struct room *room, struct rulebook *book)
{
    const struct rules *now =
            rulebook_find_map(book, room->rules->mode, room->rules->map);

    if (!now) {
        now = rulebook_find(book, room->rules->mode);
    }
    hold_book(&room->latest, book);
    if (now) {
        take_edit(room, book, now);
    } else {
        room_notice(room, NOTICE_RULES_WRONG,
                "this mode was removed from the rules; play goes on as it was");
    }
    renew_vote(room);
}

/* ---- the vote ---- */

static struct ballot_offer offer(const struct room *room)
{
    return (struct ballot_offer){.rules = room->rules,
            .book = room->book,
            .latest = room->latest,
            .votes = room->votes};
}

void room_tell_ballot(struct member *member)
{
    struct room *room = member->room;
    struct msg_ballot msg;

    ballot_message(
            &room->ballot, member->slot, room->world.match.ends_at, &msg);
    room_tell(member, proto_put_ballot(outgoing_message(room->scratch),
                              OUTGOING_BYTES, &msg));
}

static void tell_ballots(struct room *room)
{
    for (struct member *m = room->members; m; m = m->next) {
        room_tell_ballot(m);
    }
    room->ballot_is_news = false;
    room->ballot_told_at = room->world.match.tick;
}

static void close_vote(struct room *room)
{
    bool was_on = room->ballot.count > 0;

    ballot_close(&room->ballot);
    room->vote_begun = false;
    if (was_on) {
        tell_ballots(room);
    }
}

static void open_vote(struct room *room)
{
    struct ballot_offer now = offer(room);

    ballot_open(&room->ballot, &now);
    room->vote_begun = true;
    if (room->ballot.count > 0) {
        tell_ballots(room);
    }
}

static void renew_vote(struct room *room)
{
    struct ballot_offer now = offer(room);
    bool was_on = room->ballot.count > 0;

    if (!room->vote_begun) {
        return;
    }
    ballot_renew(&room->ballot, &now);
    if (was_on || room->ballot.count > 0) {
        tell_ballots(room);
    }
}

void room_take_vote(struct room *room, uint8_t slot, uint8_t choice)
{
    if (ballot_vote(&room->ballot, slot, choice)) {
        room->ballot_is_news = true;
    }
}

void room_hold_vote(struct room *room)
{
    const struct match *match = &room->world.match;
    bool is_on = match->phase == PHASE_RESULTS;

    if (is_on && !room->vote_begun) {
        open_vote(room);
    } else if (!is_on && room->vote_begun) {
        close_vote(room);
    } else if (room->ballot_is_news &&
               match->tick - room->ballot_told_at >= BALLOT_TICKS) {
        tell_ballots(room);
    }
}

/* ---- the next round ---- */

/* What is played next, and the book that has it. All that can be chosen is in
 * one: an edit makes the choices anew. */
static const struct rules *find_next(
        const struct room *room, struct rulebook **book)
{
    const struct ballot_choice *choice = ballot_result(&room->ballot);

    *book = room->book;
    if (!choice) {
        return rulebook_next_map(room->book, room->rules);
    }
    if (strcmp(choice->mode, room->rules->mode) != 0) {
        *book = room->latest;
    }
    return rulebook_find_map(*book, choice->mode, choice->map);
}

static void announce_mode(struct room *room)
{
    char text[NOTICE_BYTES];

    snprintf(text, sizeof(text), "this round is %s, on %s", room->rules->title,
            room->rules->map);
    room_notice(room, NOTICE_INFO, text);
}

void room_go_on(struct room *room)
{
    struct rulebook *book;

    if (!sim_round_ends_next(&room->world)) {
        return;
    }
    const struct rules *next = find_next(room, &book);
    assert(next);
    bool other_mode = strcmp(next->mode, room->rules->mode) != 0;
    if (next != room->rules) {
        take_rules(room, book, next);
    }
    close_vote(room);
    if (other_mode) { // on another map scripts that failed stay switched off
        room->script_state = (struct scripts_state){0};
        announce_mode(room);
    }
}
