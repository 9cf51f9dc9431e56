/* shm_at.c - shmat(2): addresses, flags, and the rights of an attachment. */
#include "shm.h"
#include <sys/resource.h>
#include <sys/syscall.h>

static int id;
static volatile char *memory;

static long attach(int which, void *at, int flags)
{
    return (long)shmat(which, at, flags);
}

static void test_errors(void)
{
    char *at = hole(4);

    id = fresh(2 * PAGE);
    fails(attach(-1, NULL, 0), EINVAL, "id -1 is EINVAL");
    fails(attach(id + 1, NULL, 0), EINVAL, "an unknown id is EINVAL");
    fails(attach(id + 32768, NULL, 0), EINVAL, "so is an old one");
    fails(attach(id, at + 1, 0), EINVAL, "a misaligned address is EINVAL");
    fails(attach(id, at + 1, SHM_REMAP), EINVAL, "with SHM_REMAP too");
    fails(attach(id, NULL, SHM_REMAP), EINVAL,
          "SHM_REMAP without an address is EINVAL");
    fails(attach(id, (void *)1, SHM_RND | SHM_REMAP), EINVAL,
          "and if SHM_RND makes it none");
    fails(attach(id, (void *)-PAGE, 0), EINVAL,
          "an end beyond 2^64 is EINVAL");
    fails(attach(id, (void *)0x800000000000, 0), ENOMEM,
          "an address beyond a user's is ENOMEM");
    fails(attach(id, (void *)0x7ffffffff000, 0), ENOMEM,
          "a half beyond it as well");
    fails(attach(id, (void *)0x800000000000, SHM_REMAP), ENOMEM,
          "and with SHM_REMAP");
    is(stat_of(id).shm_atime, 0, "failures leave atime");
    is(stat_of(id).shm_lpid, 0, "and lpid");
    is(nattch(id), 0, "and count nothing");
    discard(id);
}

static void test_arguments(void)
{
    char *at = hole(2);

    id = fresh(PAGE);
    ok(shmat(id, at, 017742007777) == at, "flags that mean nothing are ignored");
    shmdt(at);
    is(syscall(SYS_shmat, 1l << 32 | id, at, 0l), (long)at,
       "only 32 bits of the id count");
    shmdt(at);
    is(syscall(SYS_shmat, (long)id, at, 1l << 32), (long)at,
       "and of the flags");
    shmdt(at);
    ok(shmat(id, at + 123, SHM_RND) == at, "SHM_RND rounds down");
    shmdt(at);
    ok(shmat(id, at + PAGE - 1, SHM_RND) == at, "from a page's last byte");
    shmdt(at);
    ok(shmat(id, at, SHM_RND) == at, "and leaves an aligned address");
    shmdt(at);
    ok(shmat(id, at, SHM_REMAP) == at, "SHM_REMAP works on free addresses");
    shmdt(at);
    discard(id);
}

static void test_choice(void)
{
    id = fresh(PAGE);
    char *a = shmat(id, NULL, 0), *b = shmat(id, NULL, 0);
    char *c = shmat(id, NULL, 0);

    ok((uintptr_t)a % PAGE == 0, "the kernel chooses a page's address");
    ok(b < a && c < b, "each below the one before");
    shmdt(b);
    ok(shmat(id, NULL, 0) == b, "a hole is used again");
    is(nattch(id), 3, "three are counted");
    b[0] = 'x';
    is(a[0], 'x', "and are one memory");
    is(c[0], 'x', "all of them");
    shmdt(a);
    shmdt(b);
    shmdt(c);
    discard(id);
}

static void test_overlap(void)
{
    char *at = hole(8);

    id = fresh(2 * PAGE);
    page_at(at + 2 * PAGE);
    fails(attach(id, at + PAGE, 0), EINVAL, "a page in the way is EINVAL");
    fails(attach(id, at + 2 * PAGE, 0), EINVAL, "also at the start");
    ok(shmat(id, at, 0) == at, "right below it is free");
    ok(shmat(id, at + 3 * PAGE, 0) == at + 3 * PAGE, "and right above");
    fails(attach(id, at + PAGE, 0), EINVAL, "an attachment is in the way, too");
    is(nattch(id), 2, "nothing but the two was counted");
    at[0] = 'a';
    at[2 * PAGE] = 'p';
    ok(shmat(id, at + PAGE, SHM_REMAP) == at + PAGE,
       "SHM_REMAP replaces page and attachment");
    is(nattch(id), 3, "the rest of the old one counts on");
    is(at[PAGE], 'a', "the new one shows the start of the segment");
    is(at[0], 'a', "as the rest of the old one does");
    is(at[2 * PAGE], 0, "the page is gone");
    ok(shmat(id, at, SHM_REMAP) == at, "over parts of two attachments");
    is(nattch(id), 3, "one goes, one stays in part");
    is(shmdt(at), 0, "the new one is detached");
    is(shmdt(at + PAGE), 0, "what is left of the second");
    is(shmdt(at + 3 * PAGE), 0, "and the third");
    is(nattch(id), 0, "none is left");
    discard(id);
}

