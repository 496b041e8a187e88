/* SPDX-License-Identifier: MIT */
#include "server/queue.h"

#include <poll.h>
#include <pthread.h>

#include "tests/unit/suite.h"

#define THREADS 4
#define RECORDS 20000

struct record {
    unsigned from, number;
};

static bool is_readable(const struct queue *queue)
{
    struct pollfd p = {.fd = queue_fd(queue), .events = POLLIN};

    return poll(&p, 1, 0) == 1;
}

START_TEST(records_come_out_in_the_order_they_went_in)
{
    struct queue *queue = queue_create(8, sizeof(struct record));
    struct record out;

    for (unsigned round = 0; round < 5; round++) {
        for (unsigned i = 0; i < 7; i++) {
            ck_assert(queue_push(queue, &(struct record){round, i}));
        }
        for (unsigned i = 0; i < 7; i++) {
            ck_assert(queue_pop(queue, &out));
            ck_assert_uint_eq(out.from, round);
            ck_assert_uint_eq(out.number, i);
        }
    }
    ck_assert(!queue_pop(queue, &out));
    queue_destroy(queue);
}
END_TEST

START_TEST(full_queue_refuses_and_keeps_what_it_has)
{
    struct queue *queue = queue_create(3, sizeof(unsigned));
    unsigned out;

    for (unsigned i = 0; i < 3; i++) {
        ck_assert(queue_push(queue, &i));
    }
    ck_assert(!queue_push(queue, &(unsigned){99}));
    for (unsigned i = 0; i < 3; i++) {
        ck_assert(queue_pop(queue, &out));
        ck_assert_uint_eq(out, i);
    }
    ck_assert(queue_push(queue, &(unsigned){7}));
    ck_assert(queue_pop(queue, &out));
    ck_assert_uint_eq(out, 7);
    queue_destroy(queue);
}
END_TEST

START_TEST(descriptor_is_readable_exactly_while_records_wait)
{
    struct queue *queue = queue_create(4, sizeof(unsigned));
    unsigned out;

    ck_assert(!is_readable(queue));
    queue_push(queue, &(unsigned){1});
    queue_push(queue, &(unsigned){2});
    ck_assert(is_readable(queue));
    queue_pop(queue, &out);
    ck_assert(is_readable(queue));
    queue_pop(queue, &out);
    ck_assert(!is_readable(queue));
    ck_assert(!queue_pop(queue, &out));
    ck_assert(!is_readable(queue));
    queue_destroy(queue);
}
END_TEST

struct pusher {
    struct queue *queue;
    unsigned index;
    pthread_t thread;
};

static void *push_all(void *arg)
{
    struct pusher *me = arg;

    for (unsigned i = 0; i < RECORDS; i++) {
        struct record record = {me->index, i};
        while (!queue_push(me->queue, &record)) {
            sched_yield();
        }
    }
    return NULL;
}

START_TEST(threads_push_and_nothing_is_lost_or_reordered)
{
    struct queue *queue = queue_create(64, sizeof(struct record));
    struct pusher pusher[THREADS];
    unsigned next[THREADS] = {0};
    struct record out;

    for (unsigned i = 0; i < THREADS; i++) {
        pusher[i] = (struct pusher){.queue = queue, .index = i};
        pthread_create(&pusher[i].thread, NULL, push_all, &pusher[i]);
    }
    for (unsigned got = 0; got < THREADS * RECORDS;) {
        struct pollfd p = {.fd = queue_fd(queue), .events = POLLIN};
        ck_assert_int_eq(poll(&p, 1, 5000), 1);
        while (queue_pop(queue, &out)) {
            ck_assert_uint_lt(out.from, THREADS);
            ck_assert_uint_eq(out.number, next[out.from]++);
            got++;
        }
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(pusher[i].thread, NULL);
    }
    ck_assert(!queue_pop(queue, &out));
    queue_destroy(queue);
}
END_TEST

static void add_tests(TCase *tc)
{
    tcase_add_test(tc, records_come_out_in_the_order_they_went_in);
    tcase_add_test(tc, full_queue_refuses_and_keeps_what_it_has);
    tcase_add_test(tc, descriptor_is_readable_exactly_while_records_wait);
    tcase_add_test(tc, threads_push_and_nothing_is_lost_or_reordered);
}

SUITE("queue", add_tests)
