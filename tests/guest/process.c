/* process.c - processes and signals: fork, vfork, exec, wait, kill, handlers,
 * masks, sleeping. */
#define _GNU_SOURCE
#include <sched.h>
#include <setjmp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include "tap.h"

static volatile int seen, *shared;
static sigjmp_buf back;

static void handler(int signo)
{
    seen = signo;
}

static void exit_7(void)
{
    _exit(7);
}

static void pause_for_ever(void)
{
    for (;;)
        pause();
}

static void test_wait(void)
{
    int status;

    is(in_child(exit_7), 7 << 8, "wait tells the exit status");
    fails(waitpid(-1, NULL, 0), ECHILD, "without children it is ECHILD");
    pid_t pid = fork();
    if (pid == 0)
        pause_for_ever();
    is(waitpid(pid, &status, WNOHANG), 0, "WNOHANG does not wait");
    fails(waitpid(getpid(), NULL, 0), ECHILD, "a process not one's own child is ECHILD");
    is(kill(pid, 0), 0, "signal 0 finds a process");
    kill(pid, SIGTERM);
    is(waitpid(pid, &status, 0), pid, "a killed child is waited for");
    ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM,
       "and its signal told");
    fails(kill(pid, 0), ESRCH, "then it is gone");
    fails(kill(getpid(), 65), EINVAL, "signal 65 is EINVAL");
    pid = fork();
    if (pid == 0)
        pause_for_ever();
    kill(pid, SIGSTOP);
    is(waitpid(pid, &status, WUNTRACED), pid, "a stopped child is news");
    ok(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP, "by SIGSTOP");
    kill(pid, SIGCONT);
    is(waitpid(pid, &status, WCONTINUED), pid, "a continued child is news");
    ok(WIFCONTINUED(status), "and said to be so");
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    is(status, SIGKILL, "SIGKILL kills");
    pid = fork();
    if (pid == 0)
        pause_for_ever();
    kill(pid, SIGSTOP);
    usleep(20000);                  /* so that it stops before it is killed */
    kill(pid, SIGKILL);
    is(waitpid(pid, &status, WCONTINUED), pid, "a stopped child is killed");
    is(status, SIGKILL, "that it goes on to die is no news");
}

static void test_fork(void)
{
    int local = 1, status;
    int *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *private = 5;
    pid_t pid = fork();
    if (pid == 0) {
        local = 2;
        *private = 6;
        *shared = getppid();
        _exit(local + *private);
    }
    waitpid(pid, &status, 0);
    is(status, 8 << 8, "the child has its own copy");
    is(local, 1, "the parent's stack is as it was");
    is(*private, 5, "and its private memory");
    is(*shared, getpid(), "shared memory is shared, getppid right");
    pid = vfork();
    if (pid == 0) {
        *shared = 99;
        _exit(3);
    }
    is(*shared, 99, "vfork's child runs first");
    waitpid(pid, &status, 0);
    is(status, 3 << 8, "and ends");
    int ok_all = 1;
    for (int i = 0; i < 100; i++)
        ok_all = ok_all && in_child(exit_7) == 7 << 8;
    ok(ok_all, "a hundred forks in turn");
    munmap((void *)shared, 4096);
    munmap(private, 4096);
}

/* A child that vforks one more, which stays. */
static void lend_for_ever(void)
{
    if (vfork() == 0) {
        *shared = getpid();
        pause_for_ever();
    }
}

/* A vfork child may be reaped before its parent runs again: by process 1,
 * which the death of one of its own has woken. */
static void vfork_unseen(void)
{
    pid_t orphan = *shared;

    signal(SIGCHLD, SIG_IGN);
    if (vfork() == 0) {
        kill(orphan, SIGKILL);
        sched_yield();
        _exit(0);
    }
}

static void test_vfork(void)
{
    int status;

    shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid = fork();
    if (pid == 0) {
        lend_for_ever();
        _exit(1);
    }
    while (!*shared)
        usleep(1000);
    kill(pid, SIGKILL);
    is(waitpid(pid, &status, 0), pid, "a vfork parent can be killed");
    is(status, SIGKILL, "while its child goes on");
    is(in_child(vfork_unseen), 0, "a vfork child may be reaped by another");
    munmap((void *)shared, 4096);
}

