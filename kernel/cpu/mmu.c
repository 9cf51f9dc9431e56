/* mmu.c - see mmu.h. */
#include "cpu/mmu.h"
#include "cpu/apic.h"
#include "cpu/cpu.h"
#include "cpu/spinlock.h"
#include "cpu/trap.h"
#include "cpu/x86.h"

struct mmu kernel_mmu;
bool mmu_shootdown = true;

static uint64_t bit_of(const struct cpu *c)
{
    return 1ul << c->id;
}

/*
 * The bit is set before the load: whoever changes an entry and then looks at
 * `cpus` either finds this processor there, or has changed it before the
 * processor can have read it. Both sides' atomics are full barriers.
 */
void mmu_use(struct mmu *m)
{
    struct cpu *c = this_cpu();
    struct mmu *old = c->mmu;

    c->mmu_is_idle = false;
    if (old == m)
        return;
    __atomic_fetch_or(&m->cpus, bit_of(c), __ATOMIC_SEQ_CST);
    c->mmu = m;
    write_cr3(m->root);
    if (old)
        __atomic_fetch_and(&old->cpus, ~bit_of(c), __ATOMIC_SEQ_CST);
}

void mmu_idle(void)
{
    this_cpu()->mmu_is_idle = true;
}

/* --- requests ------------------------------------------------------------- */

/* Each processor counts what it was asked for and what it has done: one
 * flush answers all that were asked before it. */
void mmu_answer(void)
{
    struct cpu *c = this_cpu();
    uint64_t asked = __atomic_load_n(&c->flushes_asked, __ATOMIC_ACQUIRE);

    if (asked == c->flushes_done)
        return;
    cpu_flush_tlb_all();
    if (c->mmu_is_idle)
        mmu_use(&kernel_mmu);
    __atomic_store_n(&c->flushes_done, asked, __ATOMIC_RELEASE);
}

static uint64_t ask(struct cpu *c)
{
    uint64_t ticket = __atomic_add_fetch(&c->flushes_asked, 1,
                                         __ATOMIC_SEQ_CST);

    apic_send(c->apic_id, VECTOR_FLUSH);
    return ticket;
}

static void wait_for(const struct cpu *c, uint64_t ticket)
{
    while (__atomic_load_n(&c->flushes_done, __ATOMIC_ACQUIRE) < ticket) {
        mmu_answer();
        cpu_pause();
    }
}

/* Ask all first, then wait: they flush at the same time. */
static void shoot(uint64_t targets)
{
    uint64_t tickets[CPUS_MAX];

    targets &= ~bit_of(this_cpu());
    if (!mmu_shootdown)
        return;
    for (uint64_t rest = targets; rest; rest &= rest - 1) {
        int id = __builtin_ctzl(rest);
        tickets[id] = ask(&cpus[id]);
    }
    for (uint64_t rest = targets; rest; rest &= rest - 1) {
        int id = __builtin_ctzl(rest);
        wait_for(&cpus[id], tickets[id]);
    }
}

void mmu_flush_page(struct mmu *m, vaddr_t va)
{
    irq_hold();
    if (this_cpu()->mmu == m)
        invlpg(va);
    shoot(__atomic_load_n(&m->cpus, __ATOMIC_SEQ_CST));
    irq_release();
}

void mmu_flush(struct mmu *m)
{
    irq_hold();
    if (this_cpu()->mmu == m && this_cpu()->mmu_is_idle)
        mmu_use(&kernel_mmu);
    else if (this_cpu()->mmu == m)
        write_cr3(m->root);
    shoot(__atomic_load_n(&m->cpus, __ATOMIC_SEQ_CST));
    irq_release();
}

void mmu_flush_kernel(void)
{
    irq_hold();
    cpu_flush_tlb_all();
    shoot(__atomic_load_n(&cpus_online, __ATOMIC_SEQ_CST));
    irq_release();
}

static void flush_interrupt(struct trap_frame *f)
{
    (void)f;
    apic_eoi();
    mmu_answer();
}

void mmu_init(void)
{
    trap_register(VECTOR_FLUSH, flush_interrupt);
}
