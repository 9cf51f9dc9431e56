/* poll.c - poll, ppoll, select and pselect6: what is ready, sleeping until
 * something is, time that runs out, signals. Made by number, so that C
 * libraries make nothing of their own of them. `poll terminal`: for
 * tests/typing.t. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include "tap.h"

#define BAD ((void *)8)

enum { IN = 1, OUT = 4, ERR = 8, HUP = 16, NVAL = 32 };

struct pollfd_ { int fd; short events, revents; };

static struct pollfd_ one;

/* Of one file; what it is ready for is in one.revents. */
static long poll_one(int fd, int events, int milliseconds)
{
    one = (struct pollfd_){ fd, events, 0x55 };
    return syscall(SYS_poll, &one, 1, milliseconds);
}

static int ends[2];

static void make_pipe(void)
{
    pipe(ends);
}

static void close_pipe(void)
{
    close(ends[0]);
    close(ends[1]);
}

static volatile int seen;

static void handler(int signo)
{
    seen = signo;
}

/* `body` runs 20 milliseconds later. */
static pid_t soon(void (*body)(void))
{
    fflush(stdout);
    pid_t pid = fork();

    if (pid == 0) {
        usleep(20000);
        body();
        _exit(0);
    }
    return pid;
}

static void write_one(void)
{
    write(ends[1], "x", 1);
}

static void signal_parent(void)
{
    kill(getppid(), SIGUSR1);
}

static void stop_and_continue_parent(void)
{
    kill(getppid(), SIGSTOP);
    usleep(20000);
    kill(getppid(), SIGCONT);
    usleep(20000);
    write_one();
}

static long now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- poll ----------------------------------------------------------------- */

static void test_pipe(void)
{
    static char much[65536];
    char c;

    make_pipe();
    is(poll_one(ends[0], IN, 0), 0, "poll: an empty pipe isn't ready");
    is(one.revents, 0, "and that is told");
    is(poll_one(ends[1], OUT | IN, 0), 1, "but to be written");
    is(one.revents, OUT, "and to nothing else");
    write(ends[1], much, 3);
    is(poll_one(ends[0], IN, -1), 1, "then it can be read");
    is(one.revents, IN, "and that is told");
    is(poll_one(ends[0], 0, 0), 0, "but not who doesn't ask");
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    while (write(ends[1], much, sizeof(much)) > 0)
        continue;
    while (write(ends[1], much, 1) > 0)
        continue;
    is(poll_one(ends[1], OUT, 0), 0, "a full pipe can't be written");
    close(ends[1]);
    is(poll_one(ends[0], IN, 0), 1, "without a writer it can be read");
    is(one.revents, IN | HUP, "and hangs up");
    while (read(ends[0], much, sizeof(much)) > 0)
        continue;
    is(poll_one(ends[0], 0, 0), 1, "when it is empty");
    is(one.revents, HUP, "it only hangs up, which is always told");
    is(read(ends[0], &c, 1), 0, "as a read says");
    close(ends[0]);
    make_pipe();
    close(ends[0]);
    is(poll_one(ends[1], OUT, 0), 1, "without a reader");
    is(one.revents, OUT | ERR, "a write is an error");
    close(ends[1]);
}

static void test_others(void)
{
    int fd = open("/tmp/poll", O_CREAT | O_RDONLY, 0600);
    int null = open("/dev/null", O_RDONLY);

    is(poll_one(fd, IN | OUT, -1), 1, "a regular file is ready");
    is(one.revents, IN | OUT, "for everything, even what it is not open for");
    is(poll_one(null, IN | OUT, -1), 1, "so is /dev/null");
    is(poll_one(-1, IN, 0), 0, "no file is never ready");
    is(one.revents, 0, "and says so");
    is(poll_one(77, IN, -1), 1, "one that isn't open is told at once");
    is(one.revents, NVAL, "as that");
    is(syscall(SYS_poll, NULL, 0, 0), 0, "of no files none is ready");
    fails(syscall(SYS_poll, BAD, 1, 0), EFAULT, "poll: EFAULT");
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    fails(syscall(SYS_poll, &one, (int)limit.rlim_cur + 1, 0), EINVAL,
          "more than may be open are EINVAL");
    struct pollfd_ all[3] = { { 77, IN, 1 }, { -5, IN, 1 }, { fd, IN, 1 } };
    is(syscall(SYS_poll, all, 3, 1000), 2, "of three two are ready");
    ok(all[0].revents == NVAL && all[1].revents == 0 && all[2].revents == IN,
       "and each is told");
    close(null);
    close(fd);
    unlink("/tmp/poll");
}

