/* wait.c - see wait.h. */
#include "sched/wait.h"
#include "cpu/clock.h"
#include "lib/errno.h"
#include "sched/queue.h"

void waitq_init(struct waitq *q)
{
    list_init(&q->sleepers);
}

static int outcome(const struct thread *t)
{
    if (t->interruptible && t->interrupted)
        return -EINTR;
    return t->timed_out ? -ETIMEDOUT : 0;
}

/* Give `held` up and sleep; this processor's queue is locked, so that nobody
 * can wake us before we are away. */
static void sleep(struct run_queue *own, struct spinlock *held, uint64_t now,
                  uint64_t deadline)
{
    struct thread *t = thread_current();

    t->state = THREAD_SLEEPING;
    if (deadline != NO_DEADLINE)
        timer_add(own, t, deadline);
    spin_unlock(held);
    sched_switch(now);
    spin_unlock(&queue_own()->lock);
    spin_lock(held);
}

/* Whoever wakes the thread, or its timer, leaves it in the list; it takes
 * itself out when it has the lock again. */
static int wait(struct waitq *q, struct spinlock *held, uint64_t deadline,
                bool interruptible)
{
    struct thread *t = thread_current();
    struct run_queue *own = queue_own();
    uint64_t now = clock_monotonic();

    spin_lock(&own->lock);
    t->interruptible = interruptible;
    t->timed_out = deadline <= now;
    int result = outcome(t);
    if (result) {
        spin_unlock(&own->lock);
        return result;
    }
    list_push_back(&q->sleepers, &t->wait_link);
    sleep(own, held, now, deadline);
    list_remove(&t->wait_link);
    return outcome(t);
}

int wait_on(struct waitq *q, struct spinlock *held, uint64_t deadline)
{
    return wait(q, held, deadline, true);
}

void wait_on_always(struct waitq *q, struct spinlock *held)
{
    wait(q, held, NO_DEADLINE, false);
}

int wake_some(struct waitq *q, int count)
{
    struct thread *t;
    int woken = 0;

    list_for_each(t, &q->sleepers, wait_link) {
        if (woken == count)
            break;
        woken += thread_wake(t);
    }
    return woken;
}

void wake_all(struct waitq *q)
{
    struct thread *t;

    list_for_each(t, &q->sleepers, wait_link)
        thread_wake(t);
}
