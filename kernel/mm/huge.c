/* huge.c - see huge.h. Free pages are chained through their first word. */
#include "mm/huge.h"
#include "cpu/spinlock.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/frames.h"
#include "mm/layout.h"

#define LEFT_TO_OTHERS (8 * MIB)    /* the machine must still come up */

/* Nothing else is locked under it. */
static struct spinlock lock = SPINLOCK(RANK_HUGE);
static struct huge_counts counts;       /* [lock] */
static paddr_t first_free;              /* [lock] */

static void push(paddr_t page)
{
    *(paddr_t *)phys_to_virt(page) = first_free;
    first_free = page;
    counts.free++;
}

static paddr_t pop(void)
{
    paddr_t page = first_free;

    first_free = *(paddr_t *)phys_to_virt(page);
    counts.free--;
    return page;
}

static bool room_for_one(void)
{
    return frames_count(FRAME_FREE) * PAGE_SIZE >=
           LEFT_TO_OTHERS + HUGE_PAGE_SIZE;
}

void huge_init(uint64_t wanted)
{
    while (counts.total < wanted && room_for_one()) {
        paddr_t page = frames_alloc(HUGE_PAGE_SHIFT - PAGE_SHIFT,
                                    FRAME_SEGMENT);
        if (!page)
            break;
        push(page);
        counts.total++;
    }
    if (counts.total < wanted)
        kprintf("hugepages=%lu is too much: %lu set aside\n", wanted,
                counts.total);
}

void huge_shutdown(void)
{
    while (counts.free > 0)
        frame_put(pop());
}

int huge_promise(uint64_t n)
{
    spin_lock(&lock);
    bool enough = n <= counts.free - counts.promised;
    if (enough)
        counts.promised += n;
    spin_unlock(&lock);
    return enough ? 0 : -ENOMEM;
}

void huge_unpromise(uint64_t n)
{
    spin_lock(&lock);
    counts.promised -= n;
    spin_unlock(&lock);
}

paddr_t huge_alloc(uint64_t *promised)
{
    paddr_t page = 0;

    spin_lock(&lock);
    if (*promised > 0) {
        --*promised;
        counts.promised--;
        page = pop();
    } else if (counts.free > counts.promised) {
        page = pop();
    }
    spin_unlock(&lock);
    if (page)
        memset(phys_to_virt(page), 0, HUGE_PAGE_SIZE);
    return page;
}

void huge_free(paddr_t page)
{
    assert(frame_refs(page) == 1);
    spin_lock(&lock);
    push(page);
    spin_unlock(&lock);
}

struct huge_counts huge_counts(void)
{
    spin_lock(&lock);
    struct huge_counts now = counts;
    spin_unlock(&lock);
    return now;
}
