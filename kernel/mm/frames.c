/*
 * frames.c - a buddy allocator: free memory is kept in blocks of 2^order
 * frames, aligned to their size. A block that is too big is split in two
 * buddies; a freed block whose buddy is free too merges with it. Before it
 * stands a small cache of single frames for each processor, so that they
 * seldom meet at one lock.
 *
 * The records stand in one array, indexed by frame number. Simplified: the
 * array spans holes of the address space too; a kernel for machines with big
 * holes would keep one array for each range.
 */
#include "mm/frames.h"
#include "cpu/cpu.h"
#include "cpu/spinlock.h"
#include "cpu/trace.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/boot_info.h"

#define LOW_END (4 * GIB)       /* what the boot tables map */
#define FIRST_FRAME MIB         /* below: firmware's data, real-mode code */
#define POISON 0xa5
#ifdef DEBUG
#define POISON_SIZE(order) (PAGE_SIZE << (order))
#else
#define POISON_SIZE(order) MIN(64ul, PAGE_SIZE << (order)) /* the links */
#endif
#define NO_FRAME 0u
#define NO_BLOCK 0

struct frame {
    uint32_t refs;              /* atomic */
    uint8_t owner;              /* its owner's: enum frame_owner */
    uint8_t order;              /* its owner's: size of the block it heads */
    uint8_t free_block;         /* [lock] 1 + the order of the free block that
                                   it heads, or NO_BLOCK */
    uint8_t unused;
    uint32_t next, prev;        /* [lock] neighbours in the list of those */
};
static_assert(sizeof(struct frame) == 16, "4 records fit a cache line");

const char *const frame_owner_names[FRAME_OWNERS] = {
    "reserved", "free", "kernel", "ramdisk", "table", "stack", "heap", "user",
    "segment", "file",
};

extern char kernel_end[];

#define CACHE_SIZE 32           /* frames a processor keeps at most */
#define CACHE_ORDER 4
#define CACHE_BATCH (1 << CACHE_ORDER)  /* taken or given back at once */

#define CLEAN_SIZE 16           /* page tables, which are empty when they go */

struct cache {
    struct spinlock lock;
    int count;                          /* [lock] */
    uint32_t frames[CACHE_SIZE];        /* [lock] free, and in no block */
    int clean_count;                    /* [lock] */
    uint32_t clean[CLEAN_SIZE];         /* [lock] the same, filled with zeros */
    uint64_t counts[FRAME_OWNERS];      /* [lock] this processor's share */
} __attribute__((aligned(64)));

static struct frame *frames;
static uint64_t frame_limit;                    /* number of records */
static uint64_t total;                          /* frames of RAM */
static struct spinlock lock = SPINLOCK(RANK_FRAME_BLOCKS);
static uint32_t free_lists[FRAME_MAX_ORDER + 1];    /* [lock] first block */
static struct cache caches[CPUS_MAX];
static struct boot_range set_aside[4];          /* memory in use at boot */
static int set_aside_count;
static int cached_orders = 1;   /* those below come from the caches; 0: none */
static bool (*fails)(void);     /* asked by what doesn't, or NULL */

static uint32_t number_of(paddr_t frame)
{
    assert((frame & PAGE_MASK) == 0 && frame >> PAGE_SHIFT < frame_limit);
    return frame >> PAGE_SHIFT;
}

/* --- the lists of free blocks; lock held ---------------------------------- */

static void block_push(uint32_t n, int order)
{
    struct frame *f = &frames[n];

    f->owner = FRAME_FREE;
    f->free_block = order + 1;
    f->prev = NO_FRAME;
    f->next = free_lists[order];
    if (f->next)
        frames[f->next].prev = n;
    free_lists[order] = n;
}

static void block_remove(uint32_t n)
{
    struct frame *f = &frames[n];

    if (f->prev)
        frames[f->prev].next = f->next;
    else
        free_lists[f->free_block - 1] = f->next;
    if (f->next)
        frames[f->next].prev = f->prev;
    f->free_block = NO_BLOCK;
}

/* Owner and order won't do: they change without the lock. */
static bool block_is_free(uint32_t n, int order)
{
    return n < frame_limit && frames[n].free_block == order + 1;
}

static void block_free(uint32_t n, int order)
{
    for (; order < FRAME_MAX_ORDER; order++) {
        uint32_t buddy = n ^ (1u << order);
        if (!block_is_free(buddy, order))
            break;
        block_remove(buddy);
        n &= ~(1u << order);
    }
    block_push(n, order);
}

