/* SPDX-License-Identifier: MIT
 *
 * replay: runs a fuzz target without a fuzzer.
 *
 * Usage: replay_X SEEDS-PROGRAM|none CORPUS
 *
 * Lets the program write its seeds into a new directory and tries each of them:
 * as it is, every beginning of it, and a thousand mutants. Then every file
 * of CORPUS, which fuzzing found worth keeping, and a few mutants of it. The
 * same every time.
 */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"

#define SEED_MUTANTS   1000 // of each
#define CORPUS_MUTANTS 20

static uint8_t kept_bytes[65536];
static size_t kept_len;

/* In memory of just that size, so that ASan sees a byte too many. */
static void try(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    MUST(copy);
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void try_mutants(unsigned count)
{
    static uint8_t data[sizeof(kept_bytes)];
    uint64_t dice = 1;
    for (unsigned n = 0; n < count; n++) {
        size_t size = kept_len;
        memcpy(data, kept_bytes, size);
        mutate(&dice, data, &size);
        try(data, size);
    }
}

static void read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    MUST(file);
    kept_len = fread(kept_bytes, 1, sizeof(kept_bytes), file);
    fclose(file);
    MUST(kept_len > 0);
}

static void try_seed(const char *path)
{
    read_file(path);
    for (size_t len = 0; len <= kept_len; len++) {
        try(kept_bytes, len);
    }
    try_mutants(SEED_MUTANTS);
    unlink(path);
}

static void try_kept(const char *path)
{
    read_file(path);
    try(kept_bytes, kept_len);
    try_mutants(CORPUS_MUTANTS);
}

static unsigned each_file(const char *directory, void (*visit)(const char *))
{
    char path[PATH_MAX];
    unsigned files = 0;
    DIR *all = opendir(directory);
    MUST(all);
    for (struct dirent *entry; (entry = readdir(all));) {
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
            visit(path);
            files++;
        }
    }
    closedir(all);
    return files;
}

static void write_seeds(const char *program, const char *directory)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        execl(program, program, directory, (char *)NULL);
        _exit(127);
    }
    MUST(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

int main(int argc, char **argv)
{
    char directory[] = "/tmp/roomcast-fuzz-XXXXXX";
    if (argc != 3) {
        fprintf(stderr, "usage: %s SEEDS-PROGRAM|none CORPUS\n", argv[0]);
        return EXIT_FAILURE;
    }
    MUST(mkdtemp(directory));
    bool has_seeds = strcmp(argv[1], "none") != 0;
    if (has_seeds) {
        write_seeds(argv[1], directory);
    }
    unsigned seeds = each_file(directory, try_seed);
    rmdir(directory);
    unsigned kept = each_file(argv[2], try_kept);
    printf("%u seeds, %u mutants of each; %u of the corpus, %u of each\n",
            seeds, SEED_MUTANTS, kept, CORPUS_MUTANTS);
    return (seeds > 0) == has_seeds && kept > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
