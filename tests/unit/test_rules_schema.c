/* SPDX-License-Identifier: MIT
 *
 * What rules.db itself says to a modder: its words, its answers to mistakes,
 * and the rows that follow others.
 */
#include "tests/unit/modder.h"

/* ---- words ---- */

START_TEST(events_are_those_of_the_simulation)
{
    static const struct {
        const char *id;
        int parts;
        const char *doc;
    } events[] = {
#define X(name, parts, doc) {#name, parts, doc},
            RULES_EVENTS(X)
#undef X
    };
    char expected[8192];
    size_t len = 0;
    for (size_t i = 0; i < ARRAY_LEN(events); i++) {
        int parts = events[i].parts;
        len += (size_t)snprintf(expected + len, sizeof(expected) - len,
                "%s|%d|%d|%d|%d|%d|%d|%d|%s\n", events[i].id,
                !!(parts & HAS_ACTOR), !!(parts & HAS_TARGET),
                !!(parts & HAS_THING), !!(parts & HAS_INTO),
                !!(parts & HAS_TIMER), !!(parts & HAS_ROLE), !!(parts & EACH),
                events[i].doc);
    }
    ck_assert_str_eq(scratch_shell("rules.db",
                             "SELECT upper(id), has_actor, has_target,"
                             " has_thing, has_into, has_timer, has_role, each,"
                             " doc FROM events ORDER BY rowid;"),
            expected);
}
END_TEST

START_TEST(ops_are_those_of_the_simulation)
{
    static const char *const units[] = {[AMOUNT_NONE] = "",
            [AMOUNT_POINTS] = "points",
            [AMOUNT_HP] = "hp",
            [AMOUNT_SPEED] = "u/s",
            [AMOUNT_TIME] = "s",
            [AMOUNT_TEAM] = "a team",
            [AMOUNT_LENGTH] = "u",
            [AMOUNT_ANY] = "its own"};
    static const char *const args[] = {[ARG_NONE] = "|0",
            [ARG_ROLE] = "role|0",
            [ARG_MAYBE_ROLE] = "role|1",
            [ARG_THING] = "thing|0",
            [ARG_MAYBE_THING] = "thing|1",
            [ARG_SCRIPT] = "script|0"};
    static const struct {
        const char *id;
        enum amount_unit unit;
        int low, high;
        enum arg_kind arg;
        const char *doc;
    } ops[] = {
#define X(name, unit, low, high, arg, doc) \
    {#name, AMOUNT_##unit, low, high, ARG_##arg, doc},
            RULES_OPS(X)
#undef X
    };
    char expected[8192], range[32];
    size_t len = 0;
    for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
        snprintf(range, sizeof(range), "%d|%d", ops[i].low, ops[i].high);
        len += (size_t)snprintf(expected + len, sizeof(expected) - len,
                "%s|%s|%s|%s|%d|%s\n", ops[i].id, units[ops[i].unit],
                ops[i].unit == AMOUNT_NONE ? "|" : range, args[ops[i].arg],
                ops[i].unit == AMOUNT_ANY, ops[i].doc);
    }
    ck_assert_str_eq(scratch_shell("rules.db",
                             "SELECT upper(id), n, CAST(low AS INTEGER),"
                             " CAST(high AS INTEGER), arg, may_lack_arg,"
                             " may_lack_n, doc FROM ops ORDER BY rowid;"),
            expected);
}
END_TEST

/* An op's sentence speaks of `who` when it is done to who. */
START_TEST(ops_say_to_whom_they_are_done)
{
    ck_assert_str_eq(scratch_shell("rules.db",
                             "SELECT id FROM ops WHERE to_who <>"
                             " (' ' || doc || ' ' GLOB '* who[ ,]*');"),
            "");
    ck_assert_str_eq(scratch_shell("rules.db",
                             "SELECT id FROM ops WHERE to_thing ORDER BY id;"),
            "carry\nhome\nown\ntake\n");
}
END_TEST

START_TEST(words_are_those_of_the_simulation)
{
    static const char expected[] =
#define X(name, doc) "effect.who|" #name "|" doc "\n"
            RULES_WHOS(X)
#undef X
#define X(name, doc) "thing.body|" #name "|" doc "\n"
                    RULES_BODIES(X)
#undef X
#define X(name, doc) "habit.does|" #name "|" doc "\n"
                            RULES_DOINGS(X);
#undef X
    ck_assert_str_eq(scratch_shell("rules.db",
                             "SELECT in_column, upper(id), doc FROM words"
                             " ORDER BY rowid;"),
            expected);
}
END_TEST

