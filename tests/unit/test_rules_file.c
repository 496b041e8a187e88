/* SPDX-License-Identifier: MIT */
#include "server/rules_file.h"

#include <sys/stat.h>

#include "server/db.h"
#include "server/disk.h"
#include "server/rulebook.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static char error[1024];
static struct rules_report report;

static bool prepare(void)
{
    return rules_file_prepare(scratch_path("rules.db"),
            scratch_source("assets"), error, sizeof(error));
}

/* NULL with a report when it cannot be used. */
static struct rulebook *load(void)
{
    struct db *db =
            db_open(scratch_path("rules.db"), DB_READ, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    struct rulebook *book = rulebook_load(db, 1, &report);
    db_close(db);
    return book;
}

static struct rulebook *must_load(void)
{
    struct rulebook *book = load();
    ck_assert_msg(book, "%s", report.problem[0].sentence);
    return book;
}

static uint64_t hash_now(void)
{
    struct rulebook *book = must_load();
    uint64_t hash = rulebook_hash(book);
    rulebook_unref(book);
    return hash;
}

static void edit(const char *sql)
{
    ck_assert_str_eq(scratch_shell("rules.db", sql), "");
}

/* ---- an old file ---- */

/* rules.db as the formats of before were, and what a modder did to it. */
static const struct {
    const char *dump;
    int format, modes;
} olds[] = {
        {"tests/unit/rules_format_1.sql", 1, 4},
        {"tests/unit/rules_format_2.sql", 2, 5},
};

static void make_old_file(int which)
{
    char read[2 * SCRATCH_PATH + 8];

    snprintf(read, sizeof(read), ".read %s", scratch_source(olds[which].dump));
    edit(read);
    edit("INSERT INTO mod (id, title) VALUES ('ours', 'Ours');"
         "INSERT INTO mode (id, mod, title) VALUES ('melee', 'ours', 'Melee');"
         "INSERT INTO mode_map VALUES ('melee', 'grove', 1);"
         "INSERT INTO role (mode, id, speed) VALUES ('melee', 'brute', 300);"
         "INSERT INTO effect (mode, event, op, n)"
         " VALUES ('melee', 'touch', 'score', 1);"
         "UPDATE role SET hp = 77 WHERE mode = 'tag';"
         "UPDATE effect SET n = 9, seq = 5 WHERE op = 'freeze';"
         "DELETE FROM effect WHERE op = 'heal' AND mode = 'deathmatch';"
         "CREATE VIEW hard AS SELECT * FROM effect WHERE op = 'damage';"
         "CREATE TRIGGER told AFTER DELETE ON role BEGIN"
         " DELETE FROM effect WHERE if_role = OLD.id; END;");
}

/* Every row that a file of format 1 can have. */
static char *rows_of_before(void)
{
    return strdup(scratch_shell("rules.db",
            "SELECT * FROM mod; SELECT * FROM weapon; SELECT * FROM mode_map;"
            "SELECT id, mod, seq, title, teams, friendly_fire, win, time_limit,"
            " score_limit, respawn, friction, bounce, max_players, bots,"
            " bot_skill FROM mode;"
            "SELECT mode, id, starts, hp, speed, accel, radius, weapon, tint"
            " FROM role; SELECT id, mod, width, height FROM map;"
            "SELECT count(*), sum(x), sum(y), sum(w), sum(h) FROM wall;"
            "SELECT count(*), sum(x), sum(y), sum(team) FROM spot;"
            "SELECT id, mode, event, seq, if_role, if_other, if_team, op, who,"
            " n, arg FROM effect;"));
}

START_TEST(an_old_file_keeps_its_rows_and_is_played)
{
    make_old_file(_i);
    char *before = rows_of_before();
    ck_assert_says(before, "|melee|touch|0||||score|actor|1.0|");
    ck_assert_ptr_null(load());
    ck_assert_says(report.problem[0].sentence,
            olds[_i].format == 1 ? "its format is 1" : "its format is 2");
    ck_assert_msg(prepare(), "%s", error);
    char *after = rows_of_before();
    ck_assert_str_eq(after, before);
    free(before);
    free(after);
    struct rulebook *book = must_load();
    ck_assert_uint_eq(rulebook_mode_count(book), olds[_i].modes);
    const struct rules *rules = rulebook_find(book, "melee");
    ck_assert_ptr_nonnull(rules);
    ck_assert_uint_eq(rules->relay_bytes, 0);
    ck_assert_uint_eq(rules->relay_rate, 20);
    ck_assert_int_eq(rules->sight, 0);
    ck_assert(rules->listed);
    const struct rules *tag = rulebook_find(book, "tag");
    ck_assert_uint_eq(tag->role[0].hp, 77);
    ck_assert_int_eq(tag->effect[4].n, 270);
    ck_assert_uint_eq(rulebook_find(book, "deathmatch")->effect_count, 1);
    rulebook_unref(book);
}
END_TEST

START_TEST(an_old_mode_is_played_as_it_was)
{
    make_old_file(_i);
    ck_assert(prepare());
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "melee");

