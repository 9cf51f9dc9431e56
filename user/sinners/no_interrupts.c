/* no_interrupts.c - turns interrupts off, to be never preempted again; with
 * IOPL 0 only ring 0 may (Intel SDM vol. 2, CLI): SIGSEGV. */
#include "sinners/sin.h"

int main(void)
{
    sin_will("turn interrupts off");
    __asm__ volatile("cli");
    return sin_unpunished();
}
