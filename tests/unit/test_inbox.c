/* SPDX-License-Identifier: MIT */
#include "server/inbox.h"

#include "shared/proto.h"
#include "tests/unit/suite.h"

static struct inbox inbox;

static void setup(void)
{
    inbox_clear(&inbox, 100);
}

static enum inbox_result put(uint32_t tick, uint8_t buttons)
{
    struct msg_input msg = {.tick = tick, .buttons = buttons};
    return inbox_put(&inbox, 100, &msg);
}

START_TEST(inputs_are_applied_in_the_order_of_their_ticks)
{
    put(103, 3);
    put(101, 1);
    put(102, 2);
    ck_assert_uint_eq(inbox_take(&inbox, 101).buttons, 1);
    ck_assert_uint_eq(inbox_take(&inbox, 102).buttons, 2);
    ck_assert_uint_eq(inbox_take(&inbox, 103).buttons, 3);
}
END_TEST

START_TEST(a_missing_input_is_the_one_before_for_ten_ticks)
{
    put(101, 5);
    inbox_take(&inbox, 101);
    for (uint32_t tick = 102; tick <= 101 + INBOX_REPEAT; tick++) {
        ck_assert_uint_eq(inbox_take(&inbox, tick).buttons, 5);
    }
    ck_assert_uint_eq(inbox_take(&inbox, 102 + INBOX_REPEAT).buttons, 0);
}
END_TEST

START_TEST(a_late_input_stands_in_for_those_still_missing)
{
    put(101, 1);
    inbox_take(&inbox, 101);
    inbox_take(&inbox, 102);
    struct msg_input late = {.tick = 102, .buttons = 9};
    ck_assert_int_eq(inbox_put(&inbox, 102, &late), INBOX_LATE);
    ck_assert_uint_eq(inbox_take(&inbox, 103).buttons, 9);
}
END_TEST

START_TEST(a_tap_that_comes_late_still_fires_once)
{
    struct msg_input tap = {.tick = 101, .buttons = BUTTON_FIRE | BUTTON_UP};
    struct msg_input rest = {.tick = 102};
    ck_assert_int_eq(inbox_put(&inbox, 102, &tap), INBOX_LATE);
    ck_assert_int_eq(inbox_put(&inbox, 102, &rest), INBOX_LATE);
    ck_assert_uint_eq(inbox_take(&inbox, 103).buttons, BUTTON_FIRE);
    ck_assert_uint_eq(inbox_take(&inbox, 104).buttons, 0);
}
END_TEST

START_TEST(a_trigger_that_was_held_all_along_is_not_a_tap)
{
    struct msg_input hold = {.tick = 101, .buttons = BUTTON_FIRE};
    ck_assert_int_eq(inbox_put(&inbox, 100, &hold), INBOX_TAKEN);
    ck_assert_uint_eq(inbox_take(&inbox, 101).buttons, BUTTON_FIRE);
    hold.tick = 102;
    struct msg_input rest = {.tick = 103};
    ck_assert_int_eq(inbox_put(&inbox, 102, &hold), INBOX_LATE);
    ck_assert_int_eq(inbox_put(&inbox, 102, &rest), INBOX_TAKEN);
    ck_assert_uint_eq(inbox_take(&inbox, 103).buttons, 0);
}
END_TEST

START_TEST(a_later_input_is_not_undone_by_an_earlier_one)
{
    put(101, 1);
    inbox_take(&inbox, 101);
    struct msg_input old = {.tick = 99, .buttons = 9};
    ck_assert_int_eq(inbox_put(&inbox, 101, &old), INBOX_LATE);
    ck_assert_uint_eq(inbox_take(&inbox, 102).buttons, 1);
}
END_TEST

START_TEST(an_input_too_far_ahead_is_refused)
{
    ck_assert_int_eq(put(100 + INBOX_LEAD, 1), INBOX_TAKEN);
    ck_assert_int_eq(put(101 + INBOX_LEAD, 1), INBOX_EARLY);
    ck_assert_int_eq(put(UINT32_MAX, 1), INBOX_EARLY);
}
END_TEST

