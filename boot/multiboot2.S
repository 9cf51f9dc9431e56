/*
 * multiboot2.S - the one door into the kernel; 32-bit protected mode, paging
 * off. GRUB, on BIOS and on UEFI, and our own loader (boot/bios) all jump to
 * multiboot2_start as the Multiboot2 specification says in section 3.3:
 *
 *     EAX = 0x36d76289    EBX = physical address of the boot information
 *     CS, DS.. flat 4 GiB segments; interrupts off; no stack yet
 *
 * This file makes sure that the machine is one we can run on, and says so if
 * not. Then it falls into protected_mode.S.
 */
#include "boot.h"

    .section .multiboot2, "a"
    .balign 8
header:                                 /* specification, section 3.1.1 */
    .long 0xe85250d6                    /* magic */
    .long 0                             /* architecture: 32-bit i386 */
    .long header_end - header
    .long -(0xe85250d6 + 0 + (header_end - header))
    .balign 8
    .word 0, 0                          /* end of tags */
    .long 8
header_end:

    .section .boot, "ax"
    .code32
    .globl multiboot2_start
multiboot2_start:
    cli
    cld
    movl $LOW(boot_stack_end), %esp
    movl %ebx, %ebp                     /* kept for kernel_main */

    movl $text_not_multiboot2, %esi
    cmpl $0x36d76289, %eax
    jne complain

    /* CPUID exists where bit 21 of EFLAGS can be changed (SDM vol. 1, 20.1) */
    movl $text_no_long_mode, %esi
    pushfl
    popl %eax
    movl %eax, %ecx
    xorl $1 << 21, %eax
    pushl %eax
    popfl
    pushfl
    popl %eax
    xorl %ecx, %eax
    testl $1 << 21, %eax
    jz complain

    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb complain
    movl $0x80000001, %eax
    cpuid
    testl $1 << 29, %edx                /* long mode (SDM vol. 2, CPUID) */
    jz complain
    jmp protected_mode

/* Write the sentence at ESI to COM1 and the top of the VGA text screen, and
 * stop. The serial port is set to 115200 baud, 8N1 first. */
complain:
    movw $0x3f9, %dx
    xorl %eax, %eax
    outb %al, %dx
    movw $0x3fb, %dx
    movb $0x80, %al
    outb %al, %dx
    movw $0x3f8, %dx
    movb $1, %al
    outb %al, %dx
    movw $0x3fb, %dx
    movb $3, %al
    outb %al, %dx
    movl $0xb8000, %edi
1:  lodsb
    testb %al, %al
    jz 3f
    movb $0x4f, %ah                     /* white on red */
    stosw
    movb %al, %bl
    movl $100000, %ecx                  /* a missing port must not hang us */
    movw $0x3fd, %dx
2:  inb %dx, %al
    testb $0x20, %al
    loopz 2b
    movw $0x3f8, %dx
    movb %bl, %al
    outb %al, %dx
    jmp 1b
3:  movw $0xf4, %dx                     /* QEMU's isa-debug-exit: the boot */
    movb $124, %al                      /* loader or its machine was no good */
    outb %al, %dx
4:  hlt
    jmp 4b

text_not_multiboot2:
    .asciz "Commons was not started by the Multiboot2 protocol: boot it with GRUB's `multiboot2` command, or from build/commons.img.\r\n"
text_no_long_mode:
    .asciz "Commons needs a 64-bit processor, and this one has no long mode: use an x86-64 machine (in QEMU: qemu-system-x86_64 -cpu qemu64 or max).\r\n"

    .section .note.GNU-stack, "", @progbits
