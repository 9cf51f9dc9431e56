/* kmap.c - see kmap.h. */
#include "mm/kmap.h"
#include "cpu/apic.h"
#include "cpu/cpu.h"
#include "cpu/mmu.h"
#include "cpu/spinlock.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/boot_info.h"
#include "mm/frames.h"

#define READ (PTE_P | PTE_A | PTE_NX)
#define WRITE (READ | PTE_W | PTE_D)
#define EXECUTE (PTE_P | PTE_A)
#define DEVICE (WRITE | PTE_PCD | PTE_PWT)

extern char kernel_text_start[], kernel_text_end[], kernel_constants_end[],
    kernel_end[];

struct pt kernel_pt = { 0, 4 };

static void map(vaddr_t va, paddr_t pa, uint64_t size, pte_t flags)
{
    int max_level = cpu_features.gib_pages ? 3 : 2;

    if (cpu_features.global_pages)
        flags |= PTE_G;
    if (pt_map_range(&kernel_pt, va, pa, size, flags, max_level) < 0)
        panic("No memory for the kernel's page tables: give the machine "
              "16 MiB or more.");
}

static paddr_t image_address(const char *symbol)
{
    return (vaddr_t)symbol - KERNEL_BASE;
}

static void map_image(void)
{
    struct { char *start, *end; pte_t flags; } parts[] = {
        { kernel_text_start, kernel_text_end, EXECUTE },
        { kernel_text_end, kernel_constants_end, READ },
        { kernel_constants_end, kernel_end, WRITE },
    };

    for (unsigned i = 0; i < ARRAY_SIZE(parts); i++)
        map((vaddr_t)parts[i].start, image_address(parts[i].start),
            parts[i].end - parts[i].start, parts[i].flags);
}

/* A range of RAM in the PHYSMAP, split where the image's constants begin and
 * end: what is read-only there must not be writable here. */
static void map_ram(paddr_t start, paddr_t end)
{
    paddr_t fixed_start = image_address(kernel_text_start);
    paddr_t fixed_end = image_address(kernel_constants_end);
    paddr_t cuts[4] = { start, MIN(MAX(fixed_start, start), end),
                        MIN(MAX(fixed_end, start), end), end };

    for (int i = 0; i < 3; i++)
        map(PHYSMAP_BASE + cuts[i], cuts[i], cuts[i + 1] - cuts[i],
            i == 1 ? READ : WRITE);
}

/* The first MiB holds the VGA screen's memory and firmware's tables. */
static void map_all_ram(void)
{
    map(PHYSMAP_BASE, 0, MIB, WRITE);
    for (int i = 0; i < boot_info.ram_ranges; i++) {
        paddr_t start = MAX(boot_info.ram[i].start, MIB);
        if (start < boot_info.ram[i].end)
            map_ram(start, boot_info.ram[i].end);
    }
}

/* The entries of the root that stand for the kernel's half: few, and fixed
 * once kmap_init() is done. */
static unsigned shared[PT_ENTRIES / 2];
static int shared_count;

static void note_shared(void)
{
    pte_t *root = phys_to_virt(kernel_pt.root);

    for (unsigned i = PT_ENTRIES / 2; i < PT_ENTRIES; i++)
        if (root[i])
            shared[shared_count++] = i;
}

void kmap_init(void)
{
    pte_init();
    map_image();
    map_all_ram();
    map(DEVICES_BASE, APIC_PHYSICAL, PAGE_SIZE, DEVICE);
    /* The table above the stacks' must exist before kmap_share() copies. */
    if (!pt_entry(&kernel_pt, STACKS_BASE, 2, true))
        panic("No memory for the table of the kernel stacks.");
    note_shared();
    mmu_create(&kernel_mmu, kernel_pt.root);
    mmu_use(&kernel_mmu);
    cpu_flush_tlb_all();
}

void kmap_share(struct pt *pt)
{
    pte_t *from = phys_to_virt(kernel_pt.root), *to = phys_to_virt(pt->root);

    for (int n = 0; n < shared_count; n++) {
        unsigned i = shared[n];
        pte_set(&to[i], from[i], 4, KERNEL_HALF + i * pt_span(4));
    }
}

void kmap_unshare(struct pt *pt)
{
    pte_t *root = phys_to_virt(pt->root);

    for (int n = 0; n < shared_count; n++)
        pte_set(&root[shared[n]], 0, 4, KERNEL_HALF + shared[n] * pt_span(4));
}

/* --- kernel stacks -------------------------------------------------------- */

