/* registers.h - for assembly: the general registers as struct trap_frame
 * (trap.h) has them, pushed from its end to its start. */
#pragma once

#ifdef __ASSEMBLER__
.macro PUSH_REGISTERS
    pushq %rdi
    pushq %rsi
    pushq %rdx
    pushq %rcx
    pushq %rax
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %rbx
    pushq %rbp
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
.endm

/* Those that a C function preserves, and those that it doesn't (System V AMD64
 * ABI, 3.2.1). */
.macro POP_PRESERVED
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbp
    popq %rbx
.endm

.macro POP_SCRATCH
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rax
    popq %rcx
    popq %rdx
    popq %rsi
    popq %rdi
.endm

.macro POP_REGISTERS
    POP_PRESERVED
    POP_SCRATCH
.endm
#endif
