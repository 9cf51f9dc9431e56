/*
 * wait.h - sleeping until something happens. A waitq is a place where threads
 * wait for one condition; whoever makes the condition true wakes the queue.
 *
 *     spin_lock(&pipe->lock);
 *     while (pipe->used == 0) {
 *         err = wait_on(&pipe->readers, &pipe->lock, NO_DEADLINE);
 *         if (err) ...            // -EINTR: a signal came
 *     }
 *
 * One lock belongs to the condition and its waitq: wait_on() is given it, and
 * who wakes holds it. So waking is never lost: wait_on() releases it only
 * after the thread stands in the queue.
 */
#pragma once

#include "cpu/spinlock.h"
#include "lib/list.h"

#define NO_DEADLINE UINT64_MAX

struct waitq {
    struct list sleepers;   /* struct thread, first come first woken */
};

#define WAITQ_INIT(name) { LIST_INIT((name).sleepers) }

void waitq_init(struct waitq *q);

/*
 * Sleep on `q` until woken. `lock` is held by the caller, released while
 * asleep and held again on return. `deadline` is in nanoseconds of
 * clock_monotonic(). Returns 0 when woken (look at your condition again),
 * -EINTR when a signal is pending for this thread (also if it was so before),
 * -ETIMEDOUT when the deadline has passed.
 */
int wait_on(struct waitq *q, struct spinlock *lock, uint64_t deadline);

/* The same without a deadline, and no signal ends it. */
void wait_on_always(struct waitq *q, struct spinlock *lock);

/* Wake the first `count` who still sleep, or all; the waitq's lock is held.
 * How many were woken. */
int wake_some(struct waitq *q, int count);
void wake_all(struct waitq *q);
