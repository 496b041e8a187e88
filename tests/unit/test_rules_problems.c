/* SPDX-License-Identifier: MIT
 *
 * What is wrong with rules, by the file's own look across tables and by the
 * server's, which believes nothing in it.
 */
#include "server/disk.h"
#include "tests/unit/modder.h"

/* The same file without its own guards, made once for all tests; the effects
 * of the heist are 91..97. */
static char blind_file[2 * SCRATCH_PATH];

static void make_files(void)
{
    make_stock_with_heist();
    snprintf(blind_file, sizeof(blind_file), "%s", scratch_path("blind.db"));
    scratch_copy(stock, "blind.db");
    drop_triggers("blind.db");
    edit_file("blind.db",
            "DROP VIEW problem; CREATE VIEW problem (in_mod, in_table, in_row,"
            " in_column, sentence) AS SELECT 1, 2, 3, 4, 5 WHERE 0;"
            "UPDATE effect SET id = -id WHERE mode <> 'heist';"
            "UPDATE effect SET id = 90 + place FROM (SELECT id AS was,"
            " row_number() OVER (ORDER BY id) AS place FROM effect"
            " WHERE mode = 'heist') WHERE id = was;");
}

static void blind(void)
{
    scratch_copy(blind_file, "rules.db");
}

/* Whether the server takes the rules after an edit, which is undone. */
static bool is_taken(struct db *db, const char *sql)
{
    ck_assert_msg(db_exec(db, "BEGIN") && db_exec(db, sql), "%s", sql);
    struct rulebook *book = rulebook_load(db, 1, &report);
    db_rollback(db);
    rulebook_unref(book);
    return book != NULL;
}

/* rules.db for such edits, without constraints. */
static struct db *open_loose(void)
{
    struct db *db =
            db_open(scratch_path("rules.db"), DB_WRITE, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    ck_assert(db_exec(db,
            "PRAGMA foreign_keys = OFF;"
            "PRAGMA ignore_check_constraints = ON;"
            "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY"));
    return db;
}

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
                ON("bank"), "map bank has room for 33 things; 32 fit"},
        {"UPDATE spot SET team = 3 WHERE id = 9003;", ON("bank"),
                "spot 9003 gives thing van to team 3: mode.teams is 2"},
        // maps
        {MANY(300, "wall (map, x, y, w, h) SELECT 'mint', i, i, 1, 1"),
                "mod ours: map (mint): ", "it has 301 walls; 256 fit"},
        {MANY(64, "spot (map, x, y) SELECT 'mint', 100 + i, 90"),
                "mod ours: map (mint): ", "it has 65 spawn spots; 64 fit"},
        {"UPDATE map SET width = 400 WHERE id = 'bank';",
                "mod ours: spot.x (9003 of bank): ",
                "it is outside its map, which is 400 x 600 u"},
        {"UPDATE spot SET y = 501 WHERE id = 9005;",
                "mod ours: spot.y (9005 of mint): ",
                "it is outside its map, which is 700 x 500 u"},
        {"UPDATE spot SET x = 310, y = 10 WHERE id = 9001;",
                "mod ours: spot.name (9001 of bank): ",
                "who spawns there would be in wall "},
        {"UPDATE spot SET x = 310, y = 10 WHERE id = 9002;",
                "mod ours: spot.name (9002 of bank): ",
                "thing bag of mode heist would be in wall "},
};

