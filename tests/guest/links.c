/* links.c - a segment's page tables are the same ones in every process that
 * attaches it: read from the tables, and from the faults that don't happen. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/shm.h>
#include "tap.h"
#include "walk.h"

#define MIB (1ul << 20)
#define GIB (1ul << 30)
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define FAILED ((void *)-1)
#define ROOM ((char *)0x100000000000)     /* addresses that nobody uses */

static int id;
static volatile char *at;

static volatile char *attach(int flags)
{
    return shmat(id, NULL, flags);
}

static volatile char *attach_at(const volatile void *where, int flags)
{
    return shmat(id, (void *)where, flags);
}

static void detach(volatile char *where)
{
    shmdt((void *)where);
}

static void make(size_t size)
{
    id = shmget(IPC_PRIVATE, size, SHM_NORESERVE | 0600);
}

static void destroy(void)
{
    shmctl(id, IPC_RMID, NULL);
}

/* The entry at `level` of our own walk. */
static uint64_t entry(const volatile void *where, int level)
{
    return walk_of(getpid(), where).entry[level];
}

static int is_link(uint64_t e)
{
    return (e & PRESENT) && (e & LINK) && (e & NX);
}

static int same_frame(uint64_t a, uint64_t b)
{
    return (a & PRESENT) && (b & PRESENT) && (a & FRAME) == (b & FRAME);
}

