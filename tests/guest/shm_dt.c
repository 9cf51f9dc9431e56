/* shm_dt.c - shmdt(2), and the other ways to lose an attachment, of which
 * munmap, mprotect and SHM_REMAP may leave pieces. */
#include "shm.h"
#include <sys/syscall.h>

static int id;
static volatile char *memory;

/* A fresh attachment of `pages` pages, each marked with its number. */
static char *attached(int pages)
{
    id = fresh(pages * PAGE);
    char *at = shmat(id, hole(2 * pages + 2) + PAGE, 0);

    for (int i = 0; i < pages; i++)
        at[i * PAGE] = '0' + i;
    return at;
}

static void touch_it(void)
{
    (void)*memory;
}

static void test_errors(void)
{
    char *at = attached(3), *other = page_at(hole(1));

    fails(shmdt(at + 1), EINVAL, "a misaligned address is EINVAL");
    fails(shmdt(at + PAGE), EINVAL, "an inner page is EINVAL");
    fails(shmdt(at + 3 * PAGE), EINVAL, "the page behind is EINVAL");
    fails(shmdt(NULL), EINVAL, "NULL is EINVAL");
    fails(shmdt(other), EINVAL, "other memory is EINVAL");
    fails(shmdt((void *)-PAGE), EINVAL, "an address beyond all is EINVAL");
    is(stat_of(id).shm_dtime, 0, "failures leave dtime");
    is(nattch(id), 1, "and the count");
    is(at[2 * PAGE], '2', "and the memory");
    is(shmdt(at), 0, "the address of shmat is right");
    fails(shmdt(at), EINVAL, "once");
    memory = at;
    faults(touch_it, SIGSEGV, SEGV_MAPERR, "then access is SEGV_MAPERR");
    memory = at + 2 * PAGE;
    faults(touch_it, SIGSEGV, SEGV_MAPERR, "to any page");
    is(nattch(id), 0, "nothing is attached");
    ok(stat_of(id).shm_dtime > 0, "dtime is set");
    munmap(other, PAGE);
    discard(id);
}

static void test_head(void)
{
    char *at = attached(4);

    is(munmap(at, PAGE), 0, "munmap of the first page");
    is(nattch(id), 1, "leaves one piece");
    fails(shmdt(at + PAGE), EINVAL, "whose own address is EINVAL");
    is(at[PAGE], '1', "that took nothing away");
    is(shmdt(at), 0, "the address of shmat detaches it");
    is(nattch(id), 0, "nothing is left");
    discard(id);
}

static void test_tail(void)
{
    char *at = attached(4);

    is(munmap(at + 3 * PAGE, PAGE), 0, "munmap of the last page");
    is(nattch(id), 1, "leaves one piece");
    is(shmdt(at), 0, "which is detached");
    is(nattch(id), 0, "nothing is left");
    discard(id);
}

static void test_middle(void)
{
    char *at = attached(5);

    is(munmap(at + PAGE, PAGE), 0, "munmap of a middle page");
    is(nattch(id), 2, "leaves two pieces");
    is(munmap(at + 3 * PAGE, PAGE), 0, "another one");
    is(nattch(id), 3, "three");
    fails(shmdt(at + 2 * PAGE), EINVAL, "a piece's own address is EINVAL");
    fails(shmdt(at + 4 * PAGE), EINVAL, "of each");
    char *foreign = page_at(at + PAGE);
    foreign[0] = 'f';
    is(shmdt(at), 0, "one shmdt takes all");
    is(nattch(id), 0, "nothing is left");
    is(foreign[0], 'f', "but the page that lay in a gap");
    fails(shmdt(at), EINVAL, "a second one is EINVAL");
    munmap(foreign, PAGE);
    discard(id);
}

