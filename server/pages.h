/* SPDX-License-Identifier: MIT
 *
 * pages: the demo's pages, kept in memory.
 *
 * They are served as they lie on the disk: one that has changed there is read
 * again. Owned by the front; thread: the front's.
 */
#ifndef SERVER_PAGES_H
#define SERVER_PAGES_H

#include <stdbool.h>

struct api_answer;
struct pages;

/* Files are looked for in `first`, then in `second`. NULL without memory. */
struct pages *pages_create(const char *first, const char *second);
void pages_destroy(struct pages *pages); // NULL is allowed

/* Answers GET `path` (of a folder: its index.html): 200, or 304 without a body
 * when `etag` (as the client has it, "" for none) still holds. False when there
 * is no such file to be had by anybody: kinds of files that no page loads stay
 * at home. */
bool pages_get(struct pages *pages, const char *path, const char *etag,
        struct api_answer *out);

#endif
