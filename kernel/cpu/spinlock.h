/*
 * spinlock.h - mutual exclusion between processors. Interrupts are off in the
 * kernel, save where it waits for them (interrupts_wait(), _serve()), which
 * nobody does with a lock held: so a lock may be used by interrupt handlers,
 * too, and nothing that holds one can be preempted. A holder never sleeps
 * (sched/wait.h releases the lock that it is given).
 *
 * Deadlock is ruled out by one order of all locks: who holds some takes only
 * such as come later in the list below. A build with DEBUG=1 checks that at
 * each spin_lock() and names both places where it is broken.
 */
#pragma once

#include "cpu/cpu.h"
#include "lib/panic.h"
#include "lib/types.h"

/*
 * The order, outermost first. User memory is copied with none but those before
 * the process table's held, since the page fault that may come takes the address space's.
 */
enum lock_rank {
    RANK_TRACE,         /* what is noted */
    RANK_SERIAL,        /* what it receives */
    RANK_ALARM,
    RANK_TERMINAL,
    RANK_FILE,          /* a file's content, a pipe */
    RANK_POLL,          /* who waits for files */
    RANK_FUTEX,
    RANK_SEM,
    RANK_PROCESSES,
    RANK_SPACE,
    RANK_SHM,
    RANK_FS,
    RANK_OBJECT,
    RANK_HUGE,
    RANK_STACKS,
    RANK_KMALLOC,
    RANK_FRAMES,
    RANK_FRAME_BLOCKS,
    RANK_SCHEDULER,
    RANK_CONSOLE,
};

struct spinlock {
    struct cpu *holder;     /* NULL: free */
    enum lock_rank rank;
};

#define SPINLOCK(r) { .rank = (r) }

void spin_init(struct spinlock *l, enum lock_rank rank);

/* Does this processor hold it? For assertions. */
static inline bool spin_held(const struct spinlock *l)
{
    return __atomic_load_n(&l->holder, __ATOMIC_RELAXED) == this_cpu();
}

/* Take two of one rank, in any order: who has one doesn't wait for another. */
void spin_lock_two(struct spinlock *a, struct spinlock *b);

/* --- for the calls below -------------------------------------------------- */

static inline bool spin_take(struct spinlock *l)
{
    struct cpu *nobody = NULL;

    return __atomic_compare_exchange_n(&l->holder, &nobody, this_cpu(), false,
                                       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Somebody has it: take it when it is free. */
void spin_wait(struct spinlock *l);

/* --- the calls ------------------------------------------------------------ */

#ifndef DEBUG

/* Take the lock. */
static inline void spin_lock(struct spinlock *l)
{
    if (!spin_take(l))
        spin_wait(l);
}

/* Take it if it is free; else false, and nothing has changed. No order is
 * asked for, since nobody waits. */
static inline bool spin_trylock(struct spinlock *l)
{
    return spin_take(l);
}

/* Release it. */
static inline void spin_unlock(struct spinlock *l)
{
    __atomic_store_n(&l->holder, NULL, __ATOMIC_RELEASE);
}

#else

#define LOCK_PLACE_TEXT(line) __FILE__ ":" #line
#define LOCK_PLACE(line) LOCK_PLACE_TEXT(line)
#define spin_lock(l) spin_lock_at(l, LOCK_PLACE(__LINE__))
#define spin_trylock(l) spin_trylock_at(l, LOCK_PLACE(__LINE__))
void spin_lock_at(struct spinlock *l, const char *place);
bool spin_trylock_at(struct spinlock *l, const char *place);
void spin_unlock(struct spinlock *l);

#endif