static void test_exec(const char *self)
{
    char *argv[] = { (char *)self, "args", "two words", "", NULL };
    char *envp[] = { "A=1", "B=", NULL };
    int status;

    pid_t pid = fork();
    if (pid == 0) {
        execve(self, argv, envp);
        _exit(99);
    }
    waitpid(pid, &status, 0);
    is(status, 0, "exec passes arguments and environment");
    fails(execve("/no/such/file", argv, envp), ENOENT, "no file: ENOENT");
    fails(execve("/", argv, envp), EACCES, "a directory: EACCES");
    fails(execve("/dev/null", argv, envp), EACCES, "a device: EACCES");
    fails(execve((char *)1, argv, envp), EFAULT, "a bad path: EFAULT");
    fails(execve(self, (char **)1, envp), EFAULT, "bad arguments: EFAULT");
    fails(execve("", argv, envp), ENOENT, "an empty path: ENOENT");
    static char *many[40];
    char *big = malloc(100000);
    memset(big, 'x', 99999);
    big[99999] = 0;
    for (int i = 0; i < 39; i++)
        many[i] = big;
    fails(execve(self, many, envp), E2BIG, "too many arguments: E2BIG");
    free(big);
}

static void test_exec_details(const char *self)
{
    char *envp[] = { "A=1", "B=", NULL };
    char *waits[] = { (char *)self, "wait", NULL };
    int status;

    fails(execve("/", (char **)1, envp), EACCES, "a file's error comes first");
    pid_t pid = fork();
    if (pid == 0) {
        execve(self, NULL, envp);
        _exit(99);
    }
    waitpid(pid, &status, 0);
    is(status, 0, "no arguments become an empty one");
    pid = fork();
    if (pid == 0) {
        execve(self, waits, envp);
        _exit(99);
    }
    for (int i = 0; i < 100 && setpgid(pid, pid) == 0; i++)
        usleep(10000);
    fails(setpgid(pid, pid), EACCES, "no new group after exec: EACCES");
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
}

static int check_args(int argc, char **argv)
{
    extern char **environ;

    if (argc == 1)
        return strcmp(environ[0], "A=1");
    if (argc == 2)
        pause_for_ever();
    return !(argc == 4 && !strcmp(argv[2], "two words") && !*argv[3] &&
             !strcmp(environ[0], "A=1") && !strcmp(environ[1], "B=") &&
             !environ[2]);
}

static void on_fault(int signo, siginfo_t *info, void *context)
{
    (void)context;
    seen = signo;
    shared = info->si_addr;
    siglongjmp(back, info->si_code + 100);
}

static int fault_code(volatile int *at)
{
    int code = sigsetjmp(back, 1);

    if (code == 0)
        *at = 1;
    return code - 100;
}

static void test_faults(void)
{
    struct sigaction a = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO };
    int *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    sigemptyset(&a.sa_mask);
    sigaction(SIGSEGV, &a, NULL);
    is(fault_code((int *)16), SEGV_MAPERR, "SIGSEGV of no mapping: MAPERR");
    is((long)shared, 16, "si_addr is the address");
    is(fault_code(page), SEGV_ACCERR, "of a read-only page: ACCERR");
    is(fault_code((int *)0xffff800000001000), SEGV_MAPERR,
       "of a kernel address: MAPERR");
    signal(SIGSEGV, SIG_DFL);
    munmap(page, 4096);
}

