/* SPDX-License-Identifier: MIT
 *
 * What a script might try that is not meant for the room it runs in.
 */
#include "tests/unit/lab.h"

#include <sqlite3.h>
#include <stdio.h>

#include "server/sandbox.h"

/* What becomes of it. */
enum fate {
    REFUSED, // the check says no, so it never gets into the rules
    STOPPED, // it starts, and is ended
    HARMLESS // it runs, and nothing of the room is different
};

struct attempt {
    const char *name;
    const char *sql;
    enum fate fate;
    const char *why; // a part of the sentence
};

#define ONLY "a script can only SELECT, INSERT, UPDATE and DELETE"
#define DEEP "too long or nested too deeply"
#define LONG "it takes too long"
#define NUMBERS \
    "WITH RECURSIVE z (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM z) "
#define LONG_TEXT \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define E4 "entity a, entity b, entity c, entity d"

static const struct attempt attempts[] = {
        // never at an end
        {"recursion", NUMBERS "SELECT count(*) FROM z", STOPPED, LONG},
        {"recursion by UNION",
                "WITH RECURSIVE z (i) AS (SELECT 1 UNION SELECT i + 1 FROM z) "
                "SELECT count(*) FROM z",
                STOPPED, LONG},
        {"recursion in order",
                "WITH RECURSIVE z (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                "FROM z ORDER BY 1) SELECT sum(i) FROM z",
                STOPPED, LONG},
        {"recursion into the room",
                NUMBERS "INSERT INTO thing (kind, x) SELECT 'ball', i FROM z",
                STOPPED, "there are as many as a room can have"},
        {"recursion of texts",
                "WITH RECURSIVE z (t) AS (SELECT 'aaaaaaaa' UNION ALL SELECT "
                "t || t FROM z) SELECT max(t) FROM z",
                STOPPED, "longer than 1000 bytes"},
        {"recursion twice",
                "WITH RECURSIVE z (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
                "z UNION ALL SELECT i + 2 FROM z) SELECT count(*) FROM z",
                STOPPED, LONG},
        {"a random flood", NUMBERS "SELECT max(random()) FROM z", STOPPED,
                LONG},
        {"a flood of sentences",
                NUMBERS "INSERT INTO say (text) SELECT i FROM z", STOPPED,
                LONG},
        // far too much
        {"a cross join", "SELECT count(*) FROM " E4, STOPPED, LONG},
        {"a sorted cross join",
                "SELECT a.id FROM " E4 " ORDER BY a.x * b.y + c.x", STOPPED,
                "it "},
        {"groups of a cross join",
                "SELECT a.kind || b.kind, count(*) FROM " E4
                ", player e, player f, player g GROUP BY random()",
                STOPPED, "it "},
        {"a window over all",
                "SELECT sum(a.x) OVER (ORDER BY b.y ROWS BETWEEN 100 PRECEDING "
                "AND 100 FOLLOWING) FROM " E4 ", player e, player f, player g",
                STOPPED, "it "},
        {"what is different",
                "SELECT count(DISTINCT random()) FROM " E4
                ", player e, player f, player g",
                STOPPED, "it "},
        {"an update that counts for every row",
                "UPDATE player SET score = (SELECT count(*) FROM " E4
                ", player e, player f, player g, player h)",
                STOPPED, LONG},
        {"things by the thousand",
                "INSERT INTO thing (kind) SELECT 'ball' FROM " E4, STOPPED,
                "there are as many as a room can have"},
        {"long texts to sort",
                "SELECT a.x || '" LONG_TEXT LONG_TEXT LONG_TEXT "' FROM " E4
                " ORDER BY random()",
                STOPPED, "it needs too much memory"},
        // functions that blow up, tell, or reach out
        {"randomblob", "SELECT randomblob(900000000)", REFUSED, "randomblob()"},
        {"zeroblob", "SELECT zeroblob(900000000)", REFUSED, "zeroblob()"},
        {"printf", "SELECT printf('%.*c', 500000000, 'x')", REFUSED,
                "printf()"},
        {"format", "SELECT format('%1000000000d', 1)", REFUSED, "format()"},
        {"hex", "SELECT hex('aaaa')", REFUSED, "hex()"},
        {"replace", "SELECT replace('aaaa', 'a', 'bbbbbbbbbbbbb')", REFUSED,
                "replace()"},
        {"group_concat", "SELECT group_concat(role) FROM player", REFUSED,
                "group_concat()"},
        {"quote", "SELECT quote('x')", REFUSED, "quote()"},
        {"trim", "SELECT trim('aaaaaaaaa', 'bbbbbbbba')", REFUSED, "trim()"},
        {"a long LIKE", "SELECT 'a' LIKE '%" LONG_TEXT "%'", STOPPED,
                "texts of up to 64 bytes"},
        {"LIKE of long texts",
                "SELECT kind || '" LONG_TEXT "' LIKE '%a' FROM thing", STOPPED,
                "texts of up to 64 bytes"},
        {"a long GLOB", "SELECT glob('*" LONG_TEXT "', role) FROM player",
                STOPPED, "texts of up to 64 bytes"},
        {"LIKE again and again",
                NUMBERS
                "SELECT sum("
                "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' "
                "|| i LIKE '%aaaaaaaaaaaaaaaaaaaaaaab' ESCAPE '!') FROM z",
                STOPPED, LONG},
        {"instr again and again",
                NUMBERS "SELECT sum(instr('" LONG_TEXT LONG_TEXT LONG_TEXT
                        "' || i, '" LONG_TEXT "b')) FROM z",
                STOPPED, LONG},
        {"json", "SELECT json('[1]')", REFUSED, "json()"},
        {"json_each", "SELECT * FROM json_each('[1]')", REFUSED,
                "no such table"},
        {"a series", "SELECT * FROM generate_series(1, 1000000000)", REFUSED,
                "no such table"},
        {"the clock", "SELECT datetime('now')", REFUSED, "datetime()"},
        {"the version", "SELECT sqlite_version()", REFUSED, "sqlite_version()"},
        {"CURRENT_TIMESTAMP", "SELECT CURRENT_TIMESTAMP", REFUSED,
                "current_timestamp()"},
        {"changes", "SELECT total_changes()", REFUSED, "total_changes()"},
        {"load_extension", "SELECT load_extension('/tmp/evil.so')", REFUSED,
                "load_extension()"},
        {"the tokenizer", "SELECT fts3_tokenizer('simple')", REFUSED,
                "fts3_tokenizer()"},
        {"readfile", "SELECT readfile('/etc/passwd')", REFUSED, "readfile"},
        {"MATCH", "SELECT 1 WHERE 'a' MATCH 'b'", REFUSED, "operator MATCH"},
        {"an arrow", "SELECT '{}' ->> 'a'", REFUSED, "operator ->>"},
        {"REGEXP", "SELECT 1 WHERE 'a' REGEXP 'b'", REFUSED,
                "no such function"},
        // out of the room
        {"ATTACH", "ATTACH '/etc/passwd' AS z", REFUSED, ONLY},
        {"ATTACH a new file", "ATTACH 'file:/tmp/evil.db?mode=rwc' AS z",
                REFUSED, ONLY},
        {"DETACH", "DETACH main", REFUSED, ONLY},
        {"VACUUM INTO", "VACUUM INTO '/tmp/evil.db'", REFUSED, ONLY},
        {"PRAGMA", "PRAGMA writable_schema = ON", REFUSED, ONLY},
        {"PRAGMA of a directory", "PRAGMA temp_store_directory = '/tmp'",
                REFUSED, ONLY},
        {"PRAGMA as a table", "SELECT * FROM pragma_database_list", REFUSED,
                "there is no table"},
        {"the schema", "SELECT * FROM sqlite_master", REFUSED,
                "there is no table sqlite_master"},
        {"the schema, counted", "SELECT count(*) FROM sqlite_schema", REFUSED,
                "there is no table"},
        {"the schema, written", "INSERT INTO sqlite_master VALUES (1,2,3,4,5)",
                REFUSED, "there is no table sqlite_master"},
        {"the schema, deleted", "DELETE FROM sqlite_master", REFUSED,
                "may not be modified"},
        {"another schema", "SELECT * FROM temp.sqlite_temp_master", REFUSED,
                "there is no table"},
        {"dbstat", "SELECT * FROM dbstat", REFUSED, "no such table"},
        {"CREATE TABLE", "CREATE TABLE q (x)", REFUSED, ONLY},
        {"CREATE TABLE AS", "CREATE TABLE q AS SELECT * FROM player", REFUSED,
                ONLY},
        {"CREATE TEMP TABLE", "CREATE TEMP TABLE q (x)", REFUSED, ONLY},
        {"CREATE VIRTUAL TABLE", "CREATE VIRTUAL TABLE q USING fts5 (x)",
                REFUSED, ONLY},
        {"another player table", "CREATE VIRTUAL TABLE q USING player", REFUSED,
                ONLY},
        {"CREATE VIEW", "CREATE VIEW v AS SELECT 1", REFUSED, ONLY},
        {"CREATE INDEX", "CREATE INDEX i ON player (x)", REFUSED, ONLY},
        {"CREATE TRIGGER",
                "CREATE TRIGGER t INSTEAD OF UPDATE ON player BEGIN SELECT 1; "
                "END",
                REFUSED, ONLY},
        {"ALTER TABLE", "ALTER TABLE player RENAME TO gamer", REFUSED, ONLY},
        {"ALTER TABLE ADD", "ALTER TABLE player ADD COLUMN z", REFUSED, ONLY},
        {"DROP TABLE", "DROP TABLE player", REFUSED, ONLY},
        {"REINDEX", "REINDEX", REFUSED, ONLY},
        {"ANALYZE", "ANALYZE", REFUSED, ONLY},
        {"BEGIN", "BEGIN", REFUSED, ONLY},
        {"COMMIT", "UPDATE player SET score = 9; COMMIT", REFUSED, ONLY},
        {"ROLLBACK", "UPDATE player SET score = 9; ROLLBACK", REFUSED, ONLY},
        {"SAVEPOINT", "SAVEPOINT x", REFUSED, ONLY},
        {"EXPLAIN", "EXPLAIN SELECT 1", REFUSED, ONLY},
        {"EXPLAIN QUERY PLAN", "EXPLAIN QUERY PLAN SELECT * FROM player",
                REFUSED, ONLY},
        {"a dot command", ".shell touch /tmp/evil", REFUSED, ONLY},
        {"hidden columns", "SELECT _rowid_, oid FROM say", HARMLESS, ""},
        // what columns do not take
        {"a text for a number", "UPDATE player SET x = 'far'", STOPPED,
                "player.x: 'far' is not within 0..2000 u"},
        {"a number as text", "UPDATE player SET x = '100'", STOPPED,
                "player.x: '100' is not within"},
        {"NULL for a number", "UPDATE player SET x = NULL", STOPPED,
                "player.x: NULL is not within"},
        {"a blob", "UPDATE player SET x = x'00ff'", STOPPED,
                "player.x: a blob is not within"},
        {"1e300", "UPDATE player SET x = 1e300", STOPPED, "1e+300"},
        {"infinity", "UPDATE player SET vx = 9e999", STOPPED, "inf"},
        {"less than infinity", "UPDATE player SET vx = -9e999", STOPPED,
                "-inf"},
        {"no number", "UPDATE player SET vx = 9e999 - 9e999", STOPPED,
                "NULL is not within"},
        {"a negative root", "UPDATE player SET vx = sqrt(-1)", STOPPED,
                "NULL is not within"},
        {"more than 64 bits",
                "UPDATE player SET score = 9223372036854775807 "
                "+ 1",
                STOPPED, "not within"},
        {"the least number",
                "UPDATE player SET score = -9223372036854775807 - 1", STOPPED,
                "not within"},
        {"a sum that overflows", "SELECT sum(9223372036854775807) FROM player",
                STOPPED, "integer overflow"},
        {"a huge slot", "UPDATE player SET foe = 4294967296", STOPPED,
                "4294967296 is no player's slot"},
        {"a fraction of a slot", "UPDATE player SET foe = 0.5", STOPPED,
                "0.5 is no player's slot"},
        {"a role of another mode", "UPDATE player SET role = 'god'", STOPPED,
                "this mode has no role 'god'"},
        {"a column to read", "UPDATE player SET deaths = 0", REFUSED,
                "player.deaths is only to be read"},
        {"the tick", "UPDATE room SET tick = 0", REFUSED,
                "room.tick is only to be read"},
        {"the row's number", "UPDATE player SET rowid = rowid + 1", STOPPED,
                "player.rowid: it is only to be read"},
        {"a column that is none", "UPDATE player SET money = 1", REFUSED,
                "no such column: money"},
        {"a table that is none", "UPDATE bank SET money = 1", REFUSED,
                "no such table: bank"},
        {"a name in double quotes", "UPDATE player SET x = \"far\"", REFUSED,
                "no such column: far|no such column: \"far\""},
        {"a new player", "INSERT INTO player (slot) VALUES (5)", REFUSED,
                "player: rows cannot be added"},
        {"a new room", "REPLACE INTO room (tick) VALUES (5)", REFUSED,
                "room: rows cannot be added"},
        {"REPLACE", "REPLACE INTO thing (slot, kind) VALUES (0, 'ball')",
                STOPPED, "thing.slot: it is only to be read"},
        {"an upsert",
                "INSERT INTO thing (slot) VALUES (0) ON CONFLICT (slot) DO "
                "UPDATE SET x = 1",
                REFUSED, "no ON CONFLICT"},
        {"OR IGNORE", "UPDATE OR IGNORE player SET x = -1", STOPPED,
                "player.x: -1 is not within"},
        {"OR ROLLBACK", "UPDATE OR ROLLBACK player SET x = -1", STOPPED,
                "player.x: -1 is not within"},
        {"everything deleted", "DELETE FROM entity", STOPPED,
                "players cannot be deleted"},
        {"all things deleted", "DELETE FROM thing", STOPPED,
                "this one is the map's"},
        {"a table's other columns", "SELECT a.b.c.d FROM player", REFUSED,
                "syntax error"},
        {"a parameter of its own", "SELECT :secret", REFUSED,
                "there is no parameter :secret"},
        {"a parameter by number", "SELECT ?1", REFUSED,
                "there is no parameter ?1"},
        {"a parameter far off", "SELECT ?30000", REFUSED, "variable number"},
        {"RETURNING", "UPDATE player SET score = 1 RETURNING slot", REFUSED,
                "no RETURNING"},
        // nothing at all
        {"nothing", "", REFUSED, "there is no statement"},
        {"blanks", " \t\n ", REFUSED, "there is no statement"},
        {"a comment", "-- DROP TABLE player", REFUSED, "there is no statement"},
        {"a comment that never ends", "/* SELECT 1", REFUSED,
                "there is no statement"},
        {"semicolons", ";;;;;;", REFUSED, "there is no statement"},
        {"a quote that never ends", "SELECT 'abc", REFUSED, "unrecognized"},
        {"half a statement", "UPDATE player SET", REFUSED, "incomplete input"},
        {"a word hidden by a comment", "/* SELECT */ -- SELECT\nVACUUM",
                REFUSED, ONLY},
        {"another statement behind", "SELECT 1;;/**/DROP TABLE player", REFUSED,
                ONLY},
        {"VALUES", "VALUES (1)", REFUSED, ONLY},
        {"no characters", "SELECT \x01\x02\x7f", REFUSED, "unrecognized"},
        {"no UTF-8", "INSERT INTO say (text) VALUES ('\xff\xfe')", STOPPED,
                "say.text: it has to be 1..200 bytes of UTF-8"},
        // what is odd, and does no harm
        {"a name that hides a table",
                "WITH player AS (SELECT 1 AS slot) SELECT slot FROM player",
                HARMLESS, ""},
        {"a name that hides it from an update",
                "WITH player AS (SELECT 99 AS slot) UPDATE player SET score = "
                "score WHERE slot IN (SELECT slot FROM player)",
                HARMLESS, ""},
        {"a query's own sqlite_x",
                "WITH sqlite_x AS (SELECT 1) SELECT count(*) FROM sqlite_x",
                REFUSED, "there is no table"},
        {"rows of nobody", "UPDATE player SET x = -1 WHERE slot = -1", HARMLESS,
                ""},
        {"a slot as text", "UPDATE player SET x = -1 WHERE slot = 'zero'",
                HARMLESS, ""},
        {"a slot beyond all", "UPDATE player SET x = -1 WHERE slot = 1e18",
                HARMLESS, ""},
        {"division by nothing", "SELECT 1 / 0, 1 % 0 FROM player", HARMLESS,
                ""},
};

