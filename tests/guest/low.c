/* low.c - page 0, where NULL points: who may map it by mmap, shmat or mremap
 * (CAP_SYS_RAWIO), that it is memory like any other then, and where low hints
 * lead. */
#include "shm.h"
#include <linux/futex.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define BOTTOM 0x10000ul        /* below this none but a privileged one maps */
#define MOVE (MREMAP_MAYMOVE | MREMAP_FIXED)
#define CAP_SYS_RAWIO 17

static int id, other;

/* The compiler mustn't know that it is NULL. */
static char *volatile zero;

static long map(unsigned long at, size_t size, int flags)
{
    return (long)mmap((void *)at, size, RW, ANON | flags, -1, 0);
}

static long unmap(unsigned long at, size_t size)
{
    return syscall(SYS_munmap, at, size);
}

static long attach(int which, unsigned long at, int flags)
{
    return (long)shmat(which, (void *)at, flags);
}

static long move(unsigned long from, size_t old, size_t new, int flags,
                 unsigned long to)
{
    return syscall(SYS_mremap, from, old, new, flags, to);
}

/* Two pages with these first bytes. */
static char *two(char a, char b)
{
    char *at = (char *)map(0, 2 * PAGE, 0);

    at[0] = a;
    at[PAGE] = b;
    return at;
}

static int is_mapped(char *at)
{
    unsigned char in;

    return mincore(at, PAGE, &in) == 0;
}

static void read_zero(void)
{
    (void)*(volatile char *)zero;
}

static void write_zero(void)
{
    *(volatile char *)zero = 1;
}

/* --- with CAP_SYS_RAWIO --------------------------------------------------- */

static void test_mmap(void)
{
    faults(read_zero, SIGSEGV, SEGV_MAPERR, "nothing is there at first");
    is(map(0, PAGE, MAP_FIXED), 0, "mmap of page 0");
    is(zero[0], 0, "which is zero");
    zero[1] = 'z';
    is(zero[1], 'z', "and is written");
    fails(map(0, PAGE, MAP_FIXED_NOREPLACE), EEXIST, "now it is in use");
    is(map(0, PAGE, MAP_FIXED), 0, "but is replaced");
    is(zero[1], 0, "by zeros");
    is(syscall(SYS_mprotect, 0l, PAGE, PROT_READ), 0, "it can be protected");
    faults(write_zero, SIGSEGV, SEGV_ACCERR, "from writing");
    is(syscall(SYS_mprotect, 0l, PAGE, RW), 0, "and opened again");
    is(syscall(SYS_mlock, 0l, PAGE), 0, "locked");
    is(syscall(SYS_munlock, 0l, PAGE), 0, "and unlocked");
    ok(is_mapped(zero), "mincore knows it");
    is(unmap(0, PAGE), 0, "and unmapped");
    faults(read_zero, SIGSEGV, SEGV_MAPERR, "then it is gone");
    is(unmap(0, PAGE), 0, "which may be done twice");
    fails(map(1, PAGE, MAP_FIXED), EINVAL, "address 1 is EINVAL");
    fails(map(0, 1ul << 47, MAP_FIXED), ENOMEM, "all addresses are ENOMEM");
}

static void child_writes(void)
{
    int saw = zero[0];

    zero[0] = 'c';
    _exit(saw != 'p' || zero[0] != 'c');
}

static void test_fork(void)
{
    map(0, PAGE, MAP_FIXED);
    zero[0] = 'p';
    is(in_child(child_writes), 0, "a child has page 0, too");
    is(zero[0], 'p', "as its own");
    unmap(0, PAGE);
}

/* The kernel takes NULL for an address like others. */
static void test_kernel(void)
{
    int fd[2];

    if (pipe(fd) < 0)
        return;
    fails(syscall(SYS_write, fd[1], 0l, 1l), EFAULT, "write from NULL: EFAULT");
    fails(syscall(SYS_futex, 0l, FUTEX_WAIT, 1, 0l), EFAULT,
          "waiting there as well");
    map(0, PAGE, MAP_FIXED);
    zero[0] = '/';
    is(syscall(SYS_write, fd[1], 0l, 2l), 2, "of a mapped page it is not");
    is(syscall(SYS_read, fd[0], PAGE - 2, 2l), 2, "nor to one");
    is(zero[PAGE - 2], '/', "which gets what was sent");
    fails(syscall(SYS_futex, 0l, FUTEX_WAIT, 1, 0l), EAGAIN,
          "a futex there holds another value");
    long dir = syscall(SYS_open, 0l, O_RDONLY, 0);
    ok(dir >= 0, "a path may be there");
    close(dir);
    unmap(0, PAGE);
    close(fd[0]);
    close(fd[1]);
}

