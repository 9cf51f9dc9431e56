/*
 * kmalloc.c - one list of partly filled frames for each size. A frame begins
 * with a struct slab; its free objects are chained through themselves.
 *
 *   +------+----------------+----------------+----------------+---
 *   | slab | object         | free: -> next  | object         | ...
 *   +------+----------------+----------------+----------------+---
 *
 * So no object stands at the start of a frame, and an address that does is
 * one of the big allocations.
 */
#include "mm/kmalloc.h"
#include "cpu/spinlock.h"
#include "lib/list.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/frames.h"
#include "mm/layout.h"

#define SMALLEST_SHIFT 4
#define LARGEST_SHIFT 11
#define CLASSES (LARGEST_SHIFT - SMALLEST_SHIFT + 1)

struct slab {
    struct list link;       /* in the list of its class while not full */
    void *free;             /* first free object */
    uint16_t used;
    uint16_t class;
};

static struct spinlock lock = SPINLOCK("kmalloc");
static struct list partial[CLASSES];    /* [lock] */
static uint64_t objects;                /* [lock] */

static size_t class_size(int class)
{
    return 1ul << (class + SMALLEST_SHIFT);
}

static int class_of(size_t size)
{
    int class = 0;

    while (class_size(class) < size)
        class++;
    return class;
}

static struct slab *slab_of(void *p)
{
    return (struct slab *)ROUND_DOWN((vaddr_t)p, PAGE_SIZE);
}

/* lock held */
static struct slab *slab_create(int class)
{
    size_t size = class_size(class);
    paddr_t frame = frames_alloc(0, FRAME_HEAP);

    if (!frame)
        return NULL;
    struct slab *s = phys_to_virt(frame);
    *s = (struct slab){ .class = class };
    for (size_t at = PAGE_SIZE - size; at >= sizeof(*s); at -= size) {
        void **object = (void **)((char *)s + at);
        *object = s->free;
        s->free = object;
    }
    list_push_front(&partial[class], &s->link);
    return s;
}

/* lock held */
static struct slab *slab_with_room(int class)
{
    if (!partial[class].next)           /* first use: all lists are zero */
        list_init(&partial[class]);
    if (list_empty(&partial[class]))
        return slab_create(class);
    return list_item(partial[class].next, struct slab, link);
}

static void *small_alloc(int class)
{
    spin_lock(&lock);
    struct slab *s = slab_with_room(class);
    void **object = s ? s->free : NULL;
    if (object) {
        s->free = *object;
        s->used++;
        objects++;
        if (!s->free)
            list_remove(&s->link);
    }
    spin_unlock(&lock);
    return object;
}

static void small_free(void *p)
{
    struct slab *s = slab_of(p);

    spin_lock(&lock);
    assert(s->class < CLASSES && s->used > 0);
    if (!s->free)
        list_push_front(&partial[s->class], &s->link);
    *(void **)p = s->free;
    s->free = p;
    objects--;
    bool empty = --s->used == 0;
    if (empty)
        list_remove(&s->link);
    spin_unlock(&lock);
    if (empty)
        frame_put(virt_to_phys(s));
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
    __atomic_fetch_add(&objects, 1, __ATOMIC_RELAXED);
    return phys_to_virt(block);
}

void *kzalloc(size_t size)
{
    bool small = size <= class_size(CLASSES - 1);
    void *p = small ? small_alloc(class_of(size)) : big_alloc(size);

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
        __atomic_fetch_sub(&objects, 1, __ATOMIC_RELAXED);
        frame_put(virt_to_phys(p));
    }
}

uint64_t kmalloc_objects(void)
{
    return __atomic_load_n(&objects, __ATOMIC_RELAXED);
}
