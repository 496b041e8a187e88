/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/body.h"
#include "shared/rng.h"
#include "tests/golden/things.h"
#include "tests/unit/pitch.h"

static struct pitch pitch;

static void set_up(void)
{
    pitch_open(&pitch);
}

static struct entity *at(uint8_t slot)
{
    return pitch_player(&pitch, slot);
}

static struct match *match(void)
{
    return &pitch.world.match;
}

static uint32_t hash_of(struct world *world)
{
    struct snapshot snap = world_snapshot(world);
    return snapshot_hash(&snap);
}

/* ---- coming and going ---- */

START_TEST(an_empty_match_is_at_tick_0_and_has_room)
{
    ck_assert_uint_eq(match()->tick, 0);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    ck_assert_uint_eq(pitch.world.player_limit, 16);
    ck_assert_uint_gt(pitch.world.entity_limit, 16 + 128);
    ck_assert_uint_eq(sim_free_slot(&pitch.world), 0);
    pitch.rules.max_players = MAX_PLAYERS;
    sim_start(&pitch.world, &pitch.rules, 1);
    ck_assert_uint_eq(pitch.world.entity_limit, MAX_ENTITIES);
}
END_TEST

START_TEST(of_the_seed_nothing_is_public)
{
    struct world other;
    sim_start(&other, &pitch.rules, 1);
    ck_assert_uint_eq(other.secret_rng, pitch.world.secret_rng);
    ck_assert_uint_eq(other.match.rng, pitch.world.match.rng);
    sim_start(&other, &pitch.rules, 2);
    ck_assert_uint_ne(other.secret_rng, pitch.world.secret_rng);
    ck_assert_uint_eq(other.match.rng, pitch.world.match.rng);
}
END_TEST

START_TEST(slots_fill_up_and_are_freed)
{
    for (uint8_t i = 0; i < 16; i++) {
        ck_assert_uint_eq(sim_free_slot(&pitch.world), i);
        sim_join(&pitch.world, &pitch.rules, i, false);
    }
    ck_assert_uint_eq(sim_free_slot(&pitch.world), NO_SLOT);
    sim_leave(&pitch.world, 7);
    ck_assert_uint_eq(sim_free_slot(&pitch.world), 7);
}
END_TEST

START_TEST(a_joiner_is_alive_in_the_start_role_and_guarded)
{
    pitch.world.match.tick = 500;
    sim_join(&pitch.world, &pitch.rules, 3, false);
    ck_assert_uint_eq(at(3)->kind, ENTITY_PLAYER);
    ck_assert_uint_eq(at(3)->owner, 3);
    ck_assert_uint_eq(at(3)->hp, 100);
    ck_assert_uint_eq(at(3)->foe, NO_SLOT);
    ck_assert_uint_eq(at(3)->born, 500);
    ck_assert(entity_guarded(at(3), 501));
    ck_assert(!pitch.world.bot[3].active);
}
END_TEST

START_TEST(a_join_is_a_spawn_to_the_rules)
{
    pitch_rule(&pitch, EVENT_SPAWN, OP_SCORE, WHO_ACTOR, 5);
    pitch_join(&pitch, 500, 500);
    ck_assert_int_eq(at(0)->score, 5);
}
END_TEST

START_TEST(who_comes_late_where_the_fewest_points_win_has_the_most)
{
    pitch.rules.win = WIN_LEAST;
    uint8_t a = pitch_join(&pitch, 500, 500);
    ck_assert_int_eq(at(a)->score, 0);
    uint8_t b = pitch_join(&pitch, 900, 500);
    at(a)->score = 3;
    at(b)->score = 1;
    uint8_t late = pitch_join(&pitch, 500, 900);
    ck_assert_int_eq(at(late)->score, 3);
    sim_leave(&pitch.world, a);
    sim_leave(&pitch.world, late);
    at(b)->score = -2;
    ck_assert_int_eq(at(pitch_join(&pitch, 500, 900))->score, -2);
    pitch.rules.win = WIN_MOST;
    at(b)->score = 7;
    ck_assert_int_eq(at(pitch_join(&pitch, 700, 900))->score, 0);
    pitch.rules.win = WIN_LEAST;
    pitch.rules.teams = 2; // a team's points are its own
    ck_assert_int_eq(at(pitch_join(&pitch, 900, 900))->score, 0);
}
END_TEST

