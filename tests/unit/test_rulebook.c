/* SPDX-License-Identifier: MIT */
#include "server/rulebook.h"

#include <sys/stat.h>

#include "server/db.h"
#include "server/disk.h"
#include "server/rules_file.h"
#include "shared/geom.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static char error[1024];
static struct rules_report report;
static char said[MAX_PROBLEMS * PROBLEM_TEXT + 1];

/* The rules as they come with the server, made once for all tests. */
static char stock[2 * SCRATCH_PATH];

static void make_stock(void)
{
    scratch_make();
    snprintf(stock, sizeof(stock), "%s", scratch_path("stock.db"));
    ck_assert_msg(rules_file_prepare(stock, scratch_source("assets"), error,
                          sizeof(error)),
            "%s", error);
}

static void make_rules(void)
{
    scratch_make();
    scratch_copy(stock, "rules.db");
}

static struct rulebook *load(void)
{
    struct db *db =
            db_open(scratch_path("rules.db"), DB_READ, error, sizeof(error));
    ck_assert_msg(db, "%s", error);
    struct rulebook *book = rulebook_load(db, 1, &report);
    db_close(db);
    ck_assert_int_eq(book == NULL, report.count > 0);
    return book;
}

/* All problems of the latest load, a line each. */
static const char *problems(void)
{
    size_t len = 0;
    said[0] = '\0';
    for (unsigned i = 0; i < report.count && i < MAX_PROBLEMS; i++) {
        char text[PROBLEM_TEXT];
        rules_problem_text(&report.problem[i], text, sizeof(text));
        len += (size_t)snprintf(said + len, sizeof(said) - len, "%s\n", text);
        ck_assert_uint_lt(len, sizeof(said));
    }
    return said;
}

static struct rulebook *must_load(void)
{
    struct rulebook *book = load();
    ck_assert_msg(book, "%s", problems());
    return book;
}

/* Edits as a modder would; the shell must have nothing to say against it. */
static void edit(const char *sql)
{
    const char *answer = scratch_shell("rules.db", sql);
    ck_assert_str_eq(answer, "");
}

/* Edits as somebody who knows better. */
static void force(const char *sql)
{
    char whole[2048];
    snprintf(whole, sizeof(whole),
            "PRAGMA ignore_check_constraints = ON;\n%s\n", sql);
    edit(whole);
}

static void drop_triggers(void)
{
    char drops[8192];
    snprintf(drops, sizeof(drops), "%s",
            scratch_shell("rules.db",
                    "SELECT 'DROP TRIGGER ' || name || ';' "
                    "FROM sqlite_schema WHERE type = 'trigger';"));
    edit(drops);
}

/* Every way in which the rules could be refused names where and why. */
static void expect_problem(const char *part)
{
    struct rulebook *book = load();
    ck_assert_msg(!book, "no problem where '%s' was due", part);
    ck_assert_says(problems(), part);
}

/* ---- what comes with the server ---- */

START_TEST(the_first_mode_is_deathmatch)
{
    struct rulebook *book = must_load();
    ck_assert_str_eq(rulebook_find(book, "")->mode, "deathmatch");
    ck_assert_ptr_eq(rulebook_find(book, ""), rulebook_mode(book, 0));
    ck_assert_ptr_nonnull(rulebook_find(book, "tag"));
    ck_assert_ptr_null(rulebook_find(book, "tug"));
    rulebook_unref(book);
}
END_TEST

START_TEST(every_mode_passes_the_simulations_own_check)
{
    struct rulebook *book = must_load();
    for (unsigned i = 0; i < rulebook_mode_count(book); i++) {
        const struct rules *rules = rulebook_mode(book, i);
        ck_assert_ptr_null(rules_check(rules));
        ck_assert_uint_eq(rules->version, 1);
        ck_assert(!rules->listed || rules->wall_count > 10);
    }
    rulebook_unref(book);
}
END_TEST

