/*
 * traps.c - exceptions of user code become signals, as Linux maps them
 * (signal(7), sigaction(2)); and what happens before each return to user
 * mode.
 */
#include "cpu/trace.h"
#include "cpu/trap.h"
#include "cpu/x86.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "sched/sched.h"
#include "task/process.h"
#include "vm/fault.h"

static const struct { uint8_t vector, signo; int code; } exceptions[] = {
    { TRAP_DIVIDE, SIGFPE, FPE_INTDIV },
    { TRAP_DEBUG, SIGTRAP, TRAP_TRACE },
    { TRAP_BREAKPOINT, SIGTRAP, SI_KERNEL },
    { TRAP_OVERFLOW, SIGSEGV, SI_KERNEL },
    { TRAP_BOUND, SIGSEGV, SI_KERNEL },
    { TRAP_UNDEFINED, SIGILL, ILL_ILLOPN },
    { TRAP_INVALID_TSS, SIGSEGV, SI_KERNEL },
    { TRAP_NO_SEGMENT, SIGBUS, SI_KERNEL },
    { TRAP_STACK, SIGBUS, SI_KERNEL },
    { TRAP_PROTECTION, SIGSEGV, SI_KERNEL },
    { TRAP_FPU, SIGFPE, FPE_FLTINV },
    { TRAP_ALIGNMENT, SIGBUS, 1 },
    { TRAP_SIMD, SIGFPE, FPE_FLTINV },
};

/* The address that Linux reports: of the instruction where that is what went
 * wrong, else 0. */
static vaddr_t address_of(const struct trap_frame *f, int signo)
{
    return signo == SIGFPE || signo == SIGILL ? f->rip : 0;
}

static void exception(struct trap_frame *f)
{
    if (!trap_from_user(f)) {
        trap_print(f);
        backtrace(f->rbp);
        panic("exception %lu in the kernel at %p", f->vector, (void *)f->rip);
    }
    for (unsigned i = 0; i < ARRAY_SIZE(exceptions); i++)
        if (exceptions[i].vector == f->vector)
            signal_force(exceptions[i].signo, exceptions[i].code,
                         address_of(f, exceptions[i].signo));
}

/* The kernel's own access for a system call is over: that may begin again. */
static void copy_refused(struct process *p, int err)
{
    p->misses_memory = err == -ENOMEM;
    if (p->misses_memory)
        this_cpu()->attention = true;
}

/* With memory out, the access is tried again once the biggest process has
 * died, which may be this one. */
static void refused(struct trap_frame *f, vaddr_t va, int err)
{
    if (!trap_from_user(f))
        copy_refused(current(), err);
    else if (err == -ENOMEM)
        process_await_memory();
    else if (err == -EIO)
        signal_force(SIGBUS, BUS_ADRERR, va);
    else
        signal_force(SIGSEGV, err == -EACCES ? SEGV_ACCERR : SEGV_MAPERR, va);
}

/* Nothing was wrong with the address: what a call does before such a copy, it
 * can do twice. */
static bool failed_for_memory(const struct trap_frame *f)
{
    return f->vector == TRAP_SYSCALL && (int64_t)f->rax == -EFAULT &&
           process_missed_memory();
}

static void before_user(struct trap_frame *f)
{
    sched_preempt();
    if (failed_for_memory(f))
        f->rax = -ERESTARTNOINTR;
    if (signal_waiting(current()) || signal_broke_call(f) ||
        current()->signals.restore_mask)
        signal_deliver(f);
}

/* Also on a processor that has no thread yet. */
static pid_t current_pid(void)
{
    struct thread *t = thread_current();

    return t && t->process ? t->process->pid : 0;
}

static struct space *current_space(void)
{
    return current() ? current()->space : NULL;
}

void task_traps_init(void)
{
    task_hooks_init();
    for (unsigned i = 0; i < ARRAY_SIZE(exceptions); i++)
        trap_register(exceptions[i].vector, exception);
    fault_refused = refused;
    fault_current_space = current_space;
    trap_before_user = before_user;
    trace_pid = current_pid;
}
