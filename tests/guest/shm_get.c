/* shm_get.c - shmget(2): what it asks in which order, what a new segment is.
 * Who may, shm_users.c asks. */
#include "shm.h"
#include <sys/stat.h>
#include <sys/syscall.h>

#define KEY 0x1111

static void test_private(void)
{
    int a = shmget(IPC_PRIVATE, 1, 0600), b;

    ok(a >= 0, "IPC_PRIVATE makes a segment without IPC_CREAT");
    b = shmget(IPC_PRIVATE, 1, IPC_CREAT | IPC_EXCL | 0600);
    ok(b >= 0 && b != a, "and another one with IPC_CREAT and IPC_EXCL");
    is(stat_of(a).shm_perm.__key, 0, "its key is 0");
    fails(shmget(IPC_PRIVATE, 0, 0600), EINVAL, "size 0 is EINVAL");
    fails(shmget(IPC_PRIVATE, 1ul << 47, 0600), ENOMEM,
          "128 TiB are ENOMEM");
    fails(shmget(IPC_PRIVATE, 1ul << 40, 0600), ENOMEM, "so is 1 TiB");
    fails(shmget(IPC_PRIVATE, (1ul << 63) - 1, 0600), ENOMEM, "and 2^63 - 1");
    fails(shmget(IPC_PRIVATE, 1ul << 63, 0600), EINVAL, "one more is EINVAL");
    fails(shmget(IPC_PRIVATE, -1ul, 0600), EINVAL,
          "more than SHMMAX is EINVAL");
    int big = shmget(IPC_PRIVATE, 1ul << 40, SHM_NORESERVE | 0600);
    ok(big >= 0, "1 TiB with SHM_NORESERVE can be had");
    char *at = shmat(big, NULL, 0);
    ok(at != FAILED, "and attached");
    at[0] = at[(1ul << 40) - 1] = 'x';
    is(at[(1ul << 40) - 1], 'x', "and used at both ends");
    shmdt(at);
    discard(big);
    discard(a);
    discard(b);
}

static void test_unknown_key(void)
{
    fails(shmget(KEY, 1, 0600), ENOENT, "an unknown key is ENOENT");
    fails(shmget(KEY, 0, 0600), ENOENT, "also with size 0");
    fails(shmget(KEY, -1ul, 0600), ENOENT, "also with a size too large");
    fails(shmget(KEY, 1, IPC_EXCL | 0600), ENOENT, "also with IPC_EXCL alone");
    fails(shmget(KEY, 0, IPC_CREAT | 0600), EINVAL,
          "with IPC_CREAT a size of 0 is EINVAL");
    fails(shmget(KEY, 1, 0600), ENOENT, "which made nothing");
}

static void test_known_key(void)
{
    int id = shmget(KEY, 5000, IPC_CREAT | IPC_EXCL | 0640);

    ok(id >= 0, "IPC_CREAT and IPC_EXCL make one");
    is(shmget(KEY, 5000, 0), id, "the key finds it");
    is(shmget(KEY, 1, 0), id, "with a smaller size");
    is(shmget(KEY, 0, 0), id, "with size 0");
    is(shmget(KEY, 5000, IPC_CREAT | 0600), id, "with IPC_CREAT");
    is(shmget(KEY, 5000, IPC_EXCL | 0600), id, "with IPC_EXCL alone");
    fails(shmget(KEY, 5001, 0), EINVAL, "a larger size is EINVAL");
    fails(shmget(KEY, 8192, 0), EINVAL, "also within its last page");
    fails(shmget(KEY, 5000, IPC_CREAT | IPC_EXCL), EEXIST,
          "IPC_CREAT and IPC_EXCL are EEXIST");
    fails(shmget(KEY, -1ul, IPC_CREAT | IPC_EXCL), EEXIST,
          "before the size is looked at");
    is(shmget(KEY, 1, SHM_HUGETLB), id, "flags for making mean nothing");
    is(shmget(KEY, 1, SHM_NORESERVE), id, "any of them");
    discard(id);
    fails(shmget(KEY, 1, 0), ENOENT, "removed, it is not found");
}

static void test_keys(void)
{
    int a = shmget(-1, 1, IPC_CREAT | 0600);
    int b = shmget(INT32_MIN, 1, IPC_CREAT | 0600);
    int c = shmget(INT32_MAX, 1, IPC_CREAT | 0600);

    ok(a >= 0, "-1 is a key");
    is(shmget(-1, 1, 0), a, "that finds");
    is(stat_of(a).shm_perm.__key, -1, "and is told");
    ok(b >= 0 && b != a, "so is the least");
    ok(c >= 0 && c != b, "and the greatest");
    is(shmget(INT32_MIN, 0, 0), b, "the least finds its own");
    is(shmget(INT32_MAX, 0, 0), c, "and the greatest");
    is(syscall(SYS_shmget, 0x500000000 + UINT32_MAX, 0ul, 0l), a,
       "only 32 bits of the key count");
    is(syscall(SYS_shmget, -1l, 0ul, 1l << 32 | IPC_CREAT), a,
       "and of the flags");
    discard(a);
    discard(b);
    discard(c);
}

