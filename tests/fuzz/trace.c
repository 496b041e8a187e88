/* SPDX-License-Identifier: MIT
 *
 * trace: prints what sessions come to, for comparing native with WebAssembly.
 *
 * Usage: trace FILE|DIRECTORY...   (trace.mjs does the same with trace.wasm)
 *
 * A line a file: its name, the hash of the session as it is, and one of
 * TRACE_MUTANTS mutants of it. Files of a directory in the order of their
 * names.
 */
#include <string.h>

#include "shared/hash.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/session.h"

#define TRACE_CAP     65536
#define TRACE_MUTANTS 40

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name))) name
#else
#define EXPORT(name) name
#endif

static uint8_t whole[TRACE_CAP], changed[TRACE_CAP];

uint8_t *EXPORT(trace_bytes)(void);
uint32_t EXPORT(trace_cap)(void);
uint32_t EXPORT(trace_whole)(uint32_t size);
uint32_t EXPORT(trace_mutants)(uint32_t size);

/* Where a session's bytes go, and how many. */
uint8_t *trace_bytes(void)
{
    return whole;
}

uint32_t trace_cap(void)
{
    return TRACE_CAP;
}

uint32_t trace_whole(uint32_t size)
{
    return session_play(whole, size);
}

uint32_t trace_mutants(uint32_t size)
{
    uint32_t hash = HASH_START;
    uint64_t dice = size;
    for (unsigned i = 0; i < TRACE_MUTANTS && size > 0; i++) {
        size_t len = size;
        memcpy(changed, whole, size);
        mutate(&dice, changed, &len);
        hash = hash_value(hash, session_play(changed, len), 4);
    }
    return hash;
}

#ifndef __wasm__
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void trace_file(const char *path, const char *name)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    uint32_t size = (uint32_t)fread(trace_bytes(), 1, trace_cap(), file);
    fclose(file);
    printf("%s %08" PRIx32 " %08" PRIx32 "\n", name, trace_whole(size),
            trace_mutants(size));
}

static void trace_directory(const char *directory)
{
    struct dirent **all;
    char path[4096];
    int count = scandir(directory, &all, NULL, alphasort);
    if (count < 0) {
        perror(directory);
        exit(EXIT_FAILURE);
    }
    for (int i = 0; i < count; i++) {
        if (all[i]->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%s/%s", directory, all[i]->d_name);
            trace_file(path, all[i]->d_name);
        }
        free(all[i]);
    }
    free(all);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat info;
        if (stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode)) {
            trace_directory(argv[i]);
        } else {
            trace_file(argv[i], strrchr(argv[i], '/')
                                        ? strrchr(argv[i], '/') + 1
                                        : argv[i]);
        }
    }
    return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
#endif
