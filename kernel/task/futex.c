/* futex.c - see futex.h. */
#include "task/futex.h"
#include "lib/errno.h"
#include "mm/usercopy.h"
#include "sched/wait.h"
#include "task/process.h"
#include "vm/place.h"

#define BUCKETS 256

struct bucket {
    struct spinlock lock;
    struct list waiters;        /* [lock] first come first woken */
};

/* On the stack of the thread that waits. */
struct waiter {
    struct list link;           /* in its bucket, until woken */
    struct bucket *bucket;      /* changes with old and new one locked */
    struct place place;
    uint32_t bitset;
    bool woken;
    struct thread *thread;
};

static struct bucket buckets[BUCKETS];

static struct bucket *bucket_at(struct place p)
{
    uint64_t mixed = (p.owner << 32) + p.offset;

    return &buckets[mixed * 0x9e3779b97f4a7c15ul >> 56];
}
static_assert(BUCKETS == 1 << (64 - 56), "the top bits are an index");

/* Lock the waiter's bucket, whichever it is by now. */
static struct bucket *bucket_lock(const struct waiter *w)
{
    for (;;) {
        struct bucket *b = __atomic_load_n(&w->bucket, __ATOMIC_RELAXED);
        spin_lock(&b->lock);
        if (b == __atomic_load_n(&w->bucket, __ATOMIC_RELAXED))
            return b;
        spin_unlock(&b->lock);
    }
}

static int word_find(vaddr_t at, bool private, struct place *place)
{
    if (at % sizeof(uint32_t) != 0)
        return -EINVAL;
    return place_of(current()->space, at, private, place);
}

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
    struct waitq self = WAITQ_INIT(self);
    int err = 0;

    list_push_back(&b->waiters, &w->link);
    while (!w->woken && !err) {
        err = wait_on(&self, &b->lock, deadline);
        if (w->bucket != b) {
            spin_unlock(&b->lock);
            b = bucket_lock(w);
        }
    }
    if (!w->woken)
        list_remove(&w->link);
    spin_unlock(&b->lock);
    return w->woken ? 0 : err;
}

int futex_wait(vaddr_t at, bool private, uint32_t expected, uint32_t bitset,
               uint64_t deadline)
{
    struct waiter w;
    int err = bitset ? word_find(at, private, &w.place) : -EINVAL;

    if (err)
        return err;
    struct bucket *b = w.bucket = bucket_at(w.place);
    w.bitset = bitset;
    w.woken = false;
    w.thread = thread_current();
    spin_lock(&b->lock);
    err = check_word(at, expected);
    if (!err)
        return sleep(b, &w, deadline);
    spin_unlock(&b->lock);
    return err;
}

/* Bucket locked. */
static void wake(struct waiter *w)
{
    w->woken = true;
    list_remove(&w->link);
    thread_wake(w->thread);
}

int futex_wake(vaddr_t at, bool private, int count, uint32_t bitset)
{
    struct waiter *w, *after;
    struct place place;
    int woken = 0, err = bitset ? word_find(at, private, &place) : -EINVAL;

    if (err)
        return err;
    struct bucket *b = bucket_at(place);
    spin_lock(&b->lock);
    list_for_each_safe(w, after, &b->waiters, link) {
        if (!place_equal(w->place, place) || !(w->bitset & bitset))
            continue;
        wake(w);
        if (++woken >= count)
            break;
    }
    spin_unlock(&b->lock);
    return woken;
}

/* --- requeuing ------------------------------------------------------------ */

static void lock_both(struct bucket *a, struct bucket *b)
{
    if (a == b)
        spin_lock(&a->lock);
    else
        spin_lock_two(&a->lock, &b->lock);
}

static void unlock_both(struct bucket *a, struct bucket *b)
{
    if (a != b)
        spin_unlock(&b->lock);
    spin_unlock(&a->lock);
}

/* Both buckets locked. */
static void move(struct waiter *w, struct place to, struct bucket *b)
{
    w->place = to;
    if (w->bucket == b)
        return;
    list_remove(&w->link);
    list_push_back(&b->waiters, &w->link);
    __atomic_store_n(&w->bucket, b, __ATOMIC_RELAXED);
}

/* Both buckets locked. */
static int wake_and_move(struct place from, struct place to, int to_wake,
                         int to_move)
{
    struct waiter *w, *after;
    int done = 0;

    list_for_each_safe(w, after, &bucket_at(from)->waiters, link) {
        if (done - to_wake >= to_move)
            break;
        if (!place_equal(w->place, from))
            continue;
        if (done++ < to_wake)
            wake(w);
        else
            move(w, to, bucket_at(to));
    }
    return done;
}

int futex_requeue(vaddr_t at, vaddr_t other, bool private, int to_wake,
                  int to_move, const uint32_t *expected)
{
    struct place from, to;
    int err = to_wake < 0 || to_move < 0 ? -EINVAL : 0;

    if (!err)
        err = word_find(at, private, &from);
    if (!err)
        err = word_find(other, private, &to);
    if (err)
        return err;
    lock_both(bucket_at(from), bucket_at(to));
    err = expected ? check_word(at, *expected) : 0;
    int done = err ? err : wake_and_move(from, to, to_wake, to_move);
    unlock_both(bucket_at(from), bucket_at(to));
    return done;
}

void futex_init(void)
{
    for (int i = 0; i < BUCKETS; i++) {
        spin_init(&buckets[i].lock, RANK_FUTEX);
        list_init(&buckets[i].waiters);
    }
}