static struct lab lab;

static void set_up(void)
{
    lab_open(&lab);
}

static void tear_down(void)
{
    lab_close(&lab);
}

/* What a player or a modder should not have to read. */
static void assert_readable(const char *name, const char *sentence)
{
    static const char *const words[] = {"SQLITE_", "sqlite3", "vtab",
            "virtual table", "not authorized", "interrupted", "out of memory",
            "SQL logic error", "malformed", "unknown error", "no message"};

    ck_assert_msg(sentence[0] != '\0', "%s: no sentence", name);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        ck_assert_msg(
                strstr(sentence, words[i]) == NULL, "%s: %s", name, sentence);
    }
}

/* Looked at by whoever compiles rules. */
static void assert_check(const struct attempt *attempt)
{
    char error[SANDBOX_SENTENCE] = "";
    int at = 0;
    bool passed = scripts_check(attempt->sql, error, sizeof(error), &at);

    ck_assert_msg(passed == (attempt->fate != REFUSED), "%s: %s", attempt->name,
            passed ? "it passed the check" : error);
    if (!passed) {
        assert_readable(attempt->name, error);
        ck_assert_msg(says_one_of(error, attempt->why), "%s: %s", attempt->name,
                error);
        ck_assert_int_ge(at, 0);
        ck_assert_int_le(at, (int)strlen(attempt->sql));
    }
}

