/* huge.c - segments of huge pages (SHM_HUGETLB), on a machine that was started
 * with hugepages=4. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/shm.h>
#include "tap.h"
#include "walk.h"

#define MIB (1ul << 20)
#define HUGE (2 * MIB)
#define POOL 4
#define ROOM ((char *)0x100000000000)
#define SIZE_LOG(n) ((n) << SHM_HUGE_SHIFT)

static int id;
static volatile char *at;

static int make(size_t size, int flags)
{
    return id = shmget(IPC_PRIVATE, size, SHM_HUGETLB | flags | 0600);
}

static void destroy(int which)
{
    shmctl(which, IPC_RMID, NULL);
}

static long meminfo(const char *what)
{
    char line[80], name[40];
    long n, found = -1;
    FILE *f = fopen("/proc/meminfo", "r");

    while (f && fgets(line, sizeof(line), f))
        if (sscanf(line, "%39[^:]: %ld", name, &n) == 2 &&
            strcmp(name, what) == 0)
            found = n;
    if (f)
        fclose(f);
    return found;
}

static long free_pages(void)
{
    return meminfo("HugePages_Free");
}

static void touch_it(void)
{
    *at = 1;
}

static int all_are_zero(const volatile char *a, size_t size)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < size; i += sizeof(sum))
        sum |= *(volatile uint64_t *)(a + i);
    return sum == 0;
}

static void test_pool(void)
{
    is(meminfo("HugePages_Total"), POOL, "hugepages= sets pages aside");
    is(free_pages(), POOL, "all are free");
    fails(make(POOL * HUGE + 1, 0), ENOMEM, "more than there are is ENOMEM");
    fails(make(HUGE, SIZE_LOG(30)), EINVAL, "another size is EINVAL");
    int a = make((POOL - 1) * HUGE + 1, SIZE_LOG(21));
    ok(a >= 0, "all of them can be had");
    is(meminfo("HugePages_Rsvd"), POOL, "they are promised");
    is(free_pages(), POOL, "and still free");
    fails(make(1, 0), ENOMEM, "there is none for another");
    int b = make(HUGE, SHM_NORESERVE);
    ok(b >= 0, "but without a promise");
    at = shmat(b, NULL, 0);
    dies(touch_it, SIGBUS, "touching that dies of SIGBUS");
    shmdt((void *)at);
    destroy(b);
    destroy(a);
    is(meminfo("HugePages_Rsvd"), 0, "removal gives the promise back");
    b = make(HUGE, SHM_NORESERVE);
    at = shmat(b, NULL, 0);
    memset((void *)at, 'x', HUGE);
    is(free_pages(), POOL - 1, "a touch takes a page that nobody was promised");
    shmdt((void *)at);
    destroy(b);
    is(free_pages(), POOL, "it comes back");
}

static void as_stranger(void)
{
    _exit(setgid(1000) < 0 || setuid(1000) < 0 || make(HUGE, 0) != -1 ||
          errno != EPERM);
}

static void test_pages(void)
{
    struct shmid_ds ds;

    is(in_child(as_stranger), 0, "an ordinary user gets EPERM");
    make(HUGE + 1, 0);
    volatile char *a = shmat(id, NULL, 0), *b = shmat(id, NULL, SHM_RDONLY);
    ok((uintptr_t)a % HUGE == 0, "an attachment is aligned");
    ok(all_are_zero(b, 2 * HUGE), "it is zeros, whatever was there before");
    a[0] = 1;
    a[2 * HUGE - 1] = 2;
    ok(b[0] == 1 && b[2 * HUGE - 1] == 2, "the size is rounded up to 2 MiB");
    is(free_pages(), POOL - 2, "it takes two pages");
    struct walk v = walk_of(getpid(), a), w = walk_of(getpid(), b);
    ok((v.entry[PDE] & BIG) && (v.entry[PDE] & FRAME) % HUGE == 0,
       "a page is an entry of level 2");
    ok((v.entry[PDPTE] & LINK) && (w.entry[PDPTE] & LINK) &&
           (v.entry[PDPTE] & FRAME) == (w.entry[PDPTE] & FRAME),
       "the table with it is linked");
    ok((v.entry[PDPTE] & WRITABLE) && !(w.entry[PDPTE] & WRITABLE),
       "with the rights of each attachment");
    at = b;
    dies(touch_it, SIGSEGV, "which hold");
    shmctl(id, IPC_STAT, &ds);
    is(ds.shm_segsz, HUGE + 1, "the size reads as asked for");
    shmdt((void *)b);
    is(shmdt((void *)a), 0, "it is detached by its address");
    shmctl(id, IPC_STAT, &ds);
    is(ds.shm_nattch, 0, "as a whole");
    destroy(id);
    is(free_pages(), POOL, "all pages come back");
}

/* 2 MiB aligned, so that the pages are entered one by one. */
static void test_private(void)
{
    make(3 * HUGE, 0);
    fails((long)shmat(id, ROOM + PAGE, 0), EINVAL,
          "an address that isn't aligned is EINVAL");
    fails((long)shmat(id, ROOM + PAGE, SHM_RND), EINVAL, "SHM_RND or not");
    volatile char *a = shmat(id, ROOM + HUGE, 0), *b = shmat(id, NULL, 0);
    for (int i = 0; i < 3; i++)
        a[i * HUGE + i * PAGE] = 'a' + i;
    ok(b[0] == 'a' && b[HUGE + PAGE] == 'b' && b[2 * HUGE + 2 * PAGE] == 'c',
       "one that is aligned has the same memory");
    struct walk w = walk_of(getpid(), a);
    ok(!(w.entry[PDPTE] & LINK) && (w.entry[PDE] & BIG), "by its own entries");
    fails(munmap((void *)(a + PAGE), HUGE - PAGE), EINVAL,
          "half a page can't be unmapped");
    fails(mprotect((void *)a, PAGE, PROT_READ), EINVAL, "nor protected");
    is(munmap((void *)(a + HUGE), HUGE), 0, "a whole one can");
    is(mprotect((void *)a, HUGE, PROT_READ), 0, "and the other be protected");
    at = a;
    dies(touch_it, SIGSEGV, "which holds");
    at = a + HUGE;
    dies(touch_it, SIGSEGV, "the hole is one");
    ok(a[0] == 'a' && a[2 * HUGE + 2 * PAGE] == 'c', "the rest stays");
    is(munmap((void *)(b + HUGE), HUGE), 0, "a link is cut in the same way");
    ok(b[0] == 'a' && b[2 * HUGE + 2 * PAGE] == 'c', "and its rest stays");
    shmdt((void *)a);
    shmdt((void *)b);
    destroy(id);
    is(free_pages(), POOL, "all pages come back");
}

