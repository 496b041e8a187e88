/* SPDX-License-Identifier: MIT */
#include "server/checkpoint.h"

#include <assert.h>
#include <string.h>

#include "server/clock.h"
#include "server/seats.h"
#include "shared/delta.h"
#include "shared/proto.h"
#include "shared/wire.h"
#include "shared/world.h"

#define ROOM_ELEMENTS 12
#define SEAT_ELEMENTS 11

#define SEAT_BYTES      240 // longest, and more
#define FORESIGHT_BYTES 5   // of an entity
#define CALL_ELEMENTS   5
#define CALL_BYTES      16
#define MEMO_BYTES      13 // with its slot
#define PAST_NUMBERS    (2 * PLACES_KEPT)

static_assert(MAX_RULES_BYTES <= MAX_FRAME, "one scratch for either");
static_assert(MAX_FRAME + MAX_RULES_BYTES + (MAX_PLAYERS + 1) * SEAT_BYTES +
                              MAX_ENTITIES * FORESIGHT_BYTES +
                              MAX_CALLS * CALL_BYTES +
                              (MAX_PLAYERS + MAX_THINGS + 1) * MEMO_BYTES <=
                      CHECKPOINT_BYTES,
        "any room fits");

static void put_bot(struct wire_out *out, const struct bot *bot)
{
    wire_put_u64(out, bot->target);
    wire_put_u64(out, bot->aim);
    wire_put_i64(out, bot->error);
    wire_put_u64(out, bot->think_at);
    wire_put_u64(out, bot->buttons);
    wire_put_bool(out, bot->active);
}

static void get_bot(struct wire_in *in, struct bot *bot)
{
    bot->target = wire_u8(in, UINT8_MAX);
    bot->aim = wire_u16(in, UINT16_MAX);
    bot->error = (int16_t)wire_i64(in, INT16_MIN, INT16_MAX);
    bot->think_at = wire_u32(in, UINT32_MAX);
    bot->buttons = wire_u8(in, BUTTONS_ALL);
    bot->active = wire_bool(in);
}

/* Where the player of that slot was, as steps from one tick to the one before.
 */
static void put_past(
        struct wire_out *out, const struct world *world, uint8_t slot)
{
    int32_t x = world->entity[slot].x, y = world->entity[slot].y;

    wire_put_array(out, PAST_NUMBERS);
    for (uint32_t ago = 0; ago < PLACES_KEPT; ago++) {
        const struct places *places =
                &world->past[(world->match.tick - ago) % PLACES_KEPT];
        wire_put_i64(out, (int64_t)places->x[slot] - x);
        wire_put_i64(out, (int64_t)places->y[slot] - y);
        x = places->x[slot];
        y = places->y[slot];
    }
}

/* Nobody goes further in a tick than across the map. */
static int32_t step_back(struct wire_in *in, int32_t from)
{
    int64_t most = (int64_t)MAX_MAP_UNITS * UNIT;

    return (int32_t)((uint32_t)from + (uint32_t)wire_i64(in, -most, most));
}

static void get_past(struct wire_in *in, struct world *world, uint8_t slot)
{
    int32_t x = world->entity[slot].x, y = world->entity[slot].y;

    wire_open(in, PAST_NUMBERS, PAST_NUMBERS);
    for (uint32_t ago = 0; ago < PLACES_KEPT; ago++) {
        struct places *places =
                &world->past[(world->match.tick - ago) % PLACES_KEPT];
        x = step_back(in, x);
        y = step_back(in, y);
        places->x[slot] = x;
        places->y[slot] = y;
    }
    wire_close(in);
}

static void put_seat(struct wire_out *out, uint8_t slot,
        const struct seat *seat, const struct world *world)
{
    wire_put_array(out, SEAT_ELEMENTS);
    wire_put_u64(out, slot);
    wire_put_bool(out, seat->bot);
    wire_put_str(out, seat->name);
    wire_put_bin(out, seat->token, DIGEST_BYTES);
    put_bot(out, &world->bot[slot]);
    put_past(out, world, slot);
}

static void get_seat(struct wire_in *in, uint64_t now_ns, struct world *world,
        struct seats *seats)
{
    size_t len = 0;

    wire_open(in, SEAT_ELEMENTS, SEAT_ELEMENTS);
    uint32_t slot = wire_u32(in, seats->limit - 1u);
    if (in->error) {
        return;
    }
    struct seat *seat = &seats->seat[slot];
    seat->taken = true;
    seat->changed = true;
    seat->away_since_ns = now_ns;
    seat->yields_ns = SEAT_YIELD_S * NS_PER_S;
    seat->bot = wire_bool(in);
    wire_str(in, seat->name, NAME_BYTES);
    const uint8_t *token = wire_bin(in, DIGEST_BYTES, &len);
    if (len == DIGEST_BYTES) {
        memcpy(seat->token, token, DIGEST_BYTES);
    } else {
        wire_fail(in, "a seat's token is cut");
    }
    get_bot(in, &world->bot[slot]);
    get_past(in, world, (uint8_t)slot);
    wire_close(in);
}