static void test_success(void)
{
    int zero = 1;

    id = fresh(2 * PAGE - 100);
    time_t before = time(NULL);
    memory = shmat(id, NULL, 0);
    struct shmid_ds ds = stat_of(id);
    is(ds.shm_nattch, 1, "nattch is 1");
    is(ds.shm_lpid, getpid(), "lpid is who attached");
    ok(ds.shm_atime >= before && ds.shm_atime <= time(NULL), "atime is now");
    is(ds.shm_dtime, 0, "dtime is as before");
    for (unsigned i = 0; i < 2 * PAGE; i++)
        zero = zero && memory[i] == 0;
    ok(zero, "all is zero, the rest of the last page too");
    memory[2 * PAGE - 1] = 'e';
    char *again = shmat(id, NULL, 0);
    is(again[2 * PAGE - 1], 'e', "that rest is shared");
    shmdt((void *)memory);
    shmdt(again);
    memory = shmat(id, NULL, SHM_RDONLY);
    is(memory[2 * PAGE - 1], 'e', "and stays");
    shmdt((void *)memory);
    discard(id);
}

static void read_it(void)
{
    (void)*memory;
}

static void write_it(void)
{
    *memory = 1;
}

static void read_behind(void)
{
    (void)memory[PAGE];
}

static void test_read_only(void)
{
    int fd[2];

    id = fresh(PAGE);
    char *at = hole(3);
    memory = shmat(id, at, SHM_RDONLY);
    faults(write_it, SIGSEGV, SEGV_ACCERR, "a write to SHM_RDONLY: SEGV_ACCERR");
    faults(read_it, 0, 0, "a read is not");
    faults(read_behind, SIGSEGV, SEGV_MAPERR, "behind it: SEGV_MAPERR");
    fails(mprotect(at, PAGE, PROT_READ | PROT_WRITE), EACCES,
          "mprotect cannot make it writable: EACCES");
    is(mprotect(at, PAGE, PROT_NONE), 0, "but can take all away");
    faults(read_it, SIGSEGV, SEGV_ACCERR, "then a read: SEGV_ACCERR");
    is(mprotect(at, PAGE, PROT_READ), 0, "and give back reading");
    if (pipe(fd) < 0)
        return;
    is(write(fd[1], at, 4), 4, "write(2) from it works");
    fails(read(fd[0], at, 4), EFAULT, "read(2) into it is EFAULT");
    close(fd[0]);
    close(fd[1]);
    shmdt(at);
    faults(read_it, SIGSEGV, SEGV_MAPERR, "detached: SEGV_MAPERR");
    memory = shmat(id, at, 0);
    is(mprotect(at, PAGE, PROT_READ), 0, "a writable one can be narrowed");
    faults(write_it, SIGSEGV, SEGV_ACCERR, "a write then: SEGV_ACCERR");
    is(mprotect(at, PAGE, PROT_READ | PROT_WRITE), 0, "and widened");
    faults(write_it, 0, 0, "a write is no fault");
    shmdt(at);
    discard(id);
}

static void execute(void)
{
    int (*code)(void) = (int (*)(void))memory;

    if (code() != 42)
        _exit(99);
}

static void test_execution(void)
{
    static const char code[] = "\xb8\x2a\0\0\0\xc3";    /* return 42 */

    id = shmget(IPC_PRIVATE, PAGE, 0700);
    memory = shmat(id, NULL, 0);
    memcpy((void *)memory, code, sizeof(code));
    faults(execute, SIGSEGV, SEGV_ACCERR, "execution without SHM_EXEC faults");
    is(mprotect((void *)memory, PAGE, PROT_READ | PROT_EXEC), 0,
       "mprotect allows it");
    faults(execute, 0, 0, "then it runs");
    shmdt((void *)memory);
    memory = shmat(id, NULL, SHM_EXEC | SHM_RDONLY);
    faults(execute, 0, 0, "SHM_EXEC and SHM_RDONLY: it runs");
    faults(write_it, SIGSEGV, SEGV_ACCERR, "and is not written");
    shmdt((void *)memory);
    memory = shmat(id, NULL, SHM_EXEC);
    faults(execute, 0, 0, "SHM_EXEC alone: it runs");
    faults(write_it, 0, 0, "and is written");
    memcpy((void *)memory, code, sizeof(code));
    faults(execute, 0, 0, "and runs");
    memory[1] = 43;
    is(((int (*)(void))memory)(), 43, "code that was just changed is what runs");
    memory[1] = 44;
    is(((int (*)(void))memory)(), 44, "each time");
    shmdt((void *)memory);
    discard(id);
}

