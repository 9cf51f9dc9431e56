/* shm_advice.c - madvise(2), mlock(2), msync(2), mincore(2), mprotect(2) on
 * attachments: what they do, and into how many pieces they cut. */
#include "shm.h"

static int id;
static volatile char *memory;

static char *attached(int pages)
{
    id = fresh(pages * PAGE);
    char *at = shmat(id, hole(pages + 2) + PAGE, 0);

    for (int i = 0; i < pages; i++)
        at[i * PAGE] = '0' + i;
    return at;
}

static void done(void *at)
{
    shmdt(at);
    discard(id);
}

static void test_errors(void)
{
    char *at = attached(3);

    fails(madvise(at + 1, PAGE, MADV_DONTNEED), EINVAL,
          "a misaligned address is EINVAL");
    fails(madvise(at, PAGE, 77), EINVAL, "unknown advice is EINVAL");
    is(madvise(at, 0, MADV_DONTNEED), 0, "no bytes are nothing");
    fails(madvise(at, -PAGE, MADV_DONTNEED), EINVAL, "too many are EINVAL");
    fails(madvise(at + 3 * PAGE, PAGE, MADV_DONTNEED), ENOMEM,
          "what is not mapped is ENOMEM");
    fails(madvise(at, PAGE, MADV_FREE), EINVAL, "MADV_FREE is EINVAL");
    is(nattch(id), 1, "nothing was cut");
    done(at);
}

static void test_dontneed(void)
{
    char *at = attached(3), *other = shmat(id, NULL, 0), *private;

    is(madvise(at, 3 * PAGE, MADV_DONTNEED), 0, "MADV_DONTNEED");
    is(at[PAGE], '1', "keeps what is shared");
    is(madvise(at + PAGE, PAGE, MADV_DONTNEED), 0, "of a page");
    is(nattch(id), 2, "cuts nothing");
    is(at[PAGE] + other[PAGE], '1' + '1', "and keeps it, too");
    private = page_at(hole(3));
    page_at(private + PAGE);
    private[0] = private[PAGE] = 'p';
    is(madvise(private, PAGE, MADV_DONTNEED), 0, "MADV_DONTNEED of private");
    is(private[0], 0, "makes zeros");
    is(private[PAGE], 'p', "there alone");
    fails(madvise(private, 3 * PAGE, MADV_DONTNEED), ENOMEM,
          "over a hole it is ENOMEM");
    is(private[PAGE], 0, "but done where it could be");
    munmap(private, 2 * PAGE);
    shmdt(other);
    done(at);
}

static void test_remove(void)
{
    char *at = attached(3), *other = shmat(id, NULL, 0);
    char *reader = shmat(id, NULL, SHM_RDONLY);

    is(madvise(at + PAGE, PAGE, MADV_REMOVE), 0, "MADV_REMOVE");
    is(at[PAGE], 0, "makes zeros of what is shared");
    is(other[PAGE], 0, "for all");
    is(at[0] + at[2 * PAGE], '0' + '2', "there alone");
    is(nattch(id), 3, "and cuts nothing");
    at[PAGE] = 'n';
    is(other[PAGE], 'n', "what is written then is shared again");
    fails(madvise(reader, PAGE, MADV_REMOVE), EACCES,
          "who may not write may not remove: EACCES");
    char *private = page_at(hole(1));
    fails(madvise(private, PAGE, MADV_REMOVE), EINVAL,
          "there is nothing to remove of private memory: EINVAL");
    munmap(private, PAGE);
    shmdt(other);
    shmdt(reader);
    done(at);
}

/* A tebibyte with little in it. */
static void test_remove_much(void)
{
    unsigned long size = 1ul << 40;

    id = shmget(IPC_PRIVATE, size, SHM_NORESERVE | 0600);
    char *at = shmat(id, NULL, 0);
    at[0] = at[size / 2 + 12345] = at[size - 1] = 'x';
    is(madvise(at, size, MADV_REMOVE), 0, "MADV_REMOVE of a tebibyte");
    is(at[0] + at[size / 2 + 12345] + at[size - 1], 0, "finds what is there");
    done(at);
}

static void look(void)
{
    _exit(nattch(id) != 2 || memory[0] != '0');
}

static void look_behind(void)
{
    _exit(nattch(id) != 3 + 2);
}

static void touch_it(void)
{
    (void)*memory;
}

