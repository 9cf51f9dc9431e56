/*
 * unmap.c - taking entries and tables out of an address space. What they led
 * to waits in a batch from the moment that its entry is cleared until no
 * processor can reach it any more.
 */
#include "vm/space.h"

#define USER_END 0x800000000000ul   /* of the user's half of the root table */

struct batch {
    struct space *space;
    unsigned count;
    paddr_t frames[64];
};

static void batch_init(struct batch *b, struct space *s)
{
    b->space = s;
    b->count = 0;
}

static void batch_release(struct batch *b)
{
    if (b->count > 0)
        tlb_flush_space(b->space);
    for (unsigned i = 0; i < b->count; i++)
        frame_put(b->frames[i]);
    b->count = 0;
}

/* The entry that led to `frame` is clear. */
static void batch_add(paddr_t frame, void *arg)
{
    struct batch *b = arg;

    if (b->count == ARRAY_SIZE(b->frames))
        batch_release(b);
    b->frames[b->count++] = frame;
}

static void drop_link(pte_t *slot, int level, vaddr_t va, void *arg)
{
    paddr_t table = *slot & PTE_ADDR;

    if (!(*slot & PTE_LINK))
        return;
    pte_set(slot, 0, level, va);
    batch_add(table, arg);
}

static void drop_any(pte_t *slot, int level, vaddr_t va, void *arg)
{
    struct batch *b = arg;
    paddr_t frame = *slot & PTE_ADDR;

    if (!(*slot & PTE_LINK))
        b->space->resident -= pt_span(level) / PAGE_SIZE;
    pte_set(slot, 0, level, va);
    batch_add(frame, b);
}

void links_drop(struct space *s, vaddr_t start, vaddr_t end)
{
    struct batch b;

    batch_init(&b, s);
    pt_for_each(&s->pt, start, end, drop_link, &b);
    batch_release(&b);
}

static bool is_touched(const struct region *r)
{
    return r->touched < r->touched_end;
}

/* Where the next entries below `r` end, and those above it begin. */
static vaddr_t floor_of(const struct region *r)
{
    for (r = r->prev; r; r = r->prev)
        if (is_touched(r))
            return r->touched_end;
    return 0;
}

static vaddr_t ceiling_of(const struct region *r)
{
    for (r = r->next; r; r = r->next)
        if (is_touched(r))
            return r->touched;
    return USER_END;
}

/* The entries of `r`, and the tables that only it used, if all from `floor` up
 * to it is clear. */
static void region_clear(struct region *r, struct batch *b, vaddr_t floor)
{
    struct pt_trim trim = {
        r->touched, r->touched_end, floor, ceiling_of(r), batch_add, b,
    };

    pt_for_each(&b->space->pt, r->touched, r->touched_end, drop_any, b);
    pt_trim(&b->space->pt, &trim);
}

void regions_unmap(struct space *s, struct region *first, vaddr_t end)
{
    struct region *r, *next;
    struct batch b;

    batch_init(&b, s);
    for (r = first; r && r->start < end; r = r->next)
        if (is_touched(r))
            region_clear(r, &b, floor_of(first));
    batch_release(&b);
    for (r = first; r && r->start < end; r = next) {
        next = r->next;
        region_remove(s, r);
    }
}
