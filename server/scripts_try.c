/* SPDX-License-Identifier: MIT */
#include "server/scripts_try.h"

#include <stdlib.h>

#include "server/rulebook.h"
#include "server/scripts.h"
#include "shared/rules.h"
#include "shared/sim.h"
#include "shared/world.h"

#define DUMMIES  4
#define TRIAL_NS (20 * (uint64_t)SCRIPTS_TICK_NS) // its steps are what counts

struct trial {
    struct scripts *scripts;
    struct world began, world;
    struct scripts_result result;
};

static void set_up(struct trial *trial, const struct rules *rules)
{
    static const struct input none[MAX_PLAYERS];

    sim_start(&trial->began, rules, 1);
    for (uint8_t i = 0; i < DUMMIES && i < rules->max_players; i++) {
        sim_join(&trial->began, rules, i, true);
    }
    sim_step(&trial->began, rules, none);
}

static void run(struct trial *trial, struct rulebook *book,
        const struct rules *rules, uint8_t script)
{
    struct scripts_state state = {0};

    trial->world = trial->began;
    trial->world.call_count = 1;
    trial->world.call[0] = (struct script_call){.script = script,
            .actor = 0,
            .target = 1,
            .thing = rules->stand_count > 0 ? 0 : NO_THING,
            .n = 1};
    scripts_begin_tick(trial->scripts, TRIAL_NS);
    scripts_run(
            trial->scripts, book, rules, &trial->world, &state, &trial->result);
}

void scripts_try(struct rulebook *book, const struct rules *rules,
        void (*tell)(const char *name, const char *sentence), const char *name)
{
    struct trial *trial = calloc(1, sizeof(*trial));

    if (trial && rules->script_count > 0 &&
            (trial->scripts = scripts_create())) {
        set_up(trial, rules);
        for (uint8_t i = 0; i < rules->script_count; i++) {
            run(trial, book, rules, i);
            if (trial->result.unknown) {
                tell(name, trial->result.error);
            }
        }
        scripts_destroy(trial->scripts);
    }
    free(trial);
}
