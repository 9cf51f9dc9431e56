/* wait.c - waiting for children (wait4(2), waitid(2)). */
#include "lib/errno.h"
#include "mm/usercopy.h"
#include "task/exit.h"
#include "task/process.h"

enum id_type { P_ALL, P_PID, P_PGID, P_PIDFD };

struct wish {
    enum id_type type;
    pid_t id;
    int options;
};

/* One child's, as it was when it was found. */
struct news {
    struct process *child;
    int status;
    bool dead;
    struct siginfo info;
    struct usage usage;
};

struct siginfo process_news(const struct process *child)
{
    int status = child->status, signo = status & 0x7f;
    struct siginfo info = {
        .signo = SIGCHLD, .code = signo ? CLD_KILLED : CLD_EXITED,
        .sender = { child->pid, child->cred.uid, signo ? signo : status >> 8 },
    };

    if (status == 0xffff) {
        info.code = CLD_CONTINUED;
        info.sender.status = SIGCONT;
    } else if (signo == 0x7f) {
        info.code = CLD_STOPPED;
        info.sender.status = status >> 8;
    }
    return info;
}

static bool is_waited_for(const struct process *child, const struct wish *w)
{
    if (w->type == P_ALL)
        return true;
    return w->id == (w->type == P_PID ? child->pid : child->pgrp);
}

static bool has_news(const struct process *child, int options)
{
    if (child->state == PROCESS_ZOMBIE)
        return options & WEXITED;
    if (!child->status_new)
        return false;
    return child->state == PROCESS_STOPPED ? options & WUNTRACED
                                           : options & WCONTINUED;
}

/* A child with news; *any tells whether there is a child to wait for at all.
 * Lock held. */
static struct process *child_with_news(const struct wish *w, bool *any)
{
    struct process *child;

    *any = false;
    list_for_each(child, &current()->children, sibling) {
        if (!is_waited_for(child, w))
            continue;
        /* A dead one will not stop or go on any more. */
        *any |= child->state != PROCESS_ZOMBIE || (w->options & WEXITED);
        if (has_news(child, w->options))
            return child;
    }
    return NULL;
}

/* Sleep until a child has news. Lock held. */
static int wait_for_news(const struct wish *w, struct process **found)
{
    bool any;

    while (!(*found = child_with_news(w, &any))) {
        if (!any)
            return -ECHILD;
        if (w->options & WNOHANG)
            return 0;
        if (wait_on(&current()->child_changed, &process_lock, NO_DEADLINE) < 0)
            return -ERESTARTSYS;
    }
    return (*found)->pid;
}

/* Its pid; 0 with WNOHANG; or an error. */
static int find_news(const struct wish *w, struct news *n)
{
    struct process *child;

    *n = (struct news){ 0 };
    spin_lock(&process_lock);
    int pid = wait_for_news(w, &child);
    if (child) {
        struct usage u = process_usage(child);
        *n = (struct news){
            .child = child, .status = child->status,
            .dead = child->state == PROCESS_ZOMBIE,
            .info = process_news(child),
            .usage = { u.time + child->children_usage.time,
                       u.faults + child->children_usage.faults },
        };
        child->status_new &= !!(w->options & WNOWAIT);
    }
    spin_unlock(&process_lock);
    return pid;
}

/* What could not be told stays news. */
static void keep_news(const struct news *n)
{
    spin_lock(&process_lock);
    n->child->status_new = true;
    spin_unlock(&process_lock);
}

/* It was told. A child that is dead goes, and what it has used counts among
 * what its parent's children have used. */
static void end_news(const struct wish *w, const struct news *n)
{
    struct usage *sum = &current()->children_usage;

    if (!n->dead || (w->options & WNOWAIT))
        return;
    spin_lock(&process_lock);
    sum->time += n->usage.time;
    sum->faults += n->usage.faults;
    spin_unlock(&process_lock);
    process_reap(n->child);
}

static struct wish wish_of(pid_t which, int options)
{
    if (which == -1)
        return (struct wish){ P_ALL, 0, options };
    if (which > 0)
        return (struct wish){ P_PID, which, options };
    return (struct wish){ P_PGID, which == 0 ? current()->pgrp : -which,
                          options };
}

int process_wait(pid_t which, vaddr_t status, int options, vaddr_t rusage)
{
    struct wish w = wish_of(which, options | WEXITED);
    struct news n;

    if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | WNOTHREAD | WALL |
                    WCLONE))
        return -EINVAL;
    if (which == INT32_MIN)
        return -ESRCH;
    if ((options & WCLONE) && !(options & WALL))
        return -ECHILD;
    int pid = find_news(&w, &n);
    if (pid <= 0)
        return pid;
    if ((status && copy_to_user(status, &n.status, sizeof(n.status)) < 0) ||
        (rusage && usage_to_user(rusage, n.usage) < 0)) {
        keep_news(&n);
        return -EFAULT;
    }
    end_news(&w, &n);
    return pid;
}

static int wish_check(struct wish *w)
{
    const unsigned kinds = WUNTRACED | WEXITED | WCONTINUED;

    if ((w->options & ~(kinds | WNOHANG | WNOWAIT | WNOTHREAD | WALL |
                        WCLONE)) || !(w->options & kinds))
        return -EINVAL;
    if (w->type > P_PIDFD || (w->type == P_PID && w->id <= 0) ||
        (w->type > P_PID && w->id < 0))
        return -EINVAL;
    if (w->type == P_PIDFD)
        return -EBADF;          /* there are none */
    if (w->type == P_PGID && w->id == 0)
        w->id = current()->pgrp;
    return (w->options & WCLONE) && !(w->options & WALL) ? -ECHILD : 0;
}

/* Linux leaves the padding behind `code` and what follows `status` alone. */
static int info_to_user(vaddr_t to, const struct siginfo *info)
{
    if (!to)
        return 0;
    if (copy_to_user(to, info, 12) < 0)
        return -EFAULT;
    return copy_to_user(to + offsetof(struct siginfo, sender), &info->sender,
                        sizeof(info->sender));
}

/* With no news the info is all zeros, after an error, too. */
int process_wait_id(int type, pid_t id, vaddr_t info, int options,
                    vaddr_t rusage)
{
    struct wish w = { type, id, options };
    struct news n = { 0 };
    int err = wish_check(&w);

    if (!err)
        err = MIN(find_news(&w, &n), 0);
    if (err <= -ERESTARTSYS)
        return err;
    if (info_to_user(info, &n.info) < 0 ||
        (n.child && rusage && usage_to_user(rusage, n.usage) < 0)) {
        if (n.child)
            keep_news(&n);
        return -EFAULT;
    }
    if (n.child)
        end_news(&w, &n);
    return err;
}
