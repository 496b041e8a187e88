/* SPDX-License-Identifier: MIT
 *
 * buf: refcounted bytes, the only thing two threads ever hold at once.
 *
 * Whoever fills a buf is its only holder; once shared it is read-only until
 * every other holder has let go.
 */
#ifndef SERVER_BUF_H
#define SERVER_BUF_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    size_t len, cap;
    atomic_uint refs; // buf.c's own
    uint8_t bytes[];
};

/* An empty buf of `cap` bytes with one reference, or NULL without memory. */
struct buf *buf_create(size_t cap);

struct buf *buf_ref(struct buf *buf); // any thread; returns buf
void buf_unref(struct buf *buf); // any thread; frees the last; NULL is allowed
bool buf_is_shared(const struct buf *buf); // somebody else holds it too

#endif
