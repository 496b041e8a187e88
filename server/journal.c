/* SPDX-License-Identifier: MIT */
#include "server/journal.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "server/buf.h"
#include "server/clock.h"
#include "server/db.h"
#include "server/disk.h"
#include "server/log.h"
#include "server/queue.h"
#include "server/rooms_db.h"
#include "server/rules_diff.h"
#include "server/rules_file.h"
#include "server/rules_watch.h"
#include "server/stats.h"

#define QUEUE_RECORDS 4096
#define COMMIT_NS     (1 * NS_PER_S)
#define WATCH_NS      (500 * NS_PER_MS)

struct journal {
    struct journal_config config;
    char rooms_path[DISK_PATH];
    int lock; // descriptor; held as long as the journal lives
    struct queue *queue;
    struct rules_watch *watch;
    atomic_bool healthy;

    // the thread's, once it runs
    struct rooms_db *rooms;     // NULL while it cannot be opened
    struct pending pending;     // to be committed
    struct rules_version rules; // in use
    char *rules_text;           // theirs; NULL if it is not kept
    bool rules_unsaved;
    uint64_t commit_at, watch_at; // ns

    bool started;
    pthread_t thread;
    int wake; // eventfd: stop
};

/* ---- opening and closing ---- */

static bool lock_data(struct journal *journal, char *error, size_t error_cap)
{
    char path[DISK_PATH];

    if (!disk_join(path, journal->config.data, "lock")) {
        snprintf(error, error_cap, "%s: this path is too long",
                journal->config.data);
        return false;
    }
    journal->lock = disk_lock(path);
    if (journal->lock < 0 && errno == EWOULDBLOCK) {
        snprintf(error, error_cap,
                "%s: another roomcast uses this directory; stop it, or give "
                "this one its own --data",
                journal->config.data);
    } else if (journal->lock < 0) {
        disk_explain(path, errno, error, error_cap);
    }
    return journal->lock >= 0;
}

static bool open_rooms(struct journal *journal, char *error, size_t error_cap)
{
    journal->rooms = rooms_db_open(journal->rooms_path, error, error_cap);
    return journal->rooms;
}

/* Everything but memory, which calloc() has given. */
static bool set_up(struct journal *journal, char *error, size_t error_cap)
{
    const char *data = journal->config.data;
    char rules_path[DISK_PATH];

    if (!disk_need_dir(data, error, error_cap) ||
            !lock_data(journal, error, error_cap)) {
        return false;
    }
    if (!disk_join(journal->rooms_path, data, "rooms.db") ||
            !disk_join(rules_path, data, "rules.db")) {
        snprintf(error, error_cap, "%s: this path is too long", data);
        return false;
    }
    journal->wake = eventfd(0, EFD_CLOEXEC);
    journal->queue = queue_create(QUEUE_RECORDS, sizeof(struct journal_record));
    journal->watch = rules_watch_create(rules_path);
    if (journal->wake < 0 || !journal->queue || !journal->watch) {
        snprintf(error, error_cap, "out of memory or descriptors");
        return false;
    }
    if (!open_rooms(journal, error, error_cap)) {
        return false;
    }
    if (!rooms_db_rules(journal->rooms, &journal->rules)) {
        snprintf(error, error_cap, "%s: %s", journal->rooms_path,
                rooms_db_error(journal->rooms));
        return false;
    }
    journal->rules_text =
            rooms_db_rules_text(journal->rooms, journal->rules.version);
    return true;
}

struct journal *journal_create(
        const struct journal_config *config, char *error, size_t error_cap)
{
    struct journal *journal = calloc(1, sizeof(*journal));

    if (!journal) {
        snprintf(error, error_cap, "out of memory");
        return NULL;
    }
    journal->config = *config;
    journal->lock = -1;
    journal->wake = -1;
    atomic_init(&journal->healthy, true);
    if (!set_up(journal, error, error_cap)) {
        journal_destroy(journal);
        return NULL;
    }
    return journal;
}

struct queue *journal_queue(struct journal *journal)
{
    return journal->queue;
}

bool journal_is_healthy(const struct journal *journal)
{
    return atomic_load_explicit(&journal->healthy, memory_order_relaxed);
}

bool journal_restore(struct journal *journal,
        void (*room)(
                void *arg, const char *id, const char *mode, struct buf *state),
        void *arg, char *error, size_t error_cap)
{
    if (rooms_db_restore(journal->rooms, journal->config.layout, room, arg)) {
        return true;
    }
    snprintf(error, error_cap, "%s: the rooms cannot be read: %s",
            journal->rooms_path, rooms_db_error(journal->rooms));
    return false;
}