static void put_seats(struct wire_out *out, const struct world *world,
        const struct seats *seats)
{
    wire_put_array(out, (uint32_t)seats_people(seats) + seats_bots(seats));
    for (uint16_t i = 0; i < seats->limit; i++) {
        if (seats->seat[i].taken) {
            put_seat(out, (uint8_t)i, &seats->seat[i], world);
        }
    }
}

/* What a keyframe leaves out. */
static void put_foresight(struct wire_out *out, const struct world *world)
{
    wire_put_array(out, world->entity_limit);
    for (uint16_t i = 0; i < world->entity_limit; i++) {
        const struct entity *entity = &world->entity[i];
        wire_put_u64(out, (uint64_t)entity->bends << 24 |
                                  (uint64_t)entity->lag << 16 |
                                  (uint64_t)entity->fine << 8 | entity->turn);
    }
}

static void get_foresight(struct wire_in *in, struct world *world)
{
    wire_open(in, world->entity_limit, world->entity_limit);
    for (uint16_t i = 0; i < world->entity_limit; i++) {
        struct entity *entity = &world->entity[i];
        uint32_t packed = wire_u32(in, UINT32_MAX);
        entity->bends = (uint8_t)(packed >> 24);
        entity->lag = (uint8_t)(packed >> 16);
        entity->fine = (uint8_t)(packed >> 8);
        entity->turn = (uint8_t)packed;
    }
    wire_close(in);
}

/* Those that the next step makes due; the others have run. */
static void put_calls(struct wire_out *out, const struct world *world)
{
    wire_put_array(out, world->call_later);
    for (uint8_t i = 0; i < world->call_later; i++) {
        const struct script_call *call = &world->call[world->call_count + i];
        wire_put_array(out, CALL_ELEMENTS);
        wire_put_u64(out, call->script);
        wire_put_u64(out, call->actor);
        wire_put_u64(out, call->target);
        wire_put_u64(out, call->thing);
        wire_put_i64(out, call->n);
    }
}

static uint8_t get_index(struct wire_in *in, uint8_t limit)
{
    uint8_t index = wire_u8(in, UINT8_MAX);

    if (index >= limit && index != UINT8_MAX) {
        wire_fail(in, "a script is called for nobody");
    }
    return index;
}

static void get_calls(struct wire_in *in, struct world *world)
{
    world->call_later = (uint8_t)wire_open_list(in, MAX_CALLS);
    for (uint8_t i = 0; i < world->call_later; i++) {
        struct script_call *call = &world->call[i];
        wire_open(in, CALL_ELEMENTS, CALL_ELEMENTS);
        call->script = wire_u8(in, MAX_SCRIPTS - 1);
        call->actor = get_index(in, MAX_PLAYERS);
        call->target = get_index(in, MAX_PLAYERS);
        call->thing = get_index(in, MAX_THINGS);
        call->n = (int32_t)wire_i64(in, INT32_MIN, INT32_MAX);
        wire_close(in);
    }
    wire_close(in);
}

static bool is_zero(const struct memo *memo)
{
    return memo->a == 0 && memo->b == 0;
}

static uint16_t memo_limit(const struct world *world)
{
    return first_shot_slot(world->player_limit);
}

static void put_memo(struct wire_out *out, const struct memo *memo)
{
    wire_put_i64(out, memo->a);
    wire_put_i64(out, memo->b);
}

static void get_memo(struct wire_in *in, struct memo *memo)
{
    memo->a = (int32_t)wire_i64(in, INT32_MIN, INT32_MAX);
    memo->b = (int32_t)wire_i64(in, INT32_MIN, INT32_MAX);
}

/* The room's, then slot and numbers of each that has any. */
static void put_memos(struct wire_out *out, const struct world *world)
{
    uint32_t count = 0;

    for (uint16_t i = 0; i < memo_limit(world); i++) {
        count += !is_zero(&world->memo[i]);
    }
    wire_put_array(out, 2 + 3 * count);
    put_memo(out, &world->room_memo);
    for (uint16_t i = 0; i < memo_limit(world); i++) {
        if (!is_zero(&world->memo[i])) {
            wire_put_u64(out, i);
            put_memo(out, &world->memo[i]);
        }
    }
}

static void get_memos(struct wire_in *in, struct world *world)
{
    uint16_t limit = memo_limit(world);
    uint32_t left = wire_open_list(in, 2 + 3u * limit);

    get_memo(in, &world->room_memo);
    for (; left >= 5 && !in->error; left -= 3) {
        get_memo(in, &world->memo[wire_u16(in, (uint16_t)(limit - 1))]);
    }
    wire_close(in);
}

