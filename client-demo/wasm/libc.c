/* SPDX-License-Identifier: MIT
 *
 * The few functions of a C library that a freestanding module still needs. To
 * be compiled with -fno-builtin, or the compiler turns them into themselves.
 */
#include <string.h>

#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t len)
{
    uint8_t *out = to;
    const uint8_t *in = from;
    while (len-- > 0) {
        *out++ = *in++;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t len)
{
    uint8_t *out = to;
    const uint8_t *in = from;
    if (out <= in) {
        return memcpy(to, from, len);
    }
    while (len-- > 0) {
        out[len] = in[len];
    }
    return to;
}

void *memset(void *to, int byte, size_t len)
{
    uint8_t *out = to;
    while (len-- > 0) {
        *out++ = (uint8_t)byte;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t len)
{
    const uint8_t *left = a;
    const uint8_t *right = b;
    for (size_t i = 0; i < len; i++) {
        if (left[i] != right[i]) {
            return left[i] - right[i];
        }
    }
    return 0;
}

void *memchr(const void *in, int byte, size_t len)
{
    const uint8_t *at = in;
    for (size_t i = 0; i < len; i++) {
        if (at[i] == (uint8_t)byte) {
            return (void *)(uintptr_t)&at[i];
        }
    }
    return NULL;
}

size_t strnlen(const char *text, size_t most)
{
    size_t len = 0;
    while (len < most && text[len]) {
        len++;
    }
    return len;
}

size_t strlen(const char *text)
{
    return strnlen(text, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t most)
{
    for (size_t i = 0; i < most; i++) {
        if (a[i] != b[i] || !a[i]) {
            return (uint8_t)a[i] - (uint8_t)b[i];
        }
    }
    return 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}
