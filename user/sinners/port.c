/* port.c - talks to the keyboard controller, which could reset the machine;
 * with IOPL 0 and no I/O bitmap only ring 0 may (Intel SDM vol. 1, 19.5):
 * SIGSEGV. */
#include "sinners/sin.h"

int main(void)
{
    sin_will("reset the machine by the keyboard controller");
    __asm__ volatile("outb %0, %1" : : "a"((unsigned char)0xfe),
                     "Nd"((unsigned short)0x64));
    return sin_unpunished();
}
