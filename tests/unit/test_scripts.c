/* SPDX-License-Identifier: MIT */
#include "tests/unit/lab.h"

#include <stdio.h>

#include "shared/rng.h"

static struct lab lab;

static void set_up(void)
{
    lab_open(&lab);
}

static void tear_down(void)
{
    lab_close(&lab);
}

static void run(const char *sql)
{
    lab_must_run(&lab, sql);
}

static void refuse(const char *sql, const char *why)
{
    lab_must_refuse(&lab, sql, why);
}

/* What a query answers, in words: of the first row's first column. */
static const char *answer(const char *query)
{
    char sql[600];
    snprintf(sql, sizeof(sql),
            "INSERT INTO say (text) SELECT * FROM (%s) LIMIT 1", query);
    run(sql);
    ck_assert_msg(lab.result.said == 1, "%s: no row", query);
    return lab.result.say[0].text;
}

static void expect(const char *query, const char *text)
{
    const char *got = answer(query);
    ck_assert_msg(strcmp(got, text) == 0, "%s: %s", query, got);
}

static struct entity *player(uint8_t slot)
{
    return lab_player(&lab, slot);
}

static struct entity *thing(uint8_t i)
{
    return lab_thing(&lab, i);
}

/* ---- reading ---- */

START_TEST(players_are_rows)
{
    player(0)->vx = arena_speed(150);
    player(0)->score = 4;
    player(0)->thaw_at = lab.world.match.tick + 45;
    player(1)->foe = 2;
    expect("SELECT slot || role || team || bot FROM player", "0fighter10");
    expect("SELECT count(*) FROM player", "3");
    expect("SELECT x || ' ' || y FROM player WHERE slot = 1", "500.0 600.0");
    expect("SELECT round(vx) || ' ' || score FROM player", "150.0 4");
    expect("SELECT frozen FROM player", "1.5");
    expect("SELECT alive || hp || deaths FROM player", "11000");
    expect("SELECT foe FROM player WHERE foe IS NOT NULL", "2");
    expect("SELECT slot FROM player WHERE slot IN (7, 2)", "2");
    expect("SELECT slot FROM player WHERE slot = 4 / 2.0", "2");
    expect("SELECT slot FROM player WHERE slot = '2'", "2");
    expect("SELECT count(*) FROM player WHERE slot = NULL OR slot = 1.5", "0");
    expect("SELECT radius FROM player WHERE carries IS NULL", "14");
    expect("SELECT count(*) FROM player WHERE respawn IS NULL", "3");
}
END_TEST

START_TEST(things_are_rows)
{
    expect("SELECT slot || kind || team || away FROM thing", "0flag10");
    expect("SELECT x || ' ' || radius FROM thing WHERE kind = 'zone'",
            "1000.0 100.0");
    expect("SELECT count(*) FROM thing WHERE carrier IS NULL", "2");
    expect("SELECT count(*) FROM thing WHERE back IS NULL AND foe IS NULL",
            "2");
    expect("SELECT kind FROM thing WHERE slot = :thing", "flag");
}
END_TEST

START_TEST(entities_are_all_of_them)
{
    struct entity *shot =
            &lab.world.entity[first_shot_slot(lab.world.player_limit)];
    *shot = (struct entity){.kind = ENTITY_SHOT, .owner = 2, .foe = NO_SLOT};
    expect("SELECT count(*) FROM entity", "6");
    expect("SELECT kind || type || owner FROM entity WHERE id = 1",
            "playerfighter1");
    expect("SELECT type || ' of ' || owner FROM entity WHERE kind = 'shot'",
            "pistol of 2");
    expect("SELECT type FROM entity WHERE kind = 'thing' AND owner IS NULL",
            "flag");
    expect("SELECT radius FROM entity WHERE kind = 'shot'", "4");
}
END_TEST

START_TEST(teams_and_the_room_are_rows)
{
    lab.world.match.score2 = 9;
    player(0)->hp = 0;
    expect("SELECT count(*) FROM team", "2");
    expect("SELECT score || ' ' || players || ' ' || alive FROM team "
           "WHERE team = 2",
            "9 1 1");
    expect("SELECT players || ' ' || alive FROM team WHERE team = 1", "2 1");
    expect("SELECT phase || mode || map || players || alive FROM room",
            "playlabfield32");
    expect("SELECT width || ' ' || height FROM room", "2000.0 1200.0");
    lab.world.match.ends_at = lab.world.match.tick + 90;
    lab.world.match.bout_at = lab.world.match.tick - 15;
    expect("SELECT left || ' ' || time FROM room", "3.0 0.5");
    expect("SELECT tick FROM room", "1");
}
END_TEST

