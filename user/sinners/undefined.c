/* undefined.c - executes an instruction that does not exist: SIGILL. */
#include "sinners/sin.h"

int main(void)
{
    sin_will("execute an undefined instruction");
    __asm__ volatile("ud2");
    return sin_unpunished();
}
