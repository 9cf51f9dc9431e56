/* signal.c - posting and disposition; see signal.h. sigframe.c is about the
 * user's stack. */
#include "task/signal.h"
#include "cpu/clock.h"
#include "cpu/trace.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "task/process.h"
#include "task/sigframe.h"

#define STOPPERS (signal_bit(SIGSTOP) | signal_bit(SIGTSTP) | \
                  signal_bit(SIGTTIN) | signal_bit(SIGTTOU))
#define IGNORED_BY_DEFAULT (signal_bit(SIGCHLD) | signal_bit(SIGCONT) | \
                            signal_bit(SIGURG) | signal_bit(SIGWINCH))
#define UNSTOPPABLE (signal_bit(SIGKILL) | signal_bit(SIGSTOP))

static bool is_in(sigset_t set, int signo)
{
    return set & signal_bit(signo);
}

/* Process 1 takes no harm by default, not even from SIGKILL (signal(7)). */
static bool is_ignored(const struct process *p, int signo)
{
    uint64_t handler = p->signals.actions[signo].handler;

    if (handler == SIG_DFL)
        return is_in(IGNORED_BY_DEFAULT, signo) || p->pid == 1;
    return handler == SIG_IGN;
}

bool signal_waiting(const struct process *p)
{
    const struct signals *s = &p->signals;

    return s->pending & (~s->blocked | s->awaited);
}

/* After a change of pending or blocked: may sleeps begin? Lock held. */
static void recalculate(struct process *p)
{
    if (signal_waiting(p))
        thread_interrupt(&p->thread);
    else
        thread_uninterrupt(&p->thread);
}

static void forget(struct signals *s, sigset_t set)
{
    for (sigset_t rest = s->pending & set; rest; rest &= rest - 1) {
        int n = __builtin_ctzl(rest) + 1;
        kfree(s->infos[n]);
        s->infos[n] = NULL;
    }
    s->pending &= ~set;
}

/* The end of a stop. For one that is killed neither is news: its death is. */
static void go_on(struct process *p, bool killed)
{
    if (p->state != PROCESS_STOPPED)
        return;
    p->state = PROCESS_LIVE;
    p->status = 0xffff;             /* what WIFCONTINUED looks for */
    p->status_new = !killed;
    wake_all(&p->go_on);
    if (p->status_new && p->parent)
        wake_all(&p->parent->child_changed);
}

/* SIGCONT and the stopping signals cancel each other, whoever handles them. */
static sigset_t cancelled_by(int signo)
{
    if (signo == SIGCONT)
        return STOPPERS;
    return is_in(STOPPERS, signo) ? signal_bit(SIGCONT) : 0;
}

static void stop_or_continue(struct process *p, int signo)
{
    forget(&p->signals, cancelled_by(signo));
    if (signo == SIGCONT || signo == SIGKILL)
        go_on(p, signo == SIGKILL);
}

/* Without memory it comes without info. */
static void add(struct signals *s, int signo, const struct siginfo *info)
{
    s->pending |= signal_bit(signo);
    if (info && (s->infos[signo] = kzalloc(sizeof(*info))))
        *s->infos[signo] = *info;
}

TRACE_NOTE note_signal(const struct process *p, int signo,
                       const struct siginfo *info, enum trace_signal way)
{
    static const struct siginfo none = { .code = SI_KERNEL };

    if (!info)
        info = &none;
    trace_note(TRACE_SIGNAL, signo, p->pid, info->code, info->fault.address,
               TRACE_SIGNAL_WAY(way, info->sender.status));
}

/* One of each signal at most waits. */
void signal_post(struct process *p, int signo, const struct siginfo *info)
{
    struct signals *s = &p->signals;

    if (p->state == PROCESS_ZOMBIE)
        return;
    stop_or_continue(p, signo);
    if (is_ignored(p, signo) && !is_in(s->blocked, signo))
        TRACE(TRACE_SIGNAL, note_signal(p, signo, info, TRACE_IGNORED));
    else if (!is_in(s->pending, signo))
        add(s, signo, info);
    recalculate(p);
}

void signal_post_shared(struct process *p, int signo,
                        const struct siginfo *info)
{
    struct signals *s = &p->signals;

    s->shared = (s->shared & ~cancelled_by(signo)) | signal_bit(signo);
    signal_post(p, signo, info);
}