START_TEST(nobody_spawns_in_a_wall_on_any_map)
{
    edit("UPDATE mode_map SET seq = -seq;"); // the second map of each mode too
    for (int round = 0; round < 2; round++) {
        struct rulebook *book = must_load();
        for (unsigned m = 0; m < rulebook_mode_count(book); m++) {
            const struct rules *rules = rulebook_mode(book, m);
            for (unsigned s = 0; s < rules->spot_count; s++) {
                struct disc disc = {.x = rules->spot[s].x,
                        .y = rules->spot[s].y,
                        .r = rules->role[0].radius};
                ck_assert(geom_push_out(rules, &disc));
                ck_assert_int_eq(disc.x, rules->spot[s].x);
                ck_assert_int_eq(disc.y, rules->spot[s].y);
            }
        }
        rulebook_unref(book);
        edit("UPDATE mode_map SET seq = -seq;");
    }
}
END_TEST

START_TEST(maps_are_the_same_from_both_sides)
{
    struct rulebook *book = must_load();
    for (unsigned m = 0; m < rulebook_mode_count(book); m++) {
        const struct rules *rules = rulebook_mode(book, m);
        for (unsigned i = 0; i < rules->wall_count; i++) {
            const struct rules_wall *a = &rules->wall[i];
            bool found = false;
            for (unsigned j = 0; j < rules->wall_count && !found; j++) {
                const struct rules_wall *b = &rules->wall[j];
                found = b->x == rules->width - a->x - a->w && b->y == a->y &&
                        b->w == a->w && b->h == a->h;
            }
            ck_assert_msg(
                    found, "%s: wall %u has no mirror image", rules->map, i);
        }
    }
    rulebook_unref(book);
}
END_TEST

START_TEST(tag_hands_it_on_by_touch)
{
    struct rulebook *book = must_load();
    const struct rules *tag = rulebook_find(book, "tag");
    uint8_t it = rules_role_index(tag, "it");
    uint8_t runner = rules_role_index(tag, "runner");

    ck_assert_uint_eq(rules_start_role(tag), runner);
    ck_assert_uint_eq(tag->role[it].tint, 0xff4d4d);
    ck_assert_uint_eq(tag->win, WIN_LEAST);
    ck_assert_uint_eq(tag->effect_count, 5);
    ck_assert_uint_eq(tag->effect[0].event, EVENT_START);
    ck_assert_uint_eq(tag->effect[0].op, OP_PICK);
    ck_assert_uint_eq(tag->effect[0].arg, it);
    const struct rules_effect *freeze = &tag->effect[4];
    ck_assert_uint_eq(freeze->op, OP_FREEZE);
    ck_assert_uint_eq(freeze->who, WHO_TARGET);
    ck_assert_uint_eq(freeze->if_role, it);
    ck_assert_uint_eq(freeze->if_other, runner);
    ck_assert_int_eq(freeze->n, 60);
    rulebook_unref(book);
}
END_TEST

START_TEST(effects_stand_by_event_and_then_by_seq)
{
    edit("INSERT INTO effect (mode, event, seq, op, n) VALUES"
         " ('tag', 'spawn', 9, 'heal', 1), ('tag', 'start', 9, 'heal', 2),"
         " ('tag', 'touch', 0, 'heal', 3), ('tag', 'spawn', 1, 'heal', 4);");
    struct rulebook *book = must_load();
    const struct rules *tag = rulebook_find(book, "tag");

    ck_assert_uint_eq(tag->effect_count, 9);
    ck_assert_uint_eq(tag->effect[0].op, OP_PICK);
    ck_assert_int_eq(tag->effect[1].n, 2);
    ck_assert_int_eq(tag->effect[2].n, 4);
    ck_assert_int_eq(tag->effect[3].n, 1);
    ck_assert_int_eq(tag->effect[4].n, 3);
    ck_assert_uint_eq(tag->effect[5].event, EVENT_TOUCH);
    rulebook_unref(book);
}
END_TEST

START_TEST(events_and_ops_are_those_of_the_simulation)
{
    static const char expected[] =
#define X(name, parts, doc) #name "|" doc "\n"
            RULES_EVENTS(X)
#undef X
#define X(name, unit, low, high, arg, doc) #name "|" doc "\n"
                    "--\n" RULES_OPS(X);
#undef X
    ck_assert_str_eq(scratch_shell("rules.db",
                             "SELECT upper(id), doc FROM events ORDER BY rowid;"
                             "SELECT '--';"
                             "SELECT upper(id), doc FROM ops ORDER BY rowid;"),
            expected);
}
END_TEST

