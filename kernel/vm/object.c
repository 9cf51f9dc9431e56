/* object.c - see object.h. */
#include "vm/object.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/huge.h"
#include "mm/kmalloc.h"

/* Entries say "user, writable, no execution": a mapping of the object may
 * narrow that, never widen it. */
#define OBJECT_ENTRY (PTE_P | PTE_W | PTE_U | PTE_NX | PTE_A | PTE_D)

#define IN_HUGE (HUGE_PAGE_SIZE / PAGE_SIZE)

static int levels_for(uint64_t pages)
{
    int levels = 1;

    while (levels < 4 && pages > pt_span(levels + 1) >> PAGE_SHIFT)
        levels++;
    return levels;
}

static struct object *create(enum frame_owner owner, uint64_t pages,
                             int page_level)
{
    static uint64_t last_id;
    struct object *o = kzalloc(sizeof(*o));

    if (!o)
        return NULL;
    spin_init(&o->lock, RANK_OBJECT);
    o->id = __atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED);
    o->refs = 1;
    o->owner = owner;
    o->pages = pages;
    o->page_level = page_level;
    o->pt.levels = MAX(levels_for(pages), page_level);
    o->link_level = owner == FRAME_FILE ? 1 : MIN(o->pt.levels + 1, 3);
    return o;
}

struct object *object_create(enum frame_owner owner, uint64_t pages)
{
    return create(owner, pages, 1);
}

struct object *object_create_huge(enum frame_owner owner, uint64_t pages,
                                  bool promise)
{
    uint64_t huge = (pages + IN_HUGE - 1) / IN_HUGE;
    struct object *o = create(owner, huge * IN_HUGE, 2);

    if (o && promise) {
        if (huge_promise(huge) < 0) {
            kfree(o);
            return NULL;
        }
        o->promised = huge;
    }
    return o;
}

void object_get(struct object *o)
{
    __atomic_fetch_add(&o->refs, 1, __ATOMIC_RELAXED);
}

static void page_free(pte_t *slot, int level, vaddr_t offset, void *arg)
{
    struct object *o = arg;
    paddr_t frame = *slot & PTE_ADDR;

    pte_set(slot, 0, level, offset);
    o->resident -= pt_span(level) / PAGE_SIZE;
    if (level > 1)
        huge_free(frame);
    else
        frame_put(frame);
}

/* lock held, or the last reference */
static void pages_free_from(struct object *o, uint64_t first, bool all)
{
    pt_free(&o->pt, first << PAGE_SHIFT, pt_span(o->pt.levels + 1), all,
            page_free, o);
}