/* What the words table has, the constraint beside the column lets through. */
START_TEST(every_word_may_be_used)
{
    ck_assert_str_eq(
            scratch_shell("rules.db",
                    "INSERT INTO thing (mode, id, body)"
                    " SELECT 'heist', id, id FROM words"
                    " WHERE in_column = 'thing.body';"
                    "INSERT INTO habit (mode, seq, does, thing, goal)"
                    " SELECT 'heist', 100 + rowid, id,"
                    " iif(id IN ('fetch', 'stay', 'push'), 'crate', NULL),"
                    " iif(id = 'push', 'van', NULL) FROM words"
                    " WHERE in_column = 'habit.does';"
                    "INSERT INTO effect (mode, event, seq, op, who, n)"
                    " SELECT 'heist', 'hit', rowid, 'score', id, 1 FROM words"
                    " WHERE in_column = 'effect.who';"
                    "INSERT INTO effect (mode, event, seq, op, who)"
                    " SELECT 'heist', id, 100, 'end', 'all' FROM events;"
                    "INSERT INTO effect (mode, event, seq, op, n, arg)"
                    " SELECT 'heist', 'reach', 100 + rowid, id, high,"
                    " CASE arg WHEN 'role' THEN 'thief' WHEN 'thing' THEN 'van'"
                    " WHEN 'script' THEN 'shuffle' END FROM ops"
                    " WHERE id <> 'team';"),
            "");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "heist");
    ck_assert_uint_eq(rules->kind_count, 3 + BODY_COUNT);
    for (unsigned i = 0; i < BODY_COUNT; i++) {
        ck_assert_uint_eq(rules->kind[3 + i].body, i);
    }
    ck_assert_uint_eq(rules->habit_count, 4 + DOES_COUNT);
    for (unsigned i = 0; i < DOES_COUNT; i++) {
        ck_assert_uint_eq(rules->habit[4 + i].does, i);
    }
    for (unsigned i = 0; i < WHO_COUNT; i++) {
        ck_assert_uint_eq(rules->effect[rules->first[EVENT_HIT] + i].who, i);
    }
    for (unsigned i = 0; i < EVENT_COUNT; i++) {
        ck_assert_uint_lt(rules->first[i], rules->first[i + 1]);
    }
    const struct rules_effect *last = &rules->effect[rules->first[EVENT_TIMER]];
    for (unsigned i = OP_COUNT; i-- > 0;) {
        ck_assert(i == OP_TEAM || (--last)->op == i);
    }
    rulebook_unref(book);
}
END_TEST

/* ---- what the shell says ---- */

#define EFFECT "INSERT INTO effect (mode, event, op, "