START_TEST(parameters_say_what_it_is_about)
{
    expect("SELECT :actor || ' ' || :target || ' ' || :thing || ' ' || :n",
            "0 1 0 7");
    lab.sql[0] = "INSERT INTO say (text) SELECT 'none' WHERE "
                 ":actor IS NULL AND :target IS NULL AND :thing IS NULL";
    lab.world.call_count = 1;
    lab.world.call[0] = (struct script_call){
            .actor = NO_SLOT, .target = NO_SLOT, .thing = NO_THING};
    lab_tick(&lab);
    ck_assert_str_eq(lab.result.say[0].text, "none");
}
END_TEST

START_TEST(functions_compute)
{
    expect("SELECT dist(0, 0, 3, 4)", "5");
    expect("SELECT dist(NULL, 0, 3, 4) IS NULL", "1");
    expect("SELECT slot FROM player WHERE slot > 0 ORDER BY dist(x, y, 100, "
           "600) LIMIT 1",
            "1");
    expect("SELECT round(sqrt(2), 3)", "1.414");
    expect("SELECT upper(substr(role, 1, 3)) FROM player", "FIG");
}
END_TEST

/* ---- chance ---- */

START_TEST(random_is_the_rooms_secret_generator)
{
    uint64_t rng = lab.world.secret_rng;
    char number[32];
    snprintf(number, sizeof(number), "%lld", (long long)rng_next(&rng));
    expect("SELECT random()", number);
    ck_assert_uint_eq(lab.world.secret_rng, rng);
    snprintf(number, sizeof(number), "%u", (unsigned)(rng_next(&rng) % 1000));
    expect("SELECT random(1000)", number);
}
END_TEST

START_TEST(random_wants_a_number_from_1)
{
    refuse("SELECT random(0)", "random(n): n is a number from 1");
    refuse("SELECT random('x')", "random(n): n is a number from 1");
    refuse("SELECT random(NULL)", "random(n): n is a number from 1");
    refuse("SELECT random(1e10)", "random(n): n is a number from 1");
    expect("SELECT random(1.5)", "0");
    run("INSERT INTO thing (kind, x) SELECT 'ball', random(width) FROM room");
}
END_TEST

/* ---- players change ---- */

START_TEST(players_are_moved)
{
    run("UPDATE player SET x = x + 50.5, y = 700, vx = 30, vy = -3000 "
        "WHERE slot = :actor");
    ck_assert_int_eq(player(0)->x, arena_u(150) + UNIT / 2);
    ck_assert_int_eq(player(0)->y, arena_u(700));
    ck_assert_int_eq(player(0)->vx, arena_speed(30));
    ck_assert_int_eq(player(0)->vy, arena_speed(-3000));
    ck_assert_int_eq(player(1)->x, arena_u(500));
    refuse("UPDATE player SET x = 2001",
            "player.x: 2001 is not within 0..2000 u");
    refuse("UPDATE player SET y = -1", "player.y: -1 is not within 0..1200 u");
    refuse("UPDATE player SET vx = 3001",
            "player.vx: 3001 is not within -3000..3000 u/s");
}
END_TEST

START_TEST(nobody_is_put_into_a_wall)
{
    run("UPDATE player SET x = 935, y = 100 WHERE slot = 0");
    ck_assert_int_ge(player(0)->x, arena_u(940 + 14));
    run("UPDATE player SET x = 0, y = 0 WHERE slot = 0");
    ck_assert_int_eq(player(0)->x, arena_u(14));
    ck_assert_int_eq(player(0)->y, arena_u(14));
}
END_TEST

