/* SPDX-License-Identifier: MIT */
#include "shared/hash.h"

#define FNV_PRIME 16777619u

uint32_t hash_value(uint32_t hash, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        hash = (hash ^ (uint8_t)(value >> (8 * i))) * FNV_PRIME;
    }
    return hash;
}

uint32_t hash_bytes(uint32_t hash, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ bytes[i]) * FNV_PRIME;
    }
    return hash;
}
