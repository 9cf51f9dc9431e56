/*
 * long_mode.S - the first 64-bit instructions: leave the low addresses for
 * the higher half, take a stack, and enter C: kernel_main() on the first
 * processor, what sched/ap.c names on the others. EBP holds the physical
 * address of the boot information since multiboot2.S.
 */
#include "boot.h"

    .section .boot, "ax"
    .code64
    .globl long_mode_start
long_mode_start:
    movw %cs, %ax
    movw %ax, STATION_AFTER(STATION_CS)
    movl $16, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    movabsq $higher_half, %rax
    jmp *%rax

    .section .text
higher_half:
    movq boot_stack_top, %rsp
    movl %ebp, %edi
    xorl %ebp, %ebp                     /* backtraces end here */
    call *boot_main                     /* never returns */
    ud2

    .section .data
    .balign 8
    .globl boot_stack_top, boot_main
boot_stack_top: .quad boot_stack_end
boot_main:      .quad kernel_main

    .section .bss
    .balign 4096
    .globl boot_stack, boot_stack_end
boot_stack: .skip 0x4000
boot_stack_end:

    .section .note.GNU-stack, "", @progbits
