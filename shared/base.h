/* SPDX-License-Identifier: MIT
 *
 * base: the limits and units that every module agrees on.
 *
 * Lengths are in 1/256 u (UNIT), velocities in 1/256 u per tick, times in
 * ticks. A full turn is 256 steps as an entity shows it (uint8_t) and 65536
 * steps as a player aims it (uint16_t). Angle 0 points along +x; angles grow
 * towards +y, which is down on a screen.
 */
#ifndef SHARED_BASE_H
#define SHARED_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TICK_HZ      30
#define UNIT         256
#define MAX_PLAYERS  128
#define MAX_THINGS   32  // in a room
#define MAX_ENTITIES 512 // players first, then MAX_THINGS things, then shots
#define MAX_ROLES    16
#define MAX_WEAPONS  16
#define MAX_WALLS    256
#define MAX_SPOTS    64
#define MAX_KINDS    16 // of things, in a mode
#define MAX_TIMERS   8
#define MAX_SCRIPTS  16
#define MAX_HABITS   32 // rows that say what bots do
#define MAX_EFFECTS  128
#define MAX_TEAMS    4

#define MAX_MAP_UNITS 4096 // a map's longest side, u
#define MAX_SPEED     3000 // u/s, of anything

#define NAME_BYTES  24 // a player's name, UTF-8, without the final NUL
#define ID_BYTES    32 // a room's, mode's, role's ... id, without the NUL
#define TITLE_BYTES 48
#define HINT_BYTES  120 // a sentence about a mode or a role
#define CHAT_BYTES  200
#define TOKEN_BYTES 16
#define MAX_MESSAGE 1024 // longest message a client may send, bytes
#define MAX_RELAY   1000 // longest message of a game's own that is passed on

#define NO_SLOT   255
#define NO_WEAPON 255
#define NO_THING  255 // for the index of a thing, 0..MAX_THINGS-1, or of a kind

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