static void test_signals(void)
{
    struct sigaction a = { .sa_handler = handler }, old;
    sigset_t set, before, none;

    sigemptyset(&a.sa_mask);
    sigemptyset(&none);
    is(sigaction(SIGUSR1, &a, &old), 0, "sigaction sets a handler");
    ok(old.sa_handler == SIG_DFL, "and returns the old one");
    fails(sigaction(SIGKILL, &a, NULL), EINVAL, "not for SIGKILL");
    raise(SIGUSR1);
    is(seen, SIGUSR1, "a raised signal runs its handler");
    seen = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &before);
    raise(SIGUSR1);
    is(seen, 0, "a blocked signal waits");
    sigpending(&set);
    ok(sigismember(&set, SIGUSR1), "sigpending tells");
    sigsuspend(&none);
    is(seen, SIGUSR1, "sigsuspend lets it in");
    sigprocmask(SIG_SETMASK, NULL, &set);
    ok(sigismember(&set, SIGUSR1), "and restores the mask");
    sigprocmask(SIG_SETMASK, &before, NULL);

    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        usleep(20000);
        kill(parent, SIGUSR1);
        _exit(0);
    }
    fails(pause(), EINTR, "a handled signal ends pause");
    waitpid(pid, NULL, 0);
    pid = fork();
    if (pid == 0) {
        usleep(20000);
        kill(parent, SIGUSR1);
        usleep(20000);
        _exit(5);
    }
    int status;
    fails(waitpid(pid, &status, 0), EINTR, "and wait, without SA_RESTART");
    waitpid(pid, &status, 0);
    a.sa_flags = SA_RESTART;
    sigaction(SIGUSR1, &a, NULL);
    pid = fork();
    if (pid == 0) {
        usleep(20000);
        kill(parent, SIGUSR1);
        usleep(20000);
        _exit(5);
    }
    is(waitpid(pid, &status, 0), pid, "with SA_RESTART wait goes on");
    struct timespec t = { 1, 0 }, left = { 0, 0 };
    pid = fork();
    if (pid == 0) {
        usleep(20000);
        kill(parent, SIGUSR1);
        _exit(5);
    }
    fails(nanosleep(&t, &left), EINTR, "nanosleep ends in EINTR all the same");
    ok(left.tv_nsec > 100000000, "and tells what is left");
    waitpid(pid, NULL, 0);
    signal(SIGUSR1, SIG_IGN);
    raise(SIGUSR1);
    ok(1, "an ignored signal does nothing");
    t = (struct timespec){ -1, 0 };
    fails(nanosleep(&t, NULL), EINVAL, "a negative sleep is EINVAL");
    t = (struct timespec){ 0, 1000000000 };
    fails(nanosleep(&t, NULL), EINVAL, "10^9 nanoseconds are EINVAL");
}

static char stack[16384];

static void on_stack(int signo)
{
    char here;

    seen = &here >= stack && &here < stack + sizeof(stack) ? signo : -1;
}

static void test_altstack(void)
{
    stack_t s = { .ss_sp = stack, .ss_size = sizeof(stack) };
    struct sigaction a = { .sa_handler = on_stack, .sa_flags = SA_ONSTACK };

    is(sigaltstack(&s, NULL), 0, "sigaltstack sets a stack");
    sigaction(SIGUSR2, &a, NULL);
    raise(SIGUSR2);
    is(seen, SIGUSR2, "SA_ONSTACK runs the handler on it");
    s.ss_flags = SS_DISABLE;
    sigaltstack(&s, NULL);
}

/* --- frames that lie ------------------------------------------------------ */

static uintptr_t bad_handler;

static void take_badly(void)
{
    signal(SIGUSR1, (void (*)(int))bad_handler);
    raise(SIGUSR1);
}

/* Where Linux keeps these in a ucontext_t. */
#define UC_STACK_FLAGS 24
#define UC_CS 184
#define UC_FPSTATE 224
#define FP_MXCSR 24

static void spoil_stack(int signo, siginfo_t *info, void *context)
{
    (void)signo, (void)info;
    *(int *)((char *)context + UC_STACK_FLAGS) = SS_DISABLE;
}

static void spoil_cs(int signo, siginfo_t *info, void *context)
{
    (void)signo, (void)info;
    *(uint16_t *)((char *)context + UC_CS) = 8;
}

