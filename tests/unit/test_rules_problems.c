/* SPDX-License-Identifier: MIT
 *
 * What the server and the file's own look across tables find wrong with rules.
 */
#include "server/disk.h"
#include "tests/unit/modder.h"

/* ---- ranges ---- */

struct range {
    char table[17], column[17];
    double low, high;
};

/* Finds the next `CONSTRAINT "table.column: low..high` of the schema; returns
 * where to go on from, or NULL. */
static const char *next_range(const char *at, struct range *out)
{
    char numbers[17], *dots;
    while ((at = strstr(at, "CONSTRAINT \""))) {
        at += strlen("CONSTRAINT \"");
        if (sscanf(at, "%16[a-z_].%16[a-z_]: %16[-.0-9]", out->table,
                    out->column, numbers) == 3 &&
                (dots = strstr(numbers, "..")) &&
                strcmp(out->column, "title") != 0 &&
                strcmp(out->column, "sql") != 0) {
            *dots = '\0';
            out->low = strtod(numbers, NULL);
            out->high = strtod(dots + 2, NULL);
            return at;
        }
    }
    return NULL;
}

/* Whether the latest report has that column. */
static bool names(const struct range *range)
{
    for (unsigned i = 0; i < report.count && i < MAX_PROBLEMS; i++) {
        if (strcmp(report.problem[i].table, range->table) == 0 &&
                strcmp(report.problem[i].column, range->column) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the server finds fault with that value in every row. */
static bool is_noticed(struct db *db, const struct range *range, double value)
{
    char sql[256];
    snprintf(sql, sizeof(sql), "UPDATE %s SET %s = %.17g", range->table,
            range->column, value);
    is_taken(db, sql);
    return names(range);
}

/* The shell refuses what is above the range with a sentence that says so. */
static void expect_refusal(const struct range *range)
{
    char sql[256], sentence[128];
    snprintf(sql, sizeof(sql), "UPDATE %s SET %s = %.17g;", range->table,
            range->column, range->high + 1);
    snprintf(sentence, sizeof(sentence),
            "CHECK constraint failed: %s.%s: %g..%g", range->table,
            range->column, range->low, range->high);
    ck_assert_says(scratch_shell("rules.db", sql), sentence);
}

/* The least step out of a range that the column's type can make. */
static double step_of(struct db *db, const struct range *range)
{
    char sql[128];
    snprintf(sql, sizeof(sql),
            "SELECT type = 'INTEGER' FROM pragma_table_info('%s')"
            " WHERE name = '%s'",
            range->table, range->column);
    int64_t is_whole = db_number(db, sql);
    ck_assert_int_ge(is_whole, 0);
    return is_whole ? 1 : 0.001;
}

/* Tries each range of a file of the schema; returns how many it has. */
static unsigned check_ranges(struct db *db, const char *file)
{
    struct range range;
    unsigned ranges = 0;
    char *schema = disk_read(scratch_source(file), error, sizeof(error));

    ck_assert_msg(schema, "%s", error);
    for (const char *at = schema; (at = next_range(at, &range)); ranges++) {
        expect_refusal(&range);
        ck_assert_msg(!is_noticed(db, &range, range.low), "%s", problems());
        ck_assert_msg(!is_noticed(db, &range, range.high), "%s", problems());
        double step = step_of(db, &range);
        ck_assert_msg(is_noticed(db, &range, range.low - step) &&
                              is_noticed(db, &range, range.high + step),
                "%s.%s goes unnoticed", range.table, range.column);
    }
    free(schema);
    return ranges;
}

START_TEST(each_range_of_the_schema_is_checked_again)
{
    blind();
    edit("UPDATE map SET width = 4096, height = 4096;" // room for any spot
         "UPDATE mode SET max_players = 128;");
    struct db *db = open_loose();
    ck_assert_uint_ge(check_ranges(db, "assets/schema/001_tables.sql"), 25);
    ck_assert_uint_ge(check_ranges(db, "assets/schema/201_relay.sql"), 3);
    ck_assert_uint_ge(check_ranges(db, "assets/schema/301_rules.sql"), 12);
    db_close(db);
}
END_TEST

START_TEST(huge_endless_and_missing_numbers_are_problems)
{
    static const char *const wrong[] = {"1e300", "-1e300", "9e999", "-9e999"};
    char sql[128];
    struct db *db = open_loose();
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        snprintf(sql, sizeof(sql), "UPDATE role SET speed = %s", wrong[i]);
        ck_assert(!is_taken(db, sql));
        ck_assert_says(problems(), "role.speed (tag, it): ");
        snprintf(sql, sizeof(sql), "UPDATE wall SET x = %s", wrong[i]);
        ck_assert(!is_taken(db, sql));
        ck_assert_says(problems(), "wall.x (");
        ck_assert_uint_gt(report.count, MAX_PROBLEMS); // counted, if not kept
    }
    db_close(db);
}
END_TEST

/* ---- across tables ---- */

#define HEIST   "mod ours: mode (heist): "
#define ON(map) "mod ours: mode_map (heist, " map "): "

/* What the shell lets through, because each row is right by itself: where it
 * is, and what the file says of it. */
static const struct {
    const char *sql, *place, *sentence;
} across[] = {
        // the mode
        {"UPDATE role SET starts = 0 WHERE mode = 'heist';", HEIST,
                "no role has starts = 1"},
        {"UPDATE effect SET op = 'end', arg = NULL, n = NULL"
         " WHERE mode = 'heist';",
                HEIST, "no effect has op score, team_score, win or script"},
        {"UPDATE mode SET max_players = 3 WHERE id = 'heist';",
                "mod ours: mode.min_players (heist): ",
                "a round would wait for 4 players, but max_players is 3"},
        {MANY(15, "role (mode, id) SELECT 'heist', 'r' || i"), HEIST,
                "it has 17 roles; 16 fit"},
        {MANY(14, "thing (mode, id) SELECT 'heist', 't' || i"), HEIST,
                "it has 17 things; 16 fit"},
        {MANY(7, "timer (mode, id, first) SELECT 'heist', 't' || i, i"), HEIST,
                "it has 9 timers; 8 fit"},
        {MANY(16, "script (mode, id, sql) SELECT 'heist', 's' || i, ';'"),
                HEIST, "it has 17 scripts; 16 fit"},
        {MANY(29, "habit (mode, seq, does) SELECT 'heist', 9 + i, 'fight'"),
                HEIST, "it has 33 habits; 32 fit"},
        {MANY(122, "effect (mode, event, op, n) SELECT 'heist', 'hit', 'heal',"
                   " i"),
                HEIST, "it has 129 effects; 128 fit"},
        {MANY(33, "mode (id, mod, title) SELECT 'm' || i, 'ours', i"),
                "mode: there are more than 32", " modes; 32 fit"},
        {"DELETE FROM mode;", "mode: ", "there is no mode; insert one"},
        {"DELETE FROM mod WHERE id <> 'base'; DELETE FROM mod;",
                "mode: ", "there is no mode; insert one"},
        // effects and habits that could never be done
        {"INSERT INTO effect (id, mode, event, op, n)"
         " VALUES (99, 'heist', 'spawn', 'team', 3);",
                "mod ours: effect.n (99: heist, spawn): ",
                "there is no team 3: mode.teams is 2"},
        {"UPDATE mode SET bouts = 0 WHERE id = 'heist';",
                "mod ours: effect.event (",
                "it never comes: mode.bouts is 0, so who dies comes back"},
        {"UPDATE effect SET if_timer = NULL WHERE mode = 'heist';"
         "DELETE FROM timer WHERE mode = 'heist';",
                "mod ours: effect.event (",
                "it never comes: this mode has no timer"},
        {"DELETE FROM habit WHERE mode = 'heist'; DELETE FROM effect"
         " WHERE mode = 'heist' AND (op = 'grow' OR if_thing IS NOT NULL);"
         "DELETE FROM thing WHERE mode = 'heist';",
                "mod ours: effect.event (",
                "it never comes: this mode has no thing"},
        {"UPDATE effect SET if_thing = NULL, if_carry = NULL"
         " WHERE mode = 'heist'; UPDATE thing SET body = 'area'"
         " WHERE id = 'bag' AND mode = 'heist';",
                "mod ours: effect.op (",
                "nothing in this mode has body carried"},
        {"UPDATE thing SET body = 'pushed' WHERE mode = 'heist';"
         "UPDATE effect SET if_carry = 'bag' WHERE event = 'last'"
         " AND mode = 'heist';",
                "mod ours: effect.if_carry (",
                "nobody can carry bag: its body "
                "is pushed"},
        {"UPDATE effect SET if_thing = 'van' WHERE op = 'carry'"
         " AND mode = 'heist';",
                "mod ours: effect.op (",
                "nobody can carry van: its body is "
                "area"},
        {"UPDATE effect SET if_thing = 'van' WHERE event = 'reach'"
         " AND mode = 'heist';",
                "mod ours: effect.if_thing (",
                "van is neither pushed nor carried, so it reaches nothing"},
        {"UPDATE effect SET if_into = 'crate' WHERE event = 'reach'"
         " AND mode = 'heist';",
                "mod ours: effect.if_into (",
                "crate is no area, so nothing reaches it"},
        {"UPDATE habit SET thing = 'bag' WHERE does = 'push'"
         " AND mode = 'heist';",
                "mod ours: habit.thing (heist, 3): ",
                "nobody can push bag: its body is carried"},
        {"UPDATE habit SET if_carry = 'van' WHERE if_carry = 'bag' AND mode = "
         "'heist';",
                "mod ours: habit.if_carry (heist, 1): ",
                "nobody can carry van: its body is area"},
        // the mode on its maps
        {"DELETE FROM mode_map WHERE mode = 'heist';", HEIST,
                "no map; insert one into mode_map"},
        {"DELETE FROM spot WHERE map = 'mint' AND name = 'spawn';", ON("mint"),
                "map mint has no spot where team 1 could spawn"},
        {"UPDATE spot SET team = 1 WHERE map = 'bank' AND name = 'spawn';",
                ON("bank"), "map bank has no spot where team 2 could spawn"},
        {"UPDATE mode SET teams = 0 WHERE id = 'heist';"
         "DELETE FROM spot WHERE map = 'mint' AND name = 'spawn';",
                ON("mint"), "map mint has no spawn spot"},
        {"DELETE FROM spot WHERE map = 'mint' AND name = 'van';", ON("mint"),
                "map mint has no spot van, where thing van would stand"},
        {"UPDATE thing SET spot = 'cellar' WHERE id = 'crate';", ON("bank"),
                "map bank has no spot cellar, where thing crate would stand"},
        {MANY(30, "spot (map, name, x, y) SELECT 'bank', 'bag', i, i"),
                ON("bank"),
                "33 things of this mode would stand on map bank; 32 fit"},
        {"UPDATE spot SET team = 3 WHERE id = 9003;", ON("bank"),
                "spot van at 700, 500 gives thing van to team 3: mode.teams is "
                "2"},
        // maps
        {MANY(300, "wall (map, x, y, w, h) SELECT 'mint', i, i, 1, 1"),
                "mod ours: map (mint): ", "it has 301 walls; 256 fit"},
        {MANY(64, "spot (map, x, y) SELECT 'mint', 100 + i, 90"),
                "mod ours: map (mint): ", "it has 65 spawn spots; 64 fit"},
        {"UPDATE map SET width = 400 WHERE id = 'bank';",
                "mod ours: spot.x (bank: van at 700, 500): ",
                "it is outside its map, which is 400 x 600 u"},
        {"UPDATE spot SET y = 501 WHERE id = 9005;",
                "mod ours: spot.y (mint: spawn at 99, 501): ",
                "it is outside its map, which is 700 x 500 u"},
        {"UPDATE spot SET x = 310, y = 10 WHERE id = 9001;",
                "mod ours: spot.name (bank: spawn at 310, 10): ",
                "who spawns there would be in wall 20 x 400 at 300, 0"},
        {"UPDATE spot SET x = 310, y = 10 WHERE id = 9002;",
                "mod ours: spot.name (bank: bag at 310, 10): ",
                "thing bag of mode heist would be in wall 20 x 400 at 300, 0"},
};

START_TEST(what_is_wrong_across_tables_is_a_problem)
{
    edit(across[_i].sql);
    ck_assert_says(scratch_shell("rules.db", "SELECT * FROM problem;"),
            across[_i].sentence);
    expect_problem(across[_i].place);
}
END_TEST

/* Rows beyond what fits, and one that needs the last of them. */
static const char *const too_many[][2] = {
        {MANY(7, "timer (mode, id, first) SELECT 'heist', 't' || i, i"),
                "INSERT INTO effect (mode, event, if_timer, op)"
                " VALUES ('heist', 'timer', 't7', 'kill');"},
        {MANY(16,
                 "script (mode, id, sql) SELECT 'heist', 's' || i, 'SELECT 1'"),
                "INSERT INTO effect (mode, event, op, arg)"
                " VALUES ('heist', 'start', 'script', 's16');"},
        {MANY(14, "thing (mode, id, spot) SELECT 'heist', 't' || i, 'van'"),
                "INSERT INTO habit (mode, seq, does, thing)"
                " VALUES ('heist', 90, 'fetch', 't14');"},
        {MANY(130, "map (id, mod, width, height)"
                   " SELECT 'm' || i, 'ours', 800, 600"),
                "INSERT INTO spot (map, name, x, y)"
                " SELECT map.id, spot.name, 90, 90 FROM map, spot"
                " WHERE map.id GLOB 'm[0-9]*' AND spot.map = 'mint';"
                "INSERT INTO mode_map (mode, map)"
                " SELECT 'heist', id FROM map WHERE id GLOB 'm[0-9]*';"
                "UPDATE mode SET seq = -1 WHERE id = 'heist';"},
};

START_TEST(of_what_does_not_fit_nothing_else_is_said)
{
    edit(too_many[_i][0]);
    edit(too_many[_i][1]);
    ck_assert_ptr_null(load());
    for (unsigned i = 0; i < report.count && i < MAX_PROBLEMS; i++) {
        const char *sentence = report.problem[i].sentence;
        ck_assert_msg(strstr(sentence, " fit") || strstr(sentence, "more than"),
                "%s", problems());
    }
}
END_TEST

/* What looks alike and is right. */
static const char *const fine[] = {
        "UPDATE spot SET x = 310, y = 10 WHERE id = 9003;", // an area in a wall
        "UPDATE spot SET x = 300 WHERE id = 9001;",         // beside one
        "UPDATE spot SET team = 3 WHERE id = 9005;"
        "INSERT INTO spot (map, x, y) VALUES ('mint', 88, 88);",
        "UPDATE thing SET spot = NULL WHERE id = 'van';",
        "UPDATE mode SET min_players = 16 WHERE id = 'heist';",
        "UPDATE effect SET op = 'script', arg = 'shuffle', n = NULL"
        " WHERE mode = 'heist';",
        "INSERT INTO effect (mode, event, op, n)"
        " VALUES ('heist', 'spawn', 'team', 2);",
};

START_TEST(what_is_right_across_tables_is_none)
{
    edit(fine[_i]);
    ck_assert_str_eq(scratch_shell("rules.db", "SELECT * FROM problem;"), "");
    rulebook_unref(must_load());
}
END_TEST

START_TEST(a_game_that_is_only_relayed_needs_no_score)
{
    edit("DELETE FROM effect WHERE mode = 'heist';");
    expect_problem("so nobody could win");
    edit("UPDATE mode SET relay_bytes = 1 WHERE id = 'heist';");
    rulebook_unref(must_load());
}
END_TEST

/* ---- scripts ---- */

static const struct {
    const char *sql, *problem;
} scripts[] = {
        {"UPDATE playr SET hp = 1;",
                "mod ours: script.sql (heist, shuffle): 1:1: no such table"},
        {"SELECT 1;\n\n  UPDATE player SET luck = 1;",
                "script.sql (heist, shuffle): 3:3: no such column: luck"},
        {"SELECT \"äöü\", pong FROM player;",
                "script.sql (heist, shuffle): 1:8: no such column"},
        {"SELECT 'äöü', pong FROM player;",
                "script.sql (heist, shuffle): 1:15: no such column: pong"},
        {"ATTACH 'x' AS y;", "script.sql (heist, shuffle): "},
        {"hello", "script.sql (heist, shuffle): 1:1: "},
};

START_TEST(a_script_that_could_not_run_is_a_problem_with_its_line)
{
    struct db *db =
            db_open(scratch_path("rules.db"), DB_WRITE, error, sizeof(error));
    struct db_stmt *stmt =
            db_prepare(db, "UPDATE script SET sql = ?1 WHERE mode = 'heist'");
    db_bind_text(stmt, 1, scripts[_i].sql);
    ck_assert_int_eq(db_step(stmt), DB_DONE);
    db_finish(stmt);
    db_close(db);
    expect_problem(scripts[_i].problem);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 120);
    tcase_add_unchecked_fixture(tc, make_files, scratch_remove);
    tcase_add_checked_fixture(tc, make_rules, scratch_remove);
    tcase_add_test(tc, each_range_of_the_schema_is_checked_again);
    tcase_add_test(tc, huge_endless_and_missing_numbers_are_problems);
    tcase_add_loop_test(
            tc, what_is_wrong_across_tables_is_a_problem, 0, ARRAY_LEN(across));
    tcase_add_loop_test(
            tc, what_is_right_across_tables_is_none, 0, ARRAY_LEN(fine));
    tcase_add_loop_test(tc, of_what_does_not_fit_nothing_else_is_said, 0,
            ARRAY_LEN(too_many));
    tcase_add_test(tc, a_game_that_is_only_relayed_needs_no_score);
    tcase_add_loop_test(tc,
            a_script_that_could_not_run_is_a_problem_with_its_line, 0,
            ARRAY_LEN(scripts));
}

SUITE("rules_problems", add_tests)