START_TEST(what_is_wrong_across_tables_is_a_problem)
{
    edit(across[_i].sql);
    ck_assert_says(scratch_shell("rules.db", "SELECT * FROM problem;"),
            across[_i].sentence);
    expect_problem(across[_i].place);
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

/* ---- without the file's own help ---- */

static const struct {
    const char *sql, *problem;
} unguarded[] = {
        // names
        {"DELETE FROM role WHERE mode = 'tag' AND id = 'it';",
                ": tag, touch): mode tag has no role 'it'"},
        {"DELETE FROM effect WHERE mode = 'tag'; DELETE FROM role WHERE mode = "
         "'tag';",
                "mode (tag): the number of roles is out of range"},
        {"DELETE FROM map WHERE id = 'mint';",
                "mode (heist): mode_map sends it to map mint, which does not"},
        {"DELETE FROM mode_map WHERE mode = 'tag';", "mode (tag): no map"},
        {"UPDATE mode_map SET map = 'the moon' WHERE map = 'mint';",
                "mode_map.map (heist): 'the moon' is not 1..32 of"},
        {"UPDATE role SET weapon = 'bow';", "there is no weapon 'bow'"},
        {"DELETE FROM thing WHERE id = 'van';",
                "effect.if_out (91: heist, enter): mode heist has no thing"},
        {"DELETE FROM timer;",
                "effect.if_timer (94: heist, timer): mode heist has no timer"},
        {"DELETE FROM script;",
                "effect.arg (94: heist, timer): mode heist has no script"},
        {"UPDATE habit SET if_role = 'x' WHERE mode = 'heist';",
                "habit.if_role (heist, 1): mode heist has no role 'x'"},
        {"UPDATE habit SET if_carry = 'x' WHERE mode = 'heist';",
                "habit.if_carry (heist, 1): mode heist has no thing 'x'"},
        {"UPDATE habit SET role = 'x' WHERE mode = 'heist' AND seq = 4;",
                "habit.role (heist, 4): mode heist has no role 'x'"},
        // words
        {"UPDATE effect SET op = 'explode' WHERE id = 91;",
                "effect.op (91: heist, enter): the server does not know "
                "'explode'"},
        {"UPDATE effect SET event = 'dawn' WHERE id = 91;",
                "effect.event (91: heist, dawn): the server does not know"},
        {"UPDATE effect SET who = 'them' WHERE id = 91;", "effect.who (91: "},
        {"UPDATE effect SET if_team = 'red' WHERE id = 91;",
                "effect.if_team (91: "},
        {"UPDATE effect SET if_alive = 2 WHERE id = 91;",
                "effect.if_alive (91: heist, enter): 2 is not 0..1"},
        {"UPDATE effect SET if_alone = -1 WHERE id = 91;",
                "effect.if_alone (91: heist, enter): -1 is not 0..1"},
        {"UPDATE thing SET body = 'fluid' WHERE id = 'van';",
                "thing.body (heist, van): the server does not know 'fluid'"},
        {"UPDATE habit SET does = 'sleep' WHERE mode = 'heist';",
                "habit.does (heist, 1): the server does not know 'sleep'"},
        {"UPDATE habit SET whose = 'mine' WHERE mode = 'heist';",
                "habit.whose (heist, 1): the server does not know 'mine'"},
        {"UPDATE mode SET win = 'all';", "mode.win (tag): the server does not"},
        {"UPDATE thing SET spot = 'spawn' WHERE id = 'crate';",
                "thing.spot (heist, crate): players appear there"},
        {"UPDATE thing SET tint = 'blue' WHERE id = 'van';",
                "thing.tint (heist, van): 'blue' is not a colour"},
        // what ops and events take
        {"UPDATE effect SET n = 1e9 WHERE id = 92;",
                "effect.n (92: heist, reach): 1e+09 is not -1000..1000 points"},
        {"UPDATE effect SET n = NULL WHERE id = 92;",
                "effect.n (92: heist, reach): it is empty"},
        {"UPDATE effect SET n = 1 WHERE op = 'pick';",
                "tag, start): this op takes none; leave it NULL"},
        {"UPDATE effect SET n = -1e7 WHERE id = 94;",
                "effect.n (94: heist, timer): -1e+07 is not -1e+06..1e+06"},
        {"UPDATE effect SET n = -2001 WHERE id = 95;",
                "effect.n (95: heist, timer): -2001 is not -2000..2000 u"},
        {"UPDATE effect SET arg = NULL WHERE op = 'pick';",
                "it is empty; this op needs a role of this mode"},
        {"UPDATE effect SET arg = NULL WHERE id = 95;",
                "it is empty; this op needs a thing of this mode"},
        {"UPDATE effect SET arg = NULL WHERE id = 94;",
                "it is empty; this op needs a script of this mode"},
        {"UPDATE effect SET arg = 'bag' WHERE id = 91;",
                "effect.arg (91: heist, enter): this op takes none"},
        {"UPDATE effect SET if_other = 'thief' WHERE id = 91;",
                "effect.if_other (91: heist, enter): event enter is not about "
                "such; see table events"},
        {"UPDATE effect SET if_team = 'same' WHERE id = 94;",
                "effect.if_team (94: heist, timer): event timer is not about"},
        {"UPDATE effect SET if_alive = 0 WHERE id = 96;",
                "effect.if_alive (96: heist, extinct): event extinct is not"},
        {"UPDATE effect SET if_thing = 'bag' WHERE id = 94;",
                "effect.if_thing (94: heist, timer): event timer is not"},
        {"UPDATE effect SET if_into = 'van' WHERE id = 91;",
                "effect.if_into (91: heist, enter): event enter is not"},
        {"UPDATE effect SET if_timer = 'dawn' WHERE id = 91;",
                "effect.if_timer (91: heist, enter): event enter is not"},
        {"UPDATE effect SET if_carry = 'bag' WHERE id = 96;",
                "effect.if_carry (96: heist, extinct): event extinct is not"},
        {"UPDATE effect SET if_in = 'van' WHERE id = 96;",
                "effect.if_in (96: heist, extinct): event extinct is not"},
        {"UPDATE effect SET if_out = 'van' WHERE id = 96;",
                "effect.if_out (96: heist, extinct): event extinct is not"},
        {"UPDATE effect SET if_alone = 1 WHERE id = 94;",
                "effect.if_alone (94: heist, timer): event timer is not"},
        {"UPDATE effect SET who = 'target' WHERE id = 91;",
                "effect.who (91: heist, enter): event enter is not about"},
        {"UPDATE effect SET arg = NULL WHERE id = 96;",
                "effect.who (96: heist, extinct): event extinct is not about"},
        {"UPDATE effect SET op = 'own', arg = NULL WHERE id = 97;",
                "effect.op (97: heist, last): event last is not about"},
        // what bots need
        {"UPDATE habit SET thing = NULL WHERE mode = 'heist';",
                "habit.thing (heist, 1): it is empty, and what bots do here"},
        {"UPDATE habit SET goal = NULL WHERE mode = 'heist';",
                "habit.goal (heist, 3): it is empty, and what bots do here"},
        {"UPDATE habit SET thing = 'bag' WHERE mode = 'heist';",
                "habit.thing (heist, 4): what bots do here takes none"},
        {"UPDATE habit SET goal = 'van' WHERE mode = 'heist';",
                "habit.goal (heist, 1): what bots do here takes none"},
        {"UPDATE habit SET role = 'thief' WHERE mode = 'heist';",
                "habit.role (heist, 1): what bots do here takes none"},
        // texts
        {"UPDATE mode SET title = '';", "mode.title (tag): it has to be 1..48"},
        {"UPDATE mode SET title = CAST(x'ff' AS TEXT);", "mode.title (tag): "},
        {"UPDATE mode SET title = 'a' || char(10);", "mode.title (tag): "},
        {"UPDATE mode SET about = char(7) WHERE id = 'heist';",
                "mode.about (heist): it has to be 0..120 bytes of UTF-8"},
        {"UPDATE role SET hint = hex(zeroblob(61)) WHERE id = 'thief';",
                "role.hint (heist, thief): it has to be 0..120 bytes"},
        {"UPDATE script SET sql = hex(zeroblob(2001)) WHERE id = 'shuffle';",
                "script.sql (heist, shuffle): it has to be 1..4000 bytes"},
        {"UPDATE script SET sql = '' WHERE id = 'shuffle';",
                "script.sql (heist, shuffle): it has to be 1..4000 bytes"},
        {"UPDATE mode SET id = 'Tag!' WHERE id = 'tag';",
                "mode.id (Tag!): 'Tag!' is not 1..32 of"},
        {"UPDATE mode SET mod = 'A mod' WHERE id = 'tag';",
                "mode.mod (tag): 'A mod' is not 1..32 of"},
        {"UPDATE map SET mod = '' WHERE id = 'mint';",
                "map.mod (mint): '' is not 1..32 of"},
        {"UPDATE thing SET id = 'a' || char(10) WHERE id = 'crate';",
                "thing.id (heist, a?): 'a?' is not 1..32 of"},
        {"UPDATE timer SET id = '' WHERE id = 'alarm';",
                "timer.id (heist, ): '' is not 1..32 of"},
        {"UPDATE script SET id = '9' WHERE id = 'shuffle';",
                "script.id (heist, 9): '9' is not 1..32 of"},
        // how many
        {"DELETE FROM mode;", "mode: there is no mode"},
        {"UPDATE spot SET x = 1999 WHERE map = 'grove' AND name = 'spawn';",
                "mode (tag): a spot is out of range"},
        {"UPDATE spot SET x = 1999 WHERE id = 9002;",
                "mode (heist): where a thing stands, or what it is, is out"},
        {MANY(300, "wall (map, x, y, w, h) SELECT 'yard', i, i, 1, 1"),
                "map (yard): it has more than 256 rows in table wall"},
        {MANY(33, "mode (id, mod, title) SELECT 'm' || i, 'base', i"),
                "mode: there are more than 32"},
        {MANY(30, "spot (map, name, x, y) SELECT 'bank', 'bag', i, i"),
                "mode_map (heist, bank): it has more than 32 rows in table "
                "spot"},
        {MANY(14, "thing (mode, id) SELECT 'heist', 't' || i"),
                "mode (heist): it has more than 16 rows in table thing"},
        {MANY(7, "timer (mode, id, first) SELECT 'heist', 't' || i, i"),
                "mode (heist): it has more than 8 rows in table timer"},
        {MANY(16, "script (mode, id, sql) SELECT 'heist', 's' || i, ';'"),
                "mode (heist): it has more than 16 rows in table script"},
        {MANY(29, "habit (mode, seq, does) SELECT 'heist', 9 + i, 'fight'"),
                "mode (heist): it has more than 32 rows in table habit"},
        {MANY(122, "effect (mode, event, op, n) SELECT 'heist', 'hit', 'heal',"
                   " i"),
                "mode (heist): it has more than 128 rows in table effect"},
};

START_TEST(a_file_without_its_guards_is_checked_all_the_same)
{
    blind();
    force(unguarded[_i].sql);
    expect_problem(unguarded[_i].problem);
}
END_TEST

/* ---- the file and the server ---- */

static const char *const event_names[] = {
#define X(name, parts, doc) #name,
        RULES_EVENTS(X)
#undef X
};

/* Whether the file's own triggers take a row, which is undone. */
static bool is_let_in(struct db *db, const char *sql)
{
    ck_assert(db_exec(db, "BEGIN"));
    bool is_in = db_exec(db, sql);
    db_rollback(db);
    return is_in;
}

/* Counts the rows that both take; about each they are of one opinion. */
static unsigned agree(struct db *guarded, struct db *loose, const char *sql)
{
    bool is_in = is_let_in(guarded, sql);
    bool taken = is_taken(loose, sql);
    ck_assert_msg(is_in == taken, "%s: the file says '%s', the server '%s'",
            sql, is_in ? "" : db_error(guarded), problems());
    return taken;
}

static struct db *open_guarded(void)
{
    struct db *db =
            db_open(scratch_path("guarded.db"), DB_WRITE, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    ck_assert(db_exec(db, "PRAGMA synchronous = OFF"));
    return db;
}

START_TEST(the_file_and_the_server_agree_on_what_is_done_at_an_event)
{
    static const char *const ops[] = {
#define X(name, unit, low, high, arg, doc) #name,
            RULES_OPS(X)
#undef X
    };
    static const char *const args[] = {"NULL", "'thief'", "'van'", "'shuffle'"};
    unsigned taken = 0;
    char sql[256];
    scratch_copy(stock, "guarded.db");
    blind();
    struct db *guarded = open_guarded(), *loose = open_loose();
    for (size_t op = 0; op < ARRAY_LEN(ops); op++) {
        for (size_t arg = 0; arg < ARRAY_LEN(args); arg++) {
            snprintf(sql, sizeof(sql),
                    "INSERT INTO effect (mode, event, op, n, arg)"
                    " SELECT 'heist', lower('%s'), id, high, %s FROM ops"
                    " WHERE id = lower('%s')",
                    event_names[_i], args[arg], ops[op]);
            taken += agree(guarded, loose, sql);
        }
    }
    db_close(guarded);
    db_close(loose);
    ck_assert_uint_ge(taken, 6); // pick, home, grow, end, win, script
}
END_TEST

START_TEST(the_file_and_the_server_agree_on_what_an_event_is_about)
{
    static const struct {
        const char *column, *value;
    } conditions[] = {{"if_role", "'thief'"}, {"if_other", "'thief'"},
            {"if_team", "'same'"}, {"if_alive", "0"}, {"if_thing", "'bag'"},
            {"if_into", "'van'"}, {"if_timer", "'dawn'"}, {"if_carry", "'bag'"},
            {"if_in", "'van'"}, {"if_out", "'van'"}, {"if_alone", "1"},
            {"if_role", "'bag'"}, {"if_thing", "'thief'"}};
    static const char *const whos[] = {"actor", "target", "all", "friends"};
    unsigned taken = 0;
    char sql[256];
    scratch_copy(stock, "guarded.db");
    blind();
    struct db *guarded = open_guarded(), *loose = open_loose();
    for (size_t i = 0; i < ARRAY_LEN(conditions); i++) {
        snprintf(sql, sizeof(sql),
                "INSERT INTO effect (mode, event, op, who, %s)"
                " VALUES ('heist', lower('%s'), 'kill', 'all', %s)",
                conditions[i].column, event_names[_i], conditions[i].value);
        taken += agree(guarded, loose, sql);
    }
    for (size_t i = 0; i < ARRAY_LEN(whos); i++) {
        snprintf(sql, sizeof(sql),
                "INSERT INTO effect (mode, event, op, who)"
                " VALUES ('heist', lower('%s'), 'kill', '%s')",
                event_names[_i], whos[i]);
        taken += agree(guarded, loose, sql);
    }
    db_close(guarded);
    db_close(loose);
    ck_assert_uint_ge(taken, 2); // if_role, all
}
END_TEST

static const char *const tables[] = {"mode", "role", "weapon", "map", "wall",
        "spot", "mode_map", "thing", "timer", "script", "habit", "effect",
        "problem"};

START_TEST(a_missing_table_is_named)
{
    char sql[128], sentence[128];
    blind();
    snprintf(sql, sizeof(sql),
            "PRAGMA legacy_alter_table = ON; ALTER TABLE %s RENAME TO gone;",
            tables[_i]);
    if (strcmp(tables[_i], "problem") == 0) {
        snprintf(sql, sizeof(sql), "DROP VIEW problem;");
    }
    edit(sql);
    snprintf(sentence, sizeof(sentence), "%s: cannot be read: no such table",
            tables[_i]);
    expect_problem(sentence);
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

/* ---- other types ---- */

/* Makes the table anew without types, then sets each column in turn. */
static void make_loose(const char *table)
{
    char sql[512];
    snprintf(sql, sizeof(sql),
            "PRAGMA legacy_alter_table = ON;"
            "CREATE TABLE other AS SELECT * FROM %s; DROP TABLE %s;"
            "ALTER TABLE other RENAME TO %s;",
            table, table, table);
    edit(sql);
}

START_TEST(a_table_of_other_types_is_a_problem_not_a_crash)
{
    blind();
    make_loose("role");
    edit("UPDATE role SET speed = 'fast', accel = NULL, hp = x'00ff',"
         " id = id || char(10), tint = 7, weapon = 'bow', hint = x'ff'"
         " WHERE mode = 'heist';");
    expect_problem("role.speed (heist, thief?): 'fast' is not a number");
    ck_assert_says(problems(), "role.accel (heist, thief?): it is empty");
    ck_assert_says(problems(), "role.hp (");
    ck_assert_says(problems(), "role.id (");
    ck_assert_says(problems(), "role.tint (");
    ck_assert_says(problems(), "role.hint (");
    ck_assert_says(problems(), "there is no weapon 'bow'");
}
END_TEST

/* Every column of every table, as everything it must not be. Whatever the
 * server makes of it, it is still there afterwards, and sanitizers agree. */
START_TEST(any_column_may_be_anything)
{
    static const char *const values[] = {"NULL", "x'00ff41'", "'%n%s%s'",
            "-9e999", "9223372036854775807", "zeroblob(5000)",
            "char(0, 10, 128512)"};
    char sql[256], columns[8192];
    unsigned refused = 0;
    blind();
    make_loose(tables[_i]);
    snprintf(sql, sizeof(sql), "SELECT name FROM pragma_table_info('%s');",
            tables[_i]);
    snprintf(columns, sizeof(columns), "%s", scratch_shell("rules.db", sql));
    struct db *db = open_loose();
    for (char *name = strtok(columns, "\n"); name; name = strtok(NULL, "\n")) {
        for (size_t i = 0; i < ARRAY_LEN(values); i++) {
            snprintf(sql, sizeof(sql), "UPDATE %s SET %s = %s", tables[_i],
                    name, values[i]);
            refused += !is_taken(db, sql);
        }
    }
    db_close(db);
    ck_assert_uint_ge(refused, ARRAY_LEN(values));
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
    tcase_add_test(tc, a_game_that_is_only_relayed_needs_no_score);
    tcase_add_loop_test(tc, a_file_without_its_guards_is_checked_all_the_same,
            0, ARRAY_LEN(unguarded));
    tcase_add_loop_test(tc,
            the_file_and_the_server_agree_on_what_is_done_at_an_event, 0,
            EVENT_COUNT);
    tcase_add_loop_test(tc,
            the_file_and_the_server_agree_on_what_an_event_is_about, 0,
            EVENT_COUNT);
    tcase_add_loop_test(tc, a_missing_table_is_named, 0, ARRAY_LEN(tables));
    tcase_add_loop_test(tc,
            a_script_that_could_not_run_is_a_problem_with_its_line, 0,
            ARRAY_LEN(scripts));
    tcase_add_test(tc, a_table_of_other_types_is_a_problem_not_a_crash);
    tcase_add_loop_test(
            tc, any_column_may_be_anything, 0, ARRAY_LEN(tables) - 1);
}

SUITE("rules_problems", add_tests)