START_TEST(who_leaves_takes_its_shots_along_and_is_nobodys_foe)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 500, 600);
    pitch_press(&pitch, a, BUTTON_FIRE, RIGHT);
    pitch_press(&pitch, b, BUTTON_FIRE, RIGHT);
    pitch_step(&pitch, 1);
    at(b)->foe = a;
    pitch.world.bot[b].active = true;
    pitch.world.bot[b].target = a;
    sim_leave(&pitch.world, a);
    ck_assert_uint_eq(pitch_shots(&pitch), 1);
    ck_assert_uint_eq(at(a)->kind, ENTITY_NONE);
    ck_assert_uint_eq(at(b)->foe, NO_SLOT);
    ck_assert_uint_eq(pitch.world.bot[b].target, NO_SLOT);
}
END_TEST

START_TEST(what_scripts_keep_of_somebody_leaves_with_it)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 500, 600);
    pitch.world.memo[a] = pitch.world.memo[b] = (struct memo){5, 6};
    sim_leave(&pitch.world, a);
    ck_assert_uint_eq(pitch_join(&pitch, 500, 500), a);
    ck_assert_int_eq(pitch.world.memo[a].a, 0);
    ck_assert_int_eq(pitch.world.memo[a].b, 0);
    ck_assert_int_eq(pitch.world.memo[b].a, 5);
}
END_TEST

/* ---- a tick ---- */

START_TEST(the_input_applied_last_is_public)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    pitch_press(&pitch, a, 0xe0 | BUTTON_LEFT, 0x1234);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(a)->buttons, BUTTON_LEFT);
    ck_assert_uint_eq(at(a)->aim, 0x12);
    at(a)->hp = 0;
    at(a)->back_at = 1000;
    pitch_press(&pitch, a, BUTTON_UP, 0x5678); // the dead are heard as well
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(a)->buttons, BUTTON_UP);
    ck_assert_uint_eq(at(a)->aim, 0x56);
}
END_TEST

START_TEST(the_same_inputs_give_the_same_world)
{
    struct pitch other;
    uint64_t dice = 3;
    for (unsigned i = 0; i < 5; i++) {
        sim_join(&pitch.world, &pitch.rules, (uint8_t)i, i > 2);
    }
    other = pitch;
    for (unsigned i = 0; i < 600; i++) {
        for (uint8_t p = 0; p < 5; p++) {
            pitch_press(&pitch, p, (uint8_t)rng_below(&dice, 32),
                    (uint16_t)rng_next(&dice));
            other.input[p] = pitch.input[p];
        }
        pitch_step(&pitch, 1);
        pitch_step(&other, 1);
    }
    ck_assert_uint_eq(hash_of(&pitch.world), hash_of(&other.world));
    ck_assert_uint_eq(pitch.world.secret_rng, other.world.secret_rng);
}
END_TEST

START_TEST(a_world_is_copied_by_assignment)
{
    sim_join(&pitch.world, &pitch.rules, 0, false);
    pitch_press(&pitch, 0, BUTTON_RIGHT | BUTTON_FIRE, 77);
    pitch_step(&pitch, 20);
    struct pitch copy = pitch;
    pitch_step(&pitch, 20);
    pitch_step(&copy, 20);
    ck_assert_uint_eq(hash_of(&pitch.world), hash_of(&copy.world));
}
END_TEST

/* ---- dying and coming back ---- */

START_TEST(the_dead_come_back_after_the_rules_time)
{
    uint8_t a = pitch_join(&pitch, 500, 500);
    uint8_t b = pitch_join(&pitch, 560, 500);
    at(b)->hp = 1;
    pitch_press(&pitch, a, BUTTON_FIRE, RIGHT);
    while (at(b)->hp > 0) {
        pitch_step(&pitch, 1);
        ck_assert_uint_lt(match()->tick, 30);
    }
    pitch_press(&pitch, a, 0, 0);
    uint32_t died = match()->tick;
    int32_t x = at(b)->x;
    ck_assert_uint_eq(at(b)->deaths, 1);
    ck_assert_uint_eq(at(b)->back_at, died + pitch.rules.respawn);
    pitch_press(&pitch, b, BUTTON_LEFT, 0);
    pitch_step(&pitch, pitch.rules.respawn - 1);
    ck_assert_uint_eq(at(b)->hp, 0);
    ck_assert_int_eq(at(b)->x, x); // it stays where it fell
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(b)->hp, 100);
    ck_assert_uint_eq(at(b)->born, match()->tick);
    ck_assert_uint_eq(at(b)->foe, a);
}
END_TEST

