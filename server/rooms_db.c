/* SPDX-License-Identifier: MIT */
#include "server/rooms_db.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/buf.h"
#include "server/db.h"
#include "server/disk.h"
#include "server/log.h"
#include "shared/base.h"
#include "shared/hash.h"

#define ROOMS_APPLICATION 0x526f526f
#define ROOMS_FORMAT      2

static const char schema[] =
        "BEGIN IMMEDIATE;"
        "CREATE TABLE room ("
        " id TEXT NOT NULL PRIMARY KEY,"
        " mode TEXT NOT NULL,"
        " tick INTEGER NOT NULL,"
        " layout INTEGER NOT NULL,"   // of state
        " saved_at INTEGER NOT NULL," // s since 1970
        " checksum INTEGER NOT NULL," // of id, mode, tick, layout, state
        " state BLOB NOT NULL) STRICT;"
        // rows of room that were not restored, and why
        "CREATE TABLE room_set_aside ("
        " id TEXT, mode TEXT, tick INTEGER, layout INTEGER, saved_at INTEGER,"
        " checksum INTEGER, state BLOB,"
        " set_aside_at INTEGER NOT NULL," // s since 1970
        " reason TEXT NOT NULL) STRICT;"
        "CREATE TABLE rules_history ("
        " version INTEGER NOT NULL PRIMARY KEY,"
        " hash INTEGER NOT NULL," // of the text; 64 bits
        " loaded_at INTEGER NOT NULL) STRICT;"
        "PRAGMA application_id = 0x526f526f;"
        "PRAGMA user_version = 1;"
        "COMMIT;";

/* What format 2 has besides. */
static const char format_2[] =
        "BEGIN IMMEDIATE;"
        "ALTER TABLE rules_history ADD COLUMN" // in words
        " changes TEXT NOT NULL DEFAULT '';"
        "ALTER TABLE rules_history ADD COLUMN" // of the rules: rules_text
        " text TEXT;"
        // under what a room has been playing
        "CREATE TABLE match_rules ("
        " room TEXT NOT NULL,"
        " tick INTEGER NOT NULL," // the first under these rules
        " version INTEGER NOT NULL,"
        " mode TEXT NOT NULL,"
        " map TEXT NOT NULL,"
        " noted_at INTEGER NOT NULL," // s since 1970
        " PRIMARY KEY (room, tick)) STRICT;"
        "PRAGMA user_version = 2;"
        "COMMIT;";

struct rooms_db {
    struct db *db;
    struct db_stmt *put, *drop, *note, *drop_notes;
    bool failed; // something since rooms_db_begin()
};

/* ---- opening ---- */

static bool prepare(struct rooms_db *rooms)
{
    rooms->put = db_prepare(rooms->db,
            "INSERT OR REPLACE INTO room (id, mode, tick, layout, saved_at, "
            "checksum, state) VALUES (?, ?, ?, ?, unixepoch(), ?, ?)");
    rooms->drop = db_prepare(rooms->db, "DELETE FROM room WHERE id = ?");
    rooms->note = db_prepare(rooms->db,
            "INSERT OR IGNORE INTO match_rules (room, tick, version, mode, "
            "map, noted_at) VALUES (?, ?, ?, ?, ?, unixepoch())");
    rooms->drop_notes =
            db_prepare(rooms->db, "DELETE FROM match_rules WHERE room = ?");
    return rooms->put && rooms->drop && rooms->note && rooms->drop_notes;
}

enum opened { OPENED, DAMAGED, REFUSED };

static enum opened refuse(
        struct rooms_db *rooms, const char *path, char *error, size_t error_cap)
{
    if (access(path, W_OK) != 0) {
        disk_explain(path, errno, error, error_cap);
    } else if (db_is_busy(rooms->db)) {
        snprintf(error, error_cap,
                "%s: another program has it locked; end that first", path);
    } else {
        snprintf(error, error_cap, "%s: %s", path, db_error(rooms->db));
    }
    return db_is_damaged(rooms->db) ? DAMAGED : REFUSED;
}

