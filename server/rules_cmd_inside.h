/* SPDX-License-Identifier: MIT
 *
 * rules_cmd_inside: what the files of `roomcast rules` share.
 */
#ifndef SERVER_RULES_CMD_INSIDE_H
#define SERVER_RULES_CMD_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/db.h"
#include "server/disk.h"
#include "server/rules_report.h"

struct rulebook;

#define RULES_WORDS 16 // most arguments of a command

struct rules_cmd {
    const char *data;   // directory
    const char *asked;  // --assets, "" for where they usually are
    const char *assets; // directory with schema/ and rules/
    bool json, help;
    const char *word[RULES_WORDS]; // the command and its arguments
    unsigned words;
    const char *map, *bots, *seconds, *seed; // of play; NULL: not said
    bool verbose;
};

#define CMD_GOOD  0 // exit codes
#define CMD_WRONG 1
#define CMD_USAGE 2

/* A line on stderr, and the code. */
int cmd_fail(int code, const char *format, ...)
        __attribute__((format(printf, 2, 3)));

/* DIR/rules.db; DB_WRITE brings it up to date before, or makes it. NULL, and it
 * was said why. */
struct db *cmd_open_rules(const struct rules_cmd *cmd, enum db_open_mode mode);

/* DIR/rooms.db, to read. NULL when there is none; `*failed` when there is one
 * that cannot be read, which was said. */
struct db *cmd_open_rooms(const struct rules_cmd *cmd, bool *failed);

/* Says what db_error() has, about a file. */
int cmd_fail_db(struct db *db, const char *what);

/* Starts to write; false, and it was said why. */
bool cmd_begin(struct db *db);

/* Ends what cmd_begin() began, if the rules can be played by; says what they
 * cannot, or what is different from `before` (a text). Returns the exit code.
 */
int cmd_commit(struct db *db, const char *before, const char *done);

/* The rules of `db`; NULL, and what is wrong was said about `name`. */
struct rulebook *cmd_load(struct db *db, const char *name);
void cmd_say_problems(const char *name, const struct rules_report *report);

/* Differences, a line each, to stdout; unless `all`, what comes or goes with a
 * mod, mode or map is only counted. Returns how many there are. */
size_t cmd_say_diff(const char *before, const char *after, bool all);

/* All rows of `db`, to free(); NULL, and it was said why. */
char *cmd_read_text(struct db *db, const char *name);

/* A value of JSON on stdout. */
void cmd_put_json(const char *text);

/* The first `len` bytes of a stranger's text on stdout, without what a terminal
 * would take for commands. */
void cmd_put_plain(const char *text, size_t len);

/* Seconds since 1970 as `2026-11-21 17:48:35`, UTC. */
void cmd_time(int64_t at, char out[32]);

int cmd_check(const struct rules_cmd *cmd);
int cmd_install(const struct rules_cmd *cmd);
int cmd_remove(const struct rules_cmd *cmd);
int cmd_list(const struct rules_cmd *cmd);
int cmd_show(const struct rules_cmd *cmd);
int cmd_play(const struct rules_cmd *cmd);
int cmd_status(const struct rules_cmd *cmd);
int cmd_diff(const struct rules_cmd *cmd);
int cmd_history(const struct rules_cmd *cmd);
int cmd_rollback(const struct rules_cmd *cmd);
int cmd_export(const struct rules_cmd *cmd);

#endif
