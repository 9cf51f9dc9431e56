/* semarray.h - an array of semaphores, between sem.c, semctl.c and
 * ipcproc.c. */
#pragma once

#include "ipc/ipc.h"
#include "ipc/sem.h"
#include "lib/list.h"

#define SEMVMX 32767                /* the highest value */

struct semaphore {
    int value;                      /* 0 to SEMVMX */
    pid_t pid;                      /* who changed or awaited it last */
};

struct sem_array {                  /* lock: sem_ids.lock */
    struct ipc_perm perm;           /* its size is how many there are */
    int64_t otime;                  /* of the last semop(), in seconds */
    struct list zero_waiters;       /* struct semop: they change nothing */
    struct list changers;           /* struct semop: the others who sleep */
    struct list undos;              /* struct sem_undo */
    struct semaphore sems[];
};

/* As in Linux's /proc/sys/kernel/sem; atomic. */
struct sem_limits {
    int64_t per_array;              /* SEMMSL */
    int64_t all;                    /* SEMMNS */
    int64_t per_call;               /* SEMOPM: operations */
    int64_t arrays;                 /* SEMMNI */
};

struct process;

extern struct ipc_ids sem_ids;
extern struct sem_limits sem_limits;
extern int64_t sem_total;           /* [sem_ids.lock] semaphores there are */

static inline struct sem_array *sem_array_of(const struct ipc_perm *p)
{
    return container_of(p, struct sem_array, perm);
}

/* For struct ipc_kind (semctl.c). */
#define SEMID64_DS_SIZE 104
void sem_array_export(const struct ipc_perm *p, void *ds);
size_t sem_arrays_info(bool of_use, void *info);

/* A process ends: do what it wanted to have done then. */
void sem_undo_all(struct process *p);

/* The calls below want sem_ids.lock held. */

/* Values have changed: go on with what others wait for. By semop(), if `by` is
 * given. */
struct semop;
void sem_serve(struct sem_array *a, const struct semop *by);

/* Nobody's end changes these semaphores any more. */
void sem_undo_forget(struct sem_array *a, int first, size_t count);

/* How many sleep until this semaphore is 0, or (not `zero`) until it has
 * grown. */
int sem_count_waiters(const struct sem_array *a, int number, bool zero);
