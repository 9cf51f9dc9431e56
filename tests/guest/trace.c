/*
 * trace.c - the trace of the kernel, read through /proc/trace-events while it
 * is being written: what this program does must be in it, rightly.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/trace.h"
#include "lib/walk.h"
#include "tap.h"

#define EVENTS_MAX 4096

static struct trace_event events[EVENTS_MAX];
static int count;
static uint64_t next;

/* All events so far, from `next` on. */
static void collect_all(int fd)
{
    count = trace_read(fd, next, events, EVENTS_MAX);
    next += count;
}

/* Those of other processes are left out. */
static void collect(int fd)
{
    pid_t self = getpid();
    int got;

    collect_all(fd);
    got = count;
    count = 0;
    for (int i = 0; i < got; i++)
        if (events[i].pid == self)
            events[count++] = events[i];
}

static const struct trace_event *find(int kind, int what, uint64_t arg)
{
    for (int i = 0; i < count; i++)
        if (events[i].kind == kind && events[i].what == what &&
            events[i].arg[0] == arg)
            return &events[i];
    return NULL;
}

/* The path of the first openat(); NULL: none is told. */
static const char *path_opened(void)
{
    const char *path = NULL;

    for (int i = 0; i < count; i++)
        if (events[i].kind == TRACE_CALL)
            path = NULL;
        else if (events[i].kind == TRACE_TEXT && events[i].what == 1)
            path = (const char *)events[i].arg;
        else if (events[i].kind == TRACE_RESULT &&
                 events[i].what == SYS_openat)
            return path;
    return NULL;
}

static int count_of(int kind)
{
    int n = 0;

    for (int i = 0; i < count; i++)
        n += events[i].kind == kind;
    return n;
}

/* --- system calls --------------------------------------------------------- */

static void test_calls(int fd)
{
    collect(fd);
    int bad = syscall(SYS_close, 99);
    syscall(9999, 1, 2, 3);
    int got = open("/no/such/file", O_RDONLY);
    collect(fd);
    const struct trace_event *call = find(TRACE_CALL, SYS_close, 99);
    const struct trace_event *result =
        find(TRACE_RESULT, SYS_close, (uint64_t)-EBADF);
    ok(bad == -1 && call && result && result > call,
       "a call is in it before its result, with argument and errno");
    call = find(TRACE_CALL, 9999, 1);
    ok(call && call->arg[1] == 2 && call->arg[2] == 3 &&
       find(TRACE_RESULT, 9999, (uint64_t)-ENOSYS),
       "so is one that there isn't");
    const char *path = path_opened();
    ok(got == -1 && path && strcmp(path, "/no/such/file") == 0,
       "a path is there as text");
}

/* --- what the calls find -------------------------------------------------- */

static int nth_file;

/* What comes of a call with a page that nobody has touched, when the n-th
 * allocation fails. */
struct outcome {
    long result;
    int error;
    int left;                   /* allocations before the one that fails */
    int in_memory;              /* the page */
};

static char *fresh_page(int fd)
{
    return mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);
}

static struct outcome outcome(long (*call)(char *page), int nth)
{
    char *page = fresh_page(-1), text[16] = { '0' + nth };
    struct outcome o = { 0 };

    pwrite(nth_file, text, 1, 0);
    errno = 0;
    o.result = call(page);
    o.error = errno;
    pread(nth_file, text, sizeof(text) - 1, 0);
    pwrite(nth_file, "0", 1, 0);
    o.left = atoi(text);
    mincore(page, PAGE_SIZE, (unsigned char *)&o.in_memory);
    munmap(page, PAGE_SIZE);
    return o;
}

static long write_nowhere(char *page)
{
    return write(-1, page, 1);
}

static long rename_to_nowhere(char *page)
{
    return rename(page, (char *)-1);
}

static long write_to_pipe(char *page)
{
    int ends[2] = { -1, -1 };

    pipe(ends);
    int result = write(ends[1], page, 1);
    close(ends[0]);
    close(ends[1]);
    return result;
}

