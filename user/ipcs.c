/*
 * ipcs.c - shows System V IPC, in the form of util-linux's ipcs.
 *
 *     ipcs [-m] [-q] [-s] [-a]  shared memory, queues, semaphores   [all]
 *          [-t | -p | -c]       times, processes, owners instead
 *          [-l | -u]            the limits, a summary
 *     ipcs -m -i ID             one segment with all details
 *
 * Segments come from /proc/sysvipc/shm or, where there is no /proc, from
 * shmctl(SHM_STAT). Simplified: message queues and semaphores are shown as
 * empty tables.
 */
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <time.h>
#include <unistd.h>

/* Linux's commands and structures, which headers show only if asked. */
#define SHM_STAT_ 13
#define SHM_INFO_ 14
#define IPC_INFO_ 3
#define MODE_DESTROY 01000
#define MODE_LOCKED 02000

struct limits {
    unsigned long max, min, segments, per_process, all, unused[4];
};

struct summary {
    int ids;
    unsigned long pages, resident, swapped, attempts, successes;
};

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
    int key;

    memcpy(&key, &d->shm_perm, sizeof(key));    /* the C libraries' names of
                                                   the first field differ */
    return (struct segment){
        .key = key, .id = id, .mode = d->shm_perm.mode,
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
    struct summary info;
    struct shmid_ds d;
    int highest = shmctl(0, SHM_INFO_, (void *)&info);

    for (int index = 0; index <= highest; index++) {
        int id = shmctl(index, SHM_STAT_, &d);
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

/* A name, or the number if it has none. Result in one of four buffers. */
static const char *user_name(unsigned uid)
{
    static char texts[4][32];
    static int next;
    char *text = texts[next++ % 4];
    struct passwd *p = getpwuid(uid);

    if (p)
        snprintf(text, sizeof(texts[0]), "%s", p->pw_name);
    else
        snprintf(text, sizeof(texts[0]), "%u", uid);
    return text;
}

static const char *group_name(unsigned gid)
{
    static char texts[4][32];
    static int next;
    char *text = texts[next++ % 4];
    struct group *g = getgrgid(gid);

    if (g)
        snprintf(text, sizeof(texts[0]), "%s", g->gr_name);
    else
        snprintf(text, sizeof(texts[0]), "%u", gid);
    return text;
}

static const char *time_text(time_t t)
{
    static char texts[4][32];
    static int next;
    char *text = texts[next++ % 4];

    if (t)
        strftime(text, sizeof(texts[0]), "%b %d %H:%M:%S", localtime(&t));
    else
        strcpy(text, "Not set");
    return text;
}

static void print_table(const struct segment *s)
{
    printf("------ Shared Memory Segments --------\n"
           "%-10s %-10s %-10s %-10s %-10s %-10s %-12s\n",
           "key", "shmid", "owner", "perms", "bytes", "nattch", "status");
    for (; s; s = s->next)
        printf("0x%08x %-10d %-10s %-10o %-10lu %-10lu %-6s %-6s\n",
               (unsigned)s->key, s->id, user_name(s->uid), s->mode & 0777,
               s->size, s->nattch, s->mode & MODE_DESTROY ? "dest" : " ",
               s->mode & MODE_LOCKED ? "locked" : " ");
}

static void print_times(const struct segment *s)
{
    printf("------ Shared Memory Attach/Detach/Change Times --------\n"
           "%-10s %-10s %-20s %-20s %-20s\n",
           "shmid", "owner", "attached", "detached", "changed");
    for (; s; s = s->next)
        printf("%-10d %-10s %-20s %-20s %-20s\n", s->id, user_name(s->uid),
               time_text(s->atime), time_text(s->dtime), time_text(s->ctime));
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
    struct limits l;
    unsigned long kbytes;

    (void)s;
    if (shmctl(0, IPC_INFO_, (void *)&l) < 0)
        err(1, "shmctl");
    if (__builtin_mul_overflow(l.all, sysconf(_SC_PAGESIZE) / 1024, &kbytes))
        kbytes = -1024ul;               /* as util-linux says "no limit" */
    if (kbytes > -1024ul / 1024)
        kbytes = l.all > -1ul / 4096 ? -1ul - 3 : kbytes;
    printf("------ Shared Memory Limits --------\n"
           "max number of segments = %lu\nmax seg size (kbytes) = %lu\n"
           "max total shared memory (kbytes) = %lu\nmin seg size (bytes) = "
           "%lu\n", l.segments, l.max / 1024, kbytes, l.min);
}

static void print_summary(const struct segment *s)
{
    struct summary info;

    (void)s;
    if (shmctl(0, SHM_INFO_, (void *)&info) < 0)
        err(1, "shmctl");
    printf("------ Shared Memory Status --------\n"
           "segments allocated %d\npages allocated %lu\npages resident  %lu\n"
           "pages swapped   %lu\nSwap performance: %lu attempts\t %lu "
           "successes\n", info.ids, info.pages, info.resident, info.swapped,
           info.attempts, info.successes);
}

static const char *long_time(time_t t)
{
    return t ? ctime(&t) : "Not set";
}

static void print_details(const struct segment *s, int id)
{
    while (s && s->id != id)
        s = s->next;
    if (!s)
        errx(1, "id %d not found", id);
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

/* --- options -------------------------------------------------------------- */

static void usage(void)
{
    fprintf(stderr, "usage: ipcs [-m] [-q] [-s] [-a] [-t | -p | -c | -l | -u]\n"
                    "       ipcs -m -i ID\n");
    exit(1);
}

static void (*chosen(int form))(const struct segment *)
{
    switch (form) {
    case 't': return print_times;
    case 'p': return print_processes;
    case 'c': return print_creators;
    case 'l': return print_limits;
    case 'u': return print_summary;
    default: return print_table;
    }
}

int main(int argc, char **argv)
{
    bool shared = false, queues = false, semaphores = false;
    int option, id = -1, form = 0;

    while ((option = getopt(argc, argv, "mqsatpclui:")) != -1) {
        switch (option) {
        case 'm': shared = true; break;
        case 'q': queues = true; break;
        case 's': semaphores = true; break;
        case 'a': shared = queues = semaphores = true; break;
        case 'i': id = atoi(optarg); break;
        case '?': usage(); break;
        default: form = option;
        }
    }
    struct segment *list = segments_read();
    if (id >= 0) {
        print_details(list, id);
        return 0;
    }
    if (!shared && !queues && !semaphores)
        shared = queues = semaphores = true;
    printf("\n");
    if (queues && !form)
        printf("------ Message Queues --------\n%-10s %-10s %-10s %-10s %-12s "
               "%-12s\n\n", "key", "msqid", "owner", "perms", "used-bytes",
               "messages");
    if (shared) {
        chosen(form)(list);
        printf("\n");
    }
    if (semaphores && !form)
        printf("------ Semaphore Arrays --------\n%-10s %-10s %-10s %-10s "
               "%-10s\n\n", "key", "semid", "owner", "perms", "nsems");
    return 0;
}
