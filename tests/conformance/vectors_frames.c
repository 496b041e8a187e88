/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "shared/replica.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/view.h"
#include "shared/world.h"
#include "tests/conformance/vectors.h"

static struct vector vector;

static bool same_entity(
        const struct entity *a, const struct entity *b, bool foresight)
{
#define X(name, type) &&a->name == b->name
    bool same = true ENTITY_FIELDS(X);
    return same && (!foresight || (true FORESIGHT_FIELDS(X)));
#undef X
}

/* Whether two states are the same; replica frames carry foresight as well. */
static bool same_state(
        const struct snapshot *a, const struct snapshot *b, bool foresight)
{
#define X(name, type) &&a->match.name == b->match.name
    bool same = true MATCH_FIELDS(X);
#undef X
    for (uint16_t i = 0; i < a->entity_limit; i++) {
        same = same && same_entity(&a->entity[i], &b->entity[i], foresight);
    }
    return same;
}

static void name_it(const char *group, const char *name, const char *note)
{
    vector.group = group;
    vector.name = name;
    vector.note = note;
}

/* ---- plain: places for two players, their things, and two shots ---- */

#define PLAYERS 2
#define FLAG    PLAYERS
#define SHOT    (PLAYERS + MAX_THINGS)
#define SLOTS   (SHOT + 2)

struct small {
    struct match match;
    struct entity entity[SLOTS];
};

static struct snapshot small_snapshot(struct small *state)
{
    return (struct snapshot){state->match, PLAYERS, SLOTS, state->entity};
}

static void put_plain(const char *name, const char *note, struct small *base,
        struct small *now)
{
    static struct entity decoded[SLOTS];
    struct snapshot from = base ? small_snapshot(base) : (struct snapshot){0};
    struct snapshot to = small_snapshot(now);
    struct snapshot got = to;
    got.entity = decoded;
    name_it("plain", name, note);
    vector.len = delta_encode(
            vector.bytes, sizeof(vector.bytes), base ? &from : NULL, &to);
    vector_must(delta_decode(vector.bytes, vector.len, base ? &from : NULL,
                        &got) == DELTA_OK,
            name, "is refused");
    vector_must(same_state(&got, &to, false), name, "comes back otherwise");
    vector_print(&vector);
}

/* The first player walks right at full speed. */
static struct small walking(void)
{
    struct small state = {
            .match = {.tick = 1023, .winner = NO_SLOT, .ends_at = 6300}};
    state.entity[0] = (struct entity){
            .kind = ENTITY_PLAYER,
            .type = 1,
            .born = 900,
            .x = 25600,
            .y = 51200,
            .vx = 2560,
            .aim = 64,
            .buttons = BUTTON_RIGHT,
            .hp = 100,
            .foe = NO_SLOT,
            .ready_at = 900,
            .score = 3,
            .deaths = 1,
    };
    return state;
}

/* Then it turns down, and fires. */
static struct small firing(const struct small *before)
{
    struct small state = *before;
    struct entity *player = &state.entity[0];
    state.match.tick++;
    player->vx = 2400;
    player->vy = 455;
    player->x += player->vx;
    player->y += player->vy;
    player->aim = 66;
    player->buttons = BUTTON_DOWN | BUTTON_FIRE;
    player->ready_at = 1032;
    state.entity[SHOT] = (struct entity){
            .kind = ENTITY_SHOT,
            .born = 1024,
            .x = 28100,
            .y = 56520,
            .vy = 7680,
            .aim = 66,
            .ready_at = 1064,
    };
    return state;
}

/* The longest gap: another came, the shot is gone, a point was made. */
static struct small after_a_second(const struct small *before)
{
    struct small state = *before;
    state.match.tick += MAX_GAP;
    state.match.score1 = 1;
    state.match.rng = 0x0123456789abcdef;
    state.entity[0].vx = 0;
    state.entity[0].vy = 0;
    state.entity[0].score = 4;
    state.entity[1] = (struct entity){
            .kind = ENTITY_PLAYER,
            .owner = 1,
            .team = 1,
            .born = 1050,
            .x = 1000,
            .y = -1000,
            .vx = -300,
            .hp = 40,
            .foe = 0,
            .ready_at = 1050,
            .thaw_at = 1060,
    };
    state.entity[SHOT] = (struct entity){0};
    return state;
}

