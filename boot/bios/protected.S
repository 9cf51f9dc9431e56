/*
 * protected.S - the loader's second half; 32-bit protected mode, flat
 * segments, interrupts off, and no BIOS any more. Let load_kernel.c put the
 * kernel into its place, and jump to it as the Multiboot2 specification says
 * in section 3.3. Read next: load_kernel.c, then boot/multiboot2.S.
 */
#include "disk.h"

    .text
    .code32
    .globl protected_mode_start
protected_mode_start:
    movw $16, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %fs
    movw %ax, %gs
    movw %ax, %ss
    movl $BOOT_ADDRESS, %esp
    movl %cr0, %eax
    movl %eax, cr0_after

    call load_kernel                    /* returns the kernel's entry */
    movl %eax, %ecx
    movl $0x36d76289, %eax
    movl $BUFFER_ADDRESS, %ebx          /* the information it has built */
    jmp *%ecx

    .data
    .balign 4
    .globl cr0_after
cr0_after: .long 0

    .section .note.GNU-stack, "", @progbits
