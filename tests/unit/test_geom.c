/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include "shared/geom.h"
#include "shared/rng.h"
#include "tests/golden/arena.h"

#define U arena_u
#define R U(14)

static struct rules rules;
static uint64_t dice;

static void set_up(void)
{
    arena_empty(&rules, 2000, 1200);
    dice = 1;
}

static int32_t between(int32_t low, int32_t high)
{
    return low + (int32_t)rng_below(&dice, (uint32_t)(high - low + 1));
}

static int64_t clamped(int64_t v, int64_t low, int64_t high)
{
    return v < low ? low : v > high ? high : v;
}

/* By the definition, apart from how geom does it. */
static bool overlaps(const struct rules_wall *wall, const struct disc *disc)
{
    int64_t dx =
            disc->x - clamped(disc->x, wall->x, (int64_t)wall->x + wall->w);
    int64_t dy =
            disc->y - clamped(disc->y, wall->y, (int64_t)wall->y + wall->h);
    return dx * dx + dy * dy < (int64_t)disc->r * disc->r;
}

static bool is_free(const struct disc *disc)
{
    bool inside = disc->x >= disc->r && disc->x <= rules.width - disc->r &&
                  disc->y >= disc->r && disc->y <= rules.height - disc->r;
    for (unsigned i = 0; i < rules.wall_count && inside; i++) {
        inside = !overlaps(&rules.wall[i], disc);
    }
    return inside;
}

static struct disc going(int32_t x, int32_t y, int32_t vx, int32_t vy)
{
    return (struct disc){.x = U(x),
            .y = U(y),
            .r = R,
            .vx = vx,
            .vy = vy,
            .dx = vx,
            .dy = vy,
            .bounce = rules.bounce};
}

START_TEST(a_free_way_is_gone_exactly)
{
    struct disc disc = going(500, 500, 2561, -1777);
    geom_move(&rules, &disc);
    ck_assert_int_eq(disc.x, U(500) + 2561);
    ck_assert_int_eq(disc.y, U(500) - 1777);
    ck_assert_int_eq(disc.vx, 2561);
    ck_assert_int_eq(disc.vy, -1777);
}
END_TEST

START_TEST(even_a_fast_free_way_is_gone_exactly)
{
    struct disc disc = going(500, 500, 25599, -25597);
    disc.r = U(2);
    geom_move(&rules, &disc);
    ck_assert_int_eq(disc.x, U(500) + 25599);
    ck_assert_int_eq(disc.y, U(500) - 25597);
}
END_TEST

START_TEST(a_wall_stops_what_leans_on_it_and_lets_it_slide)
{
    arena_wall(&rules, 600, 0, 40, 1200);
    struct disc disc = going(583, 500, U(2), U(1));
    geom_move(&rules, &disc);
    ck_assert_int_eq(disc.x, U(585));
    disc.dx = disc.vx;
    disc.dy = disc.vy;
    geom_move(&rules, &disc);
    ck_assert_int_eq(disc.x, U(600) - R);
    ck_assert_int_eq(disc.vx, 0);
    ck_assert_int_eq(disc.vy, U(1));
    ck_assert_int_eq(disc.y, U(502));
}
END_TEST

START_TEST(what_is_fast_bounces_by_the_rules_share)
{
    rules.bounce = 65536 / 2;
    arena_wall(&rules, 600, 0, 40, 1200);
    struct disc disc = going(580, 500, U(20), U(3));
    geom_move(&rules, &disc);
    ck_assert_int_eq(disc.vx, -U(10));
    ck_assert_int_eq(disc.vy, U(3));
}
END_TEST

START_TEST(the_edge_of_the_map_is_a_wall)
{
    struct disc disc = going(20, 1190, -U(20), U(20));
    geom_move(&rules, &disc);
    ck_assert_int_eq(disc.x, R);
    ck_assert_int_eq(disc.y, U(1200) - R);
    ck_assert_int_gt(disc.vx, 0);
    ck_assert_int_lt(disc.vy, 0);
}
END_TEST

