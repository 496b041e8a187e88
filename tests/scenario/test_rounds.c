/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "server/queue.h"
#include "server/rulebook.h"
#include "server/worker.h"
#include "shared/world.h"
#include "tests/support/stage.h"
#include "tests/unit/suite.h"

/* Rounds of ten seconds: alpha on three maps, with two seconds to warm up; beta
 * for four, in teams, with bots; solo on one map; quiet is not listed. */
static const char MODES[] =
        "DELETE FROM mode;"
        "INSERT INTO mod (id, title) VALUES ('games', 'Games');"
        "INSERT INTO map (id, mod, width, height) VALUES"
        "  ('a1', 'games', 900, 700), ('a2', 'games', 500, 900),"
        "  ('a3', 'games', 1200, 400), ('b1', 'games', 800, 800);"
        "INSERT INTO spot (map, x, y) SELECT id, 100, 100 FROM map"
        "  UNION ALL SELECT id, width - 100, height - 100 FROM map;"
        "INSERT INTO mode (id, mod, seq, title, time_limit, warmup, bots,"
        "  max_players, teams, listed) VALUES"
        "  ('alpha', 'games', 1, 'Alpha', 10, 2, 0, 16, 0, 1),"
        "  ('beta', 'games', 2, 'Beta', 10, 0, 3, 4, 2, 1),"
        "  ('solo', 'games', 3, 'Solo', 10, 0, 0, 8, 0, 1),"
        "  ('quiet', 'games', 4, 'Quiet', 10, 0, 0, 8, 0, 0);"
        "INSERT INTO role (mode, id) SELECT id, 'player' FROM mode;"
        "INSERT INTO effect (mode, event, seq, op, who, n)"
        "  SELECT id, 'death', 1, 'score', 'actor', 1 FROM mode;"
        "INSERT INTO mode_map (mode, map, seq) VALUES"
        "  ('alpha', 'a1', 1), ('alpha', 'a2', 2), ('alpha', 'a3', 3),"
        "  ('beta', 'b1', 1), ('solo', 'b1', 1),"
        "  ('quiet', 'a1', 1), ('quiet', 'a2', 2);";

/* In alpha's ballot after a round on its first map. */
enum { TO_A2, TO_A3, TO_A1, TO_BETA, TO_SOLO, CHOICES };

#define ROUND_TICKS   (10 * TICK_HZ)
#define RESULTS_TICKS (6 * TICK_HZ)
#define A_ROUND       (30 * TICK_HZ) // and more than that

static struct stage stage;

static void edit(const char *sql)
{
    char all[sizeof(MODES) + 1000];

    snprintf(all, sizeof(all), "%s%s", MODES, sql);
    stage_edit_rules(&stage, all);
}

static void begin(enum votes votes)
{
    stage_open_votes(&stage, votes);
    edit("");
}

static void setup(void)
{
    begin(VOTES_ALL);
}

static void teardown(void)
{
    stage_close(&stage);
}

static struct actor *join_mode(const char *room, const char *mode)
{
    struct actor *actor = actor_connect(&stage, room, mode);
    struct msg_join join = {.name = "Ann", .encodings = 1};

    actor_send_join(actor, &join);
    return actor;
}

static uint8_t phase(const struct actor *actor)
{
    return actor->client.state.match.phase;
}

static const char *map(const struct actor *actor)
{
    return actor->client.rules.rules.map;
}

static const char *mode(const struct actor *actor)
{
    return actor->client.rules.rules.mode;
}

static bool shows_results(const void *actor)
{
    return phase(actor) == PHASE_RESULTS;
}

static bool plays(const void *actor)
{
    return phase(actor) != PHASE_RESULTS;
}

static void run_to_results(const struct actor *actor)
{
    ck_assert(stage_run_until(&stage, A_ROUND, shows_results, actor));
}

static void run_to_next_round(const struct actor *actor)
{
    run_to_results(actor);
    ck_assert(stage_run_until(&stage, A_ROUND, plays, actor));
}

/* ---- rounds ---- */

