/* SPDX-License-Identifier: MIT
 *
 * world: everything that is simulated in one room.
 *
 * A world is flat: it holds no pointer, and a copy by `=` is a whole copy. Its
 * match and entities are public, what every client may know; the rest is
 * secret. Kill feed, hits and deaths are read off the public state (`deaths`
 * grew, `foe` says by whom), so that a client that skipped ticks misses
 * nothing.
 */
#ifndef SHARED_WORLD_H
#define SHARED_WORLD_H

#include "shared/base.h"

enum entity_kind {
    ENTITY_NONE,
    ENTITY_PLAYER,
    ENTITY_SHOT,
    ENTITY_THING,
    ENTITY_KINDS
};

enum button {
    BUTTON_UP = 1,
    BUTTON_DOWN = 2,
    BUTTON_LEFT = 4,
    BUTTON_RIGHT = 8,
    BUTTON_FIRE = 16,
    BUTTONS_ALL = 31
};

/* X(name, type): the public state of an entity. The state hash, the journal and
 * the state encodings are all derived from this table. A player who is dead has
 * hp 0 and stays where it fell until `back_at`: BACK_LATER while it waits for a
 * bout that nobody knows the beginning of, BACK_NEVER out of the reader's sight
 * (shared/view).
 *
 * A thing has its radius, in whole u, as hp, and is away while that is 0; its
 * owner is who carries it, its foe who touched it last, NO_SLOT for nobody;
 * back_at is when it goes home, or comes back, 0 for never; what is not said of
 * it here is 0. A carried one stands where its carrier does, at velocity 0. */
#define ENTITY_FIELDS(X)                                                     \
    X(kind, uint8_t)  /* enum entity_kind; the rest is 0 when NONE */        \
    X(owner, uint8_t) /* slot of the player it belongs to */                 \
    X(team, uint8_t)  /* 0: none, else 1..MAX_TEAMS */                       \
    X(type, uint8_t)  /* a player's role, a shot's weapon, a thing's kind */ \
    X(born, uint32_t) /* tick of its last spawn: a new one is a new body */  \
    X(x, int32_t)     /* 1/256 u */                                          \
    X(y, int32_t)                                                            \
    X(vx, int16_t) /* 1/256 u per tick */                                    \
    X(vy, int16_t)                                                           \
    X(aim, uint8_t)       /* 1/256 turn */                                   \
    X(buttons, uint8_t)   /* of the input applied last */                    \
    X(hp, uint16_t)       /* hit points; 0 is dead */                        \
    X(foe, uint8_t)       /* slot that hurt it last, or NO_SLOT */           \
    X(ready_at, uint32_t) /* player: may shoot from; shot: fades at */       \
    X(back_at, uint32_t)  /* player: respawns at, while dead */              \
    X(thaw_at, uint32_t)  /* player: may move from */                        \
    X(score, int16_t)                                                        \
    X(deaths, uint16_t)

#define BACK_LATER (UINT32_MAX - 1)
#define BACK_NEVER UINT32_MAX

/* What the aim gained against the step before: how a steady turn in fractions
 * looks in whole numbers. */
enum bend { BEND_NONE, BEND_MORE, BEND_LESS, BEND_OTHER }; // 0, 1, -1, any

/* X(name, type): what a replica needs besides, to foresee the next tick. Public
 * too, but no part of the `plain` encoding nor of its hash. */
#define FORESIGHT_FIELDS(X)                                                  \
    X(turn, uint8_t)  /* aim gained in the last step, 1/256 turn */          \
    X(bends, uint8_t) /* how `turn` changed in the last four steps, two bits \
                         each, the latest lowest: enum bend */               \
    X(fine, uint8_t)  /* the latest shot's aim beyond `aim`, 1/4096 turn */  \
    X(lag, uint8_t)   /* shots (of a player: its latest) meet their targets  \
                         where they stood so many ticks ago */

struct entity {
#define X(name, type) type name;
    ENTITY_FIELDS(X)
    FORESIGHT_FIELDS(X)
#undef X
};

/* WARMUP: all may run about, nothing counts. OVERTIME: play goes on for as long
 * as the best are level. */
enum match_phase {
    PHASE_PLAY,
    PHASE_RESULTS,
    PHASE_WARMUP,
    PHASE_OVERTIME,
    PHASE_COUNT
};

#define WINNER_ROLE 128 // match.winner: everybody of role winner - WINNER_ROLE

/* X(name, type): the public state of the match itself. */
#define MATCH_FIELDS(X)                                                       \
    X(tick, uint32_t)                                                         \
    X(phase, uint8_t)    /* enum match_phase */                               \
    X(winner, uint8_t)   /* in RESULTS: slot, or team - 1, or WINNER_ROLE +   \
                            role; NO_SLOT for a draw */                       \
    X(ends_at, uint32_t) /* tick the phase ends at; 0: players are missing */ \
    X(bout_at, uint32_t) /* tick this bout began at; if that is to come, all  \
                            wait for it */                                    \
    X(score1, int16_t)   /* of teams 1..4 */                                  \
    X(score2, int16_t)                                                        \
    X(score3, int16_t)                                                        \
    X(score4, int16_t)                                                        \
    X(rng, uint64_t) /* the public generator */

struct match {
#define X(name, type) type name;
    MATCH_FIELDS(X)
#undef X
};

/* Whether what happens counts: nobody is hurt outside of play, nobody scores,
 * and of the rules' events only JOIN and SPAWN come. */
bool match_in_play(const struct match *match);

/* The public state of one tick, borrowed from whoever holds the entities. Slots
 * 0..player_limit-1 are players', the MAX_THINGS from there on things', and the
 * rest, up to entity_limit-1, shots'. */
