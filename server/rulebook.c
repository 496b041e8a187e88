/* SPDX-License-Identifier: MIT */
#include "server/rulebook.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "server/crypto.h"
#include "server/db.h"
#include "server/rulebook_compile.h"
#include "shared/rulepack.h"

struct rulebook {
    atomic_uint refs;
    uint32_t version;
    uint64_t hash;
    unsigned mode_count;
    struct rules mode[MAX_MODES];
};

/* ---- loading ---- */

static struct rules_place nowhere(void)
{
    return (struct rules_place){"", "", ""};
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
            "SELECT in_table, in_row, in_column, sentence FROM problem "
            "LIMIT 100");
    enum db_step step;

    while ((step = db_step(stmt)) == DB_ROW) {
        struct rules_place place = {
                db_text(stmt, 0), db_text(stmt, 1), db_text(stmt, 2)};
        rules_report_add(report, place, "%s", db_text(stmt, 3));
    }
    if (step == DB_ERROR) {
        rules_report_add(report, (struct rules_place){"problem", "", ""},
                "cannot be read: %s", db_error(db));
    }
    db_finish(stmt);
}

static void compile_modes(
        struct rulebook *book, struct db *db, struct rules_report *report)
{
    struct db_stmt *stmt =
            db_prepare(db, "SELECT id FROM mode ORDER BY seq, rowid");
    enum db_step step;

    while ((step = db_step(stmt)) == DB_ROW && book->mode_count < MAX_MODES) {
        rulebook_compile(
                db, db_text(stmt, 0), &book->mode[book->mode_count++], report);
    }
    struct rules_place place = {"mode", "", ""};
    if (step == DB_ERROR) {
        rules_report_add(report, place, "cannot be read: %s", db_error(db));
    } else if (step == DB_ROW) {
        rules_report_add(report, place, "there are more than %d", MAX_MODES);
    } else if (book->mode_count == 0) {
        rules_report_add(report, place, "there is no mode; insert one");
    }
    db_finish(stmt);
}

/* The last word is the simulation's: nothing may get past it. */
static void check_modes(
        const struct rulebook *book, struct rules_report *report)
{
    for (unsigned i = 0; i < book->mode_count; i++) {
        const struct rules *rules = &book->mode[i];
        const char *wrong = rules_check(rules);
        if (wrong) {
            struct rules_place place = {"mode", rules->mode, ""};
            rules_report_add(report, place, "%s", wrong);
        }
    }
}

/* The digest of every mode's bytes behind the digest of those before it. */
static void hash_modes(struct rulebook *book, struct rules_report *report)
{
    uint8_t bytes[DIGEST_BYTES + MAX_RULES_BYTES] = {0};

    for (unsigned i = 0; i < book->mode_count; i++) {
        const struct rules *rules = &book->mode[i];
        size_t len = rules_pack(bytes + DIGEST_BYTES, MAX_RULES_BYTES, rules);
        if (len == 0) {
            rules_report_add(report,
                    (struct rules_place){"mode", rules->mode, ""},
                    "it has more in it than can be sent to players");
            return;
        }
        crypto_digest(bytes, DIGEST_BYTES + len, bytes);
    }
    memcpy(&book->hash, bytes, sizeof(book->hash));
}

struct rulebook *rulebook_load(
        struct db *db, uint32_t version, struct rules_report *report)
{
    struct rulebook *book = calloc(1, sizeof(*book));

    memset(report, 0, sizeof(*report));
    if (!book || !db_exec(db, "BEGIN")) {
        rules_report_add(report, nowhere(), "it cannot be read: %s",
                book ? db_error(db) : "out of memory");
        free(book);
        return NULL;
    }
    atomic_init(&book->refs, 1);
    if (check_format(db, report)) {
        compile_modes(book, db, report);
        read_problems(db, report);
    }
    db_rollback(db); // nothing was written; it only ends the reading
    if (report->count == 0) {
        check_modes(book, report);
    }
    if (report->count == 0) {
        hash_modes(book, report);
    }
    if (report->count > 0) {
        free(book);
        return NULL;
    }
    rulebook_number(book, version);
    return book;
}

void rulebook_number(struct rulebook *book, uint32_t version)
{
    book->version = version;
    for (unsigned i = 0; i < book->mode_count; i++) {
        book->mode[i].version = version;
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
        free(book);
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
    return &book->mode[i];
}

const struct rules *rulebook_find(const struct rulebook *book, const char *id)
{
    for (unsigned i = 0; i < book->mode_count; i++) {
        if (id[0] == '\0' || strcmp(book->mode[i].mode, id) == 0) {
            return &book->mode[i];
        }
    }
    return NULL;
}