START_TEST(a_corner_turns_a_disc_aside)
{
    arena_wall(&rules, 600, 600, 200, 200);
    struct disc disc = going(590, 580, U(8), U(12));
    geom_move(&rules, &disc);
    ck_assert(is_free(&disc));
    ck_assert_int_lt(disc.vx, U(8)); // pushed to the left of the corner
}
END_TEST

START_TEST(the_seam_of_two_walls_is_no_bump)
{
    arena_wall(&rules, 700, 600, 100, 40); // the further one is listed first
    arena_wall(&rules, 600, 600, 100, 40);
    struct disc disc = going(640, 586, U(5), U(1));
    for (unsigned i = 0; i < 24; i++) {
        disc.dx = disc.vx = U(5);
        disc.dy = disc.vy = U(1); // leaning on them all the way
        geom_move(&rules, &disc);
        ck_assert_int_eq(disc.vx, U(5));
        ck_assert_int_eq(disc.y, U(586));
    }
    ck_assert_int_eq(disc.x, U(640 + 24 * 5));
}
END_TEST

/* Discs of any size and speed, in a yard with thin and narrow places. */
START_TEST(walls_are_never_entered_nor_jumped)
{
    arena_yard(&rules);
    arena_wall(&rules, 1200, 0, 1, 1200); // cuts the map in two
    for (unsigned run = 0; run < 2000; run++) {
        struct disc disc = {.r = between(U(2), U(20)), .bounce = rules.bounce};
        do {
            disc.x = between(0, rules.width);
            disc.y = between(0, rules.height);
        } while (!is_free(&disc));
        bool left = disc.x < U(1200);
        disc.vx = between(-25600, 25600);
        disc.vy = between(-25600, 25600);
        for (unsigned tick = 0; tick < 40; tick++) {
            disc.dx = disc.vx;
            disc.dy = disc.vy;
            geom_move(&rules, &disc);
            ck_assert(is_free(&disc));
            ck_assert_int_eq(disc.x < U(1200), left);
            disc.vx = disc.vx + between(-2000, 2000);
            disc.vx = (int32_t)clamped(disc.vx, -25600, 25600);
        }
    }
}
END_TEST

START_TEST(a_bounce_never_makes_faster)
{
    arena_yard(&rules);
    rules.bounce = 65535;
    for (unsigned run = 0; run < 2000; run++) {
        struct disc disc = going(between(20, 1980), between(20, 1180),
                between(-20000, 20000), between(-20000, 20000));
        if (!is_free(&disc)) {
            continue;
        }
        int64_t before =
                (int64_t)disc.vx * disc.vx + (int64_t)disc.vy * disc.vy;
        geom_move(&rules, &disc);
        int64_t after = (int64_t)disc.vx * disc.vx + (int64_t)disc.vy * disc.vy;
        ck_assert_int_le(after, before);
    }
}
END_TEST

START_TEST(a_disc_in_a_wall_is_pushed_out_where_it_is_nearest)
{
    arena_wall(&rules, 600, 600, 200, 200);
    struct disc disc = going(610, 700, 0, 0);
    ck_assert(geom_push_out(&rules, &disc));
    ck_assert_int_eq(disc.x, U(600) - R);
    ck_assert_int_eq(disc.y, U(700));
}
END_TEST

START_TEST(a_place_too_narrow_is_reported)
{
    arena_wall(&rules, 0, 600, 2000, 40);
    arena_wall(&rules, 0, 660, 2000, 40);
    arena_wall(&rules, 0, 0, 2000, 600);
    arena_wall(&rules, 0, 700, 2000, 500);
    struct disc disc = going(500, 650, 0, 0);
    ck_assert(!geom_push_out(&rules, &disc));
}
END_TEST