/* ---- numbers ---- */

START_TEST(units_become_those_of_the_simulation)
{
    edit("UPDATE role SET speed = 300, accel = 900, radius = 10.5, hp = 7,"
         " tint = '#000000' WHERE mode = 'deathmatch';"
         "UPDATE weapon SET cooldown = 0.5, life = 2, spread = 90,"
         " knockback = -30, speed = 60, damage = 3 WHERE id = 'blaster';"
         "UPDATE mode SET friction = 3, bounce = 1, respawn = 1.5,"
         " time_limit = 60, score_limit = NULL, bot_skill = 0.25, bots = 99"
         " WHERE id = 'deathmatch';"
         "UPDATE map SET width = 2000.5 WHERE id = 'yard';");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "deathmatch");
    const struct rules_role *role = &rules->role[0];
    const struct rules_weapon *weapon = &rules->weapon[0];

    ck_assert_int_eq(role->speed, 2560);
    ck_assert_int_eq(role->accel, 256);
    ck_assert_int_eq(role->radius, 2688);
    ck_assert_uint_eq(role->hp, 7);
    ck_assert_uint_ne(role->tint, 0); // 0 would be the player's own colour
    ck_assert_uint_eq(weapon->cooldown, 15);
    ck_assert_uint_eq(weapon->life, 60);
    ck_assert_uint_eq(weapon->spread, 16384);
    ck_assert_int_eq(weapon->knockback, -256);
    ck_assert_int_eq(weapon->speed, 512);
    ck_assert_uint_eq(weapon->damage, 3);
    ck_assert_uint_eq(rules->drag, 6554); // a tenth a tick
    ck_assert_uint_eq(rules->bounce, 65535);
    ck_assert_uint_eq(rules->respawn, 45);
    ck_assert_uint_eq(rules->time_limit, 1800);
    ck_assert_int_eq(rules->score_limit, 0);
    ck_assert_uint_eq(rules->bot_skill, 250);
    ck_assert_uint_eq(rules->bots, rules->max_players);
    ck_assert_int_eq(rules->width, 512128);
    rulebook_unref(book);
}
END_TEST

