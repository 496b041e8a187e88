/* SPDX-License-Identifier: MIT */
#include "server/queue.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The lock is held for one memcpy; who waits for it waits for that long. The
 * eventfd says 1 exactly while records wait: both change under the lock. */
struct queue {
    pthread_mutex_t lock;
    int fd;
    size_t capacity, record_size;
    size_t first, count;
    uint8_t records[];
};

struct queue *queue_create(size_t capacity, size_t record_size)
{
    struct queue *queue = calloc(1, sizeof(*queue) + capacity * record_size);

    if (!queue) {
        return NULL;
    }
    queue->capacity = capacity;
    queue->record_size = record_size;
    queue->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (queue->fd < 0) {
        free(queue);
        return NULL;
    }
    pthread_mutex_init(&queue->lock, NULL);
    return queue;
}

void queue_destroy(struct queue *queue)
{
    if (!queue) {
        return;
    }
    pthread_mutex_destroy(&queue->lock);
    close(queue->fd);
    free(queue);
}

static uint8_t *place(struct queue *queue, size_t i)
{
    size_t at = (queue->first + i) % queue->capacity;

    return queue->records + at * queue->record_size;
}

/* Neither call can fail: the counter is 0 or 1, and whose turn it is is known.
 */
static void show(struct queue *queue, bool waiting)
{
    uint64_t one = 1;
    ssize_t done = waiting ? write(queue->fd, &one, sizeof(one))
                           : read(queue->fd, &one, sizeof(one));
    (void)done;
}

bool queue_push(struct queue *queue, const void *record)
{
    pthread_mutex_lock(&queue->lock);
    bool fits = queue->count < queue->capacity;
    if (fits) {
        memcpy(place(queue, queue->count), record, queue->record_size);
        queue->count++;
        if (queue->count == 1) {
            show(queue, true);
        }
    }
    pthread_mutex_unlock(&queue->lock);
    return fits;
}

bool queue_pop(struct queue *queue, void *record)
{
    pthread_mutex_lock(&queue->lock);
    bool found = queue->count > 0;
    if (found) {
        memcpy(record, place(queue, 0), queue->record_size);
        queue->first = (queue->first + 1) % queue->capacity;
        queue->count--;
        if (queue->count == 0) {
            show(queue, false);
        }
    }
    pthread_mutex_unlock(&queue->lock);
    return found;
}

int queue_fd(const struct queue *queue)
{
    return queue->fd;
}
