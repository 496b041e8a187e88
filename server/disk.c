/* SPDX-License-Identifier: MIT */
#include "server/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool disk_join(char *out, const char *dir, const char *name)
{
    int len = snprintf(out, DISK_PATH, "%s/%s", dir, name);
    return len > 0 && len < DISK_PATH;
}

/* ---- reasons ---- */

#define USER_TEXT 64

static void name_user(uid_t uid, char out[USER_TEXT])
{
    char scratch[1024];
    struct passwd entry, *found = NULL;

    getpwuid_r(uid, &entry, scratch, sizeof(scratch), &found);
    if (found) {
        snprintf(out, USER_TEXT, "%.40s (uid %u)", found->pw_name,
                (unsigned)uid);
    } else {
        snprintf(out, USER_TEXT, "uid %u", (unsigned)uid);
    }
}

/* The path itself, or the nearest directory above it that exists. */
static bool find_existing(const char *path, char *out, struct stat *st)
{
    snprintf(out, DISK_PATH, "%s", path);
    while (stat(out, st) != 0) {
        char *slash = strrchr(out, '/');
        if (!slash || slash == out) {
            snprintf(out, DISK_PATH, "%s", slash ? "/" : ".");
            return stat(out, st) == 0;
        }
        *slash = '\0';
    }
    return true;
}

static void explain_owner(const char *path, char *error, size_t error_cap)
{
    char existing[DISK_PATH], owner[USER_TEXT], self[USER_TEXT];
    struct stat st;

    if (!find_existing(path, existing, &st)) {
        snprintf(error, error_cap, "%s: permission denied", path);
        return;
    }
    name_user(st.st_uid, owner);
    name_user(geteuid(), self);
    snprintf(error, error_cap,
            "%s: permission denied: %s belongs to %s and this runs as %s; give "
            "it to that user (chown %u) or run as its owner",
            path, existing, owner, self, (unsigned)geteuid());
}

void disk_explain(const char *path, int code, char *error, size_t error_cap)
{
    switch (code) {
    case EACCES:
    case EPERM:
        explain_owner(path, error, error_cap);
        return;
    case ENOSPC:
    case EDQUOT:
        snprintf(error, error_cap, "%s: the disk is full; make room on it",
                path);
        return;
    case EROFS:
        snprintf(error, error_cap,
                "%s: its file system is read-only; choose a --data directory "
                "that can be written",
                path);
        return;
    case ENOENT:
        snprintf(error, error_cap, "%s: there is no such file or directory",
                path);
        return;
    default:
        snprintf(error, error_cap, "%s: %s", path, strerror(code));
        return;
    }
}

/* ---- directories ---- */

bool disk_need_dir(const char *path, char *error, size_t error_cap)
{
    struct stat st;

    if (mkdir(path, 0755) != 0 && errno != EEXIST) {
        disk_explain(path, errno, error, error_cap);
        return false;
    }
    if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
        snprintf(error, error_cap, "%s: this is not a directory", path);
        return false;
    }
    if (access(path, W_OK | X_OK) != 0) {
        disk_explain(path, errno, error, error_cap);
        return false;
    }
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_with(const char *name, const char *suffix)
{
    size_t len = strlen(name), tail = strlen(suffix);
    return len > tail && strcmp(name + len - tail, suffix) == 0;
}

static bool add_name(struct disk_list *list, const char *name)
{
    char *copy = strdup(name);
    char **more = realloc(list->name, (list->count + 1) * sizeof(*more));

    if (more) {
        list->name = more;
    }
    if (!copy || !more) {
        free(copy);
        return false;
    }
    list->name[list->count++] = copy;
    return true;
}

bool disk_list(struct disk_list *list, const char *dir, const char *suffix,
        char *error, size_t error_cap)
{
    DIR *open = opendir(dir);
    struct dirent *entry;
    bool ok = true;

    *list = (struct disk_list){0};
    if (!open) {
        disk_explain(dir, errno, error, error_cap);
        return false;
    }
    while (ok && (entry = readdir(open))) {
        if (entry->d_name[0] != '.' && ends_with(entry->d_name, suffix)) {
            ok = add_name(list, entry->d_name);
        }
    }
    closedir(open);
    if (!ok) {
        disk_list_free(list);
        snprintf(error, error_cap, "%s: out of memory", dir);
        return false;
    }
    if (list->count > 0) {
        qsort(list->name, list->count, sizeof(*list->name), by_bytes);
    }
    return true;
}

void disk_list_free(struct disk_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->name[i]);
    }
    free(list->name);
    *list = (struct disk_list){0};
}

/* ---- files ---- */

/* What the open file holds, or NULL with errno. */
static char *read_all(FILE *file)
{
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    char *text = size >= 0 ? malloc((size_t)size + 1) : NULL;

    if (!text) {
        return NULL;
    }
    rewind(file);
    size_t len = fread(text, 1, (size_t)size, file);
    text[len] = '\0';
    if (ferror(file)) {
        free(text);
        return NULL;
    }
    return text;
}

char *disk_read(const char *path, char *error, size_t error_cap)
{
    FILE *file = fopen(path, "re");
    char *text = file ? read_all(file) : NULL;

    if (!text) {
        disk_explain(path, errno, error, error_cap);
    }
    if (file) {
        fclose(file);
    }
    return text;
}

static void sync_dir_of(const char *path)
{
    char dir[DISK_PATH];
    snprintf(dir, sizeof(dir), "%s", path);
    char *slash = strrchr(dir, '/');

    if (slash) {
        slash[slash == dir] = '\0';
    }
    int fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

bool disk_rename(const char *from, const char *to)
{
    if (rename(from, to) != 0) {
        return false;
    }
    sync_dir_of(to);
    return true;
}

int disk_lock(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

    if (fd < 0) {
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int code = errno;
        close(fd);
        errno = code;
        return -1;
    }
    return fd;
}

/* A line is `1: FLOCK ADVISORY WRITE 4711 fe:00:123456 0 EOF`. */
bool disk_is_locked(const char *path)
{
    struct stat st;
    char line[256], wanted[64];
    bool found = false;
    FILE *locks = stat(path, &st) == 0 ? fopen("/proc/locks", "re") : NULL;

    if (!locks) {
        return false;
    }
    snprintf(wanted, sizeof(wanted), ":%llu ", (unsigned long long)st.st_ino);
    while (!found && fgets(line, sizeof(line), locks)) {
        found = strstr(line, "FLOCK") && strstr(line, wanted);
    }
    fclose(locks);
    return found;
}
