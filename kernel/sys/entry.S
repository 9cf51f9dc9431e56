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
#include "cpu/registers.h"
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
    PUSH_REGISTERS
    movq %rsp, %rdi
    xorl %ebp, %ebp                     /* backtraces end here */
    call syscall_dispatch               /* true: all as SYSCALL left it */
    movq %rsp, %rdi
    testb %al, %al
    jz trap_return

/* SYSRET takes RIP from RCX and RFLAGS from R11, which hold just those when
 * the frame is untouched; it is the quicker way. */
    POP_REGISTERS
    movq 40(%rsp), %rsp                 /* past vector, number, rip, cs, flags */
    swapgs
    sysretq

    .section .note.GNU-stack, "", @progbits
