/*
 * mmu.h - which page tables each processor uses, and how a translation that
 * was taken away is made to vanish from all of them: shootdown.
 *
 * A processor may keep using an entry that it has read before, from its TLB,
 * although memory has changed. So whoever clears or narrows an entry calls
 * one of the flushes below before the frame or the table behind it is used
 * for anything else. A flush asks just the processors that run on those page
 * tables, by an interrupt, and waits until each has answered.
 *
 * Processors with PCIDs (SDM vol. 3A, 4.10.1) keep what they know of several
 * page tables at once. One that comes back to tables that were flushed in its
 * absence sees it by their count of flushes, and starts afresh.
 *
 * Waiting for an answer, or for a lock, a processor answers others: so two
 * that ask each other, or ask one that spins, come through.
 */
#pragma once

#include "lib/types.h"

struct mmu {
    paddr_t root;               /* the PML4, for CR3 */
    uint64_t id;                /* never given twice */
    uint64_t cpus;              /* atomic: processors that have it loaded */
    uint64_t flushes;           /* atomic: how often translations had to go */
};

/* The kernel's own page tables, without any user memory. */
extern struct mmu kernel_mmu;

/* New page tables, loaded nowhere. */
void mmu_create(struct mmu *m, paddr_t root);

/* Use these page tables on this processor from now on; no load when it does
 * already. Interrupts are off. */
void mmu_use(struct mmu *m);

/*
 * The running thread needs no user memory: what is loaded may stay, since
 * the next thread may well want it again, but goes at the first flush.
 * Interrupts are off.
 */
void mmu_idle(void);

/* Make every processor drop what it knows of one page, or of all pages, of
 * `m`. Any lock may be held. */
void mmu_flush_page(struct mmu *m, vaddr_t va);
void mmu_flush(struct mmu *m);

/* Nobody uses `m` any more: unload it where it is loaded all the same. */
void mmu_retire(struct mmu *m);

/* The same for the kernel's half, which all page tables share. */
void mmu_flush_kernel(void);

/* Answer the requests of others, if there are any; called wherever a
 * processor waits for another. */
void mmu_answer(void);

/* Take part from now on; the first processor registers the interrupt. */
void mmu_init(void);

/* Have loads of CR3 noted from now on, or no more (cpu/trace.h). */
void mmu_trace(bool on);

/* Without shootdown only the own processor drops what it knows of user memory,
 * and programs go wrong: that is for showing why it is needed (command line:
 * noshootdown). */
extern bool mmu_shootdown;
