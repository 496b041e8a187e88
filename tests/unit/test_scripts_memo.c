/* SPDX-License-Identifier: MIT
 *
 * What scripts keep: columns a and b of player, thing and room.
 */
#include "tests/unit/lab.h"

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

static const struct memo *of_slot(unsigned slot)
{
    return &lab.world.memo[slot];
}

static const struct memo *of_thing(unsigned i)
{
    return &lab.world.memo[lab.world.player_limit + i];
}

static void expect(const struct memo *memo, int32_t a, int32_t b)
{
    ck_assert_int_eq(memo->a, a);
    ck_assert_int_eq(memo->b, b);
}

START_TEST(all_of_them_are_0_in_the_beginning)
{
    run("INSERT INTO say (text) SELECT sum(p.a + p.b + t.a + t.b + r.a + r.b) "
        "FROM player p, thing t, room r");
    ck_assert_str_eq(lab.result.say[0].text, "0");
}
END_TEST

START_TEST(each_row_has_its_own)
{
    run("UPDATE player SET a = slot + 10, b = -slot;"
        "UPDATE thing SET a = slot + 20, b = 5 WHERE kind = 'zone';"
        "UPDATE room SET a = 30, b = (SELECT sum(a) FROM player)");
    expect(of_slot(0), 10, 0);
    expect(of_slot(1), 11, -1);
    expect(of_slot(2), 12, -2);
    expect(of_slot(3), 0, 0);
    expect(of_thing(0), 0, 0);
    expect(of_thing(1), 21, 5);
    expect(&lab.world.room_memo, 30, 33);
}
END_TEST

START_TEST(the_next_run_finds_them_as_they_were_left)
{
    for (int i = 1; i <= 3; i++) {
        run("UPDATE player SET a = a + :n WHERE slot = :actor;"
            "UPDATE room SET b = b + 1");
        expect(of_slot(0), 7 * i, 0);
        expect(&lab.world.room_memo, 0, i);
        sim_step(&lab.world, &lab.rules, lab.input);
    }
}
END_TEST

START_TEST(they_are_whole_numbers_of_32_bits)
{
    run("UPDATE player SET a = 2147483647, b = -2147483648 WHERE slot = 0;"
        "UPDATE player SET a = 5 * 0.5, b = 5 / 2 WHERE slot = 1");
    expect(of_slot(0), INT32_MAX, INT32_MIN);
    expect(of_slot(1), 3, 2); // rounded, as all that is written; SQL's own
    refuse("UPDATE player SET a = 2147483648",
            "player.a: 2147483648 is not within -2147483648..2147483647");
    refuse("UPDATE thing SET b = -2147483649 WHERE slot = 1",
            "thing.b: -2147483649 is not within -2147483648..2147483647");
    refuse("UPDATE room SET a = 9e999", "room.a: inf is not within");
    refuse("UPDATE room SET b = NULL", "room.b: NULL is not within");
    refuse("UPDATE player SET b = 'many'", "player.b: 'many' is not within");
    refuse("UPDATE player SET a = a + 1", "2147483648 is not within");
}
END_TEST

START_TEST(what_a_script_that_fails_kept_is_forgotten)
{
    run("UPDATE player SET a = 1; UPDATE thing SET a = 2; UPDATE room SET b = "
        "3");
    refuse("UPDATE player SET a = 9; UPDATE thing SET a = 9;"
           "UPDATE room SET a = 9, b = 9; SELECT random(0)",
            "random(n)");
    expect(of_slot(2), 1, 0);
    expect(of_thing(1), 2, 0);
    expect(&lab.world.room_memo, 0, 3);
}
END_TEST

START_TEST(a_new_thing_does_not_inherit)
{
    run("INSERT INTO thing (kind, a, b) VALUES ('ball', 4, 5)");
    expect(of_thing(2), 4, 5);
    run("DELETE FROM thing WHERE slot = 2; INSERT INTO thing (kind) VALUES "
        "('ball')");
    ck_assert_uint_eq(lab_thing(&lab, 2)->kind, ENTITY_THING);
    expect(of_thing(2), 0, 0);
}
END_TEST

START_TEST(who_dies_or_gets_another_role_keeps_them)
{
    run("UPDATE player SET a = 4, b = 2 WHERE slot = 1;"
        "UPDATE player SET role = 'zombie', hp = 0 WHERE slot = 1");
    run("UPDATE player SET alive = 1 WHERE slot = 1");
    ck_assert_uint_gt(lab_player(&lab, 1)->hp, 0);
    expect(of_slot(1), 4, 2);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, all_of_them_are_0_in_the_beginning);
    tcase_add_test(tc, each_row_has_its_own);
    tcase_add_test(tc, the_next_run_finds_them_as_they_were_left);
    tcase_add_test(tc, they_are_whole_numbers_of_32_bits);
    tcase_add_test(tc, what_a_script_that_fails_kept_is_forgotten);
    tcase_add_test(tc, a_new_thing_does_not_inherit);
    tcase_add_test(tc, who_dies_or_gets_another_role_keeps_them);
}

SUITE("scripts_memo", add_tests)