static void spoil_mxcsr(int signo, siginfo_t *info, void *context)
{
    char *fp = *(char **)((char *)context + UC_FPSTATE);

    (void)signo, (void)info;
    *(unsigned *)(fp + FP_MXCSR) = ~0u;
}

static void (*spoiler)(int, siginfo_t *, void *);

static void be_spoiled(void)
{
    struct sigaction a = { .sa_sigaction = spoiler, .sa_flags = SA_SIGINFO };
    stack_t s = { .ss_sp = stack, .ss_size = sizeof(stack) };

    sigaltstack(&s, NULL);
    sigaction(SIGUSR1, &a, NULL);
    raise(SIGUSR1);
    sigaltstack(NULL, &s);
    _exit(s.ss_flags);
}

static void test_lies(void)
{
    static const uintptr_t handlers[] = {
        0x7ffffffff000, 0x800000000000, 0x8000000000000000,
        0xffff800000000000, 0xffffffff80100000,
    };

    for (unsigned i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
        bad_handler = handlers[i];
        dies(take_badly, SIGSEGV, "a handler in the kernel's half: SIGSEGV");
    }
    spoiler = spoil_stack;
    is(in_child(be_spoiled), SS_DISABLE << 8,
       "the handler's frame restores the alternate stack");
    spoiler = spoil_cs;
    dies(be_spoiled, SIGSEGV, "the kernel's code segment: SIGSEGV");
    spoiler = spoil_mxcsr;
    dies(be_spoiled, SIGSEGV, "reserved bits of MXCSR: SIGSEGV");
}

static void test_call_errors(void)
{
    enum { CLONE = 56, TGKILL = 234 };
    stack_t both = { .ss_sp = stack, .ss_flags = 3, .ss_size = sizeof(stack) };
    pid_t self = getpid();
    sigset_t set;
    int status;

    fails(syscall(TGKILL, 1, self, 0), ESRCH, "tgkill: another's thread");
    fails(syscall(TGKILL, 0, self, 0), EINVAL, "tgkill: process 0");
    fails(syscall(SYS_rt_sigpending, &set, 9), EINVAL, "a set of 9 bytes");
    fails(syscall(SYS_rt_sigsuspend, &set, 4), EINVAL, "and one of 4");
    fails(syscall(SYS_rt_sigaction, SIGKILL, 1, 0, 8), EFAULT,
          "a bad pointer comes before SIGKILL");
    fails(syscall(SYS_sigaltstack, &both, 0), EINVAL, "strange flags");
    fails(syscall(SYS_wait4, INT32_MIN, 0, 0, 0), ESRCH, "no such group");
    fails(setpgid(-1, 0), EINVAL, "setpgid of process -1");
    fails(syscall(SYS_prlimit64, 1 << 30, 3, 0, 0), ESRCH, "no such process");
    fails(syscall(SYS_prlimit64, 0, 3, 1, 0), EFAULT, "a bad new limit");
    fails(syscall(CLONE, 0x10000 | SIGCHLD, 0, 0, 0, 0), EINVAL,
          "CLONE_THREAD alone");
    fails(syscall(CLONE, 0x800, 0, 0, 0, 0), EINVAL, "CLONE_SIGHAND alone");
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    fails(syscall(SYS_wait4, -1, 0, 0x80000000 | WNOHANG, 0), ECHILD,
          "__WCLONE: not for children of fork");
    waitpid(pid, &status, 0);
}

/* Killed before its first instruction, or soon after: it would run for ever. */
static void test_newborn(void)
{
    int killed = 0, status;

    for (int i = 0; i < 200; i++) {
        pid_t pid = fork();
        if (pid == 0)
            for (;;)
                continue;
        for (volatile int pause = 0; pause < i * 7 % 300; pause++)
            continue;
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        killed += status == SIGKILL;
    }
    is(killed, 200, "a process can be killed from its first moment on");
}

static int rings;

static void on_ring(int signo)
{
    seen = signo;
    rings++;
}

static long since(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000 +
           (now.tv_nsec - start->tv_nsec) / 1000000;
}

