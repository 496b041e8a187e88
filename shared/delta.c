/* SPDX-License-Identifier: MIT
 *
 * Both ends first guess what an entity is now: as in the baseline, moved along
 * its velocity. Slots where the guess is right cost nothing; the others say
 * which fields it missed, and by how much.
 */
#include "shared/delta.h"

#include <assert.h>

#include "shared/bits.h"
#include "shared/guess.h"
#include "shared/miss.h"
#include "shared/world.h"

/* ---- tables ---- */

static const struct miss_code velocity_codes[] = {
        {FIELD(entity, vx), MISS_FROM_GUESS, 10, 14},
        {FIELD(entity, vy), MISS_FROM_GUESS, 10, 14},
};

static const struct miss_code look_codes[] = {
        {FIELD(entity, aim), MISS_FROM_GUESS, 2, 5},
        {FIELD(entity, buttons), MISS_FROM_GUESS, 4, 4},
};

static const struct miss_code place_codes[] = {
        {FIELD(entity, x), MISS_FROM_GUESS, 10, 13},
        {FIELD(entity, y), MISS_FROM_GUESS, 10, 13},
};

static const struct miss_code fight_codes[] = {
        {FIELD(entity, ready_at), MISS_FROM_NOW, 4, 6},
        {FIELD(entity, hp), MISS_FROM_GUESS, 6, 6},
        {FIELD(entity, foe), MISS_FROM_GUESS, 3, 3},
};

static const struct miss_code rest_codes[] = {
        {FIELD(entity, back_at), MISS_FROM_NOW, 6, 6},
        {FIELD(entity, thaw_at), MISS_FROM_NOW, 6, 6},
        {FIELD(entity, score), MISS_FROM_GUESS, 0, 3},
        {FIELD(entity, deaths), MISS_FROM_GUESS, 0, 3},
        {FIELD(entity, type), MISS_FROM_GUESS, 0, 0},
        {FIELD(entity, team), MISS_FROM_GUESS, 1, 1},
        {FIELD(entity, owner), MISS_FROM_GUESS, 3, 3},
        {FIELD(entity, born), MISS_FROM_NOW, 3, 3},
};

static const struct miss_code match_codes[] = {
        {FIELD(match, phase), MISS_FROM_GUESS, 0, 0},
        {FIELD(match, winner), MISS_FROM_GUESS, 4, 4},
        {FIELD(match, ends_at), MISS_FROM_NOW, 10, 10},
        {FIELD(match, bout_at), MISS_FROM_NOW, 6, 10},
        {FIELD(match, score1), MISS_FROM_GUESS, 0, 3},
        {FIELD(match, score2), MISS_FROM_GUESS, 0, 3},
        {FIELD(match, score3), MISS_FROM_GUESS, 0, 3},
        {FIELD(match, score4), MISS_FROM_GUESS, 0, 3},
};

#define GROUP(codes)            \
    {                           \
        codes, ARRAY_LEN(codes) \
    }
static const struct miss_group match_group = GROUP(match_codes);
static const struct miss_group velocity_group = GROUP(velocity_codes);
static const struct miss_group look_group = GROUP(look_codes);
static const struct miss_group rare_groups[] = {
        GROUP(place_codes),
        GROUP(fight_codes),
        GROUP(rest_codes),
};

#define X(name, type) ENTITY_##name,
enum { ENTITY_FIELDS(X) ENTITY_FIELD_COUNT };
#undef X
#define X(name, type) MATCH_##name,
enum { MATCH_FIELDS(X) MATCH_FIELD_COUNT };
#undef X
_Static_assert(ARRAY_LEN(velocity_codes) + ARRAY_LEN(look_codes) +
                               ARRAY_LEN(place_codes) + ARRAY_LEN(fight_codes) +
                               ARRAY_LEN(rest_codes) ==
                       ENTITY_FIELD_COUNT - 1,
        "every field of an entity has its code, but for the kind");
_Static_assert(ARRAY_LEN(match_codes) == MATCH_FIELD_COUNT - 2,
        "every field of the match has its code, but for tick and rng");

#define COUNT_K 4 // orders of the numbers that are no fields
#define SKIP_K  0
#define OWNER_K 3

static const struct entity nobody;  // what an empty slot holds
static const struct match no_match; // what a keyframe builds on

/* ---- the match ---- */