static const struct {
    const char *sql, *answer;
} refusals[] = {
        // values
        {"UPDATE role SET speed = 9000;",
                "CHECK constraint failed: role.speed: 0..1000 u/s"},
        {"UPDATE role SET tint = 'red';",
                "CHECK constraint failed: role.tint: a colour such as"},
        {"UPDATE thing SET tint = '#12345g';",
                "CHECK constraint failed: thing.tint: a colour such as"},
        {"UPDATE thing SET spot = 'spawn';",
                "CHECK constraint failed: thing.spot: a name of spots, other"},
        {"UPDATE thing SET body = 'fluid';",
                "CHECK constraint failed: thing.body: area, carried, pushed"},
        {"UPDATE thing SET id = 'A bag' WHERE id = 'bag';",
                "CHECK constraint failed: thing.id: a-z, 0-9 and _, 1..32"},
        {"UPDATE timer SET id = '1st' WHERE id = 'dawn';",
                "CHECK constraint failed: timer.id: a-z, 0-9 and _, 1..32"},
        {"UPDATE script SET id = '';",
                "CHECK constraint failed: script.id: a-z, 0-9 and _, 1..32"},
        {"UPDATE script SET sql = '';",
                "CHECK constraint failed: script.sql: 1..4000 bytes"},
        {"UPDATE script SET sql = hex(zeroblob(2001));",
                "CHECK constraint failed: script.sql: 1..4000 bytes"},
        {"UPDATE habit SET does = 'sleep';",
                "CHECK constraint failed: habit.does: fight, catch, flee"},
        {"UPDATE habit SET whose = 'mine';",
                "CHECK constraint failed: habit.whose: same, other, or NULL"},
        {"UPDATE effect SET who = 'me';",
                "CHECK constraint failed: effect.who: actor, target, all"},
        {"UPDATE effect SET if_alive = 2 WHERE if_alive;",
                "CHECK constraint failed: effect.if_alive: 0, 1, or NULL"},
        {"UPDATE mode SET about = 'a' || char(10) || 'b';",
                "CHECK constraint failed: mode.about: at most 120 bytes"},
        {"UPDATE role SET hint = hex(zeroblob(61));",
                "CHECK constraint failed: role.hint: at most 120 bytes"},
        {"UPDATE timer SET first = 'soon';",
                "cannot store TEXT value in REAL column timer.first"},
        {"INSERT INTO thing (mode, id) VALUES ('heist', 'bag');",
                "UNIQUE constraint failed: thing.mode, thing.id"},
        // what a row hangs on
        {"INSERT INTO mode (id, mod, title) VALUES ('x', 'y', 'z');",
                "mode.mod: no such mod; insert it into table mod first"},
        {"UPDATE weapon SET mod = 'them';",
                "weapon.mod: no such mod; insert it into table mod first"},
        {"UPDATE map SET mod = 'them';",
                "map.mod: no such mod; insert it into table mod first"},
        {"INSERT INTO role (mode, id) VALUES ('tug', 'it');",
                "role.mode: no such mode; see table mode"},
        {"UPDATE role SET weapon = 'bow';",
                "role.weapon: no such weapon; see table weapon"},
        {"INSERT INTO wall (map, x, y, w, h) VALUES ('moon', 1, 1, 1, 1);",
                "wall.map: no such map; see table map"},
        {"UPDATE spot SET map = 'moon';",
                "spot.map: no such map; see table map"},
        {"INSERT INTO mode_map (mode, map) VALUES ('tug', 'yard');",
                "mode_map.mode: no such mode; see table mode"},
        {"INSERT INTO mode_map (mode, map) VALUES ('tag', 'moon');",
                "mode_map.map: no such map; see table map"},
        {"INSERT INTO thing (mode, id) VALUES ('tug', 'rope');",
                "thing.mode: no such mode; see table mode"},
        {"INSERT INTO timer (mode, id, first) VALUES ('tug', 'end', 9);",
                "timer.mode: no such mode; see table mode"},
        {"INSERT INTO script (mode, id, sql) VALUES ('tug', 'pull', ';');",
                "script.mode: no such mode; see table mode"},
        // habits
        {"INSERT INTO habit (mode, seq, does) VALUES ('tug', 1, 'fight');",
                "habit.mode: no such mode; see table mode"},
        {"UPDATE habit SET if_role = 'it';",
                "habit.if_role: this mode has no such role; insert it first"},
        {"UPDATE habit SET role = 'it' WHERE does = 'catch';",
                "habit.role: this mode has no such role; insert it first"},
        {"UPDATE habit SET if_carry = 'flag';",
                "habit.if_carry: this mode has no such thing; insert it first"},
        {"UPDATE habit SET thing = 'flag' WHERE does = 'fetch';",
                "habit.thing: this mode has no such thing; insert it first"},
        {"UPDATE habit SET goal = 'flag' WHERE does = 'push';",
                "habit.goal: this mode has no such thing; insert it first"},
        {"UPDATE habit SET thing = NULL WHERE does = 'fetch';",
                "habit.thing: fetch, stay and push need a thing"},
        {"UPDATE habit SET thing = 'bag' WHERE does = 'catch' AND mode = "
         "'heist';",
                "habit.thing: only fetch, stay and push take one; leave it "
                "NULL"},
        {"UPDATE habit SET goal = NULL WHERE does = 'push';",
                "habit.goal: push needs the thing it is to go into"},
        {"UPDATE habit SET goal = 'van' WHERE does = 'fetch' AND mode = "
         "'heist';",
                "habit.goal: only push takes one; leave it NULL"},
        {"UPDATE habit SET role = 'thief' WHERE does = 'fetch' AND mode = "
         "'heist';",
                "habit.role: only catch, flee and escort take one; leave it "
                "NULL"},
        // effects: what they name
        {EFFECT "n) VALUES ('tug', 'hit', 'score', 1);",
                "effect.mode: no such mode; see table mode"},
        {EFFECT "n) VALUES ('tag', 'tuch', 'score', 1);",
                "effect.event: no such event; see table events"},
        {EFFECT "n) VALUES ('tag', 'hit', 'scor', 1);",
                "effect.op: no such op; see table ops"},
        {"UPDATE effect SET if_role = 'fly';",
                "effect.if_role: this mode has no such role; insert it first"},
        {EFFECT "if_other) VALUES ('heist', 'hit', 'kill', 'fly');",
                "effect.if_other: this mode has no such role; insert it first"},
        {"UPDATE effect SET if_thing = 'flag' WHERE event = 'enter'"
         " AND mode = 'heist';",
                "effect.if_thing: this mode has no such thing; insert it "
                "first"},
        {"UPDATE effect SET if_into = 'flag' WHERE event = 'reach'"
         " AND mode = 'heist';",
                "effect.if_into: this mode has no such thing; insert it first"},
        {"UPDATE effect SET if_timer = 'noon' WHERE event = 'timer'"
         " AND mode = 'heist';",
                "effect.if_timer: this mode has no such timer; insert it "
                "first"},
        {"UPDATE effect SET if_carry = 'flag' WHERE event = 'timer'"
         " AND mode = 'heist';",
                "effect.if_carry: this mode has no such thing; insert it "
                "first"},
        {"UPDATE effect SET if_in = 'flag' WHERE event = 'timer'"
         " AND mode = 'heist';",
                "effect.if_in: this mode has no such thing; insert it first"},
        {"UPDATE effect SET if_out = 'flag' WHERE event = 'timer'"
         " AND mode = 'heist';",
                "effect.if_out: this mode has no such thing; insert it first"},
        // effects: what the event is not about
        {"UPDATE effect SET if_alive = 1 WHERE event = 'extinct'"
         " AND mode = 'heist';",
                "effect: this event has no actor; see table events for what"},
        {"UPDATE effect SET if_in = 'van' WHERE event = 'extinct' AND mode = "
         "'heist';",
                "effect: this event has no actor; see table events for what"},
        {"UPDATE effect SET who = 'target' WHERE event = 'start';",
                "effect: this event has no target; see table events for what"},
        {EFFECT "if_thing) VALUES ('heist', 'hit', 'kill', 'bag');",
                "effect: this event has no thing; see table events for what"},
        {EFFECT "if_alone) VALUES ('heist', 'hit', 'kill', 1);",
                "effect: this event has no thing; see table events for what"},
        {EFFECT "if_team) VALUES ('heist', 'spawn', 'kill', 'same');",
                "effect.if_team: this event has neither target nor thing to "
                "compare with"},
        {"UPDATE effect SET if_into = 'van' WHERE event = 'enter' AND mode = "
         "'heist';",
                "effect.if_into: only the event reach has one"},
        {"UPDATE effect SET if_timer = 'dawn' WHERE event = 'enter' AND mode = "
         "'heist';",
                "effect.if_timer: only the event timer has one"},
        // effects: what the op needs
        {"UPDATE effect SET arg = 'fighter' WHERE op = 'role';",
                "effect.arg: this mode has no such role; insert it first"},
        {"UPDATE effect SET arg = 'it' WHERE event = 'extinct'"
         " AND mode = 'heist';",
                "effect.arg: this mode has no such role; insert it first"},
        {"UPDATE effect SET arg = NULL WHERE op = 'pick';",
                "effect.arg: this op needs a role of this mode"},
        {"UPDATE effect SET arg = 'thief' WHERE op = 'home';",
                "effect.arg: this mode has no such thing; insert it first"},
        {"UPDATE effect SET arg = NULL WHERE op = 'grow';",
                "effect.arg: this op needs a thing of this mode"},
        {"UPDATE effect SET arg = 'van' WHERE op = 'script';",
                "effect.arg: this mode has no such script; insert it first"},
        {"UPDATE effect SET arg = NULL WHERE op = 'script';",
                "effect.arg: this op needs a script of this mode"},
        {"UPDATE effect SET arg = 'van' WHERE op = 'carry';",
                "effect.arg: this op takes none; leave it NULL"},
        {"UPDATE effect SET n = NULL WHERE op = 'team_score';",
                "effect.n: this op needs a number; see ops.n"},
        {"UPDATE effect SET n = 1 WHERE op = 'carry';",
                "effect.n: this op takes none; leave it NULL"},
        {"UPDATE effect SET n = 99 WHERE op = 'freeze';",
                "effect.n: not within what this op takes; see ops.low and "
                "ops.high"},
        {"UPDATE effect SET n = -1001 WHERE op = 'team_score';",
                "effect.n: not within what this op takes; see ops.low and "
                "ops.high"},
        {"UPDATE effect SET arg = NULL WHERE event = 'extinct'"
         " AND mode = 'heist';",
                "effect.who: this event has no actor, so it can only be all"},
        {EFFECT "who, n) VALUES ('heist', 'hit', 'take', 'all', 1);",
                "effect.op: it is done to a thing, and this event has none"},
        {EFFECT "who) VALUES ('heist', 'hit', 'home', 'all');",
                "effect.op: it is done to a thing, and this event has none"},
        // what others still name
        {"DELETE FROM weapon;",
                "weapon: a role still has it; change role.weapon first"},
        {"DELETE FROM map WHERE id = 'yard';",
                "map: a mode is played on it; see table mode_map"},
        {"DELETE FROM role WHERE id = 'it';",
                "role: an effect still names it; change that first"},
        {"DELETE FROM effect WHERE mode = 'heist';"
         "DELETE FROM role WHERE id = 'thief';",
                "role: a habit still names it; change that first"},
        {"DELETE FROM thing WHERE id = 'bag';",
                "thing: an effect still names it; change that first"},
        {"UPDATE effect SET if_in = NULL, if_into = NULL, if_out = NULL;"
         "DELETE FROM thing WHERE id = 'van';", // effect.arg still has it
                "thing: an effect still names it; change that first"},
        {"DELETE FROM effect WHERE mode = 'heist';"
         "DELETE FROM thing WHERE id = 'van';",
                "thing: a habit still names it; change that first"},
        {"DELETE FROM timer WHERE id = 'dawn';",
                "timer: an effect still names it; change that first"},
        {"DELETE FROM script;",
                "script: an effect still names it; change that first"},
        {"UPDATE role SET mode = 'tag' WHERE id = 'guard';",
                "role.mode: it stays in its mode; insert one into the other"},
        {"UPDATE thing SET mode = 'tag' WHERE id = 'crate';",
                "thing.mode: it stays in its mode; insert one into the other"},
        {"UPDATE timer SET mode = 'tag' WHERE id = 'alarm';",
                "timer.mode: it stays in its mode; insert one into the other"},
        {"UPDATE script SET mode = 'tag' WHERE id = 'shuffle';",
                "script.mode: it stays in its mode; insert one into the other"},
        {"DELETE FROM events;",
                "events: they are the server's own words; let them be"},
        {"DELETE FROM ops;",
                "ops: they are the server's own words; let them be"},
        {"DELETE FROM words;",
                "words: they are the server's own words; let them be"},
};

