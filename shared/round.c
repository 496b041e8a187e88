/* SPDX-License-Identifier: MIT */
#include "shared/round.h"

#include <string.h>

#include "shared/body.h"
#include "shared/effect.h"
#include "shared/event.h"
#include "shared/thing.h"
#include "shared/world.h"

static uint16_t count_players(const struct world *world)
{
    uint16_t count = 0;
    for (uint16_t i = 0; i < world->player_limit; i++) {
        count = (uint16_t)(count + world_has_player(world, i));
    }
    return count;
}

/* Whether a round goes on, a pause between two bouts or not. */
static bool is_running(const struct match *match)
{
    return match->ends_at != 0 &&
           (match->phase == PHASE_PLAY || match->phase == PHASE_OVERTIME);
}

/* ---- beginning ---- */

static void place_things(struct events *events)
{
    things_place(events->world, events->rules);
    things_posts(events->world, events->rules, &events->posts);
}

/* The field as it was meant to be; everybody is in the start role. */
static void clear_field(struct events *events)
{
    struct world *world = events->world;
    for (uint16_t i = 0; i < world->entity_limit; i++) {
        struct entity *entity = &world->entity[i];
        if (!world_has_player(world, i)) {
            memset(entity, 0, sizeof(*entity));
            continue;
        }
        entity->type = rules_start_role(events->rules);
        entity->hp = 0; // so that nobody counts as near until it has a spot
        entity->foe = NO_SLOT;
    }
    place_things(events);
    world->lost = 0;
}

static void clear_scores(struct world *world)
{
    struct match *match = &world->match;
    match->winner = NO_SLOT;
    match->score1 = match->score2 = match->score3 = match->score4 = 0;
    world->room_memo = (struct memo){0};
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (world_has_player(world, i)) {
            world->entity[i].score = 0;
            world->entity[i].deaths = 0;
            world->memo[i] = (struct memo){0};
        }
    }
}

static void spawn_everybody(struct events *events)
{
    for (uint16_t i = 0; i < events->world->player_limit; i++) {
        if (world_has_player(events->world, i)) {
            event_spawn(events, (uint8_t)i);
            events_run(events);
        }
    }
}

static void begin_bout(struct events *events)
{
    struct match *match = &events->world->match;
    match->bout_at = match->tick;
    clear_field(events);
    spawn_everybody(events);
    events_each(events, EVENT_START, 0, false);
}

static void begin_play(struct events *events)
{
    struct match *match = &events->world->match;
    match->phase = PHASE_PLAY;
    match->ends_at = match->tick + events->rules->time_limit;
    clear_scores(events->world);
    begin_bout(events);
}

/* The very first round of a room: who waits for it has just spawned. */
static void begin_first(struct events *events)
{
    struct match *match = &events->world->match;
    match->phase = PHASE_PLAY;
    match->winner = NO_SLOT;
    match->ends_at = match->tick + events->rules->time_limit;
    match->bout_at = match->tick;
    place_things(events);
    events_each(events, EVENT_START, 0, false);
}

static bool has_enough(const struct events *events)
{
    return count_players(events->world) >= events->rules->min_players;
}

/* The warm-up's time runs once all are there whom the round waits for. */
static void warm_up(struct events *events)
{
    struct match *match = &events->world->match;
    if (!has_enough(events)) {
        match->ends_at = 0;
        return;
    }
    if (match->ends_at == 0) {
        match->ends_at = match->tick + events->rules->warmup;
    }
    if (match->tick >= match->ends_at) {
        begin_play(events);
    }
}

static void begin_round(struct events *events)
{
    struct match *match = &events->world->match;
    bool is_first = match->ends_at == 0;
    bool waits = events->rules->warmup > 0 || !has_enough(events);
    if (!waits && is_first) {
        begin_first(events);
    } else if (!waits) {
        begin_play(events);
    } else {
        match->phase = PHASE_WARMUP;
        match->ends_at = 0;
        clear_scores(events->world);
        if (is_first) {
            place_things(events);
        } else {
            begin_bout(events);
        }
        warm_up(events);
    }
}

bool round_is_closed(const struct world *world, const struct rules *rules)
{
    return rules->bouts && is_running(&world->match);
}