START_TEST(sight_and_relaying_are_read)
{
    edit("UPDATE map SET sight = 512.5 WHERE id = 'grove';"
         "UPDATE mode SET relay_bytes = 1000, relay_rate = 120, listed = 0"
         " WHERE id = 'tag';");
    struct rulebook *book = must_load();
    const struct rules *tag = rulebook_find(book, "tag");
    ck_assert_int_eq(tag->sight, 512 * UNIT + UNIT / 2);
    ck_assert_uint_eq(tag->relay_bytes, 1000);
    ck_assert_uint_eq(tag->relay_rate, 120);
    ck_assert(!tag->listed);
    const struct rules *deathmatch = rulebook_find(book, "deathmatch");
    ck_assert_int_eq(deathmatch->sight, 0);
    ck_assert_uint_eq(deathmatch->relay_bytes, 0);
    ck_assert(deathmatch->listed);
    rulebook_unref(book);
}
END_TEST

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
                strcmp(out->column, "title") != 0) {
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

static void set_all(const char *table, const char *column, const char *value)
{
    char sql[256];
    snprintf(sql, sizeof(sql), "UPDATE %s SET %s = %s;", table, column, value);
    force(sql);
}

/* Whether the server finds fault with that value in every row. */
static bool is_noticed(const struct range *range, double value)
{
    char text[64];
    snprintf(text, sizeof(text), "%.17g", value);
    set_all(range->table, range->column, text);
    rulebook_unref(load());
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

/* Tries each range of a file of the schema; returns how many it has. */
static unsigned check_ranges(const char *file)
{
    char backup[2 * SCRATCH_PATH + 16];
    struct range range;
    unsigned ranges = 0;
    char *schema = disk_read(scratch_source(file), error, sizeof(error));

    ck_assert_msg(schema, "%s", error);
    snprintf(backup, sizeof(backup), ".backup '%s'", scratch_path("copy.db"));
    for (const char *at = schema; (at = next_range(at, &range)); ranges++) {
        expect_refusal(&range);
        edit(backup);
        ck_assert_msg(!is_noticed(&range, range.low), "%s", problems());
        ck_assert_msg(!is_noticed(&range, range.high), "%s", problems());
        ck_assert_msg(is_noticed(&range, range.low - 1) &&
                              is_noticed(&range, range.high + 1),
                "%s.%s goes unnoticed", range.table, range.column);
        ck_assert_int_eq(
                rename(scratch_path("copy.db"), scratch_path("rules.db")), 0);
    }
    free(schema);
    return ranges;
}

START_TEST(each_range_of_the_schema_is_checked_again)
{
    drop_triggers();
    edit("UPDATE map SET width = 4096, height = 4096;"); // room for any spot
    ck_assert_uint_ge(check_ranges("assets/schema/001_tables.sql"), 25);
    ck_assert_uint_ge(check_ranges("assets/schema/201_relay.sql"), 3);
}
END_TEST

START_TEST(huge_endless_and_missing_numbers_are_problems)
{
    static const char *const wrong[] = {"1e300", "-1e300", "9e999", "-9e999"};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        set_all("role", "speed", wrong[i]);
        expect_problem("role.speed (tag, it): ");
        set_all("role", "speed", "200");
        set_all("wall", "x", wrong[i]);
        expect_problem("wall.x (");
        set_all("wall", "x", "0");
    }
    ck_assert_uint_gt(report.count, MAX_PROBLEMS); // counted, though not kept
}
END_TEST

START_TEST(a_table_of_other_types_is_a_problem_not_a_crash)
{
    drop_triggers();
    edit("PRAGMA legacy_alter_table = ON;"
         "CREATE TABLE other AS SELECT * FROM role; DROP TABLE role;"
         "ALTER TABLE other RENAME TO role;"
         "UPDATE role SET speed = 'fast', accel = NULL, hp = x'00ff',"
         " id = id || char(10), tint = 7, weapon = 'bow';");
    expect_problem("role.speed (deathmatch, fighter?): 'fast' is not a number");
    ck_assert_says(said, "role.accel (deathmatch, fighter?): it is empty");
    ck_assert_says(said, "role.hp (");
    ck_assert_says(said, "role.id (");
    ck_assert_says(said, "role.tint (");
    ck_assert_says(said, "there is no weapon 'bow'");
}
END_TEST

/* ---- across tables ---- */

struct breakage {
    const char *sql, *problem;
};

#define MANY(count, insert)                                            \
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n " \
    "LIMIT " #count ") INSERT INTO " insert " FROM n;"

/* What the shell lets through, because each row is right by itself. */
static const struct {
    const char *sql, *place, *sentence;
} across[] = {
        {"UPDATE role SET starts = 0 WHERE mode = 'tag';",
                "mode (tag): ", "no role has starts = 1"},
        {"DELETE FROM mode_map WHERE mode = 'tag';", "mode (tag): ", "no map"},
        {"DELETE FROM spot WHERE map = 'grove';",
                "mode_map (tag, grove): ", "map grove has no spawn spot"},
        {"DELETE FROM spot WHERE map = 'yard' AND team = 2;",
                "mode_map (team_deathmatch, yard): ",
                "map yard has no spot where team 2"},
        {"DELETE FROM effect WHERE mode = 'deathmatch' AND op = 'score';",
                "mode (deathmatch): ", "no effect has op score"},
        {"UPDATE map SET width = 900 WHERE id = 'yard';", "spot.x (",
                "it is outside its map, which is 900"},
        {"DELETE FROM mode;", "mode: ", "there is no mode"},
        {"DELETE FROM mod;", "mode: ", "there is no mode"},
        {MANY(300, "wall (map, x, y, w, h) SELECT 'yard', i, i, 1, 1"),
                "map (yard): ", "it has 345 walls; 256 fit"},
        {MANY(64, "spot (map, x, y) SELECT 'yard', i, i"),
                "map (yard): ", "it has 92 spawn spots; 64 fit"},
        {MANY(16, "role (mode, id) SELECT 'tag', 'r' || i"),
                "mode (tag): ", "it has 18 roles; 16 fit"},
        {MANY(64, "effect (mode, event, op, n) SELECT 'tag', 'touch', 'heal', "
                  "i"),
                "mode (tag): ", "it has 69 effects; 64 fit"},
        {MANY(30, "mode (id, mod, title) SELECT 'm' || i, 'base', i"),
                "mode: ", "there are 34 modes; 32 fit"},
};

