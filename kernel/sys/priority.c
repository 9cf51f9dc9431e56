/* priority.c - getpriority(2), setpriority(2). Simplified: the nice value is
 * kept, inherited and told, but the scheduler treats all alike. */
#include "lib/errno.h"
#include "sys/sys.h"
#include "task/process.h"

enum { PRIO_PROCESS, PRIO_PGRP, PRIO_USER };

#define NICE_MIN (-20)
#define NICE_MAX 19

/* Is it one of those that `which` and `who` mean? Lock held. */
static bool is_meant(const struct process *p, int which, int who)
{
    const struct process *self = current();

    if (p->state == PROCESS_ZOMBIE && which != PRIO_PROCESS)
        return false;
    switch (which) {
    case PRIO_PROCESS: return p->pid == (who ? who : self->pid);
    case PRIO_PGRP: return p->pgrp == (who ? who : self->pgrp);
    default: return p->cred.uid == (who ? (uid_t)who : self->cred.uid);
    }
}

/* The best that is found, counted from 1 to 40 so that it is no error. */
int64_t sys_getpriority(int which, int who)
{
    const struct process *p;
    int64_t best = -ESRCH;

    if (which < PRIO_PROCESS || which > PRIO_USER)
        return -EINVAL;
    spin_lock(&process_lock);
    list_for_each(p, &processes, all)
        if (is_meant(p, which, who))
            best = MAX(best, 20 - p->nice);
    spin_unlock(&process_lock);
    return best;
}

static int set(struct process *p, int nice)
{
    const struct cred *c = &current()->cred;

    if (!cred_can(c, CAP_SYS_NICE)) {
        if (c->euid != p->cred.uid && c->euid != p->cred.euid)
            return -EPERM;
        if (nice < p->nice && (uint64_t)(20 - nice) > p->limits[RLIMIT_NICE].soft)
            return -EACCES;
    }
    p->nice = nice;
    return 0;
}

/* One that fails makes the whole call fail, but the others are set. */
int64_t sys_setpriority(int which, int who, int nice)
{
    struct process *p;
    int64_t result = -ESRCH;

    if (which < PRIO_PROCESS || which > PRIO_USER)
        return -EINVAL;
    nice = MIN(MAX(nice, NICE_MIN), NICE_MAX);
    spin_lock(&process_lock);
    list_for_each(p, &processes, all) {
        if (!is_meant(p, which, who))
            continue;
        int err = set(p, nice);
        if (err || result == -ESRCH)
            result = err;
    }
    spin_unlock(&process_lock);
    return result;
}
