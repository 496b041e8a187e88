/* SPDX-License-Identifier: MIT
 *
 * Encoder and decoder are one function: it turns the baseline into the truth,
 * decision by decision, and the encoder's is the one that knows the truth.
 */
#include "shared/replica.h"

#include <string.h>

#include "shared/amend.h"
#include "shared/coder.h"
#include "shared/guess.h"
#include "shared/press.h"
#include "shared/priors.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/view.h"

#define HASH_BITS 16 // of snapshot_replica_hash()

/* One frame being made or read, step by step. */
struct pass {
    struct coder coder;
    struct priors priors;
    const struct rules *rules;
    struct replica *replica;
    struct world *world;          // what the reader foresees; becomes the truth
    const struct entity *base;    // where the step begins; NULL: a keyframe
    const struct snapshot *truth; // where it ends; NULL when decoding
    uint32_t gap;                 // ticks of the step
    uint32_t surprises;           // slots that came out otherwise
};

static const struct entity nobody;
static const struct match no_match;

static const struct entity *base_of(const struct pass *pass, uint16_t slot)
{
    return pass->base ? &pass->base[slot] : &nobody;
}

/* Anything at all when decoding. */
static const struct entity *truth_of(const struct pass *pass, uint16_t slot)
{
    return pass->truth ? &pass->truth->entity[slot] : &nobody;
}

/* ---- what both ends foresee ---- */

static void foresee(struct pass *pass)
{
    struct world *world = pass->world;
    struct input input[MAX_PLAYERS] = {{0}};
    const struct press press = {.coder = &pass->coder,
            .priors = &pass->priors,
            .rules = pass->rules,
            .match = &world->match,
            .end = world->match.tick + pass->gap};
    memset(world->spot, 0, sizeof(world->spot));
    for (uint16_t i = 0; i < world->player_limit; i++) {
        const struct entity *was = base_of(pass, i);
        const struct entity *is = truth_of(pass, i);
        if (was->kind == ENTITY_PLAYER && view_is_seen(was)) {
            // of one that left, nothing but that is news
            input[i] = press_code(&press, was,
                    is->kind == ENTITY_PLAYER ? is : was, &world->spot[i]);
        }
    }
    world_guess_past(world);
    for (uint32_t i = 0; i < pass->gap; i++) {
        sim_step(world, pass->rules, input);
    }
}

/* ---- who came as nobody foresaw ---- */

/* A shot that leaves its owner, who is known by now. */
static struct entity new_shot(const struct pass *pass, uint8_t owner)
{
    struct snapshot now = world_snapshot(pass->world);
    struct entity shot = guess_shot(&now, owner);
    if (owner < now.player_limit) {
        const struct entity *player = &now.entity[owner];
        shot.type = rules_role(pass->rules, player->type)->weapon;
        shot.lag = player->lag;
    }
    return shot;
}

/* As it stands when a bout begins. */
static struct entity thing_at_stand(const struct rules *rules, unsigned i)
{
    const struct rules_stand *stand = &rules->stand[i];
    const struct rules_kind *kind = rules_kind(rules, stand->kind);
    return (struct entity){.team = stand->team,
            .type = stand->kind,
            .x = stand->x,
            .y = stand->y,
            .hp = kind ? kind->radius : 0};
}

static struct entity new_thing(const struct pass *pass, uint16_t slot)
{
    const struct world *world = pass->world;
    struct entity before = world->entity[slot];
    unsigned i = slot - world->player_limit;
    if (before.kind == ENTITY_NONE && i < pass->rules->stand_count) {
        before = thing_at_stand(pass->rules, i);
    }
    return guess_thing(&before, world->match.tick);
}

static enum sort sort_of(const struct pass *pass, uint16_t slot)
{
    switch (slot_kind(pass->world->player_limit, slot)) {
    case ENTITY_PLAYER:
        return SORT_PLAYER;
    case ENTITY_THING:
        return SORT_THING;
    default:
        return SORT_SHOT;
    }
}