static void nap_to_death(void)
{
    alarm(1);
    pause_for_ever();
}

static void test_alarm(const char *self)
{
    char *argv[] = { (char *)self, "pause", NULL };
    struct sigaction a = { .sa_handler = on_ring };
    int status;

    dies(nap_to_death, SIGALRM, "an alarm kills");
    sigaction(SIGALRM, &a, NULL);
    is(alarm(100), 0, "alarm tells that there was none");
    is(alarm(1), 100, "or how many seconds were left");
    fails(pause(), EINTR, "it breaks a pause");
    is(seen, SIGALRM, "and the handler has run");
    alarm(1);
    is(alarm(0), 1, "an alarm is taken back");
    alarm(1);
    pid_t pid = fork();
    if (pid == 0)
        _exit(alarm(0));
    waitpid(pid, &status, 0);
    is(status, 0, "a child doesn't inherit it");
    alarm(0);
    pid = fork();
    if (pid == 0) {
        alarm(1);
        execv(self, argv);
        _exit(1);
    }
    waitpid(pid, &status, 0);
    is(status, SIGALRM, "exec keeps it");
}

static void test_itimer(void)
{
    struct itimerval t = { { 0, 20000 }, { 0, 50000 } }, old;
    struct itimerval none = { { 0, 0 }, { 0, 0 } };
    struct timespec start;

    clock_gettime(CLOCK_MONOTONIC, &start);
    rings = 0;
    is(setitimer(ITIMER_REAL, &t, NULL), 0, "setitimer sets a timer");
    is(getitimer(ITIMER_REAL, &old), 0, "getitimer reads it");
    ok(old.it_value.tv_sec == 0 && old.it_value.tv_usec > 0 &&
       old.it_value.tv_usec <= 50000 && old.it_interval.tv_usec == 20000,
       "as it was set");
    while (rings < 5)
        pause();
    ok(since(&start) >= 50 + 4 * 20 - 1, "it rings five times, not too early");
    is(setitimer(ITIMER_REAL, &none, &old), 0, "and is taken back");
    is(old.it_interval.tv_usec, 20000, "the old one is told");
    rings = 0;
    usleep(50000);
    is(rings, 0, "then it is quiet");
    t.it_value.tv_usec = 1000000;
    fails(setitimer(ITIMER_REAL, &t, NULL), EINVAL, "a million us: EINVAL");
    fails(setitimer(3, &none, NULL), EINVAL, "timer 3: EINVAL");
    fails(setitimer(ITIMER_REAL, (void *)1, NULL), EFAULT, "nowhere: EFAULT");
    fails(getitimer(ITIMER_REAL, (void *)1), EFAULT, "getitimer too");
    signal(SIGALRM, SIG_DFL);
}

static double squares(int n)
{
    double sum = 0;

    for (int i = 1; i <= n; i++)
        sum += 1.0 / i / i;
    return sum;
}

/* Two processes that use SSE at the same time, preempted at will. */
static void test_preemption(void)
{
    double want = squares(2000000);
    int status;

    shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid = fork();
    if (pid == 0) {
        int same = 1;
        for (int i = 0; i < 5; i++)
            same = same && squares(2000000) == want;
        _exit(!same);
    }
    int same = 1;
    for (int i = 0; i < 5; i++)
        same = same && squares(2000000) == want;
    waitpid(pid, &status, 0);
    ok(same && status == 0, "SSE registers survive preemption");
    pid = fork();
    if (pid == 0) {
        *shared = 1;
        _exit(0);
    }
    while (!*shared)
        continue;
    ok(1, "a process that spins is preempted");
    waitpid(pid, NULL, 0);
    munmap((void *)shared, 4096);
}

