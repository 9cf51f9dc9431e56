/* spinlock.c - see spinlock.h. */
#include "cpu/spinlock.h"
#include "cpu/cpu.h"
#include "cpu/mmu.h"
#include "cpu/x86.h"
#include "lib/panic.h"

/* An interrupt before the CLI finds the depth 1, and leaves it so. */
static inline struct cpu *hold(void)
{
    struct cpu *c = this_cpu();

    if (c->irq_depth++ == 0) {
        c->irq_were_on = interrupts_on();
        interrupts_disable();
    }
    return c;
}

static inline void release(struct cpu *c)
{
    assert(c->irq_depth > 0);
    if (--c->irq_depth == 0 && c->irq_were_on)
        interrupts_enable();
}

void irq_hold(void)
{
    hold();
}

void irq_release(void)
{
    release(this_cpu());
}

void spin_init(struct spinlock *l, enum lock_rank rank)
{
    *l = (struct spinlock)SPINLOCK(rank);
}

bool spin_held(const struct spinlock *l)
{
    return l->holder == this_cpu()->id;
}

static inline bool is_free(struct spinlock *l)
{
    return !__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE);
}

static NOINLINE void wait_until_free(struct spinlock *l)
{
    do
        while (__atomic_load_n(&l->held, __ATOMIC_RELAXED)) {
            mmu_answer();
            cpu_pause();
        }
    while (!is_free(l));
    l->holder = this_cpu()->id;
}

static inline void take(struct spinlock *l)
{
    struct cpu *c = hold();

    assert(l->holder != c->id);
    if (is_free(l))
        l->holder = c->id;
    else
        wait_until_free(l);
}

static inline bool take_if_free(struct spinlock *l)
{
    struct cpu *c = hold();
    bool ok = is_free(l);

    if (ok)
        l->holder = c->id;
    else
        release(c);
    return ok;
}

static inline void give_back(struct spinlock *l)
{
    struct cpu *c = this_cpu();

    assert(l->holder == c->id);
    l->holder = -1;
    __atomic_store_n(&l->held, 0, __ATOMIC_RELEASE);
    release(c);
}

#ifndef DEBUG

void spin_lock(struct spinlock *l) { take(l); }
bool spin_trylock(struct spinlock *l) { return take_if_free(l); }
void spin_unlock(struct spinlock *l) { give_back(l); }

#else /* --- the checker of the order ---------------------------------------- */

static const char *const names[] = {
    "serial input", "alarms", "terminal", "open file", "futex",
    "semaphores",
    "process table", "address space", "shared memory", "file system", "object", "huge pages",
    "kernel stacks", "kmalloc", "frames", "frame blocks", "scheduler",
    "console",
};
static_assert(ARRAY_SIZE(names) == RANK_CONSOLE + 1, "a name for each rank");

static void check(const struct held_locks *h, const struct spinlock *l,
                  const char *place)
{
    for (int i = 0; i < h->count; i++)
        if (h->at[i].lock->rank >= l->rank)
            panic("lock order: %s is taken at %s while %s is held, taken at "
                  "%s", names[l->rank], place, names[h->at[i].lock->rank],
                  h->at[i].place);
}

static void remember(const struct spinlock *l, const char *place)
{
    struct held_locks *h = &this_cpu()->held;

    assert(h->count < HELD_MAX);
    h->at[h->count].lock = l;
    h->at[h->count++].place = place;
}

/* Mostly the last one taken, but a switch of threads changes that. */
static void forget(const struct spinlock *l)
{
    struct held_locks *h = &this_cpu()->held;
    int i = h->count - 1;

    while (h->at[i].lock != l)
        assert(--i >= 0);
    h->at[i] = h->at[--h->count];
}

void spin_lock_at(struct spinlock *l, const char *place)
{
    irq_hold();
    check(&this_cpu()->held, l, place);
    take(l);
    remember(l, place);
    irq_release();
}

bool spin_trylock_at(struct spinlock *l, const char *place)
{
    bool ok = take_if_free(l);

    if (ok)
        remember(l, place);
    return ok;
}

void spin_unlock(struct spinlock *l)
{
    forget(l);
    give_back(l);
}
#endif
