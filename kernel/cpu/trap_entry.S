/*
 * trap_entry.S - the entries of all 256 vectors, 64-bit mode.
 *
 * The CPU pushes SS, RSP, RFLAGS, CS, RIP and, for some exceptions, an error
 * code. Each entry adds a zero where the CPU didn't, then its vector, and all
 * share the rest. GS belongs to the user while in ring 3: SWAPGS exchanges it
 * for ours exactly when the ring changes.
 */
#include "cpu/registers.h"
#include "cpu/trap_numbers.h"
#include "offsets.h"

    .section .text
    .code64

/* A user may have set AC, which would open user memory to the kernel. */
.macro CLOSE_USER_MEMORY
    cmpb $0, cpu_features + FEATURE_SMAP(%rip)
    je 77f
    clac
77:
.endm

/* 16 bytes an entry, so that trap_init() can find them by number. */
    .balign 16
    .globl trap_entries
trap_entries:
    vector = 0
    .rept 256
    .balign 16
    .if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21
    .else
    pushq $0
    .endif
    pushq $vector
    .if vector == TRAP_NMI || vector == TRAP_DOUBLE_FAULT || vector == TRAP_MACHINE_CHECK
    jmp trap_anywhere
    .else
    jmp trap_common
    .endif
    vector = vector + 1
    .endr

    .balign 16
trap_common:
    PUSH_REGISTERS
    cld
    testb $3, FRAME_CS(%rsp)
    jz 1f
    swapgs
1:  CLOSE_USER_MEMORY
    movq %rsp, %rdi
    xorl %ebp, %ebp
    call trap_dispatch
    movq %rsp, %rdi

/* trap_return(frame): leave the kernel, or a nested trap, through a frame. */
    .globl trap_return
trap_return:
    movq %rdi, %rsp
    testb $3, FRAME_CS(%rsp)
    jz 1f
    swapgs
1:  POP_REGISTERS
    addq $16, %rsp              /* vector and error code */
    .globl iret
iret:
    iretq

/*
 * NMI, double fault and machine check strike anywhere, even between ring
 * change and SWAPGS, on stacks of their own: whose GS it is shows only in
 * its value. The kernel's addresses are negative.
 */
trap_anywhere:
    PUSH_REGISTERS
    cld
    movl $0xc0000101, %ecx      /* MSR_GS_BASE */
    rdmsr
    xorl %ebx, %ebx
    testl %edx, %edx
    js 1f
    swapgs
    incl %ebx                   /* survives the call: swap back */
1:  CLOSE_USER_MEMORY
    movq %rsp, %rdi
    call trap_dispatch
    testl %ebx, %ebx
    jz 2f
    swapgs
2:  POP_REGISTERS
    addq $16, %rsp
    iretq

    .section .note.GNU-stack, "", @progbits
