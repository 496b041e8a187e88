/* SPDX-License-Identifier: MIT
 *
 * disk: the little that the server does with files besides SQLite, and why it
 * could not, in words for whoever runs it.
 *
 * Thread: any.
 */
#ifndef SERVER_DISK_H
#define SERVER_DISK_H

#include <stdbool.h>
#include <stddef.h>

#define DISK_PATH 4096 // longest path, with its NUL

/* Writes `dir`/`name` into `out` of DISK_PATH bytes. False if it is too long.
 */
bool disk_join(char *out, const char *dir, const char *name);

/* A sentence about `path`, which could not be used because of `code` (errno):
 * who owns it, who we are, what to do. */
void disk_explain(const char *path, int code, char *error, size_t error_cap);

/* Makes the directory unless it is there, and sees that files can be made in
 * it. False with a sentence in `error`. */
bool disk_need_dir(const char *path, char *error, size_t error_cap);

/* The whole file as a C string to free(), or NULL with a sentence. */
char *disk_read(const char *path, char *error, size_t error_cap);

struct disk_list {
    size_t count;
    char **name; // sorted by their bytes
};

/* The names in `dir` that end with `suffix`. False with a sentence; otherwise
 * disk_list_free() it. */
bool disk_list(struct disk_list *list, const char *dir, const char *suffix,
        char *error, size_t error_cap);
void disk_list_free(struct disk_list *list);

/* Gives the file `from` the name `to`, in a way that survives a crash right
 * after it. False with errno set. */
bool disk_rename(const char *from, const char *to);

/* Opens (creating it) and locks a file until the descriptor is closed; whoever
 * else tries is refused. -1 with errno, EWOULDBLOCK when another process has
 * it. */
int disk_lock(const char *path);

/* Whether somebody has it, without trying. */
bool disk_is_locked(const char *path);

#endif