struct snapshot {
    struct match match;
    uint16_t player_limit;
    uint16_t entity_limit;
    struct entity *entity;
};

/* What a player presses in one tick. */
struct input {
    uint8_t buttons; // enum button, or-ed
    uint16_t aim;    // 1/65536 turn
    uint8_t lag;     // ticks ago that its sender saw the others, at most
                     // REWIND_TICKS
};

/* What kind of entity can stand in a slot. */
static inline enum entity_kind slot_kind(uint16_t player_limit, uint16_t slot)
{
    return slot < player_limit                ? ENTITY_PLAYER
           : slot < player_limit + MAX_THINGS ? ENTITY_THING
                                              : ENTITY_SHOT;
}

static inline uint16_t first_shot_slot(uint16_t player_limit)
{
    return (uint16_t)(player_limit + MAX_THINGS);
}

/* A script that a step has asked for; NO_SLOT and NO_THING where there is none.
 */
struct script_call {
    uint8_t script;        // index into rules->script
    uint8_t actor, target; // slots
    uint8_t thing;         // 0..MAX_THINGS-1
    int32_t n;             // effect.n
};
#define MAX_CALLS MAX_PLAYERS // a step: one for each that spawns, at least

/* Two numbers that the mode's scripts keep, of whom or of what is up to them:
 * nobody else looks at them, no frame has them. */
struct memo {
    int32_t a, b;
};

struct bot {
    bool active;
    uint8_t target;    // slot it hunts, or NO_SLOT
    uint16_t aim;      // 1/65536 turn
    int16_t error;     // 1/65536 turn, how far off it aims now
    uint32_t think_at; // tick of its next decision
    uint8_t buttons;
};

/* No coordinate of a state is further from 0; 1/256 u. Every map has room in
 * it, and the simulation's arithmetic room for it. */
#define PLACE_MAX (16 * MAX_MAP_UNITS * UNIT)

/* Where every player was, by slot, at the latest ticks: what shots with a lag
 * meet. A body that is younger than a place was not there. */
#define REWIND_TICKS 6 // 200 ms: the longest lag
#define PLACES_KEPT  8 // a way within a tick has two ends
struct places {
    int32_t x[MAX_PLAYERS], y[MAX_PLAYERS];
};

struct world {
    struct match match;
    uint16_t player_limit; // 1..MAX_PLAYERS
    uint16_t entity_limit; // player_limit..MAX_ENTITIES
    struct entity entity[MAX_ENTITIES];
    uint64_t secret_rng; // spawns, bots: what nobody should foresee
    struct bot bot[MAX_PLAYERS];
    struct places past[PLACES_KEPT]; // by tick % PLACES_KEPT
    // where each spawns next: the index of a spot + 1, or 0: where chance has
    // it. Only replicas are told.
    uint8_t spot[MAX_PLAYERS];
    // roles that nobody living has any more since the last look: EXTINCT is
    // still to come; a bit each
    uint32_t lost;
    // scripts that the last step asked for, in their order: the server runs
    // them after it, nobody else does. Behind them are `call_later` that were
    // asked for since, by who joined for one: they are due after the next step
    struct script_call call[MAX_CALLS];
    uint8_t call_count, call_later;
    uint16_t calls_dropped; // there was no room for them; until it is told
    // of the room, and by slot of each player and thing; 0 until a script says
    // otherwise, of who is new, and of players as their scores are
    struct memo room_memo;
    struct memo memo[MAX_PLAYERS + MAX_THINGS];
};

static inline bool world_has_player(const struct world *world, uint16_t slot)
{
    return slot < world->player_limit &&
           world->entity[slot].kind == ENTITY_PLAYER;
}

/* The player of this slot; NULL without one. */
static inline struct entity *world_player(struct world *world, uint16_t slot)
{
    return world_has_player(world, slot) ? &world->entity[slot] : NULL;
}

/* The thing in place `i` of the things, 0..MAX_THINGS-1; NULL when the world is
 * too small for it. It may be away, or NONE. */
struct entity *world_thing(struct world *world, uint8_t i);

/* A bit for each role, by its index, that somebody living has. */
uint32_t world_living_roles(const struct world *world);

/* Makes an empty world of these limits. Entities beyond them are nobody's and
 * stay untouched: most of the memory of a small room is never needed. */
void world_clear(
        struct world *world, uint16_t player_limit, uint16_t entity_limit);

/* A new body cannot be hurt for this many ticks, unless it shoots before. */
#define SPAWN_GUARD 45

/* Whether `player` has that protection at `tick`. */
bool entity_guarded(const struct entity *player, uint32_t tick);

/* Fills the past of a world that came as a snapshot: everybody is taken to have
 * come straight at its present velocity. */
void world_guess_past(struct world *world);

/* A view of the world's public state; valid as long as the world is. */
struct snapshot world_snapshot(struct world *world);

/* Whether a frame can say it: what stands in a slot is of the slot's kind. */
bool snapshot_is_sayable(const struct snapshot *snap);

/* Whether all that indexes something does: whoever reads frames refuses what
 * does not. */
bool snapshot_match_is_valid(const struct snapshot *snap);
bool snapshot_entity_is_valid(const struct snapshot *snap, uint16_t slot);

/* A hash of the public state that every platform agrees on: of the values in
 * the order of the tables above, the match first, then every entity; of one
 * that is NONE only its kind. Never of memory. */
uint32_t snapshot_hash(const struct snapshot *snap);

/* The same with the foresight fields: what replica frames carry. */
uint32_t snapshot_replica_hash(const struct snapshot *snap);

#endif
