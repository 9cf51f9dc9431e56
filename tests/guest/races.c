/* races.c - processors that get in each other's way: what is right on one must
 * be so on several. Runs on Linux too. With an argument only that test runs. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include "tap.h"

#define PAGE 4096
#define SECONDS 2               /* for each test, at the most */

static double end;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

/* For `limit` rounds, or as many as the time allows. */
static int goes_on(int round, int limit)
{
    if (round == 0)
        end = now() + SECONDS;
    return round < limit && now() < end;
}

static void do_nothing(int signo)
{
    (void)signo;
}

/* --- signals -------------------------------------------------------------- */

static void spin(void)
{
    for (;;)
        continue;
}

/* Killed while it is on its way to its first instruction, a child has no
 * other reason to come into the kernel again. */
static void test_newborn(void)
{
    struct sigaction once = { .sa_handler = do_nothing };
    int late = 0, rounds = 0;

    sigaction(SIGALRM, &once, NULL);
    for (; goes_on(rounds, 3000) && !late; rounds++) {
        pid_t pid = fork();
        if (pid == 0)
            spin();
        double killed = now();
        alarm(1);
        for (volatile int i = 0; i < rounds * 7 % 300; i++)
            continue;
        kill(pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0)
            kill(pid, SIGTERM);         /* another makes it look */
        late += now() - killed > .5;
        alarm(0);
    }
    printf("# %d children\n", rounds);
    is(late, 0, "a child that is killed at once dies at once");
}

static volatile long *beat;     /* shared: somebody computes */

static void count_for_ever(void)
{
    for (;;)
        ++*beat;
}

/* Forks all the time, and takes its time with each. */
static void breed(void)
{
    size_t size = 256 * PAGE;
    char *copied = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memset(copied, 1, size);
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        pid_t pid = fork();
        if (pid == 0)
            count_for_ever();
        usleep(500);
        kill(pid, SIGKILL);
    }
}

/* Still, after the time that a killed one may need to notice? */
static int somebody_counts(void)
{
    for (int i = 0; i < 100; i++) {
        long before = *beat;
        usleep(2000);
        if (*beat == before)
            return 0;
    }
    return 1;
}

/* A child that is being made when its group is killed belongs to it. */
static void test_group(void)
{
    int escaped = 0, rounds = 0;

    beat = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                -1, 0);
    for (; goes_on(rounds, 100) && !escaped; rounds++) {
        pid_t pid = fork();
        if (pid == 0) {
            setpgid(0, 0);
            breed();
        }
        setpgid(pid, pid);
        usleep(8000 + rounds * 1237 % 3000);
        kill(-pid, SIGKILL);
        waitpid(pid, NULL, 0);
        escaped = somebody_counts();
        kill(-pid, SIGKILL);
    }
    printf("# %d groups\n", rounds);
    is(escaped, 0, "nobody escapes from a group by being born");
}

