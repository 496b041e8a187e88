/* SPDX-License-Identifier: MIT
 *
 * rules: what a room's mode means, as plain numbers.
 *
 * One mode on one map, compiled from the tables of rules.db (server/rulebook)
 * or read from a RULES message (shared/proto). Immutable once made; holds no
 * pointer, so it is copied with `=` and compared through its packed bytes.
 */
#ifndef SHARED_RULES_H
#define SHARED_RULES_H

#include "shared/base.h"

enum win_rule { WIN_MOST, WIN_LEAST };

struct rules_role {
    char id[ID_BYTES + 1];
    uint16_t hp;    // 1..10000
    int32_t speed;  // 1/256 u per tick, at full stick
    int32_t accel;  // 1/256 u per tick, gained each tick at full stick
    int32_t radius; // 1/256 u
    uint8_t weapon; // index into weapons, or NO_WEAPON
    bool starts;    // players spawn in the first role that starts
    uint32_t tint;  // 0xRRGGBB, 0 for the player's own colour
};

struct rules_weapon {
    char id[ID_BYTES + 1];
    uint16_t damage;   // hit points, each pellet
    int32_t speed;     // 1/256 u per tick
    int32_t radius;    // 1/256 u
    uint16_t cooldown; // ticks between shots, at least 1
    uint16_t life;     // ticks until a pellet fades
    uint8_t pellets;   // 1..16
    uint16_t spread;   // 1/65536 turn, whole width of the fan
    int32_t knockback; // 1/256 u per tick, added to whom it hits
};

struct rules_wall {
    int32_t x, y, w, h; // 1/256 u; x, y is the corner nearest the origin
};

struct rules_spot { // where players spawn
    int32_t x, y;   // 1/256 u
    uint8_t team;   // 0 for anybody
};

/* X(name, what a modder reads): events a rule can wait for.
 *
 * At START, what an effect does to all or to a picked player is done once, not
 * once an actor; and a role that is picked at START is picked anew whenever
 * nobody has it any more. TOUCH fires for both orders of the two when they come
 * together, and once a second while they stay; whoever is frozen is no actor of
 * it. A role stays through death; SPAWN can change it. */
#define RULES_EVENTS(X)                                        \
    X(START, "the round starts; actor is each player in turn") \
    X(SPAWN, "actor spawned")                                  \
    X(HIT, "actor's shot damaged target")                      \
    X(DEATH, "target died, actor killed it (or nobody did)")   \
    X(TOUCH, "actor touches player target")

/* What an effect can do. */
#define RULES_OPS(X)                                       \
    X(SCORE, "who gets n points")                          \
    X(ROLE, "who becomes role arg")                        \
    X(DAMAGE, "who loses n hit points")                    \
    X(HEAL, "who gains n hit points, up to the role's hp") \
    X(PUSH, "who is pushed n u/s away from the other")     \
    X(FREEZE, "who cannot move for n s")                   \
    X(RESPAWN, "who respawns at once")                     \
    X(PICK, "one player, chosen in secret, becomes role arg")

enum rules_event {
#define X(name, doc) EVENT_##name,
    RULES_EVENTS(X)
#undef X
            EVENT_COUNT
};

enum rules_op {
#define X(name, doc) OP_##name,
    RULES_OPS(X)
#undef X
            OP_COUNT
};

enum rules_who { WHO_ACTOR, WHO_TARGET, WHO_ALL };
enum rules_team { TEAM_ANY, TEAM_SAME, TEAM_OTHER };

#define ROLE_ANY 255

struct rules_effect {
    uint8_t event;    // enum rules_event
    uint8_t if_role;  // actor's role, or ROLE_ANY
    uint8_t if_other; // target's role, or ROLE_ANY
    uint8_t if_team;  // enum rules_team
    uint8_t op;       // enum rules_op
    uint8_t who;      // enum rules_who
    uint8_t arg;      // OP_ROLE, OP_PICK: a role
    int32_t n;        // points, hit points, 1/256 u per tick, or ticks
};

struct rules {
    uint32_t version; // of the rule set; grows with every accepted change
    char mode[ID_BYTES + 1];
    char title[TITLE_BYTES + 1];
    char map[ID_BYTES + 1];
    uint8_t teams; // 0: everybody for himself
    bool friendly_fire;
    uint8_t win;           // enum win_rule
    uint32_t time_limit;   // ticks of a round
    int16_t score_limit;   // 0: none
    uint32_t respawn;      // ticks from death to respawn
    uint16_t drag;         // share of velocity lost each tick, 1/65536
    uint16_t bounce;       // share of velocity kept off a wall, 1/65536
    uint8_t max_players;   // 2..MAX_PLAYERS
    uint8_t bots;          // bots fill a room up to this many players
    uint16_t bot_skill;    // 0..1000: aim error and reaction
    int32_t width, height; // 1/256 u; the map's edge is a wall
    int32_t sight;         // 1/256 u, side of an interest cell; 0: all is seen
    uint16_t relay_bytes;  // longest relayed message; 0: nothing is relayed
    uint8_t relay_rate;    // relayed messages a second and sender
    bool listed;           // the demo offers it

    uint8_t role_count, weapon_count, spot_count, effect_count;
    uint16_t wall_count;
    struct rules_role role[MAX_ROLES];
    struct rules_weapon weapon[MAX_WEAPONS];
    struct rules_wall wall[MAX_WALLS];
    struct rules_spot spot[MAX_SPOTS];
    struct rules_effect effect[MAX_EFFECTS]; // sorted by event, then by seq
};

/* NULL when every count, index and size in `rules` is within its limits, as the
 * simulation expects of them; otherwise what is wrong, in words. For whoever
 * makes rules out of bytes or rows. */
const char *rules_check(const struct rules *rules);

bool rules_same_id(const char *a, const char *b);

/* The role a player joins in: the first that starts, or 0. */
uint8_t rules_start_role(const struct rules *rules);

/* The index of role `id`, or the start role when there is none of that id. */
uint8_t rules_role_index(const struct rules *rules, const char *id);

/* The index of weapon `id`, or NO_WEAPON. */
uint8_t rules_weapon_index(const struct rules *rules, const char *id);

/* The role with that index, or the first one: a world that came over a network
 * may claim any. */
const struct rules_role *rules_role(const struct rules *rules, uint8_t index);

/* The weapon with that index, or NULL. */
const struct rules_weapon *rules_weapon(
        const struct rules *rules, uint8_t index);

#endif