/* Between two looks at its budget a script takes one way through its program at
 * most, which SQLite's limits keep this short. */
#define STEPS_BETWEEN 2600

/* What it may use is counted in steps and bytes, which no other load on the
 * machine changes; the time is only asked that nothing got out of hand. */
static void assert_bounded(
        const char *name, const struct scripts_result *result)
{
    ck_assert_msg(result->steps <= SCRIPTS_STEPS + STEPS_BETWEEN,
            "%s: %u steps", name, result->steps);
    ck_assert_msg(result->took_ns < LAB_TICK_NS, "%s: %u us", name,
            (unsigned)(result->took_ns / 1000));
}

/* Run all the same, as if nobody had checked it. */
static void assert_run(const struct attempt *attempt)
{
    sqlite3_int64 used = sqlite3_memory_used();
    sqlite3_memory_highwater(1);
    bool done = lab_run(&lab, attempt->sql);

    used = sqlite3_memory_highwater(0) - used;
    ck_assert_msg(used < INT64_C(800) * 1024, "%s: %lld kB", attempt->name,
            (long long)used / 1024);
    assert_bounded(attempt->name, &lab.result);
    ck_assert_msg(done == (attempt->fate == HARMLESS), "%s: %s", attempt->name,
            done ? "it was done" : lab.result.error);
    ck_assert_msg(lab_is_untouched(&lab), "%s: it left traces", attempt->name);
    ck_assert_uint_eq(lab.result.said, 0);
    if (strcmp(attempt->why, LONG) == 0) { // stopped by that, and not by chance
        ck_assert_uint_gt(lab.result.steps, SCRIPTS_STEPS);
    }
    if (!done) {
        assert_readable(attempt->name, lab.result.error);
        ck_assert_msg(strstr(lab.result.error, "script.sql (lab, boom)") ==
                              lab.result.error,
                "%s", lab.result.error);
        ck_assert_msg(says_one_of(lab.result.error, attempt->why), "%s: %s",
                attempt->name, lab.result.error);
    }
}

