/* SPDX-License-Identifier: MIT
 *
 * Whatever a server sends, the client neither fails nor holds a state that is
 * none, and does the same the second time.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t hash = session_play(data, size);
    MUST(session_play(data, size) == hash);
    return 0;
}
