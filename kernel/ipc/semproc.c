/* semproc.c - semaphores in /proc: the list of arrays, and the limits, which
 * root may change (proc(5)); and the list of message queues, an empty one. */
#include "fs/procfs.h"
#include "fs/sysctl.h"
#include "ipc/semarray.h"
#include "lib/errno.h"

static void show_array(struct seq *out, const struct ipc_perm *p)
{
    seq_printf(out, "%10d %10d  %4o %10lu %5u %5u %5u %5u %10lu %10lu\n",
               p->key, p->id, p->mode, p->size, p->uid, p->gid, p->cuid,
               p->cgid, sem_array_of(p)->otime, p->ctime);
}

static int show(struct seq *out, void *arg)
{
    (void)arg;
    ipc_show(out, &sem_ids, "       key      semid perms      nsems   uid   gid "
             " cuid  cgid      otime      ctime", show_array);
    return 0;
}

static int show_queues(struct seq *out, void *arg)
{
    (void)arg;
    seq_printf(out, "       key      msqid perms      cbytes       qnum lspid "
               "lrpid   uid   gid  cuid  cgid      stime      rtime      "
               "ctime\n");
    return 0;
}

/* Linux asks nothing of the other three. */
static int check_limit(unsigned which, int64_t n)
{
    return which < 3 || (n >= 0 && n <= IPC_SLOTS) ? 0 : -ERANGE;
}

static const struct sysctl limits = {
    .path = "sys/kernel/sem", .mode = 0644, .check = check_limit,
    .numbers = &sem_limits, .count = 4,
};
static_assert(sizeof(sem_limits) == 4 * sizeof(int64_t), "four numbers");

static const struct sysctl next_id = {
    .path = "sys/kernel/sem_next_id", .mode = 0444, .check = ipc_check_next,
    .numbers = &sem_ids.wanted, .count = 1,
};

void semproc_init(void)
{
    sysctl_add(&limits);
    sysctl_add(&next_id);
    proc_add("sysvipc/sem", 0444, show, NULL);
    proc_add("sysvipc/msg", 0444, show_queues, NULL);
}
