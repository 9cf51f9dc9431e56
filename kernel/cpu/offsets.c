/*
 * offsets.c - the offsets that assembly needs, told by the compiler: this file
 * is compiled to assembly text, from which the Makefile makes offsets.h.
 */
#include "cpu/cpu.h"
#include "cpu/trap.h"
#include "sched/thread.h"

#define OFFSET(name, type, member) \
    asm volatile("\n#define " #name " %c0" : : "i"(offsetof(type, member)))

void offsets(void);
void offsets(void)
{
    OFFSET(CPU_ATTENTION, struct cpu, attention);
    OFFSET(CPU_KERNEL_RSP, struct cpu, kernel_rsp);
    OFFSET(CPU_USER_RSP, struct cpu, user_rsp);
    OFFSET(FEATURE_SMAP, struct cpu_features, smap);
    OFFSET(FRAME_CS, struct trap_frame, cs);
    OFFSET(FRAME_RBP, struct trap_frame, rbp);
    OFFSET(FRAME_RAX, struct trap_frame, rax);
    OFFSET(FRAME_RIP, struct trap_frame, rip);
    OFFSET(FRAME_RFLAGS, struct trap_frame, rflags);
    OFFSET(FRAME_RSP, struct trap_frame, rsp);
    OFFSET(THREAD_SAVED_RSP, struct thread, saved_rsp);
}
