/* SPDX-License-Identifier: MIT
 *
 * Prints the golden hashes; node does the same with the WebAssembly build.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tests/golden/play.h"

int main(void)
{
    for (unsigned set = 0; set < PLAY_SETS; set++) {
        play_start(set);
        for (unsigned t = PLAY_CHUNK; t <= PLAY_TICKS; t += PLAY_CHUNK) {
            printf("%s %u %08" PRIx32 "\n", play_name(set), t, play_on());
        }
    }
    return 0;
}
