/* sem_races.c - semaphores and futexes between processors: no update is lost,
 * nobody is served twice or forgotten, whoever is killed. Runs on Linux too.
 * With an argument only that test runs. */
#define _GNU_SOURCE
#include <sys/time.h>
#include "sem.h"

#define WORKERS 5

static struct {
    volatile int word[8];           /* for futexes */
    volatile long count;
    volatile long tally[WORKERS + 1];
    volatile int busy[WORKERS];
} *shared;

static int id;

static void clear(void)
{
    memset((void *)shared, 0, sizeof(*shared));
}

/* Run it in as many children as there are workers. */
static void start(pid_t pids[WORKERS], void (*work)(int which))
{
    fflush(stdout);
    for (int i = 0; i < WORKERS; i++)
        if ((pids[i] = fork()) == 0) {
            work(i);
            _exit(0);
        }
}

/* How many didn't end well. */
static int finish(const pid_t pids[WORKERS])
{
    int failed = 0;

    for (int i = 0; i < WORKERS; i++)
        failed += outcome(pids[i]) != 0;
    return failed;
}

static long tallies(void)
{
    long sum = 0;

    for (int i = 0; i <= WORKERS; i++)
        sum += shared->tally[i];
    return sum;
}

/* As unsafe as can be: others have time to read what is overwritten then. */
static void increment(void)
{
    long old = shared->count;

    for (volatile int i = 0; i < 20; i++)
        continue;
    shared->count = old + 1;
}

/* --- locks ---------------------------------------------------------------- */

#define ROUNDS 1000

static void with_semaphore(int which)
{
    (void)which;
    for (int i = 0; i < ROUNDS; i++) {
        if (op(id, 0, -1, SEM_UNDO) < 0)
            _exit(1);
        increment();
        op(id, 0, 1, SEM_UNDO);
    }
}

static long futex(volatile int *at, int call, int value,
                  const struct timespec *timeout, volatile int *other)
{
    return syscall(SYS_futex, at, call, value, timeout, other, 0);
}

/* 0 free, 1 taken, 2 and perhaps somebody waits. */
static void with_futex(int which)
{
    volatile int *lock = shared->word;

    (void)which;
    for (int i = 0; i < ROUNDS; i++) {
        int was = __sync_val_compare_and_swap(lock, 0, 1);
        while (was != 0) {
            if (was == 2 || __sync_val_compare_and_swap(lock, 1, 2) != 0)
                futex(lock, 0, 2, NULL, NULL);
            was = __sync_val_compare_and_swap(lock, 0, 2);
        }
        increment();
        if (__sync_fetch_and_sub(lock, 1) != 1) {
            *lock = 0;
            futex(lock, 1, 1, NULL, NULL);
        }
    }
}

static void test_sums(void)
{
    pid_t pids[WORKERS];

    set(id, 0, 1);
    clear();
    start(pids, with_semaphore);
    is(finish(pids), 0, "five processes count with a semaphore");
    is(shared->count, WORKERS * ROUNDS, "and none is lost");
    is(value(id, 0), 1, "and the semaphore is free");
    clear();
    start(pids, with_futex);
    is(finish(pids), 0, "they count with a futex");
    is(shared->count, WORKERS * ROUNDS, "and none is lost");
}

/* --- death ---------------------------------------------------------------- */

static void count_for_ever(int which)
{
    for (;;) {
        if (op(id, 0, -1, SEM_UNDO) < 0)
            _exit(1);
        increment();
        shared->tally[which]++;
        op(id, 0, 1, SEM_UNDO);
    }
}

static int goes_on(void)
{
    long before = shared->count;

    for (int i = 0; i < 10000 && shared->count == before; i++)
        usleep(1000);
    return shared->count != before;
}

