/* SPDX-License-Identifier: MIT
 *
 * session: a client from its first message to its last, whoever sends them.
 *
 * Pure, so that it runs natively and as WebAssembly; both must come to the
 * same.
 */
#ifndef TESTS_FUZZ_SESSION_H
#define TESTS_FUZZ_SESSION_H

#include <stddef.h>
#include <stdint.h>

/* Plays the messages in `data`, each behind its length as 16 bits, little
 * endian; the last one may be cut short. Presses and foresees in between. Traps
 * when the client holds a state outside its limits. Returns a hash of all that
 * came of it. */
uint32_t session_play(const uint8_t *data, size_t size);

#endif