static struct small a_tick_later(const struct small *before)
{
    struct small state = *before;
    state.match.tick++;
    for (unsigned i = 0; i < SLOTS; i++) {
        state.entity[i].x += state.entity[i].vx;
        state.entity[i].y += state.entity[i].vy;
    }
    if (state.entity[FLAG].kind && state.entity[FLAG].owner == 0) {
        state.entity[FLAG].x = state.entity[0].x;
        state.entity[FLAG].y = state.entity[0].y;
    }
    return state;
}

/* A flag of team 2 is there, in front of the first player. */
static struct small a_flag(const struct small *before)
{
    struct small state = a_tick_later(before);
    state.entity[FLAG] = (struct entity){
            .kind = ENTITY_THING,
            .owner = NO_SLOT,
            .team = 2,
            .born = 1055,
            .x = state.entity[0].x + 2560,
            .y = state.entity[0].y,
            .hp = 10,
            .foe = NO_SLOT,
    };
    return state;
}

static struct small carrying(const struct small *before)
{
    struct small state = a_tick_later(before);
    struct entity *player = &state.entity[0];
    struct entity *flag = &state.entity[FLAG];
    player->vx = 2560;
    player->x += player->vx;
    player->buttons = BUTTON_RIGHT;
    flag->owner = flag->foe = 0;
    return state;
}

/* Both go on, the player faster. */
static struct small carrying_on(const struct small *before)
{
    struct small state = a_tick_later(before);
    state.entity[0].vx += 100;
    state.entity[0].x += 100;
    state.entity[FLAG].x += 100;
    return state;
}

/* He dies, and it lies there for 20 s. */
static struct small dropping(const struct small *before)
{
    struct small state = a_tick_later(before);
    struct entity *flag = &state.entity[FLAG];
    state.entity[0].hp = 0;
    state.entity[0].back_at = state.match.tick + 60;
    state.entity[0].deaths++;
    flag->owner = NO_SLOT;
    flag->born = state.match.tick;
    flag->back_at = state.match.tick + 20 * TICK_HZ;
    return state;
}

/* As where the mode sets `sight`, and the second player is far off. */
static struct small out_of_sight(const struct small *before)
{
    static struct entity filtered[SLOTS];
    struct small state = a_tick_later(before);
    struct rules rules = *vector_rules();
    struct view view = {0};
    struct snapshot whole = small_snapshot(&state), seen = whole;
    seen.entity = filtered;
    rules.sight = 64 * UNIT;
    view_follow(&view, &rules, &state.entity[0], VIEW_BLOCK);
    view_filter(&view, &whole, &seen);
    vector_must(!view_is_seen(&filtered[1]), "DELTA/view", "shows everybody");
    memcpy(state.entity, filtered, sizeof(filtered));
    return state;
}

static void print_plain(void)
{
    struct small walk = walking();
    struct small fire = firing(&walk);
    struct small gap = after_a_second(&fire);
    struct small drift = a_tick_later(&gap);
    struct small flag = a_flag(&drift);
    struct small carried = carrying(&flag);
    struct small on = carrying_on(&carried);
    struct small dropped = dropping(&on);
    struct small view = out_of_sight(&dropped);
    put_plain("KEYFRAME", "whole; a player walks right", NULL, &walk);
    put_plain("DELTA", "on that, with a hash; it turns down, and fires", &walk,
            &fire);
    put_plain("DELTA/gap",
            "on that, over 30 ticks; somebody came, the shot is gone", &fire,
            &gap);
    put_plain("DELTA/nothing", "on that; all went on as it did", &gap, &drift);
    put_plain("DELTA/thing", "on that; a flag is there", &drift, &flag);
    put_plain("DELTA/carried", "on that; the first player picks it up", &flag,
            &carried);
    put_plain("DELTA/carrier",
            "on that; he is faster now, and the flag comes along", &carried,
            &on);
    put_plain("DELTA/dropped", "on that; he dies, and drops it", &on, &dropped);
    put_plain("DELTA/view", "on that; slot 1 is out of sight now", &dropped,
            &view);
    put_plain("KEYFRAME/view", "that again, whole", NULL, &view);
}

/* ---- replica: two players, as the simulation has it ---- */

static struct world world;
static struct replica replica;
static struct entity sent_entities[MAX_ENTITIES];
static struct snapshot sent;