static void put_match(
        struct bits_out *out, const struct match *base, const struct match *now)
{
    bool has_drawn = now->rng != base->rng;
    miss_put_group(out, &match_group, base, now,
            (struct miss_context){now->tick, base == &no_match});
    bits_put(out, has_drawn, 1);
    if (has_drawn) {
        bits_put(out, (uint32_t)(now->rng >> 32), 32);
        bits_put(out, (uint32_t)now->rng, 32);
    }
}

/* `now` is that of the baseline, but for the tick. */
static void get_match(struct bits_in *in, struct match *now, bool is_new)
{
    miss_get_group(
            in, &match_group, now, (struct miss_context){now->tick, is_new});
    if (bits_get(in, 1)) {
        uint64_t high = bits_get(in, 32);
        now->rng = high << 32 | bits_get(in, 32);
    }
}

/* ---- guesses ---- */

/* Wraps around at the ends of its range, on every platform alike. */
static int32_t moved(int32_t at, int16_t velocity, uint32_t ticks)
{
    return (int32_t)((uint32_t)at + (uint32_t)velocity * ticks);
}

/* The player who carries it, as the frame has him, or NULL. */
static const struct entity *carrier_of(
        const struct entity *thing, const struct snapshot *now)
{
    bool is_carried = thing->kind == ENTITY_THING &&
                      thing->owner < now->player_limit &&
                      now->entity[thing->owner].kind == ENTITY_PLAYER;
    return is_carried ? &now->entity[thing->owner] : NULL;
}

/* Moves on who was there in the baseline, with the velocity of `is`. What was
 * carried is where its carrier is: players come first in a frame, so that is
 * known. */
static void move(struct entity *guess, const struct entity *is,
        const struct snapshot *now, uint32_t ticks)
{
    const struct entity *carrier = carrier_of(guess, now);
    guess->x = carrier ? carrier->x : moved(guess->x, is->vx, ticks);
    guess->y = carrier ? carrier->y : moved(guess->y, is->vy, ticks);
}

/* ---- entities ---- */

/* What becomes of a slot. */
enum change {
    UNCHANGED, // the guess is right
    MOVED,     // only velocity, aim or buttons are not
    CHANGED,
    GONE,
    NEW, // another player or shot, or the same one spawned again
};

static bool is_same(const struct entity *a, const struct entity *b)
{
#define X(name, type) &&a->name == b->name
    return true ENTITY_FIELDS(X);
#undef X
}

static bool any_rare_missed(
        const struct entity *guess, const struct entity *now)
{
    for (size_t i = 0; i < ARRAY_LEN(rare_groups); i++) {
        if (miss_any(&rare_groups[i], guess, now)) {
            return true;
        }
    }
    return false;
}

static enum change change_of(const struct entity *base,
        const struct snapshot *now, uint16_t slot, uint32_t gap)
{
    const struct entity *is = &now->entity[slot];
    if (is->kind == ENTITY_NONE) {
        return base->kind == ENTITY_NONE ? UNCHANGED : GONE;
    }
    if (base->kind != is->kind || base->born != is->born) {
        return NEW;
    }
    struct entity guess = *base;
    move(&guess, is, now, gap);
    if (is_same(&guess, is)) {
        return UNCHANGED;
    }
    return any_rare_missed(&guess, is) ? CHANGED : MOVED;
}

/* Of an empty slot there is nothing to say: it can only be new. */
static void put_change(
        struct bits_out *out, const struct entity *base, enum change change)
{
    if (base->kind == ENTITY_NONE) {
        return;
    }
    bits_put(out, change != MOVED, 1);
    if (change != MOVED) {
        bits_put(out, change != CHANGED, 1);
    }
    if (change == GONE || change == NEW) {
        bits_put(out, change == NEW, 1);
    }
}

static enum change get_change(struct bits_in *in, const struct entity *base)
{
    if (base->kind == ENTITY_NONE) {
        return NEW;
    }
    if (bits_get(in, 1) == 0) {
        return MOVED;
    }
    if (bits_get(in, 1) == 0) {
        return CHANGED;
    }
    return bits_get(in, 1) ? NEW : GONE;
}

/* What both ends know of a new one that is no shot. */
static struct entity new_body(const struct entity *base,
        const struct snapshot *now, uint16_t slot, uint32_t gap)
{
    struct entity before = *base;
    if (slot_kind(now->player_limit, slot) == ENTITY_PLAYER) {
        return guess_player(base, slot, now->match.tick);
    }
    move(&before, base, now, gap);
    return guess_thing(&before, now->match.tick);
}

