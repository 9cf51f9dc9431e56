/* regions.c - many mappings: each is found, gaps are filled from the top, and
 * what it costs hardly grows with their number. Run with --icount, so that
 * time counts instructions. */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include "tap.h"

#define PAGE 4096ul
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define WINDOW ((char *)0x200000000000)     /* addresses that nobody uses */
#define PLACES 600
#define MANY 4096
#define BOTTOM 0x10000ul                    /* the kernel chooses above this */
#define HIGHEST 0x7fffff6ff000ul            /* and below this */

static unsigned seed = 1;

static unsigned chance(unsigned n)
{
    seed = seed * 1103515245 + 12345;
    return (seed >> 8) % n;
}

static uint64_t now(void)
{
    uint32_t low, high;

    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

/* --- looking up ----------------------------------------------------------- */

static char there[PLACES];      /* 0, or what is written on that page */

static int window_is_right(void)
{
    FILE *f = fopen("/proc/self/maps", "r");
    unsigned long start, end, last = 0;
    char seen[PLACES] = { 0 }, line[200];
    int good = 1;

    while (fgets(line, sizeof(line), f)) {
        if (sscanf(line, "%lx-%lx", &start, &end) != 2 || start < last)
            good = 0;
        last = end;
        for (char *at = (char *)start; at < (char *)end; at += PAGE)
            if (at >= WINDOW && at < WINDOW + PLACES * PAGE)
                seen[(at - WINDOW) / PAGE] = 1;
            else
                break;
    }
    fclose(f);
    for (int i = 0; i < PLACES; i++)
        good = good && seen[i] == (there[i] != 0) &&
               (!there[i] || WINDOW[i * PAGE] == there[i]);
    return good;
}

static void change(int from, int n)
{
    char *at = WINDOW + from * PAGE;
    int write = chance(3);

    if (write)
        mmap(at, n * PAGE, PROT_READ | PROT_WRITE, ANON | MAP_FIXED, -1, 0);
    else
        munmap(at, n * PAGE);
    for (int i = from; i < from + n; i++) {
        there[i] = write ? 1 + chance(100) : 0;
        if (write)
            WINDOW[i * PAGE] = there[i];
    }
}

static void test_look_up(void)
{
    int good = 1;

    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < 50; i++) {
            int from = chance(PLACES), n = 1 + chance(8);
            change(from, from + n > PLACES ? PLACES - from : n);
        }
        good = good && window_is_right();
    }
    ok(good, "2,000 mappings and unmappings at random leave what they should");
    munmap(WINDOW, PLACES * PAGE);
}

/* --- gaps ----------------------------------------------------------------- */

/* The highest gap for `size` bytes, as the list of mappings has it. */
static unsigned long expected(size_t size)
{
    FILE *f = fopen("/proc/self/maps", "r");
    unsigned long start, end, bottom = 0x10000, best = 0;
    char line[200];

    while (fgets(line, sizeof(line), f)) {
        sscanf(line, "%lx-%lx", &start, &end);
        if (start > HIGHEST)
            start = HIGHEST;
        if (start >= bottom + size)
            best = start - size;
        bottom = end;
    }
    fclose(f);
    return best;
}

static void test_gaps(void)
{
    static char *at[300];
    static size_t size[300];
    int good = 1;

    for (int i = 0; i < 300; i++) {
        size[i] = (1 + chance(9)) * PAGE;
        at[i] = mmap(NULL, size[i], PROT_NONE, ANON, -1, 0);
    }
    for (int i = 0; i < 500; i++) {
        int k = chance(300);
        munmap(at[k], size[k]);
        size[k] = (1 + chance(9)) * PAGE;
        unsigned long want = expected(size[k]);
        at[k] = mmap(NULL, size[k], PROT_NONE, ANON, -1, 0);
        good = good && (unsigned long)at[k] == want;
    }
    ok(good, "500 gaps in turn are the highest that are great enough");
    for (int i = 0; i < 300; i++)
        munmap(at[i], size[i]);
}

/* --- many attachments ----------------------------------------------------- */

static void *attached[MANY];

/* The mean cost of attaching [from, to) and then of touching each. */
static uint64_t cost(int id, int from, int to)
{
    uint64_t start = now();

    for (int i = from; i < to; i++)
        attached[i] = shmat(id, NULL, 0);
    return (now() - start) / (to - from);
}

static void test_many(void)
{
    struct shmid_ds ds;
    int id = shmget(IPC_PRIVATE, PAGE, 0600), apart = 1;

    uint64_t few = cost(id, 0, 64);
    cost(id, 64, MANY - 64);
    uint64_t many = cost(id, MANY - 64, MANY);
    printf("# attaching costs %lu at first, %lu with %d others\n", few, many,
           MANY - 64);
    ok(many < 3 * few, "attaching costs hardly more among 4,096");
    shmctl(id, IPC_STAT, &ds);
    is(ds.shm_nattch, MANY, "all are there");
    for (int i = 1; i < MANY; i++)
        apart = apart && (char *)attached[i] == (char *)attached[i - 1] -
                                                    (2ul << 20);
    ok(apart, "each in the slot below the one before");
    *(volatile int *)attached[0] = 7;
    is(*(volatile int *)attached[MANY - 1], 7, "all are the same memory");
    shmdt(attached[MANY / 2]);
    ok(shmat(id, NULL, 0) == attached[MANY / 2], "a freed slot is used again");
    uint64_t start = now();
    for (int i = 0; i < MANY; i++)
        shmdt(attached[i]);
    uint64_t each = (now() - start) / MANY;
    printf("# detaching costs %lu each\n", each);
    ok(each < 3 * few, "detaching costs no more than that");
    shmctl(id, IPC_STAT, &ds);
    is(ds.shm_nattch, 0, "none is left");
    shmctl(id, IPC_RMID, NULL);
}

/* Attach segments until there is no room left. */
static void fill_all(void)
{
    uintptr_t lowest = UINTPTR_MAX;

    mmap(NULL, PAGE, PROT_NONE, ANON | MAP_FIXED, -1, 0);
    for (uint64_t size = 1ul << 46; size >= PAGE; size /= 2) {
        int id = shmget(IPC_PRIVATE, size, SHM_NORESERVE | 0600);
        for (char *at; (at = shmat(id, NULL, 0)) != (void *)-1;)
            if ((uintptr_t)at < lowest)
                lowest = (uintptr_t)at;
        shmctl(id, IPC_RMID, NULL);
    }
    _exit(lowest != BOTTOM);
}

static void test_full(void)
{
    is(in_child(fill_all), 0,
       "whatever is mapped at 0, the kernel chooses no address that low");
}

int main(void)
{
    test_look_up();
    test_gaps();
    test_many();
    test_full();
    return plan();
}
