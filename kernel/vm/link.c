/*
 * link.c - shared page tables: an object's own tables, entered in the tables
 * of every process that maps the object.
 *
 *      process A             object             process B
 *    level 2 or 3          level 1 or 2        level 2 or 3
 *   +------------+        +------------+      +------------+
 *   |            |   +--->| page,      |<--+  |            |
 *   | link, R-W  |---+    | or table   |   +--| link, R    |
 *   |            |        | of pages   |      |            |
 *   +------------+        +------------+      +------------+
 *
 * So a page that one process has touched is there for all, without a fault,
 * and attaching or detaching 2 MiB or 1 GiB costs one entry. The CPU ANDs W
 * and ORs NX down the levels: the link holds the region's rights, the object's
 * entries below hold the widest.
 *
 * A slot is what one entry covers. It may be a link while all that the
 * object's table can ever map there belongs to one region, and nothing else
 * lies in the slot. Whoever cuts a region or puts another one there calls
 * links_drop() first; what is left is linked again, lower down if need be, or
 * entered page by page, when it is touched. Each link holds a reference to its
 * table, and goes before its region does.
 */
#include "lib/errno.h"
#include "vm/space.h"

/* Where page 0 of the object lies, or would lie. */
static vaddr_t object_base(const struct region *r)
{
    return r->start - (r->first_page << PAGE_SHIFT);
}

/* Pages that can be executed are entered one by one: the object's entries
 * forbid it. */
bool region_may_link(const struct region *r)
{
    int lowest = region_page_level(r) + 1;

    return region_link_level(r) >= lowest && r->prot &&
           !(r->prot & PROT_EXEC) && object_base(r) % pt_span(lowest) == 0;
}

pte_t link_entry_bits(const struct region *r)
{
    return PTE_P | PTE_U | PTE_NX | PTE_LINK |
           (r->prot & PROT_WRITE ? PTE_W : 0);
}

static bool slot_fits(const struct region *r, vaddr_t va, int level)
{
    uint64_t span = pt_span(level);
    vaddr_t slot = ROUND_DOWN(va, span), base = object_base(r);
    vaddr_t object_end = base + (r->object->pages << PAGE_SHIFT);

    return base % span == 0 && slot >= r->start && slot < object_end &&
           MIN(slot + span, object_end) <= r->end &&
           !(r->next && r->next->start < slot + span);
}

int link_level(struct space *s, const struct region *r, vaddr_t va)
{
    int level, highest = region_link_level(r), page = region_page_level(r);

    if (!region_may_link(r) || *pt_end(&s->pt, va, &level))
        return page;
    for (level = MIN(level, highest); level > page; level--)
        if (slot_fits(r, va, level))
            break;
    return level;
}

int link_enter(struct space *s, struct region *r, vaddr_t va, int level)
{
    paddr_t table = object_table(r->object, va - object_base(r), level - 1);

    if (!table)
        return 0;
    region_touch(r, va, va + PAGE_SIZE);
    pte_t *slot = pt_entry(&s->pt, va, level, true);
    if (!slot) {
        frame_put(table);
        return -ENOMEM;
    }
    pte_set(slot, table | link_entry_bits(r), level, va);
    return 0;
}

/* Simplified: beyond 512 GiB there may be too many slots to look into; each
 * is linked when it is touched. */
void links_make(struct space *s, struct region *r)
{
    int page = region_page_level(r);

    if (!r->object || !r->object->pt.root || r->object->pt.levels > 3 ||
        region_link_level(r) == page || !region_may_link(r))
        return;
    for (vaddr_t va = r->start, next; va < r->end; va = next) {
        int level = link_level(s, r, va);
        if (level > page && link_enter(s, r, va, level) < 0)
            return;
        next = ROUND_DOWN(va, pt_span(2)) + pt_span(MAX(level, 2));
    }
}