static void test_groups(void)
{
    int status;
    pid_t a = fork();

    if (a == 0) {
        setpgid(0, 0);
        pause_for_ever();
    }
    setpgid(a, a);
    pid_t b = fork();
    if (b == 0)
        pause_for_ever();
    is(setpgid(b, a), 0, "a child joins another's process group");
    is(getpgid(b), a, "getpgid tells");
    is(kill(-a, SIGTERM), 0, "kill of a group");
    waitpid(a, &status, 0);
    is(status, SIGTERM, "reaches the one");
    is(waitpid(-a, &status, 0), b, "wait for a group");
    is(status, SIGTERM, "and the other");
    pid_t c = fork();
    if (c == 0) {
        pid_t sid = setsid();
        _exit(!(sid == getpid() && getsid(0) == sid && getpgrp() == sid &&
                setsid() == -1 && errno == EPERM));
    }
    waitpid(c, &status, 0);
    is(status, 0, "setsid makes a session, once");
}

/* --- the terminal --------------------------------------------------------- */

/* In a session without a terminal, and not its leader. */
static void try_terminal(void)
{
    if (ioctl(0, TIOCSCTTY, 0) != -1 || errno != EPERM)
        _exit(2);
    _exit(tcsetpgrp(0, getpgrp()) != -1 || errno != ENOTTY);
}

static void without_terminal(void)
{
    setsid();
    _exit(WEXITSTATUS(in_child(try_terminal)));
}

static void read_in_background(void)
{
    char c;

    signal(SIGTTIN, SIG_IGN);
    setpgid(0, 0);
    _exit(read(0, &c, 1) != -1 || errno != EIO);
}

static void test_terminal(void)
{
    if (!isatty(0) || tcgetpgrp(0) != getpgrp()) {
        skip(4, "no terminal");
        return;
    }
    is(in_child(without_terminal), 0, "other sessions keep off the terminal");
    fails(tcsetpgrp(0, 1), EPERM, "a group of another session: EPERM");
    fails(tcsetpgrp(0, 30000), ESRCH, "no group: ESRCH");
    is(in_child(read_in_background), 0,
       "reading in the background without SIGTTIN: EIO");
}

static void test_orphan(void)
{
    int fd[2], status;
    pid_t parent = 0;

    if (pipe(fd) < 0)
        return;
    pid_t pid = fork();
    if (pid == 0) {
        if (fork() == 0) {
            while (getppid() == getpid() - 1 || getppid() == pid)
                usleep(1000);
            usleep(20000);
            parent = getppid();
            status = write(fd[1], &parent, sizeof(parent));
            _exit(0);
        }
        _exit(0);
    }
    close(fd[1]);
    waitpid(pid, &status, 0);
    ok(read(fd[0], &parent, sizeof(parent)) == sizeof(parent) &&
       parent != pid && parent > 0, "an orphan gets another parent");
    close(fd[0]);
}

static void test_ids(void)
{
    int status;

    if (!has_users()) {
        skip(2, "there is only one user");
        return;
    }
    pid_t pid = fork();
    if (pid == 0) {
        uid_t r, e, s;
        if (setresuid(1, 2, 3) || getresuid(&r, &e, &s) || r != 1 || e != 2 ||
            s != 3 || setuid(3) || geteuid() != 3 || getuid() != 1)
            _exit(1);
        if (setuid(0) != -1 || errno != EPERM)
            _exit(2);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    is(status, 0, "setresuid and setuid without privilege");
    pid = fork();
    if (pid == 0) {
        if (setgid(5) || getgid() != 5 || getegid() != 5 || setuid(5))
            _exit(1);
        _exit(kill(getppid(), SIGTERM) != -1 || errno != EPERM);
    }
    waitpid(pid, &status, 0);
    is(status, 0, "a stranger cannot kill: EPERM");
}

int main(int argc, char **argv)
{
    if (argc == 2)
        pause_for_ever();
    if (argc > 1 || !argv[0][0])
        return check_args(argc, argv);
    test_wait();
    test_fork();
    test_vfork();
    test_exec(argv[0]);
    test_exec_details(argv[0]);
    test_faults();
    test_signals();
    test_altstack();
    test_lies();
    test_newborn();
    test_call_errors();
    test_alarm(argv[0]);
    test_itimer();
    test_preemption();
    test_groups();
    test_terminal();
    test_orphan();
    test_ids();
    return plan();
}
