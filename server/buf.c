/* SPDX-License-Identifier: MIT */
#include "server/buf.h"

#include <stdlib.h>

struct buf *buf_create(size_t cap)
{
    struct buf *buf = malloc(sizeof(*buf) + cap);

    if (buf) {
        buf->len = 0;
        buf->cap = cap;
        atomic_init(&buf->refs, 1);
    }
    return buf;
}

struct buf *buf_ref(struct buf *buf)
{
    atomic_fetch_add_explicit(&buf->refs, 1, memory_order_relaxed);
    return buf;
}

/* What every holder read or wrote happens before the last one frees it. */
void buf_unref(struct buf *buf)
{
    if (buf && atomic_fetch_sub_explicit(&buf->refs, 1, memory_order_acq_rel) ==
                       1) {
        free(buf);
    }
}

bool buf_is_shared(const struct buf *buf)
{
    return atomic_load_explicit(&buf->refs, memory_order_acquire) > 1;
}