/* Packs into scratch and copies from there; fails `out` when it did not fit. */
static void put_packed(
        struct wire_out *out, const uint8_t *scratch, size_t packed_len)
{
    if (packed_len == 0) {
        out->failed = true;
        return;
    }
    wire_put_bin(out, scratch, packed_len);
}

size_t checkpoint_write(uint8_t *out, size_t cap, struct world *world,
        const struct rules *rules, const struct seats *seats)
{
    static _Thread_local uint8_t scratch[MAX_FRAME];
    struct snapshot now = world_snapshot(world);
    struct wire_out w;

    wire_out_init(&w, out, cap);
    wire_put_array(&w, ROOM_ELEMENTS);
    wire_put_u64(&w, CHECKPOINT_LAYOUT);
    wire_put_u64(&w, world->player_limit);
    wire_put_u64(&w, world->entity_limit);
    wire_put_u64(&w, snapshot_replica_hash(&now));
    wire_put_u64(&w, world->secret_rng);
    wire_put_u64(&w, world->lost);
    put_calls(&w, world);
    put_packed(&w, scratch, delta_encode(scratch, MAX_FRAME, NULL, &now));
    put_foresight(&w, world);
    put_packed(&w, scratch, rules_pack(scratch, MAX_RULES_BYTES, rules));
    put_seats(&w, world, seats);
    put_memos(&w, world);
    return wire_out_done(&w);
}

static const char *read_state(
        struct wire_in *in, struct world *world, uint32_t hash)
{
    size_t len = 0;
    const uint8_t *frame = wire_bin(in, MAX_FRAME, &len);
    struct snapshot now = world_snapshot(world);

    if (in->error) {
        return in->error;
    }
    if (delta_decode(frame, len, NULL, &now) != DELTA_OK) {
        return "the state does not decode";
    }
    world->match = now.match;
    get_foresight(in, world);
    if (in->error) {
        return in->error;
    }
    return snapshot_replica_hash(&now) == hash ? NULL
                                               : "the state's hash is wrong";
}

static const char *read_seats(struct wire_in *in, uint64_t now_ns,
        struct world *world, struct seats *seats)
{
    uint32_t count = wire_open(in, 0, seats->limit);

    for (uint32_t i = 0; i < count && !in->error; i++) {
        get_seat(in, now_ns, world, seats);
    }
    wire_close(in);
    for (uint16_t i = 0; i < seats->limit; i++) {
        bool plays = world->entity[i].kind == ENTITY_PLAYER;
        if (plays != seats->seat[i].taken) {
            return "seats and players do not agree";
        }
    }
    return in->error;
}

/* Behind the rest, and not in what was written before there were any. */
static const char *read_memos(
        struct wire_in *in, uint32_t elements, struct world *world)
{
    if (elements == ROOM_ELEMENTS) {
        get_memos(in, world);
    }
    wire_close(in);
    return wire_done(in) ? NULL : in->error ? in->error : "bytes are left over";
}

const char *checkpoint_read(const uint8_t *in, size_t len, uint64_t now_ns,
        struct world *world, struct rules *rules, struct seats *seats)
{
    struct wire_in r;
    size_t rules_len = 0;

    wire_in_init(&r, in, len);
    uint32_t elements = wire_open(&r, 1, ROOM_ELEMENTS);
    if (wire_u32(&r, UINT32_MAX) != CHECKPOINT_LAYOUT || r.error) {
        return "it is of another version's layout";
    }
    uint16_t player_limit = wire_u16(&r, MAX_PLAYERS);
    uint16_t entity_limit = wire_u16(&r, MAX_ENTITIES);
    uint32_t hash = wire_u32(&r, UINT32_MAX);
    uint64_t secret_rng = wire_u64(&r, UINT64_MAX);
    uint32_t lost = wire_u32(&r, UINT32_MAX);
    if (r.error || player_limit == 0 ||
            entity_limit < first_shot_slot(player_limit)) {
        return r.error ? r.error : "its limits are wrong";
    }
    world_clear(world, player_limit, entity_limit);
    world->secret_rng = secret_rng;
    world->lost = lost;
    get_calls(&r, world);
    const char *wrong = read_state(&r, world, hash);
    const uint8_t *packed = wire_bin(&r, MAX_RULES_BYTES, &rules_len);
    if (!wrong) {
        wrong = r.error ? r.error : rules_unpack(packed, rules_len, rules);
    }
    if (wrong) {
        return wrong;
    }
    if (!seats_create(seats, world->player_limit)) {
        return "out of memory";
    }
    wrong = read_seats(&r, now_ns, world, seats);
    return wrong ? wrong : read_memos(&r, elements, world);
}
