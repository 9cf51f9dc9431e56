/*
 * thread.h - a thread of execution in the kernel: a stack, saved registers,
 * and a place in the run queue or in a waitq. It may belong to a process
 * (task/process.h), of which this layer knows only the pointer.
 *
 * [s] = guarded by the scheduler's lock.
 */
#pragma once

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
    vaddr_t saved_rsp;          /* [s] while it doesn't run */
    vaddr_t stack_top;
    enum thread_state state;    /* [s] */
    struct list link;           /* [s] run queue or a waitq's sleepers */
    struct list timer_link;     /* [s] those who sleep with a deadline */
    uint64_t deadline;          /* [s] */
    bool timed_out;             /* [s] why it woke */
    bool interruptible;         /* [s] a signal may end its sleep */
    bool interrupted;           /* [s] a signal waits to be taken */
    paddr_t cr3;                /* page tables, or 0: any will do */
    uint64_t fs_base;           /* the user's thread pointer */
    uint64_t run_time;          /* [s] nanoseconds on a processor */
    uint64_t run_start;         /* [s] */
    struct process *process;
    uint8_t fpu[512] __attribute__((aligned(16)));  /* FXSAVE's format */
};
