/* mmu.c - see mmu.h. */
#include "cpu/mmu.h"
#include "cpu/apic.h"
#include "cpu/cpu.h"
#include "cpu/spinlock.h"
#include "cpu/trap.h"
#include "cpu/x86.h"
#include "lib/panic.h"

struct mmu kernel_mmu;
bool mmu_shootdown = true;

static uint64_t bit_of(const struct cpu *c)
{
    return 1ul << c->id;
}

void mmu_create(struct mmu *m, paddr_t root)
{
    static uint64_t last_id;

    *m = (struct mmu){
        .root = root,
        .id = __atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED),
    };
}

/* --- loading -------------------------------------------------------------- */

#define CR3_KEEP (1ul << 63)            /* the TLB's entries of this PCID */

/* The slot of `m` on this processor; if it has none, the next in turn. */
static struct pcid *pcid_slot(struct cpu *c, const struct mmu *m)
{
    for (int i = 0; i < PCIDS; i++)
        if (c->pcids[i].mmu_id == m->id)
            return &c->pcids[i];
    struct pcid *slot = &c->pcids[c->next_pcid++ % PCIDS];
    slot->mmu_id = 0;
    return slot;
}

/* PCID 0 was in use before there were slots: theirs begin at 1. */
static NOINLINE void load_with_pcid(struct cpu *c, struct mmu *m)
{
    struct pcid *pcid = pcid_slot(c, m);
    uint64_t flushes = __atomic_load_n(&m->flushes, __ATOMIC_SEQ_CST);
    bool known = pcid->mmu_id == m->id && pcid->flushes == flushes;

    *pcid = (struct pcid){ m->id, flushes };
    write_cr3(m->root | (pcid - c->pcids + 1) | (known ? CR3_KEEP : 0));
}

static inline void load(struct cpu *c, struct mmu *m)
{
    if (cpu_features.pcid)
        load_with_pcid(c, m);
    else
        write_cr3(m->root);
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
    load(c, m);
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
    else if (cpu_features.pcid)
        load(c, c->mmu);        /* notes that it is up to date */
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
    for (uint64_t rest = targets; rest; rest &= rest - 1) {
        int id = __builtin_ctzl(rest);
        tickets[id] = ask(&cpus[id]);
    }
    for (uint64_t rest = targets; rest; rest &= rest - 1) {
        int id = __builtin_ctzl(rest);
        wait_for(&cpus[id], tickets[id]);
    }
}

/* Drop all of `m` on this processor. */
static void flush_own(struct cpu *c, struct mmu *m)
{
    __atomic_add_fetch(&m->flushes, 1, __ATOMIC_SEQ_CST);
    if (c->mmu == m && c->mmu_is_idle)
        mmu_use(&kernel_mmu);
    else if (c->mmu == m)
        load(c, m);
}

static void flush_others(struct mmu *m)
{
    shoot(__atomic_load_n(&m->cpus, __ATOMIC_SEQ_CST));
}

void mmu_flush_page(struct mmu *m, vaddr_t va)
{
    __atomic_add_fetch(&m->flushes, 1, __ATOMIC_SEQ_CST);
    if (this_cpu()->mmu == m)
        invlpg(va);
    if (mmu_shootdown)
        flush_others(m);
}

void mmu_flush(struct mmu *m)
{
    flush_own(this_cpu(), m);
    if (mmu_shootdown)
        flush_others(m);
}

void mmu_retire(struct mmu *m)
{
    flush_own(this_cpu(), m);
    flush_others(m);
    assert(m->cpus == 0);
}

void mmu_flush_kernel(void)
{
    cpu_flush_tlb_all();
    shoot(__atomic_load_n(&cpus_online, __ATOMIC_SEQ_CST));
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
