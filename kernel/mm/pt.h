/*
 * pt.h - page tables: one walk, one door.
 *
 * A tree of tables is named by its root and its height: an address space has
 * 4 levels, a memory object 1 to 4 (vm/object.h). Level 4 is the PML4, 1 the
 * leaf tables with entries for 4 KiB pages (Intel SDM vol. 3A, 4.5):
 *
 *    63     48 47     39 38     30 29     21 20     12 11         0
 *   +---------+---------+---------+---------+---------+------------+
 *   |  sign   | level 4 | level 3 | level 2 | level 1 | in the page|
 *   +---------+---------+---------+---------+---------+------------+
 *                9 bits    9 bits    9 bits    9 bits     12 bits
 *
 * Every entry of every table is written by pte_set(). An entry may be a link:
 * the table below it belongs to another tree, an object's (vm/link.c). Those
 * who write stop there as at a page; those who only read go on, as the CPU
 * does. Read pt.c next.
 */
#pragma once

#include "lib/types.h"
#include "mm/layout.h"

/* Bits of an entry (SDM vol. 3A, table 4-20). */
#define PTE_P        (1ul << 0)    /* present */
#define PTE_W        (1ul << 1)    /* writable */
#define PTE_U        (1ul << 2)    /* user mode may use it */
#define PTE_PWT      (1ul << 3)
#define PTE_PCD      (1ul << 4)    /* not cached: device registers */
#define PTE_A        (1ul << 5)    /* accessed: set by the CPU, or in advance */
#define PTE_D        (1ul << 6)    /* dirty: the same */
#define PTE_PS       (1ul << 7)    /* levels 2 and 3: a big page, no table */
#define PTE_G        (1ul << 8)    /* survives a CR3 load */
#define PTE_COW      (1ul << 9)    /* ours: copy before the first write */
#define PTE_KEPT     (1ul << 10)   /* ours: a frame without any access, P is 0 */
#define PTE_LINK     (1ul << 11)   /* ours: to a table of an object */
#define PTE_NX       (1ul << 63)   /* no execution */
#define PTE_ADDR     0x000ffffffffff000ul

#define PT_ENTRIES 512
#define PT_LEVELS 4

/* Bytes that one entry of a table of `level` covers: 4K, 2M, 1G, 512G. */
static inline uint64_t pt_span(int level)
{
    return 1ul << (PAGE_SHIFT + 9 * (level - 1));
}

/* Index of `va` in its table of `level`. */
static inline unsigned pt_index(vaddr_t va, int level)
{
    return (va >> (PAGE_SHIFT + 9 * (level - 1))) % PT_ENTRIES;
}

struct pt {
    paddr_t root;       /* the top table, 0 if there is none yet */
    int levels;
};

/* The one door: store `new` in `slot`, the entry for `va` in a table of
 * `level`. Asserts what must hold for every entry; flushes nothing. */
void pte_set(pte_t *slot, pte_t new, int level, vaddr_t va);

/* Before the first entry, once the CPU's features are known. */
void pte_init(void);

/* Have entries noted from now on, or no more (cpu/trace.h). */
void pte_trace(bool on);

/*
 * The entry for `va` at `level`, or NULL: when a table on the way is missing
 * (`create` false), when memory for one is out (`create` true), or when a
 * big page or a link is in the way.
 */
pte_t *pt_entry(struct pt *pt, vaddr_t va, int level, bool create);

/* Where the tree's own part of the walk of `va` ends: at an absent entry, a
 * page's, or a link; and its level. The tree has a root. */
pte_t *pt_end(struct pt *pt, vaddr_t va, int *level);

/* Walk `va` as the CPU does: copies of the entries met, by level, 0 where the
 * walk doesn't come. Returns the level where it ends. */
int pt_walk(const struct pt *pt, vaddr_t va, pte_t entries[PT_LEVELS + 1]);

/* The physical address behind `va`, also where access is forbidden
 * (PTE_KEPT); 0 if there is none. */
paddr_t pt_resolve(const struct pt *pt, vaddr_t va);

/* The tree's own table of `level` for `va`, or 0. */
paddr_t pt_table(struct pt *pt, vaddr_t va, int level);

/*
 * Map [va, va + size) to physical memory from `pa` on, with the largest pages
 * that fit up to level `max_level`; all aligned to 4 KiB, nothing mapped there
 * before. 0 or -ENOMEM, when a part may be mapped.
 */
int pt_map_range(struct pt *pt, vaddr_t va, paddr_t pa, uint64_t size,
                 pte_t flags, int max_level);

/* Called for each page's entry or link that isn't 0; may change it by
 * pte_set(). */
typedef void pt_visit(pte_t *slot, int level, vaddr_t va, void *arg);

/* Visit each such entry that maps a part of [start, end). */
void pt_for_each(struct pt *pt, vaddr_t start, vaddr_t end, pt_visit *visit,
                 void *arg);

/* What is to go. */
struct pt_clearing {
    vaddr_t start, end;         /* pages and links that map a part of this, */
    vaddr_t floor, ceiling;     /* and tables above them that map nothing
                                   outside of this */
    pt_visit *page;             /* clears an entry */
    void (*table)(paddr_t table, void *arg);    /* gets an empty table */
    void *arg;
};

/* Take it out of the tree, but for the root; lower tables come first. */
void pt_clear(struct pt *pt, const struct pt_clearing *c);

/* The same for all of [start, end), with tables that are freed at once: no
 * processor may be using them. The root goes too if `root`. */
void pt_free(struct pt *pt, vaddr_t start, vaddr_t end, bool root,
             pt_visit *page, void *arg);
