/*
 * sigframe.h - what a signal handler finds on its stack: the return address
 * (sigaction's restorer), the interrupted registers as a ucontext_t, and the
 * siginfo_t; all laid out as on Linux, so that a handler may read and change
 * the registers.
 */
#pragma once

#include "cpu/trap.h"
#include "task/signal.h"

/* Push a frame and make `f` enter the handler; 0, or -EFAULT if the stack
 * can't take it or the handler isn't at a user's address. */
int sigframe_push(struct trap_frame *f, const struct sigaction *a,
                  const struct siginfo *info, sigset_t mask,
                  const struct sigaltstack *stack);

/* Read the frame back, which the user may have changed in any way; 0 or
 * -EFAULT. */
int sigframe_pop(struct trap_frame *f, sigset_t *mask,
                 struct sigaltstack *stack);