START_TEST(what_is_wrong_across_tables_is_a_problem)
{
    edit(across[_i].sql);
    ck_assert_says(scratch_shell("rules.db", "SELECT * FROM problem;"),
            across[_i].sentence);
    expect_problem(across[_i].place);
}
END_TEST

/* The same without the file's own help. */
static const struct breakage unguarded[] = {
        {"DELETE FROM role WHERE mode = 'tag' AND id = 'it';",
                "effect.if_role (4: tag, touch): mode tag has no role 'it'"},
        {"DELETE FROM effect WHERE mode = 'tag'; DELETE FROM role WHERE mode = "
         "'tag';",
                "mode (tag): the number of roles is out of range"},
        {"DELETE FROM map WHERE id = 'grove';",
                "mode (tag): mode_map sends it to map grove, which does not"},
        {"DELETE FROM mode_map WHERE mode = 'tag';", "mode (tag): no map"},
        {"UPDATE role SET weapon = 'bow';", "there is no weapon 'bow'"},
        {"UPDATE effect SET op = 'explode' WHERE id = 1;",
                "effect.op (1: deathmatch, death): the server does not know "
                "'explode'"},
        {"UPDATE effect SET event = 'dawn' WHERE id = 1;", "effect.event (1: "},
        {"UPDATE effect SET who = 'them' WHERE id = 1;", "effect.who (1: "},
        {"UPDATE effect SET if_team = 'red' WHERE id = 1;",
                "effect.if_team (1: "},
        {"UPDATE effect SET n = 1e9 WHERE op = 'freeze';",
                "effect.n (7: tag, touch): 1e+09 is not 0..60 s"},
        {"UPDATE effect SET n = NULL WHERE op = 'score';",
                "effect.n (1: deathmatch, death): it is empty"},
        {"UPDATE effect SET n = 1 WHERE op = 'pick';",
                "effect.n (3: tag, start): this op takes none"},
        {"UPDATE effect SET arg = NULL;", "effect.arg (3: tag, start): it is"},
        {"UPDATE mode SET title = '';", "mode.title (tag): it has to be 1..48"},
        {"UPDATE mode SET title = CAST(x'ff' AS TEXT);", "mode.title (tag): "},
        {"UPDATE mode SET title = 'a' || char(10);", "mode.title (tag): "},
        {"UPDATE mode SET win = 'all';", "mode.win (tag): the server does not"},
        {"UPDATE mode SET id = 'Tag!' WHERE id = 'tag';",
                "mode.id (Tag!): 'Tag!' is not 1..32 of"},
        {"DELETE FROM mode;", "mode: there is no mode"},
        {"UPDATE spot SET x = 1999 WHERE map = 'grove';",
                "mode (tag): a spot is out of range"},
        {MANY(300, "wall (map, x, y, w, h) SELECT 'yard', i, i, 1, 1"),
                "map (yard): it has more than 256 rows in table wall"},
        {MANY(30, "mode (id, mod, title) SELECT 'm' || i, 'base', i"),
                "mode: there are more than 32"},
};

START_TEST(a_file_without_its_guards_is_checked_all_the_same)
{
    drop_triggers();
    edit("DROP VIEW problem; CREATE VIEW problem (in_table, in_row, in_column,"
         " sentence) AS SELECT 1, 2, 3, 4 WHERE 0;");
    force(unguarded[_i].sql);
    expect_problem(unguarded[_i].problem);
}
END_TEST

