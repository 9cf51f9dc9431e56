/*
 * sync.c - semaphores, mutexes, conditions: one word each, changed by atomic
 * instructions. Who must wait sleeps on the word by futex(2), or yields where
 * the kernel has none.
 */
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>
#include "syscall.h"

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1

/* Sleep while *word is `value`; 0, or an error number. */
static int word_wait(volatile int *word, int value)
{
    long result = raw_syscall(SYS_futex, word, FUTEX_WAIT, value, 0);

    if (result == -ENOSYS)
        sched_yield();
    return result == -EINTR ? EINTR : 0;
}

static void word_wake(volatile int *word, int count)
{
    raw_syscall(SYS_futex, word, FUTEX_WAKE, count);
}

static int swap_if(volatile int *word, int from, int to)
{
    return __atomic_compare_exchange_n(word, &from, to, 0, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}

static int fail(int number)
{
    errno = number;
    return -1;
}

/* --- semaphores ----------------------------------------------------------- */

int sem_init(sem_t *s, int shared, unsigned value)
{
    (void)shared;
    if (value > SEM_VALUE_MAX)
        return fail(EINVAL);
    s->__value = value;
    return 0;
}

int sem_destroy(sem_t *s)
{
    (void)s;
    return 0;
}

int sem_trywait(sem_t *s)
{
    int value;

    while ((value = s->__value) > 0)
        if (swap_if(&s->__value, value, value - 1))
            return 0;
    return fail(EAGAIN);
}

int sem_wait(sem_t *s)
{
    while (sem_trywait(s) < 0)
        if (word_wait(&s->__value, 0))
            return fail(EINTR);
    return 0;
}

int sem_timedwait(sem_t *s, const struct timespec *until)
{
    struct timespec now;

    while (sem_trywait(s) < 0) {
        clock_gettime(CLOCK_REALTIME, &now);
        if (now.tv_sec > until->tv_sec ||
            (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec))
            return fail(ETIMEDOUT);
        usleep(1000);
    }
    return 0;
}

int sem_post(sem_t *s)
{
    __atomic_fetch_add(&s->__value, 1, __ATOMIC_SEQ_CST);
    word_wake(&s->__value, 1);
    return 0;
}

int sem_getvalue(sem_t *s, int *value)
{
    *value = s->__value;
    return 0;
}

/* --- mutexes: the owner's pid, 0 when free -------------------------------- */

int pthread_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *a)
{
    m->__owner = m->__depth = 0;
    m->__type = a ? a->__type : PTHREAD_MUTEX_DEFAULT;
    return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *m)
{
    return m->__owner ? EBUSY : 0;
}

int pthread_mutex_trylock(pthread_mutex_t *m)
{
    int self = getpid();

    if (m->__owner == self && m->__type == PTHREAD_MUTEX_RECURSIVE) {
        m->__depth++;
        return 0;
    }
    return swap_if(&m->__owner, 0, self) ? 0 : EBUSY;
}

int pthread_mutex_lock(pthread_mutex_t *m)
{
    if (m->__owner == getpid() && m->__type == PTHREAD_MUTEX_ERRORCHECK)
        return EDEADLK;
    while (pthread_mutex_trylock(m) != 0) {
        int owner = m->__owner;
        if (owner)
            word_wait(&m->__owner, owner);
    }
    return 0;
}

int pthread_mutex_unlock(pthread_mutex_t *m)
{
    if (m->__owner != getpid() && m->__type != PTHREAD_MUTEX_NORMAL)
        return EPERM;
    if (m->__depth > 0) {
        m->__depth--;
        return 0;
    }
    __atomic_store_n(&m->__owner, 0, __ATOMIC_SEQ_CST);
    word_wake(&m->__owner, 1);
    return 0;
}

int pthread_mutexattr_init(pthread_mutexattr_t *a)
{
    *a = (pthread_mutexattr_t){ 0, 0 };
    return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *a)
{
    (void)a;
    return 0;
}

int pthread_mutexattr_setpshared(pthread_mutexattr_t *a, int shared)
{
    a->__shared = shared;
    return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *a, int type)
{
    a->__type = type;
    return 0;
}

/* --- conditions: a number that each signal changes ------------------------ */

int pthread_cond_init(pthread_cond_t *c, const pthread_condattr_t *a)
{
    (void)a;
    c->__sequence = 0;
    return 0;
}

int pthread_cond_destroy(pthread_cond_t *c)
{
    (void)c;
    return 0;
}

int pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m)
{
    int sequence = c->__sequence;

    pthread_mutex_unlock(m);
    word_wait(&c->__sequence, sequence);
    return pthread_mutex_lock(m);
}

static int cond_wake(pthread_cond_t *c, int count)
{
    __atomic_fetch_add(&c->__sequence, 1, __ATOMIC_SEQ_CST);
    word_wake(&c->__sequence, count);
    return 0;
}

int pthread_cond_signal(pthread_cond_t *c)
{
    return cond_wake(c, 1);
}

int pthread_cond_broadcast(pthread_cond_t *c)
{
    return cond_wake(c, 0x7fffffff);
}

int pthread_condattr_init(pthread_condattr_t *a)
{
    a->__shared = 0;
    return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *a)
{
    (void)a;
    return 0;
}

int pthread_condattr_setpshared(pthread_condattr_t *a, int shared)
{
    a->__shared = shared;
    return 0;
}

/* --- threads -------------------------------------------------------------- */

pthread_t pthread_self(void)
{
    return getpid();
}

int pthread_create(pthread_t *t, const pthread_attr_t *a,
                   void *(*start)(void *), void *arg)
{
    (void)t, (void)a, (void)start, (void)arg;
    return EAGAIN;
}

int pthread_join(pthread_t t, void **result)
{
    (void)t, (void)result;
    return ESRCH;
}
