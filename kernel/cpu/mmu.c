/* mmu.c - see mmu.h. */
#include "cpu/mmu.h"
#include "cpu/apic.h"
#include "cpu/cpu.h"
#include "cpu/spinlock.h"
#include "cpu/trace.h"
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
#define CR3_ROOT 0x000ffffffffff000ul   /* where the top table lies */

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

static bool loads_are_plain;    /* neither PCIDs nor a trace */
static bool loads_are_traced;

static void choose_loads(void)
{
    loads_are_plain = !cpu_features.pcid && !loads_are_traced;
}

void mmu_trace(bool on)
{
    loads_are_traced = on;
    choose_loads();
}

static void load_specially(struct cpu *c, struct mmu *m)
{
    paddr_t before = read_cr3() & CR3_ROOT;

    if (cpu_features.pcid)
        load_with_pcid(c, m);
    else
        write_cr3(m->root);
    if (loads_are_traced)
        trace_note(TRACE_CR3, 0, m->root, before, read_cr3(), 0);
}

static void load(struct cpu *c, struct mmu *m)
{
    if (loads_are_plain)
        write_cr3(m->root);
    else
        load_specially(c, m);
}

static inline void leave(struct cpu *c, struct mmu *old)
{
    if (old)
        __atomic_fetch_and(&old->cpus, ~bit_of(c), __ATOMIC_SEQ_CST);
}

static NOINLINE void change_specially(struct cpu *c, struct mmu *old,
                                      struct mmu *m)
{
    load_specially(c, m);
    leave(c, old);
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
    if (!loads_are_plain) {
        change_specially(c, old, m);
        return;
    }
    write_cr3(m->root);
    leave(c, old);
}

void mmu_idle(void)
{
    this_cpu()->mmu_is_idle = true;
}

/* --- requests ------------------------------------------------------------- */

TRACE_NOTE note_answer(void)
{
    trace_note(TRACE_ANSWER, 0, 0, 0, 0, 0);
}

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
    TRACE(TRACE_ANSWER, note_answer());
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

/* Of `m`, or of the kernel's half; of one page, or of all; and who is asked. */
TRACE_NOTE note_flush(const struct mmu *m, vaddr_t va, enum trace_flush what,
                      uint64_t cpus)
{
    trace_note(TRACE_FLUSH, what, m ? m->root : 0, va,
               cpus & ~bit_of(this_cpu()), 0);
}

static uint64_t cpus_to_ask(const struct mmu *m)
{
    return mmu_shootdown ? m->cpus : 0;
}

void mmu_flush_page(struct mmu *m, vaddr_t va)
{
    TRACE(TRACE_FLUSH, note_flush(m, va, TRACE_FLUSH_PAGE, cpus_to_ask(m)));
    __atomic_add_fetch(&m->flushes, 1, __ATOMIC_SEQ_CST);
    if (this_cpu()->mmu == m)
        invlpg(va);
    if (mmu_shootdown)
        flush_others(m);
}

void mmu_flush(struct mmu *m)
{
    TRACE(TRACE_FLUSH, note_flush(m, 0, TRACE_FLUSH_SPACE, cpus_to_ask(m)));
    flush_own(this_cpu(), m);
    if (mmu_shootdown)
        flush_others(m);
}

/* Mostly there is nothing left to do: the flush of its last entries did it. */
void mmu_retire(struct mmu *m)
{
    if (__atomic_load_n(&m->cpus, __ATOMIC_SEQ_CST)) {
        TRACE(TRACE_FLUSH, note_flush(m, 0, TRACE_FLUSH_SPACE, m->cpus));
        flush_own(this_cpu(), m);
        flush_others(m);
    }
    assert(m->cpus == 0);
}

void mmu_flush_kernel(void)
{
    TRACE(TRACE_FLUSH, note_flush(NULL, 0, TRACE_FLUSH_KERNEL, cpus_online));
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
    choose_loads();
}
