/* shootdown.c - what one processor takes away, no other goes on using. Needs
 * two processors or more. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>
#include "tap.h"

#define PAGE 4096
#define TIMES 100
#define ROUNDS 4000
#define SECONDS 6               /* fewer rounds on a host that is busy */
#define ADDRESS ((void *)0x300000000000)

#define CHANGING -1

static volatile long round_now;         /* even: segment 0 is mapped, odd: 1 */
static volatile long looks, wrong;
static volatile int stop;
static char stack[65536] __attribute__((aligned(16)));

/* On another processor, in the same memory: whatever is read between two
 * looks at an unchanged round must be of that round's segment. */
static void reader(void)
{
    volatile long *word = ADDRESS;

    stay_on(1);
    while (!stop) {
        long before = round_now;
        long seen = *word;
        __asm__ volatile("mfence" ::: "memory");
        if (before == CHANGING || round_now != before)
            continue;
        looks++;
        wrong += seen != before % 2;
    }
    syscall(SYS_exit, 0);
}

/* A process with our memory, not a copy of it. */
static pid_t start_reader(void)
{
    register void *top = stack + sizeof(stack);
    long pid;

    __asm__ volatile("xorl %%edx, %%edx\n\t"
                     "xorl %%r10d, %%r10d\n\t"
                     "xorl %%r8d, %%r8d\n\t"
                     "syscall\n\t"
                     "testq %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xorl %%ebp, %%ebp\n\t"
                     "call *%4\n\t"
                     "1:"
                     : "=a"(pid)
                     : "0"(SYS_clone), "D"(0x100 | SIGCHLD), "S"(top),
                       "r"(reader)
                     : "rcx", "r11", "rdx", "r10", "r8", "memory");
    return pid;
}

static void test_race(void)
{
    int id[2];

    for (long i = 0; i < 2; i++) {
        id[i] = shmget(IPC_PRIVATE, PAGE, 0600);
        long *p = shmat(id[i], NULL, 0);
        *p = i;
        shmdt(p);
    }
    ok(shmat(id[0], ADDRESS, 0) == ADDRESS, "attach a segment");
    round_now = looks = wrong = stop = 0;   /* their page is our own now */
    pid_t pid = start_reader();
    ok(pid > 0, "start a reader in the same memory");
    while (looks == 0)
        sched_yield();
    time_t end = time(NULL) + SECONDS;
    long i = 0;
    while (++i <= ROUNDS && time(NULL) < end) {
        round_now = CHANGING;
        shmat(id[i % 2], ADDRESS, SHM_REMAP);
        round_now = i;
        for (volatile int pause = 0; pause < 1000; pause++)
            continue;
    }
    stop = 1;
    waitpid(pid, NULL, 0);
    printf("# %ld looks in %ld rounds\n", looks, i - 1);
    ok(looks > i / 100, "the reader has looked often enough");
    is(wrong, 0, "and never through an entry that was taken away");
    shmdt(ADDRESS);
    for (int i = 0; i < 2; i++)
        shmctl(id[i], IPC_RMID, NULL);
}

static sigjmp_buf back;

static void caught(int signo)
{
    siglongjmp(back, signo);
}

/* When we come back to a processor, it must not remember what we undid on
 * another. */
static void test_return(const char *name)
{
    int faults = 0, id = shmget(IPC_PRIVATE, PAGE, 0600);

    signal(SIGSEGV, caught);
    for (int i = 0; i < TIMES; i++) {
        stay_on(0);
        volatile int *p = shmat(id, NULL, 0);
        *p = i;
        stay_on(1);
        shmdt((void *)p);
        stay_on(0);
        if (sigsetjmp(back, 1) == 0)
            *p;
        else
            faults++;
    }
    is(faults, TIMES, name);
    shmctl(id, IPC_RMID, NULL);
}

/* Alone on the processor, our page tables stay loaded while we are away. With
 * another process there they don't, and a processor with PCIDs has nobody to
 * tell it what went meanwhile. */
static void test_returns(void)
{
    test_return("coming back after a detach elsewhere, access faults");
    pid_t pid = fork();
    if (pid == 0)
        for (;;)
            sched_yield();
    test_return("the same when another process ran there meanwhile");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* A page made read-only on one processor is so on the other. */
static void test_protect(void)
{
    int faults = 0;
    volatile int *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    for (int i = 0; i < TIMES; i++) {
        stay_on(0);
        *p = i;
        stay_on(1);
        mprotect((void *)p, PAGE, PROT_READ);
        stay_on(0);
        if (sigsetjmp(back, 1) == 0)
            *p = -1;
        else
            faults++;
        mprotect((void *)p, PAGE, PROT_READ | PROT_WRITE);
    }
    is(faults, TIMES, "coming back after mprotect elsewhere, a write faults");
}

/* With an argument just the race, which ends even when it is lost. */
int main(int argc, char **argv)
{
    (void)argv;
    stay_on(0);
    test_race();
    if (argc == 1) {
        test_returns();
        test_protect();
    }
    return plan();
}
