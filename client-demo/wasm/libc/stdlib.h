/* SPDX-License-Identifier: MIT
 *
 * Declared because headers of msgpack-c name them; nothing in the module calls
 * them, or it would not link.
 */
#ifndef WASM_STDLIB_H
#define WASM_STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);
void free(void *old);

#endif
