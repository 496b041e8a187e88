/* SPDX-License-Identifier: MIT
 *
 * heap: SQLite's memory, of which a thread can give itself a bounded share.
 *
 * SQLite bounds what a statement computes, not what it takes to understand it:
 * 400 bytes of nested subqueries can ask for gigabytes, and for half a minute,
 * before anything runs. All of that goes through its allocator, so here is an
 * end to it: a share counts bytes and requests, and when it is used up, SQLite
 * is told that memory is short, which it is good at.
 */
#ifndef SERVER_HEAP_H
#define SERVER_HEAP_H

#include <stdint.h>

/* To be called before any use of SQLite; once or often, any thread. */
void heap_install(void);

/* From here until heap_unlimit() this thread's SQLite gets `bytes` more than it
 * has, and is answered `requests` times. */
void heap_limit(int64_t bytes, int64_t requests);

void heap_unlimit(void);

#endif
