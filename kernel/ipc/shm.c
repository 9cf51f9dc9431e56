/*
 * shm.c - segments and their attachments; see shm.h. shmctl.c has shmctl(),
 * ipcproc.c what /proc shows.
 *
 * Two counts keep a segment: `nattch`, the regions that map it, which users
 * see, and whether its id still exists. It is destroyed when it has been
 * removed and nobody maps it; with shm_rmid_forced also when nobody maps it
 * any more, or never has until its maker ends.
 */
#include "ipc/segment.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "mm/huge.h"
#include "mm/kmalloc.h"
#include "task/process.h"
#include "vm/space.h"

struct shm_limits shm_limits = {
    .max = UINT64_MAX - (1ul << 24),    /* Linux's SHMMAX and SHMALL */
    .all = UINT64_MAX - (1ul << 24),
    .count = 4096,
};
uint64_t shm_pages;                 /* [shm_ids.lock] of all segments */

/* --- segments; shm_ids.lock held ------------------------------------------ */

/* If nobody has it any more: take it out and return it, for segment_free(). */
static struct ipc_perm *take_if_unused(struct segment *s)
{
    if (s->nattch > 0 || !(s->perm.mode & SHM_DEST || shm_limits.forced))
        return NULL;
    list_remove(&s->by_maker);
    ipc_take(&shm_ids, &s->perm);
    shm_pages -= PAGES(s->perm.size);
    return &s->perm;
}

/* Whoever has it attached keeps it, but it has no key any more. */
static struct ipc_perm *segment_remove(struct ipc_perm *p)
{
    p->mode |= SHM_DEST;
    struct ipc_perm *dead = take_if_unused(segment_of(p));
    if (!dead)
        ipc_forget_key(&shm_ids, p);
    return dead;
}

/* Mostly without the lock, since it may be much memory. */
static void segment_free(struct ipc_perm *p)
{
    if (!p)
        return;
    if (segment_of(p)->object)
        object_put(segment_of(p)->object);
    kfree(segment_of(p));
}

/* May the caller have huge pages, of the size that there is? */
static int huge_check(int flags)
{
    const struct cred *c = &current()->cred;
    int shift = flags >> SHM_HUGE_SHIFT & SHM_HUGE_MASK;

    if (shift != 0 && shift != HUGE_PAGE_SHIFT)
        return -EINVAL;
    return cred_can(c, CAP_IPC_LOCK) || cred_in_group(c, 0) ? 0 : -EPERM;
}

/* The memory of a new segment; 0 or the error. What isn't reserved may be more
 * than can be attached. */
static int memory_create(uint64_t size, int flags, struct object **out)
{
    bool reserve = !(flags & SHM_NORESERVE);
    uint64_t pages = PAGES(size);
    int err = flags & SHM_HUGETLB ? huge_check(flags) : 0;

    if (err)
        return err;
    if (size > INT64_MAX)
        return -EINVAL;         /* to Linux a segment is a file */
    if (reserve && pages > frames_total())
        return -ENOMEM;
    *out = flags & SHM_HUGETLB
               ? object_create_huge(FRAME_SEGMENT, pages, reserve)
               : object_create(FRAME_SEGMENT, pages);
    return *out ? 0 : -ENOMEM;
}

static int segment_create(int32_t key, uint64_t size, int flags)
{
    uint64_t all_pages = shm_pages + PAGES(size);

    if (size < 1 || size > shm_limits.max)
        return -EINVAL;
    if (all_pages > shm_limits.all || all_pages <= shm_pages)
        return -ENOSPC;         /* the numbers may wrap around */
    struct segment *s = kzalloc(sizeof(*s));
    if (!s)
        return -ENOMEM;
    int id = memory_create(size, flags, &s->object);
    if (id == 0)
        id = ipc_add(&shm_ids, &s->perm, key, size, flags);
    if (id < 0) {
        segment_free(&s->perm);
        return id;
    }
    s->key_at_birth = key;
    s->cpid = current()->pid;
    list_push_back(&current()->segments, &s->by_maker);
    shm_pages = all_pages;
    return id;
}

