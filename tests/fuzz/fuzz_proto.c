/* SPDX-License-Identifier: MIT
 *
 * A message that is read can be put again, and is then the same for ever.
 */
#include <string.h>

#include "shared/proto.h"
#include "tests/fuzz/fuzz.h"

static uint8_t first[65536], second[65536];

#define X(name, type)                                                \
    static void check_##name(const uint8_t *data, size_t size)       \
    {                                                                \
        static struct msg_##type msg;                                \
        if (proto_get_##name(data, size, &msg)) {                    \
            return;                                                  \
        }                                                            \
        size_t len = proto_put_##name(first, sizeof(first), &msg);   \
        MUST(len > 0);                                               \
        MUST(proto_get_##name(first, len, &msg) == NULL);            \
        MUST(proto_put_##name(second, sizeof(second), &msg) == len); \
        MUST(memcmp(first, second, len) == 0);                       \
    }
X(join, join)
X(input, input)
X(say, say)
X(ping, ping)
X(confirm, confirm)
X(welcome, welcome)
X(rules, rules)
X(roster, roster)
X(chat, chat)
X(pong, pong)
X(timing, timing)
X(notice, notice)
X(vote, vote)
X(ballot, ballot)
X(relay_up, relay)
X(relay_down, relay)
#undef X

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const check[])(const uint8_t *, size_t) = {check_join,
            check_input, check_say, check_ping, check_confirm, check_welcome,
            check_rules, check_roster, check_chat, check_pong, check_timing,
            check_notice, check_vote, check_ballot, check_relay_up,
            check_relay_down};
    proto_type(data, size);
    for (size_t i = 0; i < ARRAY_LEN(check); i++) {
        check[i](data, size);
    }
    return 0;
}
