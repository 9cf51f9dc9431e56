/* remap.c - mremap(2): a mapping becomes longer or shorter, or goes elsewhere
 * with all that it has. Lock held but in space_remap(). */
#include "lib/errno.h"
#include "vm/space.h"

/* --- private pages go with their mapping ---------------------------------- */

struct move {
    struct space *space;
    uint64_t by;
    int err;
};

static void reserve(pte_t *slot, int level, vaddr_t va, void *arg)
{
    struct move *m = arg;

    (void)slot;
    if (!m->err && !pt_entry(&m->space->pt, va + m->by, level, true))
        m->err = -ENOMEM;
}

static void carry(pte_t *slot, int level, vaddr_t va, void *arg)
{
    struct move *m = arg;
    pte_t *to = pt_entry(&m->space->pt, va + m->by, level, false);

    pte_set(to, *slot, level, va + m->by);
    pte_set(slot, 0, level, va);
}

/* Tables for the pages' new place; 0 or -ENOMEM. */
static int pages_reserve(struct space *s, const struct remapping *w, vaddr_t to)
{
    struct move m = { s, to - w->old, 0 };

    region_touch(region_at_or_above(s, to), to, to + w->old_size);
    pt_for_each(&s->pt, w->old, w->old + w->old_size, reserve, &m);
    return m.err;
}

static void pages_carry(struct space *s, const struct remapping *w, vaddr_t to)
{
    struct move m = { s, to - w->old, 0 };

    pt_for_each(&s->pt, w->old, w->old + w->old_size, carry, &m);
    tlb_flush_space(s);
}

/* --- the mapping ---------------------------------------------------------- */

/* Simplified: with RLIMIT_AS there must be room for both at once. */
static int64_t move(struct space *s, struct region *r,
                    const struct remapping *w)
{
    struct mapping m = region_mapping(r);
    bool shared = r->shared, keep = w->keep_old || w->old_size == 0;
    vaddr_t end = w->old + w->old_size;

    if (r->object)
        m.first_page = region_page(r, w->old);
    m.start = w->new;
    m.size = w->new_size;
    m.place = w->fixed ? MAP_AT : MAP_ANYWHERE;
    m.bottom = w->bottom;
    m.origin = REGION_SPLIT;
    int err = region_map(s, &m);
    if (err)
        return err;
    if (!shared)
        err = pages_reserve(s, w, m.start);
    if (!err && !keep)
        err = regions_split_at(s, w->old, end);
    if (err) {
        range_unmap(s, m.start, m.start + m.size);
        return err;
    }
    if (!shared)
        pages_carry(s, w, m.start);
    if (!keep)
        range_unmap(s, w->old, end);
    return m.start;
}

/* A link that reaches up there is the region's own, and stays right. As on
 * Linux, who may not map where the region begins can't let it grow. */
static bool grow_here(struct space *s, struct region *r,
                      const struct remapping *w)
{
    vaddr_t from = r->end, end = w->old + w->new_size;

    if (w->old + w->old_size != from || r->start < w->bottom ||
        end > USER_TOP || end < from || !range_is_free(s, from, end) ||
        !within_limit(s, from, end - from))
        return false;
    region_grow(s, r, end);
    return true;
}

static bool is_aligned(const struct region *r, const struct remapping *w)
{
    vaddr_t all = w->old | w->old_size | w->new_size | w->new;

    return all % pt_span(region_page_level(r)) == 0;
}

/* The region that `old` lies in, or NULL. */
static struct region *region_of(struct space *s, vaddr_t old)
{
    struct region *r = region_at_or_above(s, old);

    return r && r->start <= old ? r : NULL;
}

/* What the new place or size has no use for goes. */
static int make_room(struct space *s, struct remapping *w)
{
    int err = w->fixed ? range_unmap(s, w->new, w->new + w->new_size) : 0;

    if (!err && w->old_size > w->new_size) {
        err = range_unmap(s, w->old + w->new_size, w->old + w->old_size);
        w->old_size = w->new_size;
    }
    return err;
}

/* Without a new place or size it is enough that the first page is mapped. */
static bool needs_room(const struct remapping *w)
{
    return w->fixed || w->keep_old || w->new_size > w->old_size;
}

static int check(const struct region *r, const struct remapping *w)
{
    uint64_t kept = MIN(w->old_size, w->new_size);

    if (!r || (needs_room(w) && kept > r->end - w->old))
        return -EFAULT;
    return (w->old_size == 0 && !r->shared) || !is_aligned(r, w) ? -EINVAL : 0;
}

/* What was there may be gone when room is made: with an old size of 0 both
 * places may overlap. */
static int64_t remap(struct space *s, struct remapping *w)
{
    bool stay = !w->fixed && !w->keep_old;
    int err = check(region_of(s, w->old), w);

    if (!err)
        err = make_room(s, w);
    if (err || !needs_room(w))
        return err ? err : (int64_t)w->old;
    struct region *r = region_of(s, w->old);
    if (!r)
        return -EFAULT;
    if (stay && grow_here(s, r, w))
        return w->old;
    return w->may_move ? move(s, r, w) : -ENOMEM;
}

/* All of the range goes, with its holes, but an attachment only alone. What
 * has gone before a failure stays at its new place. */
static int64_t move_all(struct space *s, const struct remapping *w)
{
    vaddr_t end = w->old + w->old_size;
    struct region *r = region_of(s, w->old);
    int64_t result = r ? 0 : -EFAULT;

    while (r && r->start < end && result >= 0) {
        struct remapping part = *w;
        part.old = MAX(r->start, w->old);
        part.new = w->new + (part.old - w->old);
        part.old_size = part.new_size = MIN(r->end, end) - part.old;
        if (r->ops && part.old_size < w->old_size)
            return -EFAULT;
        result = remap(s, &part);
        r = region_at_or_above(s, part.old + part.old_size);
    }
    return result < 0 ? result : (int64_t)w->new;
}

int64_t space_remap(struct space *s, struct remapping *w)
{
    bool all = w->fixed && w->old_size == w->new_size;

    spin_lock(&s->lock);
    int64_t result = all ? move_all(s, w) : remap(s, w);
    spin_unlock(&s->lock);
    return result;
}
