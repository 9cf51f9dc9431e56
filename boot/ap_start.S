/*
 * ap_start.S - where a further processor begins; 16-bit real mode. A STARTUP
 * interrupt sets CS:IP to the start of a page below 1 MiB, into which
 * sched/ap.c has copied this code. From here it goes the way of the first
 * processor: protected_mode.S, long_mode.S.
 */
#include "boot.h"

    .section .rodata
    .code16
    .globl ap_start, ap_start_end
ap_start:
    cli
    cld
    movw %cs, %ax
    movw %ax, %ds
    lgdtl boot_gdt_copy - ap_start      /* an offset from the page's start */
    movl %cr0, %eax
    orl $1, %eax                        /* CR0.PE */
    movl %eax, %cr0
    ljmpl $8, $protected_mode_again

    .balign 4
boot_gdt_copy:                          /* the one of protected_mode.S */
    .word 4 * 8 - 1
    .long boot_gdt
ap_start_end:

    .section .note.GNU-stack, "", @progbits
