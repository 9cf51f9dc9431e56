/* calls.c - small calls that programs ask for: waitid, sigtimedwait,
 * getrandom, fchmod, fsync, statfs, prctl, nice values, getrusage. Made by
 * number, so that C libraries make nothing of their own of them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include "tap.h"

#define BAD ((void *)8)

/* --- waitid --------------------------------------------------------------- */

enum { ALL, PID, PGID, PIDFD };
#define STOPPED 2
#define EXITED 4
#define KEEP_NEWS 0x1000000

static siginfo_t info;

static long wait_id(int type, int id, int options)
{
    memset(&info, 0x55, sizeof(info));
    return syscall(SYS_waitid, type, id, &info, options, NULL);
}

static pid_t begin(void (*body)(void))
{
    fflush(stdout);
    pid_t pid = fork();

    if (pid == 0) {
        body();
        _exit(0);
    }
    return pid;
}

static void exit_5(void)
{
    _exit(5);
}

static void pause_for_ever(void)
{
    for (;;)
        pause();
}

static void tells(int code, pid_t pid, int status, const char *what)
{
    ok(info.si_signo == SIGCHLD && info.si_errno == 0 &&
       info.si_code == code && info.si_pid == pid &&
       info.si_uid == getuid() && info.si_status == status, "%s", what);
}

static void test_waitid_errors(void)
{
    fails(wait_id(ALL, 0, EXITED), ECHILD, "waitid: without children ECHILD");
    ok(info.si_signo == 0 && info.si_pid == 0, "and the info is zero");
    fails(wait_id(ALL, 0, 0), EINVAL, "to wait for nothing is EINVAL");
    fails(wait_id(ALL, 0, WNOHANG), EINVAL, "WNOHANG isn't anything");
    fails(wait_id(ALL, 0, EXITED | 0x10), EINVAL, "nor is an unknown option");
    fails(wait_id(4, 1, EXITED), EINVAL, "an unknown type is EINVAL");
    fails(wait_id(PID, 0, EXITED), EINVAL, "pid 0 is EINVAL");
    fails(wait_id(PGID, -1, EXITED), EINVAL, "group -1 is EINVAL");
    fails(wait_id(PIDFD, -1, EXITED), EINVAL, "descriptor -1 is EINVAL");
    fails(wait_id(PIDFD, 77, EXITED), EBADF, "one that isn't open EBADF");
}

static void test_waitid(void)
{
    test_waitid_errors();
    pid_t pid = begin(exit_5);
    is(wait_id(PID, pid, EXITED | KEEP_NEWS), 0, "waitid finds a dead child");
    tells(CLD_EXITED, pid, 5, "and tells how it ended");
    is(wait_id(PGID, 0, EXITED | KEEP_NEWS), 0, "WNOWAIT has left it there");
    fails(wait_id(PID, pid, STOPPED), ECHILD, "it will not stop any more");
    fails(syscall(SYS_waitid, PID, pid, BAD, EXITED | KEEP_NEWS, NULL), EFAULT,
          "a bad info is EFAULT");
    is(wait_id(ALL, 99, EXITED), 0, "any child will do");
    tells(CLD_EXITED, pid, 5, "and it is that one");
    fails(wait_id(PID, pid, EXITED), ECHILD, "then it is gone");
    pid = begin(pause_for_ever);
    is(wait_id(PID, pid, EXITED | WNOHANG), 0, "WNOHANG does not wait");
    ok(info.si_signo == 0 && info.si_pid == 0 && info.si_status == 0,
       "and tells of nobody");
    kill(pid, SIGSTOP);
    is(wait_id(PGID, getpgrp(), STOPPED | KEEP_NEWS), 0,
       "a stopped child is news");
    is(wait_id(PID, pid, STOPPED), 0, "and stays so with WNOWAIT");
    tells(CLD_STOPPED, pid, SIGSTOP, "and told as stopped");
    kill(pid, SIGCONT);
    is(wait_id(PID, pid, WCONTINUED), 0, "a continued child is news");
    tells(CLD_CONTINUED, pid, SIGCONT, "and told as continued");
    kill(pid, SIGTERM);
    is(wait_id(PID, pid, EXITED | STOPPED), 0, "a killed child is news");
    tells(CLD_KILLED, pid, SIGTERM, "and told as killed");
}

/* --- sigtimedwait --------------------------------------------------------- */

static long await(int signo, const struct timespec *timeout)
{
    unsigned long set = 1ul << (signo - 1);

    memset(&info, 0x55, sizeof(info));
    return syscall(SYS_rt_sigtimedwait, &set, &info, timeout, 8);
}

static void block(int how, int signo)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, signo);
    sigprocmask(how, &set, NULL);
}

