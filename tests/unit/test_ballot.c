/* SPDX-License-Identifier: MIT */
#include "server/ballot.h"

#include <string.h>

#include "tests/unit/stock.h"

/* Six modes: chess on three maps, hidden unlisted, many on eleven maps. */
static const char MODES[] =
        "DELETE FROM mode;"
        "DELETE FROM wall; DELETE FROM spot; DELETE FROM map;"
        "INSERT INTO mod (id, title) VALUES ('games', 'Games');"
        "INSERT INTO map (id, mod, width, height)"
        "  WITH RECURSIVE n (i) AS"
        "    (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 11)"
        "  SELECT 'map' || i, 'games', 800, 600 FROM n;"
        "INSERT INTO spot (map, x, y) SELECT id, 100, 100 FROM map;"
        "INSERT INTO mode (id, mod, seq, title, listed) VALUES"
        "  ('chess', 'games', 1, 'Chess', 1), ('draughts', 'games', 2,"
        "  'Draughts', 1), ('hidden', 'games', 3, 'Hidden', 0), ('go', 'games',"
        "  4, 'Go', 1), ('many', 'games', 5, 'Many maps', 1), ('ludo', 'games',"
        "  6, 'Ludo', 1), ('bridge', 'games', 7, 'Bridge', 1);"
        "INSERT INTO role (mode, id) SELECT id, 'player' FROM mode;"
        "INSERT INTO effect (mode, event, seq, op, who, n)"
        "  SELECT id, 'death', 1, 'score', 'actor', 1 FROM mode;"
        "INSERT INTO mode_map (mode, map, seq) VALUES"
        "  ('chess', 'map1', 1), ('chess', 'map2', 2), ('chess', 'map3', 3),"
        "  ('draughts', 'map4', 1), ('hidden', 'map5', 1),"
        "  ('hidden', 'map6', 2), ('go', 'map7', 1), ('ludo', 'map8', 1),"
        "  ('bridge', 'map9', 1);"
        "INSERT INTO mode_map (mode, map, seq)"
        "  SELECT 'many', id, rowid FROM map;";

static struct rulebook *book;
static struct ballot ballot;

static void setup(void)
{
    book = stock_rules_with(MODES);
}

static void teardown(void)
{
    rulebook_unref(book);
}

static struct ballot_offer offer(
        const char *mode, const char *map, enum votes votes)
{
    const struct rules *rules = rulebook_find_map(book, mode, map);

    ck_assert_ptr_nonnull(rules);
    return (struct ballot_offer){
            .rules = rules, .book = book, .latest = book, .votes = votes};
}

static void open_for(const char *mode, const char *map, enum votes votes)
{
    struct ballot_offer now = offer(mode, map, votes);

    ballot_open(&ballot, &now);
}

/* The choices as "mode/map mode/map ...". */
static const char *choices(void)
{
    static char out[1024];
    size_t len = 0;

    out[0] = '\0';
    for (unsigned i = 0; i < ballot.count; i++) {
        len += (size_t)snprintf(out + len, sizeof(out) - len, "%s%s/%s",
                i > 0 ? " " : "", ballot.choice[i].mode, ballot.choice[i].map);
    }
    return out;
}

/* ---- what there is to choose ---- */

START_TEST(first_come_the_maps_in_their_turn_then_other_listed_modes)
{
    open_for("chess", "map1", VOTES_ALL);
    ck_assert_str_eq(choices(),
            "chess/map2 chess/map3 chess/map1 draughts/map4 go/map7 many/map1 "
            "ludo/map8 bridge/map9");
    open_for("chess", "map3", VOTES_ALL);
    ck_assert_ptr_eq(
            strstr(choices(), "chess/map1 chess/map2 chess/map3"), choices());
    ck_assert_str_eq(ballot.choice[7].title, "Bridge");
}
END_TEST

START_TEST(modes_are_offered_from_the_present_one_on)
{
    open_for("ludo", "map8", VOTES_ALL);
    ck_assert_str_eq(choices(),
            "ludo/map8 bridge/map9 chess/map1 draughts/map4 go/map7 many/map1");
}
END_TEST

START_TEST(many_maps_leave_half_of_the_choices_to_other_modes)
{
    open_for("many", "map10", VOTES_ALL);
    ck_assert_str_eq(choices(),
            "many/map11 many/map1 many/map2 many/map3 ludo/map8 bridge/map9 "
            "chess/map1 draughts/map4");
}
END_TEST

