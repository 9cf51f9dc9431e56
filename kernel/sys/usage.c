/* usage.c - getrusage(2), times(2). */
#include "cpu/clock.h"
#include "lib/errno.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/process.h"

#define RUSAGE_SELF 0
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD 1

int64_t sys_getrusage(int who, vaddr_t rusage)
{
    struct process *p = current();

    if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN && who != RUSAGE_THREAD)
        return -EINVAL;
    spin_lock(&process_lock);
    struct usage u = who == RUSAGE_CHILDREN ? p->children_usage
                                            : process_usage(p);
    spin_unlock(&process_lock);
    return usage_to_user(rusage, u);
}

#define TICKS(ns) ((ns) / (NS_PER_SEC / 100))   /* clock ticks, USER_HZ 100 */

int64_t sys_times(vaddr_t buf)
{
    struct process *p = current();

    spin_lock(&process_lock);
    struct { int64_t user, system, children_user, children_system; } t = {
        .user = TICKS(process_usage(p).time),
        .children_user = TICKS(p->children_usage.time),
    };
    spin_unlock(&process_lock);
    if (buf && copy_to_user(buf, &t, sizeof(t)) < 0)
        return -EFAULT;
    return TICKS(clock_monotonic());
}