START_TEST(a_sweep_meets_a_wall_where_it_stands)
{
    arena_wall(&rules, 600, 0, 40, 1200);
    struct disc disc = going(500, 500, U(172), 0);
    ck_assert_int_eq(geom_sweep_walls(&rules, &disc), 65536 / 2);
    disc.dx = U(85);
    ck_assert_int_eq(geom_sweep_walls(&rules, &disc), GEOM_CLEAR);
    disc.dx = -U(480);
    ck_assert_int_eq(geom_sweep_walls(&rules, &disc), GEOM_CLEAR);
}
END_TEST

START_TEST(a_sweep_meets_the_edge)
{
    struct disc disc = going(114, 500, -U(200), 0);
    ck_assert_int_eq(geom_sweep_walls(&rules, &disc), 65536 / 2);
    disc = going(500, 1136, 0, U(100));
    ck_assert_int_eq(geom_sweep_walls(&rules, &disc), 65536 / 2);
}
END_TEST

START_TEST(a_sweep_passes_beside_a_rounded_corner)
{
    // the box around wall and disc is met, the wall itself is not
    arena_wall(&rules, 600, 600, 200, 200);
    struct disc disc = going(570, 610, U(40), -U(40));
    ck_assert_int_eq(geom_sweep_walls(&rules, &disc), GEOM_CLEAR);
    disc = going(575, 619, U(40), -U(40));
    ck_assert_int_lt(geom_sweep_walls(&rules, &disc), GEOM_CLEAR);
}
END_TEST

/* A sweep says clear if and only if small steps meet nothing. */
START_TEST(a_sweep_agrees_with_walking_the_way)
{
    arena_yard(&rules);
    for (unsigned run = 0; run < 3000; run++) {
        struct disc disc = going(between(20, 1980), between(20, 1180),
                between(-25600, 25600), between(-25600, 25600));
        disc.r = between(U(1), U(10));
        if (!is_free(&disc)) {
            continue;
        }
        int32_t share = geom_sweep_walls(&rules, &disc);
        int32_t met = GEOM_CLEAR;
        for (int32_t at = 0; at <= 65536 && met == GEOM_CLEAR; at += 128) {
            struct disc there = disc;
            there.x += (int32_t)((int64_t)disc.dx * at / 65536);
            there.y += (int32_t)((int64_t)disc.dy * at / 65536);
            met = is_free(&there) ? GEOM_CLEAR : at;
        }
        if (met != GEOM_CLEAR) {
            ck_assert_int_le(share, met + 16);
            ck_assert_int_ge(share, met - 256);
        }
    }
}
END_TEST

START_TEST(a_sweep_meets_a_disc_or_passes_it)
{
    struct disc disc = going(100, 100, U(100), 0);
    ck_assert_int_eq(geom_sweep_disc(&disc, U(178), U(100), R), 65536 / 2);
    ck_assert_int_eq(geom_sweep_disc(&disc, U(178), U(128), R), GEOM_CLEAR);
    ck_assert_int_lt(geom_sweep_disc(&disc, U(178), U(127), R), GEOM_CLEAR);
    ck_assert_int_eq(geom_sweep_disc(&disc, U(60), U(100), R), GEOM_CLEAR);
    ck_assert_int_eq(geom_sweep_disc(&disc, U(300), U(100), R), GEOM_CLEAR);
    ck_assert_int_eq(geom_sweep_disc(&disc, U(110), U(100), R), 0);
    disc.dx = 0;
    ck_assert_int_eq(geom_sweep_disc(&disc, U(110), U(100), R), 0);
    ck_assert_int_eq(geom_sweep_disc(&disc, U(178), U(100), R), GEOM_CLEAR);
}
END_TEST

/* ---- posts ---- */

static bool meets_post(const struct disc *disc, const struct post *post)
{
    int64_t dx = disc->x - post->x;
    int64_t dy = disc->y - post->y;
    int64_t reach = disc->r + post->r;
    return dx * dx + dy * dy < reach * reach;
}

