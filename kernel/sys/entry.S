/*
 * entry.S - SYSCALL and its way back; 64-bit mode.
 *
 * SYSCALL changes no stack: it puts RIP in RCX, RFLAGS in R11 and jumps here
 * with interrupts off (SDM vol. 2, SYSCALL). We take the thread's kernel
 * stack and build the struct trap_frame that an interrupt would have left:
 *
 *   kernel_rsp ->  ss  rsp  rflags  cs  rip  number  TRAP_SYSCALL  registers
 */
#include "cpu/descriptors.h"
#include "cpu/trap_numbers.h"
#include "offsets.h"

    .section .text
    .code64
    .globl syscall_entry
syscall_entry:
    swapgs
    movq %rsp, %gs:CPU_USER_RSP
    movq %gs:CPU_KERNEL_RSP, %rsp
    pushq $SEL_USER_DATA
    pushq %gs:CPU_USER_RSP
    pushq %r11
    pushq $SEL_USER_CODE
    pushq %rcx
    pushq %rax
    pushq $TRAP_SYSCALL
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
    movq %rsp, %rdi
    xorl %ebp, %ebp                     /* backtraces end here */
    call syscall_dispatch               /* true: all as SYSCALL left it */
    movq %rsp, %rdi
    testb %al, %al
    jz trap_return

/* SYSRET takes RIP from RCX and RFLAGS from R11, which hold just those when
 * the frame is untouched; it is the quicker way. */
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbp
    popq %rbx
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rax
    popq %rcx
    popq %rdx
    popq %rsi
    popq %rdi
    movq 40(%rsp), %rsp                 /* past vector, number, rip, cs, flags */
    swapgs
    sysretq

    .section .note.GNU-stack, "", @progbits
