/* trap_numbers.h - vectors, for C and assembly (SDM vol. 3A, table 6-1). */
#pragma once

#define TRAP_DIVIDE 0
#define TRAP_DEBUG 1
#define TRAP_NMI 2
#define TRAP_BREAKPOINT 3
#define TRAP_OVERFLOW 4
#define TRAP_BOUND 5
#define TRAP_UNDEFINED 6
#define TRAP_NO_FPU 7
#define TRAP_DOUBLE_FAULT 8
#define TRAP_INVALID_TSS 10
#define TRAP_NO_SEGMENT 11
#define TRAP_STACK 12
#define TRAP_PROTECTION 13
#define TRAP_PAGE_FAULT 14
#define TRAP_FPU 16
#define TRAP_ALIGNMENT 17
#define TRAP_MACHINE_CHECK 18
#define TRAP_SIMD 19

#define IRQ_BASE 32             /* the 16 legacy lines */
#define VECTOR_TIMER 48         /* the local APIC's timer */
#define VECTOR_RESCHEDULE 49    /* from another processor: look at your queue */
#define VECTOR_FLUSH 50         /* from another processor: flush the TLB */
#define VECTOR_SPURIOUS 255
#define TRAP_SYSCALL 256        /* not a vector: marks SYSCALL's frames */
#define TRAP_SYSCALL_SETTLED 257    /* ... whose result stands */
