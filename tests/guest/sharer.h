/*
 * sharer.h - a process that runs in our memory beside us, by clone(2) with
 * CLONE_VM. It needs a stack of its own from its first instruction on, so the
 * call can't be made through the C library.
 */
#pragma once

#include <signal.h>
#include <sys/syscall.h>

#define SHARER_FLAGS (0x100 | SIGCHLD)      /* CLONE_VM */

/* One that runs `body`, which makes system calls and touches memory, and else
 * leaves the C library alone: its data are ours. Its pid. */
static int __attribute__((unused)) share_memory(void (*body)(void))
{
    static char stack[65536] __attribute__((aligned(16)));
    long result;

    __asm__ volatile("syscall\n\t"
                     "testl %%eax, %%eax\n\t"
                     "jnz 1f\n\t"
                     "call *%%rbx\n\t"
                     "xorl %%edi, %%edi\n\t"
                     "movl %4, %%eax\n\t"
                     "syscall\n"
                     "1:"
                     : "=a"(result)
                     : "0"((long)SYS_clone), "D"((long)SHARER_FLAGS),
                       "S"(stack + sizeof(stack)), "i"(SYS_exit), "b"(body),
                       "d"(0l)
                     : "rcx", "r8", "r10", "r11", "memory");
    return result;
}
