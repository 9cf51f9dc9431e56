/* semaphore.h - POSIX semaphores without names, also between processes
 * (sem_overview(7)). */
#pragma once
#include <time.h>

typedef struct {
    volatile int __value;
    int __unused[7];
} sem_t;
#define SEM_FAILED ((sem_t *)0)
#define SEM_VALUE_MAX 0x7fffffff

int sem_init(sem_t *, int, unsigned);
int sem_destroy(sem_t *);
int sem_wait(sem_t *);
int sem_trywait(sem_t *);
int sem_timedwait(sem_t *, const struct timespec *);
int sem_post(sem_t *);
int sem_getvalue(sem_t *, int *);