void object_put(struct object *o)
{
    if (__atomic_sub_fetch(&o->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    pages_free_from(o, 0, true);
    assert(o->resident == 0);
    huge_unpromise(o->promised);
    kfree(o);
}

paddr_t object_table(struct object *o, uint64_t offset, int level)
{
    spin_lock(&o->lock);
    paddr_t table = pt_table(&o->pt, offset, level);
    if (table)
        frame_get(table);
    spin_unlock(&o->lock);
    return table;
}

/* lock held */
static int page_add(struct object *o, pte_t *slot, vaddr_t offset)
{
    bool huge = o->page_level > 1;
    paddr_t frame = huge ? huge_alloc(&o->promised)
                         : frame_alloc_zeroed(o->owner);

    if (!frame)
        return huge ? -EIO : -ENOMEM;
    pte_set(slot, frame | OBJECT_ENTRY | (huge ? PTE_PS : 0), o->page_level,
            ROUND_DOWN(offset, object_page_size(o)));
    o->resident += object_page_size(o) / PAGE_SIZE;
    return 0;
}

/* The page at `offset`, made if `create`; *frame is 0 if it is absent.
 * lock held */
static int page_at(struct object *o, vaddr_t offset, bool create,
                   paddr_t *frame)
{
    pte_t *slot = pt_entry(&o->pt, offset, o->page_level, create);
    int err = slot || !create ? 0 : -ENOMEM;

    if (slot && !*slot && create)
        err = page_add(o, slot, offset);
    *frame = slot ? *slot & PTE_ADDR : 0;
    return err;
}

paddr_t object_frame(struct object *o, uint64_t index, bool create)
{
    vaddr_t offset = index << PAGE_SHIFT;
    paddr_t page = 0;

    spin_lock(&o->lock);
    if (index < o->pages)
        page_at(o, offset, create, &page);
    spin_unlock(&o->lock);
    return page ? page + offset % object_page_size(o) : 0;
}

int object_page(struct object *o, uint64_t index, paddr_t *frame)
{
    paddr_t page;
    int err = -EIO;

    spin_lock(&o->lock);
    if (index < o->pages)
        err = page_at(o, index << PAGE_SHIFT, true, &page);
    if (!err && frame)
        frame_get(*frame = page);
    spin_unlock(&o->lock);
    return err;
}

/* One level more on top: the old root becomes the first table of the new.
 * lock held */
static int grow_taller(struct object *o)
{
    if (o->pt.root) {
        paddr_t root = frame_alloc_zeroed(FRAME_TABLE);
        if (!root)
            return -ENOMEM;
        pte_set(phys_to_virt(root), o->pt.root | PTE_P | PTE_W | PTE_U,
                o->pt.levels + 1, 0);
        o->pt.root = root;
    }
    o->pt.levels++;
    return 0;
}

int object_resize(struct object *o, uint64_t pages)
{
    int err = 0;

    assert(o->owner == FRAME_FILE);     /* others' tables may be linked */
    spin_lock(&o->lock);
    while (err == 0 && o->pt.levels < levels_for(pages))
        err = grow_taller(o);
    if (err == 0) {
        if (pages < o->pages)
            pages_free_from(o, pages, false);
        o->pages = pages;
    }
    spin_unlock(&o->lock);
    return err;
}

struct range {
    uint64_t start, end;
};

static void zero_page(pte_t *slot, int level, vaddr_t offset, void *arg)
{
    const struct range *r = arg;
    uint64_t from = MAX(offset, r->start);
    uint64_t to = MIN(offset + pt_span(level), r->end);

    memset(phys_to_virt((*slot & PTE_ADDR) + (from - offset)), 0, to - from);
}

/* In pieces, so that nobody waits long for the lock; they are large where
 * there is little. */
void object_zero(struct object *o, uint64_t first, uint64_t count)
{
    uint64_t end = (first + count) << PAGE_SHIFT;

    for (uint64_t at = first << PAGE_SHIFT, to; at < end; at = to) {
        spin_lock(&o->lock);
        uint64_t piece = pt_span(o->resident < PT_ENTRIES ? 3 : 2);
        to = MIN(ROUND_DOWN(at, piece) + piece, end);
        if (o->pt.root && at >> PAGE_SHIFT < o->pages)
            pt_for_each(&o->pt, at, to, zero_page, &(struct range){ at, to });
        spin_unlock(&o->lock);
    }
}

bool object_peek(struct object *o, uint64_t offset, void *to, size_t n)
{
    paddr_t page = 0;

    spin_lock(&o->lock);
    if (offset >> PAGE_SHIFT < o->pages)
        page_at(o, offset, false, &page);
    if (page)
        memcpy(to, phys_to_virt(page + offset % object_page_size(o)), n);
    spin_unlock(&o->lock);
    return page != 0;
}

int object_read(struct object *o, uint64_t offset, void *to, size_t n)
{
    while (n > 0) {
        size_t piece = MIN(n, PAGE_SIZE - (offset & PAGE_MASK));
        if (!object_peek(o, offset, to, piece))
            memset(to, 0, piece);
        to = (char *)to + piece;
        offset += piece;
        n -= piece;
    }
    return 0;
}

int object_write(struct object *o, uint64_t offset, const void *from, size_t n)
{
    while (n > 0) {
        size_t in_page = offset & PAGE_MASK;
        size_t piece = MIN(n, PAGE_SIZE - in_page);
        paddr_t frame = object_frame(o, offset >> PAGE_SHIFT, true);
        if (!frame)
            return -ENOMEM;
        memcpy(phys_to_virt(frame + in_page), from, piece);
        from = (const char *)from + piece;
        offset += piece;
        n -= piece;
    }
    return 0;
}
