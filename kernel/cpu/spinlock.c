/* spinlock.c - see spinlock.h: waiting, and the checker of the order. */
#include "cpu/spinlock.h"
#include "cpu/mmu.h"
#include "cpu/x86.h"

void spin_init(struct spinlock *l, enum lock_rank rank)
{
    *l = (struct spinlock)SPINLOCK(rank);
}

void spin_wait(struct spinlock *l)
{
    if (spin_held(l))
        panic("a lock of rank %d is taken twice", l->rank);
    do
        while (__atomic_load_n(&l->holder, __ATOMIC_RELAXED)) {
            mmu_answer();
            cpu_pause();
        }
    while (!spin_take(l));
}

#ifdef DEBUG

static const char *const names[] = {
    "trace", "serial input", "alarms", "terminal", "open file", "pollers",
    "futex", "semaphores", "process table", "address space", "shared memory",
    "file system", "object", "huge pages", "kernel stacks", "kmalloc",
    "frames", "frame blocks", "scheduler", "console",
};
static_assert(ARRAY_SIZE(names) == RANK_CONSOLE + 1, "a name for each rank");

/* What each processor holds, with the place of each spin_lock(). */
#define HELD_MAX 8
static struct held {
    int count;
    struct { const struct spinlock *lock; const char *place; } at[HELD_MAX];
} held[CPUS_MAX];

static struct held *held_here(void)
{
    return &held[this_cpu()->id];
}

static void check(const struct held *h, const struct spinlock *l,
                  const char *place)
{
    assert(!interrupts_on());
    for (int i = 0; i < h->count; i++)
        if (h->at[i].lock->rank >= l->rank)
            panic("lock order: %s is taken at %s while %s is held, taken at "
                  "%s", names[l->rank], place, names[h->at[i].lock->rank],
                  h->at[i].place);
}

static void remember(const struct spinlock *l, const char *place)
{
    struct held *h = held_here();

    assert(h->count < HELD_MAX);
    h->at[h->count].lock = l;
    h->at[h->count++].place = place;
}

/* Mostly the last one taken, but a switch of threads changes that. */
static void forget(const struct spinlock *l)
{
    struct held *h = held_here();
    int i = h->count - 1;

    while (h->at[i].lock != l)
        assert(--i >= 0);
    h->at[i] = h->at[--h->count];
}

void spin_lock_at(struct spinlock *l, const char *place)
{
    check(held_here(), l, place);
    if (!spin_take(l))
        spin_wait(l);
    remember(l, place);
}

bool spin_trylock_at(struct spinlock *l, const char *place)
{
    bool ok = spin_take(l);

    if (ok)
        remember(l, place);
    return ok;
}

void spin_unlock(struct spinlock *l)
{
    assert(spin_held(l));
    forget(l);
    __atomic_store_n(&l->holder, NULL, __ATOMIC_RELEASE);
}
#endif

void spin_lock_two(struct spinlock *a, struct spinlock *b)
{
    spin_lock(a);
    while (!spin_trylock(b)) {
        spin_unlock(a);
        mmu_answer();
        cpu_pause();
        spin_lock(a);
    }
}