START_TEST(a_round_warms_up_is_played_shows_its_results_and_goes_on)
{
    static const struct {
        enum match_phase phase;
        unsigned ticks;
    } PART[] = {{PHASE_WARMUP, 2 * TICK_HZ}, {PHASE_PLAY, ROUND_TICKS},
            {PHASE_RESULTS, RESULTS_TICKS}};
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    ck_assert_str_eq(map(a), "a1");
    for (unsigned i = 0; i < ARRAY_LEN(PART); i++) {
        unsigned ticks = 0;
        ck_assert_uint_eq(phase(a), PART[i].phase);
        while (phase(a) == PART[i].phase) {
            ck_assert_str_eq(map(a), "a1");
            ck_assert_uint_le(ticks++, PART[i].ticks);
            stage_run(&stage, 1);
        }
        ck_assert_uint_eq(ticks, PART[i].ticks);
    }
    ck_assert_uint_eq(phase(a), PHASE_WARMUP);
    ck_assert_str_eq(map(a), "a2");
}
END_TEST

START_TEST(maps_take_turns_and_nobody_misses_a_frame)
{
    static const char *const MAPS[] = {"a2", "a3", "a1", "a2"};
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 1);
    for (unsigned i = 0; i < ARRAY_LEN(MAPS); i++) {
        unsigned frames = a->frames;
        uint32_t tick = a->client.state.match.tick;
        run_to_next_round(a);
        ck_assert_uint_eq(
                a->frames - frames, a->client.state.match.tick - tick);
        ck_assert_str_eq(map(a), MAPS[i]);
        ck_assert_str_eq(map(b), MAPS[i]);
    }
    ck_assert_uint_eq(a->notices, 0); // it is the same mode all along
    ck_assert_uint_eq(a->rules, 1 + ARRAY_LEN(MAPS));
    ck_assert_uint_eq(a->keyframes, 1);
    ck_assert_uint_eq(a->broken + a->lost + b->broken + b->lost, 0);
}
END_TEST

START_TEST(the_new_map_holds_from_the_first_tick_of_its_round)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_results(a);
    uint32_t until = a->client.state.match.ends_at;
    while (phase(a) == PHASE_RESULTS) {
        ck_assert_str_eq(map(a), "a1");
        stage_run(&stage, 1);
    }
    const struct rules *rules = &a->client.rules.rules;
    ck_assert_uint_eq(a->client.state.match.tick, until);
    ck_assert_uint_eq(a->client.rules.tick, until);
    ck_assert_int_le(actor_body(a)->x, rules->width); // 500 u, 900 before
    ck_assert_uint_eq(actor_body(a)->born, until);
}
END_TEST

START_TEST(a_mode_with_one_map_begins_again_without_a_word)
{
    teardown();
    begin(VOTES_MAPS);
    struct actor *a = join_mode("tuba", "solo");
    stage_run(&stage, 1);
    run_to_next_round(a);
    ck_assert_uint_eq(phase(a), PHASE_PLAY);
    ck_assert_uint_eq(a->rules, 1);
    ck_assert_uint_eq(a->notices + a->ballots, 0);
}
END_TEST

START_TEST(an_unlisted_mode_takes_turns_but_does_not_vote)
{
    struct actor *a = join_mode("tuba", "quiet");
    stage_run(&stage, 1);
    run_to_results(a);
    stage_run(&stage, TICK_HZ);
    actor_vote(a, 1);
    edit("UPDATE role SET hp = 50");
    run_to_next_round(a);
    ck_assert_uint_eq(a->ballots, 0);
    ck_assert_str_eq(mode(a), "quiet");
    ck_assert_str_eq(map(a), "a2");
}
END_TEST

START_TEST(an_empty_room_goes_on_too)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 3);
    actor_cut(a);
    stage_run(&stage, 25 * TICK_HZ); // its seat is held: its round goes on
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 1);
    ck_assert_str_eq(map(b), "a2");
    ck_assert_uint_eq(b->broken + b->lost, 0);
}
END_TEST

/* ---- the vote ---- */

START_TEST(with_the_results_comes_the_ballot)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_results(a);
    const struct msg_ballot *ballot = &a->client.ballot;
    ck_assert_uint_eq(a->ballots, 1);
    ck_assert_uint_eq(ballot->count, CHOICES);
    ck_assert_uint_eq(ballot->mine, NO_CHOICE);
    ck_assert_uint_eq(ballot->until, a->client.state.match.ends_at);
    ck_assert_str_eq(ballot->choice[TO_A2].map, "a2");
    ck_assert_str_eq(ballot->choice[TO_BETA].mode, "beta");
    ck_assert_str_eq(ballot->choice[TO_BETA].title, "Beta");
    run_to_next_round(a);
    ck_assert_uint_eq(ballot->count, 0); // it is over
}
END_TEST

