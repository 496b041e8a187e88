/* SPDX-License-Identifier: MIT */
#include "server/rules_play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/rules_cmd_inside.h"
#include "server/text.h"
#include "shared/round.h"
#include "shared/sim.h"

struct play *play_create(struct rulebook *book, const struct rules *rules,
        unsigned bots, uint64_t seed, bool verbose)
{
    struct play *play = calloc(1, sizeof(*play));

    if (!play) {
        return NULL;
    }
    play->book = book;
    play->rules = rules;
    play->bots = bots;
    play->verbose = verbose;
    play->scripts = scripts_create();
    if (!play->scripts) {
        free(play);
        return NULL;
    }
    sim_start(&play->now, rules, seed);
    for (unsigned i = 0; i < bots; i++) {
        sim_join(&play->now, rules, (uint8_t)i, true);
    }
    return play;
}

void play_destroy(struct play *play)
{
    if (play) {
        scripts_destroy(play->scripts);
        free(play);
    }
}

/* ---- words ---- */

/* What every line begins with: minutes and seconds since the room began. */
static void say_time(const struct play *play)
{
    uint32_t seconds = play->now.match.tick / TICK_HZ;

    printf("%2u:%02u  ", (unsigned)(seconds / 60), (unsigned)(seconds % 60));
}

static void say_text(const char *text)
{
    cmd_put_plain(text, strlen(text));
}

static const char *plural(int count, const char *one, const char *more)
{
    return count == 1 ? one : more;
}

static const char *phase_word(const struct match *match)
{
    static const char *const words[PHASE_COUNT] = {
            [PHASE_PLAY] = "play",
            [PHASE_RESULTS] = "results",
            [PHASE_WARMUP] = "warm-up",
            [PHASE_OVERTIME] = "overtime",
    };

    return words[match->phase];
}

static int team_score(const struct match *match, unsigned team)
{
    const int16_t score[MAX_TEAMS] = {
            match->score1, match->score2, match->score3, match->score4};

    return score[team - 1];
}

static const char *role_id(const struct play *play, uint8_t role)
{
    return rules_role(play->rules, role)->id;
}

/* ---- what happens to players and things ---- */

static void tell_death(struct play *play, unsigned slot)
{
    uint8_t by = play->now.entity[slot].foe;

    if (by < MAX_PLAYERS) {
        play->kills[by]++;
    }
    if (!play->verbose) {
        return;
    }
    say_time(play);
    printf("bot %u dies", slot);
    if (by < MAX_PLAYERS) {
        printf(", by bot %u", by);
    }
    printf("\n");
}

static void tell_player(struct play *play, unsigned slot)
{
    const struct entity *was = &play->had[slot], *is = &play->now.entity[slot];

    if (is->deaths > was->deaths) {
        tell_death(play, slot);
    }
    if (!play->verbose) {
        return;
    }
    if (is->type != was->type) {
        say_time(play);
        printf("bot %u becomes %s\n", slot, role_id(play, is->type));
    }
    if (is->team != was->team) {
        say_time(play);
        printf("bot %u joins team %u\n", slot, is->team);
    }
    if (is->score != was->score) {
        say_time(play);
        printf("bot %u has %d %s\n", slot, is->score,
                plural(is->score, "point", "points"));
    }
}

static void say_thing(
        const struct play *play, const struct entity *thing, const char *what)
{
    const struct rules_kind *kind = rules_kind(play->rules, thing->type);

    printf("%s", kind ? kind->id : "?");
    if (thing->team != 0) {
        printf(" of team %u", thing->team);
    }
    printf("%s\n", what);
}

static bool is_there(const struct entity *thing)
{
    return thing->kind == ENTITY_THING && thing->hp > 0;
}

/* Where its stand has it, and nobody carries it; what is a script's has none.
 */
static bool is_home(
        const struct play *play, unsigned i, const struct entity *thing)
{
    const struct rules_stand *stand = &play->rules->stand[i];

    return i < play->rules->stand_count && thing->owner == NO_SLOT &&
           thing->x == stand->x && thing->y == stand->y;
}

