/* advice.c - what a process says of its memory and asks about it: madvise(2),
 * mlock(2), msync(2), mincore(2). */
#include "lib/errno.h"
#include "sched/sched.h"
#include "vm/space.h"

/* Called for the part [from, to) of a region; the region may be split. An
 * error ends it all. */
typedef int visit(struct space *s, struct region *r, vaddr_t from, vaddr_t to,
                  void *arg);

/* For all that is mapped in [start, end), or all below the first hole; -ENOMEM
 * if there is one. */
static int for_parts(struct space *s, vaddr_t start, vaddr_t end,
                     bool past_holes, visit *what, void *arg)
{
    bool hole = false;
    int err = 0;

    spin_lock(&s->lock);
    for (vaddr_t at = start; at < end && !err;) {
        struct region *r = region_at_or_above(s, at);
        hole = hole || !r || r->start > at;
        if (!r || r->start >= end || (hole && !past_holes))
            break;
        vaddr_t from = MAX(at, r->start);
        at = MIN(r->end, end);
        err = what(s, r, from, at, arg);
    }
    spin_unlock(&s->lock);
    return err ? err : hole ? -ENOMEM : 0;
}

static int for_each_part(struct space *s, vaddr_t start, vaddr_t end,
                         visit *what, void *arg)
{
    return for_parts(s, start, end, true, what, arg);
}

struct marking {
    uint8_t set, clear;
};

/* Regions that change in part only are cut. */
static int mark(struct space *s, struct region *r, vaddr_t from, vaddr_t to,
                void *arg)
{
    const struct marking *m = arg;
    uint8_t marks = (r->marks & ~m->clear) | m->set;

    if (marks == r->marks)
        return 0;
    struct region *part;
    int err = region_carve(s, r, from, to, r->prot, marks, &part);
    if (!err)
        part->marks = marks;
    return err;
}

int space_mark(struct space *s, vaddr_t start, vaddr_t end, uint8_t set,
               uint8_t clear, bool past_holes)
{
    return for_parts(s, start, end, past_holes, mark,
                     &(struct marking){ set, clear });
}

/* What is shared stays in its object. */
static int forget(struct space *s, struct region *r, vaddr_t from, vaddr_t to,
                  void *arg)
{
    bool only_zeros = *(bool *)arg;

    if ((r->marks & REGION_LOCKED) || (only_zeros && r->object))
        return -EINVAL;
    if (!r->shared)
        pages_drop(s, from, to);
    return 0;
}

int space_forget(struct space *s, vaddr_t start, vaddr_t end, bool only_zeros)
{
    return for_each_part(s, start, end, forget, &only_zeros);
}

static int zero_check(const struct region *r)
{
    if ((r->marks & REGION_LOCKED) || !r->object)
        return -EINVAL;
    return r->shared && r->may_write ? 0 : -EACCES;
}

/* The first object in [*at, *end), with a reference, or NULL; the range
 * becomes what it has of that. */
static int zero_begin(struct space *s, vaddr_t *at, vaddr_t *end,
                      struct object **o, uint64_t *first)
{
    int err = 0;

    *o = NULL;
    spin_lock(&s->lock);
    struct region *r = region_at_or_above(s, *at);
    if (r && r->start < *end) {
        *at = MAX(*at, r->start);
        *end = MIN(*end, r->end);
        *first = region_page(r, *at);
        err = zero_check(r);
        if (!err)
            object_get(*o = r->object);
    }
    spin_unlock(&s->lock);
    return err;
}

int space_zero(struct space *s, vaddr_t start, vaddr_t end)
{
    struct object *o;
    uint64_t first;
    bool hole = false;

    for (vaddr_t at = start, from, to; at < end; at = to) {
        from = at, to = end;
        int err = zero_begin(s, &from, &to, &o, &first);
        if (err)
            return err;
        hole = hole || !o || from > at;
        if (!o)
            break;
        object_zero(o, first, (to - from) >> PAGE_SHIFT);
        object_put(o);
    }
    return hole ? -ENOMEM : 0;
}

int space_populate(struct space *s, vaddr_t start, vaddr_t end)
{
    int err = 0;

    for (vaddr_t va = start; va < end && !err; va += PAGE_SIZE) {
        err = space_fault(s, va, ACCESS_READ);
        thread_give_way();
    }
    return err;
}

static int look(struct space *s, struct region *r, vaddr_t from, vaddr_t to,
                void *arg)
{
    bool unlocked = *(bool *)arg;

    (void)s, (void)from, (void)to;
    return unlocked && (r->marks & REGION_LOCKED) ? -EBUSY : 0;
}

int space_check(struct space *s, vaddr_t start, vaddr_t end, bool unlocked)
{
    return for_each_part(s, start, end, look, &unlocked);
}

static int sum_locked(struct space *s, struct region *r, vaddr_t from,
                      vaddr_t to, void *arg)
{
    (void)s;
    *(uint64_t *)arg += r->marks & REGION_LOCKED ? to - from : 0;
    return 0;
}

uint64_t space_locked(struct space *s, vaddr_t start, vaddr_t end)
{
    uint64_t sum = 0;

    for_each_part(s, start, end, sum_locked, &sum);
    return sum;
}

struct presence {
    vaddr_t start;
    uint8_t *in;
};

static int tell_presence(struct space *s, struct region *r, vaddr_t from,
                         vaddr_t to, void *arg)
{
    const struct presence *p = arg;

    for (vaddr_t va = from; va < to; va += PAGE_SIZE)
        p->in[(va - p->start) >> PAGE_SHIFT] =
            pt_resolve(&s->pt, va) != 0 ||
            (r->object && object_frame(r->object, region_page(r, va), false));
    return 0;
}

int space_presence(struct space *s, vaddr_t start, vaddr_t end, uint8_t *in)
{
    return for_each_part(s, start, end, tell_presence,
                         &(struct presence){ start, in });
}