/* What a process has made and nobody attaches goes with it, if so wished. */
void segments_orphan(struct process *maker)
{
    spin_lock(&shm_ids.lock);
    while (!list_empty(&maker->segments))
        list_remove(maker->segments.next);
    spin_unlock(&shm_ids.lock);
    if (shm_limits.forced)
        segments_free_orphans();
}

void segments_free_orphans(void)
{
    struct ipc_perm *p;

    spin_lock(&shm_ids.lock);
    ipc_for_each(p, &shm_ids)
        if (list_empty(&segment_of(p)->by_maker))
            segment_free(take_if_unused(segment_of(p)));
    spin_unlock(&shm_ids.lock);
}

static const struct ipc_kind segments = {
    .create = segment_create, .remove = segment_remove, .free = segment_free,
    .ds_size = SHMID64_DS_SIZE, .export = segment_export,
    .info = segments_info, .stat = SHM_STAT,
};

struct ipc_ids shm_ids = IPC_IDS(shm_ids, RANK_SHM, &segments,
                                 shm_limits.count);

int shm_get(int32_t key, uint64_t size, int flags)
{
    return ipc_get(&shm_ids, key, size, flags);
}

/* --- attachments ---------------------------------------------------------- */

static void touch(struct segment *s, int64_t *time)
{
    *time = ipc_now();
    s->lpid = current()->pid;
}

/* The region that shmat() makes is counted already. */
static void region_opened(struct region *r, enum region_origin origin)
{
    struct segment *s = r->owner;

    spin_lock(&shm_ids.lock);
    s->nattch += origin != REGION_MAPPED;
    touch(s, &s->atime);
    spin_unlock(&shm_ids.lock);
}

/* One attachment less; `was_mapped`: shmat() didn't fail in between. */
static inline void segment_unhold(struct segment *s, bool was_mapped)
{
    spin_lock(&shm_ids.lock);
    if (was_mapped)
        touch(s, &s->dtime);
    s->nattch--;
    struct ipc_perm *dead = take_if_unused(s);
    spin_unlock(&shm_ids.lock);
    segment_free(dead);
}

static void region_closed(struct region *r)
{
    segment_unhold(r->owner, true);
}

static void region_describe(const struct region *r, uint64_t *inode,
                            char *name, size_t size)
{
    const struct segment *s = r->owner;

    *inode = s->perm.id;
    snprintf(name, size, "/SYSV%08x (deleted)", s->key_at_birth);
}

static const struct region_ops attachment_ops = {
    .opened = region_opened,
    .closed = region_closed,
    .describe = region_describe,
};

/* Settle the address: 0, or -EINVAL. */
static int address_check(vaddr_t *at, int flags)
{
    if ((*at & PAGE_MASK) && !(flags & SHM_RND))
        return -EINVAL;
    *at = ROUND_DOWN(*at, PAGE_SIZE);
    return *at == 0 && (flags & SHM_REMAP) ? -EINVAL : 0;
}

/* Find the segment and count an attachment, so that it can't go meanwhile. */
static int segment_hold(int id, int flags, struct segment **out)
{
    mode_t wanted = flags & SHM_RDONLY ? IPC_READ : IPC_READ | IPC_WRITE;

    if (flags & SHM_EXEC)
        wanted |= IPC_EXECUTE;
    spin_lock(&shm_ids.lock);
    struct ipc_perm *p = ipc_by_id(&shm_ids, id);
    int err = p ? ipc_check(p, wanted) : -EINVAL;
    if (!err) {
        *out = segment_of(p);
        (*out)->nattch++;
    }
    spin_unlock(&shm_ids.lock);
    return err;
}

