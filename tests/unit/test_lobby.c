/* SPDX-License-Identifier: MIT */
#include "server/lobby.h"

#include <stdio.h>
#include <string.h>

#include "server/clock.h"
#include "server/worker.h"
#include "tests/unit/suite.h"

static struct lobby *lobby;
static struct lobby_choice choice;
static uint64_t now_ns;

static void begin(unsigned workers)
{
    lobby = lobby_create(workers, 7);
}

static void report(unsigned worker, const char *id, const char *mode,
        unsigned players, unsigned arrivals)
{
    struct room_report room = {.worker = worker,
            .players = (uint16_t)players,
            .max_players = 4,
            .arrivals = arrivals};

    snprintf(room.id, sizeof(room.id), "%s", id);
    snprintf(room.mode, sizeof(room.mode), "%s", mode);
    lobby_report(lobby, &room, now_ns);
}

static void report_closed(unsigned worker, const char *id)
{
    struct room_report room = {.worker = worker, .closed = true};

    snprintf(room.id, sizeof(room.id), "%s", id);
    lobby_report(lobby, &room, now_ns);
}

/* Sends a newcomer of mode "dm", whose rooms hold 4, to `room`. */
static void place(const char *room)
{
    const struct lobby_wish wish = {
            .room = room, .mode = "dm", .max_players = 4};

    ck_assert(lobby_place(lobby, &wish, now_ns, &choice));
}

START_TEST(newcomer_without_a_wish_joins_the_fullest_room_with_space)
{
    begin(2);
    report(0, "empty", "dm", 0, 0);
    report(1, "busy", "dm", 3, 3);
    report(0, "full", "dm", 4, 4);
    report(0, "other", "tag", 3, 3);
    place("");
    ck_assert_str_eq(choice.room, "busy");
    ck_assert_uint_eq(choice.worker, 1);
    ck_assert(!choice.is_new);
    lobby_destroy(lobby);
}
END_TEST

START_TEST(newcomers_on_their_way_take_up_space)
{
    begin(1);
    report(0, "a", "dm", 2, 2);
    report(0, "b", "dm", 1, 1);
    place("");
    place("");
    ck_assert_str_eq(choice.room, "a");
    place(""); // a has 2 inside and 2 coming
    ck_assert_str_eq(choice.room, "b");
    report(0, "a", "dm", 2, 4); // ... who both left again
    place("");
    ck_assert_str_eq(choice.room, "a");
    lobby_destroy(lobby);
}
END_TEST

START_TEST(room_that_is_not_open_yet_fills_up_too)
{
    char first[ID_BYTES + 1];

    begin(2);
    place("");
    ck_assert(choice.is_new);
    memcpy(first, choice.room, sizeof(first));
    for (unsigned i = 0; i < 3; i++) {
        place("");
        ck_assert_str_eq(choice.room, first);
        ck_assert(!choice.is_new);
    }
    place("");
    ck_assert(choice.is_new);
    ck_assert_str_ne(choice.room, first);
    lobby_destroy(lobby);
}
END_TEST

START_TEST(new_rooms_go_to_the_worker_with_the_fewest_players)
{
    begin(3);
    report(0, "a", "tag", 2, 2);
    report(1, "b", "tag", 1, 1);
    report(2, "c", "tag", 2, 2);
    place("x");
    ck_assert_uint_eq(choice.worker, 1);
    place("y"); // 2 on every worker now, but worker 1 has more rooms
    ck_assert_uint_eq(choice.worker, 0);
    lobby_destroy(lobby);
}
END_TEST

START_TEST(room_that_went_on_to_another_mode_is_found_by_that)
{
    const struct lobby_wish tag = {.room = "", .mode = "tag", .max_players = 4};

    begin(1);
    report(0, "a", "dm", 2, 2);
    report(0, "a", "tag", 2, 2);
    ck_assert(lobby_place(lobby, &tag, now_ns, &choice));
    ck_assert_str_eq(choice.room, "a");
    place("");
    ck_assert_str_ne(choice.room, "a");
    lobby_destroy(lobby);
}
END_TEST

START_TEST(named_room_is_always_at_the_worker_that_has_it)
{
    begin(4);
    report(3, "tuba", "tag", 4, 4);
    place("tuba"); // full or not, of that mode or not: the room says
    ck_assert_uint_eq(choice.worker, 3);
    ck_assert_str_eq(choice.room, "tuba");
    ck_assert(!choice.is_new);
    lobby_destroy(lobby);
}
END_TEST

START_TEST(closed_room_is_forgotten)
{
    begin(2);
    report(1, "tuba", "dm", 1, 1);
    report_closed(1, "tuba");
    place("tuba");
    ck_assert(choice.is_new);
    ck_assert_uint_eq(choice.worker, 0);
    lobby_destroy(lobby);
}
END_TEST

