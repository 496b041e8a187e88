/* SPDX-License-Identifier: MIT
 *
 * Rules in a file whose constraints, triggers and view are gone: the server
 * finds what is wrong all the same.
 */
#include "tests/unit/modder.h"

/* ---- rows ---- */

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
                "mode_map (heist, bank): more than 32 things of this mode "
                "would stand on map bank"},
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

/* Whether the server refuses the column of every row at that value, and says
 * so of this column. */
static void must_be_refused(
        struct db *db, const char *table, const char *column, double value)
{
    char sql[256], name[80];
    snprintf(sql, sizeof(sql), "UPDATE %s SET %s = %.9g", table, column, value);
    snprintf(name, sizeof(name), "%s.%s", table, column);
    ck_assert_msg(!is_taken(db, sql), "%s", sql);
    ck_assert_msg(strstr(problems(), name), "%s: %s", sql, problems());
}

/* Every range that a constraint of the table's has for a name. Returns how
 * many there are. */
static unsigned go_beyond(struct db *db, const char *table, const char *text)
{
    static const char begin[] = "CONSTRAINT \"";
    unsigned ranges = 0;
    for (text = strstr(text, begin); text; text = strstr(text, begin)) {
        char of[32], column[32], range[32], unit[16] = "";
        text += strlen(begin);
        int found = sscanf(text, "%31[a-z_].%31[a-z_]: %31[-0-9.] %15[a-z]", of,
                column, range, unit);
        const char *dots = found >= 3 ? strstr(range, "..") : NULL;
        if (dots && strcmp(unit, "bytes") != 0) {
            double low = strtod(range, NULL), high = strtod(dots + 2, NULL);
            must_be_refused(db, table, column, high + 1);
            must_be_refused(db, table, column, low - 1);
            ranges++;
        }
    }
    return ranges;
}

START_TEST(what_is_beyond_a_range_of_the_file_is_refused_by_the_server)
{
    unsigned ranges = 0;
    blind();
    struct db *db = open_loose();
    struct db *file = db_open(stock, DB_READ, error, sizeof(error));
    struct db_stmt *row = db_prepare(file,
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' "
            "AND sql LIKE '%CONSTRAINT%'");
    while (db_step(row) == DB_ROW) {
        ranges += go_beyond(db, db_text(row, 0), db_text(row, 1));
    }
    db_finish(row);
    db_close(file);
    db_close(db);
    ck_assert_uint_ge(ranges, 40);
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
    tcase_add_loop_test(tc, a_file_without_its_guards_is_checked_all_the_same,
            0, ARRAY_LEN(unguarded));
    tcase_add_loop_test(tc,
            the_file_and_the_server_agree_on_what_is_done_at_an_event, 0,
            EVENT_COUNT);
    tcase_add_loop_test(tc,
            the_file_and_the_server_agree_on_what_an_event_is_about, 0,
            EVENT_COUNT);
    tcase_add_test(
            tc, what_is_beyond_a_range_of_the_file_is_refused_by_the_server);
    tcase_add_loop_test(tc, a_missing_table_is_named, 0, ARRAY_LEN(tables));
    tcase_add_test(tc, a_table_of_other_types_is_a_problem_not_a_crash);
    tcase_add_loop_test(
            tc, any_column_may_be_anything, 0, ARRAY_LEN(tables) - 1);
}

SUITE("rules_unguarded", add_tests)
