/*
 * tlb.c - after an entry of a space has been taken away or narrowed, no
 * processor may go on using the old one (cpu/mmu.h). A space that isn't
 * loaded anywhere needs nothing: loading CR3 drops all that isn't global.
 */
#include "vm/space.h"

void tlb_flush_page(struct space *s, vaddr_t va)
{
    mmu_flush_page(&s->mmu, va);
}

void tlb_flush_space(struct space *s)
{
    mmu_flush(&s->mmu);
}