START_TEST(a_map_that_is_voted_for_is_next)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_A3);
    stage_run(&stage, TICK_HZ / 2);
    ck_assert_uint_eq(a->client.ballot.mine, TO_A3);
    ck_assert_uint_eq(a->client.ballot.choice[TO_A3].votes, 1);
    run_to_next_round(a);
    ck_assert_str_eq(map(a), "a3");
    ck_assert_uint_eq(a->notices, 0);
    run_to_next_round(a); // the rotation goes on from there
    ck_assert_str_eq(map(a), "a1");
}
END_TEST

START_TEST(the_map_of_this_round_can_be_voted_for_again)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_A1);
    run_to_next_round(a);
    ck_assert_str_eq(map(a), "a1");
    ck_assert_uint_eq(a->rules, 1);
}
END_TEST

/* What was reported of the room last. */
static struct room_report last_report(void)
{
    struct room_report report = {.tick = 0};

    while (queue_pop(stage.reports, &report)) {
    }
    return report;
}

START_TEST(a_mode_that_is_voted_for_is_next_and_announced)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *watcher = actor_spectate(&stage, "tuba");
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_BETA);
    last_report();
    run_to_next_round(a);
    ck_assert_str_eq(mode(a), "beta");
    ck_assert_str_eq(mode(watcher), "beta");
    ck_assert_str_eq(a->client.notice.text, "this round is Beta, on b1");
    ck_assert_uint_eq(a->client.notice.kind, NOTICE_INFO);
    struct room_report report = last_report(); // at once, not in a second
    ck_assert_str_eq(report.mode, "beta");
    ck_assert_str_eq(report.map, "b1");
    ck_assert_uint_eq(report.bots, 2); // with the one who plays: three
    ck_assert_uint_eq(a->client.seat[1].bot + a->client.seat[2].bot, 2);
    ck_assert_uint_ne(actor_body(a)->team, 0);
    ck_assert_uint_eq(report.max_players, 16); // its size is that of its birth
    ck_assert_uint_eq(watcher->broken + watcher->lost + a->broken + a->lost, 0);
}
END_TEST

START_TEST(people_stay_in_a_mode_for_fewer_of_them)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    for (unsigned i = 0; i < 9; i++) {
        actor_join(&stage, "tuba", "Guest");
    }
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_BETA);
    run_to_next_round(a);
    stage_run(&stage, TICK_HZ);
    unsigned people = 0;
    for (unsigned i = 0; i < MAX_PLAYERS; i++) {
        people += a->client.seat[i].taken && !a->client.seat[i].bot;
    }
    ck_assert_str_eq(mode(a), "beta");
    ck_assert_uint_eq(people, 10);
}
END_TEST

START_TEST(of_choices_with_as_many_votes_the_first_is_next)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_SOLO);
    stage_run(&stage, 1);
    actor_vote(b, TO_A3);
    run_to_next_round(a);
    ck_assert_str_eq(mode(a), "alpha");
    ck_assert_str_eq(map(a), "a3");
}
END_TEST

START_TEST(a_vote_can_be_changed_and_taken_back)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_SOLO);
    actor_vote(a, TO_BETA);
    stage_run(&stage, TICK_HZ);
    ck_assert_uint_eq(b->client.ballot.choice[TO_SOLO].votes, 0);
    ck_assert_uint_eq(b->client.ballot.choice[TO_BETA].votes, 1);
    ck_assert_uint_eq(b->client.ballot.mine, NO_CHOICE);
    actor_vote(a, NO_CHOICE);
    stage_run(&stage, TICK_HZ);
    ck_assert_uint_eq(a->client.ballot.mine, NO_CHOICE);
    ck_assert_uint_eq(b->client.ballot.choice[TO_BETA].votes, 0);
    run_to_next_round(a);
    ck_assert_str_eq(map(a), "a2"); // as if nobody had voted
}
END_TEST

START_TEST(the_vote_of_who_goes_goes_too)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *leaver = actor_join(&stage, "tuba", "Ben");
    struct actor *lost = actor_join(&stage, "tuba", "Cid");
    uint8_t out[16];
    stage_run(&stage, TICK_HZ);
    run_to_results(a);
    actor_vote(a, TO_A3);
    actor_vote(leaver, TO_BETA);
    actor_vote(lost, TO_BETA);
    stage_run(&stage, TICK_HZ);
    ck_assert_uint_eq(a->client.ballot.choice[TO_BETA].votes, 2);
    actor_send(leaver, out, proto_put_leave(out, sizeof(out)));
    actor_cut(lost);
    stage_run(&stage, TICK_HZ);
    ck_assert_uint_eq(a->client.ballot.choice[TO_BETA].votes, 0);
    run_to_next_round(a);
    ck_assert_str_eq(map(a), "a3");
}
END_TEST

