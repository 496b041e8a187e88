/* SPDX-License-Identifier: MIT
 *
 * hash: a running 32-bit hash of values, for noticing that two states differ.
 */
#ifndef SHARED_HASH_H
#define SHARED_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START 2166136261u

/* Mixes the low `bytes` (1..8) bytes of `value` in, lowest first (FNV-1a). */
uint32_t hash_value(uint32_t hash, uint64_t value, unsigned bytes);

uint32_t hash_bytes(uint32_t hash, const uint8_t *bytes, size_t len);

#endif
