/* divide.c - divides by zero: SIGFPE. */
#include "sinners/sin.h"

int main(void)
{
    sin_will("divide by zero");
    __asm__ volatile("divl %0" : : "r"(0), "a"(1), "d"(0));
    return sin_unpunished();
}
