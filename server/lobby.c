/* SPDX-License-Identifier: MIT */
#include "server/lobby.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/config.h"
#include "server/worker.h"
#include "shared/hash.h"
#include "shared/rng.h"

#define BUCKETS  1024
#define QUIET_NS (30 * NS_PER_S) // beyond any time limit of a newcomer

struct entry {
    struct entry *next;
    struct room_report latest;
    bool open;       // a report said so; otherwise it is on its way
    uint32_t handed; // newcomers sent there so far
    uint64_t heard_ns, handed_ns; // when something last happened to it, or one
                                  // was sent there
};

struct lobby {
    unsigned workers, count;
    uint64_t seed;
    struct entry *bucket[BUCKETS];
};

struct lobby *lobby_create(unsigned workers, uint64_t seed)
{
    struct lobby *lobby = calloc(1, sizeof(*lobby));

    if (lobby) {
        lobby->workers = workers;
        lobby->seed = seed;
    }
    return lobby;
}

/* ---- the directory ---- */

static struct entry **find_link(struct lobby *lobby, const char *id)
{
    uint32_t hash = hash_bytes(HASH_START, (const uint8_t *)id, strlen(id));
    struct entry **link = &lobby->bucket[hash % BUCKETS];
    while (*link && strcmp((*link)->latest.id, id) != 0) {
        link = &(*link)->next;
    }
    return link;
}

static void drop(struct lobby *lobby, struct entry **link)
{
    struct entry *entry = *link;

    *link = entry->next;
    lobby->count--;
    free(entry);
}

void lobby_destroy(struct lobby *lobby)
{
    for (unsigned i = 0; lobby && i < BUCKETS; i++) {
        while (lobby->bucket[i]) {
            drop(lobby, &lobby->bucket[i]);
        }
    }
    free(lobby);
}

static struct entry *add(struct lobby *lobby, const struct room_report *room)
{
    struct entry **link = find_link(lobby, room->id);
    struct entry *entry = calloc(1, sizeof(*entry));

    if (entry) {
        entry->latest = *room;
        *link = entry;
        lobby->count++;
    }
    return entry;
}

/* Newcomers sent there of whom the worker has not said what became of them. */
static uint32_t on_the_way(const struct entry *entry)
{
    return entry->handed - entry->latest.arrivals;
}

static uint32_t load(const struct entry *entry)
{
    return entry->latest.players + on_the_way(entry);
}

/* ---- reports ---- */

/* A worker says `closed` of a room that ended, and of one that never came to be
 * because its newcomer was lost. Whoever else is on the way there will open it
 * again, and on that worker; so until they are all accounted for it must not
 * become another's. */
static void take_closed(struct lobby *lobby, struct entry **link)
{
    struct entry *entry = *link;
    uint32_t coming = on_the_way(entry);

    if (!entry->open && coming > 0) {
        coming--;
    }
    if (coming == 0) {
        drop(lobby, link);
        return;
    }
    entry->open = false;
    entry->handed = coming;
    entry->latest.arrivals = 0;
    entry->latest.players = entry->latest.bots = 0;
}

void lobby_report(
        struct lobby *lobby, const struct room_report *report, uint64_t now_ns)
{
    struct entry **link = find_link(lobby, report->id);
    struct entry *entry = *link;

    if (report->closed) {
        if (entry && entry->latest.worker == report->worker) {
            take_closed(lobby, link);
        }
        return;
    }
    if (!entry) {
        entry = add(lobby, report);
    }
    if (!entry || entry->latest.worker != report->worker) {
        return;
    }
    entry->latest = *report;
    entry->open = true;
    entry->heard_ns = now_ns;
    // it came before we knew the room; or it got lost, without memory for it
    if ((int32_t)on_the_way(entry) < 0 ||
            now_ns - entry->handed_ns > QUIET_NS) {
        entry->handed = report->arrivals;
    }
}

void lobby_expire(struct lobby *lobby, uint64_t now_ns)
{
    for (unsigned i = 0; i < BUCKETS; i++) {
        for (struct entry **link = &lobby->bucket[i]; *link;) {
            if (now_ns - (*link)->heard_ns > QUIET_NS) {
                drop(lobby, link);
            } else {
                link = &(*link)->next;
            }
        }
    }
}

/* ---- placing ---- */

bool lobby_is_room_id(const char *id)
{
    size_t len = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "abcdefghijklmnopqrstuvwxyz0123456789_-");

    return len >= 1 && len <= ID_BYTES && id[len] == '\0';
}

/* The worker with the fewest people to serve, then with the fewest rooms. */
static unsigned least_loaded(const struct lobby *lobby)
{
    uint32_t people[MAX_WORKERS] = {0}, rooms[MAX_WORKERS] = {0};
    unsigned best = 0;

    for (unsigned i = 0; i < BUCKETS; i++) {
        for (const struct entry *e = lobby->bucket[i]; e; e = e->next) {
            people[e->latest.worker] += load(e);
            rooms[e->latest.worker]++;
        }
    }
    for (unsigned w = 1; w < lobby->workers; w++) {
        if (people[w] < people[best] ||
                (people[w] == people[best] && rooms[w] < rooms[best])) {
            best = w;
        }
    }
    return best;
}

