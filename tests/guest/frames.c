/* frames.c - two processes share the *same* frames: read from the page tables
 * of both (/proc/PID/walk), not assumed. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/shm.h>
#include "tap.h"
#include "walk.h"

#define PAGES 3

static uint64_t leaf(pid_t pid, const volatile void *at)
{
    return walk_of(pid, at).entry[PTE];
}

static int id, to_child[2], to_parent[2];

/* The child attaches elsewhere, tells where, and waits. */
static void child(void)
{
    char c, *room = mmap(NULL, 64 * PAGE, PROT_NONE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    volatile char *at = shmat(id, NULL, 0);

    (void)room;
    for (int i = 0; i < PAGES; i++)
        at[i * PAGE] += 1;
    if (write(to_parent[1], &at, sizeof(at)) < 0 || read(to_child[0], &c, 1) < 0)
        _exit(1);
    _exit(0);
}

static void test_same_frames(void)
{
    volatile char *mine, *theirs;
    int same = 1, one = 1;

    if (pipe(to_child) < 0 || pipe(to_parent) < 0)
        exit(1);
    long before = frames("segment");
    id = shmget(IPC_PRIVATE, PAGES * PAGE, 0600);
    is(frames("segment"), before, "a new segment has no frames yet");
    mine = shmat(id, NULL, 0);
    is(leaf(getpid(), mine) & PRESENT, 0, "nor an entry, before the first touch");
    for (int i = 0; i < PAGES; i++)
        mine[i * PAGE] = 1;
    is(frames("segment"), before + PAGES, "touched pages have one each");
    pid_t pid = fork();
    if (pid == 0)
        child();
    if (read(to_parent[0], &theirs, sizeof(theirs)) != sizeof(theirs))
        exit(1);
    ok(mine != theirs, "two processes map it at different addresses");
    for (int i = 0; i < PAGES; i++) {
        uint64_t a = leaf(getpid(), mine + i * PAGE);
        uint64_t b = leaf(pid, theirs + i * PAGE);
        printf("# page %d: %p -> frame %#lx, %p -> frame %#lx\n", i,
               (void *)(mine + i * PAGE), a & FRAME,
               (void *)(theirs + i * PAGE), b & FRAME);
        same = same && (a & PRESENT) && (b & PRESENT) &&
               (a & FRAME) == (b & FRAME);
        one = one && mine[i * PAGE] == 2;
    }
    ok(same, "their page tables lead to the same frames");
    ok(one, "and each sees what the other wrote");
    ok(walk_of(getpid(), mine).cr3 != walk_of(pid, theirs).cr3,
       "by different page tables");
    is(frames("segment"), before + PAGES, "sharing took no further frame");
    uint64_t e = leaf(getpid(), mine);
    ok((e & USER) && (e & WRITABLE) && (e & NX),
       "the entry says user, writable, no execution");
    volatile char *ro = shmat(id, NULL, SHM_RDONLY);
    ok(*ro == 2, "a read-only attachment reads the same");
    struct walk w = walk_of(getpid(), ro);
    ok(!(w.entry[PDE] & w.entry[PTE] & WRITABLE) &&
           (w.entry[PTE] & FRAME) == (e & FRAME),
       "its entries do not permit to write, its frame is the same");
    shmdt((void *)ro);
    is(leaf(getpid(), ro), 0, "shmdt takes the entry away");
    if (write(to_child[1], "x", 1) < 0)
        exit(1);
    waitpid(pid, NULL, 0);
    shmctl(id, IPC_RMID, NULL);
    is(frames("segment"), before + PAGES, "removed but attached: frames stay");
    shmdt((void *)mine);
    is(frames("segment"), before, "the last detach frees them");
}

static void fork_and_share(void)
{
    volatile char *at = shmat(id, NULL, 0);

    at[0] = 1;
    if (fork() == 0) {
        at[PAGE] = 2;
        execl("/bin/true", "true", (char *)NULL);
        _exit(1);
    }
    wait(NULL);
    for (;;)
        raise(SIGKILL);
}

/* On one processor: each keeps frames of its own for small objects. */
static void test_no_leak(void)
{
    stay_on(0);
    long before = frames("used");

    for (int i = 0; i < 50; i++) {
        id = shmget(IPC_PRIVATE, 600 * PAGE, 0600);
        in_child(fork_and_share);
        shmctl(id, IPC_RMID, NULL);
    }
    is(frames("used"), before, "fifty segments, forks, execs and kills later "
                               "every frame is back");
}

/* Walks that are read together: each from where the one before ends. */
static void test_many_walks(void)
{
    struct walk many[400], one;
    uint64_t va = 0;
    int fd = open("/proc/self/walk", O_RDONLY), same = 0, i;

    int n = pread(fd, many, sizeof(many), 0) / sizeof(one);
    for (i = 0; i < n; i++) {
        pread(fd, &one, sizeof(one), (va >> 12) * sizeof(one));
        same += memcmp(&one, &many[i], sizeof(one)) == 0;
        int level = 0;
        while (level < 3 && (one.entry[level] & PRESENT))
            level++;
        va = (va >> (39 - 9 * level)) + 1 << (39 - 9 * level);
    }
    ok(n == 400 && same == n, "hundreds of walks can be read at once");
    va = 0x7fffffffe000;
    n = pread(fd, many, sizeof(many), (va >> 12) * sizeof(one));
    is(n / sizeof(one), 2, "but none beyond the half");
    close(fd);
}

/* At 8 * number: the owner, and references from bit 32 on. */
static void test_owners(void)
{
    volatile char *page = mmap(NULL, PAGE, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                               0);
    int fd = open("/proc/frame-owners", O_RDONLY);
    uint64_t word = 0;

    *page = 1;
    uint64_t frame = walk_of(getpid(), page).entry[PTE] & FRAME;
    ok(pread(fd, &word, 8, frame / PAGE * 8) == 8 && word == (1ul << 32 | 7),
       "a frame's owner and references can be read");
    is(pread(fd, &word, 8, 1ul << 40), 0, "none beyond memory");
    is(pread(fd, &word, 8, 4), -1, "nor from the midst of one");
    close(fd);
    munmap((void *)page, PAGE);
}

/* What is W is not X, in this process and in the kernel above it. */
static void test_permissions(void)
{
    static const int shift[4] = { 39, 30, 21, 12 };
    int wx = 0, user_in_kernel = 0, pages = 0, null = 0;
    char name[] = "/proc/self/walk";
    int fd = open(name, O_RDONLY);

    for (uint64_t va = 0;;) {
        struct walk w;
        if (pread(fd, &w, sizeof(w), (va >> 12) * sizeof(w)) != sizeof(w))
            break;
        int level = 0, writable = 1, user = 1, nx = 0;
        for (; level < 4; level++) {
            uint64_t e = w.entry[level];
            writable = writable && (e & WRITABLE);
            user = user && (e & USER);
            nx = nx || (e & NX);
            if (!(e & PRESENT) || (e & 0x80 && level < 3) || level == 3)
                break;
        }
        if (w.entry[level] & PRESENT) {
            pages++;
            wx += writable && !nx;
            user_in_kernel += user && (va >> 63);
            null += va < 0x1000;
        }
        va += 1ul << shift[level];
        va &= ~((1ul << shift[level]) - 1);
        if (va == 1ul << 47)
            va = 0xffff800000000000;
        if (va == 0)
            break;
    }
    close(fd);
    ok(pages > 100, "the walk of all addresses finds mappings");
    is(wx, 0, "no page is writable and executable");
    is(user_in_kernel, 0, "no page of the kernel's half is a user's");
    is(null, 0, "page 0 is not mapped");
}

int main(void)
{
    test_same_frames();
    test_no_leak();
    test_many_walks();
    test_owners();
    test_permissions();
    return plan();
}
