/* SPDX-License-Identifier: MIT
 *
 * exports: the module's face to JavaScript.
 *
 * One module is one client. JavaScript restates no number of ours: constants,
 * and where a field lies in which record, are tables that it reads by name once
 * after loading (client-demo/src/roomcast/sim.js). Bytes and texts pass through
 * the buffers below; what a function points to is valid until the next call.
 */
#include <assert.h>
#include <string.h>

#include "shared/delta.h"
#include "shared/foresee.h"
#include "shared/sim_hash.h"
#include "shared/view.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

static struct client client;
static struct foresight foresight;
static uint8_t incoming[2 * MAX_FRAME]; // one message from the server
static uint8_t outgoing[MAX_MESSAGE];
static char text[CHAT_BYTES + 1]; // a name or a line of chat, going out

/* ---- constants ---- */

#define CONSTANTS(X)        \
    X(TICK_HZ)              \
    X(UNIT)                 \
    X(NAME_BYTES)           \
    X(CHAT_BYTES)           \
    X(TOKEN_BYTES)          \
    X(NO_SLOT)              \
    X(ENCODING_REPLICA)     \
    X(NO_WEAPON)            \
    X(ENTITY_NONE)          \
    X(ENTITY_PLAYER)        \
    X(ENTITY_SHOT)          \
    X(ENTITY_THING)         \
    X(MAX_THINGS)           \
    X(NO_THING)             \
    X(PHASE_PLAY)           \
    X(PHASE_RESULTS)        \
    X(PHASE_WARMUP)         \
    X(PHASE_OVERTIME)       \
    X(WINNER_ROLE)          \
    X(BUTTON_UP)            \
    X(BUTTON_DOWN)          \
    X(BUTTON_LEFT)          \
    X(BUTTON_RIGHT)         \
    X(BUTTON_FIRE)          \
    X(WIN_LEAST)            \
    X(ROLE_ANY)             \
    X(TEAM_ANY)             \
    X(TEAM_SAME)            \
    X(TEAM_OTHER)           \
    X(ALIVE_ANY)            \
    X(ALIVE_YES)            \
    X(TIMER_ANY)            \
    X(CLIENT_BROKEN)        \
    X(CLIENT_IGNORED)       \
    X(CLIENT_STATE)         \
    X(CLIENT_LOST)          \
    X(CLIENT_WELCOME)       \
    X(CLIENT_RULES)         \
    X(CLIENT_ROSTER)        \
    X(CLIENT_CHAT)          \
    X(CLIENT_PONG)          \
    X(CLIENT_TIMING)        \
    X(CLIENT_NOTICE)        \
    X(CLIENT_RELAY)         \
    X(CLIENT_BALLOT)        \
    X(NO_CHOICE)            \
    X(RELAY_TO_ALL)         \
    X(RELAY_TO_TEAM)        \
    X(MAX_RELAY)            \
    X(NOTICE_INFO)          \
    X(NOTICE_RULES_CHANGED) \
    X(NOTICE_RULES_WRONG)   \
    X(FORESEEN_TICKS)       \
    X(REWIND_TICKS)         \
    X(MAX_PLAYERS)          \
    X(VIEW_NEVER)           \
    X(SIM_HASH)

struct constant {
    const char *name;
    uint32_t value;
};

static const struct constant constants[] = {
#define X(name) {#name, name},
        CONSTANTS(X)
#undef X
#define X(name, ...) {"BODY_" #name, BODY_##name},
                RULES_BODIES(X)
#undef X
#define X(name, ...) {"EVENT_" #name, EVENT_##name},
                        RULES_EVENTS(X)
#undef X
#define X(name, ...) {"OP_" #name, OP_##name},
                                RULES_OPS(X)
#undef X
#define X(name, ...) {"WHO_" #name, WHO_##name},
                                        RULES_WHOS(X)
#undef X
};

uint32_t EXPORT(constant_count)(void)
{
    return ARRAY_LEN(constants);
}

const char *EXPORT(constant_name)(uint32_t i)
{
    return constants[i].name;
}

