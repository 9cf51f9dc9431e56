/* spinlock.c - see spinlock.h. */
#include "cpu/spinlock.h"
#include "cpu/cpu.h"
#include "cpu/x86.h"
#include "lib/panic.h"

void irq_hold(void)
{
    bool on = interrupts_on();

    interrupts_disable();
    struct cpu *c = this_cpu();
    if (c->irq_depth++ == 0)
        c->irq_were_on = on;
}

void irq_release(void)
{
    struct cpu *c = this_cpu();

    assert(c->irq_depth > 0);
    if (--c->irq_depth == 0 && c->irq_were_on)
        interrupts_enable();
}

void spin_init(struct spinlock *l, const char *name)
{
    *l = (struct spinlock)SPINLOCK(name);
}

bool spin_held(const struct spinlock *l)
{
    return l->held && l->holder == this_cpu()->id;
}

void spin_lock(struct spinlock *l)
{
    irq_hold();
    if (spin_held(l))
        panic("lock %s taken twice", l->name);
    while (__atomic_exchange_n(&l->held, 1, __ATOMIC_ACQUIRE))
        while (__atomic_load_n(&l->held, __ATOMIC_RELAXED))
            cpu_pause();
    l->holder = this_cpu()->id;
}

void spin_unlock(struct spinlock *l)
{
    assert(spin_held(l));
    l->holder = -1;
    __atomic_store_n(&l->held, 0, __ATOMIC_RELEASE);
    irq_release();
}