START_TEST(a_respawn_of_0_ticks_is_the_next_tick)
{
    pitch.rules.respawn = 0;
    uint8_t a = pitch_join(&pitch, 500, 500);
    at(a)->hp = 0;
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(at(a)->hp, 100);
}
END_TEST

/* ---- a change of rules ---- */

static void change_to(struct rules *now)
{
    sim_change_rules(&pitch.world, &pitch.rules, now);
    pitch.rules = *now;
}

START_TEST(players_keep_their_role_by_its_id)
{
    uint8_t heavy = pitch_role(&pitch, "heavy");
    uint8_t gone = pitch_role(&pitch, "gone");
    for (unsigned i = 0; i < 3; i++) {
        pitch_join(&pitch, 100 + 100 * (int32_t)i, 500);
    }
    at(1)->type = heavy;
    at(2)->type = gone;
    struct rules now = pitch.rules;
    now.role_count = 2;
    now.role[0] = pitch.rules.role[heavy]; // another order, and one is missing
    now.role[0].hp = 50;
    now.role[1] = pitch.rules.role[0];
    match()->tick = 70;
    change_to(&now);
    ck_assert_uint_eq(at(0)->type, 1);
    ck_assert_uint_eq(at(0)->hp, 100);
    ck_assert_int_eq(at(0)->x, arena_u(100));
    ck_assert_uint_eq(at(1)->type, 0);
    ck_assert_uint_eq(at(1)->hp, 50); // not more than the role allows
    ck_assert_int_eq(at(1)->x, arena_u(200));
    ck_assert_uint_eq(at(2)->type, 1);
    ck_assert_uint_eq(at(2)->born, 70); // it starts anew
}
END_TEST

START_TEST(shots_of_vanished_weapons_fade)
{
    pitch.rules.weapon[1] = pitch.rules.weapon[0];
    arena_name(pitch.rules.weapon[1].id, "rifle");
    pitch.rules.weapon_count = 2;
    pitch.rules.role[pitch_role(&pitch, "sniper")].weapon = 1;
    pitch_join(&pitch, 100, 500);
    pitch_join(&pitch, 100, 700);
    at(1)->type = 1;
    pitch_press(&pitch, 0, BUTTON_FIRE, RIGHT);
    pitch_press(&pitch, 1, BUTTON_FIRE, RIGHT);
    pitch_step(&pitch, 1);
    struct rules now = pitch.rules;
    now.weapon[0] = now.weapon[1];
    now.weapon_count = 1;
    now.role[0].weapon = now.role[1].weapon = 0;
    ck_assert_uint_eq(pitch_shots(&pitch), 2);
    change_to(&now);
    ck_assert_uint_eq(pitch_shots(&pitch), 1);
    ck_assert_uint_eq(at(16)->kind, ENTITY_NONE);
    ck_assert_uint_eq(at(17)->type, 0); // the rifle's new index
}
END_TEST

START_TEST(a_new_time_limit_counts_from_the_rounds_start)
{
    pitch_join(&pitch, 100, 500);
    pitch_step(&pitch, 200);
    struct rules now = pitch.rules;
    now.time_limit = 300;
    change_to(&now);
    pitch_step(&pitch, 100);
    ck_assert_uint_eq(match()->phase, PHASE_PLAY);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(match()->phase, PHASE_RESULTS);
}
END_TEST

START_TEST(new_teams_are_filled_evenly)
{
    for (unsigned i = 0; i < 8; i++) {
        pitch_join(&pitch, 100 + 100 * (int32_t)i, 500);
    }
    struct rules now = pitch.rules;
    unsigned size[3] = {0};
    now.teams = 2;
    change_to(&now);
    for (uint8_t i = 0; i < 8; i++) {
        size[at(i)->team]++;
    }
    ck_assert_uint_eq(size[1], 4);
    ck_assert_uint_eq(size[2], 4);
    now.teams = 0;
    change_to(&now);
    ck_assert_uint_eq(at(0)->team, 0);
}
END_TEST