uint32_t EXPORT(constant_value)(uint32_t i)
{
    return constants[i].value;
}

const char *EXPORT(subprotocol)(void)
{
    return PROTO_SUBPROTOCOL;
}

/* ---- records: which field lies where ---- */

struct close_advice {
    uint16_t code;
    const char *name;
    const char *sentence;
    const char *advice;
};

static const struct close_advice close_codes[] = {
#define X(code, name, sentence, advice) {code, #name, sentence, advice},
        CLOSE_CODES(X)
#undef X
};

struct place {
    const char *record;
    const char *name;
    uint32_t offset, size; // bytes
    char type;
};

/* The letters of Python's struct module, and z for a pointer to a C string. */
#define TYPE_OF(value) \
    _Generic((value), bool: '?', uint8_t: 'B', uint16_t: 'H',            \
            uint32_t: 'I', int16_t: 'h', int32_t: 'i', char *: 's',      \
            uint8_t *: 'p', const char *: 'z')
#define PLACE(tag, record, member)                   \
    {#record, #member, offsetof(struct tag, member), \
            sizeof(((struct tag *)0)->member),       \
            TYPE_OF(((struct tag *)0)->member)},

#define RULES_READ(X)                  \
    X(rules, rules, version)           \
    X(rules, rules, mode)              \
    X(rules, rules, mod)               \
    X(rules, rules, title)             \
    X(rules, rules, about)             \
    X(rules, rules, map)               \
    X(rules, rules, teams)             \
    X(rules, rules, friendly_fire)     \
    X(rules, rules, win)               \
    X(rules, rules, bouts)             \
    X(rules, rules, time_limit)        \
    X(rules, rules, warmup)            \
    X(rules, rules, overtime)          \
    X(rules, rules, min_players)       \
    X(rules, rules, score_limit)       \
    X(rules, rules, respawn)           \
    X(rules, rules, max_players)       \
    X(rules, rules, bots)              \
    X(rules, rules, width)             \
    X(rules, rules, height)            \
    X(rules, rules, relay_bytes)       \
    X(rules, rules, relay_rate)        \
    X(rules, rules, role_count)        \
    X(rules, rules, weapon_count)      \
    X(rules, rules, wall_count)        \
    X(rules, rules, kind_count)        \
    X(rules, rules, stand_count)       \
    X(rules, rules, timer_count)       \
    X(rules, rules, script_count)      \
    X(rules, rules, effect_count)      \
    X(rules_role, role, id)            \
    X(rules_role, role, hp)            \
    X(rules_role, role, speed)         \
    X(rules_role, role, radius)        \
    X(rules_role, role, weapon)        \
    X(rules_role, role, starts)        \
    X(rules_role, role, tint)          \
    X(rules_role, role, hint)          \
    X(rules_weapon, weapon, id)        \
    X(rules_weapon, weapon, damage)    \
    X(rules_weapon, weapon, speed)     \
    X(rules_weapon, weapon, radius)    \
    X(rules_weapon, weapon, cooldown)  \
    X(rules_weapon, weapon, life)      \
    X(rules_weapon, weapon, pellets)   \
    X(rules_weapon, weapon, spread)    \
    X(rules_weapon, weapon, knockback) \
    X(rules_wall, wall, x)             \
    X(rules_wall, wall, y)             \
    X(rules_wall, wall, w)             \
    X(rules_wall, wall, h)             \
    X(rules_kind, kind, id)            \
    X(rules_kind, kind, body)          \
    X(rules_kind, kind, radius)        \
    X(rules_kind, kind, mass)          \
    X(rules_kind, kind, home_after)    \
    X(rules_kind, kind, tint)          \
    X(rules_stand, stand, x)           \
    X(rules_stand, stand, y)           \
    X(rules_stand, stand, kind)        \
    X(rules_stand, stand, team)        \
    X(rules_timer, timer, id)          \
    X(rules_timer, timer, first)       \
    X(rules_timer, timer, every)       \
    X(rules_script, script, id)        \
    X(rules_effect, effect, event)     \
    X(rules_effect, effect, if_role)   \
    X(rules_effect, effect, if_other)  \
    X(rules_effect, effect, if_team)   \
    X(rules_effect, effect, if_alive)  \
    X(rules_effect, effect, if_thing)  \
    X(rules_effect, effect, if_into)   \
    X(rules_effect, effect, if_timer)  \
    X(rules_effect, effect, if_carry)  \
    X(rules_effect, effect, if_in)     \
    X(rules_effect, effect, if_out)    \
    X(rules_effect, effect, if_alone)  \
    X(rules_effect, effect, op)        \
    X(rules_effect, effect, who)       \
    X(rules_effect, effect, arg)       \
    X(rules_effect, effect, n)