static void test_maps(void)
{
    char line[200] = "";

    map(0, PAGE, MAP_FIXED);
    FILE *f = fopen("/proc/self/maps", "r");
    if (f && !fgets(line, sizeof(line), f))
        line[0] = '\0';
    fclose(f);
    ok(strncmp(line, "00000000-00001000 rw-p 00000000 00:00 0", 39) == 0,
       "/proc/self/maps tells of it");
    unmap(0, PAGE);
}

static void leave(void)
{
    _exit(zero[0] != 's');
}

static void test_shmat(void)
{
    char *twin = shmat(id, NULL, 0);

    fails(attach(id, 1, 0), EINVAL, "shmat at 1 is EINVAL");
    is(attach(id, 1, SHM_RND), 0, "shmat at 1 with SHM_RND is at 0");
    twin[0] = 's';
    is(zero[0], 's', "the segment is there");
    is(nattch(id), 2, "and counted");
    fails(attach(id, 1, SHM_RND | SHM_REMAP), EINVAL, "SHM_REMAP is EINVAL");
    is(in_child(leave), 0, "a child has it");
    is(nattch(id), 2, "until it ends");
    is(attach(other, PAGE - 1, SHM_RND), 0, "another comes to the same place");
    is(nattch(id), 1, "where it replaces the first");
    is(nattch(other), 1, "and is counted");
    is(zero[0], 0, "and seen");
    is(zero[PAGE], 0, "with two pages");
    is(syscall(SYS_mprotect, 0l, PAGE, PROT_READ), 0, "protected in part");
    is(nattch(other), 2, "it counts twice");
    is(unmap(0, PAGE), 0, "without its head");
    is(nattch(other), 1, "it counts once");
    is(shmdt(zero), 0, "shmdt(0) finds what is left");
    is(nattch(other), 0, "of it");
    fails(shmdt(zero), EINVAL, "once");
    map(0, PAGE, MAP_FIXED);
    is(attach(id, 1, SHM_RND | SHM_RDONLY), 0, "what lies there is replaced");
    is(zero[0], 's', "by the segment");
    faults(write_zero, SIGSEGV, SEGV_ACCERR, "read-only");
    is(map(0, PAGE, MAP_FIXED), 0, "mmap over it");
    is(nattch(id), 1, "detaches it");
    unmap(0, PAGE);
    shmdt(twin);
}

static void test_mremap(void)
{
    char *a = two('a', 'b'), *back = hole(2);

    is(move((long)a, 2 * PAGE, 2 * PAGE, MOVE, 0), 0, "mremap to 0");
    ok(zero[0] == 'a' && zero[PAGE] == 'b', "takes the pages along");
    ok(!is_mapped(a), "from where they were");
    is(move(0, 2 * PAGE, 3 * PAGE, 0, 0), 0, "there they may grow");
    is(zero[2 * PAGE], 0, "by zeros");
    is(move(0, 3 * PAGE, PAGE, 0, 0), 0, "and shrink");
    ok(!is_mapped(zero + PAGE), "to one");
    is(move(0, PAGE, PAGE, MOVE, (long)back), (long)back, "and leave");
    is(back[0], 'a', "as they are");
    ok(!is_mapped(zero), "and 0 is free");
    munmap(back, PAGE);
    char *s = shmat(other, NULL, 0);
    s[PAGE] = 'S';
    is(move((long)s, 2 * PAGE, 2 * PAGE, MOVE, 0), 0, "a segment moves, too");
    is(zero[PAGE], 'S', "it is the same");
    is(nattch(other), 1, "and counts once");
    is(shmdt(zero), 0, "and is detached there");
    s = shmat(other, NULL, 0);
    is(move((long)s, 0, PAGE, MOVE, 0), 0, "or is doubled");
    is(nattch(other), 2, "and counts twice");
    shmdt(zero);
    shmdt(s);
}

/* --- hints ---------------------------------------------------------------- */

static void test_hints(void)
{
    unsigned long a = map(1, PAGE, 0), b = map(PAGE, PAGE, 0);
    unsigned long c = map(PAGE, PAGE, 0), d = map(BOTTOM + 5 * PAGE, PAGE, 0);

    ok(a > BOTTOM, "a hint within page 0 is none");
    is(b, BOTTOM, "a low one is raised");
    ok(c > BOTTOM, "and forgotten if there is something");
    is(d, BOTTOM + 5 * PAGE, "a higher one is followed");
    unmap(a, PAGE);
    unmap(b, PAGE);
    unmap(c, PAGE);
    unmap(d, PAGE);
}

/* --- without -------------------------------------------------------------- */