/* A shot's owner comes first. */
static struct entity put_new(struct bits_out *out, const struct entity *base,
        const struct snapshot *now, uint16_t slot, uint32_t gap)
{
    if (slot_kind(now->player_limit, slot) != ENTITY_SHOT) {
        return new_body(base, now, slot, gap);
    }
    bits_put_golomb(out, now->entity[slot].owner, OWNER_K);
    return guess_shot(now, now->entity[slot].owner);
}

static struct entity get_new(struct bits_in *in, const struct entity *base,
        const struct snapshot *now, uint16_t slot, uint32_t gap)
{
    if (slot_kind(now->player_limit, slot) != ENTITY_SHOT) {
        return new_body(base, now, slot, gap);
    }
    uint32_t owner = bits_get_golomb(in, OWNER_K);
    if (owner > UINT8_MAX) {
        in->failed = true;
    }
    return guess_shot(now, (uint8_t)owner);
}

static void put_entity(struct bits_out *out, const struct entity *base,
        const struct snapshot *now, uint16_t slot, uint32_t gap)
{
    const struct entity *entity = &now->entity[slot];
    enum change change = change_of(base, now, slot, gap);
    struct miss_context context = {now->match.tick, change == NEW};
    struct entity guess = *base;
    put_change(out, base, change);
    if (change == GONE) {
        return;
    }
    if (change == NEW) {
        guess = put_new(out, base, now, slot, gap);
    }
    miss_put_fields(out, &velocity_group, &guess, entity, context);
    miss_put_fields(out, &look_group, &guess, entity, context);
    if (change != NEW) {
        move(&guess, entity, now, gap);
    }
    for (size_t i = 0; change != MOVED && i < ARRAY_LEN(rare_groups); i++) {
        miss_put_group(out, &rare_groups[i], &guess, entity, context);
    }
}

static struct entity get_entity(struct bits_in *in, const struct entity *base,
        const struct snapshot *now, uint16_t slot, uint32_t gap)
{
    enum change change = get_change(in, base);
    struct miss_context context = {now->match.tick, change == NEW};
    struct entity entity = *base;
    if (change == GONE) {
        return nobody;
    }
    if (change == NEW) {
        entity = get_new(in, base, now, slot, gap);
    }
    miss_get_fields(in, &velocity_group, &entity, context);
    miss_get_fields(in, &look_group, &entity, context);
    if (change != NEW) {
        move(&entity, &entity, now, gap);
    }
    for (size_t i = 0; change != MOVED && i < ARRAY_LEN(rare_groups); i++) {
        miss_get_group(in, &rare_groups[i], &entity, context);
    }
    return entity;
}

static const struct entity *base_entity(
        const struct snapshot *base, uint16_t slot)
{
    return base ? &base->entity[slot] : &nobody;
}

/* The slots in the order of a frame: players, shots, things. Most rooms have
 * few things or none, and shots come and go at all times: like this no record
 * has a long way over empty slots. */
static uint16_t slot_at(const struct snapshot *now, uint32_t place)
{
    uint32_t things = now->entity_limit - (uint32_t)MAX_THINGS; // their places
    if (place < now->player_limit) {
        return (uint16_t)place;
    }
    return (uint16_t)(place < things ? place + MAX_THINGS
                                     : place - things + now->player_limit);
}

static void put_entities(struct bits_out *out, const struct snapshot *base,
        const struct snapshot *now, uint32_t gap)
{
    uint16_t changed[MAX_ENTITIES]; // places in the order of a frame
    uint16_t count = 0;
    for (uint16_t i = 0; i < now->entity_limit; i++) {
        uint16_t slot = slot_at(now, i);
        if (change_of(base_entity(base, slot), now, slot, gap)) {
            changed[count++] = i;
        }
    }
    bits_put_golomb(out, count, COUNT_K);
    uint16_t next = 0;
    for (uint16_t i = 0; i < count; i++) {
        uint16_t slot = slot_at(now, changed[i]);
        bits_put_golomb(out, (uint32_t)(changed[i] - next), SKIP_K);
        put_entity(out, base_entity(base, slot), now, slot, gap);
        next = (uint16_t)(changed[i] + 1);
    }
}

/* Moves on those who changed in nothing. */
static bool keep_entities(const struct snapshot *base, struct snapshot *now,
        uint32_t first, uint32_t end, uint32_t gap)
{
    for (uint32_t i = first; i < end; i++) {
        uint16_t slot = slot_at(now, i);
        struct entity *entity = &now->entity[slot];
        *entity = *base_entity(base, slot);
        move(entity, entity, now, gap);
        if (!snapshot_entity_is_valid(now, slot)) {
            return false;
        }
    }
    return true;
}

