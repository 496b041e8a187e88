/* SPDX-License-Identifier: MIT */
#include "server/seats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/text.h"
#include "shared/proto.h"

bool seats_create(struct seats *seats, uint16_t limit)
{
    seats->limit = limit;
    seats->seat = calloc(limit, sizeof(seats->seat[0]));
    return seats->seat;
}

void seats_destroy(struct seats *seats)
{
    free(seats->seat);
    *seats = (struct seats){0};
}

uint8_t seats_find(const struct seats *seats, const uint8_t token[TOKEN_BYTES])
{
    uint8_t digest[DIGEST_BYTES];

    crypto_digest(token, TOKEN_BYTES, digest);
    for (uint16_t i = 0; i < seats->limit; i++) {
        const struct seat *seat = &seats->seat[i];
        if (seat->taken && !seat->bot &&
                memcmp(seat->token, digest, DIGEST_BYTES) == 0) {
            return (uint8_t)i;
        }
    }
    return NO_SLOT;
}

static bool name_is_taken(const struct seats *seats, const char *name)
{
    for (uint16_t i = 0; i < seats->limit; i++) {
        if (seats->seat[i].taken && strcmp(seats->seat[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Cuts between characters, never inside one. */
static size_t cut(const char *text, size_t most)
{
    size_t len = strlen(text);

    if (len <= most) {
        return len;
    }
    while (most > 0 && ((uint8_t)text[most] & 0xc0) == 0x80) {
        most--;
    }
    return most;
}

static void name_uniquely(
        const struct seats *seats, struct seat *seat, const char *name)
{
    char stem[NAME_BYTES + 1], wanted[NAME_BYTES + 1];

    snprintf(stem, sizeof(stem), "%s", name);
    text_tidy(stem);
    if (stem[0] == '\0') {
        snprintf(stem, sizeof(stem), "Guest");
    }
    memcpy(wanted, stem, sizeof(wanted));
    for (unsigned n = 2; name_is_taken(seats, wanted); n++) {
        snprintf(wanted, sizeof(wanted), "%.*s %u",
                (int)cut(stem, NAME_BYTES - 4), stem, n);
    }
    memcpy(seat->name, wanted, sizeof(wanted));
}

void seats_resume(struct seats *seats, uint8_t slot, uint8_t token[TOKEN_BYTES])
{
    struct seat *seat = &seats->seat[slot];

    crypto_random(token, TOKEN_BYTES);
    crypto_digest(token, TOKEN_BYTES, seat->token);
    seat->online = true;
    seat->changed = true;
}

void seats_take(struct seats *seats, uint8_t slot, const char *name,
        uint8_t token[TOKEN_BYTES])
{
    struct seat *seat = &seats->seat[slot];

    memset(seat, 0, sizeof(*seat));
    name_uniquely(seats, seat, name);
    seat->taken = true;
    seats_resume(seats, slot, token);
}

void seats_take_bot(struct seats *seats, uint8_t slot)
{
    static const char *const NAMES[] = {"Ada", "Bolt", "Cleo", "Dash", "Echo",
            "Fizz", "Gizmo", "Hex", "Iris", "Jinx", "Kiwi", "Loop", "Moss",
            "Nova", "Onyx", "Pixel"};
    struct seat *seat = &seats->seat[slot];

    memset(seat, 0, sizeof(*seat));
    name_uniquely(seats, seat, NAMES[slot % ARRAY_LEN(NAMES)]);
    seat->taken = true;
    seat->bot = true;
    seat->changed = true;
}

void seats_away(
        struct seats *seats, uint8_t slot, uint64_t now_ns, uint64_t stayed_ns)
{
    const uint64_t most_ns = SEAT_YIELD_S * NS_PER_S;
    struct seat *seat = &seats->seat[slot];

    seat->online = false;
    seat->away_since_ns = now_ns;
    seat->yields_ns = stayed_ns < most_ns ? stayed_ns : most_ns;
    seat->changed = true;
}

void seats_free(struct seats *seats, uint8_t slot)
{
    memset(&seats->seat[slot], 0, sizeof(seats->seat[slot]));
    seats->seat[slot].changed = true;
}

static bool is_away(const struct seat *seat)
{
    return seat->taken && !seat->bot && !seat->online;
}

uint8_t seats_longest_away(
        const struct seats *seats, uint64_t now_ns, uint64_t least_ns)
{
    uint8_t found = NO_SLOT;
    uint64_t longest = least_ns;

    for (uint16_t i = 0; i < seats->limit; i++) {
        uint64_t away = now_ns - seats->seat[i].away_since_ns;
        if (is_away(&seats->seat[i]) && away >= longest) {
            longest = away;
            found = (uint8_t)i;
        }
    }
    return found;
}

uint8_t seats_yielding(const struct seats *seats, uint64_t now_ns)
{
    uint8_t found = NO_SLOT;
    uint64_t longest = 0;

    for (uint16_t i = 0; i < seats->limit; i++) {
        const struct seat *seat = &seats->seat[i];
        uint64_t away = now_ns - seat->away_since_ns;
        if (is_away(seat) && away >= seat->yields_ns && away >= longest) {
            longest = away;
            found = (uint8_t)i;
        }
    }
    return found;
}

uint8_t seats_any_bot(const struct seats *seats)
{
    for (uint16_t i = seats->limit; i-- > 0;) {
        if (seats->seat[i].bot) {
            return (uint8_t)i;
        }
    }
    return NO_SLOT;
}

uint16_t seats_people(const struct seats *seats)
{
    uint16_t count = 0;

    for (uint16_t i = 0; i < seats->limit; i++) {
        count += seats->seat[i].taken && !seats->seat[i].bot;
    }
    return count;
}

uint16_t seats_bots(const struct seats *seats)
{
    uint16_t count = 0;

    for (uint16_t i = 0; i < seats->limit; i++) {
        count += seats->seat[i].bot;
    }
    return count;
}

static void list(
        struct msg_roster *roster, const struct seat *seat, uint16_t slot)
{
    struct roster_seat *out = &roster->seat[roster->count++];

    out->slot = (uint8_t)slot;
    out->taken = seat->taken;
    out->online = seat->online || seat->bot;
    out->bot = seat->bot;
    memcpy(out->name, seat->name, sizeof(out->name));
}

void seats_roster(const struct seats *seats, struct msg_roster *roster)
{
    roster->count = 0;
    for (uint16_t i = 0; i < seats->limit; i++) {
        if (seats->seat[i].taken) {
            list(roster, &seats->seat[i], i);
        }
    }
}

void seats_roster_changes(struct seats *seats, struct msg_roster *roster)
{
    roster->count = 0;
    for (uint16_t i = 0; i < seats->limit; i++) {
        if (seats->seat[i].changed) {
            list(roster, &seats->seat[i], i);
            seats->seat[i].changed = false;
        }
    }
}