/* Who is out of a bout is so until the next; also while results are shown. */
static void respawn(struct events *events)
{
    const struct match *match = &events->world->match;
    if (events->rules->bouts && match->phase != PHASE_WARMUP) {
        return;
    }
    for (uint16_t i = 0; i < events->world->player_limit; i++) {
        const struct entity *player = &events->world->entity[i];
        if (world_has_player(events->world, i) && player->hp == 0 &&
                match->tick >= player->back_at) {
            event_spawn(events, (uint8_t)i);
            events_run(events);
        }
    }
}

void round_open(struct events *events)
{
    const struct match *match = &events->world->match;
    bool nobody_played = match->phase == PHASE_PLAY && match->ends_at == 0;
    bool is_over =
            match->phase == PHASE_RESULTS && match->tick >= match->ends_at;
    if (match->phase == PHASE_WARMUP) {
        warm_up(events);
    } else if (is_over || (nobody_played && count_players(events->world) > 0)) {
        begin_round(events);
    } else if (is_running(match) && match->bout_at == match->tick) {
        begin_bout(events);
    }
    respawn(events);
}

/* ---- the clock ---- */

static bool goes_off(const struct rules_timer *timer, uint32_t age)
{
    bool again = timer->every > 0 && age > timer->first;
    return age == timer->first ||
           (again && (age - timer->first) % timer->every == 0);
}

void round_timers(struct events *events)
{
    const struct match *match = &events->world->match;
    const struct rules *rules = events->rules;
    for (uint8_t i = 0; i < rules->timer_count && i < MAX_TIMERS; i++) {
        if (is_running(match) &&
                goes_off(&rules->timer[i], match->tick - match->bout_at)) {
            events_each(events, EVENT_TIMER, i, false);
        }
    }
}

/* ---- who has won ---- */

/* Whoever has the most, or the least; NO_SLOT when several have. */
struct leader {
    bool seen;
    uint8_t who;
    int32_t score;
};

static void compare(struct leader *leader, const struct rules *rules,
        uint8_t who, int32_t score)
{
    bool better = rules->win == WIN_LEAST ? score < leader->score
                                          : score > leader->score;
    if (!leader->seen || better) {
        *leader = (struct leader){true, who, score};
    } else if (score == leader->score) {
        leader->who = NO_SLOT;
    }
}

uint8_t round_leader(const struct world *world, const struct rules *rules)
{
    const struct match *match = &world->match;
    const int16_t score[MAX_TEAMS] = {
            match->score1, match->score2, match->score3, match->score4};
    struct leader leader = {.who = NO_SLOT};
    for (uint8_t i = 0; i < rules->teams && i < MAX_TEAMS; i++) {
        compare(&leader, rules, i, score[i]);
    }
    for (uint16_t i = 0; i < world->player_limit && rules->teams == 0; i++) {
        if (world_has_player(world, i)) {
            compare(&leader, rules, (uint8_t)i, world->entity[i].score);
        }
    }
    return leader.who;
}

static bool limit_is_reached(
        const struct world *world, const struct rules *rules)
{
    const struct match *match = &world->match;
    int16_t limit = rules->score_limit;
    if (limit <= 0) {
        return false;
    }
    bool reached = match->score1 >= limit || match->score2 >= limit ||
                   match->score3 >= limit || match->score4 >= limit;
    for (uint16_t i = 0; i < world->player_limit && rules->teams == 0; i++) {
        reached = reached || (world_has_player(world, i) &&
                                     world->entity[i].score >= limit);
    }
    return reached;
}

void round_end(struct world *world, uint8_t winner)
{
    struct match *match = &world->match;
    match->phase = PHASE_RESULTS;
    match->winner = winner;
    match->ends_at = match->tick + RESULTS_TICKS;
}

void round_settle(const struct events *events)
{
    struct world *world = events->world;
    if (events->is_over && is_running(&world->match)) {
        round_end(world, events->is_won ? events->winner
                                        : round_leader(world, events->rules));
    }
}

/* ---- sides and bouts ---- */

struct sides {
    uint32_t teams; // a bit each
    uint32_t loners;
};

static void add_side(struct sides *sides, const struct entity *player)
{
    if (player->team > 0 && player->team <= MAX_TEAMS) {
        sides->teams |= (uint32_t)1 << player->team;
    } else {
        sides->loners++;
    }
}

static uint32_t count_sides(const struct sides *sides)
{
    uint32_t count = sides->loners;
    for (uint32_t team = 1; team <= MAX_TEAMS; team++) {
        count += sides->teams >> team & 1;
    }
    return count;
}

