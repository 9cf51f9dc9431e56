/* sem.c - arrays of semaphores, from /proc/sysvipc/sem or, where there is no
 * /proc, from semctl(SEM_STAT). */
#define _GNU_SOURCE     /* SEM_STAT and the like */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sem.h>
#include "ipcs/ipcs.h"

struct array {
    struct array *next;
    int key, id;
    unsigned mode, uid, gid, cuid, cgid;
    unsigned long count;
    time_t otime, ctime;
};

/* --- reading -------------------------------------------------------------- */

static struct array **append(struct array **end, const struct array *a)
{
    struct array *copy = malloc(sizeof(*copy));

    if (!copy)
        errx(1, "out of memory");
    *copy = *a;
    copy->next = NULL;
    *end = copy;
    return &copy->next;
}

static struct array *from_proc(FILE *f)
{
    struct array *first = NULL, **end = &first, a;
    char line[200];

    if (!fgets(line, sizeof(line), f))          /* the heading */
        return NULL;
    while (fgets(line, sizeof(line), f)) {
        int fields = sscanf(line, "%d %d %o %lu %u %u %u %u %ld %ld", &a.key,
                            &a.id, &a.mode, &a.count, &a.uid, &a.gid, &a.cuid,
                            &a.cgid, &a.otime, &a.ctime);
        if (fields == 10)
            end = append(end, &a);
    }
    return first;
}

static struct array from_kernel(int id, const struct semid_ds *d)
{
    return (struct array){
        .key = d->sem_perm.__key, .id = id, .mode = d->sem_perm.mode,
        .uid = d->sem_perm.uid, .gid = d->sem_perm.gid,
        .cuid = d->sem_perm.cuid, .cgid = d->sem_perm.cgid,
        .count = d->sem_nsems, .otime = d->sem_otime, .ctime = d->sem_ctime,
    };
}

static struct array *from_semctl(void)
{
    struct array *first = NULL, **end = &first, a;
    struct seminfo info;
    struct semid_ds d;
    int highest = semctl(0, 0, SEM_INFO, &info);

    for (int index = 0; index <= highest; index++) {
        int id = semctl(index, 0, SEM_STAT, &d);
        if (id < 0)
            continue;
        a = from_kernel(id, &d);
        end = append(end, &a);
    }
    return first;
}

static struct array *arrays_read(void)
{
    FILE *f = fopen("/proc/sysvipc/sem", "r");
    struct array *list = f ? from_proc(f) : from_semctl();

    if (f)
        fclose(f);
    return list;
}

/* --- printing ------------------------------------------------------------- */

static void print_table(const struct array *a)
{
    printf("------ Semaphore Arrays --------\n"
           "%-10s %-10s %-10s %-10s %-10s\n",
           "key", "semid", "owner", "perms", "nsems");
    for (; a; a = a->next)
        printf("0x%08x %-10d %-10s %-10o %-10lu\n", (unsigned)a->key, a->id,
               user_name(a->uid), a->mode & 0777, a->count);
}

static void print_times(const struct array *a)
{
    printf("------ Semaphore Operation/Change Times --------\n"
           "%-8s %-10s %-26s %-26s\n",
           "semid", "owner", "last-op", "last-changed");
    for (; a; a = a->next)
        printf("%-8d %-10s  %-26s %-26s\n", a->id, user_name(a->uid),
               long_time(a->otime), long_time(a->ctime));
}

/* Each semaphore has its own; see array_details(). */
static void print_processes(const struct array *a)
{
    (void)a;
}

static void print_creators(const struct array *a)
{
    printf("------ Semaphore Arrays Creators/Owners --------\n"
           "%-10s %-10s %-10s %-10s %-10s %-10s\n",
           "semid", "perms", "cuid", "cgid", "uid", "gid");
    for (; a; a = a->next)
        printf("%-10d %-10o %-10s %-10s %-10s %-10s\n", a->id, a->mode & 0777,
               user_name(a->cuid), group_name(a->cgid), user_name(a->uid),
               group_name(a->gid));
}

static void print_limits(const struct array *a)
{
    struct seminfo l;

    (void)a;
    if (semctl(0, 0, IPC_INFO, &l) < 0)
        err(1, "semctl");
    printf("------ Semaphore Limits --------\n"
           "max number of arrays = %d\nmax semaphores per array = %d\n"
           "max semaphores system wide = %d\nmax ops per semop call = %d\n"
           "semaphore max value = %d\n", l.semmni, l.semmsl, l.semmns,
           l.semopm, l.semvmx);
}

static void print_summary(const struct array *a)
{
    struct seminfo info;

    (void)a;
    if (semctl(0, 0, SEM_INFO, &info) < 0)
        err(1, "semctl");
    printf("------ Semaphore Status --------\n"
           "used arrays = %d\nallocated semaphores = %d\n", info.semusz,
           info.semaem);
}

void arrays_print(enum form form)
{
    static void (*const print[])(const struct array *) = {
        [TABLE] = print_table, [TIMES] = print_times,
        [PROCESSES] = print_processes, [CREATORS] = print_creators,
        [LIMITS] = print_limits, [SUMMARY] = print_summary,
    };

    print[form](arrays_read());
}

void array_details(int id)
{
    const struct array *a = arrays_read();

    while (a && a->id != id)
        a = a->next;
    if (!a) {
        not_found(id);
        return;
    }
    printf("\nSemaphore Array semid=%d\n"
           "uid=%u\t gid=%u\t cuid=%u\t cgid=%u\n"
           "mode=%#o, access_perms=%#o\nnsems = %lu\n", id, a->uid, a->gid,
           a->cuid, a->cgid, a->mode, a->mode & 0777, a->count);
    printf("otime = %-26s\n", long_time(a->otime));
    printf("ctime = %-26s\n", long_time(a->ctime));
    printf("%-10s %-10s %-10s %-10s %-10s\n", "semnum", "value", "ncount",
           "zcount", "pid");
    for (unsigned long i = 0; i < a->count; i++)
        printf("%-10lu %-10d %-10d %-10d %-10d\n", i, semctl(id, i, GETVAL),
               semctl(id, i, GETNCNT), semctl(id, i, GETZCNT),
               semctl(id, i, GETPID));
    printf("\n");
}
