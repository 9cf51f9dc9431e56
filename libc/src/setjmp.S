/* setjmp.S - save and restore what a function must preserve, its stack and
 * its return address (setjmp.h draws the buffer). */
    .section .text
    .globl setjmp, _setjmp, sigsetjmp, longjmp, _longjmp, siglongjmp
sigsetjmp:
    movslq %esi, %rsi
    movq %rsi, 64(%rdi)             /* keep the mask? */
    testl %esi, %esi
    jz 1f
    pushq %rdi
    call __jump_mask_save
    popq %rdi
    jmp 1f
setjmp:
_setjmp:
    movq $0, 64(%rdi)
1:  movq %rbx, (%rdi)
    movq %rbp, 8(%rdi)
    movq %r12, 16(%rdi)
    movq %r13, 24(%rdi)
    movq %r14, 32(%rdi)
    movq %r15, 40(%rdi)
    leaq 8(%rsp), %rax              /* as after our return */
    movq %rax, 48(%rdi)
    movq (%rsp), %rax
    movq %rax, 56(%rdi)
    xorl %eax, %eax
    ret

siglongjmp:
longjmp:
_longjmp:
    cmpq $0, 64(%rdi)
    je 2f
    pushq %rdi
    pushq %rsi
    subq $8, %rsp
    call __jump_mask_restore
    addq $8, %rsp
    popq %rsi
    popq %rdi
2:  movl %esi, %eax
    testl %eax, %eax
    jnz 3f
    incl %eax                       /* setjmp returns 0 only by itself */
3:  movq (%rdi), %rbx
    movq 8(%rdi), %rbp
    movq 16(%rdi), %r12
    movq 24(%rdi), %r13
    movq 32(%rdi), %r14
    movq 40(%rdi), %r15
    movq 48(%rdi), %rsp
    jmp *56(%rdi)

    .section .note.GNU-stack, "", @progbits
