/* SPDX-License-Identifier: MIT */
#include "server/rules_kept.h"

#include <stdio.h>
#include <string.h>

#include "server/db.h"
#include "server/rules_text.h"

#define COLUMNS "version, hash, loaded_at, text IS NOT NULL, changes"

static void read_row(struct db_stmt *stmt, struct rules_version *out)
{
    out->version = (uint32_t)db_int(stmt, 0);
    out->hash = (uint64_t)db_int(stmt, 1);
    out->at = db_int(stmt, 2);
    out->has_text = db_int(stmt, 3) != 0;
    snprintf(out->changes, sizeof(out->changes), "%s", db_text(stmt, 4));
}

/* The first row of a query that is ready to run. */
static bool read_one(struct db_stmt *stmt, struct rules_version *out)
{
    enum db_step step = db_step(stmt);

    *out = (struct rules_version){0};
    if (step == DB_ROW) {
        read_row(stmt, out);
    }
    db_finish(stmt);
    return step != DB_ERROR;
}

bool rules_kept_latest(struct db *db, struct rules_version *out)
{
    return read_one(db_prepare(db, "SELECT " COLUMNS " FROM rules_history "
                                   "ORDER BY version DESC LIMIT 1"),
            out);
}

bool rules_kept_find(struct db *db, uint32_t version, struct rules_version *out)
{
    struct db_stmt *stmt = db_prepare(
            db, "SELECT " COLUMNS " FROM rules_history WHERE version = ?");

    db_bind_int(stmt, 1, version);
    return read_one(stmt, out);
}

bool rules_kept_before(struct db *db, uint32_t version, uint64_t hash,
        struct rules_version *out)
{
    struct db_stmt *stmt = db_prepare(db,
            "SELECT " COLUMNS " FROM rules_history WHERE version < ? AND "
            "hash <> ? AND text IS NOT NULL ORDER BY version DESC LIMIT 1");

    db_bind_int(stmt, 1, version);
    db_bind_int(stmt, 2, (int64_t)hash);
    return read_one(stmt, out);
}

char *rules_kept_text(struct db *db, uint32_t version)
{
    struct db_stmt *stmt = db_prepare(db,
            "SELECT text, hash FROM rules_history WHERE version = ? AND "
            "text IS NOT NULL");
    char *text = NULL;

    db_bind_int(stmt, 1, version);
    if (db_step(stmt) == DB_ROW &&
            rules_text_hash(db_text(stmt, 0)) == (uint64_t)db_int(stmt, 1)) {
        text = strdup(db_text(stmt, 0));
    }
    db_finish(stmt);
    return text;
}

bool rules_kept_list(struct db *db,
        void (*each)(void *arg, const struct rules_version *version), void *arg)
{
    struct db_stmt *stmt = db_prepare(
            db, "SELECT " COLUMNS " FROM rules_history ORDER BY version DESC");
    enum db_step step;

    while ((step = db_step(stmt)) == DB_ROW) {
        struct rules_version version;
        read_row(stmt, &version);
        each(arg, &version);
    }
    db_finish(stmt);
    return step == DB_DONE;
}

static bool forget_old(struct db *db)
{
    struct db_stmt *stmt = db_prepare(db,
            "DELETE FROM rules_history WHERE version IN (SELECT version FROM "
            "(SELECT version, row_number() OVER latest AS age, "
            "sum(length(text)) OVER latest AS bytes FROM rules_history "
            "WINDOW latest AS (ORDER BY version DESC)) "
            "WHERE age > ?1 OR (age > 1 AND bytes > ?2))");

    db_bind_int(stmt, 1, RULES_KEPT);
    db_bind_int(stmt, 2, RULES_KEPT_BYTES);
    bool ok = db_step(stmt) == DB_DONE;
    db_finish(stmt);
    return ok;
}

bool rules_kept_put(
        struct db *db, const struct rules_version *version, const char *text)
{
    struct db_stmt *stmt =
            db_prepare(db, "INSERT OR REPLACE INTO rules_history "
                           "(version, hash, loaded_at, changes, text) "
                           "VALUES (?, ?, unixepoch(), ?, ?)");

    db_bind_int(stmt, 1, version->version);
    db_bind_int(stmt, 2, (int64_t)version->hash);
    db_bind_text(stmt, 3, version->changes);
    db_bind_text(stmt, 4, text);
    bool ok = db_step(stmt) == DB_DONE;
    db_finish(stmt);
    return ok && forget_old(db);
}
