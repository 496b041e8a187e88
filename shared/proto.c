/* SPDX-License-Identifier: MIT */
#include "shared/proto.h"

#include <string.h>

#include "shared/wire.h"
#include "shared/world.h"

const char *close_sentence(uint16_t code)
{
    switch (code) {
#define X(code, name, sentence, advice) \
    case code:                          \
        return sentence;
        CLOSE_CODES(X)
#undef X
    default:
        return "";
    }
}

/* ---- what all messages share ---- */

uint8_t proto_type(const uint8_t *bytes, size_t len)
{
    struct wire_in in;
    wire_in_init(&in, bytes, len);
    wire_open(&in, 1, 1);
    return wire_u8(&in, UINT8_MAX);
}

/* Begins a message of `count` elements, its type among them. */
static struct wire_out begin(
        uint8_t *bytes, size_t cap, uint8_t type, uint32_t count)
{
    struct wire_out out;
    wire_out_init(&out, bytes, cap);
    wire_put_array(&out, count);
    wire_put_u64(&out, type);
    return out;
}

static struct wire_in open_message(
        const uint8_t *bytes, size_t len, uint8_t type, uint32_t count)
{
    struct wire_in in;
    wire_in_init(&in, bytes, len);
    wire_open(&in, count, count);
    if (wire_u8(&in, UINT8_MAX) != type) {
        wire_fail(&in, "a message of another type");
    }
    return in;
}

static const char *close_message(struct wire_in *in)
{
    wire_close(in);
    wire_done(in);
    return in->error;
}

static uint8_t get_slot(struct wire_in *in)
{
    uint8_t slot = wire_u8(in, UINT8_MAX);
    if (slot >= MAX_PLAYERS && slot != NO_SLOT) {
        wire_fail(in, "a slot that does not exist");
    }
    return slot;
}

/* A token, or no bytes at all where that is allowed: then false. */
static bool get_token(struct wire_in *in, uint8_t *token)
{
    size_t len;
    const uint8_t *bytes = wire_bin(in, TOKEN_BYTES, &len);
    if (bytes && len == TOKEN_BYTES) {
        memcpy(token, bytes, TOKEN_BYTES);
        return true;
    }
    memset(token, 0, TOKEN_BYTES);
    if (len > 0) {
        wire_fail(in, "a token of the wrong length");
    }
    return false;
}

/* ---- up ---- */

size_t proto_put_join(uint8_t *out, size_t cap, const struct msg_join *msg)
{
    struct wire_out w = begin(out, cap, UP_JOIN, 6);
    wire_put_str(&w, msg->name);
    wire_put_bin(&w, msg->token, msg->resumes ? TOKEN_BYTES : 0);
    wire_put_bool(&w, msg->spectate);
    wire_put_u64(&w, msg->encodings);
    wire_put_u64(&w, msg->sim_hash);
    return wire_out_done(&w);
}

const char *proto_get_join(const uint8_t *in, size_t len, struct msg_join *msg)
{
    struct wire_in r = open_message(in, len, UP_JOIN, 6);
    wire_str(&r, msg->name, NAME_BYTES);
    msg->resumes = get_token(&r, msg->token);
    msg->spectate = wire_bool(&r);
    msg->encodings = wire_u32(&r, UINT32_MAX);
    msg->sim_hash = wire_u32(&r, UINT32_MAX);
    return close_message(&r);
}

size_t proto_put_input(uint8_t *out, size_t cap, const struct msg_input *msg)
{
    struct wire_out w = begin(out, cap, UP_INPUT, 6);
    wire_put_u64(&w, msg->tick);
    wire_put_u64(&w, msg->seen);
    wire_put_u64(&w, msg->decoded);
    wire_put_u64(&w, msg->buttons);
    wire_put_u64(&w, msg->aim);
    return wire_out_done(&w);
}

const char *proto_get_input(
        const uint8_t *in, size_t len, struct msg_input *msg)
{
    struct wire_in r = open_message(in, len, UP_INPUT, 6);
    msg->tick = wire_u32(&r, UINT32_MAX);
    msg->seen = wire_u32(&r, UINT32_MAX);
    msg->decoded = wire_u32(&r, UINT32_MAX);
    msg->buttons = wire_u8(&r, BUTTONS_ALL);
    msg->aim = wire_u16(&r, UINT16_MAX);
    return close_message(&r);
}