/* In a child, since a shell would notice. */
static void poll_through_stop(void)
{
    soon(stop_and_continue_parent);
    _exit(poll_one(ends[0], IN, -1) != 1);
}

static void test_sleep(void)
{
    long start = now_ms();

    make_pipe();
    is(poll_one(ends[0], IN, 30), 0, "poll sleeps until time is over");
    ok(now_ms() >= start + 29, "and no less");
    pid_t pid = soon(write_one);
    is(poll_one(ends[0], IN, -1), 1, "or until there is something");
    is(one.revents, IN, "which is told");
    waitpid(pid, NULL, 0);
    pid = soon(signal_parent);
    fails(poll_one(ends[1], 0, -1), EINTR, "or until a signal comes");
    is(one.revents, 0, "when none is ready");
    is(seen, SIGUSR1, "and its handler runs");
    waitpid(pid, NULL, 0);
    close_pipe();
    make_pipe();
    is(in_child(poll_through_stop), 0, "a stop doesn't break it off");
    close_pipe();
}

/* The child that is in it last must see every byte. */
static void test_ping_pong(void)
{
    int there[2], back[2], good = 1;
    char c = 0;

    pipe(there);
    pipe(back);
    fflush(stdout);
    pid_t pid = fork();
    for (int i = 0; i < 300; i++) {
        int from = pid ? back[0] : there[0], to = pid ? there[1] : back[1];
        if (pid)
            write(to, &c, 1);
        good = good && poll_one(from, IN, -1) == 1 && read(from, &c, 1) == 1;
        if (!pid)
            write(to, &c, 1);
    }
    if (pid == 0)
        _exit(good);
    int status;
    waitpid(pid, &status, 0);
    ok(good && status == 1 << 8, "300 bytes go there and back, none unseen");
    for (int i = 0; i < 2; i++) {
        close(there[i]);
        close(back[i]);
    }
}

/* --- ppoll ---------------------------------------------------------------- */

static long ppoll_one(int fd, struct timespec *t, const unsigned long *mask,
                      long size)
{
    one = (struct pollfd_){ fd, IN, 0x55 };
    return syscall(SYS_ppoll, &one, 1, t, mask, size);
}

static int is_blocked(void)
{
    unsigned long mask = 0;

    syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &mask, 8);
    return mask >> (SIGUSR1 - 1) & 1;
}

static void test_ppoll(void)
{
    struct timespec little = { 0, 1000000 }, bad = { 0, -1 }, much = { 9, 0 };
    unsigned long none = 0, usr1 = 1ul << (SIGUSR1 - 1);

    make_pipe();
    is(ppoll_one(ends[0], &little, NULL, 0), 0, "ppoll: time runs out");
    ok(little.tv_sec == 0 && little.tv_nsec == 0, "of which nothing is left");
    fails(ppoll_one(ends[0], &bad, NULL, 0), EINVAL, "a bad time is EINVAL");
    fails(ppoll_one(ends[0], BAD, NULL, 0), EFAULT, "ppoll: EFAULT");
    fails(ppoll_one(ends[0], &much, &none, 4), EINVAL, "a short mask EINVAL");
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &usr1, NULL, 8);
    raise(SIGUSR1);
    seen = 0;
    is(ppoll_one(ends[0], &little, NULL, 8), 0, "a blocked signal waits");
    write(ends[1], "x", 1);
    is(ppoll_one(ends[0], &much, &none, 8), 1, "what is ready comes first");
    ok(seen == 0 && is_blocked(), "with the old mask, at once");
    read(ends[0], &none, 1);
    none = 0;
    fails(ppoll_one(ends[0], &much, &none, 8), EINTR, "its mask lets it in");
    is(seen, SIGUSR1, "its handler runs");
    ok(is_blocked(), "and the old mask is back");
    ok(much.tv_sec == 8 || much.tv_sec == 9, "time is left");
    syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &usr1, NULL, 8);
    close_pipe();
}

/* --- select --------------------------------------------------------------- */