static void test_dontfork(void)
{
    char *at = attached(3);

    memory = at;
    is(in_child(look), 0, "a child inherits an attachment");
    is(madvise(at + PAGE, PAGE, MADV_DONTFORK), 0, "MADV_DONTFORK of a page");
    is(nattch(id), 3, "cuts it out");
    is(in_child(look_behind), 0, "a child inherits and counts the others");
    memory = at + PAGE;
    faults(touch_it, SIGSEGV, SEGV_MAPERR, "not that");
    is(*memory, '1', "which stays with the parent");
    memory = at + 2 * PAGE;
    faults(touch_it, 0, 0, "the one behind is there");
    is(nattch(id), 3, "and all go with the child");
    is(madvise(at, 3 * PAGE, MADV_DOFORK), 0, "MADV_DOFORK");
    memory = at + PAGE;
    faults(touch_it, 0, 0, "brings it back to children");
    is(nattch(id), 3, "pieces stay pieces");
    is(madvise(at, 3 * PAGE, MADV_DONTFORK), 0, "MADV_DONTFORK of all");
    faults(touch_it, SIGSEGV, SEGV_MAPERR, "a child has nothing");
    char *private = page_at(hole(1));
    memory = private;
    madvise(private, PAGE, MADV_DONTFORK);
    faults(touch_it, SIGSEGV, SEGV_MAPERR, "nor such private memory");
    munmap(private, PAGE);
    done(at);
}

static void test_pieces(void)
{
    char *at = attached(4);

    is(mprotect(at + PAGE, PAGE, PROT_READ | PROT_WRITE), 0,
       "mprotect to what is so already");
    is(nattch(id), 1, "cuts nothing");
    is(madvise(at + PAGE, PAGE, MADV_DOFORK), 0, "nor MADV_DOFORK of such");
    is(madvise(at + PAGE, PAGE, MADV_NORMAL), 0, "nor MADV_NORMAL");
    is(madvise(at + PAGE, PAGE, MADV_WILLNEED), 0, "nor MADV_WILLNEED");
    is(nattch(id), 1, "it is one piece");
    is(madvise(at + PAGE, PAGE, MADV_RANDOM), 0, "MADV_RANDOM");
    is(nattch(id), 3, "cuts");
    is(madvise(at + PAGE, PAGE, MADV_SEQUENTIAL), 0, "then MADV_SEQUENTIAL");
    is(nattch(id), 3, "not again");
    is(madvise(at, 2 * PAGE, MADV_DONTDUMP), 0, "MADV_DONTDUMP of two pieces");
    is(nattch(id), 3, "cuts nothing more");
    is(mprotect(at, 4 * PAGE, PROT_READ), 0, "mprotect over all pieces");
    is(nattch(id), 3, "neither");
    is(shmdt(at), 0, "all go together");
    is(nattch(id), 0, "nothing is left");
    discard(id);
}

static unsigned long resident(void)
{
    struct shm_info info = { 0 };

    shmctl(0, SHM_INFO, (void *)&info);
    return info.shm_rss;
}

static void advise_it(void)
{
    _exit(madvise((void *)memory, PAGE, MADV_DONTNEED) != 0);
}

static void test_mlock(void)
{
    id = fresh(4 * PAGE);
    char *at = shmat(id, hole(6) + PAGE, 0);

    is(resident(), 0, "nothing is in memory");
    is(mlock(at + PAGE, PAGE), 0, "mlock of a middle page");
    is(nattch(id), 3, "makes three pieces");
    is(resident(), 1, "and brings it into memory");
    is(mlock(at + PAGE + 7, 10), 0, "again, by bytes in it");
    is(nattch(id), 3, "makes no more");
    fails(madvise(at + PAGE, PAGE, MADV_DONTNEED), EINVAL,
          "MADV_DONTNEED of what is locked is EINVAL");
    memory = at + PAGE;
    is(in_child(advise_it), 0, "a child has no locks");
    fails(msync(at + PAGE, PAGE, MS_INVALIDATE), EBUSY,
          "MS_INVALIDATE is EBUSY");
    is(munlock(at + PAGE, PAGE), 0, "munlock");
    is(nattch(id), 3, "leaves the pieces");
    is(madvise(at + PAGE, PAGE, MADV_DONTNEED), 0, "then it can be advised");
    fails(mlock(at + 4 * PAGE, PAGE), ENOMEM, "mlock of a hole is ENOMEM");
    fails(munlock(at + 4 * PAGE, PAGE), ENOMEM, "so is munlock");
    is(stat_of(id).shm_perm.mode, 0600, "it is not SHM_LOCK");
    done(at);
}

static void test_msync(void)
{
    char *at = attached(2);

    is(msync(at, 2 * PAGE, MS_SYNC), 0, "msync has nothing to write");
    is(msync(at, 2 * PAGE, MS_ASYNC), 0, "ever");
    is(msync(at, 1, MS_SYNC | MS_INVALIDATE), 0, "nor to forget");
    fails(msync(at + 1, PAGE, MS_SYNC), EINVAL, "a misaligned address is EINVAL");
    fails(msync(at, PAGE, MS_SYNC | MS_ASYNC), EINVAL, "both ways are EINVAL");
    fails(msync(at, PAGE, 8), EINVAL, "unknown flags are EINVAL");
    fails(msync(at, 3 * PAGE, MS_SYNC), ENOMEM, "a hole is ENOMEM");
    is(at[PAGE], '1', "all is as it was");
    done(at);
}

