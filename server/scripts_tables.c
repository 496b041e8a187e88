/* SPDX-License-Identifier: MIT */
#include "server/scripts_tables.h"

#include "server/scripts_inside.h"
#include "shared/rng.h"

static const struct sandbox_table *const tables[] = {&scripts_player_table,
        &scripts_thing_table, &scripts_entity_table, &scripts_team_table,
        &scripts_room_table, &scripts_say_table};

static const char *const params[PARAM_COUNT] = {
        [PARAM_ACTOR] = ":actor",
        [PARAM_TARGET] = ":target",
        [PARAM_THING] = ":thing",
        [PARAM_N] = ":n",
};

static uint64_t draw(void *arg)
{
    return rng_next(&world_of(arg)->secret_rng);
}

const struct sandbox_world scripts_world = {
        .table = tables,
        .table_count = ARRAY_LEN(tables),
        .param = params,
        .param_count = PARAM_COUNT,
        .random = draw,
};
