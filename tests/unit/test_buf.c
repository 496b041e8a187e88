/* SPDX-License-Identifier: MIT */
#include "server/buf.h"

#include <pthread.h>
#include <string.h>

#include "tests/unit/suite.h"

START_TEST(new_buf_is_empty_and_its_makers_alone)
{
    struct buf *buf = buf_create(100);

    ck_assert_uint_eq(buf->len, 0);
    ck_assert_uint_eq(buf->cap, 100);
    ck_assert(!buf_is_shared(buf));
    memset(buf->bytes, 0xaa, buf->cap);
    buf_unref(buf);
}
END_TEST

START_TEST(buf_lives_until_the_last_holder_lets_go)
{
    struct buf *buf = buf_create(4);

    memcpy(buf->bytes, "tuba", 4);
    ck_assert_ptr_eq(buf_ref(buf), buf);
    ck_assert(buf_is_shared(buf));
    buf_unref(buf);
    ck_assert(!buf_is_shared(buf));
    ck_assert_mem_eq(buf->bytes, "tuba", 4);
    buf_unref(buf);
}
END_TEST

START_TEST(letting_go_of_nothing_is_allowed)
{
    buf_unref(NULL);
}
END_TEST

static void *hold_and_let_go(void *arg)
{
    struct buf *buf = arg;

    for (unsigned i = 0; i < 50000; i++) {
        buf_unref(buf_ref(buf));
    }
    buf_unref(buf);
    return NULL;
}

START_TEST(threads_share_one_buf)
{
    struct buf *buf = buf_create(1);
    pthread_t thread[4];

    for (unsigned i = 0; i < ARRAY_LEN(thread); i++) {
        pthread_create(&thread[i], NULL, hold_and_let_go, buf_ref(buf));
    }
    for (unsigned i = 0; i < ARRAY_LEN(thread); i++) {
        pthread_join(thread[i], NULL);
    }
    ck_assert(!buf_is_shared(buf));
    buf_unref(buf);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, new_buf_is_empty_and_its_makers_alone);
    tcase_add_test(tc, buf_lives_until_the_last_holder_lets_go);
    tcase_add_test(tc, letting_go_of_nothing_is_allowed);
    tcase_add_test(tc, threads_share_one_buf);
}

SUITE("buf", add_tests)
