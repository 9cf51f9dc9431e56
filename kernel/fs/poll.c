/* poll.c - see poll.h. */
#include "fs/poll.h"
#include "lib/errno.h"
#include "sched/wait.h"

static struct spinlock lock = SPINLOCK(RANK_POLL);
static struct waitq sleepers = WAITQ_INIT(sleepers);    /* [lock] */
static uint64_t changes;        /* [lock] how often something became ready */
static int pollers;             /* atomic; without any nobody counts */

/* Who looks at a file takes its lock: either he sees what has changed, or who
 * changes it later sees him among the pollers. */
void poll_wake(void)
{
    if (__atomic_load_n(&pollers, __ATOMIC_SEQ_CST) == 0)
        return;
    spin_lock(&lock);
    changes++;
    wake_all(&sleepers);
    spin_unlock(&lock);
}

static uint64_t changes_now(void)
{
    spin_lock(&lock);
    uint64_t now = changes;
    spin_unlock(&lock);
    return now;
}

/* Sleep unless something has changed since `seen` was read. */
static int sleep(uint64_t seen, uint64_t deadline)
{
    int err = deadline == 0 ? -ETIMEDOUT : 0;

    spin_lock(&lock);
    while (changes == seen && !err)
        err = wait_on(&sleepers, &lock, deadline);
    spin_unlock(&lock);
    return err;
}

/* What is always ready has no operation. */
static int state_of(struct file *f)
{
    return f->ops->poll ? f->ops->poll(f) : POLL_READABLE | POLL_WRITABLE;
}

static void look(const struct fdtable *t, struct interest *i)
{
    struct file *f = i->fd < 0 ? NULL : fd_get(t, i->fd);

    i->got = i->fd < 0 ? 0 : POLLNVAL;
    if (f) {
        i->got = state_of(f) & i->wanted;
        file_put(f);
    }
}

static int look_at_all(const struct fdtable *t, struct interest *list, int n)
{
    int ready = 0;

    for (int i = 0; i < n; i++) {
        look(t, &list[i]);
        ready += list[i].got != 0;
    }
    return ready;
}

int poll_files(const struct fdtable *t, struct interest *list, int n,
               uint64_t deadline)
{
    int ready, err = 0;

    __atomic_fetch_add(&pollers, 1, __ATOMIC_SEQ_CST);
    for (;;) {
        uint64_t seen = changes_now();
        ready = look_at_all(t, list, n);
        if (ready || err)
            break;
        err = sleep(seen, deadline);
    }
    __atomic_fetch_sub(&pollers, 1, __ATOMIC_SEQ_CST);
    return ready || err == -ETIMEDOUT ? ready : err;
}