static void child_writes(void)
{
    at[0]++;
    at[HUGE]++;
}

static void test_processes(void)
{
    int fd[2];

    make(2 * HUGE, 0);
    at = shmat(id, NULL, 0);
    at[0] = 1;
    is(in_child(child_writes), 0, "a child has it");
    ok(at[0] == 2 && at[HUGE] == 1, "and shares it");
    if (pipe(fd) < 0 || write(fd[1], (void *)at, 1) != 1)
        exit(1);
    is(read(fd[0], (void *)(at + 2 * HUGE - 1), 1), 1, "the kernel writes it");
    is(at[2 * HUGE - 1], 2, "to its end");
    close(fd[0]);
    close(fd[1]);
    at[PAGE] = at[2 * PAGE] = 7;
    is(madvise((void *)(at + PAGE), PAGE, MADV_REMOVE), 0,
       "MADV_REMOVE of a part of a huge page");
    ok(at[PAGE] == 0 && at[2 * PAGE] == 7 && at[0] == 2, "clears that part");
    destroy(id);
    is(at[0], 2, "it outlives its id");
    shmdt((void *)at);
    is(free_pages(), POOL, "all pages come back");
}

int main(void)
{
    test_pool();
    test_pages();
    test_private();
    test_processes();
    make(HUGE, 0);          /* the end of the machine finds it */
    at = shmat(id, NULL, 0);
    touch_it();
    return plan();
}
