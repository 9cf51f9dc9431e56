/*
 * failnth.c - /proc/PID/fail-nth, as Linux has it (fault-injection.rst): write
 * N, and the N-th allocation that the process makes from now on fails; read
 * how many are left: 0 says that it has happened. A test writes 1, 2, ...
 * until a call succeeds without.
 */
#include "lib/errno.h"
#include "lib/string.h"
#include "fs/procfs.h"
#include "mm/frames.h"
#include "mm/kmalloc.h"
#include "task/process.h"

/* The running process's next allocation: is it the one? */
static bool due(void)
{
    struct process *p = current();
    int left = p ? __atomic_load_n(&p->fail_nth, __ATOMIC_RELAXED) : 0;

    if (left > 0)
        __atomic_store_n(&p->fail_nth, left - 1, __ATOMIC_RELAXED);
    return left == 1;
}

static int show(struct seq *out, struct proc_id who)
{
    spin_lock(&process_lock);
    struct process *p = process_of(who);
    int left = p ? __atomic_load_n(&p->fail_nth, __ATOMIC_RELAXED) : 0;
    spin_unlock(&process_lock);
    seq_printf(out, "%d\n", left);
    return p ? 0 : -ESRCH;
}

static ssize_t set(struct proc_id who, const char *text)
{
    const char *end;
    uint64_t n = parse_number(text, &end, 10);

    if (end == text || (*end && strcmp(end, "\n") != 0) || n > INT32_MAX)
        return -EINVAL;
    spin_lock(&process_lock);
    struct process *p = process_of(who);
    if (p)
        __atomic_store_n(&p->fail_nth, n, __ATOMIC_RELAXED);
    spin_unlock(&process_lock);
    return p ? (ssize_t)strlen(text) : -ESRCH;
}

void failnth_init(void)
{
    frames_fail_when(due);
    kmalloc_fail_when(due);
    proc_pid_add_settable("fail-nth", 0644, show, set);
}