void signal_post_missed(struct process *child)
{
    const struct signals *s = &child->parent->signals;

    for (sigset_t rest = s->shared; rest; rest &= rest - 1) {
        int signo = __builtin_ctzl(rest) + 1;
        signal_post(child, signo, s->infos[signo]);
    }
}

int signal_post_group(pid_t pgrp, int signo, const struct siginfo *info)
{
    struct process *p;
    int members = 0;

    list_for_each(p, &processes, all) {
        if (p->pgrp != pgrp)
            continue;
        members++;
        if (signo)
            signal_post_shared(p, signo, info);
    }
    return members;
}

/* kill(2): same user, or SIGCONT within the session. */
static bool may_kill(const struct process *p, int signo)
{
    const struct cred *c = &current()->cred;

    return cred_can(c, CAP_KILL) || c->euid == p->cred.suid || c->euid == p->cred.uid ||
           c->uid == p->cred.suid || c->uid == p->cred.uid ||
           (signo == SIGCONT && p->session == current()->session);
}

static bool is_target(const struct process *p, pid_t pid)
{
    if (pid == -1)
        return p->pid > 1 && p != current();
    return p->pgrp == (pid == 0 ? current()->pgrp : -pid);
}

/* To one process, if there is one, which may be one of several that get it: 0,
 * -EPERM or -ESRCH. Lock held. */
static int send_to(struct process *p, int signo, const struct siginfo *info,
                   bool shared)
{
    if (!p)
        return -ESRCH;
    if (!may_kill(p, signo))
        return -EPERM;
    if (signo && shared)
        signal_post_shared(p, signo, info);
    else if (signo)
        signal_post(p, signo, info);
    return 0;
}

/* To many: it is enough that one of them gets it. Lock held. */
static int send_to_all(pid_t pid, int signo, const struct siginfo *info)
{
    struct process *p;
    int result = -ESRCH;

    list_for_each(p, &processes, all)
        if (is_target(p, pid)) {
            int err = send_to(p, signo, info, true);
            if (result)
                result = err;
        }
    return result;
}

int signal_kill(pid_t pid, int signo)
{
    struct siginfo info = {
        .signo = signo, .code = SI_USER,
        .sender = { current()->pid, current()->cred.uid, 0 },
    };

    if (signo < 0 || signo > SIGNALS)
        return -EINVAL;
    spin_lock(&process_lock);
    int err = pid > 0 ? send_to(process_find(pid), signo, &info, false)
                      : send_to_all(pid, signo, &info);
    spin_unlock(&process_lock);
    return err;
}

void signal_force(int signo, int code, vaddr_t address)
{
    struct process *p = current();
    struct siginfo info = { .signo = signo, .code = code,
                            .fault = { address } };
    struct sigaction *a = &p->signals.actions[signo];

    spin_lock(&process_lock);
    if (is_in(p->signals.blocked, signo) || a->handler == SIG_IGN) {
        a->handler = SIG_DFL;
        p->signals.blocked &= ~signal_bit(signo);
    }
    if (p->pid == 1 && a->handler == SIG_DFL)
        panic("process 1 was stopped by signal %d at address %p", signo,
              (void *)address);
    signal_post(p, signo, &info);
    spin_unlock(&process_lock);
}

/* --- taking signals ------------------------------------------------------- */

/* The lowest pending one of `set`, faults before others as on Linux; 0:
 * none. */
static int take(struct process *p, sigset_t set, struct siginfo *info)
{
    struct signals *s = &p->signals;
    sigset_t ready = s->pending & set;
    sigset_t faults = signal_bit(SIGSEGV) | signal_bit(SIGBUS) |
                      signal_bit(SIGILL) | signal_bit(SIGTRAP) |
                      signal_bit(SIGFPE);

    if (!ready)
        return 0;
    int signo = __builtin_ctzl(ready & faults ? ready & faults : ready) + 1;
    *info = (struct siginfo){ .signo = signo, .code = SI_KERNEL };
    if (s->infos[signo])
        *info = *s->infos[signo];
    forget(s, signal_bit(signo));
    recalculate(p);
    return signo;
}

