/* advice.c - madvise(2), mlock(2) and its kin, msync(2), mincore(2). Their
 * ranges are of bytes here, of whole pages in vm/advice.c. */
#include "lib/errno.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/process.h"
#include "vm/space.h"

/* --- madvise -------------------------------------------------------------- */

enum advice {
    MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTNEED,
    MADV_FREE = 8, MADV_REMOVE, MADV_DONTFORK, MADV_DOFORK,
    MADV_DONTDUMP = 16, MADV_DODUMP
};

/* Advice that becomes a mark, or the end of one. */
static const struct { uint8_t set, clear; } marks[] = {
    [MADV_NORMAL] = { 0, REGION_RANDOM | REGION_SEQUENTIAL },
    [MADV_RANDOM] = { REGION_RANDOM, REGION_SEQUENTIAL },
    [MADV_SEQUENTIAL] = { REGION_SEQUENTIAL, REGION_RANDOM },
    [MADV_DONTFORK] = { REGION_NO_FORK, 0 },
    [MADV_DOFORK] = { 0, REGION_NO_FORK },
    [MADV_DONTDUMP] = { REGION_NO_DUMP, 0 },
    [MADV_DODUMP] = { 0, REGION_NO_DUMP },
};

static bool is_known(int advice)
{
    return advice >= 0 && advice <= MADV_DODUMP &&
           (advice <= MADV_DONTNEED || advice >= MADV_FREE) &&
           (advice <= MADV_DOFORK || advice >= MADV_DONTDUMP);
}

static int64_t advise(vaddr_t start, vaddr_t end, enum advice advice)
{
    struct space *s = current()->space;

    switch (advice) {
    case MADV_WILLNEED: return space_check(s, start, end, false);
    case MADV_DONTNEED: return space_forget(s, start, end, false);
    case MADV_FREE: return space_forget(s, start, end, true);
    case MADV_REMOVE: return space_zero(s, start, end);
    default:
        return space_mark(s, start, end, marks[advice].set,
                          marks[advice].clear, true);
    }
}

int64_t sys_madvise(vaddr_t at, uint64_t size, int advice)
{
    uint64_t length = ROUND_UP(size, PAGE_SIZE);

    if (!is_known(advice) || (at & PAGE_MASK) || length < size ||
        at + length < at)
        return -EINVAL;
    return advise(at, at + length, advice);
}

/* --- mlock ---------------------------------------------------------------- */

#define MCL_CURRENT 1
#define MCL_FUTURE 2
#define MCL_ONFAULT 4
#define MLOCK_ONFAULT 1

/* May [start, end) be locked, too? Nothing is ever swapped out, so that a
 * lock is but a mark, a sum, and pages that are there at once. */
static int lock_check(struct space *s, vaddr_t start, vaddr_t end)
{
    uint64_t limit = current()->limits[RLIMIT_MEMLOCK].soft;

    if (cred_can(&current()->cred, CAP_IPC_LOCK))
        return 0;
    if (limit == 0)
        return -EPERM;
    uint64_t below = space_locked(s, 0, start);
    uint64_t above = space_locked(s, end, USER_TOP);
    return below + (end - start) + above > limit ? -ENOMEM : 0;
}

/* Whole pages; false if the range goes round. As on Linux, a size that does so
 * by itself is small. */
static bool cover_pages(vaddr_t *at, uint64_t *size)
{
    *size = ROUND_UP(*size + (*at & PAGE_MASK), PAGE_SIZE);
    *at = ROUND_DOWN(*at, PAGE_SIZE);
    return *at + *size >= *at;
}

int64_t sys_mlock(vaddr_t at, uint64_t size, int flags)
{
    struct space *s = current()->space;

    if ((flags & ~MLOCK_ONFAULT) || !cover_pages(&at, &size))
        return -EINVAL;
    int err = lock_check(s, at, at + size);
    if (!err)
        err = space_mark(s, at, at + size, REGION_LOCKED, 0, false);
    if (!err && !(flags & MLOCK_ONFAULT) &&
        space_populate(s, at, at + size) < 0)
        err = -ENOMEM;
    return err;
}

int64_t sys_munlock(vaddr_t at, uint64_t size)
{
    if (!cover_pages(&at, &size))
        return -EINVAL;
    return space_mark(current()->space, at, at + size, 0, REGION_LOCKED, false);
}

/* Holes are no matter here. Simplified: what will be mapped later isn't locked
 * by MCL_FUTURE, and nothing is brought into memory. */
static int64_t mark_all(uint8_t set, uint8_t clear)
{
    int err = space_mark(current()->space, 0, USER_TOP, set, clear, true);

    return err == -ENOMEM ? 0 : err;
}

int64_t sys_mlockall(int flags)
{
    uint64_t limit = current()->limits[RLIMIT_MEMLOCK].soft;
    uint64_t all = space_usage(current()->space).bytes;

    if (!(flags & (MCL_CURRENT | MCL_FUTURE)) ||
        (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)))
        return -EINVAL;
    if (!cred_can(&current()->cred, CAP_IPC_LOCK)) {
        if (limit == 0)
            return -EPERM;
        if ((flags & MCL_CURRENT) && all > limit)
            return -ENOMEM;
    }
    return flags & MCL_CURRENT ? mark_all(REGION_LOCKED, 0) : 0;
}

int64_t sys_munlockall(void)
{
    return mark_all(0, REGION_LOCKED);
}

/* --- msync, mincore ------------------------------------------------------- */

#define MS_ASYNC 1
#define MS_INVALIDATE 2
#define MS_SYNC 4

/* What is shared is one memory: there is nothing to write back. */
int64_t sys_msync(vaddr_t at, uint64_t size, int flags)
{
    uint64_t length = ROUND_UP(size, PAGE_SIZE);

    if ((flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) || (at & PAGE_MASK) ||
        ((flags & MS_ASYNC) && (flags & MS_SYNC)))
        return -EINVAL;
    if (length < size || at + length < at)
        return -ENOMEM;
    return space_check(current()->space, at, at + length,
                       flags & MS_INVALIDATE);
}

#define TOLD_AT_ONCE 256ul      /* pages */

int64_t sys_mincore(vaddr_t at, uint64_t size, vaddr_t vector)
{
    uint8_t in[TOLD_AT_ONCE];
    uint64_t pages = PAGES(size);

    if (at & PAGE_MASK)
        return -EINVAL;
    if (!user_range(at, size))
        return -ENOMEM;
    while (pages > 0) {
        uint64_t n = MIN(pages, TOLD_AT_ONCE);
        vaddr_t end = at + n * PAGE_SIZE;
        int err = space_presence(current()->space, at, end, in);
        if (!err)
            err = copy_to_user(vector, in, n);
        if (err)
            return err;
        at = end;
        vector += n;
        pages -= n;
    }
    return 0;
}