static struct entity guess_new(struct pass *pass, enum sort sort, uint16_t slot)
{
    struct world *world = pass->world;
    if (sort == SORT_PLAYER) {
        return guess_player(&world->entity[slot], slot, world->match.tick);
    }
    if (sort == SORT_THING) {
        return new_thing(pass, slot);
    }
    uint32_t owner = coder_number(
            &pass->coder, pass->priors.owner, 8, truth_of(pass, slot)->owner);
    return new_shot(pass, (uint8_t)owner);
}

static void code_new(struct pass *pass, uint16_t slot)
{
    struct world *world = pass->world;
    struct entity *guess = &world->entity[slot];
    enum sort sort = sort_of(pass, slot);
    *guess = guess_new(pass, sort, slot);
    amend_entity(&pass->coder, &pass->priors.entity[sort][UNFAMILIAR], guess,
            truth_of(pass, slot), world->match.tick);
}

/* ---- what came out otherwise ---- */

static enum outlook outlook_of(
        const struct entity *base, const struct entity *guess)
{
    if (guess->kind == ENTITY_NONE) {
        return GOES;
    }
    if (base->kind == ENTITY_NONE) {
        return COMES;
    }
    return guess->vx != 0 || guess->vy != 0 ? MOVES : STANDS;
}

/* Of a slot that somebody is in, or was. */
static void code_slot(struct pass *pass, uint16_t slot)
{
    struct coder *coder = &pass->coder;
    struct priors *priors = &pass->priors;
    const struct entity *truth = truth_of(pass, slot);
    const struct entity *base = base_of(pass, slot);
    struct entity *guess = &pass->world->entity[slot];
    enum sort sort = sort_of(pass, slot);
    bool foreseen = guess->kind != ENTITY_NONE;
    bool is_there = truth->kind != ENTITY_NONE;
    bool right =
            foreseen ? is_there && amend_is_right(guess, truth) : !is_there;
    uint32_t surprises = pass->surprises;
    if (surprises >= SURPRISES) {
        surprises = SURPRISES - 1;
    }
    if (!coder_bit(coder,
                &priors->wrong[sort][outlook_of(base, guess)][surprises],
                !right)) {
        return;
    }
    pass->surprises++;
    if (foreseen && coder_bit(coder, &priors->gone[sort], !is_there)) {
        *guess = nobody;
        return;
    }
    if (!foreseen) {
        *guess = *base;
    }
    if (coder_bit(coder, &priors->same[sort], truth->born == guess->born)) {
        enum familiarity how = surprises > 1 ? ADRIFT : FAMILIAR;
        amend_entity(coder, &priors->entity[sort][how], guess, truth,
                pass->world->match.tick);
    } else {
        code_new(pass, slot);
    }
}

static bool is_empty(const struct pass *pass, uint16_t slot)
{
    return pass->world->entity[slot].kind == ENTITY_NONE &&
           base_of(pass, slot)->kind == ENTITY_NONE;
}

/* How many empty slots from `first` on are to stay so; *found is the one behind
 * them. */
static uint32_t next_comer(
        const struct pass *pass, uint16_t first, uint16_t end, uint16_t *found)
{
    uint32_t skip = 0;
    for (*found = first; *found < end; (*found)++) {
        if (is_empty(pass, *found)) {
            if (truth_of(pass, *found)->kind != ENTITY_NONE) {
                break;
            }
            skip++;
        }
    }
    return skip;
}

/* The empty slot after `skip` others from `first` on, or `end`. */
static uint16_t pass_over(
        const struct pass *pass, uint16_t first, uint16_t end, uint32_t skip)
{
    uint16_t at = first;
    for (; at < end; at++) {
        if (is_empty(pass, at) && skip-- == 0) {
            break;
        }
    }
    return at;
}

static void code_comers(struct pass *pass, uint16_t first, uint16_t end)
{
    struct coder *coder = &pass->coder;
    enum sort sort = sort_of(pass, first);
    uint16_t begin = first;
    while (first < end) {
        uint16_t found = end;
        uint32_t skip = pass->truth ? next_comer(pass, first, end, &found) : 0;
        if (!coder_bit(coder, &pass->priors.more[sort][first == begin],
                    found < end)) {
            return;
        }
        skip = coder_number(coder, pass->priors.skip[sort], 10, skip);
        found = pass_over(pass, first, end, skip);
        if (found == end) {
            coder->failed = true;
            return;
        }
        code_new(pass, found);
        first = (uint16_t)(found + 1);
    }
}

