/* pt.c - see pt.h. */
#include "mm/pt.h"
#include "cpu/cpu.h"
#include "cpu/trace.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/frames.h"

static bool is_page(pte_t e, int level)
{
    return level == 1 || (e & PTE_PS);
}

/* Does the tree end here? What is below a link is another's. */
static bool is_end(pte_t e, int level)
{
    return is_page(e, level) || (e & PTE_LINK);
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
    assert(!(e & PTE_LINK) || (user && (e & PTE_U)));
    if (!is_page(e, level))
        return;
    assert(level <= 3 && !(e & PTE_LINK));
    assert((e & PTE_ADDR & (pt_span(level) - 1)) == 0);
    assert(!(e & PTE_W) || (e & PTE_NX) || !cpu_features.nx);
    assert(!user || (e & PTE_U));
}

/* Why an entry can't just be stored. */
#define SPECIAL_NO_NX 1u        /* the CPU lacks the bit: it would fault */
#define SPECIAL_TRACED 2u
static uint8_t special;

void pte_init(void)
{
    special |= cpu_features.nx ? 0 : SPECIAL_NO_NX;
}

void pte_trace(bool on)
{
    special = (special & ~SPECIAL_TRACED) | (on ? SPECIAL_TRACED : 0);
}

static inline void store(pte_t *slot, pte_t new)
{
    __atomic_store_n(slot, new, __ATOMIC_RELEASE);
}

static NOINLINE void store_specially(pte_t *slot, pte_t new, int level,
                                     vaddr_t va)
{
    if (special & SPECIAL_NO_NX)
        new &= ~PTE_NX;
    if (special & SPECIAL_TRACED)
        trace_note_last(TRACE_ENTRY, level, virt_to_phys(slot), *slot, new, va,
                        (uint64_t)store_specially);
    store(slot, new);
}

NOINLINE void pte_set(pte_t *slot, pte_t new, int level, vaddr_t va)
{
    if (new & PTE_P)
        pte_check(new, level, va);
    if (__builtin_expect(special, 0))
        store_specially(slot, new, level, va);
    else
        store(slot, new);
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
        if (is_end(*slot, l))
            return NULL;
        slot = table_at(*slot) + pt_index(va, l - 1);
    }
    return slot;
}

pte_t *pt_end(struct pt *pt, vaddr_t va, int *level)
{
    pte_t *slot = (pte_t *)phys_to_virt(pt->root) + pt_index(va, pt->levels);

    for (*level = pt->levels; (*slot & PTE_P) && !is_end(*slot, *level);
         --*level)
        slot = table_at(*slot) + pt_index(va, *level - 1);
    return slot;
}

int pt_walk(const struct pt *pt, vaddr_t va, pte_t entries[PT_LEVELS + 1])
{
    paddr_t table = pt->root;
    int level = pt->levels;

    memset(entries, 0, (PT_LEVELS + 1) * sizeof(*entries));
    while (table) {
        pte_t e = entries[level] = table_at(table)[pt_index(va, level)];
        bool down = (e & PTE_P) && !is_page(e, level);
        table = down ? e & PTE_ADDR : 0;
        level -= down;
    }
    return level;
}

paddr_t pt_resolve(const struct pt *pt, vaddr_t va)
{
    pte_t entries[PT_LEVELS + 1];
    int level = pt_walk(pt, va, entries);

    if (!(entries[level] & (PTE_P | PTE_KEPT)))
        return 0;
    return (entries[level] & PTE_ADDR) + (va & (pt_span(level) - 1));
}

paddr_t pt_table(struct pt *pt, vaddr_t va, int level)
{
    if (level == pt->levels)
        return pt->root;
    pte_t *slot = pt_entry(pt, va, level + 1, false);
    return slot ? *slot & PTE_ADDR : 0;
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

/* Of a table of `level` whose range begins at `base`: the first and the last
 * entry that [start, end) touches. */
static unsigned index_first(int level, vaddr_t base, vaddr_t start)
{
    return start > base ? (start - base) / pt_span(level) : 0;
}

static unsigned index_last(int level, vaddr_t base, vaddr_t end)
{
    return MIN((end - 1 - base) / pt_span(level), PT_ENTRIES - 1);
}

/* The first entry in use at or after `i`, or one beyond `last`: most tables
 * are nearly empty, so it looks at a cache line at a time. */
static unsigned index_in_use(const pte_t *table, unsigned i, unsigned last)
{
    for (; i <= last; i++) {
        const pte_t *line = &table[i];
        while (i % 8 == 0 && i + 7 <= last &&
               !(line[0] | line[1] | line[2] | line[3] |
                 line[4] | line[5] | line[6] | line[7])) {
            line += 8;
            i += 8;
        }
        if (i <= last && *line)
            break;
    }
    return i;
}

static void table_for_each(pte_t *table, int level, vaddr_t base,
                           vaddr_t start, vaddr_t end, pt_visit *visit,
                           void *arg)
{
    unsigned last = index_last(level, base, end);

    for (unsigned i = index_first(level, base, start);
         (i = index_in_use(table, i, last)) <= last; i++) {
        vaddr_t va = base + i * pt_span(level);
        if (is_end(table[i], level))
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

/* Most ranges lie in one leaf table: go down to the table in which they begin
 * to spread. */
void pt_for_each(struct pt *pt, vaddr_t start, vaddr_t end, pt_visit *visit,
                 void *arg)
{
    pte_t *table = phys_to_virt(pt->root);
    vaddr_t base = root_base(pt, start);
    int level = pt->levels;

    if (!pt->root || start >= end)
        return;
    for (; level > 1; level--) {
        unsigned i = pt_index(start, level);
        if (base + i * pt_span(level) != ROUND_DOWN(end - 1, pt_span(level)))
            break;
        if (!table[i])
            return;
        if (is_end(table[i], level))
            break;
        base += i * pt_span(level);
        table = table_at(table[i]);
    }
    table_for_each(table, level, base, start, end, visit, arg);
}

static void table_clear(pte_t *table, int level, vaddr_t base,
                        const struct pt_clearing *c)
{
    unsigned last = index_last(level, base, c->end);

    for (unsigned i = index_first(level, base, c->start);
         (i = index_in_use(table, i, last)) <= last; i++) {
        vaddr_t va = base + i * pt_span(level);
        pte_t e = table[i];
        if (is_end(e, level)) {
            c->page(&table[i], level, va, c->arg);
            continue;
        }
        table_clear(table_at(e), level - 1, va, c);
        if (va >= c->floor && va + pt_span(level) <= c->ceiling) {
            pte_set(&table[i], 0, level, va);
            c->table(e & PTE_ADDR, c->arg);
        }
    }
}

void pt_clear(struct pt *pt, const struct pt_clearing *c)
{
    if (pt->root && c->start < c->end)
        table_clear(phys_to_virt(pt->root), pt->levels,
                    root_base(pt, c->start), c);
}

/* A table goes with its tree: nobody may have a link to it any more. */
static void table_free(paddr_t table, void *arg)
{
    (void)arg;
    assert(frame_refs(table) == 1);
    frame_put(table);
}

void pt_free(struct pt *pt, vaddr_t start, vaddr_t end, bool root,
             pt_visit *page, void *arg)
{
    pt_clear(pt, &(struct pt_clearing){ start, end, start, end, page,
                                        table_free, arg });
    if (root && pt->root) {
        table_free(pt->root, NULL);
        pt->root = 0;
    }
}