/* A fork that finds a signal begins again after the handler. */
static void test_alarms(void)
{
    struct itimerval often = { { 0, 1000 }, { 0, 1000 } }, never = { 0 };
    struct sigaction once = { .sa_handler = do_nothing };
    int failed = 0, rounds = 0;

    sigaction(SIGALRM, &once, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    for (; goes_on(rounds, 500); rounds++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(0);
        failed += pid < 0;
        while (waitpid(-1, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    setitimer(ITIMER_REAL, &never, NULL);
    is(failed, 0, "fork succeeds however often alarms ring");
}

/* --- pipes ---------------------------------------------------------------- */

static void for_ever(int fd, ssize_t (*move)(int, void *, size_t))
{
    static char bytes[1000];

    for (;;)
        move(fd, bytes, sizeof(bytes));
}

static ssize_t put(int fd, void *from, size_t n)
{
    return write(fd, from, n);
}

/* How much is in a pipe, asked while it goes in and out. */
static void test_pipe(void)
{
    int fds[2], bad = 0, rounds = 0, n = -1;
    pid_t pids[2];

    pipe(fds);
    for (int i = 0; i < 2; i++)
        if ((pids[i] = fork()) == 0)
            for_ever(fds[i], i ? put : read);
    for (; goes_on(rounds, 1000000); rounds++) {
        ioctl(fds[0], FIONREAD, &n);
        bad += n < 0 || n > 65536;
    }
    for (int i = 0; i < 2; i++) {
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
    }
    printf("# %d times\n", rounds);
    is(bad, 0, "a pipe never holds less than nothing");
}

/* --- files ---------------------------------------------------------------- */

#define BLOCK 65536
#define BLOCKS 30

static char block[BLOCK];

static int is_uniform(void)
{
    for (int i = 1; i < BLOCK; i++)
        if (block[i] != block[0])
            return 0;
    return 1;
}

static void write_blocks(int fd, int which)
{
    fd = open("/tmp/blocks", O_WRONLY | O_APPEND);
    memset(block, 'a' + which, BLOCK);
    for (int i = 0; i < BLOCKS; i++)
        if (write(fd, block, BLOCK) != BLOCK)
            _exit(1);
    _exit(0);
}

/* Both use one descriptor, and its position. */
static void read_blocks(int fd, int which)
{
    ssize_t n;

    (void)which;
    while ((n = read(fd, block, BLOCK)) == BLOCK)
        if (!is_uniform())
            _exit(1);
    _exit(n != 0);
}

/* How many of both failed. */
static int in_two(void (*work)(int fd, int which), int fd)
{
    int status, failed = 0;

    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            work(fd, i);
    while (wait(&status) > 0)
        failed += status != 0;
    return failed;
}

static void test_blocks(void)
{
    int fd = open("/tmp/blocks", O_RDWR | O_CREAT | O_TRUNC, 0600), mixed = 0;

    is(in_two(write_blocks, fd), 0, "two processes append to a file");
    while (read(fd, block, BLOCK) == BLOCK)
        mixed += !is_uniform();
    is(mixed, 0, "what each writes at once stands in one piece");
    is(lseek(fd, 0, SEEK_CUR), 2 * BLOCKS * BLOCK, "nothing is lost");
    lseek(fd, 0, SEEK_SET);
    is(in_two(read_blocks, fd), 0, "what each reads at once is in one piece, too");
    close(fd);
    unlink("/tmp/blocks");
}

/* --- processors ----------------------------------------------------------- */

static volatile int *where;     /* shared: the processor that somebody is on */

static void tell_where(void)
{
    for (;;)
        *where = sched_getcpu();
}

/* Told so just when a signal may have it on its way back to user mode. */
static int gets_to(pid_t pid, int cpu, int delay)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    kill(pid, SIGUSR1);
    for (volatile int i = 0; i < delay; i++)
        continue;
    sched_setaffinity(pid, sizeof(set), &set);
    for (double start = now(); *where != cpu; )
        if (now() > start + SECONDS)
            return 0;
    return 1;
}

static void test_moves(void)
{
    int lost = 0, rounds = 0;

    where = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                 -1, 0);
    signal(SIGUSR1, do_nothing);
    pid_t pid = fork();
    if (pid == 0)
        tell_where();
    stay_on(2);
    for (; goes_on(rounds, 100000) && !lost; rounds++)
        lost = !gets_to(pid, rounds % 2, rounds * 7919 % 30000);
    roam();
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    printf("# %d moves\n", rounds);
    is(lost, 0, "who is told to move moves");
}

int main(int argc, char **argv)
{
    static const struct { const char *name; void (*test)(void); } tests[] = {
        { "newborn", test_newborn }, { "group", test_group },
        { "alarms", test_alarms }, { "pipe", test_pipe },
        { "blocks", test_blocks }, { "moves", test_moves },
    };

    for (unsigned i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
        if (argc < 2 || strcmp(argv[1], tests[i].name) == 0)
            tests[i].test();
    return plan();
}
