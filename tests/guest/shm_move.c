/* shm_move.c - mremap(2) of attachments: shrinking, growing, moving, doubling. */
#include "shm.h"

static int id;
static volatile char *memory;

static char *attached(int pages)
{
    id = fresh(pages * PAGE);
    char *at = shmat(id, hole(4 * pages + 2) + PAGE, 0);

    for (int i = 0; i < pages; i++)
        at[i * PAGE] = '0' + i;
    return at;
}

static void touch_it(void)
{
    (void)*memory;
}

static void write_it(void)
{
    *memory = 1;
}

static void test_errors(void)
{
    char *at = attached(4), *free = hole(4);

    fails((long)mremap(at + 1, PAGE, 2 * PAGE, 0), EINVAL,
          "a misaligned address is EINVAL");
    fails((long)mremap(at, PAGE, 0, 0), EINVAL, "a new size of 0 is EINVAL");
    fails((long)mremap(at, PAGE, PAGE, 64), EINVAL, "unknown flags are EINVAL");
    fails((long)mremap(at, PAGE, PAGE, MREMAP_FIXED, free), EINVAL,
          "MREMAP_FIXED alone is EINVAL");
    fails((long)mremap(at, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, free + 1),
          EINVAL, "a misaligned target is EINVAL");
    fails((long)mremap(at, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
                       at + PAGE), EINVAL, "a target that overlaps is EINVAL");
    fails((long)mremap(free, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT,
          "what is not mapped is EFAULT");
    fails((long)mremap(at + 3 * PAGE, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE),
          EFAULT, "an old size beyond the end is EFAULT");
    is(nattch(id), 1, "failures change nothing");
    is(at[3 * PAGE], '3', "at all");
    shmdt(at);
    discard(id);
}

static void test_shrink(void)
{
    char *at = attached(4);

    ok(mremap(at, 4 * PAGE, 2 * PAGE, 0) == at, "it shrinks in place");
    is(nattch(id), 1, "and counts once");
    memory = at + 2 * PAGE;
    faults(touch_it, SIGSEGV, SEGV_MAPERR, "the tail is gone");
    is(at[PAGE], '1', "the head stays");
    ok(mremap(at, 2 * PAGE, 3 * PAGE, 0) == at, "it grows in place");
    is(nattch(id), 1, "and counts once");
    is(at[2 * PAGE], '2', "what it grew by shows the segment");
    is(shmdt(at), 0, "it is detached as a whole");
    is(nattch(id), 0, "nothing is left");
    discard(id);
}

static void test_beyond(void)
{
    char *at = attached(2);

    ok(mremap(at, 2 * PAGE, 4 * PAGE, 0) == at, "it grows beyond the segment");
    is(at[PAGE], '1', "the segment is there");
    memory = at + 2 * PAGE;
    faults(touch_it, SIGBUS, BUS_ADRERR, "behind it: BUS_ADRERR");
    memory = at + 3 * PAGE;
    faults(write_it, SIGBUS, BUS_ADRERR, "for each page and any access");
    memory = at + 4 * PAGE;
    faults(touch_it, SIGSEGV, SEGV_MAPERR, "behind that: SEGV_MAPERR");
    is(stat_of(id).shm_segsz, 2 * PAGE, "the segment has its size");
    is(shmdt(at), 0, "shmdt takes what belongs to the segment");
    is(nattch(id), 0, "it is all one piece");
    faults(touch_it, SIGSEGV, SEGV_MAPERR, "and goes as a whole");
    discard(id);
}

/* shmdt() takes pieces that end where the segment would. */
static void test_longer_piece(void)
{
    char *at = attached(3);

    mprotect(at + PAGE, PAGE, PROT_READ);
    ok(mremap(at + 2 * PAGE, PAGE, 2 * PAGE, 0) == at + 2 * PAGE,
       "the last of three pieces grows beyond the segment");
    is(shmdt(at), 0, "shmdt");
    is(nattch(id), 1, "leaves that one");
    is(at[2 * PAGE], '2', "as it was");
    is(shmdt(at), 0, "shmdt of the same address");
    is(nattch(id), 0, "finds it then");
    discard(id);
}

static void test_move(void)
{
    char *at = attached(3), *wall = page_at(at + 3 * PAGE), *to;

    fails((long)mremap(at, 3 * PAGE, 4 * PAGE, 0), ENOMEM,
          "no room to grow in place: ENOMEM");
    is(nattch(id), 1, "it stays");
    to = mremap(at, 3 * PAGE, 4 * PAGE, MREMAP_MAYMOVE);
    ok(to != FAILED && to != at, "with MREMAP_MAYMOVE it moves");
    is(nattch(id), 1, "and counts once");
    is(to[2 * PAGE], '2', "it has its memory");
    memory = at;
    faults(touch_it, SIGSEGV, SEGV_MAPERR, "the old place is empty");
    fails(shmdt(at), EINVAL, "shmdt does not know it there");
    is(shmdt(to), 0, "but at its new place");
    is(nattch(id), 0, "nothing is left");
    munmap(wall, PAGE);
    discard(id);
}

static void test_fixed(void)
{
    char *at = attached(3), *to = hole(8);

    page_at(to + PAGE)[0] = 'x';
    ok(mremap(at, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) == to,
       "MREMAP_FIXED moves it there");
    is(to[PAGE], '1', "over what was there");
    is(nattch(id), 1, "it counts once");
    ok(mremap(to, 3 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at) == at,
       "it moves and shrinks");
    is(at[PAGE], '1', "keeping its head");
    memory = to + 2 * PAGE;
    faults(touch_it, SIGSEGV, SEGV_MAPERR, "not its tail");
    is(shmdt(at), 0, "it is detached");
    is(nattch(id), 0, "nothing is left");
    at = shmat(id, at, SHM_RDONLY);
    to = mremap(at, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to);
    memory = to;
    faults(write_it, SIGSEGV, SEGV_ACCERR, "a read-only one stays so");
    fails(mprotect(to, PAGE, PROT_READ | PROT_WRITE), EACCES, "for good");
    shmdt(to);
    discard(id);
}

static void test_middle(void)
{
    char *at = attached(3), *to = hole(8) + 4 * PAGE;

    ok(mremap(at + PAGE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) == to,
       "the middle page moves away");
    is(nattch(id), 3, "which makes three pieces");
    is(to[0], '1', "it is what it was");
    is(at[0] + at[2 * PAGE], '0' + '2', "the others are, too");
    fails(shmdt(to), EINVAL, "its own address does not detach it");
    is(shmdt(to - PAGE), 0, "but where the segment would begin");
    is(nattch(id), 2, "it alone");
    is(shmdt(at), 0, "the others go together");
    is(nattch(id), 0, "nothing is left");
    discard(id);
}

static void test_double(void)
{
    char *at = attached(2), *to;

    to = mremap(at, 0, 2 * PAGE, MREMAP_MAYMOVE);
    ok(to != FAILED && to != at, "an old size of 0 doubles it");
    is(nattch(id), 2, "which counts");
    to[0] = 'd';
    is(at[0], 'd', "both are one memory");
    is(shmdt(at), 0, "one goes");
    is(to[PAGE], '1', "the other stays");
    is(shmdt(to), 0, "until it is detached");
    is(nattch(id), 0, "nothing is left");
    discard(id);
}

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

static void test_keep(void)
{
    char *at = attached(2), *to;

    fails((long)mremap(at, 2 * PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0),
          EINVAL, "MREMAP_DONTUNMAP with another size is EINVAL");
    fails((long)mremap(at, 2 * PAGE, 2 * PAGE, MREMAP_DONTUNMAP, 0), EINVAL,
          "and alone");
    to = mremap(at, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0);
    ok(to != FAILED && to != at, "it leaves the old one where it is");
    is(nattch(id), 2, "both count");
    is(at[PAGE] + to[PAGE], '1' + '1', "and show the same");
    shmdt(at);
    shmdt(to);
    is(nattch(id), 0, "nothing is left");
    discard(id);
}

static void test_removed(void)
{
    char *at = attached(2), *to = hole(4);

    discard(id);
    ok(mremap(at, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) == to,
       "one that was removed moves");
    is(to[PAGE], '1', "with its memory");
    is(nattch(id), 1, "it lives");
    munmap(to, 2 * PAGE);
    is(nattch(id), -1, "until it is unmapped");
}

/* Its new place is where it was: it goes before it can be doubled. */
static void test_onto_itself(void)
{
    char *at = attached(1);

    fails((long)mremap(at, 0, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at), EFAULT,
          "doubled over itself there is nothing to double: EFAULT");
    is(nattch(id), 0, "and it is gone");
    discard(id);
}

/* A page of its own, an attachment of one page, and a hole. */
static void test_several(void)
{
    char *to = hole(16), *own = to + 8 * PAGE, *at = own + PAGE;

    if (is_linux_before(6, 17))
        return skip(11, "mremap() knows one mapping");
    id = fresh(PAGE);
    shmat(id, at, 0);
    page_at(own)[0] = 'o';
    ok(mremap(own, 8 * PAGE, 8 * PAGE, 0) == own, "several may stay");
    ok(mremap(own, 8 * PAGE, 4 * PAGE, 0) == own, "or lose what isn't there");
    fails((long)mremap(own, 3 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
                       to), EFAULT, "they can't shrink and move");
    is(own[0] + nattch(id), 'o' + 1, "that changes nothing");
    fails((long)mremap(at, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
                       to), EFAULT, "an attachment and a hole don't move");
    fails((long)mremap(own, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
                       to), EFAULT, "nor a private page and an attachment");
    is(to[0], 'o', "but the page has gone before");
    is(shmdt(at), 0, "the attachment stayed");
    page_at(to + 2 * PAGE)[0] = 'p';
    page_at(own + PAGE)[0] = 'x';
    ok(mremap(to, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, own) ==
       own, "private ones move with the holes between");
    is(own[0] + own[2 * PAGE], 'o' + 'p', "all of them");
    is(own[PAGE], 'x', "over what they meet, but not with a hole");
    munmap(own, 3 * PAGE);
    discard(id);
}

#define MIB (1ul << 20)

/* Does each page from `at` on hold its number in the segment? */
static int holds(const char *at, unsigned first, unsigned pages)
{
    for (unsigned i = 0; i < pages; i++)
        if (*(unsigned *)(at + i * PAGE) != first + i)
            return 0;
    return 1;
}

/* With enough pages for whole tables of them to be shared. */
static void test_big(void)
{
    id = fresh(6 * MIB);
    char *at = shmat(id, NULL, 0), *to = hole(2048), *twice = to + 4 * MIB;

    for (unsigned i = 0; i < 6 * MIB / PAGE; i++)
        *(unsigned *)(at + i * PAGE) = i;
    ok(mremap(at + MIB, 2 * MIB, 2 * MIB, MREMAP_MAYMOVE | MREMAP_FIXED, to) ==
       to, "two of six MiB move away");
    is(nattch(id), 3, "which makes three pieces");
    ok(holds(at, 0, 256), "the head is what it was");
    ok(holds(to, 256, 512), "so is what moved");
    ok(holds(at + 3 * MIB, 768, 768), "and the tail");
    mremap(at + 4 * MIB, 0, 2 * MIB, MREMAP_MAYMOVE | MREMAP_FIXED, twice);
    ok(holds(twice, 1024, 512), "the last two MiB twice");
    *(unsigned *)(twice + MIB) = 77;
    is(*(unsigned *)(at + 5 * MIB), 77, "are one memory");
    *(unsigned *)(twice + MIB) = 1280;
    ok(mremap(at + 3 * MIB, 3 * MIB, MIB, 0) == at + 3 * MIB,
       "the tail shrinks to one MiB");
    ok(mremap(at + 3 * MIB, MIB, 3 * MIB, 0) == at + 3 * MIB, "and grows");
    ok(holds(at + 3 * MIB, 768, 768), "it is whole again");
    ok(mremap(to, 2 * MIB, 2 * MIB, MREMAP_MAYMOVE | MREMAP_FIXED, at + MIB) ==
       at + MIB, "what moved comes back");
    ok(holds(at, 0, 1536), "all is as it was");
    is(shmdt(twice - 4 * MIB), 0, "the double is detached");
    is(shmdt(at), 0, "and all the rest at once");
    is(nattch(id), 0, "nothing is left");
    discard(id);
}

int main(void)
{
    test_big();
    test_errors();
    test_shrink();
    test_beyond();
    test_longer_piece();
    test_move();
    test_fixed();
    test_middle();
    test_double();
    test_keep();
    test_removed();
    test_onto_itself();
    test_several();
    return plan();
}
