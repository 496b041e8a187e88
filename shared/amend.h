/* SPDX-License-Identifier: MIT
 *
 * amend: what came out otherwise than a replica foresaw, field by field.
 *
 * `guess` becomes `truth`, in the encoder as in the decoder; a decoder has none
 * and passes anything of that type.
 */
#ifndef SHARED_AMEND_H
#define SHARED_AMEND_H

#include "shared/coder.h"
#include "shared/priors.h"
#include "shared/world.h"

/* All but the kind; fields that are ticks are near `tick` when they change. */
void amend_entity(struct coder *coder, struct entity_priors *priors,
        struct entity *guess, const struct entity *truth, uint32_t tick);

bool amend_is_right(const struct entity *guess, const struct entity *truth);

/* All but the tick. */
void amend_match(struct coder *coder, struct match_priors *priors,
        struct match *guess, const struct match *truth);

#endif