START_TEST(a_host_can_leave_the_maps_only)
{
    open_for("chess", "map1", VOTES_MAPS);
    ck_assert_str_eq(choices(), "chess/map2 chess/map3 chess/map1");
    open_for("many", "map1", VOTES_MAPS);
    ck_assert_uint_eq(ballot.count, MAX_CHOICES);
    ck_assert_str_eq(ballot.choice[7].map, "map9");
}
END_TEST

START_TEST(where_there_is_nothing_to_choose_there_is_no_vote)
{
    open_for("go", "map7", VOTES_MAPS);
    ck_assert_uint_eq(ballot.count, 0);
    open_for("chess", "map1", VOTES_OFF);
    ck_assert_uint_eq(ballot.count, 0);
    open_for("hidden", "map5", VOTES_ALL); // unlisted
    ck_assert_uint_eq(ballot.count, 0);
    ck_assert(!ballot_vote(&ballot, 3, 0));
    ck_assert_ptr_null(ballot_result(&ballot));
}
END_TEST

START_TEST(a_mode_that_the_latest_book_lacks_offers_its_maps_and_those_modes)
{
    struct rulebook *latest = stock_rules_with("DELETE FROM mode WHERE id <> "
                                               "'tag'");
    struct ballot_offer now = offer("chess", "map2", VOTES_ALL);

    now.latest = latest;
    ballot_open(&ballot, &now);
    ck_assert_ptr_eq(strstr(choices(), "chess/map3 chess/map1 chess/map2 tag/"),
            choices());
    ck_assert_uint_eq(ballot.count, 4);
    rulebook_unref(latest);
}
END_TEST

/* ---- votes ---- */

START_TEST(most_votes_win)
{
    open_for("chess", "map1", VOTES_ALL);
    ck_assert(ballot_vote(&ballot, 0, 1));
    ck_assert(ballot_vote(&ballot, 5, 3));
    ck_assert(ballot_vote(&ballot, 127, 3));
    ck_assert_str_eq(ballot_result(&ballot)->mode, "draughts");
    ck_assert_str_eq(ballot_result(&ballot)->map, "map4");
}
END_TEST

START_TEST(of_equals_the_first_wins)
{
    open_for("chess", "map1", VOTES_ALL);
    ballot_vote(&ballot, 0, 6);
    ballot_vote(&ballot, 1, 2);
    ballot_vote(&ballot, 2, 6);
    ballot_vote(&ballot, 3, 2);
    ck_assert_ptr_eq(ballot_result(&ballot), &ballot.choice[2]);
}
END_TEST

START_TEST(nobody_voted_means_nothing_was_chosen)
{
    open_for("chess", "map1", VOTES_ALL);
    ck_assert_ptr_null(ballot_result(&ballot));
    ballot_vote(&ballot, 9, 4);
    ballot_vote(&ballot, 9, NO_CHOICE);
    ck_assert_ptr_null(ballot_result(&ballot));
}
END_TEST

START_TEST(a_seat_has_one_vote_and_may_change_it)
{
    open_for("chess", "map1", VOTES_ALL);
    ck_assert(ballot_vote(&ballot, 4, 1));
    ck_assert(!ballot_vote(&ballot, 4, 1)); // as before
    ck_assert(ballot_vote(&ballot, 4, 2));
    ck_assert_uint_eq(ballot.choice[1].votes, 0);
    ck_assert_uint_eq(ballot.choice[2].votes, 1);
    ck_assert(ballot_vote(&ballot, 4, NO_CHOICE));
    ck_assert(!ballot_vote(&ballot, 4, NO_CHOICE));
    ck_assert_uint_eq(ballot.choice[2].votes, 0);
}
END_TEST

START_TEST(what_is_no_choice_changes_nothing)
{
    open_for("chess", "map1", VOTES_MAPS);
    ballot_vote(&ballot, 4, 1);
    ck_assert(!ballot_vote(&ballot, 4, 3));
    ck_assert(!ballot_vote(&ballot, 4, MAX_CHOICES));
    ck_assert(!ballot_vote(&ballot, 4, 254));
    ck_assert_uint_eq(ballot.choice[1].votes, 1);
    ck_assert_uint_eq(ballot.vote[4], 1);
}
END_TEST

START_TEST(all_of_a_full_room_can_be_of_one_mind)
{
    open_for("chess", "map1", VOTES_ALL);
    for (unsigned i = 0; i < MAX_PLAYERS; i++) {
        ck_assert(ballot_vote(&ballot, (uint8_t)i, 7));
    }
    ck_assert_uint_eq(ballot.choice[7].votes, MAX_PLAYERS);
}
END_TEST

