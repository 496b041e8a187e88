/* SPDX-License-Identifier: MIT
 *
 * play: a round of a mode, by bots alone, and what happened in it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/rulebook.h"
#include "server/rules_cmd_inside.h"
#include "server/rules_play.h"
#include "server/text.h"

#define NAMES_BYTES 8192    // of all modes, or all maps
#define SECONDS_MAX 86400u  // of a round
#define BOTS_LEAST  2       // unless asked for otherwise
#define SLACK       TICK_HZ // the round's time is up within it

/* What stands behind the word, as numbers; 0: not said. */
struct order {
    uint64_t bots, seconds, seed;
};

/* ---- options ---- */

/* A number of [least, most]; false, and it was said why. Nothing said leaves
 * it. */
static bool read_number(const char *option, const char *word, uint64_t least,
        uint64_t most, uint64_t *out)
{
    char *end;

    if (!word) {
        return true;
    }
    errno = 0;
    *out = strtoull(word, &end, 10);
    if (word[0] >= '0' && word[0] <= '9' && *end == '\0' && errno == 0 &&
            *out >= least && *out <= most) {
        return true;
    }
    cmd_fail(CMD_USAGE, "%s \"%s\": give a number from %" PRIu64 " to %" PRIu64,
            option, word, least, most);
    return false;
}

static bool read_order(const struct rules_cmd *cmd, struct order *out)
{
    *out = (struct order){.seed = 1};
    return read_number("--bots", cmd->bots, 1, MAX_PLAYERS, &out->bots) &&
           read_number(
                   "--seconds", cmd->seconds, 1, SECONDS_MAX, &out->seconds) &&
           read_number("--seed", cmd->seed, 0, UINT64_MAX, &out->seed);
}

/* ---- what there is ---- */

static int fail_mode(const struct rulebook *book, const char *mode)
{
    char names[NAMES_BYTES];
    struct text text = text_in(names, sizeof(names));

    for (unsigned i = 0; i < rulebook_mode_count(book); i++) {
        text_put(
                &text, "%s%s", i > 0 ? ", " : "", rulebook_mode(book, i)->mode);
    }
    return cmd_fail(
            CMD_WRONG, "there is no mode \"%s\"; there are %s", mode, names);
}

static int fail_map(
        const struct rulebook *book, const struct rules *first, const char *map)
{
    char names[NAMES_BYTES];
    struct text text = text_in(names, sizeof(names));
    const struct rules *rules = first;

    do {
        text_put(&text, "%s%s", rules != first ? ", " : "", rules->map);
        rules = rulebook_next_map(book, rules);
    } while (rules != first);
    return cmd_fail(CMD_WRONG, "%s is not played on \"%s\"; its maps are %s",
            first->mode, map, names);
}

/* The rules to play by; NULL, and it was said why. */
static const struct rules *find(
        const struct rulebook *book, const char *mode, const char *map)
{
    // "" finds the first mode
    const struct rules *rules = mode[0] ? rulebook_find(book, mode) : NULL;

    if (!rules) {
        fail_mode(book, mode);
        return NULL;
    }
    const struct rules *there =
            map ? rulebook_find_map(book, mode, map) : rules;
    if (!there) {
        fail_map(book, rules, map);
    }
    return there;
}

/* ---- the round ---- */

/* As many as a room of the mode would have, if that can play. */
static unsigned usual_bots(const struct rules *rules)
{
    unsigned bots = rules->bots > BOTS_LEAST ? rules->bots : BOTS_LEAST;

    bots = bots > rules->min_players ? bots : rules->min_players;
    return bots < rules->max_players ? bots : rules->max_players;
}

static int play(struct rulebook *book, const struct rules *rules,
        const struct order *order, bool verbose)
{
    unsigned bots = order->bots ? (unsigned)order->bots : usual_bots(rules);
    uint32_t ticks = order->seconds ? (uint32_t)order->seconds * TICK_HZ
                                    : rules->warmup + rules->time_limit +
                                              rules->overtime + SLACK;

    if (bots < rules->min_players || bots > rules->max_players) {
        return cmd_fail(CMD_USAGE,
                "--bots: %s is for %u to %u players (min_players, "
                "max_players)",
                rules->mode, rules->min_players, rules->max_players);
    }
    struct play *play = play_create(book, rules, bots, order->seed, verbose);
    if (!play) {
        return cmd_fail(CMD_WRONG, "out of memory");
    }
    printf("%s on %s, %u %s, seed %" PRIu64 "\n", rules->mode, rules->map, bots,
            bots == 1 ? "bot" : "bots", order->seed);
    play_round(play, ticks);
    play_say_table(play);
    unsigned failures = play_failures(play);
    play_destroy(play);
    return failures == 0 ? CMD_GOOD
                         : cmd_fail(CMD_WRONG,
                                   "scripts failed %u times: the lines above "
                                   "say why",
                                   failures);
}

int cmd_play(const struct rules_cmd *cmd)
{
    struct order order;

    if (!read_order(cmd, &order)) {
        return CMD_USAGE;
    }
    struct db *db = cmd_open_rules(cmd, DB_READ);
    struct rulebook *book = db ? cmd_load(db, "rules.db") : NULL;
    db_close(db);
    const struct rules *rules =
            book ? find(book, cmd->word[1], cmd->map) : NULL;
    int code = rules ? play(book, rules, &order, cmd->verbose) : CMD_WRONG;
    rulebook_unref(book);
    return code;
}
