/* region.c - making, splitting and removing regions; see space.h. Lock held
 * throughout. */
#include "lib/errno.h"
#include "mm/kmalloc.h"
#include "vm/space.h"

struct region *region_alloc(const struct space *s)
{
    return s->region_count < REGIONS_MAX ? kmalloc(sizeof(struct region))
                                         : NULL;
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
    if (r->marks & REGION_NO_FORK) {
        r->touched = r->touched_end = 0;
        r->object = NULL;
        r->ops = NULL;
    }
    if (r->object)
        object_get(r->object);
    region_append(to, r);
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

bool range_is_free(struct space *s, vaddr_t start, vaddr_t end)
{
    struct region *r = region_at_or_above(s, start);

    return !r || r->start >= end;
}
