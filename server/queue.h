/* SPDX-License-Identifier: MIT
 *
 * queue: the only road between threads: bounded, records by value.
 *
 * Any thread pushes, one thread pops. The popping thread can wait on queue_fd()
 * together with its sockets: it is readable while records wait.
 */
#ifndef SERVER_QUEUE_H
#define SERVER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue;

/* Room for `capacity` records of `record_size` bytes. NULL without memory or
 * descriptors. */
struct queue *queue_create(size_t capacity, size_t record_size);

/* Records still inside are dropped; what they point to is the caller's to free
 * first. NULL is allowed. */
void queue_destroy(struct queue *queue);

/* Copies the record in. False when the queue is full: the caller keeps what the
 * record owns. Never blocks, never allocates. Thread: any. */
bool queue_push(struct queue *queue, const void *record);

/* Copies the oldest record out; false when there is none. Thread: the owner. */
bool queue_pop(struct queue *queue, void *record);

/* An eventfd, level-triggered; never read or write it. */
int queue_fd(const struct queue *queue);

#endif
