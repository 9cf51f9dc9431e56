/* limit.c - getrlimit(2), setrlimit(2), prlimit(2). */
#include "fs/fdtable.h"
#include "lib/errno.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/process.h"
#include "vm/space.h"

/* Of another only if it is all the caller's own. */
static bool may_see(const struct process *p)
{
    const struct cred *c = &current()->cred, *other = &p->cred;

    return p == current() || cred_can(c, CAP_SYS_RESOURCE) ||
           (c->uid == other->euid && c->uid == other->suid &&
            c->uid == other->uid && c->gid == other->egid &&
            c->gid == other->sgid && c->gid == other->gid);
}

static int64_t set(struct process *p, int resource, struct rlimit new)
{
    struct rlimit *limit = &p->limits[resource];

    if (new.soft > new.hard)
        return -EINVAL;
    if ((resource == RLIMIT_NOFILE && new.hard > FD_MAX) ||
        (new.hard > limit->hard &&
         !cred_can(&current()->cred, CAP_SYS_RESOURCE)))
        return -EPERM;
    *limit = new;
    if (resource == RLIMIT_AS && p->space)
        p->space->limit = new.soft;
    return 0;
}

/* Lock held. */
static int64_t change(pid_t pid, int resource, const struct rlimit *new,
                      struct rlimit *old)
{
    struct process *p = pid == 0 ? current() : process_find(pid);

    if (!p)
        return -ESRCH;
    if (!may_see(p))
        return -EPERM;
    if (resource < 0 || resource >= RLIMITS)
        return -EINVAL;
    *old = p->limits[resource];
    return new ? set(p, resource, *new) : 0;
}

int64_t sys_prlimit(pid_t pid, int resource, vaddr_t new, vaddr_t old)
{
    struct rlimit wanted, was;

    if (new && copy_from_user(&wanted, new, sizeof(wanted)) < 0)
        return -EFAULT;
    spin_lock(&process_lock);
    int64_t err = change(pid, resource, new ? &wanted : NULL, &was);
    spin_unlock(&process_lock);
    return err || !old ? err : copy_to_user(old, &was, sizeof(was));
}

int64_t sys_getrlimit(int resource, vaddr_t limit)
{
    struct rlimit now;

    spin_lock(&process_lock);
    int64_t err = change(0, resource, NULL, &now);
    spin_unlock(&process_lock);
    return err ? err : copy_to_user(limit, &now, sizeof(now));
}

int64_t sys_setrlimit(int resource, vaddr_t limit)
{
    return limit ? sys_prlimit(0, resource, limit, 0) : -EFAULT;
}
