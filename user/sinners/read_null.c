/* read_null.c - reads through a null pointer: SIGSEGV, nothing is mapped there. */
#include "sinners/sin.h"

int main(void)
{
    sin_will("read at address 0");
    (void)*(volatile char *)0;
    return sin_unpunished();
}