/* Three syllables that can be read out over a telephone. */
static void invent_name(struct lobby *lobby, char *out)
{
    static const char heads[] = "bdgklmnprstvz", tails[] = "aeiou";

    do {
        for (unsigned i = 0; i < 6; i += 2) {
            out[i] = heads[rng_below(&lobby->seed, sizeof(heads) - 1)];
            out[i + 1] = tails[rng_below(&lobby->seed, sizeof(tails) - 1)];
        }
        out[6] = '\0';
    } while (*find_link(lobby, out));
}

/* The entry of a room that nobody knew before; NULL when there are too many. */
static struct entry *add_new(
        struct lobby *lobby, const struct lobby_wish *wish, uint64_t now_ns)
{
    struct room_report room = {
            .worker = least_loaded(lobby), .max_players = wish->max_players};

    if (wish->no_new ||
            lobby->count >= lobby->workers * LOBBY_ROOMS_PER_WORKER) {
        return NULL;
    }
    if (wish->room[0]) {
        snprintf(room.id, sizeof(room.id), "%s", wish->room);
    } else {
        invent_name(lobby, room.id);
    }
    snprintf(room.mode, sizeof(room.mode), "%s", wish->mode);
    struct entry *entry = add(lobby, &room);
    if (entry) {
        entry->heard_ns = now_ns;
    }
    return entry;
}

static bool has_space(const struct entry *entry)
{
    return load(entry) < entry->latest.max_players;
}

/* The fullest room of `mode` with space: company is what people come for. Among
 * equals the first by name. */
static struct entry *find_company(struct lobby *lobby, const char *mode)
{
    struct entry *best = NULL;

    for (unsigned i = 0; i < BUCKETS; i++) {
        for (struct entry *e = lobby->bucket[i]; e; e = e->next) {
            if (strcmp(e->latest.mode, mode) != 0 || !has_space(e)) {
                continue;
            }
            if (!best || load(e) > load(best) ||
                    (load(e) == load(best) &&
                            strcmp(e->latest.id, best->latest.id) < 0)) {
                best = e;
            }
        }
    }
    return best;
}

/* Tells of `entry`, or of a new one if it is NULL. Returns the entry told of,
 * NULL when there are too many. */
static struct entry *choose(struct lobby *lobby, struct entry *entry,
        const struct lobby_wish *wish, uint64_t now_ns,
        struct lobby_choice *out)
{
    bool is_new = !entry;

    if (is_new) {
        entry = add_new(lobby, wish, now_ns);
    }
    if (entry) {
        *out = (struct lobby_choice){
                .worker = entry->latest.worker, .is_new = is_new};
        memcpy(out->room, entry->latest.id, sizeof(out->room));
    }
    return entry;
}

bool lobby_place(struct lobby *lobby, const struct lobby_wish *wish,
        uint64_t now_ns, struct lobby_choice *out)
{
    struct entry *entry = wish->room[0] ? *find_link(lobby, wish->room)
                                        : find_company(lobby, wish->mode);

    entry = choose(lobby, entry, wish, now_ns, out);
    if (entry) {
        entry->handed++;
        entry->heard_ns = entry->handed_ns = now_ns;
    }
    return entry;
}

void lobby_take_back(struct lobby *lobby, const char *room)
{
    struct entry **link = find_link(lobby, room);
    struct entry *entry = *link;

    if (!entry || on_the_way(entry) == 0) {
        return;
    }
    entry->handed--;
    if (!entry->open && on_the_way(entry) == 0) {
        drop(lobby, link);
    }
}

bool lobby_open(struct lobby *lobby, const struct lobby_wish *wish,
        uint64_t now_ns, struct lobby_choice *out)
{
    struct entry *entry = wish->room[0] ? *find_link(lobby, wish->room) : NULL;

    return choose(lobby, entry, wish, now_ns, out);
}

/* ---- the list ---- */

static int by_company(const void *left, const void *right)
{
    const struct room_report *a = left, *b = right;

    if (a->players != b->players) {
        return a->players < b->players ? 1 : -1;
    }
    return strcmp(a->id, b->id);
}

struct room_report *lobby_list(const struct lobby *lobby, unsigned *count)
{
    struct room_report *list = calloc(lobby->count + 1, sizeof(*list));

    *count = 0;
    for (unsigned i = 0; list && i < BUCKETS; i++) {
        for (const struct entry *e = lobby->bucket[i]; e; e = e->next) {
            list[(*count)++] = e->latest;
        }
    }
    if (list) {
        qsort(list, *count, sizeof(*list), by_company);
    }
    return list;
}
