/* futex.c - see futex.h. */
#include "ipc/futex.h"
#include "lib/errno.h"
#include "mm/usercopy.h"
#include "sched/wait.h"
#include "task/process.h"
#include "vm/place.h"

#define BUCKETS 256

/* On the stack of the thread that waits. */
struct waiter {
    struct list link;           /* in its bucket, until woken */
    struct place place;
    uint32_t bitset;
    bool woken;
    struct waitq queue;         /* of this one thread */
};

static struct bucket {
    struct spinlock lock;
    struct list waiters;        /* [lock] first come first woken */
} buckets[BUCKETS];

static struct bucket *bucket_lock(struct place p)
{
    uint64_t mixed = (p.owner << 32) + (p.offset >> 2);
    struct bucket *b = &buckets[mixed * 0x9e3779b97f4a7c15ul >> 56];

    spin_lock(&b->lock);
    return b;
}
static_assert(BUCKETS == 1 << (64 - 56), "the top bits are an index");

/* With the bucket locked nobody who changes the word and then wakes can slip
 * in between the look and the sleep. */
static int check_word(vaddr_t at, uint32_t expected)
{
    uint32_t word;

    if (copy_from_user(&word, at, sizeof(word)) < 0)
        return -EFAULT;
    return word == expected ? 0 : -EAGAIN;
}

/* Woken and timed out at once counts as woken. */
static int sleep(struct bucket *b, struct waiter *w, uint64_t deadline)
{
    int err = 0;

    list_push_back(&b->waiters, &w->link);
    while (!w->woken && !err)
        err = wait_on(&w->queue, &b->lock, deadline);
    if (w->woken)
        return 0;
    list_remove(&w->link);
    return err;
}

int futex_wait(vaddr_t at, bool private, uint32_t expected, uint32_t bitset,
               uint64_t deadline)
{
    struct waiter w = { .bitset = bitset };
    int err = place_of(current()->space, at, private, &w.place);

    if (err)
        return err;
    waitq_init(&w.queue);
    struct bucket *b = bucket_lock(w.place);
    err = check_word(at, expected);
    if (!err)
        err = sleep(b, &w, deadline);
    spin_unlock(&b->lock);
    return err;
}

int futex_wake(vaddr_t at, bool private, int count, uint32_t bitset)
{
    struct waiter *w, *after;
    struct place place;
    int woken = 0, err = place_of(current()->space, at, private, &place);

    if (err)
        return err;
    struct bucket *b = bucket_lock(place);
    list_for_each_safe(w, after, &b->waiters, link) {
        if (woken == count)
            break;
        if (!place_equal(w->place, place) || !(w->bitset & bitset))
            continue;
        w->woken = true;
        list_remove(&w->link);
        wake_all(&w->queue);
        woken++;
    }
    spin_unlock(&b->lock);
    return woken;
}

void futex_init(void)
{
    for (int i = 0; i < BUCKETS; i++) {
        spin_init(&buckets[i].lock, RANK_FUTEX);
        list_init(&buckets[i].waiters);
    }
}