    ck_assert_uint_eq(rules->warmup, 0);
    ck_assert_uint_eq(rules->overtime, 0);
    ck_assert_uint_eq(rules->min_players, 1);
    ck_assert(!rules->bouts);
    ck_assert_uint_eq(rules->bot_courage, 500);
    ck_assert_uint_eq(rules->bot_error, 0);
    ck_assert_str_eq(rules->about, "");
    ck_assert_uint_eq(rules->kind_count, 0);
    ck_assert_uint_eq(rules->effect_count, 1);
    struct rules_effect want = rules_any_effect();
    want.event = EVENT_TOUCH;
    want.op = OP_SCORE;
    want.n = 1;
    ck_assert_mem_eq(&rules->effect[0], &want, sizeof(want));
    rulebook_unref(book);
}
END_TEST

START_TEST(a_modders_own_views_and_triggers_survive)
{
    make_old_file(_i);
    ck_assert_msg(prepare(), "%s", error);
    edit("INSERT INTO effect (mode, event, op, n, if_role)"
         " VALUES ('melee', 'touch', 'damage', 5, 'brute');");
    ck_assert_str_eq(scratch_shell("rules.db", "SELECT n, if_alone FROM hard;"),
            "5.0|0\n");
    ck_assert_str_eq(scratch_shell("rules.db",
                             "SELECT name FROM sqlite_schema"
                             " WHERE name = 'told' AND tbl_name = 'role';"),
            "told\n");
    edit("INSERT INTO role (mode, id) VALUES ('melee', 'spare');"
         "DELETE FROM role WHERE id = 'spare';");
    rulebook_unref(must_load());
}
END_TEST

/* Foreign keys were off, triggers were dropped: what is wrong is the modder's
 * to mend, and he can, because he still has it. */
START_TEST(a_broken_old_file_keeps_its_rows_and_says_what_is_wrong)
{
    make_old_file(_i);
    edit("DROP TRIGGER effect_change; DROP TRIGGER role_keep;"
         "DROP TRIGGER mode_gone; DROP VIEW problem;"
         "UPDATE effect SET if_role = 'ghost' WHERE mode = 'melee';"
         "UPDATE effect SET arg = 'ghost' WHERE op = 'pick';");
    char *before = rows_of_before();
    ck_assert_msg(prepare(), "%s", error);
    char *after = rows_of_before();
    ck_assert_str_eq(after, before);
    free(before);
    free(after);
    ck_assert_ptr_null(load());
    ck_assert_says(report.problem[0].sentence, "has no role 'ghost'");
    ck_assert_says(scratch_shell("rules.db",
                           "UPDATE effect SET n = n WHERE mode = 'melee';"),
            "effect.if_role: this mode has no such role");
    edit("UPDATE effect SET if_role = NULL WHERE mode = 'melee';"
         "UPDATE effect SET arg = 'it' WHERE op = 'pick';");
    rulebook_unref(must_load());
}
END_TEST

START_TEST(an_old_file_becomes_what_a_new_one_is)
{
    char sql[2048];
    make_old_file(_i);
    edit("DROP VIEW hard; DROP TRIGGER told;");
    ck_assert(prepare());
    ck_assert(rules_file_prepare(scratch_path("fresh.db"),
            scratch_source("assets"), error, sizeof(error)));
    snprintf(sql, sizeof(sql),
            "ATTACH '%s' AS fresh;"
            "CREATE TEMP VIEW old AS SELECT type, name, tbl_name, sql"
            " FROM main.sqlite_schema;"
            "CREATE TEMP VIEW new AS SELECT type, name, tbl_name, sql"
            " FROM fresh.sqlite_schema;"
            "SELECT count(*) > 60 FROM old;"
            "SELECT * FROM old EXCEPT SELECT * FROM new;"
            "SELECT * FROM new EXCEPT SELECT * FROM old;"
            "SELECT * FROM main.words EXCEPT SELECT * FROM fresh.words;"
            "SELECT * FROM main.events EXCEPT SELECT * FROM fresh.events;"
            "SELECT * FROM main.ops EXCEPT SELECT * FROM fresh.ops;",
            scratch_path("fresh.db"));
    ck_assert_str_eq(scratch_shell("rules.db", sql), "1\n");
}
END_TEST

