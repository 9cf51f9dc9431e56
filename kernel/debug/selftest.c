/*
 * selftest.c - the kernel examines itself before it runs anybody else: frames,
 * objects, links to their tables, and the permissions of every page of its
 * own half against the map that mm/layout.h draws.
 */
#include "debug/selftest.h"
#include "cpu/cpu.h"
#include "cpu/x86.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/boot_info.h"
#include "mm/frames.h"
#include "mm/kmalloc.h"
#include "mm/kmap.h"
#include "vm/space.h"

extern char kernel_text_start[], kernel_text_end[], kernel_constants_end[],
    kernel_end[];

static int tests;

static void check(bool ok, const char *what)
{
    kprintf("%s %d - kernel: %s\n", ok ? "ok" : "not ok", ++tests, what);
    if (!ok)
        panic("self-test failed: %s", what);
}

/* --- frames --------------------------------------------------------------- */

static void test_frames(void)
{
    uint64_t free = frames_count(FRAME_FREE);
    paddr_t a = frames_alloc(0, FRAME_USER), b = frames_alloc(3, FRAME_USER);

    check(a && b && a != b, "frames can be allocated");
    check(b % (8 * PAGE_SIZE) == 0, "a block of 8 frames is aligned");
    check(frames_count(FRAME_FREE) == free - 9, "they are counted");
    check(frame_owner(a) == FRAME_USER && frame_refs(a) == 1,
          "a frame knows its owner and its references");
    frame_get(a);
    frame_put(a);
    check(frame_refs(a) == 1, "a reference can be added and dropped");
    frame_put(a);
    check(*(uint8_t *)phys_to_virt(a) == 0xa5, "a freed frame is poisoned");
    frame_put(b);
    check(frames_count(FRAME_FREE) == free, "all come back");
    a = frame_alloc_zeroed(FRAME_USER);
    uint64_t sum = 0;
    for (int i = 0; i < 512; i++)
        sum |= ((uint64_t *)phys_to_virt(a))[i];
    check(sum == 0, "a frame for a user is zeroed");
    frame_put(a);
}

static void test_kmalloc(void)
{
    uint64_t heap = frames_count(FRAME_HEAP);
    void *p[64];
    bool aligned = true;

    for (int i = 0; i < 64; i++) {
        p[i] = kzalloc(1ul << (4 + i % 12));
        aligned = aligned && p[i] && (vaddr_t)p[i] % 16 == 0;
    }
    check(aligned, "kernel objects of 16 bytes to 32 KiB can be had");
    for (int i = 0; i < 64; i++)
        kfree(p[i]);
    check(frames_count(FRAME_HEAP) == heap, "their frames come back");
}

static void test_object(void)
{
    uint64_t used = frames_used();
    struct object *o = object_create(FRAME_FILE, 300000);
    char text[8] = "";

    check(o && object_frame(o, 299999, false) == 0, "an object begins empty");
    check(object_write(o, 299999 * PAGE_SIZE - 4, "1234567", 8) == 0 &&
          object_read(o, 299999 * PAGE_SIZE - 4, text, 8) == 0 &&
          strcmp(text, "1234567") == 0, "its pages hold what is written");
    check(o->resident == 2, "only touched pages have frames");
    check(object_resize(o, 1) == 0 && o->resident == 0,
          "shrinking frees pages");
    object_put(o);
    check(frames_used() == used, "its frames and tables come back");
}

/* A table of an object is held by the object and by each link to it. */
static void test_links(void)
{
    uint64_t used = frames_used();
    struct object *o = object_create(FRAME_SEGMENT, 3);
    struct mapping m = {
        .size = 3 * PAGE_SIZE, .prot = PROT_READ | PROT_WRITE, .shared = true,
        .object = o,
    };
    struct space *a = space_create();
    vaddr_t at = space_map(a, &m), again = space_map(a, &m);

    check(space_fault(a, at, ACCESS_WRITE) == 0 && frame_refs(o->pt.root) == 2,
          "a table that a space links has one more reference");
    check(pt_resolve(&a->pt, at) == object_frame(o, 0, false),
          "its pages are the object's");
    check(space_fault(a, again, ACCESS_READ) == 0 &&
          frame_refs(o->pt.root) == 3, "so has one linked twice");
    struct space *b = space_fork(a);
    check(frame_refs(o->pt.root) == 3, "a child links nothing at first");
    check(space_fault(b, at, ACCESS_READ) == 0 &&
          space_fault(b, again, ACCESS_READ) == 0 &&
          frame_refs(o->pt.root) == 5, "and as often once it touches it");
    check(space_unmap(a, at, at + PAGE_SIZE) == 0 &&
          frame_refs(o->pt.root) == 4, "a region that is cut links no more");
    space_put(b);
    space_put(a);
    check(frame_refs(o->pt.root) == 1, "at last there is the object's own");
    object_put(o);
    check(frames_used() == used, "all frames and tables come back");
}

/* --- the tree of regions -------------------------------------------------- */

#define REGION_AT(i) (0x100000000000 + (i) * 4 * PAGE_SIZE)

/* What each region says of its subtree, worked out the slow way; clears *ok
 * where that differs. Returns the height. */
