/* memory.c - mmap, mprotect, munmap, brk, and the kernel's care with user
 * pointers in every call. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include "tap.h"

#define PAGE 4096ul
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static char *at;

static char *map(size_t pages)
{
    return mmap(NULL, pages * PAGE, RW, ANON, -1, 0);
}

static void write_it(void)
{
    *(volatile char *)at = 1;
}

static void read_it(void)
{
    (void)*(volatile char *)at;
}

static void run_it(void)
{
    ((void (*)(void))at)();
}

static void test_mmap(void)
{
    char *a = map(4);

    ok(a != MAP_FAILED && (uintptr_t)a % PAGE == 0, "mmap gives pages");
    ok(a[0] == 0 && a[4 * PAGE - 1] == 0, "of zeros");
    a[PAGE] = 'q';
    is(munmap(a, PAGE), 0, "munmap of the first");
    at = a;
    dies(read_it, SIGSEGV, "which is gone");
    is(a[PAGE], 'q', "the rest stays");
    ok(mmap(a, PAGE, RW, ANON | MAP_FIXED, -1, 0) == a,
       "MAP_FIXED fills the hole");
    is(a[0], 0, "with zeros");
    ok(mmap(a, 4 * PAGE, RW, ANON | MAP_FIXED, -1, 0) == a,
       "and replaces what was there");
    is(a[PAGE], 0, "with zeros too");
    fails((long)mmap(a, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0), EEXIST,
          "MAP_FIXED_NOREPLACE does not");
    munmap(a, 4 * PAGE);
    fails((long)mmap(NULL, 0, RW, ANON, -1, 0), EINVAL, "size 0 is EINVAL");
    fails((long)mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL,
          "neither private nor shared is EINVAL");
    fails((long)mmap((void *)123, PAGE, RW, ANON | MAP_FIXED, -1, 0), EINVAL,
          "a misaligned fixed address is EINVAL");
    fails((long)mmap(NULL, 1ul << 46, RW, ANON, -1, 0), ENOMEM,
          "64 TiB are ENOMEM");
    fails((long)mmap((void *)(1ul << 47), PAGE, RW, ANON | MAP_FIXED, -1, 0),
          ENOMEM, "beyond user memory is ENOMEM");
    fails((long)mmap(NULL, PAGE, RW, MAP_PRIVATE, 99, 0), EBADF,
          "a bad descriptor is EBADF");
    fails(munmap((void *)1, PAGE), EINVAL, "munmap: misaligned is EINVAL");
    fails(munmap(a, 0), EINVAL, "munmap: size 0 is EINVAL");
    is(munmap(a, PAGE), 0, "munmap: a hole is fine");
}

static void test_mmap_of_files(void)
{
    int fd[2], file = open("/tmp/mapped", O_RDWR | O_CREAT, 0600);
    char *a = mmap((void *)(1ul << 47), PAGE, RW, ANON, -1, 0);

    ok(a != MAP_FAILED, "a hint beyond user memory is forgotten");
    if (pipe(fd) < 0)
        return;
    fails((long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd[0], 0), ENODEV,
          "a pipe is ENODEV");
    fails((long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd[1], 0), EACCES,
          "its writing end is EACCES");
    fails((long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, file, -PAGE),
          EOVERFLOW, "a file's last offset is EOVERFLOW");
    fails((long)mmap(NULL, 0, PROT_READ, MAP_PRIVATE, -1, 0), EBADF,
          "EBADF comes before size 0");
    is(syscall(SYS_mprotect, a, 0, 99), 0, "mprotect of nothing is fine");
    fails(syscall(SYS_mprotect, a, PAGE, 99), EINVAL,
          "a strange protection is EINVAL");
    munmap(a, PAGE);
    close(fd[0]);
    close(fd[1]);
    close(file);
    unlink("/tmp/mapped");
}

static void test_mprotect(void)
{
    char *a = map(3);

    a[0] = a[PAGE] = a[2 * PAGE] = 'w';
    is(mprotect(a + PAGE, PAGE, PROT_READ), 0, "mprotect of the middle");
    at = a + PAGE;
    dies(write_it, SIGSEGV, "which cannot be written now");
    is(a[PAGE], 'w', "but read");
    a[0] = a[2 * PAGE] = 'v';
    ok(1, "its neighbours are written");
    is(mprotect(a + PAGE, PAGE, PROT_NONE), 0, "PROT_NONE");
    dies(read_it, SIGSEGV, "forbids reading");
    int fd[2];
    if (pipe(fd) == 0) {
        fails(write(fd[1], at, 1), EFAULT, "to the kernel as well");
        close(fd[0]);
        close(fd[1]);
    }
    is(mprotect(a, 3 * PAGE, RW), 0, "and all is opened again");
    is(a[PAGE], 'w', "with its content");
    a[PAGE] = 'x';
    is(a[PAGE], 'x', "and writable");
    at = a;
    dies(run_it, SIGSEGV, "data cannot be executed");
    munmap(a + PAGE, PAGE);
    fails(mprotect(a, 3 * PAGE, PROT_READ), ENOMEM, "a hole is ENOMEM");
    mprotect(a, PAGE, RW);
    fails(mprotect(a, 1ul << 47, PROT_READ), ENOMEM, "however long the range");
    at = a;
    dies(write_it, SIGSEGV, "what is below the hole is protected");
    munmap(a, 3 * PAGE);
    a = map(1);
    a[0] = (char)0xc3;                  /* ret */
    is(mprotect(a, PAGE, PROT_READ | PROT_EXEC), 0, "code can be made");
    at = a;
    is(in_child(run_it), 0, "and run");
    munmap(a, PAGE);
}