START_TEST(spectators_read_the_ballot_and_have_no_vote)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *watcher = actor_spectate(&stage, "tuba");
    stage_run(&stage, 1);
    run_to_results(a);
    ck_assert_uint_eq(watcher->client.ballot.count, CHOICES);
    actor_vote(watcher, TO_BETA);
    stage_run(&stage, TICK_HZ);
    ck_assert_uint_eq(watcher->client.ballot.choice[TO_BETA].votes, 0);
    run_to_next_round(a);
    ck_assert_str_eq(map(a), "a2");
    ck_assert_uint_eq(watcher->close_code, 0);
}
END_TEST

START_TEST(who_comes_while_there_is_a_vote_reads_the_ballot)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_A3);
    stage_run(&stage, TICK_HZ);
    struct actor *late = actor_join(&stage, "tuba", "Ben");
    ck_assert_uint_eq(late->ballots, 1);
    ck_assert_uint_eq(late->client.ballot.choice[TO_A3].votes, 1);
    ck_assert_uint_eq(late->client.ballot.mine, NO_CHOICE);
}
END_TEST

START_TEST(votes_are_told_five_times_a_second_at_most)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_results(a);
    unsigned ballots = a->ballots;
    for (unsigned t = 0; t < 3 * TICK_HZ; t++) {
        actor_vote(a, t % 2 == 0 ? TO_A3 : TO_BETA);
        stage_run(&stage, 1);
    }
    ck_assert_uint_ge(a->ballots - ballots, 14);
    ck_assert_uint_le(a->ballots - ballots, 15);
    stage_run(&stage, TICK_HZ / 5); // the last word is told too
    ck_assert_uint_eq(a->client.ballot.mine, TO_BETA);
    ballots = a->ballots;
    stage_run(&stage, TICK_HZ);
    ck_assert_uint_eq(a->ballots, ballots); // nothing new, nothing told
}
END_TEST

START_TEST(votes_at_other_times_are_nobodys)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 5 * TICK_HZ);
    actor_vote(a, TO_BETA);
    run_to_results(a);
    ck_assert_uint_eq(a->client.ballot.choice[TO_BETA].votes, 0);
    actor_vote(a, CHOICES); // none of those offered
    run_to_next_round(a);
    ck_assert_str_eq(map(a), "a2");
    ck_assert_uint_eq(a->close_code, 0);
    actor_vote(a, MAX_CHOICES); // none that could be
    stage_run(&stage, 2);
    ck_assert_uint_eq(a->close_code, WS_CODE_INVALID);
}
END_TEST

START_TEST(a_host_can_keep_the_mode)
{
    teardown();
    begin(VOTES_MAPS);
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_results(a);
    ck_assert_uint_eq(a->client.ballot.count, 3);
    actor_vote(a, TO_A3);
    run_to_next_round(a);
    ck_assert_str_eq(map(a), "a3");
}
END_TEST

START_TEST(a_host_can_have_no_votes)
{
    teardown();
    begin(VOTES_OFF);
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_A3);
    run_to_next_round(a);
    ck_assert_uint_eq(a->ballots, 0);
    ck_assert_str_eq(map(a), "a2");
}
END_TEST

/* ---- edits ---- */

START_TEST(an_edit_keeps_the_map_that_is_played)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_next_round(a);
    edit("UPDATE role SET hp = 50");
    stage_run(&stage, 2);
    ck_assert_str_eq(map(a), "a2");
    ck_assert_uint_eq(a->client.rules.rules.role[0].hp, 50);
    edit("DELETE FROM mode_map WHERE map = 'a2' AND mode = 'alpha'");
    stage_run(&stage, 2);
    ck_assert_str_eq(map(a), "a1");
    ck_assert_uint_eq(a->broken + a->lost, 0);
}
END_TEST

START_TEST(an_edit_during_a_vote_makes_the_choices_anew)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    struct actor *b = actor_join(&stage, "tuba", "Ben");
    struct actor *c = actor_join(&stage, "tuba", "Cid");
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_SOLO);
    actor_vote(b, TO_A2);
    actor_vote(c, TO_A2);
    stage_run(&stage, TICK_HZ);
    edit("DELETE FROM mode_map WHERE map = 'a2' AND mode = 'alpha'");
    stage_run(&stage, 1);
    ck_assert_uint_eq(a->client.ballot.count, CHOICES - 1);
    ck_assert_uint_eq(a->client.ballot.mine, TO_SOLO - 1);
    ck_assert_uint_eq(b->client.ballot.mine, NO_CHOICE);
    run_to_next_round(a);
    ck_assert_str_eq(mode(a), "solo");
}
END_TEST

