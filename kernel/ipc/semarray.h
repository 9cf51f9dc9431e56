/* semarray.h - an array of semaphores, between sem.c, semctl.c and
 * semproc.c. */
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

extern struct ipc_ids sem_ids;
extern struct sem_limits sem_limits;
extern int64_t sem_total;           /* [sem_ids.lock] semaphores there are */

static inline struct sem_array *sem_array_of(struct ipc_perm *p)
{
    return container_of(p, struct sem_array, perm);
}

void semproc_init(void);

/* The calls below want sem_ids.lock held. */

/* Values have changed: do what was waited for. */
void sem_array_update(struct sem_array *a);

/* IPC_RMID: whoever sleeps gets -EIDRM, and nothing will be undone. */
void sem_array_remove(struct sem_array *a);

/* Nobody's end changes this semaphore any more. */
void sem_undo_forget(struct sem_array *a, int number);

/* How many sleep until this semaphore has grown, or until it is 0. */
int sem_growth_waiters(const struct sem_array *a, int number);
int sem_zero_waiters(const struct sem_array *a, int number);