#define MESSAGES_READ(X)                  \
    X(msg_welcome, welcome, slot)         \
    X(msg_welcome, welcome, resumed)      \
    X(msg_welcome, welcome, token)        \
    X(msg_welcome, welcome, room)         \
    X(msg_welcome, welcome, tick)         \
    X(msg_welcome, welcome, encoding)     \
    X(roster_seat, seat, slot)            \
    X(roster_seat, seat, taken)           \
    X(roster_seat, seat, online)          \
    X(roster_seat, seat, bot)             \
    X(roster_seat, seat, name)            \
    X(msg_chat, chat, slot)               \
    X(msg_chat, chat, name)               \
    X(msg_chat, chat, text)               \
    X(msg_pong, pong, number)             \
    X(msg_pong, pong, tick)               \
    X(msg_timing, timing, tick)           \
    X(msg_timing, timing, lead)           \
    X(msg_timing, timing, late_ms)        \
    X(msg_notice, notice, kind)           \
    X(msg_notice, notice, text)           \
    X(msg_ballot, ballot, until)          \
    X(msg_ballot, ballot, mine)           \
    X(msg_ballot, ballot, count)          \
    X(ballot_choice, choice, mode)        \
    X(ballot_choice, choice, title)       \
    X(ballot_choice, choice, map)         \
    X(ballot_choice, choice, votes)       \
    X(close_advice, close_code, code)     \
    X(close_advice, close_code, name)     \
    X(close_advice, close_code, sentence) \
    X(close_advice, close_code, advice)   \
    X(match, match, tick)                 \
    X(match, match, phase)                \
    X(match, match, winner)               \
    X(match, match, ends_at)              \
    X(match, match, bout_at)              \
    X(match, match, score1)               \
    X(match, match, score2)               \
    X(match, match, score3)               \
    X(match, match, score4)

static const struct place fields[] = {
#define X(name, type) PLACE(entity, entity, name)
        ENTITY_FIELDS(X)
#undef X
                RULES_READ(PLACE) MESSAGES_READ(PLACE)};

uint32_t EXPORT(field_count)(void)
{
    return ARRAY_LEN(fields);
}

const char *EXPORT(field_record)(uint32_t i)
{
    return fields[i].record;
}

const char *EXPORT(field_name)(uint32_t i)
{
    return fields[i].name;
}

uint32_t EXPORT(field_offset)(uint32_t i)
{
    return fields[i].offset;
}

uint32_t EXPORT(field_size)(uint32_t i)
{
    return fields[i].size;
}

uint32_t EXPORT(field_type)(uint32_t i)
{
    return (uint8_t)fields[i].type;
}

/* ---- reading ---- */

uint8_t *EXPORT(incoming_bytes)(void)
{
    return incoming;
}

uint32_t EXPORT(incoming_cap)(void)
{
    return sizeof(incoming);
}

void EXPORT(client_start)(void)
{
    client_init(&client);
    foresee_init(&foresight);
}

/* Reads the first `len` bytes of incoming; returns an enum client_event. */
uint32_t EXPORT(client_receive)(uint32_t len)
{
    assert(len <= sizeof(incoming));
    enum client_event event = client_read(&client, incoming, len);
    if (event == CLIENT_STATE) {
        foresee_state(&foresight, &client);
    }
    return event;
}

/* Records, by index where there are several. */

const struct msg_welcome *EXPORT(welcome_at)(void)
{
    return &client.welcome;
}