/* Is it the same with a trace as without? */
static int is_harmless(long (*call)(char *page))
{
    int same = 1;

    for (int nth = 1; nth < 9; nth++) {
        trace_start(0);
        struct outcome without = outcome(call, nth);
        trace_start(~0u);
        struct outcome with = outcome(call, nth);
        if (memcmp(&with, &without, sizeof(with)) == 0)
            continue;
        printf("# allocation %d: result %ld, errno %d, %d left, page %d; traced "
               "%ld, %d, %d, %d\n", nth, without.result, without.error,
               without.left, without.in_memory, with.result, with.error,
               with.left, with.in_memory);
        same = 0;
    }
    return same;
}

static void test_memory(int fd)
{
    int file = open("/tmp/text", O_RDWR | O_CREAT, 0600);

    nth_file = open("/proc/self/fail-nth", O_RDWR);
    ok(nth_file >= 0 && outcome(write_nowhere, 1).left == 1,
       "allocations can be made to fail");
    ok(is_harmless(write_nowhere), "a trace brings no page for a call");
    ok(is_harmless(rename_to_nowhere), "nor makes it begin again");
    ok(is_harmless(write_to_pipe), "nor takes memory that it may lack");
    write(file, "/no/such/text", 14);
    char *page = fresh_page(file);
    collect(fd);
    open(page, O_RDONLY);
    collect(fd);
    const char *path = path_opened();
    ok(path && strcmp(path, "/no/such/text") == 0,
       "but what is in a file is told before it is touched");
    mprotect(page, PAGE_SIZE, PROT_NONE);
    open(page, O_RDONLY);
    collect(fd);
    ok(!path_opened(), "and what can't be read is not");
    munmap(page, PAGE_SIZE);
    close(file);
    close(nth_file);
}

/* --- entries -------------------------------------------------------------- */

/* What the trace says is in the slot now, or `otherwise`. */
static uint64_t replayed(uint64_t slot, uint64_t otherwise)
{
    for (int i = count; i-- > 0;)
        if (events[i].kind == TRACE_ENTRY && events[i].arg[0] == slot)
            return events[i].arg[2];
    return otherwise;
}

/* The CPU sets these, which is not in the trace. */
#define SET_BY_CPU (1ul << 5 | 1ul << 6)

/* Is the page's entry the one that the trace ends with? */
static bool agrees(int walks, const void *at)
{
    struct walk w;

    if (!walk_read(walks, (uint64_t)at, &w))
        return false;
    int level = walk_end(&w);
    uint64_t slot = walk_table(&w, level) + 8 * walk_index(w.va, level);
    return ((replayed(slot, ~w.entry[level]) ^ w.entry[level]) &
            ~SET_BY_CPU) == 0;
}

static void test_entries(int fd)
{
    int walks = walk_open(0);
    char *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    collect(fd);
    *page = 1;
    collect(fd);
    ok(find(TRACE_FAULT, 0, (uint64_t)page) &&
       find(TRACE_FAULT_END, 0, (uint64_t)page), "a fault is in it");
    ok(agrees(walks, page), "and the entry that came of it, as it is in memory");
    ok(count_of(TRACE_FRAME) >= 1, "and the frame");
    mprotect(page, PAGE_SIZE, PROT_READ);
    collect(fd);
    ok(agrees(walks, page) && count_of(TRACE_FLUSH) >= 1,
       "mprotect narrows the entry, and flushes");
    munmap(page, PAGE_SIZE);
    collect(fd);
    ok(count_of(TRACE_ENTRY) >= 1 && count_of(TRACE_FLUSH) >= 1,
       "munmap takes it away");
    close(walks);
}

/* --- regions, processes --------------------------------------------------- */

