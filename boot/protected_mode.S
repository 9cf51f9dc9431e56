/*
 * protected_mode.S - from protected to long mode; 32-bit code. Four steps, in
 * the order that SDM vol. 3A, 9.8.5 gives, each a station that a debugger can
 * stop at:
 *
 *   1. page tables       2. CR4.PAE       3. EFER.LME       4. CR0.PG
 *
 * and a far jump into a 64-bit code segment (long_mode.S).
 *
 * Further processors come by here too, one after the other (sched/ap.c); the
 * stations that they leave behind nobody reads.
 *
 * The boot page tables map the first 4 GiB with pages of 2 MiB, three times:
 *
 *   boot_pml4[0]    where it is, since this code runs there
 *   boot_pml4[256]  at PHYSMAP_BASE, the kernel's view of physical memory
 *   boot_pml4[511]  the first GiB at KERNEL_BASE, where the kernel is linked
 *
 * They are writable and executable throughout, and serve each processor only
 * until it takes the real ones, which mm/kmap.c builds.
 */
#include "boot.h"

#define PRESENT_WRITABLE 3
#define BIG_PAGE 0x80

    .section .boot, "ax"
    .code32
    .globl protected_mode, protected_mode_again
protected_mode:
    movl %cr0, %eax
    movl %eax, STATION_AFTER(STATION_PE)

    /* 1. The tables: 4 x 512 big pages, one entry after the other. */
    movl $LOW(boot_pd), %edi
    movl $(PRESENT_WRITABLE | BIG_PAGE), %eax
1:  movl %eax, (%edi)
    addl $8, %edi
    addl $0x200000, %eax
    cmpl $LOW(boot_pd) + 4 * 4096, %edi
    jb 1b

    movl $LOW(boot_pd) + PRESENT_WRITABLE, %eax
    movl %eax, LOW(boot_pdpt_high) + 8 * 510
    movl $LOW(boot_pdpt), %edi
2:  movl %eax, (%edi)
    addl $8, %edi
    addl $4096, %eax
    cmpl $LOW(boot_pdpt) + 4 * 8, %edi
    jb 2b

    movl $LOW(boot_pdpt) + PRESENT_WRITABLE, LOW(boot_pml4)
    movl $LOW(boot_pdpt) + PRESENT_WRITABLE, LOW(boot_pml4) + 8 * 256
    movl $LOW(boot_pdpt_high) + PRESENT_WRITABLE, LOW(boot_pml4) + 8 * 511
    jmp enter_long_mode

/* A further processor, from ap_start.S, finds the tables built. */
protected_mode_again:
    movw $16, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss

enter_long_mode:
    movl $LOW(boot_pml4), %eax
    movl %eax, %cr3

    /* 2. Entries of 64 bits. */
    movl %cr4, %eax
    movl %eax, STATION_BEFORE(STATION_PAE)
    orl $1 << 5, %eax
    movl %eax, %cr4
    .globl pae_enabled
pae_enabled:
    movl %eax, STATION_AFTER(STATION_PAE)

    /* 3. Long mode, which waits for paging. */
    movl $0xc0000080, %ecx              /* MSR_EFER */
    rdmsr
    movl %eax, STATION_BEFORE(STATION_LME)
    orl $1 << 8, %eax
    wrmsr
    .globl long_mode_enabled
long_mode_enabled:
    movl %eax, STATION_AFTER(STATION_LME)

    /* 4. Paging: from the next instruction on, addresses are translated. */
    movl %cr0, %eax
    movl %eax, STATION_BEFORE(STATION_PG)
    orl $1 << 31, %eax
    movl %eax, %cr0
    .globl paging_enabled
paging_enabled:
    movl %eax, STATION_AFTER(STATION_PG)

    movw %cs, %ax
    movw %ax, STATION_BEFORE(STATION_CS)
    lgdt boot_gdt_pointer
    ljmp $24, $long_mode_start

    .balign 8
    .globl boot_gdt
boot_gdt:                               /* SDM vol. 3A, 3.4.5 */
    .quad 0
    .quad 0x00cf9b000000ffff            /* 8: code, ring 0, 32-bit */
    .quad 0x00cf93000000ffff            /* 16: data, ring 0 */
    .quad 0x00af9b000000ffff            /* 24: code, ring 0, 64-bit */
boot_gdt_pointer:
    .word . - boot_gdt - 1
    .long boot_gdt

    .section .bss
    .balign 4096
    .globl boot_pml4
boot_pml4:      .skip 4096
boot_pdpt:      .skip 4096
boot_pdpt_high: .skip 4096
boot_pd:        .skip 4 * 4096

    .section .data
    .balign 8
    .globl boot_stations
boot_stations:  .skip 16 * STATIONS

    .section .note.GNU-stack, "", @progbits
