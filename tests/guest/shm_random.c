/*
 * shm_random.c - thousands of calls by chance, the same on every machine: what
 * each answers, who is counted, and what memory then holds, becomes a number
 * that must come out on Linux, too. `shm_random ROUND` tells each step.
 *
 * In how many pieces an attachment lies isn't asked: by its version, Linux moves
 * the border between two when that saves it one.
 */
#include "shm.h"
#include <sys/resource.h>

#define WINDOW ((char *)0x200000000000) /* addresses that nobody uses */
#define UNITS 48                        /* here things are mapped, ... */
#define FAR 16                          /* ... and to here they move, */
#define APART 8                         /* so many units apart */
#define SEGMENTS 4

static unsigned long seed, sum;
static size_t unit;                     /* bytes: a page, or many */
static int ids[SEGMENTS], telling, probe[2];
static const int sizes[SEGMENTS] = { 5, 3, 8, 1 };

static unsigned chance(unsigned n)
{
    seed = seed * 6364136223846793005 + 1442695040888963407;
    return (seed >> 33) % n;
}

static void add(long n)
{
    sum = (sum ^ n) * 0x100000001b3;
}

static char *place(int u)
{
    return WINDOW + u * unit;
}

static char *far_place(int n)
{
    return place(UNITS + APART * (n + 1));
}

/* --- looking -------------------------------------------------------------- */

/* What the first byte there holds, or -1. The kernel looks, so that nothing is
 * a fault. */
static int look(char *at)
{
    unsigned char c;

    if (write(probe[1], at, 1) != 1)
        return -1;
    return read(probe[0], &c, 1) == 1 ? c : -2;
}

static int put(char *at, char c)
{
    if (write(probe[1], &c, 1) != 1)
        return -2;
    int n = read(probe[0], at, 1);
    if (n != 1)
        n = -errno;
    if (n < 0 && read(probe[0], &c, 1) != 1)
        return -2;
    return n;
}

static void tell_all(void)
{
    printf("# counts");
    for (int s = 0; s < SEGMENTS; s++)
        printf(" %d", nattch(ids[s]) > 0);
    printf("\n# bytes");
    for (int u = 0; u < UNITS + APART * (FAR + 2); u++)
        printf(" %d", look(place(u)));
    printf("\n");
}

static void add_all(void)
{
    if (telling)
        tell_all();
    for (int s = 0; s < SEGMENTS; s++)
        add(nattch(ids[s]) > 0 ? 1 : nattch(ids[s]));
    for (int u = 0; u < UNITS; u++)
        add(look(place(u)));
    for (int n = 0; n < FAR; n++)
        for (int u = 0; u < 6; u++)
            add(look(far_place(n) + u * unit));
}

/* --- doing ---------------------------------------------------------------- */

static long attach(void)
{
    static const int flags[] = { 0, 0, SHM_RDONLY, SHM_REMAP,
                                 SHM_REMAP | SHM_RDONLY, SHM_RND };
    int f = flags[chance(6)], s = chance(SEGMENTS);
    char *at = place(chance(UNITS));

    if (chance(8) == 0)
        at += 100;
    return (long)shmat(ids[s], at, f);
}

static long renew(void)
{
    int s = chance(SEGMENTS);

    discard(ids[s]);
    return ids[s] = fresh(sizes[s] * unit - chance(2) * 100);
}

/* One unit, which is always of one mapping, goes far away or grows. */
static long move(char *at)
{
    int far = chance(2);
    size_t size = unit * (1 + chance(3));
    char *to = far_place(chance(FAR));

    return (long)(far ? mremap(at, unit, size, MREMAP_MAYMOVE | MREMAP_FIXED, to)
                      : mremap(at, unit, size, 0));
}

static long advise(char *at, size_t size)
{
    static const int advice[] = {
        MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_DONTNEED, MADV_REMOVE,
        MADV_DONTFORK, MADV_DOFORK, MADV_DONTDUMP, MADV_DODUMP, MADV_WILLNEED,
    };

    return madvise(at, size, advice[chance(10)]);
}

/* A child sees what is inherited; its own doings are nothing to us. */
static long in_a_child(void)
{
    int status;

    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        sum = 1;
        add_all();
        for (int u = 0; u < UNITS; u += 3)
            munmap(place(u), unit);
        add_all();
        fflush(stdout);
        _exit(sum >> 20 & 0x7f);
    }
    waitpid(pid, &status, 0);
    return status;
}

static long step(void)
{
    static const int rights[] = { PROT_READ, PROT_READ | PROT_WRITE, PROT_NONE };
    int what = chance(20), far = chance(4) == 0;
    char *at = far ? far_place(chance(FAR)) : place(chance(UNITS));
    size_t size = (1 + chance(6)) * unit;
    long result;

    if (what == 15)
        what -= chance(4) != 0;
    switch (what) {
    case 0 ... 3: result = attach(); break;
    case 4 ... 5: result = shmdt(at); break;
    case 6: result = munmap(at, size); break;
    case 7 ... 8: result = mprotect(at, size, rights[chance(3)]); break;
    case 9 ... 10: result = move(at); break;
    case 11 ... 12: result = advise(at, size); break;
    case 13: result = (long)mmap(at, size, PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
                                 0); break;
    case 14: result = chance(2) ? munlock(at, size) : mlock(at, unit); break;
    case 15: result = renew(); break;
    case 16: result = chance(3) ? 0 : in_a_child(); break;
    default: result = put(at, chance(256)); break;
    }
    if (telling)
        printf("# %d at %p, %zu: %ld %s\n", what, at, size / unit, result,
               result == -1 ? strerror(errno) : "");
    add(result == -1 ? -errno : result);
    return result;
}

/* --- rounds --------------------------------------------------------------- */

static void clear(void)
{
    munmap(WINDOW, (UNITS + APART * (FAR + 2)) * unit);
    for (int s = 0; s < SEGMENTS; s++)
        discard(ids[s]);
}

static void run(int round, int steps)
{
    seed = round * 7919;
    sum = 0xcbf29ce484222325;
    unit = round % 3 == 2 ? PAGE << 8 : PAGE;
    for (int s = 0; s < SEGMENTS; s++)
        ids[s] = fresh(sizes[s] * unit);
    for (int i = 1; i <= steps; i++) {
        step();
        if (telling || i % 8 == 0)
            add_all();
        if (telling && i % 8 == 0)
            printf("# step %d: %016lx\n", i, sum);
    }
    add_all();
    clear();
    for (int s = 0; s < SEGMENTS; s++)
        add(nattch(ids[s]));
    ok(1, "%d calls by chance, round %d: %016lx", steps, round, sum);
}

/* Whom no limit holds back (CAP_IPC_LOCK). */
static int may_lock_all(void)
{
    struct rlimit old, none;
    char *page = page_at(WINDOW);

    getrlimit(RLIMIT_MEMLOCK, &old);
    none = (struct rlimit){ 0, old.rlim_max };
    setrlimit(RLIMIT_MEMLOCK, &none);
    int may = mlock(page, PAGE) == 0;
    setrlimit(RLIMIT_MEMLOCK, &old);
    munmap(page, PAGE);
    return may;
}

int main(int argc, char **argv)
{
    if (!may_lock_all()) {
        skip(24, "this user may not lock memory");
        return plan();
    }
    if (pipe2(probe, O_NONBLOCK) < 0)
        return 1;
    telling = argc > 1;
    if (telling)
        run(atoi(argv[1]), 400);
    for (int round = 0; !telling && round < 24; round++)
        run(round, 400);
    return plan();
}
