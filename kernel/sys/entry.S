/*
 * entry.S - SYSCALL and its way back; 64-bit mode.
 *
 * SYSCALL changes no stack: it puts RIP in RCX, RFLAGS in R11 and jumps here
 * with interrupts off (SDM vol. 2, SYSCALL). We take the thread's kernel
 * stack and build the struct trap_frame that an interrupt would have left:
 *
 *   kernel_rsp ->  ss  rsp  rflags  cs  rip  number  TRAP_SYSCALL  registers
 *
 * The arguments stand in the registers in which C wants them, but for the
 * fourth: RDI RSI RDX R10 R8 R9 (AMD64 ABI, A.2.1) against RCX in R10's place.
 */
#include "cpu/descriptors.h"
#include "cpu/registers.h"
#include "cpu/trap_numbers.h"
#include "lib/errno.h"
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
    xorl %ebp, %ebp                     /* backtraces end here */
    movq %r10, %rcx
    cmpq syscall_fast(%rip), %rax
    jae slow_call
    movq syscall_table(,%rax,8), %rax
    testq %rax, %rax
    jz slow_call
    call *%rax

syscall_exit:
    movq %rax, FRAME_RAX(%rsp)
    cmpb $0, %gs:CPU_ATTENTION          /* a signal, or the quantum is over */
    jne slow_exit
    addq $ERESTARTNOHAND, %rax          /* a call that a signal broke off? */
    cmpq $ERESTARTNOHAND - ERESTARTSYS, %rax
    jbe slow_exit

/* C has kept RBX and R12 to R15. SYSRET takes RIP from RCX and RFLAGS from
 * R11, where they stood when we came. */
    movq FRAME_RBP(%rsp), %rbp
    addq $6 * 8, %rsp                   /* past those that C preserves */
    POP_SCRATCH
    movq 40(%rsp), %rsp                 /* past vector, number, rip, cs, flags */
    swapgs
    .globl sysret_to_user
sysret_to_user:
    sysretq

slow_call:                              /* there is none such, or it is traced */
    call syscall_slow
    jmp syscall_exit

/* The frame may be changed, for a handler say: only IRET restores it all. */
slow_exit:
    call syscall_leave

    .section .note.GNU-stack, "", @progbits
