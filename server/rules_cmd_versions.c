/* SPDX-License-Identifier: MIT
 *
 * status, diff, history, rollback: what the rules are, were, and can be again.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/rulebook.h"
#include "server/rules_cmd_inside.h"
#include "server/rules_kept.h"
#include "server/rules_text.h"

/* The versions there are, to read; NULL, and it was said why. */
static struct db *open_versions(const struct rules_cmd *cmd)
{
    bool failed;
    struct db *rooms = cmd_open_rooms(cmd, &failed);

    if (!rooms && !failed) {
        cmd_fail(CMD_WRONG,
                "%s/rooms.db: no server has kept any rules there yet",
                cmd->data);
    }
    return rooms;
}

static bool read_number(const char *word, uint32_t *out)
{
    char *end;

    errno = 0;
    unsigned long number = strtoul(word, &end, 10);
    *out = (uint32_t)number;
    return word[0] >= '0' && word[0] <= '9' && *end == '\0' && errno == 0 &&
           number >= 1 && number <= UINT32_MAX;
}

static int say_no_number(const char *word)
{
    return cmd_fail(CMD_USAGE,
            "\"%s\" is no version: give a number from roomcast rules history",
            word);
}

/* The rows of a version, to free(); NULL, and it was said why. */
static char *read_version(struct db *rooms, uint32_t number)
{
    char *text = rules_kept_text(rooms, number);

    if (!text) {
        cmd_fail(CMD_WRONG,
                "the rows of version %" PRIu32 " are not kept: see roomcast "
                "rules history",
                number);
    }
    return text;
}

/* ---- status ---- */

/* Whether a server holds DIR/lock, which asking for it might disturb. */
static bool is_served(const struct rules_cmd *cmd)
{
    char path[DISK_PATH];

    return disk_join(path, cmd->data, "lock") && disk_is_locked(path);
}

/* How rules.db stands to the version in use. */
enum file_state { FILE_SAME, FILE_NEW, FILE_WRONG };

static enum file_state look_at_file(const struct rules_cmd *cmd,
        const struct rules_version *used, struct rules_report *report)
{
    char path[DISK_PATH], error[1024] = "this path is too long";
    enum file_state state = FILE_WRONG;
    struct db *db = disk_join(path, cmd->data, "rules.db")
                            ? db_open(path, DB_READ, error, sizeof(error))
                            : NULL;

    memset(report, 0, sizeof(*report));
    if (!db) {
        rules_report_add(report, (struct rules_place){0}, "%s", error);
        return FILE_WRONG;
    }
    struct rulebook *book = rulebook_load(db, 0, report);
    if (book) {
        state = rulebook_hash(book) == used->hash ? FILE_SAME : FILE_NEW;
    } else if (db_is_busy(db)) {
        memset(report, 0, sizeof(*report));
        rules_report_add(report, (struct rules_place){0},
                "another program keeps it locked; end its transaction, or it "
                "itself");
    }
    rulebook_unref(book);
    db_close(db);
    return state;
}

static const char *const state_words[] = {"same", "new", "wrong"};

static void say_status(const struct rules_version *used, bool served,
        enum file_state state, const struct rules_report *report)
{
    char at[32];

    cmd_time(used->at, at);
    if (used->version > 0) {
        printf("version %" PRIu32 " of %s UTC, hash %016" PRIx64 "%s\n",
                used->version, at, used->hash,
                served ? ", in use" : "; no server runs here");
    } else {
        printf("no version was accepted yet: start the server\n");
    }
    if (state == FILE_SAME) {
        printf("rules.db: the same\n");
    } else if (state == FILE_NEW) {
        printf("rules.db: fine, and not taken up yet: %s\n",
                served ? "the server looks twice a second"
                       : "the server does so when it starts");
    } else {
        printf("rules.db: not used, problems: %u\n", report->count);
        cmd_say_problems("rules.db", report);
        printf("mend that, or put the rules back: roomcast rules rollback\n");
    }
}

static void put_member(const char *before, const char *name, const char *value)
{
    printf("%s\"%s\":", before, name);
    cmd_put_json(value);
}

static void say_status_json(const struct rules_version *used, bool served,
        enum file_state state, const struct rules_report *report)
{
    char at[32];

    cmd_time(used->at, at);
    printf("{\"version\":%" PRIu32 ",\"hash\":\"%016" PRIx64 "\"",
            used->version, used->hash);
    put_member(",", "accepted_at", at);
    printf(",\"running\":%s", served ? "true" : "false");
    put_member(",", "file", state_words[state]);
    printf(",\"problem_count\":%u,\"problems\":[", report->count);
    for (unsigned i = 0; i < report->count && i < MAX_PROBLEMS; i++) {
        const struct rules_problem *problem = &report->problem[i];
        put_member(i > 0 ? ",{" : "{", "mod", problem->mod);
        put_member(",", "table", problem->table);
        put_member(",", "row", problem->row);
        put_member(",", "column", problem->column);
        put_member(",", "sentence", problem->sentence);
        printf("}");
    }
    printf("]}\n");
}

int cmd_status(const struct rules_cmd *cmd)
{
    bool failed;
    struct rules_version used = {0};
    struct rules_report *report = malloc(sizeof(*report));
    struct db *rooms = cmd_open_rooms(cmd, &failed);

    if (failed || !report || (rooms && !rules_kept_latest(rooms, &used))) {
        db_close(rooms);
        free(report);
        return CMD_WRONG;
    }
    enum file_state state = look_at_file(cmd, &used, report);
    (cmd->json ? say_status_json : say_status)(
            &used, is_served(cmd), state, report);
    free(report);
    db_close(rooms);
    return state == FILE_WRONG ? CMD_WRONG : CMD_GOOD;
}