/* ---- committing ---- */

/* Said once when it turns bad, and once when it is good again. */
static void set_healthy(struct journal *journal, bool healthy, const char *why)
{
    if (journal_is_healthy(journal) == healthy) {
        return;
    }
    atomic_store_explicit(&journal->healthy, healthy, memory_order_relaxed);
    if (healthy) {
        log_line(LOG_INFO, "rooms.db", "written again, rooms=%zu",
                journal->pending.rooms);
    } else {
        log_line(LOG_ERROR, "rooms.db",
                "cannot be written, play goes on from memory, reason=%s", why);
    }
}

/* Opens rooms.db again if it is not, or not the file of that name any more. */
static bool have_rooms(struct journal *journal, char *error, size_t error_cap)
{
    if (journal->rooms && rooms_db_is_lost(journal->rooms)) {
        rooms_db_close(journal->rooms);
        journal->rooms = NULL;
    }
    if (!journal->rooms && open_rooms(journal, error, error_cap)) {
        journal->rules_unsaved = true;
    }
    return journal->rooms;
}

static void write_note(
        struct rooms_db *rooms, const struct journal_record *record)
{
    const struct rooms_note note = {.room = record->room,
            .mode = record->mode,
            .map = record->map,
            .tick = record->tick,
            .version = record->rules};

    rooms_db_note(rooms, &note);
}

static void write_room(
        struct journal *journal, const struct journal_record *record)
{
    const struct rooms_row row = {
            .id = record->room,
            .mode = record->mode,
            .tick = record->tick,
            .layout = journal->config.layout,
            .state = record->state->bytes,
            .len = record->state->len,
    };

    rooms_db_put(journal->rooms, &row);
}

/* Rooms that ended come first: another may have its name by now. */
static bool write_all(struct journal *journal)
{
    struct rooms_db *rooms = journal->rooms;

    rooms_db_begin(rooms);
    for (size_t i = 0; i < journal->pending.rooms; i++) {
        if (journal->pending.room[i].closed) {
            rooms_db_forget(rooms, journal->pending.room[i].room);
        } else {
            write_room(journal, &journal->pending.room[i]);
        }
    }
    for (size_t i = 0; i < journal->pending.notes; i++) {
        write_note(rooms, &journal->pending.note[i]);
    }
    if (journal->rules_unsaved && journal->rules_text) {
        rooms_db_put_rules(rooms, &journal->rules, journal->rules_text);
    }
    return rooms_db_commit(rooms);
}

static void commit(struct journal *journal)
{
    char error[512];

    if (!have_rooms(journal, error, sizeof(error))) {
        set_healthy(journal, false, error);
        return;
    }
    if (journal->pending.rooms == 0 && journal->pending.notes == 0 &&
            !journal->rules_unsaved) {
        return;
    }
    if (!write_all(journal)) {
        stats_add(STAT_CHECKPOINTS_FAILED, (int64_t)journal->pending.rooms);
        set_healthy(journal, false, rooms_db_error(journal->rooms));
        return;
    }
    stats_add(STAT_CHECKPOINTS, (int64_t)journal->pending.rooms);
    set_healthy(journal, true, "");
    journal->rules_unsaved = false;
    pending_clear(&journal->pending);
}

/* ---- rules ---- */

/* Its rows, to be kept: they differ from those before, or none were. */
static void keep_rules(struct journal *journal, const struct rulebook *book)
{
    struct rules_version *rules = &journal->rules;
    const struct rules_diff *diff = rulebook_diff(book);

    rules->changes[0] = '\0';
    if (diff) {
        rules_diff_summary(diff, rules->changes, sizeof(rules->changes));
    }
    free(journal->rules_text);
    journal->rules_text = strdup(rulebook_text(book));
    journal->rules_unsaved = true;
    journal->commit_at = 0; // now: the next may come before a second is over
}

/* The version of the last run when the content is that of then. */
static void number_rules(struct journal *journal, struct rulebook *book)
{
    struct rules_version *rules = &journal->rules;

    if (rules->version == 0 || rules->hash != rulebook_hash(book)) {
        rules->version++;
        rules->hash = rulebook_hash(book);
        if (journal->rules_text) {
            rulebook_compare(book, journal->rules_text);
        }
        keep_rules(journal, book);
    } else if (!journal->rules_text) { // it was damaged
        keep_rules(journal, book);
    }
    rulebook_number(book, rules->version);
}