/* Sleep until SIGCONT or SIGKILL. Lock held. */
static void stop(struct process *p, int signo)
{
    p->state = PROCESS_STOPPED;
    p->status = signo << 8 | 0x7f;
    p->status_new = true;
    wake_all(&p->parent->child_changed);
    if (!(p->parent->signals.actions[SIGCHLD].flags & SA_NOCLDSTOP))
        signal_post(p->parent, SIGCHLD, NULL);
    while (p->state == PROCESS_STOPPED)
        wait_on_always(&p->go_on, &process_lock);
}

/* What a signal without a handler does. Lock held; may not return. */
static void act_by_default(struct process *p, int signo)
{
    if (is_in(IGNORED_BY_DEFAULT, signo))
        return;
    if (is_in(STOPPERS, signo)) {
        stop(p, signo);
        return;
    }
    p->state = PROCESS_ENDING;
    spin_unlock(&process_lock);
    process_exit(signo);
}

bool signal_broke_call(const struct trap_frame *f)
{
    int64_t result = f->rax;

    return f->vector == TRAP_SYSCALL && result <= -ERESTARTSYS &&
           result >= -ERESTARTNOHAND;
}

static bool begins_again(int64_t result, bool handler, uint64_t flags)
{
    return !handler || result == -ERESTARTNOINTR ||
           (result == -ERESTARTSYS && (flags & SA_RESTART));
}

/* A system call that the signal broke off begins again, or ends in EINTR. */
static void settle_call(struct trap_frame *f, bool handler, uint64_t flags)
{
    if (f->vector != TRAP_SYSCALL)
        return;
    if (!signal_broke_call(f)) {
        ;
    } else if (begins_again(f->rax, handler, flags)) {
        f->rax = f->error;      /* the number of the call */
        f->rip -= 2;            /* the length of SYSCALL */
    } else {
        f->rax = -EINTR;
    }
    f->vector = TRAP_SYSCALL_SETTLED;
}

/* The alternate stack as sigaltstack(2) shows it to who runs at `sp`. */
static struct sigaltstack altstack(const struct signals *s, vaddr_t sp)
{
    struct sigaltstack stack = s->stack;
    bool in_use = sp - stack.base < stack.size;

    stack.flags = stack.size == 0 ? SS_DISABLE : in_use ? SS_ONSTACK : 0;
    return stack;
}

/* Set up the handler's frame on the user's stack. Lock held; released while
 * the frame is written, since that may fault. */
static void enter_handler(struct process *p, struct trap_frame *f, int signo,
                          const struct siginfo *info)
{
    struct signals *s = &p->signals;
    struct sigaction a = s->actions[signo];
    struct sigaltstack stack = altstack(s, f->rsp);
    sigset_t mask = s->restore_mask ? s->saved_mask : s->blocked;

    settle_call(f, true, a.flags);
    p->sleep_until = 0;
    s->restore_mask = false;
    s->blocked |= a.mask | (a.flags & SA_NODEFER ? 0 : signal_bit(signo));
    s->blocked &= ~UNSTOPPABLE;
    if (a.flags & SA_RESETHAND)
        s->actions[signo].handler = SIG_DFL;
    recalculate(p);
    spin_unlock(&process_lock);
    while (sigframe_push(f, &a, info, mask, &stack) < 0)
        if (is_in(s->pending, SIGKILL) || !process_missed_memory())
            process_exit(is_in(s->pending, SIGKILL) ? SIGKILL : SIGSEGV);
    spin_lock(&process_lock);
}

static enum trace_signal way_of(uint64_t handler)
{
    return handler == SIG_DFL ? TRACE_BY_DEFAULT :
           handler == SIG_IGN ? TRACE_IGNORED : TRACE_HANDLED;
}

void signal_deliver(struct trap_frame *f)
{
    struct process *p = current();
    struct siginfo info;
    int signo;

    spin_lock(&process_lock);
    while ((signo = take(p, ~p->signals.blocked, &info)) != 0) {
        uint64_t handler = p->signals.actions[signo].handler;
        TRACE(TRACE_SIGNAL, note_signal(p, signo, &info, way_of(handler)));
        if (handler == SIG_DFL && p->pid != 1)
            act_by_default(p, signo);
        else if (handler > SIG_IGN)
            enter_handler(p, f, signo, &info);
    }
    settle_call(f, false, 0);
    if (p->signals.restore_mask) {
        p->signals.blocked = p->signals.saved_mask;
        p->signals.restore_mask = false;
        recalculate(p);
    }
    spin_unlock(&process_lock);
}

