/* SPDX-License-Identifier: MIT */
#include "tests/unit/suite.h"

#include <pthread.h>
#include <sqlite3.h>

#include "server/heap.h"

#define KB 1024

static void set_up(void)
{
    heap_install();
    sqlite3_initialize(); // which takes some for itself
}

START_TEST(a_share_has_an_end_and_what_is_freed_is_there_again)
{
    heap_limit(INT64_C(100) * KB, 1000);
    void *most = sqlite3_malloc(80 * KB);
    ck_assert_ptr_nonnull(most);
    ck_assert_ptr_null(sqlite3_malloc(40 * KB));
    sqlite3_free(most);
    most = sqlite3_malloc(80 * KB);
    ck_assert_ptr_nonnull(most);
    sqlite3_free(most);
    heap_unlimit();
}
END_TEST

START_TEST(what_grows_counts_by_what_it_gains)
{
    heap_limit(INT64_C(100) * KB, 1000);
    void *memory = sqlite3_malloc(60 * KB);
    memory = sqlite3_realloc(memory, 90 * KB);
    ck_assert_ptr_nonnull(memory);
    ck_assert_ptr_null(sqlite3_realloc(memory, 120 * KB)); // and stays
    sqlite3_free(memory);
    heap_unlimit();
}
END_TEST

START_TEST(requests_are_counted_however_small)
{
    heap_limit(INT64_C(100) * KB, 3);
    for (int i = 0; i < 3; i++) {
        void *memory = sqlite3_malloc(1);
        ck_assert_ptr_nonnull(memory);
        sqlite3_free(memory);
    }
    ck_assert_ptr_null(sqlite3_malloc(1));
    heap_unlimit();
    void *memory = sqlite3_malloc(1000 * KB); // as before there was a limit
    ck_assert_ptr_nonnull(memory);
    sqlite3_free(memory);
}
END_TEST

static void *take_much(void *unused)
{
    (void)unused;
    return sqlite3_malloc(1000 * KB);
}

START_TEST(other_threads_have_no_part_in_it)
{
    pthread_t thread;
    void *memory = NULL;
    heap_limit(INT64_C(10) * KB, 10);
    ck_assert_int_eq(pthread_create(&thread, NULL, take_much, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, &memory), 0);
    heap_unlimit();
    ck_assert_ptr_nonnull(memory);
    sqlite3_free(memory);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_test(tc, a_share_has_an_end_and_what_is_freed_is_there_again);
    tcase_add_test(tc, what_grows_counts_by_what_it_gains);
    tcase_add_test(tc, requests_are_counted_however_small);
    tcase_add_test(tc, other_threads_have_no_part_in_it);
}

SUITE("heap", add_tests)
