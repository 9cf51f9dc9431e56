/* futex.c - sleeping on a word (futex(2)), alone and between processes; and on
 * which processor (sched_setaffinity(2)). Runs on Linux too. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>
#include "sharer.h"
#include "tap.h"

#define PAGE 4096
#define WAIT 0
#define WAKE 1
#define REQUEUE 3
#define CMP_REQUEUE 4
#define WAIT_BITSET 9
#define WAKE_BITSET 10
#define PRIVATE 128
#define REALTIME 256

static volatile int *word;      /* shared, in a segment */
static int id;

static long futex(volatile void *at, int op, long value,
                  const struct timespec *timeout, unsigned bits)
{
    return syscall(SYS_futex, at, op, value, timeout, NULL, bits);
}

static long requeue(volatile void *at, int op, long wake, long move,
                    volatile void *other, unsigned expected)
{
    return syscall(SYS_futex, at, op, wake, move, other, expected);
}

static struct timespec milliseconds(long ms)
{
    return (struct timespec){ ms / 1000, ms % 1000 * 1000000 };
}

/* Wait until the child's state is this letter in /proc, or it has ended. */
static void until(pid_t pid, char wanted)
{
    char path[40], text[200], state = 0;

    snprintf(path, sizeof(path), "/proc/%d/stat", pid);
    while (state != wanted && state != 'Z') {
        FILE *f = fopen(path, "r");
        state = f && fgets(text, sizeof(text), f) ? strrchr(text, ')')[2] : 'Z';
        if (f)
            fclose(f);
        usleep(1000);
    }
}

static void test_errors(void)
{
    struct timespec bad = { 0, 1000000000 }, minus = { -1, 0 }, none = { 0, 0 };
    char *hole = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    munmap(hole, PAGE);
    *word = 5;
    fails(futex(word, WAIT, 4, NULL, 0), EAGAIN, "another value: EAGAIN");
    fails(futex((char *)word + 2, WAIT, 5, NULL, 0), EINVAL,
          "a misaligned word: EINVAL");
    fails(futex(hole, WAIT, 0, NULL, 0), EFAULT, "nothing mapped: EFAULT");
    fails(futex(hole, WAIT | PRIVATE, 0, NULL, 0), EFAULT, "private too");
    fails(futex(hole, WAKE, 1, NULL, 0), EFAULT, "nor to be woken");
    fails(futex((void *)(1ul << 63), WAIT, 0, NULL, 0), EFAULT,
          "an address of the kernel's: EFAULT");
    fails(futex(word, WAIT, 5, &bad, 0), EINVAL, "a billion ns: EINVAL");
    fails(futex(word, WAIT, 5, &minus, 0), EINVAL, "minus a second: EINVAL");
    fails(futex(word, WAIT, 5, (void *)8, 0), EFAULT, "a bad timeout: EFAULT");
    fails(futex(word, WAIT, 5, &none, 0), ETIMEDOUT, "no time: ETIMEDOUT");
    fails(futex(word, WAIT_BITSET, 5, NULL, 0), EINVAL, "no bit: EINVAL");
    fails(futex(word, 77, 5, NULL, 0), ENOSYS, "an unknown call: ENOSYS");
    fails(futex(word, WAKE | REALTIME, 1, NULL, 0), ENOSYS,
          "WAKE by a clock: ENOSYS");
    is(futex(word, WAKE, 1, NULL, 0), 0, "nobody sleeps, nobody is woken");
}

static void test_timeouts(void)
{
    struct timespec start, end, ms = milliseconds(50);

    clock_gettime(CLOCK_MONOTONIC, &start);
    fails(futex(word, WAIT, *word, &ms, 0), ETIMEDOUT, "50 ms: ETIMEDOUT");
    clock_gettime(CLOCK_MONOTONIC, &end);
    long took = (end.tv_sec - start.tv_sec) * 1000 +
                (end.tv_nsec - start.tv_nsec) / 1000000;
    ok(took >= 49 && took < 5000, "not before");
    end = (struct timespec){ 0, 1 };
    fails(futex(word, WAIT_BITSET, *word, &end, 1), ETIMEDOUT,
          "a deadline in the past: ETIMEDOUT at once");
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec--;
    fails(futex(word, WAIT_BITSET | REALTIME, *word, &end, 1), ETIMEDOUT,
          "the same by the date");
}

