/*
 * sched.h - which thread runs, on which processor. Each processor goes round
 * its own queue: whoever has used up its quantum goes to the end. One without
 * work takes it from the others. User code is preempted at any instruction;
 * kernel code runs until it sleeps or returns to the user, and interrupts wait
 * for that, too, unless long work gives way to them (thread_give_way()).
 */
#pragma once

#include "cpu/cpu.h"
#include "cpu/trap.h"
#include "sched/thread.h"

/* Make the caller this processor's idle thread. */
void sched_init(void);

/* One round of the idle thread: run the others, or halt until an interrupt. */
void sched_idle(void);

/* Start the other processors that firmware lists, at most `max` in all
 * (ap.c). Returns how many run then. */
int cpus_start(const uint32_t *apic_ids, int count, int max);

/* Make `t` a thread with a kernel stack that will run `start(arg)`; 0 or
 * -ENOMEM. It runs only after thread_wake(). */
int thread_init(struct thread *t, void (*start)(void *), void *arg);

/* The same, but it begins by returning to user mode through `frame`. */
int thread_init_user(struct thread *t, const struct trap_frame *frame);

/* Free the stack of a thread that never ran or is dead; waits until it has
 * left its stack. */
void thread_release(struct thread *t);

/* End a sleep; true if it slept. Any lock before the scheduler's may be held,
 * interrupt handlers may call it. */
bool thread_wake(struct thread *t);

/* A signal waits for `t`: end its sleep if it may be ended, let no
 * interruptible sleep begin until thread_uninterrupt(), and if it runs, make
 * it pass by its processor's way back to user mode. */
void thread_interrupt(struct thread *t);
void thread_uninterrupt(struct thread *t);

/* Nanoseconds that `t` has run, up to now. Any lock before the scheduler's may
 * be held. */
uint64_t thread_time(struct thread *t);

/* Run only on these processors; at least one of them exists. */
void thread_allow(struct thread *t, uint64_t allowed);

/* This processor's timer is to ring at `deadline` at the latest. */
void sched_timer_by(uint64_t deadline);

/* Let the others run. */
void thread_yield(void);

/* Between two pieces of long work in the kernel, without locks: serve the
 * interrupts that wait, and yield if the quantum is over. */
void thread_give_way(void);

/* End the running thread. */
NORETURN void thread_exit(void);

/* Yield if the quantum is over; called before each return to user mode. */
void sched_preempt(void);

/* Where a trap from user mode left the registers of `t`. */
struct trap_frame *thread_frame(struct thread *t);

static inline struct thread *thread_current(void)
{
    return this_cpu()->current;
}