/* Of what is there, and was. */
static void tell_change(const struct play *play, unsigned i,
        const struct entity *was, const struct entity *is)
{
    bool is_carried = is->owner < play->now.player_limit;

    if (is->owner != was->owner && is_carried) {
        say_time(play);
        printf("bot %u takes ", is->owner);
        say_thing(play, is, "");
    } else if (is->team != was->team) {
        say_time(play);
        say_thing(play, is, " is theirs now");
    } else if (is_home(play, i, is) && !is_home(play, i, was)) {
        say_time(play);
        say_thing(play, is, " is home");
    } else if (is->owner != was->owner) {
        say_time(play);
        say_thing(play, is, " lies about");
    }
}

static void tell_thing(const struct play *play, unsigned i)
{
    unsigned slot = play->now.player_limit + i;
    const struct entity *was = &play->had[slot], *is = &play->now.entity[slot];

    if (is_there(was) && is_there(is)) {
        tell_change(play, i, was, is);
    } else if (is_there(is)) {
        say_time(play);
        say_thing(play, is, " is there");
    } else if (is_there(was)) {
        say_time(play);
        say_thing(play, was, " is away");
    }
}

/* What all rooms and bouts begin with is no news. */
static void tell_bodies(struct play *play)
{
    const struct match *match = &play->now.match;
    bool is_news = match->tick > 1 && match->bout_at != match->tick;

    for (unsigned i = 0; i < play->bots; i++) {
        tell_player(play, i);
    }
    for (unsigned i = 0; i < MAX_THINGS && play->verbose && is_news; i++) {
        tell_thing(play, i);
    }
    for (unsigned team = 1; team <= play->rules->teams && play->verbose;
            team++) {
        int score = team_score(match, team);
        if (score != team_score(&play->was, team)) {
            say_time(play);
            printf("team %u has %d %s\n", team, score,
                    plural(score, "point", "points"));
        }
    }
}

/* ---- what scripts do ---- */

/* As a room passes it on, or does not. */
static void tell_line(struct play *play, struct scripts_line *line)
{
    uint64_t now_ns = play->now.match.tick * NS_PER_TICK;

    if (!rate_allows(&play->say, now_ns, SCRIPTS_SAY_NS, SCRIPTS_SAY_BURST)) {
        play->unsaid++;
        return;
    }
    text_tidy(line->text);
    say_time(play);
    if (line->slot == NO_SLOT) {
        printf("say: ");
    } else {
        printf("say to bot %u: ", line->slot);
    }
    say_text(line->text);
    printf("\n");
}

/* A sentence is told once, and again when it is another. */
static void tell_failure(struct play *play)
{
    const struct scripts_result *result = &play->result;
    struct play_script *script = &play->script[result->script];

    if (strcmp(script->told, result->error) == 0) {
        return;
    }
    snprintf(script->told, sizeof(script->told), "%s", result->error);
    say_time(play);
    say_text(result->error);
    printf("\n");
}

static void run_scripts(struct play *play)
{
    struct scripts_result *result = &play->result;

    scripts_begin_tick(play->scripts, SCRIPTS_TICK_NS);
    scripts_run(play->scripts, play->book, play->rules, &play->now,
            &play->state, result);
    play->unsaid += result->unsaid;
    play->no_room += result->left_out;
    for (unsigned i = 0; i < play->rules->script_count; i++) {
        play->script[i].runs += result->tally[i].runs;
        play->script[i].failed += result->tally[i].failed;
        play->script[i].left_out += result->tally[i].left_out;
        play->no_room -= result->tally[i].left_out;
    }
}

static void tell_scripts(struct play *play)
{
    for (unsigned i = 0; i < play->result.said; i++) {
        tell_line(play, &play->result.say[i]);
    }
    if (play->result.failed) {
        tell_failure(play);
    }
}

/* ---- the round ---- */