static void test_new(void)
{
    umask(077);
    time_t before = time(NULL);
    int id = shmget(KEY, 5000, IPC_CREAT | 0666);
    struct shmid_ds ds = stat_of(id);

    is(ds.shm_perm.__key, KEY, "the key");
    is(ds.shm_perm.mode, 0666, "the mode is not masked by umask");
    is(ds.shm_segsz, 5000, "the size is not rounded");
    is(ds.shm_cpid, getpid(), "cpid is who made it");
    is(ds.shm_lpid, 0, "lpid is 0");
    is(ds.shm_nattch, 0, "nattch is 0");
    is(ds.shm_atime, 0, "atime is 0");
    is(ds.shm_dtime, 0, "dtime is 0");
    ok(ds.shm_ctime >= before && ds.shm_ctime <= time(NULL), "ctime is now");
    is(ds.shm_perm.uid, geteuid(), "uid");
    is(ds.shm_perm.gid, getegid(), "gid");
    is(ds.shm_perm.cuid, geteuid(), "cuid");
    is(ds.shm_perm.cgid, getegid(), "cgid");
    discard(id);
}

static void test_flags(void)
{
    int id = shmget(IPC_PRIVATE, 1, 037740000 | 0123);

    ok(id >= 0, "flags that mean nothing are ignored");
    is(stat_of(id).shm_perm.mode, 0123, "nine bits are the mode");
    discard(id);
    id = shmget(IPC_PRIVATE, 1, 30 << SHM_HUGE_SHIFT | 0600);
    ok(id >= 0, "so is the size of huge pages without SHM_HUGETLB");
    discard(id);
    id = shmget(IPC_PRIVATE, 1, SHM_NORESERVE | 0600);
    is(stat_of(id).shm_perm.mode, 0600, "SHM_NORESERVE leaves no mark");
    discard(id);
}

static volatile char *memory;

static void touch_it(void)
{
    *memory = 1;
}

/* Where no huge pages are set aside; huge.c has some. */
static void test_huge(void)
{
    int id = shmget(IPC_PRIVATE, PAGE, SHM_HUGETLB | 0600);

    if (id < 0 && errno == EPERM) {
        skip(6, "huge pages are not for this user");
        return;
    }
    fails(id, ENOMEM, "SHM_HUGETLB without huge pages is ENOMEM");
    fails(shmget(IPC_PRIVATE, 0, SHM_HUGETLB | 0600), EINVAL,
          "size 0 is EINVAL for it too");
    fails(shmget(IPC_PRIVATE, PAGE, SHM_HUGETLB | 13 << SHM_HUGE_SHIFT | 0600),
          EINVAL, "pages of 8 KiB are EINVAL");
    id = shmget(IPC_PRIVATE, PAGE, SHM_HUGETLB | SHM_NORESERVE | 0600);
    ok(id >= 0, "with SHM_NORESERVE it can be made");
    memory = shmat(id, NULL, 0);
    ok(memory != FAILED && (uintptr_t)memory % (2ul << 20) == 0,
       "and attached, where 2 MiB begin");
    faults(touch_it, SIGBUS, BUS_ADRERR, "but touching it is SIGBUS");
    shmdt((void *)memory);
    discard(id);
}

/* The pages of all segments that are in memory. */
static unsigned long resident(void)
{
    struct shm_info info = { 0 };

    shmctl(0, SHM_INFO, (void *)&info);
    return info.shm_rss;
}

static void test_pages(void)
{
    int id = fresh(16 * PAGE), zero = 1;

    memory = shmat(id, NULL, 0);
    is(resident(), 0, "a new segment has no pages");
    zero = memory[0] == 0;
    is(resident(), 1, "reading makes one");
    memory[5 * PAGE] = 1;
    is(resident(), 2, "writing another");
    memory[5 * PAGE + 1] = 1;
    is(resident(), 2, "once");
    shmdt((void *)memory);
    is(resident(), 2, "they stay when nobody is attached");
    memory = shmat(id, NULL, SHM_RDONLY);
    for (unsigned i = 0; i < 16 * PAGE; i++)
        zero = zero && memory[i] == (i / 2 == 5 * PAGE / 2);
    ok(zero, "what was not written is zeros");
    is(resident(), 16, "and reading made all");
    shmdt((void *)memory);
    discard(id);
    is(resident(), 0, "removed, they are gone");
}

int main(void)
{
    test_private();
    test_unknown_key();
    test_known_key();
    test_keys();
    test_new();
    test_flags();
    test_huge();
    test_pages();
    return plan();
}