/* Sleeps in a child while the word is 0; exits with what came of it. */
static pid_t sleeper(volatile int *at, int op, unsigned bits)
{
    fflush(stdout);
    pid_t pid = fork();

    if (pid == 0) {
        long result = futex(at, op, 0, NULL, bits);
        _exit(result == 0 ? 0 : errno);
    }
    until(pid, 'S');
    return pid;
}

static int status_of(pid_t pid)
{
    int status = -1;

    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static long wake_all_of(int op, int count, unsigned bits)
{
    long woken = 0;

    for (int i = 0; i < 100 && woken < count; i++) {
        woken += futex(word, op, count - woken, NULL, bits);
        usleep(5000);
    }
    return woken;
}

/* As Linux does, which counts after it has woken; its manual page says less. */
static void wakes_one(int count, const char *what)
{
    pid_t pids[2];
    long woken = 0;

    for (int i = 0; i < 2; i++)
        pids[i] = sleeper(word, WAIT, 0);
    for (int i = 0; i < 100 && woken == 0; i++) {
        woken = futex(word, WAKE, count, NULL, 0);
        usleep(5000);
    }
    is(woken, 1, what);
    wake_all_of(WAKE, 1, 0);
    for (int i = 0; i < 2; i++)
        status_of(pids[i]);
}

static void test_wake(void)
{
    pid_t pids[3];

    *word = 0;
    for (int i = 0; i < 3; i++)
        pids[i] = sleeper(word, WAIT, 0);
    is(futex(word, WAKE | PRIVATE, 3, NULL, 0), 0,
       "a private call doesn't meet shared sleepers");
    is(wake_all_of(WAKE, 1, 0), 1, "one of three is woken");
    is(wake_all_of(WAKE, 2, 0), 2, "then the other two");
    is(futex(word, WAKE, INT_MAX, NULL, 0), 0, "then nobody is left");
    for (int i = 0; i < 3; i++)
        is(status_of(pids[i]), 0, "a sleeper returns 0");
    wakes_one(0, "a WAKE of none wakes one");
    wakes_one(-1, "so does one of -1");
}

static void test_bitsets(void)
{
    pid_t a = sleeper(word, WAIT_BITSET, 1), b = sleeper(word, WAIT_BITSET, 2);

    is(wake_all_of(WAKE_BITSET, 1, 2), 1, "by bit 2 one is woken");
    is(status_of(b), 0, "that which sleeps for it");
    is(wake_all_of(WAKE, 1, 0), 1, "WAKE wakes whatever the bits");
    is(status_of(a), 0, "the other");
}

/* The child has the segment at an address of its own. */
static void test_places(void)
{
    volatile int *other = shmat(id, NULL, 0);
    volatile int *ro = shmat(id, NULL, SHM_RDONLY);

    ok(other != word, "the segment is at two addresses");
    pid_t pid = sleeper(other, WAIT, 0);
    is(wake_all_of(WAKE, 1, 0), 1, "waiter and waker meet nevertheless");
    is(status_of(pid), 0, "and it returns");
    pid = sleeper(ro, WAIT, 0);
    is(wake_all_of(WAKE, 1, 0), 1, "one can wait where one can only read");
    is(status_of(pid), 0, "and return");
    shmdt((void *)other);
    shmdt((void *)ro);
}

static void test_killed(void)
{
    pid_t pid = sleeper(word, WAIT, 0);

    kill(pid, SIGKILL);
    is(status_of(pid), -SIGKILL, "a sleeper can be killed");
    is(futex(word, WAKE, 1, NULL, 0), 0, "and then isn't there to be woken");
}

static void caught(int signo)
{
    (void)signo;
}

/* Children that sleep, and exit with what came of it: a signal's handler is
 * entered meanwhile. */
static pid_t disturbed(int flags, const struct timespec *timeout, int signo)
{
    struct sigaction a = { .sa_handler = caught, .sa_flags = flags };

    sigaction(SIGUSR1, &a, NULL);
    signal(SIGUSR2, SIG_IGN);
    *word = 0;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        long result = futex(word, WAIT, 0, timeout, 0);
        _exit(result == 0 ? 0 : errno);
    }
    until(pid, 'S');
    kill(pid, signo);
    until(pid, signo == SIGSTOP ? 'T' : 'S');
    return pid;
}