/*
 * 64 stacks with their guards fill one leaf table, so each word of the
 * bitmaps stands for a table, which goes with its last stack.
 *
 * The addresses of a freed stack are stale: other processors may still know
 * their frames. They can be used again after a flush of all processors, which
 * waits until the addresses of a table run out.
 */
#define STACK_ORDER 2
#define STACK_PAGES (1u << STACK_ORDER)
static_assert(STACK_PAGES * PAGE_SIZE == KERNEL_STACK_SIZE, "2^order frames");

#define STACKS_PER_TABLE (2 * MIB / KERNEL_STACK_STRIDE)
#define STACK_TABLES 128
static_assert(STACKS_PER_TABLE == 64, "one bit for each stack of a table");

static struct spinlock stack_lock = SPINLOCK(RANK_STACKS);
static uint64_t stacks_used[STACK_TABLES];      /* [stack_lock] */
static uint64_t stacks_stale[STACK_TABLES];     /* [stack_lock] */

static vaddr_t stack_top(unsigned slot)
{
    return STACKS_BASE + (slot + 1ul) * KERNEL_STACK_STRIDE;
}

/* The calls below want stack_lock held. */

/* The lowest of its entries, which lie side by side; NULL: there is no table,
 * and `create` finds no memory for one. */
static pte_t *slot_entries(unsigned slot, bool create)
{
    return pt_entry(&kernel_pt, stack_top(slot) - KERNEL_STACK_SIZE, 1, create);
}

static void slot_map(unsigned slot, paddr_t block, pte_t flags)
{
    pte_t *entries = slot_entries(slot, false);
    vaddr_t va = stack_top(slot) - KERNEL_STACK_SIZE;

    for (unsigned i = 0; i < STACK_PAGES; i++)
        pte_set(&entries[i], flags ? (block + i * PAGE_SIZE) | flags : 0, 1,
                va + i * PAGE_SIZE);
}

/* Out of the tree with it if no stack uses it, or 0; a processor may still
 * know where it was. */
static paddr_t table_take_out(unsigned t)
{
    vaddr_t va = STACKS_BASE + t * 2 * MIB;
    pte_t *slot = pt_entry(&kernel_pt, va, 2, false);
    paddr_t table = stacks_used[t] == 0 ? *slot & PTE_ADDR : 0;

    if (table)
        pte_set(slot, 0, 2, va);
    return table;
}

static void table_refresh(unsigned t)
{
    paddr_t unused = table_take_out(t);

    mmu_flush_kernel();
    memset(stacks_stale, 0, sizeof(stacks_stale));
    if (unused)
        frame_put(unused);
}

static void slot_give_back(unsigned slot)
{
    uint64_t bit = 1ul << slot % 64;

    stacks_used[slot / 64] &= ~bit;
    stacks_stale[slot / 64] |= bit;
    if (stacks_used[slot / 64] == 0)
        table_refresh(slot / 64);
}

static int slot_fill(unsigned slot)
{
    stacks_used[slot / 64] |= 1ul << slot % 64;
    paddr_t block = slot_entries(slot, true)
                        ? frames_alloc(STACK_ORDER, FRAME_STACK) : 0;
    if (!block) {
        slot_give_back(slot);
        return -ENOMEM;
    }
    slot_map(slot, block, WRITE);
    return 0;
}

static void slot_clear(unsigned slot)
{
    paddr_t block = *slot_entries(slot, false) & PTE_ADDR;

    slot_map(slot, 0, 0);
    frame_put(block);
    slot_give_back(slot);
}

/* The lowest free slot; its table's stale addresses are freshened for it
 * rather than another table begun. */
static int slot_find(void)
{
    for (unsigned t = 0; t < STACK_TABLES; t++) {
        if (stacks_used[t] == ~0ul)
            continue;
        if ((stacks_used[t] | stacks_stale[t]) == ~0ul)
            table_refresh(t);
        return t * 64 + __builtin_ctzl(~(stacks_used[t] | stacks_stale[t]));
    }
    return -ENOMEM;
}

vaddr_t kstack_alloc(void)
{
    spin_lock(&stack_lock);
    int slot = slot_find();
    bool ok = slot >= 0 && slot_fill(slot) == 0;
    spin_unlock(&stack_lock);
    return ok ? stack_top(slot) : 0;
}

void kstack_free(vaddr_t top)
{
    spin_lock(&stack_lock);
    slot_clear((top - STACKS_BASE) / KERNEL_STACK_STRIDE - 1);
    spin_unlock(&stack_lock);
}
