/* SPDX-License-Identifier: MIT
 *
 * foresee: what will be when an input that is sent now is applied.
 *
 * The latest state, stepped on by sim_step() to where a client's own inputs
 * are: the own player under what was sent, everybody else holding what they
 * held, so that one bumps into them where the server will say. Own shots fly in
 * it from the moment they are fired and meet what their lag lets them meet, as
 * on the server. What chance decides, and what is not undone lightly, is left
 * to the server: nobody dies of wounds, spawns, shoots (but oneself), or begins
 * a round or a bout.
 *
 * Prediction and reconciliation as in Bernier 2001 (see shared/shot.h), but of
 * the whole world. Pure: no clock. A client that predicts nothing has none.
 */
#ifndef SHARED_FORESEE_H
#define SHARED_FORESEE_H

#include "shared/client.h"

#define FORESEEN_TICKS CLIENT_INPUTS // past the latest state, at most

/* Where every thing is at a tick. */
struct thing_places {
    int32_t x[MAX_THINGS], y[MAX_THINGS];
};

struct foresight {
    bool any;                         // the rest is set
    uint32_t from;                    // tick of the state it begins with
    struct places known[PLACES_KEPT]; // in the states so far, by tick
    struct world world;               // as of the latest input sent
    struct world next;                // a tick further: foresee_next()

    // by tick % FORESEEN_TICKS, for `from` to a tick past `world`
    struct entity own[FORESEEN_TICKS];
    struct places place[FORESEEN_TICKS];
    struct thing_places thing[FORESEEN_TICKS];
    uint32_t ends_at[MAX_ENTITIES]; // tick a shot is over by then; 0: it is not

    // what the latest state said of the own player beyond what was foreseen
    // for its tick; 1/256 u. Not `compared` when it is another body, or was
    // never foreseen.
    bool compared;
    int32_t miss_x, miss_y;
};

void foresee_init(struct foresight *foresight);

/* `client` has decoded a state: begins anew from it. */
void foresee_state(struct foresight *foresight, const struct client *client);

/* Steps on to `tick` under the inputs sent; no further than FORESEEN_TICKS - 2
 * past the state. A missing one is held for as long as the server holds it.
 * Without a seat, everybody just goes on. */
void foresee_until(struct foresight *foresight, const struct client *client,
        uint32_t tick);

/* Steps a copy of that, `next`, by one tick more, under an input that is not
 * sent yet. */
void foresee_next(struct foresight *foresight, const struct client *client,
        const struct input *input);

/* The own player at `tick`, which has been stepped to; NULL without. */
const struct entity *foresee_own(
        const struct foresight *foresight, uint32_t tick);

#endif