/* Whether every page that matters can be read. */
static bool is_sound(struct db *db)
{
    struct db_stmt *stmt = db_prepare(db, "PRAGMA quick_check(1)");
    bool sound = db_step(stmt) == DB_ROW && strcmp(db_text(stmt, 0), "ok") == 0;

    db_finish(stmt);
    return sound;
}

/* Opens the file as it is. */
static enum opened open_file(
        struct rooms_db *rooms, const char *path, char *error, size_t error_cap)
{
    rooms->db = db_open(path, DB_CREATE, error, error_cap);
    if (!rooms->db) {
        return REFUSED;
    }
    if (!db_exec(rooms->db, "PRAGMA journal_mode = WAL;"
                            "PRAGMA synchronous = NORMAL;")) {
        return refuse(rooms, path, error, error_cap);
    }
    int64_t application = db_number(rooms->db, "PRAGMA application_id");
    int64_t format = db_number(rooms->db, "PRAGMA user_version");
    int64_t tables = db_number(rooms->db, "SELECT count(*) FROM sqlite_schema");
    if (tables == 0 && !db_exec(rooms->db, schema)) {
        return refuse(rooms, path, error, error_cap);
    }
    if (tables > 0 && (application != ROOMS_APPLICATION || format < 1 ||
                              format > ROOMS_FORMAT)) {
        snprintf(error, error_cap,
                "%s: these are not this server's rooms (application_id %lld, "
                "format %lld); use the server they were made by, or move the "
                "file away",
                path, (long long)application, (long long)format);
        return REFUSED;
    }
    if ((tables == 0 || format == 1) && !db_exec(rooms->db, format_2)) {
        return refuse(rooms, path, error, error_cap);
    }
    if (tables < 0 || !prepare(rooms)) {
        return refuse(rooms, path, error, error_cap);
    }
    if (!is_sound(rooms->db)) {
        snprintf(error, error_cap, "%s: it is damaged", path);
        return DAMAGED;
    }
    return OPENED;
}

static void close_file(struct rooms_db *rooms)
{
    db_finish(rooms->put);
    db_finish(rooms->drop);
    db_finish(rooms->note);
    db_finish(rooms->drop_notes);
    db_close(rooms->db);
    *rooms = (struct rooms_db){0};
}

/* ---- damage ---- */

/* Gives the file, and what SQLite keeps beside it, the first free name. */
static bool put_aside(const char *path, char *aside)
{
    static const char *const tails[] = {"-wal", "-shm"};
    char from[DISK_PATH + 8], to[DISK_PATH + 8];

    for (unsigned i = 1; i < 1000; i++) {
        int len = snprintf(aside, DISK_PATH, "%s.damaged-%u", path, i);
        if (len >= DISK_PATH || access(aside, F_OK) == 0) {
            continue;
        }
        for (unsigned t = 0; t < ARRAY_LEN(tails); t++) {
            snprintf(from, sizeof(from), "%s%s", path, tails[t]);
            snprintf(to, sizeof(to), "%s%s", aside, tails[t]);
            rename(from, to); // there may be none
        }
        return disk_rename(path, aside);
    }
    errno = EEXIST;
    return false;
}

/* Copies the rows of one table until the damage; returns how many. */
static unsigned copy_rows(
        struct db *from, struct db *to, const char *select, const char *insert)
{
    struct db_stmt *get = db_prepare(from, select);
    struct db_stmt *put = db_prepare(to, insert);
    unsigned count = 0;

    while (db_step(get) == DB_ROW) {
        db_bind_row(put, get);
        count += db_step(put) == DB_DONE;
        db_reset(put);
    }
    db_finish(get);
    db_finish(put);
    return count;
}

static void salvage_rules(struct db *from, struct db *to)
{
    unsigned count = copy_rows(from, to,
            "SELECT version, hash, loaded_at, changes, text FROM rules_history",
            "INSERT OR REPLACE INTO rules_history (version, hash, loaded_at, "
            "changes, text) VALUES (?, ?, ?, ?, ?)");

    if (count == 0) { // of format 1, perhaps
        copy_rows(from, to,
                "SELECT version, hash, loaded_at FROM rules_history",
                "INSERT OR REPLACE INTO rules_history (version, hash, "
                "loaded_at) VALUES (?, ?, ?)");
    }
    copy_rows(from, to,
            "SELECT room, tick, version, mode, map, noted_at FROM match_rules",
            "INSERT OR REPLACE INTO match_rules (room, tick, version, mode, "
            "map, noted_at) VALUES (?, ?, ?, ?, ?, ?)");
}

