/* SPDX-License-Identifier: MIT
 *
 * rules_diff: what differs between two texts of the rules, in a modder's words.
 *
 * Rows are told apart by table and primary key; effects, walls and spots, whose
 * key is only a number, by what they say. Immutable once made; any thread.
 */
#ifndef SERVER_RULES_DIFF_H
#define SERVER_RULES_DIFF_H

#include <stdbool.h>
#include <stddef.h>

struct rules_diff;

#define RULES_LINE 320 // longest line, with its NUL

/* Both are copied. NULL without memory. */
struct rules_diff *rules_diff_create(const char *before, const char *after);
void rules_diff_destroy(struct rules_diff *diff); // NULL is allowed

size_t rules_diff_count(const struct rules_diff *diff); // of lines

/* Line `i`: `role.speed (chase, cat): 265 -> 300`, `- thing (chase, flag)`,
 * `+ effect (chase, touch: score 1)`; in the order of tables, and of keys
 * within one. Of several effects that do the same upon the same the id is said
 * as well. When rows are only in another order, that is the one line. */
void rules_diff_line(
        const struct rules_diff *diff, size_t i, char out[RULES_LINE]);

/* Whether it only comes or goes with a whole mod, mode or map that does. */
bool rules_diff_is_part(const struct rules_diff *diff, size_t i);

/* All lines as one of at most `cap` bytes with its NUL. What comes or goes with
 * a whole mod, mode or map is not told apart from it. Returns its length. */
size_t rules_diff_summary(const struct rules_diff *diff, char *out, size_t cap);

/* Which lines are about a mode: its own, those of its weapons and maps. */
struct rules_scope {
    const char *mode;
    bool (*has_weapon)(const void *arg, const char *id);
    bool (*has_map)(const void *arg, const char *id);
    const void *arg;
};

/* What players of that mode are told: "it: speed 265 -> 300; yard: 3 walls".
 * Returns its length, 0 when nothing differs there. */
size_t rules_diff_for_players(const struct rules_diff *diff,
        const struct rules_scope *scope, char *out, size_t cap);

#endif