/* A full room: whatever goes over all rows has enough of them. */
static void fill(void)
{
    for (uint16_t i = 3; i < lab.world.player_limit; i++) {
        sim_join(&lab.world, &lab.rules, (uint8_t)i, true);
    }
}

START_TEST(what_a_script_should_not_do_is_refused_or_stopped)
{
    const struct attempt *attempt = &attempts[_i];
    fill();
    assert_check(attempt);
    assert_run(attempt);
}
END_TEST

/* ---- monsters: statements that somebody has to write a program for ---- */

#define MONSTER 8000

/* `head`, `count` times `part`, `tail`. */
static const char *repeat(char *sql, const char *head, const char *part,
        int count, const char *tail)
{
    size_t len = (size_t)snprintf(sql, MONSTER, "%s", head);
    for (int i = 0; i < count; i++) {
        len += (size_t)snprintf(sql + len, MONSTER - len, "%s", part);
    }
    snprintf(sql + len, MONSTER - len, "%s", tail);
    return sql;
}

static void assert_monster(
        const char *name, const char *sql, enum fate fate, const char *why)
{
    struct attempt attempt = {name, sql, fate, why};
    fill();
    assert_check(&attempt);
    assert_run(&attempt);
}

START_TEST(four_hundred_bytes_that_want_gigabytes_are_refused)
{
    // each level stands four times in the one around it: half a minute and
    // 3 GB, were it understood
    char sql[MONSTER];
    repeat(sql, "", "SELECT (x + x) * (x + x) AS x FROM (", 12,
            "SELECT x FROM player))))))))))))");
    assert_monster("doubling", sql, REFUSED, DEEP);
}
END_TEST