const struct rules *EXPORT(rules_at)(void)
{
    return &client.rules.rules;
}

const struct rules_role *EXPORT(role_at)(uint32_t i)
{
    return &client.rules.rules.role[i];
}

const struct rules_weapon *EXPORT(weapon_at)(uint32_t i)
{
    return &client.rules.rules.weapon[i];
}

const struct rules_wall *EXPORT(wall_at)(uint32_t i)
{
    return &client.rules.rules.wall[i];
}

const struct rules_kind *EXPORT(kind_at)(uint32_t i)
{
    return &client.rules.rules.kind[i];
}

const struct rules_stand *EXPORT(stand_at)(uint32_t i)
{
    return &client.rules.rules.stand[i];
}

const struct rules_timer *EXPORT(timer_at)(uint32_t i)
{
    return &client.rules.rules.timer[i];
}

const struct rules_script *EXPORT(script_at)(uint32_t i)
{
    return &client.rules.rules.script[i];
}

const struct rules_effect *EXPORT(effect_at)(uint32_t i)
{
    return &client.rules.rules.effect[i];
}

/* Seats by slot; their own `slot` is set in those that were ever taken. */
uint32_t EXPORT(seat_count)(void)
{
    return client.welcome.player_limit;
}

const struct roster_seat *EXPORT(seat_at)(uint32_t i)
{
    return &client.seat[i];
}

const struct msg_chat *EXPORT(chat_at)(void)
{
    return &client.chat;
}

const struct msg_pong *EXPORT(pong_at)(void)
{
    return &client.pong;
}

const struct msg_timing *EXPORT(timing_at)(void)
{
    return &client.timing;
}

const struct msg_notice *EXPORT(notice_at)(void)
{
    return &client.notice;
}

const struct msg_ballot *EXPORT(ballot_at)(void)
{
    return &client.ballot;
}

const struct ballot_choice *EXPORT(choice_at)(uint32_t i)
{
    return &client.ballot.choice[i];
}

/* The RELAY that was just received; its bytes are in incoming. */

uint32_t EXPORT(relay_from)(void)
{
    return client.relay.peer;
}

const uint8_t *EXPORT(relay_bytes)(void)
{
    return client.relay.bytes;
}

uint32_t EXPORT(relay_len)(void)
{
    return client.relay.len;
}

const struct match *EXPORT(match_at)(void)
{
    return &client.state.match;
}

uint32_t EXPORT(entity_kind)(uint32_t i)
{
    return client.state.entity[i].kind;
}

const struct entity *EXPORT(entity_at)(uint32_t i)
{
    return &client.state.entity[i];
}

uint32_t EXPORT(state_tick)(void)
{
    return client.state.match.tick;
}

uint32_t EXPORT(player_limit)(void)
{
    return client.state.player_limit;
}

uint32_t EXPORT(entity_limit)(void)
{
    return client.state.entity_limit;
}

uint32_t EXPORT(close_code_count)(void)
{
    return ARRAY_LEN(close_codes);
}

const struct close_advice *EXPORT(close_code_at)(uint32_t i)
{
    return &close_codes[i];
}

uint32_t EXPORT(own_slot)(void)
{
    return client.welcome.slot;
}

/* ---- foreseeing ---- */

/* Steps on under the inputs sent, to `tick`, and one tick further under what is
 * pressed now. What is asked for below is of that. */
void EXPORT(foresee)(
        uint32_t tick, uint32_t buttons, uint32_t aim, uint32_t lag)
{
    struct input input = {.buttons = (uint8_t)buttons,
            .aim = (uint16_t)aim,
            .lag = (uint8_t)lag};
    foresee_until(&foresight, &client, tick);
    foresee_next(&foresight, &client, &input);
}

/* The furthest tick foreseen, but for the one further. */
uint32_t EXPORT(foreseen_tick)(void)
{
    return foresight.world.match.tick;
}

/* The own player at `tick`, or NULL. */
const struct entity *EXPORT(foreseen_own)(uint32_t tick)
{
    return foresee_own(&foresight, tick);
}

