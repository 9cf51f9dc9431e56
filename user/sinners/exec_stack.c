/* exec_stack.c - executes bytes on its stack, whose pages have NX set: SIGSEGV.
 * (Intel SDM vol. 3A, 4.6.1.) */
#include "sinners/sin.h"

int main(void)
{
    volatile unsigned char code[] = { 0xc3 };       /* ret */

    sin_will("execute my stack");
    ((void (*)(void))code)();
    return sin_unpunished();
}