size_t proto_put_say(uint8_t *out, size_t cap, const struct msg_say *msg)
{
    struct wire_out w = begin(out, cap, UP_CHAT, 2);
    wire_put_str(&w, msg->text);
    return wire_out_done(&w);
}

const char *proto_get_say(const uint8_t *in, size_t len, struct msg_say *msg)
{
    struct wire_in r = open_message(in, len, UP_CHAT, 2);
    wire_str(&r, msg->text, CHAT_BYTES);
    return close_message(&r);
}

size_t proto_put_ping(uint8_t *out, size_t cap, const struct msg_ping *msg)
{
    struct wire_out w = begin(out, cap, UP_PING, 2);
    wire_put_u64(&w, msg->number);
    return wire_out_done(&w);
}

const char *proto_get_ping(const uint8_t *in, size_t len, struct msg_ping *msg)
{
    struct wire_in r = open_message(in, len, UP_PING, 2);
    msg->number = wire_u32(&r, UINT32_MAX);
    return close_message(&r);
}

size_t proto_put_confirm(
        uint8_t *out, size_t cap, const struct msg_confirm *msg)
{
    struct wire_out w = begin(out, cap, UP_CONFIRM, 2);
    wire_put_u64(&w, msg->decoded);
    return wire_out_done(&w);
}

const char *proto_get_confirm(
        const uint8_t *in, size_t len, struct msg_confirm *msg)
{
    struct wire_in r = open_message(in, len, UP_CONFIRM, 2);
    msg->decoded = wire_u32(&r, UINT32_MAX);
    return close_message(&r);
}

/* The same form both ways. */
static size_t put_relay(
        uint8_t *out, size_t cap, uint8_t type, const struct msg_relay *msg)
{
    struct wire_out w = begin(out, cap, type, 3);
    wire_put_u64(&w, msg->peer);
    wire_put_bin(&w, msg->bytes, msg->len);
    return wire_out_done(&w);
}

static struct wire_in get_relay(
        const uint8_t *in, size_t len, uint8_t type, struct msg_relay *msg)
{
    struct wire_in r = open_message(in, len, type, 3);
    size_t bytes = 0;
    msg->peer = wire_u8(&r, UINT8_MAX);
    msg->bytes = wire_bin(&r, MAX_RELAY, &bytes);
    msg->len = (uint16_t)bytes;
    return r;
}

size_t proto_put_relay_up(uint8_t *out, size_t cap, const struct msg_relay *msg)
{
    return put_relay(out, cap, UP_RELAY, msg);
}

const char *proto_get_relay_up(
        const uint8_t *in, size_t len, struct msg_relay *msg)
{
    struct wire_in r = get_relay(in, len, UP_RELAY, msg);
    if (msg->peer >= MAX_PLAYERS && msg->peer != RELAY_TO_ALL &&
            msg->peer != RELAY_TO_TEAM) {
        wire_fail(&r, "a message to nobody");
    }
    return close_message(&r);
}

size_t proto_put_relay_down(
        uint8_t *out, size_t cap, const struct msg_relay *msg)
{
    return put_relay(out, cap, DOWN_RELAY, msg);
}

const char *proto_get_relay_down(
        const uint8_t *in, size_t len, struct msg_relay *msg)
{
    struct wire_in r = get_relay(in, len, DOWN_RELAY, msg);
    if (msg->peer >= MAX_PLAYERS) {
        wire_fail(&r, "a slot that does not exist");
    }
    return close_message(&r);
}

size_t proto_put_vote(uint8_t *out, size_t cap, const struct msg_vote *msg)
{
    struct wire_out w = begin(out, cap, UP_VOTE, 2);
    wire_put_u64(&w, msg->choice);
    return wire_out_done(&w);
}

const char *proto_get_vote(const uint8_t *in, size_t len, struct msg_vote *msg)
{
    struct wire_in r = open_message(in, len, UP_VOTE, 2);
    msg->choice = wire_u8(&r, UINT8_MAX);
    if (msg->choice >= MAX_CHOICES && msg->choice != NO_CHOICE) {
        wire_fail(&r, "a choice that does not exist");
    }
    return close_message(&r);
}

size_t proto_put_resync(uint8_t *out, size_t cap)
{
    struct wire_out w = begin(out, cap, UP_RESYNC, 1);
    return wire_out_done(&w);
}

size_t proto_put_leave(uint8_t *out, size_t cap)
{
    struct wire_out w = begin(out, cap, UP_LEAVE, 1);
    return wire_out_done(&w);
}