/* Take a block of `order`, splitting a bigger one if need be. */
static uint32_t block_take(int order)
{
    int from = order;

    while (from <= FRAME_MAX_ORDER && !free_lists[from])
        from++;
    if (from > FRAME_MAX_ORDER)
        return NO_FRAME;
    uint32_t n = free_lists[from];
    block_remove(n);
    while (from > order) {
        from--;
        block_push(n + (1u << from), from);
    }
    return n;
}

/* --- the caches ----------------------------------------------------------- */

/* This processor's, locked. */
static struct cache *cache_lock(void)
{
    struct cache *c = &caches[this_cpu()->id];

    spin_lock(&c->lock);
    return c;
}

/* From one block, while memory has such. */
static NOINLINE void cache_fill(struct cache *c)
{
    spin_lock(&lock);
    uint32_t n = block_take(CACHE_ORDER);
    for (int i = 0; n != NO_FRAME && i < CACHE_BATCH; i++)
        c->frames[c->count++] = n + i;
    while (c->count < CACHE_BATCH && (n = block_take(0)) != NO_FRAME)
        c->frames[c->count++] = n;
    spin_unlock(&lock);
}

static NOINLINE void cache_shrink(struct cache *c, int to)
{
    spin_lock(&lock);
    while (c->count > to)
        block_free(c->frames[--c->count], 0);
    spin_unlock(&lock);
}

static void cache_empty(struct cache *c)
{
    cache_shrink(c, 0);
    spin_lock(&lock);
    while (c->clean_count > 0)
        block_free(c->clean[--c->clean_count], 0);
    spin_unlock(&lock);
}

/* What the processors keep must not make a big block, or the last frame,
 * unavailable. */
static void caches_empty(void)
{
    for (int i = 0; i < CPUS_MAX; i++) {
        spin_lock(&caches[i].lock);
        cache_empty(&caches[i]);
        spin_unlock(&caches[i].lock);
    }
}

/* Lock held. */
static void count_taken(struct cache *c, int order, enum frame_owner owner)
{
    c->counts[FRAME_FREE] -= 1ul << order;
    c->counts[owner] += 1ul << order;
}

/* A frame of zeros, if the cache has one. */
static uint32_t clean_take(enum frame_owner owner)
{
    struct cache *c = cache_lock();
    uint32_t n = NO_FRAME;

    if (c->clean_count > 0) {
        n = c->clean[--c->clean_count];
        count_taken(c, 0, owner);
    }
    spin_unlock(&c->lock);
    return n;
}

static uint32_t single_take(enum frame_owner owner)
{
    struct cache *c = cache_lock();
    uint32_t n = NO_FRAME;

    if (c->count == 0)
        cache_fill(c);
    if (c->count > 0) {
        n = c->frames[--c->count];
        count_taken(c, 0, owner);
    }
    spin_unlock(&c->lock);
    return n;
}

static uint32_t block_take_counted(int order, enum frame_owner owner)
{
    struct cache *c = cache_lock();

    spin_lock(&lock);
    uint32_t n = block_take(order);
    spin_unlock(&lock);
    if (n != NO_FRAME)
        count_taken(c, order, owner);
    spin_unlock(&c->lock);
    return n;
}

/* What this processor's cache can't give. */
static NOINLINE uint32_t take_elsewhere(int order, enum frame_owner owner)
{
    if (fails && fails())
        return NO_FRAME;
    uint32_t n = block_take_counted(order, owner);
    if (n == NO_FRAME) {
        caches_empty();
        n = block_take_counted(order, owner);
    }
    return n;
}

/* --- the interface -------------------------------------------------------- */

TRACE_NOTE note_frame(uint32_t n, int order, enum frame_owner owner, bool taken)
{
    trace_note(TRACE_FRAME, owner, (paddr_t)n << PAGE_SHIFT, order, taken, 0);
}

/* The block belongs to `owner` from here on. */
static paddr_t hand_out(uint32_t n, int order, enum frame_owner owner)
{
    struct frame *f = &frames[n];

    if (n == NO_FRAME)
        return 0;
    f->refs = 1;
    f->order = order;
    f->owner = owner;
    for (uint32_t i = 1; i < 1u << order; i++)
        f[i].owner = owner;
    TRACE(TRACE_FRAME, note_frame(n, order, owner, true));
    return (paddr_t)n << PAGE_SHIFT;
}