START_TEST(a_mode_removed_during_a_vote_can_be_left_for_one_of_today)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_results(a);
    edit("DELETE FROM mode WHERE id = 'alpha';"
         "UPDATE role SET hp = 77 WHERE mode = 'beta'");
    stage_run(&stage, 1);
    ck_assert_uint_eq(a->client.ballot.count, CHOICES);
    actor_vote(a, TO_BETA);
    run_to_next_round(a);
    ck_assert_str_eq(mode(a), "beta");
    ck_assert_uint_eq(a->client.rules.rules.role[0].hp, 77);
}
END_TEST

START_TEST(a_removed_mode_goes_on_to_its_next_map)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    edit("DELETE FROM mode WHERE id = 'alpha'");
    run_to_next_round(a);
    ck_assert_str_eq(mode(a), "alpha");
    ck_assert_str_eq(map(a), "a2");
}
END_TEST

START_TEST(a_mode_that_is_taken_off_the_list_has_no_vote_any_more)
{
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_BETA);
    edit("UPDATE mode SET listed = 0 WHERE id = 'alpha'");
    stage_run(&stage, 1);
    ck_assert_uint_eq(a->client.ballot.count, 0);
    run_to_next_round(a);
    ck_assert_str_eq(mode(a), "alpha");
}
END_TEST

START_TEST(an_edit_in_a_match_of_a_hundred_loses_no_frame)
{
    stage_edit_rules(&stage, "UPDATE mode SET max_players = 100, bots = 0");
    for (unsigned i = 0; i < 100; i++) {
        actor_press(actor_join(&stage, "tuba", "Guest"),
                (uint8_t)(i % 15 | BUTTON_FIRE), (uint16_t)(i * 600));
    }
    stage_run(&stage, TICK_HZ);
    unsigned frames[100];
    for (unsigned edits = 0; edits < 5; edits++) {
        char sql[120];
        for (unsigned i = 0; i < 100; i++) {
            frames[i] = stage.actor[i]->frames;
        }
        uint32_t next = stage.actor[0]->client.state.match.tick + 1;
        snprintf(sql, sizeof(sql),
                "UPDATE mode SET max_players = 100, bots = 0;"
                "UPDATE role SET hp = %u",
                40 + edits);
        stage_edit_rules(&stage, sql);
        stage_run(&stage, TICK_HZ);
        for (unsigned i = 0; i < 100; i++) {
            struct actor *a = stage.actor[i];
            ck_assert_uint_eq(a->frames - frames[i], TICK_HZ);
            ck_assert_uint_eq(a->client.rules.tick, next);
            ck_assert_uint_eq(a->client.rules.rules.role[0].hp, 40 + edits);
            ck_assert_uint_le(actor_body(a)->hp, 40 + edits);
            ck_assert_uint_eq(a->keyframes, 1);
            ck_assert_uint_eq(a->broken + a->lost + a->close_code, 0);
        }
    }
}
END_TEST

/* ---- restarts ---- */

START_TEST(after_a_restart_the_rotation_goes_on_where_it_was)
{
    uint8_t token[TOKEN_BYTES];
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    memcpy(token, a->client.welcome.token, TOKEN_BYTES);
    stage_run(&stage, 1);
    run_to_next_round(a);
    stage_run(&stage, 2 * TICK_HZ);
    ck_assert_str_eq(map(a), "a2");
    stage_restart(&stage);
    a = actor_resume(&stage, "tuba", token);
    stage_run(&stage, 1);
    ck_assert(a->client.welcome.resumed);
    ck_assert_str_eq(map(a), "a2");
    run_to_next_round(a);
    ck_assert_str_eq(map(a), "a3");
    ck_assert_uint_eq(a->broken + a->lost, 0);
}
END_TEST

START_TEST(after_a_restart_a_mode_that_was_voted_for_goes_on)
{
    uint8_t token[TOKEN_BYTES];
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    memcpy(token, a->client.welcome.token, TOKEN_BYTES);
    stage_run(&stage, 1);
    run_to_results(a);
    actor_vote(a, TO_BETA);
    run_to_next_round(a);
    stage_run(&stage, 2 * TICK_HZ);
    stage_restart(&stage);
    a = actor_resume(&stage, "tuba", token);
    stage_run(&stage, 1);
    ck_assert(a->client.welcome.resumed);
    ck_assert_str_eq(mode(a), "beta");
    ck_assert_str_eq(map(a), "b1");
    ck_assert_uint_eq(a->client.welcome.player_limit, 16);
}
END_TEST

