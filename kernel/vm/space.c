/* space.c - see space.h. */
#include "vm/space.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "mm/kmalloc.h"
#include "mm/kmap.h"

struct space *space_create(void)
{
    struct space *s = kzalloc(sizeof(*s));

    if (!s)
        return NULL;
    spin_init(&s->lock, RANK_SPACE);
    s->refs = 1;
    s->limit = UINT64_MAX;
    s->pt = (struct pt){ frame_alloc_zeroed(FRAME_TABLE), 4 };
    if (!s->pt.root) {
        kfree(s);
        return NULL;
    }
    mmu_create(&s->mmu, s->pt.root);
    kmap_share(&s->pt);
    return s;
}

void space_get(struct space *s)
{
    __atomic_fetch_add(&s->refs, 1, __ATOMIC_RELAXED);
}

void space_put(struct space *s)
{
    if (__atomic_sub_fetch(&s->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    spin_lock(&s->lock);
    regions_clear(s, s->lowest, USER_TOP);
    for (struct region *r = s->lowest, *next; r; r = next) {
        next = r->next;
        region_close(r);
    }
    assert(s->resident == 0);
    mmu_retire(&s->mmu);
    kmap_unshare(&s->pt);
    frame_put(s->pt.root);
    spin_unlock(&s->lock);
    kfree(s);
}

struct space_usage space_usage(struct space *s)
{
    struct space_usage u = { 0 };

    if (!s)
        return u;
    spin_lock(&s->lock);
    u.resident_pages = s->resident;
    for (struct region *r = s->lowest; r; r = r->next) {
        u.bytes += r->end - r->start;
        if (region_may_link(r))
            u.resident_pages += MIN(r->object->resident,
                                    (r->end - r->start) >> PAGE_SHIFT);
    }
    spin_unlock(&s->lock);
    return u;
}

/* --- unmapping ------------------------------------------------------------ */

int range_unmap(struct space *s, vaddr_t start, vaddr_t end)
{
    int err = regions_split_at(s, start, end);

    if (err == 0)
        regions_unmap(s, region_at_or_above(s, start), end);
    return err;
}

int space_unmap(struct space *s, vaddr_t start, vaddr_t end)
{
    spin_lock(&s->lock);
    int err = range_unmap(s, start, end);
    spin_unlock(&s->lock);
    return err;
}

/* --- mapping -------------------------------------------------------------- */

/* How much of [start, end) the region has. */
static uint64_t overlap(const struct region *r, vaddr_t start, vaddr_t end)
{
    vaddr_t from = MAX(r->start, start), to = MIN(r->end, end);

    return to > from ? to - from : 0;
}

bool within_limit(struct space *s, vaddr_t start, uint64_t size)
{
    uint64_t total = size;

    if (s->limit == UINT64_MAX)
        return true;
    for (struct region *r = s->lowest; r; r = r->next)
        total += r->end - r->start - overlap(r, start, start + size);
    return total <= s->limit;
}

/* Where the object's highest tables can be linked, with room for all that
 * their slots cover, if there is such a place. Above a mapping of page 0 there
 * may be gaps too low. lock held */
static int place_anywhere(struct space *s, struct mapping *m)
{
    int lowest = m->object ? m->object->page_level : 1;
    int level = m->shared && m->object ? m->object->link_level : lowest;

    for (; level >= lowest; level--) {
        m->start = gap_find(s, ROUND_UP(m->size, pt_span(level)),
                            pt_span(level));
        if (m->start >= USER_BOTTOM)
            return 0;
    }
    return -ENOMEM;
}

/* May it go where it says? lock held */
static int place_check(struct space *s, const struct mapping *m)
{
    if (m->place == MAP_AT && !range_is_free(s, m->start, m->start + m->size))
        return -EEXIST;
    if (m->size > USER_TOP || m->start > USER_TOP - m->size)
        return -ENOMEM;
    return m->start < m->bottom ? -EPERM : 0;
}

/* Settle where `m` goes. No link is there afterwards: gap_find() spares slots,
 * but who names an address may hit one. lock held */
static int place(struct space *s, struct mapping *m)
{
    bool named = m->place != MAP_ANYWHERE;
    int err = 0;

    if (named)
        err = place_check(s, m);
    if (err)
        return err;
    if (!within_limit(s, named ? m->start : USER_TOP, m->size))
        return -ENOMEM;
    if (!named)
        return place_anywhere(s, m);
    if (m->place == MAP_OVER)
        err = range_unmap(s, m->start, m->start + m->size);
    links_drop(s, m->start, m->start + m->size);
    return err;
}

int region_map(struct space *s, struct mapping *m)
{
    struct region *r = region_alloc(s);
    int err = r ? place(s, m) : -ENOMEM;

    if (err) {
        kfree(r);
        return err;
    }
    region_fill(s, r, m);
    if (r->ops)
        r->ops->opened(r, m->origin);
    links_make(s, r);
    return 0;
}

int64_t space_map(struct space *s, struct mapping *m)
{
    spin_lock(&s->lock);
    int err = region_map(s, m);
    spin_unlock(&s->lock);
    return err ? err : (int64_t)m->start;
}

/* Is `r` heap that ends at `at` and may simply become longer? */
static bool is_heap_before(const struct region *r, vaddr_t at)
{
    return r && r->end == at && !r->object &&
           r->prot == (PROT_READ | PROT_WRITE);
}

/* lock held */
static int heap_grow(struct space *s, vaddr_t from, vaddr_t to)
{
    struct mapping m = {
        .start = from, .size = to - from, .place = MAP_AT,
        .prot = PROT_READ | PROT_WRITE,
    };
    struct region *below = region_at_or_above(s, from - 1), *new;

    if (to > MAP_TOP || to - s->brk_start > frames_total() * PAGE_SIZE ||
        !range_is_free(s, from, to + PAGE_SIZE) ||  /* Linux's guard */
        !within_limit(s, from, to - from))
        return -ENOMEM;
    links_drop(s, from, to);
    if (from > s->brk_start && is_heap_before(below, from)) {
        region_grow(s, below, to);
        return 0;
    }
    if (!(new = region_alloc(s)))
        return -ENOMEM;
    region_fill(s, new, &m);
    return 0;
}

vaddr_t space_brk(struct space *s, vaddr_t end)
{
    spin_lock(&s->lock);
    vaddr_t old_page = ROUND_UP(s->brk, PAGE_SIZE);
    vaddr_t new_page = ROUND_UP(end, PAGE_SIZE);
    int err = 0;

    if (end < s->brk_start || end > USER_TOP)
        err = -EINVAL;
    else if (new_page > old_page)
        err = heap_grow(s, old_page, new_page);
    else if (new_page < old_page)
        err = range_unmap(s, new_page, old_page);
    if (err == 0)
        s->brk = end;
    vaddr_t result = s->brk;
    spin_unlock(&s->lock);
    return result;
}

/* --- protection ----------------------------------------------------------- */

static void protect_entry(pte_t *slot, int level, vaddr_t va, void *arg)
{
    struct region *r = arg;
    pte_t kept = *slot & (PTE_ADDR | PTE_A | PTE_D);

    /* Private pages may be shared with a child or a file: let the fault of
     * the next write find out. */
    pte_set(slot, kept | (*slot & PTE_LINK
                              ? link_entry_bits(r)
                              : region_entry_bits(r, !r->shared)), level, va);
}

/* lock held */
static void region_protect(struct space *s, struct region *r, int prot)
{
    r->prot = prot;
    region_note(s, r, true);
    if (!region_may_link(r))
        links_drop(s, r->start, r->end);
    pt_for_each(&s->pt, r->start, r->end, protect_entry, r);
}

/* All of [start, end), which is a part of `r`. lock held */
static int part_protect(struct space *s, struct region *r, vaddr_t start,
                        vaddr_t end, int prot)
{
    if (r->shared && (prot & PROT_WRITE) && !r->may_write)
        return -EACCES;
    if (r->prot == prot)
        return 0;
    struct region *part;
    int err = region_carve(s, r, start, end, prot, r->marks, &part);
    if (!err)
        region_protect(s, part, prot);
    return err;
}

int space_protect(struct space *s, vaddr_t start, vaddr_t end, int prot)
{
    int err = 0;

    spin_lock(&s->lock);
    for (vaddr_t at = start, to; at < end && !err; at = to) {
        struct region *r = region_at_or_above(s, at);
        to = r ? MIN(r->end, end) : end;
        err = !r || r->start > at ? -ENOMEM : part_protect(s, r, at, to, prot);
    }
    tlb_flush_space(s);
    spin_unlock(&s->lock);
    return err;
}

/* --- fork ----------------------------------------------------------------- */

struct fork_state {
    struct space *child;
    pte_t *leaf;                /* the child's table for [start, + 2 MiB), */
    vaddr_t start;              /* once there is one */
    int err;
};

/* The child's entry for `va`, or NULL: no memory. Most lie in the table of the
 * one before. */
static pte_t *child_entry(struct fork_state *f, vaddr_t va)
{
    if (!f->leaf || va - f->start >= pt_span(2)) {
        pte_t *entry = pt_entry(&f->child->pt, va, 1, true);
        if (!entry)
            return NULL;
        f->leaf = entry - pt_index(va, 1);
        f->start = ROUND_DOWN(va, pt_span(2));
    }
    return f->leaf + pt_index(va, 1);
}

/* Give the child the same frame; writable ones turn read-only on both sides
 * until one of them writes. */
static void fork_page(pte_t *slot, int level, vaddr_t va, void *arg)
{
    struct fork_state *f = arg;
    pte_t e = *slot;
    pte_t *to = f->err ? NULL : child_entry(f, va);

    if (!to) {
        f->err = -ENOMEM;
        return;
    }
    if (e & PTE_W) {
        e = (e & ~PTE_W) | PTE_COW;
        pte_set(slot, e, level, va);
    }
    frame_get(e & PTE_ADDR);
    pte_set(to, e, level, va);
    f->child->resident++;
}

/* Of what is not for children, their trees have empty regions at first. */
static void remove_unforked(struct space *child)
{
    for (struct region *r = child->lowest, *next; r; r = next) {
        next = r->next;
        if (r->marks & REGION_NO_FORK) {
            region_take_out(child, r);
            region_note(child, r, false);
            region_close(r);
        }
    }
}

/* Both locks held. Pages of shared regions are their objects', and come, with
 * all that the object's tables hold, when they are touched: many a child never
 * does. */
static int fork_regions(struct space *parent, struct space *child)
{
    struct fork_state f = { .child = child };
    struct region *r;

    for (r = parent->lowest; r; r = r->next) {
        struct region *copy = region_copy(child, r);
        if (!copy)
            return -ENOMEM;
        if (!r->shared && !(r->marks & REGION_NO_FORK))
            pt_for_each(&parent->pt, r->touched, r->touched_end, fork_page, &f);
        if (f.err)
            return f.err;
    }
    regions_copy_tree(child, parent);
    remove_unforked(child);
    return 0;
}

struct space *space_fork(struct space *parent)
{
    struct space *child = space_create();

    if (!child)
        return NULL;
    spin_lock(&parent->lock);
    child->brk_start = parent->brk_start;
    child->brk = parent->brk;
    child->limit = parent->limit;
    child->args_start = parent->args_start;
    child->args_end = parent->args_end;
    int err = fork_regions(parent, child);
    tlb_flush_space(parent);
    spin_unlock(&parent->lock);
    if (err) {
        space_put(child);
        return NULL;
    }
    return child;
}