START_TEST(a_mistake_is_answered_by_a_sentence)
{
    char with_keys[1024];
    ck_assert_says(
            scratch_shell("rules.db", refusals[_i].sql), refusals[_i].answer);
    scratch_copy(stock, "rules.db");
    snprintf(with_keys, sizeof(with_keys), "PRAGMA foreign_keys = ON;\n%s",
            refusals[_i].sql);
    ck_assert_says(scratch_shell("rules.db", with_keys), refusals[_i].answer);
}
END_TEST

/* Whether the mistakes above have one that is answered so. */
static bool is_tried(const char *sentence, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        const char *answer = refusals[i].answer;
        size_t shared = strlen(answer) < len ? strlen(answer) : len;
        if (strncmp(answer, sentence, shared) == 0) {
            return true;
        }
    }
    return false;
}

/* Counts the sentences of one trigger. */
static unsigned check_sentences(const char *sql)
{
    static const char raise[] = "RAISE(ABORT,";
    unsigned sentences = 0;
    for (const char *at = sql; (at = strstr(at, raise)); sentences++) {
        at = strchr(at, '\'') + 1;
        size_t len = strcspn(at, ")") - 1;
        ck_assert_msg(is_tried(at, len), "never tried: %.*s", (int)len, at);
    }
    return sentences;
}

