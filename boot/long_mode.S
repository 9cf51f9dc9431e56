/*
 * long_mode.S - the first 64-bit instructions: leave the low addresses for
 * the higher half, take the boot stack, and enter C. EBP holds the physical
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
    movq $boot_stack_end, %rsp
    movl %ebp, %edi
    xorl %ebp, %ebp                     /* backtraces end here */
    call kernel_main                    /* kernel/main.c; never returns */
    ud2

    .section .bss
    .balign 4096
    .globl boot_stack, boot_stack_end
boot_stack: .skip 0x4000
boot_stack_end:

    .section .note.GNU-stack, "", @progbits