START_TEST(who_has_no_room_on_the_new_map_starts_anew)
{
    arena_spot(&pitch.rules, 200, 100, 0);
    pitch_join(&pitch, 1000, 500);
    pitch_join(&pitch, 150, 50);
    struct rules now = pitch.rules;
    now.width = arena_u(400);
    now.height = arena_u(300);
    change_to(&now);
    ck_assert_int_eq(at(0)->x, arena_u(200));
    ck_assert_int_eq(at(1)->x, arena_u(150));
}
END_TEST

START_TEST(a_shorter_wait_is_for_the_waiting_too)
{
    pitch.rules.respawn = 900;
    pitch.rules.weapon[0].cooldown = 900;
    pitch_join(&pitch, 1000, 500);
    pitch_join(&pitch, 300, 500);
    pitch_press(&pitch, 1, BUTTON_FIRE, LEFT);
    pitch_step(&pitch, 1);
    at(0)->hp = 0;
    at(0)->back_at = 901;
    struct rules now = pitch.rules;
    now.respawn = 30;
    now.weapon[0].cooldown = 10;
    change_to(&now);
    ck_assert_uint_eq(at(0)->back_at, 31);
    ck_assert_uint_eq(at(1)->ready_at, 11);
}
END_TEST

START_TEST(scripts_that_are_due_are_still_themselves)
{
    pitch.rules.script_count = 2;
    arena_name(pitch.rules.script[0].id, "fog");
    arena_name(pitch.rules.script[1].id, "rain");
    pitch_rule(&pitch, EVENT_JOIN, OP_SCRIPT, WHO_ACTOR, 5)->arg = 0;
    pitch_rule(&pitch, EVENT_JOIN, OP_SCRIPT, WHO_ACTOR, 6)->arg = 1;
    pitch_join(&pitch, 100, 500);
    struct rules now = pitch.rules;
    now.script_count = 3;
    arena_name(now.script[0].id, "snow"); // instead of fog
    arena_name(now.script[1].id, "hail");
    arena_name(now.script[2].id, "rain");
    now.effect_count = 0;
    rules_index(&now);
    change_to(&now);
    pitch_step(&pitch, 1);
    ck_assert_uint_eq(pitch.world.call_count, 1);
    ck_assert_uint_eq(pitch.world.call[0].script, 2);
    ck_assert_int_eq(pitch.world.call[0].n, 6);
}
END_TEST

/* ---- whatever may come ---- */

static bool is_in_a_wall(const struct entity *player)
{
    const struct rules *rules = &pitch.rules;
    struct disc disc = body_disc(player, rules);
    int64_t r = disc.r;
    for (unsigned i = 0; i < rules->wall_count; i++) {
        const struct rules_wall *w = &rules->wall[i];
        int64_t dx = disc.x < w->x          ? w->x - disc.x
                     : disc.x > w->x + w->w ? disc.x - w->x - w->w
                                            : 0;
        int64_t dy = disc.y < w->y          ? w->y - disc.y
                     : disc.y > w->y + w->h ? disc.y - w->y - w->h
                                            : 0;
        if (dx * dx + dy * dy < r * r) {
            return true;
        }
    }
    return disc.x < r || disc.y < r || disc.x > rules->width - r ||
           disc.y > rules->height - r;
}

/* Sixteen who are fast, and pushed hard, for 200 ticks. */
static void play_rough(uint64_t seed)
{
    uint64_t dice = seed;
    arena_deathmatch(&pitch.rules);
    pitch.rules.weapon[0].knockback = arena_speed(3000);
    pitch.rules.role[0].speed = arena_speed(200 + 40 * (int)seed);
    pitch.rules.bounce = (uint16_t)rng_next(&dice);
    sim_start(&pitch.world, &pitch.rules, seed);
    for (uint8_t i = 0; i < 16; i++) {
        sim_join(&pitch.world, &pitch.rules, i, false);
    }
    for (unsigned tick = 0; tick < 200; tick++) {
        for (uint8_t i = 0; i < 16 && tick % 8 == 0; i++) {
            pitch_press(&pitch, i, (uint8_t)rng_below(&dice, 32),
                    (uint16_t)rng_next(&dice));
        }
        pitch_step(&pitch, 1);
        for (uint8_t i = 0; i < 16; i++) {
            ck_assert(!is_in_a_wall(at(i)));
        }
    }
}

START_TEST(no_player_is_ever_in_a_wall)
{
    for (uint64_t seed = 0; seed < 60; seed++) {
        play_rough(seed);
    }
}
END_TEST

