/* SPDX-License-Identifier: MIT */
#include "server/rulebook.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/db.h"
#include "server/rulebook_compile.h"
#include "server/rulebook_inside.h"
#include "server/rules_diff.h"
#include "server/rules_text.h"
#include "shared/rulepack.h"

#define LOAD_NS (5 * NS_PER_S) // at most: somebody may have changed the views

struct rulebook {
    atomic_uint refs;
    uint32_t version;
    uint64_t hash;              // of the text
    char *text;                 // all rows
    struct rules_diff *changes; // since the version before, or NULL
    unsigned mode_count, play_count;
    unsigned first[MAX_MODES];            // the play of a mode on its first map
    char *script[MAX_MODES][MAX_SCRIPTS]; // malloc()ed
    struct rules play[MAX_PLAYS]; // by mode, and then in the order of its maps
};

/* ---- loading ---- */

static struct rules_place nowhere(void)
{
    return (struct rules_place){"", "", "", ""};
}

/* Whether this is a file of ours at all; reading begins here. */
static bool check_format(struct db *db, struct rules_report *report)
{
    int64_t application = db_number(db, "PRAGMA application_id");
    int64_t format = db_number(db, "PRAGMA user_version");

    if (application < 0 || format < 0) {
        rules_report_add(
                report, nowhere(), "it cannot be read: %s", db_error(db));
    } else if (application != RULES_APPLICATION) {
        rules_report_add(report, nowhere(),
                "these are no Roomcast rules (application_id %lld); move the "
                "file away, and a new one is made at the next start",
                (long long)application);
    } else if (format < RULES_FORMAT) {
        rules_report_add(report, nowhere(),
                "its format is %lld and this server reads %d; start the server "
                "again, which brings it up to date",
                (long long)format, RULES_FORMAT);
    } else if (format > RULES_FORMAT) {
        rules_report_add(report, nowhere(),
                "its format is %lld and this server reads %d; use the server "
                "it was made for, or export it from there",
                (long long)format, RULES_FORMAT);
    }
    return report->count == 0;
}

/* What the file's own look across tables has found. */
static void read_problems(struct db *db, struct rules_report *report)
{
    struct db_stmt *stmt = db_prepare(db,
            "SELECT in_table, in_row, in_column, in_mod, sentence FROM problem "
            "LIMIT 100");
    enum db_step step;

    while ((step = db_step(stmt)) == DB_ROW) {
        struct rules_place place = {db_text(stmt, 0), db_text(stmt, 1),
                db_text(stmt, 2), db_text(stmt, 3)};
        rules_report_add(report, place, "%s", db_text(stmt, 4));
    }
    if (step == DB_ERROR) {
        rules_report_add(report, (struct rules_place){"problem", "", "", ""},
                "cannot be read: %s", db_error(db));
    }
    db_finish(stmt);
}

/* Any rules of the book on that map, or NULL. */
static const struct rules *on_map(const struct rulebook *book, const char *map)
{
    for (unsigned i = 0; i < book->play_count; i++) {
        if (strcmp(book->play[i].map, map) == 0) {
            return &book->play[i];
        }
    }
    return NULL;
}

/* `mode` is what it is on any map. */
static void compile_maps(struct rulebook *book, struct rules_queries *queries,
        struct rules *mode, struct rules_report *report)
{
    static const char query[] =
            "SELECT map FROM mode_map WHERE mode = ?1 ORDER BY seq, rowid";
    struct rules_reader in = {
            .queries = queries, .rules = mode, .report = report};
    char map[ID_BYTES + 1];
    unsigned before = book->play_count;

    rules_ask(&in, "mode_map", query, mode->mode);
    while (rules_next_of(&in, (struct rules_place){"mode_map", "", "", ""},
            book->play_count, MAX_PLAYS)) {
        snprintf(in.row, sizeof(in.row), "%s", mode->mode);
        if (!rules_read_id(&in, 0, "map", map)) {
            continue;
        }
        struct rules *play = &book->play[book->play_count];
        *play = *mode;
        rulebook_compile_map(queries, map, on_map(book, map), play, report);
        book->play_count++;
    }
    if (book->play_count == before && before < MAX_PLAYS) {
        rules_report_add(report, rulebook_of_mode(&in),
                "no map; insert one into mode_map");
    }
}

