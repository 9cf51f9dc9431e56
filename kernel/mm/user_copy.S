/*
 * user_copy.S - the instructions that touch user memory. Each is listed in
 * .fixups with the place to go on if it faults (vm/fault.c looks there), and
 * stands between STAC and CLAC, which open and close user memory on a CPU
 * with SMAP (SDM vol. 3A, 4.6).
 */
#include "offsets.h"

.macro FIXUP at, resume
    .pushsection .fixups, "a"
    .quad \at, \resume
    .popsection
.endm

.macro IF_SMAP instruction
    cmpb $0, cpu_features + FEATURE_SMAP(%rip)
    je 77f
    \instruction
77:
.endm

    .section .text
    .code64

/* int user_copy(void *to, const void *from, size_t n): 0 or -EFAULT */
    .globl user_copy
user_copy:
    IF_SMAP stac
    movq %rdx, %rcx
    shrq $3, %rcx
    andl $7, %edx
1:  rep movsq
    movl %edx, %ecx
2:  rep movsb
    xorl %eax, %eax
3:  IF_SMAP clac
    ret
4:  movl $-14, %eax
    jmp 3b
    FIXUP 1b, 4b
    FIXUP 2b, 4b

/* int user_clear(void *to, size_t n): 0 or -EFAULT */
    .globl user_clear
user_clear:
    IF_SMAP stac
    movq %rsi, %rcx
    xorl %eax, %eax
1:  rep stosb
2:  IF_SMAP clac
    ret
3:  movl $-14, %eax
    jmp 2b
    FIXUP 1b, 3b

    .section .note.GNU-stack, "", @progbits
