/*
 * pthread.h - mutexes and conditions, also between processes that share
 * memory. Simplified: there is one thread in a process; pthread_create()
 * answers EAGAIN.
 */
#pragma once
#include <sched.h>
#include <time.h>

#define PTHREAD_PROCESS_PRIVATE 0
#define PTHREAD_PROCESS_SHARED 1
#define PTHREAD_MUTEX_NORMAL 0
#define PTHREAD_MUTEX_RECURSIVE 1
#define PTHREAD_MUTEX_ERRORCHECK 2
#define PTHREAD_MUTEX_DEFAULT PTHREAD_MUTEX_NORMAL

typedef unsigned long pthread_t;
typedef struct { int __type, __shared; } pthread_mutexattr_t;
typedef struct { int __shared; } pthread_condattr_t;
typedef struct { int __unused; } pthread_attr_t;
typedef struct { volatile int __owner, __depth, __type, __unused[7]; } pthread_mutex_t;
typedef struct { volatile int __sequence, __unused[11]; } pthread_cond_t;

#define PTHREAD_MUTEX_INITIALIZER { 0, 0, 0, { 0 } }
#define PTHREAD_COND_INITIALIZER { 0, { 0 } }

pthread_t pthread_self(void);
int pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int pthread_join(pthread_t, void **);

int pthread_mutexattr_init(pthread_mutexattr_t *);
int pthread_mutexattr_destroy(pthread_mutexattr_t *);
int pthread_mutexattr_setpshared(pthread_mutexattr_t *, int);
int pthread_mutexattr_settype(pthread_mutexattr_t *, int);
int pthread_mutex_init(pthread_mutex_t *, const pthread_mutexattr_t *);
int pthread_mutex_destroy(pthread_mutex_t *);
int pthread_mutex_lock(pthread_mutex_t *);
int pthread_mutex_trylock(pthread_mutex_t *);
int pthread_mutex_unlock(pthread_mutex_t *);

int pthread_condattr_init(pthread_condattr_t *);
int pthread_condattr_destroy(pthread_condattr_t *);
int pthread_condattr_setpshared(pthread_condattr_t *, int);
int pthread_cond_init(pthread_cond_t *, const pthread_condattr_t *);
int pthread_cond_destroy(pthread_cond_t *);
int pthread_cond_wait(pthread_cond_t *, pthread_mutex_t *);
int pthread_cond_signal(pthread_cond_t *);
int pthread_cond_broadcast(pthread_cond_t *);