/* Two are sent to a room that does not exist; one gives up. The other will make
 * it, so a third must not be sent to make it elsewhere. */
START_TEST(room_keeps_its_worker_while_somebody_is_on_the_way)
{
    begin(2);
    place("tuba");
    unsigned worker = choice.worker;
    place("tuba");
    report(1 - worker, "else", "dm", 0, 0);
    report_closed(worker, "tuba");
    place("tuba");
    ck_assert(!choice.is_new);
    ck_assert_uint_eq(choice.worker, worker);
    report_closed(worker, "tuba");
    report_closed(worker, "tuba"); // nobody is left
    place("tuba");
    ck_assert(choice.is_new);
    lobby_destroy(lobby);
}
END_TEST

START_TEST(room_that_ends_under_a_newcomer_opens_again_where_it_was)
{
    begin(2);
    report(1, "tuba", "dm", 0, 5);
    place("tuba");
    report_closed(1, "tuba"); // it crossed with the newcomer
    place("tuba");
    ck_assert(!choice.is_new);
    ck_assert_uint_eq(choice.worker, 1);
    report(1, "tuba", "dm", 1, 1);
    report(1, "tuba", "dm", 2, 2);
    place("");
    ck_assert_str_eq(choice.room, "tuba");
    lobby_destroy(lobby);
}
END_TEST

START_TEST(newcomer_of_whom_nothing_is_ever_heard_gives_its_space_back)
{
    begin(1);
    report(0, "a", "dm", 3, 3);
    place("a");
    report(0, "a", "dm", 3, 3);
    place("");
    ck_assert_str_ne(choice.room, "a");
    now_ns += 31 * NS_PER_S;
    report(0, "a", "dm", 3, 3);
    place("");
    ck_assert_str_eq(choice.room, "a");
    lobby_destroy(lobby);
}
END_TEST

START_TEST(newcomer_who_cannot_be_sent_gives_the_place_back_at_once)
{
    begin(1);
    report(0, "a", "dm", 3, 3);
    place("");
    ck_assert_str_eq(choice.room, "a");
    place("");
    ck_assert_str_ne(choice.room, "a"); // full: three, and one on the way
    lobby_take_back(lobby, choice.room);
    lobby_take_back(lobby, "a");
    place("");
    ck_assert_str_eq(choice.room, "a");
    lobby_take_back(lobby, "a");
    lobby_take_back(lobby, "a"); // nobody is on the way any more
    lobby_take_back(lobby, "never heard of");
    unsigned rooms;
    free(lobby_list(lobby, &rooms));
    ck_assert_uint_eq(rooms, 1); // one that never opened is forgotten
    place("");
    ck_assert_str_eq(choice.room, "a");
    lobby_destroy(lobby);
}
END_TEST

START_TEST(report_of_another_worker_does_not_move_a_room)
{
    begin(2);
    report(1, "tuba", "dm", 1, 1);
    report(0, "tuba", "dm", 1, 1);
    report_closed(0, "tuba");
    place("tuba");
    ck_assert_uint_eq(choice.worker, 1);
    lobby_destroy(lobby);
}
END_TEST

