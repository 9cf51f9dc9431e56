/* vfork.S - vfork(2): parent and child return on the same stack, one after
 * the other, so the return address must not lie there meanwhile. */
    .section .text
    .globl vfork
vfork:
    popq %rdx
    movl $58, %eax
    syscall
    pushq %rdx
    cmpq $-4095, %rax
    jae 1f
    ret
1:  negl %eax
    pushq %rax
    call __errno_location
    popq %rcx
    movl %ecx, (%rax)
    movq $-1, %rax
    ret

    .section .note.GNU-stack, "", @progbits
