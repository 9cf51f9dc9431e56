/*
 * fault.c - one page: what happens when a process touches memory that its
 * page tables don't grant. Most of it happens here and not at mmap() or
 * fork(), since most of what is mapped is never touched.
 *
 *   region, no entry      a link to the object's table (link.c), or the
 *                         object's page, or a zero page
 *   write, entry is COW   a copy of one's own
 *   write or execution,   the entry turns: no page is writable and executable
 *   both allowed          at one moment
 *   everything else       refused
 */
#include "vm/fault.h"
#include "cpu/cpu.h"
#include "cpu/trace.h"
#include "cpu/x86.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "vm/space.h"

/* Bits of the error code (SDM vol. 3A, 4.7). */
#define ERROR_WRITE 2
#define ERROR_USER 4
#define ERROR_FETCH 16

void (*fault_refused)(struct trap_frame *f, vaddr_t va, int err);
struct space *(*fault_current_space)(void);

pte_t region_entry_bits(const struct region *r, bool copy_first)
{
    pte_t bits = region_page_level(r) > 1 ? PTE_PS : 0;

    if (r->prot == 0)
        return bits | PTE_KEPT | (copy_first ? PTE_COW : 0);
    bits |= PTE_P | PTE_U | PTE_A;
    if (!(r->prot & PROT_EXEC))
        bits |= PTE_NX;
    if (r->prot & PROT_WRITE)   /* never both writable and executable */
        bits |= PTE_NX | (copy_first ? PTE_COW : PTE_W | PTE_D);
    return bits;
}

static bool region_allows(const struct region *r, enum access access)
{
    switch (access) {
    case ACCESS_READ: return r->prot != 0;
    case ACCESS_WRITE: return r->prot & PROT_WRITE;
    default: return r->prot & PROT_EXEC;
    }
}

static paddr_t copy_of(paddr_t frame)
{
    paddr_t copy = frames_alloc(0, FRAME_USER);

    if (copy)
        memcpy(phys_to_virt(copy), phys_to_virt(frame), PAGE_SIZE);
    return copy;
}

/* Put the frame, and have a copy instead; 0 or -ENOMEM. */
static int replace_by_copy(paddr_t *frame)
{
    paddr_t original = *frame;

    *frame = copy_of(original);
    frame_put(original);
    return *frame ? 0 : -ENOMEM;
}

/* A frame for a page that has none, with a reference for the entry; tells
 * whether it must be copied before a write. */
static int frame_for(struct region *r, vaddr_t va, bool write, paddr_t *frame,
                     bool *copy_first)
{
    *copy_first = false;
    if (!r->object) {
        *frame = frame_alloc_zeroed(FRAME_USER);
        return *frame ? 0 : -ENOMEM;
    }
    int err = object_page(r->object, region_page(r, va), frame);
    if (err || r->shared)
        return err;
    *copy_first = !write;
    return write ? replace_by_copy(frame) : 0;
}

/* Fill the absent entry `slot` of the region's page level. */
static int page_bring(struct space *s, struct region *r, pte_t *slot,
                      vaddr_t va, bool write)
{
    int level = region_page_level(r);
    bool copy_first;
    paddr_t frame;
    int err = frame_for(r, va, write, &frame, &copy_first);

    if (err)
        return err;
    pte_set(slot, frame | region_entry_bits(r, copy_first), level,
            ROUND_DOWN(va, pt_span(level)));
    s->resident += pt_span(level) / PAGE_SIZE;
    return 0;
}

/* A page by way of the object's own table, at an absent entry of `level`. */
static int link_bring(struct space *s, struct region *r, vaddr_t va, int level)
{
    int err = object_page(r->object, region_page(r, va), NULL);

    return err ? err : link_enter(s, r, va, level);
}

/* The first write to a page that others may see: the last to have it keeps
 * it, everybody else copies. */
static int page_own(struct space *s, struct region *r, pte_t *slot, vaddr_t va)
{
    paddr_t old = *slot & PTE_ADDR, frame = old;

    if (frame_owner(old) != FRAME_USER || frame_refs(old) > 1)
        frame = copy_of(old);
    if (!frame)
        return -ENOMEM;
    pte_set(slot, frame | region_entry_bits(r, false), 1, va);
    tlb_flush_page(s, va);
    if (frame != old)
        frame_put(old);
    return 0;
}

/* An entry of the region's own. */
static int page_fault_own(struct space *s, struct region *r, vaddr_t va,
                          bool write)
{
    pte_t *slot = pt_entry(&s->pt, va, region_page_level(r), true);

    if (!slot)
        return -ENOMEM;
    if (!*slot)
        return page_bring(s, r, slot, va, write);
    if (write && (*slot & PTE_COW))
        return page_own(s, r, slot, va);
    tlb_flush_page(s, va);      /* the processor may know an older entry */
    return 0;
}

/* By way of the object's tables, where they may be linked. */
static int page_fault_linked(struct space *s, struct region *r, vaddr_t va,
                             bool write)
{
    int level;
    pte_t *slot = pt_end(&s->pt, va, &level);

    if (*slot & PTE_LINK)
        return object_page(r->object, region_page(r, va), NULL);
    level = link_level(s, r, va);
    return level > region_page_level(r) ? link_bring(s, r, va, level)
                                        : page_fault_own(s, r, va, write);
}

/* lock held */
static int region_fault(struct space *s, struct region *r, vaddr_t va,
                        bool write)
{
    region_touch(r, va, va + PAGE_SIZE);
    return region_may_link(r) ? page_fault_linked(s, r, va, write)
                              : page_fault_own(s, r, va, write);
}

/* The entry is there; where writing and execution are allowed, it allows what
 * was wanted last. The next write finds out whose a private page is. */