/* The rules that were in use before, made of what rooms.db has kept; NULL when
 * that is nothing of use. */
static struct rulebook *kept_rules(struct journal *journal)
{
    struct rules_report *report = malloc(sizeof(*report));
    char error[512];

    if (!report || !journal->rules_text || !journal->config.assets) {
        free(report);
        return NULL;
    }
    struct db *db = rules_file_from_text(
            journal->config.assets, journal->rules_text, error, sizeof(error));
    struct rulebook *book =
            db ? rulebook_load(db, journal->rules.version, report) : NULL;
    if (!db) {
        log_line(LOG_ERROR, "rules", "the last accepted ones, too: %s", error);
    } else if (!book) {
        char text[PROBLEM_TEXT];
        rules_problem_text(&report->problem[0], text, sizeof(text));
        log_line(LOG_ERROR, "rules", "the last accepted ones, too: %s", text);
    }
    db_close(db);
    free(report);
    return book;
}

struct rulebook *journal_first_rules(
        struct journal *journal, struct rules_report *report)
{
    struct rulebook *book;

    rules_watch_poll(journal->watch, clock_now_ns(), &book, report);
    if (book) {
        number_rules(journal, book);
        commit(journal);
        return book;
    }
    if (report->count == 0) {
        rules_report_add(report, (struct rules_place){0},
                "another program has it locked; end that first");
    }
    book = kept_rules(journal);
    if (book) {
        rules_watch_know(journal->watch, journal->rules.hash, report);
    }
    return book;
}

static void look_at_rules(struct journal *journal, uint64_t now_ns)
{
    struct rules_news news = {.report = malloc(sizeof(*news.report))};

    if (!news.report) {
        return;
    }
    enum rules_watch_result result =
            rules_watch_poll(journal->watch, now_ns, &news.book, news.report);
    if (result == RULES_SAME) {
        free(news.report);
        return;
    }
    if (result == RULES_NEW) {
        number_rules(journal, news.book);
    }
    journal->config.on_rules(journal->config.arg, &news);
}

/* ---- the thread ---- */

uint64_t journal_run_due(struct journal *journal, uint64_t now_ns)
{
    pending_drain(&journal->pending, journal->queue);
    if (now_ns >= journal->watch_at) {
        look_at_rules(journal, now_ns);
        journal->watch_at = now_ns + WATCH_NS;
    }
    if (now_ns >= journal->commit_at) {
        commit(journal);
        journal->commit_at = now_ns + COMMIT_NS;
    }
    return journal->watch_at < journal->commit_at ? journal->watch_at
                                                  : journal->commit_at;
}

static void *run(void *arg)
{
    struct journal *journal = arg;
    struct pollfd wake = {.fd = journal->wake, .events = POLLIN};
    int timeout_ms;

    do {
        uint64_t due = journal_run_due(journal, clock_now_ns());
        uint64_t now = clock_now_ns();
        timeout_ms = due > now ? (int)((due - now) / NS_PER_MS) + 1 : 0;
    } while (poll(&wake, 1, timeout_ms) <= 0);
    return NULL;
}

bool journal_start(struct journal *journal)
{
    journal->started =
            pthread_create(&journal->thread, NULL, run, journal) == 0;
    return journal->started;
}

static void stop_thread(struct journal *journal)
{
    uint64_t one = 1;

    if (journal->started &&
            write(journal->wake, &one, sizeof(one)) == sizeof(one)) {
        pthread_join(journal->thread, NULL);
    }
}

void journal_destroy(struct journal *journal)
{
    if (!journal) {
        return;
    }
    stop_thread(journal);
    if (journal->rooms) {
        pending_drain(&journal->pending, journal->queue);
        commit(journal);
    }
    if (journal->pending.rooms > 0) {
        log_line(LOG_ERROR, "rooms.db", "not written at the end, rooms=%zu",
                journal->pending.rooms);
    }
    pending_free(&journal->pending);
    free(journal->rules_text);
    rooms_db_close(journal->rooms);
    rules_watch_destroy(journal->watch);
    queue_destroy(journal->queue);
    if (journal->wake >= 0) {
        close(journal->wake);
    }
    if (journal->lock >= 0) {
        close(journal->lock);
    }
    free(journal);
}
