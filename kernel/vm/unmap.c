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

void pages_drop(struct space *s, vaddr_t start, vaddr_t end)
{
    struct batch b;

    batch_init(&b, s);
    pt_for_each(&s->pt, start, end, drop_any, &b);
    batch_release(&b);
}

/* Where the next entries below `r` end, and those above it begin. */
static vaddr_t floor_of(const struct region *r)
{
    for (r = r->prev; r; r = r->prev)
        if (region_is_touched(r))
            return r->touched_end;
    return 0;
}

static vaddr_t ceiling_of(const struct region *r)
{
    for (r = r->next; r; r = r->next)
        if (region_is_touched(r))
            return r->touched;
    return USER_END;
}

/* The last of the regions from `r` up, below `end`, whose entries lie near
 * each other and can go in one walk. */
static const struct region *run_end(const struct region *r, vaddr_t end)
{
    const struct region *last = r;

    while ((r = r->next) && r->start < end)
        if (!region_is_touched(r))
            continue;
        else if (r->touched - last->touched_end < pt_span(2))
            last = r;
        else
            break;
    return last;
}

/* The entries from `first` to `last`, and the tables that only they used; all
 * from `lowest` up to them is clear. */
static void run_clear(const struct region *first, const struct region *last,
                      const struct region *lowest, struct batch *b)
{
    pt_clear(&b->space->pt, &(struct pt_clearing){
        first->touched, last->touched_end, floor_of(lowest), ceiling_of(last),
        drop_any, batch_add, b,
    });
}

void regions_clear(struct space *s, const struct region *first, vaddr_t end)
{
    const struct region *r = first, *last;
    struct batch b;

    batch_init(&b, s);
    for (; r && r->start < end; r = last->next) {
        last = r;
        if (!region_is_touched(r))
            continue;
        last = run_end(r, end);
        run_clear(r, last, first, &b);
    }
    batch_release(&b);
}

void regions_unmap(struct space *s, struct region *first, vaddr_t end)
{
    struct region *r, *next;

    regions_clear(s, first, end);
    for (r = first; r && r->start < end; r = next) {
        next = r->next;
        region_take_out(s, r);
        region_note(s, r, false);
        region_close(r);
    }
}