static void test_refusals(void)
{
    int fd[2];
    char *a = two('a', 'b'), *nothing = hole(1);
    long at = (long)a;

    fails(map(0, PAGE, MAP_FIXED), EPERM, "mmap of page 0 is EPERM");
    fails(map(0, PAGE, MAP_FIXED_NOREPLACE), EPERM, "in either way");
    fails((long)mmap(NULL, PAGE, RW, MAP_ANONYMOUS | MAP_FIXED, -1, 0), EPERM,
          "before a type that is missing");
    fails(map(0, 0, MAP_FIXED), EINVAL, "after a size of 0");
    fails(map(1, PAGE, MAP_FIXED), EINVAL, "after a misaligned address");
    fails(map(0, 1ul << 47, MAP_FIXED), ENOMEM, "after ENOMEM");
    if (pipe(fd) == 0) {
        fails((long)mmap(NULL, PAGE, RW, MAP_PRIVATE | MAP_FIXED, fd[0], 0),
              EPERM, "before what is wrong with a file");
        close(fd[0]);
        close(fd[1]);
    }
    fails(attach(id, 1, SHM_RND), EPERM, "shmat there is EPERM");
    fails(attach(-1, 1, SHM_RND), EINVAL, "after the id");
    fails(attach(id, 1, SHM_RND | SHM_REMAP), EINVAL, "after SHM_REMAP");
    is(nattch(id), 0, "nothing is counted");
    fails(move(at, PAGE, PAGE, MOVE, 0), EPERM, "mremap to 0 is EPERM");
    is(a[0], 'a', "and moves nothing");
    fails(move((long)nothing, PAGE, PAGE, MOVE, 0), EFAULT,
          "after what isn't mapped");
    fails(move(at, PAGE, PAGE, MREMAP_FIXED, 0), EINVAL, "after wrong flags");
    fails(move(at, PAGE, PAGE, MOVE, 1), EINVAL, "after a misaligned address");
    fails(move(at, 0, PAGE, MOVE, 0), EINVAL, "after doubling what is private");
    fails(move(at, 2 * PAGE, PAGE, MOVE, 0), EPERM, "when it shrinks as well");
    ok(is_mapped(a) && !is_mapped(a + PAGE), "but the end is gone by then");
    munmap(a, PAGE);
    test_hints();
}

/* Who has it keeps it, until it goes. */
static void test_kept(void)
{
    ok(zero[0] == 'k', "what is there stays");
    is(syscall(SYS_mprotect, 0l, PAGE, PROT_READ), 0, "and may be protected");
    fails(map(0, PAGE, MAP_FIXED), EPERM, "not replaced");
    fails(attach(id, 1, SHM_RND), EPERM, "by a segment neither");
    fails(move(0, PAGE, 2 * PAGE, 0, 0), ENOMEM, "and doesn't grow");
    is(zero[0], 'k', "it is as it was");
    char *away = (char *)move(0, PAGE, 2 * PAGE, MREMAP_MAYMOVE, 0);
    ok((unsigned long)away > BOTTOM, "except elsewhere");
    is(away[0], 'k', "with what it has");
    fails(map(0, PAGE, MAP_FIXED), EPERM, "it is not to be had again");
    munmap(away, 2 * PAGE);
}

static void keep_one(void)
{
    map(0, PAGE, MAP_FIXED);
    zero[0] = 'k';
}

static long set_rawio(int on)
{
    struct { unsigned version; int pid; } v3 = { 0x20080522, 0 };
    struct { unsigned effective, permitted, inheritable; } part[2];

    if (syscall(SYS_capget, &v3, part) < 0)
        return -1;
    part[0].effective &= ~(1u << CAP_SYS_RAWIO);
    part[0].effective |= (unsigned)on << CAP_SYS_RAWIO;
    return syscall(SYS_capset, &v3, part);
}

/* On Linux, not all of those who are root may. */
static int host_forbids(void)
{
    struct utsname name;
    int forbidden = map(0, PAGE, MAP_FIXED) != 0;

    unmap(0, PAGE);
    uname(&name);
    return forbidden && !strstr(name.release, "commons");
}

#define TESTS 142

int main(void)
{
    if (host_forbids() || !has_users()) {
        skip(TESTS, "root may not map page 0 here");
        return plan();
    }
    id = shmget(IPC_PRIVATE, PAGE, 0666);
    other = shmget(IPC_PRIVATE, 2 * PAGE, 0666);
    test_mmap();
    test_fork();
    test_kernel();
    test_maps();
    test_shmat();
    test_mremap();
    test_hints();
    keep_one();
    is(set_rawio(0), 0, "without CAP_SYS_RAWIO");
    test_kept();
    test_refusals();
    is(set_rawio(1), 0, "and with it again");
    is(map(0, PAGE, MAP_FIXED), 0, "it can be had");
    zero[0] = 'k';
    ok(seteuid(1000) == 0, "as an ordinary user");
    test_kept();
    test_refusals();
    ok(seteuid(0) == 0, "and as root again");
    is(map(0, PAGE, MAP_FIXED), 0, "it can be had");
    unmap(0, PAGE);
    discard(id);
    discard(other);
    return plan();
}