paddr_t frames_alloc(int order, enum frame_owner owner)
{
    uint32_t n = order < cached_orders ? single_take(owner) : NO_FRAME;

    assert(order >= 0 && order <= FRAME_MAX_ORDER);
    if (n == NO_FRAME)
        n = take_elsewhere(order, owner);
    return hand_out(n, order, owner);
}

paddr_t frame_alloc_zeroed(enum frame_owner owner)
{
    uint32_t n = cached_orders > 0 ? clean_take(owner) : NO_FRAME;

    if (n != NO_FRAME)
        return hand_out(n, 0, owner);
    paddr_t frame = frames_alloc(0, owner);
    if (frame)
        memset(phys_to_virt(frame), 0, PAGE_SIZE);
    return frame;
}

void frames_fail_when(bool (*when)(void))
{
    fails = when;
    cached_orders = 0;
}

void frame_get(paddr_t frame)
{
    struct frame *f = &frames[number_of(frame)];

    assert(f->owner > FRAME_FREE && f->refs > 0);
    __atomic_fetch_add(&f->refs, 1, __ATOMIC_RELAXED);
}

/* Where a free frame goes: lock held. */
static void keep(struct cache *c, uint32_t n, bool clean)
{
    if (clean && c->clean_count < CLEAN_SIZE) {
        c->clean[c->clean_count++] = n;
        return;
    }
    if (c->count == CACHE_SIZE)
        cache_shrink(c, CACHE_SIZE - CACHE_BATCH);
    c->frames[c->count++] = n;
}

/* Into the cache, or straight to the blocks if it is big. */
static void release(uint32_t n, int order, enum frame_owner was)
{
    struct cache *c = cache_lock();

    c->counts[was] -= 1ul << order;
    c->counts[FRAME_FREE] += 1ul << order;
    if (order == 0) {
        keep(c, n, was == FRAME_TABLE);
    } else {
        spin_lock(&lock);
        block_free(n, order);
        spin_unlock(&lock);
    }
    spin_unlock(&c->lock);
}

/* Stale pointers are to die loudly; a table, whose entries are all clear, is
 * worth more as it is. */
static void spoil(paddr_t frame, int order, enum frame_owner was)
{
#ifdef DEBUG
    const uint64_t *entries = phys_to_virt(frame);
    for (unsigned i = 0; was == FRAME_TABLE && i < PAGE_SIZE / 8; i++)
        assert(entries[i] == 0);
#endif
    if (was != FRAME_TABLE)
        memset(phys_to_virt(frame), POISON, POISON_SIZE(order));
}