START_TEST(room_that_falls_silent_is_forgotten)
{
    begin(1);
    report(0, "a", "dm", 1, 1);
    now_ns += 20 * NS_PER_S;
    report(0, "b", "dm", 1, 1);
    now_ns += 15 * NS_PER_S;
    lobby_expire(lobby, now_ns);
    unsigned count;
    struct room_report *list = lobby_list(lobby, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(list[0].id, "b");
    free(list);
    lobby_destroy(lobby);
}
END_TEST

START_TEST(opening_makes_no_newcomer_and_finds_what_is_there)
{
    const struct lobby_wish any = {"", "dm", 4, false};
    const struct lobby_wish named = {"tuba", "dm", 4, false};

    begin(1);
    ck_assert(lobby_open(lobby, &any, now_ns, &choice));
    ck_assert(choice.is_new);
    ck_assert(lobby_is_room_id(choice.room));
    ck_assert(lobby_open(lobby, &named, now_ns, &choice));
    ck_assert(choice.is_new);
    ck_assert(lobby_open(lobby, &named, now_ns, &choice));
    ck_assert(!choice.is_new);
    report(0, "tuba", "dm", 3, 3);
    place("");
    ck_assert_str_eq(choice.room, "tuba"); // 3 of 4: nobody is on the way
    lobby_destroy(lobby);
}
END_TEST

START_TEST(there_is_an_end_to_new_rooms_but_not_to_known_ones)
{
    char id[16];

    begin(1);
    for (unsigned i = 0; i < LOBBY_ROOMS_PER_WORKER; i++) {
        snprintf(id, sizeof(id), "r%u", i);
        report(0, id, "dm", 4, 4);
    }
    const struct lobby_wish any = {"", "dm", 4, false};
    const struct lobby_wish known = {"r7", "dm", 4, false};
    ck_assert(!lobby_place(lobby, &any, now_ns, &choice));
    ck_assert(!lobby_open(lobby, &any, now_ns, &choice));
    ck_assert(lobby_place(lobby, &known, now_ns, &choice));
    lobby_destroy(lobby);
}
END_TEST

START_TEST(who_may_open_no_room_still_gets_into_one)
{
    const struct lobby_wish any = {"", "dm", 4, true};
    const struct lobby_wish named = {"tuba", "dm", 4, true};

    begin(1);
    ck_assert(!lobby_place(lobby, &any, now_ns, &choice));
    ck_assert(!lobby_place(lobby, &named, now_ns, &choice));
    ck_assert(!lobby_open(lobby, &named, now_ns, &choice));
    report(0, "tuba", "dm", 1, 1);
    ck_assert(lobby_place(lobby, &any, now_ns, &choice));
    ck_assert(lobby_place(lobby, &named, now_ns, &choice));
    lobby_destroy(lobby);
}
END_TEST

START_TEST(invented_names_can_be_spoken_and_differ)
{
    char names[200][ID_BYTES + 1];

    begin(4);
    for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
        const struct lobby_wish any = {"", "dm", 4, false};
        ck_assert(lobby_open(lobby, &any, now_ns, &choice));
        memcpy(names[i], choice.room, sizeof(names[i]));
        ck_assert_uint_eq(strlen(names[i]), 6);
        for (unsigned k = 0; k < 6; k += 2) {
            ck_assert_ptr_null(strchr("aeiou", names[i][k]));
            ck_assert_ptr_nonnull(strchr("aeiou", names[i][k + 1]));
        }
        for (unsigned k = 0; k < i; k++) {
            ck_assert_str_ne(names[k], names[i]);
        }
    }
    lobby_destroy(lobby);
}
END_TEST

START_TEST(list_has_the_fullest_first_then_goes_by_name)
{
    unsigned count;

    begin(1);
    report(0, "b", "dm", 1, 1);
    report(0, "c", "dm", 3, 3);
    report(0, "a", "dm", 1, 1);
    struct room_report *list = lobby_list(lobby, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(list[0].id, "c");
    ck_assert_str_eq(list[1].id, "a");
    ck_assert_str_eq(list[2].id, "b");
    free(list);
    lobby_destroy(lobby);
}
END_TEST

START_TEST(room_ids_are_short_and_plain)
{
    ck_assert(lobby_is_room_id("tuba"));
    ck_assert(lobby_is_room_id("A-z_09"));
    ck_assert(lobby_is_room_id("12345678901234567890123456789012"));
    ck_assert(!lobby_is_room_id("123456789012345678901234567890123"));
    ck_assert(!lobby_is_room_id(""));
    ck_assert(!lobby_is_room_id("a/b"));
    ck_assert(!lobby_is_room_id("a%20b"));
    ck_assert(!lobby_is_room_id("caf\xc3\xa9"));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(
            tc, newcomer_without_a_wish_joins_the_fullest_room_with_space);
    tcase_add_test(tc, newcomers_on_their_way_take_up_space);
    tcase_add_test(tc, room_that_is_not_open_yet_fills_up_too);
    tcase_add_test(tc, new_rooms_go_to_the_worker_with_the_fewest_players);
    tcase_add_test(tc, room_that_went_on_to_another_mode_is_found_by_that);
    tcase_add_test(tc, named_room_is_always_at_the_worker_that_has_it);
    tcase_add_test(tc, closed_room_is_forgotten);
    tcase_add_test(tc, room_keeps_its_worker_while_somebody_is_on_the_way);
    tcase_add_test(
            tc, room_that_ends_under_a_newcomer_opens_again_where_it_was);
    tcase_add_test(
            tc, newcomer_of_whom_nothing_is_ever_heard_gives_its_space_back);
    tcase_add_test(
            tc, newcomer_who_cannot_be_sent_gives_the_place_back_at_once);
    tcase_add_test(tc, report_of_another_worker_does_not_move_a_room);
    tcase_add_test(tc, room_that_falls_silent_is_forgotten);
    tcase_add_test(tc, opening_makes_no_newcomer_and_finds_what_is_there);
    tcase_add_test(tc, there_is_an_end_to_new_rooms_but_not_to_known_ones);
    tcase_add_test(tc, who_may_open_no_room_still_gets_into_one);
    tcase_add_test(tc, invented_names_can_be_spoken_and_differ);
    tcase_add_test(tc, list_has_the_fullest_first_then_goes_by_name);
    tcase_add_test(tc, room_ids_are_short_and_plain);
}

SUITE("lobby", add_tests)