START_TEST(who_is_always_too_early_is_told_so)
{
    int16_t lead;
    put(200, 0);
    ck_assert(inbox_lead(&inbox, &lead));
    ck_assert_int_eq(lead, TICK_HZ);
}
END_TEST

START_TEST(the_least_lead_is_told_once)
{
    int16_t lead;
    ck_assert(!inbox_lead(&inbox, &lead));
    put(104, 0);
    put(102, 0);
    put(105, 0);
    ck_assert(inbox_lead(&inbox, &lead));
    ck_assert_int_eq(lead, 1);
    ck_assert(!inbox_lead(&inbox, &lead));
    put(90, 0);
    ck_assert(inbox_lead(&inbox, &lead));
    ck_assert_int_eq(lead, -11);
}
END_TEST

START_TEST(at_tick_0_nothing_was_pressed_yet)
{
    inbox_clear(&inbox, 0);
    struct msg_input msg = {.tick = 0, .buttons = 9};
    ck_assert_int_eq(inbox_put(&inbox, 0, &msg), INBOX_LATE);
    ck_assert_uint_eq(inbox_take(&inbox, 1).buttons, 0);
}
END_TEST

START_TEST(a_small_tick_is_no_future_one_near_the_end_of_time)
{
    const uint32_t end = UINT32_MAX - 1;
    inbox_clear(&inbox, end);
    struct msg_input next = {.tick = UINT32_MAX, .buttons = 5};
    struct msg_input old = {.tick = 3, .buttons = 9};
    ck_assert_int_eq(inbox_put(&inbox, end, &next), INBOX_TAKEN);
    ck_assert_int_eq(inbox_put(&inbox, end, &old), INBOX_LATE);
    ck_assert_uint_eq(inbox_take(&inbox, UINT32_MAX).buttons, 5);
    int16_t lead;
    ck_assert(inbox_lead(&inbox, &lead));
    ck_assert_int_eq(lead, -TICK_HZ); // no later than that is told
}
END_TEST

START_TEST(a_resent_input_replaces_the_one_before)
{
    put(101, 1);
    put(101, 2);
    ck_assert_uint_eq(inbox_take(&inbox, 101).buttons, 2);
}
END_TEST

START_TEST(an_aim_is_kept_when_the_buttons_are_let_go)
{
    struct msg_input msg = {.tick = 101, .buttons = 5, .aim = 777};
    inbox_put(&inbox, 100, &msg);
    inbox_take(&inbox, 101);
    ck_assert_uint_eq(inbox_take(&inbox, 150).aim, 777);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, setup, NULL);
    tcase_add_test(tc, inputs_are_applied_in_the_order_of_their_ticks);
    tcase_add_test(tc, a_missing_input_is_the_one_before_for_ten_ticks);
    tcase_add_test(tc, a_late_input_stands_in_for_those_still_missing);
    tcase_add_test(tc, a_tap_that_comes_late_still_fires_once);
    tcase_add_test(tc, a_trigger_that_was_held_all_along_is_not_a_tap);
    tcase_add_test(tc, a_later_input_is_not_undone_by_an_earlier_one);
    tcase_add_test(tc, an_input_too_far_ahead_is_refused);
    tcase_add_test(tc, who_is_always_too_early_is_told_so);
    tcase_add_test(tc, the_least_lead_is_told_once);
    tcase_add_test(tc, at_tick_0_nothing_was_pressed_yet);
    tcase_add_test(tc, a_small_tick_is_no_future_one_near_the_end_of_time);
    tcase_add_test(tc, a_resent_input_replaces_the_one_before);
    tcase_add_test(tc, an_aim_is_kept_when_the_buttons_are_let_go);
}

SUITE("inbox", add_tests)
