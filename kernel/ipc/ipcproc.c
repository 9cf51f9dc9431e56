/* ipcproc.c - System V objects in /proc: the lists of them, and the limits,
 * which root may change (proc(5)); and what the end of a process does. */
#include "fs/procfs.h"
#include "fs/sysctl.h"
#include "ipc/segment.h"
#include "ipc/semarray.h"
#include "lib/errno.h"
#include "task/process.h"

/* --- /proc/sysvipc -------------------------------------------------------- */

static void show_segment(struct seq *out, const struct ipc_perm *p)
{
    const struct segment *s = segment_of(p);

    seq_printf(out, "%10d %10d  %4o %21lu %5u %5u  %5lu %5u %5u %5u %5u "
               "%10lu %10lu %10lu %21lu %21lu\n",
               p->key, p->id, p->mode, p->size, s->cpid, s->lpid, s->nattch,
               p->uid, p->gid, p->cuid, p->cgid, s->atime, s->dtime, p->ctime,
               s->object->resident * PAGE_SIZE, 0ul);
}

static void show_array(struct seq *out, const struct ipc_perm *p)
{
    seq_printf(out, "%10d %10d  %4o %10lu %5u %5u %5u %5u %10lu %10lu\n",
               p->key, p->id, p->mode, p->size, p->uid, p->gid, p->cuid,
               p->cgid, sem_array_of(p)->otime, p->ctime);
}

static const struct list_file {
    const char *path;
    struct ipc_ids *ids;        /* NULL: there are no such objects here */
    void (*show)(struct seq *out, const struct ipc_perm *p);
    const char *heading;
} lists[] = {
    { "sysvipc/shm", &shm_ids, show_segment,
      "       key      shmid perms                  size  cpid  lpid nattch   "
      "uid   gid  cuid  cgid      atime      dtime      ctime                  "
      " rss                  swap\n" },
    { "sysvipc/sem", &sem_ids, show_array,
      "       key      semid perms      nsems   uid   gid  cuid  cgid      "
      "otime      ctime\n" },
    { "sysvipc/msg", NULL, NULL,
      "       key      msqid perms      cbytes       qnum lspid lrpid   uid   "
      "gid  cuid  cgid      stime      rtime      ctime\n" },
};

static int show(struct seq *out, void *arg)
{
    const struct list_file *list = arg;
    struct ipc_perm *p;

    seq_printf(out, "%s", list->heading);
    if (!list->ids)
        return 0;
    spin_lock(&list->ids->lock);
    ipc_for_each(p, list->ids)
        list->show(out, p);
    spin_unlock(&list->ids->lock);
    return 0;
}

/* --- /proc/sys/kernel ----------------------------------------------------- */

/* Of semaphores. Linux asks nothing of the other three. */
static int check_limit(unsigned which, int64_t n)
{
    return which < 3 || (n >= 0 && n <= IPC_SLOTS) ? 0 : -ERANGE;
}

static const struct sysctl settings[] = {
    { .path = "sys/kernel/shmmax", .mode = 0644, .natural = true,
      .numbers = &shm_limits.max, .count = 1 },
    { .path = "sys/kernel/shmall", .mode = 0644, .natural = true,
      .numbers = &shm_limits.all, .count = 1 },
    { .path = "sys/kernel/shmmni", .mode = 0644, .most = IPC_SLOTS,
      .numbers = &shm_limits.count, .count = 1 },
    { .path = "sys/kernel/shm_rmid_forced", .mode = 0644, .most = 1,
      .changed = segments_free_orphans,
      .numbers = &shm_limits.forced, .count = 1 },
    { .path = "sys/kernel/shm_next_id", .mode = 0444, .most = INT32_MAX,
      .numbers = &shm_ids.wanted, .count = 1 },
    { .path = "sys/kernel/sem", .mode = 0644, .check = check_limit,
      .numbers = &sem_limits, .count = 4 },
    { .path = "sys/kernel/sem_next_id", .mode = 0444, .most = INT32_MAX,
      .numbers = &sem_ids.wanted, .count = 1 },
};
static_assert(sizeof(sem_limits) == 4 * sizeof(int64_t), "four numbers");

/* --- the start ------------------------------------------------------------ */

void ipc_init(void)
{
    process_at_end(segments_orphan);
    process_at_end(sem_undo_all);
    for (unsigned i = 0; i < ARRAY_SIZE(lists); i++)
        proc_add(lists[i].path, 0444, show, (void *)&lists[i]);
    for (unsigned i = 0; i < ARRAY_SIZE(settings); i++)
        sysctl_add(&settings[i]);
}
