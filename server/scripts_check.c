/* SPDX-License-Identifier: MIT */
#include "server/scripts_check.h"

#include <stdio.h>

#include "server/scripts_tables.h"

bool scripts_check(const char *sql, char *error, size_t error_cap, int *at)
{
    char sentence[SANDBOX_SENTENCE] = "out of memory";
    struct sandbox *sandbox = sandbox_create(&scripts_world);
    struct sandbox_script *script = NULL;

    *at = -1;
    if (sandbox) {
        script = sandbox_prepare(sandbox, sql, sentence, at);
    }
    bool is_good = script != NULL;
    if (!is_good) {
        snprintf(error, error_cap, "%s", sentence);
    }
    sandbox_finish(script);
    sandbox_destroy(sandbox);
    return is_good;
}