static void test_regions(int fd)
{
    int id = shmget(IPC_PRIVATE, PAGE_SIZE, 0600);

    collect(fd);
    char *at = shmat(id, NULL, 0);
    collect(fd);
    int segment_rw = 1 | (PROT_READ | PROT_WRITE) << 1 | 8 << 8;
    ok(find(TRACE_REGION, segment_rw, (uint64_t)at), "shmat adds a region");
    shmdt(at);
    shmctl(id, IPC_RMID, NULL);
    collect(fd);
    ok(find(TRACE_REGION, segment_rw & ~1, (uint64_t)at),
       "shmdt takes it away");
}

static void test_processes(int fd)
{
    collect(fd);
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    collect(fd);
    ok(find(TRACE_PROCESS, TRACE_FORK, child) != NULL, "fork is in it");
    ok(count_of(TRACE_SWITCH) >= 1 && count_of(TRACE_CR3) >= 1,
       "and the switch to the child and back");
}

/* --- structures and signals ----------------------------------------------- */

static const void *data_of(int arg)
{
    for (int i = 0; i < count; i++)
        if (events[i].kind == TRACE_DATA && events[i].what == arg)
            return events[i].arg;
    return NULL;
}

static void test_structures(int fd)
{
    char *const words[] = { "one", "two words", NULL };
    int ends[2];

    collect(fd);
    execv("/no/such/file", words);
    collect(fd);
    const char *strings = data_of(1);
    ok(strings && memcmp(strings, "one\0two words\0", 15) == 0,
       "the words of an execve are there");
    pipe(ends);
    collect(fd);
    const int *fds = data_of(0);
    ok(fds && fds[0] == ends[0] && fds[1] == ends[1],
       "and what pipe gives, after it");
    close(ends[0]);
    close(ends[1]);
}

static void handler(int signo)
{
    (void)signo;
}

static const struct trace_event *signal_found(int signo, int way)
{
    for (int i = 0; i < count; i++)
        if (events[i].kind == TRACE_SIGNAL && events[i].what == signo &&
            (events[i].arg[3] & 0xffffffff) == (unsigned)way)
            return &events[i];
    return NULL;
}

static void test_signals(int fd)
{
    signal(SIGUSR1, handler);
    signal(SIGUSR2, SIG_IGN);
    collect(fd);
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR2);
    collect(fd);
    const struct trace_event *e = signal_found(SIGUSR1, TRACE_HANDLED);
    ok(e && e->arg[0] == (uint64_t)getpid() && e->arg[1] == SI_USER &&
       e->arg[2] == (uint64_t)getpid(), "a signal is in it, with its sender");
    ok(signal_found(SIGUSR2, TRACE_IGNORED) != NULL,
       "also one that is ignored");
}

/* --- rules of the files --------------------------------------------------- */

static void test_files(int fd)
{
    struct trace_event two[2];

    ok(pread(fd, two, 64, 1) == -1 && errno == EINVAL,
       "events are read from where one begins");
    ok(pread(fd, two, 63, 0) == -1 && errno == EINVAL, "and as a whole");
    ok(pread(fd, two, 127, 64 * next) == 64, "as many as fit");
    ok(pread(fd, two, 64, 64ul << 40) == 0, "those to come aren't there");
    ok(pread(fd, (void *)8, 64, 64 * next) == -1 && errno == EFAULT,
       "a bad buffer is EFAULT");
    int control = open("/proc/trace", O_WRONLY);
    ok(write(control, "much", 4) == -1 && errno == EINVAL,
       "what is wanted is a number");
    ok(write(control, "1x", 2) == -1 && errno == EINVAL, "and no more");
    ok(write(control, "4294967296", 10) == -1 && errno == EINVAL,
       "of 32 bits");
    trace_start(~0u);           /* whatever came of those */
    close(control);
    pid_t child = fork();
    if (child == 0) {
        setuid(1000);
        _exit(open("/proc/trace-events", O_RDONLY) == -1 && errno == EACCES &&
              open("/proc/trace", O_RDONLY) == -1 && errno == EACCES &&
              open("/proc/trace", O_WRONLY) == -1 && errno == EACCES);
    }
    int status;
    waitpid(child, &status, 0);
    ok(WIFEXITED(status) && WEXITSTATUS(status) == 1, "only root may look");
}