static void test_signals(void)
{
    struct timespec long_time = milliseconds(50000);
    pid_t pid;

    is(status_of(disturbed(0, NULL, SIGUSR1)), EINTR, "a handler: EINTR");
    is(status_of(disturbed(0, &long_time, SIGUSR1)), EINTR,
       "also before a timeout: EINTR");
    is(status_of(disturbed(SA_RESTART, &long_time, SIGUSR1)), EINTR,
       "even with SA_RESTART: EINTR");
    pid = disturbed(SA_RESTART, NULL, SIGUSR1);
    is(wake_all_of(WAKE, 1, 0), 1, "without a timeout SA_RESTART sleeps on");
    is(status_of(pid), 0, "and is woken");
    pid = disturbed(0, NULL, SIGUSR2);
    is(wake_all_of(WAKE, 1, 0), 1, "a signal that is ignored wakes nobody");
    is(status_of(pid), 0, "but WAKE does");
}

/* Stop and continue a sleeper that has a timeout till it ends, or a thousand
 * times; with a pause in between, or at once. */
static int stops_till_end(int pause)
{
    struct timespec some_time = milliseconds(300);
    pid_t pid = disturbed(0, &some_time, SIGUSR2);
    int turns, status;

    for (turns = 0; turns < 1000; turns++) {
        kill(pid, SIGSTOP);
        if (pause && waitpid(pid, &status, WUNTRACED) && !WIFSTOPPED(status))
            return turns;
        kill(pid, SIGCONT);
        usleep(10000);
        if (waitpid(pid, NULL, WNOHANG) == pid)
            return turns;
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return turns;
}

static void test_stops(void)
{
    pid_t pid = disturbed(0, NULL, SIGSTOP);

    kill(pid, SIGCONT);
    until(pid, 'S');
    is(wake_all_of(WAKE, 1, 0), 1, "stopped and continued, one sleeps on");
    is(status_of(pid), 0, "and is woken");
    pid = disturbed(0, NULL, SIGSTOP);
    *word = 1;
    kill(pid, SIGCONT);
    is(status_of(pid), EAGAIN, "unless the word has changed: EAGAIN");
    ok(stops_till_end(1) < 1000, "a timeout passes however often one stops");
    ok(stops_till_end(0) < 1000, "and is let go on before it could");
}

/* --- requeuing ------------------------------------------------------------ */

/* Until so many can be moved. */
static long move_all_of(volatile int *from, volatile int *to, int count)
{
    long moved = 0;

    for (int i = 0; i < 100 && moved < count; i++) {
        moved += requeue(from, REQUEUE, 0, count - moved, to, 0);
        usleep(5000);
    }
    return moved;
}

static void test_requeue_errors(void)
{
    *word = 5;
    fails(requeue(word, CMP_REQUEUE, 1, 1, word + 1, 4), EAGAIN,
          "requeuing with another value: EAGAIN");
    is(requeue(word, CMP_REQUEUE, 1, 1, word + 1, 5), 0, "nobody is there");
    is(requeue(word, REQUEUE, 1, 1, word + 1, 4), 0, "whatever the value");
    fails(requeue((char *)word + 1, REQUEUE, 1, 1, word + 1, 0), EINVAL,
          "a misaligned word: EINVAL");
    fails(requeue(word, REQUEUE, 1, 1, (char *)word + 1, 0), EINVAL,
          "another misaligned one: EINVAL");
    fails(requeue(word, REQUEUE, 1, 1, (void *)8, 0), EFAULT,
          "nothing there: EFAULT");
    fails(requeue(word, REQUEUE, -1, 1, word + 1, 0), EINVAL,
          "to wake -1: EINVAL");
    fails(requeue(word, REQUEUE, 1, -1, word + 1, 0), EINVAL,
          "to move -1: EINVAL");
    fails(requeue(word, REQUEUE | REALTIME, 1, 1, word + 1, 0), ENOSYS,
          "by a clock: ENOSYS");
}

/* `other` is another word, in the same bucket of a table or not. */
static void test_requeue(volatile int *other, const char *where)
{
    pid_t pids[4];

    printf("# requeue to %s\n", where);
    *word = *other = 0;
    for (int i = 0; i < 4; i++)
        pids[i] = sleeper(word, WAIT, 0);
    is(requeue(word, CMP_REQUEUE, 1, 2, other, 0), 3, "one woken, two moved");
    is(status_of(pids[0]), 0, "the first returns");
    is(futex(word, WAKE, INT_MAX, NULL, 0), 1, "one has stayed");
    is(status_of(pids[3]), 0, "the last");
    is(futex(other, WAKE, 1, NULL, 0), 1, "at the other word there is one");
    is(status_of(pids[1]), 0, "the second");
    is(futex(other, WAKE, INT_MAX, NULL, 0), 1, "and one more");
    is(status_of(pids[2]), 0, "the third");
}

static void test_requeue_back(void)
{
    pid_t pid = sleeper(word, WAIT, 0);

    is(move_all_of(word, word + 1, 1), 1, "one moves on");
    is(requeue(word + 1, REQUEUE, 0, 9, word + 2, 0), 1, "and on");
    is(requeue(word + 2, REQUEUE, 0, 9, word, 0), 1, "and back");
    is(requeue(word, REQUEUE, 0, 9, word, 0), 1, "to where it is");
    is(futex(word, WAKE, 9, NULL, 0), 1, "there it is woken");
    is(status_of(pid), 0, "and returns");
}

/* Who was moved can end its sleep in other ways, too. */
static void test_requeue_ends(void)
{
    struct timespec some_time = milliseconds(200);
    pid_t pid = sleeper(word, WAIT, 0);

    is(move_all_of(word, word + 1, 1), 1, "one that was moved");
    kill(pid, SIGKILL);
    is(status_of(pid), -SIGKILL, "can be killed");
    is(futex(word + 1, WAKE, 9, NULL, 0), 0, "and is gone");
    fflush(stdout);
    if ((pid = fork()) == 0)
        _exit(futex(word, WAIT, 0, &some_time, 0) ? errno : 0);
    is(move_all_of(word, word + 1, 1), 1, "another that was moved");
    is(status_of(pid), ETIMEDOUT, "has its timeout");
    is(futex(word + 1, WAKE, 9, NULL, 0), 0, "and is gone, too");
}

/* --- who meets whom ------------------------------------------------------- */

static void test_private(void)
{
    volatile int *own = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    volatile int *both = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid;

    *own = 0;
    pid = sleeper(own, WAIT, 0);
    is(futex(own, WAKE, 9, NULL, 0), 0, "memory of one's own meets nobody");
    kill(pid, SIGKILL);
    status_of(pid);
    pid = sleeper(both, WAIT, 0);
    is(futex(both + 1, WAKE, 9, NULL, 0), 0, "nor does the next word");
    is(futex(both, WAKE, 9, NULL, 0), 1, "what mmap() shares does");
    is(status_of(pid), 0, "the sleeper returns");
    munmap((void *)own, PAGE);
    munmap((void *)both, PAGE);
}

/* To wake none wakes one. */
static void test_order(void)
{
    pid_t pids[3];

    *word = 0;
    for (int i = 0; i < 3; i++)
        pids[i] = sleeper(word, WAIT, 0);
    for (int i = 0; i < 3; i++) {
        futex(word, WAKE, i > 0, NULL, 0);
        is(waitpid(-1, NULL, 0), pids[i], "first come, first woken");
    }
}

static void test_deadline(void)
{
    struct timespec now, then;

    clock_gettime(CLOCK_MONOTONIC, &then);
    then.tv_sec++;
    fails(futex(word, WAIT_BITSET, *word, &then, 1), ETIMEDOUT,
          "a deadline in a second: ETIMEDOUT");
    clock_gettime(CLOCK_MONOTONIC, &now);
    ok(now.tv_sec > then.tv_sec ||
       (now.tv_sec == then.tv_sec && now.tv_nsec >= then.tv_nsec),
       "not before");
    fails(futex((char *)word + 1, WAIT, 0, (void *)8, 0), EFAULT,
          "a bad timeout comes before a bad word: EFAULT");
}

/* A mapping goes while somebody sleeps on it, and others come, perhaps with
 * what it was made of: those who wake there must not meet him. */
static volatile int *gone;

static void sleep_on_gone(void)
{
    futex(gone, WAIT, 0, NULL, 0);
}

static volatile int *new_page(void)
{
    return mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                -1, 0);
}