START_TEST(every_sentence_of_the_triggers_is_tried)
{
    unsigned sentences = 0;
    struct db *db =
            db_open(scratch_path("rules.db"), DB_READ, error, sizeof(error));
    struct db_stmt *stmt = db_prepare(db,
            "SELECT replace(sql, '''''', '''') FROM sqlite_schema "
            "WHERE type = 'trigger'");
    while (db_step(stmt) == DB_ROW) {
        sentences += check_sentences(db_text(stmt, 0));
    }
    db_finish(stmt);
    db_close(db);
    ck_assert_uint_ge(sentences, 64);
}
END_TEST

/* ---- rows that follow others ---- */

static const char *const keys[] = {
        "PRAGMA foreign_keys = OFF;\n", "PRAGMA foreign_keys = ON;\n"};

static void edit_with_keys(int on, const char *sql)
{
    char whole[2048];
    snprintf(whole, sizeof(whole), "%s%s", keys[on], sql);
    edit(whole);
    ck_assert_str_eq(
            scratch_shell("rules.db", "PRAGMA foreign_key_check;"), "");
}

START_TEST(what_hangs_on_a_row_follows_it)
{
    edit_with_keys(_i, "UPDATE role SET id = 'hunter' WHERE id = 'it';\n"
                       "UPDATE mode SET id = 'catch' WHERE id = 'tag';\n"
                       "UPDATE mod SET id = 'stock' WHERE id = 'base';\n"
                       "UPDATE map SET id = 'court' WHERE id = 'grove';\n"
                       "UPDATE weapon SET id = 'laser' WHERE id = 'blaster';\n"
                       "DELETE FROM mode WHERE id = 'team_deathmatch';\n");
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, "catch");
    ck_assert_ptr_null(rulebook_find(book, "team_deathmatch"));
    ck_assert_ptr_null(rulebook_find(book, "tag"));
    ck_assert_ptr_nonnull(rulebook_find_map(book, "catch", "court"));
    ck_assert_str_eq(rules->mod, "stock");
    ck_assert_str_eq(rules->role[rules->effect[0].arg].id, "hunter");
    ck_assert_str_eq(rulebook_find(book, "")->weapon[0].id, "laser");
    rulebook_unref(book);
}
END_TEST

