/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/fixed.h"
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

static uint8_t join_bot(int32_t x, int32_t y)
{
    uint8_t slot = pitch_join(&pitch, x, y);
    pitch.world.bot[slot] = (struct bot){.active = true, .target = NO_SLOT};
    return slot;
}

/* A tick in which bots press what they think of. */
static void play(unsigned ticks)
{
    for (unsigned t = 0; t < ticks; t++) {
        for (uint8_t i = 0; i < 16; i++) {
            if (pitch.world.bot[i].active) {
                pitch.input[i] = sim_bot_input(&pitch.world, &pitch.rules, i);
            }
        }
        pitch_step(&pitch, 1);
    }
}

static int64_t squared_gap(uint8_t a, uint8_t b)
{
    int64_t dx = at(a)->x - at(b)->x;
    int64_t dy = at(a)->y - at(b)->y;
    return dx * dx + dy * dy;
}

/* Ticks until somebody has died, or `most`. */
static unsigned ticks_to_kill(uint8_t slot, unsigned most)
{
    unsigned ticks = 0;
    while (at(slot)->deaths == 0 && ticks < most) {
        play(1);
        ticks++;
    }
    return ticks;
}

START_TEST(a_thought_changes_only_the_bot_and_the_secret)
{
    arena_deathmatch(&pitch.rules);
    sim_start(&pitch.world, &pitch.rules, 1);
    for (uint8_t i = 0; i < 16; i++) {
        sim_join(&pitch.world, &pitch.rules, i, true);
    }
    for (unsigned t = 0; t < 300; t++) {
        for (uint8_t i = 0; i < 16; i++) {
            struct world before = pitch.world;
            pitch.input[i] = sim_bot_input(&pitch.world, &pitch.rules, i);
            before.bot[i] = pitch.world.bot[i];
            before.secret_rng = pitch.world.secret_rng;
            ck_assert_mem_eq(&before, &pitch.world, sizeof(before));
        }
        pitch_step(&pitch, 1);
    }
}
END_TEST

START_TEST(a_bot_kills_who_stands_in_the_open)
{
    join_bot(300, 300);
    uint8_t victim = pitch_join(&pitch, 900, 600);
    ck_assert_uint_lt(ticks_to_kill(victim, 600), 600);
    ck_assert_uint_eq(at(victim)->foe, 0);
}
END_TEST

/* The straight way ends in a pocket, three walls around. */
START_TEST(a_bot_finds_its_way_out_of_a_pocket)
{
    arena_wall(&pitch.rules, 900, 400, 40, 400);
    arena_wall(&pitch.rules, 700, 400, 200, 40);
    arena_wall(&pitch.rules, 700, 760, 200, 40);
    join_bot(850, 600);
    uint8_t victim = pitch_join(&pitch, 1100, 600);
    ck_assert_uint_lt(ticks_to_kill(victim, 900), 900);
}
END_TEST

/* Where a bot was when it last got away from somewhere, and for how long. */
struct stay {
    int32_t x, y;
    unsigned ticks;
};

static void watch(struct stay *stay, const struct entity *bot)
{
    bool near = abs(bot->x - stay->x) < arena_u(30) &&
                abs(bot->y - stay->y) < arena_u(30);
    bool held = bot->hp == 0 || bot->thaw_at > pitch.world.match.tick;
    stay->ticks = near && !held ? stay->ticks + 1 : 0;
    if (!near) {
        stay->x = bot->x;
        stay->y = bot->y;
    }
}

/* The longest that one of eight bots stays in one place in a minute, ticks. */
static unsigned longest_stay(uint64_t seed)
{
    struct stay stay[8] = {{0}};
    unsigned longest = 0;
    sim_start(&pitch.world, &pitch.rules, seed);
    for (uint8_t i = 0; i < 8; i++) {
        sim_join(&pitch.world, &pitch.rules, i, true);
    }
    for (unsigned t = 0; t < 60 * TICK_HZ; t++) {
        play(1);
        for (uint8_t i = 0; i < 8; i++) {
            watch(&stay[i], at(i));
            longest = stay[i].ticks > longest ? stay[i].ticks : longest;
        }
    }
    return longest;
}

START_TEST(bots_do_not_hang_in_corners)
{
    for (uint64_t seed = 0; seed < 10; seed++) {
        arena_deathmatch(&pitch.rules);
        ck_assert_uint_lt(longest_stay(seed), 150);
        arena_tag(&pitch.rules);
        ck_assert_uint_lt(longest_stay(seed), 150);
    }
}
END_TEST

