/*
 * layout.h - the map of the kernel's address space. Boot code, page tables,
 * the self-test and the viewers all take it from here.
 *
 *   from                  what                              U  W  X
 *   0000_0000_0000_0000   unmapped, unless a process with   u  by region
 *                           CAP_SYS_RAWIO wants it
 *   0000_0000_0001_0000   a process: ELF image, heap,       u  by region
 *   .. 0000_7fff_ffff_f000  mappings, segments, stack
 *   ffff_8000_0000_0000   all physical memory (PHYSMAP),    -  w  -
 *                           but the kernel's text and
 *                           constants read-only there too
 *   ffff_c000_0000_0000   kernel stacks, each above an      -  w  -
 *                           unmapped guard page
 *   ffff_d000_0000_0000   device registers                  -  w  -
 *   ffff_ffff_8010_0000   kernel image: text                -  -  x
 *                                       constants           -  -  -
 *                                       data and BSS        -  w  -
 *
 * No page is both writable and executable.
 *
 * A NULL pointer of the kernel's is a fault and a panic, since page 0 isn't
 * mapped. If a privileged process has mapped it, SMAP still tells; on a CPU
 * without SMAP the pointer goes unnoticed then, as on Linux.
 */
#pragma once

#define KERNEL_HALF  0xffff800000000000
#define PHYSMAP_BASE 0xffff800000000000
#define STACKS_BASE  0xffffc00000000000
#define DEVICES_BASE 0xffffd00000000000
#define KERNEL_BASE  0xffffffff80000000     /* physical address 0 of the image */

#define KERNEL_STACK_SIZE   0x4000          /* 16 KiB */
#define KERNEL_STACK_STRIDE 0x8000          /* with its guard below */

#define PHYSMAP_MAX 0x0000400000000000      /* 64 TiB fit */

#ifndef __ASSEMBLER__
#include "lib/types.h"

/* The kernel's view of a physical address, and back. */
static inline void *phys_to_virt(paddr_t pa)
{
    return (void *)(PHYSMAP_BASE + pa);
}

static inline paddr_t virt_to_phys(const void *p)
{
    return (vaddr_t)p - PHYSMAP_BASE;
}
#endif
