/* store_idt.c - asks where the interrupt table is. On a CPU with UMIP only
 * ring 0 may (Intel SDM vol. 3A, 2.5, CR4.UMIP): SIGSEGV; on older ones
 * everybody may, and then the sin is none. */
#include "sinners/sin.h"

int main(void)
{
    struct {
        unsigned short limit;
        unsigned long base;
    } __attribute__((packed)) idt;

    sin_will("ask where the kernel's interrupt table is");
    __asm__ volatile("sidt %0" : "=m"(idt));
    printf("It is at %#lx. ", idt.base);
    return sin_unpunished();
}
