/* SPDX-License-Identifier: MIT
 *
 * A bot gets from anywhere to anywhere on every stock map, by a way that is not
 * much longer than it has to be.
 */
#include "tests/scenario/game.h"

static struct game game;
static struct rules rules;

/* The mode's map, for those who walk as in the first mode; and one thing on it
 * that bots fetch. */
static void set_out(const struct rules *stock)
{
    const struct rules *usual = rulebook_find(game.book, "");
    rules = *stock;
    rules.role[0] = usual->role[0];
    rules.role[0].weapon = NO_WEAPON;
    rules.drag = usual->drag;
    rules.bounce = usual->bounce;
    rules.teams = 0;
    rules.warmup = 0;
    rules.min_players = 1;
    rules.time_limit = 3600 * TICK_HZ;
    rules.effect_count = 0;
    rules_index(&rules);
    rules.kind_count = 1;
    rules.kind[0] =
            (struct rules_kind){.id = "there", .body = BODY_AREA, .radius = 10};
    rules.stand_count = 1;
    rules.habit_count = 1;
    rules.habit[0] = (struct rules_habit){.if_role = ROLE_ANY,
            .if_carry = NO_THING,
            .does = DOES_FETCH,
            .role = ROLE_ANY,
            .kind = 0,
            .goal = NO_THING,
            .whose = TEAM_ANY};
}

/* Ticks that it takes a bot from one spot to another, or `most`. */
static uint32_t walk(const struct rules_spot *from, const struct rules_spot *to,
        uint32_t most)
{
    struct world *world = &game.now;
    rules.stand[0] = (struct rules_stand){.x = to->x, .y = to->y};
    sim_start(world, &rules, 1);
    sim_join(world, &rules, 0, true);
    world->entity[0].x = from->x;
    world->entity[0].y = from->y;
    while (world->match.tick < most) {
        game.input[0] = sim_bot_input(world, &rules, 0);
        sim_step(world, &rules, game.input);
        int64_t gap = game_gap(&world->entity[0], world_thing(world, 0));
        if (gap < INT64_C(30) * UNIT) {
            break;
        }
    }
    return world->match.tick;
}

/* What a straight way would take. */
static uint32_t straight(
        const struct rules_spot *from, const struct rules_spot *to)
{
    int64_t dx = from->x - to->x;
    int64_t dy = from->y - to->y;
    uint32_t far = fixed_sqrt((uint64_t)(dx * dx + dy * dy));
    return far / (uint32_t)rules.role[0].speed;
}

START_TEST(every_spot_is_reached_from_every_other)
{
    static const char *const play[][2] = {{"deathmatch", "yard"},
            {"deathmatch", "cloister"}, {"deathmatch", "grove"},
            {"ball", "pitch"}, {"ball", "hall"}, {"race", "circuit"},
            {"race", "hairpin"}};
    uint64_t took = 0;
    uint64_t needed = 0;
    game.book = stock_rules();
    set_out(rulebook_find_map(game.book, play[_i][0], play[_i][1]));
    for (unsigned i = 0; i < rules.spot_count; i++) {
        for (unsigned j = i % 2; j < rules.spot_count; j += 2) {
            const struct rules_spot *from = &rules.spot[i];
            const struct rules_spot *to = &rules.spot[j];
            uint32_t at_best = straight(from, to);
            uint32_t most = 3 * at_best + 2 * TICK_HZ;
            uint32_t ticks = walk(from, to, most);
            ck_assert_msg(ticks < most, "from %d, %d to %d, %d", from->x / UNIT,
                    from->y / UNIT, to->x / UNIT, to->y / UNIT);
            took += ticks;
            needed += at_best;
        }
    }
    ck_assert_uint_lt(took, needed + needed / 2);
    game_close(&game);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, every_spot_is_reached_from_every_other, 0, 7);
}

SUITE("modes_ways", add_tests)