static void tell_beginning(struct play *play)
{
    const struct match *match = &play->now.match;
    bool is_running =
            match->phase == PHASE_PLAY || match->phase == PHASE_OVERTIME;

    if (match->tick == 1 || play->was.phase != match->phase) {
        if (match->phase == PHASE_WARMUP || match->phase == PHASE_PLAY) {
            say_time(play);
            printf("%s\n", phase_word(match));
        }
    }
    if (play->rules->bouts && is_running && match->bout_at == match->tick) {
        say_time(play);
        printf("bout %u\n", ++play->bouts);
    }
}

/* Who is left alive: one side, or nobody. */
static void tell_end_of_bout(const struct play *play)
{
    const struct match *match = &play->now.match;

    if (match->bout_at <= match->tick || play->was.bout_at > play->was.tick) {
        return;
    }
    say_time(play);
    printf("bout %u is over: ", play->bouts);
    for (unsigned i = 0; i < play->bots; i++) {
        const struct entity *player = &play->now.entity[i];
        if (player->hp > 0) {
            printf("%s %u is left\n", player->team != 0 ? "team" : "bot",
                    player->team != 0 ? player->team : i);
            return;
        }
    }
    printf("nobody is left\n");
}

static bool limit_is_reached(const struct play *play)
{
    const struct rules *rules = play->rules;
    int limit = rules->score_limit;
    bool reached = false;

    for (unsigned team = 1; team <= rules->teams; team++) {
        reached = reached || team_score(&play->now.match, team) >= limit;
    }
    for (unsigned i = 0; i < play->bots && rules->teams == 0; i++) {
        reached = reached || play->now.entity[i].score >= limit;
    }
    return limit > 0 && reached;
}

/* As far as it can be seen from outside. */
static void say_why(const struct play *play)
{
    const struct match *match = &play->now.match;
    bool is_led = match->winner == round_leader(&play->now, play->rules);

    if (is_led && limit_is_reached(play)) {
        printf("score_limit %d is reached\n", play->rules->score_limit);
    } else if (match->tick >= play->was.ends_at) {
        printf("time is up%s\n", is_led ? "" : ", and a rule says who");
    } else if (is_led && play->was.phase == PHASE_OVERTIME) {
        printf("decided in overtime\n");
    } else {
        printf("a rule ended it\n");
    }
}

static void say_winner(const struct play *play)
{
    const struct match *match = &play->now.match;
    uint8_t winner = match->winner;

    if (winner == NO_SLOT) {
        printf("a draw");
    } else if (winner >= WINNER_ROLE) {
        printf("role %s wins", role_id(play, (uint8_t)(winner - WINNER_ROLE)));
    } else if (play->rules->teams > 0) {
        int score = winner < MAX_TEAMS ? team_score(match, winner + 1u) : 0;
        printf("team %u wins, with %d %s", winner + 1u, score,
                plural(score, "point", "points"));
    } else {
        int score = play->now.entity[winner].score;
        printf("bot %u wins, with %d %s", winner, score,
                plural(score, "point", "points"));
    }
}

static void tell_end(const struct play *play)
{
    const struct match *match = &play->now.match;

    tell_end_of_bout(play);
    if (match->phase == play->was.phase) {
        return;
    }
    if (match->phase == PHASE_OVERTIME) {
        say_time(play);
        printf("overtime\n");
    } else if (match->phase == PHASE_RESULTS) {
        say_time(play);
        printf("results: ");
        say_winner(play);
        printf("; ");
        say_why(play);
    }
}

static void step(struct play *play)
{
    struct world *now = &play->now;

    play->was = now->match;
    memcpy(play->had, now->entity,
            (now->player_limit + MAX_THINGS) * sizeof(now->entity[0]));
    for (unsigned i = 0; i < play->bots; i++) {
        play->input[i] = sim_bot_input(now, play->rules, (uint8_t)i);
    }
    sim_step(now, play->rules, play->input);
    run_scripts(play);
    tell_beginning(play);
    tell_bodies(play);
    tell_scripts(play);
    tell_end(play);
}

