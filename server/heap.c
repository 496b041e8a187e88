/* SPDX-License-Identifier: MIT */
#include "server/heap.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

struct share {
    bool on;
    int64_t bytes, requests; // that are left
};

static _Thread_local struct share share;
static sqlite3_mem_methods below; // SQLite's own

/* Whether this thread may have `bytes` more. */
static bool take(int64_t bytes)
{
    if (!share.on) {
        return true;
    }
    if (share.requests <= 0 || share.bytes < bytes) {
        return false;
    }
    share.requests--;
    share.bytes -= bytes;
    return true;
}

static void *share_malloc(int bytes)
{
    return take(bytes) ? below.xMalloc(bytes) : NULL;
}

static void share_free(void *memory)
{
    if (share.on && memory) {
        share.bytes += below.xSize(memory);
    }
    below.xFree(memory);
}

static void *share_realloc(void *memory, int bytes)
{
    return take((int64_t)bytes - below.xSize(memory))
                   ? below.xRealloc(memory, bytes)
                   : NULL;
}

static void install(void)
{
    sqlite3_mem_methods above;

    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &below);
    above = below;
    above.xMalloc = share_malloc;
    above.xFree = share_free;
    above.xRealloc = share_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &above);
}

void heap_install(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
}

void heap_limit(int64_t bytes, int64_t requests)
{
    share = (struct share){.on = true, .bytes = bytes, .requests = requests};
}

void heap_unlimit(void)
{
    share.on = false;
}
