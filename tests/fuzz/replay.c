/* SPDX-License-Identifier: MIT
 *
 * replay: runs a fuzz target without a fuzzer.
 *
 * Usage: fuzz_X SEEDS-PROGRAM
 *
 * Lets the program write its seeds into a new directory and tries each of them:
 * as it is, every beginning of it, and some thousand times with bits flipped,
 * bytes changed, and pieces moved. The same every time.
 */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/base.h"
#include "shared/rng.h"
#include "tests/fuzz/fuzz.h"

#define MUTANTS 5000 // of each seed

static uint8_t seed_bytes[65536];
static size_t seed_len;
static uint64_t dice;

/* In memory of just that size, so that ASan sees a byte too many. */
static void try(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    MUST(copy);
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void mutate(uint8_t *data, size_t *size)
{
    static const uint8_t telling[] = {0, 1, 0x7f, 0x80, 0xff, 0xdd, 0xc1};
    uint8_t *at = data + rng_below(&dice, (uint32_t)*size);
    size_t left = (size_t)(data + *size - at);
    switch (rng_below(&dice, 5)) {
    case 0:
        *at = (uint8_t)rng_next(&dice);
        break;
    case 1:
        *at = telling[rng_below(&dice, ARRAY_LEN(telling))];
        break;
    case 2:
        memmove(at, data, left / 2);
        break;
    case 3:
        *size = *size > 1 ? *size - 1 : *size;
        break;
    default:
        *at ^= (uint8_t)(1u << rng_below(&dice, 8));
        break;
    }
}

static void try_mutants(void)
{
    static uint8_t data[sizeof(seed_bytes)];
    for (unsigned n = 0; n < MUTANTS; n++) {
        size_t size = seed_len;
        memcpy(data, seed_bytes, size);
        for (unsigned i = 1 + rng_below(&dice, 4); i > 0; i--) {
            mutate(data, &size);
        }
        try(data, size);
    }
}

static void try_seed(const char *path)
{
    FILE *file = fopen(path, "rb");
    MUST(file);
    seed_len = fread(seed_bytes, 1, sizeof(seed_bytes), file);
    fclose(file);
    MUST(seed_len > 0);
    for (size_t len = 0; len <= seed_len; len++) {
        try(seed_bytes, len);
    }
    try_mutants();
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
    char path[sizeof(directory) + NAME_MAX + 2];
    unsigned seeds = 0;
    MUST(argc == 2 && mkdtemp(directory));
    write_seeds(argv[1], directory);
    DIR *all = opendir(directory);
    MUST(all);
    for (struct dirent *entry; (entry = readdir(all));) {
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
            dice = 1;
            try_seed(path);
            unlink(path);
            seeds++;
        }
    }
    closedir(all);
    rmdir(directory);
    printf("%u seeds, %u mutants of each\n", seeds, MUTANTS);
    return seeds > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