/* --- system calls --------------------------------------------------------- */

/* What was before is told before it changes, since a call that finds no memory
 * to tell it in begins again. */

static void action_set(struct process *p, int signo,
                       const struct sigaction *new)
{
    spin_lock(&process_lock);
    p->signals.actions[signo] = *new;
    if (is_ignored(p, signo))
        forget(&p->signals, signal_bit(signo));
    recalculate(p);
    spin_unlock(&process_lock);
}

int signal_action(int signo, vaddr_t action, vaddr_t old)
{
    struct process *p = current();
    struct sigaction new;

    if (action && copy_from_user(&new, action, sizeof(new)) < 0)
        return -EFAULT;
    if (signo < 1 || signo > SIGNALS ||
        (action && is_in(UNSTOPPABLE, signo)))
        return -EINVAL;
    if (old && copy_to_user(old, &p->signals.actions[signo], sizeof(new)) < 0)
        return -EFAULT;
    if (action)
        action_set(p, signo, &new);
    return 0;
}

static void mask_set(struct process *p, sigset_t mask)
{
    p->signals.blocked = mask & ~UNSTOPPABLE;
    recalculate(p);
}

int signal_mask(int how, vaddr_t set, vaddr_t old)
{
    struct process *p = current();
    sigset_t new = 0, before = p->signals.blocked;

    if (set && copy_from_user(&new, set, sizeof(new)) < 0)
        return -EFAULT;
    if (set && (how < SIG_BLOCK || how > SIG_SETMASK))
        return -EINVAL;
    if (old && copy_to_user(old, &before, sizeof(before)) < 0)
        return -EFAULT;
    if (set) {
        spin_lock(&process_lock);
        mask_set(p, how == SIG_BLOCK ? before | new :
                    how == SIG_UNBLOCK ? before & ~new : new);
        spin_unlock(&process_lock);
    }
    return 0;
}

int signal_pause(void)
{
    struct waitq nobody_wakes = WAITQ_INIT(nobody_wakes);

    spin_lock(&process_lock);
    while (wait_on(&nobody_wakes, &process_lock, NO_DEADLINE) == 0)
        continue;
    spin_unlock(&process_lock);
    return -ERESTARTNOHAND;
}

int signal_wait_killed(struct waitq *q)
{
    struct process *p = current();
    sigset_t before = p->signals.blocked;

    p->signals.blocked = ~signal_bit(SIGKILL);
    recalculate(p);
    int err = wait_on(q, &process_lock, NO_DEADLINE);
    p->signals.blocked = before;
    recalculate(p);
    return err;
}

int signal_mask_begin(vaddr_t set, size_t size)
{
    struct process *p = current();
    sigset_t mask;

    if (!set)
        return 0;
    if (size != sizeof(mask))
        return -EINVAL;
    if (copy_from_user(&mask, set, sizeof(mask)) < 0)
        return -EFAULT;
    spin_lock(&process_lock);
    p->signals.saved_mask = p->signals.blocked;
    p->signals.restore_mask = true;
    mask_set(p, mask);
    spin_unlock(&process_lock);
    return 0;
}

void signal_mask_end(bool broken)
{
    struct process *p = current();

    if (broken || !p->signals.restore_mask)
        return;
    spin_lock(&process_lock);
    p->signals.restore_mask = false;
    mask_set(p, p->signals.saved_mask);
    spin_unlock(&process_lock);
}

/* The old mask comes back after the handler has run (sigsuspend(2)). */
int signal_suspend(vaddr_t set)
{
    int err = set ? signal_mask_begin(set, sizeof(sigset_t)) : -EFAULT;

    return err ? err : signal_pause();
}

/* Sleep until one of `set` has come, which is taken, another signal, or the
 * deadline (0: only look). A blocked one ends the sleep, too, while it is
 * awaited. Lock held. */
