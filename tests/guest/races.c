/* races.c - processors that get in each other's way: what is right on one must
 * be so on several. Runs on Linux too. With an argument only that test runs. */
#define _GNU_SOURCE
#include <sys/mman.h>
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

int main(int argc, char **argv)
{
    static const struct { const char *name; void (*test)(void); } tests[] = {
        { "newborn", test_newborn },
    };

    for (unsigned i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
        if (argc < 2 || strcmp(argv[1], tests[i].name) == 0)
            tests[i].test();
    return plan();
}