static void print_state(const struct snapshot *snap)
{
    printf("# leads to:");
#define X(name, type) printf(" " #name " %" PRId64, (int64_t)snap->match.name);
    MATCH_FIELDS(X)
#undef X
    printf("\n");
    for (uint16_t i = 0; i < snap->entity_limit; i++) {
        const struct entity *e = &snap->entity[i];
        if (e->kind == ENTITY_NONE) {
            continue;
        }
        printf("# slot %u:", i);
#define X(name, type) printf(" " #name " %" PRId64, (int64_t)e->name);
        ENTITY_FIELDS(X)
        FORESIGHT_FIELDS(X)
#undef X
        printf("\n");
    }
}

static void put_replica(const char *name, const char *note, bool whole)
{
    static struct entity decoded[MAX_ENTITIES];
    const struct snapshot *base = whole ? NULL : &sent;
    struct snapshot now = world_snapshot(&world);
    struct snapshot got = now;
    got.entity = decoded;
    name_it("replica", name, note);
    vector.len = replica_encode(&replica, vector.bytes, sizeof(vector.bytes),
            vector_rules(), base, &now);
    vector_must(replica_decode(&replica, vector.bytes, vector.len,
                        vector_rules(), base, &got) == DELTA_OK,
            name, "is refused");
    vector_must(same_state(&got, &now, true), name, "comes back otherwise");
    vector_print(&vector);
    print_state(&now);
    memcpy(sent_entities, world.entity, sizeof(sent_entities));
    sent = now;
    sent.entity = sent_entities;
}

static void step(uint32_t ticks, struct input input)
{
    struct input all[MAX_PLAYERS] = {{0}};
    all[0] = input;
    for (uint32_t i = 0; i < ticks; i++) {
        sim_step(&world, vector_rules(), all);
    }
}

static void print_replica(void)
{
    struct input none = {0};
    struct input walk = {.buttons = BUTTON_RIGHT, .aim = 0x4000};
    struct input fire = {
            .buttons = BUTTON_RIGHT | BUTTON_FIRE, .aim = 0x4230, .lag = 3};
    struct rules room = *vector_rules();
    room.max_players = 2;
    sim_start(&world, &room, 1);
    sim_join(&world, vector_rules(), 0, false);
    step(1000, none);
    put_replica("REPLICA-KEY", "whole", true);
    step(1, none);
    put_replica("REPLICA", "on that; nothing that was not foreseen", false);
    step(1, walk);
    put_replica("REPLICA/keys", "on that; keys and aim are news", false);
    step(1, fire);
    put_replica("REPLICA/shot", "on that; it fires, at what it saw 3 ticks ago",
            false);
    sim_join(&world, vector_rules(), 1, false);
    step(30, fire);
    put_replica("REPLICA/gap",
            "on that, over 30 ticks, with a hash; somebody came", false);
}

/* ---- replica frames to refuse ---- */

static void refuse(const char *name, const char *note,
        const struct snapshot *base, enum delta_result expected)
{
    static struct entity decoded[MAX_ENTITIES];
    struct snapshot got = sent;
    got.entity = decoded;
    name_it("refused", name, note);
    vector_must(replica_decode(&replica, vector.bytes, vector.len,
                        vector_rules(), base, &got) == expected,
            name, "reads otherwise");
    vector_print(&vector);
}

/* All but one on the state of the last replica frame. */
static void refuse_replica(void)
{
    vector.len = replica_encode(&replica, vector.bytes, sizeof(vector.bytes),
            vector_rules(), NULL, &sent);
    vector.bytes[vector.len++] = 0;
    refuse("REPLICA-KEY/more-bytes", "a byte too many", &sent, DELTA_BROKEN);
    vector.len = 4;
    refuse("REPLICA-KEY/head-only", "cut in the tick", &sent, DELTA_BROKEN);
    vector.len = 5;
    vector.bytes[0] ^= 0x20;
    refuse("REPLICA-KEY/low-bits", "the tick has other lowest bits", &sent,
            DELTA_BROKEN);
    vector.len = 1;
    vector.bytes[0] = 0x20;
    refuse("REPLICA/no-gap", "a gap of 0", &sent, DELTA_BROKEN);
    vector.bytes[0] = (uint8_t)(1 | (sent.match.tick & 3) << 5);
    refuse("REPLICA/other-baseline",
            "builds on another tick: lost, ask for a keyframe", &sent,
            DELTA_BASELINE);
    refuse("REPLICA/no-baseline",
            "before any keyframe: lost, ask for a keyframe", NULL,
            DELTA_BASELINE);
}

void vectors_of_frames(void)
{
    print_plain();
    print_replica();
    refuse_replica();
}
