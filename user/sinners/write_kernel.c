/* write_kernel.c - writes the kernel's memory, whose pages lack the U flag: SIGSEGV. */
#include "sinners/sin.h"

#define KERNEL 0xffffffff80000000ul

int main(void)
{
    sin_will("write into the kernel");
    *(volatile char *)KERNEL = 0;
    return sin_unpunished();
}
