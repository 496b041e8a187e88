/* SPDX-License-Identifier: MIT
 *
 * server: the threads, put together: from the first file to the last farewell.
 */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

struct config;

/* Where the program's own files are. */
struct server_places {
    const char *assets;     // directory of schema/ and rules/
    const char *pages;      // of the demo
    const char *more_pages; // of what was built for it, "" for none
};

/* Serves until SIGTERM or SIGINT. Returns the exit code. Thread: the main one,
 * before there are others. */
int server_run(const struct config *config, const struct server_places *places);

#endif
