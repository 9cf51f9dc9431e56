/*
 * space.h - an address space: regions in order of their addresses, and the
 * page tables that faults fill in as the regions allow.
 *
 * A region maps a range of pages either to a part of a memory object, shared
 * or private, or to nothing yet (private zero pages). What a region is
 * decides everything: a fault asks it, fork copies it, exit closes it. A
 * shared-memory segment is attached as a region whose ops count the
 * attachment (ipc/shm.c).
 *
 * Read region.c (one region), space.c (the whole), fault.c (one page), link.c
 * (tables shared with objects), unmap.c (the way back), region_tree.c (how
 * regions are found), remap.c and advice.c (what else a process may want) in
 * turn.
 */
#pragma once

#include "cpu/mmu.h"
#include "cpu/spinlock.h"
#include "mm/pt.h"
#include "mm/usercopy.h"
#include "vm/object.h"

#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define STACK_SIZE (8 * MIB)
#define STACK_BOTTOM (USER_TOP - STACK_SIZE)
#define MAP_TOP (STACK_BOTTOM - MIB)        /* mappings grow down from here */
#define REGIONS_MAX 65530                   /* Linux's vm.max_map_count */

struct region;
struct space;

/* How a region came to be. */
enum region_origin { REGION_MAPPED, REGION_SPLIT, REGION_FORKED };

/* How the owner of a mapping follows what becomes of it. Called with the
 * space's lock held. */
struct region_ops {
    /* One more region of this kind exists. */
    void (*opened)(struct region *r, enum region_origin origin);
    /* The region is gone; its owner may be freed. */
    void (*closed)(struct region *r);
    /* Its last columns in /proc/PID/maps. */
    void (*describe)(const struct region *r, uint64_t *inode, char *name,
                     size_t size);
};

#define REGION_LOCKED 1         /* mlock() */
#define REGION_NO_FORK 2        /* madvise(): no child gets it */
#define REGION_RANDOM 4         /* these mean nothing here */
#define REGION_SEQUENTIAL 8
#define REGION_NO_DUMP 16

struct region {                 /* [space lock] */
    struct region *next, *prev; /* by address; NULL at the ends */
    struct region *parent, *child[2];   /* in the tree; below, above */
    uint64_t gap, greatest_gap; /* free below it; below any of its subtree,
                                   at most */
    vaddr_t start, end;
    vaddr_t touched, touched_end;   /* where it may have entries and tables */
    uint8_t height;             /* of the subtree */
    uint8_t prot;               /* PROT_ bits */
    uint8_t marks;              /* REGION_ bits: what the process said of it */
    bool shared;                /* writes reach the object */
    bool may_write;             /* a shared one that mprotect may open */
    struct object *object;      /* one reference, or NULL: zero pages */
    uint64_t first_page;        /* of the object, at `start` */
    const struct region_ops *ops;   /* or NULL */
    void *owner;                /* for ops */
};

struct space {
    struct spinlock lock;
    uint32_t refs;              /* processes that use it; 2 during vfork */
    struct region *regions;     /* [lock] root of their tree; disjoint */
    struct region *lowest, *highest;    /* [lock] of them */
    struct region *found;       /* [lock] by the last look-up, or NULL */
    int region_count;           /* [lock] */
    struct pt pt;               /* [lock] */
    struct mmu mmu;             /* the same tables, as processors load them */
    uint64_t limit;             /* bytes that may be mapped: RLIMIT_AS */
    uint64_t resident;          /* [lock] pages entered, not through links */
    uint64_t faults;            /* [lock] page faults that it served */
    vaddr_t brk_start, brk;     /* [lock] the heap */
    vaddr_t args_start, args_end;   /* argument strings, for /proc */
};

/* What to map, and where. */
struct mapping {
    vaddr_t start;              /* 0: the space chooses, top down */
    uint64_t size;              /* bytes, a multiple of the page size, not 0 */
    enum { MAP_ANYWHERE, MAP_AT, MAP_OVER } place;
                                /* free range; exactly there if free (-EEXIST);
                                   exactly there, replacing what is there */
    vaddr_t bottom;             /* but never below this (-EPERM) */
    int prot;
    bool shared, may_write;
    struct object *object;      /* the region takes a reference of its own */
    uint64_t first_page;
    const struct region_ops *ops;
    void *owner;
    uint8_t marks;
    enum region_origin origin;  /* what ops are told */
};

/* An empty space with one reference, or NULL. */
struct space *space_create(void);
void space_get(struct space *s);

/* Drop a reference; the last one unmaps everything. It is not in use then. */
void space_put(struct space *s);

/* A copy for a child: shared regions share, private pages are copied at the
 * next write on either side. NULL when there is no memory. */