static void code_slots(struct pass *pass, uint16_t first, uint16_t end)
{
    for (uint16_t i = first; i < end; i++) {
        if (!is_empty(pass, i)) {
            code_slot(pass, i);
        }
    }
    code_comers(pass, first, end);
}

/* ---- frames ---- */

#define KEY_HEAD   5 // bytes: the first, and the tick
#define DELTA_HEAD 1
#define GAP_BITS   5
#define GAP_MASK   31u
#define TICK_MASK  3u

static bool has_hash(uint32_t tick, uint32_t gap)
{
    return gap == 0 || tick / HASH_EVERY != (tick - gap) / HASH_EVERY;
}

/* The world becomes what it was at the baseline, or nothing. */
static void begin(struct pass *pass, const struct snapshot *base, uint32_t tick)
{
    struct world *world = pass->world;
    size_t size = world->entity_limit * sizeof(world->entity[0]);
    priors_start(&pass->priors);
    world->secret_rng = 0;
    world->lost = 0;
    world->call_count = world->call_later = 0;
    world->match = base ? base->match : no_match;
    if (base) {
        memcpy(world->entity, base->entity, size);
        pass->base = base->entity;
    } else {
        memset(world->entity, 0, size);
        world->match.tick = tick;
    }
}

/* From the world as it is to the truth. */
static void code_step(struct pass *pass, uint32_t gap)
{
    struct world *world = pass->world;
    bool is_key = pass->base == NULL;
    pass->gap = gap;
    pass->surprises = 0;
    if (!is_key) {
        foresee(pass);
    }
    amend_match(&pass->coder, &pass->priors.match[is_key], &world->match,
            pass->truth ? &pass->truth->match : &no_match);
    code_slots(pass, 0, world->player_limit);
    uint16_t shots = first_shot_slot(world->player_limit);
    code_slots(pass, world->player_limit, shots);
    code_slots(pass, shots, world->entity_limit);
}

static bool is_valid(const struct snapshot *snap)
{
    bool valid = snapshot_match_is_valid(snap);
    for (uint16_t i = 0; i < snap->entity_limit && valid; i++) {
        valid = snapshot_entity_is_valid(snap, i);
    }
    return valid;
}

static void code_steps(
        struct pass *pass, const struct replica_way *way, uint32_t gap)
{
    struct replica *replica = pass->replica;
    size_t size = pass->world->entity_limit * sizeof(replica->before[0]);
    for (uint32_t left = gap; left > 0; left--) {
        if (left < gap) {
            memcpy(replica->before, pass->world->entity, size);
            pass->base = replica->before;
        }
        bool is_between = way->between && left > 1;
        pass->truth = is_between ? &way->between[gap - left] : way->now;
        code_step(pass, 1);
        struct snapshot reached = world_snapshot(pass->world);
        if (!is_valid(&reached)) {
            pass->coder.failed = true; // and must not be stepped on
            return;
        }
    }
}

/* True when the reader has the truth now, if only its coder did not fail. */
static bool code_frame(
        struct pass *pass, const struct replica_way *way, uint32_t gap)
{
    struct odds *stepwise = &pass->priors.stepwise;
    if (gap > 1 && coder_bit(&pass->coder, stepwise, way->between)) {
        code_steps(pass, way, gap);
    } else {
        pass->truth = way->now;
        code_step(pass, gap);
    }
    if (!has_hash(pass->world->match.tick, gap)) {
        return true;
    }
    struct snapshot snap = world_snapshot(pass->world);
    uint32_t hash = snapshot_replica_hash(&snap) & ((1u << HASH_BITS) - 1);
    return coder_raw(&pass->coder, hash, HASH_BITS) == hash;
}

static void put_head(uint8_t *out, uint32_t tick, uint32_t gap)
{
    out[0] =
            (uint8_t)((gap ? gap : FRAME_KEY) | (tick & TICK_MASK) << GAP_BITS);
    for (unsigned i = 0; gap == 0 && i < 4; i++) {
        out[1 + i] = (uint8_t)(tick >> (8 * i));
    }
}