static void add_garbage_rules(void)
{
    arena_tag(&pitch.rules);
    things_flags(&pitch.rules);
    for (unsigned body = 0; body < BODY_COUNT; body++) {
        pitch_kind(&pitch, "odd", (enum rules_body)body, 30);
    }
    pitch.rules.bouts = true;
    pitch.rules.warmup = 2;
    pitch.rules.overtime = 2;
    pitch.rules.timer_count = 1;
    pitch.rules.timer[0].first = pitch.rules.timer[0].every = 1;
    pitch_rule(&pitch, EVENT_HIT, OP_DAMAGE, WHO_TARGET, 5);
    pitch_rule(&pitch, EVENT_TIMER, OP_GROW, WHO_ACTOR, 5)->arg = 0;
    pitch_rule(&pitch, EVENT_EXTINCT, OP_RESPAWN, WHO_ALL, 5);
    pitch_rule(&pitch, EVENT_IN, OP_PUSH, WHO_ACTOR, 5)->if_alone = true;
    ck_assert_ptr_null(rules_check(&pitch.rules));
}

/* A decoder lets through any value that fits its field; ASan and UBSan watch.
 */
START_TEST(a_world_of_garbage_is_stepped_without_harm)
{
    uint64_t dice = 11;
    add_garbage_rules();
    for (unsigned run = 0; run < 300; run++) {
        pitch.rules.bouts = run % 2;
        sim_start(&pitch.world, &pitch.rules, run);
        for (unsigned i = 0; i < pitch.world.entity_limit; i++) {
            struct entity *entity = &pitch.world.entity[i];
#define X(name, type) entity->name = (type)rng_next(&dice);
            ENTITY_FIELDS(X)
#undef X
            entity->kind = (uint8_t)rng_below(&dice, ENTITY_KINDS);
            if (run % 3 == 0) { // as a decoder would sort them, and small
                entity->kind = slot_kind(16, (uint16_t)i);
                entity->type %= 4;
                entity->x %= pitch.rules.width;
                entity->y %= pitch.rules.height;
                entity->owner = i % 4 ? NO_SLOT : entity->owner % 16;
            }
        }
        match()->tick = (uint32_t)rng_next(&dice);
        match()->phase = (uint8_t)rng_below(&dice, PHASE_COUNT);
        match()->bout_at = match()->tick + (uint32_t)rng_below(&dice, 4) - 2;
        match()->ends_at = match()->tick + (uint32_t)rng_below(&dice, 9) - 2;
        for (uint8_t i = 0; i < 16; i++) {
            pitch_press(&pitch, i, (uint8_t)rng_next(&dice),
                    (uint16_t)rng_next(&dice));
        }
        pitch_step(&pitch, 5);
    }
}
END_TEST

static uint8_t some(uint64_t *dice, uint32_t count)
{
    return (uint8_t)rng_below(dice, count);
}

/* An index below `count`, or 255 for none. */
static uint8_t maybe(uint64_t *dice, uint8_t count)
{
    return count == 0 || some(dice, 4) > 0 ? UINT8_MAX : some(dice, count);
}

static void add_odd_effect(struct rules *rules, uint64_t *dice)
{
    struct rules_effect *effect =
            arena_effect(rules, (enum rules_event)some(dice, EVENT_COUNT),
                    (enum rules_op)some(dice, OP_COUNT),
                    (enum rules_who)some(dice, WHO_COUNT),
                    (int32_t)rng_below(dice, 4001) - 2000);
    effect->if_role = maybe(dice, rules->role_count);
    effect->if_other = maybe(dice, rules->role_count);
    effect->if_team = some(dice, 3);
    effect->if_alive = some(dice, 3);
    effect->if_thing = maybe(dice, rules->kind_count);
    effect->if_into = maybe(dice, rules->kind_count);
    effect->if_timer = maybe(dice, rules->timer_count);
    effect->if_carry = maybe(dice, rules->kind_count);
    effect->if_in = maybe(dice, rules->kind_count);
    effect->if_out = maybe(dice, rules->kind_count);
    effect->if_alone = some(dice, 4) == 0;
    effect->arg = some(dice, 5) == 0 ? UINT8_MAX : some(dice, 3);
    if (rules_check(rules)) { // not that one
        *effect = rules->effect[rules->effect_count - 1];
        rules->effect_count--;
        rules_index(rules);
    }
}

