/*
 * cpu.h - what each processor has for itself, reached through GS, and the
 * features that this model of processor offers. Read descriptors.c next.
 */
#pragma once

#include "lib/types.h"
#include "cpu/descriptors.h"

struct thread;

struct cpu {
    struct cpu *self;           /* GS:0, so that this_cpu() is one load */
    vaddr_t kernel_rsp;         /* where SYSCALL finds the kernel stack */
    vaddr_t user_rsp;           /* scratch of the SYSCALL entry */
    struct thread *current;     /* who runs here */
    struct thread *idle;        /* who runs when nobody else wants to */
    int id;
    int irq_depth;              /* locks and irq_hold()s now in force */
    bool irq_were_on;           /* before the outermost of them */
    bool reschedule;            /* leave the current thread at the next chance */
    paddr_t cr3;                /* the tables loaded, to skip equal loads */
    struct tss tss;
    uint64_t gdt[GDT_ENTRIES];
};

#define CPUS_MAX 1

extern struct cpu cpus[CPUS_MAX];

static inline struct cpu *this_cpu(void)
{
    struct cpu *c;

    asm volatile("movq %%gs:0, %0" : "=r"(c));
    return c;
}

/* What CPUID says that the kernel cares for. */
struct cpu_features {
    bool nx, smep, smap, umip, gib_pages, global_pages;
};
extern struct cpu_features cpu_features;

/* Make this processor ours: GDT, TSS, GS, NX, WP, SMEP, SMAP, UMIP, SSE,
 * SYSCALL. `id` is its index; interrupts are off. */
void cpu_init(int id);

/* Use the address space whose PML4 is at `pml4`; no load when it is in use. */
void cpu_load_cr3(paddr_t pml4);

/* Drop every translation of this processor, global ones too. */
void cpu_flush_tlb_all(void);

/* RAX of SYSCALL arrives here (sys/entry.S); set by cpu_init(). */
void syscall_entry(void);
