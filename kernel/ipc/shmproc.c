/* shmproc.c - shared memory in /proc: the list of segments, and the limits,
 * which root may change (proc(5)). */
#include "fs/procfs.h"
#include "fs/sysctl.h"
#include "ipc/segment.h"
#include "lib/errno.h"
#include "lib/options.h"
#include "mm/huge.h"
#include "task/process.h"

static void show_segment(struct seq *out, const struct ipc_perm *p)
{
    const struct segment *s = segment_of(p);

    seq_printf(out, "%10d %10d  %4o %21lu %5u %5u  %5lu %5u %5u %5u %5u "
               "%10lu %10lu %10lu %21lu %21lu\n",
               p->key, p->id, p->mode, p->size, s->cpid, s->lpid, s->nattch,
               p->uid, p->gid, p->cuid, p->cgid, s->atime, s->dtime, p->ctime,
               s->object->resident * PAGE_SIZE, 0ul);
}

static int show(struct seq *out, void *arg)
{
    (void)arg;
    ipc_show(out, &shm_ids, "       key      shmid perms                  size "
             " cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime "
             "     ctime                   rss                  swap",
             show_segment);
    return 0;
}

static int check_count(unsigned which, int64_t n)
{
    (void)which;
    return n >= 0 && n <= IPC_SLOTS ? 0 : -EINVAL;
}

static int check_switch(unsigned which, int64_t n)
{
    (void)which;
    return n == 0 || n == 1 ? 0 : -EINVAL;
}

static const struct sysctl limits[] = {
    { .path = "sys/kernel/shmmax", .mode = 0644, .natural = true,
      .numbers = &shm_limits.max, .count = 1 },
    { .path = "sys/kernel/shmall", .mode = 0644, .natural = true,
      .numbers = &shm_limits.all, .count = 1 },
    { .path = "sys/kernel/shmmni", .mode = 0644, .check = check_count,
      .numbers = &shm_ids.limit, .count = 1 },
    { .path = "sys/kernel/shm_rmid_forced", .mode = 0644,
      .check = check_switch, .changed = segments_free_orphans,
      .numbers = &shm_limits.forced, .count = 1 },
    { .path = "sys/kernel/shm_next_id", .mode = 0444, .check = ipc_check_next,
      .numbers = &shm_ids.wanted, .count = 1 },
};

void shm_init(void)
{
    process_at_end(segments_orphan);
    proc_add("sysvipc/shm", 0444, show, NULL);
    for (unsigned i = 0; i < ARRAY_SIZE(limits); i++)
        sysctl_add(&limits[i]);
    huge_init(option_number("hugepages", 0));
}
