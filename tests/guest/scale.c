/* scale.c - many of everything: segments, attachers, bytes, processors. With
 * an argument only that part runs. */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <time.h>
#include "tap.h"

#define PAGE 4096
#define GIB (1ul << 30)
#define FAILED ((void *)-1)

static long nattch(int id)
{
    struct shmid_ds ds;

    return shmctl(id, IPC_STAT, &ds) < 0 ? -1 : (long)ds.shm_nattch;
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

/* --- 4,096 segments ------------------------------------------------------- */

#define SEGMENTS 4096

static int ids[SEGMENTS];
static volatile int *at[SEGMENTS];

static int count_good(int (*good)(int i))
{
    int n = 0;

    for (int i = 0; i < SEGMENTS; i++)
        n += good(i);
    return n;
}

static int create(int i)
{
    ids[i] = shmget(1000 + i, PAGE, IPC_CREAT | IPC_EXCL | 0600);
    return ids[i] >= 0;
}

static int find(int i)
{
    return shmget(1000 + i, 0, 0) == ids[i];
}

static int attach(int i)
{
    at[i] = shmat(ids[i], NULL, 0);
    return (void *)at[i] != FAILED;
}

static int fill(int i)
{
    *at[i] = i;
    return 1;
}

static int holds(int i)
{
    return *at[i] == i;
}

static int detach(int i)
{
    return shmdt((void *)at[i]) == 0;
}

static int destroy(int i)
{
    return shmctl(ids[i], IPC_RMID, NULL) == 0;
}

static void test_segments(void)
{
    static const struct { int (*good)(int i); const char *what; } steps[] = {
        { create, "4,096 segments are created" },
        { find, "and found by their keys" },
        { attach, "all attached by one process" },
        { fill, "written to" },
        { holds, "each holds its own word" },
        { detach, "all detached" },
    };

    for (unsigned i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        double start = seconds();
        int n = count_good(steps[i].good);
        double took = seconds() - start;
        is(n, SEGMENTS, steps[i].what);
        printf("# %.2f us each\n", took * 1e6 / SEGMENTS);
    }
    fails(shmget(IPC_PRIVATE, PAGE, 0600), ENOSPC,
          "one more than SHMMNI is ENOSPC");
    is(count_good(destroy), SEGMENTS, "all are removed");
    int id = shmget(IPC_PRIVATE, PAGE, 0600);
    ok(id >= 0, "then there is room again");
    shmctl(id, IPC_RMID, NULL);
}

/* --- 1,000 attachers ------------------------------------------------------ */

#define ATTACHERS 1000

struct board {
    volatile int go, seen;
    volatile int words[ATTACHERS];
};

/* Say who we are, wait until all have, look at all. */
static void be_attacher(struct board *b, int i)
{
    int sum = 0;

    b->words[i] = i + 1;
    while (!b->go)
        usleep(20000);
    for (int j = 0; j < ATTACHERS; j++)
        sum += b->words[j];
    __atomic_fetch_add(&b->seen, sum == ATTACHERS * (ATTACHERS + 1) / 2,
                       __ATOMIC_SEQ_CST);
    while (b->go != 2 || i % 2)         /* the odd ones are killed */
        usleep(20000);
    _exit(0);
}

static int all_words(const struct board *b, int n)
{
    int set = 0;

    for (int i = 0; i < n; i++)
        set += b->words[i] != 0;
    return set == n;
}

static void wait_for_seen(const struct board *b, int n)
{
    for (int i = 0; i < 3000 && b->seen < n; i++)
        usleep(10000);
}

static void test_attachers(void)
{
    static pid_t pids[ATTACHERS];
    int id = shmget(IPC_PRIVATE, sizeof(struct board), 0600), born = 0, gone = 0;
    struct board *b = shmat(id, NULL, 0);

    fflush(stdout);
    for (int i = 0; i < ATTACHERS && (pids[i] = fork()) >= 0; i++, born++)
        if (pids[i] == 0)
            be_attacher(b, i);
    is(born, ATTACHERS, "1,000 processes are born");
    is(nattch(id), ATTACHERS + 1, "all of them are attached");
    while (!all_words(b, born))
        usleep(10000);
    b->go = 1;
    wait_for_seen(b, born);
    is(b->seen, ATTACHERS, "each sees the words of all others");
    b->go = 2;
    for (int i = 1; i < born; i += 2)
        kill(pids[i], SIGKILL);
    for (int i = 0; i < born; i++)
        gone += waitpid(pids[i], NULL, 0) == pids[i];
    is(gone, born, "half exit, half are killed");
    is(nattch(id), 1, "and are counted out");
    shmdt(b);
    shmctl(id, IPC_RMID, NULL);
}

/* --- 32 GiB --------------------------------------------------------------- */

#define HUGE_SIZE (32 * GIB)
#define STEP (GIB / 2)

static void write_sparsely(char *base, int salt)
{
    for (uint64_t i = 0; i < HUGE_SIZE; i += STEP)
        *(volatile int *)(base + i) = i / STEP + salt;
    *(volatile int *)(base + HUGE_SIZE - PAGE) = salt;
}

static int holds_sparsely(char *base, int salt)
{
    int good = *(volatile int *)(base + HUGE_SIZE - PAGE) == salt;

    for (uint64_t i = 0; i < HUGE_SIZE; i += STEP)
        good += *(volatile int *)(base + i) == (int)(i / STEP) + salt;
    return good == 1 + HUGE_SIZE / STEP;
}

static void test_bytes(void)
{
    int id = shmget(IPC_PRIVATE, HUGE_SIZE, 0600), status;
    char *base = shmat(id, NULL, 0);

    ok(base != FAILED, "a segment of 32 GiB is attached");
    write_sparsely(base, 1);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        shmdt(base);
        double start = seconds();
        char *mine = shmat(id, NULL, 0);
        printf("# the second attach took %.0f us\n",
               (seconds() - start) * 1e6);
        int good = holds_sparsely(mine, 1);
        write_sparsely(mine, 5);
        fflush(stdout);
        _exit(!good);
    }
    waitpid(pid, &status, 0);
    is(status, 0, "another process reads what was written");
    ok(holds_sparsely(base, 5), "and writes what is read here");
    is(shmdt(base), 0, "it is detached");
    shmctl(id, IPC_RMID, NULL);
}