/* ---- down ---- */

size_t proto_put_welcome(
        uint8_t *out, size_t cap, const struct msg_welcome *msg)
{
    struct wire_out w = begin(out, cap, DOWN_WELCOME, 11);
    wire_put_u64(&w, msg->slot);
    wire_put_bool(&w, msg->resumed);
    wire_put_bin(&w, msg->token, TOKEN_BYTES);
    wire_put_str(&w, msg->room);
    wire_put_u64(&w, msg->tick);
    wire_put_u64(&w, msg->tick_hz);
    wire_put_u64(&w, msg->encoding);
    wire_put_u64(&w, msg->player_limit);
    wire_put_u64(&w, msg->entity_limit);
    wire_put_u64(&w, msg->sim_hash);
    return wire_out_done(&w);
}

const char *proto_get_welcome(
        const uint8_t *in, size_t len, struct msg_welcome *msg)
{
    struct wire_in r = open_message(in, len, DOWN_WELCOME, 11);
    msg->slot = get_slot(&r);
    msg->resumed = wire_bool(&r);
    if (!get_token(&r, msg->token)) {
        wire_fail(&r, "no token");
    }
    wire_str(&r, msg->room, ID_BYTES);
    msg->tick = wire_u32(&r, UINT32_MAX);
    msg->tick_hz = wire_u8(&r, UINT8_MAX);
    msg->encoding = wire_u8(&r, UINT8_MAX);
    msg->player_limit = wire_u16(&r, MAX_PLAYERS);
    msg->entity_limit = wire_u16(&r, MAX_ENTITIES);
    msg->sim_hash = wire_u32(&r, UINT32_MAX);
    if (msg->player_limit < 1 || msg->tick_hz < 1 ||
            msg->entity_limit < msg->player_limit + MAX_THINGS) {
        wire_fail(&r, "a limit out of range");
    }
    if (msg->slot != NO_SLOT && msg->slot >= msg->player_limit) {
        wire_fail(&r, "a slot that does not exist");
    }
    return close_message(&r);
}

size_t proto_put_rules(uint8_t *out, size_t cap, const struct msg_rules *msg)
{
    struct wire_out w = begin(out, cap, DOWN_RULES, 3);
    wire_put_u64(&w, msg->tick);
    rules_put(&w, &msg->rules);
    return wire_out_done(&w);
}

const char *proto_get_rules(
        const uint8_t *in, size_t len, struct msg_rules *msg)
{
    struct wire_in r = open_message(in, len, DOWN_RULES, 3);
    msg->tick = wire_u32(&r, UINT32_MAX);
    rules_get(&r, &msg->rules);
    return close_message(&r);
}

static void put_seat(struct wire_out *w, const struct roster_seat *seat)
{
    wire_put_array(w, 5);
    wire_put_u64(w, seat->slot);
    wire_put_bool(w, seat->taken);
    wire_put_bool(w, seat->online);
    wire_put_bool(w, seat->bot);
    wire_put_str(w, seat->name);
}

static void get_seat(struct wire_in *r, struct roster_seat *seat)
{
    wire_open(r, 5, 5);
    seat->slot = wire_u8(r, MAX_PLAYERS - 1);
    seat->taken = wire_bool(r);
    seat->online = wire_bool(r);
    seat->bot = wire_bool(r);
    wire_str(r, seat->name, NAME_BYTES);
    wire_close(r);
}

size_t proto_put_roster(uint8_t *out, size_t cap, const struct msg_roster *msg)
{
    struct wire_out w = begin(out, cap, DOWN_ROSTER, 2);
    wire_put_array(&w, msg->count);
    for (uint8_t i = 0; i < msg->count; i++) {
        put_seat(&w, &msg->seat[i]);
    }
    return wire_out_done(&w);
}

const char *proto_get_roster(
        const uint8_t *in, size_t len, struct msg_roster *msg)
{
    struct wire_in r = open_message(in, len, DOWN_ROSTER, 2);
    msg->count = (uint8_t)wire_open_list(&r, MAX_PLAYERS);
    for (uint8_t i = 0; i < msg->count; i++) {
        get_seat(&r, &msg->seat[i]);
    }
    wire_close(&r);
    return close_message(&r);
}

size_t proto_put_chat(uint8_t *out, size_t cap, const struct msg_chat *msg)
{
    struct wire_out w = begin(out, cap, DOWN_CHAT, 4);
    wire_put_u64(&w, msg->slot);
    wire_put_str(&w, msg->name);
    wire_put_str(&w, msg->text);
    return wire_out_done(&w);
}