static int tree_check(const struct region *t, uint64_t *gap, bool *ok)
{
    uint64_t below = 0, above = 0;

    *gap = 0;
    if (!t)
        return 0;
    int a = tree_check(t->child[0], &below, ok);
    int b = tree_check(t->child[1], &above, ok);
    *gap = t->start - (t->prev ? t->prev->end : USER_BOTTOM);
    *gap = MAX(*gap, MAX(below, above));
    *ok = *ok && a - b <= 2 && b - a <= 2 && t->height == 1 + MAX(a, b) &&
          t->greatest_gap >= *gap;
    return 1 + MAX(a, b);
}

static bool tree_is_right(struct space *s)
{
    bool ok = true;
    uint64_t gap;

    tree_check(s->regions, &gap, &ok);
    return ok;
}

/* 1009 is prime, so that 367 * i runs through all places, in no order. */
static void test_tree(void)
{
    struct space *s = space_create();
    bool ok = true;

    for (uint64_t i = 0; i < 1009; i++) {
        struct mapping m = {
            .start = REGION_AT(367 * i % 1009), .size = 2 * PAGE_SIZE,
            .place = MAP_AT, .prot = PROT_READ,
        };
        ok = ok && space_map(s, &m) == (int64_t)m.start && tree_is_right(s);
    }
    check(ok && s->region_count == 1009, "the tree of regions stays balanced");
    s->brk_start = s->brk = REGION_AT(500);
    ok = space_unmap(s, REGION_AT(500), REGION_AT(540)) == 0;
    for (int i = 1; i <= 8; i++) {
        vaddr_t end = s->brk_start + i * PAGE_SIZE;
        ok = ok && space_brk(s, end) == end && tree_is_right(s);
    }
    check(ok, "when the heap grows in it");
    for (uint64_t i = 0; i < 700; i++) {
        vaddr_t at = REGION_AT(691 * i % 1009);
        ok = ok && space_unmap(s, at + PAGE_SIZE, at + 8 * PAGE_SIZE) == 0 &&
             tree_is_right(s);
    }
    check(ok, "and when regions are cut and removed");
    struct space *copy = space_fork(s);
    check(copy && copy->region_count == s->region_count && tree_is_right(copy),
          "and when a fork copies it");
    space_put(copy);
    space_put(s);
}

/* --- the map -------------------------------------------------------------- */

struct map_state {
    bool no_user, no_wx, as_drawn;
    uint64_t pages;
};

/* Is [start, end) of physical memory the image's text or constants? */
static bool is_fixed(paddr_t at)
{
    vaddr_t image = at + KERNEL_BASE;

    return image >= (vaddr_t)kernel_text_start &&
           image < (vaddr_t)kernel_constants_end;
}

/* The picture of layout.h as a function: what W and X must be at `va`. */
static bool as_drawn(vaddr_t va, bool w, bool x)
{
    if (va < STACKS_BASE)
        return !x && w == !is_fixed(va - PHYSMAP_BASE);
    if (va < KERNEL_BASE)
        return w && !x;
    if (va < (vaddr_t)kernel_text_end)
        return !w && x;
    return !x && w == (va >= (vaddr_t)kernel_constants_end);
}

static void look(pte_t *slot, int level, vaddr_t va, void *arg)
{
    struct map_state *m = arg;
    bool w = *slot & PTE_W, x = !(*slot & PTE_NX);

    m->pages += pt_span(level) / PAGE_SIZE;
    m->no_user = m->no_user && !(*slot & PTE_U);
    m->no_wx = m->no_wx && !(w && x);
    m->as_drawn = m->as_drawn && as_drawn(va, w, x) &&
                  as_drawn(va + pt_span(level) - 1, w, x);
}

static void test_map(void)
{
    struct map_state m = { true, true, true, 0 };
    pte_t *root = phys_to_virt(kernel_pt.root);
    bool low = false;

    for (unsigned i = 0; i < PT_ENTRIES / 2; i++)
        low = low || root[i];
    check(!low, "nothing is mapped in the lower half");
    pt_for_each(&kernel_pt, KERNEL_HALF, UINT64_MAX, look, &m);
    kprintf("# %lu pages are mapped in the kernel's half\n", m.pages);
    check(m.pages > 0 && m.no_user, "no page of the kernel is a user's");
    if (cpu_features.nx) {
        check(m.no_wx, "no page is both writable and executable");
        check(m.as_drawn, "every page has the permissions of layout.h");
    }
    check(read_cr0() & CR0_WP, "CR0.WP is set");
    check(!cpu_features.smep || (read_cr4() & CR4_SMEP), "CR4.SMEP is set");
    check(!cpu_features.smap || (read_cr4() & CR4_SMAP), "CR4.SMAP is set");
    check(!cpu_features.umip || (read_cr4() & CR4_UMIP), "CR4.UMIP is set");
    check(!cpu_features.nx || (rdmsr(MSR_EFER) & EFER_NXE), "EFER.NXE is set");
}

static void test_stacks(void)
{
    uint64_t used = frames_used();
    vaddr_t top = kstack_alloc();
    pte_t *page = pt_entry(&kernel_pt, top - KERNEL_STACK_SIZE, 1, false);
    pte_t *guard = pt_entry(&kernel_pt, top - KERNEL_STACK_SIZE - 1, 1, false);

    check(top && page && (*page & PTE_P), "a kernel stack is mapped");
    check(!guard || !(*guard & PTE_P), "the page below it is not");
    kstack_free(top);
    check(frames_used() == used, "its frames and table come back");
}

void selftest(void)
{
    test_frames();
    test_kmalloc();
    test_object();
    test_links();
    test_tree();
    test_map();
    test_stacks();
    kprintf("1..%d\n", tests);
}