static void compile_mode(struct rulebook *book, struct rules_queries *queries,
        const char *id, struct rules_report *report)
{
    struct rules mode;
    unsigned i = book->mode_count++;

    book->first[i] = book->play_count;
    if (rulebook_compile(queries, id, &mode, book->script[i], report)) {
        compile_maps(book, queries, &mode, report);
    }
}

static void compile_modes(
        struct rulebook *book, struct db *db, struct rules_report *report)
{
    struct db_stmt *stmt =
            db_prepare(db, "SELECT id FROM mode ORDER BY seq, rowid");
    struct rules_queries queries = {.db = db};
    enum db_step step;

    while ((step = db_step(stmt)) == DB_ROW && book->mode_count < MAX_MODES) {
        compile_mode(book, &queries, db_text(stmt, 0), report);
    }
    struct rules_place place = {"mode", "", "", ""};
    if (step == DB_ERROR) {
        rules_report_add(report, place, "cannot be read: %s", db_error(db));
    } else if (step == DB_ROW) {
        rules_report_add(report, place, "there are more than %d", MAX_MODES);
    } else if (book->mode_count == 0) {
        rules_report_add(report, place, "there is no mode; insert one");
    }
    rules_queries_end(&queries);
    db_finish(stmt);
}

/* The last word is the simulation's: nothing may get past it. */
static void check_plays(
        const struct rulebook *book, struct rules_report *report)
{
    for (unsigned i = 0; i < book->play_count; i++) {
        const struct rules *rules = &book->play[i];
        const char *wrong = rules_check(rules);
        if (wrong) {
            struct rules_place place = {"mode", rules->mode, "", rules->mod};
            rules_report_add(report, place, "%s", wrong);
        }
    }
}

/* What players cannot be sent is no rule either. */
static void check_sizes(
        const struct rulebook *book, struct rules_report *report)
{
    uint8_t bytes[MAX_RULES_BYTES];

    for (unsigned i = 0; i < book->play_count; i++) {
        const struct rules *rules = &book->play[i];
        if (rules_pack(bytes, MAX_RULES_BYTES, rules) == 0) {
            rules_report_add(report,
                    (struct rules_place){"mode", rules->mode, "", rules->mod},
                    "it has more in it than can be sent to players");
        }
    }
}

static void read_text(
        struct rulebook *book, struct db *db, struct rules_report *report)
{
    char error[160];

    book->text = rules_text_read(db, error, sizeof(error));
    if (book->text) {
        book->hash = rules_text_hash(book->text);
    } else {
        rules_report_add(report, nowhere(), "%s", error);
    }
}

static void destroy(struct rulebook *book)
{
    for (unsigned i = 0; i < book->mode_count; i++) {
        for (unsigned j = 0; j < MAX_SCRIPTS; j++) {
            free(book->script[i][j]);
        }
    }
    rules_diff_destroy(book->changes);
    free(book->text);
    free(book);
}

struct rulebook *rulebook_load(
        struct db *db, uint32_t version, struct rules_report *report)
{
    struct rulebook *book = calloc(1, sizeof(*book));
    bool is_inside = db_in_transaction(db);

    memset(report, 0, sizeof(*report));
    if (!book || (!is_inside && !db_exec(db, "BEGIN"))) {
        rules_report_add(report, nowhere(), "it cannot be read: %s",
                book ? db_error(db) : "out of memory");
        free(book);
        return NULL;
    }
    atomic_init(&book->refs, 1);
    db_hurry(db, LOAD_NS);
    if (check_format(db, report)) {
        compile_modes(book, db, report);
        read_problems(db, report);
    }
    if (report->count == 0) {
        read_text(book, db, report);
    }
    db_hurry(db, 0);
    if (!is_inside) {
        db_rollback(db); // nothing was written; it only ends the reading
    }
    if (report->count == 0) {
        check_plays(book, report);
    }
    if (report->count == 0) {
        check_sizes(book, report);
    }
    if (report->count > 0) {
        destroy(book);
        return NULL;
    }
    rulebook_number(book, version);
    return book;
}