static void test_kill(void)
{
    pid_t pids[WORKERS];
    int kills, stuck = 0;

    set(id, 0, 1);
    clear();
    start(pids, count_for_ever);
    for (kills = 0; kills < 200 && !stuck; kills++) {
        int which = kills % WORKERS;
        usleep(kills * 331 % 2000);
        kill(pids[which], SIGKILL);
        waitpid(pids[which], NULL, 0);
        if ((pids[which] = fork()) == 0)
            count_for_ever(which);
        stuck = !goes_on();
    }
    is(stuck, 0, "200 who may hold a semaphore are killed: the others go on");
    for (int i = 0; i < WORKERS; i++)
        kill(pids[i], SIGKILL);
    finish(pids);
    is(value(id, 0), 1, "in the end it is free");
    long more = shared->count - tallies();
    ok(more >= 0 && more <= kills + WORKERS,
       "no more is missing than what the dead were at");
}

/* --- two at once ---------------------------------------------------------- */

/* The dining philosophers: each takes both forks or none. */
static void dine(int which)
{
    int left = which, right = (which + 1) % WORKERS;
    struct sembuf take[] = { { left, -1, 0 }, { right, -1, 0 } };
    struct sembuf give[] = { { left, 1, 0 }, { right, 1, 0 } };

    for (int i = 0; i < 300; i++) {
        semop(id, take, 2);
        if (__sync_fetch_and_add(&shared->busy[left], 1) ||
            __sync_fetch_and_add(&shared->busy[right], 1))
            _exit(1);
        for (volatile int j = 0; j < 100; j++)
            continue;
        __sync_fetch_and_sub(&shared->busy[left], 1);
        __sync_fetch_and_sub(&shared->busy[right], 1);
        semop(id, give, 2);
    }
}

static void test_philosophers(void)
{
    pid_t pids[WORKERS];

    for (int i = 0; i < WORKERS; i++)
        set(id, i, 1);
    clear();
    start(pids, dine);
    is(finish(pids), 0, "five philosophers dine and share no fork");
}

/* --- nothing is lost or doubled ------------------------------------------- */

static void do_nothing(int signo)
{
    (void)signo;
}

/* Until the end (busy[0]) take one at a time, if it comes soon; alarms ring
 * meanwhile. */