const char *proto_get_chat(const uint8_t *in, size_t len, struct msg_chat *msg)
{
    struct wire_in r = open_message(in, len, DOWN_CHAT, 4);
    msg->slot = get_slot(&r);
    wire_str(&r, msg->name, NAME_BYTES);
    wire_str(&r, msg->text, CHAT_BYTES);
    return close_message(&r);
}

size_t proto_put_pong(uint8_t *out, size_t cap, const struct msg_pong *msg)
{
    struct wire_out w = begin(out, cap, DOWN_PONG, 3);
    wire_put_u64(&w, msg->number);
    wire_put_u64(&w, msg->tick);
    return wire_out_done(&w);
}

const char *proto_get_pong(const uint8_t *in, size_t len, struct msg_pong *msg)
{
    struct wire_in r = open_message(in, len, DOWN_PONG, 3);
    msg->number = wire_u32(&r, UINT32_MAX);
    msg->tick = wire_u32(&r, UINT32_MAX);
    return close_message(&r);
}

size_t proto_put_timing(uint8_t *out, size_t cap, const struct msg_timing *msg)
{
    struct wire_out w = begin(out, cap, DOWN_TIMING, 4);
    wire_put_u64(&w, msg->tick);
    wire_put_i64(&w, msg->lead);
    wire_put_u64(&w, msg->late_ms);
    return wire_out_done(&w);
}

const char *proto_get_timing(
        const uint8_t *in, size_t len, struct msg_timing *msg)
{
    struct wire_in r = open_message(in, len, DOWN_TIMING, 4);
    msg->tick = wire_u32(&r, UINT32_MAX);
    msg->lead = (int16_t)wire_i64(&r, INT16_MIN, INT16_MAX);
    msg->late_ms = wire_u16(&r, UINT16_MAX);
    return close_message(&r);
}

static void put_choice(struct wire_out *w, const struct ballot_choice *choice)
{
    wire_put_array(w, 4);
    wire_put_str(w, choice->mode);
    wire_put_str(w, choice->title);
    wire_put_str(w, choice->map);
    wire_put_u64(w, choice->votes);
}

static void get_choice(struct wire_in *r, struct ballot_choice *choice)
{
    wire_open(r, 4, 4);
    wire_str(r, choice->mode, ID_BYTES);
    wire_str(r, choice->title, TITLE_BYTES);
    wire_str(r, choice->map, ID_BYTES);
    choice->votes = wire_u8(r, UINT8_MAX);
    wire_close(r);
}

size_t proto_put_ballot(uint8_t *out, size_t cap, const struct msg_ballot *msg)
{
    struct wire_out w = begin(out, cap, DOWN_BALLOT, 4);
    wire_put_u64(&w, msg->until);
    wire_put_u64(&w, msg->mine);
    wire_put_array(&w, msg->count);
    for (uint8_t i = 0; i < msg->count; i++) {
        put_choice(&w, &msg->choice[i]);
    }
    return wire_out_done(&w);
}

const char *proto_get_ballot(
        const uint8_t *in, size_t len, struct msg_ballot *msg)
{
    struct wire_in r = open_message(in, len, DOWN_BALLOT, 4);
    msg->until = wire_u32(&r, UINT32_MAX);
    msg->mine = wire_u8(&r, UINT8_MAX);
    msg->count = (uint8_t)wire_open_list(&r, MAX_CHOICES);
    for (uint8_t i = 0; i < msg->count; i++) {
        get_choice(&r, &msg->choice[i]);
    }
    wire_close(&r);
    if (msg->mine >= msg->count && msg->mine != NO_CHOICE) {
        wire_fail(&r, "a choice that does not exist");
    }
    return close_message(&r);
}

size_t proto_put_notice(uint8_t *out, size_t cap, const struct msg_notice *msg)
{
    struct wire_out w = begin(out, cap, DOWN_NOTICE, 3);
    wire_put_u64(&w, msg->kind);
    wire_put_str(&w, msg->text);
    return wire_out_done(&w);
}

const char *proto_get_notice(
        const uint8_t *in, size_t len, struct msg_notice *msg)
{
    struct wire_in r = open_message(in, len, DOWN_NOTICE, 3);
    msg->kind = wire_u8(&r, UINT8_MAX);
    wire_str(&r, msg->text, NOTICE_BYTES);
    return close_message(&r);
}