START_TEST(a_new_role_comes_with_its_hit_points)
{
    run("UPDATE player SET role = 'zombie' WHERE slot = 1");
    ck_assert_uint_eq(player(1)->type, 1);
    ck_assert_uint_eq(player(1)->hp, 150);
    run("UPDATE player SET role = 'zombie', hp = 5 WHERE slot = 2");
    ck_assert_uint_eq(player(2)->hp, 5);
    player(0)->hp = 0;
    run("UPDATE player SET role = 'zombie' WHERE slot = 0");
    ck_assert_uint_eq(player(0)->hp, 0);
    refuse("UPDATE player SET role = 'ghost'",
            "player.role: this mode has no role 'ghost'");
    refuse("UPDATE player SET role = 1", "this mode has no role 1");
    refuse("UPDATE player SET role = NULL", "this mode has no role NULL");
}
END_TEST

START_TEST(hit_points_stay_within_the_roles)
{
    run("UPDATE player SET hp = hp * 0.5 WHERE slot = 0");
    ck_assert_uint_eq(player(0)->hp, 50);
    run("UPDATE player SET hp = min(hp + 70, max_hp)");
    ck_assert_uint_eq(player(0)->hp, 100);
    refuse("UPDATE player SET hp = 101",
            "player.hp: 101 is not within 0..100 hp");
    refuse("UPDATE player SET hp = -1", "-1 is not within 0..100 hp");
    player(2)->hp = 0;
    refuse("UPDATE player SET hp = 1",
            "the player in slot 2 is dead; alive = 1 respawns it");
}
END_TEST

START_TEST(no_hit_points_is_a_death_with_all_that_follows)
{
    uint32_t tick = lab.world.match.tick;
    run("UPDATE player SET foe = 0, hp = 0 WHERE slot = 1");
    ck_assert_uint_eq(player(1)->hp, 0);
    ck_assert_uint_eq(player(1)->deaths, 1);
    ck_assert_uint_eq(player(1)->back_at, tick + lab.rules.respawn);
    ck_assert_int_eq(player(0)->score, 1); // by the mode's own effect
    ck_assert_int_eq(lab.world.match.score1, 1);
    run("UPDATE player SET alive = 0 WHERE slot = 0");
    ck_assert_uint_eq(player(0)->hp, 0);
    expect("SELECT respawn FROM player WHERE slot = 0", "2");
    run("UPDATE player SET respawn = 10 WHERE NOT alive");
    ck_assert_uint_eq(player(1)->back_at, tick + 300);
    refuse("UPDATE player SET respawn = 10", "the player in slot 2 is alive");
}
END_TEST

START_TEST(the_dead_respawn)
{
    player(1)->hp = 0;
    run("UPDATE player SET alive = 1, x = 700 WHERE slot = 1");
    ck_assert_uint_eq(player(1)->hp, 100);
    ck_assert_int_eq(player(1)->x, arena_u(700));
    ck_assert_uint_eq(player(1)->born, lab.world.match.tick);
    refuse("UPDATE player SET alive = 2", "player.alive: 2 is not one of 0..1");
}
END_TEST

START_TEST(what_follows_is_there_for_the_next_statement)
{
    run("UPDATE player SET foe = 0, hp = 0 WHERE slot = 1;"
        "UPDATE player SET score = score * 10 WHERE slot = 0");
    ck_assert_int_eq(player(0)->score, 10);
}
END_TEST

START_TEST(an_extinct_role_is_noticed)
{
    lab.rules.role[1].starts = false;
    arena_effect(&lab.rules, EVENT_EXTINCT, OP_END, WHO_ALL, 0)->if_role = 1;
    player(0)->type = 1;
    run("UPDATE player SET alive = 0 WHERE role = 'zombie'");
    sim_step(&lab.world, &lab.rules, lab.input);
    ck_assert_uint_eq(lab.world.match.phase, PHASE_RESULTS);
}
END_TEST

START_TEST(what_else_players_have_can_be_set)
{
    run("UPDATE player SET team = 2, frozen = 2, score = -5, foe = 1 "
        "WHERE slot = 0");
    ck_assert_uint_eq(player(0)->team, 2);
    ck_assert_uint_eq(player(0)->thaw_at, lab.world.match.tick + 60);
    ck_assert_int_eq(player(0)->score, -5);
    ck_assert_uint_eq(player(0)->foe, 1);
    run("UPDATE player SET foe = NULL");
    ck_assert_uint_eq(player(0)->foe, NO_SLOT);
    refuse("UPDATE player SET team = 3", "player.team: 3 is not one of 1..2");
    refuse("UPDATE player SET team = 1.5", "1.5 is not one of 1..2");
    refuse("UPDATE player SET frozen = 61", "61 is not within 0..60 s");
    refuse("UPDATE player SET foe = 9", "9 is no player's slot");
    refuse("UPDATE player SET score = 30001",
            "30001 is not within -30000..30000 points");
    lab.rules.teams = 0;
    refuse("UPDATE player SET team = 1", "this mode has no teams");
}
END_TEST