START_TEST(names_for_names_for_names_are_refused)
{
    char sql[MONSTER] = "WITH a0 AS (SELECT x FROM player)";
    size_t len = strlen(sql);
    for (int i = 1; i < 30; i++) {
        len += (size_t)snprintf(sql + len, sizeof(sql) - len,
                ", a%d AS (SELECT a.x FROM a%d a, a%d b, a%d c)", i, i - 1,
                i - 1, i - 1);
    }
    snprintf(sql + len, sizeof(sql) - len, " SELECT * FROM a29");
    assert_monster("names", sql, REFUSED, DEEP);
}
END_TEST

START_TEST(deep_nesting_is_refused)
{
    char sql[MONSTER];
    // what is open, since SQLite's parser has a stack that grows
#define OPEN DEEP "|incomplete input"
    assert_monster("parentheses",
            repeat(sql, "SELECT ", "((((((((((", 200, "1"), REFUSED, OPEN);
    assert_monster("queries", repeat(sql, "SELECT ", "(SELECT ", 300, "1"),
            REFUSED, OPEN);
    assert_monster("functions", repeat(sql, "SELECT ", "abs(", 900, "1"),
            REFUSED, OPEN);
    assert_monster(
            "signs", repeat(sql, "SELECT ", "- ", 1900, "1"), REFUSED, DEEP);
    assert_monster(
            "NOT", repeat(sql, "SELECT ", "NOT ", 900, "1"), REFUSED, DEEP);
    assert_monster("cases",
            repeat(sql, "SELECT ", "CASE WHEN 1 THEN ", 200, "1"), REFUSED,
            OPEN);
}
END_TEST