START_TEST(a_new_vote_starts_from_nothing)
{
    open_for("chess", "map1", VOTES_ALL);
    ballot_vote(&ballot, 4, 1);
    ballot_close(&ballot);
    ck_assert(!ballot_vote(&ballot, 5, 1));
    ck_assert_ptr_null(ballot_result(&ballot));
    open_for("chess", "map2", VOTES_ALL);
    ck_assert_ptr_null(ballot_result(&ballot));
    ck_assert_uint_eq(ballot.vote[4], NO_CHOICE);
}
END_TEST

/* ---- edits ---- */

START_TEST(votes_stay_with_what_is_still_among_the_choices)
{
    open_for("chess", "map1", VOTES_ALL);
    ballot_vote(&ballot, 0, 1); // chess/map3
    ballot_vote(&ballot, 1, 3); // draughts/map4
    ballot_vote(&ballot, 2, 4); // go/map7
    ballot_vote(&ballot, 3, 4);
    char sql[sizeof(MODES) + 200];
    snprintf(sql, sizeof(sql),
            "%s DELETE FROM mode WHERE id = 'go';"
            "DELETE FROM mode_map WHERE mode = 'chess' AND map = 'map2'",
            MODES);
    struct rulebook *edited = stock_rules_with(sql), *before = book;
    book = edited;
    struct ballot_offer now = offer("chess", "map1", VOTES_ALL);
    ballot_renew(&ballot, &now);
    ck_assert_str_eq(choices(),
            "chess/map3 chess/map1 draughts/map4 many/map1 ludo/map8 "
            "bridge/map9");
    ck_assert_uint_eq(ballot.choice[0].votes, 1);
    ck_assert_uint_eq(ballot.choice[2].votes, 1);
    ck_assert_uint_eq(ballot.vote[1], 2);
    ck_assert_uint_eq(ballot.vote[2], NO_CHOICE);
    ck_assert_ptr_eq(ballot_result(&ballot), &ballot.choice[0]);
    rulebook_unref(before);
}
END_TEST

/* ---- what is told ---- */

START_TEST(a_seat_is_told_its_own_vote_and_a_spectator_none)
{
    struct msg_ballot msg;

    open_for("chess", "map1", VOTES_ALL);
    ballot_vote(&ballot, 4, 2);
    ballot_message(&ballot, 4, 700, &msg);
    ck_assert_uint_eq(msg.until, 700);
    ck_assert_uint_eq(msg.mine, 2);
    ck_assert_uint_eq(msg.count, 8);
    ck_assert_uint_eq(msg.choice[2].votes, 1);
    ck_assert_str_eq(msg.choice[2].mode, "chess");
    ck_assert_str_eq(msg.choice[2].map, "map1");
    ballot_message(&ballot, NO_SLOT, 700, &msg);
    ck_assert_uint_eq(msg.mine, NO_CHOICE);
    ck_assert_uint_eq(msg.choice[2].votes, 1);
    ballot_close(&ballot);
    ballot_message(&ballot, 4, 700, &msg);
    ck_assert_uint_eq(msg.count, 0);
    ck_assert_uint_eq(msg.mine, NO_CHOICE);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(
            tc, first_come_the_maps_in_their_turn_then_other_listed_modes);
    tcase_add_test(tc, modes_are_offered_from_the_present_one_on);
    tcase_add_test(tc, many_maps_leave_half_of_the_choices_to_other_modes);
    tcase_add_test(tc, a_host_can_leave_the_maps_only);
    tcase_add_test(tc, where_there_is_nothing_to_choose_there_is_no_vote);
    tcase_add_test(tc,
            a_mode_that_the_latest_book_lacks_offers_its_maps_and_those_modes);
    tcase_add_test(tc, most_votes_win);
    tcase_add_test(tc, of_equals_the_first_wins);
    tcase_add_test(tc, nobody_voted_means_nothing_was_chosen);
    tcase_add_test(tc, a_seat_has_one_vote_and_may_change_it);
    tcase_add_test(tc, what_is_no_choice_changes_nothing);
    tcase_add_test(tc, all_of_a_full_room_can_be_of_one_mind);
    tcase_add_test(tc, a_new_vote_starts_from_nothing);
    tcase_add_test(tc, votes_stay_with_what_is_still_among_the_choices);
    tcase_add_test(tc, a_seat_is_told_its_own_vote_and_a_spectator_none);
}

SUITE("ballot", add_tests)