static void tell_joins(const struct play *play)
{
    for (unsigned i = 0; i < play->bots && play->verbose; i++) {
        const struct entity *player = &play->now.entity[i];
        say_time(play);
        printf("bot %u joins as %s", i, role_id(play, player->type));
        if (player->team != 0) {
            printf(", team %u", player->team);
        }
        printf("\n");
    }
}

void play_round(struct play *play, uint32_t ticks)
{
    const struct match *match = &play->now.match;
    bool is_over = false;

    tell_joins(play);
    for (uint32_t i = 0; i < ticks && !is_over; i++) {
        step(play);
        is_over = match->phase == PHASE_RESULTS;
    }
    if (!is_over) {
        say_time(play);
        printf("cut here, in %s\n", phase_word(match));
    }
}

/* ---- how it stands ---- */

/* Slots from the best to the worst, by points as the mode counts them. */
static void sort_slots(const struct play *play, uint8_t *slot)
{
    int better = play->rules->win == WIN_LEAST ? -1 : 1;

    for (unsigned i = 0; i < play->bots; i++) {
        unsigned at = i;
        while (at > 0 && better * play->now.entity[slot[at - 1]].score <
                                 better * play->now.entity[i].score) {
            slot[at] = slot[at - 1];
            at--;
        }
        slot[at] = (uint8_t)i;
    }
}

static void say_players(const struct play *play)
{
    uint8_t slot[MAX_PLAYERS];
    int width = 4; // of the widest role

    for (unsigned i = 0; i < play->rules->role_count; i++) {
        int len = (int)strlen(play->rules->role[i].id);
        width = len > width ? len : width;
    }
    sort_slots(play, slot);
    printf("\nbot  team  %-*s     hp  points  kills  deaths\n", width, "role");
    for (unsigned i = 0; i < play->bots; i++) {
        const struct entity *player = &play->now.entity[slot[i]];
        printf("%3u  ", slot[i]);
        printf(player->team != 0 ? "%4u  " : "   -  ", player->team);
        printf("%-*s  %5u  %6d  %5u  %6u\n", width, role_id(play, player->type),
                player->hp, player->score, play->kills[slot[i]],
                player->deaths);
    }
}

static void say_teams(const struct play *play)
{
    for (unsigned team = 1; team <= play->rules->teams; team++) {
        int score = team_score(&play->now.match, team);
        printf("%steam %u: %d %s\n", team == 1 ? "\n" : "", team, score,
                plural(score, "point", "points"));
    }
}

static void say_scripts(const struct play *play)
{
    int width = 6;

    for (unsigned i = 0; i < play->rules->script_count; i++) {
        int len = (int)strlen(play->rules->script[i].id);
        width = len > width ? len : width;
    }
    for (unsigned i = 0; i < play->rules->script_count; i++) {
        const struct play_script *script = &play->script[i];
        if (i == 0) {
            printf("\n%-*s    runs  failed  left out\n", width, "script");
        }
        printf("%-*s  %6u  %6u  %8u%s\n", width, play->rules->script[i].id,
                script->runs, script->failed, script->left_out,
                play->state.failures[i] >= SCRIPTS_PATIENCE ? "  switched off"
                                                            : "");
    }
    if (play->no_room > 0) {
        printf("%u more were left out: a step has room for %u\n", play->no_room,
                MAX_CALLS);
    }
    if (play->unsaid > 0) {
        printf("%u sentences were left unsaid: a room passes on %u a second\n",
                play->unsaid, (unsigned)(NS_PER_S / SCRIPTS_SAY_NS));
    }
}

void play_say_table(const struct play *play)
{
    say_players(play);
    say_teams(play);
    say_scripts(play);
}

unsigned play_failures(const struct play *play)
{
    unsigned count = 0;

    for (unsigned i = 0; i < play->rules->script_count; i++) {
        count += play->script[i].failed;
    }
    return count;
}