START_TEST(after_a_restart_during_results_there_is_a_vote_again)
{
    uint8_t token[TOKEN_BYTES];
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    memcpy(token, a->client.welcome.token, TOKEN_BYTES);
    stage_run(&stage, 1);
    run_to_results(a);
    stage_run(&stage, 2 * TICK_HZ);
    stage_restart(&stage);
    a = actor_resume(&stage, "tuba", token);
    stage_run(&stage, 2);
    ck_assert_uint_eq(a->client.ballot.count, CHOICES);
    actor_vote(a, TO_A3);
    run_to_next_round(a);
    ck_assert_str_eq(map(a), "a3");
}
END_TEST

START_TEST(after_a_restart_without_its_map_a_room_goes_on_on_the_first)
{
    uint8_t token[TOKEN_BYTES];
    struct actor *a = actor_join(&stage, "tuba", "Ann");
    memcpy(token, a->client.welcome.token, TOKEN_BYTES);
    stage_run(&stage, 1);
    run_to_next_round(a);
    stage_run(&stage, 2 * TICK_HZ);
    edit("DELETE FROM mode_map WHERE map = 'a2' AND mode = 'alpha'");
    stage_restart(&stage);
    a = actor_resume(&stage, "tuba", token);
    stage_run(&stage, 1);
    ck_assert(a->client.welcome.resumed);
    ck_assert_str_eq(map(a), "a1");
    ck_assert_uint_eq(a->broken + a->lost, 0);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(
            tc, a_round_warms_up_is_played_shows_its_results_and_goes_on);
    tcase_add_test(tc, maps_take_turns_and_nobody_misses_a_frame);
    tcase_add_test(tc, the_new_map_holds_from_the_first_tick_of_its_round);
    tcase_add_test(tc, a_mode_with_one_map_begins_again_without_a_word);
    tcase_add_test(tc, an_unlisted_mode_takes_turns_but_does_not_vote);
    tcase_add_test(tc, an_empty_room_goes_on_too);
    tcase_add_test(tc, with_the_results_comes_the_ballot);
    tcase_add_test(tc, a_map_that_is_voted_for_is_next);
    tcase_add_test(tc, the_map_of_this_round_can_be_voted_for_again);
    tcase_add_test(tc, a_mode_that_is_voted_for_is_next_and_announced);
    tcase_add_test(tc, people_stay_in_a_mode_for_fewer_of_them);
    tcase_add_test(tc, of_choices_with_as_many_votes_the_first_is_next);
    tcase_add_test(tc, a_vote_can_be_changed_and_taken_back);
    tcase_add_test(tc, the_vote_of_who_goes_goes_too);
    tcase_add_test(tc, spectators_read_the_ballot_and_have_no_vote);
    tcase_add_test(tc, who_comes_while_there_is_a_vote_reads_the_ballot);
    tcase_add_test(tc, votes_are_told_five_times_a_second_at_most);
    tcase_add_test(tc, votes_at_other_times_are_nobodys);
    tcase_add_test(tc, a_host_can_keep_the_mode);
    tcase_add_test(tc, a_host_can_have_no_votes);
    tcase_add_test(tc, an_edit_keeps_the_map_that_is_played);
    tcase_add_test(tc, an_edit_during_a_vote_makes_the_choices_anew);
    tcase_add_test(
            tc, a_mode_removed_during_a_vote_can_be_left_for_one_of_today);
    tcase_add_test(tc, a_removed_mode_goes_on_to_its_next_map);
    tcase_add_test(tc, a_mode_that_is_taken_off_the_list_has_no_vote_any_more);
    tcase_add_test(tc, an_edit_in_a_match_of_a_hundred_loses_no_frame);
    tcase_add_test(tc, after_a_restart_the_rotation_goes_on_where_it_was);
    tcase_add_test(tc, after_a_restart_a_mode_that_was_voted_for_goes_on);
    tcase_add_test(tc, after_a_restart_during_results_there_is_a_vote_again);
    tcase_add_test(
            tc, after_a_restart_without_its_map_a_room_goes_on_on_the_first);
}

SUITE("rounds", add_tests)