typedef unsigned long set[16];

static void put(set s, int fd)
{
    s[fd / 64] |= 1ul << fd % 64;
}

static int has(set s, int fd)
{
    return s[fd / 64] >> fd % 64 & 1;
}

static void test_select(void)
{
    set in = { 0 }, out = { 0 }, except = { 0 }, wrong = { 0 };
    struct timeval zero = { 0, 0 }, little = { 0, 1000 }, bad = { -1, 0 };

    make_pipe();
    int n = ends[1] + 1;
    put(in, ends[0]);
    put(out, ends[1]);
    put(except, ends[0]);
    is(syscall(SYS_select, n, in, out, except, NULL), 1, "select: one is ready");
    ok(!has(in, ends[0]) && has(out, ends[1]) && !has(except, ends[0]),
       "the one that can be written");
    put(in, ends[0]);
    is(syscall(SYS_select, n, in, NULL, NULL, &little), 0, "time runs out");
    ok(!has(in, ends[0]) && little.tv_usec == 0, "the set is empty, and time");
    put(in, ends[0]);
    pid_t pid = soon(write_one);
    is(syscall(SYS_select, n, in, NULL, NULL, NULL), 1, "it sleeps for a byte");
    ok(has(in, ends[0]), "and says where it is");
    waitpid(pid, NULL, 0);
    is(syscall(SYS_select, n, in, out, NULL, &zero), 2, "two can be ready");
    put(wrong, 50);
    fails(syscall(SYS_select, 51, wrong, NULL, NULL, &zero), EBADF,
          "one that isn't open is EBADF");
    is(syscall(SYS_select, 50, wrong, NULL, NULL, &zero), 0,
       "if it is one of the first n");
    fails(syscall(SYS_select, -1, NULL, NULL, NULL, &zero), EINVAL,
          "n below 0 is EINVAL");
    fails(syscall(SYS_select, 0, NULL, NULL, NULL, &bad), EINVAL,
          "a bad time is EINVAL");
    fails(syscall(SYS_select, 5, BAD, NULL, NULL, &zero), EFAULT,
          "select: EFAULT");
    close(ends[1]);
    read(ends[0], wrong, 1);
    memset(in, 0, sizeof(in));
    memset(except, 0, sizeof(except));
    put(in, ends[0]);
    put(except, ends[0]);
    is(syscall(SYS_select, n, in, NULL, except, NULL), 1,
       "the end is something to read");
    ok(has(in, ends[0]) && !has(except, ends[0]), "and no exception");
    is(syscall(SYS_select, n, NULL, NULL, except, &zero), 0, "nor ever is");
    close(ends[0]);
}

static void test_pselect(void)
{
    struct timespec much = { 9, 0 }, zero = { 0, 0 };
    unsigned long none = 0, usr1 = 1ul << (SIGUSR1 - 1);
    struct { unsigned long *at; long size; } mask = { &none, 8 },
        short_one = { &none, 4 };

    fails(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &zero, &short_one), EINVAL,
          "pselect6: a short mask is EINVAL");
    fails(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &zero, BAD), EFAULT,
          "pselect6: EFAULT");
    is(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &zero, NULL), 0,
       "no files, no time");
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &usr1, NULL, 8);
    raise(SIGUSR1);
    seen = 0;
    fails(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &much, &mask), EINTR,
          "its mask lets a signal in");
    ok(seen == SIGUSR1 && is_blocked(), "and the old one is back");
    ok(much.tv_sec == 8 || much.tv_sec == 9, "time is left");
    syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &usr1, NULL, 8);
}

/* The line that is typed next, once it is there. */
static int terminal(void)
{
    char line[80] = "";

    printf("waiting\n");
    fflush(stdout);
    int ready = poll_one(0, IN, -1) == 1 && one.revents == IN;
    read(0, line, sizeof(line) - 1);
    printf("polled %d, then read %s", ready, line);
    return poll_one(0, IN, 0);          /* nothing more */
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "terminal") == 0)
        return terminal();
    struct sigaction a = { .sa_handler = handler, .sa_flags = SA_RESTART };

    sigaction(SIGUSR1, &a, NULL);
    test_pipe();
    test_others();
    test_sleep();
    test_ping_pong();
    test_ppoll();
    test_select();
    test_pselect();
    return plan();
}