static bool get_entities(struct bits_in *in, const struct snapshot *base,
        struct snapshot *now, uint32_t gap)
{
    uint32_t count = bits_get_golomb(in, COUNT_K);
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t skip = bits_get_golomb(in, SKIP_K);
        if (in->failed || skip >= now->entity_limit - next) {
            return false;
        }
        uint16_t slot = slot_at(now, next + skip);
        if (!keep_entities(base, now, next, next + skip, gap)) {
            return false;
        }
        now->entity[slot] =
                get_entity(in, base_entity(base, slot), now, slot, gap);
        if (!snapshot_entity_is_valid(now, slot)) {
            return false;
        }
        next += skip + 1;
    }
    return keep_entities(base, now, next, now->entity_limit, gap);
}

/* ---- frames ---- */

#define HEAD_BYTES 5
#define HASH_BYTES 4

static void put_u32(uint8_t *out, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (uint8_t)(value >> (8 * i));
    }
}

static uint32_t get_u32(const uint8_t *in)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < 4; i++) {
        value |= (uint32_t)in[i] << (8 * i);
    }
    return value;
}

/* What stands in front of the bits. */
static size_t front_bytes(uint32_t tick)
{
    return HEAD_BYTES + (tick % HASH_EVERY == 0 ? HASH_BYTES : 0);
}

static size_t put_front(
        uint8_t *out, const struct snapshot *now, uint8_t first_byte)
{
    size_t len = front_bytes(now->match.tick);
    out[0] = first_byte;
    put_u32(out + 1, now->match.tick);
    if (len > HEAD_BYTES) {
        put_u32(out + HEAD_BYTES, snapshot_hash(now));
    }
    return len;
}

size_t delta_encode(uint8_t *out, size_t cap, const struct snapshot *base,
        const struct snapshot *now)
{
    uint32_t gap = base ? now->match.tick - base->match.tick : 0;
    assert(now->entity_limit >= first_shot_slot(now->player_limit));
    bool can_say =
            snapshot_is_sayable(now) && (!base || (gap >= 1 && gap <= MAX_GAP));
    if (!can_say || cap < front_bytes(now->match.tick)) {
        return 0;
    }
    size_t front = put_front(out, now, base ? (uint8_t)gap : FRAME_KEY);
    struct bits_out bits;
    bits_out_init(&bits, out + front, cap - front);
    put_match(&bits, base ? &base->match : &no_match, &now->match);
    put_entities(&bits, base, now, gap);
    size_t len = bits_out_done(&bits);
    return len > 0 ? front + len : 0;
}

bool delta_read_head(const uint8_t *frame, size_t len, struct delta_head *out)
{
    if (len < HEAD_BYTES || frame[0] < 1 ||
            (frame[0] > MAX_GAP && frame[0] != FRAME_KEY)) {
        return false;
    }
    bool is_key = frame[0] == FRAME_KEY;
    out->kind = is_key ? FRAME_KEY : FRAME_DELTA;
    out->tick = get_u32(frame + 1);
    out->baseline = is_key ? out->tick : out->tick - frame[0];
    return out->tick >= out->baseline;
}

static bool get_body(const uint8_t *bytes, size_t len,
        const struct snapshot *base, struct snapshot *now, uint32_t gap)
{
    struct bits_in bits;
    bits_in_init(&bits, bytes, len);
    get_match(&bits, &now->match, base == NULL);
    return snapshot_match_is_valid(now) &&
           get_entities(&bits, base, now, gap) && bits_in_done(&bits);
}

enum delta_result delta_decode(const uint8_t *frame, size_t len,
        const struct snapshot *base, struct snapshot *now)
{
    struct delta_head head;
    assert(now->entity_limit >= first_shot_slot(now->player_limit));
    if (!delta_read_head(frame, len, &head) || len < front_bytes(head.tick)) {
        return DELTA_BROKEN;
    }
    if (head.kind == FRAME_KEY) {
        base = NULL;
    } else if (!base || base->match.tick != head.baseline ||
               base->player_limit != now->player_limit ||
               base->entity_limit != now->entity_limit) {
        return DELTA_BASELINE;
    }
    now->match = base ? base->match : no_match;
    now->match.tick = head.tick;
    size_t front = front_bytes(head.tick);
    if (!get_body(frame + front, len - front, base, now,
                head.tick - head.baseline)) {
        return DELTA_BROKEN;
    }
    bool has_hash = front > HEAD_BYTES;
    return has_hash && get_u32(frame + HEAD_BYTES) != snapshot_hash(now)
                   ? DELTA_HASH
                   : DELTA_OK;
}