/* More than the ring holds: the first ones are overwritten. */
static void test_overwritten(int fd)
{
    struct trace_event e;
    uint64_t start = next;

    while (trace_read(fd, start, &e, 1) == 1)
        for (int i = 0; i < 1000; i++)
            getppid();
    ok(pread(fd, &e, sizeof(e), 64 * start) == -1 && errno == EOVERFLOW,
       "what is overwritten is EOVERFLOW");
    ok(trace_read(fd, trace_first() + 100, &e, 1) == 1, "the rest can be read");
}

/* --- shootdown ------------------------------------------------------------ */

/* How many answers there are; -1 if one was to no question, or whoever asked
 * went on without. */
static int answers(void)
{
    uint64_t asked = 0;
    int asker = -1, n = 0;

    for (const struct trace_event *e = events; e < events + count; e++)
        if (e->kind == TRACE_ANSWER) {
            if (!(asked >> e->cpu & 1))
                return -1;
            asked &= ~(1ul << e->cpu);
            n++;
        } else if (asked && e->cpu == asker && e->kind != TRACE_CR3) {
            return -1;
        } else if (e->kind == TRACE_FLUSH) {
            asked = e->arg[2];
            asker = e->cpu;
        }
    return n;
}

/* Without shootdown, the end of an address space is all that asks another
 * processor: to let go of its tables, if it was left with them. */
static int test_asked(int fd)
{
    trace_start(~0u);
    collect_all(fd);
    pid_t child = fork();
    if (child == 0)
        _exit(!stay_on(1) || !stay_on(0));
    waitpid(child, NULL, 0);
    collect_all(fd);
    trace_start(0);
    is(answers(), 1, "a processor that still has the tables of the dead is "
       "asked to let go, and answers");
    return plan();
}

/* In the trace since `next`: did `other` run while a read went on? */
static int ran_in_read(int fd, pid_t other)
{
    int reads = 0;

    collect_all(fd);
    for (const struct trace_event *e = events; e < events + count; e++)
        if (e->kind == TRACE_CALL && e->pid == getpid())
            reads = e->what == SYS_pread64;
        else if (e->kind == TRACE_RESULT && e->pid == getpid())
            reads = 0;
        else if (e->kind == TRACE_SWITCH && e->pid == other && reads)
            return 1;
    return 0;
}

/* All that the ring has, at once. */
static void test_long_read(int fd)
{
    size_t size = 4ul << 20;
    char *all = mmap(NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    int ran = 0;
    pid_t other = fork();

    while (other == 0)
        continue;
    for (int tries = 0; tries < 1000 && !ran; tries++) {
        next = trace_next();
        pread(fd, all, size, 64 * (trace_first() + 100));
        ran = ran_in_read(fd, other);
    }
    ok(ran, "a long read gives way to others");
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    munmap(all, size);
}

int main(int argc, char **argv)
{
    struct trace_event e;
    int fd = trace_open();

    stay_on(0);
    if (argc > 1 && strcmp(argv[1], "asked") == 0)
        return test_asked(fd);
    ok(fd >= 0 && pread(fd, &e, 64, 0) == 0, "nothing is noted at first");
    ok(trace_start(~0u), "root can begin");
    test_calls(fd);
    test_memory(fd);
    test_entries(fd);
    test_regions(fd);
    test_processes(fd);
    test_structures(fd);
    test_signals(fd);
    test_files(fd);
    test_overwritten(fd);
    test_long_read(fd);
    ok(trace_start(0), "and end it");
    collect(fd);
    close(99);
    next = trace_next();
    close(99);
    collect(fd);
    ok(count == 0, "then nothing is noted");
    return plan();
}
