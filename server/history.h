/* SPDX-License-Identifier: MIT
 *
 * history: the public states of a room's latest ticks, as baselines for deltas.
 *
 * Only the latest is kept whole. A tick before it is reached backwards, by what
 * changed since, in one ring: less than half the memory of copies. When much
 * happens the oldest ticks give way early; who stood on them takes a keyframe.
 * Owned by its room; thread: the worker's.
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

/* Keeps the state of `snap->match.tick`, the latest; the past is forgotten if
 * it is not that of the tick before. Of an entity that is NONE all is 0. */
void history_put(struct history *history, const struct snapshot *snap);

/* Copies the state of `tick` into `out`, whose entity array has room for
 * entity_limit. False when it is not kept any more. */
bool history_get(
        const struct history *history, uint32_t tick, struct snapshot *out);

#endif