static volatile int seen;

static void handler(int signo)
{
    seen = signo;
}

static void usr1_to_parent(void)
{
    usleep(20000);
    kill(getppid(), SIGUSR1);
}

static void usr2_to_parent(void)
{
    usleep(20000);
    kill(getppid(), SIGUSR2);
}

static void test_sigtimedwait(void)
{
    struct timespec now = { 0, 0 }, soon = { 0, 1000000 }, bad = { 0, -1 };

    block(SIG_BLOCK, SIGUSR1);
    fails(await(SIGUSR1, &now), EAGAIN, "sigtimedwait: no signal is EAGAIN");
    fails(await(SIGUSR1, &soon), EAGAIN, "nor one within a while");
    fails(await(SIGUSR1, &bad), EINVAL, "a bad time is EINVAL");
    fails(syscall(SYS_rt_sigtimedwait, BAD, NULL, &now, 8), EFAULT,
          "a bad set EFAULT");
    fails(syscall(SYS_rt_sigtimedwait, &now, NULL, &now, 4), EINVAL,
          "a set of 4 bytes EINVAL");
    kill(getpid(), SIGUSR1);
    is(await(SIGUSR1, NULL), SIGUSR1, "a pending signal is taken");
    ok(info.si_signo == SIGUSR1 && info.si_code == SI_USER &&
       info.si_pid == getpid(), "and told");
    fails(await(SIGUSR1, &now), EAGAIN, "and is gone");
    pid_t pid = begin(usr1_to_parent);
    is(await(SIGUSR1, NULL), SIGUSR1, "a blocked signal ends the sleep");
    is(info.si_pid, pid, "that of a child");
    waitpid(pid, NULL, 0);
    signal(SIGUSR2, handler);
    pid = begin(usr2_to_parent);
    fails(await(SIGUSR1, NULL), EINTR, "another one breaks it off");
    is(seen, SIGUSR2, "and goes to its handler");
    waitpid(pid, NULL, 0);
    seen = 0;
    pid = begin(usr2_to_parent);
    is(await(SIGUSR2, NULL), SIGUSR2, "one that isn't blocked is taken, too");
    is(seen, 0, "and its handler not called");
    waitpid(pid, NULL, 0);
    signal(SIGUSR1, SIG_IGN);
    pid = begin(usr1_to_parent);
    is(await(SIGUSR1, NULL), SIGUSR1, "one that is ignored, but blocked, too");
    waitpid(pid, NULL, 0);
    signal(SIGUSR1, SIG_DFL);
    block(SIG_UNBLOCK, SIGUSR1);
}

/* --- files ---------------------------------------------------------------- */

static void test_files(void)
{
    int fds[2], fd = open("/tmp/calls", O_CREAT | O_RDWR, 0600);
    struct { long type, rest[14]; } fs = { 0, { 0 } };
    struct stat st;

    is(syscall(SYS_fchmod, fd, 01751), 0, "fchmod");
    fstat(fd, &st);
    is(st.st_mode, S_IFREG | 01751, "changes the mode");
    fails(syscall(SYS_fchmod, 77, 0), EBADF, "fchmod: EBADF");
    is(syscall(SYS_fchown, fd, -1, -1), 0, "fchown can change nothing");
    is(syscall(SYS_fsync, fd), 0, "fsync");
    is(syscall(SYS_fdatasync, fd), 0, "fdatasync");
    is(syscall(SYS_syncfs, fd), 0, "syncfs");
    is(syscall(SYS_sync), 0, "sync");
    fails(syscall(SYS_fsync, 77), EBADF, "fsync: EBADF");
    pipe(fds);
    fails(syscall(SYS_fsync, fds[0]), EINVAL, "a pipe has nothing to sync");
    is(syscall(SYS_fstatfs, fds[0], &fs), 0, "fstatfs of a pipe");
    is(fs.type, 0x50495045, "is pipefs");
    is(syscall(SYS_statfs, "/dev/shm", &fs), 0, "statfs of /dev/shm");
    is(fs.type, 0x01021994, "is tmpfs");
    ok(fs.rest[0] == 4096 && fs.rest[1] > 0 && fs.rest[2] > 0 &&
       fs.rest[2] <= fs.rest[1] && fs.rest[7] == 255, "with sizes");
    is(syscall(SYS_statfs, "/proc/self/stat", &fs), 0, "statfs in /proc");
    is(fs.type, 0x9fa0, "is proc");
    fails(syscall(SYS_statfs, "/nowhere", &fs), ENOENT, "statfs: ENOENT");
    fails(syscall(SYS_statfs, "/tmp", BAD), EFAULT, "statfs: EFAULT");
    fails(syscall(SYS_fstatfs, 77, &fs), EBADF, "fstatfs: EBADF");
    close(fds[0]);
    close(fds[1]);
    close(fd);
    unlink("/tmp/calls");
}