struct space *space_fork(struct space *parent);

/* Map; returns the address, which m->start has too, or -ENOMEM, -EEXIST
 * (MAP_AT), -EPERM (below m->bottom), -EINVAL (MAP_OVER would cut a huge page).
 * On failure nothing has changed. */
int64_t space_map(struct space *s, struct mapping *m);

/* Unmap all in [start, end), pages; 0, -ENOMEM (a region would have to be
 * split) or -EINVAL (so would a huge page), with nothing changed. */
int space_unmap(struct space *s, vaddr_t start, vaddr_t end);

/* Change protection; 0, -ENOMEM (a hole, or no memory), -EACCES, -EINVAL: from
 * there on nothing has changed. */
int space_protect(struct space *s, vaddr_t start, vaddr_t end, int prot);

/* Move the end of the heap; returns the new end, or the old one when that
 * can't be done, as Linux's brk does. */
vaddr_t space_brk(struct space *s, vaddr_t end);

/* What mremap() asks for; all is of whole pages. */
struct remapping {
    vaddr_t old;
    uint64_t old_size, new_size;
    vaddr_t new;                /* for `fixed`, else 0 */
    vaddr_t bottom;             /* nothing goes or grows below this (-EPERM) */
    bool may_move, fixed;
    bool keep_old;              /* the old mapping stays, without its pages if
                                   they are private */
};

/* Resize or move; the address, or -EFAULT (not mapped), -EINVAL, -ENOMEM, or
 * -EPERM, when what was too long is gone already. */
int64_t space_remap(struct space *s, struct remapping *w);

/*
 * The calls below are for all of [start, end), pages. Where nothing is mapped
 * they answer -ENOMEM, but do what they can, unless something else fails.
 */

/* Set and clear marks; those that have other marks then become regions of
 * their own. */
int space_mark(struct space *s, vaddr_t start, vaddr_t end, uint8_t set,
               uint8_t clear, bool past_holes);

/* Drop private pages: they read as at first. -EINVAL: something is locked, or
 * isn't made of zeros at first (`only_zeros`). */
int space_forget(struct space *s, vaddr_t start, vaddr_t end, bool only_zeros);

/* Fill shared objects with zeros. Simplified: the pages stay in memory. Also
 * -EINVAL: locked, or no object; -EACCES. */
int space_zero(struct space *s, vaddr_t start, vaddr_t end);

/* Bring all pages in. Also space_fault()'s errors. */
int space_populate(struct space *s, vaddr_t start, vaddr_t end);

/* Is all mapped, and, if that is asked, nothing of it locked (-EBUSY)? */
int space_check(struct space *s, vaddr_t start, vaddr_t end, bool unlocked);

/* How many bytes are locked there; holes don't matter. */
uint64_t space_locked(struct space *s, vaddr_t start, vaddr_t end);

/* Which pages are in memory: 1 or 0 for each. */
int space_presence(struct space *s, vaddr_t start, vaddr_t end, uint8_t *in);

/* How a page is wanted. */
enum access { ACCESS_READ, ACCESS_WRITE, ACCESS_EXECUTE };

/* Make the page of `va` usable; 0, -EFAULT (no region), -EACCES (the region
 * forbids it), -EIO (beyond the end of its object), -ENOMEM. */
int space_fault(struct space *s, vaddr_t va, enum access access);

/* Copy into a space that need not be the current one, as if it wrote itself:
 * pages come or are copied first. 0, or as space_fault for a write. */
int space_poke(struct space *s, vaddr_t to, const void *from, size_t n);

/* Copy what is in memory already, for those who look on: no page comes, and
 * nothing that the process can see changes. How much of `n` there is. Takes
 * the space's lock, and the object's. */
size_t space_peek(struct space *s, vaddr_t from, void *to, size_t n);

/* For /proc: what is mapped, and how much of it is in memory: the pages
 * entered, and those that shared objects have, whoever touched them. */
struct space_usage {
    uint64_t bytes, resident_pages;
};
struct space_usage space_usage(struct space *s);    /* of NULL: none */

/* The region of `va`, or the first above it, or NULL; mostly that which was
 * found last. Lock held. */
struct region *region_look_up(struct space *s, vaddr_t va);
static inline struct region *region_at_or_above(struct space *s, vaddr_t va)
{
    struct region *r = s->found;
    bool again = r && va < r->end && (!r->prev || va >= r->prev->end);

    return again ? r : region_look_up(s, va);
}

/* Unmap `first` and all regions above it that begin below `end`, each as a
 * whole; none if it is NULL or begins there. Lock held. */
void regions_unmap(struct space *s, struct region *first, vaddr_t end);

/* --- between the files of this layer; lock held --------------------------- */