START_TEST(a_new_files_rules_can_be_added_to_an_old_one)
{
    char read[2 * SCRATCH_PATH + 8];
    make_old_file(0);
    ck_assert(prepare());
    snprintf(read, sizeof(read), ".read %s",
            scratch_source("assets/rules/060_relay.sql"));
    edit(read);
    struct rulebook *book = must_load();
    ck_assert_uint_gt(rulebook_find(book, "relay")->relay_bytes, 0);
    rulebook_unref(book);
}
END_TEST

START_TEST(an_old_file_that_cannot_be_written_is_left_as_it_was)
{
    make_old_file(_i);
    struct db *editor =
            db_open(scratch_path("rules.db"), DB_WRITE, error, sizeof(error));
    ck_assert(db_exec(editor, "BEGIN IMMEDIATE"));
    ck_assert(!prepare());
    ck_assert_says(error, "rules.db: it is of an older format");
    ck_assert_says(error, "database is locked; let this server write it");
    ck_assert(db_exec(editor, "COMMIT"));
    db_close(editor);
    const char *version = scratch_shell("rules.db", "PRAGMA user_version;");
    ck_assert_int_eq(strtol(version, NULL, 10), olds[_i].format);
    ck_assert(prepare());
}
END_TEST

START_TEST(an_old_file_that_may_only_be_read_says_what_to_do)
{
    bool is_root = geteuid() == 0; // to whom nothing is read-only
    make_old_file(0);
    // the project's own may lie where nobody else can read
    ck_assert_int_eq(mkdir(scratch_path("schema"), 0755), 0);
    scratch_copy(scratch_source("assets/schema/201_relay.sql"),
            "schema/201_relay.sql");
    ck_assert_int_eq(chmod(scratch_path("rules.db"), 0444), 0);
    ck_assert_int_eq(chmod(scratch, 0555), 0);
    ck_assert(!is_root || seteuid(65534) == 0);
    ck_assert(!rules_file_prepare(
            scratch_path("rules.db"), scratch, error, sizeof(error)));
    ck_assert_says(error, "readonly database; let this server write it, and "
                          "its directory, for one start");
    ck_assert(!is_root || seteuid(0) == 0);
    ck_assert_int_eq(chmod(scratch, 0755), 0);
    ck_assert_int_eq(chmod(scratch_path("rules.db"), 0644), 0);
    ck_assert(prepare());
}
END_TEST

START_TEST(a_file_of_today_may_be_read_only)
{
    ck_assert(prepare());
    ck_assert_int_eq(chmod(scratch_path("rules.db"), 0444), 0);
    ck_assert(prepare());
    rulebook_unref(must_load());
}
END_TEST

START_TEST(an_old_file_needs_the_schema_that_came_with_the_server)
{
    make_old_file(0);
    ck_assert(!rules_file_prepare(scratch_path("rules.db"),
            scratch_path("nowhere"), error, sizeof(error)));
    ck_assert_says(error, "nowhere/schema: there is no such");
    ck_assert_says(error, "--assets names the directory");
}
END_TEST

START_TEST(an_old_file_that_does_not_take_the_new_columns_is_left_as_it_was)
{
    make_old_file(0);
    edit("ALTER TABLE mode ADD COLUMN relay_rate TEXT;");
    ck_assert(!prepare());
    ck_assert_says(error, "201_relay.sql:");
    ck_assert_says(error, "duplicate column name: relay_rate; mend that");
    ck_assert_str_eq(scratch_shell("rules.db", "PRAGMA user_version;"), "1\n");
    ck_assert_says(scratch_shell("rules.db", "SELECT sight FROM map;"),
            "no such column: sight");
}
END_TEST

/* ---- a new file ---- */