/* Where everybody is at `tick`: all x, then, MAX_PLAYERS further, all y. */
const int32_t *EXPORT(foreseen_places)(uint32_t tick)
{
    return foresight.place[tick % FORESEEN_TICKS].x;
}

/* Where every thing is at `tick`: all x, then, MAX_THINGS further, all y. */
const int32_t *EXPORT(foreseen_things)(uint32_t tick)
{
    return foresight.thing[tick % FORESEEN_TICKS].x;
}

/* The shot of `owner` in that slot, or NULL; of those a tick further only what
 * was fired there. */
const struct entity *EXPORT(foreseen_shot)(
        uint32_t slot, uint32_t owner, bool further)
{
    const struct world *world = further ? &foresight.next : &foresight.world;
    const struct entity *shot = &world->entity[slot];
    bool is_own = shot->kind == ENTITY_SHOT && shot->owner == owner;
    return is_own && (!further || shot->born == world->match.tick) ? shot
                                                                   : NULL;
}

/* Tick at which a shot of the latest state is over by then, 0 if it is not. */
uint32_t EXPORT(foreseen_end)(uint32_t slot)
{
    return foresight.ends_at[slot];
}

/* What the latest state said beyond what was foreseen: x, then y, in 1/256 u;
 * NULL if that cannot be said. */
const int32_t *EXPORT(foreseen_miss)(void)
{
    return foresight.compared ? &foresight.miss_x : NULL;
}

/* ---- writing: each returns the length of the message in outgoing ---- */

uint8_t *EXPORT(outgoing_bytes)(void)
{
    return outgoing;
}

char *EXPORT(text_bytes)(void)
{
    return text;
}

/* Joins with the first `name_len` bytes of the text as name; with the token in
 * the first bytes of incoming if `resumes`. */
uint32_t EXPORT(put_join)(uint32_t name_len, bool resumes, bool spectate)
{
    assert(name_len <= NAME_BYTES);
    struct msg_join join = {
            .resumes = resumes,
            .spectate = spectate,
            .encodings = CLIENT_ENCODINGS,
            .sim_hash = SIM_HASH,
    };
    memcpy(join.name, text, name_len);
    memcpy(join.token, incoming, TOKEN_BYTES);
    return proto_put_join(outgoing, sizeof(outgoing), &join);
}

uint32_t EXPORT(put_input)(
        uint32_t tick, uint32_t seen, uint32_t buttons, uint32_t aim)
{
    struct input input = {.buttons = (uint8_t)buttons, .aim = (uint16_t)aim};
    return client_put_input(
            &client, outgoing, sizeof(outgoing), tick, seen, &input);
}

uint32_t EXPORT(put_chat)(uint32_t len)
{
    assert(len <= CHAT_BYTES);
    struct msg_say say = {0};
    memcpy(say.text, text, len);
    return proto_put_say(outgoing, sizeof(outgoing), &say);
}

/* Passes the first `len` bytes of incoming on. */
uint32_t EXPORT(put_relay)(uint32_t to, uint32_t len)
{
    assert(len <= MAX_RELAY);
    struct msg_relay relay = {
            .peer = (uint8_t)to, .bytes = incoming, .len = (uint16_t)len};
    return proto_put_relay_up(outgoing, sizeof(outgoing), &relay);
}

uint32_t EXPORT(put_vote)(uint32_t choice)
{
    return proto_put_vote(
            outgoing, sizeof(outgoing), &(struct msg_vote){(uint8_t)choice});
}

uint32_t EXPORT(put_ping)(uint32_t number)
{
    return proto_put_ping(
            outgoing, sizeof(outgoing), &(struct msg_ping){number});
}

uint32_t EXPORT(put_confirm)(void)
{
    struct msg_confirm confirm = {client.state.match.tick};
    return proto_put_confirm(outgoing, sizeof(outgoing), &confirm);
}

uint32_t EXPORT(put_resync)(void)
{
    return proto_put_resync(outgoing, sizeof(outgoing));
}

uint32_t EXPORT(put_leave)(void)
{
    return proto_put_leave(outgoing, sizeof(outgoing));
}
