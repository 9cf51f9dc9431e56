/*
 * trap.h - every way into the kernel but SYSCALL: exceptions and interrupts.
 * trap_entry.S saves the registers in a struct trap_frame and calls trap_dispatch();
 * higher layers register what is to happen. SYSCALL (sys/entry.S) saves the
 * same frame, so signals, fork and exec know only one.
 */
#pragma once

#include "cpu/trap_numbers.h"
#include "lib/types.h"

/*
 * The kernel stack after an entry, lowest address first; the CPU itself
 * pushed everything from `rip` up, and `error` for some exceptions
 * (SDM vol. 3A, figure 6-9).
 */
struct trap_frame {
    uint64_t r15, r14, r13, r12, rbp, rbx;
    uint64_t r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
    uint64_t vector;        /* or TRAP_SYSCALL */
    uint64_t error;         /* error code; the call's number for SYSCALL */
    uint64_t rip, cs, rflags, rsp, ss;
};

typedef void trap_handler(struct trap_frame *f);

/* Build the table of entries; and load it on this processor, as each does. */
void trap_init(void);
void trap_load(void);

/* What to do on `vector`; one handler each. Exceptions without one end the
 * kernel with a panic. */
void trap_register(int vector, trap_handler *handler);

/* Runs after a trap from user mode or a system call, just before
 * the return, if the processor's `attention` asks for it: signals and
 * preemption. After a system call that a signal broke off it always does. */
extern trap_handler *trap_before_user;

/* Did this come from ring 3? */
static inline bool trap_from_user(const struct trap_frame *f)
{
    return (f->cs & 3) == 3;
}

/* One of the 16 legacy lines: register and unmask. */
void irq_register(int isa_irq, void (*handler)(void));

/* Route the legacy controller to vectors IRQ_BASE.., everything masked. */
void pic_init(void);

/* Print a frame in words, for panics. */
void trap_print(const struct trap_frame *f);

/* Leave through `f`, which lies on this thread's kernel stack. */
NORETURN void trap_return(struct trap_frame *f);
