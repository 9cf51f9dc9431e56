/* software_interrupt.c - pretends a page fault by INT 14, whose gate only
 * ring 0 may enter (Intel SDM vol. 3A, 6.12.1.1): SIGSEGV. */
#include "sinners/sin.h"

int main(void)
{
    sin_will("pretend a page fault");
    __asm__ volatile("int $14");
    return sin_unpunished();
}
