/*
 * signal.h - signals: asked for by kill(), terminal and faults, taken on the
 * way back to user mode. Layouts are Linux's x86-64 ones (signal(7),
 * sigaction(2), rt_sigreturn(2)).
 */
#pragma once

#include "cpu/trap.h"
#include "lib/types.h"
#include "sched/wait.h"

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGSEGV 11
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGWINCH 28
#define SIGNALS 64

#define SIG_DFL 0
#define SIG_IGN 1

#define SA_NOCLDSTOP 1ul
#define SA_NOCLDWAIT 2ul
#define SA_SIGINFO 4ul
#define SA_RESTORER 0x04000000ul
#define SA_ONSTACK 0x08000000ul
#define SA_RESTART 0x10000000ul
#define SA_NODEFER 0x40000000ul
#define SA_RESETHAND 0x80000000ul

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

/* si_code */
#define SI_USER 0
#define SI_KERNEL 0x80
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRERR 2
#define ILL_ILLOPN 2
#define FPE_INTDIV 1
#define FPE_FLTINV 7
#define TRAP_BRKPT 1
#define TRAP_TRACE 2
#define CLD_EXITED 1
#define CLD_KILLED 2
#define CLD_STOPPED 5
#define CLD_CONTINUED 6

typedef uint64_t sigset_t;          /* bit n - 1 stands for signal n */

static inline sigset_t signal_bit(int signo)
{
    return 1ul << (signo - 1);
}

struct sigaction {
    uint64_t handler, flags, restorer;
    sigset_t mask;
};

struct siginfo {
    int32_t signo, error, code, unused;
    union {
        struct { pid_t pid; uid_t uid; int32_t status; } sender;
        struct { uint64_t address; } fault;
        uint8_t space[112];
    };
};
static_assert(sizeof(struct siginfo) == 128, "Linux's siginfo_t");

struct sigaltstack {
    uint64_t base;
    int32_t flags, unused;
    uint64_t size;
};
#define SS_ONSTACK 1
#define SS_DISABLE 2

struct signals {                    /* lock: process_lock */
    sigset_t pending, blocked;
    sigset_t shared;                /* sent to others, too, since it forked */
    sigset_t awaited;               /* sigtimedwait: these end its sleep */
    sigset_t saved_mask;            /* sigsuspend: to restore afterwards */
    bool restore_mask;
    struct sigaction actions[SIGNALS + 1];
    struct siginfo *infos[SIGNALS + 1];     /* of pending ones, or NULL */
    struct sigaltstack stack;
};

struct process;

/* Make `signo` pending for `p`, or drop it if `p` ignores it; `info` may be
 * NULL. process_lock held. */
void signal_post(struct process *p, int signo, const struct siginfo *info);

/* The same for one of several that are to get it: a child that `p` is just
 * making isn't among them, and will have missed it. Lock held. */
void signal_post_shared(struct process *p, int signo,
                        const struct siginfo *info);

/* For a child that is ready: what it has missed since its parent began to
 * make it. Lock held. */
void signal_post_missed(struct process *child);

/* The same for the members of a process group; how many there are. Lock
 * held. */
int signal_post_group(pid_t pgrp, int signo, const struct siginfo *info);

/* kill(2) by the running process. */
int signal_kill(pid_t pid, int signo);

/* A fault of the running process: it can't be ignored or blocked. */
void signal_force(int signo, int code, vaddr_t address);

/* Sleep on `q` until woken, 0, or until the running process is to be killed,
 * -EINTR; other signals wait. process_lock held, as with wait_on(). */
int signal_wait_killed(struct waitq *q);

/* Is a signal waiting that would be taken? */
bool signal_waiting(const struct process *p);

/* Did a signal break off the system call that ends with this frame? */
bool signal_broke_call(const struct trap_frame *f);

/* Take pending signals: called before each return to user
 * mode. May not return. */
void signal_deliver(struct trap_frame *f);

/* System calls; user pointers as the manual pages have them. */
int signal_action(int signo, vaddr_t action, vaddr_t old);
int signal_mask(int how, vaddr_t set, vaddr_t old);
int signal_suspend(vaddr_t set);
int signal_pause(void);
int signal_await(vaddr_t set, vaddr_t info, vaddr_t timeout);
int signal_pending(vaddr_t set, size_t size);
int signal_altstack(vaddr_t stack, vaddr_t old, const struct trap_frame *f);

/* A call sleeps with the mask at `set` (0: its own); 0, -EINVAL, -EFAULT. If a
 * signal broke it off, its own comes back only after that was taken. */
int signal_mask_begin(vaddr_t set, size_t size);
void signal_mask_end(bool broken);

/* Set the alternate stack of a process that runs at `sp`; 0, or -EPERM,
 * -EINVAL, -ENOMEM as in sigaltstack(2). */
int signal_set_altstack(const struct sigaltstack *stack, vaddr_t sp);

/* Restore the registers that signal_deliver() saved on the user's stack. */
void signal_return(struct trap_frame *f);

/* The running process is to fork: 0, or -ERESTARTNOINTR, since signals are
 * to be taken first. What comes from now on its child may miss. */
int signals_before_fork(void);

/* fork copies dispositions and mask, not what is pending; exec resets
 * handlers; exit frees. */
void signals_fork(struct signals *to, const struct signals *from);
void signals_exec(struct signals *s);
void signals_free(struct signals *s);
