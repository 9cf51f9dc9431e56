/* place.c - see place.h. */
#include "vm/place.h"
#include "lib/errno.h"

static struct place private_place(const struct space *s, vaddr_t va)
{
    return (struct place){ s->mmu.id * 2, va };
}

static struct place shared_place(const struct region *r, vaddr_t va)
{
    return (struct place){
        r->object->id * 2 + 1, (r->first_page << PAGE_SHIFT) + (va - r->start),
    };
}

int place_of(struct space *s, vaddr_t va, bool private, struct place *place)
{
    if (private) {
        *place = private_place(s, va);
        return va < USER_TOP ? 0 : -EFAULT;
    }
    spin_lock(&s->lock);
    const struct region *r = region_at_or_above(s, va);
    bool mapped = r && va >= r->start;
    if (mapped)
        *place = r->shared ? shared_place(r, va) : private_place(s, va);
    spin_unlock(&s->lock);
    return mapped ? 0 : -EFAULT;
}
