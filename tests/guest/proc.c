/* proc.c - files in /proc that programs read: of the machine, of the kernel,
 * of a process. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include "tap.h"

static char text[1 << 18];

/* The whole of a file, or "" if it can't be read. */
static const char *read_all(const char *path)
{
    int fd = open(path, O_RDONLY), used = 0, n;

    while (fd >= 0 && (n = read(fd, text + used, sizeof(text) - 1 - used)) > 0)
        used += n;
    text[used] = 0;
    close(fd);
    return text;
}

static int is_number(const char *path, long *n)
{
    char end;

    return sscanf(read_all(path), "%ld%c", n, &end) == 2 && end == '\n';
}

static int count(const char *what)
{
    int n = 0;

    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

static void says(const char *path, const char *want)
{
    size_t n = strlen(want);

    read_all(path);
    ok(strncmp(text, want, n) == 0 && strcmp(text + n, "\n") == 0,
       "%s says what uname does", path);
}

static void test_kernel(void)
{
    struct utsname u;
    char start[200];

    uname(&u);
    says("/proc/sys/kernel/ostype", u.sysname);
    says("/proc/sys/kernel/hostname", u.nodename);
    says("/proc/sys/kernel/osrelease", u.release);
    says("/proc/sys/kernel/version", u.version);
    snprintf(start, sizeof(start), "%s version %s (", u.sysname, u.release);
    read_all("/proc/version");
    ok(strncmp(text, start, strlen(start)) == 0, "/proc/version begins so, too");
    read_all("/proc/cmdline");
    ok(count("\n") == 1 && text[strlen(text) - 1] == '\n',
       "/proc/cmdline is one line");
    read_all("/proc/filesystems");
    ok(count("nodev\ttmpfs\n") == 1 && count("nodev\tproc\n") == 1,
       "/proc/filesystems has tmpfs and proc");
    read_all("/proc/mounts");
    ok(count(" /proc proc rw") == 1 && count(" / ") >= 1,
       "/proc/mounts has / and /proc");
    read_all("/proc/self/mounts");
    ok(count(" /proc proc rw") == 1, "/proc/self/mounts has it, too");
}

static void test_numbers(void)
{
    long n;

    ok(is_number("/proc/sys/kernel/pid_max", &n) && n > getpid(), "pid_max");
    ok(is_number("/proc/sys/kernel/ngroups_max", &n) && n >= 32, "ngroups_max");
    ok(is_number("/proc/sys/kernel/tainted", &n), "tainted");
    ok(is_number("/proc/sys/vm/overcommit_memory", &n) && n >= 0 && n <= 2,
       "overcommit_memory");
    ok(is_number("/proc/sys/vm/nr_hugepages", &n) && n >= 0, "nr_hugepages");
}

static long value_of(const char *key)
{
    const char *at = strstr(text, key);

    return at ? strtol(at + strlen(key), NULL, 10) : -1;
}

/* All ten numbers of the line "cpu", and of those of its processors. */
static int sum_of(const char *line, long sum[10])
{
    int n = 0;

    for (char *end; n < 10; n++, line = end) {
        sum[n] = strtol(line, &end, 10);
        if (end == line)
            break;
    }
    return n;
}

static void test_stat(void)
{
    long all[10], first[10];

    read_all("/proc/stat");
    ok(strncmp(text, "cpu  ", 5) == 0 && sum_of(text + 5, all) == 10,
       "/proc/stat begins with the time of all processors");
    const char *at = strstr(text, "\ncpu0 ");
    ok(at && sum_of(at + 6, first) == 10, "then that of the first");
    ok(first[0] + first[3] > 0 && first[0] <= all[0] && first[3] <= all[3],
       "which is a part of it");
    int cpus = count("\ncpu");
    long forks = value_of("\nprocesses "), start = value_of("\nbtime ");
    ok(value_of("\nprocs_running ") >= 1, "this process runs");
    ok(value_of("\nprocs_blocked ") >= 0, "none is blocked, or some");
    struct timespec up;
    clock_gettime(CLOCK_MONOTONIC, &up);
    long since = time(NULL) - up.tv_sec - start;
    ok(since > -100 && since < 100, "btime is when the clock began");
    for (int i = 0; i < 3; i++)
        in_child((void (*)(void))getpid);
    read_all("/proc/stat");
    ok(value_of("\nprocesses ") >= forks + 3, "processes are counted");
    read_all("/proc/cpuinfo");
    ok(strncmp(text, "processor\t: 0\n", 14) == 0, "/proc/cpuinfo begins with 0");
    is(count("processor\t: "), cpus, "and has as many processors");
    is(count("\nflags\t\t: fpu "), cpus, "each with flags");
    is(count("\nvendor_id\t: "), cpus, "a maker");
    is(count("\nmodel name\t: "), cpus, "and a name");
    long up_to[4];
    is(sscanf(read_all("/proc/uptime"), "%ld.%ld %ld.%ld\n", &up_to[0], &up_to[1],
              &up_to[2], &up_to[3]), 4,
       "/proc/uptime has two numbers");
    ok(up_to[0] + up_to[1] > 0 && up_to[1] < 100 && up_to[3] < 100,
       "which are of seconds and hundredths");
}

static void test_statm(void)
{
    long pages[7], kib;
    char end;

    is(sscanf(read_all("/proc/self/statm"), "%ld %ld %ld %ld %ld %ld %ld%c",
              &pages[0], &pages[1], &pages[2], &pages[3], &pages[4], &pages[5],
              &pages[6], &end), 8, "/proc/self/statm has seven numbers");
    ok(pages[1] > 0 && pages[1] <= pages[0], "what is there is mapped");
    read_all("/proc/self/status");
    kib = value_of("VmSize:");
    is(pages[0] * 4, kib, "and status says the same");
    ok(pages[4] == 0 && pages[6] == 0, "two are always 0");
}

/* --- oom_score_adj -------------------------------------------------------- */

#define ADJUST "/proc/self/oom_score_adj"

static long put(const char *what)
{
    int fd = open(ADJUST, O_WRONLY);
    long n = write(fd, what, strlen(what));
    int error = errno;

    close(fd);
    errno = error;
    return n;
}

static long adjusted(void)
{
    long n = 99999;

    is_number(ADJUST, &n);
    return n;
}

static void tell_adjusted(void)
{
    _exit(adjusted() == 300);
}

/* Not root's own any more, but its files in /proc are. */
static void without_privilege(void)
{
    setuid(65534);
    syscall(SYS_prctl, 4, 1, 0, 0, 0);
    int up = put("700") == 3 && adjusted() == 700;
    int back = put("300") == 3 && adjusted() == 300;
    int low = put("-1") == -1 && errno == EACCES && adjusted() == 300;
    _exit(up | back << 1 | low << 2);
}

static void try_setuid(void)
{
    _exit(setuid(65534) != 0);
}

static void test_adjust(void)
{
    is(put("300\n"), 4, "oom_score_adj can be written");
    is(adjusted(), 300, "and is told");
    is(in_child(tell_adjusted), 1 << 8, "a child inherits it");
    if (in_child(try_setuid) != 0)
        skip(1, "there is only one user");
    else
        is(WEXITSTATUS(in_child(without_privilege)), 7,
           "without privilege it goes up, and down to where it was");
    fails(put("1001"), EINVAL, "1001 is EINVAL");
    fails(put("-1001"), EINVAL, "-1001 is EINVAL");
    fails(put("many"), EINVAL, "a word is EINVAL");
    is(adjusted(), 300, "and nothing changes");
    is(put("0"), 1, "and back");
}

int main(void)
{
    test_kernel();
    test_numbers();
    test_stat();
    test_statm();
    test_adjust();
    return plan();
}