/* --- getrandom ------------------------------------------------------------ */

static void test_getrandom(void)
{
    static unsigned char one[10000], other[10000];
    int zeros = 0;

    is(syscall(SYS_getrandom, one, sizeof(one), 0), sizeof(one), "getrandom");
    is(syscall(SYS_getrandom, other, sizeof(other), 1), sizeof(other),
       "getrandom, not to block");
    ok(memcmp(one, other, sizeof(one)) != 0, "says something new");
    for (unsigned i = 0; i < sizeof(one); i++)
        zeros += one[i] == 0;
    ok(zeros > 0 && zeros < 200, "of all bytes alike");
    is(syscall(SYS_getrandom, BAD, 0, 0), 0, "nothing is nothing");
    fails(syscall(SYS_getrandom, BAD, 1, 0), EFAULT, "getrandom: EFAULT");
    fails(syscall(SYS_getrandom, one, 1, 8), EINVAL, "an unknown flag EINVAL");
    fails(syscall(SYS_getrandom, one, 1, 6), EINVAL, "random and insecure, too");
}

/* --- prctl ---------------------------------------------------------------- */

enum { SET_DEATH = 1, GET_DEATH, GET_DUMPABLE, SET_DUMPABLE, SET_NAME = 15,
       GET_NAME };

static long control(int option, const void *arg)
{
    return syscall(SYS_prctl, option, arg, 0, 0, 0);
}

/* What the second field of /proc/self/stat says. */
static const char *name_in_proc(void)
{
    static char text[300];
    int fd = open("/proc/self/stat", O_RDONLY);

    read(fd, text, sizeof(text) - 1);
    close(fd);
    *strrchr(text, ')') = 0;
    return strchr(text, '(') + 1;
}

static void test_name(void)
{
    char name[17] = "................";

    is(control(SET_NAME, "somebody"), 0, "PR_SET_NAME");
    is(control(GET_NAME, name), 0, "PR_GET_NAME");
    ok(strcmp(name, "somebody") == 0, "tells it");
    ok(strcmp(name_in_proc(), "somebody") == 0, "and /proc, too");
    control(SET_NAME, "0123456789abcdefghi");
    control(GET_NAME, name);
    ok(strcmp(name, "0123456789abcde") == 0, "a long one is cut");
    fails(control(SET_NAME, BAD), EFAULT, "PR_SET_NAME: EFAULT");
    fails(control(GET_NAME, BAD), EFAULT, "PR_GET_NAME: EFAULT");
    fails(control(12345, 0), EINVAL, "an unknown wish is EINVAL");
}

static void test_dumpable(void)
{
    is(control(GET_DUMPABLE, 0), 1, "memory may be dumped");
    is(control(SET_DUMPABLE, 0), 0, "PR_SET_DUMPABLE");
    is(control(GET_DUMPABLE, 0), 0, "PR_GET_DUMPABLE");
    fails(control(SET_DUMPABLE, (void *)2), EINVAL, "2 is EINVAL");
    is(control(SET_DUMPABLE, (void *)1), 0, "and back");
}

static int *shared;

/* Dies of its parent's death, after saying so. */
static void orphan(void)
{
    int signo;

    block(SIG_BLOCK, SIGUSR1);
    control(GET_DEATH, &signo);
    shared[0] = signo == 0;             /* isn't inherited */
    control(SET_DEATH, (void *)SIGUSR1);
    control(GET_DEATH, &signo);
    shared[1] = signo == SIGUSR1;
    shared[2] = 1;
    shared[3] = await(SIGUSR1, NULL);
    shared[4] = 1;
}

static void parent_of_orphan(void)
{
    control(SET_DEATH, (void *)SIGUSR2);
    begin(orphan);
    while (!*(volatile int *)&shared[2])
        usleep(1000);
}

static void try_setuid(void)
{
    _exit(setuid(65534) != 0);
}

/* What is known of it now that it was root. */
static void become_nobody(void)
{
    int signo = -1;

    control(SET_DEATH, (void *)SIGKILL);
    setuid(65534);
    control(GET_DEATH, &signo);
    _exit(signo == 0 && control(GET_DUMPABLE, 0) != 1);
}

static int is_alone(void)
{
    return in_child(try_setuid) != 0;
}