/* ---- diff ---- */

/* The rows of rules.db, to free(); NULL, and it was said why. */
static char *read_file(const struct rules_cmd *cmd)
{
    struct db *db = cmd_open_rules(cmd, DB_READ);
    char *text = db ? cmd_read_text(db, "rules.db") : NULL;

    db_close(db);
    return text;
}

static int say_difference(const struct rules_cmd *cmd, struct db *rooms,
        uint32_t before, uint32_t after)
{
    char *old = read_version(rooms, before);
    char *new = !old    ? NULL
                : after ? read_version(rooms, after)
                        : read_file(cmd);
    bool ok = old && new;

    if (ok && cmd_say_diff(old, new, true) == 0) {
        printf("no row differs\n");
    }
    free(old);
    free(new);
    return ok ? CMD_GOOD : CMD_WRONG;
}

int cmd_diff(const struct rules_cmd *cmd)
{
    uint32_t number[2] = {0};
    struct rules_version latest;

    for (unsigned i = 1; i < cmd->words; i++) {
        if (!read_number(cmd->word[i], &number[i - 1])) {
            return say_no_number(cmd->word[i]);
        }
    }
    struct db *rooms = open_versions(cmd);
    if (!rooms) {
        return CMD_WRONG;
    }
    int code = CMD_WRONG;
    if (!rules_kept_latest(rooms, &latest)) {
        cmd_fail_db(rooms, "rooms.db");
    } else {
        code = say_difference(
                cmd, rooms, number[0] ? number[0] : latest.version, number[1]);
    }
    db_close(rooms);
    return code;
}

/* ---- history ---- */

struct listing {
    bool json;
    unsigned count;
};

static void list_version(void *arg, const struct rules_version *version)
{
    struct listing *list = arg;
    char at[32];

    cmd_time(version->at, at);
    if (list->json) {
        printf("%s{\"version\":%" PRIu32 ",\"hash\":\"%016" PRIx64 "\"",
                list->count > 0 ? ",\n" : "", version->version, version->hash);
        put_member(",", "accepted_at", at);
        printf(",\"kept\":%s", version->has_text ? "true" : "false");
        put_member(",", "changes", version->changes);
        printf("}");
    } else {
        printf("%7" PRIu32 "  %s  %016" PRIx64 "  %s\n", version->version, at,
                version->hash,
                !version->has_text      ? "(its rows are not kept)"
                : version->changes[0]   ? version->changes
                : version->version == 1 ? "(the first)"
                                        : "(since rows that are not kept)");
    }
    list->count++;
}

int cmd_history(const struct rules_cmd *cmd)
{
    struct db *rooms = open_versions(cmd);
    struct listing list = {.json = cmd->json};

    if (!rooms) {
        return CMD_WRONG;
    }
    printf(cmd->json ? "["
                     : "version  accepted (UTC)       hash"
                       "              what differs\n");
    int code = rules_kept_list(rooms, list_version, &list)
                       ? CMD_GOOD
                       : cmd_fail_db(rooms, "rooms.db");
    printf(cmd->json ? "]\n" : "");
    db_close(rooms);
    return code;
}

/* ---- rollback ---- */

/* The version to go back to: `number`, or for 0 the latest whose rows are not
 * those of rules.db now. */
static bool choose(uint32_t number, struct db *rooms, const char *now,
        struct rules_version *out)
{
    bool ok = number ? rules_kept_find(rooms, number, out)
                     : rules_kept_before(
                               rooms, UINT32_MAX, rules_text_hash(now), out);
    if (!ok) {
        cmd_fail_db(rooms, "rooms.db");
    } else if (out->version == 0) {
        cmd_fail(CMD_WRONG, number ? "there is no such version: see roomcast "
                                     "rules history"
                                   : "there is no version before this one");
    }
    return ok && out->version > 0;
}

static int put_back(struct db *db, const char *now, const char *text,
        const struct rules_version *version)
{
    char error[512], done[128];

    if (!rules_text_apply(db, text, error, sizeof(error))) {
        return cmd_fail(CMD_WRONG,
                "version %" PRIu32 ": %s; nothing was "
                "changed",
                version->version, error);
    }
    snprintf(done, sizeof(done),
            "rules.db has the rows of version %" PRIu32
            " again, hash %016" PRIx64,
            version->version, version->hash);
    return cmd_commit(db, now, done);
}

static int roll_back(
        const struct rules_cmd *cmd, struct db *rooms, uint32_t number)
{
    struct rules_version version;
    struct db *db = cmd_open_rules(cmd, DB_WRITE);
    bool begun =
            db && db_exec(db, "PRAGMA foreign_keys = OFF") && cmd_begin(db);
    char *now = begun ? cmd_read_text(db, "rules.db") : NULL;
    char *text = now && choose(number, rooms, now, &version)
                         ? read_version(rooms, version.version)
                         : NULL;
    int code = text ? put_back(db, now, text, &version) : CMD_WRONG;

    if (begun) {
        db_rollback(db);
    }
    free(text);
    free(now);
    db_close(db);
    return code;
}

int cmd_rollback(const struct rules_cmd *cmd)
{
    uint32_t number = 0;

    if (cmd->words > 1 && !read_number(cmd->word[1], &number)) {
        return say_no_number(cmd->word[1]);
    }
    struct db *rooms = open_versions(cmd);
    int code = rooms ? roll_back(cmd, rooms, number) : CMD_WRONG;

    db_close(rooms);
    return code;
}
