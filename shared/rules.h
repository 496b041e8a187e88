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
    char hint[HINT_BYTES + 1]; // what who becomes it is told, or ""
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

/* X(name, what a modder reads): what a thing is to bodies. */
#define RULES_BODIES(X)                                                \
    X(AREA, "stops nobody; knows who comes, stays and goes")           \
    X(CARRIED, "lies about until a carry effect hands it to a player") \
    X(PUSHED, "players push it about; walls and solid things stop it") \
    X(SOLID, "stops players, shots and pushed things")

#define MAX_THING_RADIUS 2000 // u

/* A kind of thing. */
struct rules_kind {
    char id[ID_BYTES + 1];
    uint8_t body;        // enum rules_body
    uint16_t radius;     // u; 1..MAX_THING_RADIUS
    uint16_t mass;       // 1/256 of a player's
    uint16_t drag;       // share of velocity lost each tick, 1/65536
    uint16_t bounce;     // share of velocity kept off a wall, 1/65536
    uint32_t home_after; // ticks that it lies about before it goes home; 0: any
    uint32_t tint;       // 0xRRGGBB, 0 for its team's colour
};

/* Where a thing stands when a bout begins: thing i of the world is that of
 * stand i. Those beyond are free: scripts spawn things there. */
struct rules_stand {
    int32_t x, y; // 1/256 u
    uint8_t kind; // index
    uint8_t team; // the thing's, 0 for nobody's
};

struct rules_timer {
    char id[ID_BYTES + 1];
    uint32_t first; // ticks after a bout began
    uint32_t every; // ticks between then, 0: once a bout
};

struct rules_script { // its statements stay on the server: server/rulebook
    char id[ID_BYTES + 1];
};

/* X(name, what a modder reads): what bots can be up to.
 *
 * A bot follows the first habit of its mode that fits it, and whenever that has
 * nothing to go for the next; below all of them it fights, catches whom a TOUCH
 * effect lets it catch, and runs from who may catch it. */
#define RULES_DOINGS(X)                                                   \
    X(FIGHT, "shoots at foes and keeps its distance")                     \
    X(CATCH, "runs into the nearest player (of that role)")               \
    X(FLEE, "keeps away from players (of that role) while they are near") \
    X(FETCH, "walks to the nearest such thing")                           \
    X(STAY, "walks into such a thing and stays there, fighting")          \
    X(PUSH, "pushes the nearest such thing into the nearest `goal`")      \
    X(ESCORT, "stays near the nearest friend (of that role), fighting")

struct rules_habit {
    uint8_t if_role;  // or ROLE_ANY
    uint8_t if_carry; // only while it carries such a kind, or NO_THING
    uint8_t does;     // enum rules_doing
    uint8_t role;     // whom, or ROLE_ANY
    uint8_t kind;     // what, or NO_THING
    uint8_t goal;     // PUSH: a kind, or NO_THING
    uint8_t whose;    // enum rules_team: of its own team, or another
};

/* What an event of that name can be about, besides what it is. */
enum event_parts {
    HAS_ACTOR = 1,
    HAS_TARGET = 2, // another player
    HAS_THING = 4,
    HAS_INTO = 8, // the thing that `thing` came into
    HAS_TIMER = 16,
    HAS_ROLE = 32, // if_role is about that, not about an actor
    EACH = 64      // comes once a player in turn, as actor, the dead too
};

/* X(name, parts, what a modder reads): events a rule can wait for.
 *
 * What an EACH event does to all, to things of a kind or to the match is done
 * once, at the first actor who fits; so is a script that is for all, and a team
 * scores once. A role that is picked at START is picked anew whenever nobody
 * has it any more. TOUCH fires for both orders of the two when they come
 * together, and once a second while they stay; whoever is frozen is no actor of
 * it, of ENTER, nor of IN. Who touches a thing is in it; what somebody carries
 * nobody else is in, and who dies in one does not leave it. A role stays
 * through death; SPAWN can change it. Outside of play, and between two bouts,
 * only JOIN and SPAWN happen. */
#define RULES_EVENTS(X)                                                       \
    X(START, HAS_ACTOR | EACH, "a bout begins; actor is each player in turn") \
    X(JOIN, HAS_ACTOR, "actor came into the game")                            \
    X(SPAWN, HAS_ACTOR, "actor spawned")                                      \
    X(HIT, HAS_ACTOR | HAS_TARGET, "actor's shot damaged target")             \
    X(DEATH, HAS_ACTOR | HAS_TARGET,                                          \
            "target died, actor killed it (or nobody did)")                   \
    X(TOUCH, HAS_ACTOR | HAS_TARGET, "actor touches player target")           \
    X(ENTER, HAS_ACTOR | HAS_THING, "actor comes into or upon thing")         \
    X(IN, HAS_ACTOR | HAS_THING, "actor is in thing, once a second")          \
    X(EXIT, HAS_ACTOR | HAS_THING, "actor leaves thing")                      \
    X(REACH, HAS_ACTOR | HAS_THING | HAS_INTO,                                \
            "thing, pushed or carried, comes into area into; actor touched "  \
            "it last")                                                        \
    X(TIMER, HAS_ACTOR | HAS_TIMER | EACH,                                    \
            "a timer went off; actor is each player in turn")                 \
    X(EXTINCT, HAS_ROLE, "nobody alive is of role if_role any more")          \
    X(LAST, HAS_ACTOR | EACH,                                                 \
            "one side is left alive; actor is each of it in turn")            \
    X(TIMEUP, HAS_ACTOR | EACH,                                               \
            "the round's time is up; actor is each player in turn")