static void pass_init(struct pass *pass, struct replica *replica,
        const struct rules *rules, const struct snapshot *limits)
{
    replica->world.player_limit = limits->player_limit;
    replica->world.entity_limit = limits->entity_limit;
    pass->rules = rules;
    pass->replica = replica;
    pass->world = &replica->world;
    pass->base = NULL;
    pass->truth = NULL;
}

static bool is_sayable(const struct replica_way *way, uint32_t gap)
{
    bool in_reach = !way->base || (gap >= 1 && gap <= MAX_GAP);
    bool sayable = in_reach && snapshot_is_sayable(way->now);
    for (uint32_t i = 0; sayable && way->between && i + 1 < gap; i++) {
        sayable = snapshot_is_sayable(&way->between[i]);
    }
    return sayable;
}

size_t replica_encode_way(struct replica *replica, uint8_t *out, size_t cap,
        const struct rules *rules, const struct replica_way *way)
{
    struct pass pass;
    uint32_t tick = way->now->match.tick;
    uint32_t gap = way->base ? tick - way->base->match.tick : 0;
    size_t head = way->base ? DELTA_HEAD : KEY_HEAD;
    if (cap < head || !is_sayable(way, gap)) {
        return 0;
    }
    put_head(out, tick, gap);
    pass_init(&pass, replica, rules, way->now);
    coder_encode(&pass.coder, out + head, cap - head);
    begin(&pass, way->base, tick);
    code_frame(&pass, way, gap);
    size_t len = coder_finish(&pass.coder);
    return len < SIZE_MAX ? head + len : 0;
}

size_t replica_encode(struct replica *replica, uint8_t *out, size_t cap,
        const struct rules *rules, const struct snapshot *base,
        const struct snapshot *now)
{
    return replica_encode_way(replica, out, cap, rules,
            &(struct replica_way){.base = base, .now = now});
}

bool replica_read_head(const uint8_t *frame, size_t len, uint32_t known,
        struct delta_head *out)
{
    if (len < DELTA_HEAD || frame[0] >> 7 || (frame[0] & GAP_MASK) == 0) {
        return false;
    }
    uint32_t gap = frame[0] & GAP_MASK;
    uint32_t low = frame[0] >> GAP_BITS;
    out->kind = gap == FRAME_KEY ? FRAME_KEY : FRAME_DELTA;
    if (gap != FRAME_KEY) {
        // the latest that fits; another one than `known` if that does not
        out->baseline = known - ((known + gap - low) & TICK_MASK);
        out->tick = out->baseline + gap;
        return true;
    }
    if (len < KEY_HEAD) {
        return false;
    }
    out->tick = 0;
    for (unsigned i = 0; i < 4; i++) {
        out->tick |= (uint32_t)frame[1 + i] << (8 * i);
    }
    out->baseline = out->tick;
    return (out->tick & TICK_MASK) == low;
}

/* Takes over what the reader arrived at. */
static void keep(const struct world *world, struct snapshot *now)
{
    now->match = world->match;
    memcpy(now->entity, world->entity,
            now->entity_limit * sizeof(now->entity[0]));
}

enum delta_result replica_decode(struct replica *replica, const uint8_t *frame,
        size_t len, const struct rules *rules, const struct snapshot *base,
        struct snapshot *now)
{
    struct delta_head head;
    uint32_t known = base ? base->match.tick : 0;
    if (!replica_read_head(frame, len, known, &head)) {
        return DELTA_BROKEN;
    }
    bool is_key = head.kind == FRAME_KEY;
    if (!is_key && (!base || head.baseline != base->match.tick ||
                           base->player_limit != now->player_limit ||
                           base->entity_limit != now->entity_limit)) {
        return DELTA_BASELINE;
    }
    struct pass pass;
    size_t front = is_key ? KEY_HEAD : DELTA_HEAD;
    pass_init(&pass, replica, rules, now);
    coder_decode(&pass.coder, frame + front, len - front);
    begin(&pass, is_key ? NULL : base, head.tick);
    bool agrees = code_frame(
            &pass, &(struct replica_way){0}, head.tick - head.baseline);
    keep(&replica->world, now);
    if (!coder_done(&pass.coder) || !is_valid(now)) {
        return is_key ? DELTA_BROKEN : DELTA_HASH;
    }
    return agrees ? DELTA_OK : DELTA_HASH;
}
