/* SPDX-License-Identifier: MIT */
#include "server/rules_diff.h"

#include "server/db.h"
#include "server/rulebook.h"
#include "server/rules_file.h"
#include "server/rules_text.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static char error[1024];
static struct db *db;
static char *before;
static struct rules_diff *diff;

static char *read_text(void)
{
    char *text = rules_text_read(db, error, sizeof(error));
    ck_assert_msg(text, "%s", error);
    return text;
}

static void setup(void)
{
    db = rules_file_from_text(
            scratch_source("assets"), NULL, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    before = read_text();
    diff = NULL;
}

static void teardown(void)
{
    rules_diff_destroy(diff);
    free(before);
    db_close(db);
}

/* What differs after an edit, a line each. */
static const char *after(const char *sql)
{
    static char lines[1 << 20];
    ck_assert_msg(db_exec(db, sql), "%s: %s", sql, db_error(db));
    char *text = read_text();
    rules_diff_destroy(diff);
    diff = rules_diff_create(before, text);
    ck_assert_ptr_nonnull(diff);
    free(text);
    size_t len = 0;
    lines[0] = '\0';
    for (size_t i = 0; i < rules_diff_count(diff); i++) {
        char line[RULES_LINE];
        rules_diff_line(diff, i, line);
        len += (size_t)snprintf(lines + len, sizeof(lines) - len, "%s\n", line);
    }
    return lines;
}

static const char *summary(size_t cap)
{
    static char text[4096];
    size_t len = rules_diff_summary(diff, text, cap);
    ck_assert_uint_eq(strlen(text), len);
    ck_assert_uint_lt(len, cap);
    return text;
}

START_TEST(nothing_differs_from_itself)
{
    ck_assert_str_eq(after("UPDATE role SET speed = speed"), "");
    ck_assert_str_eq(summary(400), "");
}
END_TEST

START_TEST(a_changed_value_is_told_with_both)
{
    ck_assert_str_eq(after("UPDATE role SET speed = 300, weapon = 'blaster' "
                           "WHERE mode = 'tag' AND id = 'it'"),
            "role.speed (tag, it): 265 -> 300\n"
            "role.weapon (tag, it): NULL -> blaster\n");
    ck_assert_str_eq(after("UPDATE role SET speed = 1000.0 / 3, weapon = NULL "
                           "WHERE mode = 'tag' AND id = 'it'"),
            "role.speed (tag, it): 265 -> 333.333\n");
}
END_TEST

START_TEST(rows_come_and_go)
{
    ck_assert_str_eq(
            after("DELETE FROM mode_map WHERE mode = 'tag' AND "
                  "map = 'yard';"
                  "INSERT INTO role (mode, id) VALUES ('tag', 'cook')"),
            "- mode_map (tag, yard)\n+ role (tag, cook)\n");
}
END_TEST

START_TEST(rows_with_numbers_are_named_by_what_they_are)
{
    ck_assert_str_eq(after("UPDATE effect SET n = 3 "
                           "WHERE mode = 'tag' AND op = 'freeze'"),
            "effect.n (tag, touch: freeze): 2 -> 3\n");
    ck_assert_str_eq(after("INSERT INTO effect (mode, event, op, n, arg) "
                           "VALUES ('tag', 'join', 'score', 4, NULL),"
                           "('tag', 'join', 'role', NULL, 'it')"),
            "+ effect (tag, join: role it)\n+ effect (tag, join: score 4)\n"
            "effect.n (tag, touch: freeze): 2 -> 3\n");
}
END_TEST

START_TEST(walls_and_spots_are_named_by_where_they_are)
{
    ck_assert_str_eq(after("INSERT INTO wall (map, x, y, w, h) "
                           "VALUES ('yard', 61, 82.5, 24, 200);"
                           "INSERT INTO spot (map, name, x, y) "
                           "VALUES ('yard', 'flag', 91, 100)"),
            "+ wall (yard: 24 x 200 at 61, 82.5)\n"
            "+ spot (yard: flag at 91, 100)\n");
    free(before);
    before = read_text();
    ck_assert_str_eq(after("UPDATE wall SET w = 25 WHERE x = 61;"
                           "UPDATE spot SET x = 92 WHERE x = 91"),
            "wall.w (yard: 25 x 200 at 61, 82.5): 24 -> 25\n"
            "spot.x (yard: flag at 92, 100): 91 -> 92\n");
}
END_TEST

#define COINS                                                                \
    "DELETE FROM mod WHERE id = 'coins';"                                    \
    "INSERT INTO mod (id, title) VALUES ('coins', 'Coins');"                 \
    "INSERT INTO mode (id, mod, title) VALUES ('coins', 'coins', 'Coins');"  \
    "INSERT INTO map (id, mod, width, height) VALUES "                       \
    "('mint', 'coins', 900, 600);"                                           \
    "INSERT INTO wall (map, x, y, w, h) VALUES ('mint', 1, 2, 3, 4);"        \
    "INSERT INTO spot (map, x, y) VALUES ('mint', 80, 80), ('mint', 9, 80);" \
    "INSERT INTO role (mode, id) VALUES ('coins', 'one'), ('coins', 'two');" \
    "INSERT INTO effect (mode, event, if_role, op, n) VALUES "               \
    "('coins', 'death', 'one', 'score', 1), "                                \
    "('coins', 'spawn', 'one', 'heal', 5), "                                 \
    "('coins', 'spawn', 'two', 'heal', 5);"
#define LATER                                                                 \
    "INSERT INTO effect (mode, event, op, n) VALUES ('tag', 'join', 'heal', " \
    "1);"

static void begin_with(const char *sql)
{
    after(sql);
    free(before);
    before = read_text();
}

START_TEST(a_mod_put_in_anew_differs_only_where_it_was_edited)
{
    begin_with(COINS LATER);
    ck_assert_str_eq(after(COINS "UPDATE effect SET n = 2 WHERE mode = 'coins' "
                                 "AND event = 'death'"),
            "effect.n (coins, death: score): 1 -> 2\n");
    char wanted[2 * RULES_LINE];
    const char *lines = after(COINS
            "UPDATE effect SET n = 7 WHERE mode = 'coins' AND if_role = 'two';"
            "DELETE FROM effect WHERE mode = 'coins' AND event = 'death'");
    snprintf(wanted, sizeof(wanted),
            "- effect (coins, death: score 1)\n"
            "effect.n (coins, spawn: heal, id %lld): 5 -> 7\n",
            (long long)db_number(db,
                    "SELECT id FROM effect WHERE mode = 'coins' AND n = 7"));
    ck_assert_str_eq(lines, wanted);
    ck_assert_str_eq(after(COINS "UPDATE effect SET op = 'kill', n = NULL "
                                 "WHERE mode = 'coins' AND event = 'death'"),
            "+ effect (coins, death: kill)\n- effect (coins, death: score "
            "1)\n");
}
END_TEST

START_TEST(a_mod_put_in_anew_as_it_was_changes_no_row)
{
    begin_with(COINS LATER);
    ck_assert_str_eq(after(COINS), "the order of rows\n");
    begin_with(COINS);
    ck_assert_str_eq(after(COINS), "");
}
END_TEST

START_TEST(another_order_of_the_same_rows_is_told)
{
    ck_assert_str_eq(after("UPDATE role SET rowid = 1000 WHERE rowid = 1"),
            "the order of rows\n");
    ck_assert_str_eq(summary(400), "the order of rows");
}
END_TEST

START_TEST(a_long_value_is_cut_between_characters)
{
    const char *line = after("UPDATE mod SET notes = 'x' || char(233, 233, "
                             "233, 233, 233, 233, 233, 233, 233, 233, 233, "
                             "233, 233, 233, 233, 233, 233, 233, 233, 233, "
                             "233, 233, 233, 233, 233, 233, 233, 233, 233, "
                             "233, 233, 233, 233, 233, 233, 233, 233, 233, "
                             "233, 233, 233) WHERE id = 'base'");
    ck_assert_says(line, "mod.notes (base): the games every server has -> x");
    ck_assert_says(line, "\xc3\xa9...\n");
}
END_TEST

START_TEST(lines_of_a_text_become_one)
{
    ck_assert_says(after("UPDATE mod SET notes = 'a' || char(10) || 'b~' "
                         "WHERE id = 'base'"),
            " -> a b~\n");
}
END_TEST

START_TEST(what_goes_with_a_whole_mod_is_not_told_apart)
{
    const char *lines = after("DELETE FROM mod WHERE id = 'infection'");
    ck_assert_says(lines, "- role (infection, zombie)\n");
    ck_assert_str_eq(summary(400), "- mod (infection)");
    ck_assert_uint_gt(rules_diff_count(diff), 10);
}
END_TEST

START_TEST(a_summary_is_as_long_as_it_may_be)
{
    after("UPDATE role SET speed = speed + 1; UPDATE role SET hp = hp + 1");
    ck_assert_uint_gt(rules_diff_count(diff), 20);
    for (size_t cap = 40; cap < 1000; cap += 7) {
        const char *text = summary(cap);
        ck_assert_says(text, " more");
    }
    ck_assert_says(summary(100), "role.hp (ball, player): 100 -> 101; ");
}
END_TEST

/* ---- for players ---- */

static const char *for_players(const char *mode, const char *sql)
{
    static char text[400];
    struct rules_report report;
    ck_assert_msg(db_exec(db, sql), "%s: %s", sql, db_error(db));
    struct rulebook *book = rulebook_load(db, 2, &report);
    ck_assert_msg(book, "%s", report.problem[0].sentence);
    rulebook_compare(book, before);
    size_t len = rulebook_changes(book, mode, text, sizeof(text));
    ck_assert_uint_eq(strlen(text), len);
    rulebook_unref(book);
    return text;
}

START_TEST(players_are_told_of_their_own_mode)
{
    const char *sql = "UPDATE role SET speed = 200, hp = 90 "
                      "WHERE mode = 'deathmatch'";
    ck_assert_str_eq(for_players("deathmatch", sql),
            "fighter: hp 100 -> 90, speed 230 -> 200");
    ck_assert_str_eq(for_players("tag", sql), "");
}
END_TEST

START_TEST(players_are_told_of_weapons_and_maps_they_meet)
{
    const char *sql = "UPDATE weapon SET damage = 20 WHERE id = 'blaster';"
                      "DELETE FROM wall WHERE id IN (SELECT id FROM wall "
                      "WHERE map = 'yard' LIMIT 3)";
    ck_assert_str_eq(for_players("deathmatch", sql),
            "blaster: damage 17 -> 20; yard: 3 walls");
    ck_assert_str_eq(for_players("tag", "SELECT 1"), "yard: 3 walls");
    ck_assert_str_eq(for_players("relay", "SELECT 1"), "");
}
END_TEST

START_TEST(players_are_told_of_new_effects_in_their_words)
{
    ck_assert_str_eq(for_players("deathmatch",
                             "INSERT INTO effect (mode, event, op, n) VALUES "
                             "('deathmatch', 'hit', 'heal', 1)"),
            "new: hit, heal");
}
END_TEST

START_TEST(what_is_no_rule_is_not_told_to_players)
{
    ck_assert_str_eq(for_players("deathmatch",
                             "UPDATE mod SET notes = 'x'; UPDATE mode SET "
                             "bots = 3, seq = seq + 1; UPDATE role SET "
                             "hint = 'Run.'"),
            "");
}
END_TEST

START_TEST(more_than_players_can_read_is_counted)
{
    const char *text = for_players("deathmatch",
            "INSERT INTO role (mode, id) SELECT 'deathmatch', 'r' || value || "
            "'_with_a_rather_long_name' FROM json_each('[1,2,3,4,5,6,7,8,9,10,"
            "11,12,13,14,15]')");
    ck_assert_says(text, "new: r1_with_a_rather_long_name; ");
    ck_assert_says(text, " more");
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, nothing_differs_from_itself);
    tcase_add_test(tc, a_changed_value_is_told_with_both);
    tcase_add_test(tc, rows_come_and_go);
    tcase_add_test(tc, rows_with_numbers_are_named_by_what_they_are);
    tcase_add_test(tc, walls_and_spots_are_named_by_where_they_are);
    tcase_add_test(tc, a_mod_put_in_anew_differs_only_where_it_was_edited);
    tcase_add_test(tc, a_mod_put_in_anew_as_it_was_changes_no_row);
    tcase_add_test(tc, another_order_of_the_same_rows_is_told);
    tcase_add_test(tc, a_long_value_is_cut_between_characters);
    tcase_add_test(tc, lines_of_a_text_become_one);
    tcase_add_test(tc, what_goes_with_a_whole_mod_is_not_told_apart);
    tcase_add_test(tc, a_summary_is_as_long_as_it_may_be);
    tcase_add_test(tc, players_are_told_of_their_own_mode);
    tcase_add_test(tc, players_are_told_of_weapons_and_maps_they_meet);
    tcase_add_test(tc, players_are_told_of_new_effects_in_their_words);
    tcase_add_test(tc, what_is_no_rule_is_not_told_to_players);
    tcase_add_test(tc, more_than_players_can_read_is_counted);
}

SUITE("rules_diff", add_tests)
