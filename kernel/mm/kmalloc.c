/*
 * kmalloc.c - each processor has a list of partly filled frames for each
 * size. A frame begins with a struct slab; objects that were freed are chained
 * through themselves, those that were never used lie behind `fresh`.
 *
 *   +------+----------------+----------------+----------------+---
 *   | slab | object         | freed: -> next | object         | fresh ...
 *   +------+----------------+----------------+----------------+---
 *
 * So no object stands at the start of a frame, and an address that does is
 * one of the big allocations.
 */
#include "mm/kmalloc.h"
#include "cpu/cpu.h"
#include "cpu/spinlock.h"
#include "lib/list.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/frames.h"
#include "mm/layout.h"

#define SMALLEST_SHIFT 4
#define LARGEST_SHIFT 11
#define CLASSES (LARGEST_SHIFT - SMALLEST_SHIFT + 1)

/* What one processor allocates from; others may free into it. */
struct heap {
    struct spinlock lock;
    struct list partial[CLASSES];   /* [lock] slabs that are not full */
    uint64_t objects;               /* [lock] */
} __attribute__((aligned(64)));

struct slab {
    struct heap *heap;              /* its lock guards the rest */
    struct list link;               /* in `partial`, while not full */
    void *freed;                    /* first freed object */
    uint16_t fresh;                 /* offset of the first never used */
    uint16_t used;                  /* how many objects are in use */
    uint16_t class;
};

static struct heap heaps[CPUS_MAX];
static size_t small_sizes = 1ul << LARGEST_SHIFT;   /* 1 to this; 0: none */
static bool (*fails)(void);         /* asked for the others, or NULL */

static size_t class_size(int class)
{
    return 1ul << (class + SMALLEST_SHIFT);
}

static int class_of(size_t size)
{
    return 64 - __builtin_clzl((size - 1) | 15) - SMALLEST_SHIFT;
}
static_assert(1 << SMALLEST_SHIFT == 15 + 1, "none is smaller");

static struct slab *slab_of(void *p)
{
    return (struct slab *)ROUND_DOWN((vaddr_t)p, PAGE_SIZE);
}

/* Objects lie at the end of the frame, so that each is aligned to its size. */
static uint16_t first_object(size_t size)
{
    return PAGE_SIZE - (PAGE_SIZE - sizeof(struct slab)) / size * size;
}

static bool is_full(const struct slab *s)
{
    return !s->freed && s->fresh == PAGE_SIZE;
}

/* Heap locked. */
static NOINLINE struct slab *slab_create(struct heap *h, int class)
{
    paddr_t frame = frames_alloc(0, FRAME_HEAP);

    if (!frame)
        return NULL;
    struct slab *s = phys_to_virt(frame);
    *s = (struct slab){ .heap = h, .class = class,
                        .fresh = first_object(class_size(class)) };
    list_push_front(&h->partial[class], &s->link);
    return s;
}

/* Heap locked. */
static struct slab *slab_with_room(struct heap *h, int class)
{
    struct list *partial = &h->partial[class];

    return list_empty(partial) ? slab_create(h, class)
                               : list_item(partial->next, struct slab, link);
}

/* Heap locked. */
static void *object_take(struct slab *s)
{
    void *object = s->freed;

    if (object) {
        s->freed = *(void **)object;
    } else {
        object = (char *)s + s->fresh;
        s->fresh += class_size(s->class);
    }
    s->used++;
    s->heap->objects++;
    if (is_full(s))
        list_remove(&s->link);
    return object;
}

/* This processor's heap, locked. */
static struct heap *heap_lock(void)
{
    struct heap *h = &heaps[this_cpu()->id];

    spin_lock(&h->lock);
    return h;
}

static void *small_alloc(size_t size)
{
    struct heap *h = heap_lock();
    struct slab *s = slab_with_room(h, class_of(size));
    void *object = s ? object_take(s) : NULL;

    spin_unlock(&h->lock);
    return object;
}

static void small_free(void *p)
{
    struct slab *s = slab_of(p);
    struct heap *h = s->heap;

    spin_lock(&h->lock);
    assert(s->class < CLASSES && s->used > 0);
    if (is_full(s))
        list_push_front(&h->partial[s->class], &s->link);
    *(void **)p = s->freed;
    s->freed = p;
    h->objects--;
    bool empty = --s->used == 0;
    if (empty)
        list_remove(&s->link);
    spin_unlock(&h->lock);
    if (empty)
        frame_put(virt_to_phys(s));
}

static void big_count(int change)
{
    struct heap *h = heap_lock();

    h->objects += change;
    spin_unlock(&h->lock);
}

static void *big_alloc(size_t size)
{
    int order = 0;

    while (PAGE_SIZE << order < size)
        order++;
    paddr_t block = order <= FRAME_MAX_ORDER ? frames_alloc(order, FRAME_HEAP)
                                             : 0;
    if (!block)
        return NULL;
    big_count(1);
    return phys_to_virt(block);
}

static NOINLINE void *unusual_alloc(size_t size)
{
    if (fails && fails())
        return NULL;
    return size - 1 < 1ul << LARGEST_SHIFT ? small_alloc(size)
                                           : big_alloc(size);
}

void kmalloc_init(void)
{
    for (int i = 0; i < CPUS_MAX; i++) {
        spin_init(&heaps[i].lock, RANK_KMALLOC);
        for (int class = 0; class < CLASSES; class++)
            list_init(&heaps[i].partial[class]);
    }
}

void *kmalloc(size_t size)
{
    return size - 1 < small_sizes ? small_alloc(size) : unusual_alloc(size);
}

void kmalloc_fail_when(bool (*when)(void))
{
    fails = when;
    small_sizes = 0;
}

void *kzalloc(size_t size)
{
    void *p = kmalloc(size);

    if (p)
        memset(p, 0, size);
    return p;
}

void kfree(void *p)
{
    if (!p)
        return;
    if ((vaddr_t)p & PAGE_MASK) {
        small_free(p);
    } else {
        big_count(-1);
        frame_put(virt_to_phys(p));
    }
}

uint64_t kmalloc_objects(void)
{
    uint64_t n = 0;

    for (int i = 0; i < CPUS_MAX; i++)
        n += __atomic_load_n(&heaps[i].objects, __ATOMIC_RELAXED);
    return n;
}