START_TEST(one_update_may_draw_on_another_table)
{
    run("UPDATE player SET score = t.score + 1 FROM team AS t "
        "WHERE t.team = player.team AND t.team = 2");
    ck_assert_int_eq(player(1)->score, 1);
    ck_assert_int_eq(player(0)->score, 0);
}
END_TEST

/* ---- things change ---- */

START_TEST(things_are_changed)
{
    run("UPDATE thing SET x = 700, y = 710, vx = 60, vy = 0, team = 2, "
        "radius = 40, back = 3, foe = 1 WHERE kind = 'zone'");
    ck_assert_int_eq(thing(1)->x, arena_u(700));
    ck_assert_int_eq(thing(1)->y, arena_u(710));
    ck_assert_int_eq(thing(1)->vx, arena_speed(60));
    ck_assert_uint_eq(thing(1)->team, 2);
    ck_assert_uint_eq(thing(1)->hp, 40);
    ck_assert_uint_eq(thing(1)->foe, 1);
    ck_assert_uint_eq(thing(1)->back_at, lab.world.match.tick + 90);
    run("UPDATE thing SET kind = 'ball', back = NULL WHERE slot = 1");
    ck_assert_uint_eq(thing(1)->type, 2);
    ck_assert_uint_eq(thing(1)->hp, 16);
    ck_assert_uint_eq(thing(1)->back_at, 0);
    refuse("UPDATE thing SET radius = 0",
            "thing.radius: 0 is not within 1..2000 u");
    refuse("UPDATE thing SET team = 3", "thing.team: 3 is not one of 0..2");
    refuse("UPDATE thing SET kind = 'bomb'", "this mode has no thing 'bomb'");
    refuse("UPDATE thing SET back = 0", "0 is not within 0.1..3600 s");
}
END_TEST

START_TEST(things_go_away_and_come_back)
{
    run("UPDATE thing SET away = 1 WHERE kind = 'zone'");
    ck_assert_uint_eq(thing(1)->hp, 0);
    expect("SELECT kind FROM thing WHERE away", "zone");
    refuse("UPDATE thing SET radius = 5 WHERE away", "it is away");
    run("UPDATE thing SET away = 0, x = 50, y = 50 WHERE away");
    ck_assert_uint_eq(thing(1)->hp, 100);
    ck_assert_int_eq(thing(1)->x, arena_u(50));
}
END_TEST

START_TEST(things_go_from_hand_to_hand)
{
    run("UPDATE thing SET carrier = :target WHERE kind = 'flag'");
    ck_assert_uint_eq(thing(0)->owner, 1);
    expect("SELECT carries FROM player WHERE slot = 1", "0");
    run("UPDATE thing SET carrier = 2 WHERE kind = 'flag'");
    ck_assert_uint_eq(thing(0)->owner, 2);
    run("UPDATE player SET x = 800 WHERE slot = 2");
    ck_assert_int_eq(thing(0)->x, arena_u(800));
    run("UPDATE thing SET carrier = NULL WHERE kind = 'flag'");
    ck_assert_uint_eq(thing(0)->owner, NO_SLOT);
    ck_assert_int_eq(thing(0)->x, arena_u(800));
    refuse("UPDATE thing SET carrier = 9e999 WHERE kind = 'flag'",
            "no player's slot");
    refuse("UPDATE thing SET carrier = 2 WHERE kind = 'zone'",
            "the player in slot 2 cannot carry it");
    player(2)->hp = 0;
    refuse("UPDATE thing SET carrier = 2 WHERE kind = 'flag'",
            "the player in slot 2 cannot carry it");
}
END_TEST

