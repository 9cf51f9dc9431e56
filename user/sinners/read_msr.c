/* read_msr.c - reads a model-specific register, which only ring 0 may (Intel
 * SDM vol. 2, RDMSR): SIGSEGV. */
#include "sinners/sin.h"

#define MSR_LSTAR 0xc0000082        /* where the kernel's SYSCALL entry is */

int main(void)
{
    unsigned low, high;

    sin_will("read where the kernel's system-call entry is");
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_LSTAR));
    printf("It is at %#lx. ", (unsigned long)high << 32 | low);
    return sin_unpunished();
}
