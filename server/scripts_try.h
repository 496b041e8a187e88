/* SPDX-License-Identifier: MIT
 *
 * scripts_try: a mode's scripts, each once, before anybody plays them.
 *
 * What a script names in a literal only shows when it runs. So it does, in a
 * room of a few who stand about, as both actor and target and things are there.
 */
#ifndef SERVER_SCRIPTS_TRY_H
#define SERVER_SCRIPTS_TRY_H

struct rulebook;
struct rules;

/* Calls `tell` with `name` and a sentence about each script that gives somebody
 * a role, or something a kind, that its mode does not have. Whatever else
 * happens here says nothing about a game. `rules` are of `book`. Costs some
 * milliseconds. */
void scripts_try(struct rulebook *book, const struct rules *rules,
        void (*tell)(const char *name, const char *sentence), const char *name);

#endif