/* A hint that can't be followed replaces nothing: both count. */
static void test_limit(void)
{
    struct rlimit old, small = { 64ul << 20, RLIM_INFINITY };
    size_t size = 40ul << 20;

    getrlimit(RLIMIT_AS, &old);
    small.rlim_max = old.rlim_max;
    is(setrlimit(RLIMIT_AS, &small), 0, "with RLIMIT_AS 64 MiB");
    char *a = mmap(NULL, size, RW, ANON, -1, 0);
    ok(a != MAP_FAILED, "40 MiB can be had");
    fails((long)mmap(a, size, RW, ANON, -1, 0), ENOMEM, "80 are ENOMEM");
    ok(mmap(a, size, RW, ANON | MAP_FIXED, -1, 0) == a,
       "unless they replace the first");
    setrlimit(RLIMIT_AS, &old);
    munmap(a, size);
}

static void test_brk(void)
{
    char *start = sbrk(0);

    ok(sbrk(3 * PAGE) == start, "sbrk grows the heap");
    start[3 * PAGE - 1] = 'e';
    ok(start[0] == 0, "by zeros");
    ok(sbrk(-3 * (long)PAGE) != (void *)-1, "and shrinks it");
    ok(sbrk(0) == start, "back to its start");
    sbrk(3 * PAGE);
    is(start[3 * PAGE - 1], 0, "grown again it is zeros");
    fails((long)sbrk(1l << 46), ENOMEM, "too much is ENOMEM");
}

static void test_cow(void)
{
    char *a = map(100);
    int right = 1;

    memset(a, 'p', 100 * PAGE);
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < 100; i++) {
            right = right && a[i * PAGE] == 'p';
            a[i * PAGE] = 'c';
        }
        _exit(!right);
    }
    int status;
    waitpid(pid, &status, 0);
    for (int i = 0; i < 100; i++)
        right = right && a[i * PAGE] == 'p';
    ok(right && status == 0, "100 pages are copied on write");
    pid = fork();
    if (pid == 0) {
        usleep(10000);
        for (int i = 0; i < 100; i++)
            right = right && a[i * PAGE] == 'p';
        _exit(!right);
    }
    memset(a, 'n', 100 * PAGE);
    waitpid(pid, &status, 0);
    is(status, 0, "also when the parent writes first");
    munmap(a, 100 * PAGE);
}

/* --- every call that takes a pointer -------------------------------------- */

static void *const bad_pointers[] = {
    (void *)8, (void *)0xffff800000000000, (void *)0xffffffff80100000,
    (void *)0x0000800000000000, (void *)0xfffffffffffffff8,
    (void *)0x8000000000000000, NULL /* unmapped page */,
};
#define BADS (sizeof(bad_pointers) / sizeof(bad_pointers[0]))

/* The call `number` with the bad pointer as argument `which`. */
static int all_efault(long number, int which, long a, long b, long c, long d)
{
    for (unsigned i = 0; i < BADS; i++) {
        long args[4] = { a, b, c, d };
        args[which] = (long)(bad_pointers[i] ? bad_pointers[i] : at);
        if (syscall(number, args[0], args[1], args[2], args[3]) != -1 ||
            errno != EFAULT) {
            printf("# pointer %p: errno %d\n", (void *)args[which], errno);
            return 0;
        }
    }
    return 1;
}

