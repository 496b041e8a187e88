/* SPDX-License-Identifier: MIT */
#include "server/rules_watch.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/db.h"
#include "server/log.h"
#include "server/rulebook.h"

#define WHY 512 // longest reason why it cannot be opened, with its NUL

/* What tells one state of the file from another. SQLite's own number does for
 * every commit; but a file that was copied over may carry the number of the one
 * it replaces, so what the directory says counts too. */
struct stamp {
    int64_t data_version;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct rules_watch {
    char *path;
    struct db *db; // NULL while it cannot be opened
    struct stamp seen;
    bool again;    // whatever it looks like, the last look was cut short
    bool has_book; // there was one; `hash` is its
    uint64_t hash;
    bool is_wrong;      // the latest thing said was a problem
    uint64_t locked_at; // ns; 0: not locked
    bool told_of_lock;
    struct rules_report told; // what was said last
};

struct rules_watch *rules_watch_create(const char *path)
{
    struct rules_watch *watch = calloc(1, sizeof(*watch));

    if (watch) {
        watch->path = strdup(path);
    }
    if (!watch || !watch->path) {
        free(watch);
        return NULL;
    }
    return watch;
}

void rules_watch_destroy(struct rules_watch *watch)
{
    if (watch) {
        db_close(watch->db);
        free(watch->path);
        free(watch);
    }
}

/* ---- saying ---- */

static enum rules_watch_result say(
        struct rules_watch *watch, const struct rules_report *report)
{
    watch->told = *report;
    watch->is_wrong = true;
    return RULES_WRONG;
}

/* The same, for what would be said at every look. */
static enum rules_watch_result say_once(
        struct rules_watch *watch, const struct rules_report *report)
{
    bool is_old = watch->is_wrong &&
                  memcmp(&watch->told, report, sizeof(*report)) == 0;
    return is_old ? RULES_SAME : say(watch, report);
}

/* Editors are slow at times; somebody who forgot a transaction is told. */
static enum rules_watch_result wait_for_lock(
        struct rules_watch *watch, uint64_t now_ns, struct rules_report *report)
{
    watch->again = true;
    if (watch->locked_at == 0) {
        watch->locked_at = now_ns;
    }
    if (now_ns - watch->locked_at < RULES_LOCK_NS || watch->told_of_lock) {
        return RULES_SAME;
    }
    watch->told_of_lock = true;
    memset(report, 0, sizeof(*report));
    rules_report_add(report, (struct rules_place){0},
            "another program keeps it locked; end its transaction, or it "
            "itself");
    return say(watch, report);
}

void rules_watch_know(struct rules_watch *watch, uint64_t hash,
        const struct rules_report *report)
{
    watch->has_book = true;
    watch->hash = hash;
    say(watch, report);
}

/* ---- looking ---- */

static void close_file(struct rules_watch *watch)
{
    db_close(watch->db);
    watch->db = NULL;
    watch->again = true;
}

/* A report is read by players, too: what names paths and users is for the log.
 */
static bool open_file(
        struct rules_watch *watch, struct rules_report *report, char why[WHY])
{
    why[0] = '\0';
    if (!watch->db) {
        watch->db = db_open(watch->path, DB_READ, why, WHY);
    }
    if (!watch->db && access(watch->path, F_OK) != 0) {
        rules_report_add(report, (struct rules_place){0},
                "the file is gone; put it back");
        why[0] = '\0'; // that says it
    } else if (!watch->db) {
        rules_report_add(report, (struct rules_place){0},
                "the file cannot be opened; the server's log says why");
    }
    return watch->db;
}

static bool same_file(const struct stamp *a, const struct stamp *b)
{
    return a->inode == b->inode && a->size == b->size &&
           a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

static void take_file_stamp(struct rules_watch *watch, struct stamp *out)
{
    struct stat st;

    *out = (struct stamp){0};
    if (stat(watch->path, &st) == 0) {
        out->inode = st.st_ino;
        out->size = st.st_size;
        out->changed = st.st_mtim;
    }
}

static enum rules_watch_result load(struct rules_watch *watch, uint64_t now_ns,
        struct rulebook **book, struct rules_report *report)
{
    *book = rulebook_load(watch->db, 0, report);
    if (!*book && db_is_busy(watch->db)) {
        return wait_for_lock(watch, now_ns, report);
    }
    bool is_retry = watch->again;
    watch->again = false;
    watch->locked_at = 0;
    watch->told_of_lock = false;
    if (!*book) {
        if (db_has_failed(watch->db)) {
            close_file(watch); // half copied, perhaps: look again
        }
        return is_retry ? say_once(watch, report) : say(watch, report);
    }
    bool was_wrong = watch->is_wrong;
    watch->is_wrong = false;
    if (watch->has_book && rulebook_hash(*book) == watch->hash) {
        rulebook_unref(*book);
        *book = NULL;
        return was_wrong ? RULES_MENDED : RULES_SAME;
    }
    watch->has_book = true;
    watch->hash = rulebook_hash(*book);
    return RULES_NEW;
}

enum rules_watch_result rules_watch_poll(struct rules_watch *watch,
        uint64_t now_ns, struct rulebook **book, struct rules_report *report)
{
    struct stamp now;
    char why[WHY];

    *book = NULL;
    memset(report, 0, sizeof(*report));
    take_file_stamp(watch, &now);
    if (watch->db &&
            (db_has_moved(watch->db) || !same_file(&now, &watch->seen))) {
        close_file(watch); // what it remembers may be of another file
    }
    if (!open_file(watch, report, why)) {
        enum rules_watch_result result = say_once(watch, report);
        if (result == RULES_WRONG && why[0] != '\0') {
            log_line(LOG_WARN, "rules", "%s", why);
        }
        return result;
    }
    now.data_version = db_data_version(watch->db);
    if (now.data_version < 0 && db_is_busy(watch->db)) {
        return wait_for_lock(watch, now_ns, report);
    }
    bool changed = now.data_version != watch->seen.data_version ||
                   !same_file(&now, &watch->seen);
    watch->seen = now;
    if (!changed && !watch->again) {
        return RULES_SAME;
    }
    watch->again = watch->again && !changed;
    return load(watch, now_ns, book, report);
}