START_TEST(length_is_refused)
{
    char sql[MONSTER];
    assert_monster(
            "sum", repeat(sql, "SELECT 1", "+1", 1900, ""), REFUSED, DEEP);
    assert_monster(
            "OR", repeat(sql, "SELECT 1", " OR 1", 700, ""), REFUSED, DEEP);
    assert_monster("list", repeat(sql, "SELECT 1 IN (1", ",x", 1800, ")"),
            REFUSED, "x");
    assert_monster("columns", repeat(sql, "SELECT 1", ",1", 1900, ""), REFUSED,
            "too many columns");
    assert_monster("compound",
            repeat(sql, "SELECT 1", " UNION SELECT 1", 200, ""), REFUSED,
            "compound SELECT");
    assert_monster("tables",
            repeat(sql, "SELECT 1 FROM player", ",player", 400, ""), REFUSED,
            "too many");
    assert_monster("statements", repeat(sql, "", "SELECT 1;", 400, ""), REFUSED,
            "a script has at most 32 statements");
    assert_monster("arguments", repeat(sql, "SELECT max(1", ",1", 900, ")"),
            REFUSED, "too many arguments");
    assert_monster("bytes", repeat(sql, "SELECT 1 --", "aaaa", 1500, ""),
            REFUSED, DEEP);
    assert_monster(
            "a text", repeat(sql, "SELECT '", "aaaa", 900, "'"), REFUSED, DEEP);
    assert_monster(
            "a name", repeat(sql, "SELECT ", "aaaa", 900, ""), REFUSED, DEEP);
}
END_TEST

