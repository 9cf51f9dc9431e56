/*
 * region_tree.c - the regions of a space in order of their addresses: a
 * balanced tree (AVL: the heights of two siblings differ by one at most),
 * threaded through `next` and `prev`.
 *
 *             [heap]                 Below each region lies a gap, maybe of
 *            /      \                size 0, that reaches down to the region
 *       [data]      [stack]          before it. Each region knows its own and
 *       /           /                the greatest in its subtree, so the highest
 *   [text]     [segment]             that is great enough lies one walk away.
 *
 * Lock held throughout. region.c knows what a region is.
 */
#include "lib/panic.h"
#include "vm/space.h"

/* Where the gap above `r`, or above nothing, begins: the rest of r's last slot
 * stays free while there is other room, so that the slot can be linked. */
static vaddr_t gap_bottom(const struct region *r)
{
    if (!r)
        return USER_BOTTOM;
    return MAX(ROUND_UP(r->end, pt_span(region_link_level(r))), USER_BOTTOM);
}

static uint64_t gap_size(vaddr_t bottom, vaddr_t top)
{
    return top > bottom ? top - bottom : 0;
}

/* One of the two regions around the gap is new. */
static void measure_gap(struct region *above)
{
    if (above)
        above->gap = gap_size(gap_bottom(above->prev), above->start);
}

/* --- the tree ------------------------------------------------------------- */

static int height(const struct region *t)
{
    return t ? t->height : 0;
}

static uint64_t greatest_gap(const struct region *t)
{
    return t ? t->greatest_gap : 0;
}

/* Compute anew what a region knows of its subtree. */
static inline void update(struct region *t)
{
    const struct region *a = t->child[0], *b = t->child[1];
    uint64_t gap = MAX(greatest_gap(a), greatest_gap(b));

    t->height = 1 + MAX(height(a), height(b));
    t->greatest_gap = MAX(gap, t->gap);
}

/* The child on that side comes up in its parent's place. */
static struct region *rotate(struct region *t, int side)
{
    struct region *up = t->child[side];

    t->child[side] = up->child[!side];
    up->child[!side] = t;
    update(t);
    update(up);
    return up;
}

/* The higher subtree is too high by one: take the edge off it. */
static NOINLINE struct region *lower(struct region *t, int side)
{
    struct region *c = t->child[side];

    if (height(c->child[!side]) > height(c->child[side]))
        t->child[side] = rotate(c, !side);
    return rotate(t, side);
}

/* One of the subtrees may have become higher or lower by one. */
static inline struct region *balance(struct region *t)
{
    int lean = height(t->child[1]) - height(t->child[0]);

    if (lean < -1 || lean > 1)
        return lower(t, lean > 0);
    update(t);
    return t;
}

static struct region *with(struct region *t, struct region *r)
{
    if (!t) {
        update(r);
        return r;
    }
    int side = r->start > t->start;
    t->child[side] = with(t->child[side], r);
    return balance(t);
}

static struct region *without_lowest(struct region *t, struct region **lowest)
{
    if (!t->child[0]) {
        *lowest = t;
        return t->child[1];
    }
    t->child[0] = without_lowest(t->child[0], lowest);
    return balance(t);
}

static struct region *without(struct region *t, struct region *r)
{
    struct region *heir, *above;

    if (t != r) {
        int side = r->start > t->start;
        t->child[side] = without(t->child[side], r);
        return balance(t);
    }
    if (!r->child[1])
        return r->child[0];
    above = without_lowest(r->child[1], &heir);
    heir->child[0] = r->child[0];
    heir->child[1] = above;
    return balance(heir);
}

/* The gap below `r` has changed. (That below a region next to one that comes
 * or goes needs no more than with() and without() do: it lies on their way.) */
static void refresh(struct region *t, const struct region *r)
{
    if (t != r)
        refresh(t->child[r->start > t->start], r);
    update(t);
}

/* --- the interface -------------------------------------------------------- */

struct region *region_at_or_above(struct space *s, vaddr_t va)
{
    struct region *found = NULL;

    for (struct region *t = s->regions; t;) {
        if (va < t->end)
            found = t;
        t = t->child[va >= t->end];
    }
    return found;
}

static struct region *highest(struct space *s)
{
    struct region *t = s->regions;

    while (t && t->child[1])
        t = t->child[1];
    return t;
}

void region_insert(struct space *s, struct region *r)
{
    struct region *next = region_at_or_above(s, r->start);
    struct region *prev = next ? next->prev : highest(s);

    assert(!next || r->end <= next->start);
    r->prev = prev;
    r->next = next;
    if (prev)
        prev->next = r;
    if (next)
        next->prev = r;
    measure_gap(r);
    measure_gap(next);
    s->regions = with(s->regions, r);
    s->region_count++;
}

void region_take_out(struct space *s, struct region *r)
{
    if (r->prev)
        r->prev->next = r->next;
    if (r->next)
        r->next->prev = r->prev;
    measure_gap(r->next);
    s->regions = without(s->regions, r);
    s->region_count--;
}

void region_grow(struct space *s, struct region *r, vaddr_t end)
{
    r->end = end;
    measure_gap(r->next);
    if (r->next)
        refresh(s->regions, r->next);
}

/* The highest place for `size` bytes between these addresses, or 0. */
static vaddr_t place_between(vaddr_t bottom, vaddr_t top, uint64_t size,
                             uint64_t align)
{
    vaddr_t at = ROUND_DOWN(MIN(top, MAP_TOP) - size, align);

    return size <= gap_size(bottom, MIN(top, MAP_TOP)) && at >= bottom ? at : 0;
}

/* The same in the gaps below the regions of a subtree; those that are great
 * enough, but not where their ends lie, are tried in turn. */
static vaddr_t place_in(const struct region *t, uint64_t size, uint64_t align)
{
    if (greatest_gap(t) < size)
        return 0;
    vaddr_t at = place_in(t->child[1], size, align);
    if (!at)
        at = place_between(t->start - t->gap, t->start, size, align);
    return at ? at : place_in(t->child[0], size, align);
}

/* The region above the highest gap that is great enough, or NULL. */
static const struct region *below_which(const struct region *t, uint64_t size)
{
    while (greatest_gap(t) >= size)
        if (greatest_gap(t->child[1]) >= size)
            t = t->child[1];
        else if (t->gap >= size)
            return t;
        else
            t = t->child[0];
    return NULL;
}

/* Simplified: mostly the highest gap will do; where its ends lie badly, all
 * must be looked at. */
vaddr_t gap_find(struct space *s, uint64_t size, uint64_t align)
{
    vaddr_t at = place_between(gap_bottom(highest(s)), MAP_TOP, size, align);
    const struct region *t = at ? NULL : below_which(s->regions, size);

    if (t)
        at = place_between(t->start - t->gap, t->start, size, align);
    return at || !t ? at : place_in(s->regions, size, align);
}