static void test_death_signal(void)
{
    shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    in_child(parent_of_orphan);
    while (!*(volatile int *)&shared[4])
        usleep(1000);
    ok(shared[0], "a child has no PR_SET_PDEATHSIG");
    ok(shared[1], "PR_GET_PDEATHSIG tells what was set");
    is(shared[3], SIGUSR1, "that signal comes when the parent ends");
    fails(control(SET_DEATH, (void *)65), EINVAL, "signal 65 is EINVAL");
    if (is_alone())
        skip(1, "there is only one user");
    else
        is(in_child(become_nobody), 1 << 8,
           "who becomes another has neither that nor memory to dump");
    munmap(shared, 4096);
}

/* --- nice values ---------------------------------------------------------- */

static long nice_of(int which, int who)
{
    long n = syscall(SYS_getpriority, which, who);

    return n < 0 ? n : 20 - n;
}

static long set_nice(int which, int who, int nice)
{
    return syscall(SYS_setpriority, which, who, nice);
}

static void without_privilege(void)
{
    setuid(65534);
    int refused = set_nice(0, 0, 2) == -1 && errno == EACCES;
    int foreign = set_nice(0, getppid(), 9) == -1 && errno == EPERM;
    int lower = set_nice(0, 0, 8) == 0 && nice_of(0, 0) == 8;
    _exit(refused | foreign << 1 | lower << 2);
}

static void nice_child(void)
{
    _exit(nice_of(0, 0));
}

static void test_nice(void)
{
    is(nice_of(0, 0), 0, "nice is 0");
    is(set_nice(0, getpid(), 3), 0, "setpriority");
    is(nice_of(0, 0), 3, "getpriority");
    is(in_child(nice_child), 3 << 8, "a child inherits it");
    is(set_nice(0, 0, 100), 0, "a wish beyond the end");
    is(nice_of(0, 0), 19, "is the end");
    fails(syscall(SYS_getpriority, 3, 0), EINVAL, "getpriority: EINVAL");
    fails(set_nice(-1, 0, 0), EINVAL, "setpriority: EINVAL");
    fails(syscall(SYS_getpriority, 0, 99999999), ESRCH, "getpriority: ESRCH");
    fails(set_nice(1, 99999999, 0), ESRCH, "setpriority: ESRCH");
    if (is_alone()) {
        skip(2, "there is only one user");
        return;
    }
    is(set_nice(0, 0, 3), 0, "root may be less nice");
    is(WEXITSTATUS(in_child(without_privilege)), 7,
       "others can't, nor change others, but be nicer");
    set_nice(0, 0, 0);
}

/* --- getrusage ------------------------------------------------------------ */

struct used { long user[2], system[2], memory[4], faults, rest[9]; };

static struct used used(int who)
{
    struct used u;

    memset(&u, 0x55, sizeof(u));
    syscall(SYS_getrusage, who, &u);
    return u;
}

static long time_of(struct used u)
{
    return (u.user[0] + u.system[0]) * 1000000 + u.user[1] + u.system[1];
}

/* Uses time, and 50 pages. */
static void work(void)
{
    char *pages = mmap(NULL, 50 * 4096, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    long start = time_of(used(0));

    for (int i = 0; i < 50; i++)
        pages[i * 4096] = 1;
    while (time_of(used(0)) < start + 30000)
        continue;
    munmap(pages, 50 * 4096);
}

static void test_usage(void)
{
    struct used before = used(0), children = used(-1), u;
    char text[144];
    int status;

    work();
    ok(used(0).faults >= before.faults + 50, "getrusage counts page faults");
    ok(time_of(used(0)) >= time_of(before) + 30000, "and time");
    is(time_of(used(-1)), time_of(children), "children's is apart");
    pid_t pid = begin(work);
    is(syscall(SYS_wait4, pid, &status, 0, &u), pid, "wait4 with usage");
    ok(time_of(u) >= 30000 && u.faults >= 50, "tells the child's");
    ok(used(-1).faults >= children.faults + 50, "its faults are added up");
    ok(time_of(used(-1)) >= time_of(children) + 20000, "and its time");
    pid = begin(work);
    syscall(SYS_waitid, PID, pid, NULL, EXITED, &u);
    ok(time_of(u) >= 30000 && u.faults >= 50, "waitid tells it, too");
    fails(syscall(SYS_getrusage, 2, text), EINVAL, "getrusage: EINVAL");
    fails(syscall(SYS_getrusage, 0, BAD), EFAULT, "getrusage: EFAULT");
    long ticks[4];
    ok(syscall(SYS_times, ticks) > 0, "times");
    ok(ticks[0] + ticks[1] >= 2 && ticks[2] + ticks[3] >= 4,
       "counts a hundredth of a second as one");
}

int main(void)
{
    test_waitid();
    test_sigtimedwait();
    test_files();
    test_getrandom();
    test_name();
    test_dumpable();
    test_death_signal();
    test_nice();
    test_usage();
    return plan();
}
