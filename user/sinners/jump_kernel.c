/* jump_kernel.c - jumps into the kernel, whose pages lack the U flag: SIGSEGV. */
#include "sinners/sin.h"

#define KERNEL 0xffffffff80000000ul

int main(void)
{
    sin_will("jump into the kernel");
    ((void (*)(void))KERNEL)();
    return sin_unpunished();
}