/* As on Linux, an address that was rounded down to 0 replaces what is there. */
static int64_t map_segment(struct segment *s, vaddr_t at, bool fixed, int flags)
{
    struct mapping m = {
        .start = at,
        .size = s->object->pages << PAGE_SHIFT,
        .place = !fixed ? MAP_ANYWHERE
                 : at == 0 || (flags & SHM_REMAP) ? MAP_OVER : MAP_AT,
        .bottom = fixed ? user_bottom() : 0,
        .prot = PROT_READ | (flags & SHM_RDONLY ? 0 : PROT_WRITE) |
                (flags & SHM_EXEC ? PROT_EXEC : 0),
        .shared = true,
        .may_write = !(flags & SHM_RDONLY),
        .object = s->object,
        .first_page = 0,
        .ops = &attachment_ops,
        .owner = s,
        .marks = 0,
        .origin = REGION_MAPPED,
    };

    if (fixed && ((at + s->perm.size < at && !(flags & SHM_REMAP)) ||
                  at % object_page_size(s->object)))
        return -EINVAL;
    int64_t result = space_map(current()->space, &m);
    return result == -EEXIST ? -EINVAL : result;
}

int64_t shm_attach(int id, vaddr_t at, int flags)
{
    bool fixed = at != 0;
    struct segment *s;
    int err = id < 0 ? -EINVAL : address_check(&at, flags);

    if (!err)
        err = segment_hold(id, flags, &s);
    if (err)
        return err;
    int64_t result = map_segment(s, at, fixed, flags);
    if (result < 0)
        segment_unhold(s, false);
    return result;
}

/* --- detaching ------------------------------------------------------------ */

/* The next region at or above `from` that ends by `end` and is left of an
 * attachment at `at`, of the segment `s` if given: mprotect and munmap may
 * have cut it, and its head may be gone. Space lock held. */
static struct region *piece_find(struct space *space, vaddr_t from, vaddr_t end,
                                 vaddr_t at, const struct segment *s)
{
    struct region *r = region_at_or_above(space, from);

    for (; r && r->end <= end; r = r->next)
        if (r->ops == &attachment_ops && r->start >= at &&
            (r->start - at) >> PAGE_SHIFT == r->first_page &&
            (!s || r->owner == s))
            return r;
    return NULL;
}

/* Space lock held. As on Linux, what mremap() has made longer than the segment
 * is `first` or stays. Simplified: what comes from another attachment and lies
 * where it would in this one goes, too; only mremap() can have put it there. */
static void pieces_unmap(struct space *space, struct region *first, vaddr_t at)
{
    const struct segment *s = first->owner;
    vaddr_t end = at + (s->object->pages << PAGE_SHIFT), from;

    for (struct region *r = first; r; r = piece_find(space, from, end, at, s)) {
        from = r->end;
        regions_unmap(space, r, from);
    }
}

int shm_detach(vaddr_t at)
{
    struct space *space = current()->space;

    if (at & PAGE_MASK)
        return -EINVAL;
    spin_lock(&space->lock);
    struct region *first = piece_find(space, at, USER_TOP, at, NULL);
    if (first)
        pieces_unmap(space, first, at);
    spin_unlock(&space->lock);
    return first ? 0 : -EINVAL;
}

/* --- the end -------------------------------------------------------------- */

#define TOLD_MAX 8              /* segments that are named at the end */

void shm_shutdown(void)
{
    struct ipc_perm *p;
    int told = 0;

    spin_lock(&shm_ids.lock);
    ipc_for_each(p, &shm_ids) {
        struct segment *s = segment_of(p);
        assert(s->nattch == 0);
        if (told++ < TOLD_MAX)
            kprintf("segment %d: %lu pages in memory, nattch 0\n", p->id,
                    s->object->resident);
        segment_free(segment_remove(p));
    }
    if (told > TOLD_MAX)
        kprintf("... and %d more\n", told - TOLD_MAX);
    spin_unlock(&shm_ids.lock);
}