static int await(struct process *p, sigset_t set, uint64_t deadline,
                 struct siginfo *info)
{
    struct waitq nobody_wakes = WAITQ_INIT(nobody_wakes);
    int signo, err = 0;

    p->signals.awaited = set;
    recalculate(p);
    while (!(signo = take(p, set, info)) && !err)
        err = deadline ? wait_on(&nobody_wakes, &process_lock, deadline)
                       : -ETIMEDOUT;
    p->signals.awaited = 0;
    recalculate(p);
    return signo ? signo : err == -ETIMEDOUT ? -EAGAIN : err;
}

static int await_deadline(vaddr_t timeout, uint64_t *deadline)
{
    uint64_t ns;

    *deadline = NO_DEADLINE;
    if (!timeout)
        return 0;
    int err = timespec_from_user(&ns, timeout);
    if (!err)
        *deadline = ns ? clock_monotonic() + ns : 0;
    return err;
}

/* sigtimedwait(2): the signal, -EAGAIN, -EINTR. One that could not be told
 * waits again. */
int signal_await(vaddr_t set, vaddr_t to, vaddr_t timeout)
{
    struct process *p = current();
    struct siginfo info;
    uint64_t deadline;
    sigset_t wanted;

    if (copy_from_user(&wanted, set, sizeof(wanted)) < 0)
        return -EFAULT;
    int result = await_deadline(timeout, &deadline);
    if (result)
        return result;
    spin_lock(&process_lock);
    result = await(p, wanted & ~UNSTOPPABLE, deadline, &info);
    spin_unlock(&process_lock);
    if (result > 0 && to && copy_to_user(to, &info, sizeof(info)) < 0) {
        spin_lock(&process_lock);
        signal_post(p, result, &info);
        spin_unlock(&process_lock);
        return -EFAULT;
    }
    return result;
}

int signal_pending(vaddr_t set, size_t size)
{
    struct signals *s = &current()->signals;
    sigset_t waiting = s->pending & s->blocked;

    if (size > sizeof(waiting))
        return -EINVAL;
    return copy_to_user(set, &waiting, size);
}

static int altstack_check(const struct signals *s,
                          const struct sigaltstack *new, vaddr_t sp)
{
    if (altstack(s, sp).flags == SS_ONSTACK)
        return -EPERM;
    if (new->flags != 0 && new->flags != SS_ONSTACK && new->flags != SS_DISABLE)
        return -EINVAL;
    return new->flags != SS_DISABLE && new->size < 2048 ? -ENOMEM : 0;
}

int signal_set_altstack(const struct sigaltstack *new, vaddr_t sp)
{
    struct signals *s = &current()->signals;
    int err = altstack_check(s, new, sp);

    if (!err)
        s->stack = new->flags == SS_DISABLE ? (struct sigaltstack){ 0 } : *new;
    return err;
}

int signal_altstack(vaddr_t stack, vaddr_t old, const struct trap_frame *f)
{
    const struct signals *s = &current()->signals;
    struct sigaltstack new, before = altstack(s, f->rsp);
    int err = 0;

    if (stack && copy_from_user(&new, stack, sizeof(new)) < 0)
        return -EFAULT;
    if (stack)
        err = altstack_check(s, &new, f->rsp);
    if (!err && old)
        err = copy_to_user(old, &before, sizeof(before));
    return err || !stack ? err : signal_set_altstack(&new, f->rsp);
}

/* --- fork, exec, exit ----------------------------------------------------- */

int signals_before_fork(void)
{
    struct process *p = current();

    spin_lock(&process_lock);
    int err = signal_waiting(p) ? -ERESTARTNOINTR : 0;
    p->signals.shared = 0;
    spin_unlock(&process_lock);
    return err;
}

void signals_fork(struct signals *to, const struct signals *from)
{
    to->blocked = from->restore_mask ? from->saved_mask : from->blocked;
    memcpy(to->actions, from->actions, sizeof(to->actions));
    to->stack = from->stack;
}

void signals_exec(struct signals *s)
{
    for (int n = 1; n <= SIGNALS; n++)
        if (s->actions[n].handler != SIG_IGN)
            s->actions[n] = (struct sigaction){ 0 };
    s->stack = (struct sigaltstack){ 0 };
}

void signals_free(struct signals *s)
{
    forget(s, ~0ul);
}