START_TEST(things_come_and_go)
{
    run("INSERT INTO thing (kind, x, y, team, radius) "
        "VALUES ('zone', 10, 20, 2, 30)");
    ck_assert_uint_eq(thing(2)->kind, ENTITY_THING);
    ck_assert_uint_eq(thing(2)->type, 1);
    ck_assert_uint_eq(thing(2)->hp, 30);
    ck_assert_uint_eq(thing(2)->team, 2);
    ck_assert_uint_eq(thing(2)->owner, NO_SLOT);
    ck_assert_int_eq(thing(2)->y, arena_u(20));
    run("INSERT INTO thing (kind) VALUES ('ball')");
    ck_assert_uint_eq(thing(3)->hp, 16);
    ck_assert_int_eq(thing(3)->x, arena_u(1000));
    run("DELETE FROM thing WHERE slot = 2");
    ck_assert_uint_eq(thing(2)->kind, ENTITY_NONE);
    ck_assert_uint_eq(thing(3)->kind, ENTITY_THING);
    run("UPDATE thing SET away = 1, x = 7 WHERE slot = 3"); // that is the end
    ck_assert_uint_eq(thing(3)->kind, ENTITY_NONE);
    ck_assert_int_eq(thing(3)->x, 0);
    refuse("INSERT INTO thing (x) VALUES (1)", "this mode has no thing");
    refuse("DELETE FROM thing", "this one is the map's; away = 1");
}
END_TEST

START_TEST(shots_can_be_taken_out_of_the_air)
{
    struct entity *shot =
            &lab.world.entity[first_shot_slot(lab.world.player_limit)];
    *shot = (struct entity){.kind = ENTITY_SHOT, .owner = 2, .foe = NO_SLOT};
    run("UPDATE entity SET vx = -vx, x = 10 WHERE kind = 'shot'");
    ck_assert_int_eq(shot->x, arena_u(10));
    run("DELETE FROM entity WHERE kind = 'shot'");
    ck_assert_uint_eq(shot->kind, ENTITY_NONE);
    refuse("DELETE FROM entity WHERE id = 0", "players cannot be deleted");
    run("INSERT INTO thing (kind) VALUES ('ball');"
        "DELETE FROM entity WHERE type = 'ball'");
    ck_assert_uint_eq(thing(2)->kind, ENTITY_NONE);
}
END_TEST

/* ---- the match changes ---- */

START_TEST(teams_score_and_time_can_be_set)
{
    run("UPDATE team SET score = score + 3 WHERE team = 2");
    ck_assert_int_eq(lab.world.match.score2, 3);
    ck_assert_int_eq(lab.world.match.score1, 0);
    run("UPDATE room SET left = 5");
    ck_assert_uint_eq(lab.world.match.ends_at, lab.world.match.tick + 150);
    refuse("UPDATE room SET left = 3601", "room.left: 3601 is not within");
    lab.world.match.phase = PHASE_RESULTS;
    refuse("UPDATE room SET left = 3", "only the time of a round under way");
}
END_TEST

START_TEST(no_time_left_ends_the_round)
{
    run("UPDATE team SET score = 1 WHERE team = 2; UPDATE room SET left = 0");
    sim_step(&lab.world, &lab.rules, lab.input);
    ck_assert_uint_eq(lab.world.match.phase, PHASE_RESULTS);
    ck_assert_uint_eq(lab.world.match.winner, 1);
}
END_TEST

START_TEST(texts_are_compared_by_pattern)
{
    expect("SELECT 'crown_1' LIKE 'CROWN%'", "1");
    expect("SELECT 'crown_1' LIKE 'crown!_1' ESCAPE '!'", "1");
    expect("SELECT 'crownx1' LIKE 'crown!_1' ESCAPE '!'", "0");
    expect("SELECT ('crown' GLOB 'Crown*') || glob('cr?wn', 'crown')", "01");
    expect("SELECT count(*) FROM player WHERE NULL LIKE 'a'", "0");
    expect("SELECT 12 LIKE '1%'", "1");
    expect("SELECT instr('crown', 'own') || char(33) || unicode('A')", "3!65");
}
END_TEST

/* ---- saying ---- */

START_TEST(sentences_go_to_one_or_to_all)
{
    run("INSERT INTO say (slot, text) VALUES (1, 'you'), (NULL, 'all');"
        "INSERT INTO say (text) SELECT 'zoë ' || count(*) FROM player");
    ck_assert_uint_eq(lab.result.said, 3);
    ck_assert_uint_eq(lab.result.say[0].slot, 1);
    ck_assert_str_eq(lab.result.say[0].text, "you");
    ck_assert_uint_eq(lab.result.say[1].slot, NO_SLOT);
    ck_assert_str_eq(lab.result.say[2].text, "zoë 3");
    expect("SELECT count(*) FROM say", "0"); // it is there to be written
}
END_TEST