static void salvage(struct rooms_db *rooms, const char *aside)
{
    char error[512];
    struct db *from = db_open(aside, DB_READ, error, sizeof(error));
    unsigned count = 0;

    if (from && db_exec(rooms->db, "BEGIN")) {
        count = copy_rows(from, rooms->db,
                "SELECT id, mode, tick, layout, saved_at, checksum, state "
                "FROM room NOT INDEXED",
                "INSERT OR REPLACE INTO room (id, mode, tick, layout, "
                "saved_at, checksum, state) VALUES (?, ?, ?, ?, ?, ?, ?)");
        salvage_rules(from, rooms->db);
        if (!db_exec(rooms->db, "COMMIT")) {
            db_rollback(rooms->db);
            count = 0;
        }
    }
    db_close(from);
    log_line(LOG_ERROR, "rooms.db",
            "it was damaged and is kept as %s, rooms_saved=%u", aside, count);
}

struct rooms_db *rooms_db_open(const char *path, char *error, size_t error_cap)
{
    struct rooms_db *rooms = calloc(1, sizeof(*rooms));
    char aside[DISK_PATH];

    if (!rooms) {
        snprintf(error, error_cap, "%s: out of memory", path);
        return NULL;
    }
    enum opened opened = open_file(rooms, path, error, error_cap);
    if (opened == DAMAGED) {
        close_file(rooms);
        if (!put_aside(path, aside)) {
            disk_explain(path, errno, error, error_cap);
            free(rooms);
            return NULL;
        }
        opened = open_file(rooms, path, error, error_cap);
        if (opened == OPENED) {
            salvage(rooms, aside);
        }
    }
    if (opened != OPENED) {
        rooms_db_close(rooms);
        return NULL;
    }
    return rooms;
}

void rooms_db_close(struct rooms_db *rooms)
{
    if (rooms) {
        close_file(rooms);
        free(rooms);
    }
}

const char *rooms_db_error(struct rooms_db *rooms)
{
    return db_error(rooms->db);
}

bool rooms_db_is_lost(struct rooms_db *rooms)
{
    return db_is_damaged(rooms->db) || db_has_moved(rooms->db);
}

/* ---- writing ---- */

void rooms_db_begin(struct rooms_db *rooms)
{
    rooms->failed = !db_exec(rooms->db, "BEGIN IMMEDIATE");
}

bool rooms_db_commit(struct rooms_db *rooms)
{
    if (!rooms->failed && db_exec(rooms->db, "COMMIT")) {
        return true;
    }
    db_rollback(rooms->db);
    return false;
}

/* Runs a bound statement, unless something failed before it. */
static void run(struct rooms_db *rooms, struct db_stmt *stmt)
{
    if (!rooms->failed && db_step(stmt) != DB_DONE) {
        rooms->failed = true;
    }
    db_reset(stmt);
}

static uint32_t checksum_of(const struct rooms_row *row)
{
    uint32_t hash = HASH_START;

    hash = hash_bytes(hash, (const uint8_t *)row->id, strlen(row->id) + 1);
    hash = hash_bytes(hash, (const uint8_t *)row->mode, strlen(row->mode) + 1);
    hash = hash_value(hash, row->tick, 4);
    hash = hash_value(hash, row->layout, 4);
    return hash_bytes(hash, row->state, row->len);
}

void rooms_db_put(struct rooms_db *rooms, const struct rooms_row *row)
{
    db_bind_text(rooms->put, 1, row->id);
    db_bind_text(rooms->put, 2, row->mode);
    db_bind_int(rooms->put, 3, row->tick);
    db_bind_int(rooms->put, 4, row->layout);
    db_bind_int(rooms->put, 5, checksum_of(row));
    db_bind_blob(rooms->put, 6, row->state, row->len);
    run(rooms, rooms->put);
}

