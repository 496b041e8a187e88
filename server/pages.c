/* SPDX-License-Identifier: MIT */
#include "server/pages.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/api.h"
#include "server/buf.h"
#include "shared/hash.h"

#define ROOTS      2
#define PATH_BYTES 512 // of a root, and below it
#define FULL_BYTES (2 * PATH_BYTES)
#define FILE_MAX   INT64_C(16777216)

struct file {
    struct file *next;
    struct stat was; // as it was when it was read
    const char *type;
    char etag[24];
    struct buf *bytes;
    char path[FULL_BYTES];
};

struct pages {
    char root[ROOTS][PATH_BYTES];
    struct file *first;
};

static const struct {
    const char *ending, *type;
} types[] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".wasm", "application/wasm"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".mp3", "audio/mpeg"},
        {".ogg", "audio/ogg"},
        {".wav", "audio/wav"},
        {".webmanifest", "application/manifest+json"},
        {".txt", "text/plain; charset=utf-8"},
};

struct pages *pages_create(const char *first, const char *second)
{
    struct pages *pages = calloc(1, sizeof(*pages));

    if (pages) {
        snprintf(pages->root[0], PATH_BYTES, "%s", first);
        snprintf(pages->root[1], PATH_BYTES, "%s", second);
    }
    return pages;
}

void pages_destroy(struct pages *pages)
{
    while (pages && pages->first) {
        struct file *file = pages->first;
        pages->first = file->next;
        buf_unref(file->bytes);
        free(file);
    }
    free(pages);
}

/* NULL for a kind of file that is not for everybody. */
static const char *type_of(const char *path)
{
    const char *ending = strrchr(path, '.');

    for (size_t i = 0; ending && i < sizeof(types) / sizeof(types[0]); i++) {
        if (strcmp(ending, types[i].ending) == 0) {
            return types[i].type;
        }
    }
    return NULL;
}

/* Plain names below plain names: nothing hidden, nothing upwards. */
static bool is_plain(const char *path)
{
    if (path[0] != '/' || strlen(path) >= PATH_BYTES) {
        return false;
    }
    for (; *path; path++) {
        if (*path == '/' && !strchr("abcdefghijklmnopqrstuvwxyz"
                                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-",
                                    path[1])) {
            return false;
        }
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    "0123456789_-./",
                    *path)) {
            return false;
        }
    }
    return true;
}

static struct buf *read_bytes(int fd, size_t len)
{
    struct buf *bytes = buf_create(len);

    while (bytes && bytes->len < len) {
        ssize_t got = read(fd, bytes->bytes + bytes->len, len - bytes->len);
        if (got <= 0) {
            buf_unref(bytes); // somebody is writing it
            return NULL;
        }
        bytes->len += (size_t)got;
    }
    return bytes;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static bool load(struct file *file, int fd, const struct stat *now)
{
    struct buf *bytes = read_bytes(fd, (size_t)now->st_size);

    if (!bytes) {
        return false;
    }
    buf_unref(file->bytes);
    file->bytes = bytes;
    file->was = *now;
    snprintf(file->etag, sizeof(file->etag), "\"%08x-%zx\"",
            (unsigned)hash_bytes(HASH_START, bytes->bytes, bytes->len),
            bytes->len);
    return true;
}

static struct file *find(struct pages *pages, const char *path)
{
    struct file *file = pages->first;

    while (file && strcmp(file->path, path) != 0) {
        file = file->next;
    }
    return file;
}

static struct file *add(struct pages *pages, const char *path)
{
    struct file *file = calloc(1, sizeof(*file));

    if (file) {
        snprintf(file->path, sizeof(file->path), "%s", path);
        file->type = type_of(path);
        file->next = pages->first;
        pages->first = file;
    }
    return file;
}

/* The file at `path` as it is on the disk now, from memory if it is the same.
 */
static const struct file *fetch(struct pages *pages, const char *path)
{
    struct file *file = find(pages, path);
    struct stat now;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0) {
        return NULL;
    }
    bool good = fstat(fd, &now) == 0 && S_ISREG(now.st_mode) &&
                now.st_size <= FILE_MAX;
    if (good && (!file || !file->bytes || !same_file(&file->was, &now))) {
        file = file ? file : add(pages, path);
        good = file && load(file, fd, &now);
    }
    close(fd);
    return good ? file : NULL;
}

bool pages_get(struct pages *pages, const char *path, const char *etag,
        struct api_answer *out)
{
    const struct file *file = NULL;
    char full[FULL_BYTES], index[FULL_BYTES];
    size_t len = strlen(path);

    if (len > 0 && len < PATH_BYTES && path[len - 1] == '/') {
        snprintf(index, sizeof(index), "%sindex.html", path);
        path = index;
    }
    if (!is_plain(path) || !type_of(path)) {
        return false;
    }
    for (unsigned i = 0; i < ROOTS && !file; i++) {
        snprintf(full, sizeof(full), "%s%s", pages->root[i], path);
        file = fetch(pages, full);
    }
    if (!file) {
        return false;
    }
    bool is_known = strcmp(etag, file->etag) == 0;
    *out = (struct api_answer){
            .status = is_known ? 304 : 200, .type = file->type};
    memcpy(out->etag, file->etag, sizeof(out->etag));
    out->body = is_known ? buf_create(0) : buf_ref(file->bytes);
    return true;
}