START_TEST(sentences_beyond_eight_of_a_tick_are_left_out)
{
    run("INSERT INTO say (text) SELECT 'a' || a.slot || b.slot "
        "FROM player a, player b WHERE a.slot < 2;"
        "INSERT INTO say (slot, text) VALUES (1, 'b'), (NULL, 'c'), (1, 'd');"
        "UPDATE team SET score = 5 WHERE team = 1");
    ck_assert_uint_eq(lab.result.said, 8);
    ck_assert_str_eq(lab.result.say[5].text, "a12");
    ck_assert_str_eq(lab.result.say[7].text, "c");
    ck_assert_uint_eq(lab.result.unsaid, 1);
    ck_assert_int_eq(lab.world.match.score1, 5);
    refuse("INSERT INTO say (text) SELECT 'a' FROM player a, player b;"
           "INSERT INTO say (text) VALUES ('')",
            "it has to be 1..200 bytes");
    ck_assert_uint_eq(lab.result.unsaid, 0);
}
END_TEST

START_TEST(sentences_are_short)
{
    refuse("INSERT INTO say (text) VALUES (char(7))",
            "say.text: it has to be 1..200 bytes of UTF-8");
    refuse("INSERT INTO say (text) VALUES ('a\nb')",
            "say.text: it has to be 1..200 bytes of UTF-8");
    refuse("INSERT INTO say (text) VALUES ('')", "it has to be 1..200 bytes");
    refuse("INSERT INTO say (slot) VALUES (1)", "a sentence needs a text");
    refuse("INSERT INTO say (slot, text) VALUES (9, 'x')",
            "say.slot: 9 is no player's slot");
}
END_TEST

/* ---- order and failure ---- */

START_TEST(scripts_run_in_their_order_and_one_failure_is_its_own)
{
    lab.sql[0] = "UPDATE player SET score = 5; SELECT random(0)";
    lab.sql[1] = "UPDATE player SET score = score + :n";
    lab.sql[2] = "UPDATE player SET score = score * 2";
    lab_call(&lab, 1);
    lab_call(&lab, 0);
    lab_call(&lab, 2);
    lab_tick(&lab);
    ck_assert_int_eq(player(0)->score, 14);
    ck_assert(lab.result.failed);
    ck_assert_uint_eq(lab.result.script, 0);
    ck_assert(strstr(lab.result.error,
                      "script.sql (lab, boom), statement 2: random(n)") ==
              lab.result.error);
}
END_TEST

START_TEST(what_a_failed_script_said_is_not_said)
{
    lab.sql[0] = "INSERT INTO say (text) VALUES ('a'); SELECT random(0)";
    lab.sql[1] = "INSERT INTO say (text) VALUES ('b')";
    lab_call(&lab, 0);
    lab_call(&lab, 1);
    lab_tick(&lab);
    ck_assert_uint_eq(lab.result.said, 1);
    ck_assert_str_eq(lab.result.say[0].text, "b");
}
END_TEST

START_TEST(three_failures_switch_a_script_off)
{
    lab.sql[0] = "UPDATE player SET score = score + 1, x = -1";
    for (unsigned i = 1; i <= SCRIPTS_PATIENCE; i++) {
        lab.world.call_count = 0;
        lab_call(&lab, 0);
        lab_tick(&lab);
        ck_assert(lab.result.failed);
        ck_assert_int_eq(lab.result.switched_off, i == SCRIPTS_PATIENCE);
    }
    ck_assert_str_eq(lab.result.error,
            "script.sql (lab, boom): player.x: -1 is not within 0..2000 u; it "
            "is switched off in this room until the rules change");
    lab_tick(&lab);
    ck_assert(!lab.result.failed);
    ck_assert_uint_eq(lab.result.steps, 0);
    memset(&lab.state, 0, sizeof(lab.state));
    lab.sql[0] = "UPDATE player SET score = 3"; // the rules have changed
    lab_tick(&lab);
    ck_assert_int_eq(player(0)->score, 3);
}
END_TEST

