/* SPDX-License-Identifier: MIT
 *
 * A message that is read can be put again, and is then the same for ever.
 */
#include <string.h>

#include "shared/proto.h"
#include "tests/fuzz/fuzz.h"

static uint8_t first[65536], second[65536];

#define X(name)                                                      \
    static void check_##name(const uint8_t *data, size_t size)       \
    {                                                                \
        static struct msg_##name msg;                                \
        if (proto_get_##name(data, size, &msg)) {                    \
            return;                                                  \
        }                                                            \
        size_t len = proto_put_##name(first, sizeof(first), &msg);   \
        MUST(len > 0);                                               \
        MUST(proto_get_##name(first, len, &msg) == NULL);            \
        MUST(proto_put_##name(second, sizeof(second), &msg) == len); \
        MUST(memcmp(first, second, len) == 0);                       \
    }
X(join)
X(input)
X(say)
X(ping)
X(confirm)
X(welcome)
X(rules)
X(roster)
X(chat)
X(pong)
X(timing)
X(notice)
#undef X

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const check[])(const uint8_t *, size_t) = {check_join,
            check_input, check_say, check_ping, check_confirm, check_welcome,
            check_rules, check_roster, check_chat, check_pong, check_timing,
            check_notice};
    proto_type(data, size);
    for (size_t i = 0; i < ARRAY_LEN(check); i++) {
        check[i](data, size);
    }
    return 0;
}