static void test_bad_pointers(void)
{
    int fd[2], file = open("/tmp/bad", O_RDWR | O_CREAT, 0600);
    int id = shmget(IPC_PRIVATE, PAGE, 0600);

    at = map(1);
    munmap(at, PAGE);
    if (pipe(fd) < 0 || file < 0 || write(file, "hello", 5) != 5)
        return;
    struct { long number; int which; long a, b, c, d; const char *name; } t[] = {
        { SYS_write, 1, fd[1], 0, 8, 0, "write to a pipe" },
        { SYS_write, 1, file, 0, 8, 0, "write to a file" },
        { SYS_open, 0, 0, 0, 0, 0, "open" },
        { SYS_openat, 1, AT_FDCWD, 0, 0, 0, "openat" },
        { SYS_stat, 0, 0, (long)&file, 0, 0, "stat, path" },
        { SYS_stat, 1, (long)"/", 0, 0, 0, "stat, result" },
        { SYS_fstat, 1, file, 0, 0, 0, "fstat" },
        { SYS_newfstatat, 2, AT_FDCWD, (long)"/", 0, 0, "newfstatat" },
        { SYS_unlink, 0, 0, 0, 0, 0, "unlink" },
        { SYS_mkdir, 0, 0, 0, 0, 0, "mkdir" },
        { SYS_chdir, 0, 0, 0, 0, 0, "chdir" },
        { SYS_getcwd, 0, 0, 100, 0, 0, "getcwd" },
        { SYS_execve, 0, 0, 0, 0, 0, "execve" },
        { SYS_pipe, 0, 0, 0, 0, 0, "pipe" },
        { SYS_pipe2, 0, 0, 0, 0, 0, "pipe2" },
        { SYS_rt_sigaction, 1, SIGUSR1, 0, 0, 8, "rt_sigaction" },
        { SYS_rt_sigprocmask, 1, 0, 0, 0, 8, "rt_sigprocmask" },
        { SYS_nanosleep, 0, 0, 0, 0, 0, "nanosleep" },
        { SYS_clock_gettime, 1, 0, 0, 0, 0, "clock_gettime" },
        { SYS_uname, 0, 0, 0, 0, 0, "uname" },
        { SYS_getresuid, 0, 0, (long)&file, (long)&file, 0, "getresuid" },
        { SYS_shmctl, 2, id, IPC_STAT, 0, 0, "shmctl IPC_STAT" },
        { SYS_shmctl, 2, id, IPC_SET, 0, 0, "shmctl IPC_SET" },
        { SYS_writev, 1, file, 0, 1, 0, "writev" },
        { SYS_ioctl, 2, 0, 0x5413, 0, 0, "ioctl TIOCGWINSZ" },
    };
    for (unsigned i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
        if (t[i].number == SYS_ioctl && !isatty(0)) {
            skip(1, "no terminal");
            continue;
        }
        ok(all_efault(t[i].number, t[i].which, t[i].a, t[i].b, t[i].c, t[i].d),
           "%s: bad pointers are EFAULT", t[i].name);
    }
    lseek(file, 0, SEEK_SET);
    ok(all_efault(SYS_read, 1, file, 0, 4, 0), "read: bad pointers are EFAULT");
    char c;
    is(read(file, &c, 1) == 1 ? c : -1, 'h', "and nothing of the file is lost");
    pid_t pid = fork();
    if (pid == 0)
        _exit(3);
    usleep(10000);
    char *edge = map(2);
    munmap(edge + PAGE, PAGE);
    struct stat *half = (struct stat *)(edge + PAGE - 64);
    fails(fstat(file, half), EFAULT, "a half mapped result is EFAULT");
    strcpy(edge + PAGE - 5, "/tmp");
    ok(stat((char *)edge + PAGE - 5, &(struct stat){ 0 }) == 0,
       "a path that ends at the end of a page is read");
    memset(edge + PAGE - 4, 'x', 4);
    fails(chdir(edge + PAGE - 4), EFAULT, "one that goes beyond is EFAULT");
    is(waitpid(pid, NULL, 0), pid, "the child is still there to be waited for");
    munmap(edge, PAGE);
    close(file);
    unlink("/tmp/bad");
    shmctl(id, IPC_RMID, NULL);
    close(fd[0]);
    close(fd[1]);
}

