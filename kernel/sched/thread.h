/*
 * thread.h - a thread of execution in the kernel: a stack, saved registers,
 * and a place in a run queue or in a waitq. It may belong to a process
 * (task/process.h), of which this layer knows only the pointer.
 *
 * [q] = guarded by the lock of the run queue that `cpu` names (queue.h);
 * [w] = guarded by the lock of the waitq's owner (wait.h).
 */
#pragma once

#include "cpu/mmu.h"
#include "lib/list.h"
#include "lib/types.h"

enum thread_state {
    THREAD_RUNNABLE,
    THREAD_RUNNING,
    THREAD_SLEEPING,
    THREAD_DEAD,
};

struct process;

struct thread {
    vaddr_t saved_rsp;          /* [q] while it doesn't run */
    vaddr_t stack_top;
    int cpu;                    /* [q] where it runs, ran last, or is queued */
    uint64_t allowed;           /* [q] processors that it may run on */
    enum thread_state state;    /* [q] */
    struct list run_link;       /* [q] in the queue while runnable */
    struct list timer_link;     /* [q] among those who sleep until a deadline */
    struct list wait_link;      /* [w] among a waitq's sleepers */
    uint64_t deadline;          /* [q] */
    bool timed_out;             /* [q] why it woke */
    bool interruptible;         /* [q] a signal may end its sleep */
    bool interrupted;           /* [q] a signal waits to be taken */
    struct mmu *mmu;            /* its page tables; NULL: any will do */
    uint64_t fs_base;           /* the user's thread pointer */
    uint64_t run_time;          /* [q] nanoseconds on a processor */
    uint64_t run_start;         /* [q] */
    struct process *process;
    uint8_t fpu[512] __attribute__((aligned(16)));  /* FXSAVE's format */
};