static void page_turn(struct space *s, struct region *r, vaddr_t va,
                      enum access access)
{
    int level = region_page_level(r);
    pte_t *slot = pt_entry(&s->pt, va, level, false);
    pte_t bits = region_entry_bits(r, false);

    if (access == ACCESS_EXECUTE) {
        bits = region_entry_bits(r, !r->shared);
        bits &= ~(PTE_W | PTE_D | PTE_NX);
    }
    pte_set(slot, (*slot & PTE_ADDR) | bits, level,
            ROUND_DOWN(va, pt_span(level)));
    tlb_flush_page(s, va);
}

static bool must_turn(const struct region *r, enum access access)
{
    return access != ACCESS_READ && (r->prot & PROT_WRITE) &&
           (r->prot & PROT_EXEC);
}

int space_fault(struct space *s, vaddr_t va, enum access access)
{
    int err;

    va = ROUND_DOWN(va, PAGE_SIZE);
    spin_lock(&s->lock);
    struct region *r = region_at_or_above(s, va);
    if (!r || va < r->start)
        err = -EFAULT;
    else if (!region_allows(r, access))
        err = -EACCES;
    else
        err = region_fault(s, r, va, access == ACCESS_WRITE);
    if (!err && must_turn(r, access))
        page_turn(s, r, va, access);
    s->faults += err == 0;
    spin_unlock(&s->lock);
    return err;
}

/* lock held; the page's frame, ready to be written. */
static int page_for_poke(struct space *s, vaddr_t va, paddr_t *frame)
{
    struct region *r = region_at_or_above(s, va);

    if (!r || va < r->start)
        return -EFAULT;
    if (!region_allows(r, ACCESS_WRITE))
        return -EACCES;
    int err = region_fault(s, r, ROUND_DOWN(va, PAGE_SIZE), true);
    if (err == 0)
        *frame = pt_resolve(&s->pt, ROUND_DOWN(va, PAGE_SIZE));
    return err;
}

int space_poke(struct space *s, vaddr_t to, const void *from, size_t n)
{
    while (n > 0) {
        size_t in_page = to & PAGE_MASK, piece = MIN(n, PAGE_SIZE - in_page);
        paddr_t frame;
        spin_lock(&s->lock);
        int err = page_for_poke(s, to, &frame);
        if (err == 0)
            memcpy(phys_to_virt(frame + in_page), from, piece);
        spin_unlock(&s->lock);
        if (err)
            return err;
        from = (const char *)from + piece;
        to += piece;
        n -= piece;
    }
    return 0;
}

/* In one page; lock held. What has no page yet reads as zeros, or as the
 * object's. */
static bool peek(struct space *s, vaddr_t from, void *to, size_t n)
{
    struct region *r = region_at_or_above(s, from);
    if (!r || from < r->start || !region_allows(r, ACCESS_READ))
        return false;
    paddr_t at = pt_resolve(&s->pt, from);
    if (!at && r->object)
        return object_peek(r->object, (region_page(r, from) << PAGE_SHIFT) +
                           (from & PAGE_MASK), to, n);
    if (at)
        memcpy(to, phys_to_virt(at), n);
    else
        memset(to, 0, n);
    return true;
}

size_t space_peek(struct space *s, vaddr_t from, void *to, size_t n)
{
    size_t done = 0, piece;

    spin_lock(&s->lock);
    for (; done < n; done += piece) {
        piece = within_page(from + done, n - done);
        if (!peek(s, from + done, (char *)to + done, piece))
            break;
    }
    spin_unlock(&s->lock);
    return done;
}

/* --- the trap ------------------------------------------------------------- */

struct fixup {
    uint64_t at, resume;
};
extern const struct fixup usercopy_fixups_start[], usercopy_fixups_end[];

static const struct fixup *fixup_find(uint64_t rip)
{
    for (const struct fixup *f = usercopy_fixups_start;
         f < usercopy_fixups_end; f++)
        if (f->at == rip)
            return f;
    return NULL;
}

static enum access access_of(uint64_t error)
{
    if (error & ERROR_FETCH)
        return ACCESS_EXECUTE;
    return error & ERROR_WRITE ? ACCESS_WRITE : ACCESS_READ;
}

TRACE_NOTE note_fault(const struct trap_frame *f, vaddr_t va)
{
    trace_note(TRACE_FAULT, 0, va, f->error, f->rip, 0);
}

TRACE_NOTE note_fault_end(vaddr_t va, int64_t err)
{
    trace_note(TRACE_FAULT_END, 0, va, err, 0, 0);
}

static void page_fault(struct trap_frame *f)
{
    vaddr_t va = read_cr2();
    bool user = trap_from_user(f);
    const struct fixup *fixup = user ? NULL : fixup_find(f->rip);
    int err = -EFAULT;

    if (!user && !fixup) {
        trap_print(f);
        backtrace(f->rbp);
        panic("page fault in the kernel at %p, address %p", (void *)f->rip,
              (void *)va);
    }
    TRACE(TRACE_FAULT, note_fault(f, va));
    struct space *s = fault_current_space();
    enum access access = access_of(f->error);
    if (user && access == ACCESS_WRITE && f->rip / PAGE_SIZE == va / PAGE_SIZE)
        err = -EACCES;      /* its page can't be writable meanwhile */
    else if (s && va < USER_TOP)
        err = space_fault(s, va, access);
    TRACE(TRACE_FAULT_END, note_fault_end(va, err));
    if (err == 0)
        return;
    fault_refused(f, va, err);
    if (!user)
        f->rip = fixup->resume;
}

/* A bad address in a register is a general protection fault when it isn't
 * canonical; in usercopy it can't be, since the range is checked. */
void fault_init(void)
{
    trap_register(TRAP_PAGE_FAULT, page_fault);
}