void rulebook_number(struct rulebook *book, uint32_t version)
{
    book->version = version;
    for (unsigned i = 0; i < book->play_count; i++) {
        book->play[i].version = version;
    }
}

/* ---- looking ---- */

struct rulebook *rulebook_ref(struct rulebook *book)
{
    atomic_fetch_add_explicit(&book->refs, 1, memory_order_relaxed);
    return book;
}

void rulebook_unref(struct rulebook *book)
{
    if (book && atomic_fetch_sub_explicit(
                        &book->refs, 1, memory_order_acq_rel) == 1) {
        destroy(book);
    }
}

uint32_t rulebook_version(const struct rulebook *book)
{
    return book->version;
}

uint64_t rulebook_hash(const struct rulebook *book)
{
    return book->hash;
}

unsigned rulebook_mode_count(const struct rulebook *book)
{
    return book->mode_count;
}

const struct rules *rulebook_mode(const struct rulebook *book, unsigned i)
{
    return &book->play[book->first[i]];
}

/* The index of a mode, or that of none. */
static unsigned mode_index(const struct rulebook *book, const char *id)
{
    unsigned i = 0;

    while (i < book->mode_count && id[0] != '\0' &&
            strcmp(rulebook_mode(book, i)->mode, id) != 0) {
        i++;
    }
    return i;
}

/* The plays of a mode are first[i] up to this. */
static unsigned end_of(const struct rulebook *book, unsigned mode)
{
    return mode + 1 < book->mode_count ? book->first[mode + 1]
                                       : book->play_count;
}

const struct rules *rulebook_find(const struct rulebook *book, const char *id)
{
    unsigned mode = mode_index(book, id);

    return mode < book->mode_count ? rulebook_mode(book, mode) : NULL;
}

const struct rules *rulebook_find_map(
        const struct rulebook *book, const char *mode, const char *map)
{
    unsigned i = mode_index(book, mode);
    unsigned end = i < book->mode_count ? end_of(book, i) : 0;

    for (unsigned at = end ? book->first[i] : 0; at < end; at++) {
        if (strcmp(book->play[at].map, map) == 0) {
            return &book->play[at];
        }
    }
    return NULL;
}

const struct rules *rulebook_next_map(
        const struct rulebook *book, const struct rules *rules)
{
    unsigned mode = mode_index(book, rules->mode);
    const struct rules *now = rulebook_find_map(book, rules->mode, rules->map);

    assert(mode < book->mode_count);
    bool is_last = !now || now + 1 == book->play + end_of(book, mode);
    return is_last ? rulebook_mode(book, mode) : now + 1;
}

const char *rulebook_script(
        const struct rulebook *book, const struct rules *rules, unsigned i)
{
    unsigned mode = mode_index(book, rules->mode);

    assert(mode < book->mode_count && i < MAX_SCRIPTS);
    return book->script[mode][i];
}

/* ---- what differs ---- */

const char *rulebook_text(const struct rulebook *book)
{
    return book->text;
}

void rulebook_compare(struct rulebook *book, const char *before)
{
    rules_diff_destroy(book->changes);
    book->changes = rules_diff_create(before, book->text);
}

const struct rules_diff *rulebook_diff(const struct rulebook *book)
{
    return book->changes;
}

/* A mode of a book, for the two below. */
struct mode_of {
    const struct rulebook *book;
    const struct rules *rules;
};

static bool has_weapon(const void *arg, const char *id)
{
    const struct mode_of *of = arg;
    return rules_weapon_index(of->rules, id) != NO_WEAPON;
}

static bool has_map(const void *arg, const char *id)
{
    const struct mode_of *of = arg;
    return rulebook_find_map(of->book, of->rules->mode, id);
}

size_t rulebook_changes(
        const struct rulebook *book, const char *mode, char *out, size_t cap)
{
    const struct mode_of of = {book, rulebook_find(book, mode)};
    const struct rules_scope scope = {.mode = mode,
            .has_weapon = has_weapon,
            .has_map = has_map,
            .arg = &of};

    out[0] = '\0';
    return book->changes && of.rules
                   ? rules_diff_for_players(book->changes, &scope, out, cap)
                   : 0;
}