START_TEST(an_existing_file_is_left_alone)
{
    ck_assert_msg(prepare(), "%s", error);
    edit("UPDATE role SET speed = 1;");
    uint64_t before = hash_now();
    ck_assert(prepare());
    ck_assert_uint_eq(hash_now(), before);
}
END_TEST

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(scratch_path(name), "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

/* How many files of new.db there are. */
static int files_here(void)
{
    struct disk_list list;
    int count = 0;
    ck_assert(disk_list(&list, scratch, "", error, sizeof(error)));
    for (size_t i = 0; i < list.count; i++) {
        count += strncmp(list.name[i], "new.db", 6) == 0;
    }
    disk_list_free(&list);
    return count;
}

START_TEST(a_wrong_sql_file_is_named_with_its_line)
{
    ck_assert_int_eq(mkdir(scratch_path("schema"), 0755), 0);
    ck_assert_int_eq(mkdir(scratch_path("rules"), 0755), 0);
    write_file("schema/1.sql", "CREATE TABLE a (b);\n");
    write_file("rules/2.sql", "-- one\n\nINSERT INTO a\nVALUES (1, 2);\n");
    write_file("rules/1.sql", "INSERT INTO a VALUES (1);\n");
    ck_assert(!rules_file_prepare(
            scratch_path("new.db"), scratch, error, sizeof(error)));
    ck_assert_says(error, "rules/2.sql:3: table a has 1 columns");
    ck_assert_int_eq(files_here(), 0);
}
END_TEST

START_TEST(rules_that_would_be_refused_are_not_begun_with)
{
    ck_assert_int_eq(mkdir(scratch_path("schema"), 0755), 0);
    ck_assert_int_eq(mkdir(scratch_path("rules"), 0755), 0);
    ck_assert(!rules_file_prepare(
            scratch_path("new.db"), scratch, error, sizeof(error)));
    ck_assert_says(error, "these are no Roomcast rules");
    ck_assert_int_eq(files_here(), 0);
}
END_TEST

START_TEST(missing_assets_and_directories_are_named)
{
    ck_assert(!rules_file_prepare(scratch_path("new.db"),
            scratch_path("nowhere"), error, sizeof(error)));
    ck_assert_says(error, "nowhere/schema: there is no such");
    ck_assert(!rules_file_prepare(scratch_path("no/new.db"),
            scratch_source("assets"), error, sizeof(error)));
    ck_assert_says(error, "there is no such file or directory");
    ck_assert_says(error, "no/new.db.new-");
}
END_TEST

START_TEST(what_a_crash_left_half_made_is_made_anew)
{
    char half[64];
    snprintf(half, sizeof(half), "new.db.new-%ld", (long)getpid());
    write_file(half, "half");
    ck_assert_msg(rules_file_prepare(scratch_path("new.db"),
                          scratch_source("assets"), error, sizeof(error)),
            "%s", error);
    ck_assert_int_eq(files_here(), 1);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, scratch_make, scratch_remove);
    tcase_add_loop_test(
            tc, an_old_file_keeps_its_rows_and_is_played, 0, ARRAY_LEN(olds));
    tcase_add_loop_test(
            tc, an_old_mode_is_played_as_it_was, 0, ARRAY_LEN(olds));
    tcase_add_loop_test(
            tc, a_modders_own_views_and_triggers_survive, 0, ARRAY_LEN(olds));
    tcase_add_loop_test(tc,
            a_broken_old_file_keeps_its_rows_and_says_what_is_wrong, 0,
            ARRAY_LEN(olds));
    tcase_add_loop_test(
            tc, an_old_file_becomes_what_a_new_one_is, 0, ARRAY_LEN(olds));
    tcase_add_test(tc, a_new_files_rules_can_be_added_to_an_old_one);
    tcase_add_loop_test(tc,
            an_old_file_that_cannot_be_written_is_left_as_it_was, 0,
            ARRAY_LEN(olds));
    tcase_add_test(tc,
            an_old_file_that_does_not_take_the_new_columns_is_left_as_it_was);
    tcase_add_test(tc, an_old_file_that_may_only_be_read_says_what_to_do);
    tcase_add_test(tc, an_old_file_needs_the_schema_that_came_with_the_server);
    tcase_add_test(tc, a_file_of_today_may_be_read_only);
    tcase_add_test(tc, an_existing_file_is_left_alone);
    tcase_add_test(tc, a_wrong_sql_file_is_named_with_its_line);
    tcase_add_test(tc, rules_that_would_be_refused_are_not_begun_with);
    tcase_add_test(tc, missing_assets_and_directories_are_named);
    tcase_add_test(tc, what_a_crash_left_half_made_is_made_anew);
}

SUITE("rules_file", add_tests)
