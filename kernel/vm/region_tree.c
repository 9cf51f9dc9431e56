/*
 * region_tree.c - the regions of a space in order of their addresses: a
 * balanced tree, threaded through `next` and `prev`.
 *
 *             [heap]                 Below each region lies a gap, maybe of
 *            /      \                size 0, that reaches down to the region
 *       [data]      [stack]          before it. Each region knows its own, and
 *       /           /                a bound for those of its subtree: they
 *   [text]     [segment]             aren't greater.
 *
 * It is an AVL tree with some slack: the heights of two siblings differ by two
 * at most, so that a region that comes and goes mostly moves no other, and it
 * is less than twice as high as it could be (1.81 log2 n). The bounds are
 * raised at once, and lowered when a search finds them too high.
 *
 * Lock held throughout. region.c knows what a region is.
 */
#include "lib/panic.h"
#include "vm/space.h"

#define SLACK 2

/* Where the gap above `r`, or above nothing, begins: the rest of r's last slot
 * stays free while there is other room, so that the slot can be linked. */
static vaddr_t gap_bottom(const struct region *r)
{
    return r ? ROUND_UP(r->end, pt_span(region_link_level(r))) : USER_BOTTOM;
}

static uint64_t gap_size(vaddr_t bottom, vaddr_t top)
{
    return top > bottom ? top - bottom : 0;
}

/* One of the two regions around the gap is new. */
static inline void measure_gap(struct region *above)
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

static void set_child(struct region *t, int side, struct region *child)
{
    t->child[side] = child;
    if (child)
        child->parent = t;
}

/* `with`, or nobody, takes the place of `t` under its parent. */
static void replace(struct space *s, struct region *t, struct region *with)
{
    struct region *up = t->parent;

    if (up) {
        set_child(up, up->child[1] == t, with);
    } else {
        s->regions = with;
        if (with)
            with->parent = NULL;
    }
}

/* The child on that side comes up in its parent's place. */
static struct region *rotate(struct space *s, struct region *t, int side)
{
    struct region *up = t->child[side];

    replace(s, t, up);
    set_child(t, side, up->child[!side]);
    set_child(up, !side, t);
    up->greatest_gap = t->greatest_gap;
    update(t);
    up->height = 1 + MAX(height(up->child[0]), height(up->child[1]));
    return up;
}

/* The higher subtree is too high by one: take the edge off it. */
static NOINLINE struct region *lower(struct space *s, struct region *t,
                                     int side)
{
    struct region *c = t->child[side];

    if (height(c->child[!side]) > height(c->child[side]))
        rotate(s, c, !side);
    return rotate(s, t, side);
}

/* The subtree of `t` is higher than before by one, its parent doesn't know. */
static void grown(struct space *s, struct region *t)
{
    for (struct region *up = t->parent; up && up->height <= t->height;
         t = up, up = t->parent) {
        int side = up->child[1] == t;
        if (t->height - height(up->child[!side]) > SLACK) {
            lower(s, up, side);
            return;
        }
        up->height = t->height + 1;
    }
}

/* A subtree of `t` may be lower than before by one. */
static void shrunk(struct space *s, struct region *t)
{
    for (; t; t = t->parent) {
        int a = height(t->child[0]), b = height(t->child[1]);
        int before = t->height;
        t->height = 1 + MAX(a, b);
        if (a - b > SLACK || b - a > SLACK)
            t = lower(s, t, b > a);
        if (t->height == before)
            return;
    }
}

/* The gap below `r` may be greater than before. */
static void raise(struct region *r)
{
    for (struct region *t = r; t && t->greatest_gap < r->gap; t = t->parent)
        t->greatest_gap = r->gap;
}

/* --- the interface -------------------------------------------------------- */

struct region *region_look_up(struct space *s, vaddr_t va)
{
    struct region *found = NULL;

    for (struct region *t = s->regions; t;) {
        if (va < t->end)
            found = t;
        t = t->child[va >= t->end];
    }
    return s->found = found;
}

/* A leaf: of two neighbours, one has no child on that side. */
static void add_leaf(struct space *s, struct region *r)
{
    struct region *next = r->next, *prev = r->prev;

    if (next && !next->child[0])
        set_child(next, 0, r);
    else if (prev)
        set_child(prev, 1, r);
    else
        s->regions = r;
}

