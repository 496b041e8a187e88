/* SPDX-License-Identifier: MIT */
#include "server/seats.h"

#include <string.h>

#include "server/clock.h"
#include "shared/proto.h"
#include "shared/ws.h"
#include "tests/unit/suite.h"

static struct seats seats;
static uint8_t token[TOKEN_BYTES];
static struct msg_roster roster;

static void setup(void)
{
    ck_assert(seats_create(&seats, 8));
}

static void teardown(void)
{
    seats_destroy(&seats);
}

START_TEST(a_token_finds_its_seat_and_no_other_does)
{
    uint8_t wrong[TOKEN_BYTES] = {0};
    seats_take(&seats, 3, "Ann", token);
    ck_assert_uint_eq(seats_find(&seats, token), 3);
    ck_assert_uint_eq(seats_find(&seats, wrong), NO_SLOT);
}
END_TEST

START_TEST(no_token_is_kept)
{
    seats_take(&seats, 3, "Ann", token);
    for (size_t i = 0; i + TOKEN_BYTES <= sizeof(seats.seat[0]); i++) {
        ck_assert_mem_ne(
                (const uint8_t *)&seats.seat[3] + i, token, TOKEN_BYTES);
    }
}
END_TEST

START_TEST(coming_back_makes_the_old_token_void)
{
    uint8_t old[TOKEN_BYTES];
    seats_take(&seats, 3, "Ann", token);
    memcpy(old, token, TOKEN_BYTES);
    seats_away(&seats, 3, 50, 0);
    seats_resume(&seats, 3, token);
    ck_assert_uint_eq(seats_find(&seats, old), NO_SLOT);
    ck_assert_uint_eq(seats_find(&seats, token), 3);
}
END_TEST

START_TEST(names_are_made_different_also_long_ones)
{
    static const char LONG[] = "\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"
                               "\u00e4\u00e4\u00e4\u00e4\u00e4";
    seats_take(&seats, 0, LONG, token);
    seats_take(&seats, 1, LONG, token);
    seats_take(&seats, 2, "", token);
    seats_take(&seats, 3, "", token);
    ck_assert_str_eq(seats.seat[0].name, LONG);
    ck_assert_str_ne(seats.seat[1].name, LONG);
    ck_assert(ws_utf8_valid(
            (const uint8_t *)seats.seat[1].name, strlen(seats.seat[1].name)));
    ck_assert_str_eq(seats.seat[2].name, "Guest");
    ck_assert_str_eq(seats.seat[3].name, "Guest 2");
}
END_TEST

START_TEST(who_is_away_longest_goes_first)
{
    for (uint8_t i = 0; i < 4; i++) {
        seats_take(&seats, i, "x", token);
    }
    ck_assert_uint_eq(seats_longest_away(&seats, 1000, 0), NO_SLOT);
    seats_away(&seats, 1, 300, UINT64_MAX);
    seats_away(&seats, 2, 200, UINT64_MAX);
    seats_take_bot(&seats, 5);
    ck_assert_uint_eq(seats_longest_away(&seats, 1000, 0), 2);
    ck_assert_uint_eq(seats_longest_away(&seats, 1000, 801), NO_SLOT);
}
END_TEST

START_TEST(a_seat_yields_as_soon_as_its_person_had_stayed)
{
    const uint64_t left_ns = 100 * NS_PER_S;
    seats_take(&seats, 1, "long", token);
    seats_take(&seats, 2, "short", token);
    seats_away(&seats, 1, left_ns, 3600 * NS_PER_S);
    seats_away(&seats, 2, left_ns + 1, 2 * NS_PER_S);
    ck_assert_uint_eq(seats_yielding(&seats, left_ns + NS_PER_S), NO_SLOT);
    ck_assert_uint_eq(seats_yielding(&seats, left_ns + 3 * NS_PER_S), 2);
    ck_assert_uint_eq(
            seats_yielding(&seats, left_ns + SEAT_YIELD_S * NS_PER_S), 1);
}
END_TEST

START_TEST(a_change_is_listed_once)
{
    seats_take(&seats, 1, "Ann", token);
    seats_take_bot(&seats, 2);
    seats_roster_changes(&seats, &roster);
    ck_assert_uint_eq(roster.count, 2);
    seats_roster_changes(&seats, &roster);
    ck_assert_uint_eq(roster.count, 0);
    seats_free(&seats, 2);
    seats_roster_changes(&seats, &roster);
    ck_assert_uint_eq(roster.count, 1);
    ck_assert(!roster.seat[0].taken);
    seats_roster(&seats, &roster);
    ck_assert_uint_eq(roster.count, 1);
    ck_assert_str_eq(roster.seat[0].name, "Ann");
}
END_TEST

START_TEST(bots_are_not_people)
{
    seats_take(&seats, 1, "Ann", token);
    seats_take_bot(&seats, 2);
    seats_take_bot(&seats, 6);
    ck_assert_uint_eq(seats_people(&seats), 1);
    ck_assert_uint_eq(seats_bots(&seats), 2);
    ck_assert_uint_eq(seats_any_bot(&seats), 6);
}
END_TEST

START_TEST(names_that_look_alike_are_told_apart)
{
    seats_take(&seats, 0, "Ada", token);
    seats_take(&seats, 1,
            "A\xe2\x80\x8b"
            "da",
            token); // with a space of no width
    seats_take(&seats, 2,
            "\xe2\x80\xae"
            "Ada ",
            token);                               // turned around
    seats_take(&seats, 3, "\xe2\x80\x8d", token); // nothing at all
    ck_assert_str_eq(seats.seat[1].name, "Ada 2");
    ck_assert_str_eq(seats.seat[2].name, "Ada 3");
    ck_assert_str_eq(seats.seat[3].name, "Guest");
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_token_finds_its_seat_and_no_other_does);
    tcase_add_test(tc, no_token_is_kept);
    tcase_add_test(tc, coming_back_makes_the_old_token_void);
    tcase_add_test(tc, names_are_made_different_also_long_ones);
    tcase_add_test(tc, names_that_look_alike_are_told_apart);
    tcase_add_test(tc, who_is_away_longest_goes_first);
    tcase_add_test(tc, a_seat_yields_as_soon_as_its_person_had_stayed);
    tcase_add_test(tc, a_change_is_listed_once);
    tcase_add_test(tc, bots_are_not_people);
}

SUITE("seats", add_tests)