static long faults(void)
{
    long n = -1;
    FILE *f = fopen("/proc/self/stat", "r");

    if (f && fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*d %ld", &n) != 1)
        n = -1;
    if (f)
        fclose(f);
    return n;
}

static void touch(volatile char *where, size_t size, size_t step)
{
    for (size_t i = 0; i < size; i += step)
        where[i] += 1;
}

/* Faults of touching it all, on top of what asking costs. */
static long faults_of(volatile char *where, size_t size, size_t step)
{
    faults();
    long asked = faults(), before = faults();

    asked = before - asked;
    touch(where, size, step);
    return faults() - before - asked;
}

static void write_it(void)
{
    *at = 1;
}

static void read_it(void)
{
    (void)*at;
}

/* --- who has which table -------------------------------------------------- */

static int to_parent[2], to_child[2];

static void other_process(void)
{
    volatile char *theirs = attach(0);
    char c;

    *theirs += 1;
    if (write(to_parent[1], &theirs, sizeof(theirs)) < 0 ||
        read(to_child[0], &c, 1) < 0)
        _exit(1);
    _exit(0);
}

/* The walks of one page here and in a process that attaches by itself. */
static void two_walks(struct walk *mine, struct walk *other)
{
    volatile char *theirs = NULL;

    if (pipe(to_parent) < 0 || pipe(to_child) < 0)
        exit(1);
    pid_t pid = fork();
    if (pid == 0)
        other_process();
    volatile char *a = attach(0);
    if (read(to_parent[0], (void *)&theirs, sizeof(theirs)) < 0)
        exit(1);
    is(*a, 1, "what the other process wrote is read");
    *mine = walk_of(getpid(), a);
    *other = walk_of(pid, theirs);
    if (write(to_child[1], "x", 1) < 0)
        exit(1);
    waitpid(pid, NULL, 0);
    detach(a);
    for (int i = 0; i < 2; i++) {
        close(to_parent[i]);
        close(to_child[i]);
    }
}

static void test_leaf_table(void)
{
    struct walk a, b;

    make(3 * PAGE);
    two_walks(&a, &b);
    ok(a.cr3 != b.cr3, "two processes with tables of their own");
    ok(is_link(a.entry[PDE]) && is_link(b.entry[PDE]),
       "link a segment at level 2");
    ok(same_frame(a.entry[PDE], b.entry[PDE]), "to the same leaf table");
    ok(same_frame(a.entry[PTE], b.entry[PTE]), "with the same frame in it");
    destroy();
}

static void test_directory(void)
{
    struct walk a, b;

    make(GIB);
    two_walks(&a, &b);
    ok(is_link(a.entry[PDPTE]) && is_link(b.entry[PDPTE]),
       "1 GiB is one link at level 3");
    ok(same_frame(a.entry[PDPTE], b.entry[PDPTE]), "to the same directory");
    ok(same_frame(a.entry[PTE], b.entry[PTE]), "and so to the same frame");
    destroy();
}

static void test_rights(void)
{
    make(2 * PAGE);
    volatile char *rw = attach(0), *ro = attach(SHM_RDONLY);

    *rw = 5;
    is(*ro, 5, "a read-only attachment reads");
    ok(same_frame(entry(rw, PDE), entry(ro, PDE)),
       "by the same table as the one that writes");
    ok((entry(rw, PDE) & WRITABLE) && !(entry(ro, PDE) & WRITABLE) &&
           (entry(ro, PTE) & WRITABLE),
       "the link alone forbids it to write");
    at = ro;
    dies(write_it, SIGSEGV, "which it does");
    at = ro + PAGE;
    dies(write_it, SIGSEGV, "also in a page without a frame");
    is(mprotect((void *)rw, 2 * PAGE, PROT_READ), 0, "mprotect of all");
    ok(is_link(entry(rw, PDE)) && !(entry(rw, PDE) & WRITABLE),
       "narrows the link");
    at = rw;
    dies(write_it, SIGSEGV, "which then forbids writing");
    mprotect((void *)rw, 2 * PAGE, RW);
    *rw = 6;
    ok(*ro == 6 && is_link(entry(rw, PDE)), "and widens it again");
    mprotect((void *)rw, 2 * PAGE, PROT_NONE);
    at = rw;
    dies(read_it, SIGSEGV, "PROT_NONE forbids all");
    mprotect((void *)rw, 2 * PAGE, PROT_READ | PROT_EXEC);
    ok(*rw == 6 && !(entry(rw, PDE) & LINK) && !(entry(rw, PTE) & NX),
       "pages to execute are entered privately");
    detach(rw);
    detach(ro);
    destroy();
}

/* --- what it costs -------------------------------------------------------- */

static void no_fault(size_t size, size_t step, const char *what)
{
    make(size);
    volatile char *first = attach(0);
    touch(first, size, step);
    long tables = frames("table");
    volatile char *next = attach(0);
    ok(frames("table") - tables <= 2, "%s: another attachment needs two tables "
                                      "at most", what);
    is(faults_of(next, size, step), 0, "touching it takes no fault");
    is(*first, 2, "and both see the same");
    detach(next);
    detach(first);
    destroy();
}

static void test_no_fault(void)
{
    no_fault(64 * MIB, PAGE, "64 MiB");
    no_fault(GIB, 2 * MIB, "1 GiB");
    no_fault(3 * GIB + PAGE, 64 * MIB, "3 GiB and a page");
}

static void test_one_fault(void)
{
    make(64 * MIB);
    volatile char *early = attach(0), *late = attach(0);

    long frames_of_it = frames("segment");
    is(entry(early, PDPTE) & PRESENT, 0, "an untouched segment has no table");
    touch(early, 64 * MIB, 16 * PAGE);
    is(frames("segment") - frames_of_it, 1024, "touching makes pages");
    is(faults_of(late, 64 * MIB, 16 * PAGE), 1,
       "who attached before takes one fault for all of them");
    ok(same_frame(entry(early, PDPTE), entry(late, PDPTE)),
       "which links the directory");
    detach(early);
    detach(late);
    destroy();
}

/* --- pieces --------------------------------------------------------------- */

/* 8 MiB, each page numbered. */
static volatile char *numbered(void)
{
    make(8 * MIB);
    volatile char *a = attach(0);
    for (size_t i = 0; i < 8 * MIB; i += PAGE)
        *(volatile int *)(a + i) = i / PAGE;
    return a;
}

static int intact(const volatile char *a, size_t from, size_t to)
{
    for (size_t i = from; i < to; i += PAGE)
        if (*(volatile int *)(a + i) != (int)(i / PAGE))
            return 0;
    return 1;
}

static void test_munmap(void)
{
    volatile char *a = numbered(), *b = attach(0);

    munmap((void *)(a + 3 * MIB), PAGE);
    at = a + 3 * MIB;
    dies(read_it, SIGSEGV, "a page unmapped from the middle is gone");
    ok(intact(a, 0, 3 * MIB) && intact(a, 3 * MIB + PAGE, 8 * MIB),
       "the rest stays");
    ok(!(entry(a, PDPTE) & LINK), "the directory is linked no more");
    ok(is_link(entry(a, PDE)) && is_link(entry(a + 6 * MIB, PDE)),
       "whole leaf tables are");
    ok(!(entry(a + 3 * MIB - PAGE, PDE) & LINK),
       "the table around the hole is private");
    munmap((void *)a, PAGE);
    munmap((void *)(a + 8 * MIB - PAGE), PAGE);
    at = a;
    dies(read_it, SIGSEGV, "so is the head");
    at = a + 8 * MIB - PAGE;
    dies(read_it, SIGSEGV, "and the tail");
    ok(intact(a, PAGE, 3 * MIB) && intact(a, 3 * MIB + PAGE, 8 * MIB - PAGE),
       "the rest stays again");
    ok(intact(b, 0, 8 * MIB) && is_link(entry(b, PDPTE)),
       "another attachment is as it was");
    a[PAGE] = 7;
    is(b[PAGE], 7, "and the same memory");
    detach(a);
    detach(b);
    destroy();
}

static void test_mprotect(void)
{
    volatile char *a = numbered();

    is(mprotect((void *)(a + MIB), PAGE, PROT_READ), 0, "mprotect of a page");
    at = a + MIB;
    dies(write_it, SIGSEGV, "forbids to write there");
    a[MIB - PAGE] = a[MIB + PAGE] = a[4 * MIB] = 0;
    ok(intact(a, MIB, MIB + PAGE), "not beside it");
    mprotect((void *)(a + MIB), PAGE, PROT_NONE);
    dies(read_it, SIGSEGV, "PROT_NONE forbids to read there");
    mprotect((void *)(a + MIB), PAGE, RW);
    *at = 0;
    ok(intact(a, MIB, MIB + PAGE), "until it is opened again");
    mprotect((void *)(a + 2 * MIB), 2 * MIB, PROT_READ);
    ok(intact(a, 2 * MIB, 4 * MIB) && is_link(entry(a + 2 * MIB, PDE)) &&
           !(entry(a + 2 * MIB, PDE) & WRITABLE),
       "two aligned MiB are a link without W");
    detach(a);
    destroy();
}

static void test_places(void)
{
    make(4 * MIB);
    volatile char *a = attach_at(ROOM + PAGE, 0), *b = attach(0);
    ok(a == ROOM + PAGE, "any page is good enough for an address");
    touch(a, 4 * MIB, 16 * PAGE);
    ok(b[2 * MIB] == 1 && !(entry(a, PDE) & LINK) && is_link(entry(b, PDPTE)),
       "there its pages are entered privately");
    ok(same_frame(entry(a, PTE), entry(b, PTE)), "with the same frames");
    detach(a);
    a = attach_at(ROOM + 2 * MIB, 0);
    is(faults_of(a, 4 * MIB, 16 * PAGE), 0, "two MiB aligned take no fault");
    ok(is_link(entry(a, PDE)), "by links of leaf tables");
    detach(a);
    detach(b);
    destroy();
}

/* An address that suits leaf tables, not directories. */
static void test_shifted(void)
{
    make(3 * GIB);
    volatile char *a = attach_at(ROOM + 2 * MIB, 0), *b = attach(0);

    for (size_t i = 0; i < 3; i++) {
        a[i * GIB] = 10 + i;
        a[(i + 1) * GIB - PAGE] = 20 + i;
    }
    ok(b[0] == 10 && b[GIB] == 11 && b[2 * GIB] == 12,
       "2 MiB aligned, 3 GiB have the right pages in each GiB");
    ok(b[GIB - PAGE] == 20 && b[2 * GIB - PAGE] == 21, "and at their ends");
    ok(is_link(entry(a + GIB, PDE)) && is_link(entry(b + GIB, PDPTE)),
       "by leaf tables there, by directories elsewhere");
    detach(a);
    detach(b);
    destroy();
}

/* Puts one page of something else over the second of four MiB. */
static void test_over(void)
{
    volatile char *a = numbered();
    int first = id;

    char *anon = mmap((void *)(a + MIB), PAGE, RW, ANON | MAP_FIXED, -1, 0);
    ok(anon == a + MIB && *anon == 0, "MAP_FIXED over a part");
    *anon = 9;
    volatile char *whole = attach(0);
    ok(intact(whole, 0, 8 * MIB), "does not write into the segment");
    ok(intact(a, 0, MIB) && intact(a, MIB + PAGE, 8 * MIB), "the rest stays");
    make(2 * MIB);
    volatile char *b = attach_at(a + 4 * MIB, SHM_REMAP);
    ok(b == a + 4 * MIB && *b == 0, "SHM_REMAP over a part");
    touch(b, 2 * MIB, PAGE);
    ok(is_link(entry(b, PDE)), "is a link in its turn");
    ok(intact(whole, 0, 8 * MIB) && intact(a, 6 * MIB, 8 * MIB) &&
           intact(a, 2 * MIB, 4 * MIB), "and changes nothing else");
    detach(b);
    destroy();
    id = first;
    munmap(anon, PAGE);
    detach(a);
    detach(whole);
    destroy();
}

static void beside_in_child(void)
{
    char *beside = (char *)at + 2 * PAGE;

    _exit(!(at[0] == 1 && beside[0] == 8 && (beside[0] = 9)));
}

static void test_tail(void)
{
    make(2 * PAGE);
    at = attach(0);
    touch(at, 2 * PAGE, PAGE);
    char *elsewhere = mmap(NULL, MIB, RW, ANON, -1, 0);
    *elsewhere = 1;
    ok(is_link(entry(at, PDE)), "a mapping of the kernel's choice spares "
                                "the tail of a slot");
    char *beside = mmap((void *)(at + 2 * PAGE), PAGE, RW, ANON, -1, 0);
    ok(beside == at + 2 * PAGE, "a hint there is followed");
    ok(at[0] == 1 && *beside == 0, "both are there");
    *beside = 8;
    ok(at[0] == 1 && at[PAGE] == 1 && !(entry(at, PDE) & LINK),
       "the segment is entered privately then");
    volatile char *other = attach(0);
    ok(is_link(entry(other, PDE)) && other[0] == 1 &&
           entry(other + 2 * PAGE, PTE) == 0,
       "and its table has nothing of what lies beside");
    is(in_child(beside_in_child), 0, "a child has both");
    is(*beside, 8, "and writes to a copy of what is private");
    munmap(beside, PAGE);
    detach(other);
    detach(at);
    munmap(elsewhere, MIB);
    destroy();
}

/* The heap loses its end to a segment, and goes on in the tail of its slot. */
static void test_heap(void)
{
    char *old = sbrk(0);
    char *slot = (char *)(((uintptr_t)old + 2 * MIB) / (2 * MIB) * (2 * MIB));

    sbrk(slot + 4 * PAGE - old);
    munmap(slot, 4 * PAGE);
    make(2 * PAGE);
    at = attach_at(slot, 0);
    *at = 3;
    ok(is_link(entry(at, PDE)), "a segment takes the end of the heap");
    char *more = sbrk(PAGE);
    ok(more == slot + 4 * PAGE, "the heap grows on behind it");
    *more = 4;
    volatile char *other = attach(0);
    ok(*at == 3 && entry(other + 4 * PAGE, PTE) == 0,
       "without a trace in the segment's table");
    detach(other);
    detach(at);
    sbrk(old - (char *)sbrk(0));
    destroy();
}

/* --- processes ------------------------------------------------------------ */

static int private_word = 1;

static void child_of_links(void)
{
    if (entry(at, PDPTE) != 0)
        _exit(1);
    if (faults_of(at, 64 * MIB, PAGE) != 1)
        _exit(2);
    if (!is_link(entry(at, PDPTE)))
        _exit(3);
    private_word = 2;
    _exit(0);
}

static void test_fork(void)
{
    make(64 * MIB);
    at = attach(0);
    touch(at, 64 * MIB, PAGE);
    is(in_child(child_of_links), 0, "a forked child has the link after one fault");
    ok(at[0] == 2 && at[64 * MIB - PAGE] == 2, "what it wrote is here");
    is(private_word, 1, "what is private is not");
    at[0] = 7;
    is(at[0], 7, "the parent writes on");
    detach(at);
    destroy();
}

static void test_anonymous(void)
{
    at = mmap(NULL, 64 * MIB, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    touch(at, 64 * MIB, PAGE);
    is(in_child(child_of_links), 0, "shared anonymous memory is linked too");
    is(at[PAGE], 2, "and shared");
    munmap((void *)at, 64 * MIB);
}

static void exec_with_links(void)
{
    touch(attach(0), MIB, PAGE);
    execl("/bin/true", "true", (char *)NULL);
    _exit(1);
}

static void die_with_links(void)
{
    touch(attach(0), MIB, PAGE);
    raise(SIGKILL);
}

static void test_ends(void)
{
    struct shmid_ds ds;

    make(GIB);
    at = attach(0);
    touch(at, MIB, PAGE);
    is(in_child(exec_with_links), 0, "exec with links");
    is(in_child(die_with_links), SIGKILL, "death with links");
    shmctl(id, IPC_STAT, &ds);
    is(ds.shm_nattch, 1, "leave one attachment");
    destroy();
    is(at[0], 3, "whose memory outlives its id");
    detach(at);
}

static void test_kernel(void)
{
    int fd[2];
    char c = 'k';

    make(2 * PAGE);
    volatile char *rw = attach(0), *ro = attach(SHM_RDONLY);
    if (pipe(fd) < 0 || write(fd[1], &c, 1) != 1)
        exit(1);
    is(read(fd[0], (void *)rw, 1), 1, "read(2) into a link without a page");
    is(*ro, 'k', "is seen through the other");
    is(write(fd[1], (void *)ro, 1), 1, "write(2) from it");
    fails(read(fd[0], (void *)ro, 1), EFAULT, "read(2) into a read-only one");
    close(fd[0]);
    close(fd[1]);
    detach(rw);
    detach(ro);
    destroy();
}

/* --- every frame comes back ----------------------------------------------- */

static const struct {
    const char *name;
    void (*run)(void);
} tests[] = {
    { "a leaf table", test_leaf_table },
    { "a directory", test_directory },
    { "rights", test_rights },
    { "further attachments", test_no_fault },
    { "early attachments", test_one_fault },
    { "munmap", test_munmap },
    { "mprotect", test_mprotect },
    { "places", test_places },
    { "a shifted place", test_shifted },
    { "mapping over", test_over },
    { "the tail of a slot", test_tail },
    { "the heap", test_heap },
    { "fork", test_fork },
    { "shared anonymous memory", test_anonymous },
    { "exec and exit", test_ends },
    { "read and write", test_kernel },
};

/* What is made once: buffers, and the table that the highest mapping has in
 * common with the stack. */
static void warm_up(void)
{
    char *highest = mmap(NULL, PAGE, RW, ANON, -1, 0);

    *highest = 1;
    munmap(highest, PAGE);
    faults();
    frames("table");
}

int main(void)
{
    warm_up();
    for (unsigned i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
        long tables = frames("table"), pages = frames("segment");
        tests[i].run();
        if (frames("table") != tables || frames("segment") != pages)
            printf("# table frames %ld -> %ld, segment frames %ld -> %ld\n",
                   tables, frames("table"), pages, frames("segment"));
        ok(frames("table") == tables && frames("segment") == pages,
           "%s: every table and page came back", tests[i].name);
    }
    return plan();
}