/* All that names something of a mode, by the numbers that it becomes. */
static char *numbers_of(const char *mode)
{
    static char text[8192];
    struct rulebook *book = must_load();
    const struct rules *rules = rulebook_find(book, mode);
    size_t len = 0;
    for (unsigned i = 0; i < rules->effect_count; i++) {
        const struct rules_effect *e = &rules->effect[i];
        len += (size_t)snprintf(text + len, sizeof(text) - len,
                "%u %u %u %u %u %u %u %u %u %u %u %u\n", e->event, e->if_role,
                e->if_other, e->if_thing, e->if_into, e->if_timer, e->if_carry,
                e->if_in, e->if_out, e->op, e->who, e->arg);
    }
    for (unsigned i = 0; i < rules->habit_count; i++) {
        const struct rules_habit *h = &rules->habit[i];
        len += (size_t)snprintf(text + len, sizeof(text) - len,
                "%u %u %u %u %u %u\n", h->if_role, h->if_carry, h->does,
                h->role, h->kind, h->goal);
    }
    rulebook_unref(book);
    return text;
}

START_TEST(a_new_name_is_a_new_name_everywhere)
{
    char before[8192];
    snprintf(before, sizeof(before), "%s", numbers_of("heist"));
    edit_with_keys(_i, "UPDATE role SET id = 'robber' WHERE id = 'thief';\n"
                       "UPDATE role SET id = 'cop' WHERE id = 'guard';\n"
                       "UPDATE thing SET id = 'loot' WHERE id = 'bag';\n"
                       "UPDATE thing SET id = 'car' WHERE id = 'van';\n"
                       "UPDATE thing SET id = 'box' WHERE id = 'crate';\n"
                       "UPDATE timer SET id = 'sunrise' WHERE id = 'dawn';\n"
                       "UPDATE script SET id = 'mix' WHERE id = 'shuffle';\n"
                       "UPDATE mode SET id = 'raid' WHERE id = 'heist';\n");
    ck_assert_str_eq(numbers_of("raid"), before);
}
END_TEST

