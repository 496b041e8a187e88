/* SPDX-License-Identifier: MIT */
#include "server/peers.h"

#include <stdio.h>

#include "server/clock.h"
#include "tests/unit/suite.h"

START_TEST(connections_of_an_address_are_counted)
{
    struct peers *peers = peers_create();

    ck_assert_uint_eq(peers_enter(peers, "192.0.2.1"), 1);
    ck_assert_uint_eq(peers_enter(peers, "192.0.2.1"), 2);
    ck_assert_uint_eq(peers_enter(peers, "192.0.2.2"), 1);
    ck_assert_uint_eq(peers_total(peers), 3);
    peers_leave(peers, "192.0.2.1");
    ck_assert_uint_eq(peers_of(peers, "192.0.2.1"), 1);
    peers_leave(peers, "192.0.2.1");
    ck_assert_uint_eq(peers_of(peers, "192.0.2.1"), 0);
    ck_assert_uint_eq(peers_of(peers, "192.0.2.2"), 1);
    ck_assert_uint_eq(peers_total(peers), 1);
    peers_destroy(peers);
}
END_TEST

START_TEST(household_of_ipv6_is_one_peer)
{
    struct peers *peers = peers_create();

    peers_enter(peers, "2001:db8:1:2::1");
    ck_assert_uint_eq(peers_enter(peers, "2001:db8:1:2:ffff::9"), 2);
    ck_assert_uint_eq(peers_enter(peers, "2001:db8:1:3::1"), 1);
    peers_leave(peers, "2001:db8:1:2:abcd::7");
    ck_assert_uint_eq(peers_of(peers, "2001:db8:1:2::1"), 1);
    peers_destroy(peers);
}
END_TEST

START_TEST(an_address_of_either_kind_is_its_own)
{
    struct peers *peers = peers_create();

    ck_assert_ptr_nonnull(peers);
    ck_assert_uint_eq(peers_enter(peers, "32.1.13.184"), 1);
    ck_assert_uint_eq(peers_enter(peers, "2001:db8::1"), 1);
    ck_assert_uint_eq(peers_enter(peers, "32.1.13.184"), 2);
    peers_destroy(peers);
}
END_TEST

START_TEST(leaving_without_having_entered_changes_nothing)
{
    struct peers *peers = peers_create();

    peers_leave(peers, "192.0.2.1");
    ck_assert_uint_eq(peers_total(peers), 0);
    peers_destroy(peers);
}
END_TEST

START_TEST(many_addresses_are_kept_apart)
{
    struct peers *peers = peers_create();
    char address[32];

    for (unsigned i = 0; i < 20000; i++) {
        snprintf(address, sizeof(address), "10.1.%u.%u", i / 256, i % 256);
        ck_assert_uint_eq(peers_enter(peers, address), 1);
    }
    for (unsigned i = 0; i < 20000; i++) {
        snprintf(address, sizeof(address), "10.1.%u.%u", i / 256, i % 256);
        peers_leave(peers, address);
    }
    ck_assert_uint_eq(peers_total(peers), 0);
    peers_destroy(peers);
}
END_TEST

START_TEST(address_opens_a_few_rooms_at_once_and_then_one_at_a_time)
{
    struct peers *peers = peers_create();
    uint64_t now_ns = 1000 * NS_PER_S;
    unsigned opened = 0;

    while (peers_may_open(peers, "192.0.2.1", now_ns)) {
        peers_opened(peers, "192.0.2.1", now_ns);
        opened++;
    }
    ck_assert_uint_ge(opened, 10);
    ck_assert_uint_le(opened, 100);
    ck_assert(peers_may_open(peers, "192.0.2.2", now_ns));
    for (unsigned i = 0; i < 10; i++) {
        now_ns += 2 * NS_PER_S;
        ck_assert(peers_may_open(peers, "192.0.2.1", now_ns));
        peers_opened(peers, "192.0.2.1", now_ns);
        ck_assert(!peers_may_open(peers, "192.0.2.1", now_ns));
    }
    peers_destroy(peers);
}
END_TEST

START_TEST(local_is_what_comes_from_this_machine)
{
    ck_assert(peers_is_local("127.0.0.1"));
    ck_assert(peers_is_local("127.9.9.9"));
    ck_assert(peers_is_local("::1"));
    ck_assert(!peers_is_local("128.0.0.1"));
    ck_assert(!peers_is_local("::"));
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, connections_of_an_address_are_counted);
    tcase_add_test(tc, household_of_ipv6_is_one_peer);
    tcase_add_test(tc, an_address_of_either_kind_is_its_own);
    tcase_add_test(tc, leaving_without_having_entered_changes_nothing);
    tcase_add_test(tc, many_addresses_are_kept_apart);
    tcase_add_test(
            tc, address_opens_a_few_rooms_at_once_and_then_one_at_a_time);
    tcase_add_test(tc, local_is_what_comes_from_this_machine);
}

SUITE("peers", add_tests)