START_TEST(a_script_that_sets_off_a_script_does_so_for_the_next_tick)
{
    arena_effect(&lab.rules, EVENT_DEATH, OP_SCRIPT, WHO_ACTOR, 40)->arg = 1;
    lab.sql[1] = "UPDATE player SET score = :n WHERE slot = 2";
    run("UPDATE player SET alive = 0 WHERE slot = 1");
    ck_assert_int_eq(player(2)->score, 0);
    sim_step(&lab.world, &lab.rules, lab.input);
    lab_tick(&lab);
    ck_assert_int_eq(player(2)->score, 40);
}
END_TEST

/* Another room, in the same tick of the worker. */
static void another_room(uint8_t script)
{
    struct scripts_state state = {0};
    lab.world.call_count = 0;
    lab_call(&lab, script);
    scripts_run_texts(
            lab.scripts, lab.sql, &lab.rules, &lab.world, &state, &lab.result);
    ck_assert_uint_eq(state.failures[script], 0);
}

START_TEST(a_tick_has_its_time_and_no_more)
{
    unsigned rooms = 0;
    lab.sql[0] = "SELECT count(*) FROM player, player, player, player";
    lab.sql[1] = "UPDATE player SET score = 1";
    scripts_begin_tick(lab.scripts, SCRIPTS_TICK_NS);
    do { // none of them fails, and is to blame
        another_room(0);
        ck_assert_uint_lt(++rooms, 10000);
    } while (lab.result.left_out == 0);
    another_room(1);
    ck_assert_uint_eq(lab.result.left_out, 1);
    ck_assert_int_eq(player(0)->score, 0);
    lab_tick(&lab);
    ck_assert_uint_eq(lab.result.left_out, 0);
    ck_assert_int_eq(player(0)->score, 1);
}
END_TEST

START_TEST(scripts_that_found_no_room_in_a_step_are_told_once)
{
    lab.world.calls_dropped = 3;
    lab_tick(&lab);
    ck_assert_uint_eq(lab.result.left_out, 3);
    lab_tick(&lab);
    ck_assert_uint_eq(lab.result.left_out, 0);
}
END_TEST

/* In how many of so many ticks the script is left out. */
static unsigned ticks_left_out(const char *sql, unsigned ticks)
{
    unsigned left_out = 0;
    lab.sql[0] = sql;
    for (unsigned i = 0; i < ticks; i++) {
        lab.world.match.tick++;
        lab.world.call_count = 0;
        lab_call(&lab, 0);
        lab_tick(&lab);
        left_out += lab.result.left_out;
        ck_assert_int_eq(lab.result.failed, lab.result.left_out > 0);
    }
    ck_assert_uint_eq(lab.state.failures[0], 0);
    return left_out;
}

START_TEST(a_room_lives_within_its_part)
{
    const char *much = "SELECT count(*) FROM (SELECT 1 FROM player, player, "
                       "player, player, player, player, player LIMIT 1500)";
    run(much);
    ck_assert_uint_gt(lab.result.steps, SCRIPTS_ROOM_STEPS * 3 / 2);
    ck_assert_uint_eq(ticks_left_out(much, 15), 0); // for a while that is well
    unsigned out = ticks_left_out(much, 200);
    ck_assert_uint_gt(out, 200 / 10);
    ck_assert_uint_lt(out, 200);
    ck_assert_uint_eq(ticks_left_out("SELECT 1", 100), 0);
}
END_TEST

START_TEST(a_room_that_has_had_its_part_is_told)
{
    lab.state.ahead = SCRIPTS_ROOM_BURST;
    lab.state.tick = lab.world.match.tick;
    lab.sql[0] = "UPDATE player SET score = 1";
    lab_call(&lab, 0);
    lab_tick(&lab);
    ck_assert_str_eq(lab.result.error,
            "script.sql (lab, boom): the scripts of this room take too long "
            "together; this one was left out");
    ck_assert_int_eq(player(0)->score, 0);
    lab.world.match.tick++;
    lab_tick(&lab);
    ck_assert_int_eq(player(0)->score, 1);
}
END_TEST

START_TEST(more_scripts_than_are_kept_take_turns)
{
    char sql[100];
    for (int16_t i = 0; i < 200; i++) {
        snprintf(sql, sizeof(sql), "UPDATE player SET score = %d", i % 70);
        run(sql);
        ck_assert_int_eq(player(0)->score, i % 70);
    }
}
END_TEST

/* ---- checking ---- */