START_TEST(a_disc_bounces_off_a_post_and_slides_around_it)
{
    struct posts posts = {1, {{U(600), U(500), U(30)}}};
    struct disc disc = going(545, 500, U(20), 0);
    disc.bounce = 65535;
    disc.posts = &posts;
    geom_move(&rules, &disc);
    ck_assert_int_eq(disc.x, U(600 - 44));
    ck_assert_int_le(disc.vx, -U(20) + 2);
    disc = going(545, 520, U(20), 0); // off its middle it is deflected
    disc.posts = &posts;
    geom_move(&rules, &disc);
    ck_assert_int_gt(disc.vy, 0);
    ck_assert(!meets_post(&disc, &posts.item[0]));
}
END_TEST

START_TEST(no_post_is_too_thin_and_none_is_in_a_disc)
{
    arena_yard(&rules);
    for (unsigned i = 0; i < 20000; i++) {
        struct posts posts = {.count = 2};
        for (unsigned p = 0; p < 2; p++) {
            posts.item[p] = (struct post){U(between(400, 1600)),
                    U(between(400, 800)), U(between(1, 60))};
        }
        struct disc disc = going(between(20, 1980), between(20, 1180),
                U(between(-99, 99)), U(between(-99, 99)));
        disc.bounce = (uint16_t)between(0, 65535);
        disc.posts = &posts;
        if (!is_free(&disc) || meets_post(&disc, &posts.item[0]) ||
                meets_post(&disc, &posts.item[1])) {
            continue;
        }
        geom_move(&rules, &disc);
        ck_assert(is_free(&disc));
        ck_assert(!meets_post(&disc, &posts.item[0]));
        ck_assert(!meets_post(&disc, &posts.item[1]));
    }
}
END_TEST

START_TEST(a_sweep_meets_posts)
{
    struct posts posts = {1, {{U(700), U(500), U(36)}}};
    struct disc disc = going(500, 500, U(300), 0);
    disc.posts = &posts;
    ck_assert_int_eq(geom_sweep_walls(&rules, &disc), 65536 / 2);
    disc.posts = NULL;
    ck_assert_int_eq(geom_sweep_walls(&rules, &disc), GEOM_CLEAR);
}
END_TEST

START_TEST(a_disc_in_a_post_gets_out)
{
    struct posts posts = {1, {{U(600), U(500), U(30)}}};
    struct disc disc = going(600, 500, 0, 0);
    disc.posts = &posts;
    ck_assert(geom_push_out(&rules, &disc));
    ck_assert(!meets_post(&disc, &posts.item[0]));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, a_free_way_is_gone_exactly);
    tcase_add_test(tc, even_a_fast_free_way_is_gone_exactly);
    tcase_add_test(tc, a_wall_stops_what_leans_on_it_and_lets_it_slide);
    tcase_add_test(tc, what_is_fast_bounces_by_the_rules_share);
    tcase_add_test(tc, the_edge_of_the_map_is_a_wall);
    tcase_add_test(tc, a_corner_turns_a_disc_aside);
    tcase_add_test(tc, the_seam_of_two_walls_is_no_bump);
    tcase_add_test(tc, walls_are_never_entered_nor_jumped);
    tcase_add_test(tc, a_bounce_never_makes_faster);
    tcase_add_test(tc, a_disc_in_a_wall_is_pushed_out_where_it_is_nearest);
    tcase_add_test(tc, a_place_too_narrow_is_reported);
    tcase_add_test(tc, a_sweep_meets_a_wall_where_it_stands);
    tcase_add_test(tc, a_sweep_meets_the_edge);
    tcase_add_test(tc, a_sweep_passes_beside_a_rounded_corner);
    tcase_add_test(tc, a_sweep_agrees_with_walking_the_way);
    tcase_add_test(tc, a_sweep_meets_a_disc_or_passes_it);
    tcase_add_test(tc, a_disc_bounces_off_a_post_and_slides_around_it);
    tcase_add_test(tc, no_post_is_too_thin_and_none_is_in_a_disc);
    tcase_add_test(tc, a_sweep_meets_posts);
    tcase_add_test(tc, a_disc_in_a_post_gets_out);
}

SUITE("geom", add_tests)