static void test_unknown(void)
{
    fails(syscall(1000), ENOSYS, "an unknown call is ENOSYS");
    fails(syscall(100000), ENOSYS, "a number beyond the table too");
    fails(syscall(-1), ENOSYS, "and a negative one");
}

/* Both rights at once: code that is written and run in turn. */
static int answer(void)
{
    return ((int (*)(void))at)();
}

static void test_code(void)
{
    static const char code[] = "\xb8\x2a\0\0\0\xc3";    /* return 42 */
    int status;

    at = mmap(NULL, PAGE, RW | PROT_EXEC, ANON, -1, 0);
    ok(at != MAP_FAILED, "memory to write and to execute");
    memcpy(at, code, sizeof(code));
    is(answer(), 42, "what was written is executed");
    at[1] = 43;
    is(answer(), 43, "and what was changed");
    pid_t pid = fork();
    if (pid == 0) {
        int before = answer();
        at[1] = 44;
        _exit(before != 43 || answer() != 44);
    }
    waitpid(pid, &status, 0);
    is(status, 0, "a child executes and changes its own copy");
    is(answer(), 43, "which is not the parent's");
    pid = fork();
    if (pid == 0)
        _exit(usleep(10000) || answer() != 43);
    at[1] = 45;
    waitpid(pid, &status, 0);
    is(status, 0, "nor the other way round");
    is(answer(), 45, "the parent has its change");
    is(mprotect(at, PAGE, PROT_READ), 0, "and when all is taken away");
    dies(run_it, SIGSEGV, "does not execute");
    is(mprotect(at, PAGE, PROT_READ | PROT_EXEC), 0, "but with execution");
    is(answer(), 45, "it does");
    munmap(at, PAGE);
}

/* Private memory moves with its pages. */
static void test_mremap(void)
{
    char *a = map(3), *wall, *b;
    int status;

    munmap(a + 2 * PAGE, PAGE);
    wall = mmap(a + 2 * PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0);
    a[0] = 'a', a[PAGE] = 'b';
    pid_t pid = fork();
    if (pid == 0) {
        usleep(10000);
        _exit(a[0] != 'a' || a[PAGE] != 'b');
    }
    b = mremap(a, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE);
    ok(b != MAP_FAILED && b != a, "mremap moves what cannot grow");
    ok(b[0] == 'a' && b[PAGE] == 'b', "with its pages");
    ok(b[2 * PAGE] == 0 && b[4 * PAGE - 1] == 0, "and zeros behind them");
    b[0] = 'c';
    waitpid(pid, &status, 0);
    is(status, 0, "a child keeps its own, where they were");
    at = a;
    dies(read_it, SIGSEGV, "nothing is left there");
    ok(mremap(b, 4 * PAGE, PAGE, 0) == b, "it shrinks");
    at = b + PAGE;
    dies(read_it, SIGSEGV, "and loses its tail");
    ok(mremap(b, PAGE, 2 * PAGE, 0) == b, "it grows in place");
    ok(b[0] == 'c' && b[PAGE] == 0, "by zeros");
    fails((long)mremap(b, 0, PAGE, MREMAP_MAYMOVE), EINVAL,
          "private memory is not doubled: EINVAL");
    ok(mremap(b, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, wall) == wall,
       "a page over another");
    is(wall[0], 'c', "which it replaces");
    is(b[PAGE], 0, "its neighbour stays");
    munmap(b + PAGE, PAGE);
    a = mremap(wall, PAGE, PAGE, MREMAP_MAYMOVE | 4 /* MREMAP_DONTUNMAP */, 0);
    is(a[0], 'c', "MREMAP_DONTUNMAP takes the page along");
    is(wall[0], 0, "and leaves zeros");
    munmap(a, PAGE);
    munmap(wall, PAGE);
    a = map(1024);
    for (int i = 0; i < 1024; i++)
        a[i * PAGE] = i;
    a = mremap(a, 1024 * PAGE, 2048 * PAGE, MREMAP_MAYMOVE);
    int same = 0;
    for (int i = 0; i < 1024; i++)
        same += a[i * PAGE] == (char)i && a[(1024 + i) * PAGE] == 0;
    is(same, 1024, "four MiB become eight");
    munmap(a, 2048 * PAGE);
}

int main(void)
{
    test_mremap();
    test_code();
    test_mmap();
    test_mmap_of_files();
    test_mprotect();
    test_limit();
    test_brk();
    test_cow();
    test_bad_pointers();
    test_unknown();
    return plan();
}