static void test_removed(void)
{
    id = fresh(PAGE);
    char *a = shmat(id, NULL, 0);

    a[0] = 'r';
    discard(id);
    char *b = shmat(id, NULL, 0);
    ok(b != FAILED, "a removed segment can be attached while it lives");
    is(b[0], 'r', "it is the same");
    is(nattch(id), 2, "and counted");
    shmdt(a);
    shmdt(b);
    fails(attach(id, NULL, 0), EINVAL, "after the last detach it is EINVAL");
}

#define MANY 5000

static void test_limits(void)
{
    struct rlimit old, small = { 1ul << 30, RLIM_INFINITY };
    int big = shmget(IPC_PRIVATE, 2ul << 30, SHM_NORESERVE | 0600);

    id = fresh(PAGE);
    getrlimit(RLIMIT_AS, &old);
    small.rlim_max = old.rlim_max;
    is(setrlimit(RLIMIT_AS, &small), 0, "with RLIMIT_AS 1 GiB");
    fails(attach(big, NULL, 0), ENOMEM, "2 GiB are ENOMEM");
    is(nattch(big), 0, "and not counted");
    memory = shmat(id, NULL, 0);
    ok(memory != FAILED, "a page is not");
    setrlimit(RLIMIT_AS, &old);
    shmdt((void *)memory);
    memory = shmat(big, NULL, 0);
    ok(memory != FAILED, "without it 2 GiB are nothing");
    shmdt((void *)memory);
    discard(big);
    int n = 0;
    while (n < MANY && shmat(id, NULL, 0) != FAILED)
        n++;
    is(n, MANY, "one process may attach 5000 times, whatever SHMSEG says");
    is(nattch(id), MANY, "and all are counted");
    discard(id);
}

/* The rest of the mappings that one may have, which are more where
 * vm.max_map_count is higher. */
static void test_most(void)
{
    int n = MANY;

    id = fresh(PAGE);
    errno = 0;
    while (n < 70000 && shmat(id, NULL, 0) != FAILED)
        n++;
    if (n == 70000) {
        skip(3, "this machine allows more mappings");
    } else {
        ok(n > 65000 && n < 65530, "a process has room for 65,530 mappings");
        is(errno, ENOMEM, "one more is ENOMEM");
        is(nattch(id), n - MANY, "and is not counted");
    }
    discard(id);
}

static void test_no_room(void)
{
    id = shmget(IPC_PRIVATE, 70ul << 40, SHM_NORESERVE | 0600);
    ok(id >= 0, "70 TiB with SHM_NORESERVE");
    char *at = shmat(id, NULL, 0);
    ok(at != FAILED, "can be attached");
    fails(attach(id, NULL, 0), ENOMEM, "once: there is no such hole");
    fails(attach(id, at + PAGE, 0), EINVAL, "over itself it is EINVAL");
    is(nattch(id), 1, "that is not counted");
    at[69ul << 40] = 'h';
    is(at[69ul << 40], 'h', "it is memory");
    shmdt(at);
    discard(id);
    id = shmget(IPC_PRIVATE, 1ul << 62, SHM_NORESERVE | 0600);
    ok(id >= 0, "2^62 bytes with SHM_NORESERVE");
    at = page_at(hole(1));
    fails(attach(id, NULL, 0), ENOMEM, "are more than addresses");
    fails(attach(id, at - PAGE, 0), EINVAL, "what is in the way comes first");
    fails(attach(id, at, SHM_REMAP), ENOMEM, "if it isn't replaced");
    is(nattch(id), 0, "nothing is counted");
    munmap(at, PAGE);
    discard(id);
}

int main(void)
{
    test_no_room();
    test_errors();
    test_arguments();
    test_choice();
    test_overlap();
    test_success();
    test_read_only();
    test_execution();
    test_removed();
    test_limits();
    test_most();
    return plan();
}
