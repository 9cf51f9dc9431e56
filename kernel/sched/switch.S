/*
 * switch.S - from one kernel stack to another. Only the registers that a C
 * function must preserve need saving: the caller has dealt with the rest
 * (System V AMD64 ABI, 3.2.1).
 *
 *   stack of a thread that doesn't run:   saved_rsp -> r15 r14 r13 r12 rbp rbx
 *                                                      return address
 */
#include "offsets.h"

    .section .text
    .code64

/* void thread_switch(struct thread *from, struct thread *to) */
    .globl thread_switch
thread_switch:
    pushq %rbx
    pushq %rbp
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, THREAD_SAVED_RSP(%rdi)
    movq THREAD_SAVED_RSP(%rsi), %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbp
    popq %rbx
    ret

/* Where a new thread begins: RBX is its function, R12 the argument, and the
 * scheduler's lock is held. */
    .globl thread_begin
thread_begin:
    call sched_begin
    movq %r12, %rdi
    call *%rbx
    call thread_exit
    ud2

    .section .note.GNU-stack, "", @progbits
