/* region.c - making, splitting and removing regions; see space.h. Lock held
 * throughout. */
#include "lib/errno.h"
#include "mm/kmalloc.h"
#include "vm/space.h"

struct region *region_add(struct space *s, const struct mapping *m)
{
    struct region *r;

    if (s->region_count >= REGIONS_MAX || !(r = kmalloc(sizeof(*r))))
        return NULL;
    *r = (struct region){
        .start = m->start,
        .end = m->start + m->size,
        .prot = m->prot,
        .shared = m->shared,
        .may_write = m->may_write,
        .object = m->object,
        .first_page = m->first_page,
        .ops = m->ops,
        .owner = m->owner,
        .marks = m->marks,
    };
    if (r->object)
        object_get(r->object);
    region_insert(s, r);
    return r;
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
    r->touched = r->touched_end = 0;
    r->marks &= ~REGION_LOCKED;
    if (r->marks & REGION_NO_FORK)
        r->object = NULL, r->ops = NULL;
    if (r->object)
        object_get(r->object);
    region_append(to, r);
    if (r->ops)
        r->ops->opened(r, REGION_FORKED);
    return r;
}

/* The upper part becomes a region of its own. */
static int split(struct space *s, struct region *r, vaddr_t at)
{
    struct mapping upper = region_mapping(r);
    vaddr_t end = r->end;

    if (at % pt_span(region_page_level(r)))
        return -EINVAL;
    upper.start = at;
    upper.size = end - at;
    links_drop(s, at, at + PAGE_SIZE);
    if (r->object)
        upper.first_page += (at - r->start) >> PAGE_SHIFT;
    r->end = at;
    struct region *u = region_add(s, &upper);
    if (!u) {
        r->end = end;
        return -ENOMEM;
    }
    if (r->touched_end > at)
        region_touch(u, MAX(r->touched, at), r->touched_end);
    r->touched = MIN(r->touched, at);
    r->touched_end = MIN(r->touched_end, at);
    if (u->ops)
        u->ops->opened(u, REGION_SPLIT);
    return 0;
}

static int split_at(struct space *s, vaddr_t at)
{
    struct region *r = region_at_or_above(s, at);

    return r && r->start < at ? split(s, r, at) : 0;
}

int regions_split_at(struct space *s, vaddr_t start, vaddr_t end)
{
    int err = split_at(s, start);

    return err ? err : split_at(s, end);
}

bool range_is_free(struct space *s, vaddr_t start, vaddr_t end)
{
    struct region *r = region_at_or_above(s, start);

    return !r || r->start >= end;
}
