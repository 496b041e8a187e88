/* SPDX-License-Identifier: MIT
 *
 * scratch: a directory for the files of one test, gone after it; and the
 * sqlite3 shell, as a modder would use it.
 *
 * A failed test leaves its directory behind, to be looked at.
 */
#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCRATCH_PATH 512

static char scratch[SCRATCH_PATH];

static inline void scratch_make(void)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(scratch, sizeof(scratch), "%.400s/roomcast-XXXXXX",
            tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(scratch));
}

static inline int scratch_remove_one(
        const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static inline void scratch_remove(void)
{
    nftw(scratch, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of `name` in the directory; the latest four stay valid. */
static inline const char *scratch_path(const char *name)
{
    static char path[4][2 * SCRATCH_PATH];
    static unsigned turn;
    char *out = path[turn++ % 4];
    snprintf(out, sizeof(path[0]), "%s/%s", scratch, name);
    return out;
}

/* The source directory `name` below the project's root. */
static inline const char *scratch_source(const char *name)
{
    static char path[2 * SCRATCH_PATH];
    const char *root = getenv("ROOMCAST_SOURCE");
    ck_assert_msg(root, "ROOMCAST_SOURCE is not set");
    snprintf(path, sizeof(path), "%s/%s", root, name);
    return path;
}

/* Feeds `sql` to the sqlite3 shell on the file `name`; returns what it says on
 * either of its outputs, valid until the next call. */
static inline const char *scratch_shell(const char *name, const char *sql)
{
    static char said[8192];
    char command[4 * SCRATCH_PATH];
    FILE *file = fopen(scratch_path("input.sql"), "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "PRAGMA synchronous = OFF;\n%s", sql); // no power cut here
    fclose(file);
    snprintf(command, sizeof(command), "sqlite3 '%s' <'%s' 2>&1",
            scratch_path(name), scratch_path("input.sql"));
    FILE *shell = popen(command, "r");
    ck_assert_ptr_nonnull(shell);
    said[fread(said, 1, sizeof(said) - 1, shell)] = '\0';
    ck_assert_int_ne(pclose(shell), -1);
    return said;
}

/* Copies a file to `name` in the directory. */
static inline void scratch_copy(const char *from, const char *name)
{
    static char bytes[1 << 20];
    FILE *in = fopen(from, "r");
    FILE *out = fopen(scratch_path(name), "w");
    ck_assert(in && out);
    size_t len = fread(bytes, 1, sizeof(bytes), in);
    ck_assert_uint_gt(len, 0);
    ck_assert_uint_lt(len, sizeof(bytes));
    ck_assert_uint_eq(fwrite(bytes, 1, len, out), len);
    fclose(in);
    fclose(out);
}

#define ck_assert_says(text, part) \
    ck_assert_msg(strstr(text, part), "'%s' does not say '%s'", text, part)

#endif
