/* place.c - see place.h. */
#include "vm/place.h"
#include "lib/errno.h"

int place_of(struct space *s, vaddr_t va, bool private, struct place *place)
{
    *place = (struct place){ false, s->mmu.id, va };
    if (private)
        return va < USER_TOP ? 0 : -EFAULT;
    spin_lock(&s->lock);
    const struct region *r = region_at_or_above(s, va);
    bool mapped = r && va >= r->start;
    if (mapped && r->shared)
        *place = (struct place){
            true, r->object->id,
            (r->first_page << PAGE_SHIFT) + (va - r->start),
        };
    spin_unlock(&s->lock);
    return mapped ? 0 : -EFAULT;
}