START_TEST(rows_of_values_stop_at_what_a_room_can_have)
{
    char sql[MONSTER];
    assert_monster("values",
            repeat(sql, "INSERT INTO thing (kind) VALUES ('ball')", ",('ball')",
                    400, ""),
            STOPPED, "there are as many as a room can have");
    assert_monster("joins",
            repeat(sql, "SELECT count(*) FROM player", ",player", 60, ""),
            STOPPED, LONG);
    assert_monster("deaths",
            repeat(sql, "",
                    "UPDATE player SET alive = 0;UPDATE player SET alive = 1;",
                    8, "UPDATE player SET x = -1"),
            STOPPED, "player.x");
}
END_TEST

/* ---- many at once ---- */

START_TEST(sixteen_at_once_share_the_tick_and_are_switched_off)
{
    unsigned off = 0;
    fill();
    for (unsigned i = 0; i < MAX_SCRIPTS; i++) {
        lab.sql[i] = NUMBERS "SELECT count(*) FROM z";
        lab_call(&lab, (uint8_t)i);
    }
    for (unsigned tick = 0; tick < 200 && off < MAX_SCRIPTS; tick++) {
        lab.world.match.tick += 60; // the room has all of its part again
        lab_tick_in(&lab, SCRIPTS_TICK_NS); // the server's own
        ck_assert(lab_is_untouched(&lab));
        ck_assert_uint_le(lab.result.steps,
                (uint64_t)MAX_SCRIPTS * (SCRIPTS_STEPS + STEPS_BETWEEN));
        ck_assert_uint_lt(lab.result.took_ns, LAB_TICK_NS);
        off = 0;
        for (unsigned i = 0; i < MAX_SCRIPTS; i++) {
            off += lab.state.failures[i] >= SCRIPTS_PATIENCE;
        }
    }
    ck_assert_uint_eq(off, MAX_SCRIPTS);
    lab_tick(&lab);
    ck_assert_uint_eq(lab.result.steps, 0);
}
END_TEST

START_TEST(a_seventeenth_script_is_against_the_rules)
{
    lab.rules.script_count = MAX_SCRIPTS + 1;
    ck_assert_ptr_nonnull(rules_check(&lab.rules));
}
END_TEST

START_TEST(a_call_of_a_script_that_is_none_is_passed_over)
{
    lab_call(&lab, 200);
    lab_tick(&lab);
    ck_assert(!lab.result.failed);
    ck_assert(lab_is_untouched(&lab));
}
END_TEST

START_TEST(each_script_has_its_own_tally)
{
    lab.sql[0] = "UPDATE player SET x = NULL";
    lab.sql[1] = "UPDATE player SET score = 1";
    lab_call(&lab, 0);
    lab_call(&lab, 1);
    lab_call(&lab, 1);
    lab_tick(&lab);
    const struct scripts_tally *tally = lab.result.tally;
    ck_assert_uint_eq(tally[0].runs, 1);
    ck_assert_uint_eq(tally[0].failed, 1);
    ck_assert_uint_eq(tally[1].runs, 2);
    ck_assert_uint_eq(tally[1].failed, 0);
    ck_assert_uint_eq(tally[1].left_out, 0);
    lab.state.ahead = SCRIPTS_ROOM_BURST;
    lab_tick(&lab);
    ck_assert_uint_eq(tally[0].runs, 0);
    ck_assert_uint_eq(tally[0].left_out, 1);
    ck_assert_uint_eq(tally[1].left_out, 2);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, what_a_script_should_not_do_is_refused_or_stopped,
            0, ARRAY_LEN(attempts));
    tcase_add_test(tc, four_hundred_bytes_that_want_gigabytes_are_refused);
    tcase_add_test(tc, names_for_names_for_names_are_refused);
    tcase_add_test(tc, deep_nesting_is_refused);
    tcase_add_test(tc, length_is_refused);
    tcase_add_test(tc, rows_of_values_stop_at_what_a_room_can_have);
    tcase_add_test(tc, sixteen_at_once_share_the_tick_and_are_switched_off);
    tcase_add_test(tc, a_seventeenth_script_is_against_the_rules);
    tcase_add_test(tc, a_call_of_a_script_that_is_none_is_passed_over);
    tcase_add_test(tc, each_script_has_its_own_tally);
}

SUITE("scripts_hostile", add_tests)