/* Rules that nobody would write, but that are taken. */
static void make_odd_rules(struct rules *rules, uint64_t *dice)
{
    arena_deathmatch(rules);
    rules->effect_count = 0;
    rules->role_count = 3;
    for (uint8_t i = 1; i < 3; i++) {
        rules->role[i] = rules->role[0];
        rules->role[i].id[0] = (char)('a' + some(dice, 9));
        rules->role[i].radius = arena_u(1 + some(dice, 60));
    }
    rules->teams = some(dice, MAX_TEAMS + 1);
    rules->bouts = some(dice, 2);
    rules->time_limit = 1 + some(dice, 60);
    rules->warmup = some(dice, 30);
    rules->overtime = some(dice, 30);
    rules->min_players = some(dice, 18);
    rules->respawn = some(dice, 20);
    rules->timer_count = some(dice, MAX_TIMERS + 1);
    for (uint8_t i = 0; i < rules->timer_count; i++) {
        rules->timer[i].first = 1 + some(dice, 9);
        rules->timer[i].every = some(dice, 9);
    }
    rules->script_count = 3;
    rules->kind_count = some(dice, MAX_KINDS + 1);
    for (uint8_t i = 0; i < rules->kind_count; i++) {
        rules->kind[i] = (struct rules_kind){.body = some(dice, BODY_COUNT),
                .radius = (uint16_t)(1 + rng_below(dice,
                                                 some(dice, 4) ? 60 : 2000)),
                .mass = (uint16_t)(25 + rng_below(dice, 2000)),
                .drag = (uint16_t)rng_next(dice),
                .bounce = (uint16_t)rng_next(dice),
                .home_after = some(dice, 60)};
        rules->kind[i].id[0] = (char)('a' + some(dice, 20));
    }
    rules->stand_count = 0;
    while (rules->kind_count > 0 && rules->stand_count < MAX_THINGS &&
            some(dice, 12) > 0) {
        rules->stand[rules->stand_count++] = (struct rules_stand){
                arena_u((int32_t)rng_below(dice, 2001)),
                arena_u((int32_t)rng_below(dice, 1201)),
                some(dice, rules->kind_count), some(dice, MAX_TEAMS + 1)};
    }
    for (unsigned i = 0; i < 100; i++) {
        add_odd_effect(rules, dice);
    }
    ck_assert_ptr_null(rules_check(rules));
}

/* Also when they take turns, and while people come and go. */
START_TEST(whatever_rules_are_taken_do_no_harm)
{
    static struct rules now;
    uint64_t dice = 5;
    make_odd_rules(&pitch.rules, &dice);
    sim_start(&pitch.world, &pitch.rules, 9);
    for (unsigned tick = 0; tick < 2000; tick++) {
        uint8_t slot = some(&dice, 16);
        if (at(slot)->kind == ENTITY_NONE) {
            sim_join(&pitch.world, &pitch.rules, slot, some(&dice, 2));
        } else if (some(&dice, 8) == 0) {
            sim_leave(&pitch.world, slot);
        }
        pitch_press(&pitch, slot, (uint8_t)rng_next(&dice),
                (uint16_t)rng_next(&dice));
        if (tick % 20 == 19) {
            make_odd_rules(&now, &dice);
            change_to(&now);
        }
        pitch_step(&pitch, 1);
        struct snapshot snap = world_snapshot(&pitch.world);
        bool valid =
                snapshot_is_sayable(&snap) && snapshot_match_is_valid(&snap);
        for (uint16_t i = 0; i < snap.entity_limit; i++) {
            valid = valid && snapshot_entity_is_valid(&snap, i);
        }
        must(valid && pitch.world.call_count <= MAX_CALLS);
    }
}
END_TEST

/* ---- what follows from the public state ---- */

/* As a replica has it: but for secrets, all of the world, and told where who
 * spawns. */
static void be_their_world(struct world *theirs)
{
    struct snapshot snap = world_snapshot(&pitch.world);
    world_clear(theirs, snap.player_limit, snap.entity_limit);
    theirs->match = snap.match;
    memcpy(theirs->entity, snap.entity,
            snap.entity_limit * sizeof(snap.entity[0]));
    memcpy(theirs->past, pitch.world.past, sizeof(theirs->past));
    memset(theirs->spot, 1, sizeof(theirs->spot));
}

/* Sixteen bots play with flags, or with a ball, all the fields of which follow
 * from those of the tick before: a replica frame has nothing to say of them.
 * Returns for how many ticks thing 0 was carried or rolled. */