static void test_gone(void)
{
    long met = 0;

    gone = new_page();
    pid_t pid = share_memory(sleep_on_gone);
    until(pid, 'S');
    munmap((void *)gone, PAGE);
    for (int i = 0; i < 50; i++)
        met += futex(new_page(), WAKE, 1, NULL, 0);
    is(met, 0, "nobody sleeps on new memory");
    kill(pid, SIGKILL);
    is(status_of(pid), -SIGKILL, "who slept on the old can be killed");
}

/* To and fro: the word says whose turn it is. */
#define TURNS 2000

static void take_turns(int mine)
{
    for (int i = 0; i < TURNS; i++) {
        while (*word != mine)
            futex(word, WAIT, !mine, NULL, 0);
        word[1]++;
        *word = !mine;
        futex(word, WAKE, 1, NULL, 0);
    }
}

static void test_turns(void)
{
    *word = word[1] = 0;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        take_turns(1);
        _exit(0);
    }
    take_turns(0);
    is(status_of(pid), 0, "two processes take turns");
    is(word[1], 2 * TURNS, "and none is lost");
}

static void test_affinity(void)
{
    cpu_set_t set, before;

    is(sched_getaffinity(0, sizeof(before), &before), 0, "getaffinity");
    int count = CPU_COUNT(&before), last = 0;
    for (int cpu = 0; cpu < 64; cpu++)
        if (CPU_ISSET(cpu, &before))
            last = cpu;
    printf("# %d processors\n", count);
    ok(stay_on(last), "stay on the last processor");
    is(sched_getcpu(), last, "there we are");
    CPU_ZERO(&set);
    fails(sched_setaffinity(0, sizeof(set), &set), EINVAL,
          "no processor: EINVAL");
    fails(sched_setaffinity(99999999, sizeof(set), &before), ESRCH,
          "nobody's: ESRCH");
    fails(syscall(SYS_sched_setaffinity, 0, 8, 8), EFAULT,
          "a bad set: EFAULT");
    fails(syscall(SYS_sched_getaffinity, 0, 4, &set), EINVAL,
          "too small for the answer: EINVAL");
    sched_setaffinity(0, sizeof(before), &before);
}

int main(void)
{
    id = shmget(IPC_PRIVATE, PAGE, 0600);
    word = shmat(id, NULL, 0);
    shmctl(id, IPC_RMID, NULL);
    int far_id = shmget(IPC_PRIVATE, PAGE, 0600);
    volatile int *far = shmat(far_id, NULL, 0);
    shmctl(far_id, IPC_RMID, NULL);
    test_errors();
    test_timeouts();
    test_wake();
    test_bitsets();
    test_places();
    test_killed();
    test_gone();
    test_signals();
    test_stops();
    test_requeue_errors();
    test_requeue(word + 1, "the next word");
    test_requeue(far, "another segment");
    test_requeue_back();
    test_requeue_ends();
    test_private();
    test_order();
    test_deadline();
    test_turns();
    test_affinity();
    return plan();
}
