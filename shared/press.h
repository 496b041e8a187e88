/* SPDX-License-Identifier: MIT
 *
 * press: what players pressed, as replica frames say it.
 *
 * Of each player what it held down goes on and what it turned goes on turning;
 * said is what does not. Encodes and decodes as shared/coder does.
 */
#ifndef SHARED_PRESS_H
#define SHARED_PRESS_H

#include "shared/coder.h"
#include "shared/priors.h"
#include "shared/sim.h"
#include "shared/world.h"

/* One step of the game, whose inputs are to be known. */
struct press {
    struct coder *coder;
    struct priors *priors;
    const struct rules *rules;
    const struct match *match; // where it begins
    uint32_t end;              // tick where it ends
};

/* The input that made `was` what it `is` now. *spot becomes where it spawns
 * meanwhile, as world.spot has it, 0 if it does not. */
struct input press_code(const struct press *press, const struct entity *was,
        const struct entity *is, uint8_t *spot);

#endif