/* A court with four gates in the middle, a closed one beside it. */
static void build_courts(void)
{
    static const int16_t wall[][4] = {{800, 440, 120, 24}, {1080, 440, 120, 24},
            {800, 736, 120, 24}, {1080, 736, 120, 24}, {800, 464, 24, 76},
            {800, 660, 24, 76}, {1176, 464, 24, 76}, {1176, 660, 24, 76},
            {300, 300, 24, 400}, {324, 300, 300, 24}, {324, 676, 300, 24},
            {600, 400, 24, 276}};
    arena_empty(&pitch.rules, 2000, 1200);
    for (size_t i = 0; i < ARRAY_LEN(wall); i++) {
        arena_wall(
                &pitch.rules, wall[i][0], wall[i][1], wall[i][2], wall[i][3]);
    }
    arena_spot(&pitch.rules, 1000, 600, 0);
    arena_spot(&pitch.rules, 450, 500, 0);
    arena_spot(&pitch.rules, 100, 100, 0);
    arena_spot(&pitch.rules, 1900, 1100, 0);
    arena_spot(&pitch.rules, 1700, 300, 0);
}

START_TEST(bots_find_through_gates)
{
    for (uint64_t seed = 0; seed < 6; seed++) {
        build_courts();
        ck_assert_uint_lt(longest_stay(seed), 150);
    }
}
END_TEST

START_TEST(a_bot_does_not_shoot_at_walls)
{
    arena_wall(&pitch.rules, 600, 0, 40, 1200);
    join_bot(500, 600);
    pitch_join(&pitch, 750, 600);
    play(600);
    ck_assert_uint_eq(at(0)->ready_at, 0);
}
END_TEST

START_TEST(a_bot_spares_its_friends_and_the_guarded)
{
    pitch.rules.teams = 2;
    uint8_t bot = join_bot(500, 600);
    uint8_t enemy = pitch_join(&pitch, 1900, 1100);
    uint8_t friend = pitch_join(&pitch, 600, 600);
    at(enemy)->hp = 0;
    at(enemy)->back_at = 10000;
    ck_assert_uint_eq(at(friend)->team, at(bot)->team);
    play(200);
    ck_assert_uint_eq(at(bot)->ready_at, 0);

    at(friend)->team = 2;
    for (unsigned i = 0; i < 100; i++) {
        at(friend)->born = at(friend)->ready_at = pitch.world.match.tick;
        play(1);
    }
    ck_assert_uint_eq(at(bot)->ready_at, 0);
    play(100);
    ck_assert_uint_gt(at(bot)->ready_at, 0);
}
END_TEST

START_TEST(a_bot_holds_its_fire_for_a_friend_in_the_line)
{
    pitch.rules.teams = 2;
    pitch.rules.friendly_fire = true;
    pitch.rules.role[0].speed = 0; // everybody stays in the line
    uint8_t bot = join_bot(500, 600);
    uint8_t enemy = pitch_join(&pitch, 700, 600);
    uint8_t friend = pitch_join(&pitch, 600, 600);
    ck_assert_uint_eq(at(friend)->team, at(bot)->team);
    ck_assert_uint_ne(at(enemy)->team, at(bot)->team);
    play(200);
    ck_assert_uint_eq(at(bot)->ready_at, 0);
    sim_leave(&pitch.world, friend);
    play(100);
    ck_assert_uint_gt(at(bot)->ready_at, 0);
}
END_TEST

/* Hits a hundred, from a bot of some skill on somebody who walks to and fro. */
static unsigned accuracy(uint16_t skill)
{
    unsigned shots = 0;
    unsigned hits = 0;
    pitch_open(&pitch);
    pitch.rules.bot_skill = skill;
    pitch.rules.weapon[0].damage = 1;
    pitch.rules.weapon[0].knockback = 0;
    pitch.rules.role[0].hp = 10000;
    uint8_t bot = join_bot(500, 600);
    uint8_t walker = pitch_join(&pitch, 800, 600);
    for (unsigned t = 0; t < 120 * TICK_HZ; t++) {
        uint32_t ready_at = at(bot)->ready_at;
        bool up = t / 40 % 2;
        pitch_press(&pitch, walker, up ? BUTTON_UP : BUTTON_DOWN, 0);
        play(1);
        shots += at(bot)->ready_at != ready_at;
    }
    hits = 10000u - at(walker)->hp;
    ck_assert_uint_gt(shots, 20);
    return 100 * hits / shots;
}

START_TEST(skill_is_accuracy_and_the_usual_one_can_be_beaten)
{
    unsigned beginner = accuracy(0);
    unsigned usual = accuracy(500);
    unsigned master = accuracy(1000);
    ck_assert_uint_lt(beginner, usual);
    ck_assert_uint_lt(usual, master);
    ck_assert_uint_ge(usual, 10);
    ck_assert_uint_le(usual, 60);
}
END_TEST

