/* pt.c - see pt.h. */
#include "mm/pt.h"
#include "cpu/cpu.h"
#include "lib/panic.h"
#include "mm/frames.h"

static bool is_leaf(pte_t e, int level)
{
    return level == 1 || (e & PTE_PS);
}

static pte_t *table_at(pte_t e)
{
    return phys_to_virt(e & PTE_ADDR);
}

/* What holds for every present entry of every table. */
static void pte_check(pte_t e, int level, vaddr_t va)
{
    bool user = va < KERNEL_HALF;

    assert(level >= 1 && level <= 4);
    assert(!(e & PTE_U) || user);
    if (!is_leaf(e, level))
        return;
    assert(level <= 3);
    assert((e & PTE_ADDR & (pt_span(level) - 1)) == 0);
    assert(!(e & PTE_W) || (e & PTE_NX) || !cpu_features.nx);
    assert(!user || (e & PTE_U));
}

NOINLINE void pte_set(pte_t *slot, pte_t new, int level, vaddr_t va)
{
    if (!cpu_features.nx)       /* the bit is reserved there: it would fault */
        new &= ~PTE_NX;
    if (new & PTE_P)
        pte_check(new, level, va);
    __atomic_store_n(slot, new, __ATOMIC_RELEASE);
}

static bool root_ensure(struct pt *pt, bool create)
{
    if (!pt->root && create)
        pt->root = frame_alloc_zeroed(FRAME_TABLE);
    return pt->root != 0;
}

/* Put an empty table under the absent entry `slot` of `level`. */
static bool table_add(pte_t *slot, int level, vaddr_t va)
{
    paddr_t table = frame_alloc_zeroed(FRAME_TABLE);

    if (!table)
        return false;
    pte_set(slot, table | PTE_P | PTE_W | (va < KERNEL_HALF ? PTE_U : 0),
            level, va);
    return true;
}

pte_t *pt_entry(struct pt *pt, vaddr_t va, int level, bool create)
{
    if (!root_ensure(pt, create))
        return NULL;
    pte_t *slot = (pte_t *)phys_to_virt(pt->root) + pt_index(va, pt->levels);
    for (int l = pt->levels; l > level; l--) {
        if (!(*slot & PTE_P) && !(create && table_add(slot, l, va)))
            return NULL;
        if (is_leaf(*slot, l))
            return NULL;
        slot = table_at(*slot) + pt_index(va, l - 1);
    }
    return slot;
}

pte_t *pt_walk(struct pt *pt, vaddr_t va, int *level)
{
    if (!pt->root)
        return NULL;
    pte_t *slot = (pte_t *)phys_to_virt(pt->root) + pt_index(va, pt->levels);
    for (*level = pt->levels; ; --*level) {
        if (!(*slot & PTE_P) || is_leaf(*slot, *level))
            return slot;
        slot = table_at(*slot) + pt_index(va, *level - 1);
    }
}

static int level_that_fits(vaddr_t va, paddr_t pa, uint64_t size, int max)
{
    int level = max;

    while (level > 1 &&
           (((va | pa) & (pt_span(level) - 1)) || size < pt_span(level)))
        level--;
    return level;
}

int pt_map_range(struct pt *pt, vaddr_t va, paddr_t pa, uint64_t size,
                 pte_t flags, int max_level)
{
    while (size > 0) {
        int level = level_that_fits(va, pa, size, max_level);
        pte_t *slot = pt_entry(pt, va, level, true);
        if (!slot)
            return -1;
        assert(!(*slot & PTE_P));
        pte_set(slot, pa | flags | (level > 1 ? PTE_PS : 0), level, va);
        va += pt_span(level);
        pa += pt_span(level);
        size -= pt_span(level);
    }
    return 0;
}

/* The entries of one table that [start, end) touches, from `base`, where the
 * table's range begins, on. */
static void table_for_each(pte_t *table, int level, vaddr_t base,
                           vaddr_t start, vaddr_t end, pt_visit *visit,
                           void *arg)
{
    vaddr_t va = MAX(ROUND_DOWN(start, pt_span(level)), base);

    for (unsigned i = (va - base) / pt_span(level);
         i < PT_ENTRIES && va <= end - 1; i++, va += pt_span(level)) {
        if (!table[i])
            continue;
        if (is_leaf(table[i], level))
            visit(&table[i], level, va, arg);
        else
            table_for_each(table_at(table[i]), level - 1, va, start, end,
                           visit, arg);
    }
}

/* Where the root's range begins: 0, or the start of the sign-extended upper
 * half's 256 TiB. */
static vaddr_t root_base(const struct pt *pt, vaddr_t start)
{
    return ROUND_DOWN(start, pt_span(pt->levels + 1));
}

void pt_for_each(struct pt *pt, vaddr_t start, vaddr_t end, pt_visit *visit,
                 void *arg)
{
    if (pt->root && start < end)
        table_for_each(phys_to_virt(pt->root), pt->levels,
                       root_base(pt, start), start, end, visit, arg);
}

/* Free the tables below `table` that lie wholly inside [start, end). */
static void tables_free_below(pte_t *table, int level, vaddr_t base,
                              vaddr_t start, vaddr_t end)
{
    uint64_t span = pt_span(level);
    vaddr_t va = MAX(ROUND_DOWN(start, span), base);

    if (level == 1)
        return;
    for (unsigned i = (va - base) / span; i < PT_ENTRIES && va <= end - 1;
         i++, va += span) {
        pte_t e = table[i];
        if (!(e & PTE_P) || is_leaf(e, level))
            continue;
        tables_free_below(table_at(e), level - 1, va, start, end);
        if (va >= start && va + span <= end) {
            pte_set(&table[i], 0, level, va);
            frame_put(e & PTE_ADDR);
        }
    }
}

void pt_free_tables(struct pt *pt, vaddr_t start, vaddr_t end, bool root)
{
    if (!pt->root)
        return;
    tables_free_below(phys_to_virt(pt->root), pt->levels,
                      root_base(pt, start), start, end);
    if (root) {
        frame_put(pt->root);
        pt->root = 0;
    }
}
