/*
 * spinlock.h - mutual exclusion between processors. Holding any spin lock
 * keeps interrupts off on this processor, so a lock may be used by interrupt
 * handlers too, and nothing that holds one can be preempted. A holder never
 * sleeps (sched/wait.h releases the lock that it is given).
 *
 * Deadlock is ruled out by one order of all locks: who holds some takes only
 * such as come later in the list below. A build with DEBUG=1 checks that at
 * each spin_lock() and names both places where it is broken.
 */
#pragma once

#include "lib/types.h"

/*
 * The order, outermost first. User memory is copied with none but those before
 * the process table's held, since the page fault that may come takes the address space's.
 */
enum lock_rank {
    RANK_SERIAL,        /* what it receives */
    RANK_ALARM,
    RANK_TERMINAL,
    RANK_FILE,          /* a file's content, a pipe */
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
    uint32_t held;
    int16_t holder;         /* cpu id of the holder, -1 when free */
    uint8_t rank;           /* enum lock_rank */
};

#define SPINLOCK(r) { .held = 0, .holder = -1, .rank = (r) }

void spin_init(struct spinlock *l, enum lock_rank rank);

/* Take the lock, with interrupts off from here on. */
void spin_lock(struct spinlock *l);

/* Take it if it is free; else false, and nothing has changed. No order is
 * asked for, since nobody waits. */
bool spin_trylock(struct spinlock *l);

/* Release it; interrupts come back with the outermost release. */
void spin_unlock(struct spinlock *l);

/* Does this processor hold it? For assertions. */
bool spin_held(const struct spinlock *l);

/* Keep interrupts off without a lock; pairs nest with those of locks. */
void irq_hold(void);
void irq_release(void);

/* What a processor holds, with the place of each spin_lock(). */
#define HELD_MAX 8
struct held_locks {
#ifdef DEBUG
    int count;
    struct { const struct spinlock *lock; const char *place; } at[HELD_MAX];
#endif
};

#ifdef DEBUG
#define LOCK_PLACE_TEXT(line) __FILE__ ":" #line
#define LOCK_PLACE(line) LOCK_PLACE_TEXT(line)
void spin_lock_at(struct spinlock *l, const char *place);
bool spin_trylock_at(struct spinlock *l, const char *place);
#define spin_lock(l) spin_lock_at(l, LOCK_PLACE(__LINE__))
#define spin_trylock(l) spin_trylock_at(l, LOCK_PLACE(__LINE__))
#endif
