/* read_kernel.c - reads the kernel's memory, whose pages lack the U flag: SIGSEGV. */
#include "sinners/sin.h"

#define KERNEL 0xffffffff80000000ul

int main(void)
{
    sin_will("read the kernel");
    (void)*(volatile char *)KERNEL;
    return sin_unpunished();
}