void region_insert(struct space *s, struct region *r)
{
    struct region *next = region_at_or_above(s, r->start);
    struct region *prev = next ? next->prev : s->highest;

    assert(!next || r->end <= next->start);
    r->prev = prev;
    r->next = next;
    r->parent = r->child[0] = r->child[1] = NULL;
    r->greatest_gap = 0;
    add_leaf(s, r);
    *(prev ? &prev->next : &s->lowest) = r;
    *(next ? &next->prev : &s->highest) = r;
    s->region_count++;
    s->found = r;
    measure_gap(r);
    measure_gap(next);
    r->height = 1;
    raise(r);
    grown(s, r);
}

void region_append(struct space *s, struct region *r)
{
    r->parent = r->child[0] = r->child[1] = NULL;
    r->prev = s->highest;
    r->next = NULL;
    *(r->prev ? &r->prev->next : &s->lowest) = r;
    s->highest = r;
    s->region_count++;
}

/* The copy of subtree `t`; *next is the copy of its lowest region, then of the
 * one above its highest. */
static struct region *tree_copy(const struct region *t, struct region **next)
{
    if (!t)
        return NULL;
    struct region *below = tree_copy(t->child[0], next), *copy = *next;
    *next = copy->next;
    set_child(copy, 0, below);
    set_child(copy, 1, tree_copy(t->child[1], next));
    return copy;
}

void regions_copy_tree(struct space *s, const struct space *from)
{
    struct region *next = s->lowest;

    s->regions = tree_copy(from->regions, &next);
}

/* The next one up comes into the place of `r`, which has two children;
 * returns below whom something has changed then. */
static struct region *replace_by_next(struct space *s, struct region *r)
{
    struct region *heir = r->next;      /* has no lower child */
    struct region *changed = heir->parent == r ? heir : heir->parent;

    replace(s, heir, heir->child[1]);
    replace(s, r, heir);
    set_child(heir, 0, r->child[0]);
    set_child(heir, 1, r->child[1]);
    heir->height = r->height;           /* as those above know it */
    heir->greatest_gap = r->greatest_gap;
    return changed;
}

void region_take_out(struct space *s, struct region *r)
{
    struct region *next = r->next, *prev = r->prev, *changed = r->parent;

    if (r->child[0] && r->child[1])
        changed = replace_by_next(s, r);
    else
        replace(s, r, r->child[!r->child[0]]);
    *(prev ? &prev->next : &s->lowest) = next;
    *(next ? &next->prev : &s->highest) = prev;
    s->region_count--;
    s->found = next;
    measure_gap(next);
    if (next)
        raise(next);
    shrunk(s, changed);
}

void region_grow(struct space *s, struct region *r, vaddr_t end)
{
    r->end = end;
    measure_gap(r->next);
    region_note(s, r, true);
}

/* The highest place for `size` bytes between these addresses, or 0. */
static vaddr_t place_between(vaddr_t bottom, vaddr_t top, uint64_t size,
                             uint64_t align)
{
    vaddr_t end = MIN(top, MAP_TOP), at = ROUND_DOWN(end - size, align);

    return size <= gap_size(bottom, end) && at >= bottom ? at : 0;
}

/* The same in the gaps below the regions of a subtree. A vain search corrects
 * what the regions say. */
static vaddr_t place_in(struct region *t, uint64_t size, uint64_t align)
{
    if (greatest_gap(t) < size)
        return 0;
    vaddr_t at = place_in(t->child[1], size, align);
    if (!at)
        at = place_between(t->start - t->gap, t->start, size, align);
    if (!at)
        at = place_in(t->child[0], size, align);
    if (!at)
        update(t);
    return at;
}

/* The region above the highest gap of that size; NULL: none was found, but
 * there may be one. */
static struct region *below_which(struct region *t, uint64_t size)
{
    while (t)
        if (greatest_gap(t->child[1]) >= size)
            t = t->child[1];
        else if (t->gap >= size)
            return t;
        else
            t = t->child[0];
    return NULL;
}

/* Mostly the first that is found will do, unless its ends lie badly. */
vaddr_t gap_find(struct space *s, uint64_t size, uint64_t align)
{
    bool full = s->highest && s->highest->end >= MAP_TOP;
    vaddr_t at = full ? 0 : place_between(gap_bottom(s->highest), MAP_TOP, size,
                                          align);
    struct region *above = at ? NULL : below_which(s->regions, size);

    if (above) {
        s->found = above;
        at = place_between(above->start - above->gap, above->start, size,
                           align);
    }
    return at ? at : place_in(s->regions, size, align);
}