/* What an effect's n is, in a modder's words and units; NONE: it has none. */
enum amount_unit {
    AMOUNT_NONE,
    AMOUNT_POINTS,
    AMOUNT_HP,
    AMOUNT_SPEED,
    AMOUNT_TIME,
    AMOUNT_TEAM,
    AMOUNT_LENGTH,
    AMOUNT_ANY // a script's own
};

/* What an effect's arg names; MAYBE: or nothing. */
enum arg_kind {
    ARG_NONE,
    ARG_ROLE,
    ARG_MAYBE_ROLE,
    ARG_THING,
    ARG_MAYBE_THING,
    ARG_SCRIPT
};

/* X(name, unit, low, high, arg, what a modder reads): what an effect can do. */
#define RULES_OPS(X)                                                           \
    X(SCORE, POINTS, -1000, 1000, NONE, "who gets n points, and its team too") \
    X(TEAM_SCORE, POINTS, -1000, 1000, NONE,                                   \
            "the team of who gets n points, once")                             \
    X(ROLE, NONE, 0, 0, ROLE, "who becomes role arg (with full hit points)")   \
    X(TEAM, TEAM, 1, MAX_TEAMS, NONE, "who joins team n")                      \
    X(DAMAGE, HP, 1, 10000, NONE, "who loses n hit points")                    \
    X(KILL, NONE, 0, 0, NONE, "who dies, guarded or not")                      \
    X(HEAL, HP, 1, 10000, NONE, "who gains n hit points, up to the role's hp") \
    X(PUSH, SPEED, -1000, 1000, NONE,                                          \
            "who is pushed n u/s away from the other, or from thing")          \
    X(FREEZE, TIME, 0, 60, NONE, "who cannot move for n s")                    \
    X(RESPAWN, NONE, 0, 0, NONE, "who respawns at once")                       \
    X(PICK, NONE, 0, 0, ROLE,                                                  \
            "one player, chosen in secret, becomes role arg (with full hit "   \
            "points)")                                                         \
    X(CARRY, NONE, 0, 0, NONE, "who picks thing up, unless it carries one")    \
    X(DROP, NONE, 0, 0, NONE, "who drops what it carries")                     \
    X(HOME, NONE, 0, 0, MAYBE_THING,                                           \
            "thing, or all of kind arg, go where the bout began for them")     \
    X(TAKE, TIME, 0, 3600, NONE,                                               \
            "thing is away for n s; 0: until the next bout")                   \
    X(OWN, NONE, 0, 0, NONE, "thing is now of the team of who")                \
    X(GROW, LENGTH, -2000, 2000, THING,                                        \
            "the radius of all things of kind arg grows by n u, down to 1 u")  \
    X(END, NONE, 0, 0, NONE, "the round ends; the score decides")              \
    X(WIN, NONE, 0, 0, MAYBE_ROLE,                                             \
            "the round ends; the side of who, or role arg, has won")           \
    X(SCRIPT, ANY, -1000000, 1000000, SCRIPT,                                  \
            "the server runs script arg, which reads :actor, :target, "        \
            ":thing and :n")

/* X(name, what a modder reads): to whom an effect is done. */
#define RULES_WHOS(X)                                          \
    X(ACTOR, "the actor")                                      \
    X(TARGET, "the target")                                    \
    X(ALL, "everybody")                                        \
    X(FRIENDS, "everybody on the actor's side, the actor too") \
    X(FOES, "everybody who is not on the actor's side")

enum rules_body {
#define X(name, doc) BODY_##name,
    RULES_BODIES(X)
#undef X
            BODY_COUNT
};

enum rules_doing {
#define X(name, doc) DOES_##name,
    RULES_DOINGS(X)
#undef X
            DOES_COUNT
};

enum rules_event {
#define X(name, parts, doc) EVENT_##name,
    RULES_EVENTS(X)
#undef X
            EVENT_COUNT
};

enum rules_op {
#define X(name, unit, low, high, arg, doc) OP_##name,
    RULES_OPS(X)
#undef X
            OP_COUNT
};

