/*
 * queue.h - one run queue for each processor; between the files of this
 * folder.
 *
 * The lock of a thread's queue guards what the thread does next. It is held
 * from before a thread leaves its processor until after the switch, when the
 * next thread releases it: so nobody takes up a thread whose registers are
 * not yet saved. No two of these locks are ever waited for together.
 */
#pragma once

#include "cpu/cpu.h"
#include "cpu/spinlock.h"
#include "sched/sched.h"

struct run_queue {
    struct spinlock lock;
    struct list runnable;       /* first to run first */
    struct list timers;         /* sleepers by deadline */
    uint64_t timer_armed;       /* when the timer will ring */
    bool polling;               /* idle, and looks here by itself */
} __attribute__((aligned(64)));

extern struct run_queue queues[CPUS_MAX];

/* The queue of this processor. */
static inline struct run_queue *queue_own(void)
{
    return this_cpu()->queue;
}

/* Lock it. */
static inline struct run_queue *queue_lock_own(void)
{
    struct run_queue *q = queue_own();

    spin_lock(&q->lock);
    return q;
}

/* Take the lock of the queue that `t` belongs to. */
static inline struct run_queue *queue_lock_of(struct thread *t)
{
    for (;;) {
        struct run_queue *q = &queues[__atomic_load_n(&t->cpu,
                                                      __ATOMIC_RELAXED)];
        spin_lock(&q->lock);
        if (q == &queues[t->cpu])
            return q;
        spin_unlock(&q->lock);
    }
}

/* `t` is to run: on the processor where it ran last, or on one that is idle.
 * `q` is its queue, locked; released on return. */
void queue_wake(struct run_queue *q, struct thread *t);

/* Put `t` at the end of `q`, both locked by the caller. */
static inline void queue_push(struct run_queue *q, struct thread *t)
{
    list_push_back(&q->runnable, &t->run_link);
}

/* Take out who is to run on this processor next: from its own queue `q`
 * (locked), or else from another's; NULL: nobody wants to. */
struct thread *queue_pop(struct run_queue *q);

/* `t`, whose registers are saved, may not run here any more (`q`, locked):
 * give it to a processor where it may. `q` is released and taken again. */
void queue_send_away(struct run_queue *q, struct thread *t);

/* Sleep's end; own queue, locked. */
void timer_add(struct run_queue *q, struct thread *t, uint64_t deadline);

/* Let the timer ring when the running thread's quantum is over; own queue,
 * locked. */
void timer_arm_quantum(struct run_queue *q);

/* The same if others wait. */
static inline void queue_limit_quantum(struct run_queue *q)
{
    if (!list_empty(&q->runnable))
        timer_arm_quantum(q);
}

/* Leave the current thread, whose new state is set, `now`. The lock of this
 * processor's queue is held; on return that of the processor on which the
 * thread goes on. */
void sched_switch(uint64_t now);

/* Make them all, and give this processor its own. */
void queues_init(void);
void queue_adopt(void);
