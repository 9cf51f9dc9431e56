/*
 * oom.c - when memory is out: the process that has most of it dies. Each has
 * points in /proc/PID/oom_score_adj that make it more or less likely (proc(5)).
 * Simplified: with -1000 it isn't spared for ever, but dies last.
 */
#include "fs/procfs.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/frames.h"
#include "task/process.h"
#include "vm/space.h"

#define ADJUST_MAX 1000

/* Is its memory on its way back? */
static bool is_ending(const struct process *p)
{
    return p->state == PROCESS_ENDING || !p->space ||
           (p->signals.pending & signal_bit(SIGKILL));
}

/* Has somebody given memory back since it was missed, or is about to? One who
 * ends does that by and by, while other processors miss more. Lock held. */
static bool memory_comes(void)
{
    struct process *p;

    list_for_each(p, &processes, all)
        if (p->pid != 1 && p->state != PROCESS_ZOMBIE && is_ending(p))
            return true;
    return frames_count(FRAME_FREE) > 0;
}

/* Its pages, and a thousandth of memory for each of its points more or less. */
static int64_t badness(const struct process *p)
{
    return space_usage(p->space).resident_pages +
           p->oom_adjust * (int64_t)frames_total() / ADJUST_MAX;
}

/* Not process 1, whose end is that of all: NULL if it alone is left. Lock
 * held. */
static struct process *find_biggest(void)
{
    struct process *p, *biggest = NULL;

    list_for_each(p, &processes, all)
        if (p->pid != 1 && p->state != PROCESS_ZOMBIE &&
            (!biggest || badness(p) > badness(biggest)))
            biggest = p;
    return biggest;
}

static void tell(const struct process *p)
{
    kprintf("Out of memory: killed process %d (%s) with %lu pages\n", p->pid,
            p->name, space_usage(p->space).resident_pages);
}

/* All who use it: two during vfork. Lock held. */
static void kill_users(const struct space *space)
{
    struct process *p;

    list_for_each(p, &processes, all)
        if (p->space == space && p->pid != 1) {
            tell(p);
            signal_post(p, SIGKILL, NULL);
        }
}

/* Unless memory comes back anyway. False: there is nobody to kill. */
static bool kill_biggest(void)
{
    spin_lock(&process_lock);
    bool comes = memory_comes();
    struct process *biggest = comes ? NULL : find_biggest();
    if (biggest)
        kill_users(biggest->space);
    spin_unlock(&process_lock);
    return comes || biggest;
}

void process_await_memory(void)
{
    if (!kill_biggest()) {      /* this is process 1 */
        tell(current());
        process_exit(SIGKILL);
    }
    thread_yield();
}

bool process_missed_memory(void)
{
    struct process *p = current();
    bool missed = p->misses_memory;

    p->misses_memory = false;
    if (missed)
        process_await_memory();
    return missed;
}

/* --- /proc/PID/oom_score_adj ---------------------------------------------- */

static int show(struct seq *out, struct proc_id who)
{
    spin_lock(&process_lock);
    struct process *p = process_of(who);
    int adjust = p ? p->oom_adjust : 0;
    spin_unlock(&process_lock);
    seq_printf(out, "%d\n", adjust);
    return p ? 0 : -ESRCH;
}

/* Only with privilege can it be made less likely than somebody with privilege
 * has made it. Lock held. */
static int adjust(struct process *p, int points)
{
    bool may_lower = cred_can(&current()->cred, CAP_SYS_RESOURCE);

    if (!p)
        return -ESRCH;
    if (points < p->oom_adjust_min && !may_lower)
        return -EACCES;
    p->oom_adjust = points;
    if (may_lower)
        p->oom_adjust_min = points;
    return 0;
}

static ssize_t set(struct proc_id who, const char *text)
{
    bool negative = *text == '-';
    const char *at = text + negative;
    uint64_t points;

    if (!parse_natural(&at, &points) || (*at && strcmp(at, "\n") != 0) ||
        points > ADJUST_MAX)
        return -EINVAL;
    spin_lock(&process_lock);
    int err = adjust(process_of(who), negative ? -(int)points : (int)points);
    spin_unlock(&process_lock);
    return err ? err : (ssize_t)strlen(text);
}

void oom_init(void)
{
    proc_pid_add_settable("oom_score_adj", 0644, show, set);
}
