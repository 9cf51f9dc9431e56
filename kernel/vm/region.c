/* region.c - making, splitting and removing regions; see space.h. Lock held
 * throughout. */
#include "cpu/trace.h"
#include "lib/errno.h"
#include "mm/kmalloc.h"
#include "vm/space.h"

struct region *region_alloc(const struct space *s)
{
    return s->region_count < REGIONS_MAX ? kmalloc(sizeof(struct region))
                                         : NULL;
}

TRACE_NOTE note(const struct space *s, const struct region *r, bool there)
{
    uint8_t owner = r->object ? r->object->owner : 0;

    trace_note(TRACE_REGION, TRACE_REGION_WHAT(there, r->prot, owner), r->start,
               r->end, r->object ? r->object->id : 0, s->mmu.root);
}

void region_note(const struct space *s, const struct region *r, bool there)
{
    TRACE(TRACE_REGION, note(s, r, there));
}

void region_fill(struct space *s, struct region *r, const struct mapping *m)
{
    r->start = m->start;
    r->end = m->start + m->size;
    r->touched = r->touched_end = 0;
    r->prot = m->prot;
    r->marks = m->marks;
    r->shared = m->shared;
    r->may_write = m->may_write;
    r->object = m->object;
    r->first_page = m->first_page;
    r->ops = m->ops;
    r->owner = m->owner;
    if (r->object)
        object_get(r->object);
    TRACE(TRACE_REGION, note(s, r, true));
    region_insert(s, r);
}

void region_close(struct region *r)
{
    if (r->ops)
        r->ops->closed(r);
    if (r->object)
        object_put(r->object);
    kfree(r);
}

struct mapping region_mapping(const struct region *r)
{
    return (struct mapping){
        .start = r->start,
        .size = r->end - r->start,
        .prot = r->prot,
        .shared = r->shared,
        .may_write = r->may_write,
        .object = r->object,
        .first_page = r->first_page,
        .ops = r->ops,
        .owner = r->owner,
        .marks = r->marks,
    };
}

struct region *region_copy(struct space *to, const struct region *from)
{
    struct region *r = kmalloc(sizeof(*r));

    if (!r)
        return NULL;
    *r = *from;
    r->marks &= ~REGION_LOCKED;
    if (r->shared || (r->marks & REGION_NO_FORK))
        r->touched = r->touched_end = 0;
    if (r->marks & REGION_NO_FORK) {
        r->object = NULL;
        r->ops = NULL;
    }
    if (r->object)
        object_get(r->object);
    region_append(to, r);
    TRACE(TRACE_REGION, note(to, r, true));
    if (r->ops)
        r->ops->opened(r, REGION_FORKED);
    return r;
}

/* The upper part becomes the region `u`. */
static void split(struct space *s, struct region *r, vaddr_t at,
                  struct region *u)
{
    struct mapping upper = region_mapping(r);

    upper.start = at;
    upper.size = r->end - at;
    links_drop(s, at, at + PAGE_SIZE);
    if (r->object)
        upper.first_page += (at - r->start) >> PAGE_SHIFT;
    r->end = at;
    region_fill(s, u, &upper);
    if (r->touched_end > at)
        region_touch(u, MAX(r->touched, at), r->touched_end);
    r->touched = MIN(r->touched, at);
    r->touched_end = MIN(r->touched_end, at);
    if (u->ops)
        u->ops->opened(u, REGION_SPLIT);
}

static void set_touched(struct region *r, vaddr_t start, vaddr_t end)
{
    r->touched = MAX(start, r->start);
    r->touched_end = MIN(end, r->end);
    if (!region_is_touched(r))
        r->touched = r->touched_end = 0;
}

/* The border between `r` and the next region moves to `at`. */
static void move_border(struct space *s, struct region *r, vaddr_t at)
{
    struct region *next = r->next;
    vaddr_t low = MIN(r->end, at), high = MAX(r->end, at);
    vaddr_t from = region_is_touched(r) ? r->touched : next->touched;
    vaddr_t to = region_is_touched(next) ? next->touched_end : r->touched_end;

    links_drop(s, low, high + PAGE_SIZE);
    next->first_page = region_page(r, at);
    r->end = next->start = at;
    set_touched(r, from, to);
    set_touched(next, from, to);
    region_note(s, r, true);
    region_note(s, next, true);
}

/* Are they the same attachment, one after the other? */
static bool goes_on(const struct region *r, const struct region *next)
{
    return r && next && r->ops && r->owner == next->owner &&
           r->object == next->object && r->end == next->start &&
           region_page(r, r->end) == next->first_page;
}

static bool is_like(const struct region *r, int prot, uint8_t marks)
{
    return r->prot == prot && r->marks == marks;
}

/* The region that would be cut at `at`, or NULL. */
static struct region *cut_by(struct space *s, vaddr_t at)
{
    struct region *r = region_at_or_above(s, at);

    return r && r->start < at ? r : NULL;
}

static bool can_be_cut(const struct region *r, vaddr_t at)
{
    return !r || at % pt_span(region_page_level(r)) == 0;
}

/* What may fail comes before anything changes. */
int regions_split_at(struct space *s, vaddr_t start, vaddr_t end)
{
    struct region *first = cut_by(s, start), *last = cut_by(s, end);
    struct region *above_first = NULL, *above_last = NULL;

    if (!can_be_cut(first, start) || !can_be_cut(last, end))
        return -EINVAL;
    if (first && !(above_first = region_alloc(s)))
        return -ENOMEM;
    if (last && !(above_last = region_alloc(s))) {
        kfree(above_first);
        return -ENOMEM;
    }
    if (first)
        split(s, first, start, above_first);
    if (last)
        split(s, last == first ? above_first : last, end, above_last);
    return 0;
}

/* As on Linux, where no region of an attachment goes, but its borders move. */
int region_carve(struct space *s, struct region *r, vaddr_t start, vaddr_t end,
                 int prot, uint8_t marks, struct region **part)
{
    struct region *prev = r->prev, *next = r->next;
    bool head = start == r->start, tail = end == r->end;

    if (!can_be_cut(r, start) || !can_be_cut(r, end))
        return -EINVAL;
    if (head && !tail && goes_on(prev, r) && is_like(prev, prot, marks)) {
        move_border(s, prev, end);
        *part = prev;
        return 0;
    }
    if (tail && !head && goes_on(r, next) && is_like(next, prot, marks)) {
        move_border(s, r, start);
        *part = next;
        return 0;
    }
    int err = regions_split_at(s, start, end);
    *part = region_at_or_above(s, start);
    return err;
}

bool range_is_free(struct space *s, vaddr_t start, vaddr_t end)
{
    struct region *r = region_at_or_above(s, start);

    return !r || r->start >= end;
}
