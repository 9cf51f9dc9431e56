/* shm.c - segments, from /proc/sysvipc/shm or, where there is no /proc, from
 * shmctl(SHM_STAT). */
#define _GNU_SOURCE     /* SHM_STAT and the like */
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <unistd.h>
#include "ipcs/ipcs.h"

struct segment {
    struct segment *next;
    int key, id;
    unsigned mode, uid, gid, cuid, cgid, cpid, lpid;
    unsigned long size, nattch;
    time_t atime, dtime, ctime;
};

/* --- reading -------------------------------------------------------------- */

static struct segment **append(struct segment **end, const struct segment *s)
{
    struct segment *copy = malloc(sizeof(*copy));

    if (!copy)
        errx(1, "out of memory");
    *copy = *s;
    copy->next = NULL;
    *end = copy;
    return &copy->next;
}

static struct segment *from_proc(FILE *f)
{
    struct segment *first = NULL, **end = &first, s;
    char line[320];

    if (!fgets(line, sizeof(line), f))          /* the heading */
        return NULL;
    while (fgets(line, sizeof(line), f)) {
        int fields = sscanf(line, "%d %d %o %lu %u %u %lu %u %u %u %u "
                            "%ld %ld %ld", &s.key, &s.id, &s.mode, &s.size,
                            &s.cpid, &s.lpid, &s.nattch, &s.uid, &s.gid,
                            &s.cuid, &s.cgid, &s.atime, &s.dtime, &s.ctime);
        if (fields == 14)
            end = append(end, &s);
    }
    return first;
}

static struct segment from_kernel(int id, const struct shmid_ds *d)
{
    return (struct segment){
        .key = d->shm_perm.__key, .id = id, .mode = d->shm_perm.mode,
        .uid = d->shm_perm.uid, .gid = d->shm_perm.gid,
        .cuid = d->shm_perm.cuid, .cgid = d->shm_perm.cgid,
        .cpid = d->shm_cpid, .lpid = d->shm_lpid, .size = d->shm_segsz,
        .nattch = d->shm_nattch, .atime = d->shm_atime,
        .dtime = d->shm_dtime, .ctime = d->shm_ctime,
    };
}

static struct segment *from_shmctl(void)
{
    struct segment *first = NULL, **end = &first, s;
    struct shm_info info;
    struct shmid_ds d;
    int highest = shmctl(0, SHM_INFO, (void *)&info);

    for (int index = 0; index <= highest; index++) {
        int id = shmctl(index, SHM_STAT, &d);
        if (id < 0)
            continue;
        s = from_kernel(id, &d);
        end = append(end, &s);
    }
    return first;
}

static struct segment *segments_read(void)
{
    FILE *f = fopen("/proc/sysvipc/shm", "r");
    struct segment *list = f ? from_proc(f) : from_shmctl();

    if (f)
        fclose(f);
    return list;
}

/* --- printing ------------------------------------------------------------- */

static void print_table(const struct segment *s)
{
    printf("------ Shared Memory Segments --------\n"
           "%-10s %-10s %-10s %-10s %-10s %-10s %-12s\n",
           "key", "shmid", "owner", "perms", "bytes", "nattch", "status");
    for (; s; s = s->next)
        printf("0x%08x %-10d %-10s %-10o %-10lu %-10lu %-6s %-6s\n",
               (unsigned)s->key, s->id, user_name(s->uid), s->mode & 0777,
               s->size, s->nattch, s->mode & SHM_DEST ? "dest" : " ",
               s->mode & SHM_LOCKED ? "locked" : " ");
}

static void print_times(const struct segment *s)
{
    printf("------ Shared Memory Attach/Detach/Change Times --------\n"
           "%-10s %-10s %-20s %-20s %-20s\n",
           "shmid", "owner", "attached", "detached", "changed");
    for (; s; s = s->next)
        printf("%-10d %-10s %-20s %-20s %-20s\n", s->id, user_name(s->uid),
               short_time(s->atime), short_time(s->dtime), short_time(s->ctime));
}

static void print_processes(const struct segment *s)
{
    printf("------ Shared Memory Creator/Last-op PIDs --------\n"
           "%-10s %-10s %-10s %-10s\n", "shmid", "owner", "cpid", "lpid");
    for (; s; s = s->next)
        printf("%-10d %-10s %-10u %-10u\n", s->id, user_name(s->uid), s->cpid,
               s->lpid);
}

static void print_creators(const struct segment *s)
{
    printf("------ Shared Memory Segment Creators/Owners --------\n"
           "%-10s %-10s %-10s %-10s %-10s %-10s\n",
           "shmid", "perms", "cuid", "cgid", "uid", "gid");
    for (; s; s = s->next)
        printf("%-10d %-10o %-10s %-10s %-10s %-10s\n", s->id, s->mode & 0777,
               user_name(s->cuid), group_name(s->cgid), user_name(s->uid),
               group_name(s->gid));
}

static void print_limits(const struct segment *s)
{
    struct shminfo l;
    unsigned long kbytes_per_page = sysconf(_SC_PAGESIZE) / 1024;

    (void)s;
    if (shmctl(0, IPC_INFO, (void *)&l) < 0)
        err(1, "shmctl");
    /* More than can be said in bytes: the highest number of whole pages. */
    unsigned long kbytes = l.shmall > ULONG_MAX / 1024 / kbytes_per_page
                               ? -kbytes_per_page : l.shmall * kbytes_per_page;
    printf("------ Shared Memory Limits --------\n"
           "max number of segments = %lu\nmax seg size (kbytes) = %lu\n"
           "max total shared memory (kbytes) = %lu\nmin seg size (bytes) = "
           "%lu\n", l.shmmni, l.shmmax / 1024, kbytes, l.shmmin);
}

static void print_summary(const struct segment *s)
{
    struct shm_info info;

    (void)s;
    if (shmctl(0, SHM_INFO, (void *)&info) < 0)
        err(1, "shmctl");
    printf("------ Shared Memory Status --------\n"
           "segments allocated %d\npages allocated %lu\npages resident  %lu\n"
           "pages swapped   %lu\nSwap performance: %lu attempts\t %lu "
           "successes\n", info.used_ids, info.shm_tot, info.shm_rss, info.shm_swp,
           info.swap_attempts, info.swap_successes);
}

void segments_print(enum form form)
{
    static void (*const print[])(const struct segment *) = {
        [TABLE] = print_table, [TIMES] = print_times,
        [PROCESSES] = print_processes, [CREATORS] = print_creators,
        [LIMITS] = print_limits, [SUMMARY] = print_summary,
    };

    print[form](segments_read());
}

void segment_details(int id)
{
    const struct segment *s = segments_read();

    while (s && s->id != id)
        s = s->next;
    if (!s) {
        not_found(id);
        return;
    }
    printf("\nShared memory Segment shmid=%d\n"
           "uid=%u\tgid=%u\tcuid=%u\tcgid=%u\n"
           "mode=%#4.4o\taccess_perms=%#4.4o\n"
           "bytes=%lu\tlpid=%u\tcpid=%u\tnattch=%lu\n",
           s->id, s->uid, s->gid, s->cuid, s->cgid, s->mode, s->mode & 0777,
           s->size, s->lpid, s->cpid, s->nattch);
    printf("att_time=%-26.24s\n", long_time(s->atime));
    printf("det_time=%-26.24s\n", long_time(s->dtime));
    printf("change_time=%-26.24s\n\n", long_time(s->ctime));
}