/* A role and a thing of one name are two, and effects know which they mean. */
START_TEST(a_name_that_is_anothers_too_is_left_alone)
{
    edit("INSERT INTO thing (mode, id) VALUES ('heist', 'thief');"
         "INSERT INTO script (mode, id, sql) VALUES ('heist', 'thief', ';');"
         "INSERT INTO effect (mode, event, seq, op, arg, n) VALUES"
         " ('heist', 'hit', 1, 'role', 'thief', NULL),"
         " ('heist', 'hit', 2, 'grow', 'thief', 1),"
         " ('heist', 'hit', 3, 'script', 'thief', 1);");
    edit_with_keys(_i, "UPDATE thing SET id = 'statue' WHERE id = 'thief';"
                       "UPDATE role SET id = 'robber' WHERE id = 'thief';");
    ck_assert_str_eq(scratch_shell("rules.db",
                             "SELECT arg FROM effect WHERE mode = 'heist'"
                             " AND event = 'hit' ORDER BY seq;"),
            "robber\nstatue\nthief\n");
    edit_with_keys(_i, "DELETE FROM effect WHERE op IN ('role', 'grow') AND"
                       " mode = 'heist'; UPDATE script SET id = 'stir'"
                       " WHERE id = 'thief';");
    ck_assert_str_eq(scratch_shell("rules.db",
                             "SELECT arg FROM effect WHERE mode = 'heist'"
                             " AND event = 'hit' ORDER BY seq;"),
            "stir\n");
}
END_TEST

/* Each column that can name something, alone. */
static const struct {
    const char *names, *column, *row;
} naming[] = {
        {"role", "if_role",
                "effect (mode, event, op, if_role) VALUES"
                " ('heist', 'hit', 'kill', 'spare')"},
        {"role", "if_other",
                "effect (mode, event, op, if_other) VALUES"
                " ('heist', 'hit', 'kill', 'spare')"},
        {"thing", "if_thing",
                "effect (mode, event, op, if_thing) VALUES"
                " ('heist', 'enter', 'kill', 'spare')"},
        {"thing", "if_into",
                "effect (mode, event, op, if_into) VALUES"
                " ('heist', 'reach', 'kill', 'spare')"},
        {"timer", "if_timer",
                "effect (mode, event, op, if_timer) VALUES"
                " ('heist', 'timer', 'kill', 'spare')"},
        {"thing", "if_carry",
                "effect (mode, event, op, if_carry) VALUES"
                " ('heist', 'hit', 'kill', 'spare')"},
        {"thing", "if_in",
                "effect (mode, event, op, if_in) VALUES"
                " ('heist', 'hit', 'kill', 'spare')"},
        {"thing", "if_out",
                "effect (mode, event, op, if_out) VALUES"
                " ('heist', 'hit', 'kill', 'spare')"},
        {"role", "arg",
                "effect (mode, event, op, arg) VALUES"
                " ('heist', 'hit', 'win', 'spare')"},
        {"thing", "arg",
                "effect (mode, event, op, arg) VALUES"
                " ('heist', 'hit', 'home', 'spare')"},
        {"script", "arg",
                "effect (mode, event, op, arg) VALUES"
                " ('heist', 'hit', 'script', 'spare')"},
        {"role", "if_role",
                "habit (mode, seq, does, if_role) VALUES"
                " ('heist', 9, 'fight', 'spare')"},
        {"thing", "if_carry",
                "habit (mode, seq, does, if_carry) VALUES"
                " ('heist', 9, 'fight', 'spare')"},
        {"role", "role",
                "habit (mode, seq, does, role) VALUES"
                " ('heist', 9, 'flee', 'spare')"},
        {"thing", "thing",
                "habit (mode, seq, does, thing) VALUES"
                " ('heist', 9, 'fetch', 'spare')"},
        {"thing", "goal",
                "habit (mode, seq, does, thing, goal) VALUES"
                " ('heist', 9, 'push', 'crate', 'spare')"},
};