START_TEST(a_missing_table_is_named)
{
    static const char *const tables[] = {"mode", "role", "weapon", "map",
            "wall", "spot", "mode_map", "effect", "problem"};
    char sql[128], sentence[128];
    drop_triggers();
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

/* ---- what the shell says ---- */

static const struct breakage refusals[] = {
        {"UPDATE role SET speed = 9000;",
                "CHECK constraint failed: role.speed: 0..1000 u/s"},
        {"UPDATE role SET tint = 'red';",
                "CHECK constraint failed: role.tint: a colour such as"},
        {"UPDATE role SET weapon = 'bow';", "role.weapon: no such weapon"},
        {"INSERT INTO role (mode, id) VALUES ('tug', 'it');",
                "role.mode: no such mode"},
        {"INSERT INTO effect (mode, event, op, n) "
         "VALUES ('tag', 'tuch', 'score', 1);",
                "effect.event: no such event; see table events"},
        {"INSERT INTO effect (mode, event, op) VALUES ('tag', 'hit', 'scor');",
                "effect.op: no such op; see table ops"},
        {"UPDATE effect SET arg = 'fighter' WHERE op = 'role';",
                "effect.arg: this op needs a role of this mode"},
        {"UPDATE effect SET n = 99 WHERE op = 'freeze';",
                "effect.n: freeze 0..60 s"},
        {"UPDATE effect SET if_role = 'fly';", "this mode has no such role"},
        {"UPDATE effect SET who = 'target' WHERE event = 'start';",
                "this event has no target"},
        {"INSERT INTO wall (map, x, y, w, h) VALUES ('moon', 1, 1, 1, 1);",
                "wall.map: no such map"},
        {"INSERT INTO mode_map (mode, map) VALUES ('tag', 'moon');",
                "mode_map.map: no such map"},
        {"INSERT INTO mode (id, mod, title) VALUES ('x', 'y', 'z');",
                "mode.mod: no such mod"},
        {"DELETE FROM weapon;", "weapon: a role still has it"},
        {"DELETE FROM role WHERE id = 'it';", "role: an effect still names it"},
        {"DELETE FROM map WHERE id = 'yard';", "map: a mode is played on it"},
        {"DELETE FROM ops;", "ops: they are the server's own words"},
};

START_TEST(a_mistake_is_answered_by_a_sentence)
{
    char with_keys[512];
    ck_assert_says(
            scratch_shell("rules.db", refusals[_i].sql), refusals[_i].problem);
    snprintf(with_keys, sizeof(with_keys), "PRAGMA foreign_keys = ON;\n%s",
            refusals[_i].sql);
    ck_assert_says(scratch_shell("rules.db", with_keys), refusals[_i].problem);
    rulebook_unref(must_load());
}
END_TEST

START_TEST(what_hangs_on_a_row_follows_it)
{
    static const char *const keys[] = {"OFF", "ON"};
    char sql[512];
    snprintf(sql, sizeof(sql),
            "PRAGMA foreign_keys = %s;\n"
            "UPDATE role SET id = 'hunter' WHERE id = 'it';\n"
            "UPDATE mode SET id = 'catch' WHERE id = 'tag';\n"
            "UPDATE mod SET id = 'stock';\n"
            "UPDATE map SET id = 'court' WHERE id = 'grove';\n"
            "UPDATE weapon SET id = 'laser' WHERE id = 'blaster';\n"
            "DELETE FROM mode WHERE id = 'team_deathmatch';\n",
            keys[_i]);
    edit(sql);
    ck_assert_str_eq(
            scratch_shell("rules.db", "PRAGMA foreign_key_check;"), "");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "catch");
    ck_assert_uint_eq(rulebook_mode_count(book), 3);
    ck_assert_str_eq(rules->map, "court");
    ck_assert_uint_eq(rules->effect_count, 5);
    ck_assert_str_eq(rules->role[rules->effect[0].arg].id, "hunter");
    ck_assert_str_eq(rulebook_find(book, "")->weapon[0].id, "laser");
    rulebook_unref(book);
}
END_TEST

/* ---- the hash ---- */

static uint64_t hash_now(void)
{
    struct rulebook *book = must_load();
    uint64_t hash = rulebook_hash(book);
    rulebook_unref(book);
    return hash;
}

START_TEST(equal_rules_have_one_hash_and_others_another)
{
    uint64_t before = hash_now();

    edit("UPDATE role SET speed = speed; VACUUM;"
         "UPDATE mod SET notes = 'not a rule';");
    ck_assert_uint_eq(hash_now(), before);
    edit("UPDATE role SET speed = speed + 1 WHERE mode = 'tag';");
    ck_assert_uint_ne(hash_now(), before);
    edit("UPDATE role SET speed = speed - 1 WHERE mode = 'tag';");
    ck_assert_uint_eq(hash_now(), before);
    edit("UPDATE mode SET seq = 0 WHERE id = 'tag';");
    ck_assert_uint_ne(hash_now(), before);
}
END_TEST

