/*
 * tlb.c - after an entry of a space has been taken away or narrowed, no
 * processor may go on using the old one. A space that isn't loaded needs
 * nothing: loading CR3 drops all that isn't global.
 */
#include "cpu/cpu.h"
#include "cpu/x86.h"
#include "vm/space.h"

void tlb_flush_page(struct space *s, vaddr_t va)
{
    if (this_cpu()->cr3 == s->pt.root)
        invlpg(va);
}

void tlb_flush_space(struct space *s)
{
    if (this_cpu()->cr3 == s->pt.root)
        write_cr3(s->pt.root);
}