START_TEST(what_one_column_names_cannot_go_and_has_its_new_name)
{
    static const char *const named[] = {"role", "thing", "timer", "script"};
    char sql[512], table[8] = "";
    edit("INSERT INTO role (mode, id) VALUES ('heist', 'spare');"
         "INSERT INTO thing (mode, id) VALUES ('heist', 'spare');"
         "INSERT INTO timer (mode, id, first) VALUES ('heist', 'spare', 1);"
         "INSERT INTO script (mode, id, sql) VALUES ('heist', 'spare', ';');");
    snprintf(sql, sizeof(sql), "INSERT INTO %s;", naming[_i].row);
    edit(sql);
    for (size_t i = 0; i < ARRAY_LEN(named); i++) {
        snprintf(sql, sizeof(sql), "DELETE FROM %s WHERE id = 'spare';",
                named[i]);
        const char *answer = scratch_shell("rules.db", sql);
        bool is_named = strcmp(named[i], naming[_i].names) == 0;
        ck_assert_msg(is_named == !!strstr(answer, "still names it"),
                "%s: '%s'", sql, answer);
    }
    ck_assert_int_eq(sscanf(naming[_i].row, "%7s", table), 1);
    snprintf(sql, sizeof(sql),
            "UPDATE %s SET id = 'new' WHERE id = 'spare';"
            "SELECT count(*) FROM %s WHERE %s = 'new';",
            naming[_i].names, table, naming[_i].column);
    ck_assert_str_eq(scratch_shell("rules.db", sql), "1\n");
}
END_TEST

START_TEST(a_mode_takes_all_that_it_is_made_of_along)
{
    static const char rows[] =
            "SELECT count(*) FROM (SELECT mode FROM role UNION ALL"
            " SELECT mode FROM thing UNION ALL SELECT mode FROM timer UNION ALL"
            " SELECT mode FROM script UNION ALL SELECT mode FROM habit"
            " UNION ALL SELECT mode FROM effect UNION ALL"
            " SELECT mode FROM mode_map) WHERE mode = 'heist';";
    ck_assert_str_eq(scratch_shell("rules.db", rows), "21\n");
    edit_with_keys(_i, "DELETE FROM mode WHERE id = 'heist';");
    ck_assert_str_eq(scratch_shell("rules.db", rows), "0\n");
    rulebook_unref(must_load());
}
END_TEST

START_TEST(a_mod_takes_all_that_came_with_it_along)
{
    edit_with_keys(_i, "DELETE FROM mod WHERE id = 'ours';");
    ck_assert_str_eq(scratch_shell("rules.db",
                             "SELECT id FROM map WHERE mod = 'ours';"
                             "SELECT id FROM spot WHERE map = 'bank';"
                             "SELECT id FROM thing WHERE mode = 'heist';"),
            "");
    rulebook_unref(must_load());
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_unchecked_fixture(tc, make_stock_with_heist, scratch_remove);
    tcase_add_checked_fixture(tc, make_rules, scratch_remove);
    tcase_add_test(tc, events_are_those_of_the_simulation);
    tcase_add_test(tc, ops_are_those_of_the_simulation);
    tcase_add_test(tc, ops_say_to_whom_they_are_done);
    tcase_add_test(tc, words_are_those_of_the_simulation);
    tcase_add_test(tc, every_word_may_be_used);
    tcase_add_loop_test(
            tc, a_mistake_is_answered_by_a_sentence, 0, ARRAY_LEN(refusals));
    tcase_add_test(tc, every_sentence_of_the_triggers_is_tried);
    tcase_add_loop_test(tc, what_hangs_on_a_row_follows_it, 0, 2);
    tcase_add_loop_test(tc, a_new_name_is_a_new_name_everywhere, 0, 2);
    tcase_add_loop_test(tc, a_name_that_is_anothers_too_is_left_alone, 0, 2);
    tcase_add_loop_test(tc,
            what_one_column_names_cannot_go_and_has_its_new_name, 0,
            ARRAY_LEN(naming));
    tcase_add_loop_test(tc, a_mode_takes_all_that_it_is_made_of_along, 0, 2);
    tcase_add_loop_test(tc, a_mod_takes_all_that_came_with_it_along, 0, 2);
}

SUITE("rules_schema", add_tests)