static void test_mincore(void)
{
    unsigned char in[4] = { 9, 9, 9, 9 };

    id = fresh(3 * PAGE);
    char *at = shmat(id, hole(5) + PAGE, 0);
    at[PAGE] = 1;
    is(mincore(at, 3 * PAGE, in), 0, "mincore");
    ok(in[0] == 0 && in[1] == 1 && in[2] == 0, "tells touched pages");
    is(in[3], 9, "and no more");
    char *other = shmat(id, NULL, 0);
    is(mincore(other, 3 * PAGE, in), 0, "of another attachment");
    ok(in[0] == 0 && in[1] == 1 && in[2] == 0, "that touched none, the same");
    fails(mincore(at + 1, PAGE, in), EINVAL, "a misaligned address is EINVAL");
    fails(mincore(at, PAGE, NULL), EFAULT, "a bad vector is EFAULT");
    fails(mincore(at, 4 * PAGE, in), ENOMEM, "a hole is ENOMEM");
    char *private = page_at(hole(1));
    mincore(private, PAGE, in);
    is(in[0], 0, "private memory that was not touched");
    private[0] = 1;
    mincore(private, PAGE, in);
    is(in[0], 1, "and then was");
    munmap(private, PAGE);
    shmdt(other);
    done(at);
}

#define MIB (1ul << 20)

static void write_it(void)
{
    *memory = 'w';
}

/* A part of a piece joins the next piece if that is as the part becomes; a
 * whole piece doesn't. */
static void test_borders(void)
{
    if (is_linux_before(6, 4))
        return skip(13, "each change makes a piece of its own");
    char *at = attached(6);
    mprotect(at + 2 * PAGE, 2 * PAGE, PROT_READ);
    is(nattch(id), 3, "two pages of six are read-only: three pieces");
    mprotect(at + PAGE, 2 * PAGE, PROT_READ);
    is(nattch(id), 3, "the page before them joins");
    memory = at + PAGE;
    faults(write_it, SIGSEGV, SEGV_ACCERR, "and is read-only");
    mprotect(at + 3 * PAGE, 2 * PAGE, PROT_READ);
    is(nattch(id), 3, "the page behind them, too");
    mprotect(at + PAGE, PAGE, PROT_READ | PROT_WRITE);
    at[PAGE] = 'w';
    is(nattch(id), 3, "the first goes back");
    mprotect(at + 2 * PAGE, 3 * PAGE, PROT_READ | PROT_WRITE);
    is(nattch(id), 3, "a whole piece stays one");
    madvise(at, PAGE, MADV_DONTFORK);
    is(nattch(id), 4, "MADV_DONTFORK of a page");
    madvise(at + PAGE, PAGE, MADV_DONTFORK);
    is(nattch(id), 4, "cuts no more than it must");
    madvise(at + PAGE, PAGE, MADV_DOFORK);
    is(nattch(id), 4, "nor does MADV_DOFORK");
    is(at[0], '0', "all is as it was");
    is(at[PAGE], 'w', "and as it was written");
    is(at[5 * PAGE], '5', "up to the end");
    is(shmdt(at), 0, "shmdt finds all pieces");
    discard(id);
}

/* Where tables of pages are shared. */
static void test_far_borders(void)
{
    id = fresh(6 * MIB);
    char *at = shmat(id, NULL, 0), *other = shmat(id, NULL, 0);

    for (unsigned i = 0; i < 12; i++)
        other[i * MIB / 2] = '0' + i;
    mprotect(at + 2 * MIB, 2 * MIB, PROT_READ);
    is(at[2 * MIB] + at[MIB], '4' + '2', "2 MiB of six are read-only");
    mprotect(at + MIB, 2 * MIB, PROT_READ);
    memory = at + MIB;
    faults(write_it, SIGSEGV, SEGV_ACCERR, "so is the MiB before");
    mprotect(at + MIB, 5 * MIB / 2, PROT_READ | PROT_WRITE);
    at[3 * MIB] = 'w';
    is(other[3 * MIB], 'w', "and can be written again, with more");
    memory = at + 7 * MIB / 2;
    faults(write_it, SIGSEGV, SEGV_ACCERR, "but not the last half MiB");
    is(at[11 * MIB / 2], '0' + 11, "the end is what it was");
    shmdt(at);
    is(nattch(id), 1, "shmdt finds all pieces");
    done(other);
}

int main(void)
{
    test_errors();
    test_dontneed();
    test_remove();
    test_remove_much();
    test_dontfork();
    test_pieces();
    test_mlock();
    test_msync();
    test_mincore();
    test_borders();
    test_far_borders();
    return plan();
}
