/* signal.c - signals: the kernel's struct differs from POSIX's, and a handler
 * returns into the restorer. */
#include <signal.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "syscall.h"

#define SA_RESTORER 0x04000000
#define MASK_SIZE 8

struct kernel_sigaction {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask;
};

/* The kernel's frame lies right above the return address. */
void __signal_restorer(void);
__asm__(".text\n"
        "__signal_restorer:\n\t"
        "movl $15, %eax\n\t"
        "syscall\n");

int sigaction(int signo, const struct sigaction *new, struct sigaction *old)
{
    struct kernel_sigaction k, before;

    if (new)
        k = (struct kernel_sigaction){ new->sa_handler,
                                       (unsigned)new->sa_flags | SA_RESTORER,
                                       __signal_restorer, new->sa_mask.__bits };
    int result = call(SYS_rt_sigaction, signo, new ? &k : NULL,
                      old ? &before : NULL, MASK_SIZE);
    if (result == 0 && old) {
        old->sa_handler = before.handler;
        old->sa_flags = before.flags & ~SA_RESTORER;
        old->sa_mask.__bits = before.mask;
        old->sa_restorer = before.restorer;
    }
    return result;
}

/* BSD's meaning: the handler stays, and calls begin again. */
sighandler_t signal(int signo, sighandler_t handler)
{
    struct sigaction new = { .sa_flags = SA_RESTART }, old = { .sa_flags = 0 };

    new.sa_handler = handler;
    return sigaction(signo, &new, &old) < 0 ? SIG_ERR : old.sa_handler;
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
    return call(SYS_rt_sigprocmask, how, set, old, MASK_SIZE);
}

int sigpending(sigset_t *set)
{
    return call(SYS_rt_sigpending, set, MASK_SIZE);
}

int sigsuspend(const sigset_t *set)
{
    return call(SYS_rt_sigsuspend, set, MASK_SIZE);
}

int sigaltstack(const stack_t *new, stack_t *old)
{
    return call(SYS_sigaltstack, new, old);
}

int sigemptyset(sigset_t *set)
{
    set->__bits = 0;
    return 0;
}

int sigfillset(sigset_t *set)
{
    set->__bits = ~0ul;
    return 0;
}

static int valid(int signo)
{
    if (signo >= 1 && signo < NSIG)
        return 1;
    errno = EINVAL;
    return 0;
}

int sigaddset(sigset_t *set, int signo)
{
    if (!valid(signo))
        return -1;
    set->__bits |= 1ul << (signo - 1);
    return 0;
}

int sigdelset(sigset_t *set, int signo)
{
    if (!valid(signo))
        return -1;
    set->__bits &= ~(1ul << (signo - 1));
    return 0;
}

int sigismember(const sigset_t *set, int signo)
{
    return valid(signo) ? (int)(set->__bits >> (signo - 1) & 1) : -1;
}

int kill(pid_t pid, int signo)
{
    return call(SYS_kill, pid, signo);
}

int killpg(pid_t pgrp, int signo)
{
    return kill(-pgrp, signo);
}

int raise(int signo)
{
    return kill(getpid(), signo);
}

int pause(void)
{
    return call(SYS_pause);
}

void abort(void)
{
    sigset_t set = { 1ul << (SIGABRT - 1) };

    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(SIGABRT);
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
    _exit(127);
}

/* For setjmp.S. */
void __jump_mask_save(sigjmp_buf);
void __jump_mask_restore(sigjmp_buf);

void __jump_mask_save(sigjmp_buf b)
{
    sigset_t set;

    sigprocmask(SIG_SETMASK, NULL, &set);
    b->__mask = set.__bits;
}

void __jump_mask_restore(sigjmp_buf b)
{
    sigset_t set = { b->__mask };

    sigprocmask(SIG_SETMASK, &set, NULL);
}

static const char *const names[] = {
    "Unknown signal", "Hangup", "Interrupt", "Quit", "Illegal instruction",
    "Trace/breakpoint trap", "Aborted", "Bus error", "Floating point exception",
    "Killed", "User defined signal 1", "Segmentation fault",
    "User defined signal 2", "Broken pipe", "Alarm clock", "Terminated",
    "Stack fault", "Child exited", "Continued", "Stopped (signal)", "Stopped",
    "Stopped (tty input)", "Stopped (tty output)", "Urgent I/O condition",
    "CPU time limit exceeded", "File size limit exceeded",
    "Virtual timer expired", "Profiling timer expired", "Window changed",
    "I/O possible", "Power failure", "Bad system call",
};

char *strsignal(int signo)
{
    int known = signo > 0 && signo < (int)(sizeof(names) / sizeof(names[0]));

    return (char *)names[known ? signo : 0];
}

void psignal(int signo, const char *text)
{
    fprintf(stderr, "%s%s%s\n", text ? text : "", text && *text ? ": " : "",
            strsignal(signo));
}