/* --- all processors at once ----------------------------------------------- */

#define HAMMERS 16
#define BLOWS 150

/* Attach, touch, fork, detach: each adds to a counter of its own. */
static void hammer(int id, int i)
{
    for (int n = 0; n < BLOWS; n++) {
        volatile int *words = shmat(id, NULL, 0);
        if ((void *)words == FAILED)
            _exit(1);
        words[i * 1024]++;
        if (n % 8 == 0) {
            pid_t pid = fork();
            if (pid == 0) {
                words[i * 1024 + 1]++;
                _exit(0);
            }
            if (pid < 0 || waitpid(pid, NULL, 0) != pid)
                _exit(2);
        }
        if (shmdt((void *)words) < 0)
            _exit(3);
    }
    _exit(0);
}

static void test_hammers(void)
{
    int id = shmget(IPC_PRIVATE, HAMMERS * PAGE, 0600), status, good = 0;
    volatile int *words = shmat(id, NULL, 0);

    fflush(stdout);
    for (int i = 0; i < HAMMERS; i++)
        if (fork() == 0)
            hammer(id, i);
    for (int i = 0; i < HAMMERS; i++)
        good += wait(&status) > 0 && status == 0;
    is(good, HAMMERS, "16 processes attach, fork and detach at once");
    good = 0;
    for (int i = 0; i < HAMMERS; i++)
        good += words[i * 1024] == BLOWS &&
                words[i * 1024 + 1] == (BLOWS + 7) / 8;
    is(good, HAMMERS, "and no blow is lost");
    is(nattch(id), 1, "nobody stays attached");
    shmdt((void *)words);
    shmctl(id, IPC_RMID, NULL);
}

int main(int argc, char **argv)
{
    static const struct { const char *name; void (*test)(void); } parts[] = {
        { "segments", test_segments }, { "attachers", test_attachers },
        { "bytes", test_bytes }, { "hammers", test_hammers },
    };

    for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (argc < 2 || strcmp(argv[1], parts[i].name) == 0)
            parts[i].test();
    return plan();
}
