/* SPDX-License-Identifier: MIT
 *
 * history: the public states of a room's latest ticks, as baselines for deltas.
 *
 * Only entities that exist are kept, in one ring, because rooms of 16 hold
 * places for 80: a third of the memory. When many shots fly the oldest ticks
 * give way early; who stood on them takes a keyframe. Owned by its room;
 * thread: the worker's.
 */
#ifndef SERVER_HISTORY_H
#define SERVER_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

struct history;
struct snapshot;

/* For snapshots of these limits. NULL without memory. */
struct history *history_create(uint16_t player_limit, uint16_t entity_limit);
void history_destroy(struct history *history); // NULL is allowed

/* Keeps a copy of the state of `snap->match.tick`, the latest. */
void history_put(struct history *history, const struct snapshot *snap);

/* Copies the state of `tick` into `out`, whose entity array has room for
 * entity_limit. False when it is not kept any more. */
bool history_get(
        const struct history *history, uint32_t tick, struct snapshot *out);

/* Forgets everything: the past was not this room's. */
void history_clear(struct history *history);

#endif
