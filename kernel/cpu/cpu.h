/*
 * cpu.h - what each processor has for itself, reached through GS, and the
 * features that this model of processor offers. Read descriptors.c next.
 */
#pragma once

#include "lib/types.h"
#include "cpu/descriptors.h"

struct mmu;
struct run_queue;
struct thread;

/* Which page tables the TLB's entries of a PCID belong to (mmu.c). */
#define PCIDS 6
struct pcid {
    uint64_t mmu_id;            /* 0: nobody's */
    uint64_t flushes;           /* the tables' count when they were loaded */
};

struct cpu {
    struct cpu *self;           /* GS:0, so that this_cpu() is one load */
    vaddr_t kernel_rsp;         /* where SYSCALL finds the kernel stack */
    vaddr_t user_rsp;           /* scratch of the SYSCALL entry */
    struct thread *current;     /* who runs here */
    struct thread *previous;    /* who ran before the last switch */
    struct thread *idle;        /* who runs when nobody else wants to */
    struct run_queue *queue;    /* who is to run here (sched/queue.h) */
    int id;                     /* its index in cpus[] */
    uint32_t apic_id;           /* its name in interrupts */
    bool reschedule;            /* leave the current thread at the next chance */
    bool attention;             /* that, or a signal, before user mode */
    bool mmu_is_idle;           /* nobody needs `mmu` now (mmu.h) */
    struct mmu *mmu;            /* the page tables loaded */
    struct pcid pcids[PCIDS];
    unsigned next_pcid;         /* whose turn it is to make room */
    uint64_t flushes_asked;     /* atomic; by others */
    uint64_t flushes_done;      /* atomic */
    struct tss tss;
    uint64_t gdt[GDT_ENTRIES];
} __attribute__((aligned(64)));     /* no cache line belongs to two */

#define CPUS_MAX 64             /* as many as a word has bits */

extern struct cpu cpus[CPUS_MAX];
extern uint64_t cpus_online;    /* atomic: a bit for each that runs threads */

/* They have the lowest bits. */
static inline int cpus_count(void)
{
    return 64 - __builtin_clzl(__atomic_load_n(&cpus_online, __ATOMIC_RELAXED));
}

/* Stays right until the caller sleeps, yields or returns to the user: nothing
 * else takes a thread in the kernel off its processor. */
static inline struct cpu *this_cpu(void)
{
    struct cpu *c;

    asm volatile("movq %%gs:0, %0" : "=r"(c));
    return c;
}

/* What CPUID says that the kernel cares for. */
struct cpu_features {
    bool nx, smep, smap, umip, gib_pages, global_pages, x2apic, pcid;
};
extern struct cpu_features cpu_features;

/* Make this processor ours: GDT, TSS, GS, NX, WP, SMEP, SMAP, UMIP, SSE,
 * SYSCALL. `id` is its index. */
void cpu_init(int id);

/* Drop every translation of this processor, global ones too. */
void cpu_flush_tlb_all(void);

/* RAX of SYSCALL arrives here (sys/entry.S); set by cpu_init(). */
void syscall_entry(void);