START_TEST(a_version_is_not_content)
{
    struct rulebook *book = must_load();
    uint64_t hash = rulebook_hash(book);

    rulebook_number(book, 77);
    ck_assert_uint_eq(rulebook_version(book), 77);
    ck_assert_uint_eq(rulebook_find(book, "tag")->version, 77);
    ck_assert_uint_eq(rulebook_hash(book), hash);
    ck_assert_ptr_eq(rulebook_ref(book), book);
    rulebook_unref(book);
    rulebook_unref(book);
}
END_TEST

/* ---- files ---- */

START_TEST(other_files_are_told_apart)
{
    edit("PRAGMA user_version = 9;");
    expect_problem("its format is 9 and this server reads 2; use the server");
    edit("PRAGMA user_version = 1;");
    expect_problem("its format is 1 and this server reads 2; start the server");
    edit("PRAGMA application_id = 0;");
    expect_problem("these are no Roomcast rules");
    FILE *file = fopen(scratch_path("rules.db"), "w");
    fputs("this is not SQLite, but it is long enough to be asked whether it is "
          "one, and more than a hundred bytes.",
            file);
    fclose(file);
    expect_problem("it cannot be read: file is not a database");
}
END_TEST

START_TEST(a_locked_file_is_busy_and_readable_after)
{
    struct db *editor =
            db_open(scratch_path("rules.db"), DB_WRITE, error, sizeof(error));
    struct db *reader =
            db_open(scratch_path("rules.db"), DB_READ, error, sizeof(error));

    ck_assert(db_exec(editor, "BEGIN EXCLUSIVE"));
    ck_assert_ptr_null(rulebook_load(reader, 1, &report));
    ck_assert(db_is_busy(reader));
    ck_assert(db_exec(editor, "COMMIT"));
    struct rulebook *book = rulebook_load(reader, 1, &report);
    ck_assert_ptr_nonnull(book);
    rulebook_unref(book);
    db_close(editor);
    db_close(reader);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_unchecked_fixture(tc, make_stock, scratch_remove);
    tcase_add_checked_fixture(tc, make_rules, scratch_remove);
    tcase_add_test(tc, the_first_mode_is_deathmatch);
    tcase_add_test(tc, every_mode_passes_the_simulations_own_check);
    tcase_add_test(tc, nobody_spawns_in_a_wall_on_any_map);
    tcase_add_test(tc, maps_are_the_same_from_both_sides);
    tcase_add_test(tc, tag_hands_it_on_by_touch);
    tcase_add_test(tc, effects_stand_by_event_and_then_by_seq);
    tcase_add_test(tc, events_and_ops_are_those_of_the_simulation);
    tcase_add_test(tc, units_become_those_of_the_simulation);
    tcase_add_test(tc, sight_and_relaying_are_read);
    tcase_add_test(tc, each_range_of_the_schema_is_checked_again);
    tcase_add_test(tc, huge_endless_and_missing_numbers_are_problems);
    tcase_add_test(tc, a_table_of_other_types_is_a_problem_not_a_crash);
    tcase_add_loop_test(
            tc, what_is_wrong_across_tables_is_a_problem, 0, ARRAY_LEN(across));
    tcase_add_loop_test(tc, a_file_without_its_guards_is_checked_all_the_same,
            0, ARRAY_LEN(unguarded));
    tcase_add_loop_test(tc, a_missing_table_is_named, 0, 9);
    tcase_add_loop_test(
            tc, a_mistake_is_answered_by_a_sentence, 0, ARRAY_LEN(refusals));
    tcase_add_loop_test(tc, what_hangs_on_a_row_follows_it, 0, 2);
    tcase_add_test(tc, equal_rules_have_one_hash_and_others_another);
    tcase_add_test(tc, a_version_is_not_content);
    tcase_add_test(tc, other_files_are_told_apart);
    tcase_add_test(tc, a_locked_file_is_busy_and_readable_after);
}

SUITE("rulebook", add_tests)
