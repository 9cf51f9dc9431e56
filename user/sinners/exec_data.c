/* exec_data.c - executes its data, whose pages have NX set: SIGSEGV. */
#include "sinners/sin.h"

static unsigned char code[] = { 0xc3 };             /* ret */

int main(void)
{
    sin_will("execute my data");
    ((void (*)(void))code)();
    return sin_unpunished();
}