static void test_protection(void)
{
    char *at = attached(4);

    is(mprotect(at + PAGE, PAGE, PROT_READ), 0, "mprotect of a middle page");
    is(nattch(id), 3, "makes three pieces");
    is(mprotect(at + PAGE, PAGE, PROT_READ | PROT_WRITE), 0, "and back");
    is(nattch(id), 3, "pieces never become one again");
    at[PAGE] = 'w';
    is(shmdt(at), 0, "shmdt takes all");
    is(nattch(id), 0, "nothing is left");
    at = shmat(id, at, 0);
    is(mprotect(at, PAGE, PROT_READ), 0, "mprotect of the first page");
    is(nattch(id), 2, "makes two");
    is(mprotect(at, 4 * PAGE, PROT_READ), 0, "of all");
    is(nattch(id), 2, "makes no more");
    shmdt(at);
    at = shmat(id, at, 0);
    is(mprotect(at, 4 * PAGE, PROT_NONE), 0, "all at once");
    is(nattch(id), 1, "is still one");
    shmdt(at);
    discard(id);
}

static void test_neighbours(void)
{
    char *at = attached(2);

    char *above = shmat(id, at + 2 * PAGE, SHM_REMAP);
    ok(above == at + 2 * PAGE, "the same segment right above");
    is(shmdt(at), 0, "the lower is detached");
    is(nattch(id), 1, "alone");
    is(above[0], '0', "the upper stays");
    ok(shmat(id, at, 0) == at, "the lower comes back");
    is(shmdt(above), 0, "the upper is detached");
    is(nattch(id), 1, "alone");
    is(at[PAGE], '1', "the lower stays");
    ok(shmat(id, at + PAGE, SHM_REMAP) == at + PAGE, "one over the end of it");
    is(shmdt(at), 0, "is not taken with it");
    is(nattch(id), 1, "it counts");
    is(at[PAGE], '0', "and shows its start");
    is(shmdt(at + PAGE), 0, "until it is detached");
    discard(id);
}

static void test_other_ways(void)
{
    char *at = attached(2);
    int other = fresh(2 * PAGE);

    is(munmap(at, 2 * PAGE), 0, "munmap of all of it");
    is(nattch(id), 0, "is a detach");
    ok(stat_of(id).shm_dtime > 0, "which sets dtime");
    shmat(id, at, 0);
    page_at(at);
    page_at(at + PAGE);
    is(nattch(id), 0, "so is mapping over it");
    munmap(at, 2 * PAGE);
    shmat(id, at, 0);
    ok(shmat(other, at, SHM_REMAP) == at, "so is another segment's SHM_REMAP");
    is(nattch(id), 0, "to the one that was there");
    is(nattch(other), 1, "the other is there now");
    shmat(id, at + 2 * PAGE, 0);
    is(munmap(at, 4 * PAGE), 0, "munmap of two segments");
    is(nattch(id) + nattch(other), 0, "detaches both");
    discard(other);
    shmat(id, at, 0);
    discard(id);
    is(nattch(id), 1, "a removed one lives while attached");
    is(munmap(at + PAGE, PAGE), 0, "also in part");
    is(at[0], '0', "with its memory");
    is(munmap(at, PAGE), 0, "and goes with its last page");
    is(nattch(id), -1, "for good");
}

static void test_heap(void)
{
    char *end = sbrk(0);
    char *page = (char *)(((uintptr_t)end + PAGE - 1) & -PAGE);

    id = fresh(PAGE);
    char *at = page + 2 * PAGE;
    ok(shmat(id, at, 0) == at, "attached above the heap");
    ok(sbrk(16 * PAGE) == FAILED, "brk does not grow over it");
    ok(sbrk(0) == end, "and leaves the heap's end");
    is(syscall(SYS_brk, end + 16 * PAGE), (long)end,
       "the call itself returns the old end");
    ok(sbrk(at - end) == FAILED, "nor right up to it");
    ok(sbrk(at - PAGE - end) == end, "but with a page between");
    is(shmdt(at), 0, "detached");
    ok(sbrk(16 * PAGE) == at - PAGE, "it grows beyond");
    sbrk(-16 * PAGE);
    discard(id);
}

int main(void)
{
    test_errors();
    test_head();
    test_tail();
    test_middle();
    test_protection();
    test_neighbours();
    test_other_ways();
    test_heap();
    return plan();
}
