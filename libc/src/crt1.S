/*
 * crt1.S - where a program begins. The kernel has put argc on top of the
 * stack, 16-byte aligned, argv and the rest behind it (AMD64 ABI, 3.4.1).
 */
    .section .text
    .globl _start
_start:
    xorl %ebp, %ebp             /* the end of every backtrace */
    movq %rsp, %rdi
    andq $-16, %rsp
    call __libc_start
    hlt

    .section .note.GNU-stack, "", @progbits