static void check_says(const char *sql, int at, const char *sentence)
{
    char error[200] = "";
    int where = -2;
    ck_assert_msg(!scripts_check(sql, error, sizeof(error), &where), "%s", sql);
    ck_assert_str_eq(error, sentence);
    ck_assert_int_eq(where, at);
}

START_TEST(a_check_says_what_is_wrong_and_where)
{
    char error[200];
    int at = 0;
    ck_assert(scripts_check("UPDATE player SET hp = 1; -- and\n SELECT :n",
            error, sizeof(error), &at));
    ck_assert_int_eq(at, -1);
    check_says("UPDATE player SET hp = hpp", 23, "no such column: hpp");
    check_says(
            "SELECT 1;\n  UPDATE plyer SET hp = 1", 12, "no such table: plyer");
    check_says("SELECT :what", 0,
            "there is no parameter :what, only :actor :target :thing :n");
    check_says("SELECT ?", 0,
            "there is no parameter ?, only :actor :target :thing :n");
    check_says(
            "UPDATE player SET slot = 1", 0, "player.slot is only to be read");
    check_says("INSERT INTO team (team) VALUES (1)", 0,
            "team: rows cannot be added");
    check_says("DELETE FROM player", 0, "player: rows cannot be deleted");
    check_says("UPDTE player", 0,
            "a script can only SELECT, INSERT, UPDATE and DELETE");
    check_says("UPDATE player SETT hp = 1", 14, "near \"SETT\": syntax error");
    check_says("", 0, "there is no statement in it");
    check_says("SELECT printf('x')", 7, "scripts have no printf()");
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, players_are_rows);
    tcase_add_test(tc, things_are_rows);
    tcase_add_test(tc, entities_are_all_of_them);
    tcase_add_test(tc, teams_and_the_room_are_rows);
    tcase_add_test(tc, parameters_say_what_it_is_about);
    tcase_add_test(tc, functions_compute);
    tcase_add_test(tc, random_is_the_rooms_secret_generator);
    tcase_add_test(tc, random_wants_a_number_from_1);
    tcase_add_test(tc, players_are_moved);
    tcase_add_test(tc, nobody_is_put_into_a_wall);
    tcase_add_test(tc, a_new_role_comes_with_its_hit_points);
    tcase_add_test(tc, hit_points_stay_within_the_roles);
    tcase_add_test(tc, no_hit_points_is_a_death_with_all_that_follows);
    tcase_add_test(tc, the_dead_respawn);
    tcase_add_test(tc, what_follows_is_there_for_the_next_statement);
    tcase_add_test(tc, an_extinct_role_is_noticed);
    tcase_add_test(tc, what_else_players_have_can_be_set);
    tcase_add_test(tc, one_update_may_draw_on_another_table);
    tcase_add_test(tc, things_are_changed);
    tcase_add_test(tc, things_go_away_and_come_back);
    tcase_add_test(tc, things_go_from_hand_to_hand);
    tcase_add_test(tc, things_come_and_go);
    tcase_add_test(tc, shots_can_be_taken_out_of_the_air);
    tcase_add_test(tc, teams_score_and_time_can_be_set);
    tcase_add_test(tc, no_time_left_ends_the_round);
    tcase_add_test(tc, texts_are_compared_by_pattern);
    tcase_add_test(tc, sentences_go_to_one_or_to_all);
    tcase_add_test(tc, sentences_beyond_eight_of_a_tick_are_left_out);
    tcase_add_test(tc, sentences_are_short);
    tcase_add_test(tc, scripts_run_in_their_order_and_one_failure_is_its_own);
    tcase_add_test(tc, what_a_failed_script_said_is_not_said);
    tcase_add_test(tc, three_failures_switch_a_script_off);
    tcase_add_test(
            tc, a_script_that_sets_off_a_script_does_so_for_the_next_tick);
    tcase_add_test(tc, a_tick_has_its_time_and_no_more);
    tcase_add_test(tc, scripts_that_found_no_room_in_a_step_are_told_once);
    tcase_add_test(tc, a_room_lives_within_its_part);
    tcase_add_test(tc, a_room_that_has_had_its_part_is_told);
    tcase_add_test(tc, more_scripts_than_are_kept_take_turns);
    tcase_add_test(tc, a_check_says_what_is_wrong_and_where);
}

SUITE("scripts", add_tests)
