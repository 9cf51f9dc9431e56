/*
 * spinlock.h - mutual exclusion between processors. Holding any spin lock
 * keeps interrupts off on this processor, so a lock may be used by interrupt
 * handlers too, and nothing that holds one can be preempted. A holder never
 * sleeps (sched/wait.h releases the lock that it is given).
 *
 * Lock order, outermost first; a function takes only locks to the right of
 * those it holds:
 *
 *   terminal, pipe, file > process table > address space >
 *   shared memory > file system > object > kernel stacks > kmalloc >
 *   frames > scheduler > console
 *
 * User memory is copied with at most one of the outermost three held, since
 * the page fault that may come takes the address space's.
 */
#pragma once

#include "lib/types.h"

struct spinlock {
    uint32_t held;
    int holder;         /* cpu id of the holder, -1 when free */
    const char *name;
};

#define SPINLOCK(text) { .held = 0, .holder = -1, .name = text }

void spin_init(struct spinlock *l, const char *name);

/* Take the lock, with interrupts off from here on; panics if this processor
 * holds it already. */
void spin_lock(struct spinlock *l);

/* Release it; interrupts come back with the outermost release. */
void spin_unlock(struct spinlock *l);

/* Does this processor hold it? For assertions. */
bool spin_held(const struct spinlock *l);

/* Keep interrupts off without a lock; pairs nest with those of locks. */
void irq_hold(void);
void irq_release(void);