static void drop(struct rooms_db *rooms, const char *id)
{
    db_bind_text(rooms->drop, 1, id);
    run(rooms, rooms->drop);
}

void rooms_db_forget(struct rooms_db *rooms, const char *id)
{
    drop(rooms, id);
    db_bind_text(rooms->drop_notes, 1, id);
    run(rooms, rooms->drop_notes);
}

void rooms_db_note(struct rooms_db *rooms, const struct rooms_note *note)
{
    db_bind_text(rooms->note, 1, note->room);
    db_bind_int(rooms->note, 2, note->tick);
    db_bind_int(rooms->note, 3, note->version);
    db_bind_text(rooms->note, 4, note->mode);
    db_bind_text(rooms->note, 5, note->map);
    run(rooms, rooms->note);
}

void rooms_db_put_rules(struct rooms_db *rooms,
        const struct rules_version *rules, const char *text)
{
    if (!rooms->failed && !rules_kept_put(rooms->db, rules, text)) {
        rooms->failed = true;
    }
}

/* ---- reading ---- */

bool rooms_db_rules(struct rooms_db *rooms, struct rules_version *out)
{
    return rules_kept_latest(rooms->db, out);
}

char *rooms_db_rules_text(struct rooms_db *rooms, uint32_t version)
{
    return rules_kept_text(rooms->db, version);
}

/* Moves a row out of the way, whole. */
static void set_aside(
        struct rooms_db *rooms, const char *borrowed_id, const char *reason)
{
    char id[256]; // the row that lends it is about to go
    snprintf(id, sizeof(id), "%s", borrowed_id);
    struct db_stmt *copy = db_prepare(rooms->db,
            "INSERT INTO room_set_aside SELECT id, mode, tick, layout, "
            "saved_at, checksum, state, unixepoch(), ?2 FROM room "
            "WHERE id = ?1");

    rooms_db_begin(rooms);
    db_bind_text(copy, 1, id);
    db_bind_text(copy, 2, reason);
    run(rooms, copy);
    drop(rooms, id);
    bool done = rooms_db_commit(rooms);
    db_finish(copy);
    log_line(LOG_ERROR, "rooms.db", "room %s not restored, reason=%s%s", id,
            reason, done ? ", see table room_set_aside" : "");
}

static struct rooms_row row_of(struct db_stmt *stmt)
{
    struct rooms_row row = {
            .id = db_text(stmt, 0),
            .mode = db_text(stmt, 1),
            .tick = (uint32_t)db_int(stmt, 2),
            .layout = (uint32_t)db_int(stmt, 3),
    };
    row.state = db_blob(stmt, 5, &row.len);
    return row;
}

/* What is wrong with the current row, or NULL. */
static const char *distrust(
        struct db_stmt *stmt, const struct rooms_row *row, uint32_t layout)
{
    if ((uint32_t)db_int(stmt, 4) != checksum_of(row)) {
        return "checksum";
    }
    return row->layout == layout ? NULL : "layout";
}

static struct buf *copy_state(const struct rooms_row *row)
{
    struct buf *state = buf_create(row->len);

    if (state && row->len > 0) {
        memcpy(state->bytes, row->state, row->len);
        state->len = row->len;
    }
    return state;
}

bool rooms_db_restore(struct rooms_db *rooms, uint32_t layout,
        void (*room)(
                void *arg, const char *id, const char *mode, struct buf *state),
        void *arg)
{
    struct db_stmt *stmt = db_prepare(rooms->db,
            "SELECT id, mode, tick, layout, checksum, state FROM room "
            "ORDER BY id");
    enum db_step step;

    while ((step = db_step(stmt)) == DB_ROW) {
        struct rooms_row row = row_of(stmt);
        const char *reason = distrust(stmt, &row, layout);
        struct buf *state = reason ? NULL : copy_state(&row);
        if (state) {
            room(arg, row.id, row.mode, state);
        } else {
            set_aside(rooms, row.id, reason ? reason : "memory");
        }
    }
    db_finish(stmt);
    return step == DB_DONE;
}