/* One side is left, of several that would like to play, or nobody of the only
 * one: a bout is over. LAST is for those who were in it, not for who came in
 * meanwhile, and never died. Who is out of sight may well be alive. */
static void check_bout(struct events *events)
{
    struct world *world = events->world;
    struct match *match = &world->match;
    struct sides all = {0}, fought = {0}, left = {0};
    if (!events->rules->bouts || !match_in_play(match)) {
        return;
    }
    for (uint16_t i = 0; i < world->player_limit; i++) {
        const struct entity *player = &world->entity[i];
        if (!world_has_player(world, i)) {
            continue;
        }
        bool lives = player->hp > 0 || player->back_at == BACK_NEVER;
        add_side(&all, player);
        if (lives || player->deaths > 0) {
            add_side(&fought, player);
        }
        if (lives) {
            add_side(&left, player);
        }
    }
    uint32_t most = count_sides(&all) > 1 ? 1 : 0;
    if (count_sides(&all) == 0 || count_sides(&left) > most) {
        return;
    }
    if (count_sides(&fought) > 1) {
        events_each(events, EVENT_LAST, 0, true);
    }
    match->bout_at = match->tick + BOUT_PAUSE;
    for (uint16_t i = 0; i < world->player_limit; i++) {
        if (world_has_player(world, i) && world->entity[i].hp == 0) {
            world->entity[i].back_at = match->bout_at;
        }
    }
}

/* ---- the end of a tick ---- */

static void post_extinct(struct events *events, uint32_t roles)
{
    struct world *world = events->world;
    uint32_t living = world_living_roles(world);
    uint32_t gone = (roles | world->lost) & ~living;
    for (uint8_t i = 0; i < MAX_ROLES; i++) {
        if (gone >> i & 1) {
            event_post_full(events, &(struct event){.kind = EVENT_EXTINCT,
                                            .actor = NO_SLOT,
                                            .target = NO_SLOT,
                                            .thing = NO_THING,
                                            .into = NO_THING,
                                            .what = i});
        }
    }
    events_run(events);
    world->lost = living;
}

static void time_is_up(struct events *events)
{
    struct world *world = events->world;
    struct match *match = &world->match;
    const struct rules *rules = events->rules;
    uint32_t bout_at = match->bout_at;
    match->bout_at = bout_at < match->tick ? bout_at : match->tick; // no pause
    events_each(events, EVENT_TIMEUP, 0, false);
    match->bout_at = bout_at;
    uint8_t winner = round_leader(world, rules);
    if (events->is_over) {
        round_end(world, events->is_won ? events->winner : winner);
    } else if (winner == NO_SLOT && rules->overtime > 0 &&
               !limit_is_reached(world, rules)) {
        match->phase = PHASE_OVERTIME;
        match->ends_at = match->tick + rules->overtime;
    } else {
        round_end(world, winner);
    }
}

static void check_round(struct events *events)
{
    struct world *world = events->world;
    const struct match *match = &world->match;
    uint8_t leader = round_leader(world, events->rules);
    bool is_decided = match->phase == PHASE_OVERTIME &&
                      (leader != NO_SLOT || match->tick >= match->ends_at);
    if (events->is_over) {
        round_end(world, events->is_won ? events->winner : leader);
    } else if (is_decided || limit_is_reached(world, events->rules)) {
        round_end(world, leader);
    } else if (match->tick >= match->ends_at) {
        time_is_up(events);
    }
}

void round_close(struct events *events, uint32_t roles)
{
    struct world *world = events->world;
    if (!is_running(&world->match)) {
        world->lost = 0;
        return;
    }
    post_extinct(events, roles);
    check_bout(events);
    if (match_in_play(&world->match)) {
        events_keep_picks(events);
    }
    check_round(events);
    world->lost &= ~world_living_roles(world);
}

/* ---- a change of rules ---- */

void round_change_rules(
        struct world *world, const struct rules *old, const struct rules *now)
{
    struct match *match = &world->match;
    if (match->ends_at != 0 && match->phase == PHASE_PLAY) {
        match->ends_at += now->time_limit - old->time_limit;
    } else if (match->ends_at != 0 && match->phase == PHASE_WARMUP) {
        match->ends_at += now->warmup - old->warmup;
    } else if (match->phase == PHASE_OVERTIME) {
        match->ends_at += now->overtime - old->overtime;
    }
    if (!now->bouts && match->bout_at > match->tick) {
        match->bout_at = match->tick;
    }
}