void frame_put(paddr_t frame)
{
    uint32_t n = number_of(frame);
    struct frame *f = &frames[n];
    enum frame_owner was = f->owner;
    int order = f->order;

    assert(was > FRAME_FREE && f->refs > 0);
    if (__atomic_sub_fetch(&f->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    spoil(frame, order, was);
    TRACE(TRACE_FRAME, note_frame(n, order, was, false));
    for (uint32_t i = 0; i < 1u << order; i++)
        f[i].owner = FRAME_FREE;
    release(n, order, was);
}

uint32_t frame_refs(paddr_t frame)
{
    return __atomic_load_n(&frames[number_of(frame)].refs, __ATOMIC_RELAXED);
}

enum frame_owner frame_owner(paddr_t frame)
{
    return frames[number_of(frame)].owner;
}

uint64_t frames_count(enum frame_owner owner)
{
    uint64_t n = 0;

    for (int i = 0; i < CPUS_MAX; i++)
        n += __atomic_load_n(&caches[i].counts[owner], __ATOMIC_RELAXED);
    return n;
}

uint64_t frames_total(void)
{
    return total;
}

uint64_t frames_used(void)
{
    return frames_total() - frames_count(FRAME_FREE);
}

bool frame_is_ram(paddr_t frame)
{
    for (int i = 0; i < boot_info.ram_ranges; i++)
        if (frame >= MAX(boot_info.ram[i].start, FIRST_FRAME) &&
            frame < boot_info.ram[i].end)
            return true;
    return false;
}

/* --- at boot -------------------------------------------------------------- */

/* Frames that were nobody's are `owner`'s now. */
static void count_new(enum frame_owner owner, paddr_t start, paddr_t end)
{
    caches[0].counts[owner] += (end - start) >> PAGE_SHIFT;
    total += (end - start) >> PAGE_SHIFT;
}

static void range_free(paddr_t start, paddr_t end)
{
    uint32_t n = start >> PAGE_SHIFT, limit = end >> PAGE_SHIFT;

    while (n < limit) {
        int order = MIN(__builtin_ctz(n), FRAME_MAX_ORDER);
        while (n + (1u << order) > limit)
            order--;
        block_free(n, order);
        n += 1u << order;
    }
    count_new(FRAME_FREE, start, end);
}

/* Free [start, end) but for what is set aside from index `i` on. */
static void range_free_rest(paddr_t start, paddr_t end, int i)
{
    for (; i < set_aside_count; i++) {
        const struct boot_range *r = &set_aside[i];
        if (r->start >= end || r->end <= start)
            continue;
        if (start < r->start)
            range_free_rest(start, r->start, i + 1);
        start = MAX(start, r->end);
    }
    if (start < end)
        range_free(start, end);
}

static void ram_free_between(paddr_t from, paddr_t to)
{
    for (int i = 0; i < boot_info.ram_ranges; i++) {
        paddr_t start = MAX(boot_info.ram[i].start, from);
        paddr_t end = MIN(boot_info.ram[i].end, to);
        if (start < end)
            range_free_rest(start, end, 0);
    }
}

static void range_set_aside(paddr_t start, paddr_t end, enum frame_owner owner)
{
    if (start >= end)
        return;
    set_aside[set_aside_count++] = (struct boot_range){ start, end };
    if (frames)
        for (paddr_t p = start; p < end; p += PAGE_SIZE)
            frames[p >> PAGE_SHIFT].owner = owner;
    count_new(owner, start, end);
}

/* A gap of `size` bytes in low memory that nothing set aside touches. */
static paddr_t records_place(uint64_t size)
{
    for (int i = 0; i < boot_info.ram_ranges; i++) {
        paddr_t at = MAX(boot_info.ram[i].start, FIRST_FRAME);
        paddr_t end = MIN(boot_info.ram[i].end, LOW_END);
        for (int j = 0; j < set_aside_count; j++)       /* few: try again */
            if (at < set_aside[j].end && at + size > set_aside[j].start) {
                at = set_aside[j].end;
                j = -1;
            }
        if (at + size <= end)
            return at;
    }
    panic("No room for the frame records: this machine has too little memory, "
          "give it 16 MiB or more.");
}

void frames_init(void)
{
    paddr_t top = boot_info.ram[boot_info.ram_ranges - 1].end;
    uint64_t size = ROUND_UP((top >> PAGE_SHIFT) * sizeof(struct frame),
                             PAGE_SIZE);
    paddr_t image_end = (vaddr_t)kernel_end - KERNEL_BASE;

    for (int i = 0; i < CPUS_MAX; i++)
        spin_init(&caches[i].lock, RANK_FRAMES);
    set_aside[0] = (struct boot_range){ FIRST_FRAME, image_end };
    set_aside[1] = (struct boot_range){ boot_info.initrd_start,
                                        ROUND_UP(boot_info.initrd_end,
                                                 PAGE_SIZE) };
    set_aside_count = 2;
    paddr_t records = records_place(size);
    frames = phys_to_virt(records);
    frame_limit = top >> PAGE_SHIFT;
    memset(frames, 0, size);

    paddr_t initrd_start = set_aside[1].start, initrd_end = set_aside[1].end;
    set_aside_count = 0;
    range_set_aside(FIRST_FRAME, image_end, FRAME_KERNEL);
    range_set_aside(ROUND_DOWN(initrd_start, PAGE_SIZE), initrd_end,
                    FRAME_RAMDISK);
    range_set_aside(records, records + size, FRAME_KERNEL);
    ram_free_between(FIRST_FRAME, LOW_END);
}

void frames_init_high(void)
{
    ram_free_between(LOW_END, PHYSMAP_MAX);
}

void frames_release_range(paddr_t start, paddr_t end, enum frame_owner was)
{
    uint64_t n;

    start = ROUND_DOWN(start, PAGE_SIZE);
    end = ROUND_UP(end, PAGE_SIZE);
    n = (end - start) >> PAGE_SHIFT;
    spin_lock(&lock);
    caches[0].counts[was] -= n;
    total -= n;
    range_free(start, end);
    spin_unlock(&lock);
}
