/* SPDX-License-Identifier: MIT
 *
 * rules_cmd: `roomcast rules`: what hosts and modders do with the rules of a
 * server, whether it runs or not.
 *
 * Only rules.db is ever written, each time in one transaction; a running server
 * notices that by itself. rooms.db is read for what was accepted so far.
 */
#ifndef SERVER_RULES_CMD_H
#define SERVER_RULES_CMD_H

/* Runs what stands behind `roomcast rules`. `assets` finds the directory with
 * schema/ and rules/; it is given --assets, or "", and returns NULL after it
 * has said that there are none. Returns the exit code: 0, 1 when something is
 * wrong, 2 for usage. */
int rules_cmd(int argc, char **argv, const char *(*assets)(const char *asked));

#endif