static void take_what_comes(int which)
{
    struct itimerval often = { { 0, 3000 }, { 0, 3000 } };
    struct sigaction handler = { .sa_handler = do_nothing };
    struct timespec soon = { 0, 200000 };
    struct sembuf take = { 0, -1, 0 };

    sigaction(SIGALRM, &handler, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    while (!shared->busy[0])
        if (semtimedop(id, &take, 1, &soon) == 0)
            shared->tally[which]++;
        else if (errno != EAGAIN && errno != EINTR)
            _exit(1);
}

static void test_tokens(void)
{
    pid_t pids[WORKERS];
    int given = 0;

    set(id, 0, 0);
    clear();
    start(pids, take_what_comes);
    for (int i = 0; i < 1000; i++) {
        op(id, 0, 1 + i % 3, 0);
        given += 1 + i % 3;
        if (i % 4 == 0)
            usleep(i * 77 % 500);
    }
    shared->busy[0] = 1;
    is(finish(pids), 0, "five take what comes, by timeouts and alarms");
    is(tallies() + value(id, 0), given, "and take as much as is given");
}

/* Sleep at a word for a moment, again and again; count how often woken. */
static void be_woken(int which)
{
    struct timespec soon = { 0, 500000 };

    while (!shared->busy[0])
        if (futex(shared->word, 0, 0, &soon, NULL) == 0)
            shared->tally[which]++;
}

static void test_requeue(void)
{
    pid_t pids[WORKERS];
    long woken = 0;

    clear();
    start(pids, be_woken);
    for (int i = 0; i < 2000; i++) {
        int from = i % 4, to = (i + 1 + i / 4 % 2) % 4;
        futex(&shared->word[from], 3, 0, (void *)3l, &shared->word[to]);
        if (i % 3 == 0)
            woken += futex(&shared->word[i / 3 % 4], 1, 1, NULL, NULL);
        if (i % 8 == 0)
            usleep(200);
    }
    shared->busy[0] = 1;
    is(finish(pids), 0, "five sleep and are moved from word to word");
    is(tallies(), woken, "and are woken as often as somebody woke them");
}

/* --- removal -------------------------------------------------------------- */

static void until_it_is_gone(int which)
{
    (void)which;
    while (op(id, 0, -1, SEM_UNDO) == 0)
        op(id, 0, 1, SEM_UNDO);
    _exit(errno != EIDRM && errno != EINVAL);
}

static void test_removal(void)
{
    pid_t pids[WORKERS];
    int failed = 0;

    for (int i = 0; i < 50; i++) {
        discard(id);
        id = fresh(1);
        op(id, 0, 1, 0);
        start(pids, until_it_is_gone);
        usleep(i * 113 % 3000);
        discard(id);
        failed += finish(pids);
    }
    is(failed, 0, "who uses or awaits what is removed is told so");
}

/* --- anything ------------------------------------------------------------- */

static unsigned seed;

/* From 0 to n - 1. */
static int any(int n)
{
    seed = seed * 1103515245 + 12345;
    return (seed >> 16) % n;
}

/* Room for 40 values, or an address that is bad in one way or other. */
static void *any_address(void)
{
    static unsigned short room[64];

    switch (any(8)) {
    case 0: return NULL;
    case 1: return (void *)8;
    case 2: return (void *)~0xffful;
    default: return room;
    }
}

static int any_id(void)
{
    return any(10) ? shared->word[any(8)] : any(1 << 16) - 9;
}

static void operate_anyhow(void)
{
    struct sembuf ops[5];
    struct timespec soon = { 0, any(1000000) };

    for (int i = 0; i < 5; i++)
        ops[i] = (struct sembuf){
            any(6), any(7) - 3, any(2) * IPC_NOWAIT | any(2) * SEM_UNDO,
        };
    syscall(SYS_semtimedop, any_id(), any(20) ? ops : any_address(), any(6),
            any(20) ? &soon : any_address());
}

static void call_anyhow(int which)
{
    for (seed = which + 1;;) {
        if (any(4))
            operate_anyhow();
        else if (any(3))
            syscall(SYS_semctl, any_id(), any(6), any(12) + 10 - any(2) * 10,
                    any_address());
        else
            shared->word[any(8)] = semget(any(8), any(7), any(02000) | 0600);
    }
}

static void test_anything(void)
{
    pid_t pids[WORKERS];
    struct seminfo info;

    clear();
    start(pids, call_anyhow);
    for (int i = 0; i < 100; i++) {
        int which = i % WORKERS;
        usleep(5000);
        kill(pids[which], SIGKILL);
        waitpid(pids[which], NULL, 0);
        if ((pids[which] = fork()) == 0)
            call_anyhow(i);
    }
    for (int i = 0; i < WORKERS; i++)
        kill(pids[i], SIGKILL);
    finish(pids);
    for (int slot = semctl(0, 0, SEM_INFO, &info); slot >= 0; slot--) {
        struct semid_ds ds;
        discard(semctl(slot, 0, SEM_STAT, &ds));
    }
    semctl(0, 0, SEM_INFO, &info);
    ok(info.semusz == 0 && info.semaem == 0, "whatever is called, it can go");
    id = fresh(WORKERS);
}

int main(int argc, char **argv)
{
    static const struct { const char *name; void (*test)(void); } tests[] = {
        { "sums", test_sums }, { "kill", test_kill },
        { "philosophers", test_philosophers }, { "tokens", test_tokens },
        { "requeue", test_requeue }, { "anything", test_anything },
        { "removal", test_removal },
    };

    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    id = fresh(WORKERS);
    for (unsigned i = 0; i < COUNT(tests); i++)
        if (argc < 2 || strcmp(argv[1], tests[i].name) == 0)
            tests[i].test();
    discard(id);
    return plan();
}
