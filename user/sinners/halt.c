/* halt.c - stops the CPU, which only ring 0 may (Intel SDM vol. 2, HLT): SIGSEGV. */
#include "sinners/sin.h"

int main(void)
{
    sin_will("halt the CPU");
    __asm__ volatile("hlt");
    return sin_unpunished();
}