/* Split regions so that [start, end) begins and ends between regions; 0,
 * -ENOMEM, or -EINVAL: in the midst of a huge page. */
int regions_split_at(struct space *s, vaddr_t start, vaddr_t end);

/* For a change of [start, end), a part of `r`: make it a region, or a part of
 * its neighbour that has the protection and the marks already; 0, -ENOMEM,
 * -EINVAL as above. */
int region_carve(struct space *s, struct region *r, vaddr_t start, vaddr_t end,
                 int prot, uint8_t marks, struct region **part);

/* Memory for one more region, for kfree() or region_fill(), which makes it a
 * region of the space; NULL: no memory, or there are too many. */
struct region *region_alloc(const struct space *s);
void region_fill(struct space *s, struct region *r, const struct mapping *m);

/* How it would be mapped. */
struct mapping region_mapping(const struct region *r);

/* space_map() and space_unmap(). */
int region_map(struct space *s, struct mapping *m);
int range_unmap(struct space *s, vaddr_t start, vaddr_t end);

/* May so much more be mapped, in place of what lies there? */
bool within_limit(struct space *s, vaddr_t start, uint64_t size);

/* Free a region that is in no tree any more. */
void region_close(struct region *r);

/* For those who watch (cpu/trace.h): so the region is from now on, or it isn't
 * `there`. */
void region_note(const struct space *s, const struct region *r, bool there);

/* A child's copy, above all that it has; NULL: no memory. */
struct region *region_copy(struct space *to, const struct region *from);
bool range_is_free(struct space *s, vaddr_t start, vaddr_t end);

/* --- region_tree.c --- */

/* Enter a region, or take it out without freeing it. */
void region_insert(struct space *s, struct region *r);
void region_take_out(struct space *s, struct region *r);

/* The same with copies of all regions of a space, in order; then the tree is
 * made like that of the original. Until then nothing can be found in it. */
void region_append(struct space *s, struct region *r);
void regions_copy_tree(struct space *s, const struct space *from);

/* Its end moves up, over free addresses. */
void region_grow(struct space *s, struct region *r, vaddr_t end);

/* The highest free range of `size` bytes below MAP_TOP and outside of slots
 * that other regions may link; 0: none. */
vaddr_t gap_find(struct space *s, uint64_t size, uint64_t align);

/* --- fault.c --- */

/* There may be entries and tables for [start, end) of `r` from now on. */
static inline void region_touch(struct region *r, vaddr_t start, vaddr_t end)
{
    bool first = r->touched == r->touched_end;

    r->touched = first ? start : MIN(r->touched, start);
    r->touched_end = first ? end : MAX(r->touched_end, end);
}

static inline bool region_is_touched(const struct region *r)
{
    return r->touched < r->touched_end;
}

/* The bits of a leaf entry of this region, without W for a page that must be
 * copied first. */
pte_t region_entry_bits(const struct region *r, bool copy_first);

/* The page of the object behind `va`. */
static inline uint64_t region_page(const struct region *r, vaddr_t va)
{
    return r->first_page + ((va - r->start) >> PAGE_SHIFT);
}

/* --- link.c --- */

/* The level of its pages' entries. */
static inline int region_page_level(const struct region *r)
{
    return r->object ? r->object->page_level : 1;
}

/* The highest level of entries by which the region may ever link its object's
 * tables, as far as its place and its rights allow; its pages' level: none. */
static inline int region_link_level(const struct region *r)
{
    return r->shared && r->object ? r->object->link_level : 1;
}

/* The highest level at which the entry for `va`, in the region, may become a
 * link; its pages' level: none. */
int link_level(struct space *s, const struct region *r, vaddr_t va);

/* Make it one, if the object has a table for it; 0 or -ENOMEM. */
int link_enter(struct space *s, struct region *r, vaddr_t va, int level);

/* The same for all of a new region. */
void links_make(struct space *s, struct region *r);

/* May it link at all, by its rights and its alignment? And what a link then
 * says, but for the table's address. */
bool region_may_link(const struct region *r);
pte_t link_entry_bits(const struct region *r);

/* --- unmap.c --- */

/* Clear what page tables have of `first` and all regions above it that begin
 * below `end`. */
void regions_clear(struct space *s, const struct region *first, vaddr_t end);

/* The entries of [start, end), where no links are. */
void pages_drop(struct space *s, vaddr_t start, vaddr_t end);

/* Take away the links whose slots reach into [start, end), which is about to
 * change. */
void links_drop(struct space *s, vaddr_t start, vaddr_t end);

/* --- translations that processors hold (tlb.c) ---------------------------- */

void tlb_flush_page(struct space *s, vaddr_t va);
void tlb_flush_space(struct space *s);