enum rules_who {
#define X(name, doc) WHO_##name,
    RULES_WHOS(X)
#undef X
            WHO_COUNT
};

enum rules_team { TEAM_ANY, TEAM_SAME, TEAM_OTHER };

#define ROLE_ANY  255
#define TIMER_ANY 255

enum if_alive { ALIVE_ANY, ALIVE_YES, ALIVE_NO };

/* The conditions are about the state before the event's first effect. With a
 * thing and no target, if_team is about the actor and that thing, or what it
 * came into. */
struct rules_effect {
    uint8_t event;    // enum rules_event
    uint8_t if_role;  // actor's role, or ROLE_ANY
    uint8_t if_other; // target's role, or ROLE_ANY
    uint8_t if_team;  // enum rules_team
    uint8_t if_alive; // enum if_alive, of the actor
    uint8_t if_thing; // thing's kind, or NO_THING for any
    uint8_t if_into;  // into's kind, or NO_THING for any
    uint8_t if_timer; // index, or TIMER_ANY
    uint8_t if_carry; // the actor carries such a kind; NO_THING: whatever
    uint8_t if_in;    // the actor is in such a thing; NO_THING: wherever
    uint8_t if_out;   // the actor is in no such thing; NO_THING: wherever
    bool if_alone;    // no foe of the actor is in the thing
    uint8_t op;       // enum rules_op
    uint8_t who;      // enum rules_who
    uint8_t arg;      // a role, kind or script by its index, 255 for none
    int32_t n; // points, hit points, 1/256 u per tick, ticks, a team, u, or a
               // script's own
};

struct rules {
    uint32_t version; // of the rule set; grows with every accepted change
    char mode[ID_BYTES + 1];
    char mod[ID_BYTES + 1]; // the mode's
    char title[TITLE_BYTES + 1];
    char about[HINT_BYTES + 1]; // what one does in it, or ""
    char map[ID_BYTES + 1];
    uint8_t teams; // 0: everybody for himself
    bool friendly_fire;
    uint8_t win;           // enum win_rule
    bool bouts;            // who dies stays dead until one side is left alive
    uint32_t time_limit;   // ticks of a round
    uint32_t warmup;       // ticks before that
    uint32_t overtime;     // ticks behind it, at most, while the best are level
    uint8_t min_players;   // that a round waits for, bots too
    int16_t score_limit;   // 0: none
    uint32_t respawn;      // ticks from death to respawn
    uint16_t drag;         // share of velocity lost each tick, 1/65536
    uint16_t bounce;       // share of velocity kept off a wall, 1/65536
    uint8_t max_players;   // 2..MAX_PLAYERS
    uint8_t bots;          // bots fill a room up to this many players
    uint16_t bot_skill;    // 0..1000: how well they react
    uint16_t bot_courage;  // 0..1000: how near they get to whom they fight
    uint16_t bot_error;    // 1/65536 turn, they aim off; 0: as their skill says
    int32_t width, height; // 1/256 u; the map's edge is a wall
    int32_t sight;         // 1/256 u, side of an interest cell; 0: all is seen
    uint16_t relay_bytes;  // longest relayed message; 0: nothing is relayed
    uint8_t relay_rate;    // relayed messages a second and sender
    bool listed;           // the demo offers it

    uint8_t role_count, weapon_count, spot_count, kind_count, stand_count;
    uint8_t timer_count, script_count, habit_count, effect_count;
    uint16_t wall_count;
    struct rules_role role[MAX_ROLES];
    struct rules_weapon weapon[MAX_WEAPONS];
    struct rules_wall wall[MAX_WALLS];
    struct rules_spot spot[MAX_SPOTS];
    struct rules_kind kind[MAX_KINDS];
    struct rules_stand stand[MAX_THINGS];
    struct rules_timer timer[MAX_TIMERS];
    struct rules_script script[MAX_SCRIPTS];
    struct rules_habit habit[MAX_HABITS];
    struct rules_effect effect[MAX_EFFECTS]; // sorted by event, then by seq
    // where each event's effects begin, and the last one's end: rules_index()
    uint8_t first[EVENT_COUNT + 1];
};

/* An effect without conditions, of event 0 and op 0. */
struct rules_effect rules_any_effect(void);

/* Sorts the effects by event, keeping their order within one, and fills in
 * `first`. For whoever makes rules, last of all. */
void rules_index(struct rules *rules);

/* NULL when every count, index and size in `rules` is within its limits, as the
 * simulation expects of them; otherwise what is wrong, in words. For whoever
 * makes rules out of bytes or rows. */
const char *rules_check(const struct rules *rules);

/* Whether it is done to a player, or several; the rest to a thing, all of a
 * kind, or the match. */
bool rules_has_who(const struct rules_effect *effect);

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

/* The kind of things with that index, or NULL. */
const struct rules_kind *rules_kind(const struct rules *rules, uint8_t index);

#endif