static unsigned play_from_public_state(void)
{
    static struct world theirs;
    unsigned busy = 0;
    pitch.rules.spot_count = 1;
    pitch.rules.bouts = false;
    pitch.rules.time_limit = 600;
    pitch.rules.warmup = 60;
    sim_start(&pitch.world, &pitch.rules, 7);
    for (uint8_t i = 0; i < 16; i++) {
        sim_join(&pitch.world, &pitch.rules, i, true);
    }
    for (unsigned tick = 0; tick < 1500; tick++) {
        for (uint8_t i = 0; i < 16; i++) {
            pitch.input[i] = sim_bot_input(&pitch.world, &pitch.rules, i);
        }
        be_their_world(&theirs);
        pitch_step(&pitch, 1);
        sim_step(&theirs, &pitch.rules, pitch.input);
        struct snapshot ours = world_snapshot(&pitch.world);
        struct snapshot other = world_snapshot(&theirs);
        ck_assert_uint_eq(
                snapshot_replica_hash(&ours), snapshot_replica_hash(&other));
        const struct entity *thing = pitch_thing(&pitch, 0);
        busy += thing->vx != 0 ||
                (thing->kind == ENTITY_THING && thing->owner != NO_SLOT);
    }
    return busy;
}

static void add_habit(enum rules_doing does, uint8_t kind, uint8_t goal)
{
    pitch.rules.habit[pitch.rules.habit_count++] =
            (struct rules_habit){ROLE_ANY, NO_THING, (uint8_t)does, ROLE_ANY,
                    kind, goal, does == DOES_FETCH ? TEAM_OTHER : TEAM_ANY};
}

START_TEST(flags_follow_from_the_public_state)
{
    things_flags(&pitch.rules);
    pitch_rule(&pitch, EVENT_HIT, OP_DROP, WHO_TARGET, 0);
    add_habit(DOES_FETCH, 0, NO_THING);
    ck_assert_uint_gt(play_from_public_state(), 100);
}
END_TEST

START_TEST(balls_and_timers_follow_from_the_public_state)
{
    things_ball(&pitch.rules);
    pitch.rules.kind[0].home_after = 90;
    add_habit(DOES_PUSH, 0, 1);
    ck_assert_uint_gt(play_from_public_state(), 100);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, an_empty_match_is_at_tick_0_and_has_room);
    tcase_add_test(tc, of_the_seed_nothing_is_public);
    tcase_add_test(tc, slots_fill_up_and_are_freed);
    tcase_add_test(tc, a_joiner_is_alive_in_the_start_role_and_guarded);
    tcase_add_test(tc, a_join_is_a_spawn_to_the_rules);
    tcase_add_test(tc, who_comes_late_where_the_fewest_points_win_has_the_most);
    tcase_add_test(tc, who_leaves_takes_its_shots_along_and_is_nobodys_foe);
    tcase_add_test(tc, what_scripts_keep_of_somebody_leaves_with_it);
    tcase_add_test(tc, the_input_applied_last_is_public);
    tcase_add_test(tc, the_same_inputs_give_the_same_world);
    tcase_add_test(tc, a_world_is_copied_by_assignment);
    tcase_add_test(tc, the_dead_come_back_after_the_rules_time);
    tcase_add_test(tc, a_respawn_of_0_ticks_is_the_next_tick);
    tcase_add_test(tc, players_keep_their_role_by_its_id);
    tcase_add_test(tc, shots_of_vanished_weapons_fade);
    tcase_add_test(tc, a_new_time_limit_counts_from_the_rounds_start);
    tcase_add_test(tc, new_teams_are_filled_evenly);
    tcase_add_test(tc, who_has_no_room_on_the_new_map_starts_anew);
    tcase_add_test(tc, a_shorter_wait_is_for_the_waiting_too);
    tcase_add_test(tc, scripts_that_are_due_are_still_themselves);
    tcase_add_test(tc, no_player_is_ever_in_a_wall);
    tcase_add_test(tc, a_world_of_garbage_is_stepped_without_harm);
    tcase_add_test(tc, whatever_rules_are_taken_do_no_harm);
    tcase_add_test(tc, flags_follow_from_the_public_state);
    tcase_add_test(tc, balls_and_timers_follow_from_the_public_state);
    tcase_set_timeout(tc, 60);
}

SUITE("sim", add_tests)
