/* SPDX-License-Identifier: MIT
 *
 * crowd: players against each other.
 *
 * Everybody is looked at where all stood when the tick's own motion was over,
 * so that no one is first: overlaps are halved, head-on speed is shared.
 */
#ifndef SHARED_CROWD_H
#define SHARED_CROWD_H

struct events;
struct places;

/* Pushes players apart and makes TOUCH happen; `was` holds where they were when
 * the tick began. */
void crowd_step(struct events *events, const struct places *was);

#endif
