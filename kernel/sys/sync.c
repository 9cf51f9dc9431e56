/* sync.c - futex(2), and on which processors a process runs
 * (sched_setaffinity(2), getcpu(2)). */
#include "cpu/clock.h"
#include "cpu/cpu.h"
#include "lib/errno.h"
#include "mm/usercopy.h"
#include "sched/wait.h"
#include "sys/sys.h"
#include "task/futex.h"
#include "task/process.h"

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_REQUEUE 3
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define FUTEX_PRIVATE 128
#define FUTEX_CLOCK_REALTIME 256

/* When to give up: WAIT says how long, WAIT_BITSET when. A wait that a stop
 * broke begins again, with its old deadline. */
static int deadline_read(vaddr_t timeout, int op, uint64_t *deadline)
{
    *deadline = NO_DEADLINE;
    if (!timeout)
        return 0;
    int err = timespec_from_user(deadline, timeout);
    if (err)
        return err;
    if ((op & ~FUTEX_PRIVATE) == FUTEX_WAIT)
        *deadline = sleep_deadline(*deadline);
    else if (op & FUTEX_CLOCK_REALTIME)
        *deadline -= MIN(clock_realtime() - clock_monotonic(), *deadline);
    return 0;
}

/* One without a deadline begins again after a signal if the handler says so,
 * one with a deadline does not (signal(7)). */
static int64_t wait(vaddr_t at, int op, uint32_t expected, vaddr_t timeout,
                    uint32_t bitset)
{
    uint64_t deadline;
    int err = deadline_read(timeout, op, &deadline);

    if (err)
        return err;
    if ((op & ~FUTEX_PRIVATE) == (FUTEX_WAIT | FUTEX_CLOCK_REALTIME))
        return -ENOSYS;
    err = futex_wait(at, op & FUTEX_PRIVATE, expected, bitset, deadline);
    if (deadline == NO_DEADLINE)
        return err == -EINTR ? -ERESTARTSYS : err;
    sleep_ended(deadline, err == -EINTR);
    return err == -EINTR ? -ERESTARTNOHAND : err;
}

/* In place of a timeout, requeuing has a count. */
int64_t sys_futex(vaddr_t at, int op, uint32_t value, uint64_t timeout,
                  vaddr_t other, uint32_t value3)
{
    int command = op & ~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME);
    bool private = op & FUTEX_PRIVATE, realtime = op & FUTEX_CLOCK_REALTIME;

    if (realtime && command != FUTEX_WAIT && command != FUTEX_WAIT_BITSET)
        return -ENOSYS;
    switch (command) {
    case FUTEX_WAIT:
        return wait(at, op, value, timeout, FUTEX_BITSET_ALL);
    case FUTEX_WAIT_BITSET:
        return wait(at, op, value, timeout, value3);
    case FUTEX_WAKE:
        return futex_wake(at, private, MAX((int)value, 1), FUTEX_BITSET_ALL);
    case FUTEX_WAKE_BITSET:
        return futex_wake(at, private, MAX((int)value, 1), value3);
    case FUTEX_REQUEUE:
        return futex_requeue(at, other, private, value, timeout, NULL);
    case FUTEX_CMP_REQUEUE:
        return futex_requeue(at, other, private, value, timeout, &value3);
    default:
        return -ENOSYS;
    }
}

/* --- processors ----------------------------------------------------------- */

/* The process's thread, if the caller may look after it. Lock held. */
static int target(pid_t pid, bool change, struct thread **out)
{
    struct process *p = pid == 0 ? current() : process_find(pid);
    const struct cred *c = &current()->cred;

    if (!p || p->state == PROCESS_ZOMBIE)
        return -ESRCH;
    if (change && !cred_can(c, CAP_SYS_NICE) && c->euid != p->cred.euid &&
        c->euid != p->cred.uid)
        return -EPERM;
    *out = &p->thread;
    return 0;
}

int64_t sys_sched_setaffinity(pid_t pid, size_t size, vaddr_t mask)
{
    uint64_t allowed = 0;
    struct thread *t;

    if (copy_from_user(&allowed, mask, MIN(size, sizeof(allowed))) < 0)
        return -EFAULT;
    spin_lock(&process_lock);
    int err = target(pid, true, &t);
    if (!err && !(allowed & cpus_online))
        err = -EINVAL;
    if (!err)
        thread_allow(t, allowed);
    spin_unlock(&process_lock);
    if (!err)
        thread_give_way();      /* perhaps not here any more */
    return err;
}

int64_t sys_sched_getaffinity(pid_t pid, size_t size, vaddr_t mask)
{
    uint64_t allowed = 0;
    struct thread *t;

    if (size < sizeof(allowed) || size % sizeof(allowed))
        return -EINVAL;
    spin_lock(&process_lock);
    int err = target(pid, false, &t);
    if (!err)
        allowed = t->allowed & cpus_online;
    spin_unlock(&process_lock);
    if (err)
        return err;
    return copy_to_user(mask, &allowed, sizeof(allowed)) < 0
               ? -EFAULT : (int64_t)sizeof(allowed);
}

int64_t sys_getcpu(vaddr_t cpu, vaddr_t node)
{
    uint32_t id = this_cpu()->id, zero = 0;

    if (cpu && copy_to_user(cpu, &id, sizeof(id)) < 0)
        return -EFAULT;
    return node ? copy_to_user(node, &zero, sizeof(zero)) : 0;
}