/* Hits taken in a minute from a gun that always aims right at its body. */
static unsigned hits_taken(bool dodges)
{
    pitch_open(&pitch);
    pitch.rules.bot_skill = 1000;
    pitch.rules.weapon[0].damage = 1;
    pitch.rules.weapon[0].cooldown = 20;
    pitch.rules.weapon[0].speed = arena_speed(450);
    pitch.rules.weapon[0].life = 90;
    pitch.rules.role[0].hp = 10000;
    uint8_t target =
            dodges ? join_bot(1000, 600) : pitch_join(&pitch, 1000, 600);
    uint8_t gun = pitch_join(&pitch, 500, 600);
    for (unsigned t = 0; t < 60 * TICK_HZ; t++) {
        pitch_place(&pitch, gun, 500, 600);
        pitch_press(&pitch, gun, BUTTON_FIRE,
                fixed_angle(at(target)->x - at(gun)->x,
                        at(target)->y - at(gun)->y));
        play(1);
    }
    return 10000u - at(target)->hp;
}

START_TEST(a_bot_steps_out_of_the_way_of_shots)
{
    ck_assert_uint_lt(hits_taken(true), hits_taken(false) / 3);
}
END_TEST

START_TEST(a_tagger_catches_who_stands_and_a_runner_runs)
{
    arena_tag(&pitch.rules);
    uint8_t it = join_bot(100, 60);
    uint8_t other = pitch_join(&pitch, 1900, 1150);
    play(1);
    at(it)->type = 1;
    at(other)->type = 0;
    while (at(other)->score == 0) {
        play(1);
        ck_assert_uint_lt(pitch.world.match.tick, 600);
    }
    // now the bot is a runner and the other one is held: it gets away
    play(TICK_HZ);
    ck_assert_int_gt(
            squared_gap(it, other), (int64_t)arena_u(120) * arena_u(120));
}
END_TEST

/* Times that somebody is caught in two minutes, each from far away. */
static unsigned times_caught(bool runs)
{
    unsigned caught = 0;
    uint8_t runner = runs ? join_bot(200, 100) : pitch_join(&pitch, 200, 100);
    uint8_t it = join_bot(1800, 1100);
    play(1);
    for (unsigned t = 0; t < 120 * TICK_HZ; t++) {
        if (at(it)->type != 1) {
            at(it)->type = 1;
            at(runner)->type = 0;
            at(runner)->thaw_at = 0;
            pitch_place(&pitch, runner, 200, 100);
            pitch_place(&pitch, it, 1800, 1100);
            caught++;
        }
        play(1);
    }
    return caught;
}

START_TEST(a_runner_is_caught_less_than_one_who_stands)
{
    arena_tag(&pitch.rules);
    pitch.rules.time_limit = 100000;
    sim_start(&pitch.world, &pitch.rules, 3);
    unsigned standing = times_caught(false);
    sim_start(&pitch.world, &pitch.rules, 3);
    unsigned running = times_caught(true);
    ck_assert_uint_gt(running, 0);
    ck_assert_uint_lt(running + running / 2, standing);
}
END_TEST

START_TEST(the_dead_press_nothing_and_nobody_shoots_in_a_dance)
{
    uint8_t bot = join_bot(500, 500);
    pitch_join(&pitch, 600, 500);
    at(bot)->hp = 0;
    at(bot)->back_at = 1000;
    ck_assert_uint_eq(
            sim_bot_input(&pitch.world, &pitch.rules, bot).buttons, 0);
    at(bot)->hp = 100;
    pitch.world.match.phase = PHASE_RESULTS;
    pitch.world.match.ends_at = 500;
    for (unsigned i = 0; i < 200; i++) {
        play(1);
        ck_assert_uint_eq(at(bot)->buttons & BUTTON_FIRE, 0);
    }
}
END_TEST

START_TEST(a_bot_alone_strolls)
{
    arena_deathmatch(&pitch.rules);
    uint8_t bot = join_bot(500, 600);
    int32_t left = INT32_MAX;
    int32_t right = 0;
    for (unsigned i = 0; i < 900; i++) {
        play(1);
        left = at(bot)->x < left ? at(bot)->x : left;
        right = at(bot)->x > right ? at(bot)->x : right;
    }
    ck_assert_int_gt(right - left, arena_u(500));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_thought_changes_only_the_bot_and_the_secret);
    tcase_add_test(tc, a_bot_kills_who_stands_in_the_open);
    tcase_add_test(tc, a_bot_finds_its_way_out_of_a_pocket);
    tcase_add_test(tc, bots_do_not_hang_in_corners);
    tcase_add_test(tc, bots_find_through_gates);
    tcase_add_test(tc, a_bot_does_not_shoot_at_walls);
    tcase_add_test(tc, a_bot_spares_its_friends_and_the_guarded);
    tcase_add_test(tc, a_bot_holds_its_fire_for_a_friend_in_the_line);
    tcase_add_test(tc, skill_is_accuracy_and_the_usual_one_can_be_beaten);
    tcase_add_test(tc, a_bot_steps_out_of_the_way_of_shots);
    tcase_add_test(tc, a_tagger_catches_who_stands_and_a_runner_runs);
    tcase_add_test(tc, a_runner_is_caught_less_than_one_who_stands);
    tcase_add_test(tc, the_dead_press_nothing_and_nobody_shoots_in_a_dance);
    tcase_add_test(tc, a_bot_alone_strolls);
}

SUITE("bot", add_tests)
